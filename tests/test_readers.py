"""Reading text files: encodings, places, and files that cannot be read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.readers import Limits, read_bytes, read_document, suffixes
from audit.readers.text import blocks, decode, of_text

CHINESE = (
    "一、工作情况\r\n全县出生8184人，其中政策内出生7384人，政策外出生800人。\r\n\r\n占比为90.22%。"
)


def failure(path: Path | str, limits: Limits | None = None) -> AuditError:
    with pytest.raises(AuditError) as caught:
        read_document(path, limits or Limits())
    return caught.value


def test_one_block_for_each_line_that_is_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(CHINESE.encode())
    document = read_document(path)
    assert document.text == CHINESE
    assert document.path == str(path)
    assert document.sha256 == hashlib.sha256(CHINESE.encode()).hexdigest()
    assert [(b.kind, b.level, b.line, b.number) for b in document.blocks] == [
        ("heading", 1, 1, 1),
        ("paragraph", 0, 2, 2),
        ("paragraph", 0, 4, 3),
    ]
    for block in document.blocks:
        assert CHINESE[block.start : block.start + len(block.text)] == block.text


@pytest.mark.parametrize(
    ("line", "kind", "level"),
    [
        ("一、基本情况", "heading", 1),
        ("第二章 人口", "heading", 1),
        ("（三）主要做法", "heading", 2),
        ("(三)主要做法", "heading", 2),
        ("第三节 出生", "heading", 2),
        ("1. Births", "heading", 3),
        ("2、出生", "heading", 3),
        ("（4）死亡", "heading", 4),
        ("一、全县出生8184人。", "paragraph", 0),
        ("1.5 million births", "paragraph", 0),
        ("一、" + "很长" * 30, "paragraph", 0),
        ("全县出生8184人", "paragraph", 0),
        ("# Births", "paragraph", 0),
    ],
)
def test_headings(line: str, kind: str, level: int) -> None:
    (block,) = blocks(f"\u3000\u3000{line} \n")
    assert (block.kind, block.level, block.text, block.start) == (kind, level, line, 2)


def test_markdown_headings() -> None:
    document = blocks("# Report\n\n## Births  \ntext\n", markdown=True)
    assert [(b.kind, b.level, b.text, b.start) for b in document] == [
        ("heading", 1, "Report", 2),
        ("heading", 2, "Births", 13),
        ("paragraph", 0, "text", 22),
    ]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"],
)
def test_encodings(encoding: str) -> None:
    assert decode(CHINESE.encode(encoding)) == CHINESE


def test_a_byte_order_mark_of_either_kind() -> None:
    assert decode(b"\xff\xfe" + "出生 3".encode("utf-16-le")) == "出生 3"
    assert decode(b"\xfe\xff" + "出生 3".encode("utf-16-be")) == "出生 3"


def test_older_encodings_are_told_by_their_common_characters() -> None:
    traditional = "全縣出生8184人，其中男4216人，比上年增加的人數為12人。"
    assert decode(traditional.encode("big5")) == traditional
    western = "Sales were £3.4 million – “up 5%”, a naïve estimate."
    assert decode(western.encode("cp1252")) == western


def test_damaged_utf8_is_not_guessed_at() -> None:
    content = CHINESE.encode()
    with pytest.raises(AuditError, match=r"byte 48 .* is damaged \(line 2\)"):
        decode(content[:50] + b"\xff" + content[51:])


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1",
        b"PK\x03\x04\x14\0\6\0",
        b"%PDF-1.7\n\x00\x01\xff\xfe",
        b"\x7fELF\2\1\1" + bytes(9),
        b"births\0 3",
        b"\x01\x02\x03",
        b"\xff\xfe\x00",
    ],
)
def test_a_binary_file_is_not_a_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    error = failure(path)
    assert "is not a text file" in error.message
    assert error.path == str(path)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("3")
    error = failure(tmp_path / "reprot.txt")
    assert error.message == "there is no such file"
    assert error.help == f"did you mean {tmp_path / 'report.txt'}?"
    assert "a folder" in failure(tmp_path).message
    assert failure("a\0b.txt").message.startswith("the file cannot be read")
    assert failure(tmp_path / ("x" * 5000 + ".txt")).message.startswith("the file cannot be read")
    assert failure(tmp_path / "report.txt" / "x.txt").message.startswith("the file cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "ordinary file" in failure(tmp_path / "pipe.txt").message


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("3")
    path.chmod(0)
    assert "may not be read" in failure(path).message


def test_permission_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.txt"
    path.write_text("3")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "may not be read" in failure(path).message


def test_the_limit_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"x" * 11)
    assert "larger than 10 bytes" in failure(path, Limits(bytes=10)).message
    assert read_bytes(path, 11) == b"x" * 11


def test_an_unknown_suffix_is_read_if_it_is_text(tmp_path: Path) -> None:
    path = tmp_path / "report.log"
    path.write_text("births 3\n")
    assert read_document(path).blocks[0].text == "births 3"
    path.write_bytes(b"\0\1\2")
    error = failure(path)
    assert ".log files cannot be read" in error.message
    assert ".txt" in (error.help or "")
    assert {".txt", ".md"} <= set(suffixes())


def test_a_text_without_a_file() -> None:
    document = of_text("births 3\ndeaths \ud800")
    assert document.path is None
    assert len(document.blocks) == 2


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_our_error(content: bytes) -> None:
    try:
        decode(content)
    except AuditError as error:
        assert error.diagnostic()


@given(st.text(st.sampled_from("ab 出1.、一（）\r\n\t\u3000\u2028#\f")))
def test_blocks_are_the_text_where_they_say(text: str) -> None:
    for markdown in (False, True):
        for number, block in enumerate(blocks(text, markdown), 1):
            assert text[block.start : block.start + len(block.text)] == block.text
            assert block.number == number
            before = text[: block.start].replace("\r\n", "\n").replace("\r", "\n")
            assert block.line == before.count("\n") + 1
