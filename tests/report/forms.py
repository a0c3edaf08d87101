"""Each form of a report, read back as a reader would: words in order, without what only lays them out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from html.parser import HTMLParser

from msgspec.structs import replace
from rich.console import Console

from calcinosis_cli.report import html, markdown, plain, terminal
from calcinosis_cli.report.blocks import Block

CONTROLS = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
IDENTIFIER = re.compile(r"doi:\S+|PMID:\d+|https?://[^\s()]+", re.IGNORECASE)
DOSE = re.compile(
    r"\d[\d.,]*(?: to \d[\d.,]*)? ?(?:mg|g|ug|mcg|ml|l|units|mmol|%|IU|hours?|days?|weeks?|months?)\b[/a-z0-9]*",
    re.IGNORECASE,
)


def without_pictures(blocks: Iterable[Block]) -> list[Block]:
    """The same words, nothing drawn."""
    return [replace(block, picture=None) for block in blocks]


def on_terminal(blocks: Iterable[Block], width: int, colour: bool = False, encoding: str = "utf-8") -> str:
    """What a terminal of this width receives."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="")
    console = Console(
        file=file,
        width=width,
        force_terminal=colour,
        color_system="256" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    terminal.show(blocks, console)
    file.flush()
    return raw.getvalue().decode(encoding)


def terminal_words(shown: str) -> list[str]:
    """The words on a terminal."""
    lines = [re.sub(r"^ *- ", "", line) for line in CONTROLS.sub("", shown).splitlines()]
    text = " ".join(lines)
    text = re.sub(r"^ ?!{1,3} (.*?) !{1,3} ", r"\1 ", text)
    return text.split()


def plain_words(blocks: Iterable[Block]) -> list[str]:
    """The words of the plain text."""
    return " ".join(re.sub(r"^ *- ", "", line) for line in plain.render(blocks).splitlines()).split()


def markdown_words(blocks: Iterable[Block]) -> list[str]:
    """The words of the Markdown, as a renderer would show them."""
    lines = [re.sub(r"^#{1,3} |^ *- ", "", line) for line in markdown.render(blocks).splitlines()]
    text = re.sub(r"(?<!\\)\*\*", "", " ".join(lines))
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", text).split()


class Page(HTMLParser):
    """The text of a page in the order it is read, without contents, table headings and drawings."""

    SKIPPED = ("title", "style", "nav", "thead", "svg")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._skipping = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skipping += tag in self.SKIPPED
        if tag in ("li", "h1", "h2", "h3", "th", "td", "tr", "ul"):
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._skipping -= tag in self.SKIPPED

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data)

    @property
    def words(self) -> list[str]:
        return "".join(self.pieces).split()


def html_words(blocks: Iterable[Block]) -> list[str]:
    """The words of the page."""
    return Page(html.render(blocks)).words


def identifiers(text: str) -> set[str]:
    """DOIs, PMIDs and addresses."""
    return set(IDENTIFIER.findall(text))


def doses(text: str) -> set[str]:
    """Numbers with a unit of dose, time or share."""
    return set(DOSE.findall(text))
