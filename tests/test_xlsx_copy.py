"""Copies of workbooks with notes at cells: what they say, and that all else is the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.workbook import Workbook

import audit
from audit.errors import AuditError
from audit.model import Report
from audit.render import part
from audit.render.options import Options

NEW = re.compile(
    r"xl/(comments|worksheets/summary|drawings/vmlDrawing)\d*\.(xml|vml)|xl/worksheets/_rels/.*|\[Content_Types\].xml"
    r"|xl/workbook.xml|xl/_rels/workbook.xml.rels|xl/comments/comment\d\.xml|xl/drawings/commentsDrawing\d\.vml"
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BIRTHS = [["项目", "人数（人）"], ["男孩", 4216], ["女孩", 3968], ["合计", 8194]]


def book(rows: list[list[object]] = BIRTHS, name: str = "出生情况") -> Workbook:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return made


def saved(made: Workbook, folder: Path) -> Path:
    path = folder / "台账.xlsx"
    made.save(path)
    return path


def checked(path: Path) -> Report:
    return audit.check(path, language="zh")


def marked(path: Path, lang: str = "") -> Path:
    before = path.read_bytes()
    content = part(checked(path), "excel", Options(lang=lang))
    assert path.read_bytes() == before
    copy = path.with_name(f"copy of {path.name}")
    copy.write_bytes(content)
    untouched(path, copy)
    return copy


def untouched(original: Path, copy: Path) -> None:
    """All parts but those of notes and lists are the same bytes; a sheet may gain one element."""
    with zipfile.ZipFile(original) as old, zipfile.ZipFile(copy) as new:
        assert new.testzip() is None
        assert set(old.namelist()) <= set(new.namelist())
        assert all(NEW.fullmatch(n) for n in set(new.namelist()) - set(old.namelist()))
        for name in old.namelist():
            if not NEW.fullmatch(name):
                content = re.sub(
                    rb"<(\w+:)?legacyDrawing xmlns:r=[^>]*rIdAudit[^>]*/>", b"", new.read(name)
                )
                assert content == old.read(name), name
        types = new.read("[Content_Types].xml").decode()
        for name in new.namelist():
            etree.fromstring(new.read(name)) if name.endswith((".xml", ".vml", ".rels")) else None
            assert f"/{name}" in types or f'Extension="{name.rpartition(".")[2]}"' in types


def notes(path: Path) -> dict[str, str]:
    found = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in found
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


def summary(path: Path) -> list[list[str]]:
    sheet = openpyxl.load_workbook(path).worksheets[-1]
    return [[str(c) for c in row if c is not None] for row in sheet.iter_rows(values_only=True)]


def test_notes_at_the_cells_and_a_sheet_that_sums_up(tmp_path: Path) -> None:
    made = book([*BIRTHS, [], ["备注", 36]])
    copy = marked(saved(made, tmp_path))
    assert openpyxl.load_workbook(copy).sheetnames == ["出生情况", "核对摘要"]
    found = notes(copy)
    assert list(found) == ["出生情况!B2", "出生情况!B3", "出生情况!B4"]
    wrong = found["出生情况!B4"]
    assert wrong.startswith("【1】错误：各项相加得 8184") and "8194 -> 8184" in wrong
    assert found["出生情况!B2"].startswith("【1】另见“8194”处的批注：")
    lines = summary(copy)
    assert lines[0] == ["数字核对：未通过：仅有的 1 项核对不成立。4 个数字中核对了 3 个。"]
    assert lines[2] == ["位置", "数字", "说明"]
    assert lines[3][:2] == ["出生情况!B4", "8194"]
    assert lines[-2] == ["以下 1 个数字未能核对，仍需人工核实："]
    assert lines[-1][:2] == ["出生情况!B6", "36"]
    with zipfile.ZipFile(copy) as archive:
        sheet = archive.read("xl/worksheets/summary.xml").decode()
    assert 'ref="A4" location="&#x27;出生情况&#x27;!B4"' in sheet


def test_charts_formats_and_other_sheets_stay(tmp_path: Path) -> None:
    made = book()
    chart = BarChart()
    chart.add_data(
        Reference(made.worksheets[0], min_col=2, min_row=1, max_row=3), titles_from_data=True
    )
    made.worksheets[0].add_chart(chart, "E2")
    made.worksheets[0]["B4"].number_format = "#,##0"
    made.worksheets[0].conditional_formatting.add(
        "B2:B4", openpyxl.formatting.rule.DataBarRule("min", 0, "max", 9, "FF00FF")
    )
    made.create_sheet("'空' & <表>")
    copy = marked(saved(made, tmp_path))
    again = openpyxl.load_workbook(copy)
    assert len(again.worksheets[0]._charts) == 1
    assert again.sheetnames == ["出生情况", "'空' & <表>", "核对摘要"]


def test_notes_that_are_there_stay(tmp_path: Path) -> None:
    made = book()
    made.worksheets[0]["B2"].comment = Comment("请核", "李")
    made.worksheets[0]["A1"].comment = Comment("表头", "李")
    found = notes(marked(saved(made, tmp_path)))
    assert found["出生情况!A1"] == "表头"
    assert found["出生情况!B2"].startswith("请核\n\n【1】另见")
    assert len(found) == 4
    with zipfile.ZipFile(tmp_path / "copy of 台账.xlsx") as archive:
        shapes = archive.read("xl/drawings/commentsDrawing1.vml").decode()
    ids = re.findall(r'id="_x0000_s(\d+)"', shapes)
    assert len(ids) == len(set(ids)) == 4


def test_a_cell_with_a_conversation_gets_no_note_but_a_line_in_the_sheet(tmp_path: Path) -> None:
    made = book()
    made.worksheets[0]["B4"].comment = Comment("[Threaded comment] 请核", "李")
    path = saved(made, tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    parts[rels] = parts[rels].replace(
        b"</Relationships>",
        b'<Relationship Id="t" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"'
        b' Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    parts["xl/threadedComments/threadedComment1.xml"] = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="B4" id="{1}"><text>x</text></threadedComment></ThreadedComments>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    copy = marked(path)
    assert notes(copy)["出生情况!B4"] == "[Threaded comment] 请核"
    assert any(line[:1] == ["出生情况!B4"] for line in summary(copy))


def test_elements_behind_the_shapes_stay_behind(tmp_path: Path) -> None:
    path = saved(book(), tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    tail = b'<tableParts count="0"/><extLst><ext uri="{x}"/></extLst></worksheet>'
    inner = b'<conditionalFormatting><cfRule type="x" priority="1"><extLst><ext uri="{y}"/></extLst></cfRule></conditionalFormatting>'
    parts[sheet] = (
        parts[sheet]
        .replace(b"<pageMargins", inner + b"<pageMargins")
        .replace(b"</worksheet>", tail)
    )
    parts[sheet] = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", parts[sheet]).replace(
        b"xmlns=", b"xmlns:x="
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with zipfile.ZipFile(io.BytesIO(marked(path).read_bytes())) as archive:
        root = etree.fromstring(archive.read(sheet))
    names = [etree.QName(e).localname for e in root]
    assert names[-4:] == ["pageMargins", "legacyDrawing", "tableParts", "extLst"]


def test_pictures_of_the_header_are_no_place_for_notes(tmp_path: Path) -> None:
    path = saved(book(), tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    names = f'xmlns:r="{RELATIONS}"'
    parts[sheet] = parts[sheet].replace(
        b"</worksheet>", f'<legacyDrawingHF {names} r:id="h"/></worksheet>'.encode()
    )
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="h" Type="{RELATIONS}/vmlDrawing" Target="../drawings/head.vml"/>'
        "</Relationships>"
    ).encode()
    parts["xl/drawings/head.vml"] = b'<xml xmlns:v="urn:schemas-microsoft-com:vml"></xml>'
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace(
        b"<Default", b'<Default Extension="vml" ContentType="x/vml"/><Default', 1
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert len(notes(marked(path))) == 3


def test_nothing_wrong(tmp_path: Path) -> None:
    copy = marked(saved(book([*BIRTHS[:3], ["合计", 8184]]), tmp_path))
    assert notes(copy) == {}
    assert summary(copy)[0] == ["数字核对：1 项核对成立。3 个数字中核对了 3 个。"]


def test_the_name_of_the_sheet_is_new(tmp_path: Path) -> None:
    made = book()
    made.create_sheet("核对摘要")
    assert openpyxl.load_workbook(marked(saved(made, tmp_path))).sheetnames[-1] == "核对摘要 2"


def test_in_english_or_as_asked(tmp_path: Path) -> None:
    path = saved(
        book([["Item", "Persons"], ["boys", 4216], ["girls", 3968], ["Total", 8194]], "Births"),
        tmp_path,
    )
    assert notes(marked(path))["Births!B4"].startswith("[1] error: ")
    assert notes(marked(path, "zh"))["Births!B4"].startswith("【1】错误：")


def test_twice_the_same_and_checked_like_its_original(tmp_path: Path) -> None:
    path = saved(book(), tmp_path)
    copy = marked(path)
    assert part(checked(path), "excel", Options()) == copy.read_bytes()
    assert [f.message for f in checked(copy).findings] == [
        f.message for f in checked(path).findings
    ]


def test_a_word_report_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text("全年出生8194人。", "utf-8")
    with pytest.raises(AuditError, match="which this report is not"):
        part(checked(path), "excel", Options())
