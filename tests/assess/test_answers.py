"""Answers as given: what is understood, what is refused, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.answers import Answers, Lab, Listed
from calcinosis_cli.assess.facts import gather
from calcinosis_cli.errors import InputError
from calcinosis_cli.knowledge.base import Knowledge

Parsed = Callable[[dict[str, Any]], Answers]


def calcium(parsed: Parsed, given: Any) -> Any:
    """The laboratory answer for calcium."""
    return parsed({"labs": {"calcium": given}}).values.get("labs.calcium")


def refused(parsed: Parsed, document: dict[str, Any]) -> str:
    """The error that a document gives: one printable line."""
    with pytest.raises(InputError) as caught:
        parsed(document)
    assert str(caught.value).isprintable()
    return str(caught.value)


def complaint(attempt: Callable[[], Any]) -> str:
    """The refusal of an attempt, or nothing when it succeeds. Any other exception is a fault."""
    try:
        attempt()
    except InputError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("9.4 mg/dL", "9.4"), ("9.4mg/dl", "9.4"), ("  9.4   MG / DL ", "9.4"), ("9,4 mg/dL", "9.4"), ("9.4 mg%", "9.4"),
        ("2.35 mmol/L", "9.4"), ("2,35 mmol/l", "9.4"), ("4.7 mEq/L", "9.4"), ("+9.4 mg/dL", "9.4"), ("14 mg/dL", "14"),
        ("3.5 mmol/L", "14"),
    ],
)  # fmt: skip
def test_a_quantity_is_understood_however_it_is_typed(text: str, canonical: str, parsed: Parsed) -> None:
    """Case, spaces, a decimal comma and SI units come to the same exact number."""
    assert calcium(parsed, text).value == Fraction(canonical)


@pytest.mark.parametrize(
    ("finding", "one", "other"),
    [
        ("phosphate", "1.0 mmol/L", Fraction(1000, 323)), ("creatinine", "88.4 µmol/L", 1), ("creatinine", "88.4 μmol/L", 1),
        ("creatinine", "88.4 umol/l", 1), ("creatinine", "88.4 micromol/L", 1), ("albumin", "40 g/L", 4),
        ("pth", "10.6 pmol/L", 100), ("pth", "100 ng/L", 100), ("vitamin_d_25oh", "75 nmol/L", 30), ("egfr", "60 mL/min/1.73 m²", 60),
        ("egfr", "60 ml/min/1.73m^2", 60), ("neutrophils", "4000 /uL", 4), ("neutrophils", "4 x10^9/L", 4), ("crp", "1 mg/dL", 10),
        ("crp", "10 mcg/mL", 10), ("ca_p_product", "4.0 mmol²/L²", Fraction(16000, 323)),
    ],
)  # fmt: skip
def test_other_tests_and_units(finding: str, one: str, other: Any, parsed: Parsed) -> None:
    """Each test has its own units and exact factors; micro signs and powers are written in many ways."""
    assert parsed({"labs": {finding: one}}).values[f"labs.{finding}"].value == other  # type: ignore[union-attr]


def test_a_flag_is_kept_with_or_without_its_value(parsed: Parsed) -> None:
    """The laboratory's own word is an answer, and stands beside a number."""
    assert calcium(parsed, "high") == Lab(flag="high")
    assert calcium(parsed, {"value": "10.2 mg/dL", "flag": "normal"}) == Lab(
        Fraction("10.2"), "mg/dL", "10.2 mg/dL", "normal"
    )
    assert calcium(parsed, {"value": "unknown", "flag": "low"}) == Lab(flag="low")
    assert calcium(parsed, {"value": "9 mg/dL", "flag": None}).flag is None


