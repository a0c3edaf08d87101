"""Every statement of the knowledge, with the file and the record that holds it, for tests to ask about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Note, Statement


class Said(Struct, frozen=True):
    """One statement: where it stands (``drugs/warfarin``), what kind of record it is, and the statement itself."""

    where: str
    kind: str
    statement: Any

    @property
    def words(self) -> str:
        """What it says, with its label and action where it has them; not its caution or conflict."""
        more = (getattr(self.statement, name, None) for name in ("label", "action", "what", "response"))
        return " ".join([self.statement.text, *(text for text in more if text)])

    @property
    def guard(self) -> str:
        """What travels with it: its caution and its conflict."""
        return " ".join(note.text for note in (self.statement.caution, self.statement.conflict) if note)

    def says(self, *patterns: str) -> bool:
        """Whether every pattern occurs in :attr:`words`."""
        return all(re.search(pattern, self.words, re.I) for pattern in patterns)

    def warns(self, *patterns: str) -> bool:
        """Whether every pattern occurs in its caution, its conflict or its own words."""
        return all(re.search(pattern, f"{self.words} {self.guard}", re.I) for pattern in patterns)

    def __str__(self) -> str:
        return f"{self.where} {self.statement.id}: {self.words} [{self.guard}]"


def everything(knowledge: Knowledge) -> list[Said]:
    """All statements that a report, ``lookup`` or ``explain`` can show."""
    holders = [
        *((f"candidates/{c.id}", c) for c in knowledge.candidates.values()),
        *((f"pathways/{p.id}", p) for p in knowledge.pathways),
        *((f"red_flags/{f.id}", f) for f in knowledge.red_flags),
        *((f"workup/{t.id}", t) for t in knowledge.workup),
        *((f"drugs/{d.id}", d) for d in knowledge.drugs.values()),
        *((f"drug_classes/{c.id}", c) for c in knowledge.drug_names.classes.values()),
        ("laboratory", knowledge.laboratory),
    ]
    return [Said(where, type(s).__name__, s) for where, holder in holders for s in _within(holder)]


def _within(value: Any) -> Iterator[Statement]:
    if isinstance(value, Statement):
        yield value
    if isinstance(value, Struct) and not isinstance(value, Note):
        for name in value.__struct_fields__:
            yield from _within(getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _within(item)
