"""From lines to paragraphs: across lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from msgspec import Struct

from audit.readers.pdflayout import Flow, Line, beside

_MARKER = re.compile(
    r"[一二三四五六七八九十百]{1,4}、|[（(][一二三四五六七八九十0-9a-z]{1,3}[)）]|第[一二三四五六七八九十0-9]{1,4}[章节条]"
    r"|[0-9]{1,2}(?:[、．)]|\.(?![0-9]))|[•●■◆○◦▪∙·–—*-]\s*(?![0-9])"
)
_ENDS = tuple("。！？!?.:：;；…”")
_TOKEN = re.compile(r"[!-~]+")
_HYPHENATED = re.compile(r"[A-Za-z][-‐]$")
_SPACED = 1.35  # times the usual distance of lines: a new paragraph
_FREE = 0.25  # of the width: a line that leaves more is the last of its paragraph
_USUAL = (1.0, 2.2)  # of the letter size: distances of lines that are believed


class Paragraph(Struct):
    parts: list[str]  # whose join is the text
    page: int
    size: float

    @property
    def text(self) -> str:
        return "".join(self.parts).replace("\xad", "-")


class Style(Struct, frozen=True):
    """What the whole document tells: its margins, distances and sizes."""

    distance: float  # of two lines, in letter sizes
    size: float  # of the text
    indented: bool  # paragraphs begin with a blank


def style_of(flows: Sequence[Flow]) -> Style:
    distances, sizes, indents = [], Counter[float](), [0, 0]
    for flow in flows:
        for above, line in zip((None, *flow.lines), flow.lines, strict=False):
            sizes[round(line.size * 2) / 2] += len(line.text)
            if above is not None and above.size:
                distances.append((line.top - above.top) / above.size)
                indents[line.x0 - flow.left > 0.8 * line.size] += 1
    usual = min(max(median(distances), _USUAL[0]), _USUAL[1]) if distances else _USUAL[1]
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    return Style(usual, size, indents[1] > 0 and indents[0] > 0)


class Joiner:
    """Takes lines in reading order and puts them together as paragraphs."""

    def __init__(self, flows: Sequence[Flow]) -> None:
        self.style = style_of(flows)
        self.margins = [(flow.left, flow.right) for flow in flows if not flow.column]
        self.last: Line | None = None
        self.flow: Flow | None = None
        self.right = 0.0
        self.first: Line | None = None
        self.open: Paragraph | None = None

    def add(self, flow: Flow, page: int) -> Iterator[Paragraph]:
        """The paragraphs that are finished while the flow is read."""
        right = self.margin(flow)
        for line in flow.lines:
            if self.open is not None and self.goes_on(line, flow):
                parts = self.open.parts
                parts[-1:] = seam(parts[-1], line.text)
            else:
                yield from self.close()
                self.open = Paragraph([line.text], page, line.size)
                self.first = line
            self.last, self.flow, self.right = line, flow, right

    def close(self) -> Iterator[Paragraph]:
        if self.open is not None:
            yield self.open
        self.open = self.last = None

    def margin(self, flow: Flow) -> float:
        """The right margin: its own for a column, else that of all that begins at the same left."""
        if flow.column:
            return flow.right
        near = 3 * self.style.size
        return max(
            (right for left, right in self.margins if abs(left - flow.left) < near),
            default=flow.right,
        )

    def goes_on(self, line: Line, flow: Flow) -> bool:
        last, before = self.last, self.flow
        if last is None or before is None or self.first is None:
            return False
        size = max(last.size, 1.0)
        if last.tabular or line.tabular or abs(line.size - last.size) > 0.15 * size:
            return False
        ended = last.text.endswith(_ENDS)
        if self.is_short(last, line, before, ended):
            return False
        if ended and _MARKER.match(line.text):
            return False
        hanging = _MARKER.match(self.first.text) and line.x0 > self.first.x0 + 0.3 * size
        indented = line.x0 - flow.left > 0.8 * size and not hanging
        if flow is not before:
            return not indented and (not ended or self.style.indented)
        distance = (line.top - last.top) / size
        return not indented and distance <= _SPACED * self.style.distance

    def is_short(self, last: Line, line: Line, flow: Flow, ended: bool) -> bool:
        """Whether the next line's first word would have had room at the end of the last line; a
        line that ends within a sentence must leave more of its width free (ragged margins)."""
        if not ended:
            if line.text[:1].islower():
                return False
            return self.right - last.x1 > _FREE * (self.right - flow.left)
        token = _TOKEN.match(line.text)
        letter = (line.x1 - line.x0) / max(len(line.text), 1)
        wide = not (last.text.isascii() and line.text.isascii())
        need = letter * len(token[0]) if token else last.size
        return last.x1 + need + (1.2 if wide else 0.5) * last.size < self.right


def seam(before: str, after: str) -> tuple[str, str]:
    """Two lines of one paragraph: no blank beside Chinese, hyphens at the end taken out."""
    if before.endswith("\xad"):
        return before[:-1], after
    if _HYPHENATED.search(before[-2:]) and after[:1].islower():
        return before[:-1], after
    if before.endswith(("-", "‐", "/")) or beside(before, after):
        return before, after
    return before, f" {after}"
