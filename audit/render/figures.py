"""The figures of a document as they were read, for the command `figures`."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from audit.errors import columns
from audit.exact.rounding import decimal
from audit.extract import Survey
from audit.messages import counted, say
from audit.messages.numbers import between, manner_of, with_hedge
from audit.model import SCHEMA, Document, Figure, Place
from audit.render.json import dumps
from audit.render.output import plain
from audit.render.spots import place_of, source_name

FORMATS = ("terminal", "json", "jsonl", "csv")
MACHINE = ("json", "jsonl", "csv")
HEADINGS = ("place", "text", "value", "interval", "label", "period")
WIDEST = 32  # columns up to which a cell pads its column
# of a figure's entry in the machine interface, beside its place
FIELDS = ("id", "text", "value", "unit", "step", "low", "high", "hedge", "label", "period", "state")
UNREAD = "unread"


def render_figures(
    document: Document,
    read: Survey,
    format: str,
    language: str,
    *,
    unread: bool = False,
    first: bool = True,
) -> str:
    """A table to read, or the entries of the machine interface (json: one object, jsonl: one line).

    unread  also what was read as nothing
    first   whether nothing was printed before (then csv has a line of headings)
    """
    if format == "csv":
        return _csv(read, unread, first)
    if format != "terminal":
        return dumps(_object(document, read, unread), indent=2 if format == "json" else 0)
    lines = [] if first else [""]
    if read.figures:
        headings = tuple(say(language, f"list-{name}") for name in HEADINGS)
        lines += _columns([headings, *(_row(f, document, language) for f in read.figures)])
    count = counted(language, "list-count", len(read.figures))
    if not read.unread:
        return "".join(f"{line}\n" for line in [*lines, count])
    rest = counted(language, "list-unread", len(read.unread))
    if not unread:
        help = say(language, "list-unread-help")
        return "".join(f"{line}\n" for line in [*lines, f"{count}; {rest} ({help})"])
    name = source_name(document)
    rows = [(place_of(place, language, name), plain(text)) for place, text in read.unread]
    return "".join(f"{line}\n" for line in [*lines, count, "", *_columns(rows), rest])


def _object(document: Document, read: Survey, unread: bool) -> dict[str, object]:
    value: dict[str, object] = {
        "schema": SCHEMA,
        "documents": [{"path": document.path, "sha256": document.sha256}],
        "figures": [f.to_dict() for f in read.figures],
    }
    if unread:
        value[UNREAD] = [{"text": text, "place": _place(place)} for place, text in read.unread]
    return value


def _place(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in Place.__struct_fields__}


def _csv(read: Survey, unread: bool, first: bool) -> str:
    """One line per figure; what was read as nothing has the state `unread`."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if first:
        writer.writerow((*FIELDS, *Place.__struct_fields__))
    for figure in read.figures:
        entry = figure.to_dict()
        writer.writerow([_safe(entry[name]) for name in FIELDS] + _cells(figure.place))
    for place, text in read.unread if unread else ():
        blank = dict.fromkeys(FIELDS, "") | {"text": text, "state": UNREAD}
        writer.writerow([_safe(blank[name]) for name in FIELDS] + _cells(place))
    return stream.getvalue()


def _cells(place: Place) -> list[object]:
    return [_safe(value) for value in _place(place).values()]


def _safe(value: object) -> object:
    """A spreadsheet must not take a document's words for a formula: they get an apostrophe."""
    text = "" if value is None else str(value)
    signed = text[:1] in ("+", "-") and len(text) > 1 and not any(c.isdigit() for c in text[1:4])
    return f"'{text}" if signed or text[:1] in ("=", "@", "\t", "\r") else text


def _row(figure: Figure, document: Document, language: str) -> tuple[str, ...]:
    quantity = figure.quantity
    interval = figure.interval()
    value = "" if quantity is None or quantity.value is None else decimal(quantity.value)
    reads = "" if interval.is_point else between(interval, manner_of(figure), language)
    if figure.problem == "unreadable":
        reads = say(language, "list-unreadable")
    return (
        place_of(figure.place, language, source_name(document)),
        plain(with_hedge(quantity)) if quantity else "",
        f"{value} {figure.unit}".strip(),
        reads,
        plain(figure.label or figure.name or ""),
        plain(figure.period or ""),
    )


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The cells in columns, two blanks between them; a very long cell pushes its own row only."""
    wide = [
        max((w for row in rows if (w := columns(row[k])) <= WIDEST), default=0)
        for k in range(len(rows[0]) if rows else 0)
    ]
    lines = []
    for row in rows:
        cells = [c + " " * max(0, w - columns(c)) for c, w in zip(row, wide, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines
