"""The shapes of the knowledge: what each YAML file in ``data/`` may say.

Every statement that can reach a reader is a :class:`Statement` (or a kind of one): an id that is never reused,
a text in our own words, the references it rests on and the Oxford CEBM level of the best of them.
The structures are checked when a file is read; nothing here reads files or decides anything.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

Slug = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="a name in snake_case")]
StatementId = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", description="an id in kebab-case, never reused")]
FindingId = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$", description="the dotted path of an answer")
]
Version = Annotated[str, Meta(pattern=r"^[0-9]{4}\.[0-9]{2}\.[0-9]+$", description="a version of the knowledge")]
Condition = dict[str, Any]
"""A condition as written in YAML; :mod:`calcinosis_cli.knowledge.conditions` gives it meaning."""

Level = Literal["1a", "1b", "1c", "2a", "2b", "2c", "3a", "3b", "3", "4", "5"]
"""Oxford CEBM level of evidence; ``3`` where the source does not allow a finer one."""

SubtypeId = Literal["dystrophic", "metastatic", "idiopathic", "iatrogenic", "calciphylaxis", "tumoral"]
Urgency = Literal["emergency", "urgent", "soon", "routine"]
Review = Literal["unreviewed", "reviewed"]


class Strict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A record that refuses fields it does not know."""


class Ref(Strict, frozen=True, kw_only=True):
    """A reference and where in it the statement stands (table, section, page)."""

    ref: str
    locator: str | None = None


class Brief(Strict, frozen=True, kw_only=True):
    """What a statement or note says, in a line, for the short report.

    It says nothing that the whole does not, and nothing that would mislead without the rest. ``refs``: those of the whole
    that the line rests on; empty: all of them.
    """

    text: str
    refs: list[str | Ref] = []


class Note(Strict, frozen=True, kw_only=True):
    """A sentence that travels with a statement: its caution, or the source that disagrees with it."""

    text: str
    refs: list[str | Ref] = []
    basis: Literal["convention"] | None = None
    brief: Brief | None = None


class Statement(Strict, frozen=True, kw_only=True):
    """One thing said to a reader, with what it rests on.

    ``refs`` is empty only when ``basis`` is ``convention`` (the team chose without a source, and the report says so).
    ``caution`` must be shown wherever the statement is. ``conflict`` is what another source says against it.
    ``reported`` marks what rests on one case, a web table or a machine-written page: described, never advised.
    ``covers`` lists claims of the project's founding articles that the statement holds.
    ``since``: the version of the knowledge that first held it; absent: the first of all (so in every record that has it).
    """

    id: StatementId
    text: str
    refs: list[str | Ref] = []
    level: Level | None = None
    caution: Note | None = None
    conflict: Note | None = None
    basis: Literal["convention"] | None = None
    reported: bool = False
    brief: Brief | None = None
    covers: list[StatementId] = []
    since: Version | None = None


class Manifest(Strict, frozen=True, kw_only=True):
    """``data/manifest.yaml``: what this knowledge is. ``first``: its first version."""

    version: Version
    first: Version
    title: str
    licence: str
    disclaimer: list[str]


class Classification(Strict, frozen=True, kw_only=True):
    """``data/classification.yaml``: the points at which a candidate is *possible* and *probable*: conventions."""

    possible: int
    probable: int
    basis: Literal["convention"]


class Spelling(Strict, frozen=True, kw_only=True):
    """One line of ``data/terms.yaml``: the word that statements use, and those they do not."""

    use: str
    avoid: list[str]


# --- findings -------------------------------------------------------------------------------------------------------


class Choice(Strict, frozen=True, kw_only=True):
    """One value of a list or choice finding."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_]*$")]
    label: str
    group: str | None = None
    help: str | None = None
    implies: list[str] = []
    """Values of the same list that this one makes true."""
    may_be: list[str] = []
    """Values of the same list that this one leaves open (heparin of unstated salt may be the calcium salt)."""


class Finding(Strict, frozen=True, kw_only=True):
    """One thing that can be answered: its question, its kind of answer, and when it is worth asking."""

    id: FindingId
    type: Literal["yes_no", "one", "list", "open_list", "number", "laboratory", "text"]
    question: str
    label: str
    help: str | None = None
    choices: list[Choice] = []
    minimum: float | None = None
    maximum: float | None = None
    unit: str | None = None
    danger: bool = False
    """Whether a "yes" is a danger sign: asked first, and never allowed to lower urgency."""
    ask_when: Condition | None = None
    otherwise: bool | None = None
    """The answer that stands without asking when ``ask_when`` is false (a man is not pregnant)."""
    loinc: str | None = None
    since: Version | None = None


class Section(Strict, frozen=True, kw_only=True):
    """One screen of the questionnaire: findings asked together."""

    id: Slug
    title: str
    order: int
    findings: list[Finding]
    reviewed_on: str | None = None
    review: Review = "unreviewed"


# --- laboratory -----------------------------------------------------------------------------------------------------


class Unit(Strict, frozen=True, kw_only=True):
    """A unit and the exact factor that turns a value in it into the analyte's canonical unit."""

    unit: str
    factor: Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?(/[0-9]+(\.[0-9]+)?)?$")]
    aliases: list[str] = []


