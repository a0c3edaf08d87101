"""What ``explain`` tells of a record: what it is, when it holds, what it reads, what it does not cover, who uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from calcinosis_cli import __version__
from calcinosis_cli.assess import wording
from calcinosis_cli.assess.model import Result
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import atoms
from calcinosis_cli.knowledge.model import (
    Candidate,
    Criterion,
    Finding,
    Formula,
    Pathway,
    RedFlag,
    Ref,
    Reference,
    Statement,
    WorkupTest,
)
from calcinosis_cli.knowledge.records import Found, index

SCHEMA = "calcinosis.explanation/1"

Kind = Literal["candidate", "criterion", "finding", "formula", "red_flag", "pathway", "test", "reference", "statement"]
KINDS: tuple[tuple[type, Kind], ...] = (
    (Candidate, "candidate"),
    (Criterion, "criterion"),
    (Finding, "finding"),
    (Formula, "formula"),
    (RedFlag, "red_flag"),
    (Pathway, "pathway"),
    (WorkupTest, "test"),
    (Reference, "reference"),
    (Statement, "statement"),
)
SEEN = {
    "abstract": "Only its abstract was read: what the full text adds or takes back is not here.",
    "excerpt": "Only an excerpt was read: what stands elsewhere in it is not here.",
    "title": "Only its title was seen.",
}


class User(Result, frozen=True, kw_only=True):
    """A record that reads a finding or rests on a reference."""

    id: str
    name: str


class Explanation(Result, frozen=True, kw_only=True):
    """The result document of ``explain``.

    ``record`` is the record as the knowledge holds it. ``when``: the condition under which it holds, in words. ``reads``:
    the findings and derived values that it depends on. ``used_by``: for a finding, what reads it; for a reference, what
    rests on it. ``since``: the version of the knowledge that first held it.
    """

    schema: str
    program_version: str
    knowledge_version: str
    id: str
    kind: Kind
    name: str
    since: str
    review: Literal["unreviewed", "reviewed"]
    when: str | None
    reads: list[User]
    not_covered: list[str]
    used_by: list[User]
    record: dict[str, Any]
    references: dict[str, Reference]


def explain(found: Found, knowledge: Knowledge) -> Explanation:
    """What the knowledge holds of one record."""
    record = found.record
    kind = next(kind for type_, kind in KINDS if isinstance(record, type_))
    when = getattr(record, "when", None)
    reads = [User(id=id_, name=wording.label(id_, knowledge)) for id_ in dict.fromkeys(_reads(record, knowledge))]
    held = [record, knowledge.analytes.get(found.id)]
    used_by = list(_used_by(found.id, kind, knowledge))
    keys = [found.id] if kind == "reference" else list(dict.fromkeys(_cited(held)))
    return Explanation(
        schema=SCHEMA,
        program_version=__version__,
        knowledge_version=knowledge.manifest.version,
        id=found.id,
        kind=kind,
        name=name_of(found.id, record),
        since=getattr(record, "since", None) or knowledge.manifest.first,
        review=getattr(record, "review", "unreviewed"),
        when=wording.condition_text(knowledge.node(when), knowledge) if when else None,
        reads=reads,
        not_covered=list(_not_covered(record, reads, used_by, knowledge)),
        used_by=used_by,
        record=msgspec.to_builtins(record),
        references={key: knowledge.references[key] for key in keys},
    )


def name_of(id_: str, record: Any) -> str:
    """What a record is called for a reader."""
    if isinstance(record, Reference):
        return record.title
    name = getattr(record, "name", None) or getattr(record, "label", None)
    return f"{name[:1].upper()}{name[1:]}" if name else id_


def _conditions(value: Any) -> Iterator[Any]:
    """Every condition within a record."""
    if isinstance(value, msgspec.Struct):
        for key in value.__struct_fields__:
            held = getattr(value, key)
            if key in ("when", "ask_when", "definite_when"):
                if held is not None:
                    yield held
            else:
                yield from _conditions(held)
    elif isinstance(value, list):
        for item in value:
            yield from _conditions(item)


def _reads(record: Any, knowledge: Knowledge) -> Iterator[str]:
    yield from getattr(record, "inputs", [])
    for condition in _conditions(record):
        yield from (atom.finding for atom in atoms(knowledge.node(condition)))


def _cited(value: Any) -> Iterator[str]:
    """The keys of every reference within a record."""
    if isinstance(value, Ref):
        yield value.ref
    elif isinstance(value, msgspec.Struct):
        for key in value.__struct_fields__:
            held = getattr(value, key)
            if key in ("refs", "range_refs"):
                yield from (ref.ref if isinstance(ref, Ref) else ref for ref in held)
            elif not isinstance(held, dict):
                yield from _cited(held)
    elif isinstance(value, list):
        for item in value:
            yield from _cited(item)


def _used_by(id_: str, kind: Kind, knowledge: Knowledge) -> Iterator[User]:
    """Rules that read a finding; records that cite a reference. Holders of such records are not named again."""
    if kind not in ("finding", "formula", "reference"):
        return
    for key, record in index(knowledge).items():
        if isinstance(record, Candidate | Pathway):
            own = [record.when] if isinstance(record, Pathway) else [record.definite_when]
            read = [atom.finding for raw in own if raw for atom in atoms(knowledge.node(raw))]
        else:
            read = list(_cited(record)) if kind == "reference" else list(_reads(record, knowledge))
        if id_ in read and key != id_:
            name = name_of(key, record)
            yield User(id=key, name=getattr(record, "text", name) if name == key else name)


def _not_covered(record: Any, reads: list[User], used_by: list[User], knowledge: Knowledge) -> Iterator[str]:
    """What the record cannot tell, from its own structure."""
    if isinstance(record, Candidate):
        yield "It is judged by the criteria above and nothing else: whatever else was answered counts neither for nor against it."
        yield "An answer that is missing leaves a criterion open; it is never taken as no."
        yield "Points are a convention of this tool and no probability."
    elif isinstance(record, RedFlag):
        yield "A danger that shows in none of the answers it reads does not raise it."
        yield "While an answer that it needs is missing it is named as not ruled out, and the answer is asked for."
        others = [flag.label for flag in knowledge.red_flags if flag.id in record.covered_by]
        if others:
            yield f"It is not shown where one that says more is raised: {'; '.join(others)}."
    elif isinstance(record, Pathway):
        yield "A step whose every drug is unsafe for the patient is taken out of the plan and named as left out."
        yield "It says nothing of a drug's cautions, interactions and monitoring: see calcinosis lookup."
    elif isinstance(record, Finding):
        if not used_by:
            yield "No rule reads it: it bears on no diagnosis, urgency or drug."
    elif isinstance(record, Formula):
        yield from (limit.text for limit in record.limits)
    elif isinstance(record, Reference):
        held = next((text for word, text in SEEN.items() if word in record.seen), None)
        if held:
            yield held
        if record.machine_written:
            yield "It is a page written by a machine: a pointer to sources, not a source of its own."
    elif isinstance(record, WorkupTest):
        yield "That a test is named does not mean that it must be done: it could decide between what is still possible."
    elif isinstance(record, Statement | Criterion):
        if record.basis:
            yield "It is a convention of this tool: no source was found for it."
        if getattr(record, "reported", False):
            yield "It is described because it was reported, not advised."
        if reads:
            yield "While an answer that its condition needs is missing it is shown as depending on that answer."
