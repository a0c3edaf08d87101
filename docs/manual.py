"""Write ``docs/calcinosis.1`` (the man page) from the commands themselves: ``python docs/manual.py``."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from calcinosis_cli.app import COMMANDS, make_app

PAGE = Path(__file__).parent / "calcinosis.1"

STATUSES = {
    "0": "done",
    "1": "a fault of the program",
    "2": "bad usage or bad input",
    "3": "with --exit-code: too little is known",
    "10": "with --exit-code: urgent",
    "20": "with --exit-code: emergency",
    "130": "interrupted; the interview is saved",
}


def escape(text: str) -> str:
    """Text made literal for roff."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in lines)


def page() -> str:
    """The man page."""
    group = typer.main.get_command(make_app(COMMANDS))
    out = [
        '.TH CALCINOSIS 1 "" "calcinosis" "User Commands"',
        ".SH NAME",
        "calcinosis \\- " + escape(str(group.help).split("\n")[0]),
    ]
    out += [".SH SYNOPSIS", ".B calcinosis", "COMMAND [OPTIONS] [ARGUMENTS]", ".SH COMMANDS"]
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        out += [f".SS {escape(name)}"]
        for paragraph in (command.help or "").split("\n\n"):
            out += [".PP", escape(" ".join(paragraph.split()))]
        for parameter in command.params:
            flags = (
                ", ".join(sorted(parameter.opts, key=len))
                if parameter.param_type_name == "option"
                else parameter.human_readable_name
            )
            text = getattr(parameter, "help", None)
            if text and parameter.name != "help":
                out += [".TP", f".B {escape(flags)}", escape(text)]
    out += [".SH EXIT STATUS"]
    for status, meaning in STATUSES.items():
        out += [".TP", f".B {status}", escape(meaning)]
    out += [
        ".SH ENVIRONMENT",
        ".PP",
        escape(
            "NO_COLOR, FORCE_COLOR, COLUMNS, TERM, PAGER; CALCINOSIS_DATA: a folder over the bundled knowledge; CALCINOSIS_NO_CACHE; XDG_CACHE_HOME, XDG_STATE_HOME."
        ),
    ]
    out += [
        ".SH NOTES",
        ".PP",
        "Decision support for health professionals. The content has not yet been reviewed by a clinician.",
    ]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
