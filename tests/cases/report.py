"""``python -m tests.cases.report [published|vignettes]``: each case, what was expected, what came and why; then the figures."""

from __future__ import annotations

import sys

from calcinosis_cli.knowledge.base import Knowledge
from tests.cases.scoring import KNOWN_MISSES, Outcome, figures, load, run


def lines(outcome: Outcome) -> list[str]:
    """One case in a few lines."""
    found, leading = outcome.assessment, outcome.assessment.leading
    candidate = next((c for c in (*found.subtypes, *found.mimics) if c.id == leading.id), None)
    why = (
        [
            f"{c.id} ({c.weight if c.role != 'against' else -c.weight:+d})"
            for c in candidate.criteria
            if c.result == "met"
        ]
        if candidate
        else []
    )
    second = sorted((c for c in (*found.subtypes, *found.mimics) if c.id != leading.id), key=lambda c: -c.points)[:2]
    also = f" (also {', '.join(outcome.expected['also'])})" if outcome.expected.get("also") else ""
    expected = outcome.expected.get("mimic") or outcome.expected["subtype"]
    mark = "  " if not outcome.faults else "- " if not outcome.scored or outcome.id in KNOWN_MISSES else "! "
    points = f", {candidate.points} points" if candidate else ""
    told = [
        f"{mark}{outcome.id} [{outcome.quality}]",
        f"    expected {expected}{also}, {outcome.expected['urgency']}",
        f"    got      {leading.id or 'insufficient'} ({leading.verdict or '-'}{points}), {found.urgency.level}",
        f"    why      {', '.join(why) or '-'}; flags: {', '.join(f.id for f in found.urgency.reasons) or '-'}",
        f"    next     {', '.join(f'{c.id} {c.points}' for c in second)}",
    ]
    if outcome.faults:
        told.append(f"    differs  {'; '.join(outcome.faults)}")
    if outcome.id in KNOWN_MISSES:
        told.append(f"    known    {KNOWN_MISSES[outcome.id]}")
    return told


def main(names: list[str]) -> int:
    """Print the report; exit status 1 when a scored case is wrong that is not a known miss."""
    knowledge, bad = Knowledge(), 0
    for name in names or ["published", "vignettes"]:
        outcomes = [run(case, knowledge) for case in load(name)]
        for outcome in outcomes:
            print("\n".join(lines(outcome)))
        f = figures(outcomes)
        bad += f.right[1] - f.right[0] + f.definite_and_wrong
        print(f"\n{name}: {f.cases} cases")
        print(f"  accepted diagnosis first  {f.right[0]} of {f.right[1]} ({100 * f.right[0] / f.right[1]:.1f}%)")
        print(f"  mimics recognised         {f.mimics[0]} of {f.mimics[1]}")
        print(f"  definite and wrong        {f.definite_and_wrong}")
        print(f"  emergencies called so     {f.emergencies[0]} of {f.emergencies[1]}")
        print(f"  routine called emergency  {f.raised[0]} of {f.raised[1]}")
        print(f"  kind of tumoral           {f.kinds[0]} of {f.kinds[1]}")
        print(f"  urgency below the label   {', '.join(f.too_low) or 'none'}\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
