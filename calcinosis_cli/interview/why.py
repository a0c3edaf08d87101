"""Why a question is asked, in words, and the sources behind it."""

from __future__ import annotations

from collections.abc import Iterator

from calcinosis_cli.interview.matters import Effect, Reason
from calcinosis_cli.interview.order import Asked
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import atoms
from calcinosis_cli.knowledge.model import Condition, Ref

PHRASES: dict[Effect, str] = {
    "urgency": "It could change the urgency",
    "diagnosis": "It helps to decide the diagnosis",
    "plan": "It decides which treatment applies",
    "drug_safety": "It decides whether a drug is safe here",
}

MOST = 5
"""How many names and sources are shown: few enough to read."""


def sentence(reason: Reason) -> str:
    """A reason in words: ``It could change the urgency: signs of sepsis``."""
    names, more = reason.names[:MOST], len(reason.names) - MOST
    return f"{PHRASES[reason.effect]}: {'; '.join(names)}{f'; and {more} more' if more > 0 else ''}."


def explanation(asked: Asked, knowledge: Knowledge) -> list[str]:
    """What ``?`` shows: the definition, why it is asked, and the sources of the rules that use it."""
    lines = [asked.finding.label + (f": {asked.finding.help}" if asked.finding.help else "")]
    lines += [sentence(reason) for reason in asked.reasons]
    keys = sources(asked.finding.id, knowledge)
    named = [f"{key} ({knowledge.references[key].title.rstrip('.')})" for key in keys if key in knowledge.references]
    if named:
        lines.append(f"Sources of the rules that use it: {'; '.join(named)}.")
    return lines


def sources(finding: str, knowledge: Knowledge) -> list[str]:
    """The references of the red flags and criteria that test a finding or a value computed from it, the first few."""
    also = {finding, *(f.id for f in knowledge.laboratory.formulas if finding in f.inputs)}
    keys: dict[str, None] = {}
    for when, refs in _rules(knowledge):
        if any(atom.finding in also for atom in atoms(knowledge.node(when))):
            keys.update(dict.fromkeys(ref.ref if isinstance(ref, Ref) else ref for ref in refs))
    return list(keys)[:MOST]


def _rules(knowledge: Knowledge) -> Iterator[tuple[Condition, list[str | Ref]]]:
    for flag in knowledge.red_flags:
        yield flag.when, flag.why.refs
    for candidate in knowledge.candidates.values():
        for criterion in candidate.criteria:
            yield criterion.when, criterion.refs
