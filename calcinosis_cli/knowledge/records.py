"""Every record of the knowledge by its id: subtypes, findings, rules, references, statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from calcinosis_cli.errors import InputError, nearest
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Criterion, Statement
from calcinosis_cli.text import visible


class Found(Struct, frozen=True):
    """A record, by what it was asked for."""

    id: str
    record: Any


def find(name: str, knowledge: Knowledge) -> Found:
    """The record called ``name``. Raises :class:`InputError` with near names when there is none."""
    wanted = name.strip()
    if not wanted:
        raise InputError("no name was given; expected a subtype, rule, finding or reference, such as calciphylaxis")
    held = index(knowledge)
    for key in (
        wanted,
        wanted.casefold().replace(" ", "_").replace("-", "_"),
        wanted.casefold().replace(" ", "-").replace("_", "-"),
    ):
        if key in held:
            return Found(key, held[key])
    by_name = {c.name.casefold(): c.id for c in knowledge.candidates.values()}
    if wanted.casefold() in by_name:
        id_ = by_name[wanted.casefold()]
        return Found(id_, held[id_])
    drug = knowledge.drug_names.slug(wanted)
    if drug is not None:
        raise InputError(f"{visible(wanted, 60)}: a drug, procedure or class; see: calcinosis lookup {drug}")
    near = nearest(wanted, held, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; see: calcinosis list subtypes"
    raise InputError(f"{visible(wanted, 60)}: nothing is called this{hint}")


def beginning(start: str, k: Knowledge) -> list[str]:
    """Ids of records that begin with ``start``: those of whole records, and of single statements when nothing else does."""
    whole = [*k.candidates, *k.findings, *(f.id for f in k.laboratory.formulas), *(f.id for f in k.red_flags)]
    whole += [*(p.id for p in k.pathways), *(t.id for t in k.workup), *k.references]
    found = [id_ for id_ in dict.fromkeys(whole) if id_.startswith(start)]
    return found or [id_ for id_ in index(k) if id_.startswith(start)]


def index(k: Knowledge) -> dict[str, Any]:
    """Every record that can be explained, by id; the things a reader asks for first win over statements."""
    held: dict[str, Any] = {}
    for section in (k.candidates, k.findings, k.references):
        held.update(section)
    held.update({f.id: f for f in k.laboratory.formulas})
    held.update({f.id: f for f in k.red_flags})
    held.update({p.id: p for p in k.pathways if p.id not in held})
    held.update({t.id: t for t in k.workup if t.id not in held})
    for holder in (*k.candidates.values(), *k.pathways, *k.red_flags, *k.drugs.values()):
        for inner in _within(holder):
            held.setdefault(inner.id, inner)
    return held


def _within(value: Any) -> Iterator[Any]:
    if isinstance(value, msgspec.Struct):
        if isinstance(value, Statement | Criterion):
            yield value
        for name in value.__struct_fields__:
            yield from _within(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from _within(item)
