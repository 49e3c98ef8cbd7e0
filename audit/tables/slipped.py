"""Whether one slip of the pen in one cell explains why a sum of cells does not come out."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit import slips
from audit.exact.interval import Interval
from audit.exact.rounding import Quantity
from audit.tables.grid import NUMBER, Cell

KINDS = ("digit", "swap", "drop", "double", "point", "sign")
DIGITS = 1000  # the total in its last digits, before a slip tells anything


def slipped(whole: Cell, parts: Sequence[tuple[Cell, int]], scale: int, telling: bool) -> bool:
    """`telling`: only where a slip would hardly explain just any gap. `scale`: as of the table."""
    members = [(whole, -1), *parts]
    printed = [(c, s) for c, s in members if c.state == NUMBER and c.figure is not None]
    if telling and not _tells(whole, parts):
        return False
    room = sum(c.half for c, _ in printed)
    gap = sum(s * c.number for c, s in members)
    for cell, sign in printed:
        wanted = cell.number - sign * gap
        if _slips(cell, wanted, room, scale):
            return True
    return False


def _slips(cell: Cell, wanted: int, room: int, scale: int) -> bool:
    quantity = _size(cell)
    negative = cell.number < 0
    if quantity is None or (wanted and (wanted < 0) != negative):
        return cell.number == -wanted != 0
    low, high = abs(wanted) - room, abs(wanted) + room
    allowed = Interval(Fraction(max(0, low), scale), Fraction(high, scale))
    found = slips.candidates(quantity, allowed, whole=quantity.exact)
    return any(s.kind in KINDS for s in found)


def _size(cell: Cell) -> Quantity | None:
    """The quantity without its sign."""
    assert cell.figure is not None
    quantity = cell.figure.prints[0]
    if quantity.value is None or quantity.value >= 0:
        return quantity
    text = quantity.text.strip("()（）-−– $")
    return replace(quantity, text=text, value=-quantity.value)


def _tells(whole: Cell, parts: Sequence[tuple[Cell, int]]) -> bool:
    finest = min((c.half for c, _ in parts if c.half), default=whole.half) or 1
    if abs(whole.number) < DIGITS * 2 * finest:
        return False
    sizes = [
        q
        for c, _ in parts
        if c.state == NUMBER and c.figure is not None and (q := _size(c)) is not None
    ]
    total = _size(whole) if whole.state == NUMBER and whole.figure is not None else None
    known = [q for q in sizes if q.value]
    return total is not None and slips.informative(total, known)
