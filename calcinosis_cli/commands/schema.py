"""``calcinosis schema``: JSON Schema of the answers and of the result documents."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from calcinosis_cli.commands.common import DataOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.output import write


class Schema(StrEnum):
    """The documents that have a schema."""

    answers = "answers"
    assessment = "assessment"
    comparison = "comparison"
    explanation = "explanation"
    lookup = "lookup"
    next = "next"


def schema(
    name: Annotated[Schema, typer.Argument(help="Which document.")],
    data: DataOption = None,
) -> None:
    """JSON Schema (2020-12) of the answers and of the documents of triage, compare, explain, lookup and next, generated from the structures."""
    from calcinosis_cli.report import result_json, schemas

    write(result_json.render(schemas.generate(name.value, load_knowledge(data))), None)
