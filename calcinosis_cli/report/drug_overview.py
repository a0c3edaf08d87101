"""The first screen of a look-up, in few words, all of which is said in full further down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.drug_sheet import DrugEntry
from calcinosis_cli.assess.short import line
from calcinosis_cli.knowledge.model import Dose, Drug, Evidence
from calcinosis_cli.report.blocks import Block, Citations, Tone, in_brief, section, spoken
from calcinosis_cli.report.layout import lines

LINES, COLUMNS = 23, 80
NAMED = 5
DIRECTIONS = {"supports": "helped", "mixed": "mixed", "against": "did not help", "none": "no effect shown"}
DOSES = ("guideline", "studied", "labelled", "reported")
"""Doses for this use in the order in which they are told; a dose labelled for another use comes after them all."""
GRAVE = ("contraindicated", "major")
EFFECTS: dict[str, tuple[str, Tone]] = {
    "avoid": ("Must not have it", "avoid"),
    "caution": ("Take care", "caution"),
    "check": ("Check or ask about", "plain"),
}


def build(entry: DrugEntry, citations: Citations, above: Iterable[Block]) -> Iterator[Block]:
    """The first screen (``above`` is already on it): what is said in full, with its source, further down.

    One dose in a line, and as much of the evidence and as many more doses as there is room for.
    """
    drug = entry.drug
    doses = sorted(drug.doses, key=_order)
    told = [in_brief(line(dose), citations, lead=f"Dose, {dose.status}, {dose.route}:") for dose in doses]
    safety = list(_safety(entry))
    needed = [*above, *(told[0] if told else []), *(b for b in safety if b.tone == "avoid")]
    evidence = list(_evidence(drug, LINES - _height(needed) - 1, citations))
    yield section("In short", "short", close=True)
    yield from evidence
    room = LINES - _height([*above, *evidence, *safety]) - 1
    for number, dose in enumerate(told):
        room -= _height(dose)
        if number and room < 0:
            break
        yield from dose
    yield from safety


def _order(dose: Dose) -> tuple[bool, int]:
    return dose.status == "labelled" and dose.off_label, DOSES.index(dose.status)


def _height(blocks: Iterable[Block]) -> int:
    return sum(1 for _ in lines(blocks, COLUMNS))


def _evidence(drug: Drug, room: int, citations: Citations) -> Iterator[Block]:
    """Whether it helps, disease by disease: the best piece of evidence, and how the others came out.

    As many as fit into ``room`` lines, and at least one; the other diseases are named.
    """
    by_disease: dict[str, list[Evidence]] = {}
    for item in drug.evidence:
        for disease in item.diseases:
            by_disease.setdefault(disease, []).append(item)
    if not by_disease:
        yield Block("fact", "none is recorded here.", lead="Evidence:")
    shown: dict[str, list[str]] = {}
    for disease, items in sorted(by_disease.items(), key=lambda pair: _rank(min(pair[1], key=_rank))):
        shown.setdefault(min(items, key=_rank).id, []).append(disease)
    by_id = {item.id: item for item in drug.evidence}
    left = list(shown)
    for number, id_ in enumerate(shown):
        others: Counter[str] = Counter(o.direction for d in shown[id_] for o in by_disease[d] if o.id != id_)
        block = _found(by_id[id_], shown[id_], others, citations)
        room -= _height([block])
        if number and room < (1 if len(left) > 1 else 0):
            break
        yield block
        left.remove(id_)
    if left:
        named = ", ".join(spoken(disease) for id_ in left for disease in shown[id_])
        yield Block("fact", f"{named}, below.", lead="Evidence also in:")


def _rank(item: Evidence) -> tuple[str, int, int]:
    """Best first: level, not merely reported, most patients."""
    return item.level or "9", int(item.reported), -(item.n or 0)


def _found(item: Evidence, diseases: list[str], others: Mapping[str, int], citations: Citations) -> Block:
    """A piece of evidence in a few words: what was seen, in which design, in how many."""
    design = f"{item.design}, n = {item.n}" if item.n else item.design
    seen = item.response or DIRECTIONS[item.direction]
    also = ", ".join(f"{n} {words}" for d, words in DIRECTIONS.items() if (n := others.get(d)))
    text = f"{seen} ({design}){f'; others: {also}' if also else ''}."
    named = ", ".join(map(spoken, diseases))
    numbers, _ = citations.cite(item.refs[:1])
    tags = (f"level {item.level}",) if item.level else ()
    return Block("fact", text, f"{named[0].upper()}{named[1:]}:", numbers, tags=tags)


def _safety(entry: DrugEntry) -> Iterator[Block]:
    """Who must not have it, what it must not be combined with, what to check; then the lesser cautions."""
    drug = entry.drug
    grave = [f"{p.other_name} ({p.rule.severity})" for p in entry.interactions if p.rule.severity in GRAVE]
    checks = [item.what for item in drug.monitoring]
    for effect, (title, tone) in EFFECTS.items():
        found = [rule.label for rule in drug.safety if rule.effect == effect]
        if found:
            most = len(found) if effect == "avoid" else NAMED
            yield Block("fact", f"{_some(found, most)}.", lead=f"{title}:", tone=tone)
        if effect == "avoid" and grave:
            yield Block("fact", f"{_some(grave, 3)}.", lead="Grave interactions:", tone="avoid")
        if effect == "avoid" and checks:
            yield Block("fact", f"{_some(checks)}.", lead="Monitor:")


def _some(words: Iterable[str], most: int = NAMED) -> str:
    every = list(dict.fromkeys(words))
    shown = every if len(every) <= most + 1 else every[:most]
    more = len(every) - len(shown)
    return "; ".join(shown) + (f"; and {more} more, below" if more else "")
