"""Tables of a PDF page without a grid: cells in columns, between rules across or with none at all."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from statistics import median

from audit.readers.pdflayout import Flow, Piece, flow_of, put, rows
from audit.readers.pdfparagraphs import seam
from audit.readers.pdftables import Cell, Span, Table
from audit.readers.pdfwords import Rule

_NUMBER = re.compile(
    r"[-–—−+△▲]?\s?[(（]?\s?[-–—−+]?\s?(?:[A-Z]{0,3}[$¥￥€£])?\s?[-–—−+]?[0-9０-９][0-9０-９,，. ]*"
    r"\s?(?:%|％|‰|pp|bp)?\s?[)）]?(?:\s?[^\s0-9０-９]{1,4})?|[-–—－…─/]{1,3}|n/?a|x",
    re.IGNORECASE,
)
_LEADERS = re.compile(r"\.{4}|(?:\. ){3}|…{2}|·{4}")
_TOLD = re.compile(r"[:：]\s*\S")  # 单位：万元, above a table and no part of it
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年?(?![0-9.,])")
_LONG = 100.0  # points: a rule across that may bound a table
_NEAR = 4.0  # points: ends of rules that belong together
_APART = 3.0  # letter sizes: rows farther apart belong to two tables
_SHARED = 0.4  # of the narrower one: how much of a cell and a column must meet
_FEW = 6  # lines between two rules that may all be one row
_ONE_ROW = 2.2  # letter sizes: rules closer than that hold one row between them
_MOST = 0.5  # of the rows: how many a numeric column fills, and how many have several cells
_WIDE = 0.6  # of the width: a lone line that fills it is no cell

Row = list[Piece]


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
            several = (
                last - first if last - first < _FEW and _parted(lines[first:last]) else several
            )
            if first == last or inner or several > _MOST * (last - first):
                parts += [first, last]
            else:
                out += _closed(parts)
                parts = []
        out += _closed(parts)
    return sorted(out)


def _parted(lines: Sequence[Row]) -> bool:
    """Whether some of the pieces stand beside each other, if not at one height."""
    end = float("inf")
    for piece in sorted((p for row in lines for p in row), key=lambda p: p.x0):
        if piece.x0 > end + piece.size:
            return True
        end = piece.x1 if end == float("inf") else max(end, piece.x1)
    return False


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
    return [below - above for above, below in itertools.pairwise(group)]


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
    merged = _merged(lines, parts)
    columns = _columns(merged)
    if len(columns) < 2 or not _is_table(merged, columns, ruled=parts is not None):
        return None
    head = next((n for n, row in enumerate(merged) if _is_numeric(row)), len(merged))
    cells = []
    for number, row in enumerate(merged):
        below = merged[number + 1] if number + 1 < head else ()
        cells += _cells(row, number, columns, below)
    top = min(piece.top for piece in lines[0])
    return Table(top, tuple(cells), tuple(columns))


def _columns(lines: Sequence[Row]) -> list[Span]:
    """The columns, from the rows with most numbers and cells on: heads are wider than what stands
    below them, and may reach over several."""
    found: list[Span] = []
    for row in sorted(lines, key=_fullness, reverse=True):
        for piece in row:
            over = _met(piece, found)
            if not over and len(row) > 1:
                found.append((piece.x0, piece.x1))
                found.sort()
            elif len(over) == 1:
                n = over[0]
                found[n] = min(found[n][0], piece.x0), max(found[n][1], piece.x1)
    return found


def _fullness(row: Row) -> tuple[int, int]:
    return sum(map(is_number, _texts(row))), len(row)


def _met(piece: Piece, columns: Sequence[Span]) -> list[int]:
    """The columns in which a good part of a piece stands, or else the one that it touches most."""
    shared = [min(piece.x1, c[1]) - max(piece.x0, c[0]) for c in columns]
    touched = [n for n, width in enumerate(shared) if width > 0]
    if len(touched) < 2:
        return touched
    wide = piece.x1 - piece.x0
    over = [n for n in touched if shared[n] > _SHARED * min(wide, columns[n][1] - columns[n][0])]
    return over or [max(touched, key=shared.__getitem__)]


def _over(piece: Piece, columns: Sequence[Span]) -> tuple[int, int]:
    """The first column that a piece stands in, and how many it covers."""
    over = _met(piece, columns)
    if over:
        return over[0], over[-1] - over[0] + 1
    middle = (piece.x0 + piece.x1) / 2
    return min(range(len(columns)), key=lambda n: abs(sum(columns[n]) / 2 - middle)), 1


def _is_table(lines: Sequence[Row], columns: Sequence[Span], *, ruled: bool) -> bool:
    """Whether some column behind the first is one of numbers; between rules any columns do."""
    texts = [piece.text for row in lines for piece in row]
    if any(map(_LEADERS.search, texts)):
        return False
    several = [row for row in lines if _parted([row])]
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


def _is_numeric(row: Row) -> bool:
    """Whether a row holds numbers, and so is no head of columns; years are names of columns."""
    return any(is_number(p.text) and not _YEAR.match(p.text) for p in row[1:])


def _merged(lines: Sequence[Row], parts: Sequence[int] | None) -> list[Row]:
    """The rows of the table: lines that are set closer than rows are one row, and so is all that
    stands between two rules if every row is ruled."""
    begins = _ruled_rows(lines, parts)
    if begins is not None:
        return [
            [piece for row in lines[a:b] for piece in row]
            for a, b in zip(begins, [*begins[1:], len(lines)], strict=True)
        ]
    pitch = [b[0].top - a[0].top for a, b in itertools.pairwise(lines)]
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


def _cells(row: Row, number: int, columns: Sequence[Span], below: Sequence[Piece]) -> list[Cell]:
    """The cells of a row from left to right; lines of one cell are joined. `below`: the next row of
    the head, over whose columns the cells of this one may reach."""
    found: dict[int, list[Piece]] = {}
    spans: dict[int, int] = {}
    reach = _reach(row, columns, below)
    for piece in row:
        column, covered = reach.get(id(piece)) or _over(piece, columns)
        found.setdefault(column, []).append(piece)
        spans[column] = max(spans.get(column, 1), covered)
    return [
        Cell(number, column, _joined(found[column]), (1, spans[column])) for column in sorted(found)
    ]


def _reach(row: Row, columns: Sequence[Span], below: Sequence[Piece]) -> dict[int, tuple[int, int]]:
    """The columns that the cells of a head have below them, by the cell's id: first and count."""
    under = {_over(piece, columns)[0] for piece in below}
    takers = [p for p in row if _over(p, columns)[0] in under]
    taken: dict[int, list[int]] = {}
    for column in sorted(under):
        middle = sum(columns[column]) / 2
        near = min(takers, key=lambda p: abs((p.x0 + p.x1) / 2 - middle), default=None)
        if near is not None:
            taken.setdefault(id(near), []).append(column)
    return {
        which: (found[0], len(found))
        for which, found in taken.items()
        if found[-1] - found[0] == len(found) - 1
    }


def _joined(found: Sequence[Piece]) -> str:
    """The text of a cell: pieces of one line, then line by line."""
    parts: list[str] = []
    for line in rows(found):
        text = line[0].text
        for before, piece in itertools.pairwise(line):
            text = put(text, piece.text, (piece.x0 - before.x1) / max(piece.size, 1.0))
        parts[-1:] = seam(parts[-1], text) if parts else (text,)
    return "".join(parts).replace("\xad", "-")
