"""How many A4 pages the short HTML report prints on, over the published cases: ``python benchmarks/pages.py [EVERY]``.

Needs Chromium (``CHROMIUM``: where it is). ``EVERY``: take every n-th case, by default all.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from calcinosis_cli.assess.short import short
from calcinosis_cli.knowledge.base import Knowledge
from calcinosis_cli.report import html, outline, plain
from tests.cases.scoring import load, run

CHROMIUM = os.environ.get("CHROMIUM", "chromium")


def pages(page: Path) -> int:
    """The number of sheets that ``page`` takes."""
    printed = page.with_suffix(".pdf")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))


def main(every: int) -> None:
    """Print each case with its pages and words, then how many cases take how many pages."""
    knowledge = Knowledge()
    labels = {id_: finding.label for id_, finding in knowledge.findings.items()}
    counted: Counter[int] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for case in load("published")[::every]:
            blocks = outline.build(short(run(case, knowledge).assessment), labels)
            page = Path(folder) / "report.html"
            page.write_text(html.render(blocks), encoding="utf-8")
            taken = pages(page)
            counted[taken] += 1
            print(f"{taken:3d} pages {len(plain.render(blocks).split()):6d} words  {case['id']}")
    print(", ".join(f"{taken} pages: {cases} cases" for taken, cases in sorted(counted.items())))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
