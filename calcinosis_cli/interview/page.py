"""A page in the terminal: yes/no lines, lists to tick and values to type, on one scrolling screen (prompt_toolkit).

questionary asks one thing at a time, and its checklist has two states, which would read "not ticked" as "no".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import HSplit, Layout, ScrollOffsets, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.output import Output

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.interview import drawing
from calcinosis_cli.interview.front import Field, Keep, Title
from calcinosis_cli.interview.sheet import Sheet, completions
from calcinosis_cli.text import visible

STATES = {"y": True, "n": False, "u": UNKNOWN}
SCREENFUL = 8
"""Lines that PageUp and PageDown move."""

ESCAPE_WAIT = 0.05
"""Seconds until Esc alone is known not to begin another key."""


class Leave(Exception):  # noqa: N818 (a way out, not an error)
    """Left for something else: ``back``, ``why``, or ``news`` that must be told at once."""

    def __init__(self, way: Literal["back", "why", "news"], news: list[str] | None = None) -> None:
        super().__init__(way)
        self.way, self.news = way, news or []


class Page:
    """A page on the screen. ``run`` may be called again after :class:`Leave`: nothing is lost."""

    def __init__(
        self, title: Title, fields: Sequence[Field], held: Mapping[str, Any], keep: Keep, output: Output
    ) -> None:
        self.title = title
        self.sheet = Sheet(fields, held)
        self.keep = keep
        self._output = output
        self._line = 0
        self.complaint = ""
        self.offer = ""
        self.asking_blanks = False

    def run(self) -> dict[str, Any]:
        """Every field's answer. Raises :class:`Leave`, ``KeyboardInterrupt`` or ``EOFError``."""
        body = FormattedTextControl(
            self._body, focusable=True, show_cursor=False, get_cursor_position=lambda: Point(0, self._line)
        )
        window = Window(
            body, wrap_lines=True, dont_extend_height=True, scroll_offsets=ScrollOffsets(2, 2), height=Dimension(min=1)
        )
        app: Application[dict[str, Any]] = Application(
            Layout(HSplit([drawing.fixed(self._header), window, drawing.fixed(self._footer)])),
            key_bindings=self._bindings(),
            output=self._output,
            erase_when_done=True,
        )
        app.ttimeoutlen = app.timeoutlen = ESCAPE_WAIT
        return app.run()

    def _header(self) -> list[tuple[str, str]]:
        return drawing.header(self.title(), self.sheet, self._width())

    def _footer(self) -> list[tuple[str, str]]:
        return drawing.footer(self.complaint, self.offer, self.sheet, self._width())

    def _body(self) -> StyleAndTextTuples:
        lines, self._line = drawing.body(self.sheet)
        return drawing.joined(lines)

    def _width(self) -> int:
        return max(self._output.get_size().columns - 1, 20)

    # --- keys -------------------------------------------------------------------------------------------------------

    def _bindings(self) -> KeyBindings:
        keys = KeyBindings()
        for names, handler in (
            (("down",), lambda event: self._go(event, 1)),
            (("up", "s-tab"), lambda event: self._go(event, -1)),
            (("pagedown",), lambda event: self._go(event, SCREENFUL)),
            (("pageup",), lambda event: self._go(event, -SCREENFUL)),
            (("home",), lambda event: self._go(event, -len(self.sheet.rows))),
            (("end",), lambda event: self._go(event, len(self.sheet.rows))),
            (("tab",), self._tab),
            (("enter", "c-j"), self._enter),
            (("escape",), self._escape),
            (("left",), self._left),
            (("backspace",), self._backspace),
            (("c-u",), self._clear),
            ((Keys.BracketedPaste,), self._paste),
            ((Keys.Any,), self._any),
        ):
            for name in names:
                keys.add(name)(handler)
        keys.add("c-c")(lambda event: event.app.exit(exception=KeyboardInterrupt))
        keys.add("c-d")(lambda event: event.app.exit(exception=EOFError))
        return keys

    def _changed(self, event: KeyPressEvent) -> None:
        """Save, and leave when something must be told at once."""
        self.complaint = ""
        news = self.keep(self.sheet.answers())
        if news:
            event.app.exit(exception=Leave("news", news))

    def _settled(self, event: KeyPressEvent) -> bool:
        """Whether what was typed on this line is taken over (or nothing was)."""
        self.offer = ""
        before = dict(self.sheet.typed)
        self.complaint = self.sheet.commit()
        if self.complaint or self.sheet.units:
            return False
        if before != self.sheet.typed:
            self._changed(event)
        return True

    def _go(self, event: KeyPressEvent, by: int) -> None:
        self.asking_blanks = False
        if self._settled(event):
            self.sheet.move(by)

    def _tab(self, event: KeyPressEvent) -> None:
        """Complete a name, or go to the next field."""
        field = self.sheet.row.field
        if names := completions(field, self.sheet.texts.get(field.id, "")):
            done, comma, _ = self.sheet.texts[field.id].rpartition(",")
            self.sheet.texts[field.id] = f"{done}{', ' if comma else ''}{names[0]}"
            self._suggest()
        elif self._settled(event):
            self.sheet.next_field()

    def _enter(self, event: KeyPressEvent) -> None:
        if self.sheet.units:
            self._unit(event, 0)
        elif self._settled(event) and not (self.sheet.row.field.kind == "text" and self.sheet.next_field()):
            self._finish(event)

    def _finish(self, event: KeyPressEvent) -> None:
        blanks = self.sheet.blanks()
        if not blanks:
            if not event.app.is_done:
                event.app.exit(result=self.sheet.complete())
            return
        self.asking_blanks = True
        self.sheet.go_to(blanks[0])
        named = ", ".join(field.label for field in blanks[:3])
        more = f" and {len(blanks) - 3} more" if len(blanks) > 3 else ""
        self.complaint = f"Still open: {named}{more}. N: no, none of these. U: unknown."

    def _unit(self, event: KeyPressEvent, place: int) -> None:
        if place < len(self.sheet.units):
            self.complaint = self.sheet.choose_unit(self.sheet.units[place])
            if not self.complaint:
                self._changed(event)
                if not self.sheet.next_field():
                    self._finish(event)

    def _escape(self, event: KeyPressEvent) -> None:
        if self.sheet.find:
            self.sheet.find = ""
        else:
            event.app.exit(exception=Leave("back"))

    def _left(self, event: KeyPressEvent) -> None:
        if self.sheet.row.field.kind != "text":
            event.app.exit(exception=Leave("back"))

    def _backspace(self, _: KeyPressEvent) -> None:
        self.complaint, self.sheet.units = "", []
        if self.sheet.find:
            self.sheet.find = self.sheet.find[:-1]
        elif self.sheet.row.field.kind == "text":
            self._type(self.sheet.texts[self.sheet.row.field.id][:-1])

    def _clear(self, _: KeyPressEvent) -> None:
        self.complaint, self.sheet.units, self.sheet.find = "", [], ""
        if self.sheet.row.field.kind == "text":
            self._type("")

    def _paste(self, event: KeyPressEvent) -> None:
        """Pasted text goes into a typed line; anywhere else it could press keys, so it is ignored."""
        if self.sheet.row.field.kind == "text":
            words = " ".join(event.data.split())
            self._type(self.sheet.texts[self.sheet.row.field.id] + visible(words, 300))
        else:
            self.complaint = "Pasted text is ignored here: press the keys named above."

    def _any(self, event: KeyPressEvent) -> None:
        key, field = event.data, self.sheet.row.field
        if not key.isprintable():
            return
        if key == "?":
            event.app.exit(exception=Leave("why"))
        elif self.asking_blanks and key in ("N", "U"):
            self.asking_blanks = False
            self.sheet.fill(STATES[key.casefold()])
            self._changed(event)
            self._finish(event)
        elif self.sheet.units:
            if key.isdecimal() and int(key) > 0:
                self._unit(event, int(key) - 1)
        elif field.kind == "text":
            self._type(self.sheet.texts[field.id] + key)
        else:
            self.complaint, self.asking_blanks = "", False
            self._press(event, key)

    def _press(self, event: KeyPressEvent, key: str) -> None:
        """A key on a line that is not typed."""
        if key == " ":
            self.sheet.tick()
        elif self.sheet.row.option is not None:
            if not self.sheet.look_for(self.sheet.find + key):
                self.complaint = f"No choice holds {visible(self.sheet.find + key, 40)!r}."
            return
        elif key in STATES:
            self.sheet.state(STATES[key])
        elif key in ("N", "U"):
            self.sheet.rest(STATES[key.casefold()])
        elif key == "b":
            event.app.exit(exception=Leave("back"))
            return
        elif key in ("j", "k"):
            self._go(event, 1 if key == "j" else -1)
            return
        else:
            return
        self._changed(event)

    def _type(self, text: str) -> None:
        self.sheet.texts[self.sheet.row.field.id] = text
        self.complaint = ""
        self._suggest()

    def _suggest(self) -> None:
        field = self.sheet.row.field
        names = completions(field, self.sheet.texts[field.id])
        self.offer = f"Tab: {', '.join(names)}" if names else ""
