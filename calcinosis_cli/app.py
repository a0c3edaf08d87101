"""The command line: one typer application, one module per command, one place where errors become a line and a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer

from calcinosis_cli import __version__
from calcinosis_cli.errors import ExitStatus, InputError
from calcinosis_cli.text import visible

BEDSIDE, SCRIPTS, EDITORS = "At the bedside", "For scripts and forms", "For editors of the knowledge"

COMMANDS = {
    "triage": ("triage", "triage", BEDSIDE),
    "lookup": ("lookup", "lookup", BEDSIDE),
    "explain": ("explain", "explain", BEDSIDE),
    "compare": ("compare", "compare", BEDSIDE),
    "sessions": ("sessions", "sessions", BEDSIDE),
    "next": ("next", "next_", SCRIPTS),
    "schema": ("schema", "schema", SCRIPTS),
    "list": ("listing", "list_", EDITORS),
    "references": ("references", "references", EDITORS),
    "check": ("check", "check", EDITORS),
}
"""Each command: its module under ``commands/``, its function, and the group of ``--help`` it stands in."""


def make_app(names: Iterable[str]) -> typer.Typer:
    """The application with some of its commands: only what is imported costs time to start."""
    app = typer.Typer(
        name="calcinosis",
        help="Triage and management support, for clinicians, when calcium is found in the skin or soft tissue.\n\n"
        "  calcinosis triage                      ask, then classify, triage and plan\n\n"
        "  calcinosis triage --example dialysis   see a full result at once\n\n"
        "  calcinosis lookup diltiazem            what is known of one drug or procedure\n\n"
        "  calcinosis triage --answers case.yaml --json",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(options)
    for name in names:
        module, function, panel = COMMANDS[name]
        held = import_module(f"calcinosis_cli.commands.{module}")
        app.command(name, rich_help_panel=panel)(getattr(held, function))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from calcinosis_cli.knowledge.base import Knowledge

        typer.echo(f"calcinosis {__version__}, knowledge {Knowledge().manifest.version}")
        raise typer.Exit


def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Versions of the program and of the knowledge."
    ),
) -> None:
    """Triage and management support, for clinicians, when calcium is found in the skin or soft tissue."""


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status. No traceback reaches a user, and no answer is printed in an error."""
    usage_error: Any = typer.BadParameter.__base__
    try:
        named = [arguments[0]] if arguments and arguments[0] in COMMANDS else list(COMMANDS)
        status = typer.main.get_command(make_app(named))(arguments, prog_name="calcinosis", standalone_mode=False)
        return int(status or ExitStatus.OK)
    except InputError as error:
        _say(str(error))
        return ExitStatus.USAGE
    except (KeyboardInterrupt, typer.Abort):
        _say("interrupted")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        raise
    except usage_error as error:
        _say(f"{error.format_message()} (see: calcinosis --help)")
        return ExitStatus.USAGE
    except Exception as error:
        if os.environ.get("CALCINOSIS_DEBUG"):
            raise
        _say(
            f"a fault of the program ({type(error).__name__}). Nothing was concluded. Please report it with the command "
            "you ran (not the patient's answers); CALCINOSIS_DEBUG=1 shows where it happened."
        )
        return ExitStatus.FAULT


def _say(text: str) -> None:
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    line = f"calcinosis: {visible(text, 1000)}\n"
    sys.stderr.write(line.encode(encoding, "replace").decode(encoding))
