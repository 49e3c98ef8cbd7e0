"""A copy of a workbook with a note at every cell of a finding, and a sheet that sums up the check.

Charts, pictures, pivot tables, macros and formats are parts of their own or stay the same bytes;
only the notes, what lists the parts, and one new sheet are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.messages import counted, say
from audit.messages.retell import retold
from audit.model import Figure, Report
from audit.readers import LIMITS
from audit.readers.archive import Archive
from audit.readers.xlsxbook import open_book
from audit.render.ledger import Ledger
from audit.render.notes import Note, elsewhere, notes
from audit.render.options import Options
from audit.render.originals import WORKBOOKS, original
from audit.render.output import plain
from audit.render.package import Package
from audit.render.spots import place_of
from audit.render.verdict import verdict_line
from audit.render.xlsx_notes import add_notes
from audit.render.xlsx_summary import Line, add_sheet

MOST_LISTED = 1000  # unchecked figures in the sheet


def rendered(report: Report, options: Options) -> bytes:
    """The marked copy of the report's first workbook. Raises AuditError where there is none."""
    found = original(report, WORKBOOKS)
    report = retold(report, options.lang or found.document.language)
    path = found.document.path or ""
    archive = Archive(found.content, path, LIMITS, found.suffix)
    sheets = open_book(archive).sheets
    package = Package(found.content, path)
    figures = {f.id: f for f in report.figures if f.document == found.number}
    told = list(notes(report))
    for number, sheet in enumerate(sheets, 1):
        texts = _texts(told, figures, number)
        if texts:
            add_notes(package, sheet.part, texts)
    workbook = archive.relations("").get("officeDocument", "xl/workbook.xml")
    lines = list(_lines(report, told, found.number))
    add_sheet(package, workbook, say(report.language, "note-sheet"), lines)
    return package.packed()


def _texts(told: list[Note], figures: dict[str, Figure], table: int) -> dict[str, str]:
    """What is said at each cell of a sheet."""
    texts: dict[str, list[str]] = {}
    for note in told:
        figure = figures.get(note.figure)
        if figure is not None and figure.place.cell and figure.place.table == table:
            texts.setdefault(_cell(figure), []).append("\n".join(note.lines))
    return {cell: "\n\n".join(parts) for cell, parts in texts.items()}


def _cell(figure: Figure) -> str:
    return (figure.place.cell or "").rpartition("!")[2]


# ---------------------------------------------------------------- the sheet that sums up


def _lines(report: Report, told: Sequence[Note], document: int) -> Iterator[Line]:
    """The verdict, each finding with its figures, and the figures that were not checked."""
    language = report.language
    figures = {f.id: f for f in report.figures}
    yield Line((say(language, "note-summary", verdict=verdict_line(report)),), bold=True)
    if told:
        yield Line(())
        heads = ("note-place", "note-figure", "note-says")
        yield Line(tuple(say(language, head) for head in heads), bold=True)
    for note in told:
        line = _line(figures[note.figure], report, document, note.lines[0])
        yield line
        for more in note.lines[1:]:
            yield Line(("", "", more))
    for text in elsewhere(report, {n.number for n in told}):
        yield Line(("", "", text))
    yield Line(())
    yield from _unchecked(report, document)


def _unchecked(report: Report, document: int) -> Iterator[Line]:
    language = report.language
    left = [f for f in report.figures if f.state != "checked"]
    if not left:
        yield Line((say(language, "note-unchecked-none"),), bold=True)
        return
    yield Line((counted(language, "note-unchecked", len(left)),), bold=True)
    ledger = Ledger(report)
    for figure in left[:MOST_LISTED]:
        name, why = plain(figure.name or figure.label or ""), plain(ledger.why(figure))
        both = say(language, "note-left-why", line=name, why=why) if name and why else name or why
        yield _line(figure, report, document, both)
    if len(left) > MOST_LISTED:
        yield Line((counted(language, "html-more", len(left) - MOST_LISTED),))


def _line(figure: Figure, report: Report, document: int, text: str) -> Line:
    language = report.language
    shown = plain(figure.text or say(language, "help-missing"))
    if figure.document != document or not figure.place.cell:
        place = place_of(figure.place, language) if figure.place.start is not None else ""
        return Line((place, shown, text))
    return Line((plain(figure.place.cell), shown, text), target=figure.place.cell)
