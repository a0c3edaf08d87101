"""The first screen of a look-up, in names and counts, all of which is said in full further down; and doses that fit on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from calcinosis_cli.assess.drug_sheet import DrugEntry
from calcinosis_cli.knowledge.model import Drug, Evidence
from calcinosis_cli.report.blocks import Block, Citations, Tone, section, statement
from calcinosis_cli.report.layout import lines

LINES, COLUMNS = 23, 80
NAMED = 5
DIRECTIONS = {"supports": "helped", "mixed": "mixed", "against": "did not help", "none": "no effect shown"}
DOSES = ("guideline", "studied", "reported", "labelled")
GRAVE = ("contraindicated", "major")
EFFECTS: dict[str, tuple[str, Tone]] = {
    "avoid": ("Must not have it", "avoid"),
    "caution": ("Take care", "caution"),
    "check": ("Check or ask about", "plain"),
}


def build(entry: DrugEntry, citations: Citations, above: Iterable[Block]) -> Iterator[Block]:
    """The first screen (``above`` is already on it): what is said in full, with its source, further down.

    Doses are given whole, as many as there is room for, and at least one.
    """
    drug = entry.drug
    short = [Block("fact", f"{_helped(drug)}.", lead="Evidence:"), *_safety(entry)]
    yield section("In short", "short", close=True)
    yield from short
    room = LINES - _height([*above, *short]) - 1
    held: list[Block] = []
    for dose in sorted(drug.doses, key=lambda dose: DOSES.index(dose.status)):
        made = statement(dose, citations, lead=f"Dose, {dose.status}, {dose.route}:")
        if held and _height([*held, *made]) > room:
            break
        held += made
    yield from held


def _height(blocks: Iterable[Block]) -> int:
    return sum(1 for _ in lines(blocks, COLUMNS))


def _helped(drug: Drug) -> str:
    """By disease: how often each outcome was seen, in how many at most, and the best level."""
    by_disease: dict[str, list[Evidence]] = {}
    for item in drug.evidence:
        for disease in item.diseases:
            by_disease.setdefault(disease.replace("_", " "), []).append(item)
    return _some(f"{disease}: {_found(items)}" for disease, items in by_disease.items()) or "none is recorded here"


def _found(items: list[Evidence]) -> str:
    """Some pieces of evidence in a few words."""
    counted: Counter[str] = Counter(item.direction for item in items)
    told = ", ".join(
        f"{n} {words}" if len(items) > 1 else words for d, words in DIRECTIONS.items() if (n := counted[d])
    )
    most = max((item.n or 0 for item in items), default=0)
    levels = sorted(item.level for item in items if item.level)
    marks = [f"n = {most}" if len(items) == 1 else f"largest n = {most}"] if most else []
    marks += (
        [f"level {levels[0]}" if len(set(levels)) == 1 else f"levels {levels[0]} to {levels[-1]}"] if levels else []
    )
    return told + (f" ({', '.join(marks)})" if marks else "")


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
