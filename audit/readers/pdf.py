"""PDF files with a text layer: paragraphs in reading order, ruled tables cell by cell."""

from __future__ import annotations

import hashlib
import io
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.grid import name_of
from audit.readers.pdfaligned import leaves
from audit.readers.pdflayout import Flow, Piece, flows, pieces
from audit.readers.pdfmargins import without_margins
from audit.readers.pdfparagraphs import Joiner, Paragraph
from audit.readers.pdfseries import Series
from audit.readers.pdftables import Table, tables
from audit.readers.pdfwords import Rule, Rules, Word, has_image, page_text, rules_of
from audit.readers.text import heading_level

SUFFIXES = (".pdf",)

_HEAD = 1024  # bytes in which a PDF must say that it is one
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f]")
_HEADING_SIZE = 1.15  # times the size of the text
_HEADING_ROOM = 60
_HELP = "pip install 'reportaudit[pdf]'"


class Page(Struct, frozen=True):
    number: int
    height: float
    words: tuple[Word, ...]
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    unread: bool  # a picture without text


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a PDF file."""
    name = str(path)
    content = read_bytes(path, limits.bytes)
    if b"%PDF-" not in content[:_HEAD]:
        raise AuditError("this is not a PDF file", path=name, help=_instead(content))
    pages = _pages(content, name, limits)
    _require_text(pages, name)
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=name, blocks=tuple(_blocks(pages)), sha256=digest)


def _instead(content: bytes) -> str | None:
    if not content:
        return "the file is empty"
    if content.startswith(b"PK"):
        return "it is a ZIP archive, as office files are: check its name"
    return None


# -- opening --------------------------------------------------------------------------------------


def _pages(content: bytes, name: str, limits: Limits) -> list[Page]:
    try:
        import pypdfium2
    except ImportError:
        raise AuditError("PDF files need the library pypdfium2", path=name, help=_HELP) from None
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _refused(error, b"/Encrypt" in content, name) from None
    try:
        if not len(document):
            raise AuditError("the PDF holds no page", path=name)
        if len(document) > limits.pages:
            raise AuditError(
                f"the PDF holds {len(document)} pages, more than the limit of {limits.pages}",
                path=name,
                help="split it, or raise the limit of pages",
            )
        ruled = _Ruled(content, name, limits)
        try:
            return [_page(document, index, ruled, name) for index in range(len(document))]
        finally:
            ruled.close()
    finally:
        document.close()


def _refused(error: Exception, encrypted: bool, name: str) -> AuditError:
    """pdfium repeats its last reason for a file without pages: it is believed if it can be true."""
    reason = str(error).lower()
    if encrypted and "password" in reason:
        return AuditError(
            "the PDF is protected by a password", path=name, help="save it without a password"
        )
    if encrypted and "security" in reason:
        return AuditError("the PDF is encrypted in an unknown way", path=name)
    return AuditError(
        "the PDF is damaged or holds no page",
        path=name,
        help="open it in a PDF program and print it to a new PDF, or fetch it once more",
    )


def _page(document: Any, index: int, ruled: _Ruled, name: str) -> Page:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        raise AuditError(f"page {index + 1} of the PDF is damaged", path=name) from None
    try:
        text = page_text(page)
        words: Sequence[Word] = text.words
        found: Sequence[Table] = ()
        rules = rules_of(page) if words else Rules(grid=False, across=())
        if rules.grid:
            found, words = ruled.tables(index, words)
        unread = not text.words and has_image(page)
        return Page(index + 1, text.height, tuple(words), tuple(found), rules.across, unread)
    except pypdfium2.PdfiumError as error:
        raise AuditError(
            f"page {index + 1} of the PDF cannot be read: {error}", path=name
        ) from None
    finally:
        page.close()


class _Ruled:
    """pdfplumber, opened when the first page with ruling lines comes."""

    def __init__(self, content: bytes, name: str, limits: Limits) -> None:
        self.content = content
        self.name = name
        self.room = limits.cells
        self.file: Any = None
        self.broken = False

    def tables(self, index: int, words: Sequence[Word]) -> tuple[Sequence[Table], Sequence[Word]]:
        try:
            import pdfplumber
        except ImportError:
            raise AuditError(
                "tables in PDF files need the library pdfplumber", path=self.name, help=_HELP
            ) from None
        if self.broken:
            return (), words
        try:
            if self.file is None:
                logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
                self.file = pdfplumber.open(io.BytesIO(self.content))
            page = self.file.pages[index]
            found, rest = tables(page, words)
            page.close()
        except Exception:  # a file that pdfium mends may be beyond pdfminer: rows are read as text
            self.broken = True
            return (), words
        self.room -= sum(len(t.cells) for t in found)
        if self.room < 0:
            raise AuditError("the tables of the PDF hold too many cells", path=self.name)
        return found, rest

    def close(self) -> None:
        if self.file is not None:
            with suppress(Exception):  # it looks at each page once more
                self.file.close()


def _require_text(pages: Sequence[Page], name: str) -> None:
    """A scan, or a text layer in no known encoding, must not pass as an empty report."""
    count = odd = 0
    for page in pages:
        texts = [w.text for w in page.words] + [c.text for t in page.tables for c in t.cells]
        count += sum(map(len, texts))
        odd += sum(len(_UNREADABLE.findall(t)) for t in texts)
    if not count:
        what = "only pictures" if any(p.unread for p in pages) else "no text at all"
        raise AuditError(
            f"the PDF holds {what}: a scan cannot be checked",
            path=name,
            help="run text recognition (OCR) on it, or take the file it was made from",
        )
    if odd * 4 > count:
        raise AuditError(
            "the text of the PDF is in an encoding that it does not tell",
            path=name,
            help="take the file it was made from, or run text recognition (OCR) on it",
        )


# -- blocks ---------------------------------------------------------------------------------------


def _blocks(pages: Sequence[Page]) -> Iterator[Block]:
    bare = without_margins([pieces(p.words) for p in pages], [p.height for p in pages])
    parts = [_parts(page, found) for page, found in zip(pages, bare, strict=True)]
    joiner = Joiner([p for part in parts for p in part if isinstance(p, Flow)])
    series = Series()
    number = 0
    for page, part in zip(pages, parts, strict=True):
        series.page()
        for item in part:
            done = joiner.add(item, page.number) if isinstance(item, Flow) else joiner.close()
            for paragraph in done:
                number += 1
                yield _block(paragraph, number, joiner.style.size)
            if isinstance(item, Table):
                yield from _cells(series, item, page.number)
            else:
                series.flow(item)
        if page.unread or page is pages[-1]:
            for paragraph in joiner.close():
                number += 1
                yield _block(paragraph, number, joiner.style.size)
        if page.unread:
            yield Block("", "unreadable", page=page.number)


def _cells(series: Series, table: Table, page: int) -> Iterator[Block]:
    for cell in series.cells(table):
        name = name_of(cell.row, cell.column)
        yield Block(cell.text, "cell", page=page, table=series.number, cell=name, span=cell.span)


def _parts(page: Page, found: list[Piece]) -> list[Flow | Table]:
    """The flows and tables of a page from top to bottom."""
    out: list[Flow | Table] = []

    def leaf(pieces: Sequence[Piece], column: bool) -> list[Flow | Table]:
        return leaves(pieces, column, page.rules)

    for table in page.tables:
        above = [p for p in found if p.bottom <= table.top + 0.5 * p.size]
        out += flows(above, leaf)
        out.append(table)
        gone = set(map(id, above))
        found = [p for p in found if id(p) not in gone]
    return out + flows(found, leaf)


def _block(paragraph: Paragraph, number: int, size: float) -> Block:
    text = paragraph.text
    level = heading_level(text)
    large = paragraph.size >= _HEADING_SIZE * size and len(text) <= _HEADING_ROOM
    if not level and large and text[-1] not in "。；;，,.!！":
        level = 1
    kind = "heading" if level else "paragraph"
    return Block(text, kind, number=number, level=level, page=paragraph.page)