class ReferenceRange(Strict, frozen=True, kw_only=True):
    """A reference interval in the canonical unit, for ages from ``age_from`` up to but not including ``age_to`` (years)."""

    low: str | None = None
    high: str | None = None
    age_from: float = 0
    age_to: float = 200
    sex: Literal["female", "male"] | None = None
    refs: list[str | Ref]


class Analyte(Strict, frozen=True, kw_only=True):
    """A laboratory test: its units, what is plausible, and what is normal."""

    finding: FindingId
    canonical: str
    units: list[Unit]
    plausible_low: str
    plausible_high: str
    refs: list[str | Ref] = []
    ranges: list[ReferenceRange] = []


class Formula(Strict, frozen=True, kw_only=True):
    """A derivation: what it computes, in words, its constants, its limits and its source."""

    id: FindingId
    label: str
    expression: str
    inputs: list[FindingId]
    refs: list[str | Ref] = []
    unit: str | None = None
    constants: dict[str, str] = {}
    limits: list[Statement] = []
    basis: Literal["convention"] | None = None
    choices: list[Choice] = []
    since: Version | None = None


class Laboratory(Strict, frozen=True, kw_only=True):
    """``data/laboratory.yaml``."""

    analytes: list[Analyte]
    formulas: list[Formula]
    reviewed_on: str | None = None
    review: Review = "unreviewed"


# --- candidates: subtypes and mimics ----------------------------------------------------------------------------------


class Criterion(Strict, frozen=True, kw_only=True):
    """One thing that speaks for or against a candidate.

    ``role``: ``supports`` and ``against`` add and subtract ``weight``; ``required`` supports and, when false, leaves the
    candidate unlikely at best; ``excludes``, when true, rules it out.
    """

    id: StatementId
    label: str
    when: Condition
    role: Literal["required", "supports", "against", "excludes"]
    weight: Annotated[int, Meta(ge=0, le=10)] = 1
    refs: list[str | Ref] = []
    level: Level | None = None
    basis: Literal["convention"] | None = None
    since: Version | None = None


class Kind(Strict, frozen=True, kw_only=True):
    """A kind within a subtype (familial hyperphosphataemic tumoral calcinosis, scrotal calcinosis ...)."""

    id: Slug
    name: str
    when: Condition
    definition: Statement
    fallback: bool = False
    """Taken, provisionally, when no other kind can be shown."""


class Topic(Statement, frozen=True, kw_only=True):
    """A statement about a candidate, filed under a topic."""

    topic: Literal[
        "association", "risk_factor", "site", "mechanism", "clinical", "imaging", "histology", "laboratory",
        "complication", "epidemiology", "prognosis", "recurrence", "discriminator", "outcome_measure", "workup",
        "classification",
    ]  # fmt: skip
    when: Condition | None = None
    """For whom it matters in a report; absent: shown by ``explain`` only."""


class Candidate(Strict, frozen=True, kw_only=True):
    """A subtype of calcinosis, or a mimic of it: one file."""

    id: Slug
    name: str
    definition: Statement
    criteria: list[Criterion] = []
    definite_when: Condition | None = None
    """What must also hold before the verdict may be *definite*."""
    graver: bool = False
    """On equal points it is named first: to miss it would be worse."""
    kinds: list[Kind] = []
    about: list[Topic] = []
    icd10: list[str] = []
    synonyms: list[str] = []
    since: Version | None = None
    reviewed_on: str | None = None
    review: Review = "unreviewed"


# --- urgency, pathways, work-up ---------------------------------------------------------------------------------------


class Action(Statement, frozen=True, kw_only=True):
    """Something to do, with how soon."""

    within: Literal["hour", "day", "week", "month"] | None = None


class RedFlag(Strict, frozen=True, kw_only=True):
    """A cited rule that sets the least urgency."""

    id: StatementId
    label: str
    when: Condition
    urgency: Urgency
    why: Statement
    do: list[Action]
    covered_by: list[StatementId] = []
    """Flags that say the same and more: where one of them is raised, this one is not shown."""
    since: Version | None = None


PhaseId = Literal[
    "now", "treat_cause", "first_line", "next", "refractory", "procedures", "supportive", "avoid", "monitor",
    "recurrence", "refer",
]  # fmt: skip


