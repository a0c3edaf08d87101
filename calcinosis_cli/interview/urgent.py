"""Urgency told while the questions are being asked: an emergency is announced at once, with what to do within the hour."""

from __future__ import annotations

from collections.abc import Sequence

from calcinosis_cli.assess.short import line
from calcinosis_cli.assess.triage import Triaged, rank
from calcinosis_cli.assess.wording import spelled
from calcinosis_cli.knowledge.model import Note, RedFlag, Statement

TOLD = ("urgent", "emergency")
"""Levels that are told before the result."""


class Herald:
    """Announces each red flag once."""

    def __init__(self) -> None:
        self._told: set[str] = set()

    def news(self, triaged: Triaged) -> list[str]:
        """What to say about flags that were not raised before, gravest first."""
        return self._tell(triaged, TOLD)

    def emergency(self, triaged: Triaged) -> list[str]:
        """The same for emergencies only: what cannot wait for the end of a page."""
        return self._tell(triaged, ("emergency",))

    def _tell(self, triaged: Triaged, levels: Sequence[str]) -> list[str]:
        raised = [flag for flag, _ in triaged.raised]
        new = [flag for flag in raised if flag.urgency in levels and flag.id not in self._told]
        self._told = (self._told & {flag.id for flag in raised}) | {flag.id for flag in new}
        return [line for flag in new for line in _lines(flag)]


def level_word(triaged: Triaged) -> str | None:
    """The urgency for the running line: only what is urgent, so that nothing reassures before the end."""
    return triaged.level.upper() if rank(triaged.level) >= rank("urgent") else None


def _lines(flag: RedFlag) -> list[str]:
    if flag.urgency != "emergency":
        return [f"! {flag.urgency.upper()}: {flag.label}"]
    lines = [f"!!! EMERGENCY: {flag.label}"]
    for action in map(line, flag.do):
        if action.within == "hour":
            lines.append(f"    Within the hour: {action.text} {_sources(action)}")
            lines += [f"    Note: {note.text} {_sources(note)}" for note in (action.caution, action.conflict) if note]
    return lines


def _sources(said: Statement | Note) -> str:
    keys = "; ".join(ref.ref for ref in spelled(said.refs))
    return f"[{keys or said.basis or 'convention'}]"
