"""JSON Schemas, generated: of results from their structures, of answers from the questionnaire."""

from __future__ import annotations

from typing import Any

import msgspec

from calcinosis_cli.assess.difference import SCHEMA as COMPARISON
from calcinosis_cli.assess.difference import Difference
from calcinosis_cli.assess.drug_sheet import SCHEMA as LOOKUP
from calcinosis_cli.assess.drug_sheet import DrugSheet
from calcinosis_cli.assess.explanation import SCHEMA as EXPLANATION
from calcinosis_cli.assess.explanation import Explanation
from calcinosis_cli.assess.model import SCHEMA as ASSESSMENT
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.interview.document import SCHEMA as NEXT
from calcinosis_cli.interview.document import NextDocument
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Finding

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ANSWERS = "calcinosis.answers/1"


def generate(name: str, knowledge: Knowledge) -> dict[str, Any]:
    """The schema of ``answers``, ``assessment``, ``comparison``, ``explanation``, ``lookup`` or ``next``."""
    if name == "answers":
        return answers(knowledge)
    shapes: dict[str, tuple[Any, str]] = {
        "assessment": (Assessment, ASSESSMENT),
        "comparison": (Difference, COMPARISON),
        "explanation": (Explanation, EXPLANATION),
        "lookup": (DrugSheet, LOOKUP),
        "next": (NextDocument, NEXT),
    }
    shape, id_ = shapes[name]
    return {"$schema": DIALECT, "$id": f"urn:{id_.replace('/', ':')}", **msgspec.json.schema(shape)}


def answers(knowledge: Knowledge) -> dict[str, Any]:
    """The schema of an answers document."""
    top: dict[str, Any] = {key: {} for key in ("id", "source", "notes")}
    for finding in knowledge.findings.values():
        group, _, name = finding.id.partition(".")
        shape = {"title": finding.label, **_shape(finding, knowledge)}
        if finding.help:
            shape["description"] = finding.help
        if not name:
            top[group] = shape
            continue
        held = top.setdefault(group, {"type": ["object", "null"], "additionalProperties": False, "properties": {}})
        held["properties"][name] = shape
    return {
        "$schema": DIALECT,
        "$id": f"urn:{ANSWERS.replace('/', ':')}",
        "title": "Answers for calcinosis triage",
        "description": "Absent, null and unknown all mean unknown. A list that is given is complete; add unknown to mean at least these.",
        "type": "object",
        "additionalProperties": False,
        "properties": top,
    }


def _shape(finding: Finding, knowledge: Knowledge) -> dict[str, Any]:
    values: list[Any] = [choice.id for choice in finding.choices]
    match finding.type:
        case "yes_no":
            return {"enum": [True, False, "yes", "no", "unknown", None]}
        case "one":
            numbers = [int(v) for v in values if v.isdigit()]
            return {"enum": [*values, *numbers, "unknown", None]}
        case "list":
            return {"anyOf": [{"type": "array", "items": {"enum": [*values, "unknown"]}}, {"enum": ["unknown", None]}]}
        case "open_list":
            return {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"enum": ["unknown", None]}]}
        case "number":
            number = {"type": "number", "minimum": finding.minimum, "maximum": finding.maximum}
            return {"anyOf": [number, {"enum": ["unknown", None]}]}
        case "laboratory":
            units = ", ".join(unit.unit for unit in knowledge.analytes[finding.id].units)
            quantity = {"type": "string", "description": f"low, normal, high, or a number with its unit: {units}"}
            flag = {"enum": ["low", "normal", "high", "unknown", None]}
            both = {"type": "object", "additionalProperties": False, "properties": {"value": quantity, "flag": flag}}
            return {"anyOf": [quantity, both, {"type": "null"}]}
        case _:
            return {}