class Step(Statement, frozen=True, kw_only=True):
    """One step of a pathway. ``drugs`` are slugs of ``data/drugs``; a step whose every drug is unsafe is not recommended."""

    phase: PhaseId
    drugs: list[Slug] = []
    when: Condition | None = None
    order: int = 50


class Pathway(Strict, frozen=True, kw_only=True):
    """Management of one subtype or situation. Applies when ``when`` holds."""

    id: Slug
    name: str
    when: Condition
    steps: list[Step]
    since: Version | None = None
    reviewed_on: str | None = None
    review: Review = "unreviewed"


class WorkupTest(Statement, frozen=True, kw_only=True):
    """A test, the findings it answers and what it would decide."""

    name: str
    answers: list[FindingId]
    when: Condition | None = None
    priority: int = 50


# --- drugs and procedures -----------------------------------------------------------------------------------------------


class Evidence(Statement, frozen=True, kw_only=True):
    """What was seen when it was used, in one disease or a few."""

    diseases: list[str]
    design: str
    n: int | None = None
    response: str | None = None
    direction: Literal["supports", "mixed", "against", "none", "unknown"] = "mixed"
    """How it came out for the deposits; ``unknown``: that was not reported, not measured or not seen."""


class Dose(Statement, frozen=True, kw_only=True):
    """A dose that was studied, labelled for something else, or merely reported: never an instruction."""

    route: str
    population: str
    status: Literal["labelled", "guideline", "studied", "reported"]
    off_label: bool = True
    when: Condition | None = None


class SafetyRule(Statement, frozen=True, kw_only=True):
    """For whom the drug is to be avoided, used with care, or checked first.

    ``when`` absent: nothing in the vocabulary can test it; it is shown as something to ask about.
    """

    effect: Literal["avoid", "caution", "check"]
    label: str
    when: Condition | None = None


class Interaction(Statement, frozen=True, kw_only=True):
    """What happens with another drug or class (``with_``: ``with`` in YAML), how bad, and what to do."""

    with_: list[Slug] = field(name="with")
    severity: Literal["contraindicated", "major", "moderate", "minor"]
    action: str
    when: Condition | None = None


class Monitoring(Statement, frozen=True, kw_only=True):
    """What to check, before (``baseline``) or during (``follow_up``)."""

    timing: Literal["baseline", "follow_up"]
    what: str


class Drug(Strict, frozen=True, kw_only=True):
    """One drug (by route where the evidence differs) or procedure: one file."""

    id: Slug
    name: str
    kind: Literal["drug", "procedure", "measure"]
    summary: Statement
    synonyms: list[str] = []
    brands: list[str] = []
    classes: list[Slug] = []
    route: str | None = None
    mechanism: list[Statement] = []
    role: list[Statement] = []
    evidence: list[Evidence] = []
    doses: list[Dose] = []
    safety: list[SafetyRule] = []
    interactions: list[Interaction] = []
    monitoring: list[Monitoring] = []
    adverse_effects: list[Statement] = []
    patient_notes: list[Statement] = []
    conflicts: list[Statement] = []
    atc: list[str] = []
    rxnorm: str | None = None
    reviewed_on: str | None = None
    review: Review = "unreviewed"


class DrugCard(Strict, frozen=True, kw_only=True):
    """What names a drug: enough to find it without reading its file."""

    id: Slug
    name: str
    kind: Literal["drug", "procedure", "measure"]
    synonyms: list[str] = []
    brands: list[str] = []
    classes: list[Slug] = []


class DrugClass(Strict, frozen=True, kw_only=True):
    """A class of drugs, for medications given as a class and for interactions by class."""

    id: Slug
    name: str
    members: list[Slug]
    """Slugs of drugs (with a file of their own or known by name only) or of other classes."""
    synonyms: list[str] = []
    safety: list[SafetyRule] = []
    """Rules about the class, applied to what is taken and has no file of its own."""


class OtherDrug(Strict, frozen=True, kw_only=True):
    """A drug without a file of its own, known by name only so that interactions find it."""

    id: Slug
    name: str
    synonyms: list[str] = []


class DrugClasses(Strict, frozen=True, kw_only=True):
    """``data/drug_classes.yaml``."""

    classes: list[DrugClass]
    others: list[OtherDrug] = []


# --- references ---------------------------------------------------------------------------------------------------------


class Reference(Strict, frozen=True, kw_only=True):
    """A source. ``seen`` says how much of it was read; ``status`` whether it still stands."""

    title: str
    authors: str | None = None
    journal: str | None = None
    year: int | None = None
    cite: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    design: str | None = None
    n: int | None = None
    seen: str
    machine_written: bool = False
    status: Literal["ok", "corrected", "retracted", "superseded"] = "ok"
