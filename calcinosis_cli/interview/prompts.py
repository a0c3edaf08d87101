"""Questions with arrow keys, filters and checklists (questionary), drawn on standard error."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import questionary
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.validation import ValidationError, Validator

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import three_states
from calcinosis_cli.interview.front import Back, Check, Explain, Keep, Option, summary
from calcinosis_cli.interview.plain import Plain

BACK, WHY, NONE, MORE = "(back)", "(why)", "(none)", "(more)"
LONG = 12
"""From so many choices on, typing filters them."""

SHORTCUTS = {"yes": "y", "no": "n", UNKNOWN: "u"}


class Prompts:
    """The front end with redrawn prompts. Raises what prompt_toolkit does where the terminal cannot be redrawn."""

    def __init__(self) -> None:
        self._output: Output = create_output(stdout=sys.stderr)
        self._lines = Plain()

    def say(self, text: str = "") -> None:
        """Tell something."""
        self._lines.say(text)

    def _ask(self, question: questionary.Question, keys: Mapping[str, Any]) -> Any:
        """Ask, with keys that leave at once with an answer of their own."""
        bindings = question.application.key_bindings
        if isinstance(bindings, KeyBindings):
            for key, answer in keys.items():

                def leave(event: KeyPressEvent, answer: Any = answer) -> None:
                    event.app.exit(result=answer)

                bindings.add(key, eager=key != "escape")(leave)

            def end(event: KeyPressEvent) -> None:
                event.app.exit(exception=EOFError)

            bindings.add("c-d", eager=True)(end)
        return question.unsafe_ask()

    def _tell(self, explain: Explain | None) -> None:
        for line in explain() if explain else ["Choose one of the answers, or go back."]:
            self.say(line)

    def one(self, message: str, options: Sequence[Option], default: str | None, explain: Explain | None) -> str:
        """Choose one option with the arrow keys; y, n and u answer at once where they are offered."""
        long = len(options) > LONG
        keys: dict[str, Any] = {"escape": BACK, "left": BACK, "?": WHY}
        if not long:
            self.say(message)
            keys["b"] = BACK
            keys |= {SHORTCUTS[o.value]: o.value for o in options if o.value in SHORTCUTS}
        while True:
            known = default if any(o.value == default for o in options) else None
            found = self._ask(
                questionary.select(
                    _above(message) if long else "Answer:",
                    [*_choices(options), questionary.Separator(" "), questionary.Choice("Back", BACK)],
                    default=known,
                    pointer=">",
                    instruction=f"({'type to filter, ' if long else ''}Enter choose, Esc back, ? why)",
                    use_search_filter=long,
                    use_jk_keys=False,
                    show_description=False,
                    output=self._output,
                ),
                keys,
            )
            if found == BACK:
                raise Back
            if found != WHY:
                return str(found)
            self._tell(explain)

    def several(self, message: str, options: Sequence[Option], chosen: Sequence[str], explain: Explain | None) -> Any:
        """Choose some with the space bar; "none of these" and "unknown" are choices of their own."""
        special = [
            Option(NONE, "None of these"),
            Option(UNKNOWN, "Unknown"),
            Option(MORE, "Perhaps more than is ticked"),
        ]
        ticked = {MORE if value == UNKNOWN else value for value in chosen}
        long = len(options) > LONG
        keys = {"escape": BACK, "left": BACK, "?": WHY, "tab": WHY, "c-a": WHY}
        if not long:
            self.say(message)
            keys |= {"b": BACK, "a": WHY, "i": WHY}  # questionary's "all" and "invert" have no place in a history
        complaint = ""
        while True:
            found = self._ask(
                questionary.checkbox(
                    _above(message, complaint) if long else _above(complaint) if complaint else "Choose:",
                    [
                        *_choices(special, ticked),
                        questionary.Separator(" "),
                        *_choices(options, ticked),
                        questionary.Separator(" "),
                        questionary.Choice("Back", BACK),
                    ],
                    pointer=">",
                    instruction=f"({'type to filter, ' if long else ''}Space tick, Enter done, Esc back, ? why)",
                    use_search_filter=long,
                    use_jk_keys=False,
                    show_description=False,
                    output=self._output,
                ),
                keys,
            )
            if found == BACK or (isinstance(found, list) and BACK in found):
                raise Back
            if found == WHY:
                self._tell(explain)
            elif complaint := _complaint(found):
                ticked = set(found)
            elif UNKNOWN in found:
                return UNKNOWN
            else:
                return [UNKNOWN if value == MORE else value for value in found if value != NONE]

    def states(
        self,
        message: str,
        options: Sequence[Option],
        held: Mapping[str, Any],
        explain: Callable[[str], list[str]],
        keep: Keep,
    ) -> dict[str, Any]:
        """A checklist with three states."""
        states, at = dict(held), 0
        while True:
            try:
                found = three_states.ask(message, options, states, at, keep, self._output)
            except three_states.Leave as left:
                states, at = left.states, left.at
                if left.key == "b":
                    raise Back from None
                for line in explain(options[at].value):
                    self.say(line)
            else:
                self.say(summary(options, found))
                return found

    def line(
        self, message: str, hint: str, check: Check, default: str, explain: Explain | None, names: Sequence[str] = ()
    ) -> str:
        """A line of text; refused on the spot when it cannot be used."""
        self.say(message)
        self.say(f"({hint}; b: back, ?: why)")
        keys = KeyBindings()

        @keys.add("escape")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result="b")

        while True:
            found = questionary.text(
                "Answer:",
                default=default,
                validate=_Checked(check),
                validate_while_typing=False,
                completer=_Names(names) if names else None,
                key_bindings=keys,
                output=self._output,
            ).unsafe_ask()
            text = str(found).strip()
            if text.casefold() in ("b", "back"):
                raise Back
            if text != "?":
                return text
            self._tell(explain)

    def pause(self) -> None:
        """Wait for Enter."""
        questionary.text("Enter goes on", qmark="", output=self._output).unsafe_ask()


def _choices(options: Iterable[Option], ticked: Iterable[str] = ()) -> list[Any]:
    """The choices, under a heading for each group."""
    found: list[Any] = []
    group: str | None = None
    for option in options:
        if option.group and option.group != group:
            found.append(questionary.Separator(f"-- {option.group} --"))
        group = option.group
        found.append(questionary.Choice(option.label, option.value, checked=option.value in set(ticked)))
    return found


def _above(*lines: str) -> str:
    """Lines that stay above a list however long it is, broken at words, with what keys do on a line of its own."""
    width = max(shutil.get_terminal_size().columns - 4, 20)
    return "\n  ".join(part for line in lines if line for part in textwrap.wrap(line, width)) + "\n "


def _complaint(values: list[str]) -> str:
    """What is wrong with ticked choices, or nothing. Nothing ticked is not an answer."""
    if not values:
        return "! Tick what applies with the space bar, or None of these, or Unknown."
    if (NONE in values or UNKNOWN in values) and len(values) > 1 and set(values) != {NONE, MORE}:
        return "! None of these and Unknown cannot be ticked with others."
    return ""


class _Checked(Validator):
    """Refuses, with the reason, what cannot be used."""

    def __init__(self, check: Check) -> None:
        self._check = check

    def validate(self, document: Document) -> None:
        text = document.text.strip()
        if text.casefold() in ("b", "back", "?"):
            return
        try:
            self._check(text)
        except InputError as error:
            raise ValidationError(message=str(error), cursor_position=len(document.text)) from None


class _Names(Completer):
    """Completes the name after the last comma."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        typed = document.text_before_cursor.rpartition(",")[2].lstrip()
        if len(typed) < 2:
            return
        for name in self._names:
            if name.casefold().startswith(typed.casefold()):
                yield Completion(name, start_position=-len(typed))
