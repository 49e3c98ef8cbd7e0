"""Ruled tables of a PDF page through pdfplumber: the words in each of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from audit.readers.grid import name_of
from audit.readers.pdflayout import line_of, pieces, rows
from audit.readers.pdfparagraphs import seam
from audit.readers.pdfwords import Word

Box = tuple[float, float, float, float]


class Cell(Struct, frozen=True, gc=False):
    """`reference` is B4 in its table."""

    reference: str
    text: str


class Table(Struct, frozen=True):
    box: Box
    cells: tuple[Cell, ...]


def tables(page: Any, words: Sequence[Word]) -> tuple[list[Table], list[Word]]:
    """The ruled tables of a pdfplumber page, and the words that stand in none of them."""
    found: list[Table] = []
    left, top = page.bbox[0], page.bbox[1]
    for table in page.find_tables():
        grid = [
            [
                None if c is None else (c[0] - left, c[1] - top, c[2] - left, c[3] - top)
                for c in row.cells
            ]
            for row in table.rows
        ]
        columns = max(map(len, grid), default=0)
        if len(grid) < 2 or columns < 2 or sum(c is not None for r in grid for c in r) < 3:
            continue  # a frame around a text
        box = (table.bbox[0] - left, table.bbox[1] - top, table.bbox[2] - left, table.bbox[3] - top)
        inside = [w for w in words if _in(w, box)]
        cells = _filled(grid, inside)
        if len(cells) > 1:
            found.append(Table(box, tuple(cells)))
            gone = set(map(id, inside))
            words = [w for w in words if id(w) not in gone]
    return sorted(found, key=lambda t: (t.box[1], t.box[0])), list(words)


def _filled(grid: list[list[Box | None]], words: Sequence[Word]) -> list[Cell]:
    out = []
    for number, row in enumerate(grid):
        boxes = [box for box in row if box is not None]
        if not boxes:
            continue
        top, bottom = min(b[1] for b in boxes), max(b[3] for b in boxes)
        near = [w for w in words if top - 1 <= (w.top + w.bottom) / 2 <= bottom + 1]
        for column, box in enumerate(row):
            text = "" if box is None else cell_text([w for w in near if _in(w, box)])
            if text:
                out.append(Cell(name_of(number, column), text))
    return out


def cell_text(words: Sequence[Word]) -> str:
    parts: list[str] = []
    for row in rows(pieces(words)):
        line = line_of(row).text
        parts[-1:] = seam(parts[-1], line) if parts else (line,)
    return "".join(parts).replace("\xad", "-")


def _in(word: Word, box: Box) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]
