"""The figures of a document as they were read, for the command `figures`."""

from __future__ import annotations

from collections.abc import Sequence

from audit.errors import columns
from audit.exact.rounding import decimal
from audit.messages import counted, say
from audit.messages.numbers import between, manner_of, with_hedge
from audit.model import SCHEMA, Document, Figure
from audit.render.json import dumps
from audit.render.output import plain
from audit.render.spots import place_of, source_name

HEADINGS = ("place", "text", "value", "interval", "label")
WIDEST = 32  # columns up to which a cell pads its column


def render_figures(
    document: Document, figures: Sequence[Figure], format: str, language: str
) -> str:
    """A table to read, or the entries of the machine interface (json: one object, jsonl: one line)."""
    if format != "terminal":
        entries = [f.to_dict() for f in figures]
        value = {
            "schema": SCHEMA,
            "documents": [{"path": document.path, "sha256": document.sha256}],
            "figures": entries,
        }
        return dumps(value, indent=2 if format == "json" else 0)
    rows = [tuple(say(language, f"list-{name}") for name in HEADINGS)]
    rows += [_row(f, document, language) for f in figures]
    lines = _columns(rows) if figures else []
    return "".join(f"{line}\n" for line in [*lines, counted(language, "list-count", len(figures))])


def _row(figure: Figure, document: Document, language: str) -> tuple[str, ...]:
    quantity = figure.quantity
    interval = figure.interval()
    value = "" if quantity is None or quantity.value is None else decimal(quantity.value)
    return (
        place_of(figure.place, language, source_name(document)),
        plain(with_hedge(quantity)) if quantity else "",
        f"{value} {figure.unit}".strip(),
        "" if interval.is_point else between(interval, manner_of(figure), language),
        plain(figure.label or figure.name or ""),
    )


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """The cells in columns, two blanks between them; a very long cell pushes its own row only."""
    wide = [
        max((w for row in rows if (w := columns(row[k])) <= WIDEST), default=0)
        for k in range(len(HEADINGS))
    ]
    lines = []
    for row in rows:
        cells = [c + " " * max(0, w - columns(c)) for c, w in zip(row, wide, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines
