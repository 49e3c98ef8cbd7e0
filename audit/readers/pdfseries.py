"""Tables of a PDF that go on over pages: one table, whose header is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.readers.pdflayout import Flow
from audit.readers.pdftables import Cell, Span, Table

_CONTINUED = re.compile(
    r"续\s*表|續\s*表|[（(]\s*[续續]|cont(?:inue|\.|\u2019|')?d?", re.IGNORECASE
)
_DIGIT = re.compile("[0-9０-９]")
_ROOM = 80  # characters of a caption


class Series:
    """Numbers the tables, and tells which of them begins as the last one's continuation."""

    def __init__(self) -> None:
        self.number = 0
        self._columns: Sequence[Span] = ()
        self._head: list[tuple[Cell, ...]] = []  # the first rows of the table
        self._rows = 0
        self._at_top = self._at_end = False

    def page(self) -> None:
        """The next page begins."""
        self._at_top = True

    def flow(self, flow: Flow) -> None:
        """Text between tables: only a caption that says so lets a table go on below it."""
        said = sum(len(line.text) for line in flow.lines) <= _ROOM and any(
            _CONTINUED.search(line.text) for line in flow.lines
        )
        if not (said and self._at_top):
            self._at_end = False

    def cells(self, table: Table) -> Iterator[Cell]:
        """The cells of a table, their rows counted on where it continues the last one."""
        rows = _rows(table)
        repeated = self._repeated(rows)
        goes_on = self._at_top and self._at_end and self._fits(table)
        if goes_on and (repeated or _holds_numbers(rows[0])):
            offset = self._rows - repeated
        else:
            self.number += 1
            self._head = rows[:4]
            self._columns = table.columns
            offset = repeated = 0
        self._rows = offset + (rows[-1][0].row + 1 if rows else 0)
        self._at_top, self._at_end = False, True
        for cell in table.cells:
            if cell.row >= repeated:
                yield Cell(cell.row + offset, cell.column, cell.text, cell.span)

    def _fits(self, table: Table) -> bool:
        """Whether the columns lie where those of the last table lie."""
        return len(table.columns) == len(self._columns) and all(
            a[0] < b[1] and b[0] < a[1] for a, b in zip(table.columns, self._columns, strict=True)
        )

    def _repeated(self, rows: Sequence[tuple[Cell, ...]]) -> int:
        """How many rows at the top of a table repeat the head of the last one."""
        count = 0
        for row, head in zip(rows, self._head, strict=False):
            if [(c.column, c.text) for c in row] != [(c.column, c.text) for c in head]:
                break
            count = row[0].row + 1
        return count


def _rows(table: Table) -> list[tuple[Cell, ...]]:
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [tuple(rows[number]) for number in sorted(rows)]


def _holds_numbers(row: Sequence[Cell]) -> bool:
    return any(_DIGIT.search(cell.text) for cell in row[1:])
