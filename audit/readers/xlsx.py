"""Excel workbooks: each cell as it is printed, the value as its number format shows it.

The sheets are streamed rather than read through a library for workbooks: the stored decimals must
not become binary numbers, a formula without a stored value must not look like an empty cell, and
merged and hidden cells have to be known in the same pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from operator import itemgetter
from pathlib import Path

from msgspec.structs import replace

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.archive import Archive
from audit.readers.grid import name_of
from audit.readers.numberformat import DATE, show, show_text
from audit.readers.xlsxbook import ALIGNED, Book, Sheet, feed, open_book, parser_of, unescaped
from audit.readers.xlsxrows import Row, alone, plain, rows_of

SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm")

CELL, UNREADABLE = "cell", "unreadable"

_COLUMNS = 16_384  # of a sheet
_OTHERS = 16  # rows that are not plain, from which on they may be too many
_TRUE = ("1", "true")
_DIGITS = "0123456789"

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column
Reach = tuple[int, int, int, int]  # first column, last column, first row, last row


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a workbook: one table per sheet, one block per cell that prints something."""
    return document(read_bytes(path, limits.bytes), str(path), limits)


def document(content: bytes, path: str, limits: Limits) -> Document:
    archive = Archive(content, path, limits, ".xlsx")
    book = open_book(archive)
    blocks: list[Block] = []
    for number, sheet in enumerate(book.sheets, 1):
        xml = archive.read(sheet.part)
        if xml is None:
            raise archive.error(f"the sheet {sheet.name!r} is missing in the file")
        room = limits.cells - len(blocks)
        cells = _Cells(book, sheet, number, room, archive)
        if not cells.parse_quickly(xml):
            cells = _Cells(book, sheet, number, room, archive)
            cells.parse(xml)
        blocks += cells.blocks()
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=path, blocks=tuple(blocks), sha256=digest)


