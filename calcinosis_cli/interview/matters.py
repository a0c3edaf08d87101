"""What still matters: the open questions that could change the leading diagnosis, the urgency, or the plan's drugs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from calcinosis_cli.assess.answers import Listed
from calcinosis_cli.assess.interactions import Pair, interactions
from calcinosis_cli.assess.triage import rank
from calcinosis_cli.interview import contest
from calcinosis_cli.interview.contest import Prospect
from calcinosis_cli.interview.reach import ANY, FALSE, TRUE, UNKNOWN, Reach, settled
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Condition
from calcinosis_cli.knowledge.vocabulary import URGENCIES

Effect = Literal["urgency", "diagnosis", "plan", "drug_safety"]

URGENCY_WEIGHT = 6
"""How much, in the order of questions, one step of urgency counts against one point between candidates."""


class Reason(Struct, frozen=True):
    """Why a question is worth asking: what it could change, and the names of what is at stake."""

    effect: Effect
    names: tuple[str, ...]
    weight: int


class Matters:
    """The open questions by finding, each with its reasons."""

    def __init__(self) -> None:
        self._found: dict[str, dict[Effect, tuple[dict[str, None], int]]] = {}

    def add(self, findings: Iterable[str], effect: Effect, name: str, weight: int) -> None:
        """Count ``weight`` and remember ``name`` for each of ``findings``."""
        for finding in findings:
            held = self._found.setdefault(finding, {})
            names, sum_ = held.get(effect, ({}, 0))
            held[effect] = ({**names, name: None}, sum_ + weight)

    def result(self) -> dict[str, tuple[Reason, ...]]:
        """Reasons by finding."""
        return {
            finding: tuple(Reason(effect, tuple(names), weight) for effect, (names, weight) in held.items())
            for finding, held in self._found.items()
        }


def matters(reach: Reach) -> dict[str, tuple[Reason, ...]]:
    """The open questions that could still change the result, with the reasons."""
    found = Matters()
    prospects = contest.prospects(reach)
    rivals = contest.contenders(prospects, reach)
    _register(prospects, rivals, reach)
    for prospect in rivals:
        for finding, points in contest.swings(prospect, reach).items():
            weight = points * contest.close(prospect)
            found.add((finding,), "diagnosis", prospect.judged.candidate.name, weight)
    _urgency(reach, found)
    _drugs(reach, found)
    return found.result()


# --- what later conditions can test -------------------------------------------------------------------------------------


def _register(prospects: list[Prospect], rivals: list[Prospect], reach: Reach) -> None:
    """Tell ``reach`` what ``assessment.*`` can become."""
    by_id = {p.judged.candidate.id: p for p in prospects}
    asked = {id_: frozenset(contest.swings(p, reach)) for id_, p in by_id.items()}
    reach.add_result("assessment.candidates", {id_: p.possible for id_, p in by_id.items()}, asked)
    reach.add_result("assessment.probable", {id_: p.probable for id_, p in by_id.items()}, asked)
    reach.add_result("assessment.not_excluded", {id_: p.not_excluded for id_, p in by_id.items()}, asked)
    _register_kinds(by_id, asked, reach)
    first = reach.core.classified.leading
    if rivals:
        leads = {p.judged.candidate.id for p in rivals}
        if first is None or by_id[first.candidate.id].possible & FALSE:
            leads.add("insufficient")
        masks = dict.fromkeys(leads, TRUE | FALSE)
    else:
        masks = {first.candidate.id if first else "insufficient": TRUE}
    decide = frozenset[str]().union(*(asked[p.judged.candidate.id] for p in rivals))
    reach.add_result("assessment.leading", masks, dict.fromkeys(masks, decide))


def _register_kinds(by_id: dict[str, Prospect], asked: dict[str, frozenset[str]], reach: Reach) -> None:
    masks: dict[str, int] = {}
    findings: dict[str, frozenset[str]] = {}
    for id_, prospect in by_id.items():
        kinds = prospect.judged.candidate.kinds
        sure = settled(prospect.possible) and all(settled(reach.mask(kind.when)) for kind in kinds)
        among = asked[id_].union(*(reach.findings(kind.when) for kind in kinds))
        for kind in kinds:
            if sure:
                now = reach.core.book.test("assessment.kinds", "is", kind.id)
                masks[kind.id] = UNKNOWN if now is None else TRUE if now else FALSE
            else:
                masks[kind.id] = ANY if prospect.possible & TRUE else FALSE
            findings[kind.id] = among
    reach.add_result("assessment.kinds", masks, findings)


# --- urgency ------------------------------------------------------------------------------------------------------------


def _urgency(reach: Reach, found: Matters) -> None:
    """Flags that could raise the urgency; and those that hold it up, where none of them is sure to stay."""
    flags = [(flag, reach.mask(flag.when)) for flag in reach.knowledge.red_flags]
    level = rank(reach.core.triaged.level)
    stays = level == 0 or any(mask == TRUE and rank(flag.urgency) == level for flag, mask in flags)
    can = {level}
    decide: frozenset[str] = frozenset()
    for flag, mask in flags:
        height = rank(flag.urgency)
        if not mask & TRUE or settled(mask) or (stays and height <= level):
            continue
        findings = reach.findings(flag.when)
        found.add(findings, "urgency", flag.label, URGENCY_WEIGHT * height)
        can.add(height)
        decide |= findings
    if not stays:
        can.update(range(level))
    masks = {URGENCIES[height]: TRUE if can == {height} else TRUE | FALSE for height in can}
    reach.add_result("assessment.urgency", masks, dict.fromkeys(masks, decide))


# --- the plan's drugs ----------------------------------------------------------------------------------------------------


class _Place(Struct, frozen=True):
    """A step that names a drug, and its pathway."""

    pathway: Condition
    step: Condition | None
    name: str


def _places(reach: Reach) -> dict[str, list[_Place]]:
    """Where each drug may be recommended, on what could still hold."""
    found: dict[str, list[_Place]] = {}
    for pathway in reach.knowledge.pathways:
        steps = [step for step in pathway.steps if step.phase != "avoid" and step.drugs]
        if not steps or not reach.mask(pathway.when) & TRUE:
            continue
        for step in steps:
            if reach.mask(step.when) != FALSE:
                for drug in step.drugs:
                    found.setdefault(drug, []).append(_Place(pathway.when, step.when, pathway.name))
    return found


def _drugs(reach: Reach, found: Matters) -> None:
    """Whether each drug is in the plan, and then whether it is one to avoid."""
    for slug, places in _places(reach).items():
        if slug not in reach.knowledge.drugs:
            continue
        drug = reach.knowledge.drugs[slug]
        rules = [rule for rule in drug.safety if rule.effect == "avoid" and rule.when is not None]
        if any(reach.mask(rule.when) == TRUE for rule in rules):
            continue  # never recommended, whatever else is answered
        if not any(reach.mask(p.pathway) == TRUE and not reach.mask(p.step) & FALSE for p in places):
            for place in places:
                found.add(reach.findings(place.pathway) | reach.findings(place.step), "plan", place.name, 1)
            if not any(_holds_now(place, reach) for place in places):
                continue  # ask about its safety once it is in the plan
        for rule in rules:
            if reach.mask(rule.when) & TRUE:
                found.add(reach.findings(rule.when), "drug_safety", drug.name, 1)
        found.add(_interacting(slug, reach), "drug_safety", drug.name, 1)


def _holds_now(place: _Place, reach: Reach) -> bool:
    return reach.now(place.pathway) is True and reach.now(place.step) is not False


def _interacting(slug: str, reach: Reach) -> frozenset[str]:
    """What decides whether current medication forbids a drug."""
    if not reach.given.has("medications"):
        return reach.open("medications")
    listed = reach.given.answers.values.get("medications")
    return frozenset[str]().union(
        *(
            reach.findings(pair.rule.when)
            for other in (listed.members if isinstance(listed, Listed) else ())
            for pair in _forbidding(slug, other, reach.knowledge)
        )
    )


def _forbidding(slug: str, other: str, knowledge: Knowledge) -> Iterable[Pair]:
    return (p for p in interactions(slug, other, knowledge) if p.rule.severity == "contraindicated")
