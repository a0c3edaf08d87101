"""``calcinosis next``: the next questions as JSON. Stateless: all it knows are the answers it is given."""

from __future__ import annotations

from typing import Annotated

import typer

from calcinosis_cli.commands.common import DataOption, OutputOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.output import write


def next_(
    answers: Annotated[
        str | None,
        typer.Option("--answers", "-a", help="Answers so far, YAML or JSON; none: the first screen.", metavar="FILE|-"),
    ] = None,
    output: OutputOption = None,
    data: DataOption = None,
) -> None:
    """The next questions as JSON, for a form or an agent.

    Put each answer into the answers document under the question's id, "unknown" where it is not known, and call again
    until "done" is true. It is the same choice of questions as at the terminal.

    Examples:
      calcinosis next --answers so-far.json

      echo '{"conditions": ["dialysis"]}' | calcinosis next --answers -

    """
    knowledge = load_knowledge(data)
    from calcinosis_cli.interview.document import build
    from calcinosis_cli.interview.given import Given, from_document
    from calcinosis_cli.report import result_json

    given = Given()
    if answers is not None:
        from calcinosis_cli.assess.answers import load
        from calcinosis_cli.commands.triage import _bytes

        given = from_document(load(*_bytes(answers)), knowledge)
    write(result_json.render(build(given, knowledge)), output)
