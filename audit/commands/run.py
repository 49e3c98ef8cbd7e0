"""One run of `check`: many reports in, what people and programs read out, one exit code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.batch import Known, Outcome, Plan, Pool, Task
from audit.commands.progress import Progress
from audit.commands.targets import Target, beside, write_targets
from audit.errors import AuditError, nearest
from audit.files import STDIN, expanded, input_bytes
from audit.messages import counted, say
from audit.render import BY_NAME, emit, join
from audit.render.options import Options as Look
from audit.render.output import plain

CODES = (3, 2, 1, 5)


class Run(Struct, frozen=True):
    """What is printed and written.

    format    of standard output; "" prints nothing
    beside    formats of copies that are written beside every report
    baseline  the file of known findings, with what it holds
    """

    plan: Plan
    format: str
    targets: tuple[Target, ...] = ()
    beside: tuple[str, ...] = ()
    jobs: int = 1
    statistics: bool = False
    allow_empty: bool = False
    quiet: bool = False
    baseline: str = ""
    entries: tuple[Any, ...] = ()
    write_baseline: str = ""
    names: tuple[tuple[str, str], ...] = ()  # (option, name) of --select and --ignore


def tasks_of(paths: Sequence[str], stdin: str) -> list[Task]:
    """The reports of a run, numbered."""
    tasks = []
    for number, (path, problem) in enumerate(expanded(paths, manifests=True), 1):
        if problem is not None:
            tasks.append(Task(number, path, (str(problem), problem.diagnostic())))
        elif path == STDIN:
            tasks.append(Task(number, stdin or STDIN, content=input_bytes()))
        else:
            tasks.append(Task(number, path))
    return tasks


def carry_out(run: Run, tasks: Sequence[Task]) -> tuple[int, set[str]]:
    """(exit code, the files that were read)."""
    outcomes: list[Outcome] = []
    kept: list[tuple[str, dict[str, Any]]] = []
    jobs = run.jobs or _cores()
    with Pool(tasks, run.plan, jobs) as pool, Progress(len(tasks), run.quiet) as progress:
        for outcome in pool:
            with progress.aside():
                _show(outcome, run)
            kept.append((outcome.task.path, _needed(outcome, run)))
            outcomes.append(_light(outcome))
    _finish(run, outcomes, kept)
    codes = {o.code for o in outcomes} - ({5} if run.allow_empty else set())
    code = next((c for c in CODES if c in codes), 0)
    return code, {s for o in outcomes for s in o.sources}


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _streams(run: Run) -> bool:
    """Whether what is printed is written report by report."""
    format = BY_NAME.get(run.format)
    return bool(format and not format.joined and not format.binary and run.format not in run.beside)


def _show(outcome: Outcome, run: Run) -> None:
    """Prints a report as soon as it is its turn."""
    shown = outcome.parts.get("explain" if run.plan.explain else run.format)
    if shown and run.plan.look.many and run.format == "terminal":
        emit(f"=== {plain(_name(outcome, run))}\n", "terminal", sys.stdout)
    if shown is not None and _streams(run):
        emit(shown, run.format, sys.stdout)
    for note in outcome.notes:
        emit(f"{note}\n", "terminal", sys.stderr)
    if outcome.error:
        sys.stdout.flush()
        emit(f"{outcome.error}\n", "terminal", sys.stderr)


def _name(outcome: Outcome, run: Run) -> str:
    if not run.plan.salt:
        return outcome.task.path
    from audit.redact import small

    return f"report-{small(outcome.task.number)}"


def _needed(outcome: Outcome, run: Run) -> dict[str, Any]:
    """The parts that are written when all reports are done."""
    wanted = {t.format for t in run.targets} | set(run.beside)
    if run.format and not _streams(run):
        wanted.add(run.format)
    if run.format == "github":
        wanted.add("markdown")
    return {f: p for f, p in outcome.parts.items() if f in wanted}


def _light(outcome: Outcome) -> Outcome:
    from msgspec.structs import replace

    return replace(outcome, parts={})


def _finish(
    run: Run, outcomes: Sequence[Outcome], kept: Sequence[tuple[str, dict[str, Any]]]
) -> None:
    look = run.plan.look
    if run.format and not _streams(run) and run.format not in run.beside:
        parts = [p[run.format] for _, p in kept if p.get(run.format) is not None]
        emit(join(parts, run.format, look), run.format, sys.stdout)
    if run.format == "github":
        _summarize(join([p["markdown"] for _, p in kept if "markdown" in p], "markdown", look))
    read = {s for o in outcomes for s in o.sources}
    write_targets(run.targets, kept, look, read)
    for format in run.beside:
        _write_beside(format, kept, read)
    if run.write_baseline:
        _write_baseline(run.write_baseline, outcomes)
    _remark(run, outcomes)
    if look.many and run.format in ("terminal", "concise") and not run.quiet:
        failed = sum(o.code in (1, 2, 3) for o in outcomes)
        key = "run-total" if failed else "run-total-none"
        line = say(look.language, key, failed=failed, n=len(outcomes))
        emit(f"{line}\n", "terminal", sys.stdout)
    if run.statistics:
        stream = sys.stdout if run.format in ("terminal", "concise") else sys.stderr
        emit(statistics(outcomes, look.language), "terminal", stream)


def _write_beside(format: str, kept: Sequence[tuple[str, dict[str, Any]]], read: set[str]) -> None:
    names = beside([source for source, _ in kept], format)
    for source, parts in kept:
        if parts.get(format) is not None:
            path = names[source]
            write_targets([Target(format, str(path))], [(source, parts)], Look(), read)
            emit(f"{path}\n", "terminal", sys.stdout)


def _summarize(text: str) -> None:
    """Adds to the summary of the step, where GitHub tells the file for it."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as e:
        sys.stderr.write(f"note: the summary of the step cannot be written: {e.strerror or e}\n")


