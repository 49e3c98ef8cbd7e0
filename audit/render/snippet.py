"""A source line with carets under what is meant and dashes under its partners.

    21 | ... 毛利率由 31.4% 升至 34.9%，提高 3.2 个百分点。
       |              -----      -----       ^^^^^^^^^^^^ change
       |              old        new

Lines of reports are paragraphs: what is shown is cut to the sentence, then to the surroundings of
the marks, so that it fits; the marks stay true. A character of East Asian width takes two columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from audit.errors import columns
from audit.render.output import glyph

Segment = tuple[str, str]  # text and style
Row = list[Segment]

ELLIPSIS = "..."
_SENTENCE_END = re.compile(r"[。！？；]|[.!?;](?=\s)")
_AFTER_COMMAS = re.compile(r".+?(?:, |[，；]|$)")
_AFTER_BLANKS = re.compile(r".+?(?: |$)")
_WORD = re.compile(r"[0-9A-Za-z.,%]")
_SURROUNDINGS = (40, 24, 16, 10, 6, 3, 1, 0)  # columns kept on either side of a mark


class Mark(Struct, frozen=True):
    """Characters `start` to `end` of a line. The primary mark is what the finding is about."""

    start: int
    end: int
    label: str = ""
    primary: bool = False

    @property
    def style(self) -> str:
        return "primary" if self.primary else "partner"


Kept = list[tuple[int, int]]


def draw(line: str, marks: Sequence[Mark], room: int) -> list[Row]:
    """The rows of one line within `room` columns: the text, the underlines, the labels below."""
    line = line.rstrip()
    ordered = sorted(_apart(line, marks), key=lambda m: m.start)
    kept, ordered = window(line, ordered, room)
    text, at = _shown(line, kept)
    places = [(at[m.start], at[m.end] - at[m.start], m) for m in ordered if at[m.end] > at[m.start]]
    return [[(text, "")], *_under(places, room)]


def _apart(line: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks within the line that do not overlap, primary ones first."""
    out: list[Mark] = []
    for mark in sorted(marks, key=lambda m: not m.primary):
        end = min(mark.end, len(line))
        if mark.start < end and all(end <= o.start or mark.start >= o.end for o in out):
            out.append(Mark(mark.start, end, mark.label, mark.primary))
    return out


# ---------------------------------------------------------------- what is shown of a long line


def window(line: str, marks: list[Mark], room: int) -> tuple[Kept, list[Mark]]:
    """The ranges of the line that fit into `room`, and the marks that are in them."""
    whole = [(0, len(line))]
    if not marks or width(line, whole) <= room:
        return (whole if width(line, whole) <= room else [(0, _cut(line, room))]), marks
    sentence = [(_sentence_start(line, marks[0].start), _sentence_end(line, marks[-1].end))]
    if width(line, sentence) <= room:
        return sentence, marks
    while True:
        for around in _SURROUNDINGS:
            kept = _around(line, marks, around, sentence[0])
            if width(line, kept) <= room:
                return kept, marks
        if len(marks) == 1:  # a figure longer than the terminal is wide
            start = marks[0].start
            end = start + max(1, _cut(line[start:], room))
            return [(start, end)], [
                Mark(start, min(end, marks[0].end), marks[0].label, marks[0].primary)
            ]
        marks = _without_farthest(marks)


def width(line: str, kept: Kept) -> int:
    return columns(_shown(line, kept)[0])


def _shown(line: str, kept: Kept) -> tuple[str, dict[int, int]]:
    """The text of the kept ranges, and the column of every kept character and of every range's end."""
    out, at, column = [], {}, 0
    for number, (start, end) in enumerate(kept):
        gap = f" {ELLIPSIS} " if number else f"{ELLIPSIS} " if start else ""
        out.append(gap)
        column += len(gap)
        for index in range(start, end):
            at[index] = column
            shown = glyph(line[index])
            out.append(shown)
            column += columns(shown)
        at[end] = column
    if kept[-1][1] < len(line):
        out.append(f" {ELLIPSIS}")
    return "".join(out), at


def _cut(line: str, room: int) -> int:
    used = 0
    for index, character in enumerate(line):
        used += columns(glyph(character))
        if used > room - len(ELLIPSIS) - 1:
            return index
    return len(line)


