"""The command `figures`: what was read."""

from __future__ import annotations

from typing import Annotated

import typer

from audit.commands.common import choice, language


def figures(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Documents, folders, patterns; - is standard input.",
            metavar="PATH...",
            show_default=False,
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
    """List every figure of documents as it was read: value, unit, interval, label, period, place.

    \b
    Examples:
      reportaudit figures report.docx
      reportaudit figures reports/ --format csv > figures.csv
      reportaudit figures report.txt --unread
      cat report.md | reportaudit figures - --stdin-name report.md
    """
    choice(format, ("terminal", "json", "jsonl", "csv"), "--format")
    from audit.listing import list_figures

    code = list_figures(paths, format, language(lang), unread=unread, stdin=stdin_name)
    raise typer.Exit(code)