class _Cells:
    """The cells of one sheet, as its XML goes by."""

    def __init__(self, book: Book, sheet: Sheet, table: int, room: int, archive: Archive) -> None:
        self.book = book
        self.sheet = sheet
        self.table = table
        self.room = room
        self.archive = archive
        self.found: list[tuple[int, int, Block]] = []
        self.merges: list[Merge] = []
        self.hidden_columns: set[int] = set()
        self.chunks: list[str] = []
        self.row = self.column = 0
        self.row_name = ""
        self.prefix = f"{sheet.name}!"
        self.codes: dict[str, str] = {}  # the number format of each style
        self.hidden_row = False
        self.phonetic = False
        self.raise_: Callable[[str], str] | None = None
        self.letters: dict[str, int] = {}
        self.type, self.style, self.reference = "n", "", ""
        self.value: str | None = None
        self.formula: str | None = None

    def parse(self, xml: bytes) -> None:
        name = f"of the sheet {self.sheet.name!r}"
        parser = parser_of(self.start, self.end, name, self.archive)
        parser.CharacterDataHandler = self.chunks.append
        feed(parser, xml, name, self.archive)

    def parse_quickly(self, xml: bytes) -> bool:
        """Reads the plain rows without the parser. False where it cannot tell all that `parse` tells,
        which may be what is wrong with the sheet."""
        rows = rows_of(xml)
        if rows is None:
            return False
        others = 0
        try:
            self.parse(rows.frame)
            for count, text in enumerate(rows.rows):
                row = plain(text)
                if row is not None and len(self.found) + len(row.cells) <= self.room:
                    self.plain_row(row)
                    continue
                others += 1
                if others > _OTHERS and others * 2 > count:
                    return False  # a parser for each would take longer than one for all
                self.parse(alone(text))
            if rows.rest:
                self.parse(alone(rows.rest, ""))
        except AuditError:
            return False
        return True

    def blocks(self) -> Iterable[Block]:
        if self.merges:
            return uncovered(self.found, self.merges)
        return map(itemgetter(2), self.found)

    # -- the XML as it goes by ---------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self.type = attributes.get("t", "n")
            self.style = attributes.get("s", "")
            self.reference = attributes.get("r", "")
            self.value = self.formula = self.raise_ = None
            self.column += 1
        elif name in ("v", "f", "t"):
            self.chunks.clear()
        elif name == "row":
            number = attributes.get("r", "")
            known = number.isdecimal() and len(number) < 9
            self.begin_row(int(number) if known else self.row + 1, attributes)
        elif name in ("rPh", "r"):
            self.phonetic, self.raise_ = name == "rPh", None
        elif name == "vertAlign":
            self.raise_ = ALIGNED.get(attributes.get("val", ""))
        elif name == "col":
            self.hide_columns(attributes)
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "v":
            self.value = "".join(self.chunks)
        elif name == "c":
            if self.value is not None or self.formula is not None:
                self.cell()
        elif name == "f":
            self.formula = "".join(self.chunks)
        elif name == "t":
            if not self.phonetic:
                text = "".join(self.chunks)
                self.value = (self.value or "") + (self.raise_(text) if self.raise_ else text)
        elif name == "rPh":
            self.phonetic = False

    def hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        whole = first.isdecimal() and last.isdecimal() and len(first) < 9 and len(last) < 9
        if attributes.get("hidden") in _TRUE and whole:
            self.hidden_columns.update(range(int(first), min(int(last), _COLUMNS) + 1))

    def merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        top, bottom = self.place(first), self.place(last or first)
        if top and bottom and len(self.merges) < self.room:
            self.merges.append((*top, *bottom))

    def place(self, reference: str) -> tuple[int, int] | None:
        """(row, column) of B4, from 1."""
        letters = reference.rstrip(_DIGITS)
        column = self.letters.get(letters)
        if column is None:
            column = self.column_named(letters)
        row = reference[len(letters) :]
        if not column or not 0 < len(row) < 8:
            return None
        return (self.row if row == self.row_name else int(row)), column

    def plain_row(self, row: Row) -> None:
        self.begin_row(row.number, row.attributes)
        hidden_row = self.sheet.hidden or self.hidden_row
        prefix, table, columns = self.prefix, self.table, self.letters
        for letters, digits, style, kind, value, computed, text, _ in row.cells:
            content = value or computed or text
            if not content:
                continue
            if kind and kind != "n":
                self.value = unescape(text) if "&" in text else content
                self.type, self.style, self.formula = kind, style, None
                self.reference = letters + digits
                self.cell()
                continue
            printed, what = content, CELL
            code = self.codes.get(style) or self.format_of(style)
            if code != "General" or not _is_short(content):
                printed, what = shown_number(content, code, self.book.date1904)
                if not printed.strip():
                    continue
            column = columns.get(letters) or self.column_named(letters)
            hidden = hidden_row or column in self.hidden_columns
            number = row.number if digits == self.row_name else int(digits)
            name = f"{prefix}{letters}{digits}"
            block = Block(printed, what, 0, None, None, 0, None, table, name, "", hidden)
            self.found.append((number, column, block))

    def begin_row(self, number: int, attributes: dict[str, str]) -> None:
        self.row, self.row_name, self.column = number, str(number), 0
        self.hidden_row = attributes.get("hidden") in _TRUE

    def column_named(self, letters: str) -> int:
        column = self.letters[letters] = column_of(letters)
        return column

    # -- one cell ----------------------------------------------------------------------------------

    def cell(self) -> None:
        text, kind = self.printed()
        if not text.strip():
            return
        place = self.place(self.reference)
        if place is None:
            place = self.row, self.column
            self.reference = name_of(self.row - 1, self.column - 1)
        row, self.column = place
        if len(self.found) >= self.room:
            limit = self.archive.limits.cells
            raise self.archive.error(
                f"the workbook holds more than {limit} cells",
                "split it, or raise the limit of cells",
            )
        hidden = self.sheet.hidden or self.hidden_row or self.column in self.hidden_columns
        name = self.prefix + self.reference
        block = Block(text, kind, table=self.table, cell=name, hidden=hidden)
        self.found.append((row, self.column, block))

    def printed(self) -> tuple[str, str]:
        """The text of the cell and the kind of its block."""
        value, kind = self.value, self.type
        if kind in ("s", "str", "inlineStr"):
            return self.string(value or "", kind), CELL
        if not value:
            return ("", CELL) if self.formula is None else (f"={self.formula}", UNREADABLE)
        if kind == "b":
            return ("TRUE" if value in _TRUE else "FALSE"), CELL
        if kind == "e":
            return value, UNREADABLE
        if kind == "d":
            return value.replace("T", " "), DATE
        return shown_number(value, self.format_of(self.style), self.book.date1904)

    def string(self, value: str, kind: str) -> str:
        if kind == "s":
            number = int(value) if value.isdecimal() and len(value) < 10 else -1
            if not 0 <= number < len(self.book.strings):
                place = f"{self.sheet.name}!{self.reference}"
                raise self.archive.error(f"the cell {place} names a text that is missing")
            value = self.book.strings[number]
        else:
            value = unescaped(value)
        return show_text(value, self.format_of(self.style))

    def format_of(self, style: str) -> str:
        code = self.codes.get(style)
        if code is None:
            formats = self.book.formats
            number = int(style) if style.isdecimal() and len(style) < 9 else 0
            code = self.codes[style] = formats[number] if number < len(formats) else "General"
        return code


