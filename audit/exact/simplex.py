"""Which bounds on linear forms can hold together: an exact simplex over integers.

The general simplex of Dutertre and de Moura (2006): every linear form is a variable of its own,
bounds come and go, and a conflict names the bounds that clash (a Farkas certificate). Numbers are
integers at one common scale, tableau rows are kept free of fractions, and a strict bound is a
bound moved inward by an infinitesimal: a value a + bδ is held as the integer a·BIG + b, with BIG
kept so large that no comparison can be swayed by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, isqrt, lcm

# what enters, its value, its row and denominator from now on, its new numerator
Swap = tuple[int, int, dict[int, int], int, int]

LOW, HIGH = 0, 1
_FIRST_BIG = 1 << 128


class OutOfBudgetError(Exception):
    """The allowed effort is spent: nothing is known."""


class Budget:
    """Tableau entries that may still be touched, by a tableau and its forks. None: no limit."""

    __slots__ = ("left",)

    def __init__(self, entries: int | None = None) -> None:
        self.left = entries

    def spend(self, cost: int = 1) -> None:
        if self.left is not None:
            self.left -= cost
            if self.left < 0:
                raise OutOfBudgetError


class Simplex:
    """Variables 0..n-1 and forms over them, numbered n, n+1, ...; bounds on all of them.

    A variable is either basic, and then `den[v] * v = sum(row[v][j] * j)`, or it stands at an
    integer value inside its bounds. `value` holds the value, for a basic one times `den`.
    """

    __slots__ = ("big", "budget", "den", "high", "low", "row", "tag", "value")

    def __init__(
        self, start: list[int], forms: list[dict[int, int]], strict: bool, budget: Budget
    ) -> None:
        count = len(start)
        self.big = _FIRST_BIG if strict else 1
        self.budget = budget
        self.value = [v * self.big for v in start]
        self.row = dict(enumerate(forms, count))  # rows are never changed in place: forks share
        self.den = dict.fromkeys(self.row, 1)
        self.value += [sum(c * self.value[j] for j, c in form.items()) for form in forms]
        size = len(self.value)
        self.low: list[int | None] = [None] * size
        self.high: list[int | None] = [None] * size
        self.tag = [[-1] * size, [-1] * size]
        if strict:
            self._guard(forms, [1])

    def fork(self) -> Simplex:
        """A copy that goes its own way."""
        other = Simplex.__new__(Simplex)
        other.big, other.budget = self.big, self.budget
        other.value, other.row, other.den = self.value.copy(), self.row.copy(), self.den.copy()
        other.low, other.high = self.low.copy(), self.high.copy()
        other.tag = [self.tag[0].copy(), self.tag[1].copy()]
        return other

    def packed(self, whole: int, inward: int = 0) -> int:
        """The number `whole` + `inward`·δ as it is held."""
        return whole * self.big + inward

    def set_bounds(self, v: int, bounds: list[tuple[int | None, int | None, int]]) -> tuple[int, int] | None:
        """Give v the tightest of (low, high, tag), all packed; the tags of two that cross."""
        low = high = None
        low_tag = high_tag = -1
        for lower, upper, tag in bounds:
            if lower is not None and (low is None or lower > low):
                low, low_tag = lower, tag
            if upper is not None and (high is None or upper < high):
                high, high_tag = upper, tag
        self.low[v], self.high[v] = low, high
        self.tag[LOW][v], self.tag[HIGH][v] = low_tag, high_tag
        if low is not None and high is not None and low > high:
            return low_tag, high_tag
        if v not in self.row:
            if low is not None and self.value[v] < low:
                self._move(v, low)
            elif high is not None and self.value[v] > high:
                self._move(v, high)
        return None

    def eliminate(self, v: int, at: int) -> bool:
        """Hold a basic form at a value for good and forget it; False where it cannot have it.

        No bounds may have been set yet.
        """
        row = self.row[v]
        if not row:
            den = self.den.pop(v)
            del self.row[v]
            return self.value[v] == at * self.big * den
        columns = self.row.values()
        entering = min(row, key=lambda j: (sum(j in other for other in columns), j))
        self._pivot(v, entering, at * self.big)
        for b, other in self.row.items():
            if v in other:
                kept = other.copy()
                del kept[v]
                self.row[b] = kept
        return True

    def check(self) -> dict[int, int] | None:
        """Find values within all bounds; where there are none, tag -> multiplier of a clash."""
        fresh = 100 * len(self.row) + 20  # then Bland's rule, which cannot cycle
        while True:
            leaving = self._violated(fresh > 0)
            if leaving < 0:
                return None
            bound = self.low[leaving]
            rising = bound is not None and self.value[leaving] < bound * self.den[leaving]
            if not rising:
                bound = self.high[leaving]
            assert bound is not None
            entering = self._entering(leaving, rising, fresh > 0)
            if entering < 0:
                return self._clash(leaving, rising)
            fresh -= 1
            self._pivot(leaving, entering, bound)

    def optimum(self, form: dict[int, int], upward: bool) -> tuple[Fraction, bool, set[int]] | None:
        """The supremum (or infimum) of an integer form over what the bounds allow; None: no end.

        (value at the common scale, whether it is attained, tags of the bounds that it rests on.)
        The bounds must have been found to hold together (`check`).
        """
        sign = 1 if upward else -1
        goal = self._add(form)
        fresh = 20 * len(self.row) + 20  # then Bland's rule, which cannot cycle
        try:
            while True:
                row = self.row[goal]
                entering, rising = self._improving(row, sign, fresh > 0)
                if entering < 0:
                    break
                fresh -= 1
                if not self._advance(entering, rising):
                    return None
            tags = {self.tag[HIGH if c * sign > 0 else LOW][j] for j, c in row.items()}
            whole, rest = self._unpack(self.value[goal])
            return Fraction(whole, self.den[goal]), rest == 0, tags
        finally:
            self._remove(goal)

    def witness(self, count: int, shrink: int = 1) -> list[Fraction]:
        """Values of variables 0..count-1, at the common scale, with a real number for δ."""
        parts = [self._parts(v) for v in range(len(self.value))]
        delta = Fraction(1)
        for v, (a, b) in enumerate(parts):
            for bound, sign in ((self.low[v], 1), (self.high[v], -1)):
                if bound is None:
                    continue
                whole, inward = self._unpack(bound)
                lack = sign * (inward - b)
                if lack > 0:
                    delta = min(delta, sign * (a - whole) / lack)
        delta /= shrink
        return [a + b * delta for a, b in parts[:count]]

    # -- inside ---------------------------------------------------------------------------------

    def _parts(self, v: int) -> tuple[Fraction, Fraction]:
        whole, rest = self._unpack(self.value[v])
        den = self.den.get(v, 1)
        return Fraction(whole, den), Fraction(rest, den)

    def _unpack(self, n: int) -> tuple[int, int]:
        if self.big == 1:
            return n, 0
        whole = (n + self.big // 2) // self.big
        return whole, n - whole * self.big

    def _move(self, v: int, to: int) -> None:
        by = to - self.value[v]
        self.value[v] = to
        for b, row in self.row.items():
            c = row.get(v)
            if c is not None:
                self.value[b] += c * by

    def _violated(self, far: bool) -> int:
        """A basic variable outside its bounds: the farthest out, or the first; -1."""
        low, high, value = self.low, self.high, self.value
        found, best = -1, 0
        for b, d in self.den.items():
            n = value[b]
            bound = low[b]
            if bound is None or n >= bound * d:
                bound = high[b]
                if bound is None or n <= bound * d:
                    continue
            if not far:
                if found < 0 or b < found:
                    found = b
                continue
            miss = 1024 * abs(bound * d - n) // d
            if found < 0 or miss > best:
                found, best = b, miss
        return found

    def _entering(self, leaving: int, rising: bool, sparse: bool) -> int:
        """The variable that can move so that the leaving one reaches its bound; -1: there is none."""
        low, high, value = self.low, self.high, self.value
        found, best = -1, 0
        rows = self.row.values() if sparse else ()
        bound = low[leaving] if rising else high[leaving]
        assert bound is not None
        need = abs(bound * self.den[leaving] - value[leaving])
        for j, c in self.row[leaving].items():
            limit = high[j] if (c > 0) == rising else low[j]
            if limit is None or value[j] != limit:
                if not sparse:
                    if found < 0 or j < found:
                        found = j
                    continue
                key = sum(j in row for row in rows)
                if limit is not None and abs(limit - value[j]) * abs(c) < need:
                    key += len(self.row)  # would itself be pushed beyond its bound
                if found < 0 or key < best or (key == best and j < found):
                    found, best = j, key
        return found

    def _clash(self, leaving: int, rising: bool) -> dict[int, int]:
        tags: dict[int, int] = {}
        own = self.tag[LOW if rising else HIGH][leaving]
        tags[own] = self.den[leaving]
        for j, c in self.row[leaving].items():
            tag = self.tag[HIGH if (c > 0) == rising else LOW][j]
            tags[tag] = tags.get(tag, 0) + abs(c)
        return tags

    def _pivot(self, leaving: int, entering: int, target: int) -> None:
        """Exchange the two; the leaving one then stands at `target` (packed)."""
        row, value = self.row, self.value
        old = row[leaving]
        changed = [b for b, other in row.items() if entering in other and b != leaving]
        # spent before anything is touched: an exchange is made as a whole or not at all
        self.budget.spend(
            len(row) + (10 + len(changed)) * len(old) + sum(len(row[b]) for b in changed)
        )
        del row[leaving]
        d = self.den.pop(leaving)
        c = old[entering]
        before = value[entering]
        numerator = d * target - value[leaving] + c * before
        if c > 0:
            fresh = {j: -k for j, k in old.items() if j != entering}
            fresh[leaving] = d
        else:
            fresh = {j: k for j, k in old.items() if j != entering}
            fresh[leaving] = -d
            c, numerator = -c, -numerator
        swap = (entering, before, fresh, c, numerator)
        for b in changed:
            self._substitute(b, row[b], swap)
        row[entering] = fresh
        self.den[entering] = c
        value[entering] = numerator
        value[leaving] = target
        if self.big > 1:  # not before all is in place: enlarging rewrites every value
            self._guard([fresh, *(row[b] for b in changed)], self.den.values())

    def _substitute(self, b: int, other: dict[int, int], swap: Swap) -> None:
        """Row b with `entering` replaced by `fresh` / c."""
        entering, before, fresh, c, numerator = swap
        e = other[entering]
        common = gcd(e, c)
        times, factor = c // common, e // common
        merged = {j: k * times for j, k in other.items()} if times != 1 else other.copy()
        del merged[entering]
        for j, k in fresh.items():
            total = merged.get(j, 0) + k * factor
            if total:
                merged[j] = total
            else:
                del merged[j]
        den = self.den[b] * times
        n = (self.value[b] - e * before) * times + factor * numerator
        if den != 1:
            shared = gcd(den, *merged.values())
            if shared != 1:
                merged = {j: k // shared for j, k in merged.items()}
                den //= shared
                n //= shared
        self.row[b], self.den[b], self.value[b] = merged, den, n

    def _guard(self, rows: list[dict[int, int]], dens: Iterable[int]) -> None:
        """Keep BIG beyond anything that multiples of δ can add up to in a comparison.

        One exchange at most squares the numbers, so looking after each exchange is soon enough.
        """
        reach = max(dens, default=1) + max((sum(map(abs, row.values())) for row in rows), default=0)
        if reach > isqrt(self.big) >> 16:
            self._enlarge(reach)

    def _enlarge(self, reach: int) -> None:
        old, half = self.big, self.big // 2
        new = max(old, 1 << (2 * (reach.bit_length() + 80)))

        def wider(n: int) -> int:
            whole = (n + half) // old
            return whole * new + (n - whole * old)

        self.value = [wider(n) for n in self.value]
        self.low = [None if n is None else wider(n) for n in self.low]
        self.high = [None if n is None else wider(n) for n in self.high]
        self.big = new

    def _add(self, form: dict[int, int]) -> int:
        """A variable that equals the form, for a while: without bounds, so it stays basic."""
        den = lcm(*(self.den.get(j, 1) for j in form))
        row: dict[int, int] = {}
        n = 0
        for j, c in form.items():
            times = c * (den // self.den.get(j, 1))
            n += times * self.value[j]
            for k, e in self.row.get(j, {j: 1}).items():
                row[k] = row.get(k, 0) + times * e
        goal = len(self.value)
        self.row[goal], self.den[goal] = {j: c for j, c in row.items() if c}, den
        self.value.append(n)
        for bounds in (self.low, self.high):
            bounds.append(None)
        for tags in self.tag:
            tags.append(-1)
        if self.big > 1:
            self._guard([self.row[goal]], [den])
        return goal

    def _remove(self, goal: int) -> None:
        del self.row[goal], self.den[goal]
        self.value.pop()
        for bounds in (self.low, self.high):
            bounds.pop()
        for tags in self.tag:
            tags.pop()

    def _improving(self, row: dict[int, int], sign: int, greedy: bool) -> tuple[int, bool]:
        """A variable whose move improves the goal, by the most if it could go to its other bound."""
        low, high, value = self.low, self.high, self.value
        found, up, best = -1, False, -1
        for j, c in row.items():
            rising = c * sign > 0
            limit = high[j] if rising else low[j]
            if limit is not None and value[j] == limit:
                continue
            if not greedy:
                if found < 0 or j < found:
                    found, up = j, rising
                continue
            gain = abs(c) * (1 << 200) if limit is None else abs(c * (limit - value[j]))
            if gain > best or (gain == best and j < found):
                found, up, best = j, rising, gain
        return found, up

    def _advance(self, entering: int, rising: bool) -> bool:
        """Move `entering` as far as all bounds allow; False: without end."""
        self.budget.spend(len(self.row))
        low, high, value = self.low, self.high, self.value
        own = high[entering] if rising else low[entering]
        # the least step num / div, over all that limits it; ties to the smallest index (Bland)
        leaving, num, div, target = -1, 0, 0, 0
        if own is not None:
            leaving, num, div, target = entering, abs(own - value[entering]), 1, own
        for b, row in self.row.items():
            c = row.get(entering)
            if c is None:
                continue
            limit = high[b] if (c > 0) == rising else low[b]
            if limit is None:
                continue
            room, speed = abs(limit * self.den[b] - value[b]), abs(c)
            left, right = room * div, num * speed
            if leaving < 0 or left < right or (left == right and b < leaving):
                leaving, num, div, target = b, room, speed, limit
        if leaving < 0:
            return False
        if leaving == entering:
            self._move(entering, target)
        else:
            self._pivot(leaving, entering, target)
        return True
