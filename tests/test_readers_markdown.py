"""Markdown: structure from its marks, text from the source where it stands."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.extract import extract
from audit.model import Document
from audit.readers import LIMITS, Limits, read_document
from audit.readers.markdown_html import blanked

SAMPLE = """\
---
title: 2020
date: 2020-01-02
---
# Births #

Births rose to **8,184** in
all 26 counties.

1. first 5
2. second
   - nested

     more
> quoted 3

Deaths
------

```
plain 4
```
"""


def read(folder: Path, text: str, limits: Limits = LIMITS) -> Document:
    path = folder / "report.md"
    path.write_bytes(text.encode())
    document = read_document(path, limits)
    check(document)
    return document


def check(document: Document) -> None:
    """Every block stands where it says, but for what was blanked."""
    text = document.text or ""
    for block in document.blocks:
        source = text[block.start : block.start + len(block.text)]
        assert len(source) == len(block.text)
        assert all(a in (b, " ") for a, b in zip(block.text, source, strict=True))
        before = text[: block.start].replace("\r\n", "\n").replace("\r", "\n")
        assert block.line == before.count("\n") + 1


def cells(document: Document) -> dict[str, str]:
    return {f"{b.table}{b.cell}": b.text for b in document.blocks if b.cell}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_blocks(tmp_path: Path, end: str) -> None:
    blocks = read(tmp_path, SAMPLE.replace("\n", end)).blocks
    assert [(b.kind, b.level, b.number, b.mark, b.text.replace(end, "|")) for b in blocks] == [
        ("heading", 1, 1, "", "Births"),
        ("paragraph", 0, 2, "", "Births rose to   8,184   in|all 26 counties."),
        ("item", 0, 3, "1.", "first 5"),
        ("item", 0, 4, "2.", "second"),
        ("item", 0, 5, "-", "nested"),
        ("paragraph", 0, 6, "", "more"),
        ("paragraph", 0, 7, "", "quoted 3"),
        ("heading", 2, 8, "", "Deaths"),
        ("paragraph", 0, 9, "", "plain 4"),
    ]


def test_places_of_figures(tmp_path: Path) -> None:
    text = "# A\n\n> 全县出生**8184**人，\n> 增长**5.2%**。\n\n| 甲 | 乙 |\n|---|--:|\n| 出生 | **7,384** |\n"
    document = read(tmp_path, text)
    for figure in extract(document, "zh"):
        place = figure.place
        assert place.start is not None and place.line is not None and place.column is not None
        line = text.split("\n")[place.line - 1]
        assert line[place.column - 1 :].startswith(figure.text)
        assert text[place.start : place.end] == figure.text
    assert [f.text for f in extract(document, "zh")] == ["8184**人", "5.2%", "7,384"]
    assert [f.quantity.unit for f in extract(document, "zh")] == ["人", "%", ""]


def test_marks_between_number_and_scale(tmp_path: Path) -> None:
    document = read(tmp_path, "投资**3.2**万元，发放*1.5*亿元，共<b>26</b>笔。\n")
    found = extract(document, "zh")
    assert [f.text for f in found] == ["3.2**万元", "1.5*亿元", "26</b>笔"]
    assert [f.quantity.value for f in found] == [32000, 150_000_000, 26]


def test_pipe_tables(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "| a | b\\|c | |\n|---|:-:|--|\n| 1 | `x\\|2` | 3 | surplus |\n4 | 5\n\n"
        "- item\n\n  | q |\n  |---|\n  | 6 |\n\n> | r | s |\n> |---|---|\n> | 7 |  |\n\nafter 8\n",
    )
    assert cells(document) == {
        "1A1": "a", "1B1": "b\\|c", "1A2": "1", "1B2": "`x\\|2`", "1C2": "3", "1D2": "surplus",
        "1A3": "4", "1B3": "5", "2A1": "q", "2A2": "6", "3A1": "r", "3B1": "s", "3A2": "7",
    }  # fmt: skip
    assert [b.number for b in document.blocks if not b.cell] == [1, 2]


def test_html_in_markdown(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "text <!-- 12 --> 5 <span style='width:3px'>6</span>\n\n<!-- 7\n\n8 -->\n\n"
        "<table border=1><tr><td rowspan=2>east</td><td>1</td></tr>\n<tr><td>2</td></tr></table>\n\n"
        "<div>loose 9 <b>people</b></div>\n\n<script>\nvar a = 3;\n</script>\n\n| x |\n|---|\n| 4 |\n",
    )
    loose = [b.text.split() for b in document.blocks if not b.cell]
    assert loose == [["text", "5", "6"], ["loose", "9", "people"]]
    assert cells(document) == {
        "1A1": "east", "1B1": "1", "1B2": "2", "2A1": "x", "2A2": "4",
    }  # fmt: skip


def test_spans_of_html_in_markdown(tmp_path: Path) -> None:
    text = "<table>\n<tr><td rowspan=9>a<td colspan=2>b\n\n<tr><td>c<td>d\n</table>\n"
    assert {b.cell: b.span for b in read(tmp_path, text).blocks} == {
        "A1": (2, 1),
        "B1": (1, 2),
        "B2": (1, 1),
        "C2": (1, 1),
    }


def test_sections_and_masks(tmp_path: Path) -> None:
    document = read(tmp_path, "一、基本情况\n\n20**年出生8184人，20**年5人\n\n    indented 7\n")
    assert [(b.kind, b.text) for b in document.blocks] == [
        ("heading", "一、基本情况"),
        ("paragraph", "20**年出生8184人，20**年5人"),
        ("paragraph", "indented 7"),
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**8184**人", "  8184  人"),
        ("__5__ 2**3", "  5   2**3"),
        ("a ** b ** c", "a ** b ** c"),
        ("a < 3 and b > 5", "a < 3 and b > 5"),
        ("<b class='x'>3</b>", "             3    "),
        ("1<br/>2 <!-- 3", "1     2 <!-- 3"),
    ],
)
def test_blanks(text: str, plain: str) -> None:
    assert blanked(text) == plain


def test_front_matter_needs_keys(tmp_path: Path) -> None:
    assert [b.text for b in read(tmp_path, "---\nbirths 5\n\n---\nx\n").blocks] == ["births 5", "x"]
    assert [b.text for b in read(tmp_path, "---\na: 5\n").blocks] == ["a: 5"]
    assert read(tmp_path, "").blocks == ()


def test_limits_are_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="more than 2 cells"):
        read(tmp_path, "| a | b |\n|---|---|\n| 1 | 2 |\n", Limits(cells=2))
    with pytest.raises(AuditError, match="nested deeper than 100"):
        read(tmp_path, "> " * 5000 + "deep")


@pytest.mark.parametrize(
    "text",
    ["- " * 20_000, "<!--" * 50_000, "**a " * 50_000, "<a b='" * 20_000, "|" * 50_000, "[" * 50_000,
     "| a |\n|---|\n" + "|" * 50_000, "> a\n" * 20_000, "1. a\n" * 10_000, "`" * 50_000,
     "<table>" * 20_000, "<td>1" * 20_000],
)  # fmt: skip
def test_hostile_texts_end_soon(tmp_path: Path, text: str) -> None:
    begin = time.perf_counter()
    try:
        read(tmp_path, text)
    except AuditError as error:
        assert "nested" in error.message
    assert time.perf_counter() - begin < 8


@given(st.text(st.sampled_from("ab1# >-*_|\\`<!/\r\n\t.:~[]"), max_size=60))
def test_blocks_stand_where_they_say(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    read(tmp_path_factory.getbasetemp(), text)
