"""The terminal: the same blocks, wrapped to the width and coloured. Colour always repeats what the words already say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.layout import Line, lines
from calcinosis_cli.report.links import find
from calcinosis_cli.text import transliterate

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

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
WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal."""


def show(blocks: Iterable[Block], console: Console, links: bool = True) -> None:
    """Print the report on ``console``; ``links``: with hyperlinks where the terminal has them."""
    ascii_only = not (console.encoding or "").lower().startswith("utf")
    for text in rendered(blocks, min(console.width, WIDEST), ascii_only, links):
        console.print(text, soft_wrap=True, highlight=False)


def rendered(blocks: Iterable[Block], width: int, ascii_only: bool = False, links: bool = True) -> Iterator[Text]:
    """The lines of the report, styled."""
    from rich.text import Text

    spelled = [_spelled(block) for block in blocks] if ascii_only else blocks
    for line in lines(spelled, width, ascii_only):
        text = Text(line.text)
        for style, start, end in _styles(line):
            text.stylize(style, start, end)
        if links:
            for start, end, url in find(line.text):
                text.stylize(f"link {url}", start, end)
        yield text


def _spelled(block: Block) -> Block:
    """A block in ASCII. Spelled out before it is wrapped, because that changes its length."""
    from msgspec.structs import replace

    return replace(
        block,
        text=transliterate(block.text),
        lead=transliterate(block.lead),
        locators=tuple(map(transliterate, block.locators)),
    )


def _styles(line: Line) -> Iterator[tuple[str, int, int]]:
    """The styles of a line: a heading whole, else the lead in the colour of its tone, or all of it when it has none."""
    block = line.block
    style = STYLES[block.tone]
    end = len(line.text)
    if block.kind == "title":
        yield style, 0, end
    elif block.kind == "section":
        yield "bold underline" if not block.close else "bold", line.indent, end
    elif block.kind == "subsection":
        yield style or "bold", line.indent, end
    elif block.kind == "reference":
        return
    elif line.lead and (block.lead or not style):
        yield style if block.tone in ("avoid", "caution") else "bold", line.indent, line.indent + line.lead
    elif not block.lead and style:
        yield style, line.indent, end
