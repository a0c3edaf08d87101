"""Write ``docs/results.md`` (the form of every JSON result) from the structures themselves: ``python docs/results.py``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.report import schemas

PAGE = Path(__file__).parent / "results.md"
DOCUMENTS = {
    "assessment": "triage --json",
    "lookup": "lookup --json",
    "explanation": "explain --json",
    "comparison": "compare --json",
    "next": "next",
}
HEAD = """# Results as JSON

Made by `python docs/results.py` from the structures of the program; `calcinosis schema NAME` prints each as a JSON Schema (2020-12).

Keys stand in the order given here. Ids are stable: an id is never reused for something else, and a change that breaks a
reader changes the number in `schema`. `null`, or a key that is not there, means not known or
none. Every statement carries its `id`, `refs` (keys
of `references` in the same document) and `level`, or `basis: convention`.

An assessment is *short* unless asked for with `--detail full`; `detail` says which it is. The short form has the same
urgency, verdicts, steps, tests, drugs and statuses, each said in a line. It leaves out the paragraph behind a statement,
the text of a drug's cautions (their labels stay), the schedule behind each test of monitoring, what tells the candidates
apart, and the limits of formulas. Answers with quantities have the value in the canonical unit in `value` and `unit`, and
what was typed in `given`.
"""


def named(shape: dict[str, Any]) -> str:
    """The type of a value, in words."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(named(part) for part in shape["anyOf"]))
    if "enum" in shape:
        return ", ".join(f"`{value}`" if value is not None else "null" for value in shape["enum"])
    kind = shape.get("type")
    if kind == "array":
        items = shape.get("items")
        return f"list of {named(items)}" if items else "list"
    if kind == "object":
        values = shape.get("additionalProperties")
        return f"map to {named(values)}" if isinstance(values, dict) and values else "map"
    return str(kind) if kind else "anything"


def table(shape: dict[str, Any]) -> list[str]:
    """The keys of a structure."""
    rows = ["| key | value |", "|---|---|"]
    return rows + [
        f"| `{key}` | {named(value).replace('|', chr(92) + '|')} |" for key, value in shape["properties"].items()
    ]


def prose(shape: dict[str, Any]) -> list[str]:
    """What a structure is: its docstring, as Markdown."""
    text = re.sub(r":\w+:`[\w.]*?(\w+)`", r"`\1`", shape.get("description", "")).replace("``", "`")
    return [line.strip() for line in text.splitlines()] + [""]


def page() -> str:
    """The page."""
    knowledge = Knowledge()
    out = [HEAD]
    shared: dict[str, dict[str, Any]] = {}
    for name, command in DOCUMENTS.items():
        schema = schemas.generate(name, knowledge)
        defs = schema["$defs"]
        root = schema["$ref"].rpartition("/")[2]
        shape = defs.pop(root)
        out += [
            f"## {name}",
            "",
            f"From `calcinosis {command}`. `schema` is `{schema['$id'][4:].replace(':', '/')}`.",
            "",
        ]
        out += [*prose(shape), *table(shape), ""]
        shared.update({key: value for key, value in defs.items() if value.get("type") == "object"})
    out += ["## Parts", ""]
    for name in sorted(shared):
        out += [f"### {name}", "", *prose(shared[name]), *table(shared[name]), ""]
    return "\n".join(out).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
