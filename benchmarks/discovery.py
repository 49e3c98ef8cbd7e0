"""How fast reports are checked without rules: python benchmarks/discovery.py [--pages 1000]

Texts are told from made-up worlds (tests/worlds.py), so that the benchmark runs anywhere. The measures, in
one run: a report of 30 pages checked cold by the command, in units of T, the time of `import typer, rich`
measured in turn with it; and the exponent of the time from 10 pages up to --pages (1 is linear).
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from worlds import world
from worlds_zh import SCENES

import audit

PAGE = 1100  # characters
ROUNDS = 7
SCENES_A_PAGE = 8


def report(pages: int) -> str:
    """Chapters of a made-up report: a heading and its paragraphs, of about so many pages."""
    out: list[str] = []
    size, seed = 0, 0
    while size < pages * PAGE:
        # figures stand as far apart as in reports: between two paragraphs of numbers one of words
        told = world(SCENES, seed, SCENES_A_PAGE).text.replace("\n", f"\n{FILLER}\n")
        out.append(f"第{seed + 1}章\n{told}")
        size += len(out[-1])
        seed += 1
    return "".join(out)[: pages * PAGE].rpartition("\n")[0] + "\n"


FILLER = (
    "各地各部门坚持问题导向，进一步压实责任，把群众反映的事项列成清单，逐项明确时限，一抓到底。要求有关单位认真对照检查，"
    "建立健全长效机制，加强宣传引导，营造良好氛围，推动各项任务落地见效。"
)


def seconds(command: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    return time.perf_counter() - start


def cold(path: Path) -> tuple[float, float]:
    """The best of several rounds: (import typer and rich, check of the file)."""
    base, check = [], []
    for _ in range(ROUNDS + 1):
        base.append(seconds([sys.executable, "-c", "import typer, rich"]))
        check.append(seconds([sys.executable, "-m", "audit", "check", str(path), "--lang", "zh"]))
    return min(base[1:]), min(check[1:])


def warm(text: str) -> tuple[float, int]:
    start = time.perf_counter()
    found = audit.check({"text": text, "language": "zh"})
    return time.perf_counter() - start, len(found.figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    most: int = parser.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.txt")
        path.write_text(report(30), "utf-8")
        base, check = cold(path)
    print(f"30 pages, cold: {check:.3f} s = {check / base:.1f} T (T = {base:.3f} s)")
    warm(report(5))
    sizes = [n for n in (10, 30, 100, 300, 1000) if n < most] + [most]
    times = []
    for pages in sizes:
        took, figures = warm(report(pages))
        times.append(took)
        print(
            f"{pages:5} pages, {figures:6} figures: {took:7.3f} s, {1000 * took / pages:.2f} ms a page"
        )
    slope = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
    print(f"exponent from {sizes[0]} to {sizes[-1]} pages: {slope:.2f}")


if __name__ == "__main__":
    main()
