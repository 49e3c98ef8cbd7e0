"""From cells that are related to the result: the claim over their figures, and its verdict.

A claim that holds at the intervals is made at once, as `evaluate` would make it; one that does not
is judged with the weaker readings of discovery (`readings.judged`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from audit.exact import units
from audit.exact.formula import Binary, Call, Name, Negative, Node, Number
from audit.exact.interval import Interval
from audit.model import PASS, WARN, Claim, Cue, Figure, Result
from audit.readings import (
    HARDLY,
    Proposal,
    Reading,
    equal,
    judged,
    minus,
    number,
    order,
    over,
    plus,
)
from audit.tables.grid import NUMBER, Cell
from audit.tables.regions import Table

ZERO, ONE = Fraction(0), Fraction(1)
LOOSE = ("low-power",)
MOST_ADDED = 24  # parts that are written a + b + c; more are sum(…)
Signed = tuple[Cell, int]
FACTORS = {"%": 100, "‰": 1000, "bp": 10_000}
Bounds = tuple[int, int, int, int]
Roles = dict[str, tuple[str, ...]]


class Fractions(dict[int, Fraction]):
    """Whole numbers of a scale as fractions: the same ones return in a table again and again."""

    def __init__(self, scale: int) -> None:
        self.scale = scale

    def __missing__(self, number_: int) -> Fraction:
        whole, rest = divmod(number_, self.scale)
        found = self[number_] = Fraction(number_, self.scale) if rest else Fraction(whole)
        return found

    def around(self, middle: int, half: int) -> Interval:
        if not half:
            return Interval(self[middle], self[middle])
        return Interval(self[middle - half], self[middle + half])


class Maker:
    """Makes the results of one table after the other. `figures`: all of the report, by id."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.scale = 2
        self.fractions = Fractions(2)

    def enter(self, table: Table) -> None:
        self.scale = table.scale
        self.fractions = Fractions(table.scale)

    def id(self, cell: Cell) -> str:
        assert cell.figure is not None, cell.text
        return cell.figure.id

    # ---------------------------------------------------------------- kinds of claims

    def total(
        self, kind: str, whole: Cell, parts: Sequence[Signed], cue: str, exact: bool = False
    ) -> Result | None:
        """whole = sum of the signed parts. `exact`: what holds only by rounding is a warning."""
        cells = [whole, *[c for c, _ in parts]]
        lent = self._lent(cells)
        halves = [c.half for c in cells if c.half]
        half = min(halves, default=0)  # as of `_common_half`
        steps = self._steps(cells, half)
        tree = equal(self._name(whole, lent), self._sum(parts, lent))
        ids = [c.figure.id for c in cells]  # type: ignore[union-attr]
        roles: Roles = {"whole": (ids[0],), "parts": tuple(ids[1:])}
        value = sum([s * c.number for c, s in parts])
        room = half * len(halves)
        if abs(whole.number - value) <= room:
            own = half if whole.half else 0
            sides = (whole.number, own, value, room - own)
            if exact and value != whole.number:
                points = {self.id(c): ZERO for c in cells if c.half}
                missed = self._judged(kind, tree, roles, "sum", points, cue, True)
                return (
                    None
                    if missed is None
                    else replace(missed, verdict=WARN, reading="exact-elsewhere")
                )
            return self._held(kind, tree, roles, "sum", steps, cue, sides, 2 * half, whole)
        return self._judged(kind, tree, roles, "sum", steps, cue, True)

    def difference(
        self, kind: str, told: Cell, new: Cell, old: Cell, sign: int, cue: str, strong: bool = True
    ) -> Result | None:
        """told = sign * (new - old)"""
        a, b = (new, old) if sign > 0 else (old, new)
        roles: Roles = {
            "change": (self.id(told),),
            "current": (self.id(new),),
            "prior": (self.id(old),),
        }
        cells = [told, a, b]
        lent = self._lent([a, b])
        own = "百分点" if lent and told.unit == "" else ""
        half = self._common_half(cells)
        steps = self._steps(cells, half)
        if own or told.unit == "百分点":
            lent_told = Name(self.id(told))
            tree = equal(lent_told, minus(Name(self.id(a)), Name(self.id(b))))
            if told.unit == "百分点" and not a.unit:
                tree = equal(lent_told, minus(Name(self.id(a), "%"), Name(self.id(b), "%")))
            elif told.unit == "" and a.unit:
                tree = equal(Name(self.id(told), "%"), tree.operands[1])
        else:
            tree = equal(self._name(told, lent), minus(self._name(a, lent), self._name(b, lent)))
        halves = [half if c.half else 0 for c in cells]
        if abs(told.number - a.number + b.number) <= sum(halves):
            sides = (told.number, halves[0], a.number - b.number, halves[1] + halves[2])
            return self._held(kind, tree, roles, "difference", steps, cue, sides, 2 * half, told)
        return self._judged(kind, tree, roles, "difference", steps, cue, strong)

    def growth(
        self,
        rate: Cell,
        new: Cell,
        old: Cell,
        sense: int,
        cue: str,
        sign: str = "%",
        strong: bool = True,
    ) -> Result | None:
        """rate = new / old - 1 (sense 1), rate = 1 - new / old (sense -1)"""
        ratio = over(Name(self.id(new)), Name(self.id(old)))
        told = minus(ratio, number(1)) if sense > 0 else minus(number(1), ratio)
        tree = equal(self._rate(rate, sign), told)
        roles: Roles = {
            "rate": (self.id(rate),),
            "current": (self.id(new),),
            "prior": (self.id(old),),
        }
        return self._quotient(
            "growth", tree, roles, rate, new, old, Fraction(sense), -sense, sign, cue, strong
        )

    def share(
        self,
        rate: Cell,
        part: Cell,
        whole: Cell,
        cue: str,
        sign: str = "%",
        kind: str = "share",
        times: Fraction = ONE,
        strong: bool = True,
    ) -> Result | None:
        """rate = part / whole * times"""
        ratio: Node = over(Name(self.id(part)), Name(self.id(whole)))
        if times != 1:
            ratio = Binary("*", ratio, Number(times))
        tree = equal(self._rate(rate, sign), ratio)
        names = {
            "share": ("share", "part", "whole"),
            "rate": ("rate", "numerator", "base"),
            "per": ("per", "total", "count"),
        }[kind]
        roles: Roles = {n: (self.id(c),) for n, c in zip(names, (rate, part, whole), strict=True)}
        return self._quotient(kind, tree, roles, rate, part, whole, times, 0, sign, cue, strong)

    def at_most(self, part: Cell, whole: Cell, cue: str) -> Result | None:
        """part <= whole"""
        tree = order(Name(self.id(part)), "<=", Name(self.id(whole)))
        roles: Roles = {"part": (self.id(part),), "whole": (self.id(whole),)}
        steps = self._steps([part, whole])
        reading = Reading(tree, roles, "partial", notes=("partial",), steps=steps)
        return judged(
            Proposal("part", (reading,), _cue(cue), strong=True), self.figures
        )

    # ---------------------------------------------------------------- trees

    @staticmethod
    def _lent(cells: Iterable[Cell]) -> str:
        """The sign of percent that some of the cells carry, for those that do not."""
        units_ = [c.unit for c in cells]
        if not any(units_):
            return ""
        found = set(units_)
        if "" not in found:
            return ""
        return next((u for u in ("%", "‰") if u in found), "")

    def _name(self, cell: Cell, lent: str) -> Name:
        if lent and cell.unit == "" and cell.state == "number":
            return Name(self.id(cell), lent)
        return Name(self.id(cell))

    def _rate(self, cell: Cell, sign: str) -> Name:
        return Name(self.id(cell), "" if cell.unit else sign)

    def _sum(self, parts: Sequence[Signed], lent: str) -> Node:
        if len(parts) > MOST_ADDED and all(s > 0 for _, s in parts):
            if not lent:
                return Call("sum", tuple([Name(c.figure.id) for c, _ in parts]))  # type: ignore[union-attr]
            return Call("sum", tuple(self._name(c, lent) for c, _ in parts))
        cell, sign = parts[0]
        node: Node = self._name(cell, lent)
        if sign < 0:
            node = Negative(node)
        for cell, sign in parts[1:]:
            node = (plus if sign > 0 else minus)(node, self._name(cell, lent))
        return node

    # ---------------------------------------------------------------- precision

    @staticmethod
    def _common_half(cells: Sequence[Cell]) -> int:
        """Half of the finest printed digit among rounded figures: trailing noughts are dropped in lists."""
        return min([c.half for c in cells if c.half], default=0)

    def _steps(self, cells: Sequence[Cell], finest: int = 0) -> dict[str, Fraction]:
        """The step of each figure that is another one here than its print alone would say."""
        out: dict[str, Fraction] = {}
        fractions = self.fractions
        for cell in cells:
            half = (finest or cell.half) if cell.half else 0
            if half != cell.own and cell.state == NUMBER:
                out[cell.figure.id] = fractions[2 * half]  # type: ignore[union-attr]
        return out

    # ---------------------------------------------------------------- results

    def _judged(
        self,
        kind: str,
        tree: Node,
        roles: Roles,
        name: str,
        steps: dict[str, Fraction],
        cue: str,
        strong: bool,
    ) -> Result | None:
        reading = Reading(tree, roles, name, steps=steps)
        proposal = Proposal(kind, (reading,), _cue(cue), strong=strong)
        return judged(proposal, self.figures)

    def _held(
        self,
        kind: str,
        tree: Node,
        roles: Roles,
        name: str,
        steps: dict[str, Fraction],
        cue: str,
        sides: tuple[int, int, int, int],
        width: int,
        left: Cell,
    ) -> Result:
        """The result of a linear claim that holds: (left, its half, right, its half) in whole numbers.
        `width`: of what is rounded, 0 where nothing is."""
        a, half_a, b, half_b = sides
        room = max(0, half_a + half_b - abs(a - b))
        error = (room // width + 1) * width if width else self.scale
        fractions = self.fractions
        interval = fractions.around(a, half_a)
        return Result(
            _claim(kind, tree, roles, cue, steps),
            PASS,
            name,
            (),
            interval,
            interval if (a, half_a) == (b, half_b) else fractions.around(b, half_b),
            (_value(left, fractions), fractions[b] if a != b else _value(left, fractions)),
            left.unit,
            ZERO,
            ZERO,
            fractions[error],
        )

    def _quotient(
        self,
        kind: str,
        tree: Node,
        roles: Roles,
        rate: Cell,
        top: Cell,
        base: Cell,
        times: Fraction,
        offset: int,
        sign: str,
        cue: str,
        strong: bool,
    ) -> Result | None:
        """The result on rate = top / base * times + offset."""
        steps = self._steps([rate, top, base])
        found = bounds(top, base)
        if found is not None and _same_money(top.unit, base.unit):
            held = self._within(found, rate, top, base, times, offset, sign)
            if held is not None:
                claim = _claim(kind, tree, roles, cue, steps)
                unit = rate.unit or sign
                left, right, printed, room, notes = held
                return Result(
                    claim, PASS, kind, notes, left, right, printed, unit, ZERO, ZERO, room or None
                )
        return self._judged(kind, tree, roles, kind, steps, cue, strong)

    def _within(
        self,
        found: Bounds,
        rate: Cell,
        top: Cell,
        base: Cell,
        times: Fraction,
        offset: int,
        sign: str,
    ) -> tuple[Interval, Interval, tuple[Fraction, Fraction], Fraction, tuple[str, ...]] | None:
        """(left, right, printed, room, notes) where the printed rate lies in the range of the quotient.
        In whole numbers: every bound is one over another, the lower of them above nought."""
        scale, (a, b, c, d) = self.scale, found
        factor = FACTORS.get(rate.unit or sign, 1)
        up, down = times.numerator * factor, times.denominator
        plus_ = offset * factor * down
        low, below = a * up + plus_ * b, b * down
        high, above = c * up + plus_ * d, d * down
        if low * above > high * below:
            low, below, high, above = high, above, low, below
        least, most = rate.number - rate.half, rate.number + rate.half
        left_room = most * below - low * scale  # over scale * below
        right_room = high * scale - least * above  # over scale * above
        if left_room < 0 or right_room < 0:
            return None
        value, over_ = top.number * up + plus_ * base.number, base.number * down
        width = (most - least) * below * above + (high * below - low * above) * scale
        whole = scale * below * above
        loose = bool(rate.number or value) and (
            _exceeds(width, whole, rate.number, scale) and _exceeds(width, whole, value, over_)
        )
        if left_room * above <= right_room * below:
            room = Fraction(left_room, scale * below)
        else:
            room = Fraction(right_room, scale * above)
        return (
            self.fractions.around(rate.number, rate.half),
            Interval(Fraction(low, below), Fraction(high, above)),
            (_value(rate, self.fractions), Fraction(value, over_)),
            room,
            LOOSE if loose else (),
        )


def _exceeds(width: int, whole: int, number_: int, scale: int) -> bool:
    """Whether width / whole is more than hardly any share of number / scale."""
    share = HARDLY * 2
    return width * abs(scale) * share.denominator > abs(number_) * whole * share.numerator


def _claim(kind: str, tree: Node, roles: Roles, cue: str, steps: dict[str, Fraction]) -> Claim:
    return Claim("", kind, "discovered", tree, roles, cue=_cue(cue), steps=steps)


@lru_cache(maxsize=4096)
def _cue(text: str) -> Cue | None:
    return Cue(text) if text else None


def _value(cell: Cell, fractions: Fractions) -> Fraction:
    """What a cell prints, which its figure tells already."""
    if cell.state == NUMBER and cell.figure is not None:
        value = cell.figure.prints[0].value
        if value is not None:
            return value
    return fractions[cell.number]


def _same_money(a: str, b: str) -> bool:
    """Whether a quotient of printed values needs no conversion."""
    return a == b or (_factor(a) == _factor(b) == 1)


def _factor(unit: str) -> Fraction:
    return units.factor(unit) if unit else ONE


def bounds(top: Cell, base: Cell) -> Bounds | None:
    """The least and the largest value of top / base as two fractions; None where base may be nought."""
    n, m = top.number, base.number
    if m < 0:
        n, m = -n, -m
    least, most = m - base.half, m + base.half
    if least <= 0:
        return None
    low, high = n - top.half, n + top.half
    return low, (most if low >= 0 else least), high, (least if high >= 0 else most)
