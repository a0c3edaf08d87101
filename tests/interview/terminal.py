"""A real terminal: the program runs in a pseudo-terminal, and what it draws is read from an emulated screen."""

from __future__ import annotations

import os
import re
import shlex
import sys
import time
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
    ) -> None:
        command = f"exec {shlex.quote(sys.executable)} -m calcinosis_cli {arguments}"
        if out is not None:
            command += f" > {shlex.quote(str(out))}"
        env = {**os.environ, "XDG_STATE_HOME": str(state), "TERM": term, "PROMPT_TOOLKIT_NO_CPR": "1"}
        env |= {"PYTHONUTF8": "1", "LANG": "C.UTF-8"}
        for name in ("COLUMNS", "LINES", "ACCESSIBLE", "CALCINOSIS_PLAIN"):
            env.pop(name, None)
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", command], env=env, dimensions=(rows, columns), encoding="utf-8", timeout=PATIENCE
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

    def status(self) -> int:
        """Wait for the end; the exit status."""
        end = time.monotonic() + PATIENCE
        while self._pump():
            assert time.monotonic() < end, f"still running:\n{self.text()}"
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0))


PLAIN = {
    "states": r"\d+ of \d+\. .*: ",
    "numbers": r"Numbers.*why: ",
    "number": r"Number[ ,\[].*why: ",
    "line": r"Answer.*why: ",
    "pause": r"Enter goes on",
}
PLAIN_KEYS = {"states": "nn\r", "numbers": "u\r", "number": "1\r", "line": "\r", "pause": "\r"}
UP, DOWN = "\x1b[A", "\x1b[B"
PROMPTS = {
    "states": r"y yes, n no",
    "numbers": r"Space",
    "number": r"Enter choose",
    "line": r"b: back, \?: why",
    "pause": r"Enter goes on",
}
PROMPT_KEYS = {"states": "N\r", "numbers": f"{DOWN} \r", "number": "\r", "line": "\r", "pause": "\r"}
"""Keys that answer each kind of prompt whatever it asks: no danger sign, first choice, otherwise unknown."""


def answer_to_the_end(terminal: Terminal, plain: bool) -> int:
    """Answer every question; how many prompts there were."""
    patterns, keys = (PLAIN, PLAIN_KEYS) if plain else (PROMPTS, PROMPT_KEYS)
    for count in range(120):
        kind = terminal.next_prompt(patterns)
        if kind == "end":
            return count
        terminal.send(keys[kind])
    raise AssertionError("the interview does not end")
