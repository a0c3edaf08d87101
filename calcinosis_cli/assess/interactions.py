"""Interactions: the rules about two drugs or classes, whichever file holds them."""

from __future__ import annotations

from msgspec import Struct

from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Interaction

SEVERITY = ("contraindicated", "major", "moderate", "minor")


class Pair(Struct, frozen=True):
    """Two drugs and the rule about them."""

    first: str
    second: str
    rule: Interaction


def interactions(first: str, second: str, knowledge: Knowledge) -> list[Pair]:
    """The rules about two drugs (or classes), whichever file holds them, gravest first."""
    held: list[Pair] | None = knowledge.pairs.get((first, second))
    if held is None:
        held = knowledge.pairs[first, second] = _interactions(first, second, knowledge)
    return held


def _interactions(first: str, second: str, knowledge: Knowledge) -> list[Pair]:
    found = [
        Pair(a, b, rule)
        for a, b in ((first, second), (second, first))
        if a in knowledge.drugs
        for rule in knowledge.drugs[a].interactions
        if _names(rule, b, knowledge)
    ]
    return sorted(found, key=lambda pair: (SEVERITY.index(pair.rule.severity), pair.rule.id))


def _names(rule: Interaction, slug: str, knowledge: Knowledge) -> bool:
    """Whether ``rule`` is about ``slug``, its class, or (when only a class is known) one of its members."""
    names = knowledge.drug_names
    about = set(rule.with_)
    return bool(about & ({slug} | names.classes_of(slug) | names.members_of(slug)))
