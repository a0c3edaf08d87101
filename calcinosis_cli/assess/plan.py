"""The plan: steps of the pathways that apply, in phases, with unsafe drugs taken out."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from calcinosis_cli.assess import safety, wording
from calcinosis_cli.assess.answers import Answers, Listed
from calcinosis_cli.assess.asking import askable
from calcinosis_cli.assess.facts import FactBook
from calcinosis_cli.assess.model import (
    DrugInStep,
    DrugSafety,
    InteractionResult,
    PhaseResult,
    Scheduled,
    StepResult,
    Withheld,
)
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import Verdict, evaluate
from calcinosis_cli.knowledge.model import Pathway, PhaseId, Step

PHASES: dict[PhaseId, str] = {
    "now": "Now",
    "treat_cause": "Treat the cause",
    "first_line": "First line",
    "next": "Next",
    "refractory": "If refractory",
    "procedures": "Procedures",
    "supportive": "Supportive care",
    "avoid": "Avoid",
    "monitor": "Monitor",
    "recurrence": "Recurrence",
    "refer": "Refer",
}
"""The phases of a plan, in order, and their titles."""


class Planned(Struct, frozen=True):
    """The plan and all that was checked on the way."""

    phases: list[PhaseResult]
    withheld: list[Withheld]
    drug_safety: list[DrugSafety]
    interactions: list[InteractionResult]
    monitoring: list[Scheduled]


def plan(book: FactBook, answers: Answers, knowledge: Knowledge) -> Planned:
    """Choose the steps for this patient and check every drug in them, and every drug taken."""
    chosen = _chosen(book, knowledge)
    named = {drug for _, step, _ in chosen if step.phase != "avoid" for drug in step.drugs if drug in knowledge.drugs}
    medications = answers.values.get("medications")
    stated = list(medications.members) if isinstance(medications, Listed) else []
    current = safety.taken(book)
    checked = {
        slug: safety.check_drug(knowledge.drugs[slug], book, knowledge, current, stated, slug in named)
        for slug in sorted(named | {slug for slug in stated if slug in knowledge.drugs})
    }
    for slug in stated:
        by_class = safety.check_by_class(slug, book, knowledge) if slug not in checked else None
        if by_class is not None:
            checked[slug] = by_class
    steps: dict[PhaseId, list[StepResult]] = {phase: [] for phase in PHASES}
    withheld: list[Withheld] = []
    for pathway, step, verdict in chosen:
        drugs = [_in_step(slug, step, checked, knowledge) for slug in step.drugs]
        if step.phase != "avoid" and drugs and all(drug.status == "avoid" for drug in drugs):
            names = [drug.id for drug in drugs]
            withheld.append(Withheld(pathway=pathway.id, phase=step.phase, says=wording.says(step), drugs=names))
            continue
        unsure = verdict is not None and verdict.value is None and step.when is not None
        steps[step.phase].append(
            StepResult(
                pathway=pathway.id,
                says=wording.says(step),
                drugs=drugs,
                depends_on=askable(verdict.missing, book, knowledge) if unsure and verdict else [],
                condition=wording.condition_text(knowledge.node(step.when), knowledge)
                if unsure and step.when
                else None,
            )
        )
    phases = [PhaseResult(id=phase, title=PHASES[phase], steps=found) for phase, found in steps.items() if found]
    recommended = sorted(slug for slug in named if checked[slug].status != "avoid")
    return Planned(
        phases,
        withheld,
        sorted(checked.values(), key=_gravest_first),
        safety.interaction_report(recommended, stated, book, knowledge),
        _schedule(recommended, knowledge),
    )


def _chosen(book: FactBook, knowledge: Knowledge) -> list[tuple[Pathway, Step, Verdict | None]]:
    """The steps that apply or may apply, in order; a step that certainly applies comes before one that only may."""
    found: list[tuple[tuple[int, int, str], tuple[Pathway, Step, Verdict | None]]] = []
    for pathway in knowledge.pathways:
        if evaluate(knowledge.node(pathway.when), book).value is not True:
            continue
        for step in pathway.steps:
            verdict = evaluate(knowledge.node(step.when), book) if step.when else None
            if verdict is None or verdict.value is not False:
                unsure = verdict is not None and verdict.value is None
                found.append(((int(unsure), step.order, step.id), (pathway, step, verdict)))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _in_step(slug: str, step: Step, checked: Mapping[str, DrugSafety], knowledge: Knowledge) -> DrugInStep:
    name = knowledge.drug_names.labels.get(slug, slug)
    return DrugInStep(id=slug, name=name, status=checked[slug].status if slug in checked else "not_checked")


def _gravest_first(drug: DrugSafety) -> tuple[int, str]:
    return ("avoid", "caution", "needs_checking", "no_known_problem", "not_checked").index(drug.status), drug.id


def _schedule(recommended: list[str], knowledge: Knowledge) -> list[Scheduled]:
    """What to check before and during the drugs that are recommended: one entry a test, whoever asks for it."""
    merged: dict[tuple[str, str], Scheduled] = {}
    for timing in ("baseline", "follow_up"):
        for slug in recommended:
            for item in knowledge.drugs[slug].monitoring:
                if item.timing != timing:
                    continue
                key = (timing, item.what.casefold())
                held = merged.get(key)
                drugs = [*(held.drugs if held else []), *([] if held and slug in held.drugs else [slug])]
                statements = [*(held.says if held else []), wording.says(item)]
                merged[key] = Scheduled(what=item.what, timing=item.timing, drugs=drugs, says=statements)
    return list(merged.values())
