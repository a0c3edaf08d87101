"""The one order and wording of a report: an assessment as a list of blocks that every form renders.

A block is what a reader takes in at once: a heading, a line of fact, or a statement with its sources, level, caution and
conflict. No form leaves a block out or adds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from calcinosis_cli.assess.model import (
    ActionResult,
    Assessment,
    CandidateResult,
    CriterionResult,
    DrugSafety,
    StepResult,
)
from calcinosis_cli.knowledge.model import Note, Ref, Reference, Statement

Kind = Literal["title", "section", "subsection", "fact", "item", "note", "reference"]
Tone = Literal["plain", "emergency", "urgent", "soon", "routine", "avoid", "caution", "good", "dim"]

URGENCY_WORDS = {
    "emergency": "EMERGENCY: act now",
    "urgent": "URGENT: act within days",
    "soon": "SOON: act within weeks",
    "routine": "ROUTINE",
}
WITHIN = {"hour": "Within the hour", "day": "Today", "week": "This week", "month": "This month", None: "Then"}
STATUS_WORDS = {
    "avoid": "AVOID",
    "caution": "CAUTION",
    "needs_checking": "CHECK FIRST",
    "no_known_problem": "no known problem",
    "not_checked": "not checked",
}


class Block(Struct, frozen=True):
    """One block. ``lead``: a few words in front of ``text``; ``cites``: numbers of references; ``tags``: level and basis."""

    kind: Kind
    text: str
    lead: str = ""
    cites: tuple[int, ...] = ()
    locators: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    tone: Tone = "plain"
    id: str | None = None
    depth: int = 0


class Bar(Struct, frozen=True):
    """Points for and against a candidate, for a picture."""

    name: str
    verdict: str
    supports: int
    against: int


class Citations:
    """Numbers for references, in order of first use."""

    def __init__(self, references: Mapping[str, Reference]) -> None:
        self.references = references
        self.numbers: dict[str, int] = {}

    def cite(self, refs: Iterable[str | Ref]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The numbers of ``refs`` and their locators ("3: Table 2")."""
        numbers: list[int] = []
        locators: list[str] = []
        for ref in refs:
            key = ref.ref if isinstance(ref, Ref) else ref
            number = self.numbers.setdefault(key, len(self.numbers) + 1)
            numbers.append(number)
            if isinstance(ref, Ref) and ref.locator:
                locators.append(f"{number}: {ref.locator}")
        return tuple(numbers), tuple(locators)

    def blocks(self) -> Iterator[Block]:
        """The list of references, in order of number."""
        for key, number in self.numbers.items():
            yield Block("reference", reference_text(self.references[key]), lead=f"[{number}]", id=key)


def reference_text(reference: Reference) -> str:
    """A reference in full, on one line: enough to find the paper, and how much of it was seen."""
    parts = [
        f"{reference.authors.rstrip('.')}." if reference.authors else "",
        f"{reference.title.rstrip('.')}.",
        " ".join(part for part in (reference.journal or "", str(reference.year or ""), reference.cite or "") if part),
        f"doi:{reference.doi}" if reference.doi else "",
        f"PMID {reference.pmid}" if reference.pmid else "",
        reference.url or "" if not (reference.doi or reference.pmid) else "",
    ]
    marks = [reference.design or "", f"seen: {reference.seen}"]
    if reference.machine_written:
        marks.append("machine-written page")
    if reference.status != "ok":
        marks.append(reference.status.upper())
    return " ".join(part for part in parts if part) + f" ({'; '.join(m for m in marks if m)})"


def statement(
    said: Statement, citations: Citations, lead: str = "", tone: Tone = "plain", depth: int = 0
) -> list[Block]:
    """A statement and what must travel with it: its caution and its conflict."""
    numbers, locators = citations.cite(said.refs)
    tags = []
    if said.level:
        tags.append(f"level {said.level}")
    if said.reported:
        tags.append("reported, not advised")
    if said.basis:
        tags.append("convention")
    blocks = [Block("item", said.text, lead, numbers, locators, tuple(tags), tone, said.id, depth)]
    if said.caution:
        blocks.append(_note("Caution:", said.caution, citations, "caution", depth + 1))
    if said.conflict:
        blocks.append(_note("But sources disagree:", said.conflict, citations, "plain", depth + 1))
    return blocks


