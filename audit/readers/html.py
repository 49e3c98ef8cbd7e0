"""Web pages: the text that a browser shows, block by block; white space is folded as it folds it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from audit.errors import AuditError
from audit.model import Block, Document, Remark
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.grid import ALONE, Grid, name_of
from audit.readers.html_guard import harmless
from audit.readers.letters import clean, lowered, raised
from audit.readers.marks import numeral, section_level, whole
from audit.readers.text import decode

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCK_TAGS = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form header hgroup hr html legend li main menu nav ol p pre search "
    "section summary table tbody td tfoot th thead tr ul caption"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split()) | frozenset(_HEADINGS)
_DROPPED_TAGS = (
    "script style template noscript head svg iframe object embed select textarea datalist button "
    "canvas audio video map del rt rp annotation annotation-xml colgroup"
)
_DROPPED = frozenset(_DROPPED_TAGS.split())
_SHIFTS = ("sup", "sub")
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_STYLES = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_CHARSETS = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252",
             "latin1": "cp1252", "us-ascii": "cp1252", "utf8": "utf-8"}  # fmt: skip
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANKS = re.compile(r"  +")
_AROUND_BREAK = re.compile(r" ?\n ?")
_KEEP = {ord("\n"): "\0", ord(" "): "\1"}  # white space in pre, which is not folded
_KEPT = {0: "\n", 1: " "}
_SLOPPY = 10  # times the depth of other formats: pages forget to close elements
_WIDEST, _TALLEST = 1000, 65_534  # what a cell may span, as browsers limit it


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a web page."""
    return document(read_bytes(path, limits.bytes), str(path), limits)


def document(content: bytes, path: str, limits: Limits) -> Document:
    from selectolax.lexbor import LexborHTMLParser

    text = _decoded(content, path)
    try:
        root = LexborHTMLParser(harmless(text, limits.depth * _SLOPPY)).root
        reader = _Reader(limits)
        blocks = () if root is None else tuple(reader.blocks(root))
    except AuditError as error:
        error.path = path
        raise
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=path, blocks=blocks, sha256=digest, remarks=tuple(reader.remarks))


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


Merged = tuple[int, int, int]  # which block, its row and column


