"""A copy of a Word file with a comment at every figure of a finding, and the verdict in the first.

The wrong figure's comment says what is wrong and what would be right; its partners' comments point
to it. Nothing else of the file is touched: all parts but the text, the comments and what lists them
are copied as they are, and the text gains marks and divided runs only. The original is only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from audit.messages.retell import retold
from audit.model import Figure, Report
from audit.readers.docx_lists import W
from audit.readers.docx_spans import source_of
from audit.readers.docx_trace import Key, Spans
from audit.render.notes import Note, notes, summary_note
from audit.render.options import Options
from audit.render.originals import WORD, original
from audit.render.word_file import WordFile
from audit.render.word_marks import Anchor, around, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

Placed = tuple[Note, Anchor | None]


def rendered(report: Report, options: Options) -> bytes:
    """The marked copy of the report's first Word file. Raises AuditError where there is none."""
    found = original(report, WORD)
    report = retold(report, options.lang or found.document.language)
    source = source_of(found.content, found.document.path or "", suffix=found.suffix)
    file = WordFile(found.content, source)
    spans = {s.key: s for s in source.spans}
    placed = list(_placed(report, found.number, spans))
    there = {note.number for note, anchor in placed if anchor is not None and note.main}
    file.comment(whole(file.first_paragraph()), summary_note(report, found.number, there))
    for note, anchor in placed:
        if anchor is not None:
            file.comment(anchor, note)
    return file.packed()


def _placed(report: Report, number: int, spans: dict[Key, Spans]) -> Iterator[Placed]:
    """The notes with what they are about; None for figures that do not stand in the file."""
    figures = {f.id: f for f in report.figures}
    for note in notes(report):
        figure = figures[note.figure]
        found = spans.get(_key(figure)) if figure.document == number else None
        start, end = figure.place.start, figure.place.end
        if found is None or start is None or end is None:
            yield note, None
        elif found.anchor is None:
            yield note, around(found, start, end)
        else:
            kind = "footnote" if found.anchor.tag.endswith("Reference") else "box"
            yield note.away(kind, figure.text, report.language), whole(_outside(found.anchor))


def _key(figure: Figure) -> Key:
    place = figure.place
    if place.table is not None and place.cell is not None:
        return place.table, place.cell
    return place.block or 0


def _outside(element: _Element) -> _Element:
    """The element, or the paragraph with the outermost text box around it."""
    boxes = list(element.iterancestors(f"{W}txbxContent"))
    if not boxes:
        return element
    return next(boxes[-1].iterancestors(f"{W}p"))
