"""Cells that a report.yaml names: by place (`Sheet1!B4`) or by the labels of row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from audit.errors import AuditError, nearest
from audit.languages.tablewords import says
from audit.model import Block, Document
from audit.quote import fold

_NAME = re.compile(
    r"(?:'(?P<quoted>(?:[^']|'')+)'!|(?P<sheet>[^!]+)!)?\$?(?P<letters>[A-Za-z]{1,3})\$?(?P<row>\d{1,7})"
)
_NUMBER = re.compile(r"[(\[（+\-−–—$£€¥￥]*\d[\d,，.\s]*[%‰)）\]*]*|[-–—]+")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_COUNT = re.compile(rf"(?!{_YEAR.pattern}\Z)(?:{_NUMBER.pattern})")
_UNIT = re.compile(r"[(\[][^()\[\]]*[)\]]$")  # of a folded label: 本年(亿元)
_HEADER_ROWS = 5
_SHOWN = 12  # candidates in a message


class Hit(Struct, frozen=True):
    """A cell that was found, and the index of its document."""

    document: int
    block: Block


class Listed(Struct, frozen=True):
    """One member of a column or row: the label and the index of its line, and its cell if there is one."""

    label: str
    table: int
    index: int
    hit: Hit | None

    @property
    def is_part(self) -> bool:
        """Whether it is added up with the others: no total, and no part of another one."""
        label = fold(self.label.split("\n")[-1]).casefold()
        return not (says("total", label) or says("of_which", label))


class Table:
    """One table: its cells by row and column, from 0."""

    def __init__(self, document: int, number: int, sheet: str | None) -> None:
        self.document = document
        self.number = number
        self.sheet = sheet
        self.cells: dict[tuple[int, int], Block] = {}
        self._labels: tuple[list[Label], list[Label]] | None = None

    def text(self, row: int, column: int) -> str:
        block = self.cells.get((row, column))
        return "" if block is None else block.text.strip()

    def labels(self) -> tuple[list[Label], list[Label]]:
        """The labels of the rows and those of the columns."""
        if self._labels is None:
            head = self._head()
            self._labels = self._row_labels(head), self._column_labels(head)
        return self._labels

    def _head(self) -> int:
        """How many rows hold the labels of columns: those above the first with a number in it."""
        rows: dict[int, list[str]] = {}
        for (row, column), block in self.cells.items():
            if column:
                rows.setdefault(row, []).append(block.text.strip())
        begun = False  # above it there may be a title, in the first column
        for row in range(_HEADER_ROWS):
            texts = rows.get(row, [])
            if any(map(_is_number, texts)) or (begun and not texts):
                return max(row, 1)
            begun = begun or bool(texts)
        return 1

    def _column_labels(self, head: int) -> list[Label]:
        """Each column with its own words and those of the groups that it stands under."""
        last = max(column for _, column in self.cells)
        groups = [""] * head
        out = []
        for column in range(last + 1):
            own = [self.text(row, column) for row in range(head)]
            for row in range(head):
                if own[row]:
                    groups[row] = own[row]
                    groups[row + 1 :] = [""] * (head - row - 1)
            first = next((row for row in range(head) if own[row]), head)
            words = [groups[row] for row in range(first) if groups[row]] if first < head else []
            out.append(Label(column, [*words, *filter(None, own)]))
        return [label for label in out if label.words]

    def _row_labels(self, head: int) -> list[Label]:
        """Each row with its own words and those of the groups that it belongs to."""
        last = max(row for row, _ in self.cells)
        columns: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            columns.setdefault(row, []).append(column)
        groups: dict[int, str] = {}
        out = []
        for row in range(head, last + 1):
            texts = [(c, self.text(row, c)) for c in columns.get(row, ())]
            leading = texts[0][0] if texts else 0  # a year names its row only in front of all
            words = {c: t for c, t in texts if not (_NUMBER if c > leading else _COUNT).fullmatch(t)}
            if not words:
                continue
            first = min(words)
            groups = {c: word for c, word in groups.items() if c < first}
            above = [word for c, word in groups.items() if (row, c) not in self.cells]
            out.append(Label(row, [*above, *words.values()]))
            groups |= words
        return out


class Label(Struct):
    """A row or column, and the words that name it with those of its groups before them."""

    index: int
    words: list[str]

    @property
    def full(self) -> str:
        return " ".join(w for w in self.words if w)


class Cells:
    """The tables of the documents of one report, indexed once for all of its declarations."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.tables: list[Table] = []
        for index, document in enumerate(documents):
            known: dict[int, Table] = {}
            for block in document.blocks:
                if block.cell is None or block.table is None:
                    continue
                place = _NAME.fullmatch(block.cell)
                if place is None:
                    continue
                table = known.get(block.table)
                if table is None:
                    table = known[block.table] = Table(index, block.table, place["sheet"])
                table.cells[int(place["row"]) - 1, column_of(place["letters"])] = block
            self.tables += known.values()

    def at(self, table: int | str | None, cell: str) -> Hit:
        """The cell of that name; without a table there must be only one."""
        place = _NAME.fullmatch(cell.strip())
        if place is None:
            raise AuditError(f"{cell} is no name of a cell", help="name it as B4 or Sheet1!B4")
        sheet = place["sheet"] or (place["quoted"] or "").replace("''", "'")
        found = self._table(sheet or table)
        block = found.cells.get((int(place["row"]) - 1, column_of(place["letters"])))
        if block is None:
            raise AuditError(
                f"nothing stands in cell {place['letters'].upper()}{place['row']} of {_called(found)}",
                help="merged cells are named by their top left one",
            )
        return Hit(found.document, block)

    def lookup(self, table: int | str | None, row: str, column: str) -> Hit:
        """The cell where the row and the column of these labels meet."""
        found = self._table(table)
        rows, columns = found.labels()
        across = _match(rows, row, "row", found)
        down = _match(columns, column, "column", found)
        block = found.cells.get((across.index, down.index))
        if block is None:
            raise AuditError(
                f"nothing stands where row {row} and column {column} of {_called(found)} meet",
                help="merged cells are named by their top left one: {table: …, cell: B4}",
            )
        return Hit(found.document, block)

    def column(self, table: int | str | None, name: str) -> Iterator[Listed]:
        """Every row of a table with its cell in the column of this label."""
        found = self._table(table)
        rows, columns = found.labels()
        at = _match(columns, name, "column", found).index
        for row in rows:
            yield Listed(row.full, found.number, row.index, self._hit(found, row.index, at))

    def row(self, table: int | str | None, name: str) -> Iterator[Listed]:
        """Every column of a table with its cell in the row of this label."""
        found = self._table(table)
        rows, columns = found.labels()
        at = _match(rows, name, "row", found).index
        for column in columns:
            if column.index:  # the first column holds the labels of the rows
                hit = self._hit(found, at, column.index)
                yield Listed(column.full, found.number, column.index, hit)

    def lines(
        self, table: int | str | None, across: bool, named: str | None
    ) -> Iterator[tuple[int, int, str]]:
        """(table, index, label) of the rows of a table, or of its columns; `named`: the column that
        holds the labels."""
        found = self._table(table)
        rows, columns = found.labels()
        by = None if named is None else _match(columns, named, "column", found).index
        for label in columns[0 if columns[0].index else 1 :] if across else rows:
            text = label.full if by is None else found.text(label.index, by)
            if text:
                yield found.number, label.index, text

    @staticmethod
    def _hit(table: Table, row: int, column: int) -> Hit | None:
        block = table.cells.get((row, column))
        return None if block is None else Hit(table.document, block)

    def _table(self, wanted: int | str | None) -> Table:
        if not self.tables:
            raise AuditError(
                "this report has no source that holds tables", help="name the file under source:"
            )
        if isinstance(wanted, str):
            if not wanted.strip().isdecimal():
                return self._sheet(wanted)
            wanted = int(wanted)
        found = [t for t in self.tables if wanted in (None, t.number)]
        if len(found) == 1:
            return found[0]
        known = _listed(_called(t) for t in self.tables)
        if not found:
            raise AuditError(f"there is no table {wanted}", help=f"there are: {known}")
        if wanted is None:
            raise AuditError("there are several tables", help=f"say which: {known}")
        raise AuditError(f"several documents have a table {wanted}", help="say which: source:")

    def _sheet(self, name: str) -> Table:
        found = [t for t in self.tables if t.sheet is not None and _key(t.sheet) == _key(name)]
        if len(found) > 1:
            found = [t for t in found if t.sheet == name] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise AuditError(f"several documents have a sheet {name}", help="say which: source:")
        sheets = [t.sheet for t in self.tables if t.sheet is not None]
        near = nearest(name, sheets)
        raise AuditError(
            f"there is no sheet {name}",
            help=f"did you mean {near}?"
            if near
            else f"there are: {_listed(sheets) or 'no sheets'}",
        )


