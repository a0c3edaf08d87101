"""``calcinosis compare``: what changed between two assessments of one patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calcinosis_cli.commands.common import JsonOption, OutputOption
from calcinosis_cli.commands.present import Format, FormatOption, NoPagerOption, present
from calcinosis_cli.errors import InputError
from calcinosis_cli.files import read_at_most
from calcinosis_cli.output import write
from calcinosis_cli.text import visible

if TYPE_CHECKING:
    from calcinosis_cli.assess.model import Assessment

MAX_BYTES = 20_000_000


def compare(
    before: Annotated[Path, typer.Argument(help="The earlier assessment, as JSON.", metavar="BEFORE.json")],
    after: Annotated[Path, typer.Argument(help="The later assessment, as JSON.", metavar="AFTER.json")],
    form: FormatOption = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
) -> None:
    """What changed between two assessments of one patient, such as before and after a test, and which answer did it.

    Examples:
      calcinosis triage --answers monday.yaml --json -o monday.json

      calcinosis compare monday.json friday.json

    """
    from calcinosis_cli.assess.difference import difference

    found = difference(read(before), read(after))
    if as_json or form == Format.json:
        from calcinosis_cli.report import result_json

        write(result_json.render(found), output)
        return
    from calcinosis_cli.report import difference_outline

    present(difference_outline.build(found), form, output, not no_pager)


def read(path: Path) -> Assessment:
    """An assessment from its JSON. Raises :class:`InputError` when it is not one."""
    import msgspec

    from calcinosis_cli.assess.model import SCHEMA, Assessment

    name = visible(str(path))
    raw = read_at_most(path, MAX_BYTES)
    if len(raw) > MAX_BYTES:
        raise InputError(f"{name}: larger than {MAX_BYTES // 1_000_000} MB; an assessment is far smaller")
    try:
        found = msgspec.json.decode(raw, type=Assessment)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InputError(f"{name}: not an assessment as JSON; make one with: calcinosis triage --json") from None
    if found.schema != SCHEMA:
        raise InputError(f"{name}: {visible(found.schema, 60)} is another form of assessment; expected {SCHEMA}")
    return found
