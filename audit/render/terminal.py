"""What a person reads on the terminal: the table of results, a diagnostic per cause, the verdict."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping
from typing import TextIO

from rich.console import Console, detect_legacy_windows
from rich.text import Text

from audit.errors import columns
from audit.messages import counted, say
from audit.model import UNVERIFIABLE, Figure, Finding, Report
from audit.render.diagnostic import diagnostic
from audit.render.issues import ignored_because
from audit.render.ledger import Ledger
from audit.render.options import Options
from audit.render.output import plain
from audit.render.snippet import Row
from audit.render.spots import place_of
from audit.render.table import chosen, left_out, results_table
from audit.render.verdict import active, verdict_line

NARROWEST, USUAL, WIDEST = 60, 100, 400

STYLES = {
    "": "",
    "strong": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "note": "cyan",
    "help": "green",
    "primary": "bold red",
    "partner": "blue",
    "gutter": "blue dim",
    "label": "bold",
    "dim": "dim",
    "wrong": "red",
    "path": "underline",
    "verdict-pass": "green",
    "verdict-warn": "yellow",
    "verdict-fail": "bold red",
    "verdict-unverifiable": "cyan",
}


def rendered(report: Report, options: Options) -> str:
    """The page as text, with colours where the terminal that it goes to has them."""
    page = Page(options)
    page.report(report, options)
    return page.buffer.getvalue()


def width_of(stream: TextIO, environ: Mapping[str, str]) -> int:
    """Columns to fill: COLUMNS, else those of the terminal, else 100."""
    asked = environ.get("COLUMNS", "")
    if asked.isascii() and asked.isdigit() and int(asked[:6]) > 0:
        return max(NARROWEST, min(WIDEST, int(asked[:6])))
    try:
        if stream.isatty():
            return max(NARROWEST, min(WIDEST, os.get_terminal_size(stream.fileno()).columns))
    except (OSError, ValueError):
        pass
    return USUAL


def has_colors(color: str, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to print colours: as asked, else on a terminal that shows them, without NO_COLOR."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and not detect_legacy_windows()


class Page:
    """Text that is filled line by line."""

    def __init__(self, options: Options) -> None:
        self.buffer = io.StringIO()
        self.width = options.width or width_of(sys.stdout, os.environ)
        colors = has_colors(options.color, sys.stdout, os.environ)
        self.console = Console(
            file=self.buffer,
            width=self.width,
            force_terminal=colors,
            color_system="standard" if colors else None,
            no_color=not colors,
            legacy_windows=False,
            markup=False,
            emoji=False,
            highlight=False,
            soft_wrap=True,
        )

    def text(self, content: str, style: str) -> Text:
        return Text(content, STYLES[style])

    def row(self, row: Row) -> None:
        # one Text of plain segments: nothing in it is markup, and no line of it is wrapped
        self.console.print(Text.assemble(*(self.text(t, s) for t, s in row)))

    def trim(self, start: int) -> None:
        """Takes the blanks off the ends of the lines since `start`, with which rich fills cells."""
        self.buffer.seek(start)
        lines = [line.rstrip() for line in self.buffer.read().splitlines()]
        self.buffer.seek(start)
        self.buffer.truncate()
        self.buffer.write("".join(f"{line}\n" for line in lines))

    def line(self, content: str = "", style: str = "") -> None:
        self.row([(content, style)])

    def report(self, report: Report, options: Options) -> None:
        """Table, diagnostics, what else was asked for, verdict; a blank line between them."""
        if not options.quiet:
            self.results(report, options.show)
        figures = {f.id: f for f in report.figures}
        for finding in _told(report, options.show):
            for row in diagnostic(finding, report, figures, self.width):
                self.row(row)
            self.line()
        if options.show in ("unchecked", "all"):
            self.unchecked(report)
        if options.show == "all":
            self.ignored(report)
        if not options.quiet:
            self.line(verdict_line(report), _style(report))

    def results(self, report: Report, show: str) -> None:
        """The table, and what it leaves out."""
        results = chosen(report, show)
        if results:
            start = self.buffer.tell()
            table = results_table(report, results, self.text, self.width)
            self.console.print(table, soft_wrap=False)
            self.trim(start)
        rest = left_out(report, results, show)
        for line in rest:
            self.line(line, "dim")
        if results or rest:
            self.line()

    def unchecked(self, report: Report) -> None:
        """The figures that no check has looked at."""
        left = [f for f in report.figures if f.state != "checked"]
        if not left:
            self.line(say(report.language, "unchecked-none"))
        else:
            self.line(counted(report.language, "unchecked-heading", len(left)))
        places = [_where(f, report) for f in left]
        wide = max(map(columns, places), default=0)
        ledger = Ledger(report)
        reasons = [ledger.why(f) for f in left]
        for figure, place, reason in zip(left, places, reasons, strict=True):
            name = figure.name or figure.label or ""
            text = figure.text or say(report.language, "help-missing")
            lead = f"  {place}{' ' * (wide - columns(place))}  "
            row: Row = [(lead, "path"), (plain(f"{text}  {name}").rstrip(), "")]
            if reason:
                row.append((plain(f"  ({reason})"), "dim"))
            self.row(row)
        if left and not all(reasons):
            self.line(say(report.language, "unchecked-no-cue"), "dim")
        self.line()

    def ignored(self, report: Report) -> None:
        """The findings that somebody has chosen to ignore, with the reason given."""
        found = [f for f in report.findings if f.suppressed is not None]
        if not found:
            return
        self.line(say(report.language, "ignored-heading"))
        for finding in found:
            given = finding.suppressed or {}
            key = "ignored-until" if given.get("until") else "ignored-entry"
            reason = ignored_because(finding, report.language)
            values = {"reason": reason, "until": given.get("until") or ""}
            sentence = say(report.language, key, sentence=finding.message, **values)
            self.line("  " + plain(sentence if reason else finding.message))
        self.line()


def _told(report: Report, show: str) -> list[Finding]:
    """The findings that are told, and what could not be verified where that is asked for."""
    found = active(report) if show in ("", "broken", "all") else []
    if show not in ("unverifiable", "all"):
        return found
    told = {i for f in found for i in f.results}
    return found + [
        Finding("unverifiable", "info", (), (r.id,), message=r.message)
        for r in report.results
        if r.verdict == UNVERIFIABLE and r.id not in told
    ]


def _where(figure: Figure, report: Report) -> str:
    if figure.place.start is None and figure.place.path is None:
        return plain(report.path or "-")
    return place_of(figure.place, report.language)


def _style(report: Report) -> str:
    if report.exit_code == 1:
        return "error"
    return "verdict-pass" if report.exit_code == 0 else "warning"
