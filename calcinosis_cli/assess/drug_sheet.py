"""What ``lookup`` shows of drugs: their files, narrowed to a disease or to partners, and checked for a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from calcinosis_cli import __version__
from calcinosis_cli.assess.interactions import SEVERITY, interactions
from calcinosis_cli.assess.model import DrugSafety, Result
from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.model import Drug, Interaction, Ref, Reference

if TYPE_CHECKING:
    from calcinosis_cli.assess.answers import Answers

SCHEMA = "calcinosis.lookup/1"


class PairRule(Result, frozen=True, kw_only=True):
    """An interaction, whichever of the two files holds it."""

    drug: str
    other: str
    other_name: str
    rule: Interaction


class DrugEntry(Result, frozen=True, kw_only=True):
    """One drug or procedure, and its safety for the patient when answers were given."""

    drug: Drug
    class_names: list[str]
    interactions: list[PairRule]
    safety: DrugSafety | None


class DrugSheet(Result, frozen=True, kw_only=True):
    """The result document of ``lookup``."""

    schema: str
    program_version: str
    knowledge_version: str
    asked: str
    disease: str | None
    partners: list[str] | None
    drugs: list[DrugEntry]
    references: dict[str, Reference]
    disclaimer: list[str]


def sheet(
    slugs: list[str],
    knowledge: Knowledge,
    asked: str,
    disease: str | None = None,
    partners: list[str] | None = None,
    patient: Answers | None = None,
) -> DrugSheet:
    """The sheet of some drugs. Raises :class:`InputError` when no evidence file names ``disease``."""
    drugs = [_narrowed(knowledge.drugs[slug], disease) for slug in slugs]
    if disease and not any(drug.evidence for drug in drugs):
        known = sorted({d for slug in slugs for e in knowledge.drugs[slug].evidence for d in e.diseases})
        raise InputError(
            f"--for {disease}: no evidence in it; there is evidence in: {', '.join(known)}{did_you_mean(disease, known)}"
        )
    entries = [_entry(drug, knowledge, partners, patient) for drug in drugs]
    references = dict.fromkeys(_keys(entries))
    return DrugSheet(
        schema=SCHEMA,
        program_version=__version__,
        knowledge_version=knowledge.manifest.version,
        asked=asked,
        disease=disease,
        partners=partners,
        drugs=entries,
        references={key: knowledge.references[key] for key in references},
        disclaimer=knowledge.manifest.disclaimer,
    )


def _narrowed(drug: Drug, disease: str | None) -> Drug:
    if disease is None:
        return drug
    return msgspec.structs.replace(drug, evidence=[e for e in drug.evidence if disease in e.diseases])


def _entry(drug: Drug, knowledge: Knowledge, partners: list[str] | None, patient: Answers | None) -> DrugEntry:
    labels = knowledge.drug_names.labels
    rules = _pairs(drug, knowledge, partners)
    checked = None
    if patient is not None:
        from calcinosis_cli.assess import safety
        from calcinosis_cli.assess.answers import Listed
        from calcinosis_cli.assess.assess import core

        book = core(patient, knowledge).book
        taken = patient.values.get("medications")
        stated = list(taken.members) if isinstance(taken, Listed) else []
        checked = safety.check_drug(drug, book, knowledge, safety.taken(book), stated, planned=True)
    return DrugEntry(
        drug=drug,
        class_names=[labels.get(class_, class_) for class_ in drug.classes],
        interactions=rules,
        safety=checked,
    )


def _pairs(drug: Drug, knowledge: Knowledge, partners: list[str] | None) -> list[PairRule]:
    labels = knowledge.drug_names.labels
    if partners is not None:
        found = [(p, pair.rule) for p in partners for pair in interactions(drug.id, p, knowledge)]
    else:
        found = [(other, rule) for rule in drug.interactions for other in rule.with_[:1]]
        mine = {drug.id} | knowledge.drug_names.classes_of(drug.id)
        for other in knowledge.drugs.values():
            if other.id != drug.id:
                found += [(other.id, rule) for rule in other.interactions if mine & set(rule.with_)]
    unique = {rule.id: (other, rule) for other, rule in found}
    order = SEVERITY
    rows = sorted(unique.values(), key=lambda row: (order.index(row[1].severity), row[1].id))
    return [PairRule(drug=drug.id, other=other, other_name=labels.get(other, other), rule=rule) for other, rule in rows]


def _keys(value: Any) -> list[str]:
    """Reference keys within a value, in order."""
    found: list[str] = []
    if isinstance(value, Ref):
        found.append(value.ref)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            inner = getattr(value, name)
            if name == "refs":
                found += [ref.ref if isinstance(ref, Ref) else ref for ref in inner]
            else:
                found += _keys(inner)
    elif isinstance(value, list):
        for item in value:
            found += _keys(item)
    return found
