"""The grid of a table: in which column the next cell stands when others span rows and columns."""

from __future__ import annotations

from audit.errors import AuditError

WIDEST = 16_384  # columns, as of a sheet
ALONE = (1, 1)  # the rows and columns of a cell that is not merged


def name_of(row: int, column: int) -> str:
    """The name of a cell, rows and columns counted from 0: B4."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


class Grid:
    """Places the cells of a table one after the other, as a page shows them."""

    def __init__(self) -> None:
        self.at = -1  # the row
        self._column = 0
        self._taken: dict[int, int] = {}  # column -> the row before which a cell above ends
        self.last = 0  # the last column in which a cell begins

    def row(self, skipped: int = 0) -> None:
        """Begin the next row."""
        self.at += 1
        self._column = skipped

    def close(self) -> None:
        """No cell goes on beyond here: the end of a head or body of the table."""
        self._taken = {}

    def place(self, columns: int, rows: int) -> tuple[int, int]:
        """The row and column of the next cell, from 0."""
        while self._taken.get(self._column, 0) > self.at:
            self._column += 1
        column = self._column
        self._column += columns
        if self._column > WIDEST:
            raise AuditError(f"a table has more than {WIDEST} columns")
        self.last = max(self.last, column)
        if rows > 1:
            for taken in range(column, self._column):
                self._taken[taken] = self.at + rows
        return self.at, column

    def within(self, row: int, column: int, span: tuple[int, int]) -> tuple[int, int]:
        """The span of a cell as far as there are rows and columns, once all have been placed."""
        if span == ALONE:
            return span
        rows, columns = min(span[0], self.at - row + 1), min(span[1], self.last - column + 1)
        return max(1, rows), max(1, columns)
