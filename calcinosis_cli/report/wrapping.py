"""Lines no wider than a terminal, broken at spaces only: a dose, a DOI or a word is never cut or split."""

from __future__ import annotations

import unicodedata

NARROWEST = 20
"""A terminal narrower than this is written to as if it were this wide."""


def cells(text: str) -> int:
    """How many columns ``text`` takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, first: str, rest: str, width: int) -> list[str]:
    """``text`` as lines that begin with ``first``, then ``rest``. A word wider than the line has a line of its own."""
    lines: list[str] = []
    line, used, empty = first, cells(first), True
    for word in text.split():
        size = cells(word)
        if not empty and used + 1 + size > width:
            lines.append(line)
            line, used, empty = rest, cells(rest), True
        if empty:
            line, used, empty = line + word, used + size, False
        else:
            line, used = f"{line} {word}", used + 1 + size
    lines.append(line.rstrip() if empty else line)
    return lines
