"""A copy of a PDF with a highlight at every figure of a finding, and a note that sums up the check.

What was in the file stays as it is: the marks are added behind its last byte, as the format allows.
"""

from __future__ import annotations

import ctypes
import hashlib
import io
import re
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from audit.errors import AuditError
from audit.messages.retell import retold
from audit.model import Report
from audit.render.notes import Note, notes, summary_note
from audit.render.options import Options
from audit.render.originals import PAGES, Original, original
from audit.render.package import xml_text
from audit.render.pdf_places import Box, Places, Spot

AUTHOR = "reportaudit"
MAIN, PARTNER, SUMMARY = (255, 160, 60), (255, 240, 120), (255, 210, 80)
_ICON = 20.0  # points
_NAMES = re.compile(rb"/ID ?\[[^\]]{0,400}\]")  # of a file and its version
_NAME = re.compile(rb"(?<=<)[0-9A-Fa-f]{32}(?=>)")


def rendered(report: Report, options: Options) -> bytes:
    """The marked copy of the report's first PDF. Raises AuditError where there is none."""
    found = original(report, PAGES)
    report = retold(report, options.lang or found.document.language)
    try:
        import pypdfium2
    except ImportError:
        raise AuditError(
            "PDF files need the library pypdfium2",
            path=found.document.path,
            help="pip install 'reportaudit[pdf]'",
        ) from None
    with closing(pypdfium2.PdfDocument(found.content)) as pages:
        return _saved(pages, found, _mark(pages, report, found))


def _mark(pages: Any, report: Report, found: Original) -> Sequence[int]:
    """Adds all marks; the numbers of the pages that have some then, from 0."""
    places = Places(found.document, pages)
    figures = {f.id: f for f in report.figures if f.document == found.number}
    spots: dict[str, Spot | None] = {}
    placed: dict[int, list[tuple[Note, Spot]]] = {}
    told = set()
    for note in notes(report):
        if note.figure in figures and note.figure not in spots:
            spots[note.figure] = places.spot(figures[note.figure])
        spot = spots.get(note.figure)
        if spot is not None and spot.boxes:
            placed.setdefault(spot.page, []).append((note, spot))
            told |= {note.number} if note.main else set()
    first = summary_note(report, found.number, told)
    numbers = sorted({0, *placed})
    for number in numbers:
        with closing(pages[number]) as page:
            if not number:
                _note(page, first)
            for note, spot in placed.get(number, ()):
                _highlight(page, spot.boxes, note)
    return numbers


def _count(pages: Any, number: int) -> int:
    from pypdfium2 import raw

    with closing(pages[number]) as page:
        return int(raw.FPDFPage_GetAnnotCount(page.raw))


def _highlight(page: Any, boxes: tuple[Box, ...], note: Note) -> None:
    from pypdfium2 import raw

    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_HIGHLIGHT)
    for left, bottom, right, top in boxes:
        quad = raw.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
        raw.FPDFAnnot_AppendAttachmentPoints(annotation, ctypes.byref(quad))
    around = zip(*boxes, strict=True)
    sides = [pick(side) for pick, side in zip((min, min, max, max), around, strict=True)]
    _finish(raw, annotation, sides, MAIN if note.main else PARTNER, note)


def _note(page: Any, note: Note) -> None:
    """A note in the upper left corner of the page."""
    from pypdfium2 import raw

    left, _, _, top = page.get_bbox()
    annotation = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_TEXT)
    sides = [left + _ICON, top - 2 * _ICON, left + 2 * _ICON, top - _ICON]
    _finish(raw, annotation, sides, SUMMARY, note)


def _finish(
    raw: Any, annotation: Any, sides: list[float], color: tuple[int, int, int], note: Note
) -> None:
    left, bottom, right, top = sides
    rect = raw.FS_RECTF(left, top, right, bottom)
    raw.FPDFAnnot_SetRect(annotation, ctypes.byref(rect))
    raw.FPDFAnnot_SetColor(annotation, raw.FPDFANNOT_COLORTYPE_Color, *color, 255)
    raw.FPDFAnnot_SetFlags(annotation, raw.FPDF_ANNOT_FLAG_PRINT)
    for key, text in ((b"T", AUTHOR), (b"Contents", xml_text("\n".join(note.lines)))):
        units = (text + "\0").encode("utf-16-le")
        buffer = ctypes.cast(ctypes.create_string_buffer(units), raw.FPDF_WIDESTRING)
        raw.FPDFAnnot_SetStringValue(annotation, key, buffer)
    raw.FPDFPage_CloseAnnot(annotation)


def _saved(pages: Any, found: Original, numbers: Sequence[int]) -> bytes:
    """The file with the marks behind it; written anew where it is too damaged for that.

    numbers  of the pages with marks
    """
    from pypdfium2 import raw

    count = sum(_count(pages, n) for n in numbers)
    for flags in (raw.FPDF_INCREMENTAL, raw.FPDF_NO_INCREMENTAL):
        out = io.BytesIO()
        pages.save(out, flags=flags)
        content = _named(out.getvalue(), found.content)
        if _is_sound(content, len(pages), numbers, count):
            return content
    raise AuditError("no copy of this PDF can be written", path=found.document.path)


def _named(content: bytes, before: bytes) -> bytes:
    """The file with names made of its content, where pdfium has made them of the clock."""
    behind = len(before) if content.startswith(before) else 0
    pairs = list(_NAMES.finditer(content, behind))
    if not pairs:
        return content
    last = pairs[-1]
    own = {m.upper() for m in _NAME.findall(before)}
    new = [n for n in _NAME.finditer(content, last.start(), last.end()) if n[0].upper() not in own]
    for name in new:
        content = content[: name.start()] + b"0" * 32 + content[name.end() :]
    digest = hashlib.sha256(content).hexdigest()[:32].upper().encode()
    for name in new:
        content = content[: name.start()] + digest + content[name.end() :]
    return content


def _is_sound(content: bytes, length: int, numbers: Sequence[int], count: int) -> bool:
    import pypdfium2

    try:
        again = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return False
    with closing(again):
        return len(again) == length and sum(_count(again, n) for n in numbers) == count
