"""A page being filled in: its lines, what is answered on each, and where the cursor is. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview.front import MORE, NONE, Bare, Field, Option, listed
from calcinosis_cli.interview.replies import as_typed

NONE_OF_THESE = Option(NONE, "None of these")
NOT_KNOWN = Option(UNKNOWN, "Unknown")
PERHAPS_MORE = Option(MORE, "Perhaps more than is ticked")
ALONE = (NONE, UNKNOWN)
"""Lines that cannot be ticked with others."""

CYCLE: dict[Any, Any] = {None: True, True: False, False: UNKNOWN, UNKNOWN: True}


class Row(Struct, frozen=True):
    """A line that the cursor can stand on: a choice of a field, or the field itself."""

    field: Field
    option: Option | None = None


class Sheet:
    """The state of a page. Nothing counts as answered until it is: a list with nothing ticked is not "none"."""

    def __init__(self, fields: Sequence[Field], held: Mapping[str, Any]) -> None:
        self.fields = fields
        self.rows = [row for field in fields for row in _rows(field)]
        self.at = 0
        self.find = ""
        """What was typed to find a choice."""
        self.units: list[str] = []
        """Units to choose from, for the number on the present line."""
        self.states: dict[str, Any] = {f.id: held.get(f.id) for f in fields if f.kind == "yes_no"}
        self.ticked = {f.id: _ticked(f, held.get(f.id)) for f in fields if f.kind in ("one", "list")}
        self.texts = {f.id: _text(held.get(f.id)) for f in fields if f.kind == "text"}
        self.typed: dict[str, Any] = {f.id: held[f.id] for f in fields if f.kind == "text" and f.id in held}

    @property
    def row(self) -> Row:
        """Where the cursor is."""
        return self.rows[self.at]

    # --- moving -----------------------------------------------------------------------------------------------------

    def shown(self) -> list[int]:
        """The lines to show: all, or those with what was typed in their name (or else in their explanation)."""
        if not self.find:
            return list(range(len(self.rows)))
        wanted = self.find.casefold()
        choices = [(i, row.option) for i, row in enumerate(self.rows) if row.option]
        named = [i for i, o in choices if wanted in o.label.casefold() or wanted in o.value.casefold()]
        return named or [i for i, o in choices if len(wanted) > 2 and wanted in (o.help or "").casefold()]

    def move(self, by: int) -> None:
        """Go up or down among the lines shown."""
        shown = self.shown()
        place = shown.index(self.at) + by if self.at in shown else 0
        self.at = shown[min(max(place, 0), len(shown) - 1)]

    def go_to(self, field: Field) -> None:
        """Go to the first line of a field."""
        self.find = ""
        self.at = next(i for i, row in enumerate(self.rows) if row.field is field)

    def next_field(self) -> bool:
        """Go to the next field; False when this is the last."""
        place = next(i for i, field in enumerate(self.fields) if field is self.row.field)
        if place + 1 == len(self.fields):
            return False
        self.go_to(self.fields[place + 1])
        return True

    def look_for(self, text: str) -> bool:
        """Show only the choices that hold ``text``; False (and no change) when there is none."""
        before, self.find = self.find, text
        shown = self.shown()
        if not shown:
            self.find = before
            return False
        if self.at not in shown:
            self.at = shown[0]
        return True

    # --- answering --------------------------------------------------------------------------------------------------

    def state(self, value: Any) -> None:
        """Yes, no or unknown on this line, and go on to the next."""
        self.states[self.row.field.id] = value
        self.move(1)

    def rest(self, value: Any) -> None:
        """The same for every yes/no line not answered."""
        for id_, state in self.states.items():
            if state is None:
                self.states[id_] = value

    def tick(self) -> None:
        """Tick this line or take the tick away; a line that stands alone, or the only choice, replaces the others."""
        field, option = self.row.field, self.row.option
        if option is None:
            self.states[field.id] = CYCLE[self.states[field.id]]
            return
        ticked, value = self.ticked[field.id], option.value
        if value in ticked:
            ticked.remove(value)
        elif field.kind == "one" or value in ALONE:
            ticked[:] = [value]
        else:
            ticked[:] = [v for v in ticked if v not in ALONE] + [value]
        self.find = ""

    def commit(self) -> str:
        """Take over what was typed on this line; what is wrong with it, or nothing.

        A number without its unit leaves ``units`` to choose from.
        """
        self.units = []
        field = self.row.field
        if field.kind != "text":
            return ""
        text = self.texts[field.id].strip()
        if not text and field.id not in self.typed:
            return ""
        try:
            raw = field.read(text)
            if isinstance(raw, Bare):
                self.units = field.units(raw.number)
                return ""
        except InputError as error:
            return str(error)
        self.typed[field.id] = raw
        return ""

    def choose_unit(self, unit: str) -> str:
        """The unit of the number on this line; what is wrong with it, or nothing."""
        self.texts[self.row.field.id] = f"{self.texts[self.row.field.id].strip()} {unit}"
        return self.commit()

    # --- what is answered -------------------------------------------------------------------------------------------

    def answers(self) -> dict[str, Any]:
        """The raw answers given so far."""
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.kind == "yes_no":
                raw = self.states[field.id]
            elif field.kind == "text":
                raw = self.typed.get(field.id)
            else:
                ticked = self.ticked[field.id]
                ordered = [row.option.value for row in self.rows if row.field is field and row.option]
                raw = listed([value for value in ordered if value in ticked])
                if field.kind == "one" and isinstance(raw, list):
                    raw = raw[0]
            if raw is not None:
                found[field.id] = raw
        return found

    def blanks(self) -> list[Field]:
        """Fields to tick that are not answered. A typed one may be left empty: it is unknown then."""
        answered = self.answers()
        return [field for field in self.fields if field.kind != "text" and field.id not in answered]

    def fill(self, value: Any) -> None:
        """Answer every blank with no (none of these) or with unknown. Where no is no answer, it is unknown."""
        for field in self.blanks():
            if field.kind == "yes_no":
                self.states[field.id] = value
            else:
                self.ticked[field.id] = [NONE if value is False and field.kind == "list" else UNKNOWN]

    def complete(self) -> dict[str, Any]:
        """The answers, with what was left empty as unknown."""
        return {field.id: UNKNOWN for field in self.fields} | self.answers()


def completions(field: Field, text: str) -> list[str]:
    """The first names that go on from what is typed after the last comma."""
    begun = text.rpartition(",")[2].strip().casefold()
    if len(begun) < 2:
        return []
    return [name for name in field.names if name.casefold().startswith(begun) and name.casefold() != begun][:5]


def _rows(field: Field) -> list[Row]:
    if field.kind in ("yes_no", "text"):
        return [Row(field)]
    special = [NONE_OF_THESE, NOT_KNOWN, PERHAPS_MORE] if field.kind == "list" else [NOT_KNOWN]
    return [Row(field, option) for option in (*field.options, *special)]


def _ticked(field: Field, held: Any) -> list[str]:
    if held is None:
        return []
    if held == UNKNOWN or not isinstance(held, list):
        return [str(held)]
    return [MORE if value == UNKNOWN else value for value in held] or [NONE]


def _text(held: Any) -> str:
    return "" if held == UNKNOWN else as_typed(held)
