"""Speed as ratios within one run: python benchmarks/run.py [--repeat 15]

T is the time of `python -c "import typer, rich"` on the same machine in the same minute; commands
are interleaved, medians are compared. Nothing here is a test: numbers are for reading.
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
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from make import many_rules, report

LOADED = "import sys; sys.argv = ['reportaudit', 'check', {path!r}, '--format', {format!r}]\nimport contextlib, io\nfrom audit.cli import main\nwith contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n    try: main()\n    except SystemExit: pass\nprint(*[m for m in ('sympy', 'pydantic', 'numpy') if m in sys.modules] or ['none'])"


def interleaved(jobs: dict[str, list[str]], repeat: int, env: dict[str, str]) -> dict[str, float]:
    """Median wall seconds of each command, all run in turn."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeat):
        for name, command in jobs.items():
            start = time.perf_counter()
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(t) for name, t in times.items()}


def peak(command: list[str], env: dict[str, str]) -> float:
    """Peak resident memory of a command, in MiB."""
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return usage.ru_maxrss / 1024


def cold(repeat: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        page, many = report(folder / "page"), many_rules(folder / "many")
        env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "100"}
        tool = [sys.executable, "-m", "audit"]
        check = [*tool, "check", str(page)]
        jobs = {
            "T: import typer, rich": [sys.executable, "-c", "import typer, rich"],
            "--version": [*tool, "--version"],
            "check, table": check,
            "check, concise": [*check, "--format", "concise"],
            "check, no cache": [*check, "--format", "concise", "--no-cache"],
            "1,000 rules, no cache": [*tool, "check", str(many), "--format", "concise", "--no-cache"],
            "1,000 rules, cached": [*tool, "check", str(many), "--format", "concise"],
        }
        for command in jobs.values():
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times = interleaved(jobs, repeat, env)
        base = times["T: import typer, rich"]
        for job, seconds in times.items():
            print(f"{job:28} {1e3 * seconds:7.1f} ms   {seconds / base:5.2f} T")
        print(f"peak memory of the check     {peak(check, env):7.1f} MiB")
        for format in ("terminal", "concise"):
            code = LOADED.format(path=str(page), format=format)
            found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
            print(f"heavy modules, {format:14} {found.stdout.strip()}")


def timed(job: object, least: float = 0.2) -> float:
    """Seconds of one call, by the best of three loops of at least `least` seconds."""
    best = float("inf")
    for _ in range(3):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < least:
            job()  # type: ignore[operator]
            count += 1
        best = min(best, (time.perf_counter() - start) / count)
    return best


def sums() -> None:
    """A five-operand sum as intervals against sympy's subs of the same sum."""
    import sympy

    from audit.records import linear_judge

    names = "abcde"
    judge = linear_judge("a + b - c + d = e", names)
    values, steps = (120, 340, 77, 15, 398), (1, 1, 1, 1, 1)
    ours = timed(lambda: judge(values, steps, 1, 1))
    symbols = sympy.symbols(list(names))
    a, b, c, d, e = symbols
    expression = a + b - c + d - e
    mapping = dict(zip(symbols, values, strict=True))
    theirs = timed(lambda: expression.subs(mapping))
    print(f"five-operand sum             {1e6 * ours:7.2f} us against sympy subs {1e6 * theirs:.0f} us: {theirs / ours:.0f} times")


def records() -> None:
    import audit

    chance = random.Random(1)
    names = [f"x{k}" for k in range(20)]
    rows = [chance.sample(names, 5) for _ in range(50)]
    rules = [f"{t[0]} + {t[1]} + {t[2]} - {t[3]} = {t[4]}" for t in rows]
    made = [{n: f"{chance.randrange(1, 10**6) / 100:.2f}" for n in names} for _ in range(400)]

    def plain() -> None:
        for record in made:
            values = {n: Fraction(t) for n, t in record.items()}
            for a, b, c, d, e in rows:
                values[a] + values[b] + values[c] - values[d] == values[e]  # noqa: B015

    ours, theirs = timed(lambda: list(audit.check_records(rules, made))), timed(plain)
    print(f"50 rules, 20 figures         {1e6 * ours / len(made):7.1f} us a record against plain Fractions {1e6 * theirs / len(made):.0f} us: {theirs / ours:.1f} times")


def growth() -> None:
    """Seconds against the number of rules: 1.0 is linear."""
    from math import log2

    import audit

    times = []
    for rules in (500, 1000, 2000, 4000):
        figures, checks = {}, []
        for k in range(rules):
            figures |= {f"a{k}": f"{k + 3}件", f"b{k}": f"{k + 5}件", f"c{k}": f"{2 * k + 8}件"}
            checks.append(f"a{k} + b{k} = c{k}")
        source = {"figures": figures, "rules": checks}
        start = time.perf_counter()
        audit.check(source)
        times.append(time.perf_counter() - start)
    exponents = [log2(b / a) for a, b in pairwise(times)]
    print("rules 500 to 4000            " + ", ".join(f"{t:.2f} s" for t in times) + f"; exponents {', '.join(f'{e:.2f}' for e in exponents)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=15)
    cold(parser.parse_args().repeat)
    sums()
    records()
    growth()


if __name__ == "__main__":
    main()
