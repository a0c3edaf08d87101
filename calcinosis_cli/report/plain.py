"""Plain text: one block a paragraph, never wrapped, nothing a terminal would obey. For pipes and for pasting."""

from __future__ import annotations

from collections.abc import Iterable

from calcinosis_cli.report.blocks import Block, full_text


def render(blocks: Iterable[Block]) -> str:
    """The report as plain text."""
    lines: list[str] = []
    for block in blocks:
        text = full_text(block)
        if block.kind in ("title", "section"):
            lines += ["", text.upper() if block.kind == "section" else text, ""]
        elif block.kind == "subsection":
            lines += ["", text]
        elif block.kind == "reference":
            lines.append(text)
        else:
            lines.append(f"{'  ' * block.depth}- {text}")
    return "\n".join(lines).strip() + "\n"
