"""What a result says, and from where: its statements, references and disagreements."""

from __future__ import annotations

from typing import Any

import msgspec

from calcinosis_cli.assess.model import Disagreement
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Ref, Reference, Statement


def statements(value: Any) -> list[Statement]:
    """Every statement within a result, in order."""
    return [part for part in parts_of(value) if isinstance(part, Statement)]


def parts_of(value: Any) -> list[Statement | Ref]:
    """Every statement and reference within a result, in order."""
    found: list[Statement | Ref] = []
    queue = [value]
    while queue:
        held = queue.pop()
        if isinstance(held, Ref):
            found.append(held)
        elif isinstance(held, msgspec.Struct):
            if isinstance(held, Statement):
                found.append(held)
            inner = [getattr(held, name) for name in held.__struct_fields__]
            queue.extend([part for part in reversed(inner) if isinstance(part, _CONTAINERS)])
        else:
            items = held.values() if isinstance(held, dict) else held
            queue.extend([part for part in reversed(items) if isinstance(part, _CONTAINERS)])
    return found


_CONTAINERS = (msgspec.Struct, list, tuple, dict)


def references(parts: list[Statement | Ref], knowledge: Knowledge) -> dict[str, Reference]:
    """Every reference used, in order of first use."""
    keys = dict.fromkeys(part.ref for part in parts if isinstance(part, Ref))
    return {key: knowledge.references[key] for key in keys}


def disagreements(parts: list[Statement | Ref]) -> list[Disagreement]:
    """Every statement shown that another source contradicts, once."""
    found: dict[str, Disagreement] = {}
    for part in parts:
        if isinstance(part, Statement) and part.conflict:
            found.setdefault(part.id, Disagreement(says=part, conflict=part.conflict))
    return list(found.values())
