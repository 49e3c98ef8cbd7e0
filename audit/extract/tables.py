"""What the cells of a table are called: by the head of their row and of their column."""

from __future__ import annotations

import re

from audit.extract import periods
from audit.extract.tokens import Span
from audit.model import Block

_CELL = re.compile(r"(?:.*!)?([A-Z]+)(\d+)")
_LONGEST = 60  # characters of a cell that may be a head


def cell_of(block: Block) -> tuple[int, str]:
    """The row and column of a cell: (4, B) of B4 or Sheet!B4; (0, "") of other blocks."""
    found = _CELL.fullmatch(block.cell or "")
    return (int(found[2]), found[1]) if found else (0, "")


class Heads:
    """The heads of the table that is being read, block by block."""

    def __init__(self) -> None:
        self.pipes: list[str] = []  # columns of a table in plain text
        self.table: int | None = None
        self.columns: dict[str, str] = {}
        self.first: dict[str, str] = {}  # the cells of row 1, whatever they hold
        self.row = 0
        self.name = ""  # of the row

    def enter(self, block: Block) -> None:
        """Before a block is read."""
        if block.text.startswith("|"):
            if not self.pipes:
                self.pipes = block.text.split("\n", 1)[0].strip().strip("|").split("|")
        else:
            self.pipes = []
        if block.cell is None:
            return
        if block.table != self.table:
            self.table, self.row = block.table, 0
            self.columns, self.first = {}, {}
        row, column = cell_of(block)
        if row != self.row:
            self.row, self.name = row, ""
        if row == 1:
            self.first[column] = block.text

    def leave(self, block: Block) -> None:
        """After a block was read: a cell in words is a head of what follows it."""
        if block.cell is None:
            return
        text = " ".join(block.text.split())
        if not text or len(text) > _LONGEST or not any(c.isalpha() for c in text):
            return
        row, column = cell_of(block)
        if not self.name:
            self.name = text
        if row <= 3 and (row == 1 or not any(c.isdigit() for c in text)):
            above = self.columns.get(column)
            self.columns[column] = f"{above} {text}" if above and above != text else text

    def column(self, block: Block) -> str | None:
        """The cell in row 1 above a cell."""
        row, column = cell_of(block)
        return self.first.get(column) if row > 1 else None

    def heads(self, block: Block, language: str = "zh") -> tuple[str | None, str | None]:
        """Label and period of a cell: a head that names a time is the period."""
        _, column = cell_of(block)
        above = self.columns.get(column) or self.first.get(column, "")
        parts, period = [], None
        for words in (self.name, above):
            time = periods.named(words, language)
            period = time or period
            if words and (time is None or len(time) < len(words)) and words not in parts:
                parts.append(words)
        return " ".join(parts) or None, period

    def of(
        self, block: Block, spans: list[Span], language: str
    ) -> tuple[list[str | None], list[str | None]]:
        """Label and period of each figure in a cell."""
        label, period = self.heads(block, language)
        return [label] * len(spans), [period] * len(spans)
