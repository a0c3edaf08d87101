"""The shape of an assessment: the one document that every report is a view of.

Keys and ids are stable and versioned by ``schema``; the JSON Schema is generated from these structures.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from calcinosis_cli.knowledge.model import Level, Note, PhaseId, Ref, Reference, Statement, Urgency

SCHEMA = "calcinosis.assessment/1"

VerdictWord = Literal["definite", "probable", "possible", "unlikely", "excluded"]
Truthful = Literal["met", "unmet", "unknown"]
SafetyStatus = Literal["avoid", "caution", "needs_checking", "no_known_problem", "not_checked"]


class Result(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of an assessment."""


class Reason(Result, frozen=True, kw_only=True):
    """An answer or derived value that decided something: its finding, and what it is, for a reader."""

    finding: str
    text: str


class InputValue(Result, frozen=True, kw_only=True):
    """An answer, normalised. A quantity keeps the text as given beside value and unit.

    ``low`` and ``high``: the reference interval for age and sex, in ``unit``, where exactly one applies.
    """

    finding: str
    label: str
    value: Any
    text: str
    unit: str | None = None
    given: str | None = None
    flag: str | None = None
    complete: bool | None = None
    low: float | None = None
    high: float | None = None
    range_refs: list[Ref] = []


class Input(Result, frozen=True, kw_only=True):
    """What was answered, and what was passed through unread."""

    answers: list[InputValue]
    id: Any = None
    source: Any = None
    notes: Any = None


class DerivedValue(Result, frozen=True, kw_only=True):
    """A computed value, with its formula, what went into it, its limits and its source."""

    id: str
    label: str
    value: Any
    text: str
    unit: str | None
    expression: str
    inputs: list[str]
    refs: list[Ref]
    basis: Literal["convention"] | None
    limits: list[Statement]


class Flag(Result, frozen=True, kw_only=True):
    """A red flag that holds: what it is, how urgent, and what made it so."""

    id: str
    label: str
    urgency: Urgency
    because: list[Reason]
    why: Statement


class Unasked(Result, frozen=True, kw_only=True):
    """A red flag that cannot be ruled out yet, and the findings to ask for."""

    id: str
    label: str
    urgency: Urgency
    ask: list[str]


class ActionResult(Result, frozen=True, kw_only=True):
    """Something to do, how soon, and for which red flag."""

    says: Statement
    within: str | None
    flag: str


class UrgencyResult(Result, frozen=True, kw_only=True):
    """The least urgency that is safe on what is known, and the most that what is unknown could make it."""

    level: Urgency
    could_be: Urgency
    reasons: list[Flag]
    do: list[ActionResult]
    unasked: list[Unasked]


class CriterionResult(Result, frozen=True, kw_only=True):
    """A criterion of a candidate, and whether it is met."""

    id: str
    label: str
    role: Literal["required", "supports", "against", "excludes"]
    weight: int
    result: Truthful
    because: list[Reason]
    ask: list[str]
    refs: list[Ref]
    level: Level | None
    basis: Literal["convention"] | None


class KindResult(Result, frozen=True, kw_only=True):
    """A kind within a subtype."""

    id: str
    name: str
    certainty: Literal["shown", "provisional", "open"]
    says: Statement


class CandidateResult(Result, frozen=True, kw_only=True):
    """A subtype or mimic: verdict, points, and every criterion."""

    id: str
    name: str
    verdict: VerdictWord
    could_be: VerdictWord
    points: int
    definition: Statement
    kinds: list[KindResult]
    criteria: list[CriterionResult]
    discriminators: list[Statement]


class Leading(Result, frozen=True, kw_only=True):
    """The first candidate of either list, or ``insufficient``."""

    kind: Literal["subtype", "mimic", "insufficient"]
    id: str | None
    name: str
    verdict: VerdictWord | None


class WorkupItem(Result, frozen=True, kw_only=True):
    """A test still missing: why, and which questions it would settle."""

    id: str
    name: str
    says: Statement
    answers: list[str]
    decides: list[str]


