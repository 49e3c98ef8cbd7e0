"""Ruled tables of a PDF page through pdfplumber: the words in each of their cells."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any

from msgspec import Struct

from audit.readers.pdflayout import line_of, pieces, rows
from audit.readers.pdfparagraphs import seam
from audit.readers.pdfwords import Word

Box = tuple[float, float, float, float]
Span = tuple[float, float]

_SAME = 3.0  # points: two lines at one place


class Cell(Struct, frozen=True, gc=False):
    """Row and column count from 0; `span` is how many of each it covers."""

    row: int
    column: int
    text: str
    span: tuple[int, int] = (1, 1)


class Table(Struct, frozen=True):
    """A table on one page; `columns` tells from where to where each lies."""

    top: float
    cells: tuple[Cell, ...]
    columns: tuple[Span, ...]


def tables(page: Any, words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    """The ruled tables of a pdfplumber page, and the words that stand in none of them."""
    found: list[Table] = []
    left, top = page.bbox[0], page.bbox[1]
    for table in page.find_tables({"explicit_vertical_lines": _open_sides(page.edges)}):
        boxes = [(c[0] - left, c[1] - top, c[2] - left, c[3] - top) for c in table.cells]
        tops, starts = _starts(b[1] for b in boxes), _starts(b[0] for b in boxes)
        if len(tops) < 2 or len(starts) < 2 or len(boxes) < 3:
            continue  # a frame around a text
        box = (table.bbox[0] - left, table.bbox[1] - top, table.bbox[2] - left, table.bbox[3] - top)
        inside = [w for w in words if _in(w, box)]
        cells = _filled(boxes, tops, starts, inside)
        if len(cells) > 1:
            columns = tuple(zip(starts, [*starts[1:], box[2]], strict=True))
            found.append(Table(box[1], tuple(cells), columns))
            gone = set(map(id, inside))
            words = [w for w in words if id(w) not in gone]
    return sorted(found, key=lambda t: (t.top, t.columns[0])), list(words)


def _starts(values: Iterable[float]) -> list[float]:
    """Where rows or columns begin, each once."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _SAME:
            out.append(value)
    return out


def _open_sides(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines for the sides of tables that have rules across and between columns, but none at
    their left and right end: from one rule across to the next, where a line down joins both."""
    down = [(e["x0"], e["top"], e["bottom"]) for e in edges if e["orientation"] == "v"]
    ends: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for x0, x1, y in _joined(edges):
        met = [x for x, a, b in down if x0 - _SAME < x < x1 + _SAME and a - _SAME <= y <= b + _SAME]
        if met:
            for x in (x0, x1):
                if not any(abs(x - other) <= _SAME for other in met):
                    ends[round(x / _SAME)].append((x, y))
    lines = []
    for found in ends.values():
        for (x, above), (_, below) in pairwise(sorted(found, key=itemgetter(1))):
            if any(a - _SAME <= above and b + _SAME >= below for _, a, b in down):
                side = {"object_type": "line", "x0": x, "x1": x, "width": 0}
                lines.append({**side, "top": above, "bottom": below, "height": below - above})
    return lines


def _joined(edges: Sequence[dict[str, Any]]) -> list[tuple[float, float, float]]:
    """The lines across (x0, x1, y), pieces of one line put together."""
    out: list[tuple[float, float, float]] = []
    flat = [(round(e["top"]), e["x0"], e["x1"], e["top"]) for e in edges if e["orientation"] == "h"]
    for _, x0, x1, y in sorted(flat):
        if out and abs(out[-1][2] - y) <= 1 and x0 <= out[-1][1] + _SAME:
            out[-1] = out[-1][0], max(out[-1][1], x1), out[-1][2]
        else:
            out.append((x0, x1, y))
    return out


def _filled(
    boxes: Sequence[Box], tops: Sequence[float], starts: Sequence[float], words: Sequence[Word]
) -> list[Cell]:
    """The cells that hold words, row by row."""
    waiting = sorted(words, key=lambda w: w.top + w.bottom)
    middles = [(w.top + w.bottom) / 2 for w in waiting]
    out = []
    for box in boxes:
        near = waiting[bisect_left(middles, box[1]) : bisect_left(middles, box[3])]
        text = cell_text([w for w in near if _in(w, box)])
        if text:
            row, column = bisect_left(tops, box[1] - _SAME), bisect_left(starts, box[0] - _SAME)
            span = (
                bisect_left(tops, box[3] - _SAME) - row,
                bisect_left(starts, box[2] - _SAME) - column,
            )
            out.append(Cell(row, column, text, (max(1, span[0]), max(1, span[1]))))
    return sorted(out, key=lambda c: (c.row, c.column))


def cell_text(words: Sequence[Word]) -> str:
    parts: list[str] = []
    for row in rows(pieces(words)):
        line = line_of(row).text
        parts[-1:] = seam(parts[-1], line) if parts else (line,)
    return "".join(parts).replace("\xad", "-")


def _in(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]
