"""The report of ``compare``: which answers differ, and what that changed."""

from __future__ import annotations

from collections.abc import Iterator

from calcinosis_cli.assess.difference import Difference, ResultChange
from calcinosis_cli.report.blocks import STATUS_WORDS, Block, Citations, section, statement
from calcinosis_cli.text import visible

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Urgency", ("urgency", "red_flag")),
    ("Diagnosis", ("leading", "verdict")),
    ("Computed values", ("derived",)),
    ("Safety of drugs", ("drug",)),
    ("Plan", ("step", "withheld")),
    ("Tests still missing", ("test",)),
    ("Criteria", ("criterion",)),
)


def build(found: Difference) -> list[Block]:
    """Every block of the comparison."""
    citations = Citations(found.references)
    named = [visible(name, 200) for name in (found.before, found.after) if name is not None]
    same = " and ".join(dict.fromkeys(named))
    blocks = [Block("title", "What changed" + (f": {same}" if same else ""), tone="routine")]
    blocks += [Block("fact", warning, lead="Note:", tone="caution") for warning in found.warnings]
    blocks += _answers(found)
    if not found.changes:
        blocks.append(Block("fact", "Nothing in the result changed."))
    for title, kinds in SECTIONS:
        held = [change for change in found.changes if change.about in kinds]
        if held:
            blocks.append(section(title))
        for change in held:
            blocks += _change(change, citations)
    references = list(citations.blocks())
    return [*blocks, *([section("References", "references"), *references] if references else [])]


def _answers(found: Difference) -> Iterator[Block]:
    yield section("Answers that differ")
    if not found.answers:
        yield Block("fact", "None.")
    for answer in found.answers:
        yield Block(
            "row",
            f"{_arrow(answer.before or 'not answered', answer.after or 'not answered')}.",
            lead=f"{answer.label}:",
        )


def _arrow(before: str, after: str) -> str:
    return f"before: {before}; now: {after}"


def _change(change: ResultChange, citations: Citations) -> list[Block]:
    because = f" Because of: {'; '.join(change.because)}." if change.because else ""
    if change.about in ("step", "withheld", "test") and change.says:
        sign = "No longer" if change.after is None else "New"
        return statement(change.says, citations, lead=f"{sign}, {change.name}:")
    before, after = _word(change.before), _word(change.after)
    text = f"{_arrow(before, after)}.{because}"
    blocks = [Block("fact", text, lead=f"{change.name[0].upper()}{change.name[1:]}:", id=change.id)]
    if change.says:
        blocks += statement(change.says, citations, lead="Why:", depth=1)
    return blocks


def _word(value: str | None) -> str:
    return "not there" if value is None else STATUS_WORDS.get(value, value)
