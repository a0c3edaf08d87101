"""Derived values against check values from their sources, and what happens when an input is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from calcinosis_cli.assess.model import DerivedValue
from tests.conftest import Assess

Derive = Callable[..., dict[str, DerivedValue]]


@pytest.fixture(scope="module")
def derive(assessed: Assess) -> Derive:
    """The derived values of a patient, by short name."""

    def of(
        labs: dict[str, Any] | None = None, conditions: list[str] | None = None, **patient: Any
    ) -> dict[str, DerivedValue]:
        kidney = {"ckd_stage": patient.pop("stage")} if "stage" in patient else None
        given = {"patient": patient, "labs": labs, "conditions": conditions, "kidney": kidney}
        return {d.id.removeprefix("derived."): d for d in assessed(given).derived}

    return of


@pytest.mark.parametrize(
    ("calcium", "albumin", "corrected"),
    [
        ("8.0 mg/dL", "2.0 g/dL", 9.6),
        ("9.0 mg/dL", "4.0 g/dL", 9.0),
        ("2.0 mmol/L", "20 g/L", 9.6),
        ("10 mg/dL", "5 g/dL", 9.2),
    ],
)
def test_calcium_corrected_for_albumin(calcium: str, albumin: str, corrected: float, derive: Derive) -> None:
    """Total + 0.8 x (4 - albumin), whatever the units."""
    assert derive({"calcium": calcium, "albumin": albumin})["calcium_corrected"].value == pytest.approx(corrected)


def test_the_correction_shows_its_limits_and_yields_to_ionised_calcium(derive: Derive) -> None:
    """A low total with a normal ionised calcium is normal, and the limits of the correction stand beside it."""
    found = derive({"calcium": "7.0 mg/dL", "albumin": "3.9 g/dL", "ionised_calcium": "1.2 mmol/L"}, age_years=50)
    assert found["calcium_status"].value == "normal"
    assert found["calcium_status"].inputs == ["labs.ionised_calcium"]
    assert any("ionised" in limit.text for limit in found["calcium_corrected"].limits)


@pytest.mark.parametrize(
    ("labs", "status"),
    [
        ({"calcium": "8.0 mg/dL", "albumin": "2.0 g/dL"}, "normal"),
        ({"calcium": "8.0 mg/dL"}, "low"),
        ({"calcium": "10.2 mg/dL", "albumin": "2.0 g/dL"}, "high"),
        ({"calcium": {"value": "10.9 mg/dL", "flag": "normal"}, "albumin": "2.0 g/dL"}, "normal"),
        ({"calcium": "high"}, "high"),
        ({"calcium": "9.5 mg/dL", "ionised_calcium": "high"}, "high"),
    ],
)
def test_calcium_status(labs: dict[str, Any], status: str, derive: Derive) -> None:
    """Ionised calcium decides, else the laboratory's flag, else the corrected, else the total value."""
    assert derive(labs, age_years=50)["calcium_status"].value == status


@pytest.mark.parametrize(
    ("value", "age", "status"),
    [("5.0 mg/dL", 50, "high"), ("5.0 mg/dL", 10, "normal"), ("5.0 mg/dL", 3, "normal"), ("5.0 mg/dL", 0.1, "normal"),
     ("7.0 mg/dL", 3, "normal"), ("7.0 mg/dL", 10, "high"), ("3.0 mg/dL", 50, "normal"), ("3.0 mg/dL", 3, "low"),
     ("1.3 mmol/L", 40, "normal"), ("1.6 mmol/L", 40, "high"), ("1.6 mmol/L", 8, "normal")],
)  # fmt: skip
def test_a_childs_phosphate_is_higher(value: str, age: float, status: str, derive: Derive) -> None:
    """The same value is high in an adult and normal in a child."""
    assert derive({"phosphate": value}, age_years=age)["phosphate_status"].value == status


def test_a_status_that_age_decides_is_unknown_without_it(derive: Derive) -> None:
    """5 mg/dL of phosphate is high or normal; 12 is high at any age, and a flag needs no age."""
    assert "phosphate_status" not in derive({"phosphate": "5.0 mg/dL"})
    assert derive({"phosphate": "12 mg/dL"})["phosphate_status"].value == "high"
    assert derive({"phosphate": "high"})["phosphate_status"].value == "high"


@pytest.mark.parametrize(
    ("sex", "age", "creatinine", "rate"),
    [("female", 55, "0.9 mg/dL", 76), ("male", 55, "0.9 mg/dL", 101), ("female", 55, "79.56 umol/L", 76),
     ("male", 70, "2.5 mg/dL", 27), ("female", 30, "0.6 mg/dL", 124), ("male", 18, "1.0 mg/dL", 112)],
)  # fmt: skip
def test_egfr_of_adults_by_ckd_epi_2021(sex: str, age: int, creatinine: str, rate: float, derive: Derive) -> None:
    """Against the published calculator, to 2 mL/min/1.73 m2; in SI units as well."""
    assert derive({"creatinine": creatinine}, sex=sex, age_years=age)["egfr"].value == pytest.approx(rate, abs=2)


@pytest.mark.parametrize(
    ("age", "height", "creatinine", "rate"),
    [(6, 100, "0.4 mg/dL", 103.3), (12, 150, "1.0 mg/dL", 62.0), (17.9, 160, "88.4 umol/L", 66.1)],
)
def test_egfr_of_children_by_bedside_schwartz(
    age: float, height: int, creatinine: str, rate: float, derive: Derive
) -> None:
    """0.413 x height / creatinine, from 1 to under 18 years; sex does not matter."""
    assert derive({"creatinine": creatinine}, age_years=age, height_cm=height)["egfr"].value == pytest.approx(
        rate, abs=0.1
    )


