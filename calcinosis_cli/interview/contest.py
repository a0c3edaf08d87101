"""Which candidates could still lead, and the questions that decide between them."""

from __future__ import annotations

from msgspec import Struct

from calcinosis_cli.assess.classify import Judged, at_least
from calcinosis_cli.interview.reach import FALSE, TRUE, Reach
from calcinosis_cli.knowledge.model import Criterion


class Prospect(Struct, frozen=True):
    """A candidate, and what the open questions could still make of it."""

    judged: Judged
    masks: tuple[int, ...]
    """The values each criterion can take."""
    least: int
    most: int
    """The points it can have."""
    may_fail: bool
    """Whether it can still become unlikely or excluded whatever its points."""
    fails: bool
    """Whether it is."""
    possible: int
    probable: int
    not_excluded: int
    """Whether it can be at least that, as sets of truth values."""


def prospects(reach: Reach) -> list[Prospect]:
    """Every candidate, as it may yet turn out."""
    return [_prospect(judged, reach) for judged in reach.core.classified.all]


def _prospect(judged: Judged, reach: Reach) -> Prospect:
    thresholds = reach.knowledge.classification
    masks = tuple(reach.mask(c.when) for c, _ in judged.criteria)
    spans = [span(c, m) for (c, _), m in zip(judged.criteria, masks, strict=True)]
    least, most = sum(low for low, _ in spans), sum(high for _, high in spans)
    roles = [(c.role, m) for (c, _), m in zip(judged.criteria, masks, strict=True)]
    excludes = [m for role, m in roles if role == "excludes"]
    required = [m for role, m in roles if role == "required"]
    excluded = any(m == TRUE for m in excludes)
    may_be_excluded = any(m & TRUE for m in excludes)
    fails = excluded or any(m == FALSE for m in required)
    may_fail = may_be_excluded or any(m & FALSE for m in required)

    def reaches(threshold: int) -> int:
        can = TRUE if not fails and most >= threshold else 0
        return can | (FALSE if may_fail or least < threshold else 0)

    kept = (0 if excluded else TRUE) | (FALSE if may_be_excluded else 0)
    return Prospect(
        judged, masks, least, most, may_fail, fails, reaches(thresholds.possible), reaches(thresholds.probable), kept
    )


def span(criterion: Criterion, mask: int) -> tuple[int, int]:
    """The fewest and the most points that a criterion can give."""
    if criterion.role == "excludes":
        return 0, 0
    weight = -criterion.weight if criterion.role == "against" else criterion.weight
    values = [weight] if mask == TRUE else [weight, 0] if mask & TRUE else [0]
    return min(values), max(values)


def overtakes(other: Prospect, leader: Prospect) -> bool:
    """Whether ``other`` can come before ``leader``, both being at least possible."""
    if not other.possible & TRUE:
        return False
    if leader.possible & FALSE:
        return True
    ahead = other.most - leader.least
    return ahead > 0 or (ahead == 0 and other.judged.candidate.id < leader.judged.candidate.id)


def contenders(found: list[Prospect], reach: Reach) -> list[Prospect]:
    """The candidates among which the leading one is still to be decided; empty when it is decided."""
    first = reach.core.classified.leading
    if first is None:
        return [p for p in found if p.possible & TRUE]
    leader = next(p for p in found if p.judged.candidate.id == first.candidate.id)
    rivals = [p for p in found if p is not leader and overtakes(p, leader)]
    return [leader, *rivals] if rivals or leader.possible & FALSE else []


def swings(prospect: Prospect, reach: Reach) -> dict[str, int]:
    """The open questions of a candidate, and the points that hang on each."""
    found: dict[str, int] = {}
    for (criterion, _), mask in zip(prospect.judged.criteria, prospect.masks, strict=True):
        low, high = span(criterion, mask)
        decisive = criterion.role in ("required", "excludes") and mask & (
            TRUE if criterion.role == "excludes" else FALSE
        )
        weight = max(high - low, DECISIVE if decisive and mask not in (TRUE, FALSE) else 0)
        if weight:
            for finding in reach.findings(criterion.when):
                found[finding] = found.get(finding, 0) + weight
    return found


DECISIVE = 3
"""What a criterion counts for, in the order of questions, that could rule a candidate out."""


def close(prospect: Prospect) -> int:
    """How much a candidate counts in the order of questions."""
    return 3 if at_least(prospect.judged.verdict, "possible") else 1
