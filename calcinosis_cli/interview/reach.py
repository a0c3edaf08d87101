"""Which values conditions can still take, given what may yet be answered.

A condition that is true now can become false (a leading diagnosis can be overtaken, a corrected calcium can replace a
total one), so its present value is not enough to stop asking. Here every condition has the set of values that the
answers still open could give it. The set is never too small; where answers hang together it may be too large, which
costs a question and never a wrong result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calcinosis_cli.assess.answers import Lab
from calcinosis_cli.assess.assess import Core, core
from calcinosis_cli.assess.facts import Measured
from calcinosis_cli.interview.given import Given
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import AtLeast, Atom, Node, Not, Truth, evaluate
from calcinosis_cli.knowledge.model import Condition

TRUE, FALSE, UNKNOWN = 1, 2, 4
"""The values a condition may take, as bits of a set."""

ANY = TRUE | FALSE | UNKNOWN


STATED = {
    "derived.calcium_status": ("labs.ionised_calcium",),
    "derived.ca_p_product": ("labs.ca_p_product",),
    "derived.egfr": ("labs.egfr",),
    "derived.ckd_stage": ("kidney.ckd_stage",),
}
"""Answers that take the place of computing a derived value: given one, the other inputs no longer matter."""


class Reach:
    """What the open questions could still make of conditions, for one state of the answers."""

    def __init__(self, given: Given, knowledge: Knowledge) -> None:
        self.given = given
        self.knowledge = knowledge
        self.core: Core = core(given.answers, knowledge)
        self._formulas = {formula.id: formula for formula in knowledge.laboratory.formulas}
        self._open: dict[str, frozenset[str]] = {}
        self._masks: dict[int, int] = {}
        """By the identity of a node: the knowledge keeps its nodes as long as it lives."""
        self._results: dict[str, tuple[Mapping[str, int], Mapping[str, frozenset[str]]]] = {}

    def add_result(self, name: str, masks: Mapping[str, int], findings: Mapping[str, frozenset[str]]) -> None:
        """Say what a result of the assessment (``assessment.candidates``) can hold, and the findings that decide it."""
        self._results[name] = masks, findings
        self._masks.clear()

    # --- findings -------------------------------------------------------------------------------------------------

    def open(self, finding: str) -> frozenset[str]:
        """The questions to ask, now, to settle ``finding``: none when it is settled.

        A derived value stands for its inputs; a question whose own condition (``ask_when``) is not settled, for the
        questions that settle that (a danger sign is asked at once); one that is hidden by its condition, for none.
        """
        held = self._open.get(finding)
        if held is None:
            self._open[finding] = frozenset({finding})  # a circle of conditions ends here
            held = self._open[finding] = self._find_open(finding)
        return held

    def _find_open(self, finding: str) -> frozenset[str]:
        if finding in self._formulas:
            used = next((d.used for d in self.core.derived if d.formula.id == finding), ())
            if used and used == STATED.get(finding):
                return frozenset()
            return self._union(self._formulas[finding].inputs)
        if isinstance(self.given.answers.values.get(finding), Lab):
            return self._range_open(finding)
        asked = self.knowledge.findings.get(finding)
        if asked is None or self.given.has(finding):
            return frozenset()
        if asked.ask_when is not None:
            mask = self.mask(asked.ask_when)
            if mask == FALSE:
                return frozenset()
            first = self.findings(asked.ask_when)
            if first and not asked.danger and self.now(asked.ask_when) is not True:
                return first
        return frozenset({finding})

    def _range_open(self, finding: str) -> frozenset[str]:
        """A result given: what is low or high may still hang on age and sex."""
        fact = self.core.book.get(finding)
        if not isinstance(fact, Measured) or (fact.status is not None and fact.value is not None):
            return frozenset()
        sexed = any(r.sex for r in self.knowledge.analytes[finding].ranges)
        return self._union(("patient.age_years", "patient.sex") if sexed else ("patient.age_years",))

    def _union(self, findings: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self.open(f) for f in findings))

    def now(self, when: Condition | None) -> Truth:
        """The present value of a condition (an absent one is true)."""
        return True if when is None else evaluate(self.knowledge.node(when), self.core.book).value

    # --- conditions -----------------------------------------------------------------------------------------------

    def mask(self, when: Condition | None) -> int:
        """The values that a condition can take (an absent one is true)."""
        return TRUE if when is None else self._mask(self.knowledge.node(when))

    def findings(self, when: Condition | None) -> frozenset[str]:
        """The questions whose answers could change the value of a condition."""
        return frozenset() if when is None else self._findings(self.knowledge.node(when))

    def _mask(self, node: Node) -> int:
        held = self._masks.get(id(node))
        if held is None:
            held = self._masks[id(node)] = self._find_mask(node)
        return held

    def _find_mask(self, node: Node) -> int:
        if isinstance(node, Atom):
            return self._atom(node)
        if isinstance(node, Not):
            mask = self._mask(node.part)
            return (mask & UNKNOWN) | (FALSE if mask & TRUE else 0) | (TRUE if mask & FALSE else 0)
        masks = [self._mask(part) for part in node.parts]
        surely_true = sum(mask == TRUE for mask in masks)
        surely_false = sum(mask == FALSE for mask in masks)
        found = 0
        if sum(bool(mask & TRUE) for mask in masks) >= node.count:
            found |= TRUE
        if len(masks) - sum(bool(mask & FALSE) for mask in masks) < node.count:
            found |= FALSE
        if surely_true < node.count <= len(masks) - surely_false and any(mask & UNKNOWN for mask in masks):
            found |= UNKNOWN
        return found

    def _atom(self, atom: Atom) -> int:
        if atom.finding in self._results:
            masks = self._results[atom.finding][0]
            return _some([masks.get(str(word), FALSE) for word in _words(atom)], atom.test)
        if not self.open(atom.finding):
            return _bit(self.core.book.test(atom.finding, atom.test, atom.operand))
        return TRUE | FALSE if atom.test == "known" else ANY

    def _findings(self, node: Node) -> frozenset[str]:
        if isinstance(node, Atom):
            if atom_result := self._results.get(node.finding):
                masks, findings = atom_result
                words = [
                    str(word) for word in _words(node) if masks.get(str(word), FALSE) not in (TRUE, FALSE, UNKNOWN)
                ]
                return frozenset[str]().union(*(findings.get(word, frozenset()) for word in words))
            return self.open(node.finding)
        if settled(self._mask(node)):
            return frozenset()
        parts = node.parts if isinstance(node, AtLeast) else (node.part,)
        return frozenset[str]().union(*(self._findings(part) for part in parts))


def settled(mask: int) -> bool:
    """Whether only one value is left."""
    return mask in (TRUE, FALSE, UNKNOWN)


def _bit(value: Truth) -> int:
    return UNKNOWN if value is None else TRUE if value else FALSE


def _words(atom: Atom) -> tuple[object, ...]:
    return atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)


def _some(masks: list[int], test: str) -> int:
    """The values of "any of", "all of" or "none of" some members of a result."""
    if test == "all_of":
        found = (TRUE if all(m & TRUE for m in masks) else 0) | (FALSE if any(m & FALSE for m in masks) else 0)
    else:
        found = (TRUE if any(m & TRUE for m in masks) else 0) | (FALSE if all(m & FALSE for m in masks) else 0)
        if test == "none_of":
            found = (TRUE if found & FALSE else 0) | (FALSE if found & TRUE else 0)
    return found | (UNKNOWN if any(m & UNKNOWN for m in masks) else 0)
