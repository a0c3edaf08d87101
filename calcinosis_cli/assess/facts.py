"""What is known about the patient, ready to be tested by conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from msgspec import Struct

from calcinosis_cli.assess.answers import Answer, Answers, Lab, Listed
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Atom, Test, Truth, Verdict, atom_verdict, evaluate
from calcinosis_cli.knowledge.model import Analyte, ReferenceRange
from calcinosis_cli.knowledge.quantity import exact

FLAG_MARGIN = Fraction(1, 10)
"""How far beyond our range a result may lie that a laboratory called low, normal or high (laboratories differ): convention."""


class Scalar(Struct, frozen=True):
    """A single known value: yes/no, a choice, or a plain number."""

    value: bool | str | Fraction


class Members(Struct, frozen=True):
    """A list: what is in it, what may be, and whether everything else is known to be absent."""

    yes: frozenset[str]
    maybe: frozenset[str] = frozenset()
    complete: bool = True

    def holds(self, word: str) -> Truth:
        """Whether ``word`` is in the list."""
        if word in self.yes:
            return True
        return None if word in self.maybe or not self.complete else False


class Measured(Struct, frozen=True):
    """A result: low, normal or high where that is known, and the bounds within which its value lies."""

    status: str | None
    low: Fraction | None = None
    high: Fraction | None = None
    flagged: bool = False
    """Whether the status is the laboratory's own flag rather than our range."""

    @property
    def value(self) -> Fraction | None:
        """The value, when it is known exactly."""
        return self.low if self.low is not None and self.low == self.high else None


Fact = Scalar | Members | Measured


class FactBook:
    """Facts by finding id. Implements :class:`calcinosis_cli.knowledge.conditions.Facts`; never changed once made."""

    def __init__(self, facts: Mapping[str, Fact], knowledge: Knowledge) -> None:
        self.facts = facts
        self._knowledge = knowledge
        self._verdicts: dict[int, tuple[Atom, Verdict]] = {}

    def extended(self, more: Mapping[str, Fact]) -> FactBook:
        """These facts and ``more``."""
        return FactBook({**self.facts, **more}, self._knowledge)

    def get(self, finding: str) -> Fact | None:
        """The fact about ``finding``, or None."""
        return self.facts.get(finding)

    def verdict(self, atom: Atom) -> Verdict:
        """The verdict of one atom, tested once."""
        held = self._verdicts.get(id(atom))
        if held is None:
            value = self.test(atom.finding, atom.test, atom.operand)
            held = self._verdicts[id(atom)] = (atom, atom_verdict(atom, value))
        return held[1]

    def test(self, finding: str, test: Test, operand: Any) -> Truth:
        """Whether ``finding`` passes ``test``; None when that is not known."""
        fact = self.facts.get(finding)
        if test == "known":
            return fact is not None
        if fact is None:
            return None
        if isinstance(fact, Members):
            return _test_members(fact, test, operand)
        if test in ("is", "any_of", "none_of"):
            value = fact.status if isinstance(fact, Measured) else fact.value
            if value is None:
                return None
            wanted = operand if isinstance(operand, tuple) else (operand,)
            found = value in wanted or (isinstance(value, str) and value in map(str, wanted))
            return not found if test == "none_of" else found
        bound = self._knowledge.bound(finding, operand)
        if isinstance(fact, Scalar):
            number = fact.value if isinstance(fact.value, Fraction) else None
            return None if number is None else _test_bounds(number, number, test, bound)
        return _test_bounds(fact.low, fact.high, test, bound)


def _test_members(fact: Members, test: Test, operand: Any) -> Truth:
    words = operand if isinstance(operand, tuple) else (operand,)
    held = [fact.holds(str(word)) for word in words]
    if test == "all_of":
        return False if False in held else None if None in held else True
    some = True if True in held else None if None in held else False
    if test == "none_of":
        return None if some is None else not some
    return some


def _test_bounds(low: Fraction | None, high: Fraction | None, test: Test, bound: Fraction) -> Truth:
    """Whether every value from ``low`` to ``high`` (None: unbounded) passes, or none does."""
    if test in ("below", "at_least"):
        under = True if high is not None and high < bound else False if low is not None and low >= bound else None
        return under if test == "below" or under is None else not under
    over = True if low is not None and low > bound else False if high is not None and high <= bound else None
    return over if test == "above" or over is None else not over


# --- from answers -------------------------------------------------------------------------------------------------------


