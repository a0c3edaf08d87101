"""What reaches a terminal, a pipe and a pager."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pexpect
import pytest

from tests.conftest import Run


def at_terminal(*arguments: str, rows: int = 24, columns: int = 80, **env: str) -> str:
    """What the program writes to a terminal of this size."""
    child = pexpect.spawn(
        sys.executable,
        ["-m", "calcinosis_cli", *arguments],
        dimensions=(rows, columns),
        env={**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1", **env},
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return child.before.decode("utf-8")


@pytest.fixture
def pager(tmp_path: Path) -> tuple[str, Path]:
    """A pager that writes down that it was used, and where it does."""
    used = tmp_path / "used"
    script = tmp_path / "pager.sh"
    script.write_text(f"#!/bin/sh\ncat > {used}\n")
    script.chmod(0o700)
    return str(script), used


def test_a_report_at_a_terminal_goes_through_the_pager(pager: tuple[str, Path]) -> None:
    """``PAGER`` gets the whole report, and the terminal nothing."""
    command, used = pager
    assert "EMERGENCY" not in at_terminal("triage", "--example", "dialysis", PAGER=command)
    assert "EMERGENCY" in used.read_text()
    assert "References" in used.read_text()


def test_no_pager_is_honoured(pager: tuple[str, Path]) -> None:
    """``--no-pager``, an empty ``PAGER``, ``cat`` and a dumb terminal mean none."""
    command, used = pager
    assert "EMERGENCY" in at_terminal("triage", "--example", "dialysis", "--no-pager", PAGER=command)
    assert "EMERGENCY" in at_terminal("triage", "--example", "dialysis", PAGER="")
    assert "EMERGENCY" in at_terminal("triage", "--example", "dialysis", PAGER="cat")
    assert "EMERGENCY" in at_terminal("triage", "--example", "dialysis", PAGER=command, TERM="dumb")
    assert not used.exists()


def test_a_pipe_has_no_pager_and_no_controls(run: Run, pager: tuple[str, Path]) -> None:
    """Not at a terminal there is plain text, whatever ``PAGER`` says."""
    command, used = pager
    ran = run("triage", "--example", "dialysis", env={"PAGER": command})
    assert ran.out.startswith("EMERGENCY")
    assert "\x1b" not in ran.out
    assert not used.exists()


def test_no_color_and_a_dumb_terminal_have_no_colour() -> None:
    """``NO_COLOR`` takes colour away; a dumb terminal gets no control sequence at all."""
    coloured = at_terminal("triage", "--example", "dialysis", "--no-pager")
    assert "\x1b[1;37;41m" in coloured
    assert "41m" not in at_terminal("triage", "--example", "dialysis", "--no-pager", NO_COLOR="1")
    assert "\x1b" not in at_terminal("triage", "--example", "dialysis", "--no-pager", TERM="dumb")


def test_an_ascii_terminal_gets_ascii() -> None:
    """Where the locale has only ASCII nothing else is written, and nothing fails."""
    shown = at_terminal(
        "triage", "--example", "dialysis", "--no-pager", TERM="dumb", PYTHONUTF8="0", PYTHONIOENCODING="ascii"
    )
    assert shown.isascii()
    assert "########" in shown


def test_sources_are_links_where_the_terminal_has_them() -> None:
    """A DOI at a terminal leads to its resolver."""
    assert "https://doi.org/10." in at_terminal("triage", "--example", "dialysis", "--no-pager")


@pytest.mark.parametrize("form", ["html", "markdown", "text", "terminal", "json"])
def test_every_form_can_be_asked_for(run: Run, form: str, tmp_path: Path) -> None:
    """``--format`` works into a pipe and into a file, for triage and for a look-up."""
    for command in (["triage", "--example", "gout"], ["lookup", "diltiazem"], ["lookup", "diltiazem", "minocycline"]):
        ran = run(*command, "--format", form)
        assert ran.status == 0, ran.err
        assert ran.out.startswith({"html": "<!DOCTYPE html>", "markdown": "# ", "json": "{"}.get(form, ran.out[:1]))
        path = tmp_path / f"out.{form}"
        assert run(*command, "--format", form, "-o", str(path)).status == 0
        assert path.stat().st_size > 1000


def test_explain_tells_every_criterion(run: Run) -> None:
    """``--explain`` shows each criterion of each candidate as met, unmet or unknown."""
    found = json.loads(run("triage", "--example", "gout", "--json").out)
    shown = run("triage", "--example", "gout", "--explain").out
    for candidate in (*found["subtypes"], *found["mimics"]):
        for criterion in candidate["criteria"]:
            assert criterion["label"] in shown
    assert {"- met, ", "- unmet, ", "- unknown, "} <= {
        word for word in ("- met, ", "- unmet, ", "- unknown, ") if word in shown
    }


def test_a_laboratory_value_stands_on_its_reference_interval(run: Run) -> None:
    """The interval, its unit and its source are said with the value."""
    answers = ["--set", "patient.age_years=50", "--set", "labs.calcium=2.9 mmol/L"]
    (value,) = [v for v in json.loads(run("triage", *answers, "--json").out)["input"]["answers"] if v["unit"]]
    assert value["low"] < value["high"] < value["value"]
    assert value["range_refs"]
    shown = run("triage", *answers).out
    assert f"2.9 mmol/L. 11.6 mg/dL. Normal {value['low']:g} to {value['high']:g} mg/dL." in shown


def test_no_interval_is_shown_when_several_could_apply(run: Run) -> None:
    """Without an age the interval is not guessed."""
    (value,) = [
        v
        for v in json.loads(run("triage", "--set", "labs.phosphate=3 mg/dL", "--json").out)["input"]["answers"]
        if v["unit"]
    ]
    assert value["low"] is None
    assert value["high"] is None