# ---------------------------------------------------------------- baseline, names, statistics


def _write_baseline(name: str, outcomes: Sequence[Outcome]) -> None:
    from audit.baseline import written
    from audit.output import write_file

    found = [(o.task.path, f) for o in outcomes for f in o.findings if f.open]
    write_file(Path(name), written(Path(name), [(p, _finding(f)) for p, f in found]))


def _finding(known: Known) -> Any:
    from audit.model import Finding

    return Finding(
        known.kind, "error", (), (), message=known.message, fingerprint=known.fingerprint
    )


def _remark(run: Run, outcomes: Sequence[Outcome]) -> None:
    """What is to be said of the whole run: stale entries of the baseline, names that fit nothing."""
    language = run.plan.look.language
    lines: list[str] = []
    if run.entries and not run.names:  # what is left out is not gone
        from audit.baseline import stale

        found = {
            str(Path(o.task.path).resolve()): Counter(f.fingerprint for f in o.findings)
            for o in outcomes
            if o.code in (0, 1, 5)
        }
        old = stale(run.entries, Path(run.baseline).parent, found)
        if old:
            lines.append(counted(language, "stale-baseline", len(old)))
        if not run.plan.salt:
            lines += [f"  {e.path}: {e.message}" for e in old[:20]]
    if run.plan.explain and outcomes and all(run.plan.explain in o.unmatched for o in outcomes):
        raise AuditError(say(language, "explain-unknown", id=plain(run.plan.explain)))
    if run.names and outcomes:
        told = [set(o.unmatched) for o in outcomes if o.code in (0, 1, 5)]
        unmatched = set.intersection(*told) if told else set()
        strange = [(o, n) for o, n in run.names if n in unmatched]
        if run.plan.salt:
            lines += [
                say(language, "unknown-name-redacted", option=o)
                for o in dict.fromkeys(o for o, n in strange if _unknown(o, n, language))
            ]
        else:
            lines += [_unknown(option, name, language) for option, name in strange]
    for line in lines:
        if line:
            emit(f"{line}\n", "terminal", sys.stderr)


def _unknown(option: str, name: str, language: str) -> str:
    """A name that may be a slip; kinds of checks that a report happens not to have are none."""
    from audit.render.issues import explanations

    kinds = {*explanations(language), *FINDING_KINDS, "rule", "discovered", "report"}
    if name in kinds or any(c in name for c in "*?["):
        return ""
    near = nearest(name, kinds)
    line = say(language, "unknown-name", option=option, name=name)
    return f"{line} (did you mean {near}?)" if near else line


FINDING_KINDS = (
    "wrong-figure",
    "broken-claim",
    "restatement",
    "contradictory-rules",
    "implied-value",
    "unit",
    "basis",
    "attainability",
)


def statistics(outcomes: Sequence[Outcome], language: str) -> str:
    """The results counted by kind and by declared rule, in columns."""
    verdicts = ("pass", "warn", "fail", "unverifiable")
    total: dict[tuple[str, str], Counter[str]] = {}
    for outcome in outcomes:
        for key, counts in outcome.counts.items():
            total.setdefault(key, Counter()).update(counts)
    from audit.errors import columns

    rows = [["", *(say(language, f"verdict-{v}") for v in verdicts)]]
    for kind, id in sorted(total):
        name = f"{kind}: {id}" if id else kind
        rows.append([plain(name), *(str(total[kind, id][v]) for v in verdicts)])
    wide = [max(columns(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0] + " " * (wide[0] - columns(row[0]))]
        cells += [" " * (w - columns(c)) + c for c, w in zip(row[1:], wide[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "".join(f"{line}\n" for line in lines)


def watched(run: Run, paths: Sequence[str], stdin: str) -> None:
    """Checks again whenever a file changes, until it is interrupted."""
    import time

    while True:
        if sys.stdout.isatty():
            sys.stdout.write("\x1b[2J\x1b[3J\x1b[H")
        try:
            _, sources = carry_out(run, tasks_of(paths, stdin))
        except AuditError as e:
            sys.stderr.write(e.diagnostic() + "\n")
            sources = set()
        sys.stdout.flush()
        before = _state(sources, paths)
        while _state(sources, paths) == before:
            time.sleep(0.5)


def _state(sources: set[str], paths: Sequence[str]) -> list[tuple[str, int, int]]:
    """Name, time and size of every file of interest."""
    files = sources | {f for f, problem in expanded(paths, manifests=True) if problem is None}
    out = []
    for file in sorted(files):
        try:
            state = Path(file).stat()
            out.append((file, state.st_mtime_ns, state.st_size))
        except (OSError, ValueError):
            out.append((file, 0, 0))
    return out
