"""Copies of PDFs with highlights: which words they cover, what they say, and that the file stays."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest
from pdfs import Sheet, pdf

import audit
from audit.errors import AuditError
from audit.model import Report
from audit.render import part
from audit.render.options import Options

pdfium = pytest.importorskip("pypdfium2")

LINES = [
    "Revenue rose from $100.0 million to $120.0 million, an increase of",
    "25.0% in the year. Costs rose from $25.0 million to $30.0 million, an",
    "increase of 20.0%.",
]
Mark = tuple[int, int, str, str]  # page, kind, the words below it, what it says


def made(folder: Path, *pages: Sheet) -> Path:
    path = folder / "report.pdf"
    path.write_bytes(pdf(*pages))
    return path


def marked(path: Path, lang: str = "") -> bytes:
    content: bytes = part(checked(path), "pdf", Options(lang=lang))
    before = path.read_bytes()
    assert content.startswith(before) and len(content) > len(before)
    return content


def checked(path: Path) -> Report:
    return audit.check(path, language="en")


def marks(content: bytes) -> list[Mark]:
    raw = pdfium.raw
    out = []
    document = pdfium.PdfDocument(content)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
            annotation = raw.FPDFPage_GetAnnot(page.raw, index)
            box = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, ctypes.byref(box))
            sides = (box.left + 3, box.bottom + 3, box.right - 3, box.top - 3)
            assert value(annotation, b"T") == "reportaudit"
            below = text.get_text_bounded(*sides).strip()
            out.append(
                (
                    number,
                    raw.FPDFAnnot_GetSubtype(annotation),
                    below,
                    value(annotation, b"Contents"),
                )
            )
    document.close()
    return out


def value(annotation: object, key: bytes) -> str:
    raw = pdfium.raw
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(
        annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size
    )
    return buffer.raw[:-2].decode("utf-16-le").replace("\r", "\n")


def highlights(content: bytes) -> list[tuple[int, str]]:
    return [
        (page, words)
        for page, kind, words, _ in marks(content)
        if kind == pdfium.raw.FPDF_ANNOT_HIGHLIGHT
    ]


def test_the_figures_of_a_finding_are_highlighted(tmp_path: Path) -> None:
    content = marked(made(tmp_path, Sheet().lines(60, 770, LINES)))
    assert highlights(content) == [(0, "25.0%"), (0, "$120.0 million"), (0, "$100.0 million")]
    first, wrong, partner = (said for *_, said in marks(content)[:3])
    assert first.startswith(
        "Figures checked: FAILED: 1 of 2 checks is broken, 1 holds. 6 of 6 figures checked."
    )
    assert wrong.startswith("[1] error: ") and "Help: " in wrong.replace("help: ", "Help: ")
    assert partner.startswith("[1] See the comment at 25.0%: ")


def test_a_figure_on_the_next_page(tmp_path: Path) -> None:
    filler = ["The office went on with its work and answered whoever wrote to it at once."] * 44
    ahead = Sheet().lines(60, 770, [*filler, LINES[0]])
    content = marked(made(tmp_path, ahead, Sheet().lines(60, 770, LINES[1:])))
    assert highlights(content) == [(0, "$120.0 million"), (0, "$100.0 million"), (1, "25.0%")]


def test_equal_figures_in_a_table_are_told_apart(tmp_path: Path) -> None:
    page = (
        Sheet()
        .text(60, 790, "Births by town, persons")
        .grid([60, 160, 260, 360], [770, 750, 730, 710, 690])
    )
    cells = [
        ["Town", "2024", "2025"],
        ["North", "416", "416"],
        ["South", "300", "310"],
        ["Total", "716", "736"],
    ]
    for row, texts in enumerate(cells):
        for column, text in enumerate(texts):
            page.text(64 + 100 * column, 755 - 20 * row, text)
    content = marked(made(tmp_path, page))
    assert highlights(content) == [(0, "736"), (0, "416"), (0, "310")]
    boxes = pdfium.PdfDocument(content)[0]
    box = pdfium.raw.FS_RECTF()
    pdfium.raw.FPDFAnnot_GetRect(pdfium.raw.FPDFPage_GetAnnot(boxes.raw, 2), ctypes.byref(box))
    assert box.left > 260, "of the two 416, that of 2025"


def test_a_turned_page(tmp_path: Path) -> None:
    page = Sheet(rotate=90)
    for number, line in enumerate(LINES):
        page.commands.append(f"BT /F1 11 Tf 0 1 -1 0 {60 + 16 * number} 60 Tm ({line}) Tj ET")
    assert highlights(marked(made(tmp_path, page))) == [
        (0, "25.0%"),
        (0, "$120.0 million"),
        (0, "$100.0 million"),
    ]


def test_nothing_wrong_and_what_was_not_checked(tmp_path: Path) -> None:
    path = made(tmp_path, Sheet().lines(60, 770, ["The office has 36 rooms."]))
    ((page, _, _, said),) = marks(marked(path))
    assert page == 0
    assert "Nothing was checked" in said and "36" in said


def test_notes_speak_the_language_of_the_document_or_as_asked(tmp_path: Path) -> None:
    path = made(tmp_path, Sheet().lines(60, 770, LINES))
    assert marks(marked(path, "zh"))[1][3].startswith("【1】错误：")
    path = made(tmp_path, Sheet().lines(60, 770, ["全年出生8194人，其中男孩4216人，女孩3968人。"]))
    assert highlights(marked(path)) == [(0, "8194人"), (0, "4216人"), (0, "3968人")]
    assert marks(marked(path))[1][3].startswith("【1】错误：")


def test_the_same_file_gives_the_same_copy(tmp_path: Path) -> None:
    path = made(tmp_path, Sheet().lines(60, 770, LINES))
    assert marked(path) == marked(path)


def test_a_copy_is_checked_like_its_original(tmp_path: Path) -> None:
    path = made(tmp_path, Sheet().lines(60, 770, LINES))
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(marked(path))
    assert [f.message for f in checked(copy).findings] == [
        f.message for f in checked(path).findings
    ]


def test_other_reports_have_no_such_copy(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(LINES[0], "utf-8")
    with pytest.raises(AuditError) as caught:
        part(checked(path), "pdf", Options())
    assert caught.value.help == "this report can be told in a .html file: -o checked.html"
