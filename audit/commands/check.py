"""The command `check`: reports in, verdicts out."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.commands.common import day, offered, percent
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.commands.run import Run
    from audit.commands.settings import Settings


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Reports, report.yaml files, folders, patterns; - is standard input.",
            metavar="PATH...",
            show_default=False,
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            autocompletion=offered("format"),
            help="terminal (default), concise, json, jsonl, sarif, junit, github, gitlab, markdown, csv, html, word, excel or pdf.",
            metavar="FORMAT",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            help="Write to a file too (repeat); its suffix or FORMAT:FILE chooses the format.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    show: Annotated[
        str | None,
        typer.Option(
            "--show",
            help="broken, unverifiable, holds, unchecked or all.",
            metavar="WHAT",
            autocompletion=offered("show"),
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(
            "--explain",
            help="Show one rule with every value substituted, step by step.",
            metavar="ID",
            show_default=False,
        ),
    ] = None,
    statistics: Annotated[
        bool | None,
        typer.Option(
            "--statistics", help="Count the results by kind and rule.", show_default=False
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="error (default), warning, unverifiable or never.",
            metavar="LEVEL",
            autocompletion=offered("fail-on"),
            show_default=False,
        ),
    ] = None,
    min_coverage: Annotated[
        str | None,
        typer.Option(
            "--min-coverage",
            help="Fail if fewer figures were checked.",
            metavar="PERCENT",
            show_default=False,
        ),
    ] = None,
    allow_empty: Annotated[
        bool | None,
        typer.Option(
            "--allow-empty",
            help="Exit with 0, not 5, where nothing was checked.",
            show_default=False,
        ),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            help="Only these kinds, rule ids or packs; patterns may be used (repeat, or commas).",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            help="Leave out these kinds, rule ids or packs.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            help="Accept the findings of this file; only new ones count.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option(
            "--write-baseline",
            help="Write all findings to this file, for --baseline.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    inline_ignores: Annotated[
        bool | None,
        typer.Option(
            "--inline-ignores/--no-inline-ignores",
            help="Whether remarks in a text may ignore findings (default: they may).",
            show_default=False,
        ),
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--use",
            help="Use a rule pack, by name or path (repeat).",
            metavar="PACK",
            show_default=False,
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            help="Check this document instead of the one that report.yaml names.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            help="The previous draft: what has changed since must have changed everywhere.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    discover: Annotated[
        bool | None,
        typer.Option(
            "--discover/--no-discover",
            help="Check what the text itself states, or only the declared rules.",
            show_default=False,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            help="Processes at work (default: one a core).",
            metavar="N",
            show_default=False,
        ),
    ] = None,
    watch: Annotated[
        bool | None,
        typer.Option(
            "--watch", "-w", help="Check again whenever a file changes.", show_default=False
        ),
    ] = None,
    stdin_name: Annotated[
        str | None,
        typer.Option(
            "--stdin-name",
            help="The name of what comes on standard input; its suffix tells the format.",
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    redact: Annotated[
        bool | None,
        typer.Option(
            "--redact",
            help="Confidential: places, ids and verdicts only, no figure and no text.",
            show_default=False,
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", help="Use this configuration file.", metavar="FILE", show_default=False
        ),
    ] = None,
    isolated: Annotated[
        bool | None,
        typer.Option(
            "--isolated",
            help="Neither a configuration file nor the environment.",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            help="Language of the messages: auto, en or zh.",
            metavar="LANG",
            autocompletion=offered("lang"),
            show_default=False,
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today",
            help="The date for until: of ignores.",
            metavar="YYYY-MM-DD",
            show_default=False,
        ),
    ] = None,
    color: Annotated[
        str | None,
        typer.Option(
            "--color",
            help="auto, always or never.",
            metavar="WHEN",
            autocompletion=offered("color"),
            show_default=False,
        ),
    ] = None,
    quiet: Annotated[
        bool | None,
        typer.Option("--quiet", "-q", help="Print nothing but findings.", show_default=False),
    ] = None,
    cache: Annotated[
        bool | None,
        typer.Option(
            "--cache/--no-cache", help="Whether to keep and use compiled rules.", show_default=False
        ),
    ] = None,
    debug: Annotated[
        bool | None,
        typer.Option("--debug", help="Show the traceback of a bug.", show_default=False),
    ] = None,
) -> None:
    """Check reports: do their numbers agree with each other?

    Settings come from options, REPORTAUDIT_* variables, report.yaml and reportaudit.toml, in this order.

    Exit codes: 0 consistent, 1 findings, 2 could not run, 3 a bug of ours, 5 nothing was checked.

    \b
    Examples:
      reportaudit check report.docx
      reportaudit check report.docx -o checked.docx -o report.html
      reportaudit check reports/ --statistics --jobs 4
      reportaudit check "reports/**/*.docx" --format github -o sarif:result.sarif
      reportaudit check report.yaml --explain births-sum
      reportaudit check reports/ --write-baseline known.json
      reportaudit check reports/ --baseline known.json --fail-on warning
      reportaudit check --against old.docx new.docx
      cat report.md | reportaudit check - --stdin-name report.md
    """
    flags: dict[str, Any] = dict(locals())
    started = time.perf_counter()
    from audit.commands import run as runs
    from audit.commands.settings import settings

    made = settings(flags, paths, config, bool(isolated))
    run = run_of(made, flags)
    tasks = runs.tasks_of(paths, stdin_name or "")
    if against and len(tasks) != 1:
        raise AuditError(f"--against {against}: one report at a time, not {len(tasks)}")
    run = _with_files(run, made, output or [], [t.path for t in tasks])
    if watch and any(t.content is not None for t in tasks):
        raise AuditError("--watch: standard input does not change")
    if watch:
        runs.watched(run, paths, stdin_name or "")
    code, _ = runs.carry_out(run, tasks)
    if run.format in ("terminal", "concise") and not run.quiet and sys.stderr.isatty():
        sys.stderr.write(f"({time.perf_counter() - started:.2f}s)\n")
    raise typer.Exit(code)


def run_of(made: Settings, flags: dict[str, Any]) -> Run:
    """What is asked for, apart from the files; flags are those that are no settings."""
    from audit.batch import Plan
    from audit.commands.run import Run
    from audit.gate import Gate
    from audit.pipeline import Options

    entries, baseline = _baseline(made, flags)
    gate = Gate(
        select=made.names("select"),
        ignore=made.names("ignore"),
        fail_on=made.text("fail-on"),
        least=percent(made.text("min-coverage")),
        baseline=baseline,
        inline=made.flag("inline-ignores"),
    )
    discover = made.found["discover"]
    from_file = made.file is not None and discover.origin.startswith(made.file.path)
    value = None if discover.value is None else bool(discover.value)
    options = Options(
        language=made.language(),
        today=day(flags["today"] or ""),
        cache=made.flag("cache"),
        gate=gate,
        use=_packs(made),
        discover=None if from_file else value,
        discover_else=value if from_file else None,
        source=flags["source"] or "",
        against=flags["against"] or "",
    )
    explain = flags["explain"] or ""
    plan = Plan(options, _look(made), (), explain, _salt(made, flags), bool(flags["debug"]))
    return Run(
        plan,
        made.text("format"),
        jobs=_jobs(made),
        statistics=made.flag("statistics"),
        allow_empty=made.flag("allow-empty"),
        quiet=made.flag("quiet"),
        baseline=made.text("baseline"),
        entries=entries,
        write_baseline=flags["write_baseline"] or "",
        names=tuple((f"--{o}", n) for o in ("select", "ignore") for n in made.names(o)),
    )


def _packs(made: Settings) -> tuple[str, ...]:
    """The files of packs: a name on the command line is not meant from the folder of a report."""
    names = made.names("use")
    if not names:
        return ()
    from audit.packs import find_pack

    try:
        return tuple(str(find_pack(n).absolute()) for n in names)
    except AuditError as e:
        raise _named_by(made, "use", e) from None


def _named_by(made: Settings, name: str, error: AuditError) -> AuditError:
    """The error, with where the name comes from if that is no option."""
    origin = made.found[name].origin
    if not origin.startswith("--"):
        error.message = f"{error.message} (named by {name} of {origin})"
    return error


def _baseline(made: Settings, flags: dict[str, Any]) -> tuple[tuple[Any, ...], Any]:
    """(entries, what they accept); nothing where a baseline is being written."""
    if flags["write_baseline"] and made.flag("redact"):
        raise AuditError(
            "--write-baseline: a redacted run has nothing to keep", help="leave out --redact"
        )
    name = made.text("baseline")
    if not name or flags["write_baseline"]:
        return (), None
    from audit.baseline import read

    try:
        baseline, entries = read(Path(name))
    except AuditError as e:
        raise _named_by(made, "baseline", e) from None
    return tuple(entries), baseline


def _salt(made: Settings, flags: dict[str, Any]) -> bytes:
    if not made.flag("redact"):
        return b""
    if flags["explain"]:
        raise AuditError("--explain: it shows the figures, which --redact forbids")
    import secrets

    return secrets.token_bytes(16)


def _jobs(made: Settings) -> int:
    jobs = made.number("jobs")
    if not 0 <= jobs <= 1024:
        origin = made.found["jobs"].origin
        raise AuditError(f"{origin} {jobs}: a whole number from 0 to 1024")
    return jobs


def _look(made: Settings) -> Any:
    """How things are told; colours and width are those of the terminal of this process."""
    import os

    from audit.render.options import Options

    color = made.text("color")
    width = None
    if made.text("format") == "terminal":
        from audit.render.terminal import has_colors, width_of

        color = "always" if has_colors(color, sys.stdout, os.environ) else "never"
        width = width_of(sys.stdout, os.environ)
    lang = made.text("lang")
    return Options(
        made.text("show"),
        color,
        made.flag("quiet"),
        width,
        made.language(),
        made.flag("redact"),
        lang="" if lang == "auto" else lang,
    )


def _with_files(run: Run, made: Settings, output: list[str], sources: list[str]) -> Run:
    """The run with its files, and the parts that all of it needs."""
    from msgspec.structs import replace

    from audit.commands.targets import check_redacted, check_targets, target_of
    from audit.render import BY_NAME

    targets = tuple(target_of(o) for o in output)
    format = "terminal" if run.plan.explain else run.format
    beside: tuple[str, ...] = ()
    single = BY_NAME[format].single
    if len(sources) > 1:  # one object a line
        format = "jsonl" if format == "json" else format
        targets = tuple(replace(t, format="jsonl") if t.format == "json" else t for t in targets)
    if single and (BY_NAME[format].binary or len(sources) > 1):
        beside = (format,)
    shown = [] if run.plan.explain else [format]
    formats = [*shown, *(t.format for t in targets), *beside]
    if made.flag("redact"):
        check_redacted(formats)
    previous = [run.plan.options.against] if run.plan.options.against else []
    check_targets(targets, [*sources, *previous], beside, run.write_baseline)
    if format == "github":
        formats.append("markdown")
    options = run.plan.options
    told = run.plan.explain or run.plan.look.show or set(formats) - {"terminal", "concise"}
    options = replace(options, every_message=bool(told))
    look = replace(run.plan.look, many=len(sources) > 1)
    plan = replace(run.plan, look=look, formats=tuple(dict.fromkeys(formats)), options=options)
    return replace(run, plan=plan, format=format, targets=targets, beside=beside)
