"""What a front end of the interview does: fill in a page, choose one thing, and tell. :mod:`plain` and :mod:`prompts` do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN

NONE, MORE = "(none)", "(more)"
"""Lines of a list that are no choices of the finding: none of these, and perhaps more than is ticked."""


class Back(Exception):  # noqa: N818 (not an error: the way back to the page before)
    """The clinician wants the page before."""


class Option(Struct, frozen=True):
    """Something to choose."""

    value: str
    label: str
    group: str | None = None
    help: str | None = None


class Bare(Struct, frozen=True):
    """A laboratory number typed without its unit, which is still to be asked."""

    number: str


def _no_units(_: str) -> list[str]:
    return []


class Field(Struct, frozen=True):
    """A question on a page.

    ``read`` gives the raw answer (or :class:`Bare`) of a typed line, and raises
    :class:`calcinosis_cli.errors.InputError` when it means none. ``units`` gives the units that make sense for a number.
    ``hint`` says what may be typed, ``names`` complete what is typed.
    """

    id: str
    kind: Literal["yes_no", "one", "list", "text"]
    label: str
    question: str
    read: Callable[[str], Any]
    options: tuple[Option, ...] = ()
    help: str | None = None
    hint: str = ""
    units: Callable[[str], list[str]] = _no_units
    names: tuple[str, ...] = ()
    laboratory: bool = False


Explain = Callable[[str], list[str]]
"""Gives what ``?`` shows for a field."""

Title = Callable[[], str]
"""Gives the line above a page, as it is now: the section, what is left, and the urgency once it is urgent."""

Keep = Callable[[dict[str, Any]], list[str]]
"""Saves a page that is only begun, and gives what must be told at once."""


class Front(Protocol):
    """A front end. Every way to ask may raise :class:`Back`, ``KeyboardInterrupt`` or ``EOFError``."""

    def say(self, text: str = "") -> None:
        """Tell something."""
        ...

    def one(self, message: str, options: Sequence[Option]) -> str:
        """Choose one option, the first unless another is chosen; its value."""
        ...

    def page(
        self, title: Title, fields: Sequence[Field], held: Mapping[str, Any], explain: Explain, keep: Keep
    ) -> dict[str, Any]:
        """A raw answer for each field, ``unknown`` where it is not known. ``held`` are answers given before."""
        ...

    def pause(self) -> None:
        """Wait for Enter."""
        ...


def listed(ticked: Sequence[str]) -> Any:
    """The raw answer that ticked lines of a list mean; None when they mean none yet."""
    if not ticked:
        return None
    if UNKNOWN in ticked:
        return UNKNOWN
    return [UNKNOWN if value == MORE else value for value in ticked if value != NONE]


def summary(fields: Sequence[Field], answers: Mapping[str, Any]) -> str:
    """Answers in words: ``Yes: Fever. No: the 13 others. Calcium: 9.4 mg/dL. Unknown: Albumin``."""
    groups: dict[str, list[str]] = {"Yes": [], "No": [], "Unknown": []}
    values: list[str] = []
    for field in fields:
        raw = answers.get(field.id, UNKNOWN)
        if raw == UNKNOWN:
            groups["Unknown"].append(field.label)
        elif field.kind == "yes_no":
            groups["Yes" if raw is True else "No"].append(field.label)
        else:
            values.append(f"{field.label}: {in_words(field, raw)}")
    parts = []
    if groups["Yes"]:
        parts.append(f"Yes: {', '.join(groups['Yes'])}")
    if no := groups["No"]:
        short = (
            f"all {len(no)}"
            if len(no) == len(fields) > 1
            else f"the {len(no)} others"
            if len(no) > 4
            else ", ".join(no)
        )
        parts.append(f"No: {short}")
    parts += values
    unknown = groups["Unknown"]
    if unknown:
        short = f"all {len(unknown)}" if len(unknown) == len(fields) > 1 else ", ".join(unknown)
        parts.append(f"Unknown: {short}")
    return ". ".join(parts) + "."


def in_words(field: Field, raw: Any) -> str:
    """An answer that is not yes or no, in words."""
    labels: dict[Any, str] = {option.value: option.label for option in field.options}
    if isinstance(raw, list):
        named = [labels.get(value, str(value)) for value in raw if value != UNKNOWN]
        return (", ".join(named) or "none") + (" and perhaps more" if UNKNOWN in raw else "")
    if isinstance(raw, dict):
        return " ".join(str(raw[key]) for key in ("value", "flag") if raw.get(key) is not None)
    return labels.get(str(raw), str(raw))
