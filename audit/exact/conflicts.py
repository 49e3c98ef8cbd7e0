"""Which smallest sets of statements cannot stand together, and which smallest cuts mend that.

The hitting-set tree of Reiter (1987): every conflict must lose one member, so a conflict is branched
upon until what is left is free of conflicts. All irreducible conflicts and all least cuts come out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from msgspec import Struct

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
    conflicts: list[frozenset[int]], weight: Mapping[int, Fraction], limit: int = 20_000
) -> tuple[list[frozenset[int]], bool]:
    """All least-weight sets that hit every conflict; members without a weight may not be used.

    No set at all: a conflict has no usable member. False: the limit was reached before all were seen.
    """
    sets = [sorted((i for i in c if i in weight), key=lambda i: (weight[i], i)) for c in conflicts]
    if any(not s for s in sets):
        return [], True
    search = _Cuts([frozenset(s) for s in sets], weight, limit)
    complete = search.run()
    return ordered(search.best), complete


class _Cuts:
    """Branch and bound over hitting sets; a member passed over on one branch stays out of it."""

    def __init__(self, sets: list[frozenset[int]], weight: Mapping[int, Fraction], limit: int) -> None:
        unique = ordered(set(sets))
        self.sets = [s for k, s in enumerate(unique) if not any(t < s for t in unique[:k])]
        self.weight = weight
        self.limit = limit
        self.least: Fraction | None = None
        self.best: list[frozenset[int]] = []

    def run(self) -> bool:
        self._go(frozenset(), Fraction(0), frozenset())
        return self.limit > 0

    def _bound(self, chosen: frozenset[int], barred: frozenset[int]) -> tuple[Fraction | None, frozenset[int]]:
        """(least weight still to come, None where it cannot be; the open set with fewest members)."""
        used: set[int] = set()
        total = Fraction(0)
        pick = frozenset[int]()
        for s in self.sets:
            if s & chosen:
                continue
            rest = s - barred
            if not rest:
                return None, pick
            if not pick or len(rest) < len(pick):
                pick = rest
            if not rest & used:
                used |= rest
                total += min(self.weight[i] for i in rest)
        return total, pick

    def _go(self, chosen: frozenset[int], cost: Fraction, barred: frozenset[int]) -> None:
        self.limit -= 1
        if self.limit < 0:
            return
        more, pick = self._bound(chosen, barred)
        if more is None or (self.least is not None and cost + more > self.least):
            return
        if not pick:
            if self.least is None or cost < self.least:
                self.least, self.best = cost, []
            self.best.append(chosen)
            return
        out = barred
        for i in sorted(pick, key=lambda i: (self.weight[i], i)):
            self._go(chosen | {i}, cost + self.weight[i], out)
            out |= {i}
