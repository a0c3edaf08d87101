"""HTML: one file that needs nothing else, to read, to print and to be read aloud.

The blocks are arranged here (sections, nested lists, tables); the template under ``templates/`` writes them, escaping all text.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.links import find
from calcinosis_cli.report.pictures import Bar, Range, Timeline, bar_lengths, positions

if TYPE_CHECKING:
    from jinja2 import Template

WIDTH = 240
"""Width of a drawing."""


class Node(Struct):
    """A block and the blocks that belong under it."""

    block: Block
    inner: list[Node] = []


class Group(Struct):
    """What stands together: ``heading`` (of a subsection), ``list``, ``table`` or ``references``."""

    kind: str
    nodes: list[Node] = []


class Part(Struct):
    """A section: its anchor, its heading (none before the first), whether it is read first or only on screen, its groups."""

    anchor: str
    title: str
    first: bool = False
    background: bool = False
    groups: list[Group] = []

    @property
    def sources(self) -> bool:
        """Whether it is the list of references, which comes last and across the page."""
        return bool(self.groups) and all(group.kind == "references" for group in self.groups)


def render(blocks: Iterable[Block]) -> str:
    """The report as an HTML page."""
    held = list(blocks)
    first = next((block for block in held if block.kind == "title"), None)
    rest = [block for block in held if block is not first]
    parts = arrange(rest)
    return _template().render(title=first, parts=parts, printed=printed(parts)) + "\n"


def printed(parts: Iterable[Part]) -> set[str]:
    """The leads of the references that are cited where a page is printed."""
    queue = [node for part in parts if not part.background for group in part.groups for node in group.nodes]
    found: set[str] = set()
    while queue:
        node = queue.pop()
        found.update(f"[{number}]" for number in node.block.cites)
        queue += node.inner
    return found


def arrange(blocks: Iterable[Block]) -> list[Part]:
    """Blocks by section, and within a section by what stands together."""
    parts = [Part("start", "", first=True)]
    for block in blocks:
        if block.kind in ("section", "title"):
            parts.append(Part(f"s{len(parts)}", block.text, block.close, block.background))
            continue
        groups = parts[-1].groups
        kind = {"subsection": "heading", "row": "table", "reference": "references"}.get(block.kind, "list")
        if not groups or groups[-1].kind != kind or kind == "heading":
            groups.append(Group(kind))
        into = groups[-1].nodes
        for _ in range(block.depth if kind == "list" else 0):
            if not into:
                break
            into = into[-1].inner
        into.append(Node(block))
    return [part for part in parts if part.title or part.groups]


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(drawing=drawing, pieces=pieces)
    return environment.get_template("report.html.jinja")


def pieces(text: str) -> list[tuple[str, str | None]]:
    """``text`` in pieces, each with the address it leads to."""
    found: list[tuple[str, str | None]] = []
    at = 0
    for start, end, url in find(text):
        if start > at:
            found.append((text[at:start], None))
        found.append((text[start:end], url))
        at = end
    if at < len(text):
        found.append((text[at:], None))
    return found


def drawing(block: Block) -> dict[str, Any] | None:
    """What the template needs to draw the picture of a block, and the words that stand for it."""
    match block.picture:
        case Bar() as bar:
            supports, against = bar_lengths(bar, WIDTH) if bar.most >= WIDTH else _stretched(bar)
            words = f"{bar.name}: {bar.supports} points for, {bar.against} against"
            return {"kind": "bar", "supports": supports, "against": against, "words": words}
        case Range() as drawn:
            value, low, high = (None if place is None else place * WIDTH for place in positions(drawn))
            bounds = " to ".join(f"{bound:g}" if bound is not None else "open" for bound in (drawn.low, drawn.high))
            words = f"{drawn.value:g} {drawn.unit} on the reference interval {bounds} {drawn.unit}"
            return {"kind": "range", "value": value, "low": low, "high": high, "words": words, "range": drawn}
        case Timeline(phases=phases):
            words = "Phases in order: " + ", ".join(f"{name}, {count} steps" for name, count in phases)
            return {"kind": "timeline", "phases": phases, "words": words}
    return None


def _stretched(bar: Bar) -> tuple[float, float]:
    """Lengths of a bar when the longest beside it takes the whole width."""
    most = max(bar.most, bar.supports + bar.against, 1)
    return bar.supports * WIDTH / most, bar.against * WIDTH / most
