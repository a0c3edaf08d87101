"""Every mistake that an editor of the knowledge can make is named, with its file and line.

Each file of ``broken/`` holds one mistake and says, in its first three lines, where it would stand in a knowledge folder,
on which line the mistake is, and which words the error must hold (separated by ``|``). It is laid over ``small/``, which
has no mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcinosis_cli.errors import InputError
from calcinosis_cli.knowledge import lint, load, strict_yaml
from calcinosis_cli.knowledge.base import Knowledge

HERE = Path(__file__).parent
SMALL = HERE / "small"
Write = Callable[[str, str | bytes], Path]


def problems(overlay: Path) -> list[str]:
    """The errors of the small knowledge with ``overlay`` laid over it."""
    return [str(problem) for problem in lint.errors(lint.check(Knowledge(SMALL, overlay)))]


def test_the_small_knowledge_is_sound() -> None:
    """What the broken files are laid over has no problem of its own, not even a warning."""
    assert not lint.check(Knowledge(SMALL)).problems


@pytest.mark.parametrize("fixture", sorted((HERE / "broken").glob("*.yaml")), ids=lambda path: path.stem)
def test_each_mistake_is_named_with_its_line(fixture: Path, write: Write, tmp_path: Path) -> None:
    """The linter names file, line and mistake, and what was probably meant."""
    text = fixture.read_text(encoding="utf-8")
    header = dict(re.findall(r"^# (\w+): (.*)$", text, re.M))
    write(header["file"], text)
    found = problems(tmp_path)
    place = f"{header['file']}:{header['line']}"
    words = [word.strip() for word in header["words"].split("|")]
    assert [p for p in found if place in p and all(word in p for word in words)], found


@pytest.mark.parametrize("fixture", ["alias", "tag", "no", "nesting", "unknown_finding", "unknown_reference"])
def test_a_broken_overlay_is_refused_as_a_whole(fixture: str, write: Write, tmp_path: Path) -> None:
    """A knowledge with a mistake is not used: its first error says why."""
    text = (HERE / "broken" / f"{fixture}.yaml").read_text(encoding="utf-8")
    write(dict(re.findall(r"^# (\w+): (.*)$", text, re.M))["file"], text)
    assert lint.first_error(Knowledge(SMALL, tmp_path))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id: water\nname: \xff\xfe\n", "not UTF-8"),
        (b"", "expected"),
        (b"# nothing but a comment\n", "expected"),
        (b"- a\n- b\n", "expected"),
        (b"id: water\x00\n", "not valid YAML"),
        (b"# " + b"x" * 4_000_001, "larger than"),
        (b"a: [" + b"1, " * 300_000 + b"1]", "too large"),
        (b"[" * 100_000, "nested"),
        (b"\x1b]0;owned\x07: 1\n", "not valid YAML"),
        (b"'\\u001b[2J': 1\n", ""),
        (b'"\\e[2J": 1\n', "unknown key"),
    ],
    ids=[
        "utf8",
        "empty",
        "comment",
        "list",
        "nul",
        "bytes",
        "values",
        "brackets",
        "escape",
        "single-quoted",
        "escaped",
    ],
)
def test_a_file_that_is_no_record_is_refused_in_one_line(
    content: bytes, words: str, write: Write, tmp_path: Path
) -> None:
    """Bad UTF-8, an empty, huge or hostile file: one line each, with nothing that a terminal would obey."""
    write("drugs/water.yaml", content)
    (problem,) = problems(tmp_path)
    assert "drugs/water.yaml" in problem or str(tmp_path) in problem
    assert words in problem
    assert problem.isprintable()
    assert len(problem) < 1000


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A folder where a file should be is said to be unreadable."""
    with pytest.raises(InputError, match="cannot be read"):
        load.read_text(tmp_path)


@pytest.mark.parametrize(
    "word",
    ["yes", "No", "on", "OFF", "True", "FALSE", "Null", "0x1F", "0b11", "0o17", "1_000", ".5", "5.", ".inf", ".nan",
     "1:20", "190:20:30.15", "2020-1-1", "2001-12-14t21:59:43.10-05:00", "=", "y", "1e400"],
)  # fmt: skip
def test_what_yaml_would_turn_into_something_else_must_be_quoted(word: str) -> None:
    """The same word in quotes is plain text; without them it is refused."""
    with pytest.raises(InputError, match="quotes"):
        strict_yaml.load(f"a: {word}", "x")
    assert strict_yaml.load(f"a: '{word}'", "x").value == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("7", 7), ("-0.5", -0.5), ("1e3", 1000.0),
     ("9.4 mg/dL", "9.4 mg/dL"), ("calcium", "calcium"), ("'7'", "7"), ('"a: b"', "a: b"), ("|\n  two\n  lines", "two\nlines")],
)  # fmt: skip
def test_plain_values_are_read_as_they_stand(text: str, value: Any) -> None:
    """true, false, null and decimal numbers have their meaning; everything else is text."""
    read = strict_yaml.load(f"a: {text}", "x").value["a"]
    assert read == value
    assert type(read) is type(value)


SCALARS = st.one_of(st.booleans(), st.none(), st.integers(-(10**12), 10**12), st.text(max_size=12))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda key: key != "<<"), VALUES, max_size=4))
def test_quoted_yaml_reads_back_as_written(value: dict[str, Any]) -> None:
    """What another program wrote as YAML with quoted text is read back unchanged."""
    yaml = pytest.importorskip("yaml")

    class Quoted(yaml.SafeDumper):
        """Writes all text in double quotes, and nothing by alias."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"'))
    assert strict_yaml.load(yaml.dump(value, Dumper=Quoted), "x").value == value


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_printable_line(text: str) -> None:
    """No text makes the reader fail in any other way."""
    refusal = ""
    try:
        strict_yaml.load(text, "x")
    except InputError as error:
        refusal = str(error)
    assert refusal.isprintable()


def test_the_line_of_every_value_is_known() -> None:
    """An error about a value points to its own line, or to that of what holds it."""
    document = strict_yaml.load("a:\n  b: 1\n  c:\n    - x\n    - {d: e}\n", "x")
    places = [(("a", "b"), 2), (("a", "c", 0), 4), (("a", "c", 1, "d"), 5), (("a", "none"), 2), (("z",), 1)]
    assert [document.line(path) for path, _ in places] == [line for _, line in places]
