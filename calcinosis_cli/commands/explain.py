"""``calcinosis explain``: what a subtype, rule, finding or reference concludes, why, and from which sources."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption, OutputOption, is_terminal
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.output import write


def explain(
    name: Annotated[
        str, typer.Argument(help="A subtype, mimic, red flag, pathway, finding, reference or statement id.")
    ],
    as_json: JsonOption = False,
    output: OutputOption = None,
    data: DataOption = None,
) -> None:
    """What a subtype, red flag, pathway, finding, reference or statement says, when it fires, and its sources.

    Examples:
      calcinosis explain calciphylaxis

      calcinosis explain flag-sepsis

      calcinosis explain labs.phosphate

    """
    knowledge = load_knowledge(data)
    from calcinosis_cli.report import explanation

    if as_json:
        from calcinosis_cli.report import result_json

        write(result_json.render(explanation.find(name, knowledge).record), output)
        return
    blocks = explanation.build(explanation.find(name, knowledge), knowledge)
    if output is None and is_terminal(sys.stdout):
        from calcinosis_cli.commands.common import console
        from calcinosis_cli.report import terminal

        terminal.show(blocks, console(sys.stdout))
    else:
        from calcinosis_cli.report import plain

        write(plain.render(blocks), output)
