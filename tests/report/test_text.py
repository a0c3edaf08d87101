"""What ASCII makes of other characters: every one that the knowledge uses, and no number changed."""

from __future__ import annotations

import unicodedata

import pytest

from calcinosis_cli.knowledge.base import bundled
from calcinosis_cli.text import transliterate

USED = sorted({c for path in bundled().rglob("*.yaml") for c in path.read_text("utf-8") if not c.isascii()})


@pytest.mark.parametrize("character", USED, ids=unicodedata.name)
def test_every_character_of_the_knowledge_has_a_spelling(character: str) -> None:
    """Nothing in the knowledge is dropped or shown as a question mark where only ASCII can be shown."""
    spelled = transliterate(character)
    assert spelled.isascii()
    assert spelled.strip() or unicodedata.category(character) == "Zs"
    assert "?" not in spelled


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("\u2265 2.5 mg", ">= 2.5 mg"),
        ("5 \u00b5g", "5 ug"),
        ("10\u2079/L", "10^9/L"),
        ("5\u00d710\u207b\u00b3", "5x10^-3"),
        ("2\u00bd tablets", "2 1/2 tablets"),
        ("\u00bd tablet", "1/2 tablet"),
        ("mg\u00b2/dL\u00b2", "mg2/dL2"),
        ("\u2212 3", "- 3"),
        ("Sj\u00f6gren", "Sjogren"),
        ("e\u0301", "e"),
        ("\u534e", "?"),
    ],
)
def test_a_number_stays_the_number_it_was(text: str, spelled: str) -> None:
    """Powers, fractions, signs and units survive; what has no spelling is seen to be missing."""
    assert transliterate(text) == spelled
