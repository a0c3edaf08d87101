"""The first screen of a look-up, in few words, all of which is said in full further down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from calcinosis_cli.assess.drug_sheet import DrugEntry
from calcinosis_cli.assess.short import line
from calcinosis_cli.knowledge.model import Dose, Drug, Evidence
from calcinosis_cli.report.blocks import Block, Citations, Tone, section, spoken, statement
from calcinosis_cli.report.layout import lines

LINES, COLUMNS = 23, 80
NAMED = 5
DIRECTIONS = {
    "supports": "helped",
    "mixed": "mixed",
    "against": "spoke against it",
    "none": "no effect shown",
    "unknown": "not known",
}
DOSES = ("guideline", "studied", "labelled", "reported")
"""Doses for this use in the order in which they are told; a dose labelled for another use comes after them all."""
GRAVE = ("contraindicated", "major")
EFFECTS: dict[str, tuple[str, Tone]] = {
    "avoid": ("Must not have it", "avoid"),
    "caution": ("Take care", "caution"),
    "check": ("Check or ask about", "plain"),
}


def evidence(drug: Drug, citations: Citations) -> Iterator[Block]:
    """The best piece of evidence, and in what else there is some."""
    return _evidence(drug, 0, citations)


def dose(drug: Drug, citations: Citations) -> list[Block]:
    """The dose that is told first, in a line."""
    first = min(drug.doses, key=_order, default=None)
    return statement(line(first), citations, lead=f"{first.status}, {first.route}:") if first else []


def build(entry: DrugEntry, citations: Citations, above: Iterable[Block]) -> Iterator[Block]:
    """The first screen (``above`` is already on it): what is said in full, with its source, further down.

    One dose in a line, and as much of the evidence and as many more doses as there is room for.
    """
    drug = entry.drug
    doses = sorted(drug.doses, key=_order)
    told = [statement(line(one), citations, lead=f"Dose, {one.status}, {one.route}:") for one in doses]
    safe = list(safety(entry))
    needed = [*above, *(told[0] if told else []), *(b for b in safe if b.tone == "avoid")]
    found = list(_evidence(drug, LINES - _height(needed) - 1, citations))
    yield section("In short", "short", close=True)
    yield from found
    room = LINES - _height([*above, *found, *safe]) - 2
    shown = 0
    for one in told:
        room -= _height(one)
        if shown and room < 0:
            break
        yield from one
        shown += 1
    left = [f"{one.population} ({one.status})" for one in doses[shown:]]
    if left:
        yield Block("fact", f"{_some(left, 3)}.", lead="Other doses, below:")
    yield from safe


def _order(one: Dose) -> tuple[bool, int]:
    return one.status == "labelled" and one.off_label, DOSES.index(one.status)


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


def _rank(item: Evidence) -> tuple[bool, str, bool, int]:
    """Best first: with a known result, level, not merely reported, most patients."""
    return item.direction == "unknown", item.level or "9", item.reported, -(item.n or 0)


def _found(item: Evidence, diseases: list[str], others: Mapping[str, int], citations: Citations) -> Block:
    """A piece of evidence in a few words: what was seen, in which design, in how many."""
    design = f"{item.design}, n = {item.n}" if item.n else item.design
    seen = item.response or DIRECTIONS[item.direction]
    also = ", ".join(f"{n} {words}" for d, words in DIRECTIONS.items() if (n := others.get(d)))
    text = f"{seen} ({design}){f'; others: {also}' if also else ''}."
    named = ", ".join(map(spoken, diseases))
    numbers, _ = citations.cite(item.refs)
    tags = (f"level {item.level}",) if item.level else ()
    return Block("fact", text, f"{named[0].upper()}{named[1:]}:", numbers, tags=tags)


def safety(entry: DrugEntry) -> Iterator[Block]:
    """Who must not have it, what it must not be combined with, what to check; then the lesser cautions."""
    drug = entry.drug
    severities: dict[str, list[str]] = {}
    for pair in entry.interactions:
        if pair.rule.severity in GRAVE:
            severities.setdefault(pair.other_name, []).append(pair.rule.severity)
    grave = [f"{name} ({' or '.join(dict.fromkeys(found))})" for name, found in severities.items()]
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
