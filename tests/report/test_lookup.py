"""The look-up: what is known of one drug, or of several side by side."""

from __future__ import annotations

import json
import os
import sys

import pytest

from calcinosis_cli.commands.lookup import names_beginning
from calcinosis_cli.knowledge.base import Knowledge
from tests.conftest import Run

HEAVY = ("rich", "questionary", "prompt_toolkit", "jinja2", "yaml")


@pytest.mark.parametrize("slug", sorted(Knowledge().drugs))
def test_the_first_screen_says_whether_it_helps_how_much_and_who_must_not_have_it(slug: str, run: Run) -> None:
    """What it is, the evidence, a dose that was used and who must not have it come within the first 24 lines at 80 columns."""
    drug = Knowledge().drugs[slug]
    first = run("lookup", slug, "--format", "terminal").out.splitlines()[:24]
    shown = " ".join(" ".join(first).split())
    assert drug.name in shown
    assert "In short" in shown
    if drug.evidence:
        assert any(f"({item.design}" in shown for item in drug.evidence)
    if drug.doses:
        assert "- Dose, " in shown
    if any(rule.effect == "avoid" for rule in drug.safety):
        assert "Must not have it: " in shown


def test_several_names_are_compared_by_topic(run: Run) -> None:
    """Each topic is said once, and under it each drug by name."""
    shown = run("lookup", "diltiazem", "colchicine", "--format", "markdown").out
    assert shown.startswith("# 2 compared: Diltiazem, Colchicine")
    assert shown.count("## Interactions") == 1
    after = shown[shown.index("## Interactions") :]
    assert after.index("### Diltiazem") < after.index("### Colchicine")


def test_the_same_drug_asked_twice_is_shown_once(run: Run) -> None:
    """A brand and its generic name are one drug."""
    assert [d["drug"]["id"] for d in json.loads(run("lookup", "diltiazem", "Cardizem", "--json").out)["drugs"]] == [
        "diltiazem"
    ]


def test_a_name_of_several_words_needs_no_quotes(run: Run) -> None:
    """``lookup sodium thiosulfate`` is one name, not two."""
    bare, quoted = run("lookup", "sodium", "thiosulfate", "--json"), run("lookup", "sodium thiosulfate", "--json")
    assert bare.status == 0
    assert json.loads(bare.out)["drugs"] == json.loads(quoted.out)["drugs"]


def test_an_unknown_name_among_several_is_an_error(run: Run) -> None:
    """Nothing is compared when one of the names means nothing."""
    ran = run("lookup", "diltiazem", "nosuchdrug")
    assert ran.status == 2
    assert "nosuchdrug" in ran.err
    assert not ran.out


@pytest.mark.parametrize("asked", ["systemic_sclerosis", "Systemic sclerosis", "ssc"])
def test_a_disease_may_be_abbreviated(run: Run, asked: str) -> None:
    """``--for`` takes the name in any spelling, or its letters."""
    found = json.loads(run("lookup", "diltiazem", "--for", asked, "--json").out)
    assert found["disease"] == "systemic_sclerosis"
    assert all("systemic_sclerosis" in item["diseases"] for item in found["drugs"][0]["drug"]["evidence"])


def test_a_disease_without_evidence_is_an_error_that_names_those_with(run: Run) -> None:
    """Absence of evidence is said, with where there is some."""
    ran = run("lookup", "diltiazem", "--for", "gout")
    assert ran.status == 2
    assert "systemic_sclerosis" in ran.err


def test_interactions_with_named_drugs_only(run: Run) -> None:
    """``--with`` answers just that question."""
    shown = run("lookup", "colchicine", "--with", "diltiazem").out
    assert "with Diltiazem" in shown
    assert "EVIDENCE" not in shown


def test_safety_for_a_patient_comes_first(run: Run) -> None:
    """With answers, what it means for this patient is said before the rest."""
    shown = run("lookup", "alendronate", "--answers", "-", stdin=b"patient: {age_years: 10}").out
    assert shown.index("FOR THIS PATIENT") < shown.index("IN SHORT")
    assert "AVOID" in shown[: shown.index("IN SHORT")]


def test_names_are_completed_from_any_name_and_nothing_else() -> None:
    """A slug, a brand and a class complete to what ``lookup`` understands."""
    names = Knowledge().drug_names
    assert "diltiazem" in names_beginning("dil")
    assert "diltiazem" in names_beginning("cardi")
    assert all(names.slug(slug) == slug for slug in names_beginning("s"))
    assert names_beginning("zzz") == []


def test_the_shell_is_given_names(run: Run) -> None:
    """What bash asks for on Tab is answered without a fault."""
    ran = run(env={"_CALCINOSIS_COMPLETE": "complete_bash", "COMP_WORDS": "calcinosis lookup dilt", "COMP_CWORD": "2"})
    assert "diltiazem" in ran.out, ran.err


def test_a_look_up_as_json_imports_nothing_heavy() -> None:
    """Neither colour, prompts, templates nor YAML is loaded once the knowledge has been compiled."""
    import subprocess

    code = (
        "import sys; from calcinosis_cli.app import main; "
        "status = main(['lookup', 'diltiazem', '--json']); "
        f"sys.stderr.write(','.join(name for name in {HEAVY!r} if name in sys.modules)); sys.exit(status)"
    )
    for _ in range(2):  # the first run may compile the knowledge
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=dict(os.environ))
    assert ran.stderr == b""
