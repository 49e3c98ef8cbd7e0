"""A copy of a Word file with a comment at every figure of a finding, and the verdict in the first.

The wrong figure's comment says what is wrong and what would be right; its partners' comments point
to it. Nothing else of the file is touched: all parts but the text, the comments and what lists them
are copied as they are, and the text gains marks and divided runs only. The original is only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from audit.errors import AuditError
from audit.messages.retell import retold
from audit.model import Document, Figure, Report
from audit.readers.docx_spans import Source, Spans, source
from audit.render.notes import Note, notes, summary_note
from audit.render.options import Options
from audit.render.word_file import WordFile
from audit.render.word_marks import Anchor, around, insert, whole

SUFFIXES = (".docx", ".docm", ".dotx")


def rendered(report: Report, options: Options) -> bytes:
    """The marked copy of the report's first Word file. Raises AuditError where there is none."""
    number, document = word_file(report)
    report = retold(report, options.lang or document.language)
    found = source(document.path or "")
    if found.document.sha256 != document.sha256:
        raise AuditError("the file has changed while it was being checked", path=document.path)
    file = WordFile(Path(document.path or "").read_bytes(), found)
    spans = {s.key: s for s in found.spans}
    placed = list(_placed(report, number, spans, file, found))
    lost = [n for n, a in placed if a is None]
    top = whole(file.first_paragraph())
    file.comment(top, summary_note(report, document, lost))
    for note, anchor in placed:
        if anchor is not None:
            file.comment(anchor, note)
    insert(file.anchored)
    return file.packed()


def word_file(report: Report) -> tuple[int, Document]:
    """The first Word file among the documents, and its number."""
    for number, document in enumerate(report.documents):
        if document.path and Path(document.path).suffix.casefold() in SUFFIXES:
            return number, document
    raise AuditError(
        "comments can only be written into a copy of a .docx file, and this report has none",
        path=report.path or next((d.path for d in report.documents if d.path), None),
        help="an .html file shows the marked text of any report: -o checked.html",
    )


def _placed(
    report: Report, number: int, spans: dict[object, Spans], file: WordFile, found: Source
) -> Iterator[tuple[Note, Anchor | None]]:
    """The notes with the place of their figure in the file; None for figures that stand elsewhere."""
    figures = {f.id: f for f in report.figures}
    for note in notes(report):
        figure = figures.get(note.figure)
        at = None if figure is None or figure.document != number else _at(figure, spans)
        if at is None or figure is None:
            yield note, None
        elif at.spans.anchor is not None:
            yield note.in_margin(at.spans.anchor.tag.rpartition("}")[2], report.language), whole(at.spans.anchor)
        else:
            yield note, around(at.spans, at.start, at.end)


class _At(Struct, frozen=True):
    spans: Spans
    start: int
    end: int


def _at(figure: Figure, spans: dict[object, Spans]) -> _At | None:
    place = figure.place
    if place.start is None or place.end is None:
        return None
    key = (place.table, place.cell) if place.cell is not None else place.block
    found = spans.get(key)
    return None if found is None else _At(found, place.start, place.end)
