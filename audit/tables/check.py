"""All claims in the tables of the documents, each judged: one result per claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import comb

from msgspec.structs import replace

from audit.model import FAIL, PASS, WARN, Document, Figure, Result
from audit.tables.claims import Maker
from audit.tables.grid import MISSING, VALUES, Cell, grids_of
from audit.tables.lines import Line
from audit.tables.ratios import Told, is_hundred, told_lines
from audit.tables.regions import Table, tables_of
from audit.tables.slipped import slipped
from audit.tables.sums import Sum, sums

BY_CHANCE, MISSES = (
    0.0001,
    2,
)  # how likely rounded values may be to add up to the last digit everywhere
ALLOWED = 3  # failing fields of one sum or line are accused up to one in so many


def tables_in(index: int, document: Document, own: Sequence[Figure]) -> list[Table]:
    """The tables of a document; `own`: its figures."""
    return [t for grid in grids_of(document, index, own) for t in tables_of(grid)]


def relations(tables: Sequence[Table], figures: Mapping[str, Figure]) -> list[Result]:
    """What tables state about their numbers; `figures`: all of the report, by id."""
    maker = Maker(figures)
    results: list[Result] = []
    for table in tables:
        maker.enter(table)
        results += in_table(table, maker)
    return results


def in_table(table: Table, maker: Maker) -> list[Result]:
    """The results of one table; of equal figure sets the first is kept."""
    out: dict[frozenset[str], Result] = {}
    for result in _in_order(table, maker):
        if result is not None:
            out.setdefault(frozenset(chain.from_iterable(result.claim.roles.values())), result)
    return list(out.values())


def _in_order(table: Table, maker: Maker) -> Iterator[Result | None]:
    rows, columns = table.rows, table.columns
    told = [*told_lines(columns, rows, table.scale)]
    if not told or any(_says_change(r) for r in rows):
        told_rows = [*told_lines(rows, columns, table.scale)]
    else:
        told_rows = [t for t in told_lines(rows, columns, table.scale) if t.line.percent]
    for t in (*told, *told_rows):
        yield from _told(t, maker)
    by_rows, by_columns = sums(rows, columns), sums(columns, rows)
    found = [*by_rows, *by_columns]
    for own, fields in ((by_rows, columns), (by_columns, rows)):
        rounded = frozenset(k for k, x in enumerate(fields) if x.percent or x.derived)
        for s in own:
            s.rounded = rounded
    exact = not table.rounding and add_exactly(found)
    for own in (by_rows, by_columns):
        for s in own:
            yield from _sum(s, maker, exact, table.unlisted and s.stated and own is by_rows)
    for lines, fields, own in ((rows, columns, by_rows), (columns, rows, by_columns)):
        if not (table.unlisted and lines is rows):
            yield from _hundreds(lines, fields, own, maker)
        yield from _of_which(lines, fields, maker)


def _says_change(line: Line) -> bool:
    return line.has("change") or line.has("growth")


# ---------------------------------------------------------------- sums


def _sum(found: Sum, maker: Maker, exact: bool, unlisted: bool = False) -> Iterator[Result | None]:
    """The results of one sum. `exact`: the sums of this table agree to the last digit; `unlisted`: the
    total may be larger than the sum of its parts."""
    cue = found.whole.own if found.stated else ""
    for k in (*found.held, *found.failed, *found.far):
        whole = found.whole.cells[k]
        assert whole is not None
        parts = parts_of(found, k)
        if not parts or (len(parts) == 1 and k not in found.held):
            continue
        if unlisted and k not in found.held and _may_be_more(whole, parts):
            continue
        result = maker.total(
            "total", whole, parts, cue, exact=exact and k in found.held and k not in found.rounded
        )
        if result is None or result.verdict in (PASS, WARN):
            yield result
        elif found.mild:
            yield (
                replace(result, verdict=WARN) if slipped(whole, parts, maker.scale, True) else None
            )
        elif k in found.failed or slipped(whole, parts, maker.scale, len(found.held) < 2):
            yield result


def _may_be_more(whole: Cell, parts: Sequence[tuple[Cell, int]]) -> bool:
    """Whether parts that are not listed may be what is missing."""
    if any(s * c.number < 0 for c, s in parts):
        return True
    return whole.number > sum(s * c.number for c, s in parts)


def parts_of(found: Sum, k: int) -> list[tuple[Cell, int]]:
    return [
        (c, s) for line, s in found.parts if (c := line.cells[k]) is not None and c.state in VALUES
    ]


def add_exactly(found: Sequence[Sum]) -> bool:
    """Whether so many sums of rounded values agree to the last digit that the values are not rounded
    (or were made to agree): a sum that misses by a digit is then worth a look."""
    chance, hits, misses = 1.0, 0, 0
    for s in found:
        for k in s.held:
            whole, parts = s.whole.cells[k], parts_of(s, k)
            real = sum(c.number != 0 for c, _ in parts)
            if whole is None or not whole.half or real < 2 or k in s.rounded:
                continue
            if whole.number == sum(sign * c.number for c, sign in parts):
                hits += 1
                chance *= max(0.05, 1 - 0.25 * (real - 1) ** 0.5)
            else:
                misses += 1
    return 0 < misses <= MISSES and comb(hits + misses, misses) * chance < BY_CHANCE


def _hundreds(
    lines: Sequence[Line], fields: Sequence[Line], found: Sequence[Sum], maker: Maker
) -> Iterator[Result | None]:
    """Shares add up to the 100 of their total. `found`: the sums among the lines."""
    for whole in lines:
        if not whole.has("total") or whole.heading:
            continue
        members = _members(whole, lines, found)
        for k, cell in enumerate(whole.cells):
            if cell is None or cell.figure is None or not is_hundred(cell, fields[k]):
                continue
            told = [c for x in members if x is not whole and (c := x.cells[k]) is not None]
            parts = [c for c in told if c.state in VALUES]
            if len(parts) < 2 or any(c.number < 0 for c in told):
                continue
            if any((c := x.cells[k]) is not None and c.state == MISSING for x in lines):
                continue
            gap = abs(cell.number - sum(c.number for c in parts))
            room = cell.half + sum(c.half for c in parts)
            near = fields[k].has("share") and (
                gap * 20 <= cell.number
                or slipped(cell, [(c, 1) for c in parts], maker.scale, False)
            )
            if gap <= room or near:
                yield maker.total("total", cell, [(c, 1) for c in parts], whole.own)


def _members(whole: Line, lines: Sequence[Line], found: Sequence[Sum]) -> list[Line]:
    """What a total is made of: as its sum says, which may be told as a part less the others; else all
    lines that are not themselves parts of another one."""
    for s in found:
        others = [p for p, sign in s.parts if p is not whole]
        if s.held and s.whole is whole:
            return others
        if (
            s.held
            and len(others) < len(s.parts)
            and all((g > 0) == (p is whole) for p, g in s.parts)
        ):
            return [s.whole, *others]
    inner = {p.at for s in found if s.whole is not whole and s.held for p, _ in s.parts}
    plain = [x for x in lines if not (x.heading or x.has("total") or x.has("of_which"))]
    return [x for x in plain if x.at not in inner]


def _of_which(
    lines: Sequence[Line], fields: Sequence[Line], maker: Maker
) -> Iterator[Result | None]:
    """其中 : no more than what stands above it."""
    above: Line | None = None
    for line in lines:
        if line.heading or line.percent:
            continue
        if not line.has("of_which"):
            above = line
            continue
        if above is None:
            continue
        pairs = [
            (c, w)
            for k, c in enumerate(line.cells)
            if fields[k].adds
            and c is not None
            and (w := above.cells[k]) is not None
            and c.state in VALUES
            and w.state in VALUES
        ]
        if any(c.number < 0 or w.number < 0 for c, w in pairs):
            continue
        over = sum(c.number > w.number for c, w in pairs)
        if over > 1 and over * ALLOWED > len(pairs):
            continue
        for cell, whole in pairs:
            if cell.number and whole.number:
                yield maker.at_most(cell, whole, line.own)


# ---------------------------------------------------------------- changes and quotients


def _told(t: Told, maker: Maker) -> Iterator[Result | None]:
    cue = t.line.own
    for k in (*t.held, *t.failed):
        told = t.line.cells[k]
        new, old = t.new.cells[k], t.old.cells[k]
        assert told is not None and new is not None and old is not None
        yield _one(t, told, new, old, k, cue, maker)


def _one(
    t: Told, told: Cell, new: Cell, old: Cell, k: int, cue: str, maker: Maker
) -> Result | None:
    if t.kind == "change":
        sign = -1 if t.sense == 0 and new.number < old.number else 1
        return maker.difference("change", told, new, old, sign, cue)
    if t.kind == "growth":
        sense = t.sense or (-1 if abs(new.number) < abs(old.number) else 1)
        result = maker.growth(told, new, old, sense, cue, t.sign)
        if result is not None and result.verdict == FAIL and old.number < 0:
            return maker.growth(told, new, old, -sense, cue, t.sign)
        return result
    if t.kind == "share":
        assert t.across is not None
        whole = t.new.cells[t.across]
        assert whole is not None
        return maker.share(told, new, whole, cue, t.sign)
    return maker.share(told, new, old, cue, t.sign, t.kind, t.times)
