"""``calcinosis check``: lint the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from calcinosis_cli.commands.common import JsonOption
from calcinosis_cli.errors import ExitStatus, InputError
from calcinosis_cli.output import write
from calcinosis_cli.text import visible


def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder over the bundled knowledge; by default only the bundled.", metavar="[DIR]"),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as errors.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Lint the knowledge: sources, ids, drugs, conditions, references. Exit status 2 when there is an error.

    Examples:
      calcinosis check

      calcinosis check my-knowledge --json

    """
    if folder is not None and not folder.is_dir():
        raise InputError(f"{visible(str(folder))}: not a folder")
    from calcinosis_cli.knowledge import lint
    from calcinosis_cli.knowledge.base import Knowledge

    report = lint.check(Knowledge(overlay=folder))
    bad = list(report.problems) if strict else list(lint.errors(report))
    if as_json:
        from calcinosis_cli.report import result_json

        write(result_json.render(report), None)
    else:
        lines = [f"{p.severity}: {visible(str(p), 1000)}" for p in report.problems]
        counted = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in report.counts.items())
        warnings = sum(p.severity == "warning" for p in report.problems)
        lines.append(f"checked {counted}")
        lines.append(f"{len(report.problems) - warnings} errors, {warnings} warnings, {report.conventions} conventions")
        write("\n".join(lines) + "\n", None)
    return ExitStatus.USAGE if bad else ExitStatus.OK