def _note(lead: str, note: Note, citations: Citations, tone: Tone, depth: int) -> Block:
    numbers, locators = citations.cite(note.refs)
    tags = ("convention",) if note.basis else ()
    return Block("note", note.text, lead, numbers, locators, tags, tone, None, depth)


def section(title: str, id_: str | None = None) -> Block:
    """A heading."""
    return Block("section", title, id=id_)


def bars(assessment: Assessment) -> list[Bar]:
    """The candidates worth a bar: points for and against, best first."""
    found = []
    for candidate in ranked(assessment):
        supports = sum(c.weight for c in candidate.criteria if c.result == "met" and c.role in ("supports", "required"))
        against = sum(c.weight for c in candidate.criteria if c.result == "met" and c.role == "against")
        if candidate.verdict in ("definite", "probable", "possible"):
            found.append(Bar(candidate.name, candidate.verdict, supports, against))
    return found


def ranked(assessment: Assessment) -> list[CandidateResult]:
    """Subtypes and mimics together, best first."""
    order = {"definite": 0, "probable": 0, "possible": 0, "unlikely": 1, "excluded": 2}
    return sorted([*assessment.subtypes, *assessment.mimics], key=lambda c: (order[c.verdict], -c.points, c.id))


def build(assessment: Assessment, labels: dict[str, str]) -> list[Block]:
    """Every block of the report. ``labels``: the name of each finding, for "ask about"."""
    citations = Citations(assessment.references)
    blocks = [
        *_urgency(assessment, citations, labels),
        *_leading(assessment, citations, labels),
        *_missing(assessment, labels),
        *_avoid_first(assessment),
        *_plan(assessment, citations, labels),
        *_withheld(assessment, citations),
        *_drugs(assessment, citations, labels),
        *_interactions(assessment, citations),
        *_monitoring(assessment, citations),
        *_workup(assessment, citations, labels),
        *_change(assessment),
        *_candidates(assessment, citations),
        *_values(assessment, citations),
        *_disclaimer(assessment),
    ]
    return [*blocks, section("References"), *citations.blocks()]


def _names(findings: Iterable[str], labels: dict[str, str]) -> str:
    return "; ".join(dict.fromkeys(labels.get(finding, finding) for finding in findings))


