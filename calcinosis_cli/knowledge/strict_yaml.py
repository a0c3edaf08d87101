"""YAML read strictly, with the line of every value.

Built from parser events, one at a time, so that nothing is constructed, nothing recurses and nothing is expanded:
anchors, aliases, tags, duplicate keys and deep nesting are refused where they stand. A plain scalar is a string unless
it is ``true``, ``false``, ``null`` or a decimal number; one that YAML 1.1 would quietly turn into something else
(``NO``, ``12:30``, ``2020-01-01``, ``0123``) is refused with advice to quote it.
"""

from __future__ import annotations

import re
from typing import Any

from calcinosis_cli.errors import InputError
from calcinosis_cli.text import visible

MAX_DEPTH = 40
MAX_VALUES = 200_000

Path = tuple[str | int, ...]

_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]{1,2})?\Z")
_TREACHEROUS = re.compile(
    r"""(?ix) yes | no | on | off | y | n | true | false | null   # booleans in other spellings
      | [-+]? 0 [0-9_]+ | 0x[0-9a-f_]+ | 0b[01_]+ | 0o[0-7]+      # octal, hexadecimal, binary
      | [-+]? [0-9][0-9_]* (:[0-5]?[0-9])+ (\.[0-9]*)?            # sexagesimal: 12:30 is 750
      | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} ([Tt\ ].*)?                # dates
      | [-+]? [0-9]+_[0-9_]* | [-+]? \.[0-9]+ | [-+]? [0-9]+\.    # 1_000, .5, 5.
      | [-+]? \.(inf) | \.nan | nan | [-+]?inf(inity)? | [-+]? [0-9.]+e[-+]?[0-9]{3,} | = | <<
    """
)


class Document:
    """A parsed document: plain dicts, lists and scalars, and the line of each."""

    def __init__(self, name: str, value: Any, lines: dict[Path, int]) -> None:
        self.name = name
        self.value = value
        self._lines = lines

    def line(self, path: Path) -> int:
        """The line (from 1) of the value at ``path``, or of its nearest container that has one."""
        for end in range(len(path), -1, -1):
            if path[:end] in self._lines:
                return self._lines[path[:end]]
        return 1

    def error(self, path: Path, message: str) -> InputError:
        """An error about the value at ``path``: file, line, path and message on one line."""
        where = f" at {dotted(path)}" if path else ""
        return InputError(f"{self.name}:{self.line(path)}{where}: {message}")


def dotted(path: Path) -> str:
    """``("criteria", 0, "when")`` as ``criteria[0].when``."""
    out = ""
    for part in path:
        out += f"[{part}]" if isinstance(part, int) else f".{visible(part, 60)}" if out else visible(part, 60)
    return out


def load(text: str, name: str) -> Document:
    """Parse one YAML document.

    Raises :class:`InputError` (file, line, what is wrong, how to mend it) for anything that is not plain, strict YAML.
    """
    return _Builder(text, name).document()


class _Builder:
    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.text = text
        self.lines: dict[Path, int] = {}
        self.count = 0

    def fail(self, mark: Any, message: str) -> InputError:
        return InputError(f"{self.name}:{mark.line + 1 if mark else 1}: {message}")

    def document(self) -> Document:
        import yaml  # late: most commands read only compiled knowledge

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return Document(self.name, self.build(yaml.parse(self.text, Loader=loader)), self.lines)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable as YAML"
            raise self.fail(mark, f"not valid YAML: {visible(str(problem))}") from None
        except (RecursionError, MemoryError):
            raise self.fail(None, "nested too deeply") from None

    def build(self, events: Any) -> Any:
        import yaml

        root: Any = None
        started = False
        stack: list[Any] = []  # open containers
        keys: list[Any] = []  # the pending key of each open mapping, or None
        path: list[str | int] = []

        def put(value: Any, mark: Any) -> None:
            nonlocal root
            self.lines[tuple(path)] = mark.line + 1
            if not stack:
                root = value
            elif isinstance(stack[-1], list):
                stack[-1].append(value)
            else:
                stack[-1][keys[-1]] = value

        def enter(mark: Any) -> None:
            """Set ``path`` to the place where the next value goes."""
            self.count += 1
            if self.count > MAX_VALUES:
                raise self.fail(mark, f"more than {MAX_VALUES} values: too large")
            if stack and isinstance(stack[-1], list):
                path.append(len(stack[-1]))

        def leave() -> None:
            if stack:
                path.pop()
                if isinstance(stack[-1], dict):
                    keys[-1] = None

        for event in events:
            mark = event.start_mark
            if isinstance(event, yaml.DocumentStartEvent):
                if started:
                    raise self.fail(mark, "a second document; only one is expected")
                started = True
                continue
            if isinstance(event, yaml.AliasEvent):
                raise self.fail(mark, "an alias (*name) is not allowed; write the value out")
            if getattr(event, "anchor", None):
                raise self.fail(mark, "an anchor (&name) is not allowed; write the value where it is used")
            if getattr(event, "tag", None) and event.tag != "!":
                raise self.fail(mark, f"a tag ({visible(event.tag, 60)}) is not allowed")
            if isinstance(event, yaml.ScalarEvent):
                if stack and isinstance(stack[-1], dict) and keys[-1] is None:
                    key = event.value
                    if key in stack[-1]:
                        raise self.fail(mark, f"the key {visible(key, 60)!r} is given twice; keep one")
                    if key == "<<":
                        raise self.fail(mark, "a merge key (<<) is not allowed; write the values out")
                    keys[-1] = key
                    path.append(key)
                    continue
                enter(mark)
                put(self.scalar(event), mark)
                leave()
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                if stack and isinstance(stack[-1], dict) and keys[-1] is None:
                    raise self.fail(mark, "a key must be a plain word, not a list or mapping")
                enter(mark)
                if len(stack) >= MAX_DEPTH:
                    raise self.fail(mark, f"nested more than {MAX_DEPTH} deep")
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                put(value, mark)
                stack.append(value)
                keys.append(None)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                stack.pop()
                keys.pop()
                leave()
        return root

    def scalar(self, event: Any) -> Any:
        text: str = event.value
        if event.style in ("'", '"', "|", ">"):
            return text
        if text in ("", "~", "null"):
            return None
        if text in ("true", "false"):
            return text == "true"
        if _NUMBER.match(text):
            return float(text) if any(c in text for c in ".eE") else int(text) if len(text) < 19 else float(text)
        if _TREACHEROUS.fullmatch(text):
            raise self.fail(
                event.start_mark,
                f"{visible(text, 40)!r} is read differently by different YAML programs; "
                "write true or false, a plain decimal number, or put it in quotes",
            )
        return text
