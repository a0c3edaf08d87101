"""Answers as given, checked and normalised: an answers document becomes :class:`Answers`.

Nothing is guessed. A laboratory number without its unit, an implausible value, an unknown id or value is refused with
the nearest valid one. Absent, ``null`` and ``unknown`` all mean unknown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.knowledge import quantity, strict_yaml
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Finding
from calcinosis_cli.knowledge.vocabulary import FLAGS
from calcinosis_cli.text import visible

MAX_BYTES = 1_000_000
PASSED_THROUGH = ("id", "source", "notes")
UNKNOWN = "unknown"
_YES_NO = {"yes": True, "no": False}


class Listed(Struct, frozen=True):
    """A list as answered: what it holds, whether that is all, and (open lists) names the knowledge does not hold."""

    members: tuple[str, ...]
    complete: bool = True
    unrecognised: tuple[str, ...] = ()


class Lab(Struct, frozen=True):
    """A laboratory result: value in the canonical unit and as given, the laboratory's flag, or both."""

    value: Fraction | None = None
    unit: str | None = None
    given: str | None = None
    flag: str | None = None


Answer = bool | str | Fraction | Listed | Lab


class Answers(Struct, frozen=True):
    """Checked answers, in the order of the questionnaire, and what is passed through unread."""

    values: dict[str, Answer] = {}
    passed: dict[str, Any] = {}

    def with_answer(self, finding: str, answer: Answer | None) -> Answers:
        """These answers with one changed, or (None) made unknown."""
        values = {k: v for k, v in self.values.items() if k != finding}
        if answer is not None:
            values[finding] = answer
        return Answers(values, self.passed)


def load(raw: bytes, name: str) -> strict_yaml.Document:
    """Read an answers document (YAML or JSON).

    Raises :class:`InputError` when it is empty, over 1 MB, not text, or not strict YAML or JSON.
    """
    name = visible(name, 80)
    if len(raw) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; an answers document is a few kilobytes")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-8 text (byte {error.start}); expected YAML or JSON") from None
    if not text.strip():
        raise InputError(f"{name}: empty; expected answers, such as: patient: {{age_years: 54}}")
    if text.lstrip().startswith("{"):
        document = _load_json(text, name)
        if document is not None:
            return document
    return strict_yaml.load(text, name)


def _load_json(text: str, name: str) -> strict_yaml.Document | None:
    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key, value in items:
            if key in out:
                raise InputError(f"{name}: the key {visible(key, 60)!r} is given twice; keep one")
            out[key] = value
        return out

    def constant(word: str) -> Any:
        raise InputError(f"{name}: {word} is not a number that can be used")

    try:
        return strict_yaml.Document(name, json.loads(text, object_pairs_hook=pairs, parse_constant=constant), {})
    except RecursionError:
        raise InputError(f"{name}: nested too deeply") from None
    except ValueError:
        return None  # a YAML flow mapping also starts with a brace


def parse(document: strict_yaml.Document, knowledge: Knowledge) -> Answers:
    """Check and normalise an answers document. Raises :class:`InputError` for the first thing that cannot be used."""
    value = document.value
    prefix: tuple[str, ...] = ()
    if isinstance(value, dict) and isinstance(value.get("answers"), dict):  # a published case: its answers
        prefix, value = ("answers",), {**{k: value[k] for k in PASSED_THROUGH if k in value}, **value["answers"]}
    if not isinstance(value, dict):
        raise document.error((), "expected a mapping of answers, such as: patient: {age_years: 54}")
    findings = knowledge.findings
    parsed: dict[str, Answer] = {}
    for path, finding, given in _flatten(document, value, findings, prefix):
        try:
            answer = read(finding, given, knowledge)
        except InputError as error:
            raise document.error(path, str(error)) from None
        if answer is not None:
            parsed[finding.id] = answer
    ordered = {id_: parsed[id_] for id_ in findings if id_ in parsed}
    return Answers(ordered, {key: value[key] for key in PASSED_THROUGH if value.get(key) is not None})


def _flatten(
    document: strict_yaml.Document, value: dict[str, Any], findings: Mapping[str, Finding], prefix: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Finding, Any]]:
    groups = {id_.partition(".")[0] for id_ in findings if "." in id_}
    for key, inner in value.items():
        if key in PASSED_THROUGH:
            continue
        if key in findings:
            yield (*prefix, key), findings[key], inner
        elif key in groups:
            if inner is None or inner == UNKNOWN:
                continue
            if not isinstance(inner, dict):
                raise document.error((*prefix, key), f"expected a mapping, such as {key}: {{...}}")
            for name, given in inner.items():
                id_ = f"{key}.{name}"
                if id_ not in findings:
                    raise document.error((*prefix, key, name), f"unknown finding{did_you_mean(id_, findings)}")
                yield (*prefix, key, name), findings[id_], given
        else:
            raise document.error((*prefix, str(key)), f"unknown finding{did_you_mean(str(key), [*findings, *groups])}")


