"""Markdown: headings, lists and a numbered list of references."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calcinosis_cli.report.blocks import Block, citation_text

_SPECIAL = re.compile(r"[\\`*{}\[\]<>#|&~]|(?<![^\W_])_|_(?![^\W_])")
_LIST = re.compile(r"\A(\d+(?=[.)])|(?=[-+]))")


def escape(text: str) -> str:
    """Text with everything that Markdown would read as markup made literal.

    An underscore within a word is left alone (Markdown does too), so that an address stays as it is.
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def _start(text: str) -> str:
    """``text`` at the beginning of a list item, made not to begin another list."""
    return _LIST.sub(r"\1\\", text)


def render(blocks: Iterable[Block]) -> str:
    """The report as Markdown."""
    lines: list[str] = []
    for block in blocks:
        text = escape(block.text)
        lead = f"**{escape(block.lead)}** " if block.lead else ""
        cites = f" {escape(citation_text(block))}" if citation_text(block) else ""
        if block.kind == "title":
            lines += [f"# {text}", ""]
        elif block.kind == "section":
            lines += ["", f"## {text}", ""]
        elif block.kind == "subsection":
            lines += ["", f"### {text}", ""]
        elif block.kind == "reference":
            lines += [f"{escape(block.lead)} {text}  "]
        else:
            lines.append(f"{'  ' * block.depth}- {lead}{text if lead else _start(text)}{cites}")
    return "\n".join(lines).strip() + "\n"
