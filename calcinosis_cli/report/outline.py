"""The one order and wording of the report of an assessment; every form renders these blocks and no others."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.report import evidence_outline, first_screen, plan_outline, safety_outline, values_outline
from calcinosis_cli.report.blocks import Block, Citations, section

BACKGROUND = ("urgency-why", "leading-more", "monitoring", "candidates")
"""What is read on the screen, and left out where the short form is printed on paper."""


def build(assessment: Assessment, labels: Mapping[str, str], explain: bool = False) -> list[Block]:
    """Every block of the report.

    ``labels``: the name of each finding, for "ask about". ``explain``: with every criterion of every candidate, whether
    met, unmet or unknown.
    """
    citations = Citations(assessment.references, short=assessment.detail == "short")
    first, later = first_screen.build(assessment, citations, labels)
    blocks = [
        *first,
        *evidence_outline.urgency(assessment, later, citations, labels),
        *evidence_outline.leading(assessment, citations),
        *plan_outline.build(assessment, citations, labels),
        *safety_outline.build(assessment, citations, labels),
        *evidence_outline.workup(assessment, citations),
        *evidence_outline.change(assessment),
        *evidence_outline.candidates(assessment, citations, labels, explain),
        *values_outline.values(assessment, citations),
        *values_outline.disclaimer(assessment),
    ]
    if assessment.detail == "short":
        blocks = [replace(block, background=block.kind == "section" and block.id in BACKGROUND) for block in blocks]
    return [*blocks, section("References", "references"), *citations.blocks()]
