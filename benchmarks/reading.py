"""How fast figures are read, as ratios within one run: python benchmarks/reading.py [--megabytes 1]

Texts are made up from a fixed seed. The measures: read_figures (spans, values, labels, periods, places)
and the scanner alone (spans and values) against `re.findall` of digit runs and, where it is installed,
recognizers-text; the exponent of the time from 10 kB to 10 MB; the peak of memory as a multiple of the text.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import audit
from audit.extract import spans

DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
CHINESE = (
    "{place}全年新建泵站{a}座，投资{b}万元，比上年增加{c}万元，增长{d}%。",
    "其中：国有{a}户，占{d}%；民营{c}户。",
    "据调查，{a}名村民参加了培训，户均收入由{b}元提高到{c}元，满意率达{d}%。",
    "各地坚持问题导向，进一步压实责任，把群众反映的事项列成清单，逐项明确时限，一抓到底。",
    "{place}、{place}分别种树{a}亩和{c}亩，成活率约{d}%，2021年3月5日通过第三次验收。",
)
ENGLISH = (
    "Sales in {place} rose {d}% to ${b} million from ${c} million in the prior year.",
    "The district repaired {a} bridges and planted {c} trees, about {d}% of the plan.",
    "In 2021 the council met on March 5 and agreed on section 4 of the rules without a vote.",
    "Every office keeps its own list of open matters and answers for each of them in good time.",
)
PLACES = {
    "zh": ["东河", "西岭", "南塘", "北坡", "石桥"],
    "en": ["Avon", "Brook", "Cole", "Dale", "Esk"],
}
# the peak of a child's resource usage begins with that of its parent: ask the kernel where it can tell
MEMORY = """import re, resource, sys
from pathlib import Path
import audit
if sys.argv[2] == 'read': found = audit.read_figures(Path(sys.argv[1]).read_text('utf-8') + chr(10), sys.argv[3])
status = Path('/proc/self/status')
peak = re.search(r'VmHWM:\\s*(\\d+)', status.read_text()) if status.exists() else None
print(1024 * (int(peak[1]) if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))"""


def text(language: str, size: int) -> str:
    """A text of about `size` bytes."""
    chance = random.Random(size)
    sentences = CHINESE if language == "zh" else ENGLISH
    lines, done = [], 0
    while done < size:
        values = {
            "a": chance.randrange(10, 999),
            "b": f"{chance.randrange(10, 9999)}.{chance.randrange(10, 99)}",
            "c": chance.randrange(10, 9999),
            "d": f"{chance.randrange(1, 99)}.{chance.randrange(1, 9)}",
        }
        line = "".join(
            s.format(place=chance.choice(PLACES[language]), **values)
            + ("" if language == "zh" else " ")
            for s in sentences
        )
        lines.append(line)
        done += len(line.encode())
    return "\n".join(lines) + "\n"


def seconds(job: Callable[[], object], repeat: int = 3) -> float:
    best = math.inf
    for _ in range(repeat):
        start = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - start)
    return best


def peer(language: str) -> Callable[[str], object] | None:
    """Numbers and percentages of recognizers-text, None where it is not installed."""
    try:
        from recognizers_number import Culture, recognize_number, recognize_percentage
    except ImportError:
        return None
    culture = Culture.Chinese if language == "zh" else Culture.English

    def both(line: str) -> object:
        return recognize_number(line, culture), recognize_percentage(line, culture)

    return both


def throughput(language: str, size: int) -> None:
    sample = text(language, size)
    megabytes = len(sample.encode()) / 1e6
    full = seconds(lambda: audit.read_figures(sample, language))
    lines = sample.splitlines()
    scan = seconds(lambda: [spans(line, language) for line in lines])
    plain = seconds(lambda: DIGITS.findall(sample))
    count = len(audit.read_figures(sample, language))
    print(
        f"{language}  {count} figures in {megabytes:.2f} MB: read_figures {megabytes / full:.2f} MB/s,"
        f" scanner alone {megabytes / scan:.2f} MB/s; re.findall is {full / plain:.0f} and {scan / plain:.0f} times faster"
    )
    other = peer(language)
    if other is None:
        print(f"{language}  recognizers-text is not installed")
        return
    few = lines[:20]
    theirs = seconds(lambda: [other(line) for line in few], 1)
    ours = seconds(lambda: [audit.read_figures(line + "\n", language) for line in few])
    bare = seconds(lambda: [spans(line, language) for line in few])
    print(
        f"{language}  against recognizers-text: {theirs / ours:.1f} times faster with labels and periods,"
        f" {theirs / bare:.1f} times without"
    )


def growth(language: str) -> None:
    sizes = (10_000, 100_000, 1_000_000, 10_000_000)
    times = []
    for size in sizes:
        sample = text(language, size)
        times.append(
            seconds(
                lambda sample=sample: audit.read_figures(sample, language), 3 if size < 1e7 else 1
            )
        )  # type: ignore[misc]
    exponent = math.log(times[-1] / times[0]) / math.log(sizes[-1] / sizes[0])
    shown = ", ".join(
        f"{size // 1000} kB {1e3 * t:.1f} ms" for size, t in zip(sizes, times, strict=True)
    )
    print(f"{language}  {shown}: exponent {exponent:.2f}")


def memory(language: str, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.txt"
        file.write_text(text(language, size), "utf-8")
        peaks = [
            int(
                subprocess.run(
                    [sys.executable, "-c", MEMORY, file, what, language],
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for what in ("import", "read")
        ]
        print(
            f"{language}  memory: {(peaks[1] - peaks[0]) / file.stat().st_size:.1f} times the text of {size / 1e6:.1f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    size = int(parser.parse_args().megabytes * 1e6)
    for language in ("zh", "en"):
        throughput(language, size)
        growth(language)
        memory(language, 10 * size)


if __name__ == "__main__":
    main()
