"""The terminal: the same blocks, wrapped to the width and coloured.

Lines are wrapped here, at spaces only, so that a dose, a DOI or a word is never cut or split. Colour always repeats what
the words already say.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calcinosis_cli.report.outline import Bar, Block, citation_text
from calcinosis_cli.text import transliterate

if TYPE_CHECKING:
    from rich.console import Console

STYLES = {
    "emergency": "bold white on red",
    "urgent": "bold black on yellow",
    "soon": "bold cyan",
    "routine": "bold",
    "avoid": "bold red",
    "caution": "yellow",
    "good": "green",
    "dim": "dim",
    "plain": "",
}
SIGNS = {"emergency": "!!!", "urgent": "!!", "soon": "!", "routine": ""}
WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def show(blocks: Iterable[Block], console: Console, bars: Iterable[Bar] = ()) -> None:
    """Print the report on ``console``."""
    from rich.text import Text

    ascii_only = not (console.encoding or "").lower().startswith("utf")
    width = min(console.width, WIDEST)
    for line, style in lines(blocks, width, list(bars), ascii_only):
        console.print(Text(line, style=style), soft_wrap=True, highlight=False)


def lines(
    blocks: Iterable[Block], width: int, bars: list[Bar] | None = None, ascii_only: bool = False
) -> Iterator[tuple[str, str]]:
    """The lines of the report and the style of each."""
    for block in blocks:
        for text, style in _block_lines(block, width):
            yield (transliterate(text) if ascii_only else text), style
        if block.kind == "section" and block.id == "leading" and bars:
            yield from _bar_lines(bars, width, ascii_only)


def _block_lines(block: Block, width: int) -> Iterator[tuple[str, str]]:
    style = STYLES[block.tone]
    if block.kind == "title":
        sign = SIGNS.get(block.tone, "")
        yield from ((f" {line} ", style) for line in _wrap(f"{sign} {block.text} {sign}".strip(), "", "", width - 2))
    elif block.kind == "section":
        yield "", ""
        yield from ((line, "bold underline") for line in _wrap(block.text, "", "", width))
    elif block.kind == "subsection":
        yield from ((line, style or "bold") for line in _wrap(block.text, "", "", width))
    else:
        indent = "  " * block.depth
        first, rest = (indent + "- ", indent + "  ") if block.kind != "reference" else ("", "    ")
        text = " ".join(part for part in (block.lead, block.text, citation_text(block)) if part)
        yield from ((line, style) for line in _wrap(text, first, rest, width))


def _wrap(text: str, first: str, rest: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(width, 20),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _bar_lines(bars: list[Bar], width: int, ascii_only: bool) -> Iterator[tuple[str, str]]:
    """For each candidate a bar of the points for (full) and against (light), in words too."""
    full, light = ("#", "-") if ascii_only else ("\N{FULL BLOCK}", "\N{LIGHT SHADE}")
    name_width = max(len(bar.name) for bar in bars)
    most = max(bar.supports + bar.against for bar in bars) or 1
    room = width - name_width - 30
    if room < 8:
        return
    scale = min(1.0, room / most)
    for bar in bars:
        drawn = full * round(bar.supports * scale) + light * round(bar.against * scale)
        against = f", {bar.against} against" if bar.against else ""
        yield f"{bar.name:<{name_width}}  {drawn} {bar.supports} for{against}", ""
