"""The command line: one typer application, one module per command, one place where errors become a line and a status."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer

from calcinosis_cli import __version__
from calcinosis_cli.commands import check, explain, listing, lookup, references, schema, triage
from calcinosis_cli.errors import ExitStatus, InputError
from calcinosis_cli.text import visible

BEDSIDE, SCRIPTS, EDITORS = "At the bedside", "For scripts and forms", "For editors of the knowledge"

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
app.command("triage", rich_help_panel=BEDSIDE)(triage.triage)
app.command("lookup", rich_help_panel=BEDSIDE)(lookup.lookup)
app.command("explain", rich_help_panel=BEDSIDE)(explain.explain)
app.command("schema", rich_help_panel=SCRIPTS)(schema.schema)
app.command("list", rich_help_panel=EDITORS)(listing.list_)
app.command("references", rich_help_panel=EDITORS)(references.references)
app.command("check", rich_help_panel=EDITORS)(check.check)


def _version(wanted: bool) -> None:
    if wanted:
        from calcinosis_cli.knowledge.base import Knowledge

        typer.echo(f"calcinosis {__version__}, knowledge {Knowledge().manifest.version}")
        raise typer.Exit


@app.callback()
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
        status = typer.main.get_command(app)(arguments, prog_name="calcinosis", standalone_mode=False)
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
