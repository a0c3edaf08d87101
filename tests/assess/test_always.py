"""What must always be true of an assessment, for every patient that the questionnaire can describe."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.answers import Answers
from calcinosis_cli.assess.assess import assess, core
from calcinosis_cli.assess.classify import ORDER
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.assess.said import statements
from calcinosis_cli.assess.triage import rank
from calcinosis_cli.knowledge.conditions import evaluate
from calcinosis_cli.knowledge.strict_yaml import Document
from tests.assess.random_answers import KNOWLEDGE, Flat, decimal, flat_answers, in_unit, nested, values

DANGER = [f.id for f in KNOWLEDGE.findings.values() if f.danger and f.type == "yes_no"]
FEWER = settings(max_examples=20, phases=[Phase.explicit, Phase.generate])
"""Each example is one or two whole assessments; a failing one is short enough as it comes."""


def parse(document: dict[str, Any]) -> Answers:
    return reading.parse(Document("answers", document, {}), KNOWLEDGE)


def result(flat: Flat) -> Assessment:
    return assess(parse(nested(flat)), KNOWLEDGE)


def conclusions(flat: Flat) -> bytes:
    """Everything but the echo of what was given."""
    return msgspec.json.encode(msgspec.structs.replace(result(flat), input=None))  # type: ignore[arg-type]


def shuffled(value: Any, draw: Callable[[Any], Any]) -> Any:
    """The same document with its keys and its lists in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return draw(st.permutations(value)) if isinstance(value, list) else value


@FEWER
@given(flat_answers(), st.data())
def test_the_order_of_answers_never_changes_a_byte(flat: Flat, data: st.DataObject) -> None:
    """Neither the order of findings nor that of the words of a list matters."""
    first = msgspec.json.encode(assess(parse(nested(flat)), KNOWLEDGE))
    assert msgspec.json.encode(assess(parse(shuffled(nested(flat), data.draw)), KNOWLEDGE)) == first


