"""Knowledge files to checked structures: one file at a time, with the line of every mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import msgspec

from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.files import read_at_most
from calcinosis_cli.knowledge import conditions, strict_yaml
from calcinosis_cli.text import visible

T = TypeVar("T")

MAX_BYTES = 4_000_000
_AT = re.compile(r" - at `(key in )?\$(.*)`\Z")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def read_text(path: Path) -> str:
    """The text of a knowledge file. Raises :class:`InputError` when it cannot be read, is too large or is not UTF-8."""
    raw = read_at_most(path, MAX_BYTES)
    if len(raw) > MAX_BYTES:
        raise InputError(f"{visible(str(path))}: larger than {MAX_BYTES} bytes")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{visible(str(path))}: not UTF-8 text (byte {error.start})") from None


def read(path: Path, shape: type[T], name: str | None = None) -> tuple[T, strict_yaml.Document]:
    """Read ``path`` as ``shape``. Raises :class:`InputError` with file, line, path, what was expected and a near name."""
    document = strict_yaml.load(read_text(path), name or path.name)
    return convert(document, shape), document


def convert(document: strict_yaml.Document, shape: type[T]) -> T:
    """The value of ``document`` as ``shape``."""
    try:
        return msgspec.convert(document.value, shape)
    except msgspec.ValidationError as error:
        raise _explain(document, shape, str(error)) from None


def _explain(document: strict_yaml.Document, shape: Any, message: str) -> InputError:
    """A decoding error in words, with its line and the nearest valid name."""
    match = _AT.search(message)
    path: tuple[str | int, ...] = ()
    if match:
        message = message[: match.start()]
        path = _locate(document.value, match[2])
    unknown = re.search(r"unknown field `(.*)`", message)
    if unknown:
        near = did_you_mean(unknown[1], _fields(shape, path))
        return document.error((*path, unknown[1]), f"unknown key {visible(unknown[1], 60)!r}{near}")
    return document.error(path, message[0].lower() + message[1:].replace("`", "'"))


def _locate(value: Any, text: str) -> tuple[str | int, ...]:
    """The path that a message of msgspec names; ``[...]`` (any value of a mapping) ends it early."""
    path: list[str | int] = []
    for key, index in _STEP.findall(text):
        if index == "...":
            break
        path.append(int(index) if index else key)
    return tuple(path)


def _fields(shape: Any, path: tuple[str | int, ...]) -> list[str]:
    """The keys allowed at ``path`` of ``shape``, as far as the annotations tell."""
    for step in path:
        while getattr(shape, "__origin__", None) is not None or hasattr(shape, "__args__"):
            args = [a for a in getattr(shape, "__args__", ()) if a is not type(None) and a is not str]
            if not args:
                return []
            shape = args[-1]
        if isinstance(step, str):
            if not hasattr(shape, "__struct_fields__"):
                return []
            shape = get_type_hints(shape).get(step)
    while hasattr(shape, "__args__"):
        args = [a for a in shape.__args__ if a is not type(None) and a is not str]
        if not args:
            return []
        shape = args[-1]
    return list(getattr(shape, "__struct_encode_fields__", ()))


def condition(
    document: strict_yaml.Document, path: tuple[str | int, ...], raw: Any, check: conditions.Check | None
) -> conditions.Node:
    """Parse the condition at ``path``. Raises :class:`InputError` with its line."""
    try:
        return conditions.parse(raw, check)
    except conditions.ConditionError as error:
        raise document.error((*path, *error.path), str(error)) from None
