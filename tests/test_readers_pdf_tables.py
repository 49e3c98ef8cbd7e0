"""Tables of PDF pages, drawn with and without lines: each must come out cell by cell.

A table is written as it is expected: one line a row, cells parted by |, `>` for a column that the
cell before covers, too.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pdfs import Sheet, pdf

from audit.model import Block
from audit.readers import read_document
from audit.readers.grid import name_of

SIZE = 11


def width(text: str, size: float = SIZE) -> float:
    """About what the letters take in the fonts of the little PDF writer."""
    return sum(size * (0.5 if c.isascii() else 1.0) for c in text)


def split(table: str) -> list[list[str]]:
    return [[c.strip() for c in line.split("|")] for line in table.strip().splitlines()]


def draw(
    page: Sheet, table: str, xs: list[float], y: float, lead: float = 20, *, right: bool = True
) -> float:
    """Put the cells at their columns: the first begins at its x, the others end there (`right`).
    The height below the last row is returned."""
    for row in split(table):
        for column, text in enumerate(row):
            if text in ("", ">"):
                continue
            covered = sum(c == ">" for c in row[column + 1 : column + 2])
            x = xs[column]
            if column and right:
                x = (x + xs[column + covered] - width(text)) / 2 if covered else x - width(text)
            page.text(x, y, text, SIZE)
        y -= lead
    return y


def expected(table: str) -> dict[str, tuple[str, int]]:
    out: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(split(table)):
        for column, text in enumerate(row):
            if text not in ("", ">"):
                covered = 0
                while row[column + covered + 1 : column + covered + 2] == [">"]:
                    covered += 1
                out[name_of(number, column)] = text, covered + 1
    return out


def read(folder: Path, *pages: Sheet) -> tuple[Block, ...]:
    path = folder / "report.pdf"
    path.write_bytes(pdf(*pages))
    return read_document(path).blocks


def shown(blocks: tuple[Block, ...], table: int = 1) -> dict[str, tuple[str, int]]:
    return {str(b.cell): (b.text, b.span[1]) for b in blocks if b.table == table}


ENGLISH = """
Town         | 2023  | 2024  | Change
North Valley | 8,184 | 8,420 | 236
South Hill   | 1,000 | 904   | (96)
Harbour      | 77    | -     | n/a
Total        | 9,261 | 9,324 | 63
"""
CHINESE = """
项目         | 本年     | 上年     | 增长%
一般预算收入 | 23851.5  | 21970.2  | 8.6
其中：税收   | 15032.4  | 13998.1  | 7.4
非税收入     | 8819.1   | 7972.1   | 10.6
合计         | 47703.0  | 43940.4  | 8.6
"""
LEVELS = """
单位   | 搬迁户数 | >    | 安置面积 | >
       | 计划     | 完成 | 计划     | 完成
