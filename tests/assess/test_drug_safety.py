"""Drugs against the patient: who must not have what, what to ask first, and what does not go together."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from calcinosis_cli.assess.answers import parse
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.interactions import interactions
from calcinosis_cli.assess.model import Assessment, DrugSafety, RuleResult
from calcinosis_cli.assess.safety import status
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Statement
from calcinosis_cli.knowledge.strict_yaml import Document

KNOWLEDGE = Knowledge()
SCLERODERMA: dict[str, Any] = {
    "patient": {"age_years": 55, "sex": "female"},
    "conditions": ["systemic_sclerosis_limited"],
    "lesions": {"sites": ["hands"], "painful": True, "ulcerated": True},
}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Interactions are looked up anew in each test."""
    KNOWLEDGE.pairs.clear()


def assessed(*parts: dict[str, Any]) -> Assessment:
    """The assessment of answers put together from ``parts``, later ones winning group by group."""
    merged: dict[str, Any] = {}
    for part in parts:
        for key, value in part.items():
            merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
    return assess(parse(Document("test", merged, {}), KNOWLEDGE), KNOWLEDGE)


def drug(assessment: Assessment, slug: str) -> DrugSafety:
    """The safety of one drug in an assessment."""
    return next(d for d in assessment.drug_safety if d.id == slug)


def recommended(assessment: Assessment) -> set[str]:
    """The drugs that the plan leaves open to use."""
    steps = [step for phase in assessment.plan if phase.id != "avoid" for step in phase.steps]
    return {d.id for step in steps for d in step.drugs if d.status != "avoid"}


def test_colchicine_is_avoided_at_an_egfr_of_20() -> None:
    """Kidney failure takes colchicine out of the plan of systemic sclerosis, and says which answer did it."""
    assessment = assessed(SCLERODERMA, {"labs": {"egfr": "20 mL/min"}})
    assert drug(assessment, "colchicine").status == "avoid"
    assert "colchicine" not in recommended(assessment)
    holding = [
        rule for rule in drug(assessment, "colchicine").rules if rule.result == "holds" and rule.effect == "avoid"
    ]
    assert any(reason.finding == "derived.egfr" for rule in holding for reason in rule.because)


def test_colchicine_is_to_be_checked_when_kidney_function_is_unknown() -> None:
    """Without kidney function the plan does not call colchicine safe, and asks for it."""
    colchicine = drug(assessed(SCLERODERMA), "colchicine")
    assert colchicine.status in ("needs_checking", "caution")
    assert {"labs.creatinine", "labs.egfr"} & {finding for rule in colchicine.rules for finding in rule.ask}


IMMUNOSUPPRESSIVE = (
    "abatacept", "adalimumab", "anakinra", "baricitinib", "canakinumab", "cyclophosphamide", "etanercept", "infliximab",
    "methotrexate", "methylprednisolone", "mycophenolate_mofetil", "prednisolone", "rituximab", "ruxolitinib", "tofacitinib",
)  # fmt: skip


@pytest.mark.parametrize("slug", IMMUNOSUPPRESSIVE)
def test_no_immunosuppressive_drug_is_started_in_sepsis(slug: str) -> None:
    """Signs of sepsis make every one of them a drug to avoid; without them none is for that reason."""
    septic = drug(assessed({"systemic": {"sepsis_signs": True}, "medications": [slug]}), slug)
    well = drug(assessed({"systemic": {"sepsis_signs": False}, "medications": [slug]}), slug)
    assert septic.status == "avoid"
    assert well.status != "avoid"


def test_diltiazem_is_avoided_in_heart_block() -> None:
    """Heart block takes diltiazem out of the plan."""
    assessment = assessed(SCLERODERMA, {"safety": {"heart_block_or_sick_sinus": True}})
    assert drug(assessment, "diltiazem").status == "avoid"
    assert "diltiazem" not in recommended(assessment)


def test_a_beta_blocker_taken_now_is_an_interaction_of_diltiazem() -> None:
    """A rule about beta-blockers finds metoprolol among the current drugs."""
    assessment = assessed(SCLERODERMA, {"medications": ["metoprolol"]})
    pairs = [i for i in assessment.interactions if set(i.drugs) == {"diltiazem", "metoprolol"}]
    assert pairs
    assert pairs[0].severity in ("major", "contraindicated")
    assert pairs[0].taken == ["metoprolol"]
    assert drug(assessment, "diltiazem").status in ("caution", "avoid")


def test_a_class_taken_now_matches_a_rule_about_its_member() -> None:
    """When only "statin" is known, the rules about single statins apply, on the safe side."""
    assert {pair.rule.severity for pair in interactions("diltiazem", "statin", KNOWLEDGE)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("diltiazem", "colchicine"),
        ("methotrexate", "probenecid"),
        ("infliximab", "abatacept"),
        ("tofacitinib", "clarithromycin"),
        ("doxycycline", "aluminium_hydroxide"),
        ("apixaban", "diltiazem"),
    ],
)
def test_dangerous_pairs_are_known_from_either_side(first: str, second: str) -> None:
    """The pairs that hurt are found whichever is named first."""
    one, other = interactions(first, second, KNOWLEDGE), interactions(second, first, KNOWLEDGE)
    assert one
    assert {pair.rule.id for pair in one} == {pair.rule.id for pair in other}


