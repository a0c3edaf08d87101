"""The names a condition may use: findings that can be answered, derived values, and results of the assessment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.knowledge import quantity
from calcinosis_cli.knowledge.conditions import BOUND_TESTS, LIST_TESTS, Atom
from calcinosis_cli.knowledge.model import Analyte, Finding, Formula

FLAGS = ("low", "normal", "high")
URGENCIES = ("routine", "soon", "urgent", "emergency")

Kind = Literal["yes_no", "one", "list", "open_list", "number", "laboratory", "text"]


class Term(Struct, frozen=True):
    """What a finding id may hold, as far as a condition needs to know."""

    id: str
    kind: Kind
    values: tuple[str, ...] = ()
    analyte: Analyte | None = None
    label: str = ""
    labels: Mapping[str, str] | None = None


class Vocabulary:
    """Every finding id that a condition or an answer may name."""

    def __init__(
        self,
        findings: Iterable[Finding],
        analytes: Iterable[Analyte],
        formulas: Iterable[Formula],
        drugs: Iterable[str],
        candidates: Iterable[str],
        kinds: Iterable[str],
    ) -> None:
        by_finding = {analyte.finding: analyte for analyte in analytes}
        self.terms: dict[str, Term] = {}
        for finding in findings:
            values = tuple(choice.id for choice in finding.choices)
            labels = {choice.id: choice.label for choice in finding.choices}
            if finding.type == "open_list":
                values = tuple(drugs)
            self._add(Term(finding.id, finding.type, values, by_finding.get(finding.id), finding.label, labels))
        for formula in formulas:
            values = tuple(choice.id for choice in formula.choices)
            labels = {choice.id: choice.label for choice in formula.choices}
            kind: Kind = "one" if values else "laboratory" if formula.id in by_finding else "number"
            self._add(Term(formula.id, kind, values, by_finding.get(formula.id), formula.label, labels))
        names = tuple(candidates)
        self._add(Term("assessment.leading", "one", (*names, "insufficient"), label="Leading diagnosis"))
        self._add(Term("assessment.candidates", "list", names, label="Possible diagnoses"))
        self._add(Term("assessment.probable", "list", names, label="Probable diagnoses"))
        self._add(Term("assessment.not_excluded", "list", names, label="Diagnoses not excluded"))
        self._add(Term("assessment.kinds", "list", tuple(kinds), label="Kind"))
        self._add(Term("assessment.urgency", "one", URGENCIES, label="Urgency"))

    def _add(self, term: Term) -> None:
        self.terms[term.id] = term

    def check(self, atom: Atom) -> str | None:
        """What is wrong with ``atom`` (unknown finding or value, a test that its kind does not have), or None."""
        term = self.terms.get(atom.finding)
        if term is None:
            return f"unknown finding {atom.finding!r}{did_you_mean(atom.finding, self.terms)}"
        if atom.test == "known":
            return None
        if atom.test in BOUND_TESTS:
            return self._check_bound(atom, term)
        if term.kind == "yes_no":
            return None if atom.test == "is" and isinstance(atom.operand, bool) else "expected true or false"
        if term.kind in ("number", "text"):
            return f"{term.id} takes one of below, at_most, at_least, above"
        if atom.test in LIST_TESTS and term.kind not in ("list", "open_list") and atom.test == "all_of":
            return "all_of needs a list finding"
        values = FLAGS if term.kind == "laboratory" else term.values
        for operand in atom.operand if atom.test in LIST_TESTS else (atom.operand,):
            if str(operand) not in values:
                near = did_you_mean(str(operand), values)
                return (
                    f"{operand!r} is not a value of {term.id}{near or '; expected one of: ' + ', '.join(values[:12])}"
                )
        return None

    def _check_bound(self, atom: Atom, term: Term) -> str | None:
        if term.kind == "laboratory":
            if not isinstance(atom.operand, str) or term.analyte is None:
                return f"a threshold on {term.id} carries its unit, such as {{at_least: 14 mg/dL}}"
            try:
                quantity.parse(atom.operand, term.analyte)
            except InputError as error:
                return str(error)
            return None
        if term.kind == "number":
            return None if not isinstance(atom.operand, str) else "expected a plain number"
        return f"{term.id} is not a number"

    def bound(self, finding: str, operand: int | float | str) -> Fraction:
        """The threshold of a bound test, in the canonical unit."""
        analyte = self.terms[finding].analyte
        if isinstance(operand, str) and analyte is not None:
            return quantity.parse(operand, analyte)[0]
        return Fraction(str(operand))
