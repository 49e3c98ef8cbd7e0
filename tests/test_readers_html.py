"""Web pages: the text that a browser shows, tables with spans, encodings, hostile pages."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, Limits, html, read_document


def read(source: str | bytes, limits: Limits = LIMITS) -> Document:
    content = source.encode() if isinstance(source, str) else source
    return html.document(content, "page.html", limits)


def texts(source: str | bytes) -> list[str]:
    return [b.text for b in read(source).blocks]


def cells(source: str) -> dict[str, str]:
    return {f"{b.table}{b.cell}": b.text for b in read(source).blocks if b.cell}


def test_blocks_and_their_numbers() -> None:
    document = read(
        "<title>9</title><h1>Report</h1><p>Births  rose\n to <b>8,184</b>.</p><p> </p>"
        "<div>loose <span>text</span><p>inner</p>rest</div>"
        "<ul><li>one<p>more</p><li>two<ol start=3 type=a><li>deep</ol></ul>"
        "<table><tr><td>1<td>2</table><h2>二、End</h2>"
    )
    assert document.text is None
    assert [(b.kind, b.level, b.number, b.mark, b.text) for b in document.blocks] == [
        ("heading", 1, 1, "", "Report"),
        ("paragraph", 0, 2, "", "Births rose to 8,184."),
        ("paragraph", 0, 3, "", "loose text"),
        ("paragraph", 0, 4, "", "inner"),
        ("paragraph", 0, 5, "", "rest"),
        ("item", 0, 6, "•", "one"),
        ("paragraph", 0, 7, "", "more"),
        ("item", 0, 8, "•", "two"),
        ("item", 0, 9, "c.", "deep"),
        ("cell", 0, None, "", "1"),
        ("cell", 0, None, "", "2"),
        ("heading", 2, 10, "", "二、End"),
    ]


def test_white_space_breaks_and_signs() -> None:
    assert texts("<p> a \n b <br> c<br>d </p>") == ["a b\nc\nd"]
    assert texts("<pre>a  b\n  c</pre><p>1&nbsp;234&mdash;5&#20154;</p>") == [
        "a  b\n  c",
        "1\u00a0234—5人",
    ]
    assert texts("<p>8&shy;184<wbr>人 10<sup>3</sup> H<sub>2</sub>O</p>") == ["8184人 10³ H₂O"]


def test_what_nobody_sees_is_left_out() -> None:
    source = """<head><style>p {width: 12px}</style></head><script>var a = 3;</script>
    <!-- 4 --><p hidden>5</p><p style="color:red; DISPLAY : none">6</p><template>7</template>
    <p>seen <span style="visibility:hidden">8</span><del>9</del><ins>10</ins></p>
    <svg><text>11</text></svg><noscript>12</noscript><select><option>13</select>"""
    assert texts(source) == ["seen 10"]


def test_a_chinese_section_number_heads_a_section() -> None:
    blocks = read("<p>一、基本情况</p><ol><li>short</ol>").blocks
    assert [(b.kind, b.level) for b in blocks] == [("heading", 1), ("item", 0)]


def test_spans_of_cells() -> None:
    source = """<table><caption>Table 1. Births</caption>
    <tr><th rowspan=2>area<th colspan=2>births<th rowspan="2">sum
    <tr><th>boys<th>girls
    <tbody><tr><td>east<td>1<td>2<td>3<tr><td rowspan=9>west<td>4<td>5<td>9
    <tbody><tr><td>all<td>5<td></td><td><p>12</p><p>(3)</p></table>"""
    assert cells(source) == {
        "1A1": "area", "1B1": "births", "1D1": "sum", "1B2": "boys", "1C2": "girls",
        "1A3": "east", "1B3": "1", "1C3": "2", "1D3": "3",
        "1A4": "west", "1B4": "4", "1C4": "5", "1D4": "9",
        "1A5": "all", "1B5": "5", "1D5": "12\n(3)",
    }  # fmt: skip
    caption = read(source).blocks[0]
    assert (caption.kind, caption.text, caption.table) == ("caption", "Table 1. Births", 1)
    assert caption.number is None


def test_tables_that_only_arrange_the_page() -> None:
    inner = "<table><tr><td>1<td>2</table>"
    page = read(f"<table><tr><td><h1>Head</h1><p>text</p>{inner}<td>side</table>{inner}")
    assert [(b.kind, b.number, b.table, b.cell, b.text) for b in page.blocks] == [
        ("heading", 1, None, None, "Head"),
        ("paragraph", 2, None, None, "text"),
        ("cell", None, 1, "A1", "1"),
        ("cell", None, 1, "B1", "2"),
        ("paragraph", 3, None, None, "side"),
        ("cell", None, 2, "A1", "1"),
        ("cell", None, 2, "B1", "2"),
    ]
    assert cells("<table role=presentation><tr><td>1<td>2</table>") == {}
    assert cells("<table><tr><td>boxed</table>") == {}


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="utf-8">'),
        ("gb18030", '<meta http-equiv=Content-Type content="text/html; charset=gb2312">'),
        ("gb18030", ""),
        ("gb18030", "<meta charset=utf-8>"),
        ("utf-8", "<meta charset=gb2312x>"),
        ("big5", "<meta charset=big5>"),
        ("utf-16", "<meta charset=utf-8>"),
        ("utf-8-sig", "<meta charset=gbk>"),
        ("utf-8", '<?xml version="1.0" encoding="utf-8"?>'),
    ],
)
def test_encodings(encoding: str, head: str) -> None:
    assert texts(f"{head}<p>出生8184人，全年合計</p>".encode(encoding)) == ["出生8184人，全年合計"]


def test_a_western_page() -> None:
    assert texts("<meta charset=iso-8859-1><p>£5 – “up”</p>".encode("cp1252")) == ["£5 – “up”"]


def test_an_image_is_no_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR<meta charset=latin1>\0\1")
    with pytest.raises(AuditError, match="not a text file") as caught:
        read_document(path)
    assert caught.value.path == str(path)


@pytest.mark.parametrize(
    "source",
    [
        "<div>" * 30_000,
        "<table><tr><td>" * 30_000,
        "".join(f"<font id={n}><p>a" for n in range(30_000)),
        "".join(f"<font id={n}><!--</font>--><p>a" for n in range(30_000)),
        "<x>" * 30_000 + "</y>" * 30_000,
        "<!--" * 100_000,
        '<p title="' * 100_000,
        "<b><i></b>" * 30_000,
        "<td colspan=99999 rowspan=99999>1" * 1000,
        "<table>" + "<tr><td rowspan=65534 colspan=1000>1" * 200 + "</table>",
    ],
)
def test_hostile_pages_end_soon(source: str) -> None:
    begin = time.perf_counter()
    try:
        read(source)
    except AuditError as error:
        assert "deeper than" in error.message or "columns" in error.message
    assert time.perf_counter() - begin < 5


def test_limits_are_named() -> None:
    with pytest.raises(AuditError, match="more than 1 cells"):
        read("<table><tr><td>1<td>2</table>", Limits(cells=1))
    with pytest.raises(AuditError, match="deeper than 40"):
        read("<div>" * 50 + "deep", Limits(depth=2))


def test_unclosed_formatting_is_no_harm() -> None:
    assert len(texts("<p><font size=2>births 5" * 5000)) == 5000


@given(st.text(st.sampled_from("<>/ab1 \"'=!-&;tdrp\n"), max_size=80))
def test_no_page_raises_anything_but_our_error(source: str) -> None:
    for block in read(source).blocks:
        assert block.text.strip()
