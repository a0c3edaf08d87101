"""Labelled cases against the assessment: what was expected, what came, and whether that will do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.strict_yaml import Document

HERE = Path(__file__).parent

KNOWN_MISSES = {
    "tumoral-pd-dissolving-hypercalcaemia-2016": "calcium is called severe without a value: the answer can only say high, which is "
    "urgent, and asks for the value",
    "calciphylaxis-child-sarcoidosis-esrd-fatal-2006": "thin: the text that was seen describes no lesion and no symptom",
}
"""Emergencies that the answers alone do not show, and why."""


class Outcome(Struct, frozen=True, kw_only=True):
    """One case and what came of it."""

    id: str
    quality: str
    expected: dict[str, Any]
    assessment: Assessment

    @property
    def wanted(self) -> set[str]:
        """The leading diagnoses that a careful reader would accept."""
        first = self.expected["mimic"] if self.expected["subtype"] == "mimic" else self.expected["subtype"]
        return {first, *self.expected.get("also", ())}

    @property
    def scored(self) -> bool:
        """Whether enough of the case could be read to expect a diagnosis."""
        return self.quality != "thin"

    @property
    def right(self) -> bool:
        """Whether an accepted diagnosis leads."""
        return self.assessment.leading.id in self.wanted

    @property
    def definite_and_wrong(self) -> bool:
        """Whether another diagnosis leads and is called definite."""
        return not self.right and self.assessment.leading.verdict == "definite"

    @property
    def urgency(self) -> str:
        """The urgency as the labels count it, in which *soon* is routine."""
        level = self.assessment.urgency.level
        return "routine" if level == "soon" else level

    @property
    def kind(self) -> str | None:
        """The first kind of tumoral calcinosis, as far as one is named."""
        tumoral = next((s for s in self.assessment.subtypes if s.id == "tumoral"), None)
        return tumoral.kinds[0].id if tumoral and tumoral.kinds else None

    @property
    def faults(self) -> list[str]:
        """What differs from the label, in words."""
        found = []
        if self.scored and not self.right:
            found.append(f"{' or '.join(sorted(self.wanted))} expected first")
        if self.definite_and_wrong:
            found.append("definite and wrong")
        if self.urgency != self.expected["urgency"]:
            found.append(f"{self.expected['urgency']} expected, {self.urgency} came")
        if self.expected.get("tumoral_kind") not in (None, self.kind):
            found.append(f"kind {self.expected['tumoral_kind']} expected, {self.kind} came")
        return found


def load(name: str) -> list[dict[str, Any]]:
    """The cases of one file of this folder."""
    cases: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return cases


def run(case: dict[str, Any], knowledge: Knowledge) -> Outcome:
    """Assess one case from its answers alone."""
    answers = reading.parse(Document(case["id"], case["answers"], {}), knowledge)
    return Outcome(
        id=case["id"], quality=case["quality"], expected=case["expected"], assessment=assess(answers, knowledge)
    )


class Figures(Struct, frozen=True, kw_only=True):
    """How many of how many."""

    cases: int
    right: tuple[int, int]
    mimics: tuple[int, int]
    definite_and_wrong: int
    emergencies: tuple[int, int]
    raised: tuple[int, int]
    """Routine cases called emergency, of all routine cases."""
    too_low: list[str]
    kinds: tuple[int, int]


def figures(outcomes: list[Outcome]) -> Figures:
    """The figures of a set of cases."""

    def share(of: list[Outcome], test: Callable[[Outcome], bool]) -> tuple[int, int]:
        return sum(map(test, of)), len(of)

    scored = [o for o in outcomes if o.scored]
    ranks = ("routine", "urgent", "emergency")
    return Figures(
        cases=len(outcomes),
        right=share(scored, lambda o: o.right),
        mimics=share([o for o in scored if o.expected["subtype"] == "mimic"], lambda o: o.right),
        definite_and_wrong=sum(o.definite_and_wrong for o in outcomes),
        emergencies=share(
            [o for o in outcomes if o.expected["urgency"] == "emergency"], lambda o: o.urgency == "emergency"
        ),
        raised=share([o for o in outcomes if o.expected["urgency"] == "routine"], lambda o: o.urgency == "emergency"),
        too_low=[o.id for o in outcomes if ranks.index(o.urgency) < ranks.index(o.expected["urgency"])],
        kinds=share(
            [o for o in scored if o.expected.get("tumoral_kind")], lambda o: o.kind == o.expected["tumoral_kind"]
        ),
    )
