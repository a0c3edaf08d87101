"""Blocks to standard output or a file, in the form that was asked for; a pager where the output is long."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calcinosis_cli.commands.common import console, is_terminal
from calcinosis_cli.output import write

if TYPE_CHECKING:
    from calcinosis_cli.report.blocks import Block


class Format(StrEnum):
    """The forms of a report."""

    terminal = "terminal"
    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="Form of the report; by default for the terminal, or text into a pipe."),
]
NoPagerOption = Annotated[bool, typer.Option("--no-pager", help="Never through a pager.")]


def present(blocks: list[Block], form: Format | None, output: Path | None, pager: bool = True) -> None:
    """Show ``blocks`` in ``form`` (not JSON): by default for a terminal at one, else as text."""
    to_terminal = output is None and is_terminal(sys.stdout)
    chosen = form or (Format.terminal if to_terminal else Format.text)
    if chosen == Format.html:
        from calcinosis_cli.report import html

        write(html.render(blocks), output)
    elif chosen == Format.markdown:
        from calcinosis_cli.report import markdown

        write(markdown.render(blocks), output)
    elif chosen == Format.text or output is not None:
        from calcinosis_cli.report import plain

        write(plain.render(blocks), output)
    else:
        _terminal(blocks, pager and to_terminal)


def _terminal(blocks: list[Block], pager: bool) -> None:
    """The report on the terminal, through a pager when there is one."""
    from calcinosis_cli.report import terminal

    shown = console(sys.stdout)
    command = _pager() if pager and not shown.is_dumb_terminal else None
    if command is None:
        terminal.show(blocks, shown)
        return
    with shown.capture() as held:
        terminal.show(blocks, shown, links=False)
    _page(held.get(), command)


def _pager() -> list[str] | None:
    """The pager to use: ``PAGER`` (empty or ``cat``: none), else ``less`` where there is one."""
    wanted = os.environ.get("PAGER")
    if wanted is not None:
        try:
            command = shlex.split(wanted)
        except ValueError:
            return None
        return command if command and command != ["cat"] and shutil.which(command[0]) else None
    return ["less", "-RFX"] if shutil.which("less") else None


def _page(text: str, command: list[str]) -> None:
    """Hand ``text`` to the pager and wait for it. A reader who leaves early is no error."""
    environment = {"LESS": "RFX", "LV": "-c", **os.environ}
    sys.stdout.flush()
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603 -- the user's own choice
    except OSError:
        sys.stdout.write(text)
        return
    encoding = sys.stdout.encoding or "ascii"
    try:
        process.communicate(text.encode(encoding, "replace"))
    except KeyboardInterrupt:
        process.wait()
        raise
