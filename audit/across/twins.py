"""Cells of two tables that tell one quantity: of one name, kind and year.

Two tables that share a cell by chance share no more: an error is a cell that differs where others of
the same two tables agree.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from audit.across.commentary import NEAR, one_slip_apart
from audit.across.spoken import HAN, NUMBERED, YEAR, Shown, Spoken
from audit.exact import units
from audit.exact.formula import Name, Node
from audit.exact.interval import Interval
from audit.languages.identity import found
from audit.model import FAIL, Figure, Result
from audit.readings import Proposal, Reading, equal, judged, number, times
from audit.tables.grid import NUMBER, fold

LONG = 4  # Han characters of a name that says what it is
KNOWN = 2  # agreeing cells of two tables that show that they tell the same
Key = tuple[tuple[str, ...], str, int, str]
RATES = ("%", "％", "‰", "百分点")
OFTEN = 4  # agreeing cells that let one that is no slip be accused, within one document


class Source(Struct, frozen=True, eq=False):
    """A table, with the year of its document: 0 where it is not told, -1 for a report of last year."""

    shown: Shown
    year: int
    title: str
    document: int
    lines: frozenset[str]


class Told(Struct, frozen=True, eq=False):
    """A cell with the unit of its table. `factor`: of its value, in the base of `dimension`."""

    figure: Figure
    source: Source
    factor: Fraction
    dimension: str

    def box(self) -> Interval:
        box = self.figure.interval()
        return box if self.factor == 1 else box.scale(self.factor)

    def size(self) -> Fraction:
        return (self.figure.value or Fraction(0)) * self.factor


def between_tables(sources: Sequence[Source], figures: Mapping[str, Figure]) -> Iterator[Result]:
    """What two tables tell alike, or should."""
    names = Counter(n for s in sources for n in _names(s))
    told: dict[Key, list[Told]] = defaultdict(list)
    for source in sources:
        for key, cell in _cells(source, names):
            told[key].append(cell)
    agreed: list[tuple[Told, Told]] = []
    apart: list[tuple[Told, Told]] = []
    for cells in told.values():
        per = Counter(id(c.source) for c in cells)
        once = [c for c in cells if per[id(c.source)] == 1]
        for new in once[1:]:
            old = once[0]
            if _comparable(old, new):
                (agreed if old.box().meets(new.box()) else apart).append((old, new))
    support = Counter(_pair(p) for p in agreed if _digits(p[1].figure) > 1)
    against = Counter(_pair(p) for p in apart)
    for old, new in agreed:
        if _digits(new.figure) > 2 or support[_pair((old, new))] >= KNOWN:
            yield from _result(old, new, figures)
    for old, new in apart:
        pair = _pair((old, new))
        how = _accused(old, new, support[pair])
        if how and support[pair] >= KNOWN * against[pair]:
            yield from _result(old, new, figures, how)


def _names(source: Source) -> set[str]:
    lines = (*source.shown.rows, *source.shown.columns)
    return {x.name for x in lines if is_specific(x.name)} | {core(source.shown.caption)}


def is_specific(name: str) -> bool:
    """Whether hardly two quantities of a report have the name."""
    if HAN.search(name):
        return len(HAN.findall(name)) >= LONG
    return len(name.split()) > 1


def is_subject(core: str) -> bool:
    """Whether what is left of a caption says what the table is about."""
    return len(HAN.findall(core)) >= LONG or (core.isascii() and len(core) > 2 * LONG)


def lines_of(shown: Shown) -> frozenset[str]:
    """All labels of a table, told apart by rows and columns."""
    return frozenset(
        f"{where}{x.line.label}"
        for where, lines in (("-", shown.rows), ("|", shown.columns))
        for x in lines
    )


def core(caption: str) -> str:
    """A caption without its number, years and unit: what two tables of one subject share."""
    words = re.sub(r"\([^()]*\)", " ", NUMBERED.sub(" ", caption))
    return re.sub(r"[\W\d_]+|单位.*$", "", YEAR.sub(" ", words))


def _cells(source: Source, names: Mapping[str, int]) -> Iterator[tuple[Key, Told]]:
    """The cells of a table whose names another table has as well."""
    shown = source.shown
    subject = core(shown.caption)
    shared = subject if is_subject(subject) and names[subject] > 1 else ""
    columns = [x for x in shown.columns if is_specific(x.name) and names[x.name] > 1]
    for row in shown.rows:
        by_name = is_specific(row.name) and names[row.name] > 1
        for column in shown.columns if by_name or shared else columns:
            cell = row.line.cells[column.line.at]
            if cell is None or cell.state != NUMBER or cell.figure is None or cell.number <= 0:
                continue
            told = by_name or column in columns
            year = year_in(row, column, source)
            if year is None or "silent" in (row.kind, column.kind):
                continue
            unit = _unit(cell.figure, row, column, shown)
            if unit is None:
                continue
            lines = tuple(sorted(x for x in (_line(row), _line(column)) if x))
            key = (lines, row.kind or column.kind, year, "" if told else shared)
            yield key, Told(cell.figure, source, *unit)


def _line(x: Spoken) -> str:
    name = x.name or ("=" if x.total else "")
    group = "" if x.unit == x.line.own else x.line.group
    return f"{group}/{name}" if group and name else name


def year_in(row: Spoken, column: Spoken, source: Source) -> int | None:
    """The year of a cell; small numbers where the document tells none."""
    years = {y for x in (row, column) for y in x.years if not x.kind}
    if len(years) == 1:
        return years.pop()
    if years:
        return None
    own = {int(y) for y in YEAR.findall(_context(source))}
    if len(own) > 1:
        return None
    base = own.pop() if own else source.year
    return base - 1 if row.prior or column.prior else base


def _unit(figure: Figure, row: Spoken, column: Spoken, shown: Shown) -> tuple[Fraction, str] | None:
    if figure.unit in RATES or row.unit in RATES or row.line.percent or column.line.percent:
        return Fraction(1), "rate"
    word = row.unit or column.unit or shown.unit
    scale, _, bare = units.split_scale(word) if word else (1, "", "")
    bare = figure.unit or bare
    if not word and not bare:
        return None
    if bare and not units.known(bare):
        return None
    return Fraction(scale) * (units.factor(bare) if bare else 1), units.dimension(
        bare
    ) if bare else ""


def _context(source: Source) -> str:
    sheet = source.shown.table.sheet
    return f"{source.shown.caption} {fold(sheet)}" if sheet else source.shown.caption


def _comparable(old: Told, new: Told) -> bool:
    """Whether unit, basis, part of the year and place agree. Two tables of one document with the same
    lines are not the same table twice: they are of two places, or of two periods."""
    if old.dimension != new.dimension:
        return False
    if old.source.document == new.source.document and old.source.lines == new.source.lines:
        return False
    for field in ("basis", "within", "place"):
        one, two = (found(field, _context(t.source)) for t in (old, new))
        titles = f"{old.source.title} {new.source.title}"
        if {w for w in one ^ two if w not in titles}:
            return False
    return True


def _accused(old: Told, new: Told, support: int) -> str:
    """How two cells that differ are told: an error, a warning, or not at all."""
    if one_slip_apart(old.figure, new.figure, old.factor / new.factor):
        return "error"
    small, large = sorted((old.size(), new.size()))
    if small * NEAR < large or _digits(new.figure) < 3:
        return ""
    if old.source.document != new.source.document:
        return "warning"  # it may have been revised
    return "error" if support >= OFTEN else ""


def _pair(p: tuple[Told, Told]) -> tuple[int, int]:
    return id(p[0].source), id(p[1].source)


def _digits(figure: Figure) -> int:
    return len("".join(c for c in figure.text if c.isdigit()).strip("0"))


def _result(old: Told, new: Told, figures: Mapping[str, Figure], how: str = "") -> Iterator[Result]:
    factor = old.factor / new.factor
    if old.figure.unit and new.figure.unit and old.dimension != "rate":
        factor *= units.factor(new.figure.unit) / units.factor(old.figure.unit)
    left = Name(new.figure.id, "%" if new.dimension == "rate" and not new.figure.unit else "")
    lent = "%" if old.dimension == "rate" and not old.figure.unit else ""
    right: Node = Name(old.figure.id, lent)
    tree = equal(left, right if factor == 1 else times(right, number(factor)))
    roles = {"told": (old.figure.id,), "again": (new.figure.id,)}
    reading = Reading(tree, roles, "told-again")
    proposal = Proposal("restatement", (reading,), None, strong=bool(how), mild=how == "warning")
    result = judged(proposal, figures)
    if result is not None and (how or result.verdict != FAIL):
        yield result