def test_the_laboratorys_flag_wins_over_our_range(parsed: Parsed, knowledge: Knowledge) -> None:
    """A value outside our range that its laboratory called normal is normal."""
    facts = gather(parsed({"labs": {"calcium": {"value": "10.9 mg/dL", "flag": "normal"}}}), knowledge)
    assert facts.test("labs.calcium", "is", "normal") is True
    assert facts.test("labs.calcium", "at_least", "10.9 mg/dL") is True


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (9.4, "has no unit; write it with one of: mg/dL, mmol/L, mEq/L"), (9, "has no unit"), ("9.4", "has no unit"),
        ("10.2 mmol/L", "outside 0.5 to 7 mmol/L; did you mean mg/dL"), ("2.4 mg", "'mg' is not a unit of this test"),
        ("94 mg/dL", "outside 2 to 28 mg/dL"), ("-3 mg/dL", "outside"), ("high-ish", "is not a quantity"), ("", "is not a quantity"),
        ("1e1 mg/dL", "is not a unit"), ("9.4 mg/dL (fasting)", "is not a unit"), ("NaN mg/dL", "is not a quantity"),
        ("9.4.1 mg/dL", "is not a unit"), (True, "is not a result"), (["9.4 mg/dL"], "is not a result"),
        ({"value": 9.4}, "has no unit"), ({"flag": "raised"}, "'raised' is not a flag; expected low, normal or high"),
        ({"valu": "9.4 mg/dL"}, "unknown key 'valu'; expected value and flag"), ("\x1b[2J9 mg/dL", "is not a quantity"),
    ],
)  # fmt: skip
def test_a_laboratory_answer_that_would_have_to_be_guessed_is_refused(given: Any, words: str, parsed: Parsed) -> None:
    """A bare, implausible or unreadable value is refused with what was probably meant."""
    error = refused(parsed, {"labs": {"calcium": given}})
    assert words in error
    assert "labs.calcium" in error


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"labz": {}}, "unknown finding; did you mean labs"),
        ({"labs": {"calcim": "9 mg/dL"}}, "unknown finding; did you mean labs.calcium"),
        ({"lesions": {"site": ["hands"]}}, "did you mean lesions.sites"),
        ({"lesions": {"sites": ["elbow"]}}, "'elbow' is not a value of lesions.sites; did you mean elbows"),
        ({"conditions": ["systemic_sclerosis"]}, "did you mean systemic_sclerosis_"),
        ({"conditions": "dialysis"}, "is not a list; write [a, b], or [] for none"),
        ({"conditions": [3]}, "is not a name"),
        ({"conditions": {"ckd": True}}, "is not a list"),
        ({"labs": ["calcium"]}, "expected a mapping, such as labs: {...}"),
        ({"patient": {"sex": "femal"}}, "expected one of: female, male; did you mean female"),
        ({"kidney": {"ckd_stage": 6}}, "'6' is not a choice"),
        ({"patient": {"age_years": -1}}, "outside 0 to 120"),
        ({"patient": {"age_years": 121}}, "outside 0 to 120"),
        ({"patient": {"age_years": "54"}}, "expected a plain number of years"),
        ({"patient": {"age_years": float("nan")}}, "is not a number"),
        ({"patient": {"age_years": float("inf")}}, "is not a number"),
        ({"patient": {"age_years": True}}, "is not a number"),
        ({"lesions": {"painful": "maybe"}}, "expected true, false or unknown"),
        ({"lesions": {"painful": 1}}, "expected true, false or unknown"),
        ({"nosuch\x1b[31m": 1}, "unknown finding"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_valid_thing(document: dict[str, Any], words: str, parsed: Parsed) -> None:
    """An unknown id or value, or an answer of another kind: what, where, and what was probably meant."""
    assert words in refused(parsed, document)


def test_the_line_of_a_mistake_is_told(knowledge: Knowledge) -> None:
    """In a YAML file the error names file, line and path."""
    document = reading.load(b"patient: {age_years: 3}\nlesions:\n  sites: [hands]\n  paiful: true\n", "case.yaml")
    with pytest.raises(
        InputError, match=r"case\.yaml:4 at lesions\.paiful: unknown finding; did you mean lesions\.painful"
    ):
        reading.parse(document, knowledge)


@pytest.mark.parametrize("unknown", [None, "unknown"])
def test_absent_null_and_unknown_are_the_same(unknown: Any, parsed: Parsed) -> None:
    """A question not answered leaves no trace."""
    given = {"conditions": unknown, "labs": {"calcium": unknown}, "patient": unknown, "lesions": {"painful": unknown}}
    assert parsed(given) == parsed({})


def test_a_list_is_complete_unless_it_says_unknown(parsed: Parsed) -> None:
    """[a] leaves out everything else; [a, unknown] means at least a; [] is none."""
    assert parsed({"conditions": ["ckd"]}).values["conditions"] == Listed(("ckd",))
    assert parsed({"conditions": ["unknown", "ckd"]}).values["conditions"] == Listed(("ckd",), complete=False)
    assert parsed({"conditions": []}).values["conditions"] == Listed(())


def test_words_and_numbers_of_yaml_are_understood(parsed: Parsed) -> None:
    """yes and no in quotes, and a stage written as a number, are what they say."""
    values = parsed({"lesions": {"painful": "Yes", "ulcerated": "no"}, "kidney": {"ckd_stage": 3}}).values
    assert (values["lesions.painful"], values["lesions.ulcerated"], values["kidney.ckd_stage"]) == (True, False, "3")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("warfarin", "warfarin"), ("Warfarin", "warfarin"), ("Coumadin", "warfarin"), ("zoledronic acid", "zoledronic_acid"),
        ("Zometa", "zoledronic_acid"), ("steroids", "corticosteroid"), ("bisphosphonates", "bisphosphonate"), ("VKA", "vitamin_k_antagonist"),
        ("calcium carbonate", "calcium_carbonate"), ("calcium-carbonate", "calcium_carbonate"), ("simvastatin", "simvastatin"),
    ],
)  # fmt: skip
def test_a_medicine_is_known_by_any_of_its_names(name: str, slug: str, parsed: Parsed) -> None:
    """Generic name, brand, synonym and class, in any spelling."""
    assert parsed({"medications": [name]}).values["medications"] == Listed((slug,))


