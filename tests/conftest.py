"""What all tests share: a private cache, the bundled knowledge, the program as a user runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from calcinosis_cli.assess import answers as reading
from calcinosis_cli.assess.answers import Answers
from calcinosis_cli.assess.assess import assess
from calcinosis_cli.assess.model import Assessment
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.knowledge.strict_yaml import Document

settings.register_profile(
    "calcinosis",
    deadline=None,  # a slow machine is not a wrong program
    derandomize=True,  # the same examples each time: a red run can be repeated
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
settings.load_profile("calcinosis")

MOODS = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "CALCINOSIS_DATA", "CALCINOSIS_DEBUG", "CALCINOSIS_NO_CACHE")
"""Variables that change what the program prints; no test inherits them."""


def pytest_configure(config: pytest.Config) -> None:
    """One cache for the whole run, away from the user's own."""
    if hasattr(config, "workerinput"):
        return  # the workers inherit what the first process set
    for name in MOODS:
        os.environ.pop(name, None)
    config.stash[CACHE] = os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="calcinosis-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind."""
    if CACHE in config.stash:
        shutil.rmtree(config.stash[CACHE], ignore_errors=True)


CACHE = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The bundled knowledge."""
    return Knowledge()


Assess = Callable[[dict[str, Any]], Assessment]


@pytest.fixture(scope="session")
def parsed(knowledge: Knowledge) -> Callable[[dict[str, Any]], Answers]:
    """Answers as they would stand in a file, checked."""
    return lambda given: reading.parse(Document("answers", given, {}), knowledge)


@pytest.fixture(scope="session")
def assessed(knowledge: Knowledge, parsed: Callable[[dict[str, Any]], Answers]) -> Assess:
    """Answers as they would stand in a file, assessed."""
    return lambda given: assess(parsed(given), knowledge)


class Ran:
    """What a run of the program gave."""

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.raw_out = out
        self.raw_err = err
        self.out = out.decode("utf-8", "replace")
        self.err = err.decode("utf-8", "replace")


Run = Callable[..., Ran]


def run_program(*arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None) -> Ran:
    """Run ``python -m calcinosis_cli`` in a process of its own, its streams being pipes."""
    done = subprocess.run(
        [sys.executable, "-m", "calcinosis_cli", *arguments],
        input=stdin if stdin is not None else b"",
        capture_output=True,
        check=False,
        timeout=60,
        cwd=tempfile.gettempdir(),
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def run() -> Run:
    """The program as a user runs it."""
    return run_program


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """A file in a folder of its own."""

    def put(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put