def read(finding: Finding, given: Any, knowledge: Knowledge) -> Answer | None:
    """One answer, checked; None when it is unknown. Raises :class:`InputError` (without its place) when it is not valid."""
    if given is None or given == UNKNOWN:
        return None
    return _READERS[finding.type](finding, given, knowledge)


def _yes_no(finding: Finding, given: Any, _: Knowledge) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.casefold() in _YES_NO:
        return _YES_NO[given.casefold()]
    raise InputError(f"{_shown(given)} is not an answer; expected true, false or unknown")


def _one(finding: Finding, given: Any, _: Knowledge) -> str:
    values = [choice.id for choice in finding.choices]
    word = str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if word not in values:
        raise InputError(
            f"{_shown(given)} is not a choice; expected one of: {', '.join(values)}{did_you_mean(word, values)}"
        )
    return word


def _words(given: Any) -> list[str]:
    if not isinstance(given, list):
        raise InputError(f"{_shown(given)} is not a list; write [a, b], or [] for none")
    for word in given:
        if not isinstance(word, str):
            raise InputError(f"{_shown(word)} is not a name; expected a list of names")
    return given


def _list(finding: Finding, given: Any, _: Knowledge) -> Listed:
    values = {choice.id: index for index, choice in enumerate(finding.choices)}
    words = _words(given)
    for word in words:
        if word not in values and word != UNKNOWN:
            near = did_you_mean(word, values)
            raise InputError(
                f"{_shown(word)} is not a value of {finding.id}{near or '; see: calcinosis list findings'}"
            )
    members = sorted({word for word in words if word != UNKNOWN}, key=values.__getitem__)
    return Listed(tuple(members), UNKNOWN not in words)


def _open_list(finding: Finding, given: Any, knowledge: Knowledge) -> Listed:
    known: set[str] = set()
    other: set[str] = set()
    words = _words(given)
    for word in words:
        if word == UNKNOWN:
            continue
        slug = knowledge.drug_names.slug(word)
        if slug:
            known.add(slug)
        elif word.strip():
            other.add(visible(word.strip(), 80))
    return Listed(tuple(sorted(known)), UNKNOWN not in words, tuple(sorted(other)))


def _number(finding: Finding, given: Any, _: Knowledge) -> Fraction:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        unit = f" of {finding.unit}" if finding.unit else ""
        raise InputError(f"{_shown(given)} is not a number; expected a plain number{unit}")
    low, high = finding.minimum, finding.maximum
    if (low is not None and given < low) or (high is not None and given > high):
        raise InputError(f"{_shown(given)} is outside {low:g} to {high:g} {finding.unit or ''}".rstrip())
    return Fraction(str(given))


def _laboratory(finding: Finding, given: Any, knowledge: Knowledge) -> Lab:
    analyte = knowledge.analytes[finding.id]
    if isinstance(given, dict):
        extra = set(given) - {"value", "flag"}
        if extra:
            raise InputError(f"unknown key {visible(str(sorted(map(str, extra))[0]), 40)!r}; expected value and flag")
        inner, flag = given.get("value"), given.get("flag")
        lab = Lab() if inner is None or inner == UNKNOWN else _laboratory(finding, inner, knowledge)
        if flag is None or flag == UNKNOWN:
            return lab
        if flag not in FLAGS:
            raise InputError(f"{_shown(flag)} is not a flag; expected low, normal or high")
        return Lab(lab.value, lab.unit, lab.given, flag)
    if given in FLAGS:
        return Lab(flag=given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        units = ", ".join(unit.unit for unit in analyte.units)
        raise InputError(f"{_shown(given)} has no unit; write it with one of: {units}")
    if not isinstance(given, str):
        raise InputError(f"{_shown(given)} is not a result; expected a number with its unit, or low, normal, high")
    value, unit = quantity.parse(given, analyte)
    return Lab(value, unit, visible(given.strip(), 60))


def _text(finding: Finding, given: Any, _: Knowledge) -> str:
    return visible(str(given), 500)


def _shown(given: Any) -> str:
    return repr(visible(str(given), 60))


_READERS: dict[str, Callable[[Finding, Any, Knowledge], Answer]] = {
    "yes_no": _yes_no,
    "one": _one,
    "list": _list,
    "open_list": _open_list,
    "number": _number,
    "laboratory": _laboratory,
    "text": _text,
}
