"""What was typed, as a raw answer: the form an answers document has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN, Answers, read
from calcinosis_cli.assess.wording import value_label
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview.front import Bare
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Finding
from calcinosis_cli.knowledge.quantity import decimal, exact
from calcinosis_cli.text import visible

UNKNOWN_WORDS = ("", "u", "unknown", "not known")
FLAG_WORDS = {"l": "low", "low": "low", "n": "normal", "normal": "normal", "h": "high", "high": "high"}
_BARE = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?\Z")
_NUMBER = re.compile(r"([-+]?[0-9]+(?:[.,][0-9]+)?)\s*([^\W\d]*)\Z")


def typed(finding: Finding, text: str, knowledge: Knowledge) -> Any:
    """The raw answer that a line means, or :class:`Bare`. Raises :class:`InputError` when it means none."""
    text = text.strip()
    if text.casefold() in UNKNOWN_WORDS:
        return UNKNOWN
    raw: Any = text
    if finding.type == "number":
        raw = _number(finding, text)
    elif finding.type == "open_list":
        raw = _names(text)
    elif finding.type == "laboratory":
        raw = _result(text)
        if isinstance(raw, Bare):
            return raw
    read(finding, raw, knowledge)
    return raw


def _number(finding: Finding, text: str) -> int | float:
    match = _NUMBER.match(text)
    unit = (finding.unit or "").casefold()
    if not match or (match[2] and not unit.startswith(match[2].casefold())):
        raise InputError(f"{visible(text, 60)!r} is not a number; expected a plain number of {finding.unit}")
    number = float(match[1].replace(",", "."))
    return int(number) if number.is_integer() else number


def _names(text: str) -> list[str]:
    if text.casefold() in ("none", "0", "no"):
        return []
    return [name.strip() for name in re.split(r"[,;]", text) if name.strip()]


def _result(text: str) -> Any:
    """A flag, a quantity with its unit, both (``2.9 mmol/L high``), or a bare number."""
    if text.casefold() in FLAG_WORDS:
        return FLAG_WORDS[text.casefold()]
    quantity, _, last = text.rpartition(" ")
    if quantity and last.casefold() in ("low", "normal", "high"):
        return {"value": quantity, "flag": last.casefold()}
    return Bare(text) if _BARE.match(text) else text


def units(finding: Finding, number: str, knowledge: Knowledge, used: Sequence[str]) -> list[str]:
    """The units in which a number makes sense for a laboratory test, those used last first.

    Raises :class:`InputError` when it makes sense in none.
    """
    own = [unit.unit for unit in knowledge.analytes[finding.id].units]
    recent = [unit for unit in reversed(used) if unit in own]
    fitting: list[str] = []
    refused: InputError | None = None
    for unit in dict.fromkeys([*recent, *own]):
        try:
            read(finding, f"{number} {unit}", knowledge)
        except InputError as error:
            refused = refused or error
        else:
            fitting.append(unit)
    if refused and not fitting:
        raise refused
    return fitting


def hint(finding: Finding, knowledge: Knowledge, answers: Answers) -> str:
    """What may be typed, with the range."""
    if finding.type == "number":
        bounds = f", {finding.minimum:g} to {finding.maximum:g}" if finding.maximum is not None else ""
        return f"a number of {finding.unit}{bounds}"
    if finding.type == "open_list":
        return "names separated by commas, or none"
    if finding.type != "laboratory":
        return "text"
    names = " or ".join(unit.unit for unit in knowledge.analytes[finding.id].units)
    return f"a number with {names}, or low, normal, high{_interval(finding, knowledge, answers)}"


def _interval(finding: Finding, knowledge: Knowledge, answers: Answers) -> str:
    """The reference interval, where age and sex leave one."""
    analyte = knowledge.analytes[finding.id]
    age, sex = answers.values.get("patient.age_years"), answers.values.get("patient.sex")
    fitting = [
        r
        for r in analyte.ranges
        if (r.sex is None or r.sex == sex or sex is None)
        and (not isinstance(age, Fraction) or Fraction(str(r.age_from)) <= age < Fraction(str(r.age_to)))
    ]
    if len(fitting) != 1:
        return ""
    ends = [decimal(exact(end)) if end is not None else None for end in (fitting[0].low, fitting[0].high)]
    if all(ends):
        return f" (normal {ends[0]} to {ends[1]} {analyte.canonical})"
    return f" (normal {'above' if ends[0] else 'below'} {ends[0] or ends[1]} {analyte.canonical})"


def shown(finding: Finding, raw: Any, knowledge: Knowledge) -> str:
    """A raw answer for a reader."""
    if raw is None or raw == UNKNOWN:
        return "unknown"
    if isinstance(raw, dict):
        return visible(" ".join(str(raw[key]) for key in ("value", "flag") if raw.get(key) is not None))
    if isinstance(raw, list):
        named = [value_label(finding.id, word, knowledge) for word in raw if word != UNKNOWN]
        return visible((", ".join(named) or "none") + (" (perhaps more)" if UNKNOWN in raw else ""), 300)
    unit = f" {finding.unit}" if finding.unit and not isinstance(raw, bool | str) else ""
    return visible(value_label(finding.id, raw, knowledge)) + unit


def as_typed(raw: Any) -> str:
    """A raw answer as it could be typed again."""
    if raw is None:
        return ""
    if isinstance(raw, dict):
        return " ".join(str(raw[key]) for key in ("value", "flag") if raw.get(key) is not None)
    return (", ".join(map(str, raw)) or "none") if isinstance(raw, list) else str(raw)
