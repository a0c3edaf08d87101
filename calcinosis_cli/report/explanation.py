"""What ``explain`` shows: a record of the knowledge in words, with when it holds and its sources."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from calcinosis_cli.assess import wording
from calcinosis_cli.assess.explanation import Explanation
from calcinosis_cli.assess.plan import PHASES
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Candidate, Finding, Pathway, RedFlag, Reference, Statement
from calcinosis_cli.knowledge.records import Found
from calcinosis_cli.report.blocks import Block, Citations, reference_text, section, statement


def build(found: Found, explanation: Explanation, knowledge: Knowledge) -> list[Block]:
    """The explanation as blocks: what it concludes, when, what it does not cover, who uses it, and its sources."""
    citations = Citations(knowledge.references)
    record = found.record
    blocks = [Block("title", explanation.name, tone="routine", id=found.id)]
    if isinstance(record, Candidate):
        blocks += _candidate(record, knowledge, citations)
    elif isinstance(record, RedFlag):
        blocks += _flag(record, knowledge, citations)
    elif isinstance(record, Pathway):
        blocks += _pathway(record, knowledge, citations)
    elif isinstance(record, Finding):
        blocks += _finding(record, knowledge, citations)
    elif isinstance(record, Reference):
        blocks += _reference(record)
    elif isinstance(record, Statement):
        blocks += _one(record, knowledge, citations)
    else:
        blocks += _other(record, knowledge, citations)
    blocks += _users(explanation)
    blocks += _limits(explanation)
    references = list(citations.blocks())
    return [*blocks, *([section("References"), *references] if references else [])]


def _users(explanation: Explanation) -> Iterator[Block]:
    """What it reads, and what reads it or rests on it."""
    if explanation.reads:
        yield section("What it reads")
        named = "; ".join(f"{user.name} ({user.id})" for user in explanation.reads)
        yield Block("fact", f"{named}.")
    if explanation.used_by:
        yield section("What rests on it" if explanation.kind == "reference" else "What reads it")
    for user in explanation.used_by:
        yield Block("fact", f"{user.name.rstrip('.')}.", lead=f"{user.id}:")


def _limits(explanation: Explanation) -> Iterator[Block]:
    """What it does not cover, and since when it stands."""
    if explanation.not_covered:
        yield section("What it does not cover")
    for text in explanation.not_covered:
        yield Block("fact", text)
    yield section("Since when")
    yield Block(
        "fact",
        f"In the knowledge since version {explanation.since}; this is version {explanation.knowledge_version}, "
        f"{explanation.review} by a clinician.",
        tone="dim",
    )


def _tree(raw: Any, lead: str, knowledge: Knowledge, depth: int = 0) -> Iterator[Block]:
    """A condition, part under part."""
    for at, word, text in wording.condition_lines(knowledge.node(raw), knowledge):
        joined = f"{word}:" if word else f"{text}."
        yield Block("fact", joined, lead=lead if at == 0 else "", depth=depth + at)


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
        yield from _tree(c.definite_when, "Definite only when also:", k)
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
    yield from _tree(f.when, "Fires when:", k)
    yield from statement(f.why, citations, lead="Why:")
    yield section("What to do")
    for action in f.do:
        yield from statement(action, citations, lead=f"within the {action.within}:" if action.within else "")


def _pathway(p: Pathway, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield from _tree(p.when, "Applies when:", k)
    order = list(PHASES)
    for phase, steps in groupby(sorted(p.steps, key=lambda s: order.index(s.phase)), key=lambda s: s.phase):
        yield section(PHASES[phase])
        for step in steps:
            yield from statement(step, citations)
            if step.when:
                yield Block("note", f"{_when(step.when, k)}.", lead="If:", depth=1, tone="dim")


def _finding(f: Finding, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield Block("fact", f.question)
    if f.help:
        yield Block("fact", f.help)
    if f.ask_when:
        yield from _tree(f.ask_when, "Asked when:", k)
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


def _reference(r: Reference) -> Iterator[Block]:
    yield Block("fact", reference_text(r))
    if r.url and (r.doi or r.pmid):
        yield Block("fact", r.url)


def _one(s: Statement, k: Knowledge, citations: Citations) -> Iterator[Block]:
    yield from statement(s, citations)
    when = getattr(s, "when", None)
    if when:
        yield from _tree(when, "When:", k)


def _other(record: Any, k: Knowledge, citations: Citations) -> Iterator[Block]:
    """A criterion or a formula."""
    when = getattr(record, "when", None)
    numbers, locators = citations.cite(record.refs)
    text = getattr(record, "expression", None) or f"{record.label}. Holds when: {_when(when, k)}."
    yield Block("item", text, cites=numbers, locators=locators, tags=("convention",) if record.basis else ())
    for limit in getattr(record, "limits", []):
        yield from statement(limit, citations)
