"""Where a figure stands on the pages of a PDF: found by its text and what stands around it.

Blanks and hyphens count for nothing, since the reader puts lines together. Where a text occurs
several times with the same surroundings, it is told by its turn, and not at all where the page and
the blocks disagree on how often it occurs.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from typing import Any

from msgspec import Struct

from audit.model import Document, Figure

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points of the page

AROUND = (40, 24, 14, 8, 5, 3, 2, 1, 0)  # characters before and after
_PAGES = 3  # that a paragraph may reach over
_LEFT_OUT = "\xad\x02\ufffe-‐‑"


class Spot(Struct, frozen=True):
    """Boxes around a figure, one for each of its lines; `page` counts from 0."""

    page: int
    boxes: tuple[Box, ...]


class Places:
    """The texts of the pages that are asked for, beside the text of the blocks."""

    def __init__(self, document: Document, pages: Any) -> None:
        self.pages = pages
        self._texts: dict[int, tuple[str, list[int]]] = {}
        self._starts: dict[tuple[object, object], tuple[int, str]] = {}
        parts: list[str] = []
        self._page_ends: dict[int, tuple[int, int]] = {}  # of the blocks that begin on a page
        at = 0
        for block in document.blocks:
            key = (block.table, block.cell) if block.cell else (None, block.number)
            self._starts[key] = at, block.text
            parts.append(_bare(block.text))
            end = at + len(parts[-1])
            if block.page:
                first, _ = self._page_ends.get(block.page - 1, (at, end))
                self._page_ends[block.page - 1] = first, end
            at = end
        self.text = "".join(parts)

    def spot(self, figure: Figure) -> Spot | None:
        """The figure's boxes; None where it is not found, or cannot be told from its likes."""
        place = figure.place
        key = (place.table, place.cell) if place.cell else (None, place.block)
        found = self._starts.get(key)
        if found is None or place.start is None or place.end is None or not place.page:
            return None
        start = found[0] + len(_bare(found[1][: place.start]))
        end = start + len(_bare(found[1][place.start : place.end]))
        for page, at in self._candidates(start, end, place.page - 1):
            return Spot(page, tuple(self._boxes(page, at, end - start)))
        return None

    def _candidates(self, start: int, end: int, first: int) -> Iterator[tuple[int, int]]:
        """(page, offset in its text), the surest first."""
        for reach in AROUND:
            for before, after in dict.fromkeys(((reach, reach), (reach, 0), (0, reach))):
                words = self.text[max(0, start - before) : end + after]
                lead = min(before, start)
                for page in range(first, min(first + _PAGES, len(self.pages))):
                    at = self._only(words, page, start - lead, exact=page == first)
                    if at is not None:
                        yield page, at + lead

    def _only(self, words: str, page: int, start: int, *, exact: bool) -> int | None:
        """Where the words stand on a page, if it is known which of their places is meant."""
        there = list(_all(words, self._text(page)[0]))
        if len(there) == 1:
            return there[0]
        first, last = self._page_ends.get(page, (0, 0))
        here = [first + at for at in _all(words, self.text[first:last])]
        if exact and start in here and len(here) == len(there):
            return there[here.index(start)]
        return None

    def _text(self, page: int) -> tuple[str, list[int]]:
        """The characters of a page that count, and the index of each."""
        if page not in self._texts:
            from pypdfium2 import raw

            with closing(self.pages[page]) as opened, closing(opened.get_textpage()) as text:
                codes = [raw.FPDFText_GetUnicode(text.raw, n) for n in range(text.count_chars())]
            kept = [(n, _plain(chr(c))) for n, c in enumerate(codes) if 0 < c < 0x110000]
            kept = [(n, c) for n, c in kept if c]
            self._texts[page] = "".join(c for _, c in kept), [n for n, _ in kept]
        return self._texts[page]

    def _boxes(self, page: int, at: int, count: int) -> Iterator[Box]:
        from pypdfium2 import raw

        indices = self._text(page)[1][at : at + count]
        rect = raw.FS_RECTF()
        line: Box | None = None
        with closing(self.pages[page]) as opened, closing(opened.get_textpage()) as text:
            for index in indices:
                if not raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(rect)):
                    continue
                box = (rect.left, rect.bottom, rect.right, rect.top)
                if line is not None and _beside(line, box):
                    line = _joined(line, box)
                    continue
                if line is not None:
                    yield line
                line = box
        if line is not None:
            yield line


def _bare(text: str) -> str:
    return "".join(map(_plain, text))


@cache
def _plain(char: str) -> str:
    """The character as it is compared; nothing for those that do not count."""
    if char.isspace() or char in _LEFT_OUT or "\ud800" <= char <= "\udfff":
        return ""
    usual = unicodedata.normalize("NFKC", char)
    return usual if len(usual) == 1 else char


def _all(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _beside(line: Box, box: Box) -> bool:
    """Whether a character goes on with a line, written across or, on a turned page, down."""
    across = min(line[3], box[3]) - max(line[1], box[1]) > 0.4 * (box[3] - box[1])
    down = min(line[2], box[2]) - max(line[0], box[0]) > 0.4 * (box[2] - box[0])
    size = 2 * max(box[3] - box[1], box[2] - box[0])
    near = box[0] - line[2] < size and line[0] - box[2] < size
    close = box[1] - line[3] < size / 4 and line[1] - box[3] < size / 4
    return (across and near) or (down and close and line[2] - line[0] < size)


def _joined(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
