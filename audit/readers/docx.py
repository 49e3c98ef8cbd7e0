"""Word files: what stands on the page once all revisions are accepted, in reading order.

Automatic numbers stand in Block.mark, never in its text. Notes come last, numbered on; headers and
footers are left out (they repeat, and hold dates and page numbers), and so are comments.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.archive import Archive
from audit.readers.docx_lists import VAL, Lists, W
from audit.readers.docx_styles import Style, Styles, level_of
from audit.readers.docx_text import MC, Inline
from audit.readers.docx_trace import Trace
from audit.readers.grid import Grid, name_of
from audit.readers.marks import section_level, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_P, _TABLE, _ROW, _CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_THROUGH = frozenset(
    f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_NOTED = ("footnotes", "endnotes")
_OPTIONS = frozenset({f"{MC}Choice", f"{MC}Fallback"})


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a Word file."""
    name = str(path)
    content = read_bytes(path, limits.bytes)
    suffix = Path(path).suffix.casefold() or ".docx"
    return document(content, name, limits, suffix)


def document(content: bytes, path: str, limits: Limits, suffix: str = ".docx") -> Document:
    archive = Archive(content, path, limits, suffix)
    try:
        blocks = tuple(Reader(archive).blocks())
    except AuditError as error:
        error.path = error.path or path
        raise
    return Document(path=path, blocks=blocks, sha256=hashlib.sha256(content).hexdigest())


class _Cell(Struct):
    """A cell that has been read: rows and columns count from 0, then how many of each it takes."""

    text: str
    row: int
    column: int
    rows: int
    columns: int
    down: bool  # whether the cells below and beside it may be merged with it
    across: bool


