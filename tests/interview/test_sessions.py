"""Saved interviews: private, whole, listed and deleted."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import store
from calcinosis_cli.knowledge.base import Knowledge
from tests.conftest import Run

REPLIES = {"conditions": ["dialysis", "unknown"], "labs.calcium": "9,4 mg/dL", "lesions.painful": "unknown"}


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def test_what_is_saved_comes_back(state: Path, knowledge: Knowledge) -> None:
    """Answers and stated unknowns survive, and only this user can read them."""
    store.save("a", REPLIES, knowledge)
    (kept,) = store.saved()
    assert store.load(kept, knowledge) == (REPLIES, [])
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700
    assert [path.name for path in kept.path.parent.iterdir()] == ["a.json"]


def test_a_saved_interview_is_an_answers_document(state: Path, knowledge: Knowledge, run: Run) -> None:
    """``triage --answers`` reads a session file."""
    store.save("a", REPLIES, knowledge)
    ran = run("triage", "--json", "--answers", str(store.saved()[0].path))
    assert ran.status == 0
    assert {value["finding"] for value in json.loads(ran.out)["input"]["answers"]} == {"conditions", "labs.calcium"}


def test_answers_that_the_knowledge_no_longer_takes_are_asked_again(state: Path, knowledge: Knowledge) -> None:
    """A value or finding that is gone is named and dropped; the rest is kept."""
    store.save("a", {**REPLIES, "conditions": ["no_such_condition"], "no.such_finding": True}, knowledge)
    replies, refused = store.load(store.saved()[0], knowledge)
    assert sorted(refused) == ["conditions", "no.such_finding"]
    assert "labs.calcium" in replies


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "other", "answers": {}}', "[" * 100_000])
def test_a_file_that_is_no_session_is_refused(state: Path, knowledge: Knowledge, content: str) -> None:
    """One clear error, whatever is in the file."""
    store.save("a", REPLIES, knowledge)
    (kept,) = store.saved()
    kept.path.write_text(content)
    with pytest.raises(InputError, match="not a session"):
        store.load(kept, knowledge)


def test_sessions_are_listed_and_deleted(state: Path, knowledge: Knowledge, run: Run) -> None:
    """The list names each; delete takes one, or all."""
    for id_ in ("20260101-000000-aaaa", "20260101-000000-bbbb", "20260101-000000-cccc"):
        store.save(id_, REPLIES, knowledge)
    assert "20260101-000000-aaaa" in run("sessions").out
    assert len(json.loads(run("sessions", "list", "--json").out)["sessions"]) == 3
    assert run("sessions", "delete", "20260101-000000-aaaa").status == 0
    assert {kept.id for kept in store.saved()} == {"20260101-000000-bbbb", "20260101-000000-cccc"}
    assert run("sessions", "delete", "--all").status == 0
    assert store.saved() == []


def test_deleting_needs_a_name_that_exists(state: Path, run: Run) -> None:
    """Nothing is deleted by accident, and no path outside the folder can be named."""
    assert run("sessions", "delete").status == 2
    ran = run("sessions", "delete", "../../etc/passwd")
    assert ran.status == 2
    assert "no such session" in ran.err


def test_resume_without_a_session_says_so(state: Path, knowledge: Knowledge) -> None:
    """There is nothing to go on with."""
    from calcinosis_cli.interview.session import interview

    with pytest.raises(InputError, match="no saved interview"):
        interview(knowledge, plain=True, resume=True)
