"""The first screen: 24 lines of 80 columns that say how urgent, what to do, what it is, what is missing, what to avoid."""

from __future__ import annotations

from typing import Any

import pytest

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.assess.short import short
from calcinosis_cli.knowledge.base import Knowledge, bundled
from calcinosis_cli.report import outline
from calcinosis_cli.report.blocks import Block
from calcinosis_cli.report.first_screen import LINES, likely
from tests.cases.scoring import load, run
from tests.report import forms

LABELS = {id_: finding.label for id_, finding in Knowledge().findings.items()}
EXAMPLES = sorted(path.stem for path in (bundled() / "examples").glob("*.yaml"))


def report(name: str, knowledge: Knowledge) -> tuple[Assessment, list[Block]]:
    """The assessment of a bundled case and its report."""
    raw = (bundled() / "examples" / f"{name}.yaml").read_bytes()
    found = assess(reading.parse(reading.load(raw, name), knowledge), knowledge)
    return found, outline.build(found, LABELS)


def screen(blocks: list[Block]) -> str:
    """What a terminal of 80 columns and 24 lines shows at first, on one line."""
    return " ".join(" ".join(forms.on_terminal(blocks, 80).splitlines()[:LINES]).split())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_bundled_case_is_told_on_the_first_screen(name: str, knowledge: Knowledge) -> None:
    """Urgency, the first action whole, the leading diagnosis with its verdict, what is missing: all within the screen."""
    found, blocks = report(name, knowledge)
    shown = screen(blocks)
    assert found.urgency.level.upper() in shown
    if found.urgency.do:
        first = found.urgency.do[0].says
        assert first.text in shown
        assert first.caution is None or first.caution.text in shown
    assert f"{found.leading.name}:" in shown
    assert str(found.leading.verdict) in shown
    assert "Missing:" in shown or not found.sufficiency.most_helpful


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_reasons_that_decide_are_on_the_first_screen(name: str, knowledge: Knowledge) -> None:
    """The weightiest criterion of the leading candidate is named there."""
    found, blocks = report(name, knowledge)
    met = [c for c in likely(found)[0].criteria if c.result == "met" and c.role in ("supports", "required")]
    assert max(met, key=lambda c: c.weight).label in screen(blocks)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_drug_to_avoid_that_is_taken_is_on_the_first_screen(name: str, knowledge: Knowledge) -> None:
    """What the patient takes now and must avoid is named before anything else is."""
    found, blocks = report(name, knowledge)
    for drug in found.drug_safety:
        if drug.taken and drug.status == "avoid":
            assert f"{drug.name}, TAKEN NOW" in screen(blocks)


@pytest.mark.parametrize("case", [*load("published"), *load("further")], ids=lambda case: str(case["id"]))
def test_a_published_case_is_told_on_the_first_screen(case: dict[str, Any], knowledge: Knowledge) -> None:
    """In the short form: urgency, the first action with its caution, the leading diagnosis, what is missing, what to stop."""
    found = short(run(case, knowledge).assessment)
    shown = screen(outline.build(found, LABELS))
    assert found.urgency.level.upper() in shown
    for action in found.urgency.do[:1]:
        assert action.says.text in shown
        assert action.says.caution is None or action.says.caution.text in shown
    if found.leading.kind != "insufficient":
        assert f"{found.leading.name}:" in shown
        assert "Missing:" in shown or not found.sufficiency.most_helpful
    for drug in found.drug_safety:
        if drug.taken and drug.status == "avoid":
            assert f"{drug.name}, TAKEN NOW" in shown


def test_too_little_known_is_said_in_place_of_a_diagnosis(knowledge: Knowledge) -> None:
    """With no answers the first screen says so, and what to ask first."""
    found = assess(reading.Answers(), knowledge)
    blocks = outline.build(found, {id_: finding.label for id_, finding in knowledge.findings.items()})
    assert "Too little is known" in screen(blocks)
    assert "Not ruled out: emergency" in screen(blocks)
