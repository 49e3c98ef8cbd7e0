"""Which values are wrong when claims fail together (Fellegi and Holt 1976), exactly.

A system is a set of variables, each known to lie in an interval, and claims over them. The answer
is every least-weight set of variables that, set free, lets all claims hold with all others in
their intervals. A clash found by the simplex names intervals of which one must give way; the
least-weight sets that hit all clashes found so far are tried, and each that fails gives a new
clash, until all of them stand (implicit hitting sets). Nothing here knows reports or figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor, prod

from msgspec import Struct

from audit.exact.conflicts import least_cuts, minimal_conflicts
from audit.exact.interval import ALL, Interval, point
from audit.exact.problem import Problem, Row, State, box_rows
from audit.exact.simplex import Budget, OutOfBudgetError

ZERO, ONE = Fraction(0), Fraction(1)
NATURAL = Interval(ZERO, None)
EFFORT = 30_000_000
MAX_SETS = 1_000
MAX_BRANCHES = 60

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


class Opaque(Struct, frozen=True):
    """A claim that is not linear.

    check   can it hold somewhere in these boxes? (yes too often is allowed, no too often is not)
    solve   the values of one variable with which it can hold, the others in their boxes
    """

    id: str
    names: tuple[str, ...]
    check: Callable[[Boxes], bool]
    solve: Callable[[str, Boxes], Interval | None] | None = None


class System(Struct, frozen=True):
    variables: Sequence[Variable]
    rows: Mapping[str, Sequence[Row]]
    opaque: Sequence[Opaque] = ()


class Cure(Struct, frozen=True):
    """One least-weight set, in the order of the variables, and what each must become."""

    variables: tuple[str, ...]
    mending: dict[str, Interval]


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


def localize(system: System, effort: int = EFFORT) -> Localization:
    """Find every least-weight set of wrong values. The effort is counted, not timed, so that one
    system has one answer; where it is spent, what is found so far stands as not proven."""
    causes: list[Cause] = []
    contradictions: list[tuple[str, ...]] = []
    implied: dict[str, Fraction] = {}
    proven = True
    budget, reserve = Budget(effort), Budget(effort // 4)
    todo = components(system)[::-1]
    while todo:
        part = todo.pop()
        if _plainly_holds(part):
            continue
        found = _Component(part, budget, reserve).solve()
        proven = proven and found.proven
        if found.contradictions:
            contradictions += found.contradictions
            todo += components(_without(part, {c for cs in found.contradictions for c in cs}))[::-1]
        else:
            causes += found.causes
            implied.update(found.implied)
    return Localization(tuple(causes), tuple(contradictions), implied, proven)


def components(system: System) -> list[System]:
    """The system in parts that share no variable (constants of the system do not link)."""
    constant = {v.id for v in system.variables if v.fixed and v.interval.is_point}
    claims = {c: {n for r in rows for n in r.coefficients} for c, rows in system.rows.items()}
    claims |= {o.id: set(o.names) for o in system.opaque}
    groups = {v.id: v.group for v in system.variables if v.group is not None}
    links: list[set[str]] = []
    for names in claims.values():
        links.append({*(names - constant), *(f"\0{groups[n]}" for n in names if n in groups)})
    parts = _linked(links)
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


def _linked(sets: Sequence[Iterable[str]]) -> list[list[int]]:
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


def _without(system: System, claims: set[str]) -> System:
    return System(
        system.variables,
        {c: rows for c, rows in system.rows.items() if c not in claims},
        [o for o in system.opaque if o.id not in claims],
    )


def _plainly_holds(system: System) -> bool:
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


class _Component:
    """One part of the system. Suspects are units: single variables, or groups of them."""

    def __init__(self, system: System, budget: Budget, reserve: Budget) -> None:
        self.system = system
        self.budget = budget
        self.reserve = reserve  # for an answer of a kind when the budget is spent
        self.proven = True
        self.variables = {v.id: v for v in system.variables}
        self.units: list[list[Variable]] = []
        self.unit_of: dict[str, int] = {}
        by_group: dict[str, int] = {}
        for v in system.variables:
            if v.fixed or v.interval.low is None is v.interval.high:
                continue
            k = len(self.units) if v.group is None else by_group.setdefault(v.group, len(self.units))
            if k == len(self.units):
                self.units.append([])
            self.units[k].append(v)
            self.unit_of[v.id] = k
        self.weight = {k: max(v.weight for v in unit) for k, unit in enumerate(self.units)}
        self._lay_out()

    def _lay_out(self) -> None:
        """All rows of the problem, what each is from, and which are there from the start."""
        rows: list[Row] = []
        self.claim_at: dict[int, str] = {}
        self.unit_at: dict[int, int] = {}
        self.boxes: dict[int, list[int]] = {k: [] for k in range(len(self.units))}
        self.freed: dict[int, list[int]] = {k: [] for k in range(len(self.units))}
        self.always: list[int] = []
        self.rows_of: dict[str, list[int]] = {}
        for claim, said in self.system.rows.items():
            self.rows_of[claim] = list(range(len(rows), len(rows) + len(said)))
            self.claim_at |= dict.fromkeys(self.rows_of[claim], claim)
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
            if _bars_negative(v):
                # a freed box must never be narrower than the kept one, or clashes would not carry over
                low = v.interval.low
                (self.freed[k] if k is not None and low is not None and low >= 0 else self.always).append(len(rows))
                rows.append(Row({v.id: ONE}, ">=", ZERO))
        start = {v.id: v.printed if v.printed is not None else _inside(v.interval) for v in self.system.variables}
        self.problem = Problem(rows, start, self.budget)

    def state(self, claims: Iterable[str], freed: Iterable[int] = ()) -> State:
        free = set(freed)
        active = [i for c in claims for i in self.rows_of.get(c, ())]
        active += self.always
        for k in range(len(self.units)):
            active += self.freed[k] if k in free else self.boxes[k]
        return self.problem.load(active)

    # -- the search -----------------------------------------------------------------------------

    def solve(self) -> Localization:
        self.conflicts: list[frozenset[int]] = []
        self.failed: list[frozenset[str]] = []  # claims of clashes with nothing set free
        self.base: State | None = None
        try:
            self.base = self.state(self.system.rows)
            self._seed(frozenset())
            families = self._families()
            if families is None:
                return self._contradictory()
            return self._answer(families)
        except OutOfBudgetError:
            return self._unproven()

    def _seed(self, freed: frozenset[int]) -> bool:
        """Collect clashes that share no unit, beginning with `freed`; whether there was any."""
        first, found = not freed, False
        while True:
            clash = self._clash(freed)
            if clash is None:
                return found
            found = True
            units, claims = clash
            if first:  # such a clash stands whatever else was free
                self.failed.append(claims)
            self.conflicts.append(units)
            if not units:
                return True
            freed |= units

    def _families(self) -> list[list[frozenset[int]]] | None:
        """For each independent cause all least-weight sets; None where no set is enough."""
        good: set[tuple[frozenset[int], frozenset[int]]] = set()
        while True:
            involved = frozenset[int]().union(*self.conflicts)
            families = []
            changed = False
            for known in self._independent(involved):
                conflicts = list(known)
                own = frozenset[int]().union(*conflicts)
                sets, complete = least_cuts(conflicts, self.weight)
                if not complete:
                    raise OutOfBudgetError
                if not sets:
                    return None
                families.append(sets)
                others = involved - own
                for cut in sets:
                    if (cut, others) in good or any(not cut & c for c in conflicts):
                        continue
                    fresh = len(self.conflicts)
                    if not self._seed(cut | others):
                        good.add((cut, others))
                        continue
                    changed = True
                    conflicts += self.conflicts[fresh:]
            if not changed:
                return families

    def _independent(self, involved: frozenset[int]) -> list[list[frozenset[int]]]:
        """The clashes in parts that cannot bear on each other as long as only `involved` move."""
        moving = {
            v.id
            for v in self.system.variables
            if not v.interval.is_point or self.unit_of.get(v.id) in involved
        }
        links: list[set[str]] = [
            {n for row in rows for n in row.coefficients} & moving for rows in self.system.rows.values()
        ]
        links += [set(o.names) & moving for o in self.system.opaque]
        links += [{v.id for v in self.units[k]} for k in involved]
        parts = _linked([*links, *({v.id for k in c for v in self.units[k]} for c in self.conflicts)])
        first = len(links)
        return [
            [self.conflicts[k - first] for k in part if k >= first] for part in parts if part[-1] >= first
        ]

    def _clash(self, freed: frozenset[int]) -> tuple[frozenset[int], frozenset[str]] | None:
        """Units of which one more must be free, and the claims that say so; None: all holds."""
        state = self._freed(freed)
        if state.clash is not None:
            return self._named(state.clash)
        clash = self._opaque_clash(state, freed)
        if clash is not None:
            return clash
        rows = self._fraction_clash(state, freed)
        return None if rows is None else self._named(rows)

    def _freed(self, freed: Iterable[int]) -> State:
        assert self.base is not None
        drop = [i for k in freed for i in self.boxes[k]]
        add = [i for k in freed for i in self.freed[k]]
        return self.base.change(drop, add) if drop or add else self.base

    def _named(self, clash: Iterable[int]) -> tuple[frozenset[int], frozenset[str]]:
        units = frozenset(self.unit_at[i] for i in clash if i in self.unit_at)
        return units, frozenset(self.claim_at[i] for i in clash if i in self.claim_at)

    def _opaque_clash(
        self, state: State, freed: frozenset[int]
    ) -> tuple[frozenset[int], frozenset[str]] | None:
        for claim in self.system.opaque:
            boxes = {n: self._box(n, freed) for n in claim.names}
            units = frozenset(self.unit_of[n] for n in claim.names if n in self.unit_of) - freed
            if not claim.check(boxes):
                return units, frozenset({claim.id})
            loose = [n for n in claim.names if self._is_loose(n, freed)]
            tags: set[int] = set()
            for name in loose:
                reach, by = state.range({name: ONE})
                boxes[name] = boxes[name].intersect(reach)
                tags |= by
            if loose and tags and not claim.check(boxes):
                others, claims = self._named(tags)
                return units | others, claims | {claim.id}
        return None

    def _is_loose(self, name: str, freed: frozenset[int]) -> bool:
        variable = self.variables[name]
        return self.unit_of.get(name) in freed or variable.interval.low is None is variable.interval.high

    def _box(self, name: str, freed: frozenset[int]) -> Interval:
        variable = self.variables[name]
        if self._is_loose(name, freed):
            return NATURAL if _bars_negative(variable) else ALL
        return variable.interval

    def _fraction_clash(self, state: State, freed: frozenset[int]) -> frozenset[int] | None:
        """Rows that leave no whole number for a freed variable that must be whole."""
        free = [v for k in sorted(freed) for v in self.units[k]]
        whole = [v.id for v in free if v.whole and _is_whole_point(v.interval) and v.id in self.problem.index]
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

    # -- the answer -----------------------------------------------------------------------------

    def _answer(self, families: list[list[frozenset[int]]]) -> Localization:
        factors = [factor for family in families for factor in _factors(family)]
        first = [factor[0] for factor in factors]
        failing = self._failing()
        causes = []
        for k, factor in enumerate(factors):
            others = frozenset[int]().union(*first[:k], *first[k + 1 :])
            cures = tuple(self._cure(cut, cut | others) for cut in factor)
            names = {n for cure in cures for n in cure.variables}
            claims = tuple(c for c, of in failing.items() if of & names)
            causes.append(Cause(cures, claims, self.proven))
        freed = frozenset[int]().union(*self.conflicts)
        return Localization(tuple(causes), (), self._implied(self._freed(freed)), self.proven)

    def _cure(self, cut: frozenset[int], freed: frozenset[int]) -> Cure:
        state = self._freed(freed)
        mending = {}
        members = {v.id for k in cut for v in self.units[k]}
        boxes = {v.id: self._reach(state, v.id, freed) for v in self.system.variables}
        for v in self.system.variables:
            if v.id in members:
                mending[v.id] = _wholes(self._narrowed(v.id, boxes)) if v.whole else self._narrowed(v.id, boxes)
        return Cure(tuple(mending), mending)

    def _reach(self, state: State, name: str, freed: frozenset[int]) -> Interval:
        box = self._box(name, freed)
        return box.intersect(state.range({name: ONE})[0]) if self._is_loose(name, freed) else box

    def _narrowed(self, name: str, boxes: Boxes) -> Interval:
        box = boxes[name]
        for claim in self.system.opaque:
            if name in claim.names and claim.solve is not None:
                solved = claim.solve(name, boxes)
                box = box if solved is None else box.intersect(solved)
        return box

    def _failing(self) -> dict[str, frozenset[str]]:
        """Claims that fail, each alone or in a clash with nothing set free, with their variables."""
        failing = frozenset[str]().union(*self.failed)
        for claim, rows in self.system.rows.items():
            if claim not in failing and not all(self._may_hold(row) for row in rows):
                failing |= {claim}
        for opaque in self.system.opaque:
            if not opaque.check({n: self._box(n, frozenset()) for n in opaque.names}):
                failing |= {opaque.id}
        names = {c: frozenset(n for r in rows for n in r.coefficients) for c, rows in self.system.rows.items()}
        names |= {o.id: frozenset(o.names) for o in self.system.opaque}
        return {c: of for c, of in names.items() if c in failing}

    def _may_hold(self, row: Row) -> bool:
        total = point(ZERO)
        for name, c in row.coefficients.items():
            total = total + self._box(name, frozenset()).scale(c)
        return _meets(total, row)

    def _implied(self, state: State) -> dict[str, Fraction]:
        out = {}
        for v in self.system.variables:
            if v.interval.low is None is v.interval.high and v.id in self.problem.index:
                reach = state.range({v.id: ONE})[0]
                if reach.low is not None and reach.low == reach.high:
                    out[v.id] = reach.low
        return out

    def _contradictory(self) -> Localization:
        """The smallest set of claims that stays impossible with everything free that may be."""
        claims = [*self.system.rows, *(o.id for o in self.system.opaque)]
        opaque = {o.id: o for o in self.system.opaque}
        everything = frozenset(range(len(self.units)))
        full = self.system

        def clash(active: frozenset[int]) -> frozenset[int] | None:
            ids = [claims[k] for k in sorted(active)]
            self.system = System(full.variables, full.rows, [opaque[i] for i in ids if i in opaque])
            self.base = self.state(ids)
            found = self._clash(everything)
            self.system = full
            return None if found is None else frozenset(k for k in active if claims[k] in found[1])

        found = minimal_conflicts(frozenset(range(len(claims))), clash, 200)
        smallest = sorted(found.conflicts[0]) or range(len(claims))
        return Localization((), (tuple(claims[k] for k in smallest),), {}, found.complete)

    def _unproven(self) -> Localization:
        """The effort is spent: one set that is enough and holds no variable in vain, if one is found."""
        self.proven = False
        self.budget.left = self.reserve.left
        try:
            self.base = self.base or self.state(self.system.rows)
            self.conflicts = self.conflicts or [frozenset(range(len(self.units)))]
            kept = frozenset[int]().union(*self.conflicts)
            clash = self._clash(kept)
            while clash is not None and clash[0]:
                kept |= clash[0]
                clash = self._clash(kept)
            for k in sorted(kept, key=lambda k: (-self.weight[k], k)):
                if self._clash(kept - {k}) is None:
                    kept -= {k}
            answer = self._answer([[kept]]) if clash is None else Localization(proven=False)
        except OutOfBudgetError:
            answer = Localization(proven=False)
        self.reserve.left, self.budget.left = self.budget.left, -1
        return answer


def _bars_negative(variable: Variable) -> bool:
    """A count printed as negative is taken at its word."""
    high = variable.interval.high
    return variable.nonnegative and (high is None or high >= 0)


def _is_whole_point(box: Interval) -> bool:
    return box.low is not None and box.low == box.high and box.low.denominator == 1


def _inside(box: Interval) -> Fraction:
    """A value to begin with."""
    if box.low is not None and box.high is not None:
        return (box.low + box.high) / 2
    return box.low if box.low is not None else box.high if box.high is not None else ZERO


def _wholes(box: Interval) -> Interval:
    """The whole numbers of an interval, as an interval."""
    low = None if box.low is None else ceil(box.low)
    high = None if box.high is None else floor(box.high)
    if low is not None and low == box.low and not box.low_closed:
        low += 1
    if high is not None and high == box.high and not box.high_closed:
        high -= 1
    return Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))


def _meets(total: Interval, row: Row) -> bool:
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


def _factors(family: list[frozenset[int]]) -> list[list[frozenset[int]]]:
    """A family of sets as the finest product of families over separate members."""
    members = sorted(frozenset[int]().union(*family))
    links: list[set[str]] = [{str(m)} for m in members]
    for i, a in enumerate(members):
        for b in members[i + 1 :]:
            pairs = {(a in s, b in s) for s in family}
            if len(pairs) != len({p for p, _ in pairs}) * len({q for _, q in pairs}):
                links.append({str(a), str(b)})
    parts = []
    for part in _linked(links):
        own = frozenset(members[k] for k in part if k < len(members))
        parts.append(list(dict.fromkeys(s & own for s in family)))
    return parts if prod(map(len, parts)) == len(family) else [family]
