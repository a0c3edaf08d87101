"""Several laboratory results on one line: ``calcium 9.4 mg/dL, phosphate high``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from calcinosis_cli.errors import InputError
from calcinosis_cli.interview.front import Field
from calcinosis_cli.text import visible

_BETWEEN = re.compile(r";|,\s+|,(?=[^\W\d])")
"""What stands between results: a comma within a number (9,4) or a name (1,25-dihydroxyvitamin D) does not."""


def split(line: str, fields: Sequence[Field]) -> Iterator[tuple[Field, str]]:
    """The results on a line, one by one: each field with what was typed for it.

    A test is named by its label, its id, the first words of either, or its number on the page followed by a colon.
    Raises :class:`InputError` for a part that names no test, or more than one.
    """
    return (_one(part.strip(), fields) for part in _BETWEEN.split(line) if part.strip())


def _one(part: str, fields: Sequence[Field]) -> tuple[Field, str]:
    numbered = re.match(r"([0-9]+)\s*[:.)]\s+(.+)", part)
    if numbered and 1 <= int(numbered[1]) <= len(fields):
        return fields[int(numbered[1]) - 1], numbered[2]
    words = part.replace(":", " ").replace("=", " ").split()
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count]).casefold()
        exact = [f for f in fields if name in _names(f)]
        fitting = exact or [f for f in fields if any(n.startswith(name) for n in _names(f))]
        if len(fitting) == 1:
            return fitting[0], " ".join(words[count:])
        if fitting:
            which = " or ".join(f.label for f in fitting)
            raise InputError(f"{visible(part, 60)!r} could be {which}; name it in full")
    raise InputError(
        f"{visible(part, 60)!r} does not name a test of this page and its result; "
        f"expected such as: {fields[0].label.casefold()} high"
    )


def _names(field: Field) -> tuple[str, ...]:
    short = field.id.rpartition(".")[2].replace("_", " ")
    return field.label.casefold(), short, field.id.casefold()
