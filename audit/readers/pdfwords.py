"""The words of a PDF page with their boxes, and whether it holds ruling lines, through pdfium."""

from __future__ import annotations

import ctypes
import re
from typing import Any

from msgspec import Struct

_WORD = re.compile(r"[^\s\xad]+\xad?|\xad")  # a hyphen that pdfium took for a line's last
_HYPHENS = str.maketrans({"\x02": "\xad", "\ufffe": "\xad", "\0": " "})
_THIN, _LONG = 3, 12  # points: what counts as a ruling line
_MANY_PATHS = 5_000  # a drawing, not a table


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
        for match in _WORD.finditer(text):
            ends = []
            for at in (match.start(), match.end() - 1):
                index = at if units is None else units[at]
                if mapped:
                    index = raw.FPDFText_GetCharIndexFromTextIndex(handle, index)
                if index >= 0 and loose(handle, index, target):
                    ends.append((box.left, box.right, box.bottom, box.top))
            if ends:
                words.append(_word(match[0], ends, seen))
    finally:
        textpage.close()
    return PageText(tuple(words), *page.get_size())


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
    ends: list[tuple[float, float, float, float]],
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


def has_rules(page: Any) -> bool:
    """Whether the page holds lines or boxes that may rule a table."""
    from pypdfium2 import raw

    counts = [0, 0, 0, 0]  # horizontal, vertical, boxes, all
    _count(raw, page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, counts, 3)
    across, down, boxes, paths = counts
    return paths <= _MANY_PATHS and ((across > 1 and down > 1) or boxes > 1)


def _count(raw: Any, parent: Any, size: Any, get: Any, counts: list[int], depth: int) -> None:
    sides = [ctypes.c_float() for _ in range(4)]
    targets = [ctypes.byref(side) for side in sides]
    kind_of, bounds = raw.FPDFPageObj_GetType, raw.FPDFPageObj_GetBounds
    for index in range(size(parent)):
        item = get(parent, index)
        kind = kind_of(item)
        if kind == raw.FPDF_PAGEOBJ_FORM and depth:
            form = (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
            _count(raw, item, *form, counts, depth - 1)
        if kind != raw.FPDF_PAGEOBJ_PATH or not bounds(item, *targets):
            continue
        counts[3] += 1
        if counts[3] > _MANY_PATHS:
            return
        width, height = sides[2].value - sides[0].value, sides[3].value - sides[1].value
        if height <= _THIN and width > _LONG:
            counts[0] += 1
        elif width <= _THIN and height > _LONG / 2:
            counts[1] += 1
        elif width > _LONG and height > _LONG / 2:
            counts[2] += 2 if raw.FPDFPath_CountSegments(item) > 8 else 1
