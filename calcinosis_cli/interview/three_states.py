"""A checklist with three states: yes, no and unknown are each said, and what was not touched counts as neither.

questionary's own checklist has two states, which would read "not ticked" as "no".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.interview.front import Keep, Option

BOXES = {True: "[yes]", False: "[no ]", UNKNOWN: "[ ? ]", None: "[   ]"}
KEYS = {"y": True, "n": False, "u": UNKNOWN}
CYCLE: dict[Any, Any] = {None: True, True: False, False: UNKNOWN, UNKNOWN: True}
INSTRUCTION = "y yes, n no, u unknown | N: no to the rest, U: unknown | Enter done | b back | ? why"


class Leave(Exception):  # noqa: N818 (a way out, not an error)
    """Left by ``key``: ``b`` (back) or ``?`` (explain). ``states`` holds what was answered, ``at`` the line."""

    def __init__(self, key: str, states: dict[str, Any], at: int) -> None:
        super().__init__(key)
        self.key, self.states, self.at = key, states, at


def ask(
    message: str, options: Sequence[Option], held: Mapping[str, Any], at: int, keep: Keep, output: Output
) -> dict[str, Any]:
    """Yes, no or unknown for each option; ``keep`` is told after each.

    Raises :class:`Leave`, ``KeyboardInterrupt`` or ``EOFError``.
    """
    return _Checklist(message, options, held, at, keep).run(output)


class _Checklist:
    def __init__(self, message: str, options: Sequence[Option], held: Mapping[str, Any], at: int, keep: Keep) -> None:
        self.keep = keep
        self.message = message
        self.options = options
        self.states: dict[str, Any] = {o.value: held.get(o.value) for o in options}
        self.at = at
        self.complaint = ""

    def run(self, output: Output) -> dict[str, Any]:
        control = FormattedTextControl(
            self.render, focusable=True, show_cursor=False, get_cursor_position=lambda: Point(0, self.at + 2)
        )
        app: Application[dict[str, Any]] = Application(
            Layout(Window(control, wrap_lines=True, dont_extend_height=True)),
            key_bindings=self.bindings(),
            output=output,
            erase_when_done=True,
        )
        return app.run()

    def render(self) -> StyleAndTextTuples:
        lines: StyleAndTextTuples = [("bold", f"{self.message}\n"), ("", f"{INSTRUCTION}\n")]
        for index, option in enumerate(self.options):
            here = index == self.at
            box = BOXES[self.states[option.value]]
            lines.append(("bold" if here else "", f"{'>' if here else ' '} {box} {option.label}\n"))
        lines.append(("bold", self.complaint))
        return lines

    def bindings(self) -> KeyBindings:
        keys = KeyBindings()

        def on(*names: str) -> Callable[[Callable[[KeyPressEvent], None]], None]:
            def add(handler: Callable[[KeyPressEvent], None]) -> None:
                for name in names:
                    keys.add(name)(handler)

            return add

        on("down", "j", "tab")(lambda _: self.move(1))
        on("up", "k", "s-tab")(lambda _: self.move(-1))
        on("home")(lambda _: self.move(-len(self.options)))
        on("end")(lambda _: self.move(len(self.options)))
        for key, state in KEYS.items():
            on(key)(lambda _, state=state: self.answer(state))  # type: ignore[misc]
        on(" ")(lambda _: self.cycle())
        on("N")(lambda _: self.rest(False))
        on("U")(lambda _: self.rest(UNKNOWN))
        on("enter")(self.done)
        on("b", "left", "escape")(lambda event: event.app.exit(exception=Leave("b", self.states, self.at)))
        on("?")(lambda event: event.app.exit(exception=Leave("?", self.states, self.at)))
        on("c-c")(lambda event: event.app.exit(exception=KeyboardInterrupt))
        on("c-d")(lambda event: event.app.exit(exception=EOFError))
        return keys

    @property
    def value(self) -> str:
        return self.options[self.at].value

    def move(self, by: int) -> None:
        self.at = min(max(self.at + by, 0), len(self.options) - 1)

    def answer(self, state: Any) -> None:
        self.states[self.value] = state
        self.changed()
        self.move(1)

    def cycle(self) -> None:
        self.states[self.value] = CYCLE[self.states[self.value]]
        self.changed()

    def changed(self) -> None:
        self.complaint = ""
        self.keep({id_: state for id_, state in self.states.items() if state is not None})

    def rest(self, state: Any) -> None:
        for option in self.options:
            if self.states[option.value] is None:
                self.states[option.value] = state
        self.changed()

    def done(self, event: KeyPressEvent) -> None:
        blank = [index for index, option in enumerate(self.options) if self.states[option.value] is None]
        if blank:
            self.at = blank[0]
            self.complaint = f"{len(blank)} not answered: N says no to them, U unknown"
        else:
            event.app.exit(result=self.states)
