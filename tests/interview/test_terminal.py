"""Whole interviews in a real pseudo-terminal, in both modes."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.interview.terminal import PLAIN, PLAIN_KEYS, UP, Terminal, answer_to_the_end

MODES = pytest.mark.parametrize("plain", [False, True], ids=["redrawn", "plain"])


def saved(state: Path) -> dict[str, Any]:
    """The answers of the only session kept."""
    (path,) = (state / "calcinosis" / "sessions").glob("*.json")
    answers: dict[str, Any] = json.loads(path.read_text())["answers"]
    return answers


@MODES
def test_a_whole_interview(plain: bool, tmp_path: Path) -> None:
    """Typed to the end, it gives an assessment; standard output holds the JSON alone; the session is gone."""
    out = tmp_path / "out.json"
    with Terminal(f"triage --json {'--plain' if plain else ''}", tmp_path, out) as terminal:
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
        terminal.send("nn\r")
        terminal.next_prompt(PLAIN)
        assert "\x1b" not in terminal.fresh


def test_an_emergency_is_announced_at_once(tmp_path: Path) -> None:
    """Signs of sepsis: what to do within the hour stands on the screen before any other question, with its source."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("yN\r")
        screen = terminal.until("Enter goes on")
        assert "!!! EMERGENCY: signs of sepsis" in screen
        assert "Within the hour:" in screen
        assert "[" in screen.partition("Within the hour:")[2]
        terminal.send("\r")
        terminal.until(r"EMERGENCY --|Space tick")


def test_yes_no_and_unknown_are_told_apart(tmp_path: Path) -> None:
    """Each is a key of its own, what is not answered is pointed out, and nothing counts as no by itself."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("nu\r")
        terminal.until("not answered")
        terminal.send("U\r")
        terminal.until("Space")
    answers = saved(tmp_path)
    assert answers["systemic"]["sepsis_signs"] is False
    assert answers["systemic"]["fever"] == "unknown"
    assert answers["lesions"]["necrosis_eschar"] == "unknown"


def test_a_long_list_is_filtered_by_typing_and_none_is_an_answer(tmp_path: Path) -> None:
    """Typing narrows the list; nothing ticked is not taken for none."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("N\r")
        terminal.until("Space tick")
        terminal.send("\r")
        terminal.until("None of these, or Unknown")
        terminal.send("dialysis")
        terminal.until("> . Dialysis")
        terminal.send(" \r")
        terminal.until_written("questions left")
    assert saved(tmp_path)["conditions"] == ["dialysis"]


def test_going_back_changes_an_answer(tmp_path: Path) -> None:
    """Esc goes from the second question back to the first, which still shows its answers and takes another."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("N\r")
        terminal.until("Space tick")
        terminal.send("\x1b")
        terminal.until(r"> \[no \] Signs of sepsis")
        terminal.send("u\r")
        terminal.until("Unknown: Signs of sepsis")
        terminal.until("Space tick")
    assert saved(tmp_path)["systemic"]["sepsis_signs"] == "unknown"


def test_back_is_also_a_choice_to_see(tmp_path: Path) -> None:
    """A list ends with Back, for who does not know the key."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("N\r")
        terminal.until("Space tick")
        terminal.send(UP)
        terminal.until("> . Back")
        terminal.send(" \r")
        terminal.until(r"> \[no \] Signs of sepsis")


def test_going_back_line_by_line(tmp_path: Path) -> None:
    """In plain mode b goes back, within a checklist and to the one before."""
    with Terminal("triage --plain", tmp_path) as terminal:
        for keys, prompt in (
            ("", r"1 of \d+\. .*:"),
            ("n\r", r"2 of \d+\. .*:"),
            ("b\r", r"1 of \d+\. .*:"),
            ("nn\r", "Numbers.*why:"),
            ("b\r", r"1 of \d+\. .* \[n\]:"),
            ("uu\r", r"(?s)Unknown: all.*Numbers.*why:"),
        ):
            if keys:
                terminal.send(keys)
            terminal.until_written(prompt)
    assert saved(tmp_path)["systemic"]["sepsis_signs"] == "unknown"


