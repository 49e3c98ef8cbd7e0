"""Older office files: what LibreOffice makes of them, and what is told apart before it is asked."""

from __future__ import annotations

import http.server
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from test_readers_docx import cell, failure, numbered, p, package, r, row, texts

from audit.model import Block
from audit.readers import office, read_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
real = pytest.mark.skipif(
    office._program() is None, reason="NOT TESTED: LibreOffice is not installed on this machine"
)

LEVELS = "".join(
    f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for n, (form, text) in enumerate(
        (
            ("chineseCountingThousand", "%1、"),
            ("chineseCountingThousand", "（%2）"),
            ("decimal", "%3."),
        )
    )
)
LISTS = (
    f'<w:abstractNum w:abstractNumId="1">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
)
TABLE = (
    '<w:tbl><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    + row(cell("村", '<w:vMerge w:val="restart"/>'), cell("户数", '<w:gridSpan w:val="2"/>'))
    + row(cell("", "<w:vMerge/>"), cell("上年"), cell("本年"))
    + row(cell("东村"), cell("1,318"), cell("(27)"))
    + "</w:tbl>"
)
BODY = (
    p(r("某镇移民工作小结"))
    + numbered("总体进度", 5, 0)
    + numbered("搬迁", 5, 1)
    + p(r("全镇搬迁2406户"), '<w:r><w:footnoteReference w:id="2"/></w:r>', r("，占85.3%。"))
    + numbered("补偿支出317.25万元", 5, 2)
    + numbered("安置支出64.8万元", 5, 2)
    + TABLE
    + numbered("下一步打算", 5, 0)
)
NOTES = f'<w:footnote w:id="2">{p(r("不含临时过渡的41户。"))}</w:footnote>'


def whole(content: bytes) -> bytes:
    """A package with the names that office programs insist on."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        types = ""
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"http://x/", RELATIONS))
            stem = Path(name).stem
            kind = "document.main" if stem == "document" else stem
            if name.endswith(".xml"):
                types += f'<Override PartName="/{name}" ContentType="{WORD}.{kind}+xml"/>'
        new.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>",
        )
    return out.getvalue()


def converted(source: Path, suffix: str) -> Path:
    """`source` as LibreOffice saves it under another suffix."""
    office_kind = office.Kind(source.suffix, sheets=False)
    program = office._program()
    assert program is not None
    profile = (source.parent / f"profile{suffix}").as_uri()
    command = [
        program,
        "--headless",
        f"-env:UserInstallation={profile}",
        "--convert-to",
        suffix[1:],
    ]
    office._run(
        [*command, "--outdir", str(source.parent), str(source)],
        str(source),
        office._help(office_kind),
    )
    return source.with_suffix(suffix)


def told(blocks: tuple[Block, ...]) -> list[tuple[str, str, str | None, tuple[int, int]]]:
    return [(b.mark, b.text, b.cell, b.span) for b in blocks]


# -- the real program ------------------------------------------------------------------------------


@real
@pytest.mark.parametrize("suffix", [".doc", ".odt", ".wps"])
def test_text_numbers_tables_notes_and_lists_survive(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "report.docx"
    source.write_bytes(whole(package(BODY, numbering=LISTS, footnotes=NOTES)))
    old = converted(source, ".doc" if suffix == ".wps" else suffix)
    path = old.rename(old.with_suffix(suffix))  # WPS writes its texts as Word 97 did
    document = read_document(path)
    assert document.path == str(path)
    assert told(document.blocks) == told(read_document(source).blocks)
    assert ("（一）", "搬迁", None, (1, 1)) in told(document.blocks)
    assert ("", "户数", "B1", (1, 2)) in told(document.blocks)


@real
def test_rich_text(tmp_path: Path) -> None:
    source = tmp_path / "report.docx"
    source.write_bytes(whole(package(BODY, numbering=LISTS, footnotes=NOTES)))
    path = converted(source, ".rtf")
    assert texts(read_document(path)) == texts(read_document(source))
    path.rename(tmp_path / "report.doc")
    assert texts(read_document(tmp_path / "report.doc")) == texts(read_document(source))


@real
@pytest.mark.parametrize("suffix", [".xls", ".ods", ".et"])
def test_workbooks_print_what_they_printed(tmp_path: Path, suffix: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收支"
    for line in (["项目", "金额", None], ["收入", 1204.5, 0.0525], ["支出", -88, 0.1]):
        sheet.append(line)
    sheet["B2"].number_format = "#,##0.00"
    sheet["C2"].number_format = sheet["C3"].number_format = "0.0%"
    sheet.merge_cells("B1:C1")
    source = tmp_path / "book.xlsx"
    book.save(source)
    old = converted(source, ".xls" if suffix == ".et" else suffix)
    path = old.rename(old.with_suffix(suffix))
    document = read_document(path)
    assert told(document.blocks) == told(read_document(source).blocks)
    assert ("", "1,204.50", "收支!B2", (1, 1)) in told(document.blocks)


@real
def test_several_at_once(tmp_path: Path) -> None:
    path = tmp_path / "report.rtf"
    path.write_bytes(b"{\\rtf1 births 7}")
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.append(texts(read_document(path)))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [["births 7"]] * 3


@pytest.fixture
def asked() -> Iterator[tuple[int, list[str]]]:
    """The port of a server, and what it has been asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], paths
        server.shutdown()


