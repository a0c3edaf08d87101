"""Two assessments of one patient: what changed, and which answer did it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from calcinosis_cli.assess.difference import difference
from calcinosis_cli.report import difference_outline, result_json
from tests.conftest import Assess, Run

BEFORE: dict[str, Any] = {
    "id": "p1",
    "patient": {"age_years": 64},
    "conditions": ["dialysis"],
    "labs": {"phosphate": "7.6 mg/dL"},
}
AFTER = {**BEFORE, "labs": {"phosphate": "3 mg/dL"}, "lesions": {"necrosis_eschar": True}}


def test_an_assessment_does_not_differ_from_itself(assessed: Assess) -> None:
    """Nothing changed: no answer and no conclusion."""
    found = difference(assessed(BEFORE), assessed(BEFORE))
    assert (found.answers, found.changes, found.warnings) == ([], [], [])
    assert "Nothing in the result changed." in [block.text for block in difference_outline.build(found)]


def test_the_answers_that_differ_are_named_with_both_values(assessed: Assess) -> None:
    """A changed answer and a new one, and no other."""
    found = difference(assessed(BEFORE), assessed(AFTER))
    assert {(a.finding, a.before, a.after) for a in found.answers} == {
        ("labs.phosphate", "7.6 mg/dL", "3 mg/dL"),
        ("lesions.necrosis_eschar", None, "yes"),
    }


def test_a_change_names_the_answer_that_made_it(assessed: Assess) -> None:
    """Urgency rose for the eschar; the phosphate status fell for the phosphate."""
    found = difference(assessed(BEFORE), assessed(AFTER))
    urgency = next(change for change in found.changes if change.about == "urgency")
    assert urgency.after == "emergency"
    assert urgency.because == ["Necrosis or black eschar"]
    derived = next(change for change in found.changes if change.id == "derived.phosphate_status")
    assert (derived.before, derived.after, derived.because) == ("high", "normal", ["Phosphate"])


def test_backwards_is_the_mirror_image(assessed: Assess) -> None:
    """What came in one direction goes in the other."""
    one, other = assessed(BEFORE), assessed(AFTER)
    there = {(c.about, c.id, c.before, c.after) for c in difference(one, other).changes}
    back = {(c.about, c.id, c.after, c.before) for c in difference(other, one).changes}
    assert there == back


def test_two_patients_are_doubted(assessed: Assess) -> None:
    """Different ids give a warning, not an answer that looks sure."""
    assert "different ids" in difference(assessed(BEFORE), assessed({**BEFORE, "id": "p2"})).warnings[0]


def test_every_statement_shown_has_its_source_in_the_result(assessed: Assess) -> None:
    """A step that came or went keeps its references."""
    found = difference(assessed(BEFORE), assessed(AFTER))
    blocks = difference_outline.build(found)
    listed = {block.lead.strip("[]") for block in blocks if block.kind == "reference"}
    assert {str(number) for block in blocks for number in block.cites} == listed
    assert len(found.references) == len(listed)


def test_the_command_reads_two_files(run: Run, assessed: Assess, tmp_path: Path) -> None:
    """``compare`` shows the change as text and as JSON."""
    paths = [str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    for path, answers in zip(paths, (BEFORE, AFTER), strict=True):
        Path(path).write_text(result_json.render(assessed(answers)))
    assert "before: 7.6 mg/dL; now: 3 mg/dL" in run("compare", *paths).out
    document = json.loads(run("compare", *paths, "--json").out)
    assert document["schema"].startswith("calcinosis.comparison/")
    jsonschema.validate(document, json.loads(run("schema", "comparison").out), cls=jsonschema.Draft202012Validator)
    assert run("compare", *paths, "--format", "html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"schema": 1}', b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_an_assessment_is_refused_in_one_line(
    run: Run, write: Callable[[str, str | bytes], Path], content: bytes
) -> None:
    """A wrong file gives one line that says how to make a right one."""
    path = str(write("wrong.json", content))
    ran = run("compare", path, path)
    assert ran.status == 2
    assert "calcinosis triage --json" in ran.err
    assert len(ran.err.splitlines()) == 1
