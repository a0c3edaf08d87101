"""The report of ``lookup``: what it is, whether it helps and in what, doses, who must not have it, what to check, the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from calcinosis_cli.assess.drug_sheet import DrugEntry, DrugSheet
from calcinosis_cli.assess.short import line
from calcinosis_cli.knowledge.model import Drug, SafetyRule
from calcinosis_cli.report import drug_overview
from calcinosis_cli.report.blocks import (
    STATUS_WORDS,
    Block,
    Citations,
    Tone,
    in_brief,
    names,
    replace_text,
    section,
    spoken,
    statement,
)
from calcinosis_cli.report.drug_overview import EFFECTS, GRAVE

Topic = Callable[[Drug, Citations], Iterable[Block]]


def build(sheet: DrugSheet, labels: Mapping[str, str]) -> list[Block]:
    """Every block of the sheet: of one drug, or several compared."""
    citations = Citations(sheet.references)
    if len(sheet.drugs) > 1:
        from calcinosis_cli.report import comparison_outline

        blocks = list(comparison_outline.build(sheet, citations, labels))
    else:
        blocks = list(_drug(sheet.drugs[0], sheet, citations, labels))
    blocks += [section("What this is", "disclaimer"), *(Block("fact", line) for line in sheet.disclaimer)]
    blocks.append(
        Block("fact", f"calcinosis {sheet.program_version}, knowledge {sheet.knowledge_version}.", tone="dim")
    )
    return [*blocks, section("References", "references"), *citations.blocks()]


def _drug(entry: DrugEntry, sheet: DrugSheet, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    drug = entry.drug
    whole = drug.summary
    top = [Block("title", drug.name, tone="routine", id=drug.id), *_named(entry), *in_brief(line(whole), citations)]
    if entry.safety is not None:
        top += [section("For this patient", "patient", close=True), *patient(entry, citations, labels)]
    yield from top
    if sheet.partners is None:
        yield from drug_overview.build(entry, citations, top)
        if line(whole) != whole or whole.conflict:
            yield from _section("What it is", statement(whole, citations))
        for title, topic in TOPICS:
            yield from _section(title, topic(drug, citations))
    yield from _section("Interactions", interactions(entry, citations))
    if sheet.partners is None:
        for title, topic in MORE:
            yield from _section(title, topic(drug, citations))


def _section(title: str, blocks: Iterable[Block]) -> Iterator[Block]:
    held = list(blocks)
    if held:
        yield section(title)
        yield from held


def identity(entry: DrugEntry, citations: Citations) -> Iterator[Block]:
    """Class and route, and what it is."""
    yield from _named(entry)
    yield from statement(entry.drug.summary, citations)


def _named(entry: DrugEntry) -> Iterator[Block]:
    about = "; ".join(part for part in (", ".join(entry.class_names), entry.drug.route or "") if part)
    if about:
        yield Block("fact", f"{about[0].upper()}{about[1:]}.")


def also_called(drug: Drug, _: Citations) -> Iterator[Block]:
    """Other names and brands."""
    also = ", ".join([*drug.synonyms, *drug.brands])
    if also:
        yield Block("fact", f"{also}.")


def _evidence(drug: Drug, citations: Citations) -> Iterator[Block]:
    for item in drug.evidence:
        diseases = ", ".join(map(spoken, item.diseases))
        size = f", n = {item.n}" if item.n else ""
        response = f"; response: {item.response}" if item.response else ""
        lead = f"{diseases[0].upper()}{diseases[1:]} ({item.design}{size}{response}):"
        yield from statement(item, citations, lead=lead)


def _doses(drug: Drug, citations: Citations) -> Iterator[Block]:
    for dose in drug.doses:
        off = ", off-label for calcinosis" if dose.off_label else ""
        lead = f"{dose.status}{off}; {dose.route}; {dose.population}:"
        yield from statement(dose, citations, lead=lead)


def _safety(effect: str) -> Topic:
    def rules(drug: Drug, citations: Citations) -> Iterator[Block]:
        for rule in drug.safety:
            if rule.effect == effect:
                yield from _rule(rule, citations, EFFECTS[effect][1])

    return rules


def _rule(rule: SafetyRule, citations: Citations, tone: Tone) -> list[Block]:
    return statement(rule, citations, lead=f"{rule.label}:", tone=tone)


def interactions(entry: DrugEntry, citations: Citations) -> Iterator[Block]:
    """What it must not be combined with, gravest first."""
    if not entry.interactions:
        yield Block("fact", "None is recorded here. That is not proof that there is none.")
    for pair in entry.interactions:
        tone: Tone = "avoid" if pair.rule.severity in GRAVE else "plain"
        both = replace_text(pair.rule, f"{pair.rule.text} {pair.rule.action}")
        yield from statement(both, citations, lead=f"{pair.rule.severity}, with {pair.other_name}:", tone=tone)


def _monitoring(drug: Drug, citations: Citations) -> Iterator[Block]:
    for item in drug.monitoring:
        when = "before" if item.timing == "baseline" else "during"
        yield from statement(item, citations, lead=f"{when}, {item.what}:")


def _statements(field: str) -> Topic:
    def said(drug: Drug, citations: Citations) -> Iterator[Block]:
        for one in getattr(drug, field):
            yield from statement(one, citations)

    return said


def patient(entry: DrugEntry, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    """Whether it suits the patient whose answers were given, and what must be asked first."""
    checked = entry.safety
    if checked is None:
        return
    tone: Tone = {"avoid": "avoid", "no_known_problem": "good"}.get(checked.status, "caution")  # type: ignore[assignment]
    yield Block("fact", f"{STATUS_WORDS[checked.status]}.", tone=tone, id=f"status-{checked.id}")
    for rule in checked.rules:
        if rule.result == "holds":
            yield from statement(rule.says, citations, lead=f"{rule.effect.upper()} ({rule.label}):", tone=tone)
        else:
            lead = f"Check {names(rule.ask, labels) or rule.label} ({rule.effect} if {rule.label}):"
            yield from statement(rule.says, citations, lead=lead)


TOPICS: tuple[tuple[str, Topic], ...] = (
    ("Evidence by disease", _evidence),
    ("Doses studied, labelled or reported (none is an instruction)", _doses),
    *((title, _safety(effect)) for effect, (title, _) in EFFECTS.items()),
)
"""What is said of a drug before its interactions."""
MORE: tuple[tuple[str, Topic], ...] = (
    ("Monitoring", _monitoring),
    ("Role", _statements("role")),
    ("Adverse effects", _statements("adverse_effects")),
    ("How it works", _statements("mechanism")),
    ("What patients should know", _statements("patient_notes")),
    ("Where sources disagree", _statements("conflicts")),
    ("Also called", also_called),
)
"""What is said of a drug after its interactions."""
