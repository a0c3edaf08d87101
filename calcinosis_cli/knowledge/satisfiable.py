"""Whether a condition can be true, and whether it can be false: a condition that cannot be both decides nothing."""

from __future__ import annotations

from calcinosis_cli.knowledge.conditions import AtLeast, Atom, Node, Not, atoms


def possible_values(node: Node) -> set[bool]:
    """The values a condition could take, found by trying its atoms both ways (up to 12; beyond that both are assumed).

    Atoms that test one single-valued finding against different values cannot hold together.
    """
    distinct = list(dict.fromkeys(atoms(node)))
    if len(distinct) > 12:
        return {True, False}
    found: set[bool] = set()
    for bits in range(2 ** len(distinct)):
        truth = {atom: bool(bits >> i & 1) for i, atom in enumerate(distinct)}
        if _consistent(truth):
            found.add(_value(node, truth))
    return found or {False}


def _consistent(truth: dict[Atom, bool]) -> bool:
    """Whether atoms of one finding can have these truths together (yes/no and threshold atoms are understood)."""
    yes_no: dict[str, bool] = {}
    least: dict[str, float] = {}
    below: dict[str, float] = {}
    for atom, value in truth.items():
        if atom.test == "is" and isinstance(atom.operand, bool):
            if yes_no.setdefault(atom.finding, atom.operand is value) != (atom.operand is value):
                return False
        elif atom.test in ("below", "at_most", "at_least", "above") and not isinstance(atom.operand, str):
            over = (atom.test in ("at_least", "above")) == value
            bound = float(atom.operand)
            if over:
                least[atom.finding] = max(bound, least.get(atom.finding, bound))
            else:
                below[atom.finding] = min(bound, below.get(atom.finding, bound))
    return all(least[finding] <= below[finding] for finding in least if finding in below)


def _value(node: Node, truth: dict[Atom, bool]) -> bool:
    if isinstance(node, Atom):
        return truth[node]
    if isinstance(node, Not):
        return not _value(node.part, truth)
    assert isinstance(node, AtLeast)
    return sum(_value(part, truth) for part in node.parts) >= node.count
