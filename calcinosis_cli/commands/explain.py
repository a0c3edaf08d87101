"""``calcinosis explain``: what a subtype, rule, finding or reference concludes, why, and from which sources."""

from __future__ import annotations

from typing import Annotated

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption, OutputOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.commands.present import Format, FormatOption, NoPagerOption, present
from calcinosis_cli.output import write


def explain(
    name: Annotated[
        str,
        typer.Argument(
            help="A subtype, mimic, red flag, pathway, finding, test, reference or statement id.",
            autocompletion=ids_beginning,
        ),
    ],
    form: FormatOption = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
    data: DataOption = None,
) -> None:
    """What a subtype, red flag, pathway, finding, reference or statement says, when it holds, its limits and sources.

    Examples:
      calcinosis explain calciphylaxis

      calcinosis explain flag-sepsis --format html -o sepsis.html

      calcinosis explain labs.phosphate

    """
    knowledge = load_knowledge(data)
    from calcinosis_cli.assess.explanation import explain as explained
    from calcinosis_cli.knowledge.records import find

    found = find(name, knowledge)
    result = explained(found, knowledge)
    if as_json or form == Format.json:
        from calcinosis_cli.report import result_json

        write(result_json.render(result), output)
        return
    from calcinosis_cli.report import explanation

    present(explanation.build(found, result, knowledge), form, output, not no_pager)


def ids_beginning(incomplete: str) -> list[str]:
    """Ids for the shell's Tab."""
    from calcinosis_cli.knowledge.base import Knowledge
    from calcinosis_cli.knowledge.records import beginning

    return beginning(incomplete, Knowledge())