def gather(answers: Answers, knowledge: Knowledge) -> FactBook:
    """The facts that the answers state, before anything is derived from them."""
    age = answers.values.get("patient.age_years")
    sex = answers.values.get("patient.sex")
    facts: dict[str, Fact] = {}
    for id_, answer in answers.values.items():
        fact = _fact(
            id_, answer, age if isinstance(age, Fraction) else None, sex if isinstance(sex, str) else None, knowledge
        )
        if fact is not None:
            facts[id_] = fact
    book = FactBook(facts, knowledge)
    return book.extended(_understood(book, knowledge))


def _understood(book: FactBook, knowledge: Knowledge) -> dict[str, Fact]:
    """Answers that need no asking: those of questions that do not arise."""
    return {
        finding.id: Scalar(finding.otherwise)
        for finding in knowledge.findings.values()
        if finding.otherwise is not None
        and finding.ask_when is not None
        and book.get(finding.id) is None
        and evaluate(knowledge.node(finding.ask_when), book).value is False
    }


def _fact(id_: str, answer: Answer, age: Fraction | None, sex: str | None, knowledge: Knowledge) -> Fact | None:
    if isinstance(answer, Listed):
        if knowledge.findings[id_].type == "open_list":
            return _medications(answer, knowledge)
        return _members(id_, answer, knowledge)
    if isinstance(answer, Lab):
        return measured(answer, knowledge.analytes[id_], age, sex)
    return Scalar(answer)


def _members(id_: str, answer: Listed, knowledge: Knowledge) -> Members:
    yes = set(answer.members)
    maybe: set[str] = set()
    for choice in knowledge.findings[id_].choices:
        if choice.id in answer.members:
            yes.update(choice.implies)
            maybe.update(choice.may_be)
    return Members(frozenset(yes), frozenset(maybe - yes), answer.complete)


def _medications(answer: Listed, knowledge: Knowledge) -> Members:
    """A drug brings its classes; a class stated without a drug leaves each of its drugs open."""
    names = knowledge.drug_names
    yes = set(answer.members)
    maybe: set[str] = set()
    for slug in answer.members:
        yes.update(names.classes_of(slug))
        maybe.update(names.members_of(slug))
    return Members(frozenset(yes), frozenset(maybe - yes), answer.complete)


def measured(lab: Lab, analyte: Analyte, age: Fraction | None, sex: str | None) -> Measured | None:
    """A laboratory answer against the ranges for age and sex. The laboratory's own flag wins over our range."""
    ranges = _ranges(analyte, age, sex)
    if lab.value is not None:
        status = lab.flag or _unanimous([_status(lab.value, r) for r in ranges])
        return Measured(status, lab.value, lab.value, lab.flag is not None)
    if lab.flag is None:
        return None
    lows = [exact(r.low) for r in ranges if r and r.low is not None]
    highs = [exact(r.high) for r in ranges if r and r.high is not None]
    low = min(lows) * (1 - FLAG_MARGIN) if lows and lab.flag != "low" and None not in ranges else None
    high = max(highs) * (1 + FLAG_MARGIN) if highs and lab.flag != "high" and None not in ranges else None
    return Measured(lab.flag, low, high, flagged=True)


def status_of(value: Fraction, analyte: Analyte, age: Fraction | None, sex: str | None) -> str | None:
    """Low, normal or high by the range for age and sex; None when there is none, or age decides and is unknown."""
    return _unanimous([_status(value, r) for r in _ranges(analyte, age, sex)])


def interval(analyte: Analyte, answers: Mapping[str, Answer]) -> ReferenceRange | None:
    """The one reference range that applies for the age and sex answered; None when there is none, or several may."""
    age, sex = answers.get("patient.age_years"), answers.get("patient.sex")
    found = _ranges(analyte, age if isinstance(age, Fraction) else None, sex if isinstance(sex, str) else None)
    return found[0] if len(found) == 1 else None


def _ranges(analyte: Analyte, age: Fraction | None, sex: str | None) -> list[ReferenceRange | None]:
    """The ranges that may apply; None among them where an age that is possible has no range."""
    fitting = [r for r in analyte.ranges if r.sex in (None, sex) or sex is None]
    if age is not None:
        return [r for r in fitting if Fraction(str(r.age_from)) <= age < Fraction(str(r.age_to))] or [None]
    covered = Fraction(0)
    for r in sorted(fitting, key=lambda r: r.age_from):
        if Fraction(str(r.age_from)) <= covered:
            covered = max(covered, Fraction(str(r.age_to)))
    return [*fitting, *([] if covered >= 120 else [None])]


def _status(value: Fraction, interval: ReferenceRange | None) -> str | None:
    if interval is None:
        return None
    if interval.low is not None and value < exact(interval.low):
        return "low"
    if interval.high is not None and value > exact(interval.high):
        return "high"
    return "normal"


def _unanimous(statuses: Iterable[str | None]) -> str | None:
    found = set(statuses)
    return found.pop() if len(found) == 1 else None
