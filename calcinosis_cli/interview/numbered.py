"""Answers typed as numbers or names of a list: ``1 4 6?``, ``0``, ``dialysis, gout``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.interview.front import Option

UNKNOWN_WORDS = ("u", UNKNOWN)
NONE_WORDS = ("0", "none")


def states(text: str, count: int) -> list[Any] | None:
    """``1 4 6?`` as a state for each of ``count`` findings; None when it means none."""
    if text.casefold() in UNKNOWN_WORDS:
        return [UNKNOWN] * count
    words = re.split(r"[,\s]+", text.strip())
    unknown = numbers(" ".join(w[:-1] for w in words if w.endswith("?")) or "0", count)
    present = numbers(" ".join(w for w in words if not w.endswith("?")) or "0", count)
    if not text or unknown is None or present is None:
        return None
    return [True if n in present else UNKNOWN if n in unknown else False for n in range(1, count + 1)]


def numbers(text: str, most: int) -> list[int] | None:
    """Numbers from 1 to ``most``, none for 0; None when it is something else."""
    words = re.split(r"[,\s]+", text.strip())
    if len(words) == 1 and words[0].casefold() in NONE_WORDS:
        return []
    found = [int(word) for word in words if word.isascii() and word.isdecimal()]
    fine = len(found) == len(words) and all(1 <= n <= most for n in found)
    return list(dict.fromkeys(found)) if fine else None


def chosen(text: str, options: Sequence[Option]) -> list[Option] | None:
    """The options with these numbers, or with these names between commas; None when one is neither."""
    places = numbers(text, len(options))
    if places is not None:
        return [options[n - 1] for n in places]
    found = [pick(part.strip(), options) for part in text.split(",")]
    named = [option for option in found if option is not None]
    return list(dict.fromkeys(named)) if len(named) == len(found) else None


def pick(text: str, options: Sequence[Option]) -> Option | None:
    """The option with this number, value or label, or the only one whose label begins with it (or else holds it)."""
    if text.isascii() and text.isdecimal():
        return options[int(text) - 1] if 1 <= int(text) <= len(options) else None
    folded = text.casefold()
    for option in options:
        if folded in (option.value.casefold(), option.label.casefold()):
            return option
    begun = [option for option in options if folded and option.label.casefold().startswith(folded)]
    held = begun or [option for option in options if len(folded) > 2 and folded in option.label.casefold()]
    return held[0] if len(held) == 1 else None
