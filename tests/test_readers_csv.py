"""Separated values: separators, quotes, places."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, Limits, read_document
from audit.readers.csv import cells, separator_of


def read(
    folder: Path, content: str | bytes, name: str = "t.csv", limits: Limits = LIMITS
) -> Document:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(path, limits)


def named(document: Document) -> dict[str | None, str]:
    return {b.cell: b.text for b in document.blocks}


def test_cells_stand_where_they_say(tmp_path: Path) -> None:
    text = '县,"出生,人"\r\n青岚, "1,234" \r\n\r\n"say ""a""\nb",  5 ,\r\n'
    document = read(tmp_path, text)
    assert document.text == text
    assert named(document) == {
        "A1": "县", "B1": "出生,人", "A2": "青岚", "B2": "1,234",
        "A4": 'say ""a""\nb', "B4": "5",
    }  # fmt: skip
    for block in document.blocks:
        assert text[block.start : block.start + len(block.text)] == block.text
        assert block.line == text.count("\n", 0, block.start) + 1
        assert (block.kind, block.table, block.number) == ("cell", 1, None)


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ("a;b;c\n1,5;2,5;3\n4;5;6,1\n", ";"),
        ("a;b\n1,5;2,5\n", ";"),
        ("a|b\n1|2\n", "|"),
        ('name,"note; more"\nx,"y; z"\n', ","),
        ('"a;b","c;d"\n"1,234","2,345"\n', ","),
        ("Table 1. Births\nname,2023,2024\nx,1,2\n", ","),
        ('births\n"1,234"\n"5,678"\n', ","),
        ("", ","),
        ("\n\n", ","),
        ("one", ","),
    ],
)
def test_separators(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_tabs_win_in_a_tsv(tmp_path: Path) -> None:
    assert named(read(tmp_path, "a,b\tc\n1,2\t3\n", "t.tsv")) == {
        "A1": "a,b", "B1": "c", "A2": "1,2", "B2": "3",
    }  # fmt: skip
    assert named(read(tmp_path, "a,b\n1,2\n", "t.tsv"))["B2"] == "2"


def test_the_separator_of_excel(tmp_path: Path) -> None:
    document = read(tmp_path, "sep=;\r\na;b\r\n1,5;2\r\n")
    assert named(document) == {"A1": "a", "B1": "b", "A2": "1,5", "B2": "2"}
    assert document.blocks[0].line == 2


def test_quotes_that_are_not_closed() -> None:
    assert [b.text for b in cells('a,"b\n1,2\n')] == ["a", '"b', "1", "2"]
    assert [b.text for b in cells('5" pipe,3\n')] == ['5" pipe', "3"]
    assert [b.text for b in cells('"a" x,3\n')] == ['"a" x', "3"]


def test_encodings_and_columns(tmp_path: Path) -> None:
    row = ",".join(f"出生{n}" for n in range(28))
    assert named(read(tmp_path, f"{row}\n".encode("gbk")))["AB1"] == "出生27"
    assert named(read(tmp_path, "\ufeffa,b\n"))["A1"] == "a"


def test_the_limit_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="more than 3 cells") as caught:
        read(tmp_path, "a,b\n1,2\n", limits=Limits(cells=3))
    assert caught.value.path == str(tmp_path / "t.csv")
    with pytest.raises(AuditError, match="not a text file"):
        read(tmp_path, b"\x89PNG\0\1")


@pytest.mark.parametrize(
    "text", ['"a,' * 100_000, '""",' * 100_000, '""x,' * 100_000, '"' + '""' * 200_000, '" ' * 200_000,
             " " * 300_000, ", " * 100_000, '"",' * 100_000 + '"x', ';,\t|' * 50_000]
)  # fmt: skip
def test_hostile_texts_end_soon(text: str) -> None:
    begin = time.perf_counter()
    list(cells(text))
    assert time.perf_counter() - begin < 5


@given(st.text(st.sampled_from('a1",; \t|\r\n'), max_size=60))
def test_any_text(text: str) -> None:
    for block in cells(text):
        assert text[block.start : block.start + len(block.text)] == block.text
        before = text[: block.start].replace("\r\n", "\n").replace("\r", "\n")
        assert block.line == before.count("\n") + 1
