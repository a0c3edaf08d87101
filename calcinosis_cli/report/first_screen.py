"""What a clinician reads first: how urgent, what to do now, what it most likely is and why, what is missing, what to avoid.

It is cut to fit 24 lines of 80 columns by leaving whole statements for further down, never by shortening one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from calcinosis_cli.assess.model import ActionResult, Assessment, CandidateResult, DrugSafety, StepResult
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, Tone, names, section, statement
from calcinosis_cli.report.layout import lines
from calcinosis_cli.report.pictures import Bar

LINES, COLUMNS = 23, 80
URGENCY_WORDS = {
    "emergency": "EMERGENCY: act now",
    "urgent": "URGENT: act within days",
    "soon": "SOON: act within weeks",
    "routine": "ROUTINE",
}
WITHIN = {"hour": "Within the hour", "day": "Today", "week": "This week", "month": "This month", None: "Then"}
LIKELY = ("definite", "probable", "possible")
VERDICTS = {"definite": 0, "probable": 0, "possible": 0, "unlikely": 1, "excluded": 2}


def ranked(assessment: Assessment) -> list[CandidateResult]:
    """Subtypes and mimics together, best first."""
    leads = assessment.leading.id
    both = [*assessment.subtypes, *assessment.mimics]
    return sorted(both, key=lambda c: (VERDICTS[c.verdict], -c.points, c.id != leads, c.id))


def likely(assessment: Assessment) -> list[CandidateResult]:
    """The candidates that are at least possible, best first."""
    return [c for c in ranked(assessment) if c.verdict in LIKELY]


def bars(assessment: Assessment) -> list[Bar]:
    """A bar of points for and against each candidate that is at least possible, best first."""
    found = []
    for candidate in likely(assessment):
        met = [c for c in candidate.criteria if c.result == "met"]
        supports = sum(c.weight for c in met if c.role in ("supports", "required"))
        against = sum(c.weight for c in met if c.role == "against")
        found.append(Bar(candidate.name, candidate.verdict, supports, against))
    most = max((bar.supports + bar.against for bar in found), default=0)
    return [Bar(bar.name, bar.verdict, bar.supports, bar.against, most) for bar in found]


class Brevity(Struct, frozen=True):
    """How much the first screen names: things in a list, and reasons for the first and the second candidate."""

    named: int
    reasons: tuple[int, int]


BREVITIES = (Brevity(4, (3, 2)), Brevity(3, (2, 1)), Brevity(2, (1, 1)), Brevity(1, (1, 0)))
"""From the most that a screen names to the least; the first that fits is taken."""


def build(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> tuple[list[Block], list[ActionResult]]:
    """The blocks of the first screen, and the actions that it had no room for."""
    for brevity in BREVITIES:
        top = list(_urgency(a, labels, brevity))
        rest = [*_leading(a, labels, brevity), *_missing(a, labels), *_avoid(a, brevity)]
        room = LINES - _height([*top, section("What to do now", "now", close=True), *rest])
        if room >= _least(a):
            break
    held: list[Block] = []
    shown = 0
    if a.urgency.do:
        for wanted in a.urgency.do:
            made = action(wanted, citations)
            if shown and _height([*held, *made]) > room - 1:
                break
            held += made
            shown += 1
        left = len(a.urgency.do) - shown
        if left:
            held.append(Block("fact", f"{left} more below."))
    else:
        for step in _first_steps(a):
            made = statement(step.says, citations) + told(step)
            if held and _height([*held, *made]) > room:
                break
            held += made
    heading = [section("What to do now" if a.urgency.do else "First steps", "now", close=True)] if held else []
    screen = [*top, *heading, *held, *rest]
    for step in _avoid_steps(a):
        made = statement(step.says, citations)
        if _height([*screen, *made]) > LINES:
            break
        screen += made
    return screen, a.urgency.do[shown:]


def _least(a: Assessment) -> int:
    """Lines that the first thing to do takes, and the line that says how many more there are."""
    if a.urgency.do:
        return _height(action(a.urgency.do[0], Citations(a.references))) + (len(a.urgency.do) > 1)
    first = next(_first_steps(a), None)
    return _height(statement(first.says, Citations(a.references)) + told(first)) if first else 0


def _height(blocks: Iterable[Block]) -> int:
    return sum(1 for _ in lines(blocks, COLUMNS))


def action(wanted: ActionResult, citations: Citations) -> list[Block]:
    """Something to do, with how soon."""
    return statement(wanted.says, citations, lead=f"{WITHIN[wanted.within]}:")


def told(step: StepResult) -> list[Block]:
    """What the drugs of a step mean in this patient, when that is not plainly well."""
    found = [
        f"{d.name}: {STATUS_WORDS[d.status]}" for d in step.drugs if d.status in ("avoid", "caution", "needs_checking")
    ]
    if not found:
        return []
    tone: Tone = "avoid" if any(d.status == "avoid" for d in step.drugs) else "caution"
    return [Block("note", f"{'; '.join(found)}.", lead="In this patient:", tone=tone, depth=1)]


def _first_steps(a: Assessment) -> Iterator[StepResult]:
    """The steps of the plan that certainly apply, in order."""
    for phase in a.plan:
        if phase.id not in ("avoid", "monitor", "recurrence"):
            yield from (step for step in phase.steps if not step.depends_on)


def _avoid_steps(a: Assessment) -> Iterator[StepResult]:
    """What the plan says to avoid and certainly applies, in order."""
    for phase in a.plan:
        if phase.id == "avoid":
            yield from (step for step in phase.steps if not step.depends_on)


def _some(words: Iterable[str], named: int) -> str:
    """The first few of ``words``, and how many more there are."""
    every = list(dict.fromkeys(words))
    shown = every if len(every) <= named + 1 else every[:named]
    more = len(every) - len(shown)
    return "; ".join(shown) + (f"; and {more} more, below" if more else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _urgency(a: Assessment, labels: Mapping[str, str], brevity: Brevity) -> Iterator[Block]:
    u = a.urgency
    open_ended = f"; {u.could_be} not ruled out" if u.could_be != u.level else ""
    yield Block("title", f"{URGENCY_WORDS[u.level]}{open_ended}", tone=u.level, id="urgency")
    if u.reasons:
        yield Block("fact", f"{_capital(_some((flag.label for flag in u.reasons), brevity.named))}.", lead="Because:")
    else:
        yield Block("fact", "No danger sign among the answers.", lead="Because:")
    if u.could_be != u.level:
        asked = (labels.get(finding, finding) for open_ in u.unasked for finding in open_.ask)
        yield Block(
            "fact", f"{u.could_be}. Ask about: {_some(asked, brevity.named)}.", lead="Not ruled out:", tone="caution"
        )


def _leading(a: Assessment, labels: Mapping[str, str], brevity: Brevity) -> Iterator[Block]:
    yield section("Most likely", "leading", close=True)
    if a.leading.kind == "insufficient":
        ask = names(a.sufficiency.most_helpful, labels)
        yield Block("fact", f"Too little is known to name a leading diagnosis. Most helpful: {ask}.", tone="caution")
        return
    found = likely(a)
    drawn = bars(a)
    for candidate, bar in zip(found[:2], drawn, strict=False):
        mimic = " (looks like calcinosis, is not)" if candidate in a.mimics else ""
        kinds = [k.name for k in candidate.kinds if k.certainty == "shown"]
        kind = f", {', '.join(kinds)}" if kinds else ""
        points = f"{bar.supports} points for" + (f", {bar.against} against" if bar.against else "")
        text = f"{candidate.verdict}{kind}{mimic}, {points}. {_deciding(candidate, brevity.reasons[candidate is not found[0]])}"
        yield Block("fact", text.strip(), lead=f"{candidate.name}:", id=candidate.id, picture=bar)
    if len(found) > 2:
        others = "; ".join(f"{c.name} ({c.verdict})" for c in found[2:])
        yield Block("fact", f"{others}.", lead="Also:")


def _deciding(candidate: CandidateResult, most: int) -> str:
    """The weightiest reasons for a candidate, and the weightiest against it."""
    met = sorted((c for c in candidate.criteria if c.result == "met"), key=lambda c: -c.weight)
    supports = [c.label for c in met if c.role in ("supports", "required")]
    against = [c.label for c in met if c.role == "against"]
    shown = supports[:most]
    more = len(supports) - len(shown) + max(0, len(against) - 1)
    text = "; ".join(shown)
    if against:
        text += f"; but against it: {against[0]}" if text else f"Against it: {against[0]}"
    return f"{text}{f'; and {more} more, below' if more else ''}." if text else ""


def _missing(a: Assessment, labels: Mapping[str, str]) -> Iterator[Block]:
    s = a.sufficiency
    if s.most_helpful and a.leading.kind != "insufficient":
        helpful = names(s.most_helpful, labels)
        yield section("Missing", "missing", close=True)
        yield Block("fact", f"{helpful}. Known: {s.known} of the {s.separating} findings that separate the candidates.")


def _avoid(a: Assessment, brevity: Brevity) -> Iterator[Block]:
    avoided = sorted((d for d in a.drug_safety if d.status == "avoid"), key=lambda d: (not d.taken, d.name))
    taken = sum(drug.taken for drug in avoided)
    steps = sum(len(phase.steps) for phase in a.plan if phase.id == "avoid")
    text = f"{_some(map(_avoided, avoided), max(brevity.named, taken))}. " if avoided else ""
    if steps:
        text += f"See Avoid in the plan ({steps})."
    if text:
        yield section("Avoid", "avoid-first", close=True)
        yield Block("fact", text.strip(), tone="avoid")


def _avoided(drug: DrugSafety) -> str:
    """A drug to avoid, whether it is taken, and why. One that is taken may be dangerous to stop: its cautions are below."""
    why = [rule.label for rule in drug.rules if rule.result == "holds" and rule.effect == "avoid"]
    if drug.taken:
        why.append("before stopping it read its cautions below")
    return f"{drug.name}{', TAKEN NOW' if drug.taken else ''}" + (f" ({'; '.join(why)})" if why else "")
