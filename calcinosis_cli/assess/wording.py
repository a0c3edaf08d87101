"""Findings, answers and conditions in words, from the labels of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from calcinosis_cli.assess.facts import Fact, FactBook, Members, Scalar
from calcinosis_cli.assess.model import Reason
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import AtLeast, Atom, Node, Not
from calcinosis_cli.knowledge.model import Brief, Note, Ref, Statement
from calcinosis_cli.knowledge.quantity import decimal

BOUNDS = {"below": "below", "at_most": "at most", "at_least": "at least", "above": "above"}


def label(finding: str, knowledge: Knowledge) -> str:
    """The name of a finding for a reader."""
    term = knowledge.vocabulary.terms.get(finding)
    return term.label if term and term.label else finding


def value_label(finding: str, value: Any, knowledge: Knowledge) -> str:
    """The name of a value of a finding for a reader."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return decimal(value)
    term = knowledge.vocabulary.terms.get(finding)
    if term is not None and term.kind == "open_list":
        return knowledge.drug_names.labels.get(str(value), str(value))
    if term is not None and term.labels:
        return term.labels.get(str(value), str(value))
    if finding.startswith("assessment.") and str(value) in knowledge.candidates:
        return knowledge.candidates[str(value)].name
    return str(value).replace("_", " ")


def fact_text(finding: str, fact: Fact, knowledge: Knowledge) -> str:
    """A fact in words: ``9.4 mg/dL, normal``."""
    if isinstance(fact, Scalar):
        unit = knowledge.findings[finding].unit if finding in knowledge.findings else None
        if finding in knowledge.formulas:
            unit = knowledge.formulas[finding].unit
        text = value_label(finding, fact.value, knowledge)
        return f"{text} {unit}" if unit and isinstance(fact.value, Fraction) else text
    if isinstance(fact, Members):
        names = ", ".join(value_label(finding, word, knowledge) for word in sorted(fact.yes))
        return names or ("none" if fact.complete else "not fully known")
    unit = knowledge.analytes[finding].canonical if finding in knowledge.analytes else ""
    parts = [f"{decimal(fact.value)} {unit}".strip()] if fact.value is not None else []
    return ", ".join([*parts, *([fact.status] if fact.status else [])])


def reason(atom: Atom, truth: bool, book: FactBook, knowledge: Knowledge) -> Reason:
    """Why an atom is true or false, in words."""
    fact = book.get(atom.finding)
    name = label(atom.finding, knowledge)
    if isinstance(fact, Members):
        words = atom.operand if isinstance(atom.operand, tuple) else (atom.operand,)
        held = [value_label(atom.finding, word, knowledge) for word in words if fact.holds(str(word))]
        text = f"{name}: {', '.join(held)}" if held else f"{name}: {_none_of(words, atom.finding, knowledge)}"
    elif fact is None:
        text = f"{name}: {'known' if truth else 'not known'}"
    else:
        text = f"{name}: {fact_text(atom.finding, fact, knowledge)}"
    return Reason(finding=atom.finding, text=text)


def _none_of(words: tuple[Any, ...], finding: str, knowledge: Knowledge) -> str:
    named = [value_label(finding, word, knowledge) for word in words]
    return f"no {named[0]}" if len(named) == 1 else f"none of {', '.join(named)}"


def reasons(pairs: Iterable[tuple[Atom, bool]], book: FactBook, knowledge: Knowledge) -> list[Reason]:
    """The reasons of a verdict, without repeats."""
    shown = [(atom, truth) for atom, truth in pairs if not atom.finding.startswith("assessment.")]
    made = [reason(atom, truth, book, knowledge) for atom, truth in shown]
    return list({(r.finding, r.text): r for r in made}.values())


def condition_text(node: Node, knowledge: Knowledge) -> str:
    """A condition in a sentence, for "if ...". Brackets stand wherever "and" and "or" would run together."""
    if isinstance(node, Not):
        return f"not ({condition_text(node.part, knowledge)})"
    if isinstance(node, AtLeast):
        parts = [condition_text(part, knowledge) for part in node.parts]
        if len(parts) == 1:
            return parts[0]
        if node.count == len(parts):
            return " and ".join(f"({p})" if " or " in p else p for p in parts)
        if node.count == 1:
            return " or ".join(f"({p})" if " and " in p else p for p in parts)
        return f"at least {node.count} of: {'; '.join(parts)}"
    return _atom_text(node, knowledge)


def condition_lines(node: Node, knowledge: Knowledge, depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """A condition as a tree: depth, the word that joins what stands below ("any of", "all of", "not"), and the test.

    A condition without parts is one line.
    """
    if isinstance(node, Atom):
        yield depth, "", _atom_text(node, knowledge)
        return
    parts = (node.part,) if isinstance(node, Not) else node.parts
    if isinstance(node, AtLeast) and len(parts) == 1:
        yield from condition_lines(parts[0], knowledge, depth)
        return
    if isinstance(node, Not):
        word = "not"
    else:
        word = "all of" if node.count == len(parts) else "any of" if node.count == 1 else f"at least {node.count} of"
    yield depth, word, ""
    for part in parts:
        yield from condition_lines(part, knowledge, depth + 1)


def _atom_text(node: Atom, knowledge: Knowledge) -> str:
    name = label(node.finding, knowledge)
    if node.test == "known":
        return f"{name} is known"
    if node.test in BOUNDS:
        return f"{name} {BOUNDS[node.test]} {_threshold(node)}"
    words = node.operand if isinstance(node.operand, tuple) else (node.operand,)
    named = [value_label(node.finding, word, knowledge) for word in words]
    if words == (True,):
        return name
    if words == (False,):
        return f"no {name[0].lower()}{name[1:]}"
    if len(named) == 1 and node.test != "none_of":
        return f"{name}: {named[0]}"
    word = {"all_of": "all of", "none_of": "none of"}.get(node.test, "any of")
    return f"{name}: {word} {', '.join(named)}"


def _threshold(atom: Atom) -> str:
    return atom.operand if isinstance(atom.operand, str) else f"{atom.operand:g}"


def says(statement: Statement) -> Statement:
    """The plain statement within a step, rule, dose or action, with every reference spelled out as a :class:`Ref`."""
    held = _SAID.get(id(statement))
    if held is None:
        plain = Statement(
            id=statement.id,
            text=statement.text,
            refs=list(spelled(statement.refs)),
            level=statement.level,
            caution=_note(statement.caution),
            conflict=_note(statement.conflict),
            basis=statement.basis,
            reported=statement.reported,
            brief=_brief(statement.brief),
        )
        held = _SAID[id(statement)] = (statement, plain)
    return held[1]


_SAID: dict[int, tuple[Statement, Statement]] = {}
"""Plain forms by the identity of the record, which is kept so that its identity stays its own."""


def _note(note: Note | None) -> Note | None:
    if note is None:
        return None
    return Note(text=note.text, refs=list(spelled(note.refs)), basis=note.basis, brief=_brief(note.brief))


def _brief(brief: Brief | None) -> Brief | None:
    return Brief(text=brief.text, refs=list(spelled(brief.refs))) if brief else None


def spelled(refs: Iterable[str | Ref]) -> list[Ref]:
    """References as :class:`Ref`, whichever way they were written."""
    return [ref if isinstance(ref, Ref) else Ref(ref=ref) for ref in refs]
