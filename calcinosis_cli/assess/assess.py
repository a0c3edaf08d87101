"""``assess(answers, knowledge) -> Assessment``: the whole of it, a pure function.

No input or output, no clock, no chance: the same answers and the same knowledge give the same assessment.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec import Struct

from calcinosis_cli import __version__
from calcinosis_cli.assess import wording
from calcinosis_cli.assess.answers import Answer, Answers, Lab, Listed
from calcinosis_cli.assess.asking import askable
from calcinosis_cli.assess.change import would_change
from calcinosis_cli.assess.classify import Classified, Judged, at_least, classify, facts
from calcinosis_cli.assess.derive import Derived, derive
from calcinosis_cli.assess.facts import FactBook, Measured, Scalar, gather, interval
from calcinosis_cli.assess.model import (
    SCHEMA,
    ActionResult,
    Assessment,
    CandidateResult,
    CriterionResult,
    DerivedValue,
    Flag,
    Input,
    InputValue,
    KindResult,
    Leading,
    Unasked,
    UrgencyResult,
)
from calcinosis_cli.assess.plan import plan
from calcinosis_cli.assess.said import disagreements, parts_of, references
from calcinosis_cli.assess.triage import Triaged, triage
from calcinosis_cli.assess.workup import sufficiency, workup
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.quantity import decimal, exact

WITHIN = ("hour", "day", "week", "month", None)


class Core(Struct, frozen=True):
    """What decides: facts, derived values, candidates, urgency. The interview re-computes this after each answer."""

    book: FactBook
    derived: list[Derived]
    classified: Classified
    triaged: Triaged


def core(answers: Answers, knowledge: Knowledge) -> Core:
    """Derive, classify and triage."""
    book, derived = derive(gather(answers, knowledge), knowledge)
    classified = classify(book, knowledge)
    book = book.extended(facts(classified))
    triaged = triage(book, classified, knowledge)
    return Core(book.extended({"assessment.urgency": Scalar(triaged.level)}), derived, classified, triaged)


def assess(answers: Answers, knowledge: Knowledge) -> Assessment:
    """The assessment of one patient."""
    done = core(answers, knowledge)
    book, classified, triaged = done.book, done.classified, done.triaged
    planned = plan(book, answers, knowledge)
    subtypes = [_candidate(j, book, knowledge) for j in classified.subtypes]
    mimics = [_candidate(j, book, knowledge) for j in classified.mimics]
    parts: dict[str, Any] = {
        "input": _input(answers, knowledge),
        "derived": [_derived(d, knowledge) for d in done.derived],
        "urgency": _urgency(triaged, book, knowledge),
        "subtypes": subtypes,
        "mimics": mimics,
        "workup": workup(book, classified, knowledge),
        "plan": planned.phases,
        "withheld": planned.withheld,
        "drug_safety": planned.drug_safety,
        "interactions": planned.interactions,
        "monitoring": planned.monitoring,
    }
    said = parts_of(parts)
    return Assessment(
        schema=SCHEMA,
        program_version=__version__,
        knowledge_version=knowledge.manifest.version,
        leading=_leading(classified),
        not_checked=_not_checked(answers, {drug.id for drug in planned.drug_safety}, knowledge),
        sufficiency=sufficiency(book, classified, knowledge),
        would_change=would_change(book, classified, triaged, planned.drug_safety, knowledge),
        disagreements=disagreements(said),
        references=references(said, knowledge),
        disclaimer=knowledge.manifest.disclaimer,
        **parts,
    )


# --- the parts ----------------------------------------------------------------------------------------------------------


def _input(answers: Answers, knowledge: Knowledge) -> Input:
    values = [_input_value(id_, answer, answers, knowledge) for id_, answer in answers.values.items()]
    return Input(answers=values, **{key: answers.passed.get(key) for key in ("id", "source", "notes")})


def _input_value(id_: str, answer: Answer, answers: Answers, knowledge: Knowledge) -> InputValue:
    name = wording.label(id_, knowledge)
    if isinstance(answer, Listed):
        words = [*answer.members, *answer.unrecognised]
        named = ", ".join(wording.value_label(id_, word, knowledge) for word in words) or "none"
        text = named if answer.complete else f"{named if words else 'nothing named'} (perhaps more)"
        return InputValue(finding=id_, label=name, value=words, text=text, complete=answer.complete)
    if isinstance(answer, Lab):
        analyte = knowledge.analytes[id_]
        number = f"{decimal(answer.value)} {analyte.canonical}" if answer.value is not None else None
        text = ", ".join(part for part in (answer.given or number, answer.flag) if part)
        value = float(answer.value) if answer.value is not None else answer.flag
        normal = interval(analyte, answers.values) if number else None
        return InputValue(
            finding=id_,
            label=name,
            value=value,
            text=text or "not known",
            unit=analyte.canonical if number else None,
            given=answer.given,
            flag=answer.flag,
            low=float(exact(normal.low)) if normal and normal.low is not None else None,
            high=float(exact(normal.high)) if normal and normal.high is not None else None,
            range_refs=list(wording.spelled(normal.refs)) if normal else [],
        )
    plain = answer if isinstance(answer, bool | str) else float(answer)
    return InputValue(finding=id_, label=name, value=plain, text=wording.fact_text(id_, Scalar(answer), knowledge))


def _derived(derived: Derived, knowledge: Knowledge) -> DerivedValue:
    formula, fact = derived.formula, derived.fact
    value: Any = fact.value if isinstance(fact, Scalar) else None
    if isinstance(value, Fraction):
        value = round(float(value), 4)
    if isinstance(fact, Measured):
        value = round(float(fact.value), 4) if fact.value is not None else fact.status
    return DerivedValue(
        id=formula.id,
        label=formula.label,
        value=value,
        text=wording.fact_text(formula.id, fact, knowledge),
        unit=formula.unit if isinstance(value, float) else None,
        expression=formula.expression,
        inputs=list(derived.used),
        refs=wording.spelled(formula.refs),
        basis=formula.basis,
        limits=[wording.says(limit) for limit in formula.limits],
    )


def _urgency(triaged: Triaged, book: FactBook, knowledge: Knowledge) -> UrgencyResult:
    reasons = [
        Flag(
            id=flag.id,
            label=flag.label,
            urgency=flag.urgency,
            because=wording.reasons(verdict.because, book, knowledge),
            why=wording.says(flag.why),
        )
        for flag, verdict in triaged.raised
    ]
    do = [
        ActionResult(says=wording.says(action), within=action.within, flag=flag.id)
        for flag, _ in triaged.raised
        for action in flag.do
    ]
    unasked = [
        Unasked(id=flag.id, label=flag.label, urgency=flag.urgency, ask=askable(verdict.missing, book, knowledge))
        for flag, verdict in triaged.open
    ]
    return UrgencyResult(
        level=triaged.level,
        could_be=triaged.could_be,
        reasons=reasons,
        do=sorted(do, key=lambda action: WITHIN.index(action.within)),
        unasked=[u for u in unasked if u.ask],
    )


def _candidate(judged: Judged, book: FactBook, knowledge: Knowledge) -> CandidateResult:
    candidate = judged.candidate
    criteria = [
        CriterionResult(
            id=c.id,
            label=c.label,
            role=c.role,
            weight=c.weight,
            result="unknown" if v.value is None else "met" if v.value else "unmet",
            because=wording.reasons(v.because, book, knowledge),
            ask=askable(v.missing, book, knowledge),
            refs=wording.spelled(c.refs),
            level=c.level,
            basis=c.basis,
        )
        for c, v in judged.criteria
    ]
    likely = at_least(judged.verdict, "possible")
    shown = any(value for _, value in judged.kinds)
    kinds = [
        KindResult(
            id=kind.id,
            name=kind.name,
            certainty="shown" if value else "provisional" if kind.fallback and not shown else "open",
            says=wording.says(kind.definition),
        )
        for kind, value in judged.kinds
        if likely
    ]
    told = [wording.says(t) for t in candidate.about if t.topic == "discriminator" and likely]
    return CandidateResult(
        id=candidate.id,
        name=candidate.name,
        verdict=judged.verdict,
        could_be=judged.could_be,
        points=judged.points,
        definition=wording.says(candidate.definition),
        kinds=kinds,
        criteria=criteria,
        discriminators=told,
    )


def _leading(classified: Classified) -> Leading:
    first = classified.leading
    if first is None:
        return Leading(kind="insufficient", id=None, name="Insufficient information", verdict=None)
    kind: Any = "subtype" if first in classified.subtypes else "mimic"
    return Leading(kind=kind, id=first.candidate.id, name=first.candidate.name, verdict=first.verdict)


def _not_checked(answers: Answers, checked: set[str], knowledge: Knowledge) -> list[str]:
    """Medicines that the knowledge has neither a file nor a rule of their class for."""
    found: list[str] = []
    for id_ in ("medications", "previous_treatments"):
        listed = answers.values.get(id_)
        if isinstance(listed, Listed):
            found.extend(listed.unrecognised)
            if id_ == "medications":
                labels = knowledge.drug_names.labels
                found.extend(labels.get(m, m) for m in listed.members if m not in knowledge.drugs and m not in checked)
    return sorted(set(found))
