"""From findings that a condition misses to questions that can be asked."""

from __future__ import annotations

from collections.abc import Iterable

from calcinosis_cli.assess.facts import FactBook
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import evaluate


def askable(missing: Iterable[str], book: FactBook, knowledge: Knowledge) -> list[str]:
    """The findings to ask for: a derived value stands for its inputs not yet known; results of the assessment for none.

    In the order of the questionnaire.
    """
    found: set[str] = set()
    queue = list(missing)
    seen: set[str] = set()
    while queue:
        finding = queue.pop()
        if finding in seen:
            continue
        seen.add(finding)
        formula = knowledge.formulas.get(finding)
        if formula is not None:
            queue.extend(f for f in formula.inputs if book.get(f) is None)
        elif finding in knowledge.findings and _arises(finding, book, knowledge):
            found.add(finding)
    return sorted(found, key=knowledge.rank_of_finding.__getitem__) if len(found) > 1 else list(found)


def _arises(finding: str, book: FactBook, knowledge: Knowledge) -> bool:
    """Whether a question makes sense here, as far as is known."""
    ask_when = knowledge.findings[finding].ask_when
    return ask_when is None or evaluate(knowledge.node(ask_when), book).value is not False