def test_a_medicine_that_is_not_known_is_kept_and_said_not_to_be_checked(assessed: Any) -> None:
    """The list is open: nothing is dropped, and nothing is pretended."""
    assessment = assessed({"medications": ["warfarin", "Zyxofenib", "\x1b]0;x\x07oddity"]})
    assert {"Zyxofenib"} < set(assessment.not_checked)
    assert all(name.isprintable() for name in assessment.not_checked)
    assert "Zyxofenib" in next(v for v in assessment.input.answers if v.finding == "medications").text


def test_a_drug_brings_its_class_and_a_class_leaves_its_drugs_open(parsed: Parsed, knowledge: Knowledge) -> None:
    """Warfarin is a vitamin K antagonist; "a steroid" may be prednisolone."""
    facts = gather(parsed({"medications": ["warfarin", "corticosteroid"]}), knowledge)
    assert facts.test("medications", "is", "vitamin_k_antagonist") is True
    assert facts.test("medications", "is", "prednisolone") is None
    assert facts.test("medications", "is", "colchicine") is False


def test_a_vague_exposure_leaves_the_precise_one_open(parsed: Parsed, knowledge: Knowledge) -> None:
    """Heparin of unstated salt may be the calcium salt."""
    facts = gather(parsed({"exposures": ["heparin"]}), knowledge)
    assert facts.test("exposures", "is", "calcium_heparin") is None
    assert facts.test("exposures", "is", "electrode_paste") is False
    assert facts.test("exposures", "all_of", ("calcium_heparin", "electrode_paste")) is False
    assert facts.test("exposures", "any_of", ("calcium_heparin", "electrode_paste")) is None
    assert facts.test("exposures", "none_of", ("calcium_heparin", "electrode_paste")) is None


