"""The command line: parse, call the pipeline, choose a renderer, exit."""

from __future__ import annotations

import gc

# start-up makes many objects and no cycles: collecting among them costs a tenth of it
gc.set_threshold(100_000, 20, 20)

import os
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from audit.errors import AuditError, nearest, printable
from audit.version import VERSION

if TYPE_CHECKING:
    from audit.model import Report
    from audit.pipeline import Options

FORMATS = ("terminal", "concise", "json", "jsonl")
SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".txt": "terminal", ".log": "concise"}
SHOWN = ("broken", "unverifiable", "holds", "unchecked", "all")
FAIL_ON = ("error", "warning", "unverifiable", "never")

app = typer.Typer(
    name="reportaudit",
    help="Checks that the numbers in a report agree with each other.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
rules_app = typer.Typer(
    help="List, test and lint rule packs.", no_args_is_help=False, rich_markup_mode=None
)
app.add_typer(rules_app, name="rules")


def main() -> None:
    """The entry point: every way out has its exit code, and a bug of ours is 3."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK console must not crash on a character it lacks
            stream.reconfigure(errors="replace")
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"reportaudit {VERSION}")
        return
    _keep_only(sys.argv[1:2])
    try:
        app()
    except AuditError as e:
        _fail(e)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as e:
        sys.exit(_bug(e))


def _keep_only(words: list[str]) -> None:
    """Leaves out the commands that were not asked for: Typer builds all it knows at each start."""
    for command in app.registered_commands:
        if command.callback is not None and [command.callback.__name__] == words:
            app.registered_commands = [command]
            app.registered_groups = []
            return


def _bug(error: Exception, path: Path | None = None) -> int:
    """Says that a bug of ours was met (in the report at `path`); the exit code for it."""
    if "--debug" in sys.argv:
        raise error
    where = f" with {path}" if path else ""
    message = printable(f"{type(error).__name__}: {error}"[:300])
    sys.stderr.write(
        f"error: a bug in reportaudit{where} ({message})\n"
        "  run again with --debug for the traceback\n"
    )
    return 3


def _fail(error: AuditError) -> NoReturn:
    sys.stderr.write(error.diagnostic() + "\n")
    sys.exit(2)


def _version(value: bool) -> None:
    if value:
        print(f"reportaudit {VERSION}")
        raise typer.Exit


@app.callback()
def _global(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Checks that the numbers in a report agree with each other."""


def _choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    if value not in allowed:
        near = nearest(value, allowed)
        raise AuditError(
            f"{option} {value}: there is no such choice",
            help=f"did you mean {near}?" if near else f"one of: {', '.join(allowed)}",
        )
    return value


@app.command()
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
        today=_date(today),
        cache=not no_cache,
        fail_on=_choice(fail_on, FAIL_ON, "--fail-on"),
        min_coverage=_percent(min_coverage),
        use=tuple(use or ()),
        discover=False if no_discover else None,
        every_message=bool({format, *(f for _, f in targets)} & {"json", "jsonl"})
        or bool(show or explain),
    )
    _choice(format, FORMATS, "--format")
    if show:
        _choice(show, SHOWN, "--show")
    _choice(color, ("auto", "always", "never"), "--color")
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
        return _bug(e, path)
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


def language(lang: str) -> str:
    """The language of messages: as asked, else by the environment."""
    _choice(lang, ("auto", "en", "zh"), "--lang")
    if lang != "auto":
        return lang
    for name in ("REPORTAUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _date(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AuditError(f"--today {text}: not a date", help="write it as 2026-01-31") from None


def _percent(text: str) -> Fraction | None:
    if not text:
        return None
    try:
        value = Fraction(text.strip().rstrip("%％"))
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 100:
        raise AuditError(f"--min-coverage {text}: not a percentage", help="a number from 0 to 100")
    return value


@app.command()
def figures(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Documents, folders, patterns; - is standard input.", show_default=False
        ),
    ],
    format: Annotated[
        str,
        typer.Option("--format", "-f", help="terminal, json, jsonl or csv.", metavar="FORMAT"),
    ] = "terminal",
    unread: Annotated[
        bool,
        typer.Option(
            "--unread",
            help="List also the digits that were read neither as a figure nor as a date, a number of a section ...",
        ),
    ] = False,
    stdin_name: Annotated[
        str,
        typer.Option(
            "--stdin-name",
            help="The name of what comes on standard input; its suffix tells the format.",
            metavar="NAME",
            show_default=False,
        ),
    ] = "",
    lang: Annotated[
        str,
        typer.Option("--lang", help="Language of the messages: auto, en or zh.", metavar="LANG"),
    ] = "auto",
) -> None:
    """List every figure of documents as it was read: value, unit, interval, label, period, place."""
    _choice(format, ("terminal", "json", "jsonl", "csv"), "--format")
    from audit.listing import list_figures

    code = list_figures(paths, format, language(lang), unread=unread, stdin=stdin_name)
    raise typer.Exit(code)


@app.command()
def schema(
    pack: Annotated[bool, typer.Option("--pack", help="The schema of rule packs instead.")] = False,
) -> None:
    """Print the JSON Schema of report.yaml, for editors."""
    import json

    from audit.schema import schema as schema_of

    print(json.dumps(schema_of("pack" if pack else "report"), indent=2, ensure_ascii=False))


@rules_app.callback(invoke_without_command=True)
def rules(context: typer.Context) -> None:
    """List the rule packs and their rules."""
    if context.invoked_subcommand is None:
        from audit.render import emit
        from audit.rulebook import listing

        emit(listing(), "terminal", sys.stdout)


@rules_app.command("test")
def rules_test(
    packs: Annotated[
        list[str] | None,
        typer.Argument(help="Packs by name or path (default: all shipped).", show_default=False),
    ] = None,
) -> None:
    """Run the tests that packs (or a report.yaml) carry: figures and the verdicts expected."""
    from audit.rulebook import run_tests

    text, good = run_tests(packs or [])
    sys.stdout.write(text)
    raise typer.Exit(0 if good else 1)


@rules_app.command("lint")
def rules_lint(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Packs or report.yaml files (default: all shipped).", show_default=False
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="terminal or json.", metavar="FORMAT")
    ] = "terminal",
) -> None:
    """Find rules that cannot hold, contradict each other, follow from others, mix dimensions or
    can never bind."""
    _choice(format, ("terminal", "json"), "--format")
    from audit.rulebook import lint

    text, good = lint(packs or [], format)
    sys.stdout.write(text)
    raise typer.Exit(0 if good else 1)
