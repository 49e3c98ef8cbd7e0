"""From cells that are related to the result: the claim over their figures, and its verdict.

A claim that holds at the intervals is made at once, as `evaluate` would make it; one that does not
is judged with the weaker readings of discovery (`readings.judged`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit.exact import units
from audit.exact.formula import Binary, Call, Name, Negative, Node, Number
from audit.exact.interval import Interval
from audit.model import PASS, WARN, Claim, Cue, Figure, Result
from audit.readings import HARDLY, Proposal, Reading, equal, judged, minus, number, order, over, plus
from audit.tables.grid import Cell
from audit.tables.regions import Table

ZERO, ONE = Fraction(0), Fraction(1)
MOST_ADDED = 24  # parts that are written a + b + c; more are sum(…)
Signed = tuple[Cell, int]


class Maker:
    """Makes the results of one table after the other. `figures`: all of the report, by id."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.scale = 2

    def enter(self, table: Table) -> None:
        self.scale = table.scale

    def id(self, cell: Cell) -> str:
        assert cell.figure is not None, cell.text
        return cell.figure.id

    # ---------------------------------------------------------------- kinds of claims

    def total(self, kind: str, whole: Cell, parts: Sequence[Signed], cue: str, exact: bool = False) -> Result | None:
        """whole = sum of the signed parts. `exact`: what holds only by rounding is a warning."""
        cells = [whole, *(c for c, _ in parts)]
        lent = self._lent(cells)
        steps = self._steps(cells, common=True)
        tree = equal(self._name(whole, lent), self._sum(parts, lent))
        roles = {"whole": (self.id(whole),), "parts": tuple(self.id(c) for c, _ in parts)}
        half = self._common_half(cells)
        halves = [half if c.half else 0 for c in cells]
        value = sum(s * c.number for c, s in parts)
        room = sum(halves)
        if abs(whole.number - value) <= room:
            sides = (whole.number, halves[0], value, room - halves[0])
            if exact and value != whole.number:
                points = {self.id(c): ZERO for c in cells if c.half}
                missed = self._judged(kind, tree, roles, "sum", points, cue, True)
                return None if missed is None else replace(missed, verdict=WARN, reading="exact-elsewhere")
            return self._held(kind, tree, roles, "sum", steps, cue, sides, [2 * h for h in halves], whole)
        return self._judged(kind, tree, roles, "sum", steps, cue, True)

    def difference(self, kind: str, told: Cell, new: Cell, old: Cell, sign: int, cue: str, strong: bool = True) -> Result | None:
        """told = sign * (new - old)"""
        a, b = (new, old) if sign > 0 else (old, new)
        roles = {"change": (self.id(told),), "current": (self.id(new),), "prior": (self.id(old),)}
        cells = [told, a, b]
        lent = self._lent([a, b])
        own = "百分点" if lent and self._unit(told) == "" else ""
        steps = self._steps(cells, common=True)
        if own or self._unit(told) == "百分点":
            lent_told = Name(self.id(told))
            tree = equal(lent_told, minus(Name(self.id(a)), Name(self.id(b))))
            if self._unit(told) == "百分点" and not self._unit(a):
                tree = equal(lent_told, minus(Name(self.id(a), "%"), Name(self.id(b), "%")))
            elif self._unit(told) == "" and self._unit(a):
                tree = equal(Name(self.id(told), "%"), tree.operands[1])
        else:
            tree = equal(self._name(told, lent), minus(self._name(a, lent), self._name(b, lent)))
        half = self._common_half(cells)
        halves = [half if c.half else 0 for c in cells]
        if abs(told.number - a.number + b.number) <= sum(halves):
            sides = (told.number, halves[0], a.number - b.number, halves[1] + halves[2])
            return self._held(kind, tree, roles, "difference", steps, cue, sides, [2 * h for h in halves], told)
        return self._judged(kind, tree, roles, "difference", steps, cue, strong)

    def growth(self, rate: Cell, new: Cell, old: Cell, sense: int, cue: str, sign: str = "%", strong: bool = True) -> Result | None:
        """rate = new / old - 1 (sense 1), rate = 1 - new / old (sense -1)"""
        ratio = over(Name(self.id(new)), Name(self.id(old)))
        told = minus(ratio, number(1)) if sense > 0 else minus(number(1), ratio)
        tree = equal(self._rate(rate, sign), told)
        roles = {"rate": (self.id(rate),), "current": (self.id(new),), "prior": (self.id(old),)}
        return self._quotient("growth", tree, roles, rate, new, old, Fraction(sense), Fraction(-sense), sign, cue, strong)

    def share(self, rate: Cell, part: Cell, whole: Cell, cue: str, sign: str = "%", kind: str = "share", times: Fraction = ONE, strong: bool = True) -> Result | None:
        """rate = part / whole * times"""
        ratio: Node = over(Name(self.id(part)), Name(self.id(whole)))
        if times != 1:
            ratio = Binary("*", ratio, Number(times))
        tree = equal(self._rate(rate, sign), ratio)
        names = {"share": ("share", "part", "whole"), "rate": ("rate", "numerator", "base"), "per": ("per", "total", "count")}[kind]
        roles = {n: (self.id(c),) for n, c in zip(names, (rate, part, whole), strict=True)}
        return self._quotient(kind, tree, roles, rate, part, whole, times, ZERO, sign, cue, strong)

    def at_most(self, part: Cell, whole: Cell, cue: str) -> Result | None:
        """part <= whole"""
        tree = order(Name(self.id(part)), "<=", Name(self.id(whole)))
        roles = {"part": (self.id(part),), "whole": (self.id(whole),)}
        steps = self._steps([part, whole], common=False)
        reading = Reading(tree, roles, "partial", notes=("partial",), steps=steps)
        return judged(Proposal("part", (reading,), Cue(cue) if cue else None, strong=True), self.figures)

    # ---------------------------------------------------------------- trees

    def _unit(self, cell: Cell) -> str:
        return cell.figure.unit if cell.figure is not None else ""

    def _lent(self, cells: Iterable[Cell]) -> str:
        """The sign of percent that some of the cells carry, for those that do not."""
        found = {self._unit(c) for c in cells}
        return next((u for u in ("%", "‰") if u in found), "") if "" in found else ""

    def _name(self, cell: Cell, lent: str) -> Node:
        return Name(self.id(cell), lent if lent and self._unit(cell) == "" and cell.state == "number" else "")

    def _rate(self, cell: Cell, sign: str) -> Name:
        return Name(self.id(cell), sign if self._unit(cell) == "" else "")

    def _sum(self, parts: Sequence[Signed], lent: str) -> Node:
        if len(parts) > MOST_ADDED and all(s > 0 for _, s in parts):
            return Call("sum", tuple(self._name(c, lent) for c, _ in parts))
        cell, sign = parts[0]
        node = self._name(cell, lent)
        if sign < 0:
            node = Negative(node)
        for cell, sign in parts[1:]:
            node = (plus if sign > 0 else minus)(node, self._name(cell, lent))
        return node

    # ---------------------------------------------------------------- precision

    def _common_half(self, cells: Sequence[Cell]) -> int:
        """Half of the finest printed digit among rounded figures: trailing noughts are dropped in lists."""
        return min((c.half for c in cells if c.half), default=0)

    def _steps(self, cells: Sequence[Cell], common: bool) -> dict[str, Fraction]:
        """The step of each figure that is another one here than its print alone would say."""
        finest = self._common_half(cells) if common else 0
        out: dict[str, Fraction] = {}
        for cell in cells:
            if cell.figure is None or cell.state != "number":
                continue
            half = (finest or cell.half) if cell.half else 0
            quantity = cell.figure.prints[0]
            exact = quantity.exact or quantity.step is None
            if half == 0:
                if not exact:
                    out[cell.figure.id] = ZERO
            elif exact or half != cell.half:
                out[cell.figure.id] = Fraction(2 * half, self.scale)
        return out

    # ---------------------------------------------------------------- results

    def _judged(self, kind: str, tree: Node, roles: dict[str, tuple[str, ...]], name: str, steps: dict[str, Fraction], cue: str, strong: bool) -> Result | None:
        reading = Reading(tree, roles, name, steps=steps)
        return judged(Proposal(kind, (reading,), Cue(cue) if cue else None, strong=strong), self.figures)

    def _held(
        self, kind: str, tree: Node, roles: dict[str, tuple[str, ...]], name: str, steps: dict[str, Fraction], cue: str, sides: tuple[int, int, int, int], widths: Sequence[int], left: Cell
    ) -> Result:
        """The result of a linear claim that holds: (left, its half, right, its half) in whole numbers."""
        scale = self.scale
        a, half_a, b, half_b = sides
        claim = Claim("", kind, "discovered", tree, roles, cue=Cue(cue) if cue else None, steps=steps)
        room = max(0, half_a + half_b - abs(a - b))
        errors = [(room // w + 1) * w if w else 0 for w in widths]
        if not any(errors):
            errors = [scale]
        told = self._unit(left)
        result = Result(
            claim,
            PASS,
            name,
            (),
            _interval(a - half_a, a + half_a, scale),
            _interval(b - half_b, b + half_b, scale),
            (Fraction(a, scale), Fraction(b, scale)),
            told,
            ZERO,
            ZERO,
            Fraction(min(e for e in errors if e), scale),
        )
        return result

    def _quotient(
        self, kind: str, tree: Node, roles: dict[str, tuple[str, ...]], rate: Cell, top: Cell, base: Cell, times: Fraction, offset: Fraction, sign: str, cue: str, strong: bool
    ) -> Result | None:
        """The result on rate = top / base * times + offset."""
        name = "growth" if kind == "growth" else kind
        steps = self._steps([rate, top, base], common=False)
        found = quotient(top, base)
        if found is not None and _same_money(self._unit(top), self._unit(base)):
            low, high = found[0] * times + offset, found[1] * times + offset
            if low > high:
                low, high = high, low
            factor = 100 if (self._unit(rate) or sign) == "%" else 1000 if (self._unit(rate) or sign) == "‰" else 1
            low, high = low * factor, high * factor
            left = _interval(rate.number - rate.half, rate.number + rate.half, self.scale)
            assert left.low is not None and left.high is not None
            if left.low <= high and low <= left.high:
                right = Interval(low, high)
                printed = Fraction(rate.number, self.scale), (Fraction(top.number, base.number) * times + offset) * factor
                room = min(left.high - low, high - left.low)
                size = max(abs(v) for v in printed)
                loose = size > 0 and (left.high - left.low + high - low) > HARDLY * size * 2
                claim = Claim("", kind, "discovered", tree, roles, cue=Cue(cue) if cue else None, steps=steps)
                return Result(claim, PASS, name, ("low-power",) if loose else (), left, right, printed, self._unit(rate) or sign, ZERO, ZERO, room or None)
        return self._judged(kind, tree, roles, name, steps, cue, strong)


def _interval(low: int, high: int, scale: int) -> Interval:
    return Interval(Fraction(low, scale), Fraction(high, scale))


def _same_money(a: str, b: str) -> bool:
    """Whether a quotient of printed values needs no conversion."""
    return a == b or (_factor(a) == _factor(b) == 1)


def _factor(unit: str) -> Fraction:
    return units.factor(unit) if unit else ONE


def quotient(top: Cell, base: Cell) -> tuple[Fraction, Fraction] | None:
    """The least and the largest value of top / base; None where the base may be nought."""
    number_, half = base.number, base.half
    sign = 1 if number_ > 0 else -1
    least, most = number_ * sign - half, number_ * sign + half
    if least <= 0:
        return None
    low, high = top.number * sign - top.half, top.number * sign + top.half
    return Fraction(low, most if low >= 0 else least), Fraction(high, least if high >= 0 else most)
