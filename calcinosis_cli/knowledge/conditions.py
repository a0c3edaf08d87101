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
    kind = type(node)
    if kind is Atom:
        return facts.verdict(node)  # type: ignore[arg-type]
    if kind is Not:
        inner = evaluate(node.part, facts)  # type: ignore[union-attr]
        return Verdict(None if inner.value is None else not inner.value, inner.because, inner.missing)
    assert isinstance(node, AtLeast)
    spare = len(node.parts) - node.count
    verdicts: list[Verdict] = []
    true = false = 0
    for part in node.parts:
        verdict = facts.verdict(part) if type(part) is Atom else evaluate(part, facts)
        if verdict.value is False:
            if spare == 0:
                return verdict
            false += 1
            if false > spare:
                return Verdict(False, _because([v for v in (*verdicts, verdict) if v.value is False]))
        elif verdict.value:
            true += 1
        verdicts.append(verdict)
    if true >= node.count:
        return Verdict(True, _because([v for v in verdicts if v.value]))
    return Verdict(None, (), frozenset().union(*(v.missing for v in verdicts if v.value is None)))


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
    if shared is None:
        shared = {}
    if not isinstance(raw, dict) or not raw:
        raise ConditionError((), "a condition is a mapping such as {labs.calcium: high} or {all: [...]}")
    if len(raw) == 2 and "at_least" in raw and "of" in raw:
        with _at("of"):
            parts = _parts(raw["of"], check, shared)
        count = raw["at_least"]
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= len(parts):
            raise ConditionError((), f"at_least must be a whole number from 1 to {len(parts)}")
        return AtLeast(count, parts)
    if len(raw) != 1:
        raise ConditionError((), f"one key is expected, not {len(raw)}; join several with {{all: [...]}}")
    ((key, value),) = raw.items()
    with _at(key):
        if key in ("all", "any"):
            parts = _parts(value, check, shared)
            return AtLeast(len(parts) if key == "all" else 1, parts)
        if key == "not":
            return Not(parse(value, check, shared))
        atom = Atom(value, "known", None) if key == "known" else _atom(key, value)
        if not isinstance(atom.finding, str):
            raise ConditionError((), "known takes the name of one finding")
        problem = check(atom) if check else None
        if problem:
            raise ConditionError((), problem)
        return shared.setdefault(atom, atom)


class _at:  # noqa: N801 - reads as a word: "with _at(key):"
    """Errors raised inside get ``step`` in front of their path."""

    __slots__ = ("step",)

    def __init__(self, step: str | int) -> None:
        self.step = step

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, ConditionError):
            error.path = (self.step, *error.path)


def _parts(value: Any, check: Check | None, shared: dict[Atom, Atom]) -> tuple[Node, ...]:
    if not isinstance(value, list) or not value:
        raise ConditionError((), "a list of at least one condition is expected")
    parts = []
    for index, part in enumerate(value):
        with _at(index):
            parts.append(parse(part, check, shared))
    return tuple(parts)


def _atom(finding: str, value: Any) -> Atom:
    if isinstance(value, dict):
        if len(value) != 1:
            raise ConditionError((), "one test is expected, such as {below: 30}")
        ((test, operand),) = value.items()
        if test in LIST_TESTS:
            if not isinstance(operand, list) or not operand:
                raise ConditionError((test,), f"{test} takes a list of values")
            return Atom(finding, test, tuple(operand))
        if test in BOUND_TESTS:
            if isinstance(operand, bool) or not isinstance(operand, int | float | str):
                raise ConditionError((test,), f"{test} takes a number, with its unit for a laboratory value")
            return Atom(finding, test, operand)
        known = ", ".join((*LIST_TESTS, *BOUND_TESTS))
        raise ConditionError((str(test),), f"unknown test {test!r}; expected one of {known}")
    if isinstance(value, list) or value is None:
        raise ConditionError((), "write {any_of: [...]} for several values")
    return Atom(finding, "is", value)
