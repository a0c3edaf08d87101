"""What to do, in blocks: the plan by phase, and what was left out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.model import Assessment, StepResult
from calcinosis_cli.report.blocks import Block, Citations, Tone, names, section, statement
from calcinosis_cli.report.first_screen import told
from calcinosis_cli.report.pictures import Timeline


def build(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> list[Block]:
    """Every block about the plan."""
    return [*_plan(a, citations, labels), *_withheld(a, citations)]


def called(drugs: Iterable[str], a: Assessment) -> str:
    """The names of drugs of the plan."""
    known = {drug.id: drug.name for drug in a.drug_safety}
    return ", ".join(known.get(drug, drug) for drug in drugs)


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
            step.says, citations, lead=f"Not for this patient ({called(step.drugs, a)}):", tone="avoid"
        )
