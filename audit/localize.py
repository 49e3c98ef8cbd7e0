"""Which values are wrong when claims fail together (Fellegi and Holt 1976), exactly.

A system is a set of variables, each known to lie in an interval, and claims over them. The answer
is every least-weight set of variables that, set free, lets all claims hold with all others in
their intervals. A clash names intervals of which one must give way; the least-weight sets that hit
all clashes found so far are tried, and each that fails gives a new clash, until all of them stand
(implicit hitting sets).
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from math import prod

from audit.exact.clashes import Clashes
from audit.exact.conflicts import least_cuts, minimal_conflicts
from audit.exact.covering import greedy_cover, light_cover
from audit.exact.interval import Interval
from audit.exact.narrowing import Left
from audit.exact.simplex import Budget, OutOfBudgetError
from audit.exact.system import (
    MAX_SETS,
    Boxes,
    Cause,
    Cure,
    Localization,
    Opaque,
    System,
    Variable,
    components,
    linked,
    plainly_holds,
    wholes,
    without,
)

__all__ = ["Cause", "Cure", "Localization", "Opaque", "Purse", "System", "Variable", "localize"]

ZERO, ONE = Fraction(0), Fraction(1)
EFFORT = 8_000_000  # tableau entries that may be touched: about two seconds
MAX_GUESSES = 200
FEW = 24  # least-weight sets tried before the clashes are looked at again
MENDING = EFFORT // 4  # of these, for the exact intervals of one part's cures


class Purse:
    """The effort that several searches share: `budget` for the proof, and when that is spent,
    `reserve` for an answer of a kind."""

    def __init__(self, effort: int = EFFORT) -> None:
        self.budget, self.reserve = Budget(effort), Budget(effort // 2)


def localize(system: System, purse: Purse | None = None) -> Localization:
    """Find every least-weight set of wrong values. The effort is counted, not timed, so that one
    system has one answer; where it is spent, what is found so far stands as not proven."""
    causes: list[Cause] = []
    contradictions: list[tuple[str, ...]] = []
    implied: dict[str, Fraction] = {}
    proven = True
    purse = purse or Purse()
    todo = components(system)[::-1]
    while todo:
        part = todo.pop()
        if plainly_holds(part):
            continue
        found = _Search(part, purse.budget, purse.reserve).solve()
        proven = proven and found.proven
        if found.contradictions:
            contradictions += found.contradictions
            todo += components(without(part, {c for cs in found.contradictions for c in cs}))[::-1]
        else:
            causes += found.causes
            implied.update(found.implied)
    return Localization(tuple(causes), tuple(contradictions), implied, proven)


class _Search:
    """The causes in one part of the system."""

    def __init__(self, part: System, budget: Budget, reserve: Budget) -> None:
        self.system = part
        self.budget = budget
        self.reserve = reserve  # for an answer of a kind when the budget is spent
        self.conflicts: list[frozenset[int]] = []
        self.enough: tuple[Fraction, frozenset[int]] | None = None  # lightest that let all hold
        self.reached: dict[frozenset[int], tuple[dict[str, Interval], bool]] = {}

    def solve(self) -> Localization:
        try:
            self.known = Clashes(self.system, self.budget)
        except OutOfBudgetError:
            return Localization(proven=False)
        try:
            self._seed(frozenset())
            families = self._families()
            return self._contradictory() if families is None else self._answer(families)
        except OutOfBudgetError:
            return self._unproven()

    def _seed(self, freed: frozenset[int]) -> bool:
        """Collect clashes that share no unit, beginning with `freed`; whether there was any."""
        found = False
        while True:
            clash = self.known.clash(freed)
            if clash is None:
                weight = sum((self.known.weight[k] for k in freed), ZERO)
                if self.enough is None or weight < self.enough[0]:
                    self.enough = weight, freed
                return found
            found = True
            units = clash[0]
            self.conflicts.append(units)
            if not units:
                return True
            freed |= units

    def _families(self) -> list[list[frozenset[int]]] | None:
        """For each independent cause all least-weight sets; None where no set is enough."""
        good: set[tuple[frozenset[int], frozenset[int]]] = set()
        most = FEW
        while True:
            involved = frozenset[int]().union(*self.conflicts)
            before = len(self.conflicts)
            families, complete = [], True
            for conflicts in self._independent(involved):
                sets, whole = least_cuts(conflicts, self.known.weight, self.budget, most)
                if not sets:
                    return None
                families.append(sets)
                complete = complete and whole
                self._try(sets, involved - frozenset[int]().union(*conflicts), good)
            if len(self.conflicts) == before:
                if complete or most >= MAX_SETS:
                    self.known.proven = self.known.proven and complete
                    return families
                most = min(8 * most, MAX_SETS)

    def _try(
        self,
        sets: list[frozenset[int]],
        others: frozenset[int],
        good: set[tuple[frozenset[int], frozenset[int]]],
    ) -> None:
        """Test sets with all units of other parts free; what fails leaves new clashes."""
        before = len(self.conflicts)
        for cut in sets:
            if (cut, others) in good or any(not cut & c for c in self.conflicts[before:]):
                continue
            if not self._seed(cut | others):
                good.add((cut, others))

    def _independent(self, involved: frozenset[int]) -> list[list[frozenset[int]]]:
        """The clashes in parts that cannot bear on each other as long as only `involved` move."""
        moving = {
            v.id
            for v in self.system.variables
            if not v.interval.is_point or self.known.unit_of.get(v.id) in involved
        }
        links: list[set[str]] = [
            {n for row in rows for n in row.coefficients} & moving
            for rows in self.system.rows.values()
        ]
        links += [set(o.names) & moving for o in self.system.opaque]
        links += [{v.id for v in self.known.units[k]} for k in involved]
        parts = linked(
            [*links, *({v.id for k in c for v in self.known.units[k]} for c in self.conflicts)]
        )
        first = len(links)
        return [
            [self.conflicts[k - first] for k in part if k >= first]
            for part in parts
            if part[-1] >= first
        ]

    def _answer(self, families: list[list[frozenset[int]]]) -> Localization:
        left, allowed = self.budget.left or 0, max(0, min(self.budget.left or 0, MENDING))
        self.budget.left = allowed  # the sets are found: what is left is to say how they mend
        factors = [factor for family in families for factor in _factors(family)]
        first = [factor[0] for factor in factors]
        causes = []
        for k, factor in enumerate(factors):
            others = frozenset[int]().union(*first[:k], *first[k + 1 :])
            cures = tuple(self._cure(cut, cut | others) for cut in factor)
            causes.append(Cause(cures, self._claims(cures), self.known.proven))
        self.budget.left += left - allowed
        return Localization(tuple(causes), (), self._implied(), self.known.proven)

    def _cure(self, cut: frozenset[int], freed: frozenset[int]) -> Cure:
        known = self.known
        boxes, exact = self._reaches(freed)
        members = [v for v in self.system.variables if known.unit_of.get(v.id) in cut]
        left = self._left(boxes, freed)
        mending: dict[str, Interval] = {}
        pieces: dict[str, tuple[Interval, ...]] = {}
        for v in members:
            parts = left[v.id].pieces if v.id in left else [boxes[v.id]]
            if v.whole:
                parts = [wholes(part) for part in parts]
            parts = [part for part in parts if not part.is_empty] or parts[:1]
            mending[v.id] = reduce(Interval.hull, parts)
            if len(parts) > 1:
                pieces[v.id] = tuple(parts)
        return Cure(tuple(mending), mending, exact, pieces)

    def _reaches(self, freed: frozenset[int]) -> tuple[dict[str, Interval], bool]:
        """The interval of every variable with some units free, and whether all are exact."""
        if freed not in self.reached:
            known, exact = self.known, True
            boxes = {v.id: known.box(v.id, freed) for v in self.system.variables}
            for name, box in boxes.items():
                if not known.is_loose(name, freed):
                    continue
                try:
                    boxes[name] = box.intersect(known.state(freed).range({name: ONE})[0])
                except OutOfBudgetError:
                    self.budget.left, exact = 0, False
                    boxes[name] = known.reach_alone(name, freed)
            self.reached[freed] = boxes, exact
        return self.reached[freed]

    def _left(self, boxes: Boxes, freed: frozenset[int]) -> dict[str, Left]:
        """What the claims that are not linear leave of the free variables besides."""
        if not self.system.opaque:
            return {}
        left = {n: Left([b]) for n, b in boxes.items() if self.known.is_loose(n, freed)}
        try:
            self.known.narrowing.narrow(left, boxes.__getitem__)
        except OutOfBudgetError:
            self.budget.left = 0
        return left

    def _claims(self, cures: tuple[Cure, ...]) -> tuple[str, ...]:
        """The claims that fail by a cause: each alone, else those that clash jointly."""
        suspects = {n for cure in cures for n in cure.variables}
        known = self.known
        names = {
            c: {n for r in rows for n in r.coefficients} for c, rows in self.system.rows.items()
        }
        names |= {o.id: set(o.names) for o in self.system.opaque}
        failing = {known.claim_at[i] for i in known.failing}
        nothing = frozenset[int]()
        for claim in self.system.opaque:
            if not claim.check({n: known.box(n, nothing) for n in claim.names}):
                failing.add(claim.id)
        alone = tuple(c for c, of in names.items() if c in failing and of & suspects)
        units = known.units_in(suspects)
        if alone and not any(v.is_free for v in self.system.variables):
            return alone
        joint = next(c for c in self.conflicts if c & units)
        rest = without(self.system, set(alone))
        clash = self._joint_clash(rest, {n for k in joint for n in self._ids(k)})
        if clash is None:
            return alone or tuple(c for c, of in names.items() if of & suspects)
        return tuple(c for c in names if c in clash or c in alone)

    def _ids(self, unit: int) -> list[str]:
        return [v.id for v in self.known.units[unit]]

    def _joint_clash(self, system: System, kept: set[str]) -> frozenset[str] | None:
        """Claims that clash although none of them fails by itself, with only `kept` as printed."""
        try:
            known = Clashes(system, self.reserve, thorough=True)
            clash = known.clash(frozenset(known.weight) - known.units_in(kept))
        except OutOfBudgetError:
            return None
        return None if clash is None else clash[1]

    def _implied(self) -> dict[str, Fraction]:
        """What is not printed and has one value, whatever the cures."""
        freed = frozenset[int]().union(*self.conflicts)
        out = {}
        for v in self.system.variables:
            if v.is_free and v.id in self.known.problem.index:
                try:
                    reach = self.known.state(freed).range({v.id: ONE})[0]
                except OutOfBudgetError:
                    self.known.proven = False
                    break
                if reach.low is not None and reach.low == reach.high:
                    out[v.id] = reach.low
        return out

    def _contradictory(self) -> Localization:
        """The smallest set of claims that stays impossible with everything free that may be."""
        claims = [*self.system.rows, *(o.id for o in self.system.opaque)]
        everything = frozenset(self.known.weight)

        def clash(active: frozenset[int]) -> frozenset[int] | None:
            ids = {claims[k] for k in active}
            part = without(self.system, set(claims) - ids)
            known = Clashes(part, self.budget, thorough=True)
            found = known.clash(everything)
            return None if found is None else frozenset(k for k in active if claims[k] in found[1])

        found = minimal_conflicts(frozenset(range(len(claims))), clash, 200)
        smallest = sorted(found.conflicts[0]) or range(len(claims))
        return Localization((), (tuple(claims[k] for k in smallest),), {}, found.complete)

    def _unproven(self) -> Localization:
        """The effort is spent: one set that is enough, with no variable in vain, if one is found."""
        self.known.proven = False
        self.budget.left = self.reserve.left
        try:
            answer = self._some()
        except OutOfBudgetError:
            answer = Localization(proven=False)
        self.reserve.left, self.budget.left = self.budget.left, -1
        return answer

    def _some(self) -> Localization:
        self._guess()
        kept = self.enough[1] if self.enough else frozenset[int]().union(*self.conflicts)
        clash = None if self.enough else self.known.clash(kept)
        while clash is not None and clash[0]:
            kept |= clash[0]
            clash = self.known.clash(kept)
        if clash is not None:
            return Localization(proven=False)
        try:
            for k in sorted(kept, key=lambda k: (-self.known.weight[k], k)):
                if self.known.clash(kept - {k}) is None:
                    kept -= {k}
        except OutOfBudgetError:
            self.budget.left = 0  # what is kept is enough, if more than is needed
        return self._answer([[kept]])

    def _guess(self) -> None:
        """Light covers of the clashes found so far, until one is enough (`enough` then holds it)
        or most of the effort is spent."""
        kept = (self.budget.left or 0) // 4
        self.budget.left = (self.budget.left or 0) - kept
        try:
            for _ in range(MAX_GUESSES):
                guess = light_cover(self.conflicts, self.known.weight)
                if guess is None:
                    guess = greedy_cover(self.conflicts, self.known.weight)
                if guess is None or not self._seed(guess):
                    break
        except OutOfBudgetError:
            self.budget.left = 0
        self.budget.left += kept


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
    for part in linked(links):
        own = frozenset(members[k] for k in part if k < len(members))
        parts.append(list(dict.fromkeys(s & own for s in family)))
    return parts if prod(map(len, parts)) == len(family) else [family]
