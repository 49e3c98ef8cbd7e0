"""Where the text of each block comes from in a Word file, noted while the reader walks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from audit.readers.letters import clean

if TYPE_CHECKING:
    from lxml.etree import _Element

    from audit.readers.docx_text import Inline

Key = int | tuple[int, str]  # the number of a block, or table and cell


class Piece(Struct, frozen=True):
    """What one element gives to the text of a block: `text`, from `start` on.

    The element is a `w:t`, or one that stands for text (`w:tab`, `w:br`, `w:sym`, an equation).
    Its own text may hold characters that nobody sees, which `text` leaves out, and raised digits.
    """

    element: _Element
    text: str
    start: int


class Spans(Struct, frozen=True):
    """The pieces of one block; joined with a line end where one paragraph of a cell or note follows
    another, they are its text.

    anchor  None for the body; for a text box the paragraph of the body that holds it, for a note
            the element that refers to it
    """

    key: Key
    pieces: tuple[Piece, ...]
    anchor: _Element | None = None


class Trace:
    """Told by the reader what it reads, keeps and throws away."""

    def __init__(self) -> None:
        self.done: list[Spans] = []
        self.anchor: _Element | None = None
        self._open: list[tuple[_Element, str]] = []  # the paragraph that is being read
        self._kept: list[Piece] = []  # of the block that is being read
        self._length = 0
        self._around: list[tuple[_Element | None, list[tuple[_Element, str]]]] = []

    def read(self, inline: Inline) -> None:
        """Text of a paragraph, which may go on in the next one."""
        self._open += [
            (element, clean(text))
            for element, text in zip(inline.sources, inline.pieces, strict=True)
        ]

    def drop(self) -> None:
        """The paragraph is not printed."""
        self._open = []

    def keep(self, text: str) -> None:
        """The paragraph ends; `text` is how its text begins, as far as it is kept."""
        at = self._length + bool(self._length)
        end = at + len(text)
        for element, piece in self._open:
            kept = piece[: max(0, end - at)]
            if kept:
                self._kept.append(Piece(element, kept, at))
            at += len(piece)
        self._open, self._length = [], end

    def end(self, key: Key | None, text: str | None = None) -> None:
        """The block ends. `text`: its text, where blanks before it are left out; no key: no block."""
        pieces = self._kept
        if text is not None:
            pieces = _without_lead(pieces, self._length - len(text), len(text))
        if key is not None and pieces:
            self.done.append(Spans(key, tuple(pieces), self.anchor))
        self._kept, self._length = [], 0

    def enter(self, paragraph: _Element) -> None:
        """A text box in a paragraph begins."""
        self._around.append((self.anchor, self._open))
        self._open = []
        self.anchor = self.anchor if self.anchor is not None else paragraph

    def leave(self) -> None:
        self.anchor, self._open = self._around.pop()


def _without_lead(pieces: list[Piece], lead: int, length: int) -> list[Piece]:
    out = []
    for piece in pieces:
        start = max(piece.start - lead, 0)
        text = piece.text[max(0, lead - piece.start) :][: length - start]
        if text:
            out.append(Piece(piece.element, text, start))
    return out


def offset_in(source: str, offset: int) -> int:
    """The offset in an element's own text of the character at `offset` of the text as read."""
    seen = 0
    for at, char in enumerate(source):
        if clean(char):
            if seen == offset:
                return at
            seen += 1
    return len(source)
