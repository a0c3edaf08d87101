"""Whole interviews in a real pseudo-terminal, in both modes."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from calcinosis_cli.interview import store
from calcinosis_cli.knowledge.base import Knowledge
from tests.conftest import Run
from tests.interview.terminal import DOWN, END, ESCAPE, PLAIN, PROMPTS, UP, Terminal, answer, answer_to_the_end

MODES = pytest.mark.parametrize("plain", [False, True], ids=["redrawn", "plain"])
COLOUR = re.compile(r"\x1b\[(?:[0-9;]*;)?(?:[349][0-7]|10[0-7]|[34]8;[0-9;]*)m")


def flag(plain: bool) -> str:
    return "--plain" if plain else ""


def saved(state: Path) -> dict[str, Any]:
    """The answers of the only session kept."""
    (path,) = (state / "calcinosis" / "sessions").glob("*.json")
    answers: dict[str, Any] = json.loads(path.read_text())["answers"]
    return answers


@pytest.fixture
def at_the_laboratory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> Path:
    """A saved interview in which only laboratory results are left to ask."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    known = {"patient.age_years": 54, "patient.sex": "female", "conditions": ["dialysis"]}
    rest = {id_: "unknown" for id_ in knowledge.findings if not id_.startswith("labs.")}
    store.save("a", {**rest, **known}, knowledge)
    return tmp_path


@MODES
def test_a_whole_interview(plain: bool, tmp_path: Path) -> None:
    """Typed to the end, it gives an assessment; standard output holds the JSON alone; the session is gone."""
    out = tmp_path / "out.json"
    with Terminal(f"triage --json {flag(plain)}", tmp_path, out) as terminal:
        assert answer_to_the_end(terminal, plain) > 5
        assert terminal.status() == 0
    assessment = json.loads(out.read_text())
    assert assessment["urgency"]["level"] == "routine"
    fever = [a for a in assessment["input"]["answers"] if a["finding"] == "systemic.fever"]
    assert fever[0]["value"] is False
    assert not list((tmp_path / "calcinosis" / "sessions").glob("*"))


def test_plain_mode_moves_no_cursor(tmp_path: Path) -> None:
    """Line by line, for a screen reader: no control sequence is written, and TERM=dumb chooses it by itself."""
    with Terminal("triage", tmp_path, tmp_path / "out", term="dumb") as terminal:
        terminal.next_prompt(PLAIN)
        terminal.send("0\r")
        terminal.next_prompt(PLAIN)
        assert "\x1b" not in terminal.fresh


