"""Why: what made it urgent, what the leading candidates are, tests still missing, criteria, values, and what this is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.model import ActionResult, Assessment, CandidateResult, CriterionResult, InputValue
from calcinosis_cli.report.blocks import Block, Citations, Tone, names, section, statement
from calcinosis_cli.report.first_screen import LIKELY, action, bars, likely, ranked
from calcinosis_cli.report.pictures import Range
from calcinosis_cli.text import visible

RESULTS: dict[str, Tone] = {"met": "good", "unmet": "dim", "unknown": "plain"}


def urgency(
    a: Assessment, later: Iterable[ActionResult], citations: Citations, labels: Mapping[str, str]
) -> Iterator[Block]:
    """What else to do, what made it urgent, and what could still make it more so."""
    held = list(later)
    if held:
        yield section("What else to do, soonest first", "now-more")
    for wanted in held:
        yield from action(wanted, citations)
    u = a.urgency
    if u.reasons or u.unasked:
        yield section("Why this urgency", "urgency-why")
    for flag in u.reasons:
        because = ", ".join(reason.text for reason in flag.because)
        text = flag.label[0].upper() + flag.label[1:] + (f" ({because})" if because else "")
        yield Block("fact", f"{text}.", lead=f"{flag.urgency}:", tone=flag.urgency, id=flag.id)
        yield from statement(flag.why, citations, lead="Why:", depth=1)
    for open_ in u.unasked:
        text = f"{open_.label[0].upper()}{open_.label[1:]}. Ask about: {names(open_.ask, labels)}."
        yield Block("fact", text, lead=f"Not ruled out, {open_.urgency}:", tone="caution")


def leading(a: Assessment, citations: Citations) -> Iterator[Block]:
    """What each candidate that is at least possible is, and its kinds."""
    found = likely(a)
    if found:
        yield section("What it may be", "leading-more")
    for candidate in found:
        mimic = " (looks like calcinosis, is not)" if candidate in a.mimics else ""
        yield Block("subsection", f"{candidate.name}: {candidate.verdict}{mimic}")
        yield from statement(candidate.definition, citations)
        for kind in candidate.kinds:
            if kind.certainty != "open":
                provisional = ", provisionally" if kind.certainty == "provisional" else ""
                yield from statement(kind.says, citations, lead=f"{kind.name}{provisional}:")
        still_open = [kind.name for kind in candidate.kinds if kind.certainty == "open"]
        if still_open:
            yield Block("fact", f"{'; '.join(still_open)}.", lead="Kinds not ruled out:", tone="dim")


def workup(a: Assessment, citations: Citations) -> Iterator[Block]:
    """Tests whose results are missing and would decide something."""
    if a.workup:
        yield section("Tests still missing", "workup")
    for item in a.workup:
        yield from statement(item.says, citations, lead=f"{item.name}:")
        if item.decides:
            yield Block("note", f"{', '.join(item.decides)}.", lead="Bears on:", depth=1, tone="dim")


def change(a: Assessment) -> Iterator[Block]:
    """Single answers that would alter the result."""
    if a.would_change:
        yield section("What would change this", "would-change")
    for one in a.would_change:
        yield Block("fact", f"{one.text}.")


def candidates(
    a: Assessment, citations: Citations, labels: Mapping[str, str], explain: bool = False
) -> Iterator[Block]:
    """Every candidate with its points; the criteria that are met, or with ``explain`` all of them."""
    yield section("Every criterion of every candidate" if explain else "Candidates and criteria", "candidates")
    drawn = {bar.name: bar for bar in bars(a)}
    held = ranked(a)
    first_unlikely = next((c for c in held if c.verdict not in LIKELY), None)
    for candidate in held:
        if candidate is first_unlikely and not explain and candidate is not held[0]:
            yield Block("subsection", "Less likely")
        better = f", could become {candidate.could_be}" if candidate.could_be != candidate.verdict else ""
        text = f"{candidate.verdict} ({candidate.points} points{better})"
        if not explain and candidate.verdict not in LIKELY:
            yield Block("fact", f"{text}.", lead=f"{candidate.name}:", id=f"candidate-{candidate.id}")
            continue
        yield Block(
            "subsection",
            f"{candidate.name}: {text}",
            id=f"candidate-{candidate.id}",
            picture=drawn.get(candidate.name),
        )
        if explain:
            for result in RESULTS:
                yield from _all_criteria(candidate, result, citations, labels)
        else:
            yield from (_criterion(c, citations) for c in candidate.criteria if c.result == "met")
        if candidate.verdict in LIKELY:
            for said in candidate.discriminators:
                yield from statement(said, citations, lead="Tells apart:")


def _all_criteria(
    candidate: CandidateResult, result: str, citations: Citations, labels: Mapping[str, str]
) -> Iterator[Block]:
    for criterion in candidate.criteria:
        if criterion.result == result:
            yield _criterion(criterion, citations, f"{result}, ", RESULTS[result], names(criterion.ask, labels))


def _criterion(
    criterion: CriterionResult, citations: Citations, before: str = "", tone: Tone = "plain", ask: str = ""
) -> Block:
    numbers, locators = citations.cite(criterion.refs)
    sign = {"against": "against", "excludes": "excludes", "required": "required"}.get(criterion.role, "for")
    because = ", ".join(reason.text for reason in criterion.because)
    tags = tuple(
        t for t in (f"level {criterion.level}" if criterion.level else "", "convention" if criterion.basis else "") if t
    )
    points = "" if criterion.role == "excludes" else f", {criterion.weight}"
    text = f"{criterion.label} ({because})." if because else f"{criterion.label}."
    if ask:
        text += f" Ask about: {ask}."
    return Block("item", text, f"{before}{sign}{points}:", numbers, locators, tags, tone, criterion.id)


def values(a: Assessment, citations: Citations) -> Iterator[Block]:
    """What was answered and what was computed from it."""
    yield section("What was answered", "input")
    for name in ("id", "source"):
        given = getattr(a.input, name)
        if given is not None:
            yield Block("row", f"{visible(str(given), 200)}", lead=f"{'Case' if name == 'id' else 'Source'}:")
    for answer in a.input.answers:
        yield _answer(answer, citations)
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


def disclaimer(a: Assessment) -> Iterator[Block]:
    """What this program is, and is not."""
    yield section("What this is", "disclaimer")
    for line in a.disclaimer:
        yield Block("fact", line)
    yield Block("fact", f"calcinosis {a.program_version}, knowledge {a.knowledge_version}.", tone="dim")


def _answer(answer: InputValue, citations: Citations) -> Block:
    """An answer; a number that has a reference interval stands on it."""
    text = f"{answer.text}."
    if answer.unit is None or (answer.low is None and answer.high is None):
        return Block("row", text, lead=f"{answer.label}:")
    picture = Range(answer.value, answer.low, answer.high, answer.unit)
    bounds = {
        (True, True): f"{answer.low:g} to {answer.high:g}"
        if answer.low is not None and answer.high is not None
        else "",
        (True, False): f"from {answer.low:g}" if answer.low is not None else "",
        (False, True): f"up to {answer.high:g}" if answer.high is not None else "",
    }[answer.low is not None, answer.high is not None]
    shown = "" if answer.given and answer.given.endswith(answer.unit) else f" {answer.value:g} {answer.unit}."
    numbers, locators = citations.cite(answer.range_refs)
    return Block(
        "row",
        f"{text}{shown} Normal {bounds} {answer.unit}.",
        lead=f"{answer.label}:",
        cites=numbers,
        locators=locators,
        picture=picture,
    )
