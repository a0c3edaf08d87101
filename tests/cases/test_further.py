"""Further published cases, encoded by readers who had not seen the criteria, held to marks as a whole.

They are hard and often cut short, so single misses are allowed; each is printed by ``python -m tests.cases.report further``.
"""

from __future__ import annotations

import pytest

from calcinosis_cli.knowledge.base import Knowledge
from tests.cases.scoring import Figures, figures, load, run


@pytest.fixture(scope="module")
def counted(knowledge: Knowledge) -> Figures:
    """The figures over all of them."""
    return figures([run(case, knowledge) for case in load("further")])


def test_an_accepted_diagnosis_leads_in_nine_of_ten(counted: Figures) -> None:
    """Of the cases that say enough to be classified."""
    right, of = counted.right
    assert right >= 0.92 * of, counted


def test_none_is_definite_and_wrong(counted: Figures) -> None:
    """A wrong lead is never called definite."""
    assert counted.definite_and_wrong == 0


def test_emergencies_are_called_so(counted: Figures) -> None:
    """All but one, whose calcium is "high" without its value, are called an emergency."""
    called, of = counted.emergencies
    assert of - called <= 1, counted


def test_routine_cases_are_not_raised_to_emergency(counted: Figures) -> None:
    """At most one in twenty."""
    raised, of = counted.raised
    assert raised <= of / 20, counted


def test_they_are_no_others(knowledge: Knowledge) -> None:
    """No case stands in both files."""
    assert not {case["id"] for case in load("further")} & {case["id"] for case in load("published")}
