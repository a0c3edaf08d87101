"""Plain text: one block a paragraph, never wrapped, nothing a terminal would obey. For pipes and for pasting."""

from __future__ import annotations

from collections.abc import Iterable

from calcinosis_cli.report.outline import Block, full_text

ASCII = {
    "\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{MULTIPLICATION SIGN}": "x",
    "\N{MICRO SIGN}": "u", "\N{GREEK SMALL LETTER MU}": "u", "\N{GREEK SMALL LETTER ALPHA}": "alpha",
    "\N{GREEK SMALL LETTER BETA}": "beta", "\N{GREEK SMALL LETTER GAMMA}": "gamma", "\N{DEGREE SIGN}": " degrees ",
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-", "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"', "\N{NO-BREAK SPACE}": " ", "\N{RIGHTWARDS ARROW}": "->",
    "\N{SUPERSCRIPT TWO}": "2", "\N{PLUS-MINUS SIGN}": "+/-", "\N{MIDDLE DOT}": ".", "\N{BULLET}": "*",
    "\N{LATIN SMALL LETTER SHARP S}": "ss", "\N{LATIN SMALL LETTER O WITH STROKE}": "o", "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l", "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L", "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "\N{FIGURE DASH}": "-",
}  # fmt: skip
"""Characters that an ASCII-only output spells out."""


def transliterate(text: str) -> str:
    """``text`` in ASCII: signs spelled out, accents dropped. Digits and their signs are never lost."""
    import unicodedata

    spelled = "".join(ASCII.get(c, c) for c in text)
    return unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode("ascii")


def render(blocks: Iterable[Block]) -> str:
    """The report as plain text."""
    lines: list[str] = []
    for block in blocks:
        text = full_text(block)
        if block.kind in ("title", "section"):
            lines += ["", text.upper() if block.kind == "section" else text, ""]
        elif block.kind == "subsection":
            lines += ["", text]
        elif block.kind == "reference":
            lines.append(text)
        else:
            lines.append(f"{'  ' * block.depth}- {text}")
    return "\n".join(lines).strip() + "\n"
