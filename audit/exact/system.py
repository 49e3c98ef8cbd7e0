"""A system of quantities and claims in the abstract: what error localization works on.

Nothing here knows reports or figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor

from msgspec import Struct

from audit.exact.interval import Interval, point
from audit.exact.problem import Row

ZERO, ONE = Fraction(0), Fraction(1)
MAX_SETS = 1_000

Boxes = Mapping[str, Interval]


class Variable(Struct, frozen=True):
    """One quantity.

    interval     what its print admits; unbounded on both sides for one that is not printed
    fixed        may not be a suspect
    printed      its printed value, a good first guess
    step         place value of its last printed digit
    whole, nonnegative   what any other value of it must be (counts)
    group        variables of one group are freed together and weigh as much as the heaviest
    """

    id: str
    interval: Interval
    weight: Fraction = ONE
    fixed: bool = False
    printed: Fraction | None = None
    step: Fraction | None = None
    whole: bool = False
    nonnegative: bool = False
    group: str | None = None

    @property
    def is_free(self) -> bool:
        """Not printed: any value will do, and none of them is a correction."""
        return self.interval.low is None is self.interval.high


class Opaque(Struct, frozen=True):
    """A claim that is not linear.

    check   can it hold somewhere in these boxes? (yes too often is allowed, no too often is not)
    solve   the values of one variable with which it can hold, the others in their boxes: one
            interval for each way in which it can; None: not known
    """

    id: str
    names: tuple[str, ...]
    check: Callable[[Boxes], bool]
    solve: Callable[[str, Boxes], list[Interval] | None] | None = None


class System(Struct, frozen=True):
    variables: Sequence[Variable]
    rows: Mapping[str, Sequence[Row]]
    opaque: Sequence[Opaque] = ()


class Cure(Struct, frozen=True):
    """One least-weight set, in the order of the variables, and what each must become.

    mending  from the least to the greatest value
    exact    the intervals are as narrow as can be; else the effort for that was spent, and they
             are what each claim alone leaves
    pieces   the intervals of which `mending` is the hull, where there are several
    """

    variables: tuple[str, ...]
    mending: dict[str, Interval]
    exact: bool = True
    pieces: dict[str, tuple[Interval, ...]] = {}


class Cause(Struct, frozen=True):
    """Something that is wrong on its own: any one of its cures mends it.

    claims   the claims that fail by it
    """

    cures: tuple[Cure, ...]
    claims: tuple[str, ...]
    proven: bool = True


class Localization(Struct, frozen=True):
    """causes           one cure of each, together, is a least-weight set for the whole system
    contradictions   smallest sets of claims that no admitted change lets hold
    implied          variables that are not printed and can have one value only
    """

    causes: tuple[Cause, ...] = ()
    contradictions: tuple[tuple[str, ...], ...] = ()
    implied: dict[str, Fraction] = {}
    proven: bool = True

    def sets(self, limit: int = MAX_SETS) -> list[frozenset[str]]:
        """The least-weight sets of the whole system (the first `limit` of them)."""
        families = [[c.variables for c in cause.cures] for cause in self.causes]
        return [frozenset(n for part in parts for n in part) for parts in islice(product(*families), limit)]


def components(system: System) -> list[System]:
    """The system in parts that share no variable (constants of the system do not link)."""
    constant = {v.id for v in system.variables if v.fixed and v.interval.is_point}
    claims = {c: {n for r in rows for n in r.coefficients} for c, rows in system.rows.items()}
    claims |= {o.id: set(o.names) for o in system.opaque}
    groups = {v.id: v.group for v in system.variables if v.group is not None}
    links: list[set[str]] = []
    for names in claims.values():
        links.append({*(names - constant), *(f"\0{groups[n]}" for n in names if n in groups)})
    parts = linked(links)
    opaque = {o.id: o for o in system.opaque}
    out = []
    order = list(claims)
    for members in parts:
        ids = [order[k] for k in members]
        named = set().union(*(claims[i] for i in ids))
        out.append(
            System(
                [v for v in system.variables if v.id in named],
                {i: system.rows[i] for i in ids if i in system.rows},
                [opaque[i] for i in ids if i in opaque],
            )
        )
    return out


def linked(sets: Sequence[Iterable[str]]) -> list[list[int]]:
    """Indexes of sets that hang together by shared members, in order."""
    parent = list(range(len(sets)))

    def root(k: int) -> int:
        while parent[k] != k:
            parent[k] = parent[parent[k]]
            k = parent[k]
        return k

    first: dict[str, int] = {}
    for k, members in enumerate(sets):
        for m in members:
            a, b = root(first.setdefault(m, k)), root(k)
            parent[max(a, b)] = min(a, b)
    out: dict[int, list[int]] = {}
    for k in range(len(sets)):
        out.setdefault(root(k), []).append(k)
    return list(out.values())


def without(system: System, claims: set[str]) -> System:
    return System(
        system.variables,
        {c: rows for c, rows in system.rows.items() if c not in claims},
        [o for o in system.opaque if o.id not in claims],
    )


def plainly_holds(system: System) -> bool:
    """Whether all is printed and the printed values satisfy everything: the usual case."""
    at: dict[str, Fraction] = {}
    for v in system.variables:
        if v.printed is None or v.printed not in v.interval:
            return False
        at[v.id] = v.printed
    if not all(_satisfied(row, at) for rows in system.rows.values() for row in rows):
        return False
    return not system.opaque or all(o.check({n: point(at[n]) for n in o.names}) for o in system.opaque)


def _satisfied(row: Row, at: Mapping[str, Fraction]) -> bool:
    total = sum((c * at[n] for n, c in row.coefficients.items()), ZERO)
    match row.relation:
        case "=":
            return total == row.bound
        case "!=":
            return total != row.bound
        case "<":
            return total < row.bound
        case "<=":
            return total <= row.bound
        case ">":
            return total > row.bound
    return total >= row.bound


def bars_negative(variable: Variable) -> bool:
    """A count printed as negative is taken at its word."""
    high = variable.interval.high
    return variable.nonnegative and (high is None or high >= 0)


def is_whole_point(box: Interval) -> bool:
    return box.low is not None and box.low == box.high and box.low.denominator == 1


def inside(box: Interval) -> Fraction:
    """A value to begin with."""
    if box.low is not None and box.high is not None:
        return (box.low + box.high) / 2
    return box.low if box.low is not None else box.high if box.high is not None else ZERO


def merged(boxes: Iterable[Interval]) -> list[Interval]:
    """A union of intervals as the fewest intervals, in order; the empty one where all are."""
    out: list[Interval] = []
    empty: list[Interval] = []
    for box in sorted(boxes, key=lambda b: (b.low is not None, b.low or ZERO, not b.low_closed)):
        if box.is_empty:
            empty.append(box)
        elif out and _touch(out[-1], box):
            out[-1] = out[-1].hull(box)
        else:
            out.append(box)
    return out or empty[:1]


def _touch(a: Interval, b: Interval) -> bool:
    """Whether two intervals, the one that begins first before the other, leave no gap."""
    if a.high is None or b.low is None or b.low < a.high:
        return True
    return b.low == a.high and (b.low_closed or a.high_closed)


def wholes(box: Interval) -> Interval:
    """The whole numbers of an interval, as an interval."""
    low = None if box.low is None else ceil(box.low)
    high = None if box.high is None else floor(box.high)
    if low is not None and low == box.low and not box.low_closed:
        low += 1
    if high is not None and high == box.high and not box.high_closed:
        high -= 1
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


def meets(total: Interval, row: Row) -> bool:
    """Whether some value of `total` satisfies the row's comparison."""
    bound = row.bound
    if row.relation == "=":
        return bound in total
    if row.relation == "!=":
        return not (total.low == bound == total.high)
    if row.relation in ("<", "<="):
        strict = row.relation == "<" or not total.low_closed
        return total.low is None or (total.low < bound if strict else total.low <= bound)
    strict = row.relation == ">" or not total.high_closed
    return total.high is None or (total.high > bound if strict else total.high >= bound)


def solved(row: Row, name: str, rest: Interval) -> Interval:
    """What a row leaves for one of its names, `rest` being the range of its other terms."""
    c = row.coefficients[name]
    room = (point(row.bound) - rest).scale(1 / c)
    if row.relation == "=":
        return room
    if row.relation == "!=":
        return Interval(None, None)
    closed = row.relation in ("<=", ">=")
    if (row.relation in ("<", "<=")) == (c > 0):
        return Interval(None, room.high, True, room.high_closed and closed)
    return Interval(room.low, None, room.low_closed and closed)
