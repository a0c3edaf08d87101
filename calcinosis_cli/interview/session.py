"""The interview at the terminal."""

from __future__ import annotations

from calcinosis_cli.assess.answers import Answers
from calcinosis_cli.knowledge.base import Knowledge


def interview(knowledge: Knowledge) -> Answers:
    """Ask what still matters, and return the answers."""
    raise NotImplementedError
