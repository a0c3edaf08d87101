"""JSON: the assessment itself, keys in the order of its structure."""

from __future__ import annotations

from typing import Any

import msgspec


def render(value: Any) -> str:
    """A result as indented JSON, with a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"
