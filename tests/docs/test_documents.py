"""The documents keep what they promise."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from calcinosis_cli.app import COMMANDS
from calcinosis_cli.knowledge.base import Knowledge

ROOT = Path(__file__).parent.parent.parent


def test_the_man_page_is_that_of_the_commands() -> None:
    """``docs/calcinosis.1`` is what ``docs/manual.py`` writes now."""
    made = runpy.run_path(str(ROOT / "docs" / "manual.py"))["page"]()
    assert (ROOT / "docs" / "calcinosis.1").read_text(encoding="utf-8") == made


def test_the_page_of_results_is_that_of_the_structures() -> None:
    """``docs/results.md`` is what ``docs/results.py`` writes now."""
    made = runpy.run_path(str(ROOT / "docs" / "results.py"))["page"]()
    assert (ROOT / "docs" / "results.md").read_text(encoding="utf-8") == made


def test_readme_names_only_commands_and_options_that_exist() -> None:
    """Each ``calcinosis X`` in README is a command, and each picture and page it links to is there."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\s*calcinosis (\w+)", readme, re.MULTILINE)) | set(
        re.findall(r"`calcinosis (\w+)", readme)
    )
    assert named <= set(COMMANDS)
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_the_change_log_counts_what_is_there() -> None:
    """The numbers of the first release are those of the knowledge."""
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    k = Knowledge()
    for number, what in (
        (len(k.drugs), "drugs and procedures"),
        (len(k.red_flags), "red flags"),
        (len(k.pathways), "pathways"),
        (len(k.workup), "tests"),
    ):
        assert f"{number} {what}" in log, what
