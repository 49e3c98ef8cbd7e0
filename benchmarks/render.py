"""What rendering adds to a check: python benchmarks/render.py [--pages 50] [--repeat 5]

A Word report of 50 pages with some mistakes is checked once and rendered in every format; times are
ratios within one run. Nothing here is a test: numbers are for reading.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from make import PLACES

from audit.pipeline import Options, check
from audit.render import RENDERERS, join, part
from audit.render.options import Options as Look

PARAGRAPHS = 14  # of about 110 characters, on a page


def report(path: Path, pages: int) -> None:
    """A Word file; one paragraph in forty states a sum that is not one."""
    import docx

    chance = random.Random(5)
    document = docx.Document()
    for number in range(pages * PARAGRAPHS):
        place = f"{PLACES[number % 10]}第{number + 1}片区"
        first, second = chance.randrange(300, 9000), chance.randrange(300, 9000)
        total = first + second + (90 if number % 40 == 7 else 0)
        document.add_paragraph(
            f"{place}全年办理事项{total}件，其中线上办理{first}件、窗口办理{second}件。"
            "各片区坚持问题导向，把群众反映集中的事项列成清单，逐项明确责任和时限，做到件件有回音，"
            "对不能当场办结的逐项登记、限期回复，办理结果向社会公开，接受群众监督。"
        )
    document.save(str(path))


def median(job: object, repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        job()  # type: ignore[operator]
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=50)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "report.docx"
        report(path, given.pages)
        made = check(path, Options())
        print(
            f"{len(made.figures)} figures, {len(made.results)} results, {len(made.findings)} findings"
        )
        base = median(lambda: check(path, Options()), given.repeat)
        print(f"{'check':10} {1e3 * base:8.1f} ms")
        look = Look(color="never", width=100)
        for format in RENDERERS:
            if find_spec(format.module) is None:
                print(f"{format.name:10} not there")
                continue

            def told(name: str = format.name, binary: bool = format.binary) -> object:
                made_part = part(made, name, look)
                return made_part if binary else join([made_part], name, look)

            if format.binary and path.suffix not in format.suffixes:
                print(f"{format.name:10} of other files")
                continue
            told()
            seconds = median(told, given.repeat)
            print(
                f"{format.name:10} {1e3 * seconds:8.1f} ms   {100 * seconds / base:5.1f} % of the check"
            )


if __name__ == "__main__":
    main()