def _urgency(a: Assessment, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    u = a.urgency
    yield Block("title", URGENCY_WORDS[u.level], tone=u.level, id="urgency")
    for flag in u.reasons:
        because = ", ".join(reason.text for reason in flag.because)
        text = flag.label[0].upper() + flag.label[1:] + (f" ({because})" if because else "")
        yield Block("fact", f"{text}.", lead=f"{flag.urgency}:", tone=flag.urgency, id=flag.id)
    if u.could_be != u.level:
        asked = _names((finding for open_ in u.unasked for finding in open_.ask), labels)
        yield Block("fact", f"{u.could_be}, because these were not answered: {asked}.", lead="Could be", tone="caution")
    if u.do:
        yield section("What to do now", "now")
        for action in u.do:
            yield from _action(action, citations)
    for flag in u.reasons:
        yield from statement(flag.why, citations, lead="Why:", depth=1)


def _action(action: ActionResult, citations: Citations) -> list[Block]:
    return statement(action.says, citations, lead=f"{WITHIN[action.within]}:")


def _leading(a: Assessment, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    yield section("Most likely", "leading")
    if a.leading.kind == "insufficient":
        ask = _names(a.sufficiency.most_helpful, labels)
        yield Block("fact", f"Too little is known to name a leading diagnosis. Most helpful: {ask}.", tone="caution")
        return
    for candidate in ranked(a):
        if candidate.verdict not in ("definite", "probable", "possible"):
            continue
        kind = "" if candidate in a.subtypes else " (looks like calcinosis, is not)"
        kinds = [k for k in candidate.kinds if k.certainty != "open"]
        named = "".join(f", {k.name}{' (provisional)' if k.certainty == 'provisional' else ''}" for k in kinds)
        text = f"{candidate.verdict}{named}{kind}. {_decisive(candidate)}"
        yield Block("fact", text.strip(), lead=f"{candidate.name}:", id=candidate.id)
        yield from statement(candidate.definition, citations, depth=1, tone="dim")
        for k in kinds:
            yield from statement(k.says, citations, depth=1, tone="dim")


def _decisive(candidate: CandidateResult) -> str:
    met = [c for c in candidate.criteria if c.result == "met" and c.role != "excludes"]
    met.sort(key=lambda c: -c.weight)
    lead = "; ".join(c.label for c in met if c.role != "against")
    against = "; ".join(c.label for c in met if c.role == "against")
    return " ".join(([f"For: {lead}."] if lead else []) + ([f"Against: {against}."] if against else []))


def _missing(a: Assessment, labels: dict[str, str]) -> Iterator[Block]:
    s = a.sufficiency
    if s.most_helpful and a.leading.kind != "insufficient":
        yield section("Missing", "missing")
        helpful = _names(s.most_helpful, labels)
        yield Block(
            "fact",
            f"{s.known} of {s.separating} findings that separate the candidates are known. Most helpful next: {helpful}.",
        )


def _avoid_first(a: Assessment) -> Iterator[Block]:
    avoided = [drug for drug in a.drug_safety if drug.status == "avoid"]
    taken = [i for i in a.interactions if i.taken and i.severity in ("contraindicated", "major")]
    if avoided or taken:
        yield section("To avoid in this patient", "avoid-first")
    for drug in avoided:
        why = "; ".join(
            dict.fromkeys(rule.label for rule in drug.rules if rule.result == "holds" and rule.effect == "avoid")
        )
        now = " (TAKEN NOW)" if drug.taken else ""
        yield Block("fact", f"{why}.", lead=f"{drug.name}{now}:", tone="avoid", id=f"avoid-{drug.id}")
    for pair in taken:
        yield Block("fact", pair.action, lead=f"{' with '.join(pair.names)} ({pair.severity}):", tone="avoid")


def _plan(a: Assessment, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    if a.plan:
        yield section("Plan", "plan")
    for phase in a.plan:
        yield Block("subsection", phase.title, id=f"phase-{phase.id}")
        for step in phase.steps:
            yield from _step(step, citations, labels, "avoid" if phase.id == "avoid" else "plain")


def _step(step: StepResult, citations: Citations, labels: dict[str, str], tone: Tone) -> list[Block]:
    lead = f"If it applies (depends on {_names(step.depends_on, labels)}):" if step.depends_on else ""
    blocks = statement(step.says, citations, lead=lead, tone=tone)
    told = [
        f"{d.name}: {STATUS_WORDS[d.status]}" for d in step.drugs if d.status in ("avoid", "caution", "needs_checking")
    ]
    if told and tone != "avoid":
        worst: Tone = "avoid" if any(d.status == "avoid" for d in step.drugs) else "caution"
        blocks.append(Block("note", "; ".join(told), lead="In this patient:", tone=worst, depth=1))
    return blocks


def _withheld(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.withheld:
        yield section("Left out of the plan as unsafe for this patient", "withheld")
    for step in a.withheld:
        yield from statement(
            step.says, citations, lead=f"Not for this patient ({', '.join(step.drugs)}):", tone="avoid"
        )


def _drugs(a: Assessment, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    if a.drug_safety:
        yield section("Safety of each drug", "drug-safety")
    for drug in a.drug_safety:
        yield from _drug(drug, citations, labels)
    if a.not_checked:
        yield Block(
            "fact",
            f"{', '.join(a.not_checked)}.",
            lead="Taken or tried, but not known here and not checked:",
            tone="caution",
        )


def _drug(drug: DrugSafety, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    tone: Tone = {"avoid": "avoid", "no_known_problem": "good"}.get(drug.status, "caution")  # type: ignore[assignment]
    now = ", taken now" if drug.taken else ""
    yield Block("subsection", f"{drug.name}{now}: {STATUS_WORDS[drug.status]}", tone=tone, id=f"drug-{drug.id}")
    for rule in drug.rules:
        if rule.result == "holds":
            lead = f"{rule.effect.upper()} ({rule.label}):"
            yield from statement(rule.says, citations, lead=lead, tone="avoid" if rule.effect == "avoid" else "caution")
        else:
            ask = _names(rule.ask, labels)
            yield from statement(
                rule.says, citations, lead=f"Check {ask or rule.label} ({rule.effect} if {rule.label}):"
            )
    for advice in drug.advice:
        yield from statement(advice, citations, lead="Ask about:", tone="dim")


def _interactions(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.interactions:
        yield section("Interactions", "interactions")
    for pair in a.interactions:
        tone: Tone = "avoid" if pair.severity in ("contraindicated", "major") else "caution"
        lead = f"{' with '.join(pair.names)} ({pair.severity}):"
        yield from statement(
            replace_text(pair.says, f"{pair.says.text} {pair.action}"), citations, lead=lead, tone=tone
        )


def replace_text(said: Statement, text: str) -> Statement:
    """``said`` with another text."""
    return Statement(
        id=said.id, text=text, refs=said.refs, level=said.level, caution=said.caution, conflict=said.conflict,
        basis=said.basis, reported=said.reported,
    )  # fmt: skip


def _monitoring(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.monitoring:
        yield section("Monitoring, if these drugs are used", "monitoring")
    for timing, title in (("baseline", "Before starting"), ("follow_up", "During treatment")):
        rows = [row for row in a.monitoring if row.timing == timing]
        if rows:
            yield Block("subsection", title)
        for row in rows:
            yield Block("fact", f"{', '.join(row.drugs)}.", lead=f"{row.what[0].upper()}{row.what[1:]}:")
            for said in row.says:
                yield from statement(said, citations, depth=1)


def _workup(a: Assessment, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    if a.workup:
        yield section("Tests still missing", "workup")
    for item in a.workup:
        yield from statement(item.says, citations, lead=f"{item.name}:")
        if item.decides:
            yield Block("note", f"{', '.join(item.decides)}.", lead="Bears on:", depth=1, tone="dim")


def _change(a: Assessment) -> Iterator[Block]:
    if a.would_change:
        yield section("What would change this", "would-change")
    for change in a.would_change:
        yield Block("fact", f"{change.text}.")


def _candidates(a: Assessment, citations: Citations) -> Iterator[Block]:
    yield section("Candidates and criteria", "candidates")
    for candidate in ranked(a):
        better = f", could become {candidate.could_be}" if candidate.could_be != candidate.verdict else ""
        text = f"{candidate.name}: {candidate.verdict} ({candidate.points} points{better})"
        yield Block("subsection", text, id=f"candidate-{candidate.id}")
        if candidate.verdict in ("definite", "probable", "possible"):
            for criterion in candidate.criteria:
                if criterion.result == "met":
                    yield _criterion(criterion, citations)
            for said in candidate.discriminators:
                yield from statement(said, citations, lead="Tells apart:")


def _criterion(criterion: CriterionResult, citations: Citations) -> Block:
    numbers, locators = citations.cite(criterion.refs)
    sign = {"against": "against", "excludes": "excludes"}.get(criterion.role, "for")
    because = ", ".join(reason.text for reason in criterion.because)
    tags = tuple(
        t for t in (f"level {criterion.level}" if criterion.level else "", "convention" if criterion.basis else "") if t
    )
    points = "" if criterion.role == "excludes" else f", {criterion.weight}"
    text = f"{criterion.label} ({because})." if because else f"{criterion.label}."
    return Block("item", text, f"{sign}{points}:", numbers, locators, tags, id=criterion.id)


def _values(a: Assessment, citations: Citations) -> Iterator[Block]:
    yield section("What was answered", "input")
    for answer in a.input.answers:
        yield Block("fact", f"{answer.text}.", lead=f"{answer.label}:")
    if a.derived:
        yield Block("subsection", "Computed")
    for value in a.derived:
        numbers, locators = citations.cite(value.refs)
        tags = ("convention",) if value.basis else ()
        yield Block(
            "item",
            f"{value.text}. {value.expression[0].upper()}{value.expression[1:]}.",
            f"{value.label}:",
            numbers,
            locators,
            tags,
            id=value.id,
        )
        for limit in value.limits:
            yield from statement(limit, citations, depth=1, tone="dim")


def _disclaimer(a: Assessment) -> Iterator[Block]:
    yield section("What this is", "disclaimer")
    for line in a.disclaimer:
        yield Block("fact", line)
    yield Block("fact", f"calcinosis {a.program_version}, knowledge {a.knowledge_version}.", tone="dim")


def citation_text(block: Block) -> str:
    """``[1, 2; level 4]``: the sources and the tags of a block."""
    inside = [", ".join(map(str, block.cites))] if block.cites else []
    inside += [f"({'; '.join(block.locators)})"] if block.locators else []
    inside += list(block.tags)
    return f"[{'; '.join(inside)}]" if inside else ""


def full_text(block: Block) -> str:
    """A block on one line: lead, text, sources."""
    return " ".join(part for part in (block.lead, block.text, citation_text(block)) if part)
