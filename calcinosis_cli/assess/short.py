"""The short form of an assessment: the same conclusions, steps, drugs and tests, each said in a line.

Every report, JSON among them, is a view of one assessment, in its short form or whole. What the short form leaves to the
whole: the paragraph behind each statement that has a brief, the text of a drug's cautions (their labels stay, and what is to
be avoided is still said), the schedule behind each test of monitoring, what tells the candidates apart, and the limits of
formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from msgspec.structs import replace

from calcinosis_cli.assess.model import (
    Assessment,
    CandidateResult,
    DrugSafety,
    InteractionResult,
    PhaseResult,
    RuleResult,
    Scheduled,
    UrgencyResult,
)
from calcinosis_cli.assess.said import disagreements, parts_of
from calcinosis_cli.knowledge.model import Note, Ref, Statement

DECIDES = 3
"""How many of the candidates that a test bears on are named."""


def short(whole: Assessment) -> Assessment:
    """``whole`` in its short form (which is its own). Nothing is decided anew: ids, levels, verdicts, statuses stay."""
    if whole.detail == "short":
        return whole
    parts: dict[str, Any] = {
        "input": whole.input,
        "derived": [replace(value, limits=[]) for value in whole.derived],
        "urgency": _urgency(whole.urgency),
        "subtypes": [_candidate(candidate) for candidate in whole.subtypes],
        "mimics": [_candidate(candidate) for candidate in whole.mimics],
        "workup": [replace(t, says=line(t.says), decides=t.decides[:DECIDES]) for t in whole.workup],
        "plan": [_phase(phase) for phase in whole.plan],
        "withheld": [replace(step, says=line(step.says)) for step in whole.withheld],
        "drug_safety": [_drug(drug) for drug in whole.drug_safety],
        "interactions": [_interaction(pair) for pair in whole.interactions],
        "monitoring": [_scheduled(row) for row in whole.monitoring],
    }
    said = parts_of(parts)
    used = dict.fromkeys(part.ref for part in said if isinstance(part, Ref))
    return replace(
        whole,
        detail="short",
        disagreements=disagreements(said),
        references={key: whole.references[key] for key in used},
        **parts,
    )


Said = TypeVar("Said", bound=Statement)


def line(said: Said) -> Said:
    """A statement in a line: its brief, where it has one, with its caution and conflict in a line each."""
    brief = said.brief
    return replace(
        said,
        text=brief.text if brief else said.text,
        refs=brief.refs if brief and brief.refs else said.refs,
        caution=_note(said.caution),
        conflict=_note(said.conflict),
        brief=None,
    )


def _note(note: Note | None) -> Note | None:
    if note is None or note.brief is None:
        return note
    return Note(text=note.brief.text, refs=note.brief.refs or note.refs, basis=note.basis)


def _urgency(urgency: UrgencyResult) -> UrgencyResult:
    return replace(
        urgency,
        reasons=[replace(flag, why=line(flag.why)) for flag in urgency.reasons],
        do=[replace(action, says=line(action.says)) for action in urgency.do],
    )


def _candidate(candidate: CandidateResult) -> CandidateResult:
    return replace(
        candidate,
        definition=line(candidate.definition),
        kinds=[replace(kind, says=line(kind.says)) for kind in candidate.kinds],
        discriminators=[],
    )


def _phase(phase: PhaseResult) -> PhaseResult:
    return replace(phase, steps=[replace(step, says=line(step.says)) for step in phase.steps])


def _drug(drug: DrugSafety) -> DrugSafety:
    return replace(drug, rules=[_rule(rule) for rule in drug.rules])


def _rule(rule: RuleResult) -> RuleResult:
    """What is to be avoided is said; of a caution, and of what is still to be asked, the label says enough."""
    if rule.effect == "avoid" and rule.result == "holds":
        return replace(rule, says=line(rule.says))
    return replace(rule, says=_labelled(rule.says, rule.label))


def _labelled(said: Statement, text: str) -> Statement:
    """A statement with nothing but ``text``, on all of its references."""
    return Statement(id=said.id, text=text, refs=said.refs, level=said.level, basis=said.basis, reported=said.reported)


def _interaction(pair: InteractionResult) -> InteractionResult:
    """What to do about it."""
    return replace(pair, says=_labelled(line(pair.says), pair.action))


def _scheduled(row: Scheduled) -> Scheduled:
    """That it is to be checked, and for which drugs."""
    return replace(row, says=[], refs=_union(said.refs for said in row.says))


def _union(lists: Iterable[list[str | Ref]]) -> list[Ref]:
    found = {ref.ref: ref for refs in lists for ref in refs if isinstance(ref, Ref)}
    return list(found.values())
