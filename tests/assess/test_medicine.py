"""What medicine warns of, in patients small enough to read: each test is one trap."""

from __future__ import annotations

from typing import Any

import pytest

from calcinosis_cli.assess.model import Assessment
from tests.conftest import Assess


def verdict(assessment: Assessment, candidate: str) -> str:
    """The verdict on one candidate."""
    return next(c.verdict for c in (*assessment.subtypes, *assessment.mimics) if c.id == candidate)


ADULT: dict[str, Any] = {"age_years": 55, "sex": "female"}
NORMAL = {"calcium": "normal", "phosphate": "normal", "pth": "normal", "creatinine": "normal"}
LIKELY = ("definite", "probable", "possible")


def test_calciphylaxis_with_normal_minerals_and_kidneys_is_not_missed(assessed: Assess) -> None:
    """Normal calcium, phosphate and PTH do not exclude it, nor does a sound kidney."""
    found = assessed(
        {
            "patient": ADULT,
            "conditions": ["obesity", "diabetes"],
            "medications": ["warfarin", "prednisolone"],
            "labs": NORMAL,
            "lesions": {
                "sites": ["thighs"],
                "painful": True,
                "ulcerated": True,
                "necrosis_eschar": True,
                "livedo_or_retiform_purpura": True,
            },
            "histology": {"done": True, "features": ["vessel_wall_calcification", "microthrombi"]},
        }
    )
    assert found.leading.id == "calciphylaxis"
    assert found.urgency.level == "emergency"


def test_several_subtypes_hold_at_once(assessed: Assess) -> None:
    """Systemic sclerosis on dialysis with high phosphate may have both dystrophic and metastatic calcinosis."""
    found = assessed(
        {
            "patient": ADULT,
            "conditions": ["systemic_sclerosis_limited", "ckd", "dialysis", "secondary_hyperparathyroidism"],
            "labs": {"calcium": "10.9 mg/dL", "phosphate": "7.5 mg/dL", "pth": "900 pg/mL"},
            "lesions": {"sites": ["hands", "elbows"], "depth": ["subcutaneous"], "pattern": ["nodule"]},
        }
    )
    assert verdict(found, "dystrophic") in LIKELY
    assert verdict(found, "metastatic") in LIKELY


def test_a_lesion_in_kidney_disease_may_be_iatrogenic(assessed: Assess) -> None:
    """At the site of calcium heparin injections the injection comes first."""
    found = assessed(
        {
            "patient": ADULT,
            "conditions": ["ckd", "dialysis"],
            "exposures": ["calcium_heparin", "subcutaneous_injection"],
            "labs": {"calcium": "normal", "phosphate": "high"},
            "lesions": {"sites": ["abdomen"], "pattern": ["nodule"], "painful": False},
        }
    )
    assert found.leading.id == "iatrogenic"


def test_idiopathic_is_not_definite_while_the_tests_are_missing(assessed: Assess) -> None:
    """It is a diagnosis of exclusion: without calcium and phosphate it is not proven, and they are asked for."""
    found = assessed(
        {
            "patient": {"age_years": 33, "sex": "male"},
            "conditions": [],
            "exposures": [],
            "lesions": {"sites": ["scrotum"], "pattern": ["nodule"], "count": "many", "painful": False},
            "histology": {"done": True, "features": ["dermal_calcium"]},
        }
    )
    assert found.leading.id == "idiopathic"
    assert found.leading.verdict != "definite"
    assert {"labs.calcium", "labs.phosphate"} & {f for test in found.workup for f in test.answers}


def test_family_gene_and_phosphate_name_the_kind_of_tumoral_calcinosis(assessed: Assess) -> None:
    """GALNT3 with high phosphate and sound kidneys is the hyperphosphataemic familial kind."""
    found = assessed(
        {
            "patient": {"age_years": 8, "sex": "female"},
            "labs": {"phosphate": "7.9 mg/dL", "creatinine": "normal", "calcium": "normal"},
            "lesions": {"sites": ["hips"], "pattern": ["periarticular_mass"], "depth": ["periarticular"]},
            "genetics": {"gene": "GALNT3"},
        }
    )
    tumoral = next(c for c in found.subtypes if c.id == "tumoral")
    assert found.leading.id == "tumoral"
    assert [k.id for k in tumoral.kinds if k.certainty == "shown"] == ["familial_hyperphosphataemic"]


@pytest.mark.parametrize(
    "sign",
    [{"systemic": {"sepsis_signs": True}}, {"lesions": {"necrosis_eschar": True}}, {"labs": {"calcium": "14 mg/dL"}}],
    ids=["sepsis", "necrosis", "crisis"],
)
def test_one_sign_alone_is_an_emergency(sign: dict[str, Any], assessed: Assess) -> None:
    """Even when nothing else is known, with what to do within the hour and why."""
    urgency = assessed(sign).urgency
    assert urgency.level == "emergency"
    assert urgency.reasons[0].because
    assert any(action.within == "hour" for action in urgency.do)


def test_danger_signs_that_were_not_asked_are_named(assessed: Assess) -> None:
    """A quiet result says which danger it has not ruled out, and a denied sign is not asked for again."""
    quiet = assessed({"patient": ADULT, "lesions": {"sites": ["hands"]}})
    assert "systemic.sepsis_signs" in {f for u in quiet.urgency.unasked for f in u.ask}
    asked = assessed({"patient": ADULT, "lesions": {"sites": ["hands"]}, "systemic": {"sepsis_signs": False}})
    assert "systemic.sepsis_signs" not in {f for u in asked.urgency.unasked for f in u.ask}


def test_a_drug_that_cannot_be_checked_says_what_is_missing(assessed: Assess) -> None:
    """Diltiazem is not called safe before heart failure and heart block were asked about."""
    patient = {
        "patient": ADULT,
        "conditions": ["systemic_sclerosis_limited"],
        "labs": NORMAL,
        "lesions": {"sites": ["hands"], "painful": True},
    }
    unknown = {d.id: d for d in assessed(patient).drug_safety}["diltiazem"]
    assert unknown.status in ("needs_checking", "caution")
    assert "safety.heart_failure_reduced_ef" in {f for rule in unknown.rules for f in rule.ask}
    ill = {d.id: d for d in assessed({**patient, "safety": {"heart_failure_reduced_ef": True}}).drug_safety}[
        "diltiazem"
    ]
    assert ill.status == "avoid"


def test_a_change_that_is_foretold_comes_true(assessed: Assess) -> None:
    """ "If a black eschar were there: emergency": and so it is."""
    patient: dict[str, Any] = {
        "patient": ADULT,
        "conditions": ["dialysis", "ckd"],
        "lesions": {"sites": ["thighs"], "painful": True, "necrosis_eschar": False},
    }
    foretold = [c for c in assessed(patient).would_change if c.effect == "urgency"]
    assert foretold
    signs = {c.finding: c for c in foretold if c.answer == "yes"}
    assert signs
    for finding in signs:
        group, _, name = finding.partition(".")
        changed = {**patient, group: {**patient.get(group, {}), name: True}}
        assert assessed(changed).urgency.level == "emergency", finding