def at(documents: Document | Sequence[Document], table: int | str | None, cell: str) -> Block:
    """The block of a cell that is named by its place."""
    return Cells(_several(documents)).at(table, cell).block


def lookup(
    documents: Document | Sequence[Document], table: int | str | None, row: str, column: str
) -> Block:
    """The block of a cell that is named by the labels of its row and its column."""
    return Cells(_several(documents)).lookup(table, row, column).block


def column_of(letters: str) -> int:
    """The number, from 0, of a column: A, B, …, AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _several(documents: Document | Sequence[Document]) -> Sequence[Document]:
    return (documents,) if isinstance(documents, Document) else documents


def _match(labels: list[Label], wanted: str, what: str, table: Table) -> Label:
    """The one label that is meant: as it is written, else without its unit in brackets."""
    for key in (_key, lambda text: _UNIT.sub("", _key(text))):
        target = key(wanted)
        found = [x for x in labels if target in (key(x.full), *map(key, x.words))]
        exact = [
            x
            for x in found
            if key(x.full) == target or key(x.words[0]) == target == key(x.words[-1])
        ]
        if len(found) > 1 and len(exact) == 1:
            found = exact
        if len(found) == 1:
            return found[0]
        if found:
            raise AuditError(
                f"{len(found)} {what}s of {_called(table)} are called {wanted}",
                help=f"say which, as one of: {_candidates(found)}; or name the cell",
            )
    words = {word for label in labels for word in (label.full, *label.words) if word}
    near = nearest(wanted, words)
    raise AuditError(
        f"no {what} of {_called(table)} is called {wanted}",
        help=f"did you mean {near}?" if near else f"there are: {_candidates(labels)}",
    )


def _key(text: str) -> str:
    return fold(text).casefold().rstrip(":*")


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and not _YEAR.fullmatch(text)


def _called(table: Table) -> str:
    return f"table {table.number}" if table.sheet is None else f"sheet {table.sheet}"


def _candidates(labels: Iterable[Label]) -> str:
    return _listed(" ".join(label.full.split()) for label in labels)


def _listed(words: Iterable[str]) -> str:
    known = list(dict.fromkeys(w[:40] for w in words))
    return ", ".join(known[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
