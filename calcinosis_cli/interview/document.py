"""The next questions as a document (``calcinosis.next/1``), for a form or an agent."""

from __future__ import annotations

from typing import Literal

from calcinosis_cli import __version__
from calcinosis_cli.assess import wording
from calcinosis_cli.assess.classify import Classified
from calcinosis_cli.assess.model import ActionResult, Leading, Result
from calcinosis_cli.assess.triage import Triaged
from calcinosis_cli.interview import why
from calcinosis_cli.interview.given import Given
from calcinosis_cli.interview.matters import Effect
from calcinosis_cli.interview.order import Asked, choose, outlook
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Urgency

SCHEMA = "calcinosis.next/1"
DONE = "Nothing left could change the leading diagnosis, the urgency or the drugs of the plan."


class NextChoice(Result, frozen=True, kw_only=True):
    """A value that can be answered."""

    value: str
    label: str
    group: str | None
    help: str | None


class CouldChange(Result, frozen=True, kw_only=True):
    """What an answer could change, and the names of what is at stake."""

    effect: Effect
    names: list[str]


class NextQuestion(Result, frozen=True, kw_only=True):
    """A question: how it is asked, how it is answered, and why.

    An answer goes into the answers document under ``id`` (a dotted path); ``unknown`` there says that it is not known.
    ``units`` are those of a laboratory result, the canonical one first; ``unit`` is that of a plain number.
    """

    id: str
    text: str
    label: str
    help: str | None
    type: Literal["yes_no", "one", "list", "open_list", "number", "laboratory", "text"]
    choices: list[NextChoice]
    units: list[str]
    unit: str | None
    minimum: float | None
    maximum: float | None
    danger: bool
    why: list[str]
    could_change: list[CouldChange]


class NextScreen(Result, frozen=True, kw_only=True):
    """Questions to ask together."""

    section: str
    title: str
    questions: list[NextQuestion]


class Progress(Result, frozen=True, kw_only=True):
    """How far the interview is. What is left is an upper bound: answers make questions fall away."""

    answered: int
    unknown: int
    questions_left: int
    screens_left: int
    questionnaire: int


class Provisional(Result, frozen=True, kw_only=True):
    """What the answers so far say. ``do_now`` is what an emergency asks for within the hour."""

    leading: Leading
    urgency: Urgency
    could_be: Urgency
    because: list[str]
    do_now: list[ActionResult]


class NextDocument(Result, frozen=True, kw_only=True):
    """The result document of ``next``. ``screen`` is null when ``done``."""

    schema: str
    program_version: str
    knowledge_version: str
    done: bool
    message: str | None
    screen: NextScreen | None
    progress: Progress
    provisional: Provisional


def build(given: Given, knowledge: Knowledge) -> NextDocument:
    """What to ask next, given the answers so far."""
    found = outlook(given, knowledge)
    screen = choose(found)
    shown = None
    if screen is not None:
        asked = [_question(a, knowledge) for a in screen.questions]
        shown = NextScreen(section=screen.section.id, title=screen.section.title, questions=asked)
    return NextDocument(
        schema=SCHEMA,
        program_version=__version__,
        knowledge_version=knowledge.manifest.version,
        done=screen is None,
        message=DONE if screen is None else None,
        screen=shown,
        progress=Progress(
            answered=len(given.answers.values),
            unknown=len(given.unknown),
            questions_left=len(found.left),
            screens_left=found.screens_left,
            questionnaire=len(knowledge.findings),
        ),
        provisional=_provisional(found.reach.core.classified, found.reach.core.triaged),
    )


def _question(asked: Asked, knowledge: Knowledge) -> NextQuestion:
    finding = asked.finding
    analyte = knowledge.analytes.get(finding.id)
    return NextQuestion(
        id=finding.id,
        text=finding.question,
        label=finding.label,
        help=finding.help,
        type=finding.type,
        choices=[NextChoice(value=c.id, label=c.label, group=c.group, help=c.help) for c in finding.choices],
        units=[unit.unit for unit in analyte.units] if analyte else [],
        unit=finding.unit,
        minimum=finding.minimum,
        maximum=finding.maximum,
        danger=finding.danger,
        why=[why.sentence(reason) for reason in asked.reasons],
        could_change=[CouldChange(effect=r.effect, names=list(r.names)) for r in asked.reasons],
    )


def _provisional(classified: Classified, triaged: Triaged) -> Provisional:
    first = classified.leading
    kind: Literal["subtype", "mimic", "insufficient"] = "insufficient"
    if first is not None:
        kind = "subtype" if first in classified.subtypes else "mimic"
    return Provisional(
        leading=Leading(
            kind=kind,
            id=first.candidate.id if first else None,
            name=first.candidate.name if first else "Insufficient information",
            verdict=first.verdict if first else None,
        ),
        urgency=triaged.level,
        could_be=triaged.could_be,
        because=[flag.label for flag, _ in triaged.raised],
        do_now=[
            ActionResult(says=wording.says(action), within=action.within, flag=flag.id)
            for flag, _ in triaged.raised
            for action in flag.do
            if action.within == "hour"
        ],
    )
