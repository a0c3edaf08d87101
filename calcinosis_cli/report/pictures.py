"""Pictures: what is easier to see than to read. Each repeats what the words of its block already say.

A picture is data here; the terminal draws it in characters and HTML as SVG, both from the same proportions.
"""

from __future__ import annotations

from msgspec import Struct


class Bar(Struct, frozen=True):
    """Points for and against a candidate; ``most`` is the length of the longest bar beside it."""

    name: str
    verdict: str
    supports: int
    against: int
    most: int = 0


class Range(Struct, frozen=True):
    """A value on its reference interval, in one unit. An interval may be open at one end."""

    value: float
    low: float | None
    high: float | None
    unit: str


class Timeline(Struct, frozen=True):
    """The phases of the plan in order, and how many steps each has."""

    phases: tuple[tuple[str, int], ...]


Picture = Bar | Range | Timeline


def bar_lengths(bar: Bar, room: int) -> tuple[int, int]:
    """The lengths of the part for and the part against, when the longest bar is at most ``room`` long.

    What is not nothing is at least one long.
    """
    most = max(bar.most, bar.supports + bar.against, 1)
    scale = min(1.0, room / most)

    def length(points: int) -> int:
        return max(1, int(points * scale)) if points else 0

    return length(bar.supports), length(bar.against)


def positions(drawn: Range) -> tuple[float, float | None, float | None]:
    """Where value, low and high stand on a line from 0 to 1.

    The interval takes the middle of the line. A value far outside stands at the end of it.
    """
    low, high = drawn.low, drawn.high
    if low is not None and high is not None:
        start, end = low - (high - low), high + (high - low)
    elif high is not None:
        start, end = 0.0, 1.5 * high
    elif low is not None:
        start, end = 0.0, 2.0 * low
    else:
        return 0.5, None, None

    def place(value: float) -> float:
        return min(1.0, max(0.0, (value - start) / (end - start))) if end > start else 0.5

    return (
        place(drawn.value),
        place(low) if low is not None else None,
        place(high) if high is not None else None,
    )


def beyond(drawn: Range) -> str:
    """``"<"`` or ``">"`` when the value lies off the line that is drawn, else nothing."""
    low, high = drawn.low, drawn.high
    if high is not None and drawn.value > (high + (high - low) if low is not None else 1.5 * high):
        return ">"
    if low is not None and high is not None and drawn.value < low - (high - low):
        return "<"
    return ">" if high is None and low is not None and drawn.value > 2 * low else ""
