"""The interview asks what still matters, in a useful order, and nothing else."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.answers import Answers
from calcinosis_cli.interview.given import Given, from_replies
from calcinosis_cli.interview.order import next_questions, remaining
from calcinosis_cli.interview.reach import FALSE, Reach
from calcinosis_cli.knowledge import strict_yaml
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.strict_yaml import Document
from tests.interview.sitting import Sitting, answered, interview, result
from tests.properties.patients import Patients

PUBLISHED = Path(__file__).parent.parent / "cases" / "published.yaml"


@pytest.fixture(scope="module")
def published(knowledge: Knowledge) -> list[Answers]:
    cases = strict_yaml.load(PUBLISHED.read_text("utf-8"), "published").value
    return [reading.parse(Document("case", case, {}), knowledge) for case in cases]


@pytest.fixture(scope="module")
def patients(knowledge: Knowledge) -> Patients:
    return Patients(knowledge)


@settings(max_examples=25)
@over(seed=st.integers(0, 2**32))
def test_a_skipped_question_could_not_have_changed_the_result(
    seed: int, knowledge: Knowledge, patients: Patients
) -> None:
    """Whatever is answered to the questions skipped, leading diagnosis, urgency and drugs stay as they were."""
    random = Random(seed)
    known = random.choice((0.1, 0.4, 0.7, 0.95))
    sitting = interview(lambda f: patients.answer(f, random) if random.random() < known else None, knowledge)
    before = result(sitting.given.answers, knowledge)
    for _ in range(3):
        more = sitting.given
        for finding in random.sample(list(knowledge.findings.values()), len(knowledge.findings)):
            hidden = finding.ask_when is not None and Reach(more, knowledge).mask(finding.ask_when) == FALSE
            if not hidden and not more.has(finding.id):
                more = answered(more, finding, patients.answer(finding, random), knowledge)
        assert result(more.answers, knowledge) == before


def test_published_cases_come_to_the_same_result_in_few_prompts(published: list[Answers], knowledge: Knowledge) -> None:
    """What a report tells beyond the questions asked changes nothing, and half of the cases need 15 prompts or fewer, the review counted."""
    sittings = [sit(case, knowledge) for case in published]
    for case, sitting in zip(published, sittings, strict=True):
        assert result(sitting.given.answers, knowledge) == result(case, knowledge)
        assert len(sitting.questions) == len(set(sitting.questions)), "asked twice"
    assert statistics.median(len(s.screens) for s in sittings) < 15
    assert statistics.median(len(s.questions) for s in sittings) < 0.7 * len(knowledge.findings)
    assert max(len(s.questions) for s in sittings) < len(knowledge.findings)


def sit(case: Answers, knowledge: Knowledge) -> Sitting:
    """The interview of a case: what its report does not tell is not known."""
    return interview(lambda finding: case.values.get(finding.id), knowledge)


def test_danger_signs_come_first(knowledge: Knowledge) -> None:
    """The first screen is one checklist of danger signs."""
    screen = next_questions(Given(), knowledge)
    assert screen is not None
    assert all(asked.finding.danger and asked.finding.type == "yes_no" for asked in screen.questions)
    assert {"systemic.sepsis_signs", "lesions.necrosis_eschar"} <= {a.finding.id for a in screen.questions}


def test_a_condition_that_is_false_hides_its_question(knowledge: Knowledge) -> None:
    """A lesion that is not painful has no severe pain to ask for; while pain is unknown, it is asked."""
    asked = {a.finding.id for a in remaining(from_replies({"lesions.painful": False}, knowledge), knowledge)}
    assert "lesions.severe_pain" not in asked
    open_ = {a.finding.id for a in remaining(from_replies({"lesions.painful": "unknown"}, knowledge), knowledge)}
    assert "lesions.severe_pain" in open_


def test_what_a_question_hangs_on_is_asked_before_it(knowledge: Knowledge) -> None:
    """What histology showed is asked only once histology was done."""
    asked = {a.finding.id for a in remaining(Given(), knowledge)}
    assert "histology.done" in asked
    assert "histology.features" not in asked
    done = {a.finding.id for a in remaining(from_replies({"histology.done": True}, knowledge), knowledge)}
    assert "histology.features" in done


def test_once_an_emergency_is_certain_lesser_signs_are_not_asked_for_urgency(knowledge: Knowledge) -> None:
    """Nothing can raise an emergency, so no question is asked for the sake of urgency."""
    sepsis = from_replies({"systemic.sepsis_signs": True}, knowledge)
    assert not [r for a in remaining(sepsis, knowledge) for r in a.reasons if r.effect == "urgency"]


def test_every_question_says_why(knowledge: Knowledge, parsed: Callable[[dict[str, Any]], Answers]) -> None:
    """Each question left names what it could change."""
    for asked in remaining(Given(parsed({"conditions": ["dialysis"]})), knowledge):
        assert asked.reasons
        assert all(reason.names for reason in asked.reasons)


@settings(max_examples=15)
@over(seed=st.integers(0, 2**32))
def test_the_order_of_answers_never_changes_what_is_asked(seed: int, knowledge: Knowledge, patients: Patients) -> None:
    """The next screen depends on the answers only."""
    values = patients.draw(Random(seed)).values
    backwards = dict(reversed(list(values.items())))
    assert remaining(Given(Answers(values)), knowledge) == remaining(Given(Answers(backwards)), knowledge)
