"""Files made to do harm: each ends soon, with an error that names the file and says why."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest
from test_readers_docx import failure, p, package, r
from test_readers_xlsx import raw

from audit.errors import AuditError
from audit.readers import Limits, read_document

BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9))
    + "]>"
)


def word(**parts: bytes) -> bytes:
    """A sound Word file with further parts, or with other ones."""
    parts = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package(p(r("births 5"))))) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (word(word__media__x=bytes(300 << 20)), "unpacks to more than 256 MiB"),
        (word(word__document=(BODY + "<w:p/>" * 1_600_000).encode()), "1500000 elements"),
        (word(word__document=(BODY + "5" * 11_000_000).encode()), "a text that is too long"),
        (word(word__document=("<a>" * 300).encode()), "nested too deep"),
        (word(word__document=(LAUGHS + "<x>&a8;</x>").encode()), "document type"),
        (word(word__styles=b"<x/>").replace(b"word/document.xml", b"word/documemt.xml"), "missing"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG image"),
    ],
    ids=["bomb", "elements", "text", "deep", "laughs", "missing", "image"],
)
def test_word_files(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(content)
    start = time.perf_counter()
    assert words in failure(path).message
    assert time.perf_counter() - start < 3


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", bytes(50 << 20))
    path = tmp_path / "report.docx"
    path.write_bytes(word(word__embeddings__a=inner.getvalue()))
    assert [b.text for b in read_document(path).blocks] == ["births 5"]


def test_relations_in_a_circle(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(package(p(r("births 5"), properties='<w:pStyle w:val="a"/>'), styles="".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:name w:val="{a}"/><w:basedOn w:val="{b}"/></w:style>'
        for a, b in ("ab", "bc", "ca")
    )))  # fmt: skip
    assert [b.text for b in read_document(path).blocks] == ["births 5"]
    rels = "".join(
        f'<Relationship Id="{kind}" Type="http://x/{kind}" Target="document.xml"/>'
        for kind in ("styles", "numbering", "footnotes")
    )
    content = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{rels}</Relationships>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in (
            ("word/_rels/document.xml.rels", content),
            ("word/document.xml", BODY + "<w:p><w:r><w:t>births 6</w:t></w:r></w:p></w:body></w:document>"),
        ):  # fmt: skip
            archive.writestr(name, part)
    assert [b.text for b in read_document(path).blocks] == ["births 6"]


def test_a_cell_in_the_last_corner(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "far.xlsx",
        '<row r="1"><c r="A1"><v>5</v></c></row><row r="1048576"><c r="XFD1048576"><v>7</v></c></row>',
    )
    assert [(b.cell, b.text) for b in read_document(path).blocks] == [
        ("Sheet!A1", "5"),
        ("Sheet!XFD1048576", "7"),
    ]


@pytest.mark.parametrize("name", ["giga.txt", "giga.docx", "giga.pdf", "giga.csv"])
def test_a_file_of_a_gigabyte(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert "larger than 64 MiB" in failure(path).message


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_a_line_of_ten_megabytes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"line{suffix}"
    path.write_text("births 8,184 " * 800_000, encoding="utf-8")
    start = time.perf_counter()
    assert len(read_document(path).blocks) == 1
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".html", "<div>" * 100_000),
        (".html", "<table><tr><td>" * 3000),
        (".md", "> " * 50_000 + "5"),
        (".md", "- " * 30_000 + "5"),
    ],
    ids=["div", "table", "quotation", "list"],
)
def test_deep_nesting(tmp_path: Path, suffix: str, text: str) -> None:
    path = tmp_path / f"deep{suffix}"
    path.write_text(text, encoding="utf-8")
    assert "nested deeper than" in failure(path).message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_pipes_devices_and_folders_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.docx")
    (tmp_path / "folder.xlsx").mkdir()
    assert "not an ordinary file" in failure(tmp_path / "pipe.docx").message
    assert "a folder" in failure(tmp_path / "folder.xlsx").message
    with pytest.raises(AuditError, match="not an ordinary file"):
        read_document("/dev/zero")


def test_spans_never_reach_beyond_their_table(tmp_path: Path) -> None:
    """Whoever walks over the cells that one covers must not walk for ever."""
    page = tmp_path / "page.html"
    page.write_text("<table><tr><td rowspan=60000 colspan=999>a<td>b<tr><td>c<td>d</table>")
    assert max(b.span for b in read_document(page).blocks) <= (2, 1001)
    book = raw(
        tmp_path / "book.xlsx",
        '<row r="1"><c r="A1"><v>5</v></c><c r="C1"><v>1</v></c></row>'
        '<row r="9"><c r="A9"><v>6</v></c></row>'
        '</sheetData><mergeCells><mergeCell ref="A1:B1048576"/></mergeCells><sheetData>',
    )
    assert {b.cell: b.span for b in read_document(book).blocks} == {
        "Sheet!A1": (9, 2),
        "Sheet!C1": (1, 1),
    }


def test_limits_can_be_set(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(package(p(r("births 5"))))
    assert "more than 3 elements" in failure(path, Limits(elements=3)).message
