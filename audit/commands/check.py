"""The command `check`: reports in, verdicts out."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.commands.common import bug, choice, day, language, percent
from audit.errors import AuditError, nearest

if TYPE_CHECKING:
    from audit.model import Report
    from audit.pipeline import Options

FORMATS = ("terminal", "concise", "json", "jsonl")
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".txt": "terminal", ".log": "concise"}
SHOWN = ("broken", "unverifiable", "holds", "unchecked", "all")
FAIL_ON = ("error", "warning", "unverifiable", "never")


def check(
    paths: Annotated[
        list[Path], typer.Argument(help="Reports (report.yaml, .txt, .md).", show_default=False)
    ],
    format: Annotated[
        str,
        typer.Option("--format", "-f", help="terminal, concise, json or jsonl.", metavar="FORMAT"),
    ] = "terminal",
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            help="Write to a file too (repeat); the suffix chooses the format: .json .jsonl .txt .log.",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        str,
        typer.Option(
            "--show", help="broken, unverifiable, holds, unchecked or all.", metavar="WHAT"
        ),
    ] = "",
    explain: Annotated[
        str,
        typer.Option(
            "--explain",
            help="Show one rule with every value substituted, step by step.",
            metavar="ID",
            show_default=False,
        ),
    ] = "",
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", help="error, warning, unverifiable or never.", metavar="LEVEL"),
    ] = "error",
    min_coverage: Annotated[
        str,
        typer.Option(
            "--min-coverage",
            help="Fail if fewer figures were checked.",
            metavar="PERCENT",
            show_default=False,
        ),
    ] = "",
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--use",
            help="Use a rule pack, by name or path (repeat).",
            metavar="PACK",
            show_default=False,
        ),
    ] = None,
    no_discover: Annotated[
        bool,
        typer.Option(
            "--no-discover", help="Only declared rules; the rest of the text is not read."
        ),
    ] = False,
    lang: Annotated[
        str,
        typer.Option("--lang", help="Language of the messages: auto, en or zh.", metavar="LANG"),
    ] = "auto",
    today: Annotated[
        str,
        typer.Option(
            "--today",
            help="The date for until: of ignores.",
            metavar="YYYY-MM-DD",
            show_default=False,
        ),
    ] = "",
    color: Annotated[
        str, typer.Option("--color", help="auto, always or never.", metavar="WHEN")
    ] = "auto",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print nothing but findings.")
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Do not keep or use compiled rules.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Check reports: do their numbers agree with each other?

    Exit codes: 0 consistent, 1 findings, 2 could not run, 3 a bug of ours, 5 nothing was checked.

    \b
    Examples:
      reportaudit check report.yaml
      reportaudit check report.yaml --format json -o result.json
      reportaudit check report.yaml --explain births-sum
    """
    del debug
    started = time.perf_counter()
    from audit.pipeline import Options

    targets = [(p, _format_of(p)) for p in output or ()]
    options = Options(
        language=language(lang),
        today=day(today),
        cache=not no_cache,
        fail_on=choice(fail_on, FAIL_ON, "--fail-on"),
        min_coverage=percent(min_coverage),
        use=tuple(use or ()),
        discover=False if no_discover else None,
        every_message=bool({format, *(f for _, f in targets)} & {"json", "jsonl"})
        or bool(show or explain),
    )
    choice(format, FORMATS, "--format")
    if show:
        choice(show, SHOWN, "--show")
    choice(color, ("auto", "always", "never"), "--color")
    view = _View(format, show, color, quiet, len(paths) > 1)
    codes = [_check_one(path, options, view, targets, explain) for path in paths]
    view.finish(targets)
    if format in ("terminal", "concise") and not quiet:
        sys.stderr.write(f"({time.perf_counter() - started:.2f}s)\n")
    raise typer.Exit(next((c for c in (3, 2, 1, 5) if c in codes), 0))


def _check_one(
    path: Path, options: Options, view: _View, targets: list[tuple[Path, str]], explain: str
) -> int:
    from audit.pipeline import check as run

    try:
        report = run(path, options)
    except AuditError as e:
        view.error(str(path), e)
        return 2
    except Exception as e:
        return bug(e, path)
    if explain:
        view.explain(report, explain)
    else:
        view.report(report, targets)
    return report.exit_code


class _View:
    """Prints reports one after the other, and keeps what goes to files until all are done."""

    def __init__(self, format: str, show: str, color: str, quiet: bool, many: bool) -> None:
        self.format = "jsonl" if format == "json" and many else format
        self.show = show
        self.color = color
        self.quiet = quiet
        self.kept: dict[str, list[str]] = {}

    def report(self, report: Report, targets: list[tuple[Path, str]]) -> None:
        from audit.render import emit, render

        text = render(report, self.format, show=self.show, color=self.color, quiet=self.quiet)
        emit(text, self.format, sys.stdout)
        if report.unused:
            from audit.messages import say

            for reason in report.unused:
                note = say(report.language, "unused-ignore", reason=reason)
                emit(f"{note}\n", "terminal", sys.stderr)
        for format in dict.fromkeys(f for _, f in targets):
            self.kept.setdefault(format, []).append(
                render(report, format, show=self.show, color="never")
            )

    def explain(self, report: Report, id: str) -> None:
        from audit.render import emit
        from audit.render.explain import explain

        known = {r.id for r in report.results}
        if id not in known:
            near = nearest(id, known)
            raise AuditError(
                f"--explain {id}: there is no such rule",
                help=f"did you mean {near}?" if near else None,
            )
        emit(explain(report, id), "terminal", sys.stdout)

    def error(self, path: str, error: AuditError) -> None:
        if self.format in ("json", "jsonl"):
            from audit.render import emit
            from audit.render.json import unreadable

            emit(unreadable(path, error, self.format), "json", sys.stdout)
        sys.stderr.write(error.diagnostic() + "\n")

    def finish(self, targets: list[tuple[Path, str]]) -> None:
        from audit.output import write_file

        for path, format in targets:
            write_file(path, "".join(self.kept.get(format, [])))


def _format_of(path: Path) -> str:
    format = SUFFIXES.get(path.suffix.lower())
    if format is None:
        raise AuditError(
            f"-o {path}: the suffix chooses the format", help=f"one of: {' '.join(SUFFIXES)}"
        )
    return format