@FEWER
@given(flat_answers(), st.data())
def test_units_never_change_a_result(flat: Flat, data: st.DataObject) -> None:
    """The same laboratory values in other units give the same conclusions, to the byte."""
    labs = data.draw(
        st.lists(
            st.sampled_from([a for a in KNOWLEDGE.analytes if a.startswith("labs.")]),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    one, other = dict(flat), dict(flat)
    for finding in labs:
        analyte = KNOWLEDGE.analytes[finding]
        value = data.draw(values(analyte))
        units = st.sampled_from([u.unit for u in analyte.units])
        one[finding], other[finding] = (in_unit(value, data.draw(units), analyte) for _ in range(2))
    assert conclusions(one) == conclusions(other)


@FEWER
@given(
    flat_answers(), st.lists(st.sampled_from(list(KNOWLEDGE.findings)), max_size=8), st.sampled_from([None, "unknown"])
)
def test_unknown_is_the_same_as_not_answered(flat: Flat, more: list[str], unknown: str | None) -> None:
    """Absent, null and unknown all mean unknown."""
    assert conclusions({**{f: unknown for f in more if f not in flat}, **flat}) == conclusions(flat)


@FEWER
@given(flat_answers(), st.sampled_from(DANGER), st.booleans())
def test_a_danger_sign_more_never_lowers_urgency(flat: Flat, sign: str, denied: bool) -> None:
    """Whether it was denied or not asked before, a danger sign that is there leaves the urgency or raises it."""
    before = {f: a for f, a in flat.items() if f != sign} | ({sign: False} if denied else {})
    after = {**flat, sign: True}
    assert rank(result(after).urgency.level) >= rank(result(before).urgency.level)


@FEWER
@given(flat_answers(least=3), st.data())
def test_what_was_not_asked_never_passes_for_no(flat: Flat, data: st.DataObject) -> None:
    """A candidate is never better with more answers than it was said it could be."""
    kept = data.draw(st.lists(st.sampled_from(sorted(flat)), unique=True))
    less, more = result({f: flat[f] for f in kept}), result(flat)
    could = {c.id: c.could_be for c in (*less.subtypes, *less.mimics)}
    for candidate in (*more.subtypes, *more.mimics):
        assert ORDER.index(candidate.verdict) >= ORDER.index(could[candidate.id]), candidate.id


@FEWER
@given(flat_answers(least=4))
def test_no_step_recommends_a_drug_that_is_to_be_avoided(flat: Flat) -> None:
    """A step that names drugs has one that may be used; one whose avoid-rule holds is called *avoid* wherever it stands."""
    answers = parse(nested(flat))
    assessment, book = assess(answers, KNOWLEDGE), core(answers, KNOWLEDGE).book
    status = {drug.id: drug.status for drug in assessment.drug_safety}
    for slug, word in status.items():
        rules = [r for r in KNOWLEDGE.drugs[slug].safety if r.effect == "avoid" and r.when is not None]
        held = [r.id for r in rules if evaluate(KNOWLEDGE.node(r.when or {}), book).value is True]
        assert word == "avoid" or not held, (slug, held)
    for phase in assessment.plan:
        for step in phase.steps:
            if phase.id != "avoid" and step.drugs:
                assert [drug for drug in step.drugs if drug.status != "avoid"], step.says.id
    recommended = {drug for item in assessment.monitoring for drug in item.drugs}
    assert not {slug for slug in recommended if status[slug] == "avoid"}


@FEWER
@given(flat_answers(least=4))
def test_nothing_is_said_without_a_source_that_resolves(flat: Flat) -> None:
    """Every statement of a result has a reference in the list at its end, or says that it is a convention."""
    assessment = result(flat)
    used = set()
    for statement in statements(assessment):
        keys = [ref if isinstance(ref, str) else ref.ref for ref in statement.refs]
        used.update(keys)
        assert keys or statement.basis == "convention"
    assert used <= set(assessment.references)
    for candidate in (*assessment.subtypes, *assessment.mimics):
        for criterion in candidate.criteria:
            assert criterion.refs or criterion.basis


@FEWER
@given(flat_answers(least=4))
def test_a_result_names_only_what_exists(flat: Flat) -> None:
    """What is asked for can be asked, the leader is the best candidate, and every reason is about an answer."""
    assessment = result(flat)
    asked = {f for u in assessment.urgency.unasked for f in u.ask} | set(assessment.sufficiency.most_helpful)
    asked |= {f for item in assessment.workup for f in item.answers}
    assert asked <= set(KNOWLEDGE.findings)
    everyone = [*assessment.subtypes, *assessment.mimics]
    if assessment.leading.id is None:
        assert not [c.id for c in everyone if c.verdict in ("definite", "probable", "possible")]
    else:
        points = [c.points for c in everyone if c.verdict in ("definite", "probable", "possible")]
        assert next(c for c in everyone if c.id == assessment.leading.id).points == max(points)
    known = set(core(parse(nested(flat)), KNOWLEDGE).book.facts)
    reasons = [r for flag in assessment.urgency.reasons for r in flag.because]
    assert {r.finding for r in reasons if "not known" not in r.text} <= known
    assert rank(assessment.urgency.could_be) >= rank(assessment.urgency.level)


@FEWER
@given(flat_answers(least=4))
def test_idiopathic_is_definite_only_when_the_tests_are_there(flat: Flat) -> None:
    """A diagnosis of exclusion is not proven by what was not measured."""
    assessment = result(flat)
    idiopathic = next(c for c in assessment.subtypes if c.id == "idiopathic")
    if idiopathic.verdict == "definite":
        derived = {d.id: d.value for d in assessment.derived}
        assert derived["derived.calcium_status"] == derived["derived.phosphate_status"] == "normal"


@FEWER
@given(flat_answers())
def test_an_assessment_reads_back_as_written(flat: Flat) -> None:
    """The JSON of a result decodes into the same structures and the same bytes."""
    encoded = msgspec.json.encode(result(flat))
    assert msgspec.json.encode(msgspec.json.decode(encoded, type=Assessment)) == encoded


def test_nothing_known_is_said_to_be_insufficient() -> None:
    """Without answers nothing leads, nothing is planned for a subtype, and it says what would help most."""
    assessment = result({})
    assert assessment.leading.kind == "insufficient"
    assert assessment.leading.id is None
    assert not assessment.sufficiency.enough
    assert len(assessment.sufficiency.most_helpful) == 5
    assert assessment.urgency.level == "routine"
    assert assessment.urgency.could_be == "emergency"
    assert set(DANGER) & {f for u in assessment.urgency.unasked for f in u.ask}


def test_decimals_are_written_exactly() -> None:
    """Numbers reach the program of these tests as they were drawn."""
    from fractions import Fraction

    assert [decimal(Fraction(n)) for n in ("10", "2.5", "0.05", "1000")] == ["10", "2.5", "0.05", "1000"]
