"""The documents as text: headings, paragraphs, items and tables, with every figure marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from audit.messages import counted, say
from audit.model import Block, Document, Figure, Report
from audit.render.html_marks import Marks, safe
from audit.render.output import plain

MOST_CELLS = 20_000  # of one table: what a page can still show
MOST_COLUMNS = 400
MOST_TEXT = 20_000_000  # characters of all documents


def texts(report: Report, marks: Marks) -> Iterator[str]:
    """The section with all documents; none where there is no text to show."""
    shown = [(n, d) for n, d in enumerate(report.documents) if d.blocks]
    if not shown:
        return
    language = report.language
    yield f'<section id="text" aria-labelledby="text-title">\n<h2 id="text-title">{say(language, "html-text")}</h2>\n'
    yield _legend(language)
    left = MOST_TEXT
    for number, document in shown:
        placed = Placed(document, [f for f in report.figures if f.document == number])
        lang = f' lang="{safe(document.language)}"' if document.language else ""
        yield f'<article class="document"{lang}>\n'
        if len(report.documents) > 1 or document.path:
            yield f'<h3 class="file">{safe(plain(document.path or document.name))}</h3>\n'
        for piece in _blocks(document, placed, marks):
            left -= len(piece)
            if left < 0:
                yield f'<p class="left-out">{say(language, "html-cut")}</p>\n'
                break
            yield piece
        yield "</article>\n"
    yield "</section>\n"


def _legend(language: str) -> str:
    """What the marks mean, and which of them are shown."""
    items = "".join(
        f'<li><span class="figure is-{state}">{say(language, "html-sample")}</span> {say(language, f"html-state-{state}")}</li>'
        for state in ("wrong", "suspect", "doubt", "partner", "checked", "unchecked")
    )
    return (
        f'<ul class="legend">{items}</ul>\n'
        f'<p class="switches"><label><input type="checkbox" id="plain-checked"> {say(language, "html-hide-checked")}</label></p>\n'
    )


class Placed:
    """The figures of a document by the block in which they stand, with offsets in its text."""

    def __init__(self, document: Document, figures: Iterable[Figure]) -> None:
        self.within: dict[int, list[tuple[int, int, Figure]]] = {}
        starts = [b.start for b in document.blocks]
        keys: dict[tuple[object, ...], int] = {}
        for index, block in enumerate(document.blocks):
            key = (block.table, block.cell) if block.cell is not None else (block.number,)
            keys.setdefault(key, index)
        for figure in figures:
            place = figure.place
            if place.start is None or place.end is None:
                continue
            if document.text is not None:
                index = bisect_right(starts, place.start) - 1
                offset = starts[index] if index >= 0 else 0
            else:
                key = (place.table, place.cell) if place.cell is not None else (place.block,)
                index, offset = keys.get(key, -1), 0
            if index >= 0:
                found = (place.start - offset, place.end - offset, figure)
                self.within.setdefault(index, []).append(found)

    def in_block(self, index: int) -> list[tuple[int, int, Figure]]:
        return sorted(self.within.get(index, ()), key=lambda m: m[:2])


def marked(text: str, placed: Sequence[tuple[int, int, Figure]], marks: Marks) -> str:
    """A block's text with its figures marked; of two that overlap the second is only an address."""
    out, at = [], 0
    for start, end, figure in placed:
        if start < at or end > len(text):
            out.append(f'<span id="{marks.anchor(figure)}"></span>')
            continue
        out += [safe(text[at:start]), marks.mark(figure, text[start:end])]
        at = end
    return "".join([*out, safe(text[at:])])


def _blocks(document: Document, placed: Placed, marks: Marks) -> Iterator[str]:
    """The blocks in reading order, the cells of one table together."""
    numbered = list(enumerate(document.blocks))
    for table, group in groupby(
        numbered, key=lambda p: p[1].table if p[1].cell is not None else None
    ):
        if table is None:
            for index, block in group:
                yield _block(block, marked(block.text, placed.in_block(index), marks))
        else:
            yield from _table(table, list(group), placed, marks)


def _block(block: Block, inner: str) -> str:
    number = f'<span class="number">{safe(plain(block.mark))}</span> ' if block.mark else ""
    if block.kind == "heading":
        level = min(6, max(4, block.level + 3))
        return f"<h{level}>{number}{inner}</h{level}>\n"
    kind = block.kind if block.kind in ("item", "caption", "note") else "paragraph"
    return f'<p class="{kind}">{number}{inner}</p>\n'


def _table(
    table: int, cells: list[tuple[int, Block]], placed: Placed, marks: Marks
) -> Iterator[str]:
    """One table; a cell of the first row or column without a figure is a heading."""
    sheet = (cells[0][1].cell or "").rpartition("!")[0]
    name = sheet or say(marks.language, "place-table", n=table)
    region = f'class="scroll" tabindex="0" role="region" aria-label="{safe(name)}"'
    yield f"<div {region}><table><caption>{safe(name)}</caption>\n"
    shown = cells[:MOST_CELLS]
    first = position(shown[0][1])[0]
    covered: set[tuple[int, int]] = set()
    for row, group in groupby(shown, key=lambda c: position(c[1])[0]):
        yield "<tr>"
        column = 1
        for index, block in group:
            at = position(block)[1]
            if at > MOST_COLUMNS:
                break
            yield "".join("<td></td>" for k in range(column, at) if (row, k) not in covered)
            yield _cell(block, placed.in_block(index), marks, row == first, at == 1)
            covered |= _covered(row, at, block.span)
            column = at + block.span[1]
        yield "</tr>\n"
    yield "</table></div>\n"
    if len(cells) > MOST_CELLS:
        left = counted(marks.language, "html-cells", len(cells) - MOST_CELLS)
        yield f'<p class="left-out">{left}</p>\n'


def _cell(
    block: Block, found: list[tuple[int, int, Figure]], marks: Marks, top: bool, side: bool
) -> str:
    tag, scope = "td", ""
    if not found and block.text.strip() and (top or side):
        tag, scope = "th", f' scope="{"col" if top else "row"}"'
    sides = zip(("row", "col"), block.span, strict=True)
    spans = "".join(f' {side}span="{min(n, 1000)}"' for side, n in sides if n > 1)
    hidden = ' class="hidden-cell"' if block.hidden else ""
    return f"<{tag}{scope}{spans}{hidden}>{marked(block.text, found, marks)}</{tag}>"


def _covered(row: int, column: int, span: tuple[int, int]) -> set[tuple[int, int]]:
    """The cells below a merged one, in which nothing stands."""
    rows, columns = min(span[0], 1000), min(span[1], MOST_COLUMNS)
    return {(row + r, column + c) for r in range(1, rows) for c in range(columns)}


def position(block: Block) -> tuple[int, int]:
    """Row and column of a cell, from 1."""
    name = (block.cell or "A1").rpartition("!")[2]
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(name[len(letters) :]), column
