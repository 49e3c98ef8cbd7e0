"""Many reports in one run: each checked and rendered on its own, in processes where there are several.

What comes back is in the order asked for, whatever finishes first. A report that kills its process
is told as a bug; the others go on in a new one.
"""

from __future__ import annotations

import contextlib
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from audit.errors import AuditError, printable
from audit.render import failed, part
from audit.render.options import Options as Look

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from audit.model import Finding, Report
    from audit.pipeline import Options

AHEAD = 2  # reports that a process has waiting, so that it never waits itself


class Plan(Struct, frozen=True):
    """What is done to every report.

    formats   whose parts are wanted
    explain   id of the one result to explain instead, or ""
    salt      of a redacted run, else b""
    """

    options: Options
    look: Look
    formats: tuple[str, ...]
    explain: str = ""
    salt: bytes = b""
    debug: bool = False


class Task(Struct, frozen=True):
    """One report. `problem` is why its name stands for no file."""

    number: int  # from 1, in the order of the run
    path: str
    problem: tuple[str, str] | None = None  # sentence, diagnostic
    content: bytes | None = None  # of standard input, which has `path` as its name


class Known(Struct, frozen=True):
    """A finding as a baseline keeps it. `open`: nobody has ignored it, and it is more than a hint."""

    fingerprint: str
    kind: str
    message: str
    open: bool = True


class Outcome(Struct, frozen=True):
    """What a run needs of a report that was checked, or could not be.

    parts     format -> its part of the output, None where the format leaves it out
    error     what standard error is told
    notes     remarks on ignores
    counts    (kind, id) -> how many results have each verdict
    sources   the files that were read
    unmatched names of --select and --ignore that fit nothing here
    """

    task: Task
    code: int
    parts: dict[str, Any]
    error: str = ""
    notes: tuple[str, ...] = ()
    findings: tuple[Known, ...] = ()
    counts: dict[tuple[str, str], dict[str, int]] = {}
    sources: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()


def work(task: Task, plan: Plan) -> Outcome:
    """Checks one report. Whatever goes wrong is an Outcome."""
    try:
        if task.problem is not None:
            return _failed(task, plan, 2, *task.problem)
        return _told(_checked(task, plan), task, plan)
    except AuditError as e:
        return _failed(task, plan, 2, str(e), e.diagnostic())
    except Exception as e:
        if plan.debug and not plan.salt:  # a traceback may show the text
            raise
        return broken(task, plan, f"{type(e).__name__}: {e}")


def broken(task: Task, plan: Plan, what: str) -> Outcome:
    """A bug of ours was met."""
    message = f"a bug in reportaudit with {printable(task.path)} ({printable(what[:300])})"
    help = "run again with --debug for the traceback"
    return _failed(task, plan, 3, message, f"error: {message}\n  {help}")


def _failed(task: Task, plan: Plan, code: int, message: str, diagnostic: str) -> Outcome:
    path = task.path
    if plan.salt:
        from audit.messages import say
        from audit.redact import small

        path = f"report-{small(task.number)}"
        message = say(plan.look.language, "redacted-error")
        diagnostic = f"error: {path}: {message}"
    parts = {f: failed(path, message, code, f) for f in plan.formats}
    return Outcome(task, code, parts, error=diagnostic, sources=(task.path,))


def _checked(task: Task, plan: Plan) -> Report:
    from audit.pipeline import YAML_SUFFIXES, check, check_document, check_manifest

    if task.content is None:
        return check(task.path, plan.options)
    if task.path.casefold().endswith(YAML_SUFFIXES):
        from audit.readers.text import decode

        return check_manifest(decode(task.content, task.path), task.path, plan.options)
    from audit.files import document_of

    return check_document(document_of(task.content, task.path), plan.options)


def _told(report: Report, task: Task, plan: Plan) -> Outcome:
    shown, notes = report, report.unused
    if plan.salt:
        from audit.messages import counted
        from audit.redact import redacted

        shown = redacted(report, plan.salt, task.number)
        notes = ()
        if report.unused:
            notes = (counted(report.language, "redacted-note", len(report.unused)),)
    parts, error = _parts(shown, plan)
    unmatched = report.unmatched
    if plan.explain:
        explained = _explained(report, plan)
        parts["explain"] = explained
        unmatched += () if explained else (plan.explain,)
    return Outcome(
        task,
        report.exit_code if error is None else 2,
        parts,
        error="" if error is None else error.diagnostic(),
        notes=notes,
        findings=tuple(
            Known(f.fingerprint, f.kind, f.message, _is_open(f)) for f in report.findings
        ),
        counts=_counts(shown),
        sources=tuple({task.path, *(d.path for d in report.documents if d.path)}),
        unmatched=unmatched,
    )


