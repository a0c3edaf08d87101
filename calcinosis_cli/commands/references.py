"""``calcinosis references``: the bibliography, whole or of one assessment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from calcinosis_cli.commands.common import DataOption, OutputOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.errors import InputError
from calcinosis_cli.knowledge.model import Reference
from calcinosis_cli.output import write
from calcinosis_cli.text import visible


class ReferenceFormat(StrEnum):
    """Forms of a bibliography."""

    text = "text"
    bibtex = "bibtex"
    csl = "csl-json"


def references(
    assessment: Annotated[
        Path | None,
        typer.Argument(help="An assessment as JSON; by default the whole bibliography.", metavar="[ASSESSMENT.json]"),
    ] = None,
    form: Annotated[ReferenceFormat, typer.Option("--format", "-f", help="Form of the list.")] = ReferenceFormat.text,
    output: OutputOption = None,
    data: DataOption = None,
) -> None:
    """Export references: all of them, or those of an assessment.

    Examples:
      calcinosis references --format bibtex -o calcinosis.bib

      calcinosis references case.json --format csl-json

    """
    from calcinosis_cli.report import bibliography

    held = load_knowledge(data).references
    if assessment is not None:
        held = _used(assessment)
    write(bibliography.render(held, form.value), output)


def _used(path: Path) -> Mapping[str, Reference]:
    import msgspec

    from calcinosis_cli.assess.model import Assessment

    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(20_000_000), type=Assessment).references
    except OSError as error:
        raise InputError(f"{visible(str(path))}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InputError(
            f"{visible(str(path))}: not an assessment as JSON; make one with: calcinosis triage --json"
        ) from None
