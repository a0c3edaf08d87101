"""Text that came from outside, made safe to show."""

from __future__ import annotations

import unicodedata


def visible(text: str, limit: int = 200) -> str:
    """``text`` on one line, without anything a terminal would obey, at most ``limit`` characters.

    Control, format, surrogate and private-use characters become U+FFFD, so that an answers file cannot move the cursor,
    hide text or reverse its direction.
    """
    kept = "".join(" " if c in "\t\n\r" else c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return kept if len(kept) <= limit else kept[: limit - 3] + "..."
