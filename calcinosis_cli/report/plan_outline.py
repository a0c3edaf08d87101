"""What to do, in blocks: avoid, plan, what was left out, safety of each drug, interactions, monitoring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.model import Assessment, DrugSafety, StepResult
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, Tone, names, replace_text, section, statement
from calcinosis_cli.report.first_screen import told
from calcinosis_cli.report.pictures import Timeline

GRAVE = ("contraindicated", "major")


def build(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> list[Block]:
    """Every block about treatment."""
    return [
        *_avoid(a),
        *_plan(a, citations, labels),
        *_withheld(a, citations),
        *_drugs(a, citations, labels),
        *_interactions(a, citations),
        *_monitoring(a, citations),
    ]


def _called(drugs: Iterable[str], a: Assessment) -> str:
    """The names of drugs of the plan."""
    known = {drug.id: drug.name for drug in a.drug_safety}
    return ", ".join(known.get(drug, drug) for drug in drugs)


def _avoid(a: Assessment) -> Iterator[Block]:
    avoided = [drug for drug in a.drug_safety if drug.status == "avoid"]
    taken = [i for i in a.interactions if i.taken and i.severity in GRAVE]
    if avoided or taken:
        yield section("To avoid in this patient", "avoid")
    for drug in avoided:
        why = "; ".join(
            dict.fromkeys(rule.label for rule in drug.rules if rule.result == "holds" and rule.effect == "avoid")
        )
        now = " (TAKEN NOW)" if drug.taken else ""
        yield Block("fact", f"{why}.", lead=f"{drug.name}{now}:", tone="avoid", id=f"avoid-{drug.id}")
    for pair in taken:
        yield Block("fact", pair.action, lead=f"{' with '.join(pair.names)} ({pair.severity}):", tone="avoid")


def _plan(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    if a.plan:
        yield section("Plan", "plan")
        counted = "; ".join(f"{phase.title} ({len(phase.steps)})" for phase in a.plan)
        yield Block(
            "fact",
            f"{counted}.",
            lead="Steps by phase:",
            picture=Timeline(tuple((phase.title, len(phase.steps)) for phase in a.plan)),
        )
    for phase in a.plan:
        yield Block("subsection", phase.title, id=f"phase-{phase.id}")
        for step in phase.steps:
            yield from _step(step, citations, labels, "avoid" if phase.id == "avoid" else "plain")


def _step(step: StepResult, citations: Citations, labels: Mapping[str, str], tone: Tone) -> list[Block]:
    lead = f"If it applies (depends on {names(step.depends_on, labels)}):" if step.depends_on else ""
    blocks = statement(step.says, citations, lead=lead, tone=tone)
    return [*blocks, *(told(step) if tone != "avoid" else [])]


def _withheld(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.withheld:
        yield section("Left out of the plan as unsafe for this patient", "withheld")
    for step in a.withheld:
        yield from statement(
            step.says, citations, lead=f"Not for this patient ({_called(step.drugs, a)}):", tone="avoid"
        )


def _drugs(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
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


def _drug(drug: DrugSafety, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    tone: Tone = {"avoid": "avoid", "no_known_problem": "good"}.get(drug.status, "caution")  # type: ignore[assignment]
    now = ", taken now" if drug.taken else ""
    yield Block("subsection", f"{drug.name}{now}: {STATUS_WORDS[drug.status]}", tone=tone, id=f"drug-{drug.id}")
    for rule in drug.rules:
        if rule.result == "holds":
            lead = f"{rule.effect.upper()} ({rule.label}):"
            yield from statement(rule.says, citations, lead=lead, tone="avoid" if rule.effect == "avoid" else "caution")
        else:
            ask = names(rule.ask, labels)
            yield from statement(
                rule.says, citations, lead=f"Check {ask or rule.label} ({rule.effect} if {rule.label}):"
            )
    if drug.questions:
        numbers, locators = citations.cite(ref for rule in drug.questions for ref in rule.refs)
        text = "; ".join(dict.fromkeys(rule.label for rule in drug.questions))
        yield Block("item", f"{text}.", "Ask also about:", tuple(dict.fromkeys(numbers)), locators, tone="dim")


def _interactions(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.interactions:
        yield section("Interactions", "interactions")
    for pair in a.interactions:
        tone: Tone = "avoid" if pair.severity in GRAVE else "caution"
        lead = f"{' with '.join(pair.names)} ({pair.severity}):"
        yield from statement(
            replace_text(pair.says, f"{pair.says.text} {pair.action}"), citations, lead=lead, tone=tone
        )


def _monitoring(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.monitoring:
        yield section("Monitoring, if these drugs are used", "monitoring")
    for timing, title in (("baseline", "Before starting"), ("follow_up", "During treatment")):
        rows = [row for row in a.monitoring if row.timing == timing]
        if rows:
            yield Block("subsection", title)
        for row in rows:
            yield Block("fact", f"{_called(row.drugs, a)}.", lead=f"{row.what[0].upper()}{row.what[1:]}:")
            for said in row.says:
                yield from statement(said, citations, depth=1)
