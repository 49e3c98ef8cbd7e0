"""Reading workbooks: what a cell prints, what is hidden, merged or missing, and hostile files."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from audit.errors import AuditError
from audit.model import Block
from audit.readers import Limits, read_document

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)

SHARED = (
    '<x:sst xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<x:si><x:t>出生</x:t></x:si><x:si><x:r><x:t>8184</x:t></x:r><x:r><x:t>人</x:t></x:r>"
    "<x:rPh><x:t>ren</x:t></x:rPh></x:si><x:si><x:r><x:t>82</x:t></x:r><x:r><x:rPr>"
    '<x:vertAlign val="superscript"/></x:rPr><x:t>1</x:t></x:r></x:si></x:sst>'
)
SHARED_CELLS = (
    '<row><c t="s" r="A1"><v>0</v></c><c t="s" r="B1"><v>1</v></c><c t="s"><v>2</v></c></row>'
)


def cells(path: Path, limits: Limits | None = None) -> dict[str, Block]:
    document = read_document(path, limits or Limits())
    assert document.text is None
    return {block.cell or "": block for block in document.blocks}


def texts(path: Path) -> dict[str, str]:
    return {place: block.text for place, block in cells(path).items()}


def failure(path: Path, limits: Limits | None = None) -> AuditError:
    with pytest.raises(AuditError) as caught:
        read_document(path, limits or Limits())
    assert caught.value.path == str(path)
    return caught.value


def workbook(path: Path, rows: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    book.save(path)
    return path


def raw(path: Path, rows: str, **parts: str | bytes) -> Path:
    """A workbook whose sheet is this XML, with parts replaced (`/` in a name is written `__`)."""
    workbook(path, [["x"]])
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["xl/worksheets/sheet1.xml"] = SHEET.format(rows).encode()
    for name, content in parts.items():
        members[name.replace("__", "/") + ".xml"] = (
            content.encode() if isinstance(content, str) else content
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in members.items():
            new.writestr(name, content)
    return path


# -- what a cell prints ---------------------------------------------------------------------------


def test_cells_print_as_their_format_shows_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "report.xlsx",
        [["项目", "数额"], ["出生", 8184], ["增长", 0.1127], ["收入", -1234.5], ["文本", "12.50"]],
        {"B2": '#,##0"人"', "B3": "0.00%", "B4": "#,##0.00_);(#,##0.00)"},
    )
    document = read_document(path)
    assert [(b.cell, b.text) for b in document.blocks] == [
        ("Sheet!A1", "项目"),
        ("Sheet!B1", "数额"),
        ("Sheet!A2", "出生"),
        ("Sheet!B2", "8,184人"),
        ("Sheet!A3", "增长"),
        ("Sheet!B3", "11.27%"),
        ("Sheet!A4", "收入"),
        ("Sheet!B4", "(1,234.50)"),
        ("Sheet!A5", "文本"),
        ("Sheet!B5", "12.50"),
    ]
    assert {(b.kind, b.table, b.number, b.hidden) for b in document.blocks} == {
        ("cell", 1, None, False)
    }
    assert len(document.sha256) == 64


def test_floats_are_read_as_their_shortest_decimal(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[0.1 + 0.2, 1.1 * 1.1, 2.675]], {"C1": "0.00"})
    assert list(texts(path).values()) == ["0.3", "1.21", "2.68"]


def test_dates_are_told_apart(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [[date(2024, 3, 5), datetime(2024, 3, 5, 18, 30), timedelta(hours=30)], [45356]],
        {"A1": 'yyyy"年"m"月"d"日"', "A2": "yyyy"},
    )
    found = cells(path)
    assert found["Sheet!A1"].text == "2024年3月5日"
    assert found["Sheet!A2"].text == "2024"
    assert found["Sheet!B1"].text == "2024-03-05 18:30:00"
    assert {b.kind for b in found.values()} == {"date"}


def test_dates_since_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = date(2024, 1, 1)
    book.active["A1"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "a.xlsx")
    assert texts(tmp_path / "a.xlsx") == {"Sheet!A1": "2024-01-01"}


def test_a_formula_without_a_stored_value_is_unreadable_and_never_empty(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[1, 2, "=SUM(A1:B1)"]])
    block = cells(path)["Sheet!C1"]
    assert (block.text, block.kind) == ("=SUM(A1:B1)", "unreadable")


def test_a_formula_with_a_stored_value_is_that_value(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1"><f>1+2</f><v>3</v></c><c r="B1" t="str"><f>"a"</f><v>甲县</v></c>'
        '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f t="shared" si="0"/></c></row>',
    )
    found = cells(path)
    assert {k: (b.text, b.kind) for k, b in found.items()} == {
        "Sheet!A1": ("3", "cell"),
        "Sheet!B1": ("甲县", "cell"),
        "Sheet!D1": ("=", "unreadable"),
    }


def test_errors_booleans_inline_texts_and_iso_dates(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" t="b"><v>1</v></c>'
        '<c r="C1" t="inlineStr"><is><r><t>出生</t></r><r><t>8184人</t></r>'
        '<rPh sb="0" eb="1"><t>chu</t></rPh></is></c>'
        '<c r="D1" t="d"><v>2024-03-05T10:00:00</v></c><c r="E1"><v>abc</v></c>'
        '<c r="F1" t="inlineStr"><is><t>a_x000A_b</t></is></c></row>',
    )
    assert {k: (b.text, b.kind) for k, b in cells(path).items()} == {
        "Sheet!A1": ("#DIV/0!", "unreadable"),
        "Sheet!B1": ("TRUE", "cell"),
        "Sheet!C1": ("出生8184人", "cell"),
        "Sheet!D1": ("2024-03-05 10:00:00", "date"),
        "Sheet!E1": ("abc", "unreadable"),
        "Sheet!F1": ("a\nb", "cell"),
    }


def test_rich_text_is_joined(tmp_path: Path) -> None:
    rich = CellRichText("全县出生", TextBlock(InlineFont(b=True), "8184"), "人")
    assert texts(workbook(tmp_path / "a.xlsx", [[rich]])) == {"Sheet!A1": "全县出生8184人"}


def test_shared_texts(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.xlsx", SHARED_CELLS, xl__sharedStrings=SHARED)
    assert texts(path) == {"Sheet!A1": "出生", "Sheet!B1": "8184人", "Sheet!C1": "82¹"}


def test_cells_and_rows_without_a_reference_are_counted(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "a.xlsx", "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    )
    assert texts(path) == {"Sheet!A1": "1", "Sheet!B1": "2", "Sheet!A2": "3"}


# -- sheets, merged and hidden cells --------------------------------------------------------------


def test_several_sheets_in_their_order_are_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "收入"
    book.active["B4"] = 1
    book.create_sheet("A & B's")["A1"] = 2
    book.create_sheet("封面", 0)["A1"] = "x"
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    blocks = read_document(tmp_path / "a.xlsx").blocks
    assert [(b.table, b.cell, b.text) for b in blocks] == [
        (1, "封面!A1", "x"),
        (2, "收入!B4", "1"),
        (3, "A & B's!A1", "2"),
    ]


def test_hidden_sheets_rows_and_columns_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 4):
        sheet.append([row * 10 + column for column in range(1, 4)])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    secret = book.create_sheet("底稿")
    secret["A1"] = 5
    secret.sheet_state = "veryHidden"
    book.save(tmp_path / "a.xlsx")
    found = cells(tmp_path / "a.xlsx")
    assert len(found) == 10
    assert {place for place, block in found.items() if not block.hidden} == {
        "Sheet!A1",
        "Sheet!B1",
        "Sheet!A3",
        "Sheet!B3",
    }


def test_the_top_left_cell_stands_for_a_merged_one(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}"><v>{r}</v></c>' for c in "ABCD") + "</row>"
        for r in (1, 2, 3)
    )
    path = raw(tmp_path / "a.xlsx", rows)
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    merges = b'</sheetData><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="D2:D1048576"/></mergeCells>'
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b"</sheetData>", merges)
    with zipfile.ZipFile(path, "w") as new:
        for part, content in members.items():
            new.writestr(part, content)
    assert list(texts(path)) == [
        f"Sheet!{c}" for c in ("A1", "C1", "D1", "C2", "D2", "A3", "B3", "C3")
    ]


# -- limits and hostile files ---------------------------------------------------------------------


def test_a_million_empty_rows_cost_nothing(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.xlsx", '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>')
    began = time.perf_counter()
    assert texts(path) == {"Sheet!XFD1048576": "7"}
    assert time.perf_counter() - began < 0.5


def test_a_million_rows_that_say_nothing_are_read_in_time(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.xlsx", '<row r="3"/>' * 1_000_000 + "<row><c><v>7</v></c></row>")
    began = time.perf_counter()
    assert list(texts(path).values()) == ["7"]
    assert time.perf_counter() - began < 5


def test_limits_name_themselves(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [[1, 2, 3], [4, 5, 6]])
    assert "more than 5 cells" in failure(path, Limits(cells=5)).message
    assert "larger than 100 bytes" in failure(path, Limits(bytes=100)).message
    assert "unpacks to more than" in failure(path, Limits(expanded=1000)).message
    assert "more than 3 entries" in failure(path, Limits(entries=3)).message
    assert len(cells(path, Limits(cells=6))) == 6


def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    path = raw(tmp_path / "bomb.xlsx", "", xl__bomb=b"0" * (300 << 20))
    assert path.stat().st_size < 1 << 20
    assert "unpacks to more than 256 MiB" in failure(path).message


@pytest.mark.parametrize(
    "part", ["xl__worksheets__sheet1", "xl__sharedStrings", "xl__styles", "xl__workbook"]
)
def test_entities_are_refused(tmp_path: Path, part: str) -> None:
    evil = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    assert "document type" in failure(raw(tmp_path / "a.xlsx", "", **{part: evil})).message
    wide = evil.encode("utf-16")
    assert "document type" in failure(raw(tmp_path / "b.xlsx", "", **{part: wide})).message


@pytest.mark.parametrize(
    "part", ["xl__worksheets__sheet1", "xl__sharedStrings", "xl__styles", "xl__workbook"]
)
def test_broken_parts_are_named(tmp_path: Path, part: str) -> None:
    message = failure(raw(tmp_path / "a.xlsx", "", **{part: "<x><y></x>"})).message
    assert "no sound XML" in message


def test_missing_parts_are_errors(tmp_path: Path) -> None:
    path = raw(tmp_path / "a.xlsx", SHARED_CELLS, xl__sharedStrings=SHARED)
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    for gone, words in (
        ("xl/worksheets/sheet1.xml", "the sheet 'Sheet' is missing"),
        ("xl/sharedStrings.xml", "Sheet!A1 names a text that is missing"),
        ("xl/workbook.xml", "no Excel workbook"),
    ):
        with zipfile.ZipFile(path, "w") as new:
            for name, content in members.items():
                if name != gone:
                    new.writestr(name, content)
        assert words in failure(path).message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "PNG image"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "97–2003"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ("项目,数额\n".encode(), "not a .xls"),
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_what_only_has_the_name_of_a_workbook(
    tmp_path: Path, suffix: str, content: bytes, words: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(content)
    assert words in failure(path).message


def test_a_document_of_another_kind_is_no_workbook(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        new.writestr("word/document.xml", "<document/>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(buffer.getvalue())
    assert ".xlsx" in (failure(path).help or "")


@pytest.mark.parametrize(
    "row",
    [
        '<row r="99999999999999"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="-1"><c r="A" s="x"><v>1</v></c></row>',
        '<row><c r="&#10;!1" s="99999"><v>1</v></c></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c><v>1e99999</v></c><c><v>٣</v></c><c t="what"><v>1</v></c></row>',
    ],
)
def test_odd_cells_are_read_or_refused(tmp_path: Path, row: str) -> None:
    with contextlib.suppress(AuditError):
        cells(raw(tmp_path / "a.xlsx", row))
