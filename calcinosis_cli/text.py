"""Text that came from outside, made safe to show."""

from __future__ import annotations

import re
import unicodedata


def visible(text: str, limit: int = 200) -> str:
    """``text`` on one line, without anything a terminal would obey, at most ``limit`` characters.

    Control, format, surrogate and private-use characters become U+FFFD, so that an answers file cannot move the cursor,
    hide text or reverse its direction.
    """
    kept = "".join(
        " " if c in "\t\n\r" else c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    return kept if len(kept) <= limit else kept[: limit - 3] + "..."


ASCII = {
    "\N{GREATER-THAN OR EQUAL TO}": ">=", "\N{LESS-THAN OR EQUAL TO}": "<=", "\N{MULTIPLICATION SIGN}": "x",
    "\N{MICRO SIGN}": "u", "\N{GREEK SMALL LETTER MU}": "u", "\N{GREEK SMALL LETTER ALPHA}": "alpha",
    "\N{GREEK SMALL LETTER BETA}": "beta", "\N{GREEK SMALL LETTER GAMMA}": "gamma", "\N{DEGREE SIGN}": " degrees ",
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-", "\N{HYPHEN}": "-", "\N{NON-BREAKING HYPHEN}": "-",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'", "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"', "\N{NO-BREAK SPACE}": " ", "\N{RIGHTWARDS ARROW}": "->",
    "\N{FRACTION SLASH}": "/", "\N{SUPERSCRIPT MINUS}": "-", "\N{PLUS-MINUS SIGN}": "+/-", "\N{MIDDLE DOT}": ".", "\N{BULLET}": "*",
    "\N{LATIN SMALL LETTER SHARP S}": "ss", "\N{LATIN SMALL LETTER O WITH STROKE}": "o", "\N{LATIN CAPITAL LETTER O WITH STROKE}": "O",
    "\N{LATIN SMALL LETTER L WITH STROKE}": "l", "\N{LATIN CAPITAL LETTER L WITH STROKE}": "L", "\N{LATIN SMALL LETTER AE}": "ae",
    "\N{LATIN SMALL LETTER D WITH STROKE}": "d", "\N{LATIN SMALL LETTER DOTLESS I}": "i", "\N{FIGURE DASH}": "-",
}  # fmt: skip
"""Characters that an ASCII-only output spells out."""
_SUPERSCRIPTS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")


def fitting(text: str, encoding: str | None) -> str:
    """``text`` as it is where ``encoding`` can hold it (None: ASCII), or else in ASCII."""
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        return transliterate(text)
    return text


def transliterate(text: str) -> str:
    """``text`` in ASCII: signs spelled out, accents dropped, what has no spelling shown as ``?``.

    A number stays the number it was: a power of a number keeps its sign (10^9), and a fraction its bar (2 1/2).
    """
    if text.isascii():
        return text
    spelled = re.sub(r"(?<=\d)(?=[\u207b\u2070\u00b9\u00b2\u00b3\u2074-\u2079])", "^", text).translate(_SUPERSCRIPTS)
    spelled = re.sub(r"(?<=\d)(?=[\u00bc-\u00be\u2150-\u215f])", " ", spelled)
    return "".join(_plain(c) for c in spelled)


def _plain(character: str) -> str:
    """One character in ASCII."""
    if character.isascii():
        return character
    if character in ASCII:
        return ASCII[character]
    if unicodedata.combining(character):
        return ""
    parts = unicodedata.normalize("NFKD", character)
    if parts == character:
        return "?"
    return "".join(_plain(part) for part in parts)
