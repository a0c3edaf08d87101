"""Where results go: standard output, or a file in one step. Everything else goes to standard error."""

from __future__ import annotations

import sys
from pathlib import Path

from calcinosis_cli.errors import InputError
from calcinosis_cli.text import fitting, visible


def write(text: str, output: Path | None) -> None:
    """Write a result to ``output`` (whole or not at all), or to standard output when it is None or ``-``.

    An output that cannot hold a character gets it spelled out in ASCII. Raises :class:`InputError` when the file cannot
    be written.
    """
    if output is None or str(output) == "-":
        sys.stdout.write(fitting(text, sys.stdout.encoding))
        sys.stdout.flush()
        return
    import tempfile

    try:
        folder = output.parent
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=folder, delete=False, prefix=".calcinosis-"
        ) as file:
            file.write(text)
        made = Path(file.name)
        made.chmod(0o600)
        made.replace(output)
    except OSError as error:
        raise InputError(f"{visible(str(output))}: cannot be written: {error.strerror}") from None


def note(text: str) -> None:
    """Say something that is not the result."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
