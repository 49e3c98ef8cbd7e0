"""Cells that report.yaml names by place or by labels."""

from __future__ import annotations

import pytest

from audit.cells import Cells, at, column_of, lookup
from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers.grid import name_of


def document(*tables: str, sheets: tuple[str, ...] = ()) -> Document:
    """Tables written with | between cells and one line per row; a cell of ^ or < is merged away."""
    blocks = []
    for number, table in enumerate(tables, 1):
        for row, line in enumerate(table.strip().split("\n")):
            for column, text in enumerate(line.split("|")):
                if text.strip() not in ("", "^", "<"):
                    name = name_of(row, column)
                    cell = f"{sheets[number - 1]}!{name}" if sheets else name
                    blocks.append(Block(text.strip(), "cell", table=number, cell=cell))
    return Document(None, tuple(blocks))


BIRTHS = """
县（区） | 出生 | < | 死亡 | < | 合计（人）
^ | 男 | 女 | 男 | 女 | ^
东区 | 11 | 12 | 13 | 14 | 50
西区 | 21 | 22 | 23 | 24 | 90
合计 | 32 | 34 | 36 | 38 | 140
"""
GROUPS = """
No. | area | kind | 2023 | 2024
1 | East | boys | 1 | 2
2 | ^ | girls | 3 | 4
3 | West | boys | 5 | 6
"""


def failure(documents: Document, table: int | str | None, *words: str) -> AuditError:
    with pytest.raises(AuditError) as caught:
        if len(words) == 1:
            at(documents, table, words[0])
        else:
            lookup(documents, table, *words)
    return caught.value


def test_by_place() -> None:
    found = document(BIRTHS, GROUPS)
    assert at(found, 1, "B3").text == "11"
    assert at(found, 2, "$d$2").text == "1"
    assert at([found], "2", "d2").text == "1"
    assert at(document(GROUPS), None, "D2").text == "1"
    assert Cells([document(), found]).at(1, "A5").document == 1


def test_by_place_in_sheets() -> None:
    book = document(BIRTHS, GROUPS, sheets=("Sheet1", "收支 表"))
    assert at(book, None, "Sheet1!F5").text == "140"
    assert at(book, None, "sheet1!F5").text == "140"
    assert at(book, None, "'收支 表'!D2").text == "1"
    assert at(book, None, "收支表!$D$2").text == "1"
    assert lookup(book, "Sheet1", "合计", "合计").text == "140"
    assert failure(book, None, "Shet1!F5").help == "did you mean Sheet1?"
    assert "Sheet1" not in failure(document(BIRTHS), None, "Sheet1!F5").help
    assert failure(book, None, "F5").help == "say which: sheet Sheet1, sheet 收支 表"


def test_by_labels() -> None:
    found = document(BIRTHS, GROUPS)
    assert lookup(found, 1, "合计", "合计").text == "140"
    assert lookup(found, 1, "东 区", "合计(人)").text == "50"
    assert lookup(found, 1, "西区", "出生 女").text == "22"
    assert lookup(found, 1, "西区", "死亡女").text == "24"
    assert lookup(found, 2, "east girls", "2024").text == "4"
    assert lookup(found, 2, "West boys", "2023").text == "5"
    assert lookup(document("name | births\nall | 5"), None, "ALL:", "Births").text == "5"
    assert lookup(document("2023 | 2024\n5 | 6\nx | 7"), None, "x", "2024").text == "7"


def test_labels_that_fit_twice_or_not_at_all() -> None:
    found = document(BIRTHS, GROUPS)
    error = failure(found, 1, "东区", "女")
    assert error.message == "2 columns of table 1 are called 女"
    assert "出生 女, 死亡 女" in (error.help or "")
    assert "East boys, West boys" in (failure(found, 2, "boys", "2023").help or "")
    assert failure(found, 2, "Easst boys", "2023").help == "did you mean East boys?"
    error = failure(found, 1, "zzz", "合计")
    assert error.message == "no row of table 1 is called zzz"
    assert error.help == "there are: 东区, 西区, 合计"
    error = failure(document("a | b\nx | \ny | 5"), 1, "x", "b")
    assert "nothing stands where row x and column b of table 1 meet" in error.message


def test_tables_and_cells_that_are_not_there() -> None:
    found = document(BIRTHS, GROUPS)
    assert failure(found, 3, "B4").message == "there is no table 3"
    assert failure(found, 3, "B4").help == "there are: table 1, table 2"
    assert failure(found, 1, "4B").help == "name it as B4 or Sheet1!B4"
    assert "nothing stands in cell C1 of table 1" in failure(found, 1, "C1").message
    assert failure(found, None, "B4").message == "there are several tables"
    assert "no source that holds tables" in failure(document(), 1, "B4").message
    with pytest.raises(AuditError, match="several documents have a table 1"):
        at([found, found], 1, "B3")


@pytest.mark.parametrize(("letters", "column"), [("A", 0), ("z", 25), ("AA", 26), ("XFD", 16383)])
def test_columns(letters: str, column: int) -> None:
    assert column_of(letters) == column
    assert name_of(0, column) == f"{letters.upper()}1"
