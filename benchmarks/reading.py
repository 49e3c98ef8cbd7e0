"""How fast figures are read, as ratios within one run: python benchmarks/reading.py [--megabytes 1]

    --zh FILE, --en FILE   compare with recognizers-text on these texts, not on made-up ones
    --peer PYTHON          an interpreter that has recognizers-text, where this one has not

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


# numbers and percentages of recognizers-text on the lines of a file, in seconds
PEER = """import sys, time, warnings
warnings.simplefilter('ignore')
from recognizers_number import Culture, recognize_number, recognize_percentage
culture = Culture.Chinese if sys.argv[2] == 'zh' else Culture.English
lines = open(sys.argv[1], encoding='utf-8').read().splitlines()
def both():
    for line in lines: recognize_number(line, culture); recognize_percentage(line, culture)
both()
start = time.perf_counter(); both(); print(time.perf_counter() - start)"""


def peer(python: str, file: Path, language: str) -> float | None:
    """Seconds that recognizers-text takes for a text, models built; None where it is missing."""
    command = [python, "-c", PEER, str(file), language]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def compare(language: str, python: str, given: Path | None, rounds: int = 3) -> None:
    """Both on the same lines, taking turns; the best of each."""
    sample = given.read_text("utf-8") if given else text(language, 20_000)
    lines = [line for line in sample.splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sample.txt"
        file.write_text("\n".join(lines), "utf-8")
        theirs, full, scan = [], [], []
        for _ in range(rounds):
            taken = peer(python, file, language)
            if taken is None:
                print(f"{language}  NOT COMPARED: {python} has no recognizers-text (--peer PYTHON)")
                return
            theirs.append(taken)
            full.append(seconds(lambda: audit.read_figures(sample + "\n", language)))
            scan.append(seconds(lambda: [spans(line, language) for line in lines]))
    print(
        f"{language}  against recognizers-text: {min(theirs) / min(scan):.1f} times faster,"
        f" with labels and periods {min(theirs) / min(full):.1f} times"
    )


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
    parser.add_argument("--zh", type=Path)
    parser.add_argument("--en", type=Path)
    parser.add_argument("--peer", default=sys.executable, metavar="PYTHON")
    options = parser.parse_args()
    size = int(options.megabytes * 1e6)
    for language, given in (("zh", options.zh), ("en", options.en)):
        throughput(language, size)
        compare(language, options.peer, given)
        growth(language)
        memory(language, 10 * size)


if __name__ == "__main__":
    main()
