"""Rows of a workbook that are read without the parser: they tell what the parser tells."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from audit.errors import AuditError
from audit.model import Block
from audit.readers import LIMITS
from audit.readers.archive import Archive
from audit.readers.xlsx import _Cells
from audit.readers.xlsxbook import Book, Sheet
from audit.readers.xlsxrows import plain, rows_of

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
COLUMNS = '<cols><col min="2" max="2" hidden="1"/></cols>'
MERGED = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
PLAIN = '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>12.50</v></c></row>'
PIECES = (
    PLAIN,
    '<row r="2" hidden="1"><c r="A2"><v>8184</v></c><c r="C2" t="b"><v>1</v></c></row>',
    '<row r="3"><c r="A3"><v> 12 </v></c><c r="B3"><v>1e400</v></c><c r="C3"><v>abc</v></c></row>',
    '<row r="4"><c r="A4" t="inlineStr"><is><t>&#22320;&amp;lt;</t></is></c></row>',
    '<row r="5"><c r="A5"><f>SUM(B1:B2)&amp;"x"</f><v>7</v></c><c r="B5"><f>1+1</f></c></row>',
    '<row r="6"><c r="A6"><f t="shared" ref="A6:A9" si="0"/><v>7</v></c></row>',
    '<row r="7"><c><v>1</v></c><c r="b7"><v>2</v></c><c r="C7"><v></v></c><c r="D7"/></row>',
    '<row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row>',
    '<row r="8"/>',
    '<row r="9" a="1" a="2"><c r="A9"><v>1</v></c></row>',
    '<row r="9" spans="1"><c r="A9"><v>1</v></c>tail</row>',
    '<row r="9"><c r="A9"><v>1</v></c><x:c r="B9"><v>2</v></x:c></row>',
    '<row r="9"><c r="A9" t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>',
    '<row r="9"><c r="A9" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c></row>',
    '<row r="9"><c r="A9" t="inlineStr"><is><t></t></is></c><c r="XFD9"><v>3</v></c></row>',
    '<row r="9"><c r="A9"><v>3</v><row r="10"><c r="A10"><v>4</v></c></row></c></row>',
    '<row r="9"><c r="A9" t="s"><v>99</v></c></row>',
    '<row r="9"><c r="A9" t="str"><v>_x0041_&gt;</v></c><c r="B9" t="d"><v>2024-01-02T03</v></c></row>',
    '<!-- <row r="1"><c r="A1"><v>5</v></c></row> -->',
    '<row r="9"><c r="A9"><v><![CDATA[5]]></v></c></row>',
    '<row r="9"><c r="A9"><v>&#1;</v></c></row>',
    '<row r="9"><c r="A9"><v>5</v></row>',
    "<row r='9'><c r='A9'><v>5</v></c></row>",
    "</sheetData><sheetData>",
    " \n",
)


def sheet(rows: str, before: str = COLUMNS, after: str = MERGED) -> bytes:
    return f"{HEAD}<worksheet {SPACE}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>".encode()


def empty() -> Archive:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return Archive(content.getvalue(), "a.xlsx", LIMITS, ".xlsx")


def told(xml: bytes, room: int, quickly: bool) -> tuple[list[Block], object] | None:
    book = Book((), ("General", "0.00%"), ("出生",), False)
    cells = _Cells(book, Sheet("S", "", False), 1, room, empty())
    if quickly:
        return (list(cells.blocks()), cells.merges) if cells.parse_quickly(xml) else None
    try:
        cells.parse(xml)
    except AuditError:
        return None
    return list(cells.blocks()), cells.merges


@pytest.mark.parametrize("piece", PIECES)
def test_a_row_tells_the_same_without_the_parser(piece: str) -> None:
    xml = sheet(PLAIN + piece)
    found = told(xml, 100, True)
    assert found is None or found == told(xml, 100, False)


def test_rows_in_any_order_tell_the_same_without_the_parser() -> None:
    chance = random.Random(5)
    quick = 0
    for _ in range(1500):
        rows = "".join(chance.choices(PIECES, k=chance.randint(0, 4)))
        if chance.random() < 0.3 and rows:
            at = chance.randrange(len(rows))
            rows = rows[:at] + chance.choice(["", "<", ">", "&", '"', " ", "0"]) + rows[at + 1 :]
        around = [chance.choice(["", COLUMNS, MERGED, PLAIN, "<x>", '<x a="<sheetData>"/>']) for _ in "ab"]
        xml = sheet(rows, *around)
        room = chance.choice([1, 3, 100])
        found = told(xml, room, True)
        quick += found is not None
        assert found is None or found == told(xml, room, False), xml
    assert quick > 60


def test_the_rows_of_a_usual_workbook_are_all_plain(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["地区", "本年"], ["镇", 12.5], ["合计", 3]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        rows = rows_of(file.read("xl/worksheets/sheet1.xml"))
    assert rows is not None and not rows.rest
    assert len(rows.rows) == 3 and all(map(plain, rows.rows))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_other_encodings_are_left_to_the_parser(encoding: str) -> None:
    xml = sheet(PLAIN).decode().replace("UTF-8", encoding).encode(encoding)
    assert told(xml, 100, True) is None
