"""From a grid to tables: where one begins and ends, which rows are its head, which columns its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.exact import units
from audit.languages.tablewords import pattern, says
from audit.tables.grid import BLANK, MISSING, NUMBER, VALUES, WORD, Cell, Grid, fold
from audit.tables.lines import Line, counts, said, without_footnote

_YEAR = re.compile(r"(?:18|19|20)\d\d(?:\s*年)?[aef]?")
_HEAD_ROWS = 8


class Table(Struct):
    """A table as it is read: lines of values in both directions, over the same cells.

    rows, columns  lines; `rows[r].cells[c]` is `columns[c].cells[r]`, None where nothing stands
    heads          the rows of the grid that hold the labels of the columns
    labels         the columns of the grid that hold the labels of the rows
    scale          a value times `scale` is a whole `Cell.number`, half a printed digit as well
    """

    document: int
    number: int
    sheet: str
    caption: str
    unit: str
    heads: tuple[int, ...]
    labels: tuple[int, ...]
    rows: list[Line]
    columns: list[Line]
    scale: int = 2
    rounding: bool = False  # a note says that the values are rounded
    unlisted: bool = False  # a note says that the totals hold more than what is listed


Cells = dict[int, Cell]


def tables_of(grid: Grid) -> Iterator[Table]:
    """The tables of a grid: below each other, then beside each other."""
    for rows in _stacked(grid):
        yield from _panels(grid, rows)


# ---------------------------------------------------------------- below each other


def _stacked(grid: Grid) -> Iterator[list[int]]:
    """Rows that belong to one table: a new head begins a new one."""
    numbers = sorted(grid.rows)
    begin = 0
    bodied = False
    heads: list[Cells] = []
    for k, row in enumerate(numbers):
        cells = grid.rows[row]
        if _is_data(cells, heads):
            bodied = True
            continue
        apart = k > 0 and row > numbers[k - 1] + 1
        if bodied and _begins(grid, numbers, k, apart):
            yield numbers[begin:k]
            begin, bodied, heads = k, False, []
        if not bodied:
            heads.append(cells)
    if numbers:
        yield numbers[begin:]


def _begins(grid: Grid, numbers: Sequence[int], k: int, apart: bool) -> bool:
    """Whether the head of another table begins at this row without values: as wide as a head is."""
    cells = grid.rows[numbers[k]]
    words = sum(c.state == WORD or _is_year(c) for c in cells.values())
    if words >= 2 and (words >= 3 or apart or len(cells) > 1):
        width = _width(grid, numbers, k + 1)
        return words * 2 >= width
    if not apart:
        return False
    for later in numbers[k + 1 : k + 4]:  # a title, then a head
        if _is_data(grid.rows[later]):
            return False
        if sum(c.state == WORD or _is_year(c) for c in grid.rows[later].values()) >= 2:
            return True
    return False


def _width(grid: Grid, numbers: Sequence[int], k: int) -> int:
    """How many cells the next row with values has."""
    for row in numbers[k : k + 3]:
        if _is_data(grid.rows[row]):
            return len(grid.rows[row])
    return 1 << 20


def _is_year(cell: Cell) -> bool:
    return len(cell.text) <= 7 and _YEAR.fullmatch(cell.text.strip()) is not None


def _is_data(cells: Cells, heads: Sequence[Cells] = ()) -> bool:
    """Whether a row holds values: numbers that are neither years nor the numbers of the columns.
    `heads`: the rows of the head so far."""
    first = min(cells, default=0)
    found = [c for k, c in cells.items() if c.state in VALUES and k != first]
    if not found:
        return _all_missing(cells, first, bool(heads))
    if all(c.state == NUMBER and _is_year(c) for c in found):
        return _below_head(cells, first, found, heads)
    if all(_is_span(c) for c in found) and (len(found) < len(cells) - 1 or len(found) > 1):
        return False
    return not _numbers_columns(cells)


def _all_missing(cells: Cells, first: int, headed: bool) -> bool:
    """A name, and n/a in all columns, or below a head in any."""
    named = first in cells and cells[first].state == WORD
    others = [c.state for k, c in cells.items() if k != first]
    return named and MISSING in others and (headed or WORD not in others)


def _below_head(cells: Cells, first: int, years: Sequence[Cell], heads: Sequence[Cells]) -> bool:
    """Whether numbers that look like years are values: their row has a name of its own, below a
    head that names the rows and these columns already."""
    name = cells.get(first)
    if name is None or name.state != WORD:
        return False
    for head in heads:
        above = head.get(first)
        if above is not None and above.state == WORD and above.text != name.text:
            named = [head.get(c.column) for c in years]
            if all(c is not None and c.state != BLANK for c in named):
                return True
    return False


def _is_span(cell: Cell) -> bool:
    """1 year, 60岁: a time or an age, as the head of a column."""
    unit = cell.figure.unit if cell.figure is not None else ""
    return bool(unit) and units.known(unit) and units.dimension(unit) in ("time", "months", "age")


def _numbers_columns(cells: Cells) -> bool:
    """甲 | 1 | 2 | 3: the numbers of the columns."""
    count = last = 0
    for k in sorted(cells):
        text = cells[k].text.strip("()（）")
        if not text.isdecimal():
            if len(text) > 1 and text not in ("栏次", "栏目", "序号", "行次", "no."):
                return False
        elif len(text) < 4:
            number = int(text)
            if number not in ((last + 1,) if count else (0, 1)):
                return False
            count, last = count + 1, number
    return count >= 3


# ---------------------------------------------------------------- beside each other


def _panels(grid: Grid, rows: list[int]) -> Iterator[Table]:
    head, body = _head_and_body(grid, rows)
    columns = _columns(grid, body)
    for labels, values in _apart(columns):
        table = _table(grid, head, body, labels, values)
        if table is not None:
            yield table


def _head_and_body(grid: Grid, rows: list[int]) -> tuple[list[int], list[int]]:
    heads: list[Cells] = []
    first = len(rows)
    for k, row in enumerate(rows):
        if _is_data(grid.rows[row], heads):
            first = k
            break
        heads.append(grid.rows[row])
    head = rows[:first]
    while (
        head
        and len(head) > 1
        and _is_heading(grid.rows[head[-1]])
        and any(not _is_heading(grid.rows[r]) for r in head[:-1])
    ):
        head.pop()
    body = rows[len(head) :]
    return head[-_HEAD_ROWS:], body


def _is_heading(cells: Cells) -> bool:
    """A row that only names what stands below it."""
    told = [c for c in cells.values() if c.state != BLANK]
    if len(told) != 1 or told[0].state != WORD:
        return False
    return (
        min(cells) == told[0].column
        and not says("note", fold(told[0].text))
        and told[0].columns == 1
    )


def _columns(grid: Grid, body: Sequence[int]) -> list[tuple[int, bool]]:
    """The columns that hold anything, with whether they hold values."""
    values: dict[int, int] = {}
    words: dict[int, int] = {}
    for row in body:
        for column, cell in grid.rows[row].items():
            if cell.state in VALUES:
                values[column] = values.get(column, 0) + 1
            elif cell.state == WORD:
                words[column] = words.get(column, 0) + 1
    out: list[tuple[int, bool]] = []
    for column in sorted(values.keys() | words.keys()):
        told = values.get(column, 0)
        holds = told > words.get(column, 0) or (
            told > 0 and bool(out) and told >= words.get(column, 0)
        )
        if told and not any(h for _, h in out) and _are_years(grid, body, column):
            holds = False
        out.append((column, holds))
    return out


def _are_years(grid: Grid, body: Sequence[int], column: int) -> bool:
    """Whether all values of a column are years."""
    cells = (c for row in body if (c := grid.rows[row].get(column)) and c.state in VALUES)
    return all(c.state == NUMBER and _is_year(c) for c in cells)


def _apart(columns: Sequence[tuple[int, bool]]) -> Iterator[tuple[list[int], list[int]]]:
    """Columns of labels with the columns of values to their right."""
    labels: list[int] = []
    values: list[int] = []
    for column, holds in columns:
        if holds:
            values.append(column)
            continue
        if values:
            yield labels, values
            labels, values = [], []
        labels.append(column)
    if values:
        yield labels, values


# ---------------------------------------------------------------- lines


def _table(
    grid: Grid, head: Sequence[int], body: Sequence[int], labels: list[int], values: list[int]
) -> Table | None:
    names = _column_labels(grid, head, values)
    values = [c for c in values if not pattern("naming").match(fold(names[c][1]))]
    if not values:
        return None
    words = "\n".join(_titles(grid, head, labels))
    caption = fold(f"{grid.caption}\n{words}") if grid.caption or words else ""
    columns = [_line(c, k, *names[c]) for k, c in enumerate(values)]
    rows = list(_rows(grid, body, labels, values, _same(grid, head, values)))
    if not any(not r.heading for r in rows):
        return None
    table = Table(
        grid.document,
        grid.number,
        grid.sheet,
        caption,
        "",
        tuple(head),
        tuple(labels),
        rows,
        columns,
    )
    notes = [*_notes(grid, body)]
    table.rounding = any(says("rounding", note) for note in notes)
    table.unlisted = any(says("unlisted", note) for note in notes)
    _fill(grid, table)
    return table


def _notes(grid: Grid, body: Sequence[int]) -> Iterator[str]:
    """The notes in and right below a table."""
    if grid.below:
        yield grid.below
    for row in body:
        told = [c for c in grid.rows[row].values() if c.state == WORD]
        if len(told) == 1 and says("note", own := fold(told[0].text)):
            yield own


def _same(grid: Grid, head: Sequence[int], values: Sequence[int]) -> frozenset[tuple[str, ...]]:
    """The rows of the head as texts: a head that returns on the next page is no row."""
    return frozenset(tuple(_text(grid, r, c) for c in values) for r in head)


def _titles(grid: Grid, head: Sequence[int], labels: Sequence[int]) -> Iterator[str]:
    """What stands in the head above the labels, or over all columns: titles and units."""
    for row in head:
        cells = grid.rows[row]
        told = [c for c in cells.values() if c.state != BLANK]
        for cell in told:
            if cell.column in labels or len(told) == 1:
                yield cell.text


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.rows[row].get(column)
    return "" if cell is None or cell.state == BLANK else cell.text.strip()


def _column_labels(
    grid: Grid, head: Sequence[int], values: Sequence[int]
) -> dict[int, tuple[str, str, str]]:
    """Of each column the whole label, its innermost words, and those of its groups."""
    rows = [r for r in head if not _is_title(grid.rows[r], values)]
    spread = [_spread(grid, r, values, last=r == rows[-1]) for r in rows]
    out: dict[int, tuple[str, str, str]] = {}
    for column in values:
        own = [_text(grid, r, column) for r in rows]
        words = [s.get(column, "") for s in spread]
        inner = [w for w in own if w]
        named = [w for w in inner if not _only_unit(w)] or inner
        name = named[-1] if named else next((w for w in reversed(words) if w), "")
        units_of = " ".join(w for w in inner if _only_unit(w) and w != name)
        group = " ".join(dict.fromkeys(w for w in words if w and w != name and not _only_unit(w)))
        label = " ".join(w for w in (group, name, units_of) if w)
        out[column] = (label, f"{name} {units_of}".strip(), group)
    return out


def _only_unit(text: str) -> bool:
    return (text[:1] in "(（[" and text[-1:] in ")）]" and len(text) <= 20) or text in (
        "$",
        "%",
        "‰",
        "€",
        "£",
    )


def _is_title(cells: Cells, values: Sequence[int]) -> bool:
    """A row of the head that is one cell over (nearly) all columns, or beside them."""
    told = [c for c in cells.values() if c.state != BLANK]
    if len(told) != 1:
        return not told
    cell = told[0]
    return cell.column < values[0] or (len(values) > 1 and cell.columns >= len(values))


def _spread(grid: Grid, row: int, values: Sequence[int], last: bool) -> dict[int, str]:
    """The words of a row of the head over the columns that they cover: merged cells as far as they
    reach, others up to the next words, except in the last row."""
    out: dict[int, str] = {}
    cells = grid.rows[row]
    merged = any(c.columns > 1 for c in cells.values())
    current = ""
    for column in range(min(*cells, values[0]), values[-1] + 1):
        cell = cells.get(column)
        if cell is not None and cell.state != BLANK:
            current = cell.text.strip() if column >= values[0] else ""
            for covered in range(column, column + cell.columns):
                out[covered] = current
        elif current and not merged and not last and not _stops(grid, row, column, current):
            out.setdefault(column, current)
    return out


def _stops(grid: Grid, row: int, column: int, group: str) -> bool:
    """Whether words about changes end before a column that is a year of its own."""
    below = [
        c
        for r, cells in grid.rows.items()
        if row < r <= row + 2 and (c := cells.get(column)) is not None
    ]
    return any(_is_year(c) for c in below) and bool(
        said(group, group).flags & {"growth", "change", "rate", "share"}
    )


def _line(index: int, at: int, label: str, own: str, group: str) -> Line:
    told = said(label, own)
    return Line(
        index, at, label, own, group, told, percent=_is_rate(told.flags, told.percent), cells=[]
    )


def _is_rate(flags: frozenset[str], percent: str) -> bool:
    return (
        bool(percent)
        or ("rate" in flags and not flags & {"change"})
        or bool(flags & {"share", "points"} and "rate" in flags)
    )


def _rows(
    grid: Grid,
    body: Sequence[int],
    labels: Sequence[int],
    values: Sequence[int],
    heads: frozenset[tuple[str, ...]],
) -> Iterator[Line]:
    """The lines of the body: rows with values, and headings."""
    groups: dict[int, str] = {}
    section = at = 0
    inside = set(values)
    for row in body:
        cells = grid.rows[row]
        texts = {c: _text(grid, row, c) for c in labels}
        told = {c: t for c, t in texts.items() if t}
        holds = any(
            c.state in VALUES or c.state == MISSING for k, c in cells.items() if k in inside
        )
        if not holds:
            if told and not any(c.state == WORD for k, c in cells.items() if k in inside):
                section += 1
                own = next(iter(told.values()))
                if says("note", fold(own)):
                    continue
                yield Line(row, at, own, own, "", said(own, own), heading=True, section=section)
                at += 1
            continue
        if any(
            all(_text(grid, row, c) == t for c, t in zip(values, head, strict=True))
            for head in heads
        ) or _numbers_columns(cells):
            continue
        first = min(told, default=None)
        if first is not None:
            groups = {c: t for c, t in groups.items() if c < first}
        group = " ".join(groups.values())
        own = next(reversed(told.values()), "")
        label = " ".join(w for w in (group, *told.values()) if w)
        groups |= told if len(told) > 1 or (labels and first != labels[-1]) else {}
        groups.pop(labels[-1] if labels else -1, None)
        outer = " ".join(w for w in (group, *list(told.values())[:-1]) if w)
        line = _line(row, at, label, _innermost(told, own), outer)
        line.section = section
        yield line
        at += 1


def _innermost(told: dict[int, str], own: str) -> str:
    """The words that tell what a row is: 合计 may stand in the first of several columns of labels."""
    for text in told.values():
        if says("total", fold(without_footnote(text))):
            return text
    return own


def _fill(grid: Grid, table: Table) -> None:
    """The cells of the lines, their values as whole numbers, and what the values tell of the lines."""
    denominators: dict[int, None] = {}
    for line in table.rows:
        cells = grid.rows[line.index]
        line.cells = _withheld([cells.get(c.index) for c in table.columns], table.columns)
        for cell in line.cells:
            if cell is not None and cell.state == NUMBER:
                quantity = cell.figure.prints[0]  # type: ignore[union-attr]
                for number in (quantity.value, quantity.step):
                    if number is not None:
                        denominators[number.denominator] = None
    denominator = 1
    for other in denominators:
        if denominator % other:
            denominator *= other
    table.scale = scale = 2 * denominator
    for k, column in enumerate(table.columns):
        column.cells = [line.cells[k] for line in table.rows]
    for column in table.columns:
        column.counted = counts(fold(column.label), column.said.unit, table.caption)
    for line in table.rows:
        line.counted = counts(fold(line.label), line.said.unit, "") if not line.heading else False
        counted = [c.counted or (line.counted and not c.said.unit) for c in table.columns]
        for cell, whole in zip(line.cells, counted, strict=True):
            if cell is not None and cell.state == NUMBER:
                _reckon(cell, scale, whole)
    for line in (*table.rows, *table.columns):
        line.percent = line.percent or _percents(line)


def _withheld(cells: list[Cell | None], columns: Sequence[Line]) -> list[Cell | None]:
    """The cells of a row; where it withholds a value (…), a blank of it is withheld as well."""
    if not any(
        c is not None and c.state == MISSING and not x.percent
        for c, x in zip(cells, columns, strict=True)
    ):
        return cells
    row = next(c.row for c in cells if c is not None)
    return [
        Cell(row, x.index, "", MISSING) if c is None or c.state == BLANK else c
        for c, x in zip(cells, columns, strict=True)
    ]


def _reckon(cell: Cell, scale: int, counted: bool) -> None:
    quantity = cell.figure.prints[0]  # type: ignore[union-attr]
    value, step = quantity.value, quantity.step
    assert value is not None
    above, below = value.as_integer_ratio()
    cell.number = above * (scale // below)
    if step is None:
        return
    above, below = step.as_integer_ratio()
    half = above * (scale // below) // 2
    if not quantity.exact:
        cell.own = half
    if not (quantity.exact and (counted or quantity.unit)):
        cell.half = half


def _percents(line: Line) -> bool:
    """Whether most values of a line are printed with a sign of percent."""
    signs = told = 0
    for cell in line.cells:
        if cell is not None and cell.state == NUMBER:
            told += 1
            signs += cell.figure.prints[0].unit in ("%", "‰", "百分点", "bp")  # type: ignore[union-attr]
    return told > 0 and signs * 2 > told
