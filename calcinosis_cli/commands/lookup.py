"""``calcinosis lookup DRUG``: what is known of one drug or procedure in calcinosis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption, OutputOption
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.commands.present import Format, FormatOption, NoPagerOption, present
from calcinosis_cli.errors import InputError
from calcinosis_cli.output import write
from calcinosis_cli.text import visible

if TYPE_CHECKING:
    from calcinosis_cli.knowledge.base import Knowledge


def lookup(
    drugs: Annotated[
        list[str],
        typer.Argument(
            help="Generic name, synonym, brand or class; several are compared.",
            metavar="DRUG...",
            autocompletion=names_beginning,
        ),
    ],
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
    form: FormatOption = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    no_pager: NoPagerOption = False,
    data: DataOption = None,
) -> None:
    """What is known of a drug or procedure: evidence by disease, doses studied, safety, interactions, sources.

    Examples:
      calcinosis lookup diltiazem

      calcinosis lookup diltiazem minocycline colchicine

      calcinosis lookup colchicine --with diltiazem,simvastatin

      calcinosis lookup bisphosphonate --json

    """
    knowledge = load_knowledge(data)
    slugs = _slugs(drugs, knowledge)
    from calcinosis_cli.assess.drug_sheet import sheet

    patient = None
    if answers:
        from calcinosis_cli.assess import answers as reading
        from calcinosis_cli.commands.triage import _bytes

        patient = reading.parse(reading.load(*_bytes(answers)), knowledge)
    partners = [_partner(name, knowledge) for name in with_.split(",") if name.strip()] if with_ else None
    asked = ", ".join(drugs)
    result = sheet(
        slugs, knowledge, asked=asked, disease=_disease(for_, slugs, knowledge), partners=partners, patient=patient
    )
    if as_json or form == Format.json:
        from calcinosis_cli.report import result_json

        write(result_json.render(result), output)
        return
    from calcinosis_cli.report import drug_outline

    labels = {id_: finding.label for id_, finding in knowledge.findings.items()} if patient else {}
    present(drug_outline.build(result, labels), form, output, not no_pager)


def names_beginning(incomplete: str) -> list[str]:
    """Names of drugs, procedures and classes for the shell's Tab, from names only."""
    from calcinosis_cli.knowledge.base import Knowledge

    return Knowledge().drug_names.beginning(incomplete)


def _slugs(asked: list[str], knowledge: Knowledge) -> list[str]:
    """The drugs that the words on the command line mean: each a name, or all of them one name of several words."""
    if len(asked) > 1 and any(knowledge.drug_names.slug(word) is None for word in asked):
        whole = " ".join(asked)
        if knowledge.drug_names.slug(whole) is not None:
            return find(whole, knowledge)
    return list(dict.fromkeys(slug for name in asked for slug in find(name, knowledge)))


def _disease(asked: str | None, slugs: list[str], knowledge: Knowledge) -> str | None:
    """The disease that ``asked`` means among those with evidence: its name in any spelling, or its letters (ssc, jdm)."""
    if asked is None:
        return None
    from calcinosis_cli.knowledge.drug_names import fold

    word = fold(asked)
    known = sorted({d for slug in slugs for e in knowledge.drugs[slug].evidence for d in e.diseases})
    if word in known:
        return word
    within = [d for d in known if word and word in d] or [d for d in known if _abbreviates(word, d)]
    return within[0] if len(within) == 1 else asked


def _abbreviates(word: str, name: str) -> bool:
    """Whether ``word`` is the first letter of ``name`` and some of the later ones, in order."""
    letters = iter(name)
    return 2 <= len(word) <= 5 and word[0] == name[0] and all(letter in letters for letter in word)


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
