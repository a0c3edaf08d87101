"""How urgent: every red flag against what is known. A missing answer never lowers urgency."""

from __future__ import annotations

from msgspec import Struct

from calcinosis_cli.assess.classify import Classified, facts
from calcinosis_cli.assess.facts import FactBook
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Verdict, atoms, evaluate
from calcinosis_cli.knowledge.model import RedFlag, Urgency
from calcinosis_cli.knowledge.vocabulary import URGENCIES


class Triaged(Struct, frozen=True):
    """The least urgency that is safe, the flags that hold (gravest first), and those that cannot be ruled out."""

    level: Urgency
    could_be: Urgency
    raised: tuple[tuple[RedFlag, Verdict], ...]
    open: tuple[tuple[RedFlag, Verdict], ...]


def rank(urgency: Urgency) -> int:
    """0 routine, 1 soon, 2 urgent, 3 emergency."""
    return URGENCIES.index(urgency)


def triage(book: FactBook, classified: Classified, knowledge: Knowledge) -> Triaged:
    """Evaluate every red flag. The level is that of the gravest flag that holds; ``could_be`` adds those still open.

    A candidate that unanswered findings could still make possible leaves a flag about it open, and those findings are
    what to ask for.
    """
    wide = book.extended(facts(classified, could_be=True))
    judged = [
        (flag, _with_findings(flag, evaluate(knowledge.node(flag.when), wide), classified, knowledge))
        for flag in knowledge.red_flags
    ]
    judged.sort(key=lambda pair: (-rank(pair[0].urgency), pair[0].id))
    holding = {flag.id for flag, verdict in judged if verdict.value is True}
    raised = tuple((f, v) for f, v in judged if f.id in holding and not holding.intersection(f.covered_by))
    level: Urgency = raised[0][0].urgency if raised else "routine"
    open_ = tuple(pair for pair in judged if pair[1].value is None and rank(pair[0].urgency) > rank(level))
    return Triaged(level, open_[0][0].urgency if open_ else level, raised, open_)


def _with_findings(flag: RedFlag, verdict: Verdict, classified: Classified, knowledge: Knowledge) -> Verdict:
    """``verdict`` with the findings that decide about the candidates it waits for."""
    if not any(finding.startswith("assessment.") for finding in verdict.missing):
        return verdict
    named: set[str] = set()
    for atom in atoms(knowledge.node(flag.when)):
        if atom.finding in verdict.missing and atom.finding.startswith("assessment."):
            named.update(map(str, atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)))
    open_ = [
        (criterion.weight, held.missing)
        for judged in classified.all
        if judged.candidate.id in named
        for criterion, held in judged.criteria
        if held.value is None and criterion.role in ("supports", "required")
    ]
    most = max((weight for weight, _ in open_), default=0)
    findings = frozenset[str]().union(*(missing for weight, missing in open_ if weight >= most - 1))
    return Verdict(verdict.value, verdict.because, verdict.missing | findings)
