"""Values computed from the answers. The arithmetic is here; constants, limits and sources are in ``data/laboratory.yaml``.

When an input is missing the result is unknown, never defaulted.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from msgspec import Struct

from calcinosis_cli.assess.facts import Fact, FactBook, Measured, Scalar, status_of
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Formula
from calcinosis_cli.knowledge.quantity import exact


class Derived(Struct, frozen=True):
    """A derived value: the fact, the formula it came from and the findings that went into it."""

    formula: Formula
    fact: Fact
    used: tuple[str, ...]


def derive(stated: FactBook, knowledge: Knowledge) -> tuple[FactBook, list[Derived]]:
    """All derived values that the stated facts allow, and the facts with them added."""
    book = stated
    found: list[Derived] = []
    for formula in knowledge.laboratory.formulas:
        result = FORMULAS[formula.id](book, formula, knowledge)
        if result is not None:
            fact, used = result
            found.append(Derived(formula, fact, used))
            book = book.extended({formula.id: fact})
    return book, found


Result = tuple[Fact, tuple[str, ...]] | None


def _value(book: FactBook, finding: str) -> Fraction | None:
    fact = book.get(finding)
    if isinstance(fact, Measured):
        return fact.value
    return fact.value if isinstance(fact, Scalar) and isinstance(fact.value, Fraction) else None


def _word(book: FactBook, finding: str) -> str | None:
    fact = book.get(finding)
    return fact.value if isinstance(fact, Scalar) and isinstance(fact.value, str) else None


def _status(book: FactBook, finding: str) -> str | None:
    fact = book.get(finding)
    return fact.status if isinstance(fact, Measured) else None


def calcium_corrected(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """Total calcium (mg/dL) + 0.8 x (4.0 - albumin in g/dL): the Payne-type correction."""
    calcium, albumin = _value(book, "labs.calcium"), _value(book, "labs.albumin")
    if calcium is None or albumin is None:
        return None
    corrected = calcium + exact(formula.constants["slope"]) * (exact(formula.constants["albumin"]) - albumin)
    return Measured(None, corrected, corrected), ("labs.calcium", "labs.albumin")


def calcium_status(book: FactBook, formula: Formula, knowledge: Knowledge) -> Result:
    """Low, normal or high: ionised calcium decides; else the laboratory's flag; else the corrected or total calcium."""
    ionised = _status(book, "labs.ionised_calcium")
    if ionised:
        return Scalar(ionised), ("labs.ionised_calcium",)
    total = book.get("labs.calcium")
    if not isinstance(total, Measured):
        return None
    corrected = _value(book, "derived.calcium_corrected")
    if corrected is None or total.flagged:
        used = ("labs.calcium",) if total.flagged else ("labs.calcium", "patient.age_years")
        return (Scalar(total.status), used) if total.status else None
    age, sex = _value(book, "patient.age_years"), _word(book, "patient.sex")
    status = status_of(corrected, knowledge.analytes["labs.calcium"], age, sex)
    return (Scalar(status), ("labs.calcium", "labs.albumin", "patient.age_years")) if status else None


def phosphate_status(book: FactBook, formula: Formula, knowledge: Knowledge) -> Result:
    """Low, normal or high: the laboratory's flag, else the range for age."""
    status = _status(book, "labs.phosphate")
    flagged = isinstance(fact := book.get("labs.phosphate"), Measured) and fact.flagged
    used = ("labs.phosphate",) if flagged else ("labs.phosphate", "patient.age_years")
    return (Scalar(status), used) if status else None


def hypercalcaemia_grade(book: FactBook, formula: Formula, knowledge: Knowledge) -> Result:
    """None, mild, moderate (from 12 mg/dL) or severe (from 14 mg/dL), by the higher of total and corrected calcium."""
    values = [v for v in (_value(book, "labs.calcium"), _value(book, "derived.calcium_corrected")) if v is not None]
    used = tuple(f for f in ("labs.calcium", "labs.albumin", "labs.ionised_calcium") if book.get(f) is not None)
    if values:
        highest = max(values)
        for grade in ("severe", "moderate"):
            if highest >= exact(formula.constants[grade]):
                return Scalar(grade), used
    status = _word(book, "derived.calcium_status")
    if status in ("low", "normal"):
        return Scalar("none"), used
    return (Scalar("mild"), used) if status == "high" and values else None