东村   | 120      | 118  | 9600     | 9440
西村   | 85       | 85   | 6800     | 6800
全镇   | 205      | 203  | 16400    | 16240
"""
GROUPS = """
Item               | 2024  | 2023
Current assets     |       |
Cash               | 1,204 | 990
Receivables        | 310   | 402
Total current      | 1,514 | 1,392
"""
ACROSS = [60.0, 240.0, 330.0, 420.0, 510.0]


def framed(page: Sheet, top: float, below: float, bottom: float) -> None:
    for y in (top, below, bottom):
        page.rule(55, y, 520, y)


@pytest.mark.parametrize("table", [ENGLISH, CHINESE, GROUPS], ids=["english", "chinese", "groups"])
@pytest.mark.parametrize("lead", [15, 20, 26])
def test_columns_without_any_line(tmp_path: Path, table: str, lead: float) -> None:
    page = Sheet().text(
        60, 760, "The figures of the year are told by town below, and then in words."
    )
    end = draw(page, table, ACROSS, 700, lead)
    page.text(60, end - 30, "After the table, the report goes on with 9,324 births in all towns.")
    blocks = read(tmp_path, page)
    assert shown(blocks) == expected(table)
    assert [b.number for b in blocks if b.kind != "cell"] == [1, 2]
    assert (blocks[0].kind, blocks[-1].kind) == ("paragraph", "paragraph")


@pytest.mark.parametrize("table", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_three_lines_across(tmp_path: Path, table: str) -> None:
    page = Sheet().text(220, 750, "表1 主要指标").text(430, 730, "单位：万元")
    end = draw(page, table, ACROSS, 700)
    framed(page, 716, 695, end + 14)
    page.text(60, end - 20, "注：本表数据均为快报数。")
    blocks = read(tmp_path, page)
    assert shown(blocks) == expected(table)
    around = [b.text for b in blocks if b.kind != "cell"]
    assert around == ["表1主要指标", "单位：万元", "注：本表数据均为快报数。"]
    assert [b.text for b in blocks[:2]] == around[:2]


def test_heads_in_two_rows(tmp_path: Path) -> None:
    page = Sheet()
    end = draw(page, LEVELS, [60.0, 200.0, 280.0, 380.0, 460.0], 700)
    framed(page, 716, 675, end + 14)
    assert shown(read(tmp_path, page)) == expected(LEVELS)


def test_every_row_between_two_lines(tmp_path: Path) -> None:
    """Lines of one cell are one cell."""
    page = Sheet()
    for number in range(4):
        page.rule(55, 716 - 40 * number, 520, 716 - 40 * number)
    for x, text in ((60, "项目"), (300, "金额"), (440, "比重")):
        page.text(x, 692, text)
    page.text(60, 660, "一般公共预算").text(60, 645, "教育支出").text(300, 652, "1204.5").text(
        440, 652, "61.2%"
    )
    page.text(60, 620, "一般公共预算").text(60, 605, "卫生支出").text(300, 612, "763.9").text(
        440, 612, "38.8%"
    )
    assert shown(read(tmp_path, page)) == expected(
        """
        项目                 | 金额   | 比重
        一般公共预算教育支出 | 1204.5 | 61.2%
        一般公共预算卫生支出 | 763.9  | 38.8%
        """
    )


def test_two_tables_with_equal_lines(tmp_path: Path) -> None:
    page = Sheet().text(60, 760, "Table 1. Births by town")
    end = draw(page, ENGLISH, ACROSS, 720)
    framed(page, 736, 715, end + 14)
    page.text(60, end - 20, "Table 2. Assets by kind, in thousands")
    below = draw(page, GROUPS, [60.0, 300.0, 500.0], end - 60)
    framed(page, end - 44, end - 65, below + 14)
    blocks = read(tmp_path, page)
    assert (shown(blocks), shown(blocks, 2)) == (expected(ENGLISH), expected(GROUPS))
    assert [b.number for b in blocks if b.kind != "cell"] == [1, 2]


def test_open_sides(tmp_path: Path) -> None:
    """Lines between rows and columns, none at the left and right end: usual in yearbooks."""
    page = Sheet()
    for number in range(6):
        page.rule(55, 714 - 20 * number, 520, 714 - 20 * number)
    for x in (180, 280, 400):
        page.rule(x, 714, x, 614)
    draw(page, CHINESE, [60.0, 190.0, 290.0, 410.0], 700, right=False)
    assert shown(read(tmp_path, page)) == expected(CHINESE)


def test_merged_cells_of_a_grid_tell_their_span(tmp_path: Path) -> None:
    page = Sheet()
    for y in (640, 660, 680, 720):
        page.rule(60, y, 360, y)
    page.rule(160, 700, 360, 700)
    for x in (60, 160, 360):
        page.rule(x, 640, x, 720)
    page.rule(260, 640, 260, 700)
    for x, y, text in (
        (66, 695, "Town"), (170, 706, "Births"), (166, 686, "2023"), (266, 686, "2024"),
        (66, 666, "North"), (166, 666, "81"), (266, 666, "84"),
        (66, 646, "South"), (166, 646, "12"), (266, 646, "9"),
    ):  # fmt: skip
        page.text(x, y, text)
    spans = {b.cell: b.span for b in read(tmp_path, page) if b.kind == "cell"}
    assert {c: s for c, s in spans.items() if s != (1, 1)} == {"A1": (2, 1), "B1": (1, 2)}
    assert len(spans) == 10


@pytest.mark.parametrize("caption", ["", "续表1"])
@pytest.mark.parametrize("repeated", [True, False], ids=["head-again", "head-once"])
def test_over_pages(tmp_path: Path, repeated: bool, caption: str) -> None:
    first, second = Sheet().text(60, 200, "The table begins here."), Sheet()
    head, *rows = ENGLISH.strip().splitlines()
    draw(first, "\n".join([head, *rows[:2]]), ACROSS, 160)
    if caption:
        second.text(60, 790, caption)
    end = draw(second, "\n".join([head, *rows[2:]] if repeated else rows[2:]), ACROSS, 760)
    second.text(60, end - 40, "Below the table the text of the report goes on as before.")
    blocks = read(tmp_path, first, second)
    assert shown(blocks) == expected(ENGLISH)
    pages = {b.cell: b.page for b in blocks if b.kind == "cell"}
    assert (pages["A3"], pages["A4"]) == (1, 2)


def test_a_second_table_with_another_head_is_a_table_of_its_own(tmp_path: Path) -> None:
    other = ENGLISH.replace("Town ", "Port ").replace("2023", "2021").replace("2024", "2022")
    other = other.replace("2021", "in").replace("2022", "out")
    first, second = Sheet(), Sheet()
    draw(first, ENGLISH, ACROSS, 160)
    draw(second, other, ACROSS, 760)
    blocks = read(tmp_path, first, second)
    assert (shown(blocks), shown(blocks, 2)) == (expected(ENGLISH), expected(other))


@pytest.mark.parametrize(
    "rows",
    [
        ["1.   Births rose to 8,184 in the year.", "2.   Deaths fell to 4,210 in the year."],
        ["第一章 总则 ........................ 1", "第二章 收入 ........................ 5"],
        ["联系人：张某某          电话：010-1234", "地址：某县某路          邮编：100000"],
        ["甲县人民政府", "2024年12月31日"],
    ],
    ids=["list", "contents", "contact", "signature"],
)
def test_what_is_no_table(tmp_path: Path, rows: list[str]) -> None:
    page = Sheet().lines(60, 700, rows, lead=20)
    for number, row in enumerate(rows):
        page.text(360 if len(row) < 40 else 500, 700 - 20 * number, "甲" * 3)
    assert all(b.kind != "cell" for b in read(tmp_path, page))


def test_a_table_in_one_of_two_columns(tmp_path: Path) -> None:
    prose = [f"the left column tells of the year {n} here" for n in range(2001, 2021)]
    page = Sheet().lines(50, 760, prose, 10)
    page.lines(310, 760, [f"on the right it goes on with line {n}, too" for n in range(10, 18)], 10)
    small = "Town | 2023 | 2024\nNorth | 81 | 84\nSouth | 12 | 9\nTotal | 93 | 93"
    draw(page, small, [310.0, 430.0, 510.0], 610, 16)
    page.lines(310, 520, [f"and below the table with line number {n}" for n in range(18, 23)], 10)
    blocks = read(tmp_path, page)
    assert shown(blocks) == expected(small)
    assert not any("left" in b.text for b in blocks if b.kind == "cell")
