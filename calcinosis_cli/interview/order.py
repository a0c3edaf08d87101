"""Which questions next: danger signs, then what separates the leading candidates best, then what decides the drugs."""

from __future__ import annotations

from msgspec import Struct

from calcinosis_cli.interview.given import Given
from calcinosis_cli.interview.matters import Reason, matters
from calcinosis_cli.interview.reach import Reach
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Finding, Section


class Asked(Struct, frozen=True):
    """A question worth asking, and why."""

    finding: Finding
    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        """How much hangs on it, for the order of questions."""
        return sum(reason.weight for reason in self.reasons)


class Screen(Struct, frozen=True):
    """Questions of one section that are asked together, in the order of the questionnaire."""

    section: Section
    questions: tuple[Asked, ...]


class Outlook(Struct, frozen=True):
    """What is known of the interview after some answers: the state they lead to and the questions left."""

    reach: Reach
    left: tuple[Asked, ...]

    @property
    def screens_left(self) -> int:
        """About how many screens are left: the sections that hold a question still open."""
        sections = {s.id: {f.id for f in s.findings} for s in self.reach.knowledge.sections}
        ids = {asked.finding.id for asked in self.left}
        return sum(bool(held & ids) for held in sections.values())


def outlook(given: Given, knowledge: Knowledge) -> Outlook:
    """The questions that could still change the result, in the order of the questionnaire."""
    reach = Reach(given, knowledge)
    found = matters(reach)
    left = tuple(Asked(finding, found[id_]) for id_, finding in knowledge.findings.items() if id_ in found)
    return Outlook(reach, left)


def remaining(given: Given, knowledge: Knowledge) -> tuple[Asked, ...]:
    """The questions that could still change the leading diagnosis, the urgency or the drugs recommended.

    Whatever is answered to the others leaves these unchanged.
    """
    return outlook(given, knowledge).left


def next_questions(given: Given, knowledge: Knowledge) -> Screen | None:
    """The screen to ask next; None when nothing left could change the result."""
    return choose(outlook(given, knowledge))


def choose(found: Outlook) -> Screen | None:
    """The section of the first stage on which most hangs, whole, so that it need not be opened again for later stages."""
    if not found.left:
        return None
    first = min(_stage(asked) for asked in found.left)
    due = [asked for asked in found.left if _stage(asked) == first]
    best = due[0] if first == DANGER else max(due, key=lambda asked: asked.weight)
    section = section_of(best.finding, found.reach.knowledge)
    within = {finding.id for finding in section.findings}
    mates = due if first == DANGER else [asked for asked in found.left if asked.finding.id in within]
    return Screen(section, tuple(mates))


def section_of(finding: Finding, knowledge: Knowledge) -> Section:
    """The section of the questionnaire that holds a finding."""
    return next(section for section in knowledge.sections if any(f.id == finding.id for f in section.findings))


DANGER, DECIDING, PLANNING, SAFETY = range(4)


def _stage(asked: Asked) -> int:
    effects = {reason.effect for reason in asked.reasons}
    if asked.finding.danger and "urgency" in effects:
        return DANGER
    if effects & {"urgency", "diagnosis"}:
        return DECIDING
    return PLANNING if "plan" in effects else SAFETY
