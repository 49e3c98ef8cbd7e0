"""Quotations: where in a text does `{}` of a `find:` stand, and which figure is it?

Matching is blind to white space and to full- or half-width forms. `{}` takes one whole figure as
extraction reads it, with any hedge around it, never a part of one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Protocol

from msgspec import Struct

from audit.exact.rounding import Quantity
from audit.model import Block, Document, Place

HEDGE_ROOM = (
    12  # folded characters of hedge words that may stand between the quotation and the span
)


class FoundSpan(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def quantity(self) -> Quantity: ...


Spans = Callable[[str, str], Sequence[FoundSpan]]


class Match(Struct, frozen=True):
    """A figure that a quotation points at: the document, the block, and the span in the block."""

    document: int
    block: Block
    start: int
    end: int
    quantity: Quantity


class Missing(Struct, frozen=True):
    """Why a quotation points at nothing: the longest part of it that does stand in the text."""

    stands: str
    figure_missing: bool


class Quotes:
    """The documents of one report, folded once for all quotations."""

    def __init__(
        self, documents: Sequence[Document], languages: Sequence[str], spans: Spans
    ) -> None:
        self.documents = documents
        self.languages = languages
        self.spans = spans
        self._cache: dict[tuple[int, int], Sequence[FoundSpan]] = {}

    @cached_property
    def _folded(self) -> list[_Folded]:
        return [_Folded(d) for d in self.documents]  # only where anything is quoted

    def find(self, pattern: str, only: frozenset[int] | None = None) -> list[Match]:
        """All figures that the quotation points at, in reading order."""
        head, _, tail = pattern.partition("{}")
        before, after = fold(head), fold(tail)
        out: list[Match] = []
        for number, folded in enumerate(self._folded):
            if only is not None and number not in only:
                continue
            for at in folded.places(before) if before else self._starts(number, folded):
                match = self._figure_at(number, folded, at, after)
                if match is not None and match not in out:
                    out.append(match)
        return out

    def diagnose(self, pattern: str, only: frozenset[int] | None = None) -> Missing:
        """Why `find` gave nothing: what of the quotation stands in the text."""
        head, _, tail = pattern.partition("{}")
        before = fold(head)
        texts = [f for n, f in enumerate(self._folded) if only is None or n in only]
        if before and any(before in f.text for f in texts):
            return Missing(head, True)
        for part in (before, fold(tail)):
            for length in range(len(part), 1, -1):
                if any(part[-length:] in f.text for f in texts):
                    return Missing(part[-length:], False)
        return Missing("", False)

    def place(self, match: Match) -> Place:
        return place_of(self.documents[match.document], match.block, match.start, match.end)

    def _figure_at(self, number: int, folded: _Folded, at: int, after: str) -> Match | None:
        """The figure that begins at folded position `at`, if `after` follows it."""
        index = folded.block_at(at)
        if index is None:
            return None
        block = self.documents[number].blocks[index]
        for span in self._spans(number, index, block):
            start = folded.position(index, span.start)
            if start < at:
                continue
            if start - at > HEDGE_ROOM or not _only_hedge(folded.text[at:start]):
                return None
            if any(folded.follows(after, folded.position(index, e)) for e in _ends(block, span)):
                return Match(number, block, span.start, span.end, span.quantity)
            return None
        return None

    def _starts(self, number: int, folded: _Folded) -> list[int]:
        """Where figures begin, for a quotation that begins with {}."""
        return [
            folded.position(index, span.start)
            for index, block in enumerate(folded.blocks)
            for span in self._spans(number, index, block)
        ]

    def _spans(self, number: int, index: int, block: Block) -> Sequence[FoundSpan]:
        key = number, index
        if key not in self._cache:
            self._cache[key] = self.spans(block.text, self.languages[number])
        return self._cache[key]


class _Folded:
    """A document's text without white space and width differences, and the way back."""

    def __init__(self, document: Document) -> None:
        self.blocks = document.blocks
        self.starts: list[int] = []
        pieces: list[str] = []
        length = 0
        for block in document.blocks:
            self.starts.append(length)
            piece = fold(block.text)
            pieces.append(piece)
            length += len(piece)
        self.text = "".join(pieces)
        self._lengths: dict[int, list[int]] = {}

    def places(self, before: str) -> list[int]:
        """The positions right behind each occurrence of `before`."""
        out, at = [], self.text.find(before)
        while at >= 0:
            out.append(at + len(before))
            at = self.text.find(before, at + 1)
        return out

    def follows(self, after: str, end: int) -> bool:
        """Whether `after` stands at `end`, at the most a hedge word later."""
        for tail in range(end, min(end + HEDGE_ROOM, len(self.text)) + 1):
            if self.text.startswith(after, tail) and _only_hedge(self.text[end:tail]):
                return True
        return False

    def block_at(self, position: int) -> int | None:
        """The index of the block in which the position lies."""
        index = bisect_right(self.starts, position) - 1
        return index if index >= 0 else None

    def position(self, index: int, offset: int) -> int:
        """The folded position of an offset in a block."""
        lengths = self._lengths.get(index)
        if lengths is None:
            text = self.blocks[index].text
            lengths = [0, *accumulate(len(_fold_char(c)) for c in text)]
            self._lengths[index] = lengths
        return self.starts[index] + lengths[offset]


def _ends(block: Block, span: FoundSpan) -> Iterator[int]:
    """Where {} may end: behind the figure, or before the `/年` of a price (120元/年)."""
    yield span.end
    slash = block.text.find("/", span.start, span.end)
    if slash >= 0:
        yield slash


_PUNCTUATION = {
    "“": '"', "”": '"', "‘": "'", "’": "'", "。": ".", "、": ",", "—": "-", "–": "-", "−": "-",
    "【": "[", "】": "]", "〔": "(", "〕": ")", "《": "<", "》": ">", "～": "~",
}  # fmt: skip


@lru_cache(maxsize=4096)
def _fold_char(c: str) -> str:
    if c.isspace():
        return ""
    folded = _PUNCTUATION.get(c)
    if folded is not None:
        return folded
    return unicodedata.normalize("NFKC", c) if "！" <= c <= "～" else c


def fold(text: str) -> str:
    """White space dropped, full-width punctuation, letters and digits made half-width."""
    return "".join(map(_fold_char, text))


def _only_hedge(between: str) -> bool:
    """Whether nothing but a hedge word stands between the quotation and the figure."""
    return not between or between in _hedges()


@lru_cache(maxsize=1)
def _hedges() -> frozenset[str]:
    from audit.exact.reading import HEDGES_AFTER, HEDGES_BEFORE

    return frozenset(fold(w) for w in (*HEDGES_BEFORE, *HEDGES_AFTER))


def place_of(document: Document, block: Block, start: int, end: int) -> Place:
    """The place of a span of a block."""
    line = column = None
    if document.text is not None:
        at = block.start + start
        line = (block.line or 1) + block.text.count("\n", 0, start)
        column = at - (document.text.rfind("\n", 0, at) + 1) + 1
    return Place(
        path=document.path,
        start=block.start + start,
        end=block.start + end,
        line=line,
        column=column,
        page=block.page,
        block=block.number,
        table=block.table,
        cell=block.cell,
    )
