"""Answers as people type them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from calcinosis_cli.assess.answers import Answers, Lab, read
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import replies
from calcinosis_cli.interview.asking import Asker
from calcinosis_cli.interview.front import Check, Explain, Option
from calcinosis_cli.interview.order import Asked
from calcinosis_cli.interview.replies import Bare
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


def test_the_unit_used_last_comes_first(knowledge: Knowledge) -> None:
    """A laboratory that reports in mmol/L is offered mmol/L first."""
    calcium = knowledge.findings["labs.calcium"]
    units = replies.units(calcium, knowledge, ["mg/dL", "mmol/L"])
    assert units[:2] == ["mmol/L", "mg/dL"]
    assert sorted(units) == sorted(unit.unit for unit in knowledge.analytes["labs.calcium"].units)


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


class Scripted:
    """A front end that gives the answers it was made with."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.said: list[str] = []
        self.offered: list[list[str]] = []

    def say(self, text: str = "") -> None:
        self.said.append(text)

    def one(self, message: str, options: Sequence[Option], default: str | None, explain: Explain | None) -> str:
        self.offered.append([option.value for option in options])
        return str(self.answers.pop(0))

    def several(self, message: str, options: Sequence[Option], chosen: Sequence[str], explain: Explain | None) -> Any:
        return self.answers.pop(0)

    def states(
        self, message: str, options: Sequence[Option], held: Mapping[str, Any], explain: Any, keep: Any
    ) -> dict[str, Any]:
        return dict(self.answers.pop(0))

    def line(
        self, message: str, hint: str, check: Check, default: str, explain: Explain | None, names: Sequence[str] = ()
    ) -> str:
        text = str(self.answers.pop(0))
        check(text)
        return text

    def pause(self) -> None:
        return None


def test_a_bare_number_gets_a_question_for_its_unit(knowledge: Knowledge) -> None:
    """An implausible unit is refused and the number asked again; the unit used last is offered first."""
    front = Scripted("9.4", "mmol/L", "9.4", "mg/dL", "9.6", "mg/dL")
    asker = Asker(front, knowledge)
    calcium = Asked(knowledge.findings["labs.calcium"], ())
    assert asker.single(calcium, None, Answers()) == "9.4 mg/dL"
    assert any("outside" in said for said in front.said)
    assert asker.single(calcium, None, Answers()) == "9.6 mg/dL"
    assert front.offered[-1][0] == "mg/dL"


def test_a_medicine_that_is_not_known_is_pointed_out(knowledge: Knowledge) -> None:
    """It is kept, with the name that was probably meant, and it is said that nothing is checked for it."""
    front = Scripted("warfarn, none such")
    asker = Asker(front, knowledge)
    assert asker.single(Asked(knowledge.findings["medications"], ()), None, Answers()) == ["warfarn", "none such"]
    assert any("warfarn" in said and "arfarin" in said for said in front.said)