class DrugInStep(Result, frozen=True, kw_only=True):
    """A drug that a step names, and whether it may be used in this patient."""

    id: str
    name: str
    status: SafetyStatus


class StepResult(Result, frozen=True, kw_only=True):
    """A step of the plan. ``depends_on``: answers that decide whether it applies."""

    pathway: str
    says: Statement
    drugs: list[DrugInStep]
    depends_on: list[str]
    condition: str | None


class PhaseResult(Result, frozen=True, kw_only=True):
    """A phase of the plan."""

    id: PhaseId
    title: str
    steps: list[StepResult]


class Withheld(Result, frozen=True, kw_only=True):
    """A step that the pathway has and this patient must not: its drugs are all to be avoided."""

    pathway: str
    phase: PhaseId
    says: Statement
    drugs: list[str]


class RuleResult(Result, frozen=True, kw_only=True):
    """A safety rule that holds, or that cannot be checked for want of the answers in ``ask``."""

    effect: Literal["avoid", "caution", "check"]
    label: str
    result: Literal["holds", "unknown", "ask"]
    because: list[Reason]
    ask: list[str]
    says: Statement


class OpenRule(Result, frozen=True, kw_only=True):
    """A caution that cannot be checked yet, or that no answer can check: what to ask about. ``lookup`` has it in full."""

    id: str
    label: str
    effect: Literal["avoid", "caution", "check"]
    ask: list[str]
    refs: list[Ref]
    level: Level | None
    basis: Literal["convention"] | None


class DrugSafety(Result, frozen=True, kw_only=True):
    """Whether a drug of the plan, or one already taken, suits this patient."""

    id: str
    name: str
    taken: bool
    planned: bool
    status: SafetyStatus
    rules: list[RuleResult]
    questions: list[OpenRule]


class InteractionResult(Result, frozen=True, kw_only=True):
    """Two drugs that do not go together: at least one is taken or both are in the plan."""

    drugs: list[str]
    names: list[str]
    severity: Literal["contraindicated", "major", "moderate", "minor"]
    taken: list[str]
    action: str
    says: Statement


class Scheduled(Result, frozen=True, kw_only=True):
    """One test of the monitoring schedule, and the drugs that ask for it."""

    what: str
    timing: Literal["baseline", "follow_up"]
    drugs: list[str]
    says: list[Statement]
    refs: list[Ref] = []
    """Where the short form leaves out ``says``: what it rests on."""


class Sufficiency(Result, frozen=True, kw_only=True):
    """How many of the findings that separate the candidates are known."""

    known: int
    separating: int
    enough: bool
    most_helpful: list[str]


class Change(Result, frozen=True, kw_only=True):
    """A single answer that would alter the leading diagnosis, the urgency or the safety of a recommended drug.

    ``then``: what it would make so; ``text``: the whole in a sentence.
    """

    finding: str
    answer: str
    effect: Literal["leading", "urgency", "drug"]
    then: str
    text: str


class Disagreement(Result, frozen=True, kw_only=True):
    """A statement that was used, and the source that says otherwise."""

    says: Statement
    conflict: Note


class Assessment(Result, frozen=True, kw_only=True):
    """What ``assess`` concludes from a set of answers and a state of the knowledge.

    ``detail``: whole, or in the short form that :mod:`calcinosis_cli.assess.short` makes of it.
    """

    schema: str
    detail: Literal["full", "short"] = "full"
    program_version: str
    knowledge_version: str
    input: Input
    derived: list[DerivedValue]
    urgency: UrgencyResult
    leading: Leading
    subtypes: list[CandidateResult]
    mimics: list[CandidateResult]
    workup: list[WorkupItem]
    plan: list[PhaseResult]
    withheld: list[Withheld]
    drug_safety: list[DrugSafety]
    interactions: list[InteractionResult]
    monitoring: list[Scheduled]
    not_checked: list[str]
    sufficiency: Sufficiency
    would_change: list[Change]
    disagreements: list[Disagreement]
    references: dict[str, Reference]
    disclaimer: list[str]
