"""HTML in Markdown: where its text and its tables' cells stand in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from audit.readers.grid import Grid
from audit.readers.marks import whole

_ATTRIBUTE = r"""\s++[A-Za-z_:][\w:.-]*+(?:\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s"'=<>`]++))?+"""
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*+)((?:{_ATTRIBUTE})*+)\s*+/?>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPANS = re.compile(r"""(colspan|rowspan)\s*=\s*["']?(\d{1,5})""", re.IGNORECASE)
_STRONG = re.compile(r"\*\*|__")
# one star on either side of a few words; in a clause of its own a star masks a digit
_EMPHASIS = re.compile(
    r"(?<![0-9A-Za-z*\\])\*((?:\d[^*\n，。；;]{0,60}|(?![\s*])[^*\n，。；,;]{0,60}[^\s*\\，。；,;\d]))\*(?!\*)"
)
_MASKED = re.compile(r"(?:19|20)\Z")  # 20**年, with its last digits masked
_INLINE_TAGS = "a abbr b big br cite code del em font i img ins kbd mark q s small span strong sub sup tt u wbr"
_INLINE = frozenset(_INLINE_TAGS.split())
_SKIPPED = ("script", "style")
_WIDEST = 1000


class Cell(Struct, frozen=True):
    """A cell of the table with this grid, row and column from 0."""

    table: int
    row: int
    column: int
    span: tuple[int, int]
    grid: Grid

    def within(self) -> tuple[int, int]:
        """Its rows and columns, once the table has been read."""
        return self.grid.within(self.row, self.column, self.span)


class Piece(Struct, frozen=True):
    """Text in HTML: where it begins in the source, and of a cell also where it stands."""

    start: int
    text: str
    cell: Cell | None = None


def blanked(text: str) -> str:
    """`text`, of the same length, with comments, tags and the marks of emphasis blank."""
    if "<" in text:
        text = _TAG.sub(_blanks, without_comments(text))
    if "**" in text or "__" in text:
        text = _without_strong(text)
    if "*" in text:
        text = _EMPHASIS.sub(r" \1 ", text)
    return text


def without_comments(text: str) -> str:
    end = text.rfind("-->")  # what is not closed must not be looked for again and again
    return text if end < 0 else _COMMENT.sub(_blanks, text[: end + 3]) + text[end + 3 :]


def _blanks(match: re.Match[str]) -> str:
    return "".join(c if c in "\r\n" else " " for c in match[0])


def _without_strong(text: str) -> str:
    """A pair of ** or __ around text is emphasis; what is left alone may mask digits."""
    open_: dict[str, int] = {}
    out = list(text)
    for match in _STRONG.finditer(text):
        at, end, mark = match.start(), match.end(), match[0]
        begun = open_.pop(mark, None)
        if begun is not None and not text[at - 1].isspace():
            for place in (begun, begun + 1, at, at + 1):
                out[place] = " "
        elif not text[end : end + 1].isspace() and not _MASKED.search(text[max(0, at - 2) : at]):
            open_[mark] = at
    return "".join(out)


class Html:
    """Reads the HTML blocks of one text; a table goes on in the next block until it is closed."""

    def __init__(self) -> None:
        self.tables = 0  # counted by the reader of the text, too
        self._grid: Grid | None = None
        self._cell: Cell | None = None
        self._skipped = ""

    def pieces(self, source: str) -> Iterator[Piece]:
        source = without_comments(source)
        begun = 0
        for tag in _TAG.finditer(source):
            name = tag[2].lower()
            if self._skipped:
                if name == self._skipped and tag[1]:
                    self._skipped, begun = "", tag.end()
                continue
            if name in _INLINE or (self._cell is not None and name in ("p", "div")):
                continue
            yield from self._piece(source, begun, tag.start())
            begun = tag.end()
            self._tag(name, bool(tag[1]), tag[3])
        if not self._skipped:
            yield from self._piece(source, begun, len(source))

    def _tag(self, name: str, closes: bool, attributes: str) -> None:
        if name in _SKIPPED:
            self._skipped = "" if closes else name
        elif name == "table":
            self._cell = None
            self._grid = None if closes else Grid()
            self.tables += not closes
        elif self._grid is None:
            return
        elif name == "tr":
            self._cell = None
            if not closes:
                self._grid.row()
        elif name in ("td", "th"):
            self._cell = None
            if not closes:
                spans = {m[1].lower(): whole(m[2], 1) for m in _SPANS.finditer(attributes)}
                columns = min(max(1, spans.get("colspan", 1)), _WIDEST)
                rows = max(1, spans.get("rowspan", 1))
                row, column = self._grid.place(columns, rows)
                self._cell = Cell(self.tables, row, column, (rows, columns), self._grid)

    def _piece(self, source: str, start: int, end: int) -> Iterator[Piece]:
        text = blanked(source[start:end])
        bare = text.lstrip()
        if bare:
            yield Piece(end - len(bare), bare.rstrip(), self._cell)
