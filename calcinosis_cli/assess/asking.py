"""From findings that a condition misses to questions that can be asked."""

from __future__ import annotations

from collections.abc import Iterable

from calcinosis_cli.assess.facts import FactBook
from calcinosis_cli.knowledge.base import Knowledge


def askable(missing: Iterable[str], book: FactBook, knowledge: Knowledge) -> list[str]:
    """The findings to ask for: a derived value stands for its inputs not yet known; results of the assessment for none.

    In the order of the questionnaire.
    """
    formulas = {formula.id: formula for formula in knowledge.laboratory.formulas}
    found: set[str] = set()
    queue = list(missing)
    seen: set[str] = set()
    while queue:
        finding = queue.pop()
        if finding in seen:
            continue
        seen.add(finding)
        if finding in formulas:
            queue.extend(f for f in formulas[finding].inputs if book.get(f) is None)
        elif finding in knowledge.findings:
            found.add(finding)
    return [finding for finding in knowledge.findings if finding in found]
