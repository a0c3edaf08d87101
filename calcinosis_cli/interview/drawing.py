"""What a page looks like: lines of text with a style. ASCII only, and no meaning rests on colour."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout import Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.interview.front import Field
from calcinosis_cli.interview.sheet import Row, Sheet
from calcinosis_cli.text import visible

Line = tuple[str, str]
"""A style, and the text that has it."""

BOXES = {True: "[yes]", False: "[no ]", UNKNOWN: "[ ? ]", None: "[   ]"}
KEYS = {
    "yes_no": "y yes, n no, u unknown | N, U for all the rest | Enter done | Esc back | ? why",
    "choice": "Space ticks | type to find | Enter done | Esc back | ? why",
    "text": "type it, empty: unknown | Enter next | Up, Down | Esc back | ? why",
    "unit": "its number chooses the unit, Enter the first | Backspace changes the value",
}
MOST_HELP = 4
"""Lines of help under a page; ? shows it whole."""


def wrapped(text: str, width: int, style: str = "", indent: str = "") -> list[Line]:
    """A text broken at words."""
    return [(style, line) for line in textwrap.wrap(text, width, subsequent_indent=indent, break_on_hyphens=False)]


def header(title: str, sheet: Sheet, width: int) -> list[Line]:
    """The title, and what keys do on the present line."""
    kind = "choice" if sheet.row.option else sheet.row.field.kind
    return _parts(title, width, "bold") + _parts(KEYS["unit" if sheet.units else kind], width)


def _parts(text: str, width: int, style: str = "") -> list[Line]:
    """A text broken only between the parts that ``|`` divides, where they fit."""
    lines: list[str] = []
    for part in text.split(" | "):
        if lines and len(lines[-1]) + len(part) + 3 <= width:
            lines[-1] += f" | {part}"
        else:
            lines.append(part)
    return [piece for line in lines for piece in wrapped(line, width, style)]


def footer(complaint: str, offer: str, sheet: Sheet, width: int) -> list[Line]:
    """What is wrong or still open; otherwise what was typed to find; otherwise what the present line means."""
    if complaint:
        return wrapped(f"! {complaint}", width, "bold", "  ")
    if sheet.find:
        return [("", f"find: {visible(sheet.find)}   (Backspace clears)")]
    if offer:
        return wrapped(offer, width, indent="  ")
    row = sheet.row
    told = row.option.help if row.option else row.field.help
    if row.field.kind == "text":
        told = f"{row.field.question} {row.field.hint}"
    return wrapped(told or "", width, "italic", "  ")[:MOST_HELP]


def body(sheet: Sheet) -> tuple[list[Line], int]:
    """The lines of a page, and which of them the cursor is on."""
    lines: list[Line] = []
    at = 0
    field: Field | None = None
    group: str | None = None
    pad = max((len(f.label) for f in sheet.fields if f.kind == "text"), default=0)
    for index in sheet.shown():
        row = sheet.rows[index]
        if row.field is not field:
            if field and (row.option or field.kind in ("one", "list")):
                lines.append(("", ""))
            field, group = row.field, None
            if row.option:
                lines.append(("bold", field.question))
        if row.option and row.option.group != group:
            group = row.option.group
            lines.append(("", f"  -- {group} --" if group else ""))
        here = index == sheet.at
        at = len(lines) if here else at
        lines.append(("bold" if here else "", f"{'>' if here else ' '} {_row(row, sheet, pad, here)}"))
    return lines, at


def _row(row: Row, sheet: Sheet, pad: int, here: bool) -> str:
    field, option = row.field, row.option
    if option is not None:
        mark = "x" if option.value in sheet.ticked[field.id] else " "
        return f"({mark}) {option.label}" if field.kind == "one" else f"[{mark}] {option.label}"
    if field.kind == "yes_no":
        return f"{BOXES[sheet.states[field.id]]} {field.label}"
    units = "  ".join(f"{n}: {unit}" for n, unit in enumerate(sheet.units, 1)) if here else ""
    typed = f"{visible(sheet.texts[field.id])}{'_' if here else ''}"
    return f"{field.label + ':':<{pad + 1}} {typed}{f'   which unit?  {units}' if units else ''}"


def joined(lines: Sequence[Line]) -> StyleAndTextTuples:
    """Lines as prompt_toolkit takes them."""
    return [(style, line + ("\n" if number < len(lines) else "")) for number, (style, line) in enumerate(lines, 1)]


def fixed(lines: Callable[[], list[Line]]) -> Window:
    """Lines that keep their place and are never scrolled away."""

    def text() -> StyleAndTextTuples:
        return joined(lines())

    def height() -> Dimension:
        return Dimension.exact(len(lines()))

    return Window(FormattedTextControl(text), height=height)