@MODES
def test_why_shows_the_definition_the_reason_and_the_source(plain: bool, tmp_path: Path) -> None:
    """A question mark explains, and the question is asked again."""
    with Terminal(f"triage {'--plain' if plain else ''}", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("?\r" if plain else "?")
        screen = terminal.until("Sources of the rules")
        assert "It could change the urgency: signs of sepsis" in screen
        terminal.until(r"Sources of the rules[^$]*Signs of sepsis")


@MODES
def test_ctrl_c_asks_once_and_twice_leaves_with_130(plain: bool, tmp_path: Path) -> None:
    """Nothing is lost: the first asks, Enter goes on, the second in a row leaves, and the answers are saved."""
    with Terminal(f"triage {'--plain' if plain else ''}", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("nn\r" if plain else "N\r")
        prompt = "Numbers.*why:" if plain else "Space tick"
        for keys, then in (("", prompt), ("\x03", "again leaves"), ("\r", prompt), ("\x03", "again leaves")):
            if keys:
                terminal.send(keys)
            terminal.until_written(then)
        terminal.send("\x03")
        terminal.until("--resume")
        assert terminal.status() == 130
    assert saved(tmp_path)["systemic"]["sepsis_signs"] is False


def test_killed_at_every_question_it_goes_on(tmp_path: Path) -> None:
    """Killed after each of the first answers, it resumes at the question after, to the end."""
    counts = []
    for number in range(6):
        with Terminal(f"triage --plain {'--resume' if number else ''}", tmp_path, tmp_path / "out") as terminal:
            kind = terminal.next_prompt(PLAIN)
            if number:
                assert "Going on with the interview" in terminal.fresh
                assert "Signs of sepsis" not in terminal.fresh
            terminal.send(PLAIN_KEYS[kind])
            terminal.next_prompt(PLAIN)
            terminal.child.kill(signal.SIGKILL)
        counts.append(sum(len(v) if isinstance(v, dict) else 1 for v in saved(tmp_path).values()))
    assert counts == sorted(set(counts)), "each answer was saved"
    out = tmp_path / "out.json"
    with Terminal("triage --plain --resume --json --keep", tmp_path, out) as terminal:
        answer_to_the_end(terminal, plain=True)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["urgency"]["level"] == "routine"
    assert saved(tmp_path)["systemic"]["sepsis_signs"] is False


def test_a_checklist_that_is_only_begun_is_saved(tmp_path: Path) -> None:
    """Killed in the middle of a checklist, what was answered is there."""
    with Terminal("triage", tmp_path) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("n")
        terminal.until(r"\[no \] Signs of sepsis")
        terminal.send("y")
        terminal.until(r"\[yes\] Fever")
        terminal.child.kill(signal.SIGKILL)
    assert saved(tmp_path)["systemic"] == {"sepsis_signs": False, "fever": True}


def test_the_review_lets_any_answer_be_changed(tmp_path: Path) -> None:
    """At the end an answer is chosen from the list, changed, and the result is another."""
    out = tmp_path / "out.json"
    with Terminal("triage --plain --json", tmp_path, out) as terminal:
        for _ in range(120):
            kind = terminal.next_prompt(PLAIN)
            if "Review" in terminal.fresh:
                break
            terminal.send(PLAIN_KEYS[kind])
        number = next(
            line.split(".")[0].strip() for line in terminal.fresh.splitlines() if ". Signs of sepsis: no" in line
        )
        terminal.send(f"{number}\r")
        terminal.until("Are there signs of sepsis")
        terminal.send("y\r")
        terminal.until("EMERGENCY")
        answer_to_the_end(terminal, plain=True)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["urgency"]["level"] == "emergency"


@MODES
def test_sixty_columns_are_enough(plain: bool, tmp_path: Path) -> None:
    """On a narrow, short terminal every line fits, and the interview comes to its end."""
    out = tmp_path / "out.json"
    with Terminal(f"triage --json {'--plain' if plain else ''}", tmp_path, out, columns=60, rows=20) as terminal:
        answer_to_the_end(terminal, plain)
        assert terminal.status() == 0
    assert json.loads(out.read_text())["leading"]


def test_piped_answers_are_refused(run: Run) -> None:
    """Lines on standard input are never taken for answers: exit status 2, and how to give answers."""
    ran = run("triage", stdin=b"y\ny\ny\n" * 50)
    assert ran.status == 2
    assert ran.out == ""
    assert "--answers" in ran.err
