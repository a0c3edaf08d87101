"""Several drugs side by side: topic by topic, and under each topic drug by drug. No text is cut to fit a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from calcinosis_cli.assess.drug_sheet import DrugEntry, DrugSheet
from calcinosis_cli.knowledge.model import Drug
from calcinosis_cli.report import drug_outline, drug_overview
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, section

Topic = Callable[[Drug, Citations], Iterable[Block]]


def build(sheet: DrugSheet, citations: Citations, labels: Mapping[str, str]) -> Iterator[Block]:
    """The comparison of the drugs of ``sheet``."""
    names = ", ".join(entry.drug.name for entry in sheet.drugs)
    yield Block("title", f"{len(sheet.drugs)} compared: {names}", tone="routine")
    yield section("At a glance", "glance")
    yield from _glance(sheet, citations)
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


def _glance(sheet: DrugSheet, citations: Citations) -> Iterator[Block]:
    """What one would ask of each, question by question, in a few words."""
    if any(entry.safety for entry in sheet.drugs):
        yield Block("subsection", "For this patient")
        for entry in sheet.drugs:
            if entry.safety:
                yield Block("row", f"{STATUS_WORDS[entry.safety.status]}.", lead=f"{entry.drug.name}:")
    yield Block("subsection", "Whether it helps")
    for entry in sheet.drugs:
        for block in drug_overview.evidence(entry.drug, citations):
            yield _of(entry, block)
    yield Block("subsection", "A dose that was used")
    for entry in sheet.drugs:
        told = drug_overview.dose(entry.drug, citations) or [Block("fact", "none is recorded here.")]
        yield from (_of(entry, block) if not block.depth else block for block in told)
    safety = {entry.drug.id: list(drug_overview.safety(entry)) for entry in sheet.drugs}
    for lead in dict.fromkeys(block.lead for blocks in safety.values() for block in blocks):
        yield Block("subsection", lead.rstrip(":"))
        for entry in sheet.drugs:
            found = next((block for block in safety[entry.drug.id] if block.lead == lead), None)
            text = found.text if found else "none is recorded here."
            yield Block("row", text, lead=f"{entry.drug.name}:", tone=found.tone if found else "plain")


def _of(entry: DrugEntry, block: Block) -> Block:
    """A block of one drug, with its name in front."""
    text = f"{block.lead} {block.text}" if block.lead else block.text
    return replace(block, text=text, lead=f"{entry.drug.name}:", id=None)