def test_ceftriaxone_with_intravenous_calcium_is_known() -> None:
    """Ceftriaxone precipitates with intravenous calcium."""
    rules = KNOWLEDGE.drugs["ceftriaxone"].interactions
    assert any("calcium" in slug for rule in rules for slug in rule.with_)


def test_interactions_are_symmetric() -> None:
    """For every two drugs with a file the rules are the same from either side."""
    for first, second in combinations(sorted(KNOWLEDGE.drugs), 2):
        one, other = interactions(first, second, KNOWLEDGE), interactions(second, first, KNOWLEDGE)
        assert {pair.rule.id for pair in one} == {pair.rule.id for pair in other}, (first, second)


def test_warfarin_taken_in_suspected_calciphylaxis_is_named_with_its_caution() -> None:
    """A current vitamin K antagonist is named as one to avoid, never without the word on valves."""
    assessment = assessed(
        {
            "conditions": ["ckd", "dialysis"],
            "medications": ["warfarin"],
            "lesions": {"sites": ["thighs"], "painful": True, "necrosis_eschar": True},
        }
    )
    warfarin = drug(assessment, "warfarin")
    assert warfarin.taken
    assert warfarin.status == "avoid"
    for rule in warfarin.rules:
        if rule.effect == "avoid" and rule.result == "holds" and "calciphylaxis" in rule.label.lower():
            assert rule.says.caution is not None
            assert "valve" in rule.says.caution.text


@pytest.mark.parametrize(
    "name", ["calcium_supplement", "vitamin_d", "calcitriol", "alfacalcidol", "bendroflumethiazide"]
)
def test_what_raises_calcium_is_avoided_in_hypercalcaemia(name: str) -> None:
    """Calcium, vitamin D, its analogues and thiazides taken in hypercalcaemia are named, with or without a file of their own."""
    assessment = assessed(
        {
            "conditions": ["primary_hyperparathyroidism"],
            "medications": [name],
            "labs": {"calcium": "12.5 mg/dL"},
            "patient": {"age_years": 60},
        }
    )
    assert drug(assessment, name).status == "avoid"
    assert name not in assessment.not_checked


def test_calcium_heparin_is_avoided_where_it_made_the_deposits() -> None:
    """The trigger of iatrogenic disease is named when it is still given."""
    assessment = assessed(
        {"exposures": ["calcium_heparin"], "medications": ["nadroparin"], "lesions": {"sites": ["abdomen"]}}
    )
    assert drug(assessment, "heparin_calcium").status == "avoid"


def test_a_corticosteroid_in_suspected_calciphylaxis_is_a_caution() -> None:
    """Systemic corticosteroid is named in suspected calciphylaxis."""
    assessment = assessed(
        {
            "conditions": ["liver_disease"],
            "medications": ["prednisolone"],
            "lesions": {
                "sites": ["thighs"],
                "painful": True,
                "necrosis_eschar": True,
                "livedo_or_retiform_purpura": True,
            },
        }
    )
    assert drug(assessment, "prednisolone").status in ("caution", "avoid")


def test_a_drug_that_is_not_known_is_reported_as_not_checked() -> None:
    """Nothing is dropped: a medicine that the knowledge does not hold is listed."""
    assert "Zzyzxamab" in assessed(SCLERODERMA, {"medications": ["Zzyzxamab"]}).not_checked


def test_the_monitoring_schedule_names_each_test_once() -> None:
    """One test stands once before and once during treatment, with every drug that asks for it."""
    assessment = assessed(SCLERODERMA, {"lesions": {"count": "many"}, "previous_treatments": ["diltiazem"]})
    rows = [(row.timing, row.what.casefold()) for row in assessment.monitoring]
    assert rows
    assert len(rows) == len(set(rows))
    assert {slug for row in assessment.monitoring for slug in row.drugs} <= recommended(assessment)


def test_a_withheld_step_is_shown_with_the_drugs_that_keep_it_out() -> None:
    """A step whose every drug is unsafe is not in the plan, and is listed as withheld."""
    assessment = assessed(SCLERODERMA, {"safety": {"heart_block_or_sick_sinus": True, "hypotension": True}})
    inside = {step.says.id for phase in assessment.plan for step in phase.steps}
    assert assessment.withheld
    for step in assessment.withheld:
        assert step.says.id not in inside
        assert all(drug(assessment, slug).status == "avoid" for slug in step.drugs)


