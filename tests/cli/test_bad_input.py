"""Unhappy paths: one clear line each, exit status 2, no traceback, nothing on stdout, no byte that a terminal obeys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, Run

Write = Callable[[str, str | bytes], Path]

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(c + 1)}: &{chr(c + 1)} [{','.join([f'*{chr(c)}'] * 9)}]\n" for c in range(ord("a"), ord("i"))
)

FILES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "empty"),
    "binary": (bytes(range(256)) * 4, "not UTF-8 text"),
    "nul": ("patient: {age_years: 3}\x00", "not valid YAML"),
    "deep yaml": ("[" * 100_000, "nested"),
    "deep json": ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested"),
    "duplicate key": ("patient:\n  age_years: 3\n  age_years: 4\n", "3: the key 'age_years' is given twice"),
    "duplicate json key": ('{"labs": {"calcium": "9 mg/dL", "calcium": "15 mg/dL"}}', "given twice"),
    "alias bomb": (BOMB, "not allowed"),
    "tag": ("patient: !!python/object/apply:os.system ['touch owned']", "tag"),
    "second document": ("patient: {age_years: 3}\n---\npatient: {age_years: 4}\n", "second document"),
    "unknown id": ("lesions:\n  sights: [hands]\n", "2 at lesions.sights: unknown finding; did you mean lesions.sites"),
    "unknown word": ("conditions: [dyalisis]\n", "did you mean dialysis"),
    "bare number": ("labs: {calcium: 9.4}\n", "has no unit"),
    "wrong unit": ("labs: {calcium: 10.2 mmol/L}\n", "did you mean mg/dL"),
    "foreign unit": ("labs: {calcium: 10.2 stones}\n", "expected one of: mg/dL"),
    "NaN": ('{"patient": {"age_years": NaN}}', "NaN is not a number"),
    "yaml nan": ("patient: {age_years: .nan}", "quotes"),
    "negative age": ("patient: {age_years: -4}", "outside 0 to 120"),
    "a list": ("- patient\n", "expected a mapping"),
    "a norwegian": ("lesions: {painful: NO}\n", "'NO' is read differently"),
    "control characters": ('patient: {sex: "fem\\e]0;owned\\x07ale\\e[2J"}', "is not a choice"),
    "a key to the terminal": ('"\\e[2Jlabs": {}', "unknown finding"),
    "bidirectional": ('conditions: ["\u202edialysis"]', "is not a value"),
}


def one_line(done: Ran, words: str) -> None:
    """Status 2 and one printable line that holds ``words``."""
    assert done.status == 2, done.err
    assert done.out == ""
    assert done.err.count("\n") == 1, done.err
    assert done.err.rstrip("\n").isprintable()
    assert words in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("name", FILES)
def test_an_answers_file_that_cannot_be_used(name: str, run: Run, write: Write) -> None:
    """What is wrong, where, and how to mend it."""
    content, words = FILES[name]
    one_line(run("triage", "--answers", str(write("case.yaml", content)), "--json"), words)


def test_hostile_input_runs_nothing(run: Run, write: Write, tmp_path: Path) -> None:
    """A tag that would run a command is refused before anything is built."""
    run(
        "triage", "--answers", str(write("case.yaml", f"a: !!python/object/apply:os.system ['touch {tmp_path}/owned']"))
    )
    assert not (tmp_path / "owned").exists()


def test_a_file_of_100_megabytes_is_refused_without_reading_it(run: Run, tmp_path: Path) -> None:
    """Only as much is read as an answers document may have."""
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    one_line(run("triage", "--answers", str(huge), "--json"), "larger than 1 MB")


def test_too_much_from_a_pipe_is_refused(run: Run) -> None:
    """Standard input has the same limit."""
    one_line(run("triage", "--answers", "-", stdin=b"#" * 1_000_002), "larger than 1 MB")


@pytest.mark.parametrize("path", ["none.yaml", ".", "x\x1b[2Jy.yaml", "a" * 300])
def test_a_file_that_cannot_be_opened(path: str, run: Run, tmp_path: Path) -> None:
    """Missing, a folder, an impossible name: cannot be read."""
    one_line(run("triage", "--answers", str(tmp_path / path)), "cannot be read")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("triage", "--set", "labs.calcium"), "expected FINDING=ANSWER"),
        (("triage", "--set", "labs.calcum=9 mg/dL"), "did you mean labs.calcium"),
        (("triage", "--set", "labs.calcium=9"), "has no unit"),
        (("triage", "--set", "labs.calcium=2.9 mg"), "--set labs.calcium: 'mg' is not a unit"),
        (("triage", "--set", "conditions=[ckd"), "--set conditions"),
        (("triage", "--set", "patient.age_years=.nan"), "--set patient.age_years"),
        (("triage", "--set", "lesions.painful=\x1b[31mperhaps"), "lesions.painful"),
        (("triage", "--example", "dyalisis"), "did you mean dialysis"),
        (("triage", "--example", "../manifest"), "no example"),
        (("triage", "--example", "dialysis", "--answers", "x.yaml"), "cannot be used together"),
        (("triage", "--example", "dialysis", "--format", "pdf"), "pdf"),
        (("triage", "--nosuch"), "--nosuch"),
        (("nosuch",), "nosuch"),
        (("lookup",), "DRUG"),
        (("lookup", "diltiazam"), "did you mean"),
        (("lookup", "\x1b]0;owned\x07"), "no drug"),
        (("lookup", "diltiazem", "--for", "nonsense"), "no evidence in it"),
        (("lookup", "diltiazem", "--with", "kolchicin"), "did you mean"),
        (("explain", "calciphilaxis"), "did you mean"),
        (("list", "nonsense"), "nonsense"),
        (("schema", "nonsense"), "nonsense"),
        (("references", "none.json"), "cannot be read"),
        (("triage", "--example", "gout", "--data", "none"), "not a folder"),
        (("check", "none"), "not a folder"),
    ],
    ids=" ".join,
)
def test_a_slip_on_the_command_line(arguments: tuple[str, ...], words: str, run: Run) -> None:
    """A wrong option, name or value is named, with what was probably meant."""
    done = run(*[a.replace("\x1b", "\x1b") for a in arguments])
    one_line(done, words)


BROKEN = {
    "drugs/mine.yaml": (
        "id: mine\nname: mine\nkind: potion\nsummary: {id: a, text: A., basis: convention}\n",
        "mine.yaml:3 at kind",
    ),
    "red_flags.yaml": ("- id: x\n  nonsense: 1\n", "red_flags.yaml:2"),
    "classification.yaml": ("possible: NO\n", "classification.yaml:1"),
    "manifest.yaml": ("version: '\x1b[2J'\n", "manifest.yaml"),
    "findings/01_danger.yaml": ("", "01_danger.yaml"),
    "pathways/mine.yaml": (
        "id: mine\nname: mine\nwhen: {labs.calcum: high}\nsteps: [{id: mine-a, phase: now, text: A., basis: convention}]\n",
        "did you mean labs.calcium",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_overlay_is_refused(name: str, run: Run, write: Write, tmp_path: Path) -> None:
    """Knowledge of one's own with a mistake in it is not used; file and line are told."""
    content, words = BROKEN[name]
    write(name, content)
    one_line(run("triage", "--example", "gout", "--data", str(tmp_path), "--json"), words)
    one_line(run("lookup", "diltiazem", "--json", env={"CALCINOSIS_DATA": str(tmp_path)}), words)


def test_check_tells_every_mistake_of_a_folder(run: Run, write: Write, tmp_path: Path) -> None:
    """``check`` prints all problems, in words or as JSON, with status 2."""
    write("pathways/mine.yaml", BROKEN["pathways/mine.yaml"][0])
    done = run("check", str(tmp_path))
    assert done.status == 2
    assert "pathways/mine.yaml:3" in done.out
    assert '"severity": "error"' in run("check", str(tmp_path), "--json").out


def test_free_text_is_shown_without_what_a_terminal_would_obey(run: Run, write: Write) -> None:
    """Names of medicines and notes that hold control characters come out harmless in every form for a reader."""
    case = write(
        "case.yaml", 'notes: "a\\e[2Jb"\nid: "x\\e]0;t\\x07"\nmedications: ["a\\e[31mb", "\u202eevil", "c\\x9bd"]\n'
    )
    for form in ("text", "markdown", "terminal", "json"):
        done = run("triage", "--answers", str(case), "--format", form, env={"FORCE_COLOR": "0"})
        assert done.status == 0, done.err
        assert not set("\x1b\x07\x9b\u202e") & set(done.out), form
