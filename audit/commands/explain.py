"""The command `explain`: a relation, a rule, a note, or one figure of a document."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from audit.commands.common import language as language_asked
from audit.errors import AuditError

if TYPE_CHECKING:
    from audit.render.understood import Spot


def explain(
    what: Annotated[
        str,
        typer.Argument(
            help="A kind of result (total, share …), a rule of a pack, a note, or FILE:LINE:COLUMN.",
            metavar="WHAT",
            show_default=False,
        ),
    ],
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--use",
            help="Use a rule pack, by name or path (repeat).",
            metavar="PACK",
            show_default=False,
        ),
    ] = None,
    lang: Annotated[
        str,
        typer.Option("--lang", help="Language of the messages: auto, en or zh.", metavar="LANG"),
    ] = "auto",
) -> None:
    """Explain a kind of result, or what was understood of one figure of a document.

    \b
    Examples:
      reportaudit explain total
      reportaudit explain population/birth-rate
      reportaudit explain report.txt:12:34
      reportaudit explain report.docx:5:9          paragraph 5, 9th character
      reportaudit explain "data.xlsx:Sheet1!B4"
      reportaudit explain "report.docx:table 2:B4"
    """
    from audit.render import emit
    from audit.render.understood import spot_in

    language = language_asked(lang)
    spot = spot_in(what)
    if spot is not None:
        text = _figure(spot, tuple(use or ()), language)
    else:
        from audit.render.kinds import explain_word

        text = explain_word(what, language)
    emit(text, "terminal", sys.stdout)


def _figure(spot: Spot, use: tuple[str, ...], language: str) -> str:
    from audit.nearmiss import understood
    from audit.pipeline import YAML_SUFFIXES, Options, check
    from audit.render.understood import explain_figure, figure_at

    if spot.file.suffix.lower() in YAML_SUFFIXES:
        raise AuditError(
            f"{spot.file} is a report.yaml",
            help="name the document, and a rule with check --explain ID",
        )
    report = check(spot.file, Options(language=language, use=use))
    figure = figure_at(report, spot)
    found = understood(
        figure.document,
        report.documents[figure.document],
        report.figures,
        report.results,
        figure.id,
    )
    return explain_figure(report, figure, found)
