"""The cells of a document by table, row and column, each with what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.exact.rounding import Quantity
from audit.languages.tablewords import pattern, says
from audit.model import Block, Document, Figure, Place

NUMBER, ZERO, MISSING, WORD, BLANK = "number", "zero", "missing", "word", "blank"
VALUES = (NUMBER, ZERO)

_DASH = re.compile(r"(?:[$€£¥￥]|US\$)?\s*[-–—―－−─]\s*[%％]?|\(\s*[-–—]\s*\)")
_BROKEN = re.compile(r"[-−+(（$€£¥￥\s]*\d[\d,，.\s]*[,，.]\d[\d,，.\s]*[)）%％\s]*")
_SIGN_ALONE = re.compile(r"[$€£¥￥%％()（）]{1,2}")
_HAN_BLANK = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0\u3000]+(?=[^\x00-\x7f])")
ALONE = (1, 1)  # the reach of a cell that is not merged
_LONGEST = 120  # characters of a cell that may be a label
_CAPTION_BLOCKS = 3


class Cell(Struct, eq=False):
    """One printed cell; row and column count from 0 in the table as the document has it.

    state     number, zero (a lone dash), missing (n/a, …), word, blank
    number    its value in whole multiples of the table's unit of reckoning (see `Table.scale`)
    half      half of its last printed digit, so reckoned; 0 for an exact count
    own       half of the last digit as the figure alone has it (its column may say more)
    unit      of the figure
    rows, columns   how far it reaches, 1 unless it is merged
    """

    row: int
    column: int
    text: str
    state: str
    figure: Figure | None = None
    number: int = 0
    half: int = 0
    own: int = 0
    unit: str = ""
    rows: int = 1
    columns: int = 1
    block: Block | None = None


class Grid(Struct):
    """All cells of one table of the document. `caption`: the paragraphs right above it; `below`: the
    note right below it."""

    document: int
    number: int
    sheet: str
    rows: dict[int, dict[int, Cell]]
    caption: str = ""
    below: str = ""


def grids_of(document: Document, index: int, figures: Sequence[Figure]) -> list[Grid]:
    """The tables of a document. `figures`: those of the document."""
    within: dict[tuple[int | None, str], Figure | None] = {}
    for figure in figures:
        key = (figure.place.table, figure.place.cell or "")
        if key[1] and within.setdefault(key, figure) is not figure:
            within[key] = None  # two figures: words
    grids: dict[int, Grid] = {}
    grid: Grid | None = None
    above: list[str] = []
    for block in document.blocks:
        if block.cell is None or block.table is None:
            if block.text:
                if grid is not None and not above and says("note", fold(block.text)):
                    grid.below = fold(block.text)
                above.append(block.text)
            continue
        grid = grids.get(block.table)
        if grid is None:
            sheet = block.cell.rpartition("!")[0]
            caption = "\n".join(t for t in above[-_CAPTION_BLOCKS:] if len(t) <= _LONGEST)
            grid = grids[block.table] = Grid(index, block.table, sheet, {}, caption)
            above = []
        _put(grid, block, within)
    return list(grids.values())


def dashes_in(document: Document) -> Iterator[Figure]:
    """The lone dashes in cells as exact noughts, without ids."""
    for block in document.blocks:
        text = block.text
        if text[-1:].isalnum() or block.cell is None or len(text) > 12:
            continue
        if any(c.isalnum() for c in text):
            continue
        if _state(text.strip()) == ZERO:  # also with a footnote mark
            place = Place(
                path=document.path,
                start=block.start,
                end=block.start + len(text),
                line=block.line,
                page=block.page,
                table=block.table,
                cell=block.cell,
            )
            quantity = Quantity(text.strip(), Fraction(0), None, exact=True)
            yield Figure("", (quantity,), place=place)


def _put(grid: Grid, block: Block, figures: Mapping[tuple[int | None, str], Figure | None]) -> None:
    assert block.cell is not None
    row, column = _place(block.cell[block.cell.rfind("!") + 1 :])
    cells = grid.rows.get(row)
    if cells is None:
        cells = grid.rows[row] = {}
    cell = _cell(block, row, column, figures.get((block.table, block.cell)))
    cells[column] = cell
    if block.span is not ALONE and block.span != ALONE:
        cell.rows, cell.columns = block.span


def _cell(block: Block, row: int, column: int, figure: Figure | None) -> Cell:
    text = block.text
    if figure is not None and figure.prints:
        quantity = figure.prints[0]
        if quantity.text == text and quantity.value is not None and _is_plain(figure, quantity):
            return Cell(row, column, text, NUMBER, figure, 0, 0, 0, "", 1, 1, block)
        covers = (figure.place.end or 0) - (figure.place.start or 0) >= len(text.strip()) - 1
        if quantity.step is None and quantity.value == 0 and _state(text.strip()) == ZERO:
            return Cell(row, column, text, ZERO, figure, block=block)
        if figure.problem or figure.state == "unreadable":
            return Cell(row, column, text, MISSING, figure, block=block)
        if (
            quantity.value is not None
            and covers
            and _is_unit(quantity.unit)
            and not _named(text, figure)
        ):
            state = NUMBER if quantity.bounds is None else MISSING
            return Cell(row, column, text, state, figure, unit=quantity.unit, block=block)
        return Cell(row, column, text, WORD, block=block)
    text = text.strip()
    if block.kind == "unreadable":
        return Cell(row, column, text, MISSING, block=block)
    state = _state(text)
    if state == WORD and len(text) <= 24 and _BROKEN.fullmatch(text):
        state = MISSING  # a number that cannot be read
    return Cell(row, column, text, state, block=block)


def _is_plain(figure: Figure, quantity: Quantity) -> bool:
    """Whether it is digits and nothing else."""
    if quantity.unit or quantity.step is None or quantity.bounds is not None:
        return False
    return figure.problem is None and figure.state != "unreadable"


def _named(text: str, figure: Figure) -> bool:
    """Whether a letter stands before the number, which then belongs to a name: 镇1, A2, but not 约3."""
    first = text.lstrip()[:1]
    if not first.isalpha() or figure.prints[0].hedge is not None:
        return False
    return (figure.place.end or 0) - (figure.place.start or 0) < len(text.strip()) and not (
        figure.prints[0].text.startswith(first)
    )


def _is_unit(unit: str) -> bool:
    """Whether what follows the number is a unit: 12 Pine Court is no number."""
    return not unit or not unit.isascii() or units.known(unit)


@lru_cache(maxsize=4096)
def _state(text: str) -> str:
    """What a cell without a figure holds."""
    if not text or _SIGN_ALONE.fullmatch(text):
        return BLANK
    if _DASH.fullmatch(text):
        return ZERO
    if text.strip("*＊") == "":  # withheld; a mark without a number marks nothing
        return MISSING
    if _DASH.fullmatch(text.rstrip("*†‡§ ")):
        return ZERO
    folded = fold(text)
    if len(folded) <= 16:
        if pattern("nothing").fullmatch(folded):
            return BLANK
        if pattern("missing").fullmatch(folded):
            return MISSING
    return WORD


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A label as its words are looked up: half-width, lower case, no blanks between Han characters."""
    import unicodedata

    text = unicodedata.normalize("NFKC", text[:_LONGEST])
    text = _HAN_BLANK.sub("", " ".join(text.split()))
    return text.lower().strip("*†‡ ")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def place_of(cell: str) -> tuple[int, int]:
    """Row and column, from 0, of `B4` or `Sheet!B4`."""
    return _place(cell[cell.rfind("!") + 1 :])


@lru_cache(maxsize=1 << 14)
def _place(name: str) -> tuple[int, int]:
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, _column(letters)
