"""``calcinosis triage``: answers in, assessment out."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calcinosis_cli.commands.common import DataOption, JsonOption, OutputOption, is_terminal
from calcinosis_cli.commands.common import knowledge as load_knowledge
from calcinosis_cli.commands.present import Format, FormatOption, NoPagerOption, present
from calcinosis_cli.errors import ExitStatus, InputError, did_you_mean
from calcinosis_cli.files import read_at_most
from calcinosis_cli.output import write
from calcinosis_cli.text import visible

if TYPE_CHECKING:
    from calcinosis_cli.assess.answers import Answers
    from calcinosis_cli.assess.model import Assessment
    from calcinosis_cli.knowledge.base import Knowledge
    from calcinosis_cli.report.blocks import Block


class Detail(StrEnum):
    """How much a result says."""

    note = "note"
    short = "short"
    full = "full"


def triage(
    answers: Annotated[
        str | None,
        typer.Option("--answers", "-a", help="Answers as YAML or JSON; - reads standard input.", metavar="FILE|-"),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="One answer, such as labs.calcium='2.9 mmol/L'; may be repeated.", metavar="FINDING=ANSWER"
        ),
    ] = None,
    example: Annotated[
        str | None, typer.Option("--example", help="A bundled case; 'list' names them.", metavar="NAME")
    ] = None,
    form: FormatOption = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    detail: Annotated[
        Detail,
        typer.Option(
            "--detail",
            help="note: to paste into a record; short: each statement in a line; full: each whole, with all of each "
            "drug's cautions and monitoring. The same in every form.",
        ),
    ] = Detail.short,
    explain: Annotated[
        bool, typer.Option("--explain", help="With every criterion of every candidate: met, unmet or unknown.")
    ] = False,
    no_pager: NoPagerOption = False,
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask; use only the answers given.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the latest saved interview.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the saved interview when it is finished.")] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", envvar="CALCINOSIS_PLAIN", help="Ask line by line, nothing redrawn: for screen readers."
        ),
    ] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 20 for an emergency, 10 for urgent, 3 for insufficient.")
    ] = False,
    data: DataOption = None,
) -> int:
    """Classify, triage and plan for one patient.

    At a terminal it asks; with answers given it does not.

    Examples:
      calcinosis triage

      calcinosis triage --answers case.yaml --format markdown -o case.md

      calcinosis triage --set conditions=dialysis --set lesions.necrosis_eschar=true --json

    """
    form = Format.json if as_json else form
    if form == Format.json and detail == Detail.note:
        raise InputError("--detail note is a report to paste into a record; for JSON give --detail short or full")
    if explain and detail == Detail.note:
        raise InputError("--explain has every criterion, and --detail note none; leave one out")
    knowledge = load_knowledge(data)
    if example == "list":
        write("\n".join(_examples()) + "\n", output)
        return ExitStatus.OK
    given = _given(answers, settings or [], example, knowledge)
    if given is not None and resume:
        raise InputError("--resume goes on with a saved interview and cannot be given with answers; leave one out")
    if given is None:
        given = _ask(no_input, knowledge, plain=plain, resume=resume, keep=keep)
    from calcinosis_cli.assess.assess import assess

    assessment = assess(given, knowledge)
    if detail != Detail.full:
        from calcinosis_cli.assess.short import short

        assessment = short(assessment)
    if form == Format.json:
        from calcinosis_cli.report import result_json

        write(result_json.render(assessment), output)
    else:
        labels = {id_: finding.label for id_, finding in knowledge.findings.items()}
        present(_blocks(assessment, labels, note=detail == Detail.note, explain=explain), form, output, not no_pager)
    return _status(assessment) if exit_code else ExitStatus.OK


def _given(source: str | None, settings: list[str], example: str | None, knowledge: Knowledge) -> Answers | None:
    """The answers from a file, standard input, an example and ``--set``; None when none was given."""
    if source is None and example is None and not settings:
        return None
    if source is not None and example is not None:
        raise InputError("--answers and --example cannot be used together; give one")
    from calcinosis_cli.assess import answers as reading

    parsed = reading.Answers()
    if source is not None:
        parsed = reading.parse(reading.load(*_bytes(source)), knowledge)
    elif example is not None:
        parsed = reading.parse(reading.load(_example(example), f"example {example}"), knowledge)
    for setting in settings:
        parsed = _set(parsed, setting, knowledge)
    return parsed


def _bytes(source: str) -> tuple[bytes, str]:
    """The bytes of an answers document (at most one more than is allowed), and its name."""
    from calcinosis_cli.assess.answers import MAX_BYTES

    if source == "-":
        if is_terminal(sys.stdin):
            raise InputError("--answers - reads answers from a pipe, but standard input is a terminal; give a file")
        return sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"
    return read_at_most(Path(source), MAX_BYTES), source


def _examples() -> list[str]:
    from calcinosis_cli.knowledge.base import bundled

    return sorted(path.stem for path in (bundled() / "examples").glob("*.yaml"))


def _example(name: str) -> bytes:
    from calcinosis_cli.knowledge.base import bundled

    known = _examples()
    if name not in known:
        raise InputError(f"no example {visible(name, 60)!r}; there are: {', '.join(known)}{did_you_mean(name, known)}")
    return (bundled() / "examples" / f"{name}.yaml").read_bytes()


def _set(answers: Answers, setting: str, knowledge: Knowledge) -> Answers:
    """``answers`` with one ``finding=answer`` put in. A list is written ``a,b`` or ``[a, b]``."""
    from calcinosis_cli.assess.answers import read
    from calcinosis_cli.knowledge import strict_yaml

    name, equals, text = setting.partition("=")
    name = name.strip()
    if not equals:
        raise InputError(f"--set {visible(setting, 80)}: expected FINDING=ANSWER, such as labs.calcium='2.9 mmol/L'")
    finding = knowledge.findings.get(name)
    if finding is None:
        raise InputError(f"--set {visible(name, 60)}: unknown finding{did_you_mean(name, knowledge.findings)}")
    value: Any = text.strip()
    if finding.type in ("list", "open_list") and not text.strip().startswith("["):
        value = [word.strip() for word in text.split(",") if word.strip()]
    elif finding.type != "text":
        value = strict_yaml.load(text, f"--set {name}").value
    try:
        answer = read(finding, value, knowledge)
    except InputError as error:
        raise InputError(f"--set {name}: {error}") from None
    merged = answers.with_answer(name, answer)
    ordered = {id_: merged.values[id_] for id_ in knowledge.findings if id_ in merged.values}
    return type(answers)(ordered, merged.passed)


def _ask(no_input: bool, knowledge: Knowledge, plain: bool, resume: bool, keep: bool) -> Answers:
    """Ask at the terminal; where there is none, say how to give answers."""
    if no_input or not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        why = "--no-input was given" if no_input else "this is not a terminal"
        raise InputError(
            f"no answers were given and questions cannot be asked ({why}); "
            "give --answers FILE, --answers - with a pipe, --set FINDING=ANSWER, or --example NAME"
        )
    from calcinosis_cli.interview.session import interview

    return interview(knowledge, plain=plain, resume=resume, keep=keep)


def _blocks(assessment: Assessment, labels: dict[str, str], note: bool, explain: bool) -> list[Block]:
    """The report, or the note."""
    if note:
        from calcinosis_cli.report import note_outline

        return note_outline.build(assessment, labels)
    from calcinosis_cli.report import outline

    return outline.build(assessment, labels, explain=explain)


def _status(assessment: Assessment) -> int:
    """The exit status of ``--exit-code``: the urgency first, then whether too little is known."""
    if assessment.urgency.level == "emergency":
        return ExitStatus.EMERGENCY
    if assessment.urgency.level == "urgent":
        return ExitStatus.URGENT
    return ExitStatus.INSUFFICIENT if assessment.leading.kind == "insufficient" else ExitStatus.OK