def _sentence_start(line: str, at: int) -> int:
    start = 0
    for found in _SENTENCE_END.finditer(line, 0, at):
        start = found.end()
    while start < at and line[start].isspace():
        start += 1
    return start


def _sentence_end(line: str, at: int) -> int:
    found = _SENTENCE_END.search(line, at)
    return found.end() if found else len(line)


def _around(line: str, marks: list[Mark], around: int, sentence: tuple[int, int]) -> Kept:
    """`around` columns on either side of each mark, within the sentence, no word or number cut."""
    out: Kept = []
    for mark in marks:
        start = _whole_words(line, _back(line, mark.start, around, sentence[0]), mark.start, 1)
        end = _whole_words(line, _forth(line, mark.end, around, sentence[1]), mark.end, -1)
        if out and columns(line[out[-1][1] : start]) <= len(ELLIPSIS) + 2:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _back(line: str, at: int, room: int, least: int) -> int:
    while at > least and (room := room - columns(glyph(line[at - 1]))) >= 0:
        at -= 1
    return at


def _forth(line: str, at: int, room: int, most: int) -> int:
    while at < most and (room := room - columns(glyph(line[at]))) >= 0:
        at += 1
    return at


def _whole_words(line: str, at: int, toward: int, step: int) -> int:
    """`at` moved toward the mark until it no longer stands inside a word or a number."""
    while (
        at != toward and 0 < at < len(line) and _WORD.match(line[at - 1]) and _WORD.match(line[at])
    ):
        at += step
    while at != toward and (line[at] if step > 0 else line[at - 1]).isspace():
        at += step
    return at


def _without_farthest(marks: list[Mark]) -> list[Mark]:
    """The marks without the one that is farthest from the primary mark."""
    middle = next((m.start for m in marks if m.primary), marks[0].start)
    keep = max(
        (m for m in marks if not m.primary), key=lambda m: abs(m.start - middle), default=marks[-1]
    )
    return [m for m in marks if m is not keep]


# ---------------------------------------------------------------- underlines and labels

Placed = tuple[int, int, Mark]  # column, columns, mark


def _under(places: list[Placed], room: int) -> list[Row]:
    """The row of carets and dashes, with the last label behind it, and rows for the other labels."""
    if not places:
        return []
    row: Row = []
    column = 0
    for start, wide, mark in places:
        row += [(" " * (start - column), ""), (("^" if mark.primary else "-") * wide, mark.style)]
        column = start + wide
    left = [p for p in places if p[2].label]
    if left and left[-1] is places[-1] and column + 1 + columns(left[-1][2].label) <= room:
        row.append((f" {left.pop()[2].label}", places[-1][2].style))
    rows = [row]
    while left:
        row, left = _labels(left, room)
        rows.append(row)
    return rows


def _labels(places: list[Placed], room: int) -> tuple[Row, list[Placed]]:
    """One row of labels, and the marks whose labels did not fit into it (a `|` leads on to them)."""
    cells: list[tuple[int, str, str]] = []
    later: list[Placed] = []
    limit = 1 << 30
    for place in reversed(places):
        start, _, mark = place
        wide = columns(mark.label)
        at = max(0, min(start, room - wide)) if limit == 1 << 30 else start
        if at + wide < limit and not (at < start and later):
            cells.append((at, mark.label, mark.style))
            limit = at
        elif start + 1 < limit or limit == 1 << 30:
            cells.append((start, "|", mark.style))
            later.append(place)
            limit = start
        else:  # no room even for the leading line
            later.append(place)
    row: Row = []
    column = 0
    for at, text, style in reversed(cells):
        row += [(" " * (at - column), ""), (text, style)]
        column = at + columns(text)
    return row, later[::-1]


def folded(text: str, room: int, at_blanks: bool = False) -> list[str]:
    """The text in lines of at most `room` columns, broken after commas, or at any blank if it must."""
    lines, line = [], ""
    pieces = _AFTER_BLANKS if at_blanks else _AFTER_COMMAS
    for piece in pieces.findall(text):
        if line and columns(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
        if not at_blanks and columns(line.rstrip()) > room:
            *above, line = folded(line, room, at_blanks=True)
            lines += above
            line += " " if piece.endswith(" ") else ""
    return [*lines, line.rstrip()]
