"""Questions line by line: numbered choices, nothing redrawn. For screen readers, simple terminals, and where questionary cannot run."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview import numbered, results
from calcinosis_cli.interview.front import Back, Bare, Explain, Field, Keep, Option, Title, in_words, summary
from calcinosis_cli.interview.replies import as_typed
from calcinosis_cli.text import fitting, visible

Tell = Callable[[str], list[str]]
"""Gives what ``?`` shows, for the number typed after it."""


class Plain:
    """The sequential front end. Reads standard input, writes to standard error."""

    def say(self, text: str = "") -> None:
        """Tell something, wrapped at words."""
        width = max(shutil.get_terminal_size().columns - 1, 20)
        for paragraph in text.split("\n"):
            indent = " " * (len(paragraph) - len(paragraph.lstrip()))
            lines = textwrap.wrap(
                paragraph, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
            )
            write("\n".join(lines or [""]) + "\n")

    def _read(self, prompt: str, explain: Tell) -> str:
        """One line; ``b`` goes back, ``?`` (or ``?3`` for the third line) explains and asks again."""
        while True:
            write(f"{prompt}, b back, ? why: ")
            text = sys.stdin.readline()
            if not text:
                raise EOFError
            text = text.strip()
            if text.casefold() in ("b", "back"):
                raise Back
            if not text.startswith("?"):
                return text
            for line in explain(text[1:].strip()):
                self.say(line)

    def _list(self, options: Sequence[Option]) -> None:
        group = None
        for number, option in enumerate(options, 1):
            if option.group != group and option.group:
                self.say(f"{option.group}:")
            group = option.group
            self.say(f"  {number}. {option.label}")

    def one(self, message: str, options: Sequence[Option]) -> str:
        """Choose one option by its number."""
        self.say(message)
        self._list(options)
        while True:
            text = self._read(f"Number [{options[0].label}]", lambda _: ["Type one of the numbers above."])
            chosen = numbered.pick(text, options) if text else options[0]
            if chosen:
                return chosen.value
            self.say(f"Type a number from 1 to {len(options)}.")

    def page(
        self, title: Title, fields: Sequence[Field], held: Mapping[str, Any], explain: Explain, keep: Keep
    ) -> dict[str, Any]:
        """The questions of a page one after the other; yes/no questions and laboratory results each all at once."""
        self.say(f"\n-- {title()} --")
        steps = [tuple(group) for _, group in groupby(fields, key=_together)]
        found: dict[str, Any] = {}
        now = dict(held)
        at = 0
        while at < len(steps):
            try:
                answered = self._step(steps[at], now, explain)
            except Back:
                if at == 0:
                    raise
                at -= 1
                continue
            found |= answered
            now |= answered
            at += 1
            news = keep(found)
            for line in news:
                self.say(line)
            if news:
                self.pause()
        return found

    def _step(self, fields: tuple[Field, ...], held: Mapping[str, Any], explain: Explain) -> dict[str, Any]:
        field = fields[0]

        def tell(which: str) -> list[str]:
            if len(fields) == 1:
                return explain(field.id)
            number = numbered.numbers(which, len(fields))
            return explain(fields[number[0] - 1].id) if number else ["Type ? and the number of a line, such as ?1."]

        if len(fields) > 1 and field.kind == "yes_no":
            return self._checklist(fields, held, tell)
        if field.laboratory and len(fields) > 1:
            return self._results(fields, held, tell)
        return {field.id: self._single(field, held.get(field.id), tell)}

    def _checklist(self, fields: Sequence[Field], held: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
        """Yes, no or unknown for several findings at once."""
        self.say("Which of these are present?")
        self._list([Option(f.id, f.label) for f in fields])
        self.say(
            "Type the numbers of those present, and a number with a question mark for one that is not known, such as "
            "1 4 6?. The others are then no. 0: none of these. u: all unknown."
        )
        marks = {True: "", UNKNOWN: "?"}
        known = [f"{n}{marks[held[f.id]]}" for n, f in enumerate(fields, 1) if held.get(f.id) in (True, UNKNOWN)]
        now = " ".join(known) or ("0" if all(f.id in held for f in fields) else "")
        while True:
            text = self._read(f"Present{f' [{now}]' if now else ''}", tell) or now
            states = numbered.states(text, len(fields))
            if states is not None:
                found = {f.id: state for f, state in zip(fields, states, strict=True)}
                self.say(summary(fields, found))
                return found
            self.say(f"Type numbers from 1 to {len(fields)}, 0 for none of these, or u for all unknown.")

    def _results(self, fields: Sequence[Field], held: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
        """Laboratory results as lines, several on each; what is not given is unknown."""
        self.say("Which of these results do you have?")
        for number, field in enumerate(fields, 1):
            now = f" [{visible(as_typed(held[field.id]))}]" if held.get(field.id, UNKNOWN) != UNKNOWN else ""
            self.say(f"  {number}. {field.label}: {field.hint}{now}")
        self.say(
            f"Type them with their names, such as {fields[0].label.casefold()} high, or a number with its unit; "
            "several on a line, with commas between, or line by line. An empty line: no more."
        )
        found = {f.id: held.get(f.id, UNKNOWN) for f in fields}
        while text := self._read("Results (empty: no more)", tell):
            try:
                for field, typed in results.split(text, fields):
                    found[field.id] = self._with_unit(field, typed)
                    self.say(f"{field.label}: {visible(in_words(field, found[field.id]))}")
            except InputError as error:
                self.say(f"{error}. What came before it is taken.")
            except Back:
                self.say("Not taken.")
        self.say(summary(fields, found))
        return found

    def _with_unit(self, field: Field, text: str) -> Any:
        raw = field.read(text)
        if not isinstance(raw, Bare):
            return raw
        units = field.units(raw.number)
        unit = self.one(f"{field.label}: {raw.number} in which unit?", [Option(u, u) for u in units])
        return field.read(f"{raw.number} {unit}")

    def _single(self, field: Field, held: Any, tell: Tell) -> Any:
        """One question."""
        self.say(field.question)
        if field.kind == "list":
            return self._several(field, held, tell)
        if field.kind == "text":
            return self._line(field, held, tell)
        yes_no = field.kind == "yes_no"
        options = (Option("yes", "Yes"), Option("no", "No")) if yes_no else field.options
        options = (*options, Option(UNKNOWN, "Unknown"))
        self._list(options)
        value = {True: "yes", False: "no"}.get(held, held) if yes_no else held
        now = next((o.label for o in options if o.value == value), "Unknown")
        while True:
            text = self._read(f"Number [{now}]", tell)
            chosen = numbered.pick(text or now, options)
            if chosen:
                return {"yes": True, "no": False}.get(chosen.value, UNKNOWN) if yes_no else chosen.value
            self.say(f"Type a number from 1 to {len(options)}.")

    def _several(self, field: Field, held: Any, tell: Tell) -> Any:
        """Choose some by their numbers; ``none`` and ``unknown`` are told apart."""
        options = field.options
        self._list(options)
        self.say(
            "Type the numbers, such as 1 4, or names with commas between. Type 0 for none of these, u for unknown; "
            "add + when there may be more."
        )
        chosen = held if isinstance(held, list) else []
        now = " ".join(str(n) for n, option in enumerate(options, 1) if option.value in chosen)
        while True:
            text = self._read(f"Numbers{f' [{now}]' if now else ''}", tell) or now
            if text.casefold() in numbered.UNKNOWN_WORDS:
                return UNKNOWN
            more = [UNKNOWN] if text.endswith("+") else []
            found = numbered.chosen(text.rstrip("+ "), options)
            if found is not None:
                named = ", ".join(option.label for option in found) or "none of these"
                self.say(f"Chosen: {named}{' and perhaps more' if more else ''}.")
                return [option.value for option in found] + more
            self.say(f"Type numbers from 1 to {len(options)}, 0 for none of these, or u for unknown.")

    def _line(self, field: Field, held: Any, tell: Tell) -> Any:
        """A line of text."""
        self.say(f"({field.hint}; empty: unknown)")
        default = "" if held == UNKNOWN else as_typed(held)
        while True:
            text = self._read(f"Answer{f' [{visible(default)}]' if default else ''}", tell) or default
            try:
                return self._with_unit(field, text)
            except InputError as error:
                self.say(str(error))

    def pause(self) -> None:
        """Wait for Enter."""
        write("Enter goes on ")
        if not sys.stdin.readline():
            raise EOFError


def _together(field: Field) -> str:
    """Neighbours with the same word are asked together."""
    return "yes_no" if field.kind == "yes_no" else "laboratory" if field.laboratory else field.id


def write(text: str) -> None:
    """Write to standard error, spelled out in ASCII where it cannot hold a character."""
    sys.stderr.write(fitting(text, getattr(sys.stderr, "encoding", None)))
    sys.stderr.flush()
