"""Answers as people type them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from calcinosis_cli.assess.answers import Answers, Lab, read
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import numbered, replies, results
from calcinosis_cli.interview.asking import Asker
from calcinosis_cli.interview.front import Bare, Explain, Field, Keep, Option, Title
from calcinosis_cli.interview.order import Asked
from calcinosis_cli.interview.sheet import Sheet
from calcinosis_cli.knowledge.base import Knowledge


@pytest.mark.parametrize(
    ("finding", "text", "raw"),
    [
        ("labs.calcium", "2.35 mmol/l", "2.35 mmol/l"),
        ("labs.calcium", "9,4 mg/dL", "9,4 mg/dL"),
        ("labs.calcium", "h", "high"),
        ("labs.calcium", "9.4", Bare("9.4")),
        ("labs.calcium", "9.4 mg/dL low", {"value": "9.4 mg/dL", "flag": "low"}),
        ("labs.calcium", "", "unknown"),
        ("patient.age_years", "54", 54),
        ("patient.age_years", "0,25 years", 0.25),
        ("medications", "none", []),
        ("medications", "Warfarin, diltiazem", ["Warfarin", "diltiazem"]),
        ("medications", "unknown", "unknown"),
    ],
)
def test_what_is_typed_is_understood(finding: str, text: str, raw: object, knowledge: Knowledge) -> None:
    """Units in any case, decimal commas, flags by a letter; none and unknown are told apart."""
    assert replies.typed(knowledge.findings[finding], text, knowledge) == raw


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("labs.calcium", "9.4 mmol/L"),
        ("labs.calcium", "nine"),
        ("labs.calcium", "9.4 furlongs"),
        ("patient.age_years", "430"),
        ("patient.age_years", "54 kg"),
        ("patient.age_years", "old"),
    ],
)
def test_nonsense_is_refused_on_the_spot(finding: str, text: str, knowledge: Knowledge) -> None:
    """Implausible values, foreign units and words are refused with a reason."""
    with pytest.raises(InputError):
        replies.typed(knowledge.findings[finding], text, knowledge)


def test_the_unit_used_last_comes_first_of_those_that_make_sense(knowledge: Knowledge) -> None:
    """A laboratory that reports in mmol/L is offered mmol/L first, but not for a number that cannot be mmol/L."""
    calcium = knowledge.findings["labs.calcium"]
    assert replies.units(calcium, "3", knowledge, ["mg/dL", "mmol/L"])[0] == "mmol/L"
    fitting = replies.units(calcium, "9.4", knowledge, ["mg/dL", "mmol/L"])
    assert fitting[0] == "mg/dL"
    assert "mmol/L" not in fitting
    with pytest.raises(InputError, match="outside"):
        replies.units(calcium, "9400000", knowledge, [])


def test_a_typed_answer_can_be_offered_again(knowledge: Knowledge) -> None:
    """What was given for a question comes back as it could be typed."""
    for id_, raw in (
        ("labs.calcium", {"value": "9.4 mg/dL", "flag": "low"}),
        ("medications", []),
        ("patient.age_years", 54),
    ):
        finding = knowledge.findings[id_]
        assert replies.typed(finding, replies.as_typed(raw), knowledge) == raw
    assert isinstance(read(knowledge.findings["labs.calcium"], "9,4 mg/dL", knowledge), Lab)


def test_the_range_is_shown_for_the_age(knowledge: Knowledge) -> None:
    """The hint of a test names its units and, where the age leaves one, the normal interval."""
    age = read(knowledge.findings["patient.age_years"], 54, knowledge)
    assert age is not None
    hint = replies.hint(knowledge.findings["labs.calcium"], knowledge, Answers({"patient.age_years": age}))
    assert "mmol/L" in hint
    assert "normal" in hint.rpartition("(")[2]


def laboratory(knowledge: Knowledge) -> list[Field]:
    asker = Asker(Silent(), knowledge)
    return [
        asker.field(Asked(knowledge.findings[f"labs.{name}"], ()), Answers())
        for name in ("calcium", "ionised_calcium", "phosphate", "vitamin_d_25oh", "vitamin_d_1_25")
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("calcium 9.4 mg/dL, phosphate high", {"labs.calcium": "9.4 mg/dL", "labs.phosphate": "high"}),
        ("Calcium: 9,4 mg/dL,phosphate=n", {"labs.calcium": "9,4 mg/dL", "labs.phosphate": "n"}),
        ("phos 4.5", {"labs.phosphate": "4.5"}),
        ("1,25-dihydroxyvitamin D 40 pg/mL; ion 1.2 mmol/L",
         {"labs.vitamin_d_1_25": "40 pg/mL", "labs.ionised_calcium": "1.2 mmol/L"}),
        ("3. low", {"labs.phosphate": "low"}),
    ],
)  # fmt: skip
def test_several_results_on_a_line(line: str, found: dict[str, str], knowledge: Knowledge) -> None:
    """Commas divide results, not numbers or names; a test is named by as much as is enough."""
    assert {field.id: text for field, text in results.split(line, laboratory(knowledge))} == found


@pytest.mark.parametrize("line", ["rhubarb 3", "calcium", "vitamin d 20 ng/mL", "9.4 mg/dL"])
def test_a_result_that_names_no_test_or_two_is_refused(line: str, knowledge: Knowledge) -> None:
    """Nothing is guessed."""
    with pytest.raises(InputError, match="name"):
        list(results.split(line, laboratory(knowledge)))


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("0", [False, False, False]),
        ("1 3", [True, False, True]),
        ("2?", [False, "unknown", False]),
        ("1,2?", [True, "unknown", False]),
        ("u", ["unknown", "unknown", "unknown"]),
        ("", None),
        ("4", None),
        ("y", None),
        ("\u00b2", None),
    ],
)
def test_a_checklist_in_numbers(text: str, states: list[Any] | None) -> None:
    """Present, not known, and absent; an empty line is no answer."""
    assert numbered.states(text, 3) == states


def sheet(knowledge: Knowledge, *findings: str) -> Sheet:
    asker = Asker(Silent(), knowledge)
    return Sheet([asker.field(Asked(knowledge.findings[id_], ()), Answers()) for id_ in findings], {})


def test_nothing_on_a_page_is_answered_until_it_is(knowledge: Knowledge) -> None:
    """A list with nothing ticked is no answer, and a tick taken away again leaves none."""
    page = sheet(knowledge, "lesions.depth", "lesions.painful", "lesions.largest_cm")
    assert page.answers() == {}
    page.tick()
    assert page.answers() == {"lesions.depth": ["dermis"]}
    page.tick()
    assert page.answers() == {}
    assert [field.id for field in page.blanks()] == ["lesions.depth", "lesions.painful"]
    page.fill(False)
    assert page.complete() == {"lesions.depth": [], "lesions.painful": False, "lesions.largest_cm": "unknown"}


def test_none_of_these_and_unknown_stand_alone(knowledge: Knowledge) -> None:
    """Ticking one of them takes the others away, and the other way round; "perhaps more" goes with choices."""
    page = sheet(knowledge, "lesions.depth")
    last = len(page.rows) - 1
    for at, answer in (
        (0, ["dermis"]),
        (last, ["dermis", "unknown"]),
        (last - 1, "unknown"),
        (1, ["subcutaneous"]),
        (last - 2, []),
    ):
        page.at = at
        page.tick()
        assert page.answers()["lesions.depth"] == answer


def test_a_choice_with_no_no_is_never_filled_with_no(knowledge: Knowledge) -> None:
    """ "No to the rest" makes sex unknown."""
    page = sheet(knowledge, "patient.sex")
    page.fill(False)
    assert page.complete() == {"patient.sex": "unknown"}


class Silent:
    """A front end that answers a page from what it was made with, as typed."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.said: list[str] = []

    def say(self, text: str = "") -> None:
        self.said.append(text)

    def one(self, message: str, options: Sequence[Option]) -> str:
        return options[0].value

    def page(
        self, title: Title, fields: Sequence[Field], held: Mapping[str, Any], explain: Explain, keep: Keep
    ) -> dict[str, Any]:
        return {field.id: field.read(self.answers.pop(0)) for field in fields}

    def pause(self) -> None:
        return None


def test_a_unit_once_typed_is_offered_first_afterwards(knowledge: Knowledge) -> None:
    """Phosphate in mmol/L, then a calcium that could be either: mmol/L is the first offer."""
    calcium, _, phosphate, *_ = fields = laboratory(knowledge)
    assert fields
    assert calcium.units("3")[0] == "mg/dL"
    phosphate.read("2.1 mmol/l")
    assert calcium.units("3")[0] == "mmol/L"


def test_a_medicine_that_is_not_known_is_pointed_out(knowledge: Knowledge) -> None:
    """It is kept, with the name that was probably meant, and it is said that nothing is checked for it."""
    front = Silent("warfarn, none such")
    asked = Asked(knowledge.findings["medications"], ())
    found = Asker(front, knowledge).page(lambda: "", [asked], {}, Answers(), lambda _: [])
    assert found == {"medications": ["warfarn", "none such"]}
    assert any("warfarn" in said and "arfarin" in said for said in front.said)
