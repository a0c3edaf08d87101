"""How criteria become verdicts, on a candidate small enough to count its points by hand.

The small knowledge calls 2 points possible and 5 probable.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.classify import Judged, judge
from calcinosis_cli.assess.facts import gather
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Candidate
from calcinosis_cli.knowledge.strict_yaml import Document

SMALL = Knowledge(Path(__file__).parents[1] / "knowledge" / "small")

CANDIDATE = msgspec.convert(
    {
        "id": "made",
        "name": "Made for the test",
        "definition": {"id": "made-definition", "text": "It is made.", "basis": "convention"},
        "definite_when": {"depth": "dermis"},
        "criteria": [
            {"id": "a", "label": "a", "when": {"painful": True}, "role": "required", "weight": 2},
            {"id": "b", "label": "b", "when": {"sites": "elbows"}, "role": "supports", "weight": 3},
            {"id": "c", "label": "c", "when": {"sites": "knees"}, "role": "against", "weight": 2},
            {"id": "d", "label": "d", "when": {"ulcerated": True}, "role": "excludes"},
        ],
        "kinds": [
            {"id": "deep", "name": "Deep", "when": {"depth": "muscle"}, "definition": {"id": "k1", "text": "K.", "basis": "convention"}},
            {"id": "plain", "name": "Plain", "when": {"depth": "fascia"}, "fallback": True, "definition": {"id": "k2", "text": "K.", "basis": "convention"}},
        ],
    },
    Candidate,
)  # fmt: skip


def judged(**given: Any) -> Judged:
    """The candidate against some answers."""
    return judge(CANDIDATE, gather(reading.parse(Document("x", given, {}), SMALL), SMALL), SMALL)


@pytest.mark.parametrize(
    ("given", "points", "verdict", "could_be"),
    [
        ({}, 0, "unlikely", "definite"),
        ({"painful": True}, 2, "possible", "definite"),
        ({"painful": True, "sites": ["elbows"]}, 5, "probable", "definite"),
        ({"painful": True, "sites": ["elbows", "knees"]}, 3, "possible", "possible"),
        ({"painful": True, "sites": ["elbows"], "depth": "dermis"}, 5, "definite", "definite"),
        ({"painful": True, "sites": ["elbows"], "depth": "muscle"}, 5, "probable", "probable"),
        ({"sites": ["elbows"], "depth": "dermis"}, 3, "possible", "definite"),
        ({"painful": False, "sites": ["elbows"], "depth": "dermis"}, 3, "unlikely", "unlikely"),
        ({"painful": True, "sites": ["elbows"], "depth": "dermis", "ulcerated": True}, 5, "excluded", "excluded"),
        ({"sites": ["hands", "unknown"]}, 0, "unlikely", "definite"),
    ],
    ids=str,
)
def test_points_become_a_verdict(given: dict[str, Any], points: int, verdict: str, could_be: str) -> None:
    """Support adds, contrary signs take away, a failed requirement leaves *unlikely*, an exclusion ends it."""
    result = judged(**given)
    assert (result.points, result.verdict, result.could_be) == (points, verdict, could_be)


def test_nothing_is_definite_while_a_requirement_is_open() -> None:
    """Enough points and the proof do not make up for what must hold and was not asked."""
    heavy = msgspec.structs.replace(CANDIDATE.criteria[1], weight=9)
    candidate = msgspec.structs.replace(CANDIDATE, criteria=[CANDIDATE.criteria[0], heavy])
    answers = reading.parse(Document("x", {"sites": ["elbows"], "depth": "dermis"}, {}), SMALL)
    assert judge(candidate, gather(answers, SMALL), SMALL).verdict == "probable"


@pytest.mark.parametrize(
    ("given", "kinds"),
    [({"depth": "muscle"}, [("deep", True)]), ({}, [("plain", None), ("deep", None)]), ({"depth": "dermis"}, [])],
    ids=["shown", "open", "none"],
)
def test_kinds_that_are_shown_come_first_then_the_fallback(
    given: dict[str, Any], kinds: list[tuple[str, bool | None]]
) -> None:
    """A kind that is ruled out is not named; where none is shown the fallback is taken provisionally."""
    assert [(kind.id, value) for kind, value in judged(**given).kinds] == kinds