def _parts(report: Report, plan: Plan) -> tuple[dict[str, Any], AuditError | None]:
    """(the report in every format, why one of them cannot hold it)."""
    parts: dict[str, Any] = {}
    problem = None
    for format in plan.formats:
        try:
            parts[format] = part(report, format, plan.look)
        except AuditError as e:  # a marked copy of a file that cannot be marked
            problem = problem or e
    return parts, problem


def _explained(report: Report, plan: Plan) -> str | None:
    """The one result step by step; None where another report of the run may have it."""
    from audit.render.explain import explain

    if plan.look.many and all(r.id != plan.explain for r in report.results):
        return None
    return explain(report, plan.explain)


def _is_open(finding: Finding) -> bool:
    by = (finding.suppressed or {}).get("by")
    return finding.severity != "info" and by in (None, "baseline")


def _counts(report: Report) -> dict[tuple[str, str], dict[str, int]]:
    out: dict[tuple[str, str], dict[str, int]] = {}
    for result in report.results:
        own = result.claim.id if result.claim.origin != "discovered" else ""
        verdicts = out.setdefault((result.claim.kind, own), {})
        verdicts[result.verdict] = verdicts.get(result.verdict, 0) + 1
    return out


class Worker:
    """A process, its end of the pipe and the tasks that it has."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self.process = process
        self.connection = connection
        self.tasks: deque[int] = deque()


class Pool:
    """The outcomes of tasks, in their order; processes run from `with` on.

    One process checks here, without any other, where `jobs` is 1 or there is one task.
    """

    def __init__(self, tasks: Sequence[Task], plan: Plan, jobs: int) -> None:
        self.tasks = tasks
        self.plan = plan
        self.jobs = min(jobs, len(tasks))
        self.waiting = deque(range(len(tasks)))
        self.workers: list[Worker] = []

    def __enter__(self) -> Pool:
        if self.jobs > 1:
            self._fill()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for worker in self.workers:
            if kind is not None:
                worker.process.terminate()
            worker.connection.close()  # the end of its work, where it is not killed
        for worker in self.workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()
        self.workers.clear()

    def __iter__(self) -> Iterator[Outcome]:
        if self.jobs <= 1:
            yield from (work(task, self.plan) for task in self.tasks)
            return
        from multiprocessing.connection import wait

        done: dict[int, Outcome] = {}
        for number in range(len(self.tasks)):
            while number not in done:
                ready = set(wait([w.connection for w in self.workers]))
                for worker in [w for w in self.workers if w.connection in ready]:
                    self._receive(worker, done)
            yield done.pop(number)

    def _receive(self, worker: Worker, done: dict[int, Outcome]) -> None:
        try:
            number, outcome = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker, done)
            return
        worker.tasks.remove(number)
        done[number] = outcome
        self._feed(worker)

    def _bury(self, worker: Worker, done: dict[int, Outcome]) -> None:
        """A process has died: of what it had, the first report is to blame, the others wait again."""
        self.workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        if worker.tasks:
            guilty = worker.tasks.popleft()
            what = f"its process ended with {worker.process.exitcode}"
            done[guilty] = broken(self.tasks[guilty], self.plan, what)
            self.waiting.extendleft(reversed(worker.tasks))
        self._fill()

    def _fill(self) -> None:
        import multiprocessing

        context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        while self.waiting and len(self.workers) < self.jobs:
            here, there = context.Pipe()
            others = [w.connection for w in self.workers] if sys.platform == "linux" else []
            process = context.Process(
                target=_serve,
                args=(
                    there,
                    [*others, here] if sys.platform == "linux" else [],
                    self.tasks,
                    self.plan,
                ),
                daemon=True,
            )
            process.start()
            there.close()
            worker = Worker(process, here)
            self.workers.append(worker)
            for _ in range(AHEAD):
                self._feed(worker)

    def _feed(self, worker: Worker) -> None:
        if not self.waiting:
            return
        number = self.waiting.popleft()
        worker.tasks.append(number)
        with contextlib.suppress(OSError):  # it has died: the next look at its pipe tells
            worker.connection.send(number)


def _serve(
    connection: Connection, others: Sequence[Connection], tasks: Sequence[Task], plan: Plan
) -> None:
    """The life of a process: a number comes, an outcome goes, until the pipe is closed."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in others:  # else a pipe would stay open when its first process is gone
        other.close()
    try:
        while True:
            number = connection.recv()
            connection.send((number, work(tasks[number], plan)))
    except (EOFError, OSError):
        return
