"""``python -m calcinosis_cli`` and the ``calcinosis`` command."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the program and leave with its exit status; a closed pipe is silence."""
    from calcinosis_cli.app import main

    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)


if __name__ == "__main__":
    run()
