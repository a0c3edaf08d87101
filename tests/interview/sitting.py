"""An interview without a terminal: a patient whose answers are known answers what is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from calcinosis_cli.assess.answers import Answer, Answers
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.interview.given import Given
from calcinosis_cli.interview.order import Screen, next_questions
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Finding

Patient = Callable[[Finding], Answer | None]


@dataclass
class Sitting:
    """What was asked, and the answers at the end."""

    given: Given = field(default_factory=Given)
    screens: list[Screen] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        return [asked.finding.id for screen in self.screens for asked in screen.questions]


def interview(patient: Patient, knowledge: Knowledge) -> Sitting:
    """Ask until nothing is left to ask."""
    sitting = Sitting()
    while (screen := next_questions(sitting.given, knowledge)) is not None:
        sitting.screens.append(screen)
        for asked in screen.questions:
            sitting.given = answered(sitting.given, asked.finding, patient(asked.finding), knowledge)
    return sitting


def answered(given: Given, finding: Finding, answer: Answer | None, knowledge: Knowledge) -> Given:
    """With one more answer (None: not known), in the order of the questionnaire."""
    if answer is None:
        return Given(given.answers, given.unknown | {finding.id})
    values = {**given.answers.values, finding.id: answer}
    ordered = {id_: values[id_] for id_ in knowledge.findings if id_ in values}
    return Given(Answers(ordered), given.unknown - {finding.id})


def result(answers: Answers, knowledge: Knowledge) -> tuple[str | None, str, list[str]]:
    """What no skipped question may change: the leading diagnosis, the urgency, the drugs recommended."""
    done = assess(answers, knowledge)
    return (
        done.leading.id,
        done.urgency.level,
        sorted(drug.id for drug in done.drug_safety if drug.planned and drug.status != "avoid"),
    )
