"""Random patients: answers drawn from the vocabulary, near the thresholds where rules change their minds."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from calcinosis_cli.assess.answers import Answer, Answers, Lab, Listed
from calcinosis_cli.knowledge import quantity
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.conditions import BOUND_TESTS, atoms
from calcinosis_cli.knowledge.model import Finding


class Patients:
    """Draws patients. Each finding is answered with its own chance, so that sparse and full records both occur."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.drugs = sorted(knowledge.drug_names.labels)
        self.thresholds = thresholds(knowledge)

    def draw(self, random: Random) -> Answers:
        """One patient."""
        share = random.choice((0.1, 0.3, 0.6, 0.9))
        values: dict[str, Answer] = {}
        for id_, finding in self.knowledge.findings.items():
            if random.random() < share:
                answer = self.answer(finding, random)
                if answer is not None:
                    values[id_] = answer
        return Answers(values)

    def answer(self, finding: Finding, random: Random) -> Answer | None:
        """One answer to ``finding``."""
        match finding.type:
            case "yes_no":
                return random.random() < 0.5
            case "one":
                return random.choice(finding.choices).id
            case "list":
                most = random.choice((0, 1, 1, 2, 4))
                picked = {random.choice(finding.choices).id for _ in range(most)}
                order = [choice.id for choice in finding.choices if choice.id in picked]
                return Listed(tuple(order), random.random() < 0.7)
            case "open_list":
                picked = {random.choice(self.drugs) for _ in range(random.choice((0, 1, 2, 4)))}
                return Listed(tuple(sorted(picked)), random.random() < 0.7)
            case "number":
                return self.number(finding, random)
            case "laboratory":
                return self.laboratory(finding, random)
            case _:
                return None

    def number(self, finding: Finding, random: Random) -> Fraction:
        """A plain number: at, just under or just over a threshold, or anywhere."""
        low, high = finding.minimum or 0, finding.maximum or 100
        near = self.thresholds.get(finding.id)
        if near and random.random() < 0.7:
            value = random.choice(near) + random.choice((Fraction(-1, 100), Fraction(0), Fraction(1, 100)))
            return min(max(value, Fraction(str(low))), Fraction(str(high)))
        return Fraction(str(round(random.uniform(low, high), 2)))

    def laboratory(self, finding: Finding, random: Random) -> Lab:
        """A flag, a value near a threshold, a value anywhere plausible, or a value with a flag."""
        analyte = self.knowledge.analytes[finding.id]
        flag = random.choice(("low", "normal", "high"))
        if random.random() < 0.4:
            return Lab(flag=flag)
        low, high = quantity.exact(analyte.plausible_low), quantity.exact(analyte.plausible_high)
        near = self.thresholds.get(finding.id)
        if near and random.random() < 0.7:
            value = random.choice(near) * random.choice((Fraction(99, 100), Fraction(1), Fraction(101, 100)))
            value = min(max(value, low), high)
        else:
            value = Fraction(str(round(random.uniform(float(low), float(high) / 2), 2)))
        return Lab(value, analyte.canonical, None, flag if random.random() < 0.2 else None)


def thresholds(knowledge: Knowledge) -> dict[str, list[Fraction]]:
    """Every threshold that a condition or a reference range puts on a finding."""
    found: dict[str, set[Fraction]] = {}
    raw = [rule.when for drug in knowledge.drugs.values() for rule in drug.safety if rule.when]
    raw += [c.when for candidate in knowledge.candidates.values() for c in candidate.criteria]
    raw += [flag.when for flag in knowledge.red_flags]
    raw += [step.when for pathway in knowledge.pathways for step in pathway.steps if step.when]
    for when in raw:
        for atom in atoms(knowledge.node(when)):
            if atom.test in BOUND_TESTS:
                found.setdefault(atom.finding, set()).add(knowledge.bound(atom.finding, atom.operand))
    for analyte in knowledge.analytes.values():
        for r in analyte.ranges:
            for edge in (r.low, r.high):
                if edge is not None:
                    found.setdefault(analyte.finding, set()).add(quantity.exact(edge))
    for derived, stated in (("derived.egfr", "labs.egfr"), ("derived.calcium_corrected", "labs.calcium")):
        found.setdefault(stated, set()).update(found.get(derived, ()))
    return {finding: sorted(edges) for finding, edges in found.items()}
