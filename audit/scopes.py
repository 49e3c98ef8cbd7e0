"""A document as a tree of scopes: part (report) > section > paragraph > sentence > clause.

Brackets are scopes of their own. Nothing is ever looked up beyond a part: a file may hold several
reports, and equal words in two of them mean different things.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from audit.languages.cues import Cues
from audit.model import Block, Document

TITLE = 40  # characters that a title may have
REMARK = 12  # characters that a sentence in a cell has at least


class Bracket(Struct, frozen=True):
    """text[start:end] with both brackets; `outer` is the start of the bracket around it, or -1."""

    start: int
    end: int
    outer: int


class Paragraph(Struct):
    """A block of prose. Ends are offsets just behind what closes the scope.

    text       folded, character for character
    section    how many headings of the part stand before it
    """

    number: int
    text: str
    heading: bool
    section: int
    sentences: list[int]
    clauses: list[int]
    brackets: list[Bracket]
    by_start: dict[int, Bracket]
    by_end: dict[int, Bracket]

    def sentence(self, at: int) -> int:
        return bisect_right(self.sentences, at)

    def clause(self, at: int) -> int:
        return bisect_right(self.clauses, at)

    def sentence_end(self, at: int) -> int:
        found = self.sentence(at)
        return self.sentences[found] if found < len(self.sentences) else len(self.text)

    def clause_end(self, at: int) -> int:
        found = self.clause(at)
        return self.clauses[found] if found < len(self.clauses) else len(self.text)

    def sentence_start(self, at: int) -> int:
        found = self.sentence(at)
        return self.sentences[found - 1] if found else 0

    def clause_start(self, at: int) -> int:
        found = self.clause(at)
        return self.clauses[found - 1] if found else 0

    def bracket(self, at: int) -> Bracket | None:
        """The innermost bracket around `at`."""
        last = bisect_left(self.brackets, at, key=lambda b: b.start)
        bracket = self.brackets[last - 1] if last else None
        while bracket is not None and bracket.end <= at:
            bracket = self.by_start.get(bracket.outer)
        return bracket

    def closed_before(self, start: int, end: int) -> Bracket | None:
        """The last outer bracket that closes between the two places."""
        for at in range(end, start, -1):
            bracket = self.by_end.get(at)
            if bracket is not None:
                return bracket
        return None


class Part(Struct):
    """One report: its paragraphs, and where its blocks begin in the document."""

    document: int
    paragraphs: list[Paragraph]


def parts_of(index: int, document: Document, cues: Cues) -> list[Part]:
    """The reports that a document holds."""
    parts = [Part(index, [])]
    prose = [
        (n, b)
        for n, b in enumerate(document.blocks)
        if is_prose(b) or (len(b.text) >= REMARK and is_remark(document.blocks, n))
    ]
    first = _title(prose[0][1].text) if prose else ""
    section = 0
    for n, block in prose:
        text = block.text.translate(cues.fold) if cues.fold else block.text
        if parts[-1].paragraphs and _begins_report(text, first, cues):
            parts.append(Part(index, []))
        heading = block.level > 0 or block.kind == "heading"
        section += heading
        parts[-1].paragraphs.append(paragraph(n, text, cues, heading, section))
    return [p for p in parts if p.paragraphs]


def is_prose(block: Block) -> bool:
    return block.cell is None and block.table is None and not block.text.startswith("|")


def is_remark(blocks: Sequence[Block], n: int) -> bool:
    """Whether a cell of a workbook holds a sentence of its own, beside or below a table."""
    block = blocks[n]
    if block.cell is None or "!" not in block.cell:
        return False
    if not block.text.rstrip().endswith(("。", ".", "；", "！")):
        return False
    row = block.cell.lstrip().rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    beside = [b for b in (*blocks[max(0, n - 1) : n], *blocks[n + 1 : n + 2]) if b.cell and b.text]
    return all(
        b.table != block.table
        or (b.cell or "").rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row
        for b in beside
    )


def _begins_report(text: str, first: str, cues: Cues) -> bool:
    """A title like `… 篇2`, or the title of the file once more."""
    if len(text) > TITLE:
        return False
    if cues.part_mark and re.search(cues.part_mark, text):
        return True
    return len(first) > 5 and _title(text) == first


def _title(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text) if len(text) <= TITLE else ""


def paragraph(
    number: int, text: str, cues: Cues, heading: bool = False, section: int = 0
) -> Paragraph:
    brackets = _brackets(text, cues)
    sentences, clauses = _ends(text, cues, brackets)
    starts, closings = {b.start: b for b in brackets}, {b.end: b for b in brackets}
    return Paragraph(number, text, heading, section, sentences, clauses, brackets, starts, closings)


@lru_cache(maxsize=8)
def _marks(sentence: str, clause: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(sentence)}]|[{re.escape(clause)}]")


def _ends(text: str, cues: Cues, brackets: Sequence[Bracket]) -> tuple[list[int], list[int]]:
    """Where sentences and clauses end; marks inside brackets end nothing outside them."""
    sentences: list[int] = []
    clauses: list[int] = []
    outer = [b for b in brackets if b.outer < 0]
    at = 0
    for mark in _marks(cues.sentence, cues.clause).finditer(text):
        while at < len(outer) and outer[at].end <= mark.start():
            at += 1
        if at < len(outer) and outer[at].start < mark.start():
            continue
        if mark[0] == "." and not re.match(r"\s|$", text[mark.end() : mark.end() + 1]):
            continue
        if mark[0] == "." and _abbreviates(text, mark.end(), cues):
            continue
        clauses.append(mark.end())
        if mark[0] in cues.sentence:
            sentences.append(mark.end())
    return sentences, clauses


def _abbreviates(text: str, end: int, cues: Cues) -> bool:
    """Whether a full stop belongs to the word before it (Inc., vs.) and ends nothing."""
    pattern = cues.words.get("abbreviation", "")
    return bool(pattern) and re.search(pattern, text[max(0, end - 8) : end]) is not None


def _brackets(text: str, cues: Cues) -> list[Bracket]:
    """Matching brackets in the order of their starts; an opening one that never closes is none."""
    found: list[Bracket] = []
    open_: list[int] = []
    for at, char in _bracket_marks(text, cues):
        if char in cues.opening:
            open_.append(at)
        elif open_:
            start = open_.pop()
            found.append(Bracket(start, at + 1, open_[-1] if open_ else -1))
    return sorted(found, key=lambda b: b.start)


def _bracket_marks(text: str, cues: Cues) -> Iterator[tuple[int, str]]:
    for match in re.finditer(f"[{re.escape(cues.opening + cues.closing)}]", text):
        yield match.start(), match[0]