@real
def test_nothing_is_fetched(tmp_path: Path, asked: tuple[int, list[str]]) -> None:
    port, paths = asked
    kinds = ("office", "text", "drawing", "svg-compatible")
    names = " ".join(
        f'xmlns:{k.split("-")[0]}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in kinds
    )
    path = tmp_path / "report.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            "<office:body><office:text><text:p>births 7"
            '<drawing:frame svg:width="3cm" svg:height="3cm">'
            f'<drawing:image xlink:href="http://127.0.0.1:{port}/a.png" xlink:type="simple"/>'
            "</drawing:frame></text:p></office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    assert texts(read_document(path)) == ["births 7"]
    assert paths == []


@real
def test_what_is_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "report.doc"
    path.write_bytes(OLE + bytes(2000))
    assert "cannot read" in failure(path).message


# -- told apart before -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG image"),
        (b"%PDF-1.7", "a PDF"),
        ("全镇搬迁2406户。".encode(), "not a .doc file"),
        (b"PK\x03\x04 and nothing else", "not a .doc file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + bytes(504) + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(600), "password"),
        (
            OLE + bytes(504) + b"\x09\x08\x10\0\0\x06\x05\0" + bytes(12) + b"\x2f\0" + bytes(600),
            "password",
        ),
    ],
)
def test_what_only_has_the_name(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "report.doc"
    path.write_bytes(content)
    assert words in failure(path).message


def test_an_xls_that_is_a_text_or_a_web_page(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_bytes("村\t户数\n东村\t1318\n".encode("gb18030"))
    assert [b.cell for b in read_document(path).blocks] == ["A1", "B1", "A2", "B2"]
    path.write_bytes(b"<html><table><tr><td>a<td>5<tr><td>b<td>7</table>")
    assert texts(read_document(path)) == ["a", "5", "b", "7"]


# -- a stand-in for the program --------------------------------------------------------------------


def test_older_formats_ask_for_docx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audit.readers.office._program", lambda: None)
    path = tmp_path / "report.wps"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))
    error = failure(path)
    assert "LibreOffice" in error.message
    assert "另存为 .docx" in (error.help or "")


def test_a_doc_that_is_a_web_page_or_a_word_file_of_today(tmp_path: Path) -> None:
    path = tmp_path / "report.doc"
    path.write_bytes(b"<html><body><p>births 5</p>")
    assert texts(read_document(path)) == ["births 5"]
    path.write_bytes(package(p(r("births 6"))))
    document = read_document(path)
    assert (texts(document), document.path) == (["births 6"], str(path))


def test_libreoffice_converts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    converted = tmp_path / "converted.docx"
    converted.write_bytes(package(p(r("births 7"))))
    program = tmp_path / "soffice"
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n'
        f'grep -q nothing "$3" || cp {converted} "$2/source.docx"\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr("audit.readers.office._program", lambda: str(program))
    path = tmp_path / "report.rtf"
    path.write_bytes(b"{\\rtf1 births 7}")
    assert texts(read_document(path)) == ["births 7"]
    path.write_bytes(b"{\\rtf1 nothing}")
    assert "cannot read" in failure(path).message
    program.write_text("#!/bin/sh\nsleep 30\n")
    monkeypatch.setattr("audit.readers.office.SECONDS", 0.2)
    assert "took more than" in failure(path).message
