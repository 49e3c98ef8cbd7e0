"""The words of a PDF page with their boxes, and whether it holds ruling lines, through pdfium."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from msgspec import Struct

from audit.readers.letters import lowered, raised

_WORD = re.compile(r"[^\s\xad]+\xad?|\xad")  # a hyphen that pdfium took for a line's last
_HYPHENS = str.maketrans({"\x02": "\xad", "\ufffe": "\xad", "\0": " "})
_DIGITS = re.compile(r"[0-9]+")
_SMALL = 0.8  # of the letters beside it: a note or an exponent
_THIN, _LONG = 3, 12  # points: what counts as a ruling line
_MANY_PATHS = 5_000  # a drawing, not a table


Box = tuple[float, float, float, float]


class Word(Struct, frozen=True, gc=False):
    """A run of characters without a blank; y counts from the top of the page as it is seen."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def size(self) -> float:
        return self.bottom - self.top


class Rule(Struct, frozen=True, gc=False):
    """A line across the page; y counts from its top."""

    x0: float
    x1: float
    y: float


class PageText(Struct, frozen=True):
    words: tuple[Word, ...]
    width: float
    height: float


def page_text(page: Any) -> PageText:
    """The words of a page in the order of its content; a box costs as much as a word of text, so
    only the first and the last character of a word are asked for theirs."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range().translate(_HYPHENS)
        handle = textpage.raw
        mapped = textpage.count_chars() != len(text)
        units = _units(text)
        seen = _turned(page, raw)
        box = raw.FS_RECTF()
        target = ctypes.byref(box)
        loose = raw.FPDFText_GetLooseCharBox
        words = []

        def box_of(at: int) -> Box | None:
            index = at if units is None else units[at]
            if mapped:
                index = raw.FPDFText_GetCharIndexFromTextIndex(handle, index)
            if index >= 0 and loose(handle, index, target):
                return box.left, box.right, box.bottom, box.top
            return None

        for match in _WORD.finditer(text):
            ends = []
            for at in (match.start(), match.end() - 1):
                side = box_of(at)
                if side is not None:
                    ends.append(side)
            if ends:
                text_ = match[0]
                if not text_.isalpha():
                    text_ = _aligned(match, ends, box_of, seen[0])
                words.append(_word(text_, ends, seen))
    finally:
        textpage.close()
    return PageText(tuple(words), *page.get_size())


def _aligned(
    match: re.Match[str], ends: list[Box], box_of: Callable[[int], Box | None], turn: int
) -> str:
    """The word with the small digits above or below its line as such: notes and exponents must
    not become digits of a number."""
    text = match[0]
    foot, head = (0, 1) if turn % 2 else (2, 3)  # a line of a page that lies on its side goes up
    low, high = max(((e[foot], e[head]) for e in ends), key=lambda e: e[1] - e[0])
    for run in _DIGITS.finditer(text):
        for at in range(run.end() - 1, run.start() - 1, -1):
            box = box_of(match.start() + at)
            if box is None or box[head] - box[foot] > _SMALL * (high - low):
                break
            above = (box[foot] + box[head] > low + high) == (turn in (0, 3))
            text = text[:at] + (raised if above else lowered)(text[at]) + text[at + 1 :]
    return text


def _units(text: str) -> list[int] | None:
    """The UTF-16 offset of each character; None where all are one unit."""
    if not text or max(text) <= "\uffff":
        return None
    offsets, at = [], 0
    for char in text:
        offsets.append(at)
        at += 2 if char > "\uffff" else 1
    return offsets


def _turned(page: Any, raw: Any) -> tuple[int, float, float, float, float]:
    left, bottom, right, top = page.get_bbox()
    return page.get_rotation() // 90 % 4, left, bottom, right, top


def _word(
    text: str,
    ends: list[Box],
    seen: tuple[int, float, float, float, float],
) -> Word:
    """The box around both ends, in the page as it is seen: turned, y from the top."""
    turn, left, bottom, right, top = seen
    x0, x1 = min(e[0] for e in ends), max(e[1] for e in ends)
    y0, y1 = min(e[2] for e in ends), max(e[3] for e in ends)
    if turn == 0:
        return Word(text, x0 - left, x1 - left, top - y1, top - y0)
    if turn == 1:
        return Word(text, y0 - bottom, y1 - bottom, x0 - left, x1 - left)
    if turn == 2:
        return Word(text, right - x1, right - x0, y0 - bottom, y1 - bottom)
    return Word(text, top - y1, top - y0, right - x1, right - x0)


def has_image(page: Any) -> bool:
    from pypdfium2 import raw

    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))


class Rules(Struct, frozen=True):
    """The ruling lines of a page: whether they may make a grid, and those that lie across."""

    grid: bool
    across: tuple[Rule, ...]


def rules_of(page: Any) -> Rules:
    from pypdfium2 import raw

    boxes: list[Box] = []
    _paths(raw, page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, boxes, 3)
    if not boxes or len(boxes) > _MANY_PATHS:
        return Rules(grid=False, across=())
    return Rules(len(boxes) > 2 and _is_grid(boxes), _across(boxes, _turned(page, raw)))


def _is_grid(boxes: list[Box]) -> bool:
    """Two lines across, each of which meets three lines down; its ends count if it meets one."""
    across: dict[int, list[tuple[float, float]]] = defaultdict(list)
    down: list[tuple[float, float, float]] = []
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 <= _THIN or x1 - x0 > _THIN:
            for y in (y0,) if y1 - y0 <= _THIN else (y0, y1):
                across[round(y / _THIN)].append((x0 - _THIN, x1 + _THIN))
        if y1 - y0 > _THIN:
            for x in (x0,) if x1 - x0 <= _THIN else (x0, x1):
                down.append((x, y0 - _THIN, y1 + _THIN))
    if len(across) * len(down) > _MANY_PATHS * 20:
        return True
    ruling = 0
    for level, spans in across.items():
        near = {round(x / _THIN) for x, low, high in down if low <= level * _THIN <= high}
        first, last = min(s[0] for s in spans), max(s[1] for s in spans)
        met = {x for x in near if first <= x * _THIN <= last}
        if met:
            met |= {round(first / _THIN) + 1, round(last / _THIN) - 1}
        ruling += sum(b - a > 1 for a, b in pairwise(sorted(met))) >= 2
    return ruling > 1


def _across(boxes: list[Box], seen: tuple[int, float, float, float, float]) -> tuple[Rule, ...]:
    """The lines across, as the page is seen; pieces of one line are put together."""
    flat: list[tuple[int, float, float, float]] = []
    for x0, y0, x1, y1 in boxes:
        word = _word("", [(x0, x1, y0, y1)], seen)
        if word.bottom - word.top <= _THIN and word.x1 - word.x0 > _THIN:
            flat.append((round(word.top), word.x0, word.x1, word.top))
    out: list[Rule] = []
    for _, x0, x1, y in sorted(flat):
        last = out[-1] if out else None
        if last is not None and abs(last.y - y) <= 1 and x0 <= last.x1 + _THIN:
            out[-1] = Rule(last.x0, max(last.x1, x1), last.y)
        else:
            out.append(Rule(x0, x1, y))
    return tuple(out)


def _paths(raw: Any, parent: Any, size: Any, get: Any, boxes: list[Box], depth: int) -> None:
    """The boxes of the paths on a page; a path of many parts counts with those of a grid."""
    sides = [ctypes.c_float() for _ in range(4)]
    targets = [ctypes.byref(side) for side in sides]
    kind_of, bounds = raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetBounds
    for index in range(size(parent)):
        item = get(parent, index)
        kind = kind_of(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth:
            form = (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            _paths(raw, item, *form, boxes, depth - 1)
        if kind != raw.FPDF_PAGEOBJ_PATH or not bounds(item, *targets):
            continue
        x0, y0, x1, y1 = (side.value for side in sides)
        boxes.append((x0, y0, x1, y1))
        if x1 - x0 > _LONG and y1 - y0 > _LONG and raw.FPDFPath_CountSegments(item) > 6:
            middle = (x0 + x1) / 2, (y0 + y1) / 2  # its inner lines are not worth unpacking here
            boxes.append((middle[0], y0, middle[0], y1))
        if len(boxes) > _MANY_PATHS:
            return
