"""Where the text of a Word file's blocks comes from: the pieces are the text, whatever the file."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_readers_docx import cell, p, package, r, row

from audit.readers import read_document
from audit.readers.docx_spans import Source, offset_in, source

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").rglob("*.docx"))

VML = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"
NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
DELETED = "<w:rPr><w:del/></w:rPr>"


def check(read: Source) -> None:
    """Every block with text has spans, and their pieces lie in its text without a gap but line ends."""
    spans = {s.key: s for s in read.spans}
    blocks = {b.number or (b.table, b.cell): b.text for b in read.document.blocks}
    assert list(blocks) and set(spans) == set(blocks)
    for key, text in blocks.items():
        at = 0
        for piece in spans[key].pieces:
            assert text[at : piece.start] in ("", "\n")
            assert text[piece.start : piece.start + len(piece.text)] == piece.text
            at = piece.start + len(piece.text)
        assert at == len(text)


def made(folder: Path, body: str, **parts: str) -> Source:
    path = folder / "report.docx"
    path.write_bytes(package(body, **parts))
    found = source(path)
    assert found.document == read_document(path)
    check(found)
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.parent.name)
def test_examples(path: Path) -> None:
    check(source(path))


def test_a_file_of_python_docx(tmp_path: Path) -> None:
    report = docx.Document()
    report.add_heading("Yearly report", 0)
    report.add_paragraph("Births rose to 8,184.  ")
    table = report.add_table(2, 2)
    table.cell(0, 0).text = "two\nlines"
    table.cell(1, 1).text = " 5 "
    path = tmp_path / "report.docx"
    report.save(str(path))
    found = source(path)
    check(found)
    assert [s.key for s in found.spans] == [1, 2, (1, "A1"), (1, "B2")]
    assert list(found.roots) == ["word/document.xml"]


def test_a_figure_in_several_runs(tmp_path: Path) -> None:
    (spans,) = made(tmp_path, p(r("births 8,"), r("1\u00ad84"), r(" in all   "))).spans
    assert [(e.text, e.start) for e in spans.pieces] == [
        ("births 8,", 0),
        ("184", 9),
        (" in all", 12),
    ]
    assert spans.pieces[1].element.text == "1\u00ad84"
    assert [offset_in("1\u00ad84", n) for n in range(3)] == [0, 2, 3]


def test_boxes_and_notes_name_their_anchor(tmp_path: Path) -> None:
    body = p(r("before"), f"<w:r>{VML.format(p(r('in the box 5')))}</w:r>") + p(r("noted 7"), NOTE)
    notes = f'<w:footnote w:id="2">{p(r("  "))}{p(r("  of 9"))}{p(r("towns"))}</w:footnote>'
    found = made(tmp_path, body, footnotes=notes)
    first, box, noted, note = found.spans
    assert (first.anchor, noted.anchor) == (None, None)
    assert box.anchor is not None and box.anchor.tag.endswith("}p")
    assert note.anchor is not None and note.anchor.tag.endswith("}footnoteReference")
    assert set(found.roots) == {"word/document.xml", "word/footnotes.xml"}


def test_a_box_in_a_paragraph_that_goes_on(tmp_path: Path) -> None:
    box = f"<w:r>{VML.format(p(r('boxed 3')))}</w:r>"
    found = made(tmp_path, p(r("one "), box, properties=DELETED) + p(r("two")))
    assert sorted(b.text for b in found.document.blocks) == ["boxed 3", "one two"]


PART = st.sampled_from(
    [
        r("births 5"),
        r(" \u00ad"),
        r("1"),
        r("2", '<w:vertAlign w:val="superscript"/>'),
        r("hidden", "<w:vanish/>"),
        "<w:r><w:tab/></w:r>",
        "<w:r><w:br/></w:r>",
        '<w:r><w:sym w:font="Symbol" w:char="F0B1"/></w:r>',
        f"<w:ins>{r('new')}</w:ins>",
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>",
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>",
        NOTE,
        f"<w:r>{VML.format(p(r('boxed 3 ')) + p())}</w:r>",
    ]
)
PARAGRAPH = st.builds(
    lambda parts, properties: p(*parts, properties=properties),
    st.lists(PART, max_size=4),
    st.sampled_from(["", "", DELETED]),
)
CELL = st.builds(
    lambda inner, merged: f"<w:tc><w:tcPr>{merged}</w:tcPr>{''.join(inner)}</w:tc>",
    st.lists(PARAGRAPH, min_size=1, max_size=3),
    st.sampled_from(["", '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
)
TABLE = st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=3).map(
    lambda rows: "<w:tbl>" + "".join(row(*cells) for cells in rows) + "</w:tbl>"
)
BODY = st.lists(st.one_of(PARAGRAPH, TABLE), min_size=1, max_size=5).map("".join)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(BODY, st.lists(PARAGRAPH, max_size=2).map("".join))
def test_pieces_are_the_text_of_every_block(tmp_path: Path, body: str, note: str) -> None:
    nested = "<w:tbl>" + row(cell("outer") + f"<w:tc>{body}{p(r('last'))}</w:tc>") + "</w:tbl>"
    made(
        tmp_path, body + nested + p(r("end")), footnotes=f'<w:footnote w:id="2">{note}</w:footnote>'
    )
