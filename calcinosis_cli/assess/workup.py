"""What is still missing: how much is known of what separates the candidates, and which tests would help."""

from __future__ import annotations

from calcinosis_cli.assess import wording
from calcinosis_cli.assess.asking import askable
from calcinosis_cli.assess.classify import Classified, Judged, at_least
from calcinosis_cli.assess.facts import FactBook
from calcinosis_cli.assess.model import Sufficiency, WorkupItem
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import atoms, evaluate


def _contenders(classified: Classified) -> list[Judged]:
    """Candidates that lead, or could still be at least as good as the leader now is."""
    floor = classified.leading.verdict if classified.leading else "possible"
    return [j for j in classified.all if j.verdict != "excluded" and at_least(j.could_be, floor)]


def _open_weight(book: FactBook, classified: Classified, knowledge: Knowledge) -> dict[str, int]:
    """Unanswered findings and the points that hang on them, over the contenders."""
    weight: dict[str, int] = {}
    for judged in _contenders(classified):
        close = 3 if at_least(judged.verdict, "possible") else 1
        for criterion, verdict in judged.criteria:
            for finding in askable(verdict.missing, book, knowledge):
                weight[finding] = weight.get(finding, 0) + close * max(criterion.weight, 1)
    return weight


def sufficiency(book: FactBook, classified: Classified, knowledge: Knowledge) -> Sufficiency:
    """How many of the findings that separate the candidates are known, and which would help most."""
    separating: set[str] = set()
    for judged in _contenders(classified):
        for criterion, _ in judged.criteria:
            separating.update(atom.finding for atom in atoms(knowledge.node(criterion.when)))
    known = sum(book.get(finding) is not None for finding in separating)
    weight = _open_weight(book, classified, knowledge)
    helpful = sorted(weight, key=lambda finding: (-weight[finding], finding))
    return Sufficiency(
        known=known, separating=len(separating), enough=classified.leading is not None, most_helpful=helpful[:5]
    )


def workup(book: FactBook, classified: Classified, knowledge: Knowledge) -> list[WorkupItem]:
    """Tests whose results are missing, that apply, and that would decide something between the contenders."""
    found = []
    open_ = [
        (
            judged.candidate.name,
            {f for _, v in judged.criteria if v.missing for f in askable(v.missing, book, knowledge)},
        )
        for judged in _contenders(classified)
    ]
    for test in knowledge.workup:
        applies = evaluate(knowledge.node(test.when), book).value if test.when else None
        missing = [finding for finding in test.answers if not _answered(finding, book)]
        if applies is False or not missing or (test.when and applies is None):
            continue
        decides = [name for name, asked in open_ if asked.intersection(missing)]
        if decides or applies:
            found.append(
                WorkupItem(id=test.id, name=test.name, says=wording.says(test), answers=missing, decides=decides[:6])
            )
    return found


def _answered(finding: str, book: FactBook) -> bool:
    fact = book.get(finding)
    return fact is not None and getattr(fact, "complete", True)