def ca_p_product(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """Calcium x phosphate in mg2/dL2, as given, or from calcium (corrected where albumin is known) and phosphate."""
    stated = book.get("labs.ca_p_product")
    if isinstance(stated, Measured):
        return stated, ("labs.ca_p_product",)
    corrected = _value(book, "derived.calcium_corrected")
    calcium = corrected if corrected is not None else _value(book, "labs.calcium")
    phosphate = _value(book, "labs.phosphate")
    if calcium is None or phosphate is None:
        return None
    product = calcium * phosphate
    albumin = ("labs.albumin",) if corrected is not None else ()
    return Measured(None, product, product), ("labs.calcium", *albumin, "labs.phosphate")


def egfr(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """EGFR in mL/min/1.73m2: as given; else CKD-EPI 2021 (adults) or bedside Schwartz (1 to under 18 years).

    Not computed on dialysis, where creatinine no longer tells the filtration rate.
    """
    stated = book.get("labs.egfr")
    if isinstance(stated, Measured):
        return stated, ("labs.egfr",)
    creatinine, age = _value(book, "labs.creatinine"), _value(book, "patient.age_years")
    if not creatinine or age is None or book.test("conditions", "is", "dialysis"):
        return None
    number = formula.constants
    if age >= exact(number["adult_from"]):
        sex = _word(book, "patient.sex")
        if sex is None:
            return None
        ratio = float(creatinine / exact(number[f"kappa_{sex}"]))
        result = (
            float(number["coefficient"])
            * min(ratio, 1.0) ** float(number[f"alpha_{sex}"])
            * max(ratio, 1.0) ** float(number["exponent"])
            * float(number["age_base"]) ** float(age)
            * (float(number["female"]) if sex == "female" else 1.0)
        )
        value = Fraction(str(round(result, 1)))
        return Measured(None, value, value), ("labs.creatinine", "patient.age_years", "patient.sex")
    height = _value(book, "patient.height_cm")
    if age < exact(number["schwartz_from"]) or height is None:
        return None
    value = exact(number["schwartz"]) * height / creatinine
    value = Fraction(str(round(float(value), 1)))
    return Measured(None, value, value), ("labs.creatinine", "patient.age_years", "patient.height_cm")


def ckd_stage(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """GFR category 1 to 5: as given; else 5 on dialysis; else by eGFR."""
    stated = _word(book, "kidney.ckd_stage")
    if stated:
        return Scalar(stated), ("kidney.ckd_stage",)
    if book.test("conditions", "is", "dialysis"):
        return Scalar("5"), ("conditions",)
    rate = _value(book, "derived.egfr")
    if rate is None:
        return None
    stage = 1 + sum(rate < exact(formula.constants[f"stage_{n}_below"]) for n in (2, 3, 4, 5))
    return Scalar(str(stage)), ("derived.egfr",)


def age_group(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """Neonate, infant, child, adolescent or adult, by age in years."""
    age = _value(book, "patient.age_years")
    if age is None:
        return None
    group = "neonate"
    for name in ("infant", "child", "adolescent", "adult"):
        if age >= exact(formula.constants[f"{name}_from"]):
            group = name
    return Scalar(group), ("patient.age_years",)


def age_at_onset(book: FactBook, formula: Formula, _: Knowledge) -> Result:
    """Age in years when the lesion began: age less duration; never below 0."""
    age, months = _value(book, "patient.age_years"), _value(book, "lesions.duration_months")
    if age is None or months is None:
        return None
    return Scalar(max(age - months / 12, Fraction(0))), ("patient.age_years", "lesions.duration_months")


FORMULAS: dict[str, Callable[[FactBook, Formula, Knowledge], Result]] = {
    "derived.calcium_corrected": calcium_corrected,
    "derived.calcium_status": calcium_status,
    "derived.phosphate_status": phosphate_status,
    "derived.hypercalcaemia_grade": hypercalcaemia_grade,
    "derived.ca_p_product": ca_p_product,
    "derived.egfr": egfr,
    "derived.ckd_stage": ckd_stage,
    "derived.age_group": age_group,
    "derived.age_at_onset": age_at_onset,
}
