"""Why: what made it urgent, what the leading candidates are, tests still missing, and every candidate with its criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.model import ActionResult, Assessment, CandidateResult, CriterionResult, Unasked
from calcinosis_cli.report.blocks import Block, Citations, Tone, names, section, statement
from calcinosis_cli.report.first_screen import LIKELY, action, bars, likely, ranked

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
    for urgency_, open_ in _open(u.unasked, together=a.detail == "short"):
        text = "; ".join(flag.label for flag in open_)
        ask = names((finding for flag in open_ for finding in flag.ask), labels)
        yield Block(
            "fact",
            f"{text[0].upper()}{text[1:]}. Ask about: {ask}.",
            lead=f"Not ruled out, {urgency_}:",
            tone="caution",
        )


def _open(unasked: Iterable[Unasked], together: bool) -> Iterator[tuple[str, list[Unasked]]]:
    """Flags that are not ruled out: one by one, or those of one urgency together."""
    if not together:
        yield from ((flag.urgency, [flag]) for flag in unasked)
        return
    held: dict[str, list[Unasked]] = {}
    for flag in unasked:
        held.setdefault(flag.urgency, []).append(flag)
    yield from held.items()


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
        decides = ", ".join(item.decides)
        short = a.detail == "short"
        lead = f"{item.name} (bears on {decides}):" if decides and short else f"{item.name}:"
        yield from statement(item.says, citations, lead=lead)
        if decides and not short:
            yield Block("note", f"{decides}.", lead="Bears on:", depth=1, tone="dim")


def change(a: Assessment) -> Iterator[Block]:
    """Single answers that would alter the result."""
    if a.would_change:
        yield section("What would change this", "would-change")
    held: dict[str, list[str]] = {}
    for one in a.would_change:
        held.setdefault(one.text.removesuffix(one.then), []).append(one.then)
    for answer, effects in held.items():
        yield Block("fact", f"{answer}{'; '.join(effects)}.")


def candidates(
    a: Assessment, citations: Citations, labels: Mapping[str, str], explain: bool = False
) -> Iterator[Block]:
    """Every candidate with its points; the criteria that are met, or with ``explain`` all of them."""
    yield section("Every criterion of every candidate" if explain else "Candidates and criteria", "candidates")
    drawn = {bar.name: bar for bar in bars(a)}
    held = ranked(a)
    whole = held if explain else likely(a)
    for candidate in whole:
        name = f"{candidate.name}: {_standing(candidate)}"
        yield Block("subsection", name, id=f"candidate-{candidate.id}", picture=drawn.get(candidate.name))
        if explain:
            for result in RESULTS:
                yield from _all_criteria(candidate, result, citations, labels)
        else:
            met = (c for c in candidate.criteria if c.result == "met")
            yield from (_criterion(c, citations, reasons=a.detail == "full") for c in met)
        if candidate.verdict in LIKELY:
            for said in candidate.discriminators:
                yield from statement(said, citations, lead="Tells apart:")
    yield from _less_likely([c for c in held if c not in whole], together=a.detail == "short", below=bool(whole))


def _standing(candidate: CandidateResult) -> str:
    better = f", could become {candidate.could_be}" if candidate.could_be != candidate.verdict else ""
    return f"{candidate.verdict} ({candidate.points} points{better})"


def _less_likely(candidates: list[CandidateResult], together: bool, below: bool) -> Iterator[Block]:
    """Candidates in a line each, or all in one paragraph by verdict."""
    if candidates and below and not together:
        yield Block("subsection", "Less likely")
    if not together:
        for candidate in candidates:
            lead = f"{candidate.name}:"
            yield Block("fact", f"{_standing(candidate)}.", lead=lead, id=f"candidate-{candidate.id}")
        return
    held: dict[tuple[str, str], list[str]] = {}
    for candidate in candidates:
        held.setdefault((candidate.verdict, candidate.could_be), []).append(candidate.name)
    for (verdict, could_be), named in held.items():
        lead = verdict.capitalize() + (f", could become {could_be}" if could_be != verdict else "")
        yield Block("fact", f"{'; '.join(named)}.", lead=f"{lead}:")


def _all_criteria(
    candidate: CandidateResult, result: str, citations: Citations, labels: Mapping[str, str]
) -> Iterator[Block]:
    for criterion in candidate.criteria:
        if criterion.result == result:
            yield _criterion(criterion, citations, f"{result}, ", RESULTS[result], names(criterion.ask, labels))


def _criterion(
    criterion: CriterionResult,
    citations: Citations,
    before: str = "",
    tone: Tone = "plain",
    ask: str = "",
    reasons: bool = True,
) -> Block:
    numbers, locators = citations.cite(criterion.refs)
    sign = {"against": "against", "excludes": "excludes", "required": "required"}.get(criterion.role, "for")
    because = ", ".join(reason.text for reason in criterion.because) if reasons else ""
    tags = tuple(
        t for t in (f"level {criterion.level}" if criterion.level else "", "convention" if criterion.basis else "") if t
    )
    points = "" if criterion.role == "excludes" else f", {criterion.weight}"
    text = f"{criterion.label} ({because})." if because else f"{criterion.label}."
    if ask:
        text += f" Ask about: {ask}."
    return Block("item", text, f"{before}{sign}{points}:", numbers, locators, tags, tone, criterion.id)
