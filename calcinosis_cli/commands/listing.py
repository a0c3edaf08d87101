"""``calcinosis list``: what the knowledge holds, by name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.output import write

if TYPE_CHECKING:
    from calcinosis_cli.knowledge.base import Knowledge


class What(StrEnum):
    """What can be listed."""

    drugs = "drugs"
    classes = "classes"
    subtypes = "subtypes"
    mimics = "mimics"
    findings = "findings"
    pathways = "pathways"
    flags = "flags"
    tests = "tests"
    references = "references"
    examples = "examples"


def list_(
    what: Annotated[What, typer.Argument(help="What to list.")],
    as_json: JsonOption = False,
    data: DataOption = None,
) -> None:
    """List drugs, classes, subtypes, mimics, findings (with their values), pathways, flags, tests, references or examples."""
    rows = _rows(what, load_knowledge(data))
    if as_json:
        from calcinosis_cli.report import result_json

        write(result_json.render([{"id": id_, "name": name, **more} for id_, name, more in rows]), None)
        return
    width = max((len(id_) for id_, _, _ in rows), default=0)
    lines = []
    for id_, name, more in rows:
        values = ", ".join(more.get("values", []))
        lines.append(f"{id_:<{width}}  {name}" + (f": {values}" if values else ""))
    write("\n".join(lines) + "\n", None)


def _rows(what: What, k: Knowledge) -> list[tuple[str, str, dict[str, list[str]]]]:
    match what:
        case What.drugs:
            return [(d.id, d.name, {"kind": [d.kind]}) for d in k.drugs.values()]
        case What.classes:
            return [(c.id, c.name, {"values": list(c.members)}) for c in k.drug_names.classes.values()]
        case What.subtypes | What.mimics:
            held = k.subtypes if what == What.subtypes else k.mimics
            return [(c.id, c.name, {}) for c in held.values()]
        case What.findings:
            return [(f.id, f"{f.label} ({f.type})", {"values": _values(f.id, k)}) for f in k.findings.values()]
        case What.pathways:
            return [(p.id, p.name, {}) for p in k.pathways]
        case What.flags:
            return [(f.id, f"{f.urgency}: {f.label}", {}) for f in k.red_flags]
        case What.tests:
            return [(t.id, t.name, {}) for t in k.workup]
        case What.references:
            return [
                (key, f"{r.title} ({r.journal or r.design or 'source'}, {r.year or 'no date'})", {})
                for key, r in k.references.items()
            ]
        case What.examples:
            from calcinosis_cli.commands.triage import _examples

            return [(name, "", {}) for name in _examples()]


def _values(finding: str, k: Knowledge) -> list[str]:
    if finding in k.analytes:
        return [unit.unit for unit in k.analytes[finding].units]
    return [choice.id for choice in k.findings[finding].choices]
