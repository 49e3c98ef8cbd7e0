"""From words to lines in reading order: what stands in one row, and which rows form a column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import TypeVar

from msgspec import Struct

from audit.readers.letters import raised
from audit.readers.pdfwords import Word

_GAP = 1.0  # of the letter size: words farther apart are pieces of their own
_DEPTH = 3  # of columns within columns
_USUAL = 0.15  # of the lines: a margin, not an exception
_TABULAR = 2.0  # a row with a wider gap is a row of a table without rules
_BESIDE = "㐀-䶿一-鿿豈-﫿、-〿！-～“”‘’—…·℃％‰￥"
_WIDE = re.compile(f"[{_BESIDE}]")
_LETTER = re.compile("[A-Za-z㐀-鿿]")

T = TypeVar("T")


class Piece(Struct, frozen=True, gc=False):
    """Words of one row that stand close together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top


class Line(Struct, frozen=True, gc=False):
    text: str
    x0: float
    x1: float
    top: float
    size: float
    tabular: bool = False


class Flow(Struct, frozen=True):
    """Lines that are read one after the other, between their left and right margin."""

    lines: tuple[Line, ...]
    left: float
    right: float
    column: bool = False  # beside another one


def beside(before: str, after: str) -> bool:
    """Whether text goes on from `before` to `after` without a blank."""
    return bool(before and after and (_WIDE.match(before[-1]) or _WIDE.match(after[0])))


def pieces(words: Iterable[Word]) -> list[Piece]:
    """Neighbouring words of one row, put together."""
    found: list[Piece] = []
    for word in words:
        last = found[-1] if found else None
        size = max(word.size, 1.0)
        text = word.text
        if last is not None:
            if text.isdigit() and _is_note(last, word):
                text = raised(text)
            gap = word.x0 - last.x1
            level = abs(word.bottom - last.bottom) < 0.5 * size and word.size < 2 * last.size
            if level and -0.3 * size < gap < _GAP * size:
                found[-1] = Piece(
                    put(last.text, text, gap / size),
                    last.x0,
                    max(last.x1, word.x1),
                    min(last.top, word.top),
                    max(last.bottom, word.bottom),
                )
                continue
        found.append(Piece(text, word.x0, word.x1, word.top, word.bottom))
    return found


def _is_note(last: Piece, word: Word) -> bool:
    """Whether digits are small and above the words before them."""
    small = word.size < 0.8 * last.size and 0 < last.bottom - word.bottom < last.size
    return small and -0.3 * last.size < word.x0 - last.x1 < 0.4 * last.size


def put(before: str, after: str, gap: float) -> str:
    close = gap < 0.12 or (gap < 0.6 and beside(before, after))
    return before + after if close else f"{before} {after}"


# -- rows -----------------------------------------------------------------------------------------


def rows(found: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces at one height, each row from left to right."""
    out: list[list[Piece]] = []
    middle = half = 0.0
    for piece in sorted(found, key=lambda p: (p.top + p.bottom, p.x0)):
        centre = (piece.top + piece.bottom) / 2
        if out and centre - middle < max(half, piece.size / 2) * 0.8:
            out[-1].append(piece)
            continue
        out.append([piece])
        middle, half = centre, piece.size / 2
    for row in out:
        row.sort(key=lambda p: p.x0)
    return out


def line_of(row: Sequence[Piece]) -> Line:
    text, end = row[0].text, row[0].x1
    size = max(p.size for p in row)
    tabular = False
    for piece in row[1:]:
        gap = (piece.x0 - end) / max(size, 1.0)
        tabular = tabular or gap > _TABULAR
        text = put(text, piece.text, gap)
        end = max(end, piece.x1)
    return Line(text, row[0].x0, end, min(p.top for p in row), size, tabular or len(row) > 2)


# -- columns --------------------------------------------------------------------------------------


def flows(
    found: Sequence[Piece], leaf: Callable[[Sequence[Piece], bool], list[T]], depth: int = _DEPTH
) -> list[T]:
    """The pieces of a page in reading order: a column is read to its end. `leaf` makes flows and
    whatever else of pieces that stand in one column."""
    column = depth < _DEPTH
    if not found:
        return []
    gutter = _gutter(found) if depth and len(found) >= 6 else None
    if gutter is None:
        return leaf(found, column)
    out: list[T] = []
    plain: list[Piece] = []
    for band, across in _bands(found, gutter):
        left = [p for p in band if p.x1 <= gutter]
        right = [p for p in band if p.x1 > gutter]
        if not _like_columns(left, right):
            plain += band
        else:
            out += leaf(plain, column) if plain else []
            plain = []
            out += flows(left, leaf, depth - 1) + flows(right, leaf, depth - 1)
        plain += across
    return out + (leaf(plain, column) if plain else [])


def flow_of(found: Sequence[Piece], column: bool) -> Flow:
    lines = tuple(line_of(row) for row in rows(found))
    return Flow(lines, _margin(lines), max(p.x1 for p in found), column)


def _margin(lines: Sequence[Line]) -> float:
    """Where lines begin that are neither indented nor headings in the margin."""
    starts = Counter(round(line.x0 / 2) * 2 for line in lines)
    usual = [start for start, count in starts.items() if count >= _USUAL * len(lines)]
    first = min(usual, default=0)
    return min((line.x0 for line in lines if line.x0 >= first - 1), default=0.0)


def _bands(found: Sequence[Piece], gutter: float) -> list[tuple[list[Piece], list[Piece]]]:
    """From top to bottom: pieces beside the gutter, then pieces that lie across it."""
    out: list[tuple[list[Piece], list[Piece]]] = [([], [])]
    for piece in sorted(found, key=lambda p: p.top):
        if piece.x0 < gutter < piece.x1:
            out[-1][1].append(piece)
        else:
            if out[-1][1]:
                out.append(([], []))
            out[-1][0].append(piece)
    return out


def _gutter(found: Sequence[Piece]) -> float | None:
    """The x at which a second column begins; None if there is one column only."""
    first, last = min(p.x0 for p in found), max(p.x1 for p in found)
    starts = Counter(round(p.x0 / 2) * 2 for p in found)
    best, most = None, 0
    for start, count in starts.most_common(24):
        share = (start - first) / max(last - first, 1.0)
        if count < 3 or not 0.2 < share < 0.8:
            continue
        gutter = start - 2.0
        left = [p for p in found if p.x1 <= gutter]
        right = [p for p in found if p.x0 >= gutter]
        score = len(left) + len(right) - 3 * (len(found) - len(left) - len(right))
        if score > most and _like_columns(left, right):
            best, most = gutter, score
    return best


def _like_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Two columns of prose, not the columns of a table: lines that fill them, beside each other."""
    if len(left) < 3 or len(right) < 3:
        return False
    top = max(min(p.top for p in side) for side in (left, right))
    bottom = min(max(p.bottom for p in side) for side in (left, right))
    least = min(max(p.bottom for p in s) - min(p.top for p in s) for s in (left, right))
    return bottom - top > 0.3 * least and _like_prose(left) and _like_prose(right)


def _like_prose(side: Sequence[Piece]) -> bool:
    """Whether most lines are one piece that fills the column with words; a table may be among them."""
    lines = rows(side)
    lone = [row[0] for row in lines if len(row) == 1]
    if 3 * len(lone) < 2 * len(lines) or not lone:
        return False
    width = max(p.x1 for p in side) - min(p.x0 for p in side)
    filled = median(p.x1 - p.x0 for p in lone)
    worded = sum(len(_LETTER.findall(p.text)) >= 6 for p in lone)
    return filled > 0.55 * width and 2 * worded > len(lone)
