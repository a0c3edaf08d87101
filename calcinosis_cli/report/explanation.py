"""What ``explain`` shows: a record of the knowledge in words, with when it holds and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from calcinosis_cli.assess import wording
from calcinosis_cli.errors import InputError, nearest
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import (
    Candidate,
    Criterion,
    Finding,
    Pathway,
    RedFlag,
    Reference,
    Statement,
    WorkupTest,
)
from calcinosis_cli.report.blocks import Block, Citations, reference_text, section, statement
from calcinosis_cli.text import visible


class Found(Struct, frozen=True):
    """A record, by what it was asked for."""

    id: str
    record: Any


def find(name: str, knowledge: Knowledge) -> Found:
    """The record called ``name``. Raises :class:`InputError` with near names when there is none."""
    wanted = name.strip()
    index = _index(knowledge)
    for key in (
        wanted,
        wanted.casefold().replace(" ", "_").replace("-", "_"),
        wanted.casefold().replace(" ", "-").replace("_", "-"),
    ):
        if key in index:
            return Found(key, index[key])
    by_name = {c.name.casefold(): c.id for c in knowledge.candidates.values()}
    if wanted.casefold() in by_name:
        id_ = by_name[wanted.casefold()]
        return Found(id_, index[id_])
    drug = knowledge.drug_names.slug(wanted)
    if drug is not None:
        raise InputError(f"{visible(wanted, 60)}: a drug, procedure or class; see: calcinosis lookup {drug}")
    near = nearest(wanted, index, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; see: calcinosis list subtypes"
    raise InputError(f"{visible(wanted, 60)}: nothing is called this{hint}")


def _index(k: Knowledge) -> dict[str, Any]:
    """Every record that can be explained, by id; the things a reader asks for first win over statements."""
    index: dict[str, Any] = {}
    for section_ in (k.candidates, k.findings, k.references):
        index.update(section_)
    index.update({f.id: f for f in k.laboratory.formulas})
    index.update({f.id: f for f in k.red_flags})
    index.update({p.id: p for p in k.pathways if p.id not in index})
    index.update({t.id: t for t in k.workup if t.id not in index})
    for holder in (*k.candidates.values(), *k.pathways, *k.red_flags, *k.drugs.values()):
        for inner in _statements(holder):
            index.setdefault(inner.id, inner)
    return index


def _statements(value: Any) -> Iterator[Any]:
    if isinstance(value, msgspec.Struct):
        if isinstance(value, Statement | Criterion):
            yield value
        for name in value.__struct_fields__:
            yield from _statements(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from _statements(item)


def build(found: Found, knowledge: Knowledge) -> list[Block]:
    """The explanation as blocks."""
    citations = Citations(knowledge.references)
    record = found.record
    blocks = [
        Block(
            "title",
            getattr(record, "name", None) or getattr(record, "label", None) or found.id,
            tone="routine",
            id=found.id,
        )
    ]
    if isinstance(record, Candidate):
        blocks += _candidate(record, knowledge, citations)
    elif isinstance(record, RedFlag):
        blocks += _flag(record, knowledge, citations)
    elif isinstance(record, Pathway):
        blocks += _pathway(record, knowledge, citations)
    elif isinstance(record, Finding):
        blocks += _finding(record, knowledge, citations)
    elif isinstance(record, Reference):
        blocks += _reference(found.id, record, knowledge)
    elif isinstance(record, WorkupTest | Statement):
        blocks += _one(record, knowledge, citations)
    else:
        blocks += _other(record, knowledge, citations)
    blocks.append(
        Block("fact", f"Knowledge {knowledge.manifest.version}, {getattr(record, 'review', 'unreviewed')}.", tone="dim")
    )
    references = list(citations.blocks())
    return [*blocks, *([section("References"), *references] if references else [])]


def _when(raw: Any, knowledge: Knowledge) -> str:
    return wording.condition_text(knowledge.node(raw), knowledge)


def _candidate(c: Candidate, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield from statement(c.definition, citations)
    if c.synonyms or c.icd10:
        also = "; ".join(
            part for part in (", ".join(c.synonyms), f"ICD-10 {', '.join(c.icd10)}" if c.icd10 else "") if part
        )
        yield Block("fact", f"{also}.", lead="Also:")
    yield section("Criteria")
    rules = k.classification
    yield Block(
        "fact",
        f"Points of criteria that are met are added; possible from {rules.possible}, probable from {rules.probable} (convention).",
    )
    for criterion in c.criteria:
        numbers, locators = citations.cite(criterion.refs)
        tags = tuple(
            t
            for t in (f"level {criterion.level}" if criterion.level else "", "convention" if criterion.basis else "")
            if t
        )
        lead = "excludes:" if criterion.role == "excludes" else f"{criterion.role}, {criterion.weight}:"
        yield Block(
            "item",
            f"{criterion.label}. Holds when: {_when(criterion.when, k)}.",
            lead,
            numbers,
            locators,
            tags,
            id=criterion.id,
        )
    if c.definite_when:
        yield Block("fact", f"{_when(c.definite_when, k)}.", lead="Definite only when also:")
    if c.kinds:
        yield section("Kinds")
    for kind in c.kinds:
        yield from statement(kind.definition, citations, lead=f"{kind.name}:")
        yield Block("note", f"{_when(kind.when, k)}.", lead="When:", depth=1, tone="dim")
    topics = sorted(c.about, key=lambda t: t.topic)
    for topic, held in groupby(topics, key=lambda t: t.topic):
        yield section(topic.replace("_", " ").capitalize())
        for said in held:
            yield from statement(said, citations)


def _flag(f: RedFlag, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield Block("fact", f"{f.urgency}.", lead="Urgency:", tone=f.urgency)
    yield Block("fact", f"{_when(f.when, k)}.", lead="Fires when:")
    yield from statement(f.why, citations, lead="Why:")
    yield section("What to do")
    for action in f.do:
        yield from statement(action, citations, lead=f"within the {action.within}:" if action.within else "")


def _pathway(p: Pathway, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield Block("fact", f"{_when(p.when, k)}.", lead="Applies when:")
    for phase, steps in groupby(sorted(p.steps, key=lambda s: s.phase), key=lambda s: s.phase):
        yield section(phase.replace("_", " ").capitalize())
        for step in steps:
            yield from statement(step, citations)
            if step.when:
                yield Block("note", f"{_when(step.when, k)}.", lead="If:", depth=1, tone="dim")


def _finding(f: Finding, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield Block("fact", f.question)
    if f.help:
        yield Block("fact", f.help)
    if f.ask_when:
        yield Block("fact", f"{_when(f.ask_when, k)}.", lead="Asked when:")
    for choice in f.choices:
        yield Block("fact", f"{choice.label}.{' ' + choice.help if choice.help else ''}", lead=f"{choice.id}:")
    analyte = k.analytes.get(f.id)
    if analyte:
        yield Block("fact", f"{', '.join(unit.unit for unit in analyte.units)}.", lead="Units:")
        for r in analyte.ranges:
            numbers, locators = citations.cite(r.refs)
            age = f"{r.age_from:g} to {r.age_to:g} years" if r.age_to < 150 else f"from {r.age_from:g} years"
            yield Block(
                "item", f"{r.low or '-'} to {r.high or '-'} {analyte.canonical}.", f"Normal, {age}:", numbers, locators
            )


def _reference(key: str, r: Reference, k: Knowledge) -> Iterator[Block]:
    yield Block("fact", reference_text(r))
    if r.url:
        yield Block("fact", r.url)
    users = [
        id_
        for id_, held in _index(k).items()
        if hasattr(held, "refs") and key in [getattr(x, "ref", x) for x in held.refs]
    ]
    yield section("Rests on it")
    for user in users:
        yield Block("fact", user)


def _one(s: Statement, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield from statement(s, citations)
    when = getattr(s, "when", None)
    if when:
        yield Block("fact", f"{_when(when, k)}.", lead="When:")


def _other(record: Any, k: Knowledge, citations: Citations) -> Iterator[Block]:
    """A criterion or a formula."""
    when = getattr(record, "when", None)
    numbers, locators = citations.cite(record.refs)
    text = getattr(record, "expression", None) or f"{record.label}. Holds when: {_when(when, k)}."
    yield Block("item", text, cites=numbers, locators=locators, tags=("convention",) if record.basis else ())
    for limit in getattr(record, "limits", []):
        yield from statement(limit, citations)