class _Table:
    """The cells of a table as they are read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.grid = Grid()
        self.cells: list[_Cell] = []
        self.latest: dict[int, _Cell] = {}  # the last cell that begins in a column

    def add(self, cell: _Cell) -> None:
        self.cells.append(cell)
        self.latest[cell.column] = cell

    def covers(self, row: int, column: int, columns: int, down: str, across: str) -> bool:
        """Whether a cell goes on with one before it, which is made as large."""
        above = self.latest.get(column) if down == "continue" else None
        if above is not None and above.down and above.row + above.rows == row:
            above.rows += 1
            return True
        before = self.cells[-1] if across == "continue" and self.cells else None
        if before is not None and before.across and before.row == row:
            before.columns = column + columns - before.column
            return True
        return False

    def blocks(self) -> Iterator[Block]:
        for cell in self.cells:
            if cell.text:
                span = self.grid.within(cell.row, cell.column, (cell.rows, cell.columns))
                name = name_of(cell.row, cell.column)
                yield Block(cell.text, "cell", table=self.number, cell=name, span=span)


class Reader:
    """Walks the body of one file; counts its blocks, tables and cells."""

    def __init__(self, archive: Archive, trace: Trace | None = None) -> None:
        self.archive = archive
        main = archive.relations("").get("officeDocument", "word/document.xml")
        root = archive.xml(main)
        if root is None:
            raise archive.error(
                f"the part {main} is missing", f"this is not a sound {archive.suffix} file"
            )
        body = root.find(f"{W}body")
        if body is None:
            raise archive.error(f"the part {main} holds no text of a Word file")
        self.body = body
        self.trace = trace
        self.roots = {main: root}  # of the parts whose text is read
        parts = archive.relations(main)
        self.parts = parts
        self.styles = Styles(self._part("styles"))
        self.lists = Lists(self._part("numbering"))
        self.lists.link(self.styles.list_of)
        self.hidden = self.styles.hidden()
        self.depth = archive.limits.depth
        self.number = 0
        self.tables = 0
        self.cells = 0
        self.notes: dict[tuple[str, str], _Element] = {}  # in the order of their references
        self.carried = ""  # text of a paragraph whose end was deleted: it goes on in the next

    def _part(self, kind: str) -> _Element | None:
        name = self.parts.get(kind)
        root = None if name is None else self.archive.xml(name)
        if name is not None and root is not None and kind in _NOTED:
            self.roots[name] = root
        return root

    def blocks(self) -> Iterator[Block]:
        yield from self._walk(self.body, 0)
        yield from self._noted()

    def _walk(self, container: _Element, depth: int) -> Iterator[Block]:
        """The blocks of a body, text box or content control."""
        for child in self._content(container, depth):
            if child.tag == _P:
                yield from self._paragraph(child, depth)
            else:
                yield from self._rest()
                yield from self._table(child, depth)
        yield from self._rest()

    def _rest(self) -> Iterator[Block]:
        """A paragraph whose end was deleted, and that nothing follows."""
        rest = self._block(self.carried, None) if self.carried else None
        self.carried = ""
        if rest is not None:
            yield rest
        elif self.trace:
            self.trace.drop()

    def _content(self, container: _Element, depth: int) -> Iterator[_Element]:
        """The paragraphs and tables in a container, whatever wraps them."""
        if depth > self.depth:
            raise self.archive.error(f"elements are nested deeper than {self.depth}")
        for child in container:
            tag = child.tag
            if tag in (_P, _TABLE, _CELL, _ROW):
                yield child
            elif tag in _THROUGH:
                yield from self._content(child, depth + 1)
            elif tag == f"{MC}AlternateContent":
                first = next((c for c in child if c.tag in _OPTIONS and len(c)), None)
                if first is not None:
                    yield from self._content(first, depth + 1)

    def _paragraph(self, element: _Element, depth: int) -> Iterator[Block]:
        inline = Inline(self.hidden, self.depth)
        text = self.carried + inline.paragraph(element)
        properties = element.find(f"{W}pPr")
        self.carried = text if _end_is_deleted(properties) else ""
        if self.trace:
            self.trace.read(inline)
        if not self.carried:
            gone = not text and _end_is_deleted(properties)  # and so counts in no list
            block = None if gone else self._block(text, properties)
            if block is not None:
                yield block
            elif self.trace:
                self.trace.drop()
        self._refer(inline)
        carried, self.carried = self.carried, ""
        for box in inline.boxes:
            if self.trace:
                self.trace.enter(element)
            yield from self._walk(box, depth + 1)
            if self.trace:
                self.trace.leave()
        self.carried = carried

    def _refer(self, inline: Inline) -> None:
        for key, reference in inline.notes.items():
            self.notes.setdefault(key, reference)

    def _block(self, text: str, properties: _Element | None) -> Block | None:
        style, outline, listed, place = self._properties(properties)
        mark = self.lists.mark(listed, place) if listed else ""  # an empty item counts, too
        text = text.rstrip()
        if style.hidden or not text:
            return None
        self.number += 1
        if style.contents:
            text = text.rpartition("\t")[0] or text  # without its page number
        level = level_of(outline, style.level)
        if not level and not style.caption and not style.contents:
            level = section_level(mark, text)
        kind = "caption" if style.caption else "item" if listed else "paragraph"
        if self.trace:
            self.trace.keep(text)
            self.trace.end(self.number)
        return Block(text, "heading" if level else kind, number=self.number, level=level, mark=mark)

    def _properties(self, properties: _Element | None) -> tuple[Style, str | None, str | None, int]:
        """Style, outline level, list and place in the list of a paragraph."""
        if properties is None:
            style = self.styles.get(self.styles.default)
            return style, None, style.list, style.place
        name, outline, numbering = self.styles.default, None, None
        for child in properties:
            if child.tag == f"{W}pStyle":
                name = child.get(VAL, "")
            elif child.tag == f"{W}outlineLvl":
                outline = child.get(VAL)
            elif child.tag == f"{W}numPr":
                numbering = child
        style = self.styles.get(name)
        listed, place = style.list, style.place
        for child in () if numbering is None else numbering:
            if child.tag == f"{W}numId":
                listed = None if child.get(VAL) == "0" else child.get(VAL)
            elif child.tag == f"{W}ilvl":
                place = whole(child.get(VAL))
        return style, outline, listed, place

    # -- tables -----------------------------------------------------------------------------------

    def _table(self, element: _Element, depth: int) -> Iterator[Block]:
        self.tables += 1
        table = _Table(self.tables)
        inner: list[_Element] = []
        for row in self._content(element, depth):
            if row.tag != _ROW or _is_gone(row):
                continue
            table.grid.row(_skipped(row))
            for cell in self._content(row, depth):
                if cell.tag == _CELL and cell.find(f"{W}tcPr/{W}cellDel") is None:
                    self._cell(cell, table, inner, depth)
        yield from table.blocks()
        for nested in inner:
            yield from self._table(nested, depth + 3)

    def _cell(self, cell: _Element, table: _Table, inner: list[_Element], depth: int) -> None:
        """One cell of the table that is being read; the tables in it are kept for later."""
        columns, down, across = _merged(cell)
        row, column = table.grid.place(columns, 1)
        if table.covers(row, column, columns, down, across):
            return
        self.cells += 1
        if self.cells > self.archive.limits.cells:
            raise self.archive.error(f"the tables hold more than {self.archive.limits.cells} cells")
        text = "\n".join(self._lines(cell, inner, depth))
        if self.trace:
            self.trace.end((table.number, name_of(row, column)))
        table.add(_Cell(text, row, column, 1, columns, bool(down), bool(across)))

    def _lines(self, container: _Element, inner: list[_Element], depth: int) -> list[str]:
        """The paragraphs of a cell or note that are not empty."""
        lines: list[str] = []
        carried = ""
        for child in self._content(container, depth):
            if child.tag == _TABLE:
                inner.append(child)
                continue
            inline = Inline(self.hidden, self.depth)
            text = carried + inline.paragraph(child)
            if self.trace:
                self.trace.read(inline)
            properties = child.find(f"{W}pPr")
            style, _, listed, place = self._properties(properties)
            if listed:
                self.lists.mark(listed, place)
            carried = text if _end_is_deleted(properties) else ""
            if not carried and text.strip() and not style.hidden:
                lines.append(text.rstrip())
                if self.trace:
                    self.trace.keep(lines[-1])
            elif not carried and self.trace:
                self.trace.drop()
            self._refer(inline)
            for box in inline.boxes:
                if self.trace:
                    self.trace.enter(child)
                lines += self._lines(box, inner, depth + 1)
                if self.trace:
                    self.trace.leave()
        if carried.strip():
            lines.append(carried.rstrip())
            if self.trace:
                self.trace.keep(lines[-1])
        elif self.trace:
            self.trace.drop()
        return lines

    # -- notes ------------------------------------------------------------------------------------

    def _noted(self) -> Iterator[Block]:
        """The footnotes and endnotes that the text refers to, in the order in which it does."""
        found: dict[tuple[str, str], _Element] = {}
        for kind in ("footnote", "endnote"):
            root = self._part(f"{kind}s") if any(k == kind for k, _ in self.notes) else None
            for note in () if root is None else root.iterfind(f"{W}{kind}"):
                found[kind, note.get(f"{W}id", "")] = note
        for key, reference in self.notes.items():
            if self.trace:
                self.trace.anchor = reference
            inner: list[_Element] = []
            text = "\n".join(self._lines(found[key], inner, 0)).strip() if key in found else ""
            if text:
                self.number += 1
                if self.trace:
                    self.trace.end(self.number, text)
                yield Block(text, "note", number=self.number)
            elif self.trace:
                self.trace.end(None)
            for table in inner:
                yield from self._table(table, 0)


def _end_is_deleted(properties: _Element | None) -> bool:
    if properties is None:
        return False
    mark = properties.find(f"{W}rPr")
    return mark is not None and mark.find(f"{W}del") is not None


def _is_gone(row: _Element) -> bool:
    """Whether a row is deleted or hidden."""
    properties = row.find(f"{W}trPr")
    return properties is not None and any(
        properties.find(f"{W}{name}") is not None for name in ("del", "hidden")
    )


def _skipped(row: _Element) -> int:
    """The columns that a row leaves free at its beginning."""
    before = row.find(f"{W}trPr/{W}gridBefore")
    return 0 if before is None else min(whole(before.get(VAL)), 1000)


def _merged(cell: _Element) -> tuple[int, str, str]:
    """How many columns a cell takes, and whether it begins (restart) or goes on with (continue)
    cells that are merged down and across; empty where they are not."""
    span, down, across = 1, "", ""
    properties = cell.find(f"{W}tcPr")
    for child in () if properties is None else properties:
        if child.tag == f"{W}gridSpan":
            span = min(max(1, whole(child.get(VAL), 1)), 1000)
        elif child.tag == f"{W}vMerge":
            down = child.get(VAL, "continue")
        elif child.tag == f"{W}hMerge":
            across = child.get(VAL, "continue")
    return span, down, across
