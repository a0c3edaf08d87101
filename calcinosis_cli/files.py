"""Files that a user names, read without trusting their size."""

from __future__ import annotations

from pathlib import Path

from calcinosis_cli.errors import InputError
from calcinosis_cli.text import visible


def read_at_most(path: Path, limit: int) -> bytes:
    """The bytes of a file, at most ``limit`` and one more, by which the caller sees that it is too large.

    Raises :class:`InputError` when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"{visible(str(path))}: cannot be read: {reason}") from None