@pytest.mark.parametrize(
    ("patient", "conditions"),
    [({"age_years": 55}, None), ({"sex": "female"}, None), ({"age_years": 9}, None), ({"age_years": 0.5, "height_cm": 66}, None),
     ({"age_years": 55, "sex": "male"}, ["dialysis"])],
    ids=["no sex", "no age", "child without height", "infant", "dialysis"],
)  # fmt: skip
def test_egfr_is_unknown_rather_than_guessed(
    patient: dict[str, Any], conditions: list[str] | None, derive: Derive
) -> None:
    """Without an input, in the first year, or on dialysis there is no estimate."""
    assert "egfr" not in derive({"creatinine": "0.9 mg/dL"}, conditions, **patient)


def test_a_stated_egfr_wins(derive: Derive) -> None:
    """The laboratory's own estimate is taken as it is."""
    found = derive({"egfr": "31 mL/min/1.73m2", "creatinine": "0.9 mg/dL"}, age_years=55, sex="female")
    assert (found["egfr"].value, found["ckd_stage"].value) == (31, "3")


@pytest.mark.parametrize(
    ("rate", "stage"),
    [(90, "1"), (89.9, "2"), (60, "2"), (59.9, "3"), (30, "3"), (29.9, "4"), (15, "4"), (14.9, "5"), (0, "5")],
)
def test_stages_of_kidney_disease(rate: float, stage: str, derive: Derive) -> None:
    """From 90, 60, 30 and 15 mL/min/1.73 m2; the bound belongs to the better stage."""
    assert derive({"egfr": f"{rate} mL/min/1.73m2"})["ckd_stage"].value == stage


def test_dialysis_is_stage_5_and_a_stated_stage_is_kept(derive: Derive) -> None:
    """What the clinician states comes first, then dialysis, then the estimate."""
    assert derive(None, ["ckd", "dialysis"])["ckd_stage"].value == "5"
    assert derive({"egfr": "80 mL/min"}, ["ckd"], stage="3")["ckd_stage"].value == "3"
    assert "ckd_stage" not in derive(None, ["ckd"])


def test_calcium_phosphate_product(derive: Derive) -> None:
    """Corrected calcium x phosphate in mg2/dL2; what is stated is kept; it warns against acting on it."""
    made = derive({"calcium": "10 mg/dL", "phosphate": "6 mg/dL"})["ca_p_product"]
    assert made.value == pytest.approx(60)
    assert any("KDIGO" in limit.text for limit in made.limits)
    assert derive({"calcium": "10 mg/dL", "albumin": "3 g/dL", "phosphate": "5 mg/dL"})[
        "ca_p_product"
    ].value == pytest.approx(54)
    assert derive({"calcium": "2.5 mmol/L", "phosphate": "2.0 mmol/L"})["ca_p_product"].value == pytest.approx(
        61.92, abs=0.01
    )
    assert derive({"ca_p_product": "70 mg2/dL2"})["ca_p_product"].value == 70


@pytest.mark.parametrize(
    ("calcium", "grade"),
    [("9 mg/dL", "none"), ("11 mg/dL", "mild"), ("11.9 mg/dL", "mild"), ("12 mg/dL", "moderate"), ("13.99 mg/dL", "moderate"),
     ("14 mg/dL", "severe"), ("3.5 mmol/L", "severe"), ("3.0 mmol/L", "moderate"), ("normal", "none"), ("low", "none")],
)  # fmt: skip
def test_grades_of_hypercalcaemia(calcium: str, grade: str, derive: Derive) -> None:
    """Mild below 12, moderate from 12, severe from 14 mg/dL (3.5 mmol/L)."""
    assert derive({"calcium": calcium}, age_years=50)["hypercalcaemia_grade"].value == grade


def test_a_high_calcium_without_its_value_has_no_grade(derive: Derive) -> None:
    """ "High" may be mild or a crisis: the value is asked for, not assumed."""
    assert "hypercalcaemia_grade" not in derive({"calcium": "high"}, age_years=50)


@pytest.mark.parametrize(
    ("age", "group"),
    [
        (0.03, "neonate"),
        (0.5, "infant"),
        (1, "child"),
        (11.9, "child"),
        (12, "adolescent"),
        (18, "adult"),
        (90, "adult"),
    ],
)
def test_age_groups(age: float, group: str, derive: Derive) -> None:
    """Neonate, infant, child, adolescent, adult."""
    assert derive(age_years=age)["age_group"].value == group


def test_each_derived_value_shows_formula_inputs_and_source(derive: Derive) -> None:
    """A reader can check each number: how, from what, and by whom."""
    labs = {"calcium": "10 mg/dL", "albumin": "3 g/dL", "phosphate": "5 mg/dL", "creatinine": "2 mg/dL"}
    found = derive(labs, ["ckd"], age_years=60, sex="male")
    assert set(found) == {
        "calcium_corrected",
        "calcium_status",
        "phosphate_status",
        "hypercalcaemia_grade",
        "ca_p_product",
        "egfr",
        "ckd_stage",
        "age_group",
    }
    for value in found.values():
        assert value.expression, value.id
        assert value.inputs, value.id
        assert value.refs or value.basis == "convention", value.id
        assert value.text, value.id


def test_nothing_is_derived_from_nothing(derive: Derive) -> None:
    """Missing inputs are unknown, never defaulted."""
    assert derive() == {}
    assert json.dumps(list(derive({"albumin": "3 g/dL", "phosphate": "unknown"}))) == "[]"
