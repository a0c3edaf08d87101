"""The bundled knowledge as a whole: sound, sourced, whole, and reachable."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from calcinosis_cli.assess.said import statements
from calcinosis_cli.knowledge import lint
from calcinosis_cli.knowledge.base import FOLDERS, Knowledge, bundled
from calcinosis_cli.knowledge.conditions import atoms
from calcinosis_cli.knowledge.satisfiable import possible_values
from tests.conftest import Assess
from tests.knowledge.statements import Said, everything

CLAIMS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "seed_claims.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def report(knowledge: Knowledge) -> lint.Report:
    """What ``check`` says of the bundled knowledge."""
    return lint.check(knowledge)


@pytest.fixture(scope="module")
def said(knowledge: Knowledge) -> list[Said]:
    """Every statement."""
    return everything(knowledge)


def test_the_linter_finds_no_error(report: lint.Report) -> None:
    """Every source, drug, finding and condition of the knowledge resolves."""
    assert not [str(problem) for problem in lint.errors(report)]


def test_nothing_rests_on_a_machine_written_page_as_if_it_were_advice(report: lint.Report) -> None:
    """What has only such a page behind it is marked as reported."""
    assert not [str(problem) for problem in report.problems if problem.rule in ("machine-written", "sentence")]


def test_the_linter_looked_at_everything(report: lint.Report, knowledge: Knowledge, said: list[Said]) -> None:
    """No problem found means something only if everything was looked at."""
    assert report.counts["drugs"] == len(list((bundled() / "drugs").glob("*.yaml"))) == len(knowledge.drugs)
    assert report.counts["statements"] >= len(said) > 1000
    assert report.counts["conditions"] > 500


def test_all_89_claims_of_the_founding_articles_are_listed() -> None:
    """The list of claims is whole and has no claim twice."""
    assert len({claim["id"] for claim in CLAIMS}) == len(CLAIMS) == 89


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])
def test_each_claim_is_held_where_a_reader_can_find_it(claim: dict[str, Any], said: list[Said]) -> None:
    """A record of a pathway, flag, test, drug or candidate covers the claim, and one of those records says it."""
    holding = [s for s in said if claim["id"] in s.statement.covers]
    assert holding, f"no record covers {claim['id']}: {claim['says']}"
    assert [s for s in holding if s.warns(*claim["mentions"])], [str(s) for s in holding]


def test_no_record_covers_a_claim_that_does_not_exist(said: list[Said]) -> None:
    """A slip of the pen in ``covers`` would count for nothing."""
    known = {claim["id"] for claim in CLAIMS}
    assert not [str(s) for s in said if set(s.statement.covers) - known]


def test_every_dose_without_a_trial_or_label_is_told_as_reported(said: list[Said]) -> None:
    """A dose of status *reported* is marked so, and no dose speaks to the reader in the imperative."""
    doses = [s for s in said if s.kind == "Dose"]
    assert doses
    assert not [str(s) for s in doses if s.statement.status == "reported" and not s.statement.reported]
    assert not [str(s) for s in doses if re.match(r"(Give|Start|Take|Use|Inject|Prescribe)\b", s.statement.text)]


def test_what_machines_wrote_is_introduced_as_such(said: list[Said], knowledge: Knowledge) -> None:
    """A statement whose every source is machine-written is reported, whatever kind of record holds it."""
    for s in said:
        keys = [ref if isinstance(ref, str) else ref.ref for ref in s.statement.refs]
        if keys and all(knowledge.references[key].machine_written for key in keys):
            assert s.statement.reported, str(s)


def test_no_reported_statement_is_an_instruction(said: list[Said]) -> None:
    """What is only reported describes what was done; it never tells the reader to do it."""
    orders = r"(Give|Start|Take|Use|Inject|Prescribe|Add|Apply|Stop)\b"
    assert not [str(s) for s in said if s.statement.reported and re.match(orders, s.statement.text)]


def test_warfarin_and_missing_trials_are_shown_as_disagreements(said: list[Said]) -> None:
    """Where a better source contradicts a founding article, the statement carries the contradiction."""
    trial = [
        s
        for s in said
        if s.warns("warfarin", "randomi[sz]ed|trial|1b|systematic review") and s.where == "drugs/warfarin"
    ]
    assert trial
    evidence = [s for s in said if "s3-evidence" in s.statement.covers]
    assert [s for s in evidence if s.warns("trial")], (
        "small randomised trials exist; a statement that there is none needs the word"
    )


def test_every_file_says_when_it_was_reviewed_and_by_whom_not() -> None:
    """Until a clinician signs a file it says ``review: unreviewed``."""
    for folder in FOLDERS:
        for path in (bundled() / folder).glob("*.yaml"):
            text = path.read_text(encoding="utf-8")
            assert re.search(r"^review: unreviewed$", text, re.M), path.name
            assert re.search(r"^reviewed_on: '20\d\d-\d\d-\d\d'$", text, re.M), path.name


PROMISED = """diltiazem, colchicine, minocycline, doxycycline, alendronate, pamidronate, zoledronic acid, etidronate,
probenecid, warfarin, aluminium hydroxide, ceftriaxone, rituximab, infliximab, adalimumab, etanercept, abatacept,
immunoglobulin, tofacitinib, baricitinib, ruxolitinib, mycophenolate, methotrexate, prednisolone, cyclophosphamide,
hydroxychloroquine, treprostinil, cinacalcet, etelcalcetide, sevelamer, lanthanum, sucroferric oxyhydroxide,
calcium carbonate, calcitriol, vitamin D, acetazolamide, niacinamide, anakinra, canakinumab, denosumab, calcitonin,
vitamin K, apixaban, SNF472, excision, curettage, CO2 laser, extracorporeal shock wave therapy,
negative-pressure wound therapy, parathyroidectomy, intensified dialysis, kidney transplantation, hyperbaric oxygen,
wound care, spinal surgery, low-phosphate diet, physiotherapy, intralesional triamcinolone,
sodium thiosulfate intravenous, sodium thiosulfate intralesional, sodium thiosulfate topical"""
"""The drugs and procedures that the project promises, by their usual names."""


@pytest.mark.parametrize("name", re.split(r",\s+", PROMISED))
def test_each_promised_drug_and_procedure_is_told_whole(name: str, knowledge: Knowledge) -> None:
    """It is found by its usual name; its file says for whom not, and either what was seen or plainly that nothing was."""
    slug = knowledge.drug_names.slug(name)
    assert slug in knowledge.drugs
    drug = knowledge.drugs[slug]
    assert drug.safety
    assert (
        drug.evidence
        or drug.role
        or re.search(r"\bno (\w+ )?(study|trial|series|case|evidence)", drug.summary.text, re.I)
    )
    assert drug.patient_notes or drug.adverse_effects or drug.monitoring


def test_every_step_can_be_reached(knowledge: Knowledge) -> None:
    """No condition of a pathway excludes a condition of one of its own steps."""
    for pathway in knowledge.pathways:
        for step in pathway.steps:
            if step.when is not None:
                both = knowledge.node({"all": [pathway.when, step.when]})
                assert True in possible_values(both), step.id


def test_every_subtype_and_mimic_can_be_definite_only_on_proof(knowledge: Knowledge) -> None:
    """*Definite* needs a stated proof; a subtype without one stays probable."""
    assert knowledge.candidates["idiopathic"].definite_when
    proof = knowledge.node(knowledge.candidates["idiopathic"].definite_when or {})
    tested = {atom.finding for atom in atoms(proof)} | {
        atom.finding
        for criterion in knowledge.candidates["idiopathic"].criteria
        if criterion.role == "required"
        for atom in atoms(knowledge.node(criterion.when))
    }
    assert any("calcium" in finding for finding in tested)
    assert any("phosphate" in finding for finding in tested)


def test_every_example_is_assessed(assessed: Assess) -> None:
    """The bundled cases run, each with a leading diagnosis and a cited plan."""
    paths = sorted((bundled() / "examples").glob("*.yaml"))
    assert len(paths) >= 3
    for path in paths:
        assessment = assessed(yaml.safe_load(path.read_text(encoding="utf-8")))
        assert assessment.leading.id, path.name
        assert assessment.plan, path.name
        assert all(s.refs or s.basis for s in statements(assessment)), path.name


def test_the_knowledge_has_a_licence_and_a_disclaimer(knowledge: Knowledge) -> None:
    """The knowledge is CC BY 4.0, is for professionals, and has not been reviewed."""
    assert "CC BY 4.0" in knowledge.manifest.licence or "CC-BY-4.0" in knowledge.manifest.licence
    told = " ".join(knowledge.manifest.disclaimer)
    assert re.search("professional|clinician", told, re.I)
    assert re.search("not (yet )?(been )?reviewed|unreviewed", told, re.I)
    project = tomllib.loads((bundled().parent / "pyproject.toml").read_text("utf-8"))
    assert "CC-BY-4.0" in project["project"]["license"]
