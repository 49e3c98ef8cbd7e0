"""Web pages: the text that a browser shows, block by block; white space is folded as it folds it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.docx_lists import numeral, whole
from audit.readers.docx_text import clean, lowered, raised
from audit.readers.grid import Grid, name_of
from audit.readers.text import decode, heading_level

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form header hgroup hr html legend li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul caption".split()
) | frozenset(_HEADINGS)
_DROPPED = frozenset(
    "script style template noscript head svg iframe object embed select textarea datalist button "
    "canvas audio video map del rt rp annotation annotation-xml colgroup".split()
)
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252",
             "latin1": "cp1252", "us-ascii": "cp1252", "utf8": "utf-8"}  # fmt: skip
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_WIDEST, _TALLEST = 1000, 65_534  # what a cell may span, as browsers limit it


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a web page."""
    return document(read_bytes(path, limits.bytes), str(path), limits)


def document(content: bytes, path: str, limits: Limits) -> Document:
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(_decoded(content, path)).root
    try:
        blocks = () if root is None else tuple(_Reader(limits).blocks(root))
    except AuditError as error:
        error.path = path
        raise
    return Document(path=path, blocks=blocks, sha256=hashlib.sha256(content).hexdigest())


def _decoded(content: bytes, path: str) -> str:
    """The text of the page, in the encoding that it names unless its bytes speak against it."""
    named = _CHARSET.search(content[:4096])
    if named and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        charset = (named[1] or named[2]).decode().casefold()
        try:
            text = content.decode(_CHARSETS.get(charset, charset))
        except (UnicodeDecodeError, LookupError):
            return decode(content, path)
        if not _BINARY.search(text):
            return text
    return decode(content, path)


class _Table:
    """The table that is being read; `text` collects the open cell."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.grid = Grid()
        self.cell: str | None = None
        self.begun = False  # a row


class _Reader:
    """One walk over the elements of a page, without recursion."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pieces: list[str] = []
        self.out: list[Block] = []
        self.number = 0
        self.tables = 0
        self.cells = 0
        self.table: _Table | None = None
        self.open: list[tuple[str, int]] = []  # headings and items around, with their level
        self.lists: list[list[str | int]] = []  # [style, count] of the lists around
        self.mark = ""
        self.plain = 0  # how many pre elements are open
        self.shifts: list[str] = []

    def blocks(self, root: LexborNode) -> list[Block]:
        for node, tag, opens in self._walk(root):
            if tag == "-text":
                self._text(node)
            elif tag == "br":
                self.pieces.append("\n")
            elif tag in _BLOCKS:
                self._flush()
                if opens:
                    self._enter(node, tag)
                else:
                    self._leave(tag)
            elif tag in ("sup", "sub"):
                if opens:
                    self.shifts.append(tag)
                else:
                    self.shifts.pop()
        self._flush()
        return self.out

    def _walk(self, root: LexborNode) -> Iterator[tuple[LexborNode, str, bool]]:
        """Every node on its way in and on its way out; what is not shown is left out."""
        stack: list[tuple[LexborNode, str]] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            inner = None
            if tag == "-text" or tag == "br":
                yield node, tag, True
            elif tag in _DROPPED or tag[0] in "-!" or _is_hidden(node):
                pass
            else:
                yield node, tag, True
                inner = node.child
                if inner is None:
                    yield node, tag, False
            if inner is not None:
                stack.append((node, tag))
                if len(stack) > self.limits.depth * 10:
                    raise AuditError(f"elements are nested deeper than {self.limits.depth * 10}")
                node = inner
                continue
            following = node.next
            while following is None and stack:
                above, tag = stack.pop()
                yield above, tag, False
                following = above.next
            node = following if stack else None
