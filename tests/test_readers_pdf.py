"""Reading PDF files: paragraphs, columns, margins, tables, and files that cannot be read."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")

from pdfcases import (
    CHINESE,
    FILES,
    LEFT,
    RIGHT,
    chinese,
    columns,
    columns_apart,
    english,
    list_items,
    over_pages,
    ruled,
    ruled_chinese,
    running_heads,
)
from pdfs import Sheet, assemble, pdf

from audit.errors import AuditError
from audit.extract import extract
from audit.model import Block
from audit.readers import Limits, read_document


def blocks(folder: Path, *pages: Sheet, compress: bool = False) -> tuple[Block, ...]:
    path = folder / "report.pdf"
    path.write_bytes(pdf(*pages, compress=compress))
    return read_document(path).blocks


def texts(folder: Path, *pages: Sheet) -> list[str]:
    return [block.text for block in blocks(folder, *pages)]


def failure(path: Path, content: bytes, limits: Limits | None = None) -> AuditError:
    path.write_bytes(content)
    with pytest.raises(AuditError) as caught:
        read_document(path, limits or Limits())
    assert caught.value.path == str(path)
    return caught.value


# -- small files with the figures that stand in them ----------------------------------------------


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize(("pages", "figures"), FILES, ids=[f.__name__ for f, _ in FILES])
def test_figures(
    tmp_path: Path, pages: Callable[[], list[Sheet]], figures: list[str], compress: bool
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(*pages(), compress=compress))
    found = [figure.text for figure in extract(read_document(path))]
    assert found == figures


# -- paragraphs -----------------------------------------------------------------------------------


def test_english_lines_are_joined_with_blanks_and_without_hyphens(tmp_path: Path) -> None:
    heading, first, second = blocks(tmp_path, *english())
    assert (heading.kind, heading.text, heading.number) == (
        "heading",
        "Annual population report",
        1,
    )
    assert first.text.startswith("The county recorded 8,184 births")
    assert "were within the plan" in first.text
    assert "The natural increase was 3,974." in first.text
    assert (second.text, second.kind, second.number, second.page) == (
        "Migration added 1,200 people.",
        "paragraph",
        3,
        1,
    )


def test_chinese_lines_are_joined_without_blanks(tmp_path: Path) -> None:
    title, heading, first, second = blocks(tmp_path, *chinese())
    assert (title.text, title.kind) == ("甲县人口工作汇报", "heading")
    assert (heading.text, heading.kind, heading.level) == ("一、基本情况", "heading", 1)
    assert first.text == "".join(CHINESE[:3]).strip()
    assert second.text == CHINESE[3].strip()


def test_paragraphs_go_on_over_pages(tmp_path: Path) -> None:
    first, second = blocks(tmp_path, *over_pages())
    assert first.text == "".join(CHINESE[:3]).strip()
    assert (first.page, second.page) == (1, 2)


@pytest.mark.parametrize("pages", [columns, columns_apart])
def test_two_columns(tmp_path: Path, pages: Callable[[], list[Sheet]]) -> None:
    *_, body = texts(tmp_path, *pages())
    assert body == " ".join(LEFT + RIGHT)


def test_columns_below_a_line_across(tmp_path: Path) -> None:
    page = columns()[0].text(
        60, 620, "One line goes over both of the columns at the end of the page."
    )
    assert texts(tmp_path, page)[1:] == [
        " ".join(LEFT + RIGHT),
        "One line goes over both of the columns at the end of the page.",
    ]


def test_paragraphs_with_a_gap_between_them(tmp_path: Path) -> None:
    page = Sheet().lines(
        60, 700, ["The first paragraph is one line that fills the whole measure, to", "its end."]
    )
    page.lines(
        60, 650, ["The second paragraph is as long as the first one is here, to", "its end."]
    )
    assert len(texts(tmp_path, page)) == 2


def test_list_items_are_paragraphs(tmp_path: Path) -> None:
    assert len(texts(tmp_path, *list_items())) == 3


def test_words_that_pieces_of_content_make(tmp_path: Path) -> None:
    page = (
        Sheet().text(60, 700, "Births: 8,").text(60 + 11 * 3.946, 700, "184").text(160, 700, "人")
    )
    assert "8,184" in texts(tmp_path, page)[0]


def test_raised_digits_are_no_digits_of_the_number_before(tmp_path: Path) -> None:
    page = Sheet().text(60, 600, "The area is large, and the text is long enough.")
    for x, word in (
        (60, "(8,184) Tj 5 Ts /F1 6 Tf (12) Tj"),
        (200, "(10 m) Tj 5 Ts /F1 6 Tf (2) Tj"),
    ):
        page.commands.append(f"BT 0 Ts /F1 11 Tf {x} 700 Td {word} ET")
    shown = texts(tmp_path, page)
    assert shown[0] in ("8,184¹² 10 m²", "8,184 ¹² 10 m²")


# -- margins --------------------------------------------------------------------------------------


def test_running_heads_and_page_numbers_are_dropped(tmp_path: Path) -> None:
    assert texts(tmp_path, *running_heads()) == [
        "In this part, 8,184 births are told.",
        "In this part, 7,920 births are told.",
        "In this part, 7,455 births are told.",
    ]


@pytest.mark.parametrize(
    "mark", ["1", "- 1 -", "第1页", "第 1 页 共 9 页", "Page 1 of 9", "1/9", "— 1 —"]
)
def test_one_page_number(tmp_path: Path, mark: str) -> None:
    page = Sheet().text(60, 700, "The county has 8,184 births.").text(290, 30, mark)
    assert texts(tmp_path, page) == ["The county has 8,184 births."]


def test_figures_at_the_edge_stay_when_they_differ(tmp_path: Path) -> None:
    pages = [
        Sheet().text(60, 700, "Text of the page.").text(60, 90, f"Births {births} in all")
        for births in ("8,184", "7,920", "7,455")
    ]
    assert sum("Births" in text for text in texts(tmp_path, *pages)) == 3


# -- tables ---------------------------------------------------------------------------------------


def test_a_ruled_table_is_read_cell_by_cell(tmp_path: Path) -> None:
    found = blocks(tmp_path, *ruled())
    assert [b.kind for b in found] == ["paragraph"] + ["cell"] * 9 + ["paragraph"]
    assert [(b.cell, b.text) for b in found[1:-1]][3:6] == [
        ("A2", "North"),
        ("B2", "8,184"),
        ("C2", "4,210"),
    ]
    assert {(b.table, b.page, b.number) for b in found[1:-1]} == {(1, 1, None)}
    assert (found[0].number, found[-1].number) == (1, 2)


def test_lines_in_a_cell_are_joined(tmp_path: Path) -> None:
    assert {b.cell: b.text for b in blocks(tmp_path, *ruled_chinese())} == {
        "A1": "项目",
        "B1": "数额（万元）",
        "A2": "一般公共预算收入",
        "B2": "23,851",
        "A3": "合计",
        "B3": "171,409.50",
    }


def test_a_merged_cell_is_named_by_its_top_left(tmp_path: Path) -> None:
    page = Sheet().grid([60, 160, 260], [600, 640])
    page.rule(60, 680, 260, 680).rule(60, 640, 60, 680).rule(260, 640, 260, 680)
    page.text(66, 655, "Year under review").text(66, 614, "8,184").text(166, 614, "4,210")
    found = {b.cell: b.text for b in blocks(tmp_path, page)}
    assert found == {"A1": "Year under review", "A2": "8,184", "B2": "4,210"}


def test_a_frame_is_no_table(tmp_path: Path) -> None:
    page = Sheet().grid([50, 500], [600, 760]).text(60, 700, "In a frame: 8,184 births.")
    assert [(b.kind, b.text) for b in blocks(tmp_path, page)] == [
        ("paragraph", "In a frame: 8,184 births.")
    ]


# -- files that cannot be read --------------------------------------------------------------------


def test_a_scan_is_an_error_and_no_empty_pass(tmp_path: Path) -> None:
    error = failure(tmp_path / "a.pdf", pdf(Sheet().image()))
    assert "only pictures" in error.message
    assert "OCR" in (error.help or "")
    assert "no text" in failure(tmp_path / "b.pdf", pdf(Sheet())).message


def test_a_scanned_page_among_others_is_said(tmp_path: Path) -> None:
    text = Sheet().text(60, 700, "The county has 8,184 births.")
    found = blocks(tmp_path, text, Sheet().image())
    assert [(b.kind, b.page, b.text) for b in found] == [
        ("paragraph", 1, "The county has 8,184 births."),
        ("unreadable", 2, ""),
    ]


def test_limits_name_themselves(tmp_path: Path) -> None:
    content = pdf(*[Sheet().text(60, 700, "text")] * 4)
    path = tmp_path / "a.pdf"
    assert "4 pages, more than the limit of 3" in failure(path, content, Limits(pages=3)).message
    assert "larger than 100 bytes" in failure(path, content, Limits(bytes=100)).message
    assert "too many cells" in failure(path, pdf(*ruled()), Limits(cells=5)).message


def test_a_protected_file(tmp_path: Path) -> None:
    word = "(" + "x" * 32 + ")"
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        4: f"<< /Filter /Standard /V 1 /R 2 /P -4 /O {word} /U {word} >>".encode(),
    }
    content = assemble(objects, "/Encrypt 4 0 R /ID [(0123456789abcdef) (0123456789abcdef)] ")
    error = failure(tmp_path / "a.pdf", content)
    assert "password" in error.message
    assert error.help


def test_a_broken_cross_reference_is_mended(tmp_path: Path) -> None:
    content = pdf(*english()).replace(b"startxref\n", b"startxref\n9")
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    assert any("8,184" in block.text for block in read_document(path).blocks)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a PDF"),
        (b"PK\x03\x04", "not a PDF"),
        (b"\x89PNG\r\n", "not a PDF"),
        ("出生8184人".encode(), "not a PDF"),
        (b"%PDF-1.7\n" + b"\0" * 400, "damaged"),
        (b"%PDF-1.7\nxref\n0 0\ntrailer\n<< >>\nstartxref\n9\n%%EOF", "damaged"),
        (assemble({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>"}), "no page"),
        (assemble({1: b"<< /Type /Catalog >>"}), "page"),
    ],
)  # fmt: skip
def test_damaged_files(tmp_path: Path, content: bytes, words: str) -> None:
    assert words in failure(tmp_path / "a.pdf", content).message


@pytest.mark.parametrize("cut", range(50, 2000, 150))
def test_cut_off_files_are_read_or_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*english())[:-cut])
    try:
        assert read_document(path).blocks
    except AuditError as error:
        assert error.message


@pytest.mark.parametrize("library", ["pypdfium2", "pdfplumber"])
def test_a_missing_library_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.partition(".")[0] == library:
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    error = failure(tmp_path / "a.pdf", pdf(*ruled()))
    assert library in error.message
    assert error.help == "pip install 'reportaudit[pdf]'"
