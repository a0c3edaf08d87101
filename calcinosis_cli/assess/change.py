"""What a single answer would change: the leading diagnosis, the urgency, or the safety of a drug of the plan."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from calcinosis_cli.assess import wording
from calcinosis_cli.assess.classify import Classified, reclassify
from calcinosis_cli.assess.facts import Fact, FactBook, Measured, Members, Scalar
from calcinosis_cli.assess.model import Change, DrugSafety
from calcinosis_cli.assess.triage import Triaged, rank
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Atom, atoms, evaluate
from calcinosis_cli.knowledge.vocabulary import FLAGS

MOST = 4
"""How many changes of each kind are named: few enough to read."""

Effect = Literal["leading", "urgency", "drug"]

TRIES = 12
"""How many answers are tried against the classification, those nearest the leading candidate first."""


def would_change(
    book: FactBook, classified: Classified, triaged: Triaged, drugs: list[DrugSafety], knowledge: Knowledge
) -> list[Change]:
    """The single answers that would alter the result, gravest first: at most :data:`MOST` of each kind, one for each effect."""
    return [
        *_few(_urgency(book, triaged, knowledge)),
        *_few(_leading(book, classified, knowledge)),
        *_few(_drugs(book, drugs, knowledge)),
    ]


def _few(changes: Iterator[tuple[str, Change]]) -> list[Change]:
    """The first change for each target (a red flag, a candidate, a drug)."""
    found: dict[str, Change] = {}
    for target, change in changes:
        found.setdefault(target, change)
        if len(found) == MOST:
            break
    return list(found.values())


def _satisfied(atom: Atom, book: FactBook, knowledge: Knowledge) -> Iterator[tuple[FactBook, str]]:
    """The book with ``atom`` made true in the least way, and the answer that does so, in words."""
    if atom.finding.startswith("assessment.") or atom.test in ("known", "none_of"):
        return
    fact = book.get(atom.finding)
    words = atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)
    term = knowledge.vocabulary.terms[atom.finding]
    if atom.test in ("below", "at_most", "at_least", "above"):
        bound = knowledge.bound(atom.finding, atom.operand)
        step = Fraction(1, 1000) * (bound or 1)
        value = {"below": bound - step, "above": bound + step}.get(atom.test, bound)
        made: Fact = Scalar(value) if term.kind == "number" else Measured(None, value, value)
        threshold = atom.operand if isinstance(atom.operand, str) else f"{atom.operand:g}"
        yield book.extended({atom.finding: made}), f"{wording.BOUNDS[atom.test]} {threshold}"
    elif term.kind in ("list", "open_list"):
        held = fact if isinstance(fact, Members) else Members(frozenset(), complete=False)
        for word in words if atom.test != "all_of" else ():
            made = Members(held.yes | {str(word)}, held.maybe - {str(word)}, held.complete)
            yield book.extended({atom.finding: made}), wording.value_label(atom.finding, word, knowledge)
    else:
        for word in words:
            made = (
                Measured(str(word), flagged=True)
                if term.kind == "laboratory" and word in FLAGS
                else Scalar(_plain(word))
            )
            yield book.extended({atom.finding: made}), wording.value_label(atom.finding, word, knowledge)


def _plain(word: Any) -> bool | str:
    return word if isinstance(word, bool) else str(word)


def _change(atom: Atom, answer: str, effect: Effect, then: str, knowledge: Knowledge) -> Change:
    name = wording.label(atom.finding, knowledge)
    text = f"If {name} were {answer}: {then}"
    return Change(finding=atom.finding, answer=answer, effect=effect, then=then, text=text)


def _urgency(book: FactBook, triaged: Triaged, knowledge: Knowledge) -> Iterator[tuple[str, Change]]:
    """Answers that would raise the urgency, the gravest flags first."""
    raised = {flag.id for flag, _ in triaged.raised}
    for flag in sorted(knowledge.red_flags, key=lambda f: (-rank(f.urgency), f.id)):
        if flag.id in raised or rank(flag.urgency) <= rank(triaged.level):
            continue
        node = knowledge.node(flag.when)
        for atom in atoms(node):
            for changed, answer in _satisfied(atom, book, knowledge):
                if evaluate(node, changed).value is True:
                    yield flag.id, _change(atom, answer, "urgency", f"{flag.urgency}, {flag.label}", knowledge)


def _leading(book: FactBook, classified: Classified, knowledge: Knowledge) -> Iterator[tuple[str, Change]]:
    """Answers that would put another candidate first: answered yes or no the other way, then those still open."""
    now = classified.leading.candidate.id if classified.leading else "insufficient"
    tried: set[tuple[str, str]] = set()
    for atom, changed, answer in (*_reversed(book, classified), *_open(book, classified, knowledge)):
        if (atom.finding, answer) in tried:
            continue
        tried.add((atom.finding, answer))
        if len(tried) > TRIES:
            return
        then = reclassify(classified, atom.finding, changed, knowledge).leading
        name = then.candidate.name if then else "no candidate"
        id_ = then.candidate.id if then else "insufficient"
        if id_ != now:
            yield id_, _change(atom, answer, "leading", f"{name} would come first", knowledge)


def _reversed(book: FactBook, classified: Classified) -> Iterator[tuple[Atom, FactBook, str]]:
    """The yes/no answers that speak for the leading candidate, each the other way round."""
    if classified.leading is None:
        return
    for _, verdict in classified.leading.criteria:
        for atom, _ in verdict.because:
            fact = book.get(atom.finding)
            if verdict.value and isinstance(fact, Scalar) and isinstance(fact.value, bool):
                other = not fact.value
                yield atom, book.extended({atom.finding: Scalar(other)}), "yes" if other else "no"


def _open(book: FactBook, classified: Classified, knowledge: Knowledge) -> Iterator[tuple[Atom, FactBook, str]]:
    """Open answers that bear on a candidate near enough to overtake the leading one."""
    most = classified.leading.points if classified.leading else knowledge.classification.possible - 1
    for judged in classified.all:
        if judged.verdict == "excluded" or judged == classified.leading:
            continue
        open_ = [(c, v) for c, v in judged.criteria if v.value is None and c.role in ("supports", "required")]
        for criterion, verdict in open_:
            for atom in atoms(knowledge.node(criterion.when)):
                if atom.finding not in verdict.missing:
                    continue
                gain = sum(c.weight for c, v in open_ if atom.finding in v.missing)
                if judged.points + gain > most:
                    yield from ((atom, changed, answer) for changed, answer in _satisfied(atom, book, knowledge))


def _drugs(book: FactBook, drugs: list[DrugSafety], knowledge: Knowledge) -> Iterator[tuple[str, Change]]:
    """Answers that would make a drug of the plan one to avoid."""
    for drug in drugs:
        if not drug.planned or drug.status == "avoid":
            continue
        for rule in knowledge.drugs[drug.id].safety:
            if rule.effect != "avoid" or rule.when is None:
                continue
            node = knowledge.node(rule.when)
            if evaluate(node, book).value is True:
                continue
            for atom in atoms(node):
                for changed, answer in _satisfied(atom, book, knowledge):
                    if evaluate(node, changed).value is True:
                        yield drug.id, _change(atom, answer, "drug", f"avoid {drug.name}", knowledge)
