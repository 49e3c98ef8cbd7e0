"""What claims leave of variables that are set free, one claim after the other, and on what that rests.

Claims that are not linear are beyond the simplex. Each of them can be solved for one variable, with
the others in their boxes; what one claim leaves is carried on to the next. Where nothing is left of
a variable, the claims that were used clash, whatever all the other variables may become.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce

from msgspec import Struct

from audit.exact.interval import Interval, point
from audit.exact.problem import Row
from audit.exact.simplex import Budget
from audit.exact.system import Boxes, Opaque, System, merged, solved, wholes

ROUNDS = 5
MAX_PIECES = 8  # intervals of one variable, where a claim can hold in several ways
COST = 1_500  # of solving one claim, in entries of a tableau

ZERO = Fraction(0)


class Left(Struct):
    """What is left of one variable: intervals in order, and the units and claims it rests on."""

    pieces: list[Interval]
    units: frozenset[int] = frozenset()
    claims: frozenset[str] = frozenset()

    @property
    def box(self) -> Interval:
        return reduce(Interval.hull, self.pieces)

    @property
    def is_empty(self) -> bool:
        return all(p.is_empty for p in self.pieces)


class Narrowing:
    """The claims of one part of a system, by variable."""

    def __init__(
        self, system: System, unit_of: Mapping[str, int], whole: Iterable[str], budget: Budget
    ) -> None:
        self.unit_of = unit_of
        self.whole = set(whole)
        self.budget = budget
        self.rows: dict[str, list[tuple[str, Row]]] = {}
        self.opaque: dict[str, list[Opaque]] = {}
        for id, rows in system.rows.items():
            for row in rows:
                for name in row.coefficients:
                    self.rows.setdefault(name, []).append((id, row))
        for claim in system.opaque:
            for name in claim.names:
                self.opaque.setdefault(name, []).append(claim)

    def narrow(
        self, left: dict[str, Left], box: Callable[[str], Interval]
    ) -> tuple[frozenset[int], frozenset[str]] | None:
        """Narrows the free variables in `left`, the others standing in their boxes; the units and
        claims that leave nothing of one of them, else None."""
        for _ in range(ROUNDS):
            before = [left[n].pieces for n in left]
            for name in list(left):
                if self._one(name, left, box) and left[name].is_empty:
                    return left[name].units, left[name].claims
            if [left[n].pieces for n in left] == before:
                return None
        return None

    def _one(self, name: str, left: dict[str, Left], box: Callable[[str], Interval]) -> bool:
        """Whether anything was taken from one variable."""
        taken = False
        for id, row in self.rows.get(name, ()):
            rest = point(ZERO)
            for n, c in row.coefficients.items():
                if n != name:
                    rest = rest + (left[n].box if n in left else box(n)).scale(c)
            found = [solved(row, name, rest)]
            taken = self._take(name, found, row.coefficients, id, left) or taken
            if left[name].is_empty:
                return True
        for claim in self.opaque.get(name, ()):
            if claim.solve is None:
                continue
            self.budget.spend(COST)
            boxes: Boxes = {n: left[n].box if n in left else box(n) for n in claim.names}
            answer = claim.solve(name, boxes)
            if answer:
                taken = self._take(name, answer, claim.names, claim.id, left) or taken
            if left[name].is_empty:
                return True
        return taken

    def _take(
        self,
        name: str,
        found: list[Interval],
        others: Iterable[str],
        claim: str,
        left: dict[str, Left],
    ) -> bool:
        here = left[name]
        pieces = merged([a.intersect(b) for a in here.pieces for b in found])
        if name in self.whole:
            pieces = merged([wholes(p) for p in pieces])
        if pieces == here.pieces:
            return False
        if len(pieces) > MAX_PIECES:
            pieces = [reduce(Interval.hull, pieces)]
        units, claims = here.units, here.claims | {claim}
        for n in others:
            if n == name:
                continue
            if n in left:
                units, claims = units | left[n].units, claims | left[n].claims
            elif n in self.unit_of:
                units |= {self.unit_of[n]}
        left[name] = Left(pieces, units, claims)
        return True
