"""The program as a whole: help, version, lists, look-ups, faults, and what it takes to start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import jsonschema
import pytest

from calcinosis_cli import __version__
from calcinosis_cli.assess import assess as assessing
from calcinosis_cli.knowledge.base import Knowledge
from tests.conftest import Run


def test_version_names_program_and_knowledge(run: Run, knowledge: Knowledge) -> None:
    """Two versions: of the program, and of what it knows."""
    assert run("--version").out.split() == ["calcinosis", f"{__version__},", "knowledge", knowledge.manifest.version]


def test_help_opens_with_examples_and_groups_the_commands(run: Run) -> None:
    """What a clinician needs comes first."""
    done = run("--help", env={"COLUMNS": "120"})
    assert done.status == 0
    assert done.out.index("calcinosis triage") < done.out.index("lookup")
    for group in ("At the bedside", "For scripts and forms", "For editors of the knowledge"):
        assert group in done.out
    for command in ("triage", "lookup", "explain", "list", "schema", "references", "check"):
        assert run(command, "--help").status == 0, command


@pytest.mark.parametrize(
    "what",
    ["drugs", "classes", "subtypes", "mimics", "findings", "pathways", "flags", "tests", "references", "examples"],
)
def test_each_list_is_text_and_json(what: str, run: Run) -> None:
    """One line a thing, and the same things as JSON."""
    lines, rows = run("list", what).out.splitlines(), json.loads(run("list", what, "--json").out)
    assert len(lines) == len(rows) > 0
    assert [line.split()[0] for line in lines] == [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("diltiazem", "diltiazem"),
        ("Cardizem", "diltiazem"),
        ("ESWL", "shock_wave_therapy"),
        ("zoledronic acid", "zoledronic_acid"),
    ],
)
def test_lookup_finds_a_drug_by_any_name_and_fits_its_schema(name: str, slug: str, run: Run) -> None:
    """By generic name, brand or synonym."""
    done = run("lookup", name, "--json")
    assert (done.status, done.err) == (0, "")
    document = json.loads(done.out)
    jsonschema.validate(document, json.loads(run("schema", "lookup").out), cls=jsonschema.Draft202012Validator)
    assert [entry["drug"]["id"] for entry in document["drugs"]] == [slug]
    assert document["references"]


def test_lookup_of_a_class_shows_each_drug_of_it(run: Run) -> None:
    """A class is all its drugs that have a file."""
    found = {entry["drug"]["id"] for entry in json.loads(run("lookup", "bisphosphonate", "--json").out)["drugs"]}
    assert {"alendronate", "pamidronate", "zoledronic_acid", "etidronate"} <= found


def test_lookup_in_words_carries_cautions_and_sources(run: Run) -> None:
    """Evidence with its level, doses with their caution, interactions, references."""
    flat = " ".join(run("lookup", "colchicine").out.split())
    for words in ("Evidence", "diltiazem", "level", "off-label", "References"):
        assert words.casefold() in flat.casefold(), words


def test_lookup_for_a_patient_checks_safety(run: Run, tmp_path: Path) -> None:
    """With answers the sheet says whether the drug suits this patient."""
    case = tmp_path / "case.yaml"
    case.write_text("safety: {heart_failure_reduced_ef: true}\n")
    (entry,) = json.loads(run("lookup", "diltiazem", "--answers", str(case), "--json").out)["drugs"]
    assert entry["safety"]["status"] == "avoid"


@pytest.mark.parametrize(
    "name", ["calciphylaxis", "gout", "flag-sepsis", "labs.phosphate", "idiopathic", "hypercalcaemia"]
)
def test_explain_tells_what_and_from_where(name: str, run: Run) -> None:
    """A subtype, a mimic, a red flag, a finding, a pathway."""
    done = run("explain", name)
    assert (done.status, done.err) == (0, "")
    assert len(done.out) > 100
    assert json.loads(run("explain", name, "--json").out)


def test_references_of_an_assessment(run: Run, tmp_path: Path) -> None:
    """As text, BibTeX and CSL-JSON: those of the assessment, or all."""
    path = tmp_path / "case.json"
    path.write_bytes(run("triage", "--example", "gout", "--json").raw_out)
    used = json.loads(path.read_text(encoding="utf-8"))["references"]
    assert {item["id"] for item in json.loads(run("references", str(path), "--format", "csl-json").out)} == set(used)
    assert run("references", str(path), "--format", "bibtex").out.count("\n@") + 1 == len(used)
    assert len(run("references").out.splitlines()) > len(used)
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}")
    assert run("references", str(wrong)).status == 2


def test_check_finds_the_bundled_knowledge_sound(run: Run) -> None:
    """Status 0, and the number of conventions is told."""
    done = run("check", "--json")
    assert done.status == 0
    report = json.loads(done.out)
    assert report["conventions"] > 0
    assert not [p for p in report["problems"] if p["severity"] == "error"]


def imported(*arguments: str) -> set[str]:
    """The modules that a command imports, with a warm cache."""
    command = [sys.executable, "-X", "importtime", "-m", "calcinosis_cli", *arguments]
    for _ in range(2):
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=60, cwd=tempfile.gettempdir()
        )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}


@pytest.mark.parametrize(
    ("arguments", "but"),
    [
        (("lookup", "diltiazem", "--json"), {"yaml"}),
        (("triage", "--set", "conditions=dialysis", "--json"), set()),
        (("explain", "gout", "--json"), {"yaml"}),
    ],
    ids=["lookup", "triage", "explain"],
)
def test_a_json_path_loads_neither_prompts_nor_layout(arguments: tuple[str, ...], but: set[str]) -> None:
    """No questionary, no rich; no YAML either where no YAML is given."""
    found = {name.partition(".")[0] for name in imported(*arguments)}
    assert not found & ({"questionary", "prompt_toolkit", "rich", "jsonschema", "pydantic"} | but)
    assert "msgspec" in found


def test_a_fault_of_the_program_is_one_line_without_the_patients_data(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, no traceback, no answer, and how to see more."""
    from calcinosis_cli import app

    def broken(*_: object) -> None:
        secret = "SENTINEL of the patient"
        raise RuntimeError(secret)

    monkeypatch.setattr(assessing, "assess", broken)
    status = app.main(["triage", "--set", "conditions=dialysis", "--json"])
    captured = capsys.readouterr()
    assert (status, captured.out) == (1, "")
    assert "fault of the program" in captured.err
    assert "SENTINEL" not in captured.err
    assert captured.err.count("\n") == 1


def test_an_interruption_is_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends quietly with the usual status."""
    from calcinosis_cli import app

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(assessing, "assess", stopped)
    assert app.main(["triage", "--set", "conditions=dialysis", "--json"]) == 130
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_the_cache_is_private_and_can_be_damaged_or_missing(run: Run, tmp_path: Path) -> None:
    """The cache is only a cache: unreadable, stale or forbidden, the result is the same."""
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    first = run("lookup", "diltiazem", "--json", env=env).raw_out
    files = list((tmp_path / "cache" / "calcinosis").iterdir())
    assert files
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        file.write_bytes(b"\xc1 damaged" + os.urandom(20))
    assert run("lookup", "diltiazem", "--json", env=env).raw_out == first
    (tmp_path / "file").write_text("not a folder")
    assert run("lookup", "diltiazem", "--json", env={"XDG_CACHE_HOME": str(tmp_path / "file")}).raw_out == first


def test_it_runs_from_any_folder_and_writes_nothing_there(run: Run, tmp_path: Path) -> None:
    """No file appears where it is run."""
    done = subprocess.run(
        [sys.executable, "-m", "calcinosis_cli", "triage", "--example", "gout", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    assert not list(tmp_path.iterdir())
