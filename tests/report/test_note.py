"""The note for the record: short, whole in itself, and part of the report."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Run

EXAMPLES = ("dialysis", "gout", "hypercalcaemia", "newborn-infusion", "scrotum", "systemic-sclerosis", "tumoral-family")


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_is_far_shorter_than_the_report(example: str, run: Run) -> None:
    """Less than half of the words of the short report, and under 1,600 before its references."""
    note = run("triage", "--example", example, "--detail", "note", "--format", "text").out
    report = run("triage", "--example", example, "--format", "text").out
    assert len(note.split()) < len(report.split()) / 2
    assert len(note.partition("REFERENCES")[0].split()) < 1600


@pytest.mark.parametrize("example", EXAMPLES)
def test_it_points_to_nothing_that_is_not_there(example: str, run: Run) -> None:
    """Every number cited is listed and every reference listed is cited; nothing stands "below"."""
    body, _, listed = run("triage", "--example", example, "--detail", "note").out.partition("REFERENCES")
    cited = {n for found in re.findall(r"\[([\d, ]+)", body) for n in re.findall(r"\d+", found)}
    assert cited == set(re.findall(r"^\[(\d+)\]", listed, re.M))
    assert "below" not in re.sub(r"below (?:the |normal|\d)", "", body)


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_it_says_to_do_is_what_the_json_says(example: str, run: Run) -> None:
    """Each action with its caution, each first step that certainly applies, each drug to avoid."""
    note = run("triage", "--example", example, "--detail", "note").out
    found = json.loads(run("triage", "--example", example, "--json").out)
    said = [action["says"] for action in found["urgency"]["do"]]
    for phase in found["plan"]:
        if phase["id"] in ("now", "treat_cause", "first_line", "avoid"):
            said += [step["says"] for step in phase["steps"] if not step["depends_on"]]
    said += [
        rule["says"]
        for drug in found["drug_safety"]
        for rule in drug["rules"]
        if drug["status"] == "avoid" and (rule["effect"], rule["result"]) == ("avoid", "holds")
    ]
    assert said
    for one in said:
        assert one["text"] in note
        if "caution" in one:
            assert one["caution"]["text"] in note


@pytest.mark.parametrize(
    "arguments", [("--json",), ("--format", "json"), ("--explain",)], ids=["json", "format", "explain"]
)
def test_it_is_a_report_and_no_document(arguments: tuple[str, ...], run: Run) -> None:
    """JSON has no note, and a note no list of criteria: one clear line."""
    done = run("triage", "--example", "gout", "--detail", "note", *arguments)
    assert (done.status, done.out) == (2, "")
    assert "--detail note" in done.err
    assert done.err.count("\n") == 1


def test_every_level_can_be_asked_for_in_json(run: Run) -> None:
    """Short unless asked for whole, and the document says which it is."""
    short = json.loads(run("triage", "--example", "gout", "--json").out)
    full = json.loads(run("triage", "--example", "gout", "--detail", "full", "--json").out)
    assert (short["detail"], full["detail"]) == ("short", "full")
    assert set(short["references"]) < set(full["references"])
    assert run("triage", "--example", "gout", "--detail", "nonsense").status == 2
