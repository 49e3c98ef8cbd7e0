"""The grid of a table: in which column the next cell stands when others span rows and columns."""

from __future__ import annotations


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
        self._taken: dict[int, int] = {}  # column -> how many more rows a cell above takes there

    def row(self, skipped: int = 0) -> None:
        """Begin the next row."""
        if self.at >= 0:
            self._taken = {c: n - 1 for c, n in self._taken.items() if n > 1}
        self.at += 1
        self._column = skipped

    def close(self) -> None:
        """No cell goes on beyond here: the end of a head or body of the table."""
        self._taken = {}

    def place(self, columns: int, rows: int) -> tuple[int, int]:
        """The row and column of the next cell, from 0."""
        while self._column in self._taken:
            self._column += 1
        column = self._column
        if rows > 1:
            for taken in range(column, column + columns):
                self._taken[taken] = rows
        self._column += columns
        return self.at, column
