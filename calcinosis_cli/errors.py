"""What can go wrong that a user can mend, and the exit status of each outcome.

Every error a user sees is an :class:`InputError`: one line that says what, where, what was expected and how to mend it.
:mod:`calcinosis_cli.app` is the one place that prints it.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses of the program."""

    OK = 0
    FAULT = 1
    """A fault of the program."""
    USAGE = 2
    """Bad usage or bad input."""
    INSUFFICIENT = 3
    """With ``--exit-code``: too little is known to name a leading diagnosis."""
    URGENT = 10
    """With ``--exit-code``: urgent."""
    EMERGENCY = 20
    """With ``--exit-code``: emergency."""
    INTERRUPTED = 130


class InputError(Exception):
    """The input (answers, options or knowledge) cannot be used. The message is for the person who gave it."""


def nearest(word: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The names in ``known`` most like ``word``, best first, for "did you mean"."""
    import difflib  # late: needed only when something was misspelled

    by_folded = {name.casefold().replace("-", "_").replace(" ", "_"): name for name in known}
    found = difflib.get_close_matches(
        word.casefold().replace("-", "_").replace(" ", "_"), by_folded, n=count, cutoff=0.6
    )
    return [by_folded[name] for name in found]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``"; did you mean X?"``, or nothing when no known name is near."""
    found = nearest(word, known)
    return f"; did you mean {found[0]}?" if found else ""
