"""What the interview holds: the answers, and the questions that were answered with "unknown"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN, Answers, parse, read
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.strict_yaml import Document


class Given(Struct, frozen=True):
    """Answers, and the findings that were asked and are not known (so that they are not asked again)."""

    answers: Answers = Answers()
    unknown: frozenset[str] = frozenset()

    def has(self, finding: str) -> bool:
        """Whether ``finding`` was asked: it has an answer, or is stated to be unknown."""
        return finding in self.answers.values or finding in self.unknown


def from_document(document: Document, knowledge: Knowledge) -> Given:
    """Read an answers document. ``unknown`` or ``null`` for a finding (or a whole group) means it was asked.

    Raises :class:`calcinosis_cli.errors.InputError` for an answer that cannot be used.
    """
    answers = parse(document, knowledge)
    value = document.value
    inner: Mapping[str, Any] = value["answers"] if isinstance(value.get("answers"), dict) else value
    return Given(answers, frozenset(id_ for id_ in knowledge.findings if _stated_unknown(inner, id_)))


def _stated_unknown(value: Mapping[str, Any], finding: str) -> bool:
    group, _, name = finding.partition(".")
    if group not in value:
        return False
    held = value[group]
    if name and isinstance(held, dict):
        return name in held and held[name] in (None, UNKNOWN)
    return held is None or held == UNKNOWN


def from_replies(replies: Mapping[str, Any], knowledge: Knowledge) -> Given:
    """The same from raw answers by finding id, as a front end collects them."""
    values = {
        id_: answer
        for id_ in knowledge.findings
        if id_ in replies and (answer := read(knowledge.findings[id_], replies[id_], knowledge)) is not None
    }
    return Given(Answers(values), frozenset(id_ for id_ in replies if id_ in knowledge.findings and id_ not in values))


def document(replies: Mapping[str, Any]) -> dict[str, Any]:
    """Raw answers by finding id as an answers document: nested by group."""
    nested: dict[str, Any] = {}
    for id_, raw in replies.items():
        group, _, name = id_.partition(".")
        if name:
            nested.setdefault(group, {})[name] = raw
        else:
            nested[group] = raw
    return nested
