"""Draws the pictures of README from the program itself, run in a pseudo-terminal: ``python docs/pictures.py``.

``interview.svg`` is a real interview, answered by the keys below; ``report.svg`` is the first screen of an example.
They depend on the program and its knowledge only: no path, no time, the same bytes each time.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import pyte  # noqa: E402 (the tests, which hold the emulated terminal, are found from the folder above)

from tests.interview.terminal import DOWN, END, PROMPTS, Terminal, answer  # noqa: E402

COLUMNS = 80
WIDE, HIGH, SIZE, EDGE = 8.4, 18, 14, 12
"""Width of a character, height of a line, size of the letters and the margin, in pixels."""

FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
PAPER, INK = "#1c2128", "#e6e6e6"
COLOURS = {
    "black": "#6b7280",
    "red": "#ff7b72",
    "green": "#7ee787",
    "brown": "#f2cc60",
    "blue": "#79c0ff",
    "magenta": "#d2a8ff",
    "cyan": "#76e3ea",
    "white": "#f0f0f0",
}
Row = list[tuple[int, str, str, bool, str]]
"""A line as runs: column, text, colour, bold, and the colour behind it (empty: the paper)."""


def rows(screen: pyte.Screen) -> list[Row]:
    """The lines of a screen, without the empty ones at its end."""
    found = [list(_runs([screen.buffer[y][x] for x in range(screen.columns)])) for y in range(screen.lines)]
    while found and not found[-1]:
        found.pop()
    return found


def _runs(cells: list[pyte.screens.Char]) -> Iterator[tuple[int, str, str, bool, str]]:
    column = 0
    for (ink, bold, back), run in groupby(cells, key=_looks):
        text = "".join(cell.data for cell in run)
        if back:
            yield column, text, ink, bold, back
        elif text.strip():
            yield column + len(text) - len(text.lstrip()), text.strip(), ink, bold, ""
        column += len(text)


def _looks(cell: pyte.screens.Char) -> tuple[str, bool, str]:
    ink, back = _colour(cell.fg), "" if cell.bg == "default" else _colour(cell.bg)
    return (back or PAPER, cell.bold, ink) if cell.reverse else (ink, cell.bold, back)


def _colour(name: str) -> str:
    if name == "default":
        return INK
    return COLOURS.get(name.removeprefix("bright"), f"#{name}" if len(name) == 6 else INK)


def draw(lines: list[Row], label: str) -> str:
    """Lines as an SVG picture, with ``label`` for who cannot see it."""
    width, height = COLUMNS * WIDE + 2 * EDGE, len(lines) * HIGH + 2 * EDGE
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" role="img">',
        f"<title>{escape(label)}</title>",
        f"<style>text{{font:{SIZE}px {FONT};white-space:pre}}.b{{font-weight:bold}}</style>",
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
    ]
    for number, line in enumerate(lines):
        for column, text, colour, bold, back in line:
            x, y = EDGE + column * WIDE, EDGE + number * HIGH
            if back:
                out.append(f'<rect x="{x:.1f}" y="{y}" width="{len(text) * WIDE:.1f}" height="{HIGH}" fill="{back}"/>')
            out.append(
                f'<text x="{x:.1f}" y="{y + HIGH - 4}" textLength="{len(text) * WIDE:.1f}"'
                f' fill="{colour}"{" class=" + chr(34) + "b" + chr(34) if bold else ""}>'
                f"{escape(text, quote=False)}</text>"
            )
    return "\n".join([*out, "</svg>", ""])


def report() -> list[Row]:
    """The first screen of an example, up to the empty line after which the details begin."""
    command = "triage --example dialysis --no-pager"
    with (
        tempfile.TemporaryDirectory() as state,
        Terminal(command, Path(state), rows=2000, term="xterm-256color") as done,
    ):
        done.status()
        found = rows(done.screen)
    end = max(n for n, line in enumerate(found[:34]) if not line)
    return found[:end]


def interview() -> list[Row]:
    """Two moments of an interview: an emergency as it is told, and the laboratory page being filled in."""
    with tempfile.TemporaryDirectory() as state, Terminal("triage", Path(state), rows=26) as terminal:
        terminal.until("Signs of sepsis")
        terminal.send("nn")
        terminal.until("> .* Necrosis")
        terminal.send("y")
        terminal.until("Enter goes on")
        terminal.send("\r")
        terminal.until("> .* Ulceration")
        first = rows(terminal.screen)
        terminal.send("yyyN\r")
        terminal.until("Which of these conditions")
        terminal.send("dialysis ")
        terminal.until(r"> \[x\] Dialysis")
        terminal.send(f"{END}\rU")
        while terminal.next_prompt(PROMPTS) and "> Calcium:" not in terminal.until(r"(?m)^> "):
            answer(terminal, plain=False)
        for value, after in (
            ("9,4 mg/dL\r", "> Ionised"),
            (f"{DOWN}2.5 g/dL\r", "> Phosphate"),
            ("7.6\r", "which unit"),
        ):
            terminal.send(value)
            terminal.until(after)
        second = rows(terminal.screen)
    begin = next(n for n, line in enumerate(second) if line and line[0][1].startswith("Laboratory |"))
    return [*first, [], [(0, "-" * COLUMNS, COLOURS["black"], False, "")], [], *second[begin:]]


def main() -> None:
    """Write both pictures."""
    (HERE / "report.svg").write_text(draw(report(), "The first screen of a report"), "utf-8")
    (HERE / "interview.svg").write_text(draw(interview(), "Two pages of an interview"), "utf-8")


if __name__ == "__main__":
    main()