def test_a_flag_tells_bounds_but_no_more(parsed: Parsed, knowledge: Knowledge) -> None:
    """ "High" is not known to be a crisis, "normal" is known not to be one."""
    high = gather(parsed({"labs": {"calcium": "high"}, "patient": {"age_years": 50}}), knowledge)
    normal = gather(parsed({"labs": {"calcium": "normal"}, "patient": {"age_years": 50}}), knowledge)
    assert high.test("labs.calcium", "at_least", "14 mg/dL") is None
    assert normal.test("labs.calcium", "at_least", "14 mg/dL") is False
    assert high.test("labs.calcium", "below", "7 mg/dL") is False


def test_what_is_passed_through_is_never_read(assessed: Any) -> None:
    """id, source and notes come back as they were and decide nothing."""
    given = {"id": "case-7", "source": {"doi": "10.1/x"}, "notes": "necrosis, sepsis, dialysis"}
    assessment = assessed(given)
    assert (assessment.input.id, assessment.input.source, assessment.input.notes) == tuple(given.values())
    assert assessment.urgency.level == assessed({}).urgency.level


def test_a_published_case_is_read_by_its_answers(parsed: Parsed) -> None:
    """A document with ``answers`` and a label is a case; the label is not read."""
    case = {"id": "x", "answers": {"conditions": ["ckd"]}, "expected": {"subtype": "metastatic"}}
    assert parsed(case).values == parsed({"conditions": ["ckd"]}).values
    assert parsed(case).passed == {"id": "x"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"), (b" \n\t\n", "empty"), (b"\xff\xfe\x00a", "not UTF-8 text (byte 0)"), (b"x" * 1_000_001, "larger than 1 MB"),
        (b"[" * 50_000, "nested"), (b'{"a":' * 50_000, "nested"), (b'{"a": 1, "a": 2}', "given twice"), (b"a: 1\na: 2\n", "given twice"),
        (b'{"a": NaN}', "NaN is not a number"), (b'{"a": Infinity}', "not a number"), (b"a: &x [1]\nb: [*x, *x]\n", "anchor"),
        (b"a: !!python/name:os.system x", "tag"), (b'{"a": [1, 2}', "not valid YAML"), (b"a\x00b: 1", "not valid YAML"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_one_line(raw: bytes, words: str) -> None:
    """Empty, binary, huge, deep, repeated, expanding or executable: refused before anything is built."""
    with pytest.raises(InputError) as caught:
        reading.load(raw, "case.yaml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("case.yaml")


@pytest.mark.parametrize("raw", [b"- 1\n- 2\n", b"just words", b"[]", b"3", b"null"])
def test_a_document_that_is_no_mapping_is_refused(raw: bytes, knowledge: Knowledge) -> None:
    """A list or a word is not an answers document."""
    with pytest.raises(InputError, match="expected a mapping of answers"):
        reading.parse(reading.load(raw, "x"), knowledge)


def test_yaml_and_json_say_the_same(knowledge: Knowledge) -> None:
    """The same answers in YAML, in JSON, with a byte order mark, and as a YAML flow mapping."""
    texts = [
        b"patient: {age_years: 54}\nlabs:\n  calcium: 9.4 mg/dL\n",
        b'{"patient": {"age_years": 54}, "labs": {"calcium": "9.4 mg/dL"}}',
        b'\xef\xbb\xbf{"patient": {"age_years": 54}, "labs": {"calcium": "9.4 mg/dL"}}',
        b"{patient: {age_years: 54}, labs: {calcium: 9.4 mg/dL}}",
    ]
    read = [reading.parse(reading.load(text, "x"), knowledge) for text in texts]
    assert read.count(read[0]) == 4


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_one_printable_line(raw: bytes) -> None:
    """Nothing that a file holds makes the program fail in another way, or speaks to the terminal."""
    assert complaint(lambda: reading.parse(reading.load(raw, "x"), Knowledge())).isprintable()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_value_of_any_finding_is_read_or_refused(data: st.DataObject) -> None:
    """Whatever stands where an answer should be, the outcome is an answer or one line."""
    knowledge = Knowledge()
    finding = knowledge.findings[data.draw(st.sampled_from(sorted(knowledge.findings)))]
    value = data.draw(JSON_VALUES)
    assert complaint(lambda: reading.read(finding, value, knowledge)).isprintable()
