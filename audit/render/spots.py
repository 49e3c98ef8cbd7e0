"""Where a figure or a rule stands: the line of the source, the place as editors open it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from audit.messages import say
from audit.model import Block, Claim, Document, Figure, Place, Report
from audit.render.output import plain

MAX_RULE_FILE = 16 << 20


class Spot(Struct, frozen=True):
    """Characters `start` to `end` of `text`, one line of a source.

    order   sorts the spots of a report as a reader meets them; equal but for the last two members
            means the same line
    gutter  what stands before the line: its number, the paragraph's number or the cell
    place   report.txt:21:7, or in words where there are no lines
    """

    order: tuple[int, int, int]
    path: str
    gutter: str
    text: str
    start: int
    end: int
    place: str


def spot_of(figure: Figure, report: Report) -> Spot | None:
    """Where the figure stands in a document; None for a figure that is declared with its value."""
    place = figure.place
    if place.start is None or figure.document >= len(report.documents):
        return None
    document = report.documents[figure.document]
    if document.text is not None:
        return _in_text(figure, document, document.text, report.language)
    for index, block in enumerate(document.blocks):
        if _is_at(block, place):
            return _in_block(figure, document, block, index, report.language)
    return None


def _in_text(figure: Figure, document: Document, text: str, language: str) -> Spot | None:
    start = figure.place.start or 0
    if start >= len(text):
        return None
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    line = text[first : last if last >= 0 else len(text)].rstrip("\r")
    number = figure.place.line or text.count("\n", 0, first) + 1
    end = min(figure.place.end or start + 1, first + len(line))
    path = source_name(document)
    return Spot(
        (figure.document, number, start - first),
        path,
        str(number),
        line,
        start - first,
        end - first,
        place_of(figure.place, language, path),
    )


def _is_at(block: Block, place: Place) -> bool:
    if place.cell is not None:
        return block.cell == place.cell and block.table == place.table
    return block.cell is None and block.number == place.block


def _in_block(
    figure: Figure, document: Document, block: Block, index: int, language: str
) -> Spot | None:
    start = figure.place.start or 0
    first = block.text.rfind("\n", 0, start) + 1
    last = block.text.find("\n", start)
    line = block.text[first : last if last >= 0 else len(block.text)]
    path = source_name(document)
    gutter = block.cell or str(block.number or "")
    end = min(figure.place.end or start + 1, first + len(line))
    place = place_of(figure.place, language, path)
    return Spot(
        (figure.document, index, start), path, gutter, line, start - first, end - first, place
    )


def source_name(document: Document) -> str:
    return plain(document.path or document.name or "text")


def place_of(place: Place, language: str, path: str | None = None) -> str:
    """report.txt:21:7; for sources without lines, the paragraph or the cell in words."""
    path = path or plain(place.path or "text")
    if place.line is not None:
        return ":".join(str(p) for p in (path, place.line, place.column) if p is not None)
    words = [path]
    if place.page is not None:
        words.append(say(language, "place-page", n=place.page))
    if place.table is not None:
        words.append(say(language, "place-table", n=place.table))
    if place.cell is not None:
        words.append(say(language, "place-cell", cell=plain(place.cell)))
    elif place.block is not None:
        words.append(say(language, "place-paragraph", n=place.block))
    return say(language, "place-join").join(words)


def rule_spot(claim: Claim, report: Report) -> Spot | None:
    """The line of the rules file on which the rule stands."""
    place = claim.place
    if place.path is None or place.line is None:
        return None
    line = _file_line(place.path, place.line)
    if line is None:
        return None
    start = min((place.column or 1) - 1, max(0, len(line) - 1))
    width = len(claim.sentence or "")
    end = (
        start + width
        if width and line[start : start + width] == claim.sentence
        else len(line.rstrip())
    )
    # after every document, so that the text comes first where both are shown
    return Spot(
        (len(report.documents), place.line, start),
        plain(place.path),
        str(place.line),
        line,
        start,
        max(end, start + 1),
        place_of(place, report.language),
    )


def _file_line(path: str, number: int) -> str | None:
    """A line of a file as it is now; None where it cannot be read (any more)."""
    try:
        file = Path(path)
        if not file.is_file() or file.stat().st_size > MAX_RULE_FILE:
            return None
        lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    except (OSError, ValueError):
        return None
    return lines[number - 1] if 0 < number <= len(lines) else None


def labels_of(ids: Iterable[str], figures: Mapping[str, Figure], report: Report) -> dict[str, str]:
    """What the text calls the figures, for those that have Chinese words right before them."""
    spots = {i: spot_of(figures[i], report) for i in ids if i in figures}
    found = {i: plain(words_before(spot)) for i, spot in spots.items() if spot is not None}
    return {i: words for i, words in found.items() if words}


def words_before(spot: Spot, most: int = 8) -> str:
    """The Chinese words right before a figure: what the text itself calls it."""
    start = spot.start
    while start > 0 and spot.start - start < most and "\u4e00" <= spot.text[start - 1] <= "\u9fff":
        start -= 1
    return spot.text[start : spot.start]
