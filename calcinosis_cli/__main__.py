"""``python -m calcinosis_cli`` and the ``calcinosis`` command."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the program and leave with its exit status; a closed pipe is silence."""
    import gc

    gc.set_threshold(200_000)  # a run makes many small records and little garbage: collecting costs it a twentieth

    from calcinosis_cli.app import main

    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer turns the first into the second
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


if __name__ == "__main__":
    run()
