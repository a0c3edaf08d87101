"""The condition language: one small, three-valued language for criteria, red flags, pathways, cautions and ``ask_when``.

A condition is true, false or unknown (Kleene), so that a missing answer is never read as "no". From one evaluation come
its value, the atoms that made it so (the reasons), and the findings that could still change it (the residual).

::

    {labs.calcium: high}                     equals; for a list finding, contains
    {conditions: {any_of: [a, b]}}           also all_of, none_of
    {derived.egfr: {below: 35}}              also at_most, at_least, above
    {labs.calcium: {at_least: 14 mg/dL}}     a laboratory threshold always carries its unit
    {all: [...]}  {any: [...]}  {not: ...}  {at_least: 2, of: [...]}
    {known: labs.phosphate}                  an answer was given (never itself unknown)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, Protocol

from msgspec import Struct

Truth = bool | None
"""True, False, or None: unknown."""

Test = Literal["is", "any_of", "all_of", "none_of", "below", "at_most", "at_least", "above", "known"]

LIST_TESTS = ("any_of", "all_of", "none_of")
BOUND_TESTS = ("below", "at_most", "at_least", "above")


class Facts(Protocol):
    """What is known: answers the test of one finding. :class:`calcinosis_cli.assess.facts.FactBook` is one."""

    def verdict(self, atom: Atom) -> Verdict:
        """The verdict of one atom: usually :func:`atom_verdict` of a test of its finding, remembered."""
        ...


class Atom(Struct, frozen=True):
    """A test of one finding."""

    finding: str
    test: Test
    operand: Any

    def __str__(self) -> str:
        if self.test == "known":
            return f"{self.finding} is known"
        operand = ", ".join(map(str, self.operand)) if isinstance(self.operand, tuple) else str(self.operand)
        return f"{self.finding} {self.test.replace('_', ' ')} {operand}"


class AtLeast(Struct, frozen=True):
    """True when at least ``count`` of ``parts`` are true. ``all`` and ``any`` are this with count n and 1."""

    count: int
    parts: tuple[Node, ...]


class Not(Struct, frozen=True):
    """The contrary of ``part``."""

    part: Node


Node = Atom | AtLeast | Not


class Verdict(Struct, frozen=True):
    """What evaluating a condition gives.

    ``because``: the atoms that suffice for ``value`` (none when it is unknown), each with its own truth.
    ``missing``: the findings of the atoms that are unknown and could still decide ``value`` (empty when it is known).
    """

    value: Truth
    because: tuple[tuple[Atom, bool], ...] = ()
    missing: frozenset[str] = frozenset()


def atom_verdict(atom: Atom, value: Truth) -> Verdict:
    """The verdict of an atom whose test came out as ``value``."""
    return Verdict(None, (), frozenset((atom.finding,))) if value is None else Verdict(value, ((atom, value),))


def evaluate(node: Node, facts: Facts) -> Verdict:
    """Evaluate ``node`` against what is known."""
    if isinstance(node, Atom):
        return facts.verdict(node)
    if isinstance(node, Not):
        inner = evaluate(node.part, facts)
        return Verdict(None if inner.value is None else not inner.value, inner.because, inner.missing)
    true: list[Verdict] = []
    false: list[Verdict] = []
    open_: list[Verdict] = []
    spare = len(node.parts) - node.count
    for part in node.parts:
        verdict = evaluate(part, facts)
        if verdict.value is None:
            open_.append(verdict)
        elif verdict.value:
            true.append(verdict)
        else:
            false.append(verdict)
            if len(false) > spare:
                return Verdict(False, _because(false))
    if len(true) >= node.count:
        return Verdict(True, _because(true))
    return Verdict(None, (), frozenset().union(*(verdict.missing for verdict in open_)))


def _because(verdicts: list[Verdict]) -> tuple[tuple[Atom, bool], ...]:
    if len(verdicts) == 1:
        return verdicts[0].because
    return tuple(dict.fromkeys(pair for verdict in verdicts for pair in verdict.because))


def atoms(node: Node) -> Iterator[Atom]:
    """Every atom of ``node``, left to right."""
    if isinstance(node, Atom):
        yield node
    else:
        for part in node.parts if isinstance(node, AtLeast) else (node.part,):
            yield from atoms(part)


class ConditionError(ValueError):
    """A condition is not well formed. ``path`` leads to the faulty part, from the condition's root."""

    def __init__(self, path: tuple[str | int, ...], message: str) -> None:
        super().__init__(message)
        self.path = path


Check = Callable[[Atom], str | None]
"""Given an atom, says what is wrong with its finding, test or operand, or None."""


def parse(raw: Any, check: Check | None = None, shared: dict[Atom, Atom] | None = None) -> Node:
    """Turn a condition as written into a tree.

    ``shared`` makes equal atoms one object, so that what is known of one is known of all.
    Raises :class:`ConditionError` where it is not well formed, or where ``check`` objects to an atom.
    """
    return _parse(raw, (), check, {} if shared is None else shared)


def _parse(raw: Any, path: tuple[str | int, ...], check: Check | None, shared: dict[Atom, Atom]) -> Node:
    if not isinstance(raw, dict) or not raw:
        raise ConditionError(path, "a condition is a mapping such as {labs.calcium: high} or {all: [...]}")
    if set(raw) == {"at_least", "of"}:
        parts = _parts(raw["of"], (*path, "of"), check, shared)
        count = raw["at_least"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(parts):
            raise ConditionError(path, f"at_least must be a whole number from 1 to {len(parts)}")
        return AtLeast(count, parts)
    if len(raw) != 1:
        raise ConditionError(path, f"one key is expected, not {len(raw)}; join several with {{all: [...]}}")
    ((key, value),) = raw.items()
    here = (*path, key)
    if key in ("all", "any"):
        parts = _parts(value, here, check, shared)
        return AtLeast(len(parts) if key == "all" else 1, parts)
    if key == "not":
        return Not(_parse(value, here, check, shared))
    atom = Atom(value, "known", None) if key == "known" else _atom(key, value, here)
    if not isinstance(atom.finding, str):
        raise ConditionError(here, "known takes the name of one finding")
    problem = check(atom) if check else None
    if problem:
        raise ConditionError(here, problem)
    return shared.setdefault(atom, atom)


def _parts(value: Any, path: tuple[str | int, ...], check: Check | None, shared: dict[Atom, Atom]) -> tuple[Node, ...]:
    if not isinstance(value, list) or not value:
        raise ConditionError(path, "a list of at least one condition is expected")
    return tuple(_parse(part, (*path, index), check, shared) for index, part in enumerate(value))


def _atom(finding: str, value: Any, path: tuple[str | int, ...]) -> Atom:
    if isinstance(value, dict):
        if len(value) != 1:
            raise ConditionError(path, "one test is expected, such as {below: 30}")
        ((test, operand),) = value.items()
        if test in LIST_TESTS:
            if not isinstance(operand, list) or not operand:
                raise ConditionError((*path, test), f"{test} takes a list of values")
            return Atom(finding, test, tuple(operand))
        if test in BOUND_TESTS:
            if isinstance(operand, bool) or not isinstance(operand, int | float | str):
                raise ConditionError((*path, test), f"{test} takes a number, with its unit for a laboratory value")
            return Atom(finding, test, operand)
        known = ", ".join((*LIST_TESTS, *BOUND_TESTS))
        raise ConditionError((*path, str(test)), f"unknown test {test!r}; expected one of {known}")
    if isinstance(value, list) or value is None:
        raise ConditionError(path, "write {any_of: [...]} for several values")
    return Atom(finding, "is", value)
