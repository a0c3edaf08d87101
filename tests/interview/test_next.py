"""``calcinosis next``: the same choice of questions, as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec

from calcinosis_cli.assess.answers import parse
from calcinosis_cli.interview.document import build
from calcinosis_cli.interview.given import from_document
from calcinosis_cli.knowledge import strict_yaml
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.strict_yaml import Document
from tests.conftest import Run
from tests.interview.sitting import result

PUBLISHED = Path(__file__).parent.parent / "cases" / "published.yaml"


def look_up(answers: dict[str, Any], id_: str) -> Any:
    group, _, name = id_.partition(".")
    return answers.get(group, {}).get(name, "unknown") if name else answers.get(group, "unknown")


def put(answers: dict[str, Any], id_: str, raw: Any) -> None:
    group, _, name = id_.partition(".")
    if name:
        answers.setdefault(group, {})[name] = raw
    else:
        answers[group] = raw


def test_a_loop_over_it_reaches_the_same_assessment(knowledge: Knowledge) -> None:
    """A form that answers screen after screen ends where the whole record would have."""
    for case in strict_yaml.load(PUBLISHED.read_text("utf-8"), "published").value[::10]:
        so_far: dict[str, Any] = {}
        while not (step := build(from_document(Document("answers", so_far, {}), knowledge), knowledge)).done:
            assert step.screen is not None
            for question in step.screen.questions:
                put(so_far, question.id, look_up(case["answers"], question.id))
        whole = parse(Document("case", case, {}), knowledge)
        assert result(parse(Document("answers", so_far, {}), knowledge), knowledge) == result(whole, knowledge)


def test_it_starts_without_answers_and_fits_its_schema(run: Run) -> None:
    """The first screen needs nothing; the document is what `calcinosis schema next` describes."""
    document = json.loads(run("next").out)
    jsonschema.validate(document, json.loads(run("schema", "next").out))
    assert document["schema"] == "calcinosis.next/1"
    assert document["done"] is False
    assert document["screen"]["questions"]
    assert document["progress"]["answered"] == 0


def test_a_question_carries_what_a_form_needs(knowledge: Knowledge) -> None:
    """Choices with labels, the units of a test, and why it is asked."""
    given = from_document(Document("answers", {"conditions": ["dialysis"]}, {}), knowledge)
    held = msgspec.structs.replace(
        given, unknown=frozenset(f for f in knowledge.findings if knowledge.findings[f].danger)
    )
    kinds: dict[str, Any] = {}
    while (step := build(held, knowledge)).screen is not None:
        for question in step.screen.questions:
            kinds.setdefault(question.type, question)
            held = msgspec.structs.replace(held, unknown=held.unknown | {question.id})
    assert kinds["list"].choices[0].label
    assert kinds["laboratory"].units
    assert kinds["number"].unit
    assert all(question.why and question.could_change for question in kinds.values())


def test_unknown_settles_a_question_and_a_whole_group(knowledge: Knowledge) -> None:
    """Stated to be unknown, a finding or a group of findings is not asked again."""
    given = from_document(Document("answers", {"labs": "unknown", "lesions": {"painful": None}}, {}), knowledge)
    left: set[str] = set()
    while (step := build(given, knowledge)).screen is not None:
        ids = {question.id for question in step.screen.questions}
        left |= ids
        given = msgspec.structs.replace(given, unknown=given.unknown | ids)
    assert not [id_ for id_ in left if id_.startswith("labs.")]
    assert "lesions.painful" not in left


def test_an_emergency_is_in_the_first_answer_that_shows_it(run: Run) -> None:
    """The provisional assessment says emergency, why, and what to do within the hour, while questions remain."""
    document = json.loads(run("next", "--answers", "-", stdin=b'{"systemic": {"sepsis_signs": true}}').out)
    assert document["provisional"]["urgency"] == "emergency"
    assert document["provisional"]["because"]
    assert all(action["within"] == "hour" for action in document["provisional"]["do_now"])
    assert document["provisional"]["do_now"]
    assert document["done"] is False


def test_bad_answers_are_refused(run: Run) -> None:
    """A bare laboratory number is refused with exit status 2, as everywhere."""
    ran = run("next", "--answers", "-", stdin=b'{"labs": {"calcium": 9.4}}')
    assert ran.status == 2
    assert "unit" in ran.err
    assert ran.out == ""
