"""Remarks in a text that accept a finding: `<!-- reportaudit: ignore[total] reason -->`, on its line or
before it; before a table for all of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.model import Block, Document

MOST = 1000  # remarks of one document that are obeyed

_COMMENT = re.compile(r"<!--(.{1,2000}?)-->", re.DOTALL)
_NAME = re.compile("reportaudit", re.IGNORECASE)
_REMARK = re.compile(r"\s*reportaudit\s*[:：]\s*(.*)", re.DOTALL | re.IGNORECASE)
_IGNORE = re.compile(
    r"ignore(?:\s*\[([^\]]*)\])?(?=\W|$)\s*[:：]?\s*(.*)", re.DOTALL | re.IGNORECASE
)
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$", re.MULTILINE)


class Inline(Struct, frozen=True):
    """An ignore in the text of a document.

    rules     kinds or ids; none: whatever is found there
    problem   why it is not obeyed: `no-reason`, `unclear` or `many`, else ""
    blocks    indices of the blocks that it speaks of
    line      where it stands, None where there are no lines
    """

    document: int
    rules: tuple[str, ...]
    reason: str
    problem: str
    blocks: tuple[int, ...]
    line: int | None = None


def inline_ignores(documents: Sequence[Document]) -> list[Inline]:
    """What the comments of the documents say to this program, in reading order."""
    out: list[Inline] = []
    for number, document in enumerate(documents):
        for count, found in enumerate(_inline(number, document)):
            if count == MOST:
                out.append(Inline(number, (), str(MOST), "many", (), found.line))
                break
            out.append(found)
    return out


def _inline(number: int, document: Document) -> Iterator[Inline]:
    if document.remarks:
        spots = _Spots(document.blocks)
        for remark in document.remarks:
            yield _read(number, remark.text, spots.beside_cell(remark.at), None)
    text = document.text
    if text is not None and _has_comments(document.path) and _NAME.search(text):
        yield from _in_text(number, document.blocks, text)


def _has_comments(path: str | None) -> bool:
    return path is not None and path.casefold().endswith((".md", ".markdown"))


def _in_text(number: int, blocks: Sequence[Block], text: str) -> Iterator[Inline]:
    spots, code = _Spots(blocks), _fenced(text)
    end = text.rfind("-->")  # what is not closed must not be looked for again and again
    line = first = seen = 0
    for found in _COMMENT.finditer(text, 0, end + 3):
        at = found.start()
        line += text.count("\n", seen, at)
        first = text.rfind("\n", seen, at) + 1 or first
        seen = at
        if _REMARK.match(found[1]) and not _is_within(at, code):
            yield _read(number, found[1], spots.on_line(first, at, text), line + 1)


def _fenced(text: str) -> list[tuple[int, int]]:
    """Where code stands: what it shows is meant for nobody."""
    out: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence.start(), fence[1]
        elif fence[1].startswith(opened[1]) and not fence[2].strip():
            out.append((opened[0], fence.end()))
            opened = None
    return [*out, (opened[0], len(text))] if opened else out


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    k = bisect_left(spans, (at + 1,))
    return k > 0 and at < spans[k - 1][1]


def _read(number: int, text: str, blocks: tuple[int, ...], line: int | None) -> Inline:
    remark = _REMARK.match(text)
    said = " ".join(remark[1].split()) if remark else text.strip()
    ignore = _IGNORE.match(said)
    if ignore is None:
        return Inline(number, (), said, "unclear", blocks, line)
    rules = tuple(r.strip() for r in re.split("[,，]", ignore[1] or "") if r.strip())
    if ignore[1] is not None and not rules:
        return Inline(number, (), said, "unclear", blocks, line)
    reason = ignore[2].strip()
    return Inline(number, rules, reason or said, "" if reason else "no-reason", blocks, line)


class _Spots:
    """Which blocks a remark speaks of. What many remarks share is looked up once."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.starts = [b.start for b in blocks]
        self.line_end = -1
        self.tables: dict[int, list[int]] = {}
        self.rows: dict[tuple[int, str], list[int]] = {}
        for k, block in enumerate(blocks):
            if block.table is not None and block.cell is not None:
                self.tables.setdefault(block.table, []).append(k)
                self.rows.setdefault((block.table, _row(block.cell)), []).append(k)

    def on_line(self, first: int, at: int, text: str) -> tuple[int, ...]:
        """The blocks on the line of a comment that begins at `first`; where it stands alone, what
        comes next."""
        if at > self.line_end:
            end = text.find("\n", at)
            self.line_end = len(text) if end < 0 else end
        begin = bisect_left(self.starts, first)
        if begin and first < self.starts[begin - 1] + len(self.blocks[begin - 1].text):
            begin -= 1  # a paragraph that began on a line before
        stop = bisect_left(self.starts, self.line_end)
        return tuple(range(begin, stop)) if begin < stop else self.next(begin)

    def next(self, at: int) -> tuple[int, ...]:
        """The block at an index, of a table all."""
        if at >= len(self.blocks):
            return ()
        table = self.blocks[at].table
        return tuple(self.tables.get(-1 if table is None else table, [at]))

    def beside_cell(self, at: int) -> tuple[int, ...]:
        """The block at an index; in a table the cells of its row, before the table all of it."""
        if at >= len(self.blocks):
            return ()
        block = self.blocks[at]
        if block.cell is None or block.table is None:
            return (at,)
        row = _row(block.cell)
        first = self.tables[block.table][0] == at
        return tuple(self.tables[block.table] if first else self.rows[block.table, row])


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
