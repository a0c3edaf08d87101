"""A real terminal: the program runs in a pseudo-terminal, and what it draws is read from an emulated screen."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds until something awaited is missing: for a slow machine, not a measure of speed."""


class Terminal:
    """A terminal in which the program runs. Standard output goes to ``out`` when that is given."""

    def __init__(
        self,
        arguments: str,
        state: Path,
        out: Path | None = None,
        columns: int = 80,
        rows: int = 45,
        term: str = "xterm",
        env: Mapping[str, str] | None = None,
    ) -> None:
        command = f"exec {shlex.quote(sys.executable)} -m calcinosis_cli {arguments}"
        if out is not None:
            command += f" > {shlex.quote(str(out))}"
        world = {**os.environ, "XDG_STATE_HOME": str(state), "TERM": term, "PROMPT_TOOLKIT_NO_CPR": "1"}
        world |= {"PYTHONUTF8": "1", "LANG": "C.UTF-8"}
        for name in ("COLUMNS", "LINES", "ACCESSIBLE", "CALCINOSIS_PLAIN"):
            world.pop(name, None)
        world |= env or {}
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", command], env=world, dimensions=(rows, columns), encoding="utf-8", timeout=PATIENCE
        )
        self.child.delaybeforesend = None
        self.screen = pyte.HistoryScreen(columns, rows, history=5000)
        self.stream = pyte.Stream(self.screen)
        self.fresh = ""
        """What was written since the last key, as it came."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    def _pump(self) -> bool:
        """Take in what was written; False when the program has ended."""
        try:
            text = self.child.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.stream.feed(text)
        self.fresh += text
        return True

    def text(self) -> str:
        """The screen."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, pattern: str) -> str:
        """Wait until the screen shows ``pattern``, and return the screen."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self._pump()
            if re.search(pattern, self.text()):
                return self.text()
            if not alive:
                break
        raise AssertionError(f"{pattern!r} did not appear on:\n{self.text()}")

    def until_written(self, pattern: str) -> str:
        """Wait until ``pattern`` was written since the last key, though it may have left the screen."""
        self.next_prompt({"found": pattern})
        return self.fresh

    def next_prompt(self, patterns: dict[str, str]) -> str:
        """Wait until one of ``patterns`` was written since the last key; its name, or ``end``."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            alive = self._pump()
            found = [(m.start(), name) for name, p in patterns.items() for m in [re.search(p, self.fresh)] if m]
            if found:
                return max(found)[1]
            if not alive:
                return "end"
        raise AssertionError(f"no prompt after:\n{self.text()}")

    def send(self, keys: str) -> None:
        """Press keys."""
        self.fresh = ""
        self.child.send(keys)

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the program is told."""
        self.fresh = ""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def status(self) -> int:
        """Wait for the end; the exit status."""
        end = time.monotonic() + PATIENCE
        while self._pump():
            assert time.monotonic() < end, f"still running:\n{self.text()}"
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0))


PLAIN = {
    "states": r"Present.*why: ",
    "numbers": r"Numbers.*why: ",
    "number": r"Number[ ,\[].*why: ",
    "results": r"Results.*why: ",
    "line": r"Answer.*why: ",
    "pause": r"Enter goes on",
}
PLAIN_KEYS = {"states": "0\r", "numbers": "u\r", "number": "1\r", "results": "\r", "line": "\r", "pause": "\r"}
PROMPTS = {"page": r"\? why", "review": r"Enter choose", "pause": r"Enter goes on"}
UP, DOWN, END, ESCAPE = "\x1b[A", "\x1b[B", "\x1b[F", "\x1b"
TO_TICK = r"\[ +\] |\( \) "


def answer(terminal: Terminal, plain: bool) -> bool:
    """Answer the present prompt whatever it asks: no danger sign, otherwise unknown. False when the program has ended."""
    kind = terminal.next_prompt(PLAIN if plain else PROMPTS)
    if kind == "end":
        return False
    if plain:
        terminal.send(PLAIN_KEYS[kind])
    elif kind != "page":
        terminal.send("\r")
    else:
        screen = terminal.until(r"(?m)^> ")
        rest = "" if not re.search(TO_TICK, screen) else "N" if "Signs of sepsis" in screen else "U"
        terminal.send(f"{END}\r{rest}")
    return True


def answer_to_the_end(terminal: Terminal, plain: bool) -> int:
    """Answer every prompt; how many there were."""
    for count in range(120):
        if not answer(terminal, plain):
            return count
    raise AssertionError("the interview does not end")
