"""Markdown: its structure by markdown-it, its text cut from the source, so that offsets hold there.

Marks in a line stay, but what would be read for digits is blanked with as many blanks: comments,
tags and emphasis (Chinese texts mask digits with stars as well).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.grid import ALONE, name_of
from audit.readers.markdown_html import Cell, Html, blanked
from audit.readers.marks import section_level
from audit.readers.text import decode, line_ends

if TYPE_CHECKING:
    from markdown_it.token import Token

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"[\w.-]+[ \t]*:")
_NESTED = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*")
_PIPE = re.compile(r"(?<!\\)\|")
_SIGN = re.compile(r"#{1,6}[ \t]*")
_TOP = 2  # the level of a row in a table that stands in no list or quotation
_BLANK = " \t\v\f\u00a0\u3000"


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a Markdown file."""
    name = str(path)
    content = read_bytes(path, limits.bytes)
    text = decode(content, name)
    try:
        reader = _Reader(text, limits)
        blocks = tuple(reader.blocks())
        if reader.merged:
            blocks = tuple(map(reader.fitted, blocks))
    except AuditError as error:
        error.path = name
        raise
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=name, blocks=blocks, text=text, sha256=digest)


def _tokens(lines: Sequence[str], depth: int) -> list[Token]:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": depth}).enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])  # what is inside of a line stays as it is
    tokens = parser.parse("".join(f"{line}\n" for line in lines))
    if any(token.level >= depth - 1 for token in tokens):
        raise AuditError(f"lists and quotations are nested deeper than {depth}")
    return tokens


