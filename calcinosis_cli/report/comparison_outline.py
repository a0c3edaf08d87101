"""Several drugs side by side: topic by topic, and under each topic drug by drug. No text is cut to fit a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from calcinosis_cli.assess.drug_sheet import DrugEntry, DrugSheet
from calcinosis_cli.knowledge.model import Drug
from calcinosis_cli.report import drug_outline
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, section, spoken

Topic = Callable[[Drug, Citations], Iterable[Block]]


def build(sheet: DrugSheet, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    """The comparison of the drugs of ``sheet``."""
    names = ", ".join(entry.drug.name for entry in sheet.drugs)
    yield Block("title", f"{len(sheet.drugs)} compared: {names}", tone="routine")
    yield section("At a glance", "glance")
    for entry in sheet.drugs:
        yield Block("row", _glance(entry), lead=f"{entry.drug.name}:")
    yield from _topic("What each is", sheet, lambda entry: drug_outline.identity(entry, citations))
    if any(entry.safety for entry in sheet.drugs):
        yield from _topic("For this patient", sheet, lambda entry: drug_outline.patient(entry, citations, labels))
    if sheet.partners is None:
        for title, topic in drug_outline.TOPICS:
            yield from _topic(title, sheet, lambda entry, topic=topic: topic(entry.drug, citations))  # type: ignore[misc]
    yield from _topic("Interactions", sheet, lambda entry: drug_outline.interactions(entry, citations))
    if sheet.partners is None:
        for title, topic in drug_outline.MORE:
            yield from _topic(title, sheet, lambda entry, topic=topic: topic(entry.drug, citations))  # type: ignore[misc]


def _topic(title: str, sheet: DrugSheet, of: Callable[[DrugEntry], Iterable[Block]]) -> Iterator[Block]:
    found = [(entry.drug.name, list(of(entry))) for entry in sheet.drugs]
    if not any(blocks for _, blocks in found):
        return
    yield section(title)
    for name, blocks in found:
        yield Block("subsection", name)
        yield from blocks or [Block("fact", "Nothing is recorded here.", tone="dim")]


def _glance(entry: DrugEntry) -> str:
    """How much evidence there is, who must not have it, and what it means for the patient, in one line."""
    drug = entry.drug
    diseases = list(dict.fromkeys(spoken(d) for item in drug.evidence for d in item.diseases))
    avoid = [rule.label for rule in drug.safety if rule.effect == "avoid"]
    parts = [STATUS_WORDS[entry.safety.status] + " for this patient"] if entry.safety else []
    parts.append(f"evidence in {', '.join(diseases)}" if diseases else "no evidence recorded")
    if avoid:
        parts.append(f"must not: {', '.join(avoid)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
