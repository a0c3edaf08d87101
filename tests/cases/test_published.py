"""Published cases, from their answers alone, against their authors' labels; and vignettes that the team made."""

from __future__ import annotations

from typing import Any

import pytest

from calcinosis_cli.assess.said import statements
from calcinosis_cli.knowledge.base import Knowledge
from tests.cases import report
from tests.cases.scoring import KNOWN_MISSES, Figures, Outcome, figures, load, run

PUBLISHED, VIGNETTES = load("published"), load("vignettes")
ALL = [*PUBLISHED, *VIGNETTES]
BY_ID = {case["id"]: case for case in ALL}

Cases = dict[str, Outcome]


@pytest.fixture(scope="module")
def outcome(knowledge: Knowledge) -> Any:
    """The outcome of one case by its id (each case is run once)."""
    done: Cases = {}

    def of(id_: str) -> Outcome:
        if id_ not in done:
            done[id_] = run(BY_ID[id_], knowledge)
        return done[id_]

    return of


def those(**wanted: Any) -> list[str]:
    """The cases with these labels, thin ones left out."""
    return [
        c["id"] for c in ALL if c["quality"] != "thin" and all(c["expected"].get(k) == v for k, v in wanted.items())
    ]


@pytest.mark.parametrize("id_", sorted(BY_ID))
def test_each_case_comes_back_classified_triaged_planned_and_cited(id_: str, outcome: Any) -> None:
    """Whatever is said of a case has a source that resolves, or says that it is a convention; nothing is definite and wrong."""
    result: Outcome = outcome(id_)
    assessment = result.assessment
    assert not result.definite_and_wrong, report.lines(result)
    assert assessment.leading.kind in ("subtype", "mimic") or not result.scored or not result.right
    assert assessment.workup
    for statement in statements(assessment):
        assert statement.refs or statement.basis == "convention"
        assert {ref.ref for ref in statement.refs if not isinstance(ref, str)} <= set(assessment.references)
    if result.scored:
        assert assessment.plan


@pytest.mark.parametrize("id_", those(subtype="mimic"))
def test_each_mimic_is_recognised(id_: str, outcome: Any) -> None:
    """What only looks like calcinosis leads under its own name."""
    result = outcome(id_)
    assert result.right, report.lines(result)


@pytest.mark.parametrize("id_", [c["id"] for c in ALL if c["expected"]["urgency"] == "emergency"])
def test_each_emergency_is_called_one(id_: str, outcome: Any) -> None:
    """No emergency is called less, except where the answers cannot show it; then it is said what was not asked."""
    result = outcome(id_)
    if id_ in KNOWN_MISSES:
        assert result.assessment.urgency.could_be == "emergency"
        assert result.assessment.urgency.unasked
    else:
        assert result.urgency == "emergency", report.lines(result)


@pytest.mark.parametrize("id_", [c["id"] for c in ALL if c["quality"] != "thin" and c["expected"].get("tumoral_kind")])
def test_each_kind_of_tumoral_calcinosis_is_named(id_: str, outcome: Any) -> None:
    """Familial with high or normal phosphate, secondary, sporadic."""
    result = outcome(id_)
    assert result.kind == result.expected["tumoral_kind"], report.lines(result)


@pytest.fixture(scope="module", params=["published", "vignettes"])
def counted(request: pytest.FixtureRequest, knowledge: Knowledge) -> Figures:
    """The figures of one file of cases."""
    return figures([run(case, knowledge) for case in load(request.param)])


def test_an_accepted_diagnosis_leads_in_95_of_100(counted: Figures) -> None:
    """Of the cases that say enough to be classified."""
    right, of = counted.right
    assert right >= 0.95 * of, counted


def test_no_more_than_one_routine_case_in_20_is_called_an_emergency(counted: Figures) -> None:
    """Alarm that is too often false is not heeded."""
    raised, of = counted.raised
    assert raised <= of / 20, counted


def test_urgency_falls_below_the_label_only_where_too_little_is_told(counted: Figures) -> None:
    """Under-triage is seen in thin cases and known misses alone."""
    assert not [id_ for id_ in counted.too_low if BY_ID[id_]["quality"] != "thin" and id_ not in KNOWN_MISSES]


def test_all_80_published_cases_are_run() -> None:
    """The file is whole, and no case counts twice."""
    assert len(PUBLISHED) == len({case["id"] for case in PUBLISHED}) == 80
    assert set(KNOWN_MISSES) <= {case["id"] for case in PUBLISHED}
    assert not {case["id"] for case in PUBLISHED} & {case["id"] for case in VIGNETTES}


def test_the_runner_tells_expected_got_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    """``python -m tests.cases.report`` prints each case and the figures."""
    status = report.main(["published"])
    printed = capsys.readouterr().out
    assert status == 0
    assert printed.count("    expected ") == printed.count("    got ") == printed.count("    why ") == 80
    assert "accepted diagnosis first" in printed
