"""Word files: what is printed, where it stands, and files that are not what they seem."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import Limits, read_document
from audit.readers.docx_lists import Lists
from audit.readers.marks import numeral

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
ROOT_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://x/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def part(name: str, inner: str) -> str:
    return f"<w:{name} {NAMES}>{inner}</w:{name}>"


def package(body: str, **parts: str) -> bytes:
    """A Word file with that body; `styles`, `numbering`, `footnotes` … hold further parts."""
    rels = "".join(
        f'<Relationship Id="{name}" Type="http://x/{name}" Target="{name}.xml"/>' for name in parts
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", ROOT_RELS)
        archive.writestr("word/document.xml", part("document", f"<w:body>{body}</w:body>"))
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{rels}</Relationships>",
        )
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", part(name, inner))
    return out.getvalue()


def read(folder: Path, body: str, limits: Limits | None = None, **parts: str) -> Document:
    path = folder / "report.docx"
    path.write_bytes(package(body, **parts))
    return read_document(path, limits or Limits())


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p>{properties and f'<w:pPr>{properties}</w:pPr>'}{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def texts(document: Document) -> list[str]:
    return [b.text for b in document.blocks]


def failure(path: Path, limits: Limits | None = None) -> AuditError:
    with pytest.raises(AuditError) as caught:
        read_document(path, limits or Limits())
    assert caught.value.path == str(path)
    return caught.value


def test_a_report_as_python_docx_writes_it(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Yearly report", 0)
    made.add_heading("Births", 1)
    made.add_paragraph("Births rose to 8,184.")
    made.add_paragraph("")
    made.add_paragraph("boys 4,216", style="List Number")
    made.add_paragraph("girls 3,968", style="List Number")
    table = made.add_table(2, 2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("a1", "b1", "a2", "b2"), strict=True
    ):
        cell.text = text
    made.add_paragraph("Table 1", style="Caption")
    made.sections[0].header.paragraphs[0].text = "No. 17"
    path = tmp_path / "report.docx"
    made.save(str(path))
    blocks = read_document(path).blocks
    assert [(b.kind, b.level, b.number, b.mark, b.text) for b in blocks if b.cell is None] == [
        ("heading", 1, 1, "", "Yearly report"),
        ("heading", 1, 2, "", "Births"),
        ("paragraph", 0, 3, "", "Births rose to 8,184."),
        ("item", 0, 4, "1.", "boys 4,216"),
        ("item", 0, 5, "2.", "girls 3,968"),
        ("caption", 0, 6, "", "Table 1"),
    ]
    assert [(b.table, b.cell, b.text) for b in blocks if b.cell] == [
        (1, "A1", "a1"), (1, "B1", "b1"), (1, "A2", "a2"), (1, "B2", "b2"),
    ]  # fmt: skip
    assert [b.cell for b in blocks].index("A1") == 5  # where it stands in the text


def test_runs_signs_and_breaks(tmp_path: Path) -> None:
    body = (
        p(r("出生8"), r("184人"), "<w:r><w:tab/></w:r>", r("比重"), "<w:r><w:noBreakHyphen/></w:r>",
          r("9\u00ad0%"), "<w:r><w:softHyphen/><w:br/></w:r>", r("end  "))
        + p('<w:r><w:br w:type="page"/></w:r>', r("next page"))
        + p(r("\u3000\u3000typed indent"))
        + p(r("误差"), '<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>', r("2"),
            '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>')
        + p(r("8184"), r("1", '<w:vertAlign w:val="superscript"/>'), r(" CO"),
            r("2", '<w:vertAlign w:val="subscript"/>'))
    )  # fmt: skip
    assert texts(read(tmp_path, body)) == [
        "出生8184人\t比重-90%\nend",
        "next page",
        "\u3000\u3000typed indent",
        "误差±2•",
        "8184¹ CO₂",
    ]


def test_deleted_items_and_cells_do_not_count(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
    item = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    lists = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    )
    body = (
        p(r("a"), properties=item)
        + p(gone, properties=item + "<w:rPr><w:del/></w:rPr>")
        + p(r("b"), properties=item)
    )
    table = row(cell("4"), cell("5", "<w:cellDel/>"), cell("6"))
    blocks = read(tmp_path, f"{body}<w:tbl>{table}</w:tbl>", numbering=lists).blocks
    assert [(b.mark, b.text, b.cell) for b in blocks] == [
        ("1.", "a", None),
        ("2.", "b", None),
        ("", "4", "A1"),
        ("", "6", "B1"),
    ]


def test_revisions_are_accepted(tmp_path: Path) -> None:
    gone = "<w:del><w:r><w:delText>7</w:delText></w:r></w:del>"
    body = (
        p(r("births "), gone, f"<w:ins>{r('8')}</w:ins>")
        + p(f"<w:moveFrom>{r('moved 5')}</w:moveFrom>")
        + p(f"<w:moveTo>{r('moved 5')}</w:moveTo>")
        + p(r("one "), properties="<w:rPr><w:del/></w:rPr>")
        + p(r("paragraph"))
        + "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p(r("1")) + "</w:tc></w:tr>"
        "<w:tr><w:tc>" + p(r("2")) + "</w:tc></w:tr></w:tbl>"
        + p(r("last"), properties="<w:rPr><w:del/></w:rPr>")
    )  # fmt: skip
    document = read(tmp_path, body)
    assert texts(document) == ["births 8", "moved 5", "one paragraph", "2", "last"]
    assert document.blocks[3].cell == "A1"


def test_hidden_text_and_field_codes(tmp_path: Path) -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = "<w:r><w:instrText> = 3 + 4 </w:instrText></w:r>"
    styles = (
        '<w:style w:type="character" w:styleId="No"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        p(r("seen "), r("hidden 5", "<w:vanish/>"), r("shown", '<w:vanish w:val="0"/>'),
          r("6", '<w:rStyle w:val="No"/>'))
        + p(r("total "), field.format("begin"), code, r("999"), field.format("separate"), r("7"),
            field.format("end"), r(" in all"))
        + p(r("left open "), field.format("begin"), code)
        + p(r("next 8"))
        + p(f'<w:fldSimple w:instr="PAGE">{r("4")}</w:fldSimple>'
            f"<w:hyperlink>{r(' link')}</w:hyperlink>"
            f"<w:sdt><w:sdtPr/><w:sdtContent>{r(' control')}</w:sdtContent></w:sdt>")
        + p(r("Births"), "<w:r><w:tab/></w:r>", r("12"), properties='<w:pStyle w:val="TOC1"/>')
    )  # fmt: skip
    assert texts(read(tmp_path, body, styles=styles)) == [
        "seen shown",
        "total 7 in all",
        "left open",
        "next 8",
        "4 link control",
        "Births",
    ]


def test_text_boxes_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p(r('box 1'))}{p(r('box 2'))}</w:txbxContent>"
    body = p(
        r("anchor"),
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>",
    ) + p(f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>")
    document = read(tmp_path, body)
    assert texts(document) == ["anchor", "box 1", "box 2", "box 1", "box 2"]
    assert [b.number for b in document.blocks] == [1, 2, 3, 4, 5]


def test_notes_come_last_in_the_order_of_their_references(tmp_path: Path) -> None:
    notes = (
        f'<w:footnote w:id="0" w:type="separator">{p(r("-"))}</w:footnote>'
        f'<w:footnote w:id="1">{p(r(" first note 5"))}</w:footnote>'
        f'<w:footnote w:id="2">{p(r("second note"))}</w:footnote>'
        f'<w:footnote w:id="3">{p(r("nowhere"))}</w:footnote>'
    )
    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = p(r("8184"), reference.format(2), r("人")) + p(r("end"), reference.format(1))
    blocks = read(tmp_path, body, footnotes=notes).blocks
    assert [(b.kind, b.number, b.text) for b in blocks] == [
        ("paragraph", 1, "8184人"),
        ("paragraph", 2, "end"),
        ("note", 3, "second note"),
        ("note", 4, "first note 5"),
    ]


def test_equations_in_one_line(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:fPr/><m:num>{run('a-b')}</m:num><m:den>{run('b')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{run('10')}</m:e><m:sup>{run('3')}</m:sup></m:sSup>"
    body = p(r("x = "), f"<m:oMath>{fraction}{run('+')}{power}</m:oMath>")
    assert texts(read(tmp_path, body)) == ["x = (a-b)/b+10^3"]
    brackets = f"<m:d><m:e>{run('3+2')}</m:e></m:d>{run('×2=10')}"
    root = f"<m:rad><m:deg/><m:e>{run('16')}</m:e></m:rad>{run('=4')}"
    total = (
        '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr>'
        f"<m:sub>{run('i=1')}</m:sub><m:sup>{run('10')}</m:sup><m:e>{run('i')}</m:e></m:nary>"
    )
    body = "".join(p(f"<m:oMath>{inner}</m:oMath>") for inner in (brackets, root, total))
    assert texts(read(tmp_path, body)) == ["(3+2)×2=10", "√16=4", "∑_(i=1)^10 i"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text))}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def named(blocks: tuple[Block, ...]) -> dict[tuple[int | None, str | None], str]:
    return {(b.table, b.cell): b.text for b in blocks if b.cell}


def test_merged_cells_are_named_by_their_top_left(tmp_path: Path) -> None:
    down, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        "<w:tbl>"
        + row(cell("area", down), cell("births", '<w:gridSpan w:val="2"/>'), cell("sum", down))
        + row(cell("", go_on), cell("boys"), cell("girls"), cell("", go_on))
        + row(cell("east"), cell("1"), cell("2"), cell("3"))
        + row(cell("late"), cell("9"), properties='<w:gridBefore w:val="2"/>')
        + "</w:tbl>"
    )
    assert named(read(tmp_path, body).blocks) == {
        (1, "A1"): "area", (1, "B1"): "births", (1, "D1"): "sum", (1, "B2"): "boys",
        (1, "C2"): "girls", (1, "A3"): "east", (1, "B3"): "1", (1, "C3"): "2", (1, "D3"): "3",
        (1, "C4"): "late", (1, "D4"): "9",
    }  # fmt: skip


def test_spans_of_merged_cells(tmp_path: Path) -> None:
    """A cell that goes on with nothing is a cell of its own, and its text is read."""
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        row(cell("a", down), cell("b", '<w:gridSpan w:val="2"/>'), cell("c", on)),
        row(cell("", on), cell("d", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>")),
        row(cell("", on), cell("e"), cell("f"), cell("g", '<w:gridSpan w:val="99"/>')),
    )
    document = read(tmp_path, f"<w:tbl>{''.join(rows)}</w:tbl>")
    assert [(b.text, b.cell, b.span) for b in document.blocks] == [
        ("a", "A1", (3, 1)),
        ("b", "B1", (1, 2)),
        ("c", "D1", (1, 1)),
        ("d", "B2", (1, 2)),
        ("e", "B3", (1, 1)),
        ("f", "C3", (1, 1)),
        ("g", "D3", (1, 1)),
    ]


def test_nested_tables_follow_the_outer_one(tmp_path: Path) -> None:
    inner = f"<w:tbl>{row(cell('in'))}</w:tbl>"
    holder = f"<w:tc>{p(r('a'))}{inner}{p(r('b'))}</w:tc>"
    outer = f"<w:tbl>{row(holder, cell('c'))}</w:tbl>"
    blocks = read(tmp_path, outer + f"<w:tbl>{row(cell('next'))}</w:tbl>").blocks
    assert [(b.table, b.cell, b.text) for b in blocks] == [
        (1, "A1", "a\nb"),
        (1, "B1", "c"),
        (2, "A1", "in"),
        (3, "A1", "next"),
    ]


NUMBERING = """
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/><w:isLgl/></w:lvl>
 <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