@MODES
def test_an_emergency_is_announced_at_once(plain: bool, tmp_path: Path) -> None:
    """Signs of sepsis: what to do within the hour is told before anything else is asked, with its source."""
    with Terminal(f"triage {flag(plain)}", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("1\r" if plain else "y")
        screen = terminal.until("Enter goes on")
        assert "!!! EMERGENCY: signs of sepsis" in screen
        assert "[" in screen.partition("Within the hour:")[2]
        terminal.send("\r")
        terminal.until_written(r"\| so far: EMERGENCY")
        if not plain:
            terminal.until(r"\[yes\] Signs of sepsis\n> \[   \] Fever")


def test_keys_typed_ahead_of_an_announcement_answer_nothing(tmp_path: Path) -> None:
    """Who types on while an emergency is announced has not answered the lines that follow."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("ynn")
        terminal.until("Enter goes on")
        terminal.send("nnn\r")
        terminal.until(r"> \[   \] Fever")
    assert saved(tmp_path)["systemic"] == {"sepsis_signs": True}


def test_yes_no_and_unknown_are_told_apart(tmp_path: Path) -> None:
    """Each is a key of its own, what is not answered is pointed out, and nothing counts as no by itself."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("nu\r")
        terminal.until("Still open")
        terminal.send("U")
        terminal.until("Known conditions")
    answers = saved(tmp_path)
    assert answers["systemic"]["sepsis_signs"] is False
    assert answers["systemic"]["fever"] == "unknown"
    assert answers["lesions"]["necrosis_eschar"] == "unknown"


def test_a_long_list_is_filtered_by_typing_and_nothing_ticked_is_not_none(tmp_path: Path) -> None:
    """What was typed is looked for in names first; a list left alone is pointed out, and none is said with a key."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("N\r")
        terminal.until("Which of these conditions")
        terminal.send("\r")
        terminal.until("Still open: Known conditions")
        terminal.send("dialysis")
        terminal.until(r"> \[ \] Dialysis")
        terminal.send(" ")
        terminal.until(r"> \[x\] Dialysis")
        terminal.send("\rN")
        terminal.until_written(r"Known conditions: Dialysis\.")
        terminal.next_prompt(PROMPTS)
    assert saved(tmp_path)["conditions"] == ["dialysis"]
    assert saved(tmp_path)["family_history"] is False


def test_going_back_changes_an_answer(tmp_path: Path) -> None:
    """Esc goes from the second page back to the first, which still shows its answers and takes another."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("N\r")
        terminal.until("Which of these conditions")
        terminal.send(ESCAPE)
        terminal.until(r"> \[no \] Signs of sepsis")
        terminal.send("u\r")
        terminal.until("Unknown: Signs of sepsis")
        terminal.until("Which of these conditions")
    assert saved(tmp_path)["systemic"]["sepsis_signs"] == "unknown"


def test_going_back_line_by_line(tmp_path: Path) -> None:
    """In plain mode b goes back, and what was answered stands in brackets."""
    with Terminal("triage --plain", tmp_path) as terminal:
        for keys, prompt in (
            ("", r"Present.*why: "),
            ("2?\r", r"Numbers.*why: "),
            ("b\r", r"Present \[2\?\].*why: "),
            ("u\r", r"(?s)Unknown: all.*Numbers.*why: "),
        ):
            if keys:
                terminal.send(keys)
            terminal.until_written(prompt)
    assert saved(tmp_path)["systemic"]["sepsis_signs"] == "unknown"


@MODES
def test_why_shows_the_definition_the_reason_and_the_source(plain: bool, tmp_path: Path) -> None:
    """A question mark explains, and the question is asked again."""
    with Terminal(f"triage {flag(plain)}", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("?1\r" if plain else "?")
        screen = terminal.until("Sources of the rules")
        assert "It could change the urgency: signs of sepsis" in screen
        terminal.until_written(
            r"(?s)Sources of the rules.*" + (PLAIN if plain else PROMPTS)["states" if plain else "page"]
        )


@MODES
@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_leaving_asks_once_and_twice_leaves_with_130(key: str, plain: bool, tmp_path: Path) -> None:
    """Nothing is lost: the first asks, Enter goes on, the second in a row leaves, and the answers are saved."""
    with Terminal(f"triage {flag(plain)}", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("0\r" if plain else "N\r")
        prompt = PLAIN["numbers"] if plain else PROMPTS["page"]
        asked = r"(?s)again leaves.*Enter goes on"
        for keys, then in (("", prompt), (key, asked), ("\r", prompt), (key, asked)):
            if keys:
                terminal.send(keys)
            terminal.until_written(then)
        terminal.send(key)
        terminal.until("--resume")
        assert terminal.status() == 130
    assert saved(tmp_path)["systemic"]["sepsis_signs"] is False


@MODES
def test_killed_after_every_answer_it_goes_on_to_the_same_end(plain: bool, tmp_path: Path) -> None:
    """kill -9 after each answer of a whole interview: the next start goes on, nothing is asked twice, nothing is lost."""
    whole = tmp_path / "whole.json"
    with Terminal(f"triage --json {flag(plain)}", tmp_path, whole) as terminal:
        answer_to_the_end(terminal, plain)
    out, before = tmp_path / "out.json", -1
    for number in range(60):
        with Terminal(f"triage --json {flag(plain)} {'--resume' if number else ''}", tmp_path, out) as terminal:
            terminal.next_prompt(PLAIN if plain else PROMPTS)
            assert not number or "Going on with the interview" in terminal.fresh
            answer(terminal, plain)
            if terminal.next_prompt(PLAIN if plain else PROMPTS) == "end":
                break
            terminal.child.kill(signal.SIGKILL)
        kept = sum(len(v) if isinstance(v, dict) else 1 for v in saved(tmp_path).values())
        assert kept > before, "the answer was saved"
        before = kept
    results = [json.loads(path.read_text()) for path in (whole, out)]
    assert results[0]["urgency"] == results[1]["urgency"]
    assert results[0]["leading"] == results[1]["leading"]


def test_a_page_that_is_only_begun_is_saved(tmp_path: Path) -> None:
    """Killed in the middle of a page, what was answered is there; a list begun is not taken for complete."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("n")
        terminal.until(r"\[no \] Signs of sepsis")
        terminal.child.kill(signal.SIGKILL)
    assert saved(tmp_path)["systemic"] == {"sepsis_signs": False}
    with Terminal("triage --resume", tmp_path) as terminal:
        terminal.until("Fever")
        terminal.send("N\r")
        terminal.until("Which of these conditions")
        terminal.send(" ")
        terminal.until(r"> \[x\]")
        terminal.child.kill(signal.SIGKILL)
    assert saved(tmp_path)["conditions"][-1] == "unknown"


def test_the_review_lets_any_answer_be_changed(tmp_path: Path) -> None:
    """At the end an answer is chosen from the list, changed, and the result is another."""
    out = tmp_path / "out.json"
    with Terminal("triage --json", tmp_path, out) as terminal:
        while terminal.next_prompt(PROMPTS) != "review":
            answer(terminal, plain=False)
        terminal.until("> Show the result")
        terminal.send("sepsis")
        terminal.until("> Signs of sepsis: no")
        terminal.send("\r")
        terminal.until(r"> \[no \] Signs of sepsis")
        terminal.send("y")
        terminal.until("Enter goes on")
        answer_to_the_end(terminal, plain=False)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["urgency"]["level"] == "emergency"


def test_values_are_typed_on_one_page_with_units_as_people_write_them(at_the_laboratory: Path) -> None:
    """Decimal comma, a unit that is asked for, a flag; what makes no sense is refused on the spot and can be mended."""
    with Terminal("triage --resume", at_the_laboratory) as terminal:
        terminal.until("> Calcium:")
        terminal.send("9,4 mmol/L\r")
        terminal.until("did you mean mg/dL")
        terminal.send("\x159,4 mg/dl\r")
        terminal.until("> Ionised calcium")
        terminal.send("nonsense\r")
        terminal.until(r"! .*nonsense")
        terminal.send(f"\x15{DOWN}{DOWN}4.5")
        terminal.until("> Phosphate: +4.5_")
        terminal.send("\r")
        terminal.until(r"which unit\?  1: mg/dL")
        terminal.send("2")
        terminal.until(r"Phosphate: +4\.5 mmol/L")
        terminal.send(UP)
        terminal.until("> Phosphate")
        terminal.send("\x15high")
        terminal.until("> Phosphate: +high_")
        terminal.send(f"{END}\r")
        terminal.until_written(r"(?s)Phosphate: high\..*(why|choose)")
    labs = saved(at_the_laboratory)["labs"]
    assert (labs["calcium"], labs["phosphate"], labs["ionised_calcium"]) == ("9,4 mg/dl", "high", "unknown")


def test_results_are_given_on_one_line_in_plain_mode(at_the_laboratory: Path) -> None:
    """Several with commas, another line with more; one that makes no sense is refused and the others stand."""
    with Terminal("triage --resume --plain", at_the_laboratory) as terminal:
        terminal.until_written(PLAIN["results"])
        terminal.send("calcium 9,4 mg/dL, phosphate high, rhubarb 3\r")
        terminal.until_written(r"(?s)rhubarb.*does not name a test.*" + PLAIN["results"])
        terminal.send("albumin 40\r")
        terminal.until_written(r"(?s)in which unit.*g/L.*why: ")
        terminal.send("g/L\r")
        terminal.until_written(r"(?s)Albumin: 40 g/L.*" + PLAIN["results"])
        terminal.send("\r")
        terminal.until_written("(?s)Unknown: .*why: ")
    labs = saved(at_the_laboratory)["labs"]
    assert (labs["calcium"], labs["phosphate"], labs["albumin"]) == ("9,4 mg/dL", "high", "40 g/L")


def test_pasted_text_is_a_value_where_one_is_typed_and_nothing_elsewhere(
    tmp_path: Path, at_the_laboratory: Path
) -> None:
    """A paste goes into a typed line without pressing keys, and is refused where keys answer."""
    with Terminal("triage --resume", at_the_laboratory) as terminal:
        terminal.until("> Calcium:")
        terminal.send("\x1b[200~2.35\tmmol/L\n\x1b[201~")
        terminal.until("> Calcium: +2.35 mmol/L_")
        terminal.send("\r")
        terminal.until("> Ionised calcium")
    assert saved(at_the_laboratory)["labs"]["calcium"] == "2.35 mmol/L"
    with Terminal("triage", tmp_path / "other") as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("\x1b[200~yyyNy\r\nrm -rf /\x1b[201~")
        screen = terminal.until("Pasted text is ignored")
        assert "[yes]" not in screen
        assert "[no ]" not in screen


@MODES
def test_sixty_columns_are_enough(plain: bool, tmp_path: Path) -> None:
    """On a narrow, short terminal the interview comes to its end."""
    out = tmp_path / "out.json"
    with Terminal(f"triage --json {flag(plain)}", tmp_path, out, columns=60, rows=20) as terminal:
        answer_to_the_end(terminal, plain)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["leading"]


def test_a_window_made_smaller_during_a_page_shows_the_page_again(tmp_path: Path) -> None:
    """What was answered stays, the keys are named, and the interview goes on to its end."""
    out = tmp_path / "out.json"
    with Terminal("triage --json", tmp_path, out) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("n")
        terminal.until(r"> \[   \] Fever")
        terminal.resize(60, 20)
        terminal.until_written("Fever")
        screen = terminal.until(r"(?s)\? why.*\[no \] Signs of sepsis.*> \[   \] Fever")
        assert max(map(len, screen.splitlines())) <= 60
        answer_to_the_end(terminal, plain=False)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["urgency"]["level"] == "routine"


def test_no_colour_is_no_colour(tmp_path: Path) -> None:
    """NO_COLOR: an emergency is announced in words, and no colour is set anywhere."""
    with Terminal("triage", tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.until("Signs of sepsis")
        written = terminal.fresh
        terminal.send("y")
        terminal.until("!!! EMERGENCY")
        written += terminal.fresh
        terminal.send("\rU\r")
        terminal.until("Which of these conditions")
        assert not COLOUR.search(written + terminal.fresh)


def test_a_terminal_that_holds_only_ascii_is_asked_in_ascii(tmp_path: Path) -> None:
    """Line by line, every character spelled out, nothing lost to an error."""
    world = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    with Terminal("triage", tmp_path, tmp_path / "out", env=world) as terminal:
        terminal.next_prompt(PLAIN)
        terminal.send("0\r")
        terminal.until_written("syndrome(?s:.*)Numbers")
        assert "Sjogren" in terminal.fresh
        assert terminal.fresh.isascii()


def test_piped_answers_are_refused(run: Run) -> None:
    """Lines on standard input are never taken for answers: exit status 2, and how to give answers."""
    ran = run("triage", stdin=b"y\ny\ny\n" * 50)
    assert ran.status == 2
    assert ran.out == ""
    assert "--answers" in ran.err


def test_resume_with_answers_is_refused_in_one_line(run: Run) -> None:
    """A saved interview and answers from elsewhere would be two patients."""
    ran = run("triage", "--resume", "--set", "patient.sex=female")
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1
    assert "--resume" in ran.err
