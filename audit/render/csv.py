"""One row per result, for a spreadsheet: nothing in a cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from audit.exact.interval import Interval
from audit.exact.rounding import decimal
from audit.messages.equation import rule_as_printed
from audit.model import Figure, Report, Result
from audit.render.issues import ignored_because, in_words, is_placed, path_of
from audit.render.options import Options
from audit.render.output import plain

COLUMNS = (
    "path",
    "id",
    "kind",
    "origin",
    "verdict",
    "severity",
    "place",
    "as_printed",
    "left",
    "right",
    "gap",
    "tolerance",
    "notes",
    "reason",
    "message",
    "ignored",
)

Part = list[list[str]]


def rendered(report: Report, options: Options) -> Part:
    """The rows of one report."""
    ignored = {
        i: ignored_because(f, report.language) or str(f.suppressed.get("by"))
        for f in report.findings
        if f.suppressed
        for i in f.results
    }
    figures = {f.id: f for f in report.figures}
    return [_row(r, report, figures, ignored, options) for r in report.results]


def failed(path: str, error: str, code: int) -> Part:
    """A report that could not be checked has one row."""
    row = dict.fromkeys(COLUMNS, "") | {"path": path, "verdict": "error", "message": error}
    return [list(row.values())]


def joined(parts: Sequence[Part], options: Options) -> str:
    """A line of headings, then all rows."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for part in parts:
        writer.writerows([safe(cell) for cell in row] for row in part)
    return stream.getvalue()


def safe(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe; a number stays one."""
    bare = text.lstrip()
    signed = bare[:1] in ("+", "-") and not _is_number(bare[1:])
    return (
        f"'{text}"
        if signed or bare[:1] in ("=", "@", "＝", "＠") or (text[:1] in "\t\r\n" and text)
        else text
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def _row(
    result: Result,
    report: Report,
    figures: dict[str, Figure],
    ignored: dict[str, str],
    options: Options,
) -> list[str]:
    claim = result.claim
    placed = [figures[i] for i in claim.figures if i in figures and is_placed(figures[i])]
    where = ""
    if placed:
        place = placed[0].place
        spot = [str(n) for n in (place.line, place.column) if n is not None]
        where = in_words(place, report.language) or ":".join(spot)
    printed = "" if options.redacted else plain(rule_as_printed(claim, figures, report.language))
    return [
        path_of(report) or "",
        claim.id,
        claim.kind,
        claim.origin,
        result.verdict,
        claim.severity,
        where,
        printed,
        _side(result.left),
        _side(result.right),
        "" if result.gap is None else decimal(result.gap),
        "" if result.tolerance is None else decimal(result.tolerance),
        " ".join(result.notes),
        "" if result.reason is None else result.reason.code,
        plain(result.message),
        plain(ignored.get(claim.id, "")),
    ]


def _side(interval: Interval | None) -> str:
    if interval is None:
        return ""
    ends = ["" if e is None else decimal(e) for e in (interval.low, interval.high)]
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}..{ends[1]}"
