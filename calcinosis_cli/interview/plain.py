"""Questions line by line: numbered choices, nothing redrawn. For screen readers, simple terminals, and where questionary cannot run."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from calcinosis_cli.assess.answers import UNKNOWN
from calcinosis_cli.errors import InputError
from calcinosis_cli.interview.front import YES_NO, Back, Check, Explain, Keep, Option, summary
from calcinosis_cli.text import transliterate, visible


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

    def _read(self, prompt: str, explain: Explain | None) -> str:
        """One line; ``b`` goes back and ``?`` explains and asks again."""
        while True:
            write(f"{prompt} ")
            text = sys.stdin.readline()
            if not text:
                raise EOFError
            text = text.strip()
            if text.casefold() in ("b", "back"):
                raise Back
            if text != "?":
                return text
            for line in explain() if explain else ["Type one of the answers above, or b to go back."]:
                self.say(line)

    def _list(self, options: Sequence[Option]) -> None:
        group = None
        for number, option in enumerate(options, 1):
            if option.group != group and option.group:
                self.say(f"{option.group}:")
            group = option.group
            self.say(f"  {number}. {option.label}")

    def one(self, message: str, options: Sequence[Option], default: str | None, explain: Explain | None) -> str:
        """Choose one option by its number, or its first letter where that is enough."""
        self.say(message)
        self._list(options)
        held = next((o.label for o in options if o.value == default), None)
        while True:
            text = self._read(f"Number{f' [{held}]' if held else ''}, b back, ? why:", explain)
            if not text and held and default is not None:
                return default
            chosen = _pick(text, options)
            if chosen:
                return chosen.value
            self.say(f"Type a number from 1 to {len(options)}.")

    def several(self, message: str, options: Sequence[Option], chosen: Sequence[str], explain: Explain | None) -> Any:
        """Choose some by their numbers; ``none`` and ``unknown`` are told apart."""
        self.say(message)
        self._list(options)
        self.say(
            "Type the numbers, such as 1 4. Type 0 for none of these, u for unknown; add + when there may be more."
        )
        now = " ".join(str(n) for n, option in enumerate(options, 1) if option.value in chosen)
        while True:
            text = self._read(f"Numbers{f' [{now}]' if now else ''}, b back, ? why:", explain) or now
            if text.casefold() in ("u", UNKNOWN):
                return UNKNOWN
            more = text.endswith("+")
            words = re.split(r"[,\s]+", text.rstrip("+ ").strip())
            if words in (["0"], ["none"]):
                return [UNKNOWN] if more else []
            numbers = [int(word) for word in words if word.isdecimal()]
            if len(numbers) == len(words) and all(1 <= n <= len(options) for n in numbers):
                found = [options[n - 1] for n in dict.fromkeys(numbers)]
                self.say(f"Chosen: {', '.join(o.label for o in found)}{' and perhaps more' if more else ''}.")
                return [o.value for o in found] + ([UNKNOWN] if more else [])
            self.say(f"Type numbers from 1 to {len(options)}, 0 for none of these, or u for unknown.")

    def states(
        self,
        message: str,
        options: Sequence[Option],
        held: Mapping[str, Any],
        explain: Callable[[str], list[str]],
        keep: Keep,
    ) -> dict[str, Any]:
        """Yes, no or unknown for each, one after the other; ``nn`` and ``uu`` answer all that are left."""
        self.say(
            f"{message}: {len(options)} questions. y yes, n no, u unknown; nn: no to all that are left, uu: unknown."
        )
        found: dict[str, Any] = {}
        index = 0
        while index < len(options):
            option = options[index]
            now = {True: "y", False: "n", UNKNOWN: "u"}.get(held.get(option.value, ""), "")
            prompt = f"{index + 1} of {len(options)}. {option.label}{f' [{now}]' if now else ''}:"
            try:
                text = self._read(prompt, partial(explain, option.value)).casefold() or now
            except Back:
                if index == 0:
                    raise
                index -= 1
                continue
            if text in ("nn", "uu"):
                found.update({o.value: False if text == "nn" else UNKNOWN for o in options[index:]})
                break
            chosen = _pick(text, YES_NO)
            if chosen is None:
                self.say("Type y, n or u (nn or uu for all that are left), b to go back, ? for why.")
                continue
            found[option.value] = {"yes": True, "no": False}.get(chosen.value, UNKNOWN)
            keep(found)
            index += 1
        self.say(summary(options, found))
        return found

    def line(
        self, message: str, hint: str, check: Check, default: str, explain: Explain | None, names: Sequence[str] = ()
    ) -> str:
        """A line of text."""
        self.say(message)
        self.say(f"({hint})")
        while True:
            text = (
                self._read(f"Answer{f' [{visible(default)}]' if default else ''}, b back, ? why:", explain) or default
            )
            try:
                check(text)
            except InputError as error:
                self.say(str(error))
            else:
                return text

    def pause(self) -> None:
        """Wait for Enter."""
        write("Enter goes on ")
        if not sys.stdin.readline():
            raise EOFError


def _pick(text: str, options: Sequence[Option]) -> Option | None:
    """The option with this number, value or label, or the only one whose label begins so."""
    if text.isdecimal():
        return options[int(text) - 1] if 1 <= int(text) <= len(options) else None
    folded = text.casefold()
    for option in options:
        if folded in (option.value.casefold(), option.label.casefold()):
            return option
    begun = [option for option in options if folded and option.label.casefold().startswith(folded)]
    return begun[0] if len(begun) == 1 else None


def write(text: str) -> None:
    """Write to standard error, spelled out in ASCII where it cannot hold a character."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = transliterate(text)
    sys.stderr.write(text)
    sys.stderr.flush()
