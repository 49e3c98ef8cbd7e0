"""The command `rules mutate`: which slips of the pen would the rules of a report have seen?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audit.commands.common import choice, language, percent
from audit.errors import columns
from audit.messages import counted, say

if TYPE_CHECKING:
    from audit.mutate import Power, Protected, Tally

MOST = 40  # figures that are listed by name


def rules_mutate(
    path: Annotated[
        Path,
        typer.Argument(help="A report.yaml or a document.", metavar="REPORT", show_default=False),
    ],
    format: Annotated[
        str, typer.Option("--format", "-f", help="terminal or json.", metavar="FORMAT")
    ] = "terminal",
    min_score: Annotated[
        str,
        typer.Option(
            "--min-score",
            help="Fail if the rules see fewer of the slips.",
            metavar="PERCENT",
            show_default=False,
        ),
    ] = "",
    lang: Annotated[
        str,
        typer.Option("--lang", help="Language of the messages: auto, en or zh.", metavar="LANG"),
    ] = "auto",
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Plant slips of the pen in every figure of a report and tell which the rules see.

    Exit codes: 0 told, 1 below --min-score, 2 could not run, 5 no rule could be judged.

    \b
    Examples:
      reportaudit rules mutate report.yaml
      reportaudit rules mutate report.docx --min-score 80%
    """
    del debug
    choice(format, ("terminal", "json"), "--format")
    least = percent(min_score, "--min-score")
    spoken = language(lang)
    from audit.mutate import mutate, to_dict
    from audit.pipeline import Options, check
    from audit.render import emit

    report = check(path, Options(language=spoken, every_message=False))
    power = mutate(report)
    if format == "json":
        import json

        emit(json.dumps(to_dict(power, str(path)), ensure_ascii=False) + "\n", "json", sys.stdout)
    else:
        emit(described(power, spoken), "terminal", sys.stdout)
    share = power.total.share
    if not power.judged or share is None:
        raise typer.Exit(5)
    if least is not None and share < least:
        raise typer.Exit(1)


def described(power: Power, spoken: str) -> str:
    """What a person reads: rules, figures, what is not protected, and the score."""
    from audit.mutate import shown

    parts = []
    rules: list[tuple[str, Tally | None, str]] = [
        (i, t, _remark(i, power, spoken)) for i, t in power.rules.items()
    ]
    rules += [(i, None, say(spoken, "mutate-left-out")) for i in power.left_out]
    parts.append(_table(("column-rule", "mutate-caught", "mutate-share", ""), rules, spoken))
    figures = [(_name(p), p.tally, _weakest(p, spoken)) for p in power.figures[:MOST]]
    parts.append(_table(("mutate-figure", "mutate-caught", "mutate-share", ""), figures, spoken))
    if len(power.figures) > MOST:
        parts.append(counted(spoken, "mutate-more", len(power.figures) - MOST) + "\n")
    lines = []
    bare = [_name(p) for p in power.unprotected]
    if bare:
        listed = say(spoken, "help-join").join(bare)
        lines.append(counted(spoken, "mutate-unprotected", len(bare), figures=listed))
    if power.bare:
        lines.append(counted(spoken, "mutate-bare", power.bare))
    total = power.total
    lines.append(
        say(
            spoken,
            "mutate-score",
            share=shown(total.share) or "-",
            caught=total.caught,
            planted=total.planted,
        )
    )
    return "\n".join(parts) + "\n" + "\n".join(lines) + "\n"


def _remark(rule: str, power: Power, spoken: str) -> str:
    if rule in power.vacuous:
        return say(spoken, "mutate-vacuous")
    return say(spoken, "mutate-silent") if rule in power.silent else ""


def _name(protected: Protected) -> str:
    figure = protected.figure
    name = figure.name or figure.label
    return f"{name} {figure.text}" if name and figure.text != name else figure.text


def _weakest(protected: Protected, spoken: str) -> str:
    """The kinds of slip that are never seen in a figure."""
    if not protected.rules and not protected.tally.caught:
        return say(spoken, "mutate-idle" if protected.others else "mutate-no-rule")
    missed = [k for k, t in protected.kinds.items() if t.planted and not t.caught]
    if not missed or not protected.tally.caught:
        return ""
    words = say(spoken, "help-join").join(say(spoken, f"slip-{k}") for k in missed)
    return say(spoken, "mutate-misses", slips=words)


def _table(head: Sequence[str], rows: Sequence[tuple[str, Tally | None, str]], spoken: str) -> str:
    from audit.mutate import shown

    cells = [[say(spoken, key) if key else "" for key in head]]
    for name, tally, remark in rows:
        counts = "" if tally is None else f"{tally.caught}/{tally.planted}"
        share = "" if tally is None or tally.share is None else f"{shown(tally.share)} %"
        cells.append([name, counts, share, remark])
    wide = [max(columns(row[k]) for row in cells) for k in range(4)]
    lines = []
    for row in cells:
        padded = [
            row[0] + " " * (wide[0] - columns(row[0])),
            *(" " * (wide[k] - columns(row[k])) + row[k] for k in (1, 2)),
            row[3],
        ]
        lines.append("  ".join(padded).rstrip())
    lines.insert(1, "-" * max(columns(line) for line in lines))
    return "\n".join(lines) + "\n"
