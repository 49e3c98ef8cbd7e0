"""The quantities that the cells of a table tell: named by their row or column, dated by the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from audit.across.told import YEAR, Told, is_name, name_of
from audit.exact import units
from audit.frames import usable
from audit.languages.identity import found, pattern
from audit.tables.grid import Cell, fold
from audit.tables.lines import Line, unit_in, without_footnote
from audit.tables.regions import Table

UNTOLD = ("growth", "change", "share", "points", "silent", "less", "per")


class Head(Struct, frozen=True):
    """What a row or column says of its cells: a name, or a year, or neither (金额)."""

    name: str
    year: int | None
    unit: str
    within: frozenset[str]
    basis: frozenset[str]
    scope: frozenset[str]
    total: bool


class Told2(Struct, frozen=True):
    """A table whose quantities are told line by line: `lines` bear the names, `fields` the years."""

    table: Table
    caption: str  # the headings and the title above it
    year: int | None  # of the title, or of the report
    heads: dict[int, Head]  # by number of the line
    fields: dict[int, Head]
    rows: bool  # the lines are rows


def read(table: Table, caption: str, own_year: int | None) -> Told2 | None:
    """None where a table has no such order: names at both sides, or at neither."""
    rows = {x.at: _head(x) for x in table.rows if not x.heading}
    columns = {x.at: _head(x) for x in table.columns}
    words = fold(caption)
    years = {int(y) for y in YEAR.findall(words)}
    year = years.pop() if len(years) == 1 else own_year if not years else None
    for lines, fields, by_rows in ((rows, columns, True), (columns, rows, False)):
        plain = {k: h for k, h in fields.items() if not h.name or (h.total and not by_rows)}
        named = {k: h for k, h in lines.items() if h.name and not h.total}
        if plain and len(named) * 2 > len(lines) and (by_rows or len(plain) < 3 or _dated(plain)):
            return Told2(table, words, year, _once(named), plain, by_rows)
    return None


def _dated(fields: dict[int, Head]) -> bool:
    return all(h.year is not None for h in fields.values())


def _once(heads: dict[int, Head]) -> dict[int, Head]:
    """Only names that a table has once."""
    counts = Counter(h.name for h in heads.values())
    return {k: h for k, h in heads.items() if counts[h.name] == 1}


def _head(line: Line) -> Head:
    own, group = line.own, line.group
    unit = line.said.unit
    factor, _, bare = units.split_scale(fold(own))
    if group and (units.known(bare) or (factor != 1 and not bare)):
        own, group, unit = group, "", own  # a column of units beside the names
    words = fold(without_footnote(own))
    years = [int(y) for y in YEAR.findall(words)]
    name = name_of(_without_unit(words))
    rest = YEAR.sub("", name).strip(" 年度a:()（）") if years else name
    plain = not rest or pattern("value").match(rest) is not None
    now = pattern("current").search(words) is not None
    before = pattern("earlier").search(words) is not None
    if plain or now or before or not is_name(rest):
        rest = ""
    return Head(
        rest,
        years[0] if len(years) == 1 else -1 if before else 0 if now else None,
        unit,
        found("within", words),
        found("basis", words.replace(rest, " ")) if rest else found("basis", words),
        frozenset((fold(group),)) if group else frozenset(),
        line.has("total") and not rest,
    )


def _without_unit(words: str) -> str:
    cut = words.find("(")
    return words[:cut] if cut > 0 and unit_in(words) else words


def told_in(told: Told2, names: set[str], own_year: int | None) -> Iterator[Told]:
    """The cells of a table whose names are among `names`."""
    lines = told.table.rows if told.rows else told.table.columns
    fields = told.table.columns if told.rows else told.table.rows
    for line in lines:
        head = told.heads.get(line.at)
        if head is None or head.name not in names or any(line.has(f) for f in UNTOLD):
            continue
        for k, cell in enumerate(line.cells):
            if cell is None or k not in told.fields or cell.figure is None:
                continue
            if any(fields[k].has(f) for f in UNTOLD) or fields[k].percent != line.percent:
                if not line.percent:
                    continue
            if usable(cell.figure) and (cell.figure.value or 0) > 0:
                yield _cell(told, cell, head, told.fields[k], line.percent, own_year)


def _cell(
    told: Told2, cell: Cell, head: Head, field: Head, percent: bool, own_year: int | None
) -> Told:
    assert cell.figure is not None
    word = cell.figure.unit or head.unit or field.unit or unit_in(told.caption)
    factor, dimension = _unit(word, percent and not cell.figure.unit)
    if cell.figure.unit:
        factor = units.factor(cell.figure.unit)
    year, sure = field.year, True
    if year in (0, -1):
        year = None if own_year is None else own_year + (year or 0)
    elif year is None:
        year = told.year
    return Told(
        cell.figure,
        head.name,
        factor,
        dimension,
        year,
        sure and year is not None,
        head.within | field.within | found("within", told.caption),
        head.basis | field.basis | found("basis", told.caption.replace(head.name, " ")),
        head.scope | found("place", told.caption) | found("overall", told.caption),
        told.table.document,
        told.table.number,
        0,
    )


def _unit(word: str, percent: bool) -> tuple[Fraction, str]:
    """What a printed value is multiplied by, and of which dimension it is then."""
    if not word:
        return (Fraction(1, 100), "rate") if percent else (Fraction(1), "")
    factor, _, bare = units.split_scale(word)
    if not bare:
        return Fraction(factor), ""
    return factor * units.factor(bare), units.dimension(bare)


def names_of(tables: Sequence[Told2]) -> Counter[str]:
    """In how many tables each name stands."""
    return Counter(name for t in tables for name in {h.name for h in t.heads.values()})