class _Table:
    """The table that is being read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.grid = Grid()
        self.open = False  # a cell is being read: its place, from 0, and its rows and columns
        self.row = self.column = 0
        self.span = ALONE
        self.merged: list[Merged] = []  # of the head or body that is being read
        self.ended: list[Merged] = []  # of those before it


class _Reader:
    """One walk over the elements of a page, without recursion; a block ends where another begins."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.out: list[Block] = []
        self.number = self.tables = self.cells = 0
        self.pieces: list[str] = []  # the text since the last block
        self.lines: list[str] = []  # the paragraphs of the open cell
        self.table: _Table | None = None
        self.laid_out: list[bool] = []  # of the tables around: is it there for the layout only?
        self.kinds: list[tuple[str, int]] = [("paragraph", 0)]
        self.lists: list[list[str | int]] = []  # [style, count] of the lists around
        self.mark = ""
        self.plain = 0  # how many pre elements are open
        self.shifts: list[str] = []  # sup and sub elements around
        self.remarks: list[Remark] = []

    def blocks(self, root: LexborNode) -> list[Block]:
        before = root.prev
        while before is not None:  # comments above the first element stand beside it
            if before.tag == "-comment":
                self._remark(before.comment_content or "")
            before = before.prev
        for node, tag, opens in self._walk(root):
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "-comment":
                self._remark(node.comment_content or "")
            elif tag == "br":
                self.pieces.append("\n")
            elif tag in _BLOCKS:
                self._flush()
                if opens:
                    self._enter(node, tag)
                else:
                    self._leave(tag)
            elif tag in _SHIFTS:
                if opens:
                    self.shifts.append(tag)
                else:
                    self.shifts.pop()
        self._flush()
        return self.out

    def _walk(self, root: LexborNode) -> Iterator[tuple[LexborNode, str, bool]]:
        """Every node on its way in and elements on their way out; what is not shown is left out."""
        deepest = self.limits.depth * _SLOPPY * 2
        around: list[tuple[LexborNode, str]] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or "-"
            inner = None
            if tag in ("-text", "-comment", "br"):
                yield node, tag, True
            elif tag not in _DROPPED and tag[0] not in "-!_" and not _is_hidden(node):
                yield node, tag, True
                inner = node.first_child
                if inner is None:
                    yield node, tag, False
                else:
                    around.append((node, tag))
                    if len(around) > deepest:
                        raise AuditError(f"elements are nested deeper than {deepest}")
            following = inner or node.next
            while following is None and around:
                above, tag = around.pop()
                yield above, tag, False
                following = above.next if around else None
            node = following

    def _text(self, text: str) -> None:
        if self.shifts:
            text = raised(text) if self.shifts[-1] == "sup" else lowered(text)
        text = text.translate(_KEEP) if self.plain else _SPACE.sub(" ", text)
        self.pieces.append(text)

    def _remark(self, text: str) -> None:
        """A comment that speaks to this program is kept; it begins no block and ends none."""
        if "reportaudit" in text.casefold():
            self.remarks.append(Remark(text.strip(), len(self.out)))

    def _flush(self) -> None:
        """End a block: what has been read since the last one."""
        if not self.pieces:
            return
        text = _folded("".join(self.pieces))
        self.pieces.clear()
        if not text.strip():
            return
        if self.table is not None and self.table.open:
            self.lines.append(text)
            return
        kind, level = self.kinds[-1]
        table = self.table.number if kind == "caption" and self.table else None
        if table is None:
            self.number += 1
        mark = ""
        if kind == "item":
            mark = self.mark
            self.kinds[-1] = "paragraph", 0  # what follows in the item is a paragraph of its own
        if not level and kind in ("paragraph", "item"):
            level = section_level(mark, text)
            kind = "heading" if level else kind
        number = self.number if table is None else None
        self.out.append(Block(text, kind, number=number, level=level, table=table, mark=mark))

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _HEADINGS:
            self.kinds.append(("heading", _HEADINGS[tag]))
        elif tag in ("li", "caption"):
            self.kinds.append(("item" if tag == "li" else "caption", 0))
            self.mark = self._count(node) if tag == "li" else ""
        elif tag in _LISTS:
            attributes = node.attributes
            style = _STYLES.get(attributes.get("type") or "1", "decimal") if tag == "ol" else ""
            self.lists.append([style, whole(attributes.get("start"), 1) - 1])
        elif tag == "pre":
            self.plain += 1
        elif tag == "table":
            self._open_table(node)
        elif self.table is not None:
            self._open_part(node, tag, self.table)

    def _leave(self, tag: str) -> None:
        if tag in _HEADINGS or tag in ("li", "caption"):
            self.kinds.pop()
        elif tag in _LISTS:
            self.lists.pop()
        elif tag == "pre":
            self.plain -= 1
        elif tag == "table":
            if not self.laid_out.pop() and self.table is not None:
                self._close_table(self.table)
        elif self.table is not None:
            if tag in ("td", "th"):
                self._close_cell(self.table)
            elif tag in _SECTIONS:
                self._close_part(self.table)

    def _count(self, item: LexborNode) -> str:
        """The number or bullet that a browser shows before the item."""
        if not self.lists or not self.lists[-1][0]:
            return "•"
        style, count = self.lists[-1]
        number = whole(item.attributes.get("value"), int(count) + 1)
        self.lists[-1][1] = number
        return f"{numeral(number, str(style))}."

    # -- tables -----------------------------------------------------------------------------------

    def _open_table(self, node: LexborNode) -> None:
        layout = self.table is not None or _is_layout(node)
        self.laid_out.append(layout)
        if not layout:
            self.tables += 1
            self.table = _Table(self.tables)

    def _open_part(self, node: LexborNode, tag: str, table: _Table) -> None:
        if tag == "tr":
            table.grid.row()
        elif tag in ("td", "th"):
            self.cells += 1
            if self.cells > self.limits.cells:
                raise AuditError(f"the tables hold more than {self.limits.cells} cells")
            attributes = node.attributes
            columns = min(max(1, whole(attributes.get("colspan"), 1)), _WIDEST)
            rows = min(whole(attributes.get("rowspan"), 1), _TALLEST) or _TALLEST
            table.row, table.column = table.grid.place(columns, rows)
            table.span = rows, columns
            table.open = True
            self.lines = []

    def _close_cell(self, table: _Table) -> None:
        if self.lines and table.open:
            name = name_of(table.row, table.column)
            if table.span != ALONE:
                table.merged.append((len(self.out), table.row, table.column))
            text = "\n".join(self.lines)
            block = Block(text, "cell", table=table.number, cell=name, span=table.span)
            self.out.append(block)
        table.open = False

    def _close_part(self, table: _Table) -> None:
        """The end of a head or body: no cell goes on below it."""
        for at, row, column in table.merged:
            span = table.grid.within(row, column, self.out[at].span)
            self.out[at] = replace(self.out[at], span=(span[0], self.out[at].span[1]))
        table.ended += table.merged
        table.merged = []
        table.grid.close()

    def _close_table(self, table: _Table) -> None:
        self._close_part(table)
        for at, row, column in table.ended:
            span = table.grid.within(row, column, self.out[at].span)
            self.out[at] = replace(self.out[at], span=span)
        self.table = None


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _is_layout(table: LexborNode) -> bool:
    """Whether a table only arranges the page: it holds tables or headings, or one cell alone."""
    if table.attributes.get("role") in ("presentation", "none"):
        return True
    if len(table.css("table")) > 1 or table.css_first("td h1, td h2, td h3") is not None:
        return True
    return len(table.css("td, th")) <= 1


def _folded(text: str) -> str:
    """White space as a browser shows it: one blank for any of it, breaks kept, pre as it is."""
    text = _AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text)).strip(" \n")
    return clean(text.translate(_KEPT))
