"""Interviews in progress, saved as they go: one private file each, in the user's state folder.

A file holds an answers document, so ``--answers`` reads it too. It is written anew, in one step, after each answer.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from calcinosis_cli import __version__
from calcinosis_cli.assess.answers import MAX_BYTES, read
from calcinosis_cli.errors import InputError, did_you_mean
from calcinosis_cli.interview.given import document
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.text import visible

SCHEMA = "calcinosis.session/1"


class Saved(Struct, frozen=True):
    """A session on disk: its id, its file, and when it was last written (seconds since 1970)."""

    id: str
    path: Path
    changed: float


def folder() -> Path:
    """Where sessions are kept. Raises :class:`InputError` when the user has no home."""
    base = os.environ.get("XDG_STATE_HOME")
    try:
        root = Path(base) if base else Path.home() / ".local" / "state"
    except RuntimeError:
        raise InputError("there is no home folder to keep sessions in; set XDG_STATE_HOME") from None
    return root / "calcinosis" / "sessions"


def new_id() -> str:
    """An id that sorts by time and says nothing of the patient."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}"


def saved() -> list[Saved]:
    """The sessions kept, the latest first."""
    found = []
    for path in folder().glob("*.json"):
        try:
            found.append(Saved(path.stem, path, path.stat().st_mtime))
        except OSError:
            continue
    return sorted(found, key=lambda s: (s.changed, s.id), reverse=True)


def save(id_: str, replies: Mapping[str, Any], knowledge: Knowledge) -> None:
    """Write a session: whole or not at all, readable by this user only. Raises :class:`InputError` when it cannot be."""
    path = folder() / f"{id_}.json"
    content = {
        "schema": SCHEMA,
        "id": id_,
        "program_version": __version__,
        "knowledge_version": knowledge.manifest.version,
        "answers": document(replies),
    }
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise InputError(f"{visible(str(path))}: cannot be written: {error.strerror}") from None


def load(session: Saved, knowledge: Knowledge) -> tuple[dict[str, Any], list[str]]:
    """The raw answers of a session, and the ids of those that this knowledge does not take.

    Raises :class:`InputError` when the file is not a session.
    """
    where = visible(str(session.path))
    try:
        with session.path.open("rb") as file:
            held = json.loads(file.read(MAX_BYTES + 1))
        nested = held["answers"]
        if held["schema"] != SCHEMA or not isinstance(nested, dict):
            raise ValueError
    except OSError as error:
        raise InputError(f"{where}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputError(f"{where}: not a session; delete it with: calcinosis sessions delete {session.id}") from None
    replies: dict[str, Any] = {}
    refused = []
    for id_, raw in _flat(nested).items():
        try:
            read(knowledge.findings[id_], raw, knowledge)
        except (InputError, KeyError):
            refused.append(id_)
        else:
            replies[id_] = raw
    return replies, refused


def _flat(nested: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for group, held in nested.items():
        if isinstance(held, dict):
            flat.update({f"{group}.{name}": raw for name, raw in held.items()})
        else:
            flat[group] = held
    return flat


def find(id_: str) -> Saved:
    """The session with this id. Raises :class:`InputError` when there is none."""
    kept = {session.id: session for session in saved()}
    if id_ not in kept:
        raise InputError(f"{visible(id_, 60)}: no such session{did_you_mean(id_, kept)}; see: calcinosis sessions list")
    return kept[id_]


def delete(id_: str) -> None:
    """Remove a session; nothing happens when it is gone already. Raises :class:`InputError` when it cannot be removed."""
    path = folder() / f"{id_}.json"
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{visible(str(path))}: cannot be deleted: {error.strerror}") from None
