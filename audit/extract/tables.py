"""What the cells of a table are called: by the head of their row and of their column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from audit.extract import periods
from audit.extract.tokens import Span
from audit.model import Block

_CELL = re.compile(r"([A-Z]+)(\d+)")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 60  # characters of a cell that may be a head
_NUMBER = re.compile(r"[(\[（+\-−–—$£€¥￥\s]*[\d０-９][\d０-９,，.．\s]*[%‰％)）\]*\s]*")
_DASH = re.compile(r"[$£€¥￥A-Z\s]{0,6}[-‐‑‒–—―－−]{1,2}\s?[%％‰]?")


def cell_of(block: Block) -> tuple[int, str]:
    """The row and column of a cell: (4, B) of B4 or Sheet!B4; (0, "") of other blocks."""
    return _parts(block.cell) if block.cell else (0, "")


def _parts(cell: str) -> tuple[int, str]:
    return _split(cell[cell.rfind("!") + 1 :])


@lru_cache(maxsize=1 << 14)
def _split(name: str) -> tuple[int, str]:
    found = _CELL.fullmatch(name)
    return (int(found[2]), found[1]) if found else (0, "")


def is_dash(text: str) -> bool:
    """Whether a cell holds a lone dash: an exact zero where its column holds numbers."""
    if text[-1:].isalnum() or len(text) > 9:
        return False
    return _DASH.fullmatch(text.strip()) is not None


def numeric_columns(blocks: Sequence[Block]) -> frozenset[tuple[int | None, str]]:
    """The columns (table, letters) in which a number stands and a dash may be one."""
    cells = [b for b in blocks if b.cell is not None]
    if not any(is_dash(b.text) for b in cells if not b.text[-1:].isalnum()):
        return frozenset()
    return frozenset(
        (b.table, cell_of(b)[1]) for b in cells if _NUMBER.fullmatch(b.text) is not None
    )


@lru_cache(maxsize=1 << 12)
def _named(words: str, language: str) -> str | None:
    return periods.named(words, language)


@lru_cache(maxsize=1 << 14)
def _said(words: str, language: str) -> tuple[str, str | None]:
    """What a head adds to the label, and the period that it names."""
    time = _named(words, language)
    return (words if time is None or len(time) < len(words) else ""), time


@lru_cache(maxsize=1 << 14)
def _label(row: str, column: str, language: str) -> tuple[str | None, str | None]:
    """Label and period of a cell by the heads of its row and its column."""
    name, period = _said(row, language)
    own, time = _said(column, language)
    if name and own and name != own:
        name = f"{name} {own}"
    return name or own or None, time or period


class Heads:
    """The heads of the table that is being read, block by block.

    numeric  the columns in which a lone dash is a zero
    """

    def __init__(self, numeric: frozenset[tuple[int | None, str]] = frozenset()) -> None:
        self.numeric = numeric
        self.pipes: list[str] = []  # columns of a table in plain text
        self.table: int | None = None
        self.columns: dict[str, str] = {}
        self.first: dict[str, str] = {}  # the cells of row 1, whatever they hold
        self.row, self.letters = 0, ""  # of the cell that is being read
        self.name = ""  # of the row

    def enter(self, block: Block) -> None:
        """Before a block is read."""
        text = block.text
        if text[:1] == "|":
            if not self.pipes:
                self.pipes = text.split("\n", 1)[0].strip().strip("|").split("|")
        elif self.pipes:
            self.pipes = []
        if block.cell is None:
            self.letters = ""
            return
        if block.table != self.table:
            self.table, self.row = block.table, 0
            self.columns, self.first = {}, {}
        cell = block.cell
        row, self.letters = _split(cell[cell.rfind("!") + 1 :])
        if row != self.row:
            self.row, self.name = row, ""
        if row == 1:
            self.first[self.letters] = text

    def leave(self, block: Block) -> None:
        """After a block was read: a cell in words is a head of what follows it."""
        if block.cell is None or not _LETTER.search(block.text):
            return
        text = " ".join(block.text.split())
        if not text or len(text) > _LONGEST:
            return
        if not self.name:
            self.name = text
        row = self.row
        if row <= 3 and (row == 1 or not any(c.isdigit() for c in text)):
            above = self.columns.get(self.letters)
            self.columns[self.letters] = f"{above} {text}" if above and above != text else text

    def column(self) -> str | None:
        """The cell in row 1 above the cell that is being read."""
        return self.first.get(self.letters) if self.row > 1 else None

    def zero(self, block: Block) -> bool:
        """Whether the cell that is being read is a dash that stands for zero."""
        return self.row > 1 and is_dash(block.text) and (block.table, self.letters) in self.numeric

    def heads(self, language: str = "zh") -> tuple[str | None, str | None]:
        """Label and period of the cell that is being read: a head that names a time is the period."""
        above = self.columns.get(self.letters) or self.first.get(self.letters, "")
        return _label(self.name, above, language)

    def of(self, spans: list[Span], language: str) -> tuple[list[str | None], list[str | None]]:
        """Label and period of each figure in the cell that is being read."""
        label, period = self.heads(language)
        return [label] * len(spans), [period] * len(spans)
