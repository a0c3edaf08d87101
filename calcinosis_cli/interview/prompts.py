"""Pages and choices with arrow keys, filters and checklists (questionary and prompt_toolkit), drawn on standard error."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.output import Output, create_output

from calcinosis_cli.interview import page
from calcinosis_cli.interview.front import Back, Explain, Field, Keep, Option, Title, summary
from calcinosis_cli.interview.plain import Plain

BACK = "(back)"


class Prompts:
    """The front end with redrawn prompts. Raises what prompt_toolkit does where the terminal cannot be redrawn."""

    def __init__(self) -> None:
        self._output: Output = create_output(stdout=sys.stderr)
        self._lines = Plain()

    def say(self, text: str = "") -> None:
        """Tell something."""
        self._lines.say(text)

    def one(self, message: str, options: Sequence[Option]) -> str:
        """Choose one option with the arrow keys, or by typing a part of it."""
        question = questionary.select(
            _above(message),
            [
                *(questionary.Choice(option.label, option.value) for option in options),
                questionary.Separator(" "),
                questionary.Choice("Back", BACK),
            ],
            pointer=">",
            instruction="(Enter choose, type to find, Esc back)",
            use_search_filter=True,
            use_jk_keys=False,
            show_description=False,
            output=self._output,
        )
        bindings = question.application.key_bindings
        if isinstance(bindings, KeyBindings):

            def leave(event: KeyPressEvent) -> None:
                event.app.exit(result=BACK)

            def end(event: KeyPressEvent) -> None:
                event.app.exit(exception=EOFError)

            bindings.add("escape")(leave)
            bindings.add("left", eager=True)(leave)
            bindings.add("c-d", eager=True)(end)
        question.application.ttimeoutlen = question.application.timeoutlen = page.ESCAPE_WAIT
        found = question.unsafe_ask()
        if found == BACK:
            raise Back
        return str(found)

    def page(
        self, title: Title, fields: Sequence[Field], held: Mapping[str, Any], explain: Explain, keep: Keep
    ) -> dict[str, Any]:
        """A page on one screen."""
        shown = page.Page(title, fields, held, keep, self._output)
        paused = False
        while True:
            try:
                found = shown.run()
            except page.Leave as left:
                if left.way == "back":
                    raise Back from None
                for line in left.news or explain(shown.sheet.row.field.id):
                    self.say(line)
                if left.way == "news" and not paused:
                    paused = True  # once is enough to be seen; what follows is told above the page
                    self.pause()
            else:
                self.say(f"{title().partition(' | ')[0]}. {summary(fields, found)}")
                return found

    def pause(self) -> None:
        """Wait for Enter; other keys do nothing, so that what was typed ahead is not taken for an answer."""
        keys = KeyBindings()
        for enter in ("enter", "c-j"):  # the second is what Enter gives when it is typed before the terminal is ready
            keys.add(enter)(lambda event: event.app.exit())
        keys.add("c-c")(lambda event: event.app.exit(exception=KeyboardInterrupt))
        keys.add("c-d")(lambda event: event.app.exit(exception=EOFError))
        line = Window(FormattedTextControl("Enter goes on", show_cursor=False), height=1)
        app: Application[None] = Application(Layout(line), key_bindings=keys, output=self._output, erase_when_done=True)
        app.run()


def _above(message: str) -> str:
    """A message that stays above a list however long it is, broken at words, with the keys on a line of their own."""
    width = max(shutil.get_terminal_size().columns - 4, 20)
    return "\n  ".join(textwrap.wrap(message, width)) + "\n "
