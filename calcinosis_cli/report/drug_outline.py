"""The report of ``lookup``: what it is and whether it helps first, then doses, who must not have it, and the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from calcinosis_cli.assess.drug_sheet import DrugEntry, DrugSheet
from calcinosis_cli.knowledge.model import Drug, Evidence, SafetyRule, Statement
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, Tone, replace_text, section, statement

EFFECTS: dict[str, tuple[str, Tone]] = {
    "avoid": ("Must not have it", "avoid"),
    "caution": ("Take care", "caution"),
    "check": ("Check or ask about", "plain"),
}


def build(sheet: DrugSheet, labels: dict[str, str]) -> list[Block]:
    """Every block of the sheet."""
    citations = Citations(sheet.references)
    blocks: list[Block] = []
    for entry in sheet.drugs:
        blocks += _drug(entry, sheet, citations, labels)
    blocks += [section("What this is", "disclaimer"), *(Block("fact", line) for line in sheet.disclaimer)]
    blocks.append(
        Block("fact", f"calcinosis {sheet.program_version}, knowledge {sheet.knowledge_version}.", tone="dim")
    )
    return [*blocks, section("References"), *citations.blocks()]


def _drug(entry: DrugEntry, sheet: DrugSheet, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    drug = entry.drug
    yield Block("title", drug.name, tone="routine", id=drug.id)
    also = ", ".join([*drug.synonyms, *drug.brands])
    about = "; ".join(
        part for part in (", ".join(entry.class_names), drug.route or "", f"also called {also}" if also else "") if part
    )
    if about:
        yield Block("fact", f"{about}.")
    yield from statement(drug.summary, citations)
    if entry.safety is not None:
        yield section("For this patient", "patient")
        yield from _patient(entry, citations, labels)
    if sheet.partners is None:
        yield from _evidence(drug, citations)
        yield from _doses(drug, citations)
        yield from _safety(drug, citations)
    yield from _interactions(entry, citations)
    if sheet.partners is None:
        yield from _monitoring(drug, citations)
        yield from _group("Role", drug.role, citations)
        yield from _group("Adverse effects", drug.adverse_effects, citations)
        yield from _group("How it works", drug.mechanism, citations)
        yield from _group("What patients should know", drug.patient_notes, citations)
        yield from _group("Where sources disagree", drug.conflicts, citations)


def _group(title: str, statements: Iterable[Statement], citations: Citations) -> Iterator[Block]:
    held = list(statements)
    if held:
        yield section(title)
    for said in held:
        yield from statement(said, citations)


def _evidence(drug: Drug, citations: Citations) -> Iterator[Block]:
    if not drug.evidence:
        return
    yield section("Evidence by disease", "evidence")
    by_disease: dict[str, list[Evidence]] = {}
    for item in drug.evidence:
        by_disease.setdefault(", ".join(d.replace("_", " ") for d in item.diseases), []).append(item)
    for disease, items in by_disease.items():
        yield Block("subsection", disease[0].upper() + disease[1:])
        for item in items:
            size = f", n = {item.n}" if item.n else ""
            response = f"; response: {item.response}" if item.response else ""
            yield from statement(item, citations, lead=f"{item.design}{size}{response}:")


def _doses(drug: Drug, citations: Citations) -> Iterator[Block]:
    if drug.doses:
        yield section("Doses studied, labelled or reported (none is an instruction)", "doses")
    for dose in drug.doses:
        off = ", off-label for calcinosis" if dose.off_label else ""
        lead = f"{dose.status}{off}; {dose.route}; {dose.population}:"
        yield from statement(dose, citations, lead=lead)


def _safety(drug: Drug, citations: Citations) -> Iterator[Block]:
    for effect, (title, tone) in EFFECTS.items():
        rules = [rule for rule in drug.safety if rule.effect == effect]
        if rules:
            yield section(title, f"safety-{effect}")
        for rule in rules:
            yield from _rule(rule, citations, tone)


def _rule(rule: SafetyRule, citations: Citations, tone: Tone) -> list[Block]:
    return statement(rule, citations, lead=f"{rule.label}:", tone=tone)


def _interactions(entry: DrugEntry, citations: Citations) -> Iterator[Block]:
    yield section("Interactions", "interactions")
    if not entry.interactions:
        yield Block("fact", "None is recorded here. That is not proof that there is none.")
    for pair in entry.interactions:
        tone: Tone = "avoid" if pair.rule.severity in ("contraindicated", "major") else "plain"
        both = replace_text(pair.rule, f"{pair.rule.text} {pair.rule.action}")
        yield from statement(both, citations, lead=f"{pair.rule.severity}, with {pair.other_name}:", tone=tone)


def _monitoring(drug: Drug, citations: Citations) -> Iterator[Block]:
    if drug.monitoring:
        yield section("Monitoring", "monitoring")
    for item in drug.monitoring:
        when = "before" if item.timing == "baseline" else "during"
        yield from statement(item, citations, lead=f"{when}, {item.what}:")


def _patient(entry: DrugEntry, citations: Citations, labels: dict[str, str]) -> Iterator[Block]:
    checked = entry.safety
    assert checked is not None
    tone: Tone = {"avoid": "avoid", "no_known_problem": "good"}.get(checked.status, "caution")  # type: ignore[assignment]
    yield Block("fact", f"{STATUS_WORDS[checked.status]}.", tone=tone, id=f"status-{checked.id}")
    for rule in checked.rules:
        if rule.result == "holds":
            yield from statement(rule.says, citations, lead=f"{rule.effect.upper()} ({rule.label}):", tone=tone)
        else:
            ask = "; ".join(labels.get(f, f) for f in rule.ask)
            yield from statement(rule.says, citations, lead=f"Check {ask} ({rule.effect} if {rule.label}):")