"""


def numbered(text: str, number: int, level: int) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return p(r(text), properties=numbering)


def test_automatic_numbers_are_marks(tmp_path: Path) -> None:
    body = (
        numbered("基本情况", 1, 0) + numbered("出生8184人。", 1, 1) + numbered("死亡", 1, 1)
        + numbered("主要做法", 1, 0) + numbered("一项", 1, 1) + numbered("point", 1, 2)
        + numbered("重新开始", 2, 0) + numbered("none", 0, 0)
    )  # fmt: skip
    blocks = read(tmp_path, body, numbering=NUMBERING).blocks
    assert [(b.mark, b.kind, b.level, b.text) for b in blocks] == [
        ("一、", "heading", 1, "基本情况"),
        ("1.1", "item", 0, "出生8184人。"),
        ("1.2", "item", 0, "死亡"),
        ("二、", "heading", 1, "主要做法"),
        ("2.1", "item", 0, "一项"),
        ("•", "item", 0, "point"),
        ("一、", "heading", 1, "重新开始"),
        ("", "paragraph", 0, "none"),
    ]
    assert Lists(None).mark("1", 0) == ""


@pytest.mark.parametrize(
    ("count", "name", "printed"),
    [
        (12, "chineseCounting", "十二"), (20, "chineseCountingThousand", "二十"),
        (105, "chineseCounting", "一百零五"), (1010, "japaneseCounting", "一千零一十"),
        (12, "chineseLegalSimplified", "壹拾贰"), (3, "ideographTraditional", "丙"),
        (11, "ideographTraditional", "11"), (12, "ideographZodiac", "亥"),
        (10, "ideographDigital", "一〇"), (14, "lowerRoman", "xiv"), (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"), (5, "upperLetter", "E"), (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircle", "21"), (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"), (22, "ordinal", "22nd"), (113, "ordinal", "113th"),
        (9, "unknown", "9"), (0, "upperRoman", "0"),
    ],
)  # fmt: skip
def test_number_formats(count: int, name: str, printed: str) -> None:
    assert numeral(count, name) == printed


def test_heading_levels(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="标题 2"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="c"/>'
        '<w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    )

    def styled(name: str, more: str = "") -> str:
        return p(r("words"), properties=f'<w:pStyle w:val="{name}"/>{more}')

    body = (
        styled("a") + styled("b") + styled("c") + styled("missing")
        + styled("a", '<w:outlineLvl w:val="9"/>') + styled("N", '<w:outlineLvl w:val="0"/>')
        + p(r("（二）主要做法"))
    )  # fmt: skip
    assert [b.level for b in read(tmp_path, body, styles=styles).blocks] == [2, 2, 4, 0, 0, 1, 2]


def test_strict_files(tmp_path: Path) -> None:
    strict = package(p(r("births 5")))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(strict)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            new.writestr(name, content)
    path = tmp_path / "strict.docx"
    path.write_bytes(out.getvalue())
    assert texts(read_document(path)) == ["births 5"]


# -- files that are not what they seem -------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image, not a .docx file"),
        (b"%PDF-1.7", "a PDF, not"),
        (b"just text", "this is not a .docx file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office 97"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(99)
            + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        (package(p(r("x" * 999)))[:-40], "damaged or cut off"),
        (b"PK\x03\x04" + bytes(40), "damaged or cut off"),
    ],
)
def test_files_that_are_no_word_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    assert message in failure(path).message


def rewritten(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"mimetype": b"x"}, "word/document.xml is missing"),
        ({"word/document.xml": b"<w:document"}, "no sound XML"),
        ({"word/document.xml": b"<workbook/>"}, "holds no text of a Word file"),
        ({"word/document.xml": DOCTYPE + b"<x>&b;</x>"}, "document type"),
        (
            {
                "word/document.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                b"<x>&a;</x>"
            },
            "document type",
        ),
        ({"word/document.xml": b"<a>" * 300 + b"</a>" * 300}, "nested too deep"),
    ],
)
def test_parts_that_are_missing_or_hostile(
    tmp_path: Path, parts: dict[str, bytes], message: str
) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(rewritten(parts))
    assert message in failure(path).message


def test_a_styles_part_may_be_missing(tmp_path: Path) -> None:
    body = part("document", f"<w:body>{p(r('births 5'), properties='<w:pStyle/>')}</w:body>")
    path = tmp_path / "report.docx"
    path.write_bytes(rewritten({"word/document.xml": body.encode()}))
    assert texts(read_document(path)) == ["births 5"]


def test_limits_are_named(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    path.write_bytes(rewritten({"word/document.xml": bytes(3 << 20)}))
    assert "unpacks to more than 1 MiB" in failure(path, Limits(expanded=1 << 20)).message
    path.write_bytes(rewritten({f"{n}": b"" for n in range(12)}))
    assert "more than 10 entries" in failure(path, Limits(entries=10)).message
    path.write_bytes(package(f"<w:tbl>{row(cell('1'), cell('2'))}</w:tbl>"))
    assert "more than 1 cells" in failure(path, Limits(cells=1)).message
    wrap, close = "<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"
    path.write_bytes(package(wrap * 30 + p(r("deep")) + close * 30))
    assert "deeper than 50" in failure(path, Limits(depth=50)).message
    path.write_bytes(package(p(wrap * 30 + r("deep") + close * 30)))
    assert "deeper than 50" in failure(path, Limits(depth=50)).message


def test_a_member_that_lies_about_its_size(tmp_path: Path) -> None:
    content = package(p(r("x")) * 5000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    path = tmp_path / "liar.docx"
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (90).to_bytes(4, "little")))
    assert failure(path).message
