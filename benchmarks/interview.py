"""From a key to the next question, in a pseudo-terminal: ``python benchmarks/interview.py``.

A whole interview is answered key by key, three times. For each key, the time until the program has written the last of what it draws.
Prints the median and the 95th percentile, of all keys and of those that bring the next page, and the ratio to a bare
questionary prompt measured in the same way in the same run.
"""

from __future__ import annotations

import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator

import pexpect
import pyte

COLUMNS, ROWS = 80, 40
QUIET = 0.15
"""Seconds of silence after which a screen is finished. They are not counted."""
AIM = 50.0
RUNS = 3

BARE = """
import questionary, sys
from prompt_toolkit.output import create_output
for n in range(60):
    questionary.select(f"Question {n}?", choices=["yes", "no", "unknown"], output=create_output(sys.stderr)).unsafe_ask()
"""


class Session:
    """A program in a pseudo-terminal."""

    def __init__(self, *arguments: str) -> None:
        env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "XDG_STATE_HOME": tempfile.mkdtemp()}
        env.pop("CALCINOSIS_PLAIN", None)
        self.child = pexpect.spawn(sys.executable, list(arguments), env=env, dimensions=(ROWS, COLUMNS))
        self.child.delaybeforesend = None
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.stream = pyte.ByteStream(self.screen)
        self.alive = True

    def drawn(self, patience: float = QUIET) -> float:
        """Take in what is written until it is quiet; the time of the last byte (0: nothing came)."""
        last, wait = 0.0, patience
        while select.select([self.child.child_fd], [], [], wait)[0]:
            try:
                data = os.read(self.child.child_fd, 65536)
            except OSError:
                data = b""
            if not data:
                self.alive = False
                break
            last, wait = time.perf_counter(), QUIET
            self.stream.feed(data)
        return last

    def press(self, key: str) -> float:
        """Milliseconds from a key until the screen that follows is drawn."""
        start = time.perf_counter()
        self.child.send(key)
        return max(self.drawn(2.0) - start, 0.0) * 1000

    def lines(self) -> list[str]:
        """The screen."""
        return [line.rstrip() for line in self.screen.display]


def interview() -> Iterator[tuple[float, bool]]:
    """The time of each key of an interview, and whether it brought another page."""
    session = Session("-m", "calcinosis_cli", "triage", "--json")
    session.drawn(30)
    while session.alive:
        before = session.lines()
        if any("Show the result" in line for line in before):
            break
        took = session.press(key(before))
        yield took, title(before) != title(session.lines())
    session.child.close(force=True)


def key(lines: list[str]) -> str:
    """The key that answers the line the cursor is on: no, a tick, or on to what is still open."""
    here = next((line for line in reversed(lines) if line.startswith("> ")), "")
    return "n" if here.startswith("> [   ]") else " " if here.startswith(("> [ ]", "> ( )")) else "\r"


def title(lines: list[str]) -> str:
    """The line that names the page, or the review."""
    marks = (" more question", "the last page, perhaps", "Show the result")
    return next((line.partition(" | ")[0] for line in reversed(lines) if any(mark in line for mark in marks)), "")


def bare() -> Iterator[float]:
    """The time of each key of bare questionary prompts."""
    session = Session("-c", BARE)
    session.drawn(30)
    for number in range(60):
        yield session.press("\x1b[B" if number % 2 else "\r")
    session.child.close(force=True)


def told(name: str, times: list[float], base: float) -> None:
    """One line of figures."""
    high = statistics.quantiles(times, n=20)[-1]
    print(
        f"{name:<34} {len(times):4} keys  median {statistics.median(times):5.1f} ms  95th percentile {high:5.1f} ms"
        f"  {statistics.median(times) / base:4.1f} x"
    )


def main() -> None:
    """Measure and print."""
    times = [one for _ in range(RUNS) for one in interview()]
    plain = list(bare())
    base = statistics.median(plain)
    told("bare questionary prompt", plain, base)
    told("interview, every key", [took for took, _ in times], base)
    told(f"interview, to another page (aim: {AIM:.0f})", [took for took, turned in times if turned], base)


if __name__ == "__main__":
    main()
