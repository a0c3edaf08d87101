"""Candidates (subtypes and mimics) against what is known: points, verdicts, kinds, and who leads."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from calcinosis_cli.assess.facts import Fact, FactBook, Members, Scalar
from calcinosis_cli.assess.model import VerdictWord
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Verdict, evaluate
from calcinosis_cli.knowledge.model import Candidate, Criterion, Kind

ORDER: tuple[VerdictWord, ...] = ("definite", "probable", "possible", "unlikely", "excluded")


class Judged(Struct, frozen=True):
    """A candidate with every criterion evaluated.

    ``points``: on what is known. ``verdict``: likewise; ``could_be``: the best that unanswered findings could make it.
    """

    candidate: Candidate
    criteria: tuple[tuple[Criterion, Verdict], ...]
    points: int
    verdict: VerdictWord
    could_be: VerdictWord
    kinds: tuple[tuple[Kind, bool | None], ...]


class Classified(Struct, frozen=True):
    """All candidates, best first within each list, and the leading one (None: too little is known)."""

    subtypes: tuple[Judged, ...]
    mimics: tuple[Judged, ...]
    leading: Judged | None

    @property
    def all(self) -> tuple[Judged, ...]:
        """Subtypes and mimics together, best first."""
        return tuple(sorted((*self.subtypes, *self.mimics), key=_rank))


def classify(book: FactBook, knowledge: Knowledge) -> Classified:
    """Judge every candidate. A candidate leads when it is at least possible; else the assessment abstains."""
    subtypes = tuple(sorted((judge(c, book, knowledge) for c in knowledge.subtypes.values()), key=_rank))
    mimics = tuple(sorted((judge(c, book, knowledge) for c in knowledge.mimics.values()), key=_rank))
    return _led(subtypes, mimics)


def _led(subtypes: tuple[Judged, ...], mimics: tuple[Judged, ...]) -> Classified:
    first = min((*subtypes[:1], *mimics[:1]), key=_rank, default=None)
    return Classified(subtypes, mimics, first if first and at_least(first.verdict, "possible") else None)


def reclassify(before: Classified, finding: str, book: FactBook, knowledge: Knowledge) -> Classified:
    """``classify`` again after one finding alone has changed: only candidates with a criterion about it are judged anew."""
    touched = knowledge.candidates_about(finding)

    def again(held: tuple[Judged, ...]) -> tuple[Judged, ...]:
        new = (judge(j.candidate, book, knowledge) if j.candidate.id in touched else j for j in held)
        return tuple(sorted(new, key=_rank))

    return _led(again(before.subtypes), again(before.mimics))


def at_least(verdict: VerdictWord, wanted: VerdictWord) -> bool:
    """Whether ``verdict`` is as strong as ``wanted``, or stronger."""
    return ORDER.index(verdict) <= ORDER.index(wanted)


def _rank(judged: Judged) -> tuple[int, int, bool, str]:
    group = {"excluded": 2, "unlikely": 1}.get(judged.verdict, 0)
    return group, -judged.points, not judged.candidate.graver, judged.candidate.id


def judge(candidate: Candidate, book: FactBook, knowledge: Knowledge) -> Judged:
    """Evaluate the criteria of one candidate and turn them into points and verdicts."""
    criteria = tuple((c, evaluate(knowledge.node(c.when), book)) for c in candidate.criteria)
    points = best = 0
    excluded = failed = open_ = False
    for criterion, held in criteria:
        value, role = held.value, criterion.role
        points += _points(criterion, value is True)
        best += _points(criterion, value is True or (value is None and role != "against"))
        excluded = excluded or (role == "excludes" and value is True)
        failed = failed or (role == "required" and value is False)
        open_ = open_ or (role == "required" and value is None)
    if excluded:
        return Judged(candidate, criteria, points, "excluded", "excluded", ())
    proof = evaluate(knowledge.node(candidate.definite_when), book).value if candidate.definite_when else False
    verdict = _verdict(points, failed, proof is True and not open_, knowledge)
    could_be = _verdict(max(points, best), failed, proof is not False, knowledge)
    kinds = _kinds(candidate, book, knowledge)
    return Judged(candidate, criteria, points, verdict, could_be, kinds)


def _points(criterion: Criterion, holds: bool) -> int:
    if not holds or criterion.role == "excludes":
        return 0
    return -criterion.weight if criterion.role == "against" else criterion.weight


def _verdict(points: int, failed: bool, proven: bool, knowledge: Knowledge) -> VerdictWord:
    thresholds = knowledge.classification
    if failed or points < thresholds.possible:
        return "unlikely"
    if points < thresholds.probable:
        return "possible"
    return "definite" if proven else "probable"


def _kinds(candidate: Candidate, book: FactBook, knowledge: Knowledge) -> tuple[tuple[Kind, bool | None], ...]:
    """Kinds that are shown, else the fallback (provisional), then those still open."""
    judged = [(kind, evaluate(knowledge.node(kind.when), book).value) for kind in candidate.kinds]
    shown = [(kind, value) for kind, value in judged if value is True]
    open_ = [(kind, value) for kind, value in judged if value is None]
    return (*shown, *sorted(open_, key=lambda pair: not pair[0].fallback))


def facts(classified: Classified, could_be: bool = False) -> dict[str, Fact]:
    """What the classification lets later conditions test: ``assessment.*``.

    With ``could_be`` a candidate that unanswered findings could still bring in counts as unknown, not as absent.
    """

    def those(judged: Iterable[Judged], wanted: VerdictWord) -> Members:
        held = tuple(judged)
        yes = frozenset(j.candidate.id for j in held if at_least(j.verdict, wanted))
        maybe = frozenset(j.candidate.id for j in held if could_be and at_least(j.could_be, wanted))
        return Members(yes, maybe - yes)

    everyone = classified.all
    candidates = those(everyone, "possible")
    kinds = [
        (kind, value, index)
        for judged in everyone
        if judged.candidate.id in candidates.yes
        for index, (kind, value) in enumerate(judged.kinds)
    ]
    sure = frozenset(kind.id for kind, value, index in kinds if value or (index == 0 and kind.fallback))
    found: dict[str, Fact] = {
        "assessment.candidates": candidates,
        "assessment.probable": those(everyone, "probable"),
        "assessment.not_excluded": those(everyone, "unlikely"),
        "assessment.kinds": Members(sure, frozenset(kind.id for kind, _, _ in kinds) - sure),
    }
    found["assessment.leading"] = Scalar(classified.leading.candidate.id if classified.leading else "insufficient")
    return found
