"""Pictures in characters. What they show the words beside them say too, so a picture without room is left out."""

from __future__ import annotations

from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.pictures import Bar, Range, Timeline, bar_lengths, beyond, positions
from calcinosis_cli.report.wrapping import cells

INLINE = 12
LINE = 30
SIGNS = {
    False: {"for": "\N{FULL BLOCK}", "against": "\N{LIGHT SHADE}", "line": "\N{BOX DRAWINGS LIGHT HORIZONTAL}",
            "dot": "\N{BLACK CIRCLE}", "left": "\N{BOX DRAWINGS LIGHT VERTICAL AND RIGHT}",
            "right": "\N{BOX DRAWINGS LIGHT VERTICAL AND LEFT}", "normal": "\N{BOX DRAWINGS HEAVY HORIZONTAL}"},
    True: {"for": "#", "against": ".", "line": "-", "dot": "o", "left": "[", "right": "]", "normal": "="},
}  # fmt: skip


def inline(block: Block, ascii_only: bool) -> str:
    """The picture of a block that stands within its first line: a bar."""
    return _bar(block.picture, INLINE, ascii_only) if isinstance(block.picture, Bar) and block.kind == "fact" else ""


def under(block: Block, width: int, ascii_only: bool) -> list[str]:
    """The picture of a block that stands below it, when the width has room for it."""
    picture = block.picture
    if isinstance(picture, Bar) and block.kind == "subsection" and width >= LINE:
        return [drawn] if (drawn := _bar(picture, min(width, 2 * LINE), ascii_only)) else []
    if isinstance(picture, Range) and width >= LINE + 20:
        return [_range(picture, ascii_only)]
    if isinstance(picture, Timeline):
        return _timeline(picture, width, ascii_only)
    return []


def _bar(bar: Bar, room: int, ascii_only: bool) -> str:
    signs = SIGNS[ascii_only]
    supports, against = bar_lengths(bar, room)
    return signs["for"] * supports + signs["against"] * against


def _range(drawn: Range, ascii_only: bool) -> str:
    """The value as a dot on a line; the normal part of the line is heavy and its ends are marked and named."""
    signs = SIGNS[ascii_only]
    value, low, high = positions(drawn)

    def cell(place: float) -> int:
        return min(LINE - 1, int(place * LINE))

    line = [signs["line"]] * LINE
    start, end = cell(low) if low is not None else 0, cell(high) if high is not None else LINE - 1
    line[start : end + 1] = [signs["normal"]] * (end + 1 - start)
    if low is not None:
        line[start] = signs["left"]
    if high is not None:
        line[end] = signs["right"]
    at = cell(value)
    if drawn.low is not None and drawn.value < drawn.low:
        at = min(at, max(0, start - 1))
    if drawn.high is not None and drawn.value > drawn.high:
        at = max(at, min(LINE - 1, end + 1))
    line[at] = signs["dot"]
    off = beyond(drawn)
    ends = ("<" if off == "<" else " ") + "".join(line) + (">" if off == ">" else "")
    return ends.rstrip()


def _timeline(timeline: Timeline, width: int, ascii_only: bool) -> list[str]:
    """Phases in order, each with the number of its steps above its name, on as many lines as they need."""
    rows: list[list[tuple[str, int]]] = [[]]
    used = 0
    for name, count in timeline.phases:
        size = max(cells(name), 4) + 2
        if size > width:
            return []
        if used + size > width:
            rows.append([])
            used = 0
        rows[-1].append((name, count))
        used += size
    return [line for row in rows for line in _rail(row, ascii_only)]


def _rail(row: list[tuple[str, int]], ascii_only: bool) -> list[str]:
    signs = SIGNS[ascii_only]
    sizes = [max(cells(name), 4) + 2 for name, _ in row]
    rail = "".join(f"{signs['dot']}{n}".ljust(size, signs["line"]) for (_, n), size in zip(row, sizes, strict=True))
    return [rail, "".join(name.ljust(size) for (name, _), size in zip(row, sizes, strict=True)).rstrip()]