def rule(effect: str, result: str) -> RuleResult:
    """A rule result for the truth table of statuses."""
    said = Statement(id="x", text="x.", basis="convention")
    return RuleResult(effect=effect, label="x", result=result, because=[], ask=[], says=said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], "no_known_problem"),
        ([("avoid", "holds")], "avoid"),
        ([("caution", "holds")], "caution"),
        ([("check", "holds")], "caution"),
        ([("avoid", "unknown")], "needs_checking"),
        ([("caution", "unknown")], "no_known_problem"),
        ([("avoid", "unknown"), ("caution", "holds")], "caution"),
        ([("avoid", "holds"), ("caution", "holds"), ("avoid", "unknown")], "avoid"),
    ],
)
def test_the_status_of_a_drug_is_that_of_its_gravest_rule(rules: list[tuple[str, str]], expected: str) -> None:
    """Avoid before caution before an unchecked avoid-rule."""
    assert status([rule(*r) for r in rules]) == expected


def test_a_contraindicated_partner_taken_now_takes_the_drug_out() -> None:
    """Ciclosporin taken now makes colchicine one to avoid, and the rule says so."""
    colchicine = drug(assessed(SCLERODERMA, {"medications": ["ciclosporin"]}), "colchicine")
    assert colchicine.status == "avoid"
    assert any("Ciclosporin" in r.label and r.effect == "avoid" for r in colchicine.rules)


def test_a_moderate_partner_taken_now_is_reported_but_changes_no_status() -> None:
    """Moderate interactions with current drugs are listed; they alone are no caution."""
    alone, beside = assessed(SCLERODERMA), assessed(SCLERODERMA, {"medications": ["buspirone"]})
    assert any(set(i.drugs) == {"buspirone", "diltiazem"} for i in beside.interactions)
    assert drug(alone, "diltiazem").status == drug(beside, "diltiazem").status


def test_every_current_drug_is_looked_at() -> None:
    """A harmless first drug does not hide the dangerous second."""
    diltiazem = drug(assessed(SCLERODERMA, {"medications": ["aspirin", "metoprolol", "simvastatin"]}), "diltiazem")
    partners = [r.label for r in diltiazem.rules if "interaction" in r.label]
    assert any("Metoprolol" in label for label in partners)
    assert any("Simvastatin" in label for label in partners)


def test_an_interaction_with_a_condition_that_is_false_does_not_count() -> None:
    """Diltiazem with colchicine is contraindicated in kidney or liver impairment only; with normal organs another rule speaks."""
    healthy = {
        "labs": {"egfr": "95 mL/min"},
        "safety": {"hepatic_impairment": False},
        "conditions": ["systemic_sclerosis_limited"],
    }
    failing = {"labs": {"egfr": "20 mL/min"}, "safety": {"hepatic_impairment": False}}
    pair = {"diltiazem", "colchicine"}
    now = {"medications": ["diltiazem"]}
    well = {i.severity for i in assessed(SCLERODERMA, healthy, now).interactions if set(i.drugs) == pair}
    ill = [r for r in drug(assessed(SCLERODERMA, failing, now), "colchicine").rules if r.effect == "avoid"]
    assert well == {"major"}
    assert ill


def test_grave_pairs_within_the_plan_are_reported_and_mild_ones_are_not() -> None:
    """Two drugs of the plan that must not meet are named; pairs with current drugs come first."""
    assessment = assessed(SCLERODERMA, {"medications": ["metoprolol"], "labs": {"egfr": "95 mL/min"}})
    within = [i for i in assessment.interactions if not i.taken]
    assert {"colchicine", "diltiazem"} in [set(i.drugs) for i in within]
    assert all(i.severity in ("contraindicated", "major") for i in within)
    taken_first = [bool(i.taken) for i in assessment.interactions]
    assert taken_first == sorted(taken_first, reverse=True)


def test_a_drug_checked_by_its_class_says_so() -> None:
    """A thiazide has no file: it is checked as a thiazide, is taken, is not planned, and says that no more was checked."""
    thiazide = drug(
        assessed(
            {"medications": ["bendroflumethiazide"], "labs": {"calcium": "12.5 mg/dL"}, "patient": {"age_years": 60}}
        ),
        "bendroflumethiazide",
    )
    assert thiazide.taken
    assert not thiazide.planned
    assert thiazide.name.startswith("Bendroflumethiazide (as Thiazide")
    assert "not checked otherwise" in thiazide.name


def test_a_drug_already_taken_is_checked_but_not_against_itself() -> None:
    """Colchicine taken now is marked as taken; planned as well, it is no interaction of its own."""
    colchicine = drug(assessed(SCLERODERMA, {"medications": ["colchicine", "metoprolol"]}), "colchicine")
    assert colchicine.taken
    assert colchicine.planned
    assert not any("interaction with Colchicine" in r.label for r in colchicine.rules)


@pytest.mark.parametrize(
    "medications", [[], ["warfarin", "metoprolol", "bendroflumethiazide"], ["statin", "ciclosporin"]]
)
def test_an_assessment_survives_a_round_trip_through_json(medications: list[str]) -> None:
    """What is written as JSON is read back as the same assessment, every field of its type."""
    import msgspec

    made = assessed(SCLERODERMA, {"medications": medications, "labs": {"calcium": "12.5 mg/dL"}})
    assert msgspec.json.decode(msgspec.json.encode(made), type=Assessment) == made
    assert any(d.questions for d in made.drug_safety)
    assert all(question.label for d in made.drug_safety for question in d.questions)
