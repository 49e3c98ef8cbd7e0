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
MOST_ADDED = 24  # parts that are written a + b + c; more are sum(…)
Signed = tuple[Cell, int]
FACTORS = {"%": 100, "‰": 1000, "bp": 10_000}
Bounds = tuple[int, int, int, int]
Roles = dict[str, tuple[str, ...]]


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

    def total(
        self, kind: str, whole: Cell, parts: Sequence[Signed], cue: str, exact: bool = False
    ) -> Result | None:
        """whole = sum of the signed parts. `exact`: what holds only by rounding is a warning."""
        cells = [whole, *(c for c, _ in parts)]
        lent = self._lent(cells)
        half = self._common_half(cells)
        steps = self._steps(cells, half)
        tree = equal(self._name(whole, lent), self._sum(parts, lent))
        roles: Roles = {"whole": (self.id(whole),), "parts": tuple(self.id(c) for c, _ in parts)}
        halves = [half if c.half else 0 for c in cells]
        value = sum(s * c.number for c, s in parts)
        room = sum(halves)
        if abs(whole.number - value) <= room:
            sides = (whole.number, halves[0], value, room - halves[0])
            if exact and value != whole.number:
                points = {self.id(c): ZERO for c in cells if c.half}
                missed = self._judged(kind, tree, roles, "sum", points, cue, True)
                return (
                    None
                    if missed is None
                    else replace(missed, verdict=WARN, reading="exact-elsewhere")
                )
            return self._held(
                kind, tree, roles, "sum", steps, cue, sides, [2 * h for h in halves], whole
            )
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
            return self._held(
                kind, tree, roles, "difference", steps, cue, sides, [2 * h for h in halves], told
            )
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
            Proposal("part", (reading,), Cue(cue) if cue else None, strong=True), self.figures
        )

    # ---------------------------------------------------------------- trees

    @staticmethod
    def _lent(cells: Iterable[Cell]) -> str:
        """The sign of percent that some of the cells carry, for those that do not."""
        found = {c.unit for c in cells}
        if len(found) < 2 or "" not in found:
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
        halves = {c.half for c in cells}
        halves.discard(0)
        return min(halves, default=0)

    def _steps(self, cells: Sequence[Cell], finest: int = 0) -> dict[str, Fraction]:
        """The step of each figure that is another one here than its print alone would say."""
        out: dict[str, Fraction] = {}
        for cell in cells:
            half = (finest or cell.half) if cell.half else 0
            if half != cell.own and cell.state == NUMBER:
                out[self.id(cell)] = Fraction(2 * half, self.scale)
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
        return judged(
            Proposal(kind, (reading,), Cue(cue) if cue else None, strong=strong), self.figures
        )

    def _held(
        self,
        kind: str,
        tree: Node,
        roles: Roles,
        name: str,
        steps: dict[str, Fraction],
        cue: str,
        sides: tuple[int, int, int, int],
        widths: Sequence[int],
        left: Cell,
    ) -> Result:
        """The result of a linear claim that holds: (left, its half, right, its half) in whole numbers."""
        scale = self.scale
        a, half_a, b, half_b = sides
        claim = Claim(
            "", kind, "discovered", tree, roles, cue=Cue(cue) if cue else None, steps=steps
        )
        room = max(0, half_a + half_b - abs(a - b))
        steps_here = set(widths)
        steps_here.discard(0)
        errors = [(room // w + 1) * w for w in steps_here] or [scale]
        told = left.unit
        result = Result(
            claim,
            PASS,
            name,
            (),
            _interval(a - half_a, a + half_a, scale),
            _interval(b - half_b, b + half_b, scale),
            (_fraction(a, scale), _fraction(b, scale)),
            told,
            ZERO,
            ZERO,
            _fraction(min(e for e in errors if e), scale),
        )
        return result

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
        name = "growth" if kind == "growth" else kind
        steps = self._steps([rate, top, base])
        found = bounds(top, base)
        if found is not None and _same_money(top.unit, base.unit):
            factor = FACTORS.get(rate.unit or sign, 1)
            up, down = times.numerator * factor, times.denominator
            low = Fraction(found[0] * up + offset * found[1] * factor * down, found[1] * down)
            high = Fraction(found[2] * up + offset * found[3] * factor * down, found[3] * down)
            if low > high:
                low, high = high, low
            left = _interval(rate.number - rate.half, rate.number + rate.half, self.scale)
            assert left.low is not None and left.high is not None
            if left.low <= high and low <= left.high:
                right = Interval(low, high)
                printed = (
                    Fraction(rate.number, self.scale),
                    Fraction(
                        top.number * up + offset * base.number * factor * down, base.number * down
                    ),
                )
                room = min(left.high - low, high - left.low)
                size = max(abs(v) for v in printed)
                loose = size > 0 and (left.high - left.low + high - low) > HARDLY * size * 2
                claim = Claim(
                    "", kind, "discovered", tree, roles, cue=Cue(cue) if cue else None, steps=steps
                )
                return Result(
                    claim,
                    PASS,
                    name,
                    ("low-power",) if loose else (),
                    left,
                    right,
                    printed,
                    rate.unit or sign,
                    ZERO,
                    ZERO,
                    room or None,
                )
        return self._judged(kind, tree, roles, name, steps, cue, strong)


def _interval(low: int, high: int, scale: int) -> Interval:
    bottom = _fraction(low, scale)
    return Interval(bottom, bottom if high == low else _fraction(high, scale))


def _fraction(number_: int, scale: int) -> Fraction:
    whole, rest = divmod(number_, scale)
    return Fraction(number_, scale) if rest else Fraction(whole)


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
