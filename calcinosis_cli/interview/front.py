"""What a front end of the interview does: four ways to ask, and one to tell. :mod:`plain` and :mod:`prompts` do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN

Explain = Callable[[], list[str]]
"""Gives what ``?`` shows, when it is wanted."""

Check = Callable[[str], None]
"""Raises :class:`calcinosis_cli.errors.InputError` when a line cannot be used."""


Keep = Callable[[dict[str, Any]], None]
"""Saves a checklist that is only begun."""


class Back(Exception):  # noqa: N818 (not an error: the way back to the question before)
    """The clinician wants the question before."""


class Option(Struct, frozen=True):
    """Something to choose."""

    value: str
    label: str
    group: str | None = None
    help: str | None = None


class Front(Protocol):
    """A front end. Every way to ask may raise :class:`Back`, ``KeyboardInterrupt`` or ``EOFError``."""

    def say(self, text: str = "") -> None:
        """Tell something."""
        ...

    def one(self, message: str, options: Sequence[Option], default: str | None, explain: Explain | None) -> str:
        """Choose one option; its value."""
        ...

    def several(self, message: str, options: Sequence[Option], chosen: Sequence[str], explain: Explain | None) -> Any:
        """Choose some options: a list of values, with ``unknown`` in it when there may be more, or ``unknown``."""
        ...

    def states(
        self,
        message: str,
        options: Sequence[Option],
        held: Mapping[str, Any],
        explain: Callable[[str], list[str]],
        keep: Keep,
    ) -> dict[str, Any]:
        """Yes, no or unknown for each option; ``keep`` is told after each."""
        ...

    def line(
        self, message: str, hint: str, check: Check, default: str, explain: Explain | None, names: Sequence[str] = ()
    ) -> str:
        """A line of text that ``check`` accepts; ``names`` complete what is typed."""
        ...

    def pause(self) -> None:
        """Wait for Enter."""
        ...


YES_NO = (Option("yes", "Yes"), Option("no", "No"), Option(UNKNOWN, "Unknown"))


def summary(options: Sequence[Option], states: Mapping[str, Any]) -> str:
    """The answers of a checklist in words: ``Yes: Fever. Unknown: Vomiting. No: the 13 others``."""
    groups: dict[str, list[str]] = {"Yes": [], "Unknown": [], "No": []}
    for option in options:
        state = states.get(option.value)
        groups["Yes" if state is True else "No" if state is False else "Unknown"].append(option.label)
    parts = []
    for name, labels in groups.items():
        if labels and len(labels) == len(options):
            parts.append(f"{name}: all {len(labels)}")
        elif labels and name == "No" and len(labels) > 4:
            parts.append(f"No: the {len(labels)} others")
        elif labels:
            parts.append(f"{name}: {', '.join(labels)}")
    return ". ".join(parts) + "."
