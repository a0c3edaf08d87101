"""``calcinosis lookup DRUG``: what is known of one drug or procedure in calcinosis."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption, OutputOption, is_terminal
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.errors import InputError
from calcinosis_cli.output import write
from calcinosis_cli.text import visible

if TYPE_CHECKING:
    from calcinosis_cli.knowledge.base import Knowledge


def lookup(
    drug: Annotated[str, typer.Argument(help="Generic name, synonym, brand or class.", metavar="DRUG")],
    for_: Annotated[
        str | None,
        typer.Option("--for", help="Evidence in one disease only, such as systemic_sclerosis.", metavar="DISEASE"),
    ] = None,
    with_: Annotated[
        str | None, typer.Option("--with", help="Interactions with these drugs only: a,b,c.", metavar="DRUG[,DRUG]")
    ] = None,
    answers: Annotated[
        str | None, typer.Option("--answers", "-a", help="Safety for this patient.", metavar="FILE|-")
    ] = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    data: DataOption = None,
) -> None:
    """What is known of one drug or procedure: evidence by disease, doses studied, safety, interactions, sources.

    Examples:
      calcinosis lookup diltiazem

      calcinosis lookup colchicine --with diltiazem,simvastatin

      calcinosis lookup bisphosphonate --json

    """
    knowledge = load_knowledge(data)
    slugs = find(drug, knowledge)
    from calcinosis_cli.assess.drug_sheet import sheet

    patient = None
    if answers:
        from calcinosis_cli.assess import answers as reading
        from calcinosis_cli.commands.triage import _bytes

        patient = reading.parse(reading.load(*_bytes(answers)), knowledge)
    partners = [_partner(name, knowledge) for name in with_.split(",") if name.strip()] if with_ else None
    result = sheet(slugs, knowledge, asked=drug, disease=for_, partners=partners, patient=patient)
    if as_json:
        from calcinosis_cli.report import result_json

        write(result_json.render(result), output)
        return
    from calcinosis_cli.report import drug_outline, plain, terminal

    blocks = drug_outline.build(
        result, {id_: finding.label for id_, finding in knowledge.findings.items()} if patient else {}
    )
    if output is None and is_terminal(sys.stdout):
        from calcinosis_cli.commands.common import console

        terminal.show(blocks, console(sys.stdout))
    else:
        write(plain.render(blocks), output)


def find(name: str, knowledge: Knowledge) -> list[str]:
    """The slugs that ``name`` means: one drug, or the drugs of a class that have a file.

    Raises :class:`InputError` with near names when nothing is called so.
    """
    names = knowledge.drug_names
    slug = names.slug(name)
    if slug is not None and slug in knowledge.drugs:
        return [slug]
    members = sorted(m for m in names.members_of(slug) if m in knowledge.drugs) if slug else []
    if members:
        return members
    if slug:
        raise InputError(
            f"{visible(name, 60)}: known by name, for interactions, but there is no file about it; see: calcinosis list drugs"
        )
    near = [knowledge.drug_names.labels[s] for s in names.near(name) if s in knowledge.drugs or names.members_of(s)]
    hint = f"; did you mean {' or '.join(near)}?" if near else "; see: calcinosis list drugs"
    raise InputError(f"{visible(name, 60)}: no drug, procedure or class is called this{hint}")


def _partner(name: str, knowledge: Knowledge) -> str:
    slug = knowledge.drug_names.slug(name)
    if slug is None:
        near = [knowledge.drug_names.labels[s] for s in knowledge.drug_names.near(name, 1)]
        hint = f"; did you mean {near[0]}?" if near else ""
        raise InputError(f"--with {visible(name.strip(), 60)}: no drug or class is called this{hint}")
    return slug
