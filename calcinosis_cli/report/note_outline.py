"""The note: what a colleague would write into the record. Nothing in it points to more; the report has all of it.

Where sources disagree the note says that they do, and the report says how.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calcinosis_cli.assess.model import Assessment, CandidateResult
from calcinosis_cli.report.blocks import Block, Citations, in_brief, names, section
from calcinosis_cli.report.first_screen import URGENCY_WORDS, WITHIN, likely, told

PHASES = ("now", "treat_cause", "first_line")
"""The phases of the plan that a first note needs."""
REASONS = 4
"""How many reasons for a candidate are named."""


def build(a: Assessment, labels: Mapping[str, str]) -> list[Block]:
    """The note, from an assessment in its short form."""
    citations = Citations(a.references, short=True)
    blocks = [
        *_urgency(a, citations, labels),
        *_likely(a, labels),
        *_plan(a, citations),
        *_avoid(a, citations),
        *_missing(a, labels),
        *_closing(a),
    ]
    return [*blocks, section("References", "references"), *citations.blocks()]


def _urgency(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    u = a.urgency
    yield Block("title", URGENCY_WORDS[u.level], tone=u.level, id="urgency")
    because = "; ".join(flag.label for flag in u.reasons) or "no danger sign among the answers"
    yield Block("fact", f"{because[0].upper()}{because[1:]}.", lead="Because:")
    if u.could_be != u.level:
        asked = names((f for flag in u.unasked if flag.urgency == u.could_be for f in flag.ask), labels)
        yield Block("fact", f"{u.could_be}, before these are answered: {asked}.", lead="Not ruled out:", tone="caution")
    if u.do:
        yield section("What to do now", "now")
    for wanted in u.do:
        yield from in_brief(wanted.says, citations, lead=f"{WITHIN[wanted.within]}:")


def _likely(a: Assessment, labels: Mapping[str, str]) -> Iterator[Block]:
    yield section("Most likely", "leading")
    found = likely(a)
    if a.leading.kind == "insufficient":
        ask = names(a.sufficiency.most_helpful, labels)
        yield Block("fact", f"Too little is known to name a diagnosis. Most helpful: {ask}.", tone="caution")
    for candidate in found:
        kinds = ", ".join(kind.name for kind in candidate.kinds if kind.certainty == "shown")
        mimic = " (looks like calcinosis, is not)" if candidate in a.mimics else ""
        text = f"{candidate.verdict}{f', {kinds}' if kinds else ''}{mimic}. {_reasons(candidate)}"
        yield Block("fact", text.strip(), lead=f"{candidate.name}:", id=candidate.id)


def _reasons(candidate: CandidateResult) -> str:
    met = sorted((c for c in candidate.criteria if c.result == "met"), key=lambda c: -c.weight)
    supports = [c.label for c in met if c.role in ("supports", "required")][:REASONS]
    against = [c.label for c in met if c.role == "against"]
    parts = [
        f"For it: {'; '.join(supports)}." if supports else "",
        f"Against it: {'; '.join(against)}." if against else "",
    ]
    return " ".join(part for part in parts if part)


def _plan(a: Assessment, citations: Citations) -> Iterator[Block]:
    """The first steps that certainly apply."""
    steps = [step for phase in a.plan if phase.id in PHASES for step in phase.steps if not step.depends_on]
    if steps:
        yield section("Plan, first steps", "plan")
    for step in steps:
        yield from in_brief(step.says, citations)
        yield from told(step)


def _avoid(a: Assessment, citations: Citations) -> Iterator[Block]:
    """Drugs to avoid, what the plan says to avoid, and grave interactions of what is taken."""
    steps = [step for phase in a.plan if phase.id == "avoid" for step in phase.steps if not step.depends_on]
    avoided = [drug for drug in a.drug_safety if drug.status == "avoid"]
    grave = [pair for pair in a.interactions if pair.taken and pair.severity in ("contraindicated", "major")]
    if steps or avoided or grave:
        yield section("Avoid", "avoid")
    for drug in avoided:
        for rule in drug.rules:
            if rule.effect == "avoid" and rule.result == "holds":
                lead = f"{drug.name}{', taken now' if drug.taken else ''} ({rule.label}):"
                yield from in_brief(rule.says, citations, lead=lead, tone="avoid")
    for pair in grave:
        yield from in_brief(pair.says, citations, lead=f"{' with '.join(pair.names)} ({pair.severity}):", tone="avoid")
    for step in steps:
        yield from in_brief(step.says, citations, tone="avoid")


def _missing(a: Assessment, labels: Mapping[str, str]) -> Iterator[Block]:
    tests = "; ".join(test.name for test in a.workup)
    asked = names(a.sufficiency.most_helpful, labels) if a.leading.kind != "insufficient" else ""
    if tests or asked:
        yield section("Missing", "missing")
    if asked:
        yield Block("fact", f"{asked}.", lead="Answers that would help most:")
    if tests:
        yield Block("fact", f"{tests}.", lead="Tests:")


def _closing(a: Assessment) -> Iterator[Block]:
    yield section("What this is", "disclaimer")
    versions = f"calcinosis {a.program_version}, knowledge {a.knowledge_version}."
    yield Block("fact", f"{' '.join(a.disclaimer)} {versions}", tone="dim")
