"""Questions about systems of linear rows: can they hold together, and what do they leave open?

A `Problem` is a list of rows; a `State` is the question about some of them. States fork: rows are
dropped and added one at a time, and the work done so far is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import gcd, lcm

from msgspec import Struct

from audit.exact.interval import Interval
from audit.exact.simplex import Budget, Simplex

Boxes = Mapping[str, Interval]
ZERO, ONE = Fraction(0), Fraction(1)

RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
NEGATED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Row(Struct, frozen=True):
    """sum(coefficient * name) `relation` bound. No coefficient is zero."""

    coefficients: dict[str, Fraction]
    relation: str
    bound: Fraction

    def negated(self) -> Row:
        return Row(self.coefficients, NEGATED[self.relation], self.bound)


def box_rows(name: str, box: Interval) -> list[Row]:
    """A box as rows."""
    form = {name: ONE}
    if box.low is not None and box.low == box.high and not box.is_empty:
        return [Row(form, "=", box.low)]
    out = []
    if box.low is not None:
        out.append(Row(form, ">=" if box.low_closed else ">", box.low))
    if box.high is not None:
        out.append(Row(form, "<=" if box.high_closed else "<", box.high))
    return out


class Problem:
    """Many questions about subsets of one list of rows. Every name is a free real unknown.

    start       a guess for the unknowns: the nearer the guess, the faster the answers
    permanent   equations that always hold: they are solved once, and no clash names them
    impossible  the permanent equations contradict each other
    """

    def __init__(
        self,
        rows: Sequence[Row],
        start: Mapping[str, Fraction] | None = None,
        budget: Budget | None = None,
        permanent: Iterable[int] = (),
    ) -> None:
        self.rows = rows
        self.names = list(dict.fromkeys(n for row in rows for n in row.coefficients))
        self.index = {name: i for i, name in enumerate(self.names)}
        guess = [(start or {}).get(name, ZERO) for name in self.names]
        self._forms: dict[tuple[tuple[int, int], ...], int] = {}
        plain = [self.plain(row) for row in rows]
        self.scale = lcm(*(b.denominator for _, _, b in plain), *(v.denominator for v in guess))
        self.bounds = [self._bound(v, relation, b) for v, relation, b in plain]
        self.apart = {i: p[0] for i, p in enumerate(plain) if p[1] == "!=" and p[0] >= 0}
        self.forms = [dict(f) for f in self._forms]
        self.base = Simplex(
            [int(v * self.scale) for v in guess],
            self.forms,
            any(row.relation in ("<", ">") for row in rows),
            budget or Budget(),
        )
        self.permanent: set[int] = set()
        self.impossible = not self._eliminate(permanent)

    def _eliminate(self, permanent: Iterable[int]) -> bool:
        """Solve the permanent equations, short ones first."""
        said = [bound[0] for bound in self.bounds]
        times = Counter(said)
        forms = {  # a form with other rows on it must keep its bounds
            said[i]: i
            for i in permanent
            if self.rows[i].relation == "=" and said[i] >= len(self.names) and times[said[i]] == 1
        }
        while forms:
            v = min(forms, key=lambda f: (len(self.base.row[f]), f))
            i = forms.pop(v)
            self.permanent.add(i)
            at = self.bounds[i][1]
            assert at is not None
            if not self.base.eliminate(v, at):
                return False
        return True

    def plain(self, row: Row) -> tuple[int, str, Fraction]:
        """(variable or form, relation, bound); -1 for a row without names. Parallel rows share."""
        terms = sorted((self.index[n], c) for n, c in row.coefficients.items() if c)
        if not terms:
            return -1, row.relation, row.bound
        over = lcm(*(c.denominator for _, c in terms))
        whole = [(i, c.numerator * (over // c.denominator)) for i, c in terms]
        common = gcd(*(c for _, c in whole)) * (1 if whole[0][1] > 0 else -1)
        form = tuple((i, c // common) for i, c in whole)
        relation = row.relation if common > 0 else MIRRORED[row.relation]
        if len(form) == 1:
            v = form[0][0]
        else:
            v = len(self.names) + self._forms.setdefault(form, len(self._forms))
        return v, relation, row.bound * over / common

    def _bound(self, v: int, relation: str, bound: Fraction) -> tuple[int, int | None, int, int | None, int]:
        """(variable, low, its step inward, high, its step inward) at the common scale."""
        at = int(bound * self.scale)
        if v < 0:
            return (v, None, 0, None, 0) if _holds(ZERO, relation, bound) else (v, 1, 0, 0, 0)
        low = at if relation in ("=", ">", ">=") else None
        high = at if relation in ("=", "<", "<=") else None
        return v, low, int(relation == ">"), high, -int(relation == "<")

    def load(self, active: Iterable[int]) -> State:
        """The question whether these rows (by their index) can hold together."""
        groups: dict[int, list[int]] = {}
        for i in active:
            if i not in self.permanent:
                groups.setdefault(self.bounds[i][0], []).append(i)
        return State(self, self.base.fork(), groups, own={}, crossed={}, touched=groups)


def _holds(value: Fraction, relation: str, bound: Fraction) -> bool:
    return {
        "=": value == bound,
        "!=": value != bound,
        "<": value < bound,
        "<=": value <= bound,
        ">": value > bound,
        ">=": value >= bound,
    }[relation]


OWN = -2  # the tag of a bound that is no row (State.tighten)


class State:
    """Some of a problem's rows, and whether they can hold together.

    clash   None where they can, else the indexes of rows that cannot (a Farkas certificate; with
            `!=` rows among them it may hold more rows than are needed)
    """

    def __init__(
        self,
        problem: Problem,
        simplex: Simplex,
        groups: dict[int, list[int]],
        *,
        own: dict[int, tuple[int | None, int | None]],
        crossed: dict[int, frozenset[int]],
        touched: Iterable[int],
        solve: bool = True,
    ) -> None:
        self.problem = problem
        self.simplex = simplex
        self.groups = groups  # variable or form -> its rows
        self.own = own  # variable or form -> bounds that are no row
        self.crossed = crossed  # variable or form -> rows on it alone that clash
        self.clash: frozenset[int] | None = None
        self.clash = self._settle(touched, solve)

    def _settle(self, touched: Iterable[int], solve: bool) -> frozenset[int] | None:
        for v in touched:
            clash = self._bind(v)
            if clash is not None:
                self.crossed[v] = clash
            else:
                self.crossed.pop(v, None)
        if self.crossed:
            return self.crossed[min(self.crossed)]
        if not solve:
            return None
        multipliers = self.simplex.check()
        if multipliers is not None:
            return frozenset(i for i in multipliers if i >= 0)
        return self._pinned()

    def _bind(self, v: int) -> frozenset[int] | None:
        """Hand all bounds on v to the simplex; rows that clash on v alone."""
        bounds, big = self.problem.bounds, self.simplex.big
        group = self.groups.get(v, [])
        if v < 0:
            false = [i for i in group if bounds[i][1] is not None]
            return frozenset(false[:1]) if false else None
        packed = []
        for i in group:
            _, low, low_in, high, high_in = bounds[i]
            packed.append(
                (
                    None if low is None else low * big + low_in,
                    None if high is None else high * big + high_in,
                    i,
                )
            )
        if v in self.own:
            low, high = self.own[v]
            packed.append(
                (None if low is None else low * big, None if high is None else high * big, OWN)
            )
        crossed = self.simplex.set_bounds(v, packed)
        return None if crossed is None else frozenset(i for i in crossed if i >= 0)

    def _pinned(self) -> frozenset[int] | None:
        """A `!=` row whose form can take no other value, with the rows that pin it.

        Convex, so that avoiding each forbidden value alone is enough to avoid all together.
        """
        apart = self.problem.apart
        if not apart:
            return None
        for i in sorted(i for group in self.groups.values() for i in group if i in apart):
            interval, tags = self.reach(apart[i])
            value = self.problem.plain(self.problem.rows[i])[2]
            if interval.low == value == interval.high:
                return frozenset({i} | tags)
        return None

    def change(self, drop: Iterable[int] = (), add: Iterable[int] = (), solve: bool = True) -> State:
        """The question with some rows fewer or more; this state stays as it is.

        Without `solve` the bounds are only noted, for a later change to build on.
        """
        bounds = self.problem.bounds
        groups = dict(self.groups)
        touched = []
        for i in drop:
            v = bounds[i][0]
            groups[v] = [k for k in groups[v] if k != i]
            touched.append(v)
        for i in add:
            v = bounds[i][0]
            groups[v] = [*groups.get(v, ()), i]
            touched.append(v)
        return self._forked(groups, self.own, dict.fromkeys(touched), solve)

    def _forked(
        self,
        groups: dict[int, list[int]],
        own: dict[int, tuple[int | None, int | None]],
        touched: Iterable[int],
        solve: bool = True,
    ) -> State:
        fork = self.simplex.fork()
        crossed = dict(self.crossed)
        return State(self.problem, fork, groups, own=own, crossed=crossed, touched=touched, solve=solve)

    def tighten(self, name: str, low: int | None, high: int | None) -> State:
        """The question with whole bounds on one unknown besides."""
        scale = self.problem.scale
        return self._narrowed(
            self.problem.index[name],
            None if low is None else low * scale,
            None if high is None else high * scale,
        )

    def _narrowed(self, v: int, low: int | None, high: int | None) -> State:
        before = self.own.get(v, (None, None))
        lows = [x for x in (before[0], low) if x is not None]
        highs = [x for x in (before[1], high) if x is not None]
        own = {**self.own, v: (max(lows, default=None), min(highs, default=None))}
        return self._forked(self.groups, own, [v])

    def reach(self, v: int) -> tuple[Interval, set[int]]:
        """The range of a variable or form by its number, and the rows that bound it."""
        return self._range({v: 1}, Fraction(1, self.problem.scale))

    def range(self, form: Mapping[str, Fraction]) -> tuple[Interval, set[int]]:
        """The range of a linear form over all solutions, and the rows that bound it.

        `!=` rows are not looked at here: they can only take single values out (see `range_of`).
        """
        if any(name not in self.problem.index for name in form):
            return Interval(None, None), set()
        over = lcm(*(c.denominator for c in form.values()))
        whole = {self.problem.index[n]: int(c * over) for n, c in form.items() if c}
        return self._range(whole, Fraction(1, self.problem.scale * over))

    def _range(self, whole: dict[int, int], unit: Fraction) -> tuple[Interval, set[int]]:
        assert self.clash is None
        low = self.simplex.optimum(whole, upward=False)
        high = self.simplex.optimum(whole, upward=True)
        tags = (low[2] if low else set()) | (high[2] if high else set())
        interval = Interval(
            None if low is None else low[0] * unit,
            None if high is None else high[0] * unit,
            low is None or low[1],
            high is None or high[1],
        )
        return interval, {i for i in tags if i >= 0}

    def witness(self) -> dict[str, Fraction]:
        """Values of all unknowns with which the rows hold."""
        assert self.clash is None
        at = self._values()
        avoided: list[Row] = []
        for i in sorted(i for group in self.groups.values() for i in group if i in self.problem.apart):
            row = self.problem.rows[i]
            if _value(row, at) == row.bound:
                at = self._aside(row, at, avoided)
            avoided.append(row)
        return at

    def _values(self, shrink: int = 1) -> dict[str, Fraction]:
        found = self.simplex.witness(len(self.problem.names), shrink)
        return {n: v / self.problem.scale for n, v in zip(self.problem.names, found, strict=True)}

    def _aside(self, row: Row, at: dict[str, Fraction], avoided: list[Row]) -> dict[str, Fraction]:
        """A solution beside the forbidden value, reached in a straight line from `at`."""
        other = self._elsewhere(row)
        for k in range(2, len(avoided) + 4):
            mixed = {n: v + (other[n] - v) / k for n, v in at.items()}
            if all(_value(r, mixed) != r.bound for r in (row, *avoided)):
                return mixed
        raise AssertionError("a line meets each forbidden value once")

    def _elsewhere(self, row: Row) -> dict[str, Fraction]:
        """A solution in which the form has another value than the forbidden one."""
        v, _, bound = self.problem.plain(row)
        at = int(bound * self.problem.scale)
        for upward in (True, False):
            side = self._forked(self.groups, self.own, ())
            if side.simplex.optimum({v: 1}, upward) is None:  # any value on this side will do
                low, high = (at + self.problem.scale, None) if upward else (None, at - self.problem.scale)
                side = self._narrowed(v, low, high)
            for shrink in (1, 2):
                values = side._values(shrink)
                if _value(row, values) != row.bound:
                    return values
        raise AssertionError("the form was shown to take other values")


def _value(row: Row, at: Mapping[str, Fraction]) -> Fraction:
    return sum((c * at[n] for n, c in row.coefficients.items()), ZERO)
