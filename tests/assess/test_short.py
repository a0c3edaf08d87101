"""The short form says the same in a line each: it decides nothing, loses no caution and invents no figure."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.assess.said import parts_of, statements
from calcinosis_cli.assess.short import line, short
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Brief, Note, Ref, Statement
from tests.properties.patients import Patients

KNOWLEDGE = Knowledge()
PATIENTS = Patients(KNOWLEDGE)
SEEDS = st.integers(0, 10**6)


def whole(seed: int) -> Assessment:
    """The assessment of a random patient."""
    return assess(PATIENTS.draw(Random(seed)), KNOWLEDGE)


def figures(text: str) -> set[str]:
    """Numbers as written."""
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


@given(seed=SEEDS)
@settings(max_examples=40)
def test_it_decides_nothing(seed: int) -> None:
    """Urgency, verdicts, steps, drugs with their statuses and rules, tests and interactions are those of the whole."""
    full = whole(seed)
    brief = short(full)
    assert (full.detail, brief.detail) == ("full", "short")
    assert brief.leading == full.leading
    assert (brief.urgency.level, brief.urgency.could_be) == (full.urgency.level, full.urgency.could_be)
    assert [a.says.id for a in brief.urgency.do] == [a.says.id for a in full.urgency.do]
    for ours, theirs in ((brief.subtypes, full.subtypes), (brief.mimics, full.mimics)):
        assert [(c.id, c.verdict, c.points) for c in ours] == [(c.id, c.verdict, c.points) for c in theirs]
        assert [[r.result for r in c.criteria] for c in ours] == [[r.result for r in c.criteria] for c in theirs]
    assert [(p.id, [s.says.id for s in p.steps]) for p in brief.plan] == [
        (p.id, [s.says.id for s in p.steps]) for p in full.plan
    ]
    assert [(d.id, d.status, [r.says.id for r in d.rules]) for d in brief.drug_safety] == [
        (d.id, d.status, [r.says.id for r in d.rules]) for d in full.drug_safety
    ]
    assert [t.id for t in brief.workup] == [t.id for t in full.workup]
    assert [i.says.id for i in brief.interactions] == [i.says.id for i in full.interactions]
    assert [(row.what, row.drugs) for row in brief.monitoring] == [(row.what, row.drugs) for row in full.monitoring]


@given(seed=SEEDS)
@settings(max_examples=40)
def test_it_says_nothing_of_its_own(seed: int) -> None:
    """No statement has a figure or a reference that the whole statement has not, and none is longer."""
    full = whole(seed)
    wholes = {one.id: one for one in statements(full)}
    rules = {r.says.id: r.label for d in full.drug_safety for r in d.rules}
    actions = {i.says.id: i.action for i in full.interactions}
    for one in statements(short(full)):
        of = wholes[one.id]
        said = f"{of.text} {rules.get(one.id, '')} {actions.get(one.id, '')}"
        assert figures(one.text) <= figures(said), one.id
        assert {r.ref for r in one.refs if isinstance(r, Ref)} <= {r.ref for r in of.refs if isinstance(r, Ref)}
        assert len(one.text.split()) <= len(said.split())
        assert (one.level, one.basis) == (of.level, of.basis)


@given(seed=SEEDS)
@settings(max_examples=40)
def test_no_caution_of_a_step_is_lost(seed: int) -> None:
    """What is to be done, and what is to be avoided, keeps its caution and its conflict."""
    full = whole(seed)
    brief = short(full)
    for ours, theirs in zip(_to_do(brief), _to_do(full), strict=True):
        assert (ours.caution is None) == (theirs.caution is None)
        assert (ours.conflict is None) == (theirs.conflict is None)
    assert {d.says.id for d in brief.disagreements} >= {s.id for s in _to_do(full) if s.conflict}


def _to_do(a: Assessment) -> list[Statement]:
    """Actions, steps, steps left out, tests, and rules by which a drug is to be avoided."""
    avoided = [r.says for d in a.drug_safety for r in d.rules if (r.effect, r.result) == ("avoid", "holds")]
    return [
        *(x.says for x in a.urgency.do),
        *(s.says for p in a.plan for s in p.steps),
        *(w.says for w in a.withheld),
        *(t.says for t in a.workup),
        *avoided,
    ]


@given(seed=SEEDS)
@settings(max_examples=20)
def test_its_references_are_those_it_uses(seed: int) -> None:
    """Every reference used is there in full, and no other."""
    brief = short(whole(seed))
    assert set(brief.references) == {part.ref for part in parts_of(brief) if isinstance(part, Ref)}


@given(seed=SEEDS)
@settings(max_examples=10)
def test_the_short_form_is_its_own(seed: int) -> None:
    """To shorten twice changes nothing more."""
    brief = short(whole(seed))
    assert short(brief) == brief


def test_a_line_is_the_brief_with_its_own_references() -> None:
    """Where a brief names no references, all of the whole stand behind it; a text without a brief stays."""
    one, two = Ref(ref="one"), Ref(ref="two")
    said = Statement(
        id="s", text="The whole of it.", refs=[one, two], level="4", brief=Brief(text="It.", refs=[two]),
        caution=Note(text="Take care of it.", refs=[one], brief=Brief(text="Care.")),
        conflict=Note(text="Others say no.", refs=[two]),
    )  # fmt: skip
    made = line(said)
    assert (made.text, made.refs, made.brief) == ("It.", [two], None)
    assert made.caution == Note(text="Care.", refs=[one])
    assert made.conflict == said.conflict
    assert line(made) == made
