"""Start-up, as ratios to bare imports in the same run: ``python benchmarks/startup.py``.

Prints the median of each command over interleaved runs, and its ratio to the bare imports that it cannot do without.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
EXAMPLE = HERE / "data" / "examples" / "dialysis.yaml"
RUNS = 15

BARE = [sys.executable, "-c", "import typer, yaml"]
RICH = [sys.executable, "-c", "import typer, yaml, rich.console, rich.table, rich.panel"]
RUN = [sys.executable, "-m", "calcinosis_cli"]
COMMANDS = {
    "bare imports (typer, yaml)": (BARE, BARE, None),
    "bare imports and rich": (RICH, BARE, None),
    "lookup diltiazem --json": ([*RUN, "lookup", "diltiazem", "--json"], BARE, 1.5),
    "lookup diltiazem": ([*RUN, "lookup", "diltiazem"], RICH, 1.5),
    "triage --answers --json": ([*RUN, "triage", "--answers", str(EXAMPLE), "--json"], BARE, 2.5),
}


def measure(command: list[str]) -> float:
    """Wall time of one run, in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=HERE)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    """Run every command in turn, RUNS times, after one round that fills the caches."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for command, _, _ in COMMANDS.values():
        measure(command)
    for _ in range(RUNS):
        for name, (command, _, _) in COMMANDS.items():
            times[name].append(measure(command))
    medians = {name: statistics.median(held) for name, held in times.items()}
    by_command = {tuple(command): medians[name] for name, (command, _, _) in COMMANDS.items()}
    for name, (_, base, goal) in COMMANDS.items():
        ratio = medians[name] / by_command[tuple(base)]
        aim = f"  (aim: {goal})" if goal else ""
        print(f"{name:<28} {medians[name]:7.1f} ms  {ratio:4.2f} x{aim}")


if __name__ == "__main__":
    main()
