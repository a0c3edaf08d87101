"""Further published cases, encoded blind (by readers who had not seen the criteria), held to the same marks as a whole."""

from __future__ import annotations

from functools import cache

from calcinosis_cli.knowledge.base import Knowledge
from tests.cases import report
from tests.cases.scoring import Figures, Outcome, figures, load, run


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every further case, run once."""
    knowledge = Knowledge()
    return tuple(run(case, knowledge) for case in load("further"))


def scored() -> Figures:
    """The figures over all of them."""
    return figures(list(outcomes()))
