"""Which smallest sets of statements cannot stand together, and which smallest cuts mend that.

The hitting-set tree of Reiter (1987): every conflict must lose one member, so a conflict is branched
upon until what is left is free of conflicts. All irreducible conflicts and all least cuts come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm

from msgspec import Struct

from audit.exact.simplex import Budget

Clash = Callable[[frozenset[int]], frozenset[int] | None]


class Found(Struct, frozen=True):
    """conflicts: smallest first, then by members. complete: False where the budget was spent."""

    conflicts: list[frozenset[int]]
    complete: bool


def minimal_conflicts(universe: frozenset[int], clash: Clash, limit: int = 1000) -> Found:
    """All irreducible subsets of `universe` in which `clash` finds a conflict.

    `clash` gives None for a set without conflict, else a subset that is one (not needed smallest).
    """
    conflicts: list[frozenset[int]] = []
    asked = 0
    seen: set[frozenset[int]] = set()
    todo = [frozenset[int]()]
    while todo:
        cut = todo.pop()
        if cut in seen:
            continue
        seen.add(cut)
        conflict = next((c for c in conflicts if not c & cut), None)
        if conflict is None:
            if asked >= limit:
                return Found(ordered(conflicts), False)
            conflict, cost = _shrunk(universe - cut, clash)
            asked += cost
            if conflict is None:
                continue
            conflicts.append(conflict)
        todo.extend(cut | {i} for i in sorted(conflict, reverse=True))
        if len(seen) > 20 * limit:
            return Found(ordered(conflicts), False)
    return Found(ordered(conflicts), True)


def _shrunk(active: frozenset[int], clash: Clash) -> tuple[frozenset[int] | None, int]:
    """An irreducible conflict within `active`, and how often was asked."""
    conflict = clash(active)
    asked = 1
    if conflict is None:
        return None, asked
    for i in sorted(conflict, reverse=True):
        if i not in conflict:
            continue
        asked += 1
        smaller = clash(conflict - {i})
        if smaller is not None:
            conflict = smaller
    return conflict, asked


def ordered(sets: Iterable[frozenset[int]]) -> list[frozenset[int]]:
    return sorted(sets, key=lambda s: (len(s), sorted(s)))


def least_cuts(
    conflicts: list[frozenset[int]], weight: Mapping[int, Fraction], budget: Budget, most: int = 10_000
) -> tuple[list[frozenset[int]], bool]:
    """Least-weight sets that hit every conflict; members without a weight may not be used.

    No set at all: a conflict has no usable member. False: there are more than the `most` given.
    """
    sets = [frozenset(i for i in c if i in weight) for c in conflicts]
    if not all(sets):
        return [], True
    search = _Cuts(sets, weight, budget, most)
    search.run()
    return ordered(search.best), not search.more


class _Cuts:
    """Branch and bound over hitting sets; a member passed over on one branch stays out of it."""

    def __init__(
        self, sets: list[frozenset[int]], weight: Mapping[int, Fraction], budget: Budget, most: int
    ) -> None:
        unique = ordered(set(sets))
        self.sets = [s for k, s in enumerate(unique) if not any(t < s for t in unique[:k])]
        used = {i: weight[i] for s in self.sets for i in s}
        over = lcm(*(w.denominator for w in used.values()))
        whole = {i: int(w * over) for i, w in used.items()}
        unit = gcd(*whole.values()) or 1
        self.weight = {i: w // unit for i, w in whole.items()}  # the least whole numbers in proportion
        self.budget = budget
        self.most = most
        self.least = 0  # nothing dearer is looked at; raised until something is found
        self.given_up: list[int] = []  # what branches that were given up would have cost at least
        self.best: list[frozenset[int]] = []
        self.more = False

    def run(self) -> None:
        while True:
            self.given_up = []
            self.go(frozenset(), 0, frozenset())
            if self.best or not self.given_up:
                return
            self.least = self.given_up[0]

    def go(self, chosen: frozenset[int], cost: int, barred: frozenset[int]) -> None:
        still = [s - barred for s in self.sets if s.isdisjoint(chosen)]
        self.budget.spend(10 + 2 * len(self.sets))
        if not still:
            self.best.append(chosen)
            return
        if not all(still) or self._hopeless(still, cost):
            return
        out = barred
        shortest: frozenset[int] = min(still, key=len)
        for i in sorted(shortest, key=lambda i: (self.weight[i], i)):
            after = cost + self.weight[i]
            if after > self.least:
                return self._give_up(after)
            if len(self.best) >= self.most:
                self.more = True
                return None
            self.go(chosen | {i}, after, out)
            out |= {i}
        return None

    def _give_up(self, cost: int) -> None:
        self.given_up = [min(cost, *self.given_up)] if self.given_up else [cost]

    def _hopeless(self, still: list[frozenset[int]], cost: int) -> bool:
        """Whether every way to hit what is left costs more than is looked at.

        A packing: each set takes half of what its members can still bear, then the rest (a bound
        on the fractional problem); all in halves, so that it stays whole.
        """
        self.budget.spend(2 * sum(map(len, still)))
        left = {i: 2 * self.weight[i] for s in still for i in s}
        total = 0
        for share in (2, 1):
            for s in still:
                part = min(left[i] for i in s) // share
                if part:
                    total += part
                    for i in s:
                        left[i] -= part
        bound = cost + (total + 1) // 2
        if bound > self.least:
            self._give_up(bound)
            return True
        return False
