"""Blame within one run: python benchmarks/blame.py [--repeat 15]

Wrong figures are sought in systems of linear equations, by this program (exact, all least sets) and
by HiGHS (one set, in floating point: the usual big-M formulation), interleaved; medians. Every answer
of ours is certified: with the set free the system holds exactly, and the search was not cut short.
Then: what the search for causes adds to a report in which nothing fails, and what systems made to
be hard cost. Numbers are for reading; `--max-ratio 3` makes the first part a gate.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction as F  # noqa: N817

import highspy

from audit import blame, pipeline
from audit.exact.interval import ALL, point
from audit.exact.linear import feasible
from audit.exact.problem import Row
from audit.localize import Localization, System, Variable, localize


def system(figures: int, equations: int, errors: int, seed: int) -> System:
    """Equations of three to five figures that held before `errors` of them were misprinted."""
    r = random.Random(seed)
    true = [r.randint(10, 10**6) for _ in range(figures)]
    rows: dict[str, list[Row]] = {}
    for k in range(equations):
        chosen = r.sample(range(figures), r.randint(3, 5))
        form = {f"x{i}": F(r.choice((1, 1, 1, -1, 2))) for i in chosen}
        rows[f"r{k}"] = [Row(form, "=", sum(form[f"x{i}"] * true[i] for i in chosen))]
    used = sorted({int(n[1:]) for said in rows.values() for row in said for n in row.coefficients})
    wrong = set(r.sample(used, errors))
    printed = [v + (r.randint(1, 10**5) if i in wrong else 0) for i, v in enumerate(true)]
    variables = [Variable(f"x{i}", point(F(v)), printed=F(v), step=F(1)) for i, v in enumerate(printed)]
    return System(variables, rows)


def by_highs(s: System) -> int:
    """How many figures HiGHS changes: x = printed + d, |d| <= M z, the fewest z."""
    quiet = type("Quiet", (highspy.Highs,), {"enableCallbacks": lambda self: None})
    highs = quiet()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    most, at = 10.0**7, {v.id: k for k, v in enumerate(s.variables)}
    n = len(s.variables)
    for _ in s.variables:
        highs.addCol(0.0, -most, most, 0, [], [])
    for k in range(n):
        highs.addCol(1.0, 0.0, 1.0, 0, [], [])
        highs.changeColIntegrality(n + k, highspy.HighsVarType.kInteger)
    for k in range(n):
        highs.addRow(-highspy.kHighsInf, 0.0, 2, [k, n + k], [1.0, -most])
        highs.addRow(0.0, highspy.kHighsInf, 2, [k, n + k], [1.0, most])
    for said in s.rows.values():
        for row in said:
            rest = row.bound - sum(c * s.variables[at[x]].printed for x, c in row.coefficients.items())
            columns = [at[x] for x in row.coefficients]
            highs.addRow(float(rest), float(rest), len(columns), columns, [float(c) for c in row.coefficients.values()])
    highs.run()
    return round(highs.getInfo().objective_function_value)


def certified(s: System, found: Localization) -> bool:
    """Whether each cause's first set together mends everything exactly, and the search is complete."""
    free = {v for cause in found.causes for v in cause.cures[0].variables}
    boxes = {v.id: ALL if v.id in free else v.interval for v in s.variables}
    rows = [row for said in s.rows.values() for row in said]
    return found.proven and feasible(rows, boxes) is not None


def timed(job: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = job()
    return time.perf_counter() - start, result


def against_highs(repeat: int) -> float:
    worst = 0.0
    for figures, equations in ((30, 20), (200, 150)):
        for errors in (1, 2, 3):
            ours, theirs, sure, same = [], [], 0, 0
            for seed in range(repeat):
                s = system(figures, equations, errors, seed)
                a, found = timed(lambda s=s: localize(s))
                b, changed = timed(lambda s=s: by_highs(s))
                ours.append(a)
                theirs.append(b)
                assert isinstance(found, Localization)
                sure += certified(s, found)
                same += sum(len(c.cures[0].variables) for c in found.causes) == changed
            ratio = statistics.median(ours) / statistics.median(theirs)
            worst = max(worst, ratio)
            print(
                f"{figures:4} figures {equations:4} equations {errors} errors:  {statistics.median(ours) * 1000:7.1f} ms"
                f"   HiGHS {statistics.median(theirs) * 1000:7.1f} ms   ratio {ratio:4.2f}"
                f"   certified {sure}/{repeat}   as few as HiGHS {same}/{repeat}"
            )
    return worst


def on_sound_reports(repeat: int) -> None:
    """What the search for causes takes of the time of reports of sums in which nothing fails: it is
    not begun at all, unless a figure is not printed (then it looks for what the rules imply)."""
    figures: dict[str, object] = {
        f"part {k} {p}": f"{100 + 7 * k + p}人" for k in range(60) for p in range(3)
    }
    figures |= {f"total {k}": f"{3 * (100 + 7 * k) + 3}人" for k in range(60)}
    rules = [f"part {k} 0 + part {k} 1 + part {k} 2 = total {k}" for k in range(60)]
    for title, missing in (("all printed", {}), ("three figures not printed", {f"total {k}": None for k in range(3)})):
        report = {"figures": {**figures, **missing}, "rules": rules}
        pipeline.check(report)
        usual, spent = blame.blame, [0.0]

        def watched(*given: object, usual: Callable[..., object] = usual, spent: list[float] = spent) -> object:
            seconds, result = timed(lambda: usual(*given))
            spent[0] += seconds
            return result

        blame.blame = watched  # type: ignore[assignment]
        whole = sum(timed(lambda r=report: pipeline.check(r))[0] for _ in range(3 * repeat))
        blame.blame = usual
        print(
            f"a report in which nothing fails, {title}: {whole / (3 * repeat) * 1000:.2f} ms, "
            f"of it blame {spent[0] / (whole - spent[0]) * 100:.2f} %"
        )


def hard() -> None:
    """Many errors in entangled systems: the effort is bounded, the answer certified or said not to be least."""
    for figures, equations, errors in ((60, 40, 8), (200, 60, 12), (400, 100, 20), (400, 300, 30), (800, 600, 60)):
        s = system(figures, equations, errors, 1)
        seconds, found = timed(lambda s=s: localize(s))
        assert isinstance(found, Localization)
        changed = sum(len(c.cures[0].variables) for c in found.causes)
        print(
            f"{figures:4} figures {equations:4} equations {errors:3} errors: {seconds:6.2f} s, {changed} figures to change"
            f"{'' if found.proven else ', minimality not proven'}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--max-ratio", type=float, default=None)
    arguments = parser.parse_args()
    slowest = against_highs(arguments.repeat)
    on_sound_reports(arguments.repeat)
    hard()
    sys.exit(arguments.max_ratio is not None and slowest > arguments.max_ratio)