def _is_short(value: str) -> bool:
    """Whether a cell without a format prints what is stored: whole numbers of a few digits."""
    return value.isdigit() and value.isascii() and len(value) < 11 and value[0] != "0"


@lru_cache(maxsize=1 << 13)
def shown_number(value: str, code: str, date1904: bool) -> tuple[str, str]:
    """The text of a cell that holds a number, and the kind of its block."""
    shown = show(value.strip(), code, date1904)
    if shown is None:
        return value, UNREADABLE
    return shown.text, (DATE if shown.kind == DATE else CELL)


# -- names of columns, merged cells ---------------------------------------------------------------


def column_of(letters: str) -> int:
    """The number of a column from its letters, from 1; 0 if they name none."""
    if not (0 < len(letters) < 4 and letters.isascii() and letters.isalpha()):
        return 0
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def reach(row: int, column: int, merged: Reach, last: tuple[int, int]) -> tuple[int, int]:
    """The rows and columns of a merged cell, as far as anything is printed in the sheet."""
    return max(1, min(merged[3], last[0]) - row + 1), max(1, min(merged[1], last[1]) - column + 1)


def uncovered(cells: list[tuple[int, int, Block]], merges: list[Merge]) -> Iterator[Block]:
    """The cells that no merged cell covers: its top left stands for all of it."""
    waiting = sorted(merges, reverse=True)
    active: list[Merge] = []
    row = 0
    spans: list[Reach] = []  # in this row
    last = max((c[0] for c in cells), default=1), max((c[1] for c in cells), default=1)
    at = 0
    for number, column, block in sorted(cells, key=itemgetter(0, 1)):
        if number != row:
            row, at = number, 0
            arrived = bool(waiting) and waiting[-1][0] <= row
            while waiting and waiting[-1][0] <= row:
                active.append(waiting.pop())
            if arrived or any(m[2] < row for m in active):
                active = [m for m in active if m[2] >= row]
                spans = sorted((m[1], m[3], m[0], m[2]) for m in active)
        while at < len(spans) and spans[at][1] < column:
            at += 1
        inside = at < len(spans) and spans[at][0] <= column
        if not inside:
            yield block
        elif spans[at][0] == column and spans[at][2] == row:
            yield replace(block, span=reach(row, column, spans[at], last))
