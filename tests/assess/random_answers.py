"""Random answers documents over the whole questionnaire, for properties that hold for every patient."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Analyte, Finding
from calcinosis_cli.knowledge.quantity import exact

Flat = dict[str, Any]
"""Answers by dotted finding id."""

KNOWLEDGE = Knowledge()


def nested(flat: Flat) -> dict[str, Any]:
    """Answers as they stand in a file."""
    document: dict[str, Any] = {}
    for id_, answer in flat.items():
        group, _, name = id_.partition(".")
        if name:
            document.setdefault(group, {})[name] = answer
        else:
            document[id_] = answer
    return document


def decimal(value: Fraction) -> str:
    """A terminating decimal, written out exactly."""
    for digits in range(16):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            text = str(scaled.numerator).rjust(digits + 1, "0")
            return f"{text[:-digits]}.{text[-digits:]}" if digits else text
    raise AssertionError(f"{value} is no terminating decimal")


def in_unit(value: Fraction, unit: str, analyte: Analyte) -> str:
    """A canonical value written in another unit of the test."""
    factor = next(exact(u.factor) for u in analyte.units if u.unit == unit)
    return f"{decimal(value / factor)} {unit}"


def values(analyte: Analyte) -> st.SearchStrategy[Fraction]:
    """Plausible canonical values that are finite decimals in every unit of the test, most of them near the normal range."""
    step = 1
    for unit in analyte.units:
        top = exact(unit.factor).numerator
        while not top % 2 or not top % 5:
            top //= 2 if not top % 2 else 5
        step *= top
    low, high = exact(analyte.plausible_low), exact(analyte.plausible_high)
    bounds = [exact(b) for r in analyte.ranges for b in (r.low, r.high) if b is not None]
    most = min(high, 3 * max(bounds)) if bounds else high
    return st.integers(int(low * 100) // step + 1, int(most * 100) // step).map(lambda n: Fraction(n * step, 100))


def answer(finding: Finding) -> st.SearchStrategy[Any]:
    """A valid answer to one question, *unknown* left aside."""
    choices = [choice.id for choice in finding.choices]
    match finding.type:
        case "yes_no":
            return st.booleans()
        case "one":
            return st.sampled_from(choices)
        case "list":
            return st.lists(st.sampled_from([*choices, "unknown"]), max_size=4, unique=True)
        case "open_list":
            drugs = [
                "warfarin",
                "colchicine",
                "diltiazem",
                "methotrexate",
                "prednisolone",
                "calcitriol",
                "unknown",
                "no such drug",
            ]
            return st.lists(st.sampled_from(drugs), max_size=3, unique=True)
        case "number":
            low, high = finding.minimum or 0, finding.maximum or 100
            return st.integers(int(low) + 1, int(high)) | st.sampled_from([max(low, 0.5), high])
        case "laboratory":
            analyte = KNOWLEDGE.analytes[finding.id]
            written = st.tuples(values(analyte), st.sampled_from([u.unit for u in analyte.units]))
            flag = st.sampled_from(["low", "normal", "high"])
            number = written.map(lambda pair: in_unit(*pair, analyte))
            return flag | number | st.builds(lambda v, f: {"value": v, "flag": f}, number, flag)
        case _:
            return st.text(max_size=20)


OFTEN = (
    "patient.age_years", "patient.sex", "conditions", "exposures", "labs.calcium", "labs.phosphate", "lesions.sites",
    "lesions.painful", "lesions.pattern", "histology.features", "imaging.features", "medications",
)  # fmt: skip
"""Findings that most documents have, so that the candidates come into play."""


@cache
def flat_answers(least: int = 0) -> st.SearchStrategy[Flat]:
    """Random answers: some of the usual findings, and a few of all the others."""
    findings = KNOWLEDGE.findings
    usual = st.lists(st.sampled_from(OFTEN), min_size=least, unique=True)
    rest = st.lists(st.sampled_from([f for f in findings if f not in OFTEN]), max_size=10, unique=True)
    return st.tuples(usual, rest).flatmap(
        lambda ids: st.fixed_dictionaries({id_: answer(findings[id_]) for id_ in (*ids[0], *ids[1])})
    )
