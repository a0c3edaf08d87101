"""Whether the drugs suit this patient, in blocks: each drug, interactions, monitoring. In the short form a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from calcinosis_cli.assess.model import Assessment, DrugSafety, InteractionResult, RuleResult, Scheduled
from calcinosis_cli.knowledge.model import Ref, Statement
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, Tone, names, replace_text, section, statement
from calcinosis_cli.report.plan_outline import called

GRAVE = ("contraindicated", "major")
TIMING = {"baseline": "before", "follow_up": "during"}


def build(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> list[Block]:
    """Every block about the drugs of the plan and those taken."""
    monitoring = _monitoring_short if a.detail == "short" else _monitoring
    return [*_drugs(a, citations, labels), *_interactions(a, citations), *monitoring(a, citations)]


def _drugs(a: Assessment, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    if a.drug_safety:
        yield section("Safety of each drug", "drug-safety")
    shown = _drug_short if a.detail == "short" else _drug
    for drug in a.drug_safety:
        yield from shown(drug, citations, labels)
    if a.not_checked:
        yield Block(
            "fact",
            f"{', '.join(a.not_checked)}.",
            lead="Taken or tried, but not known here and not checked:",
            tone="caution",
        )


def _drug(drug: DrugSafety, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    yield Block("subsection", _headed(drug), tone=_tone(drug), id=f"drug-{drug.id}")
    for rule in drug.rules:
        if rule.result == "holds":
            yield from _held(rule, citations)
        else:
            ask = names(rule.ask, labels)
            yield from statement(
                rule.says, citations, lead=f"Check {ask or rule.label} ({rule.effect} if {rule.label}):"
            )
    if drug.questions:
        numbers, locators = citations.cite(ref for rule in drug.questions for ref in rule.refs)
        text = "; ".join(dict.fromkeys(rule.label for rule in drug.questions))
        yield Block("item", f"{text}.", "Ask also about:", tuple(dict.fromkeys(numbers)), locators, tone="dim")


def _held(rule: RuleResult, citations: Citations, depth: int = 0) -> list[Block]:
    tone: Tone = "avoid" if rule.effect == "avoid" else "caution"
    return statement(rule.says, citations, lead=f"{rule.effect.upper()} ({rule.label}):", tone=tone, depth=depth)


def _drug_short(drug: DrugSafety, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    """A drug in a line; what makes it one to avoid is said under it."""
    avoided = [rule for rule in drug.rules if rule.result == "holds" and rule.effect == "avoid"]
    held = [rule for rule in drug.rules if rule.result == "holds" and rule.effect != "avoid"]
    open_ = [rule for rule in drug.rules if rule.result != "holds"]
    parts = [
        _listed("Care:", (rule.label for rule in held)),
        _listed("Check:", (_to_check(rule, labels) for rule in open_)),
        _listed("Ask about:", (rule.label for rule in drug.questions)),
    ]
    refs: list[str | Ref] = [ref for rule in (*held, *open_) for ref in rule.says.refs]
    refs += [ref for rule in drug.questions for ref in rule.refs]
    numbers, _ = citations.cite(dict.fromkeys(ref.ref if isinstance(ref, Ref) else ref for ref in refs))
    conventions = any(rule.says.basis for rule in (*held, *open_)) or any(rule.basis for rule in drug.questions)
    text = " ".join(part for part in parts if part)
    tags = ("convention",) if conventions else ()
    yield Block("item", text, f"{_headed(drug)}.", numbers, (), tags, _tone(drug), f"drug-{drug.id}")
    for rule in avoided:
        yield from _held(rule, citations, depth=1)


def _to_check(rule: RuleResult, labels: Mapping[str, str]) -> str:
    asked = names(rule.ask, labels)
    if asked.casefold() == rule.label.casefold():
        return f"{rule.label} ({rule.effect} if so)"
    return f"{asked or rule.label} ({rule.effect} if {rule.label})"


def _listed(lead: str, words: Iterator[str]) -> str:
    held = dict.fromkeys(words)
    return f"{lead} {'; '.join(held)}." if held else ""


def _headed(drug: DrugSafety) -> str:
    return f"{drug.name}{', taken now' if drug.taken else ''}: {STATUS_WORDS[drug.status]}"


def _tone(drug: DrugSafety) -> Tone:
    return {"avoid": "avoid", "no_known_problem": "good"}.get(drug.status, "caution")  # type: ignore[return-value]


def _interactions(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.interactions:
        yield section("Interactions", "interactions")
    for pair in a.interactions:
        tone: Tone = "avoid" if pair.severity in GRAVE else "caution"
        lead = f"{' with '.join(pair.names)} ({pair.severity}):"
        yield from statement(_advice(pair, a.detail == "short"), citations, lead=lead, tone=tone)


def _advice(pair: InteractionResult, short: bool) -> Statement:
    return pair.says if short else replace_text(pair.says, f"{pair.says.text} {pair.action}")


def _monitoring(a: Assessment, citations: Citations) -> Iterator[Block]:
    if a.monitoring:
        yield section("Monitoring, if these drugs are used", "monitoring")
    for timing, title in (("baseline", "Before starting"), ("follow_up", "During treatment")):
        rows = [row for row in a.monitoring if row.timing == timing]
        if rows:
            yield Block("subsection", title)
        for row in rows:
            yield Block("fact", f"{called(row.drugs, a)}.", lead=f"{row.what[0].upper()}{row.what[1:]}:")
            for said in row.says:
                yield from statement(said, citations, depth=1)


def _monitoring_short(a: Assessment, citations: Citations) -> Iterator[Block]:
    """A line a test: when, and for which drugs."""
    if a.monitoring:
        yield section("Monitoring, if these drugs are used", "monitoring")
    tests: dict[str, list[Scheduled]] = {}
    for row in a.monitoring:
        tests.setdefault(row.what.casefold(), []).append(row)
    for rows in tests.values():
        what = rows[0].what
        text = "; ".join(f"{TIMING[row.timing]} {called(row.drugs, a)}" for row in rows)
        numbers, _ = citations.cite(dict.fromkeys(ref.ref for row in rows for ref in row.refs))
        yield Block("item", f"{text}.", f"{what[0].upper()}{what[1:]}:", numbers)
