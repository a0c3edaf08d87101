"""What several commands share: the knowledge, the options that choose it, and the form of output."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from calcinosis_cli.errors import InputError
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.text import visible

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="CALCINOSIS_DATA",
        help="A folder whose files take the place of the bundled knowledge.",
        metavar="DIR",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OutputOption = Annotated[Path | None, typer.Option("-o", "--output", help="Write to a file instead.", metavar="FILE")]


def knowledge(overlay: Path | None) -> Knowledge:
    """The bundled knowledge, or with an overlay. Raises :class:`InputError` when the overlay is unusable."""
    if overlay is None:
        return Knowledge()
    if not overlay.is_dir():
        raise InputError(f"{visible(str(overlay))}: not a folder; --data takes a folder of knowledge files")
    made = Knowledge(overlay=overlay)
    from calcinosis_cli.knowledge.lint import first_error

    problem = first_error(made)
    if problem:
        raise InputError(problem)
    sys.stderr.write(f"calcinosis: using the knowledge in {visible(str(overlay))} over the bundled one\n")
    return made


def is_terminal(stream: Any) -> bool:
    """Whether a stream is a terminal (a closed one is not)."""
    try:
        return bool(stream.isatty())
    except (AttributeError, ValueError):
        return False


def console(stream: Any) -> Any:
    """A rich console on ``stream`` that honours NO_COLOR, FORCE_COLOR, COLUMNS and TERM=dumb."""
    from rich.console import Console

    force = os.environ.get("FORCE_COLOR")
    return Console(
        file=stream,
        force_terminal=None if force != "0" else False,
        no_color=bool(os.environ.get("NO_COLOR")) or None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
