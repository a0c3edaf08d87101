"""What the linter tells an editor beyond what is plainly wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from calcinosis_cli.knowledge import lint
from calcinosis_cli.knowledge.base import Knowledge

SMALL = Path(__file__).parent / "small"


def warned(folder: Path, name: str, text: str) -> set[tuple[str, str]]:
    """The rules and severities of the problems when ``text`` stands in the file ``name``."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return {(p.rule, p.severity) for p in lint.check(Knowledge(SMALL, folder)).problems}


def subtype(criteria: str, extra: str = "reviewed_on: '2026-11-21'\n") -> str:
    """A subtype file with these criteria."""
    return (
        "id: dystrophic\nname: Dystrophic calcinosis\n"
        "definition: {id: dystrophic-definition, text: Calcium in damaged tissue., refs: [paper], level: '5'}\n"
        f"criteria:\n{criteria}{extra}"
    )


FOR = "  - {id: d-one, label: at the elbows, when: {sites: elbows}, role: supports, weight: 3, refs: [paper], level: '4'}\n"
AGAINST = FOR.replace("d-one", "d-two").replace("supports", "against")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("subtypes/dystrophic.yaml", subtype(FOR + AGAINST), ("contradiction", "error")),
        ("subtypes/dystrophic.yaml", subtype(FOR + FOR.replace("d-one", "d-two")), ("repeat", "warning")),
        ("subtypes/dystrophic.yaml", subtype(FOR, extra=""), ("review", "warning")),
        ("terms.yaml", "- {use: cut tissue, avoid: [damaged tissue]}\n", ("term", "warning")),
    ],
)
def test_the_editor_is_told(tmp_path: Path, name: str, text: str, expected: tuple[str, str]) -> None:
    """Criteria that contradict or repeat each other, a file without a date, a word that has another spelling."""
    assert expected in warned(tmp_path, name, text)
