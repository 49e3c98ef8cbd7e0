"""Why a system cannot hold with only some variables set free: a clash names those that could help.

Short clashes first: one claim against the intervals of its own variables, or two claims about one
free variable. Then the simplex, claims that are not linear, and counts that must be whole.
Suspects are units: single variables, or groups of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from audit.exact.interval import ALL, Interval, point
from audit.exact.narrowing import Left, Narrowing
from audit.exact.problem import Problem, Row, State, box_rows
from audit.exact.simplex import Budget
from audit.exact.system import (
    System,
    Variable,
    bars_negative,
    inside,
    is_whole_point,
    meets,
    solved,
)

ZERO, ONE = Fraction(0), Fraction(1)
NATURAL = Interval(ZERO, None)
MAX_BRANCHES = 60

Clash = tuple[frozenset[int], frozenset[str]]  # units of which one must be free, claims that say so


class Clashes:
    """One part of a system, and the clashes in it.

    thorough   clashes name every claim that they rest on: slower, equations are not solved ahead
    """

    def __init__(self, system: System, budget: Budget, thorough: bool = False) -> None:
        self.system = system
        self.proven = True
        self.variables = {v.id: v for v in system.variables}
        self.units: list[list[Variable]] = []
        self.unit_of: dict[str, int] = {}
        by_group: dict[str, int] = {}
        for v in system.variables:
            if v.fixed or v.is_free:
                continue
            k = (
                len(self.units)
                if v.group is None
                else by_group.setdefault(v.group, len(self.units))
            )
            if k == len(self.units):
                self.units.append([])
            self.units[k].append(v)
            self.unit_of[v.id] = k
        self.weight = {k: max(v.weight for v in unit) for k, unit in enumerate(self.units)}
        whole = [v.id for v in system.variables if v.whole and is_whole_point(v.interval)]
        self.narrowing = Narrowing(system, self.unit_of, whole, budget)
        self._lay_out(budget, thorough)
        self._index()

    def _lay_out(self, budget: Budget, thorough: bool) -> None:
        """All rows of the problem, what each is from, and which are there from the start."""
        rows: list[Row] = []
        self.claim_at: dict[int, str] = {}
        self.unit_at: dict[int, int] = {}
        self.boxes: dict[int, list[int]] = {k: [] for k in range(len(self.units))}
        self.freed: dict[int, list[int]] = {k: [] for k in range(len(self.units))}
        self.always: list[int] = []
        for claim, said in self.system.rows.items():
            self.claim_at |= dict.fromkeys(range(len(rows), len(rows) + len(said)), claim)
            rows += said
        for v in self.system.variables:
            k = self.unit_of.get(v.id)
            box = box_rows(v.id, v.interval)
            place = range(len(rows), len(rows) + len(box))
            rows += box
            if k is None:
                self.always += place
            else:
                self.boxes[k] += place
                self.unit_at |= dict.fromkeys(place, k)
            if bars_negative(v):
                # a freed box is never narrower than the kept one, or clashes would not carry over
                late = k is not None and v.interval.low is not None and v.interval.low >= 0
                (self.freed[k] if k is not None and late else self.always).append(len(rows))
                rows.append(Row({v.id: ONE}, ">=", ZERO))
        start = {
            v.id: inside(v.interval) if v.printed is None else v.printed
            for v in self.system.variables
        }
        equations = [i for i in self.claim_at if rows[i].relation == "="]
        self.problem = Problem(rows, start, budget, () if thorough else equations)
        self.base: State | None = None

    def _index(self) -> None:
        """Which claims' rows a variable is in, and which rows fail with nothing free."""
        self.rows_with: dict[str, list[int]] = {}
        self.failing: dict[int, None] = {}
        kept = frozenset[int]()
        for i in self.claim_at:
            row = self.problem.rows[i]
            for name in row.coefficients:
                self.rows_with.setdefault(name, []).append(i)
            if not meets(self.total(row, kept), row):
                self.failing[i] = None

    # -- boxes ----------------------------------------------------------------------------------

    def is_loose(self, name: str, freed: frozenset[int]) -> bool:
        return self.unit_of.get(name) in freed or self.variables[name].is_free

    def box(self, name: str, freed: frozenset[int]) -> Interval:
        variable = self.variables[name]
        if self.is_loose(name, freed):
            return NATURAL if bars_negative(variable) else ALL
        return variable.interval

    def total(self, row: Row, freed: frozenset[int], but: str = "") -> Interval:
        """The range of the row's form (without one name)."""
        out = point(ZERO)
        for name, c in row.coefficients.items():
            if name != but:
                box = self.box(name, freed)
                out = out + (box if c == 1 else box.scale(c))
        return out

    def units_in(self, names: Iterable[str]) -> frozenset[int]:
        return frozenset(self.unit_of[n] for n in names if n in self.unit_of)

    # -- clashes --------------------------------------------------------------------------------

    def clash(self, freed: frozenset[int]) -> Clash | None:
        """Units of which one more must be free, and the claims that say so; None: all holds."""
        found = self._near(freed)
        if found is not None:
            return found
        if self.problem.impossible:
            return frozenset(), frozenset(self.system.rows)
        state = self.state(freed)
        if state.clash is not None:
            return self._named(state.clash)
        found = self._opaque(state, freed)
        if found is not None:
            return found
        rows = self._fractions(state, freed)
        return None if rows is None else self._named(rows)

    def state(self, freed: Iterable[int]) -> State:
        """The linear claims with some units free."""
        if self.base is None:
            everything = [
                *self.claim_at,
                *self.always,
                *(i for b in self.boxes.values() for i in b),
            ]
            if self.failing:  # what fails anyway is not worth a search: begin with that set free
                names = {n for i in self.failing for n in self.problem.rows[i].coefficients}
                loose = {i for k in self.units_in(names) for i in self.boxes[k]}
                easy = self.problem.load(i for i in everything if i not in loose)
                self.base = easy.change(add=sorted(loose), solve=False)
            else:
                self.base = self.problem.load(everything)
            self.warm: tuple[frozenset[int], State] = (frozenset(), self.base)
        free, (before, state) = frozenset(freed), self.warm
        drop, add = free - before, before - free
        if drop or add or state.clash is not None or self.failing:
            state = state.change(
                [i for k in sorted(drop) for i in self.boxes[k]]
                + [i for k in sorted(add) for i in self.freed[k]],
                [i for k in sorted(drop) for i in self.freed[k]]
                + [i for k in sorted(add) for i in self.boxes[k]],
            )
            if state.clash is None:
                self.warm = free, state
        return state

    def _named(self, clash: Iterable[int]) -> Clash:
        units = frozenset(self.unit_at[i] for i in clash if i in self.unit_at)
        return units, frozenset(self.claim_at[i] for i in clash if i in self.claim_at)

    def _near(self, freed: frozenset[int]) -> Clash | None:
        """A clash of one row with the boxes, or of two rows about one loose variable."""
        names = [v.id for k in sorted(freed) for v in self.units[k]]
        touched = dict.fromkeys(i for n in names for i in self.rows_with.get(n, ()))
        self.problem.base.budget.spend(
            10 * sum(len(self.problem.rows[i].coefficients) for i in touched)
        )
        for i in self.failing:
            if i not in touched:
                row = self.problem.rows[i]
                return self.units_in(row.coefficients) - freed, frozenset({self.claim_at[i]})
        reach: dict[str, tuple[Interval, list[int]]] = {}
        for i in touched:
            row = self.problem.rows[i]
            loose = [n for n in row.coefficients if self.is_loose(n, freed)]
            if len(loose) != 1:
                continue
            name = loose[0]
            now = solved(row, name, self.total(row, freed, name))
            box, seen = reach.get(name, (self.box(name, freed), []))
            if box.intersect(now).is_empty:
                rows = [*(k for k in seen if self._parts(k, name, freed, now)), i]
                rows = rows[-2:] if len(rows) > 1 else [*seen, i]
                clashing = {n for k in rows for n in self.problem.rows[k].coefficients}
                return self.units_in(clashing) - freed, frozenset(self.claim_at[k] for k in rows)
            reach[name] = box.intersect(now), [*seen, i]
        return None

    def _parts(self, i: int, name: str, freed: frozenset[int], other: Interval) -> bool:
        row = self.problem.rows[i]
        return solved(row, name, self.total(row, freed, name)).intersect(other).is_empty

    def reach_alone(self, name: str, freed: frozenset[int]) -> Interval:
        """What the rows leave for a loose variable, each row taken alone."""
        out = self.box(name, freed)
        for i in self.rows_with.get(name, ()):
            row = self.problem.rows[i]
            out = out.intersect(solved(row, name, self.total(row, freed, name)))
        return out

    def _opaque(self, state: State, freed: frozenset[int]) -> Clash | None:
        """A clash that a claim which is not linear has a part in."""
        for claim in self.system.opaque:
            boxes = {n: self.box(n, freed) for n in claim.names}
            if not claim.check(boxes):
                return self.units_in(claim.names) - freed, frozenset({claim.id})
        left = self.left(state, freed)
        clash = self.narrowing.narrow(left, lambda n: self.box(n, freed))
        if clash is not None:
            return clash[0] - freed, clash[1]
        for claim in self.system.opaque:
            loose = [left[n] for n in claim.names if n in left]
            if not any(u.claims for u in loose):
                continue
            boxes = {n: left[n].box if n in left else self.box(n, freed) for n in claim.names}
            if not claim.check(boxes):
                units = self.units_in(claim.names).union(*(u.units for u in loose))
                return units - freed, frozenset({claim.id}).union(*(u.claims for u in loose))
        return None

    def left(self, state: State, freed: frozenset[int]) -> dict[str, Left]:
        """What the linear claims leave of every loose variable that another claim holds."""
        out: dict[str, Left] = {}
        for name in dict.fromkeys(n for o in self.system.opaque for n in o.names):
            if not self.is_loose(name, freed):
                continue
            box, units, claims = self.box(name, freed), frozenset[int](), frozenset[str]()
            if name in self.problem.index:
                reach, by = state.range({name: ONE})
                narrower = box.intersect(reach)
                if narrower != box:
                    box, (units, claims) = narrower, self._named(by)
            out[name] = Left([box], units - freed, claims)
        return out

    def _fractions(self, state: State, freed: frozenset[int]) -> frozenset[int] | None:
        """Rows that leave no whole number for a freed variable that must be whole."""
        free = [v for k in sorted(freed) for v in self.units[k]]
        whole = [
            v.id
            for v in free
            if v.whole and is_whole_point(v.interval) and v.id in self.problem.index
        ]
        todo, clash = [state], frozenset[int]()
        branches = 0
        while todo and whole:
            here = todo.pop()
            if here.clash is not None:
                clash |= here.clash
                continue
            values = here.witness()
            name = next((n for n in whole if values[n].denominator != 1), None)
            if name is None:
                return None
            branches += 1
            if branches > MAX_BRANCHES:
                self.proven = False
                return None
            todo.append(here.tighten(name, floor(values[name]) + 1, None))
            todo.append(here.tighten(name, None, floor(values[name])))
        return clash if whole else None
