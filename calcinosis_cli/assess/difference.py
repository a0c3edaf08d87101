"""What changed between two assessments of one patient, and which answers made the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from calcinosis_cli.assess.model import Assessment, CandidateResult, CriterionResult, Reason, Result
from calcinosis_cli.knowledge.model import Reference, Statement

SCHEMA = "calcinosis.comparison/1"
Changed = dict[str, tuple[str, ...]]
About = Literal[
    "urgency", "red_flag", "leading", "verdict", "criterion", "drug", "step", "withheld", "test", "derived", "knowledge"
]


class AnswerChange(Result, frozen=True, kw_only=True):
    """An answer that differs; None where there was none."""

    finding: str
    label: str
    before: str | None
    after: str | None


class ResultChange(Result, frozen=True, kw_only=True):
    """A conclusion that differs. ``because``: the changed answers that it rests on, as far as the result tells."""

    about: About
    id: str
    name: str
    before: str | None
    after: str | None
    because: list[str]
    says: Statement | None = None


class Difference(Result, frozen=True, kw_only=True):
    """The result document of ``compare``."""

    schema: str
    before: str | None
    after: str | None
    warnings: list[str]
    answers: list[AnswerChange]
    changes: list[ResultChange]
    references: dict[str, Reference]


def difference(first: Assessment, second: Assessment) -> Difference:
    """What differs from ``first`` to ``second``."""
    answers = list(_answers(first, second))
    changed = _rests_on(first, second, {change.finding: change.label for change in answers})
    changes = [
        *_urgency(first, second, changed),
        *_leading(first, second),
        *_candidates(first, second, changed),
        *_values(first, second, changed),
        *_drugs(first, second, changed),
        *_statements(first, second),
    ]
    used = {getattr(ref, "ref", ref) for change in changes if change.says for ref in _refs(change.says)}
    references = {**first.references, **second.references}
    return Difference(
        schema=SCHEMA,
        before=_name(first),
        after=_name(second),
        warnings=list(_warnings(first, second)),
        answers=answers,
        changes=changes,
        references={key: reference for key, reference in references.items() if key in used},
    )


def _name(a: Assessment) -> str | None:
    return None if a.input.id is None else str(a.input.id)


def _refs(said: Statement) -> list[object]:
    notes = [note for note in (said.caution, said.conflict) if note]
    return [*said.refs, *(ref for note in notes for ref in note.refs)]


def _warnings(first: Assessment, second: Assessment) -> Iterator[str]:
    if first.input.id is not None and second.input.id is not None and first.input.id != second.input.id:
        yield "The two assessments have different ids: are they of one patient?"
    if first.knowledge_version != second.knowledge_version:
        yield (
            f"The knowledge differs ({first.knowledge_version}, then {second.knowledge_version}): "
            "not every change comes from an answer."
        )


def _answers(first: Assessment, second: Assessment) -> Iterator[AnswerChange]:
    old = {answer.finding: answer for answer in first.input.answers}
    new = {answer.finding: answer for answer in second.input.answers}
    for finding in dict.fromkeys([*old, *new]):
        before, after = old.get(finding), new.get(finding)
        if before is None or after is None or (before.value, before.text) != (after.value, after.text):
            label = (after or before).label  # type: ignore[union-attr]
            yield AnswerChange(
                finding=finding,
                label=label,
                before=before.text if before else None,
                after=after.text if after else None,
            )


def _rests_on(first: Assessment, second: Assessment, labels: dict[str, str]) -> Changed:
    """The names of the changed answers that each finding, answered or derived, rests on."""
    found: Changed = {finding: (label,) for finding, label in labels.items()}
    for value in (*first.derived, *second.derived):
        names = [name for finding in value.inputs for name in found.get(finding, ())]
        if names:
            found[value.id] = tuple(dict.fromkeys([*found.get(value.id, ()), *names]))
    return found


def _because(reasons: Iterable[Reason], changed: Changed) -> list[str]:
    return list(dict.fromkeys(name for reason in reasons for name in changed.get(reason.finding, ())))


def _urgency(first: Assessment, second: Assessment, changed: Changed) -> Iterator[ResultChange]:
    old = {flag.id: flag for flag in first.urgency.reasons}
    new = {flag.id: flag for flag in second.urgency.reasons}
    if first.urgency.level != second.urgency.level:
        reasons = [
            r for flag in (*new.values(), *old.values()) if (flag.id in old) != (flag.id in new) for r in flag.because
        ]
        yield ResultChange(
            about="urgency",
            id="urgency",
            name="Urgency",
            before=first.urgency.level,
            after=second.urgency.level,
            because=_because(reasons, changed),
        )
    for id_ in dict.fromkeys([*old, *new]):
        if (id_ in old) != (id_ in new):
            flag = new.get(id_) or old[id_]
            yield ResultChange(
                about="red_flag",
                id=id_,
                name=flag.label,
                before=flag.urgency if id_ in old else None,
                after=flag.urgency if id_ in new else None,
                because=_because(flag.because, changed),
                says=flag.why,
            )


def _leading(first: Assessment, second: Assessment) -> Iterator[ResultChange]:
    if first.leading.id != second.leading.id:
        yield ResultChange(
            about="leading",
            id="leading",
            name="Most likely",
            before=first.leading.name,
            after=second.leading.name,
            because=[],
        )


def _candidates(first: Assessment, second: Assessment, changed: Changed) -> Iterator[ResultChange]:
    old = {c.id: c for c in (*first.subtypes, *first.mimics)}
    new = {c.id: c for c in (*second.subtypes, *second.mimics)}
    for id_ in (id_ for id_ in new if id_ in old):
        before, after = old[id_], new[id_]
        moved = list(_criteria(before, after, changed))
        if (before.verdict, before.points) != (after.verdict, after.points):
            yield ResultChange(
                about="verdict",
                id=id_,
                name=after.name,
                before=f"{before.verdict}, {before.points} points",
                after=f"{after.verdict}, {after.points} points",
                because=list(dict.fromkeys(text for change in moved for text in change.because)),
            )
        yield from moved


def _criteria(before: CandidateResult, after: CandidateResult, changed: Changed) -> Iterator[ResultChange]:
    old: dict[str, CriterionResult] = {c.id: c for c in before.criteria}
    for criterion in after.criteria:
        was = old.get(criterion.id)
        if was is not None and was.result != criterion.result:
            yield ResultChange(
                about="criterion",
                id=criterion.id,
                name=f"{after.name}: {criterion.label}",
                before=was.result,
                after=criterion.result,
                because=_because([*criterion.because, *was.because], changed),
            )


def _values(first: Assessment, second: Assessment, changed: Changed) -> Iterator[ResultChange]:
    old = {value.id: value for value in first.derived}
    new = {value.id: value for value in second.derived}
    for id_ in dict.fromkeys([*old, *new]):
        before, after = old.get(id_), new.get(id_)
        if (before and before.text) != (after and after.text):
            held = after or before
            assert held is not None
            yield ResultChange(
                about="derived",
                id=id_,
                name=held.label,
                before=before.text if before else None,
                after=after.text if after else None,
                because=list(changed.get(id_, ())),
            )


def _drugs(first: Assessment, second: Assessment, changed: Changed) -> Iterator[ResultChange]:
    old = {drug.id: drug for drug in first.drug_safety}
    new = {drug.id: drug for drug in second.drug_safety}
    for id_ in dict.fromkeys([*old, *new]):
        before, after = old.get(id_), new.get(id_)
        if before is None or after is None or before.status != after.status:
            held = after or before
            assert held is not None
            reasons = [r for drug in (before, after) if drug for rule in drug.rules for r in rule.because]
            yield ResultChange(
                about="drug",
                id=id_,
                name=held.name,
                before=before.status if before else None,
                after=after.status if after else None,
                because=_because(reasons, changed),
            )


def _statements(first: Assessment, second: Assessment) -> Iterator[ResultChange]:
    """Steps of the plan, steps withheld and tests that came or went."""
    sides = [
        [
            *((("step", phase.title), step.says) for phase in a.plan for step in phase.steps),
            *((("withheld", "Left out as unsafe"), step.says) for step in a.withheld),
            *((("test", item.name), item.says) for item in a.workup),
        ]
        for a in (first, second)
    ]
    old, new = ({(where[0], said.id): (where, said) for where, said in side} for side in sides)
    for key in dict.fromkeys([*old, *new]):
        if (key in old) == (key in new):
            continue
        (about, name), said = new.get(key) or old[key]
        yield ResultChange(
            about=about,  # type: ignore[arg-type]
            id=said.id,
            name=name,
            before="in" if key in old else None,
            after="in" if key in new else None,
            because=[],
            says=said,
        )
