"""Tables of a PDF page without a grid: cells in columns, between rules across or with none at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median

from msgspec import Struct

from audit.readers.pdflayout import Flow, Piece, flow_of, put, rows
from audit.readers.pdfparagraphs import seam

_NUMBER = re.compile(
    r"[-–—−+△▲]?\s?[(（]?\s?[-–—−+]?\s?(?:[A-Z]{0,3}[$¥￥€£])?\s?[-–—−+]?[0-9０-９][0-9０-９,，. ]*"
    r"\s?(?:%|％|‰|pp|bp)?\s?[)）]?(?:\s?[^\s0-9０-９]{1,4})?|[-–—－…─/]{1,3}|n/?a|x",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\.{4}|(?:\. ){3}|…{2}|·{4}")
_TOLD = re.compile(r"[:：]\s*\S")  # 单位：万元, above a table and no part of it
_LONG = 100.0  # points: a rule across that may bound a table
_NEAR = 4.0  # points: ends of rules that belong together
_APART = 3.0  # letter sizes: rows farther apart belong to two tables
_ONE_ROW = 2.2  # letter sizes: rules closer than that hold one row between them
_MOST = 0.5  # of the rows: how many a numeric column fills, and how many have several cells
_WIDE = 0.6  # of the width: a lone line that fills it is no cell

Row = list[Piece]
Span = tuple[float, float]


class Rule(Struct, frozen=True, gc=False):
    """A line across the page; y counts from its top."""

    x0: float
    x1: float
    y: float


class Cell(Struct, frozen=True, gc=False):
    """Row and column count from 0; `span` is rows and columns."""

    row: int
    column: int
    text: str
    span: tuple[int, int] = (1, 1)


class Table(Struct, frozen=True):
    top: float
    cells: tuple[Cell, ...]
    columns: tuple[Span, ...]  # from where to where each lies
    rows: int


def is_number(text: str) -> bool:
    """Whether a cell holds nothing but a number, or a sign for none."""
    return _NUMBER.fullmatch(text) is not None


def leaves(found: Sequence[Piece], column: bool, rules: Sequence[Rule]) -> list[Flow | Table]:
    """One column of a page, from top to bottom: its flows and its tables."""
    if not any(_beside(found)) or len(found) < 4:
        return [flow_of(found, column)]
    out: list[Flow | Table] = []
    plain: list[Row] = []
    lines = rows(found)
    at = 0
    for first, last, parts in _regions(lines, rules):
        table = table_of(lines[first:last], parts)
        if table is None:
            continue
        plain += lines[at:first]
        out += _flow(plain, column)
        plain = []
        out.append(table)
        at = last
    return out + _flow(plain + lines[at:], column)


def _beside(found: Sequence[Piece]) -> Iterable[bool]:
    """Whether numbers stand apart, as in a table: tells most pages of prose without looking on."""
    return (is_number(piece.text) for piece in found)


def _flow(lines: Sequence[Row], column: bool) -> list[Flow | Table]:
    found = [piece for row in lines for piece in row]
    return [flow_of(found, column)] if found else []


# -- where tables may be --------------------------------------------------------------------------

Region = tuple[int, int, list[int] | None]  # first row, row after the last, rows that rules begin


def _regions(lines: Sequence[Row], rules: Sequence[Rule]) -> list[Region]:
    """Runs of rows that may be tables, from top to bottom."""
    out: list[Region] = []
    at = 0
    for first, last, parts in _ruled(lines, rules):
        out += _free(lines, at, first)
        out.append((first, last, parts))
        at = last
    return out + _free(lines, at, len(lines))


def _ruled(lines: Sequence[Row], rules: Sequence[Rule]) -> list[Region]:
    """Rows between rules that begin and end below each other."""
    out: list[Region] = []
    for group in _groups(rules):
        starts = [_after(lines, y) for y in group]
        parts: list[int] = []
        for first, last, height in zip(starts, starts[1:], _heights(group), strict=False):
            several = sum(len(row) > 1 for row in lines[first:last])
            size = lines[first][0].size if first < last else 1.0
            inner = bool(parts) and last - first == 1 and height < _ONE_ROW * size
            if first == last or inner or several > _MOST * (last - first):
                parts += [first, last]
            else:
                out += _closed(parts)
                parts = []
        out += _closed(parts)
    return sorted(out)


def _closed(parts: Sequence[int]) -> list[Region]:
    begins = sorted(set(parts))
    if len(begins) < 2 or begins[-1] - begins[0] < 2:
        return []
    return [(begins[0], begins[-1], begins[:-1])]


def _groups(rules: Sequence[Rule]) -> list[list[float]]:
    """The heights of rules that have both ends in common."""
    groups: list[tuple[Rule, list[float]]] = []
    for rule in sorted(rules, key=lambda r: r.y):
        if rule.x1 - rule.x0 < _LONG:
            continue
        for like, heights in groups:
            if abs(like.x0 - rule.x0) < _NEAR and abs(like.x1 - rule.x1) < _NEAR:
                heights.append(rule.y)
                break
        else:
            groups.append((rule, [rule.y]))
    return [heights for _, heights in groups if len(heights) > 1]


def _heights(group: Sequence[float]) -> list[float]:
    return [below - above for above, below in zip(group, group[1:], strict=False)]


def _after(lines: Sequence[Row], y: float) -> int:
    """The first row below a height."""
    for number, row in enumerate(lines):
        if (row[0].top + row[0].bottom) / 2 > y:
            return number
    return len(lines)


def _free(lines: Sequence[Row], first: int, last: int) -> list[Region]:
    """Runs of rows that hold several pieces each, whatever the page rules."""
    out: list[Region] = []
    at = first
    while at < last:
        if len(lines[at]) < 2 or _told(lines[at]):
            at += 1
            continue
        end = at + 1
        while end < last and _goes_on(lines, at, end, last):
            end += 1
        while end > at and len(lines[end - 1]) < 2:
            end -= 1
        if end - at > 1:
            out.append((at, end, None))
        at = end
    return out


def _told(row: Row) -> bool:
    return any(_TOLD.search(piece.text) for piece in row) and not any(map(is_number, _texts(row)))


def _texts(row: Row) -> list[str]:
    return [piece.text for piece in row]


def _goes_on(lines: Sequence[Row], first: int, at: int, last: int) -> bool:
    """Whether a row belongs to the run: it has several cells, or is a short one between such."""
    row, above = lines[at], lines[at - 1]
    size = max(piece.size for piece in row)
    if row[0].top - above[0].top > _APART * size:
        return False
    if len(row) > 1:
        return True
    left, right = lines[first][0].x0, max(r[-1].x1 for r in lines[first:at])
    short = row[0].x1 - row[0].x0 < _WIDE * (right - left) and row[0].x0 < left + 3 * size
    return short and len(above) > 1 and at + 1 < last and len(lines[at + 1]) > 1


# -- cells ----------------------------------------------------------------------------------------


def table_of(lines: Sequence[Row], parts: Sequence[int] | None) -> Table | None:
    """The table in these rows; None if they are none. `parts`: the rows below a rule, of all the
    rows of the page."""
    columns = _columns(lines)
    if len(columns) < 2 or not _is_table(lines, columns, ruled=parts is not None):
        return None
    merged = _merged(lines, columns, parts)
    cells = [cell for number, row in enumerate(merged) for cell in _cells(row, number, columns)]
    top = min(piece.top for piece in lines[0])
    return Table(top, tuple(cells), tuple(columns), len(merged))


def _columns(lines: Sequence[Row]) -> list[Span]:
    """The columns, from the rows with most cells on."""
    found: list[Span] = []
    for row in sorted(lines, key=len, reverse=True):
        for piece in row:
            over = [n for n, c in enumerate(found) if piece.x0 < c[1] and piece.x1 > c[0]]
            if not over and len(row) > 1:
                found.append((piece.x0, piece.x1))
                found.sort()
            elif len(over) == 1:
                n = over[0]
                found[n] = min(found[n][0], piece.x0), max(found[n][1], piece.x1)
    return found


def _over(piece: Piece, columns: Sequence[Span]) -> tuple[int, int]:
    """The first column that a piece stands in, and how many it covers."""
    over = [n for n, c in enumerate(columns) if piece.x0 < c[1] and piece.x1 > c[0]]
    if over:
        return over[0], over[-1] - over[0] + 1
    middle = (piece.x0 + piece.x1) / 2
    return min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle)), 1


def _is_table(lines: Sequence[Row], columns: Sequence[Span], *, ruled: bool) -> bool:
    """Whether some column behind the first is one of numbers; between rules any columns do."""
    texts = [piece.text for row in lines for piece in row]
    if any(map(_LEADERS.search, texts)):
        return False
    several = [row for row in lines if len(row) > 1]
    if ruled:
        return len(several) > _MOST * len(lines) and len(several) > 1
    counts = [[0, 0] for _ in columns]
    for row in several:
        for piece in row:
            column, covered = _over(piece, columns)
            if covered == 1:
                counts[column][is_number(piece.text)] += 1
    return any(
        numbers > 1 and numbers >= _MOST * (numbers + words) for words, numbers in counts[1:]
    )


def _merged(
    lines: Sequence[Row], columns: Sequence[Span], parts: Sequence[int] | None
) -> list[Row]:
    """The rows of the table: lines that are set closer than rows are one row, and so is all that
    stands between two rules if every row is ruled."""
    begins = _ruled_rows(lines, parts)
    if begins is not None:
        return [
            [piece for row in lines[a:b] for piece in row]
            for a, b in zip(begins, [*begins[1:], len(lines)], strict=True)
        ]
    pitch = [b[0].top - a[0].top for a, b in zip(lines, lines[1:], strict=False)]
    usual = median(pitch) if pitch else 0.0
    out: list[Row] = [list(lines[0])]
    for above, row, distance in zip(lines, lines[1:], pitch, strict=False):
        numbers = any(is_number(p.text) for p in row) and any(is_number(p.text) for p in above)
        if distance < 0.8 * usual and not numbers:
            out[-1] += row
        else:
            out.append(list(row))
    return out


def _ruled_rows(lines: Sequence[Row], parts: Sequence[int] | None) -> list[int] | None:
    """Where rows begin if each of them is ruled; None if rules only part head and body."""
    if parts is None or len(parts) < 3:
        return None
    begins = [part - parts[0] for part in parts]
    for a, b in zip(begins, [*begins[1:], len(lines)], strict=True):
        numeric = sum(any(is_number(p.text) for p in row[1:]) for row in lines[a:b])
        if numeric > 1:
            return None
    return begins


def _cells(row: Row, number: int, columns: Sequence[Span]) -> list[Cell]:
    """The cells of a row from left to right; lines of one cell are joined."""
    found: dict[int, list[Piece]] = {}
    spans: dict[int, int] = {}
    for piece in row:
        column, covered = _over(piece, columns)
        found.setdefault(column, []).append(piece)
        spans[column] = max(spans.get(column, 1), covered)
    return [
        Cell(number, column, _joined(found[column]), (1, spans[column])) for column in sorted(found)
    ]


def _joined(found: Sequence[Piece]) -> str:
    """The text of a cell: pieces of one line, then line by line."""
    parts: list[str] = []
    for line in rows(found):
        text = line[0].text
        for before, piece in zip(line, line[1:], strict=False):
            text = put(text, piece.text, (piece.x0 - before.x1) / max(piece.size, 1.0))
        parts[-1:] = seam(parts[-1], text) if parts else (text,)
    return "".join(parts).replace("\xad", "-")
