"""Laboratory quantities: exact numbers with units.

Numbers are kept as fractions from the text as typed, and unit factors are exact decimals, so that ``14 mg/dL`` and
``3.5 mmol/L`` of calcium are the same number and units can never change a result.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from calcinosis_cli.errors import InputError
from calcinosis_cli.knowledge.model import Analyte
from calcinosis_cli.text import visible

_QUANTITY = re.compile(r"\s*([-+]?[0-9]+(?:[.,][0-9]+)?)\s*(.*?)\s*\Z")
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def fold_unit(unit: str) -> str:
    """A unit as typed, reduced to what matters: case, spaces, micro signs and powers are written in many ways."""
    unit = unicodedata.normalize("NFKC", unit.translate(_SUPERSCRIPT)).replace("^", "").replace("\N{MIDDLE DOT}", "")
    unit = unit.replace("\N{GREEK SMALL LETTER MU}", "u").replace("\N{MICRO SIGN}", "u").replace("**", "")
    unit = re.sub(r"\s+", "", unit).casefold()
    return re.sub(r"\Amc(?=g|mol)", "u", unit)


def exact(text: str) -> Fraction:
    """A decimal number or ratio of two, as written in the knowledge (``"0.323"``, ``"1/88.4"``)."""
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom) if bottom else Fraction(top)


def factor(analyte: Analyte, unit: str) -> Fraction | None:
    """The factor from ``unit`` to the canonical unit of ``analyte``; None when the unit is not one of its own."""
    wanted = fold_unit(unit)
    for known in analyte.units:
        if wanted in (fold_unit(known.unit), *map(fold_unit, known.aliases)):
            return exact(known.factor)
    return None


def parse(text: str, analyte: Analyte) -> tuple[Fraction, str]:
    """``"9.4 mg/dL"`` as a number in the canonical unit, and the unit as the knowledge spells it.

    A decimal comma is understood. Raises :class:`InputError` when there is no number, no unit, an unknown unit, or a
    number that the unit makes implausible (with the unit that was probably meant).
    """
    shown = visible(text, 60)
    units = ", ".join(unit.unit for unit in analyte.units)
    match = _QUANTITY.match(text)
    if not match:
        raise InputError(
            f"{shown!r} is not a quantity; expected a number with its unit ({units}), or low, normal, high"
        )
    number, unit = Fraction(match[1].replace(",", ".")), match[2]
    if not unit:
        raise InputError(f"{shown!r} has no unit; write it with one of: {units}")
    by = factor(analyte, unit)
    if by is None:
        raise InputError(f"{visible(unit, 30)!r} is not a unit of this test; expected one of: {units}")
    spelled = next(u.unit for u in analyte.units if exact(u.factor) == by)
    value = number * by
    low, high = exact(analyte.plausible_low), exact(analyte.plausible_high)
    if not low <= value <= high:
        meant = [u.unit for u in analyte.units if exact(u.factor) != by and low <= number * exact(u.factor) <= high]
        hint = f"; did you mean {' or '.join(dict.fromkeys(meant))}?" if meant else ""
        raise InputError(f"{shown} is outside {decimal(low / by)} to {decimal(high / by)} {spelled}{hint}")
    return value, spelled


def decimal(value: Fraction | float, digits: int = 3) -> str:
    """A number for a reader: at most ``digits`` significant decimals, no trailing zeros, never in exponent form."""
    if value == 0:
        return "0"
    size = abs(float(value))
    places = 0 if size >= 1000 else 1 if size >= 100 else 2 if size >= 1 else min(digits + 2, 6)
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