class _Reader:
    """The blocks of one text: `lines` are its lines, `starts` where each begins."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.limits = limits
        self.lines: list[str] = []
        self.starts: list[int] = []
        for match in _LINE.finditer(text):
            self.lines.append(match[0].rstrip("\r\n"))
            self.starts.append(match.start())
        self.number = self.cells = 0
        self.mark = ""
        self.html = Html()  # counts the tables, of either kind
        self.merged: dict[tuple[int, str], Cell] = {}

    def blocks(self) -> Iterator[Block]:
        head = front_matter(self.lines)
        tokens = _tokens([""] * head + self.lines[head:], self.limits.depth)
        kind, level, row = "paragraph", 0, 0
        for token in tokens:
            if token.type == "heading_open":
                kind, level = "heading", int(token.tag[1])
            elif token.type in ("heading_close", "paragraph_close"):
                kind, level = "paragraph", 0
            elif token.type == "list_item_open":
                self.mark = token.info + token.markup
                kind = "item"
            elif token.type == "list_item_close":
                kind, self.mark = "paragraph", ""
            elif token.type == "table_open":
                self.html.tables += 1
                row, kind = 0, "cell"
            elif token.type == "table_close":
                kind = "paragraph"
            elif token.type == "tr_open" and token.map:
                yield from self._row(token.map[0], row, token.level)
                row += 1
            elif token.type == "inline" and kind != "cell":
                yield from self._inline(token, kind, level)
            elif token.type in ("fence", "code_block"):
                yield from self._code(token)
            elif token.type == "html_block" and token.map:
                yield from self._html(token.map[0], token.map[1])

    def fitted(self, block: Block) -> Block:
        """The block with its span, which is known when its table has been read."""
        cell = self.merged.get((block.table or 0, block.cell or ""))
        return block if cell is None else replace(block, span=cell.within())

    def _inline(self, token: Token, kind: str, level: int) -> Iterator[Block]:
        if not token.content.strip() or token.map is None:
            return
        content = token.content.split("\n")
        first, last = token.map[0], min(token.map[0] + len(content), len(self.lines)) - 1
        begin = self.starts[first] + _column(self.lines[first], content[0], kind == "heading")
        end = self.starts[last] + _column(self.lines[last], content[-1], False) + len(content[-1])
        text = blanked(self.text[begin : max(begin, end)].rstrip())
        mark, self.mark = (self.mark, "") if kind == "item" else ("", self.mark)
        if text.strip():
            lead = len(text) - len(text.lstrip())
            yield self._block(text[lead:], begin + lead, first, kind, level, mark)

    def _block(
        self, text: str, start: int, line: int, kind: str, level: int = 0, mark: str = ""
    ) -> Block:
        if kind != "heading":
            level = section_level(mark if mark[-1:] in (".", ")") else "", text)
            kind = "heading" if level else kind
        self.number += 1
        return Block(text, kind, start, line + 1, number=self.number, level=level, mark=mark)

    def _row(self, line: int, row: int, level: int) -> Iterator[Block]:
        """The cells of a row of a table with pipes."""
        source = self.lines[line]
        nested = _NESTED.match(source) if level > _TOP else None
        for column, (start, end) in enumerate(pipe_cells(source, nested.end() if nested else 0)):
            self._count()
            text = blanked(source[start:end])
            if text.strip():
                yield self._cell(text, self.starts[line] + start, line, row, column)

    def _cell(self, text: str, start: int, line: int, row: int, column: int) -> Block:
        lead = len(text) - len(text.lstrip(_BLANK))
        name = name_of(row, column)
        return Block(
            text.strip(_BLANK), "cell", start + lead, line + 1, table=self.html.tables, cell=name
        )

    def _count(self) -> None:
        self.cells += 1
        if self.cells > self.limits.cells:
            raise AuditError(f"the tables hold more than {self.limits.cells} cells")

    def _code(self, token: Token) -> Iterator[Block]:
        """Code is read as plain text, line by line; text that is only indented looks like code."""
        assert token.map is not None
        first, last = token.map
        if token.type == "fence":
            first, last = first + 1, min(last, first + 1 + token.content.count("\n"))
        for line in range(first, min(last, len(self.lines))):
            text = self.lines[line].strip(_BLANK)
            if text:
                start = self.starts[line] + self.lines[line].index(text)
                yield self._block(text, start, line, "paragraph")

    def _html(self, first: int, last: int) -> Iterator[Block]:
        """Text and tables that are written in HTML."""
        base = self.starts[first]
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        line, seen = first, base
        for piece in self.html.pieces(self.text[base:end]):
            start = base + piece.start
            line += line_ends(self.text, seen, start)
            seen = start
            cell = piece.cell
            if cell is None:
                yield self._block(piece.text, start, line, "paragraph")
                continue
            self._count()
            name = name_of(cell.row, cell.column)
            if cell.span != ALONE:
                self.merged[cell.table, name] = cell
            yield Block(piece.text, "cell", start, line + 1, table=cell.table, cell=name)


def front_matter(lines: Sequence[str]) -> int:
    """How many lines at the beginning hold data about the text, between two lines of dashes."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    inner = [line for line in lines[1:3] if line.strip()]
    if not inner or not _KEY.match(inner[0]):
        return 0
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return number + 1
    return 0


def pipe_cells(line: str, begin: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a row stand between its pipes."""
    end = len(line.rstrip())
    begin += len(line[begin:]) - len(line[begin:].lstrip())
    if line.startswith("|", begin):
        begin += 1
    if end > begin and line[end - 1] == "|" and line[end - 2] != "\\":
        end -= 1
    for pipe in _PIPE.finditer(line, begin, end):
        yield begin, pipe.start()
        begin = pipe.end()
    yield begin, max(begin, end)


def _column(line: str, content: str, heading: bool) -> int:
    """Where the content of a block stands in the line on which it begins or ends."""
    nested = _NESTED.match(line)
    sign = _SIGN.match(line, nested.end() if nested else 0) if heading else None
    if sign:
        return max(sign.end(), line.find(content, sign.end()))
    bare, wanted = line.rstrip(), content.rstrip()
    if bare.endswith(wanted):
        return len(bare) - len(wanted)
    return max(line.find(wanted), 0) or len(line) - len(line.lstrip())
