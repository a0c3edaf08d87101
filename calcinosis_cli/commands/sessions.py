"""``calcinosis sessions``: interviews that were left unfinished, or kept."""

from __future__ import annotations

import time
from enum import StrEnum
from typing import Annotated

import typer

from calcinosis_cli.commands.common import JsonOption
from calcinosis_cli.errors import InputError
from calcinosis_cli.output import note, write


class Action(StrEnum):
    """What to do with sessions."""

    list = "list"
    delete = "delete"


def sessions(
    action: Annotated[Action, typer.Argument(help="What to do.")] = Action.list,
    ids: Annotated[list[str] | None, typer.Argument(help="Sessions to delete.", metavar="[ID]...")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Delete every session.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List or delete saved interviews. They hold answers about patients and stay on this machine.

    Examples:
      calcinosis sessions

      calcinosis sessions delete --all

    """
    from calcinosis_cli.interview import store

    if action is Action.delete:
        if not ids and not everything:
            raise InputError("name the sessions to delete, or give --all; see: calcinosis sessions list")
        chosen = store.saved() if everything else [store.find(id_) for id_ in ids or []]
        for session in chosen:
            store.delete(session.id)
        note(f"deleted {len(chosen)} session{'s' if len(chosen) != 1 else ''}")
        return
    kept = store.saved()
    changed = [time.strftime("%Y-%m-%d %H:%M", time.localtime(session.changed)) for session in kept]
    if as_json:
        from calcinosis_cli.report import result_json

        rows = [
            {"id": session.id, "file": str(session.path), "changed": when}
            for session, when in zip(kept, changed, strict=True)
        ]
        write(result_json.render({"sessions": rows}), None)
        return
    if not kept:
        note("no sessions are kept")
    write("".join(f"{s.id}  {when}  {s.path}\n" for s, when in zip(kept, changed, strict=True)), None)
