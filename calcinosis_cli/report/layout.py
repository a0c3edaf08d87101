"""Blocks as lines of a given width, without colour: what the terminal shows, and how much of it a screen holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from calcinosis_cli.report.blocks import Block, citation_text
from calcinosis_cli.report.drawing import inline, under
from calcinosis_cli.report.wrapping import NARROWEST, cells, wrap

SIGNS = {"emergency": "!!!", "urgent": "!!", "soon": "!", "routine": ""}
SMALLEST_INDENTED = 40
"""Below this width nothing is indented by more than one level: the words need the room."""


class Line(Struct, frozen=True):
    """A line, the block it comes from, and how many of its characters (after the indent) are the block's lead."""

    text: str
    block: Block
    indent: int = 0
    lead: int = 0


def lines(blocks: Iterable[Block], width: int, ascii_only: bool = False) -> Iterator[Line]:
    """The lines of a report."""
    width = max(width, NARROWEST)
    run_in: Block | None = None
    for block in blocks:
        if run_in is not None:
            merged = block.kind == "fact" and not block.lead
            if merged:
                yield from _paragraph(block, f"{run_in.text}:", width, ascii_only, "")
            else:
                yield from (Line(line, run_in) for line in wrap(run_in.text, "", "", width))
            run_in = None
            if merged:
                continue
        if block.kind == "section" and block.close:
            run_in = block
        else:
            yield from _lines(block, width, ascii_only)
    if run_in is not None:
        yield from (Line(line, run_in) for line in wrap(run_in.text, "", "", width))


def _lines(block: Block, width: int, ascii_only: bool) -> Iterator[Line]:
    if block.kind == "title":
        sign = SIGNS.get(block.tone, "")
        text = f"{sign} {block.text} {sign}".strip()
        yield from (Line(f" {line} ", block) for line in wrap(text, "", "", width - 2))
    elif block.kind in ("section", "subsection"):
        if block.kind == "section":
            yield Line("", block)
        yield from (Line(line, block, 0, len(line)) for line in wrap(block.text, "", "", width))
        yield from (Line(f"  {line}", block) for line in under(block, width - 2, ascii_only))
    elif block.kind == "reference":
        yield from _paragraph(block, block.lead, width, ascii_only, "", "    " if width >= SMALLEST_INDENTED else "")
    else:
        depth = block.depth if width >= SMALLEST_INDENTED else min(block.depth, 1)
        yield from _paragraph(block, block.lead, width, ascii_only, "  " * depth + "- ")


def _paragraph(
    block: Block, lead: str, width: int, ascii_only: bool, first: str, hanging: str | None = None
) -> Iterator[Line]:
    rest = " " * len(first) if hanging is None else hanging
    drawn = inline(block, ascii_only)
    text = " ".join(part for part in (lead, drawn, block.text, citation_text(block)) if part)
    left = len(lead.split())
    for number, line in enumerate(wrap(text, first, rest, width)):
        indent = first if number == 0 else rest
        words = line[len(indent) :].split()
        yield Line(line, block, len(indent), len(" ".join(words[:left])))
        left = max(0, left - len(words))
    yield from (Line(f"{rest}{row}", block) for row in under(block, width - cells(rest), ascii_only))
