"""Cells as a person finds them: the rows of the table in aligned columns, with the head above.

1 | ($ millions)  2021  2022  2023
  |
4 | Licences       412   420   433
5 | Total         1257  1293  1383
  |                           ^^^^ total
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from audit.errors import columns
from audit.messages import say
from audit.model import Figure, Report
from audit.render.output import plain
from audit.render.snippet import Mark
from audit.render.spots import Spot
from audit.tables.grid import Grid, grids_of, place_of
from audit.tables.regions import Table, tables_of

Marked = tuple[Spot, Mark]
LABEL, VALUE = 24, 18  # columns of the terminal that a label, another cell may take
HEADS = 3  # rows of the head that are shown
BETWEEN = 2  # blanks between columns


def in_tables(
    marked: Sequence[Marked], figures: Mapping[int, Figure], report: Report, room: int
) -> list[Marked]:
    """The marks with those in cells moved to the rows of their tables. `figures`: of each spot, by
    its id(); `room`: columns of the terminal."""
    grouped: dict[tuple[int, int], list[tuple[Figure, Marked]]] = {}
    out: list[Marked] = []
    for spot, mark in marked:
        figure = figures.get(id(spot))
        if figure is None or figure.place.cell is None or figure.place.table is None:
            out.append((spot, mark))
            continue
        key = figure.document, figure.place.table
        grouped.setdefault(key, []).append((figure, (spot, mark)))
    for (document, table), found in grouped.items():
        view = _View(report, document, table, [f for f, _ in found], room)
        out += view.heads()
        out += [view.moved(figure, spot, mark) for figure, (spot, mark) in found]
    return out


class _View:
    """One table of the document with the columns that fit."""

    def __init__(
        self, report: Report, document: int, number: int, shown: Sequence[Figure], room: int
    ) -> None:
        self.report = report
        self.owner = report.documents[document]
        self.document = document
        blocks = tuple(b for b in self.owner.blocks if b.table == number)
        own = [f for f in report.figures if f.document == document and f.place.table == number]
        self.grid: Grid = grids_of(replace(self.owner, blocks=blocks), document, own)[0]
        self.first = next(n for n, b in enumerate(self.owner.blocks) if b.table == number)
        self.cells = [place_of(f.place.cell or "A1") for f in shown]
        self.tables: list[Table] = list(tables_of(self.grid))
        self.rows = sorted({row for row, _ in self.cells})
        self.head = self._head()
        self.widths = self._widths(room)

    def _table(self, row: int, column: int) -> Table | None:
        """The table, of those on the sheet, that holds a cell."""
        for table in self.tables:
            if any(r.index == row for r in table.rows) and any(
                c.index == column for c in table.columns
            ):
                return table
        return None

    def _head(self) -> list[int]:
        found = {h for row, column in self.cells for h in self._heads(row, column)}
        return sorted(found - set(self.rows))

    def _heads(self, row: int, column: int) -> tuple[int, ...]:
        table = self._table(row, column)
        return () if table is None else table.heads[-HEADS:]

    def _widths(self, room: int) -> dict[int, int]:
        """The width of each column that is shown: labels, marked columns, others while there is room."""
        marked = {column for _, column in self.cells}
        labels = {
            c for row, column in self.cells if (t := self._table(row, column)) for c in t.labels
        }
        wide: dict[int, int] = {}
        for row in (*self.head, *self.rows):
            for column in self.grid.rows[row]:
                text = self._text(row, column, LABEL if column in labels else VALUE)
                wide[column] = max(wide.get(column, 0), columns(text))
        keep: dict[int, int] = {}
        wanted = sorted(
            wide, key=lambda c: (c not in labels, c not in marked, self._apart(c, marked))
        )
        for column in wanted:
            if sum(keep.values()) + BETWEEN * len(keep) + wide[column] <= room or not keep:
                keep[column] = wide[column]
        return dict(sorted(keep.items()))

    @staticmethod
    def _apart(column: int, marked: set[int]) -> int:
        return min((abs(column - m) for m in marked), default=0)

    def _text(self, row: int, column: int, most: int) -> str:
        cell = self.grid.rows[row].get(column)
        text = "" if cell is None else plain(" ".join(cell.text.split()))
        if columns(text) <= most:
            return text
        while columns(text) > most - 3:
            text = text[:-1]
        return f"{text}..."

    def line(self, row: int) -> tuple[str, dict[int, tuple[int, int]]]:
        """A row as a line, and where in it each column stands."""
        out, at = "", {}
        for number, (column, wide) in enumerate(self.widths.items()):
            text = self._text(row, column, max(wide, 1))
            blanks = " " * (wide - columns(text))
            cell = self.grid.rows[row].get(column)
            right = cell is not None and cell.figure is not None and number > 0
            out += " " * BETWEEN if number else ""
            start = len(out) + (len(blanks) if right else 0)
            out += f"{blanks}{text}" if right else f"{text}{blanks}"
            at[column] = start, start + len(text)
        return out, at

    def _order(self, row: int) -> tuple[int, int, int]:
        if self.owner.text is not None:  # a row is a line of the source
            line = next((c.block.line for c in self.grid.rows[row].values() if c.block), None)
            return self.document, line or row + 1, 0
        return self.document, self.first + row, 0

    def heads(self) -> Iterator[Marked]:
        for row in self.head:
            text, _ = self.line(row)
            order = self._order(row)
            path = plain(self.owner.path or self.owner.name or "text")
            yield Spot(order, path, self._gutter(row), text, 0, 0, path), Mark(0, 0)

    def _gutter(self, row: int) -> str:
        return str(self._order(row)[1]) if self.owner.text is not None else str(row + 1)

    def moved(self, figure: Figure, spot: Spot, mark: Mark) -> Marked:
        row, column = place_of(figure.place.cell or "A1")
        text, at = self.line(row)
        start, end = at.get(column, (0, 0))
        order = (*self._order(row)[:2], start)
        place = (
            spot.place if figure.place.line is not None else self._place(figure, spot, row, column)
        )
        return (
            Spot(order, spot.path, self._gutter(row), text, start, end, place),
            Mark(start, end, mark.label, mark.primary),
        )

    def _place(self, figure: Figure, spot: Spot, row: int, column: int) -> str:
        """Sheet1!D7; in a table without such names the words of its row and column."""
        language, cell = self.report.language, figure.place.cell or ""
        words = [spot.path]
        if figure.place.page is not None:
            words.append(say(language, "place-page", n=figure.place.page))
        table = self._table(row, column)
        if "!" in cell or table is None:
            words.append(say(language, "place-cell", cell=plain(cell)))
            return say(language, "place-join").join(words)
        words.append(say(language, "place-table", n=figure.place.table))
        for key, lines, index in (("row", table.rows, row), ("column", table.columns, column)):
            name = next((x.own for x in lines if x.index == index), "")
            if name:
                words.append(say(language, f"place-{key}", name=plain(" ".join(name.split()))[:40]))
        words.append(say(language, "place-cell", cell=plain(cell)))
        return say(language, "place-join").join(words)
