"""``calcinosis triage`` as a script meets it: answers in by file, pipe and option; results on stdout; statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from calcinosis_cli.knowledge.base import bundled
from tests.cases.scoring import load
from tests.conftest import Run

Write = Callable[[str, str | bytes], Path]

CASE = "patient: {age_years: 54, sex: female}\nconditions: [systemic_sclerosis_limited]\nlesions: {sites: [hands], painful: true}\n"
EMERGENCY = ("--set", "conditions=dialysis", "--set", "lesions.necrosis_eschar=true")


@pytest.fixture(scope="module")
def schema(run: Run) -> Any:
    """The schema of an assessment, as the program prints it."""
    return json.loads(run("schema", "assessment").out)


def test_answers_from_a_file_give_json_on_stdout_and_nothing_else(run: Run, write: Write, schema: Any) -> None:
    """stdout is one valid document; stderr is silent; status 0."""
    done = run("triage", "--answers", str(write("case.yaml", CASE)), "--json")
    assert (done.status, done.err) == (0, "")
    document = json.loads(done.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert document["leading"]["id"] == "dystrophic"
    assert document["disclaimer"]


@pytest.mark.parametrize("name", sorted(p.stem for p in (bundled() / "examples").glob("*.yaml")))
def test_each_example_runs_and_fits_the_schema(name: str, run: Run, schema: Any) -> None:
    """Anyone can see a full result at once, without a terminal."""
    done = run("triage", "--example", name, "--json")
    assert (done.status, done.err) == (0, "")
    jsonschema.validate(json.loads(done.out), schema, cls=jsonschema.Draft202012Validator)


def test_a_published_case_fits_the_schema_of_answers(run: Run) -> None:
    """Every published case is valid by the schema of answers, which refuses what the program refuses."""
    validator = jsonschema.Draft202012Validator(json.loads(run("schema", "answers").out))
    for case in load("published"):
        validator.validate(case["answers"])
    for wrong in (
        {"labz": {}},
        {"patient": {"sex": "f"}},
        {"conditions": ["nonsense"]},
        {"labs": {"calcium": 9.4}},
        {"patient": {"age_years": -1}},
    ):
        assert not validator.is_valid(wrong), wrong


def test_yaml_json_pipe_and_options_give_the_same_bytes(run: Run, write: Write) -> None:
    """A YAML file, a JSON file, standard input and ``--set`` are four ways to say one thing."""
    answers = yaml.safe_load(CASE)
    outputs = [
        run("triage", "--answers", str(write("a.yaml", CASE)), "--json").raw_out,
        run("triage", "--answers", str(write("b.json", json.dumps(answers))), "--json").raw_out,
        run("triage", "--answers", "-", "--json", stdin=CASE.encode()).raw_out,
        run(
            "triage", "--json", "--set", "lesions.painful=true", "--set", "lesions.sites=[hands]", "--set", "patient.sex=female",
            "--set", "patient.age_years=54", "--set", "conditions=systemic_sclerosis_limited",
        ).raw_out,
    ]  # fmt: skip
    assert outputs.count(outputs[0]) == 4


def test_the_same_answers_give_the_same_bytes_in_any_process(run: Run) -> None:
    """No order of sets or hashes reaches the output, with a cold cache or a warm one, in JSON or in text."""
    arguments = ("triage", "--example", "dialysis")
    for form in (("--json",), ("--format", "text"), ("--format", "markdown")):
        runs = [
            run(*arguments, *form, env={"PYTHONHASHSEED": seed, "CALCINOSIS_NO_CACHE": no_cache}).raw_out
            for seed, no_cache in (("1", ""), ("2", "1"))
        ]
        assert runs[0] == runs[1]
        assert runs[0]


def test_set_overrides_the_file_and_unknown_takes_back(run: Run, write: Write) -> None:
    """``--set`` comes after ``--answers``; ``unknown`` removes an answer."""
    case = str(write("case.yaml", CASE))
    changed = json.loads(
        run("triage", "-a", case, "--set", "lesions.painful=false", "--set", "patient.sex=unknown", "--json").out
    )
    answers = {a["finding"]: a["value"] for a in changed["input"]["answers"]}
    assert answers["lesions.painful"] is False
    assert "patient.sex" not in answers


def test_set_understands_lists_quantities_and_flags(run: Run) -> None:
    """A list by commas or in brackets, a quantity with its unit, a flag."""
    done = run(
        "triage", "--set", "conditions=ckd, dialysis", "--set", "lesions.sites=[hands, elbows]", "--set", "labs.calcium=2.9 mmol/L",
        "--set", "labs.phosphate=high", "--set", "medications=Coumadin,unheardofin", "--json",
    )  # fmt: skip
    assert (done.status, done.err) == (0, "")
    answers = {a["finding"]: a for a in json.loads(done.out)["input"]["answers"]}
    assert answers["conditions"]["value"] == ["ckd", "dialysis"]
    assert answers["lesions.sites"]["value"] == ["hands", "elbows"]
    assert (answers["labs.calcium"]["value"], answers["labs.calcium"]["unit"]) == (11.6, "mg/dL")
    assert answers["labs.phosphate"]["flag"] == "high"
    assert answers["medications"]["value"] == ["warfarin", "unheardofin"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (EMERGENCY, 20),
        (("--set", "labs.calcium=12.5 mg/dL"), 10),
        (("--set", "patient.sex=female"), 3),
        (("--set", "conditions=systemic_sclerosis_limited", "--set", "lesions.sites=hands"), 0),
    ],
    ids=["emergency", "urgent", "insufficient", "routine"],
)
def test_exit_code_tells_urgency_only_when_asked(arguments: tuple[str, ...], status: int, run: Run) -> None:
    """20 emergency, 10 urgent, 3 insufficient with ``--exit-code``; 0 without."""
    assert run("triage", *arguments, "--json", "--exit-code").status == status
    assert run("triage", *arguments, "--json").status == 0


def test_piped_lines_are_never_taken_for_answers(run: Run) -> None:
    """Without a terminal nothing is asked: one line says how to give answers, status 2, no hanging, nothing on stdout."""
    for stdin in (b"", b"\n\n\n\n", b"y\nyes\n54\n"):
        done = run("triage", "--json", stdin=stdin)
        assert (done.status, done.out) == (2, "")
        assert "--answers" in done.err
        assert done.err.count("\n") == 1


def test_no_input_says_what_is_missing(run: Run) -> None:
    """``--no-input`` forbids questions and names the way to give answers."""
    done = run("triage", "--no-input")
    assert (done.status, done.out) == (2, "")
    assert "--no-input" in done.err
    assert "--answers" in done.err


def test_the_report_goes_whole_to_a_file(run: Run, tmp_path: Path) -> None:
    """``-o`` writes the file, private to the user, and leaves stdout empty; a folder that is not there is one line."""
    target = tmp_path / "case.md"
    done = run("triage", "--example", "dialysis", "--format", "markdown", "-o", str(target))
    assert (done.status, done.out, done.err) == (0, "", "")
    assert target.read_text(encoding="utf-8").startswith("#")
    assert target.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["case.md"]
    failed = run("triage", "--example", "dialysis", "-o", str(tmp_path / "none" / "case.md"))
    assert failed.status == 2
    assert "cannot be written" in failed.err


@pytest.mark.parametrize("form", ["text", "markdown", "terminal", "json"])
def test_every_form_says_the_gravest_things(form: str, run: Run) -> None:
    """Urgency, the leading diagnosis, what to do, the cautions and the sources are in every form, and no escape codes in a pipe."""
    done = run("triage", "--example", "dialysis", "--format", form)
    assert (done.status, done.err) == (0, "")
    assert "\x1b" not in done.out
    flat = " ".join(done.out.split()).casefold()
    for words in ("emergency", "calciphylaxis", "valve", "review", "doi"):
        assert words in flat, words


def test_colour_is_honoured(run: Run) -> None:
    """NO_COLOR, even against FORCE_COLOR, leaves no colour; text in a pipe has no escape codes at all."""
    forced = run(
        "triage",
        "--example",
        "dialysis",
        "--format",
        "terminal",
        env={"FORCE_COLOR": "1", "NO_COLOR": "1", "TERM": "xterm"},
    )
    assert forced.status == 0
    assert "\x1b[3" not in forced.out
    assert "\x1b[9" not in forced.out
    assert "\x1b" not in run("triage", "--example", "dialysis", env={"NO_COLOR": "1"}).out


def test_an_ascii_stream_gets_every_statement_spelled_out(run: Run) -> None:
    """A terminal that cannot show a sign gets it in letters; nothing fails and no number is lost."""
    done = run("triage", "--example", "dialysis", "--format", "text", env={"PYTHONIOENCODING": "ascii"})
    assert (done.status, done.err) == (0, "")
    assert done.raw_out.isascii()
    assert "?" * 3 not in done.out


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_closed_pipe_is_silence(form: str) -> None:
    """``| head -1`` ends the program without a word and with status 0."""
    command = [sys.executable, "-m", "calcinosis_cli", "triage", "--example", "dialysis", "--format", form]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tempfile.gettempdir()
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.read(1)
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_a_pipe_that_is_closed_from_the_start_is_silence() -> None:
    """The same when nobody ever reads, with little to say (``--version``) or much."""
    for arguments in (("--version",), ("triage", "--example", "dialysis", "--json"), ("list", "findings")):
        reading, writing = os.pipe()
        os.close(reading)
        command = [sys.executable, "-m", "calcinosis_cli", *arguments]
        done = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, check=False, timeout=60, cwd=tempfile.gettempdir()
        )
        os.close(writing)
        assert (done.returncode, done.stderr) == (0, b""), arguments


def test_a_patients_data_never_stand_in_an_error(run: Run, write: Write) -> None:
    """An error names the place, and a fault of the program prints no answers."""
    case = write("case.yaml", "notes: Jane Secret born 1970\nlabs: {calcium: 9.4}\n")
    done = run("triage", "--answers", str(case), "--json")
    assert done.status == 2
    assert "Jane" not in done.err
