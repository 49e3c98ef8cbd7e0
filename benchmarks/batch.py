"""Many reports at once: python benchmarks/batch.py [--reports 200] [--repeat 5]

A folder of one-page reports is checked by one process and by one a core, in turn; medians are
compared. Then what the run adds to a report beside its check, and the memory of the first process.
Nothing here is a test: numbers are for reading.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from make import PLACES

PEAK = "import resource, sys\nfrom audit.cli import main\nsys.argv = ['reportaudit', *sys.argv[1:]]\ntry: main()\nexcept SystemExit: pass\nsys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))"


def pages(folder: Path, count: int) -> None:
    """One-page reports: twelve paragraphs, each with a sum, a growth and a share that hold."""
    chance = random.Random(3)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        lines = [f"{PLACES[number % 10]}镇第{number + 1}号工作报告"]
        for part in range(12):
            first, second, before = (chance.randrange(300, 9000) for _ in range(3))
            total = first + second
            lines.append(
                f"{part + 1}、全年办理{PLACES[part % 10]}事项{total}件，其中线上{first}件、窗口{second}件，"
                f"线上占{first * 100 / total:.2f}%；接待{PLACES[part % 10]}群众由上年的{before}人次增加到{before + 120}人次，"
                "工作人员坚持把问题解决在当场，对不能当场办结的逐项登记、限期回复。"
            )
        (folder / f"report-{number:03}.txt").write_text("\n".join(lines), "utf-8")


def seconds(command: list[str], env: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - start


def speed(folder: Path, repeat: int, env: dict[str, str]) -> None:
    cores = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    check = [sys.executable, "-m", "audit", "check", str(folder), "--format", "concise"]
    times: dict[str, list[float]] = {"1": [], str(cores): []}
    for _ in range(repeat):
        for jobs, taken in times.items():
            taken.append(seconds([*check, "--jobs", jobs], env))
    medians = {jobs: statistics.median(taken) for jobs, taken in times.items()}
    best = {jobs: min(taken) for jobs, taken in times.items()}
    for jobs in times:
        print(f"--jobs {jobs:3} {medians[jobs]:6.2f} s (best {best[jobs]:.2f} s)")
    print(
        f"faster by {medians['1'] / medians[str(cores)]:.2f} (best {best['1'] / best[str(cores)]:.2f})"
    )


def overhead(folder: Path) -> None:
    """Microseconds a report that a run takes beside checking and rendering it: with a check that
    takes no time, in this process and in two others."""
    from audit import batch
    from audit.commands.run import tasks_of
    from audit.pipeline import Options, check
    from audit.render import part
    from audit.render.options import Options as Look

    options, look = Options(every_message=False), Look(color="never")
    plan = batch.Plan(options, look, ("concise",))
    tasks = tasks_of([str(folder)], "")
    made = check(tasks[0].path, options)
    batch._checked = lambda task, plan: made
    for jobs in (1, 2):
        taken = []
        for _ in range(15):
            start = time.perf_counter()
            tasks = tasks_of([str(folder)], "")
            found = time.perf_counter() - start
            with batch.Pool(tasks, plan, jobs) as pool:
                outcomes = iter(pool)
                next(outcomes)  # processes have begun
                start = time.perf_counter()
                for outcome in outcomes:
                    outcome.parts["concise"]
                taken.append(found + time.perf_counter() - start)
        start = time.perf_counter()
        for _ in tasks:
            part(made, "concise", look)
        plain = (time.perf_counter() - start) / jobs
        print(f"overhead a report, --jobs {jobs} {1e6 * (min(taken) - plain) / len(tasks):6.1f} us")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--repeat", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        pages(folder, given.reports)
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "XDG_CACHE_HOME": name}
        overhead(folder)
        if given.repeat:
            speed(folder, given.repeat, env)
        done = subprocess.run(
            [sys.executable, "-c", PEAK, "check", str(folder), "--format", "concise", "--jobs", "2"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
        print(
            f"first process     {float(done.stderr.splitlines()[-1].rpartition(')')[2]):6.1f} MiB"
        )


if __name__ == "__main__":
    main()
