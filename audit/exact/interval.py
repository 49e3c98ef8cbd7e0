"""Intervals of exact rationals with open, closed or missing ends, and their arithmetic.

The operations give the exact range of the result when the operands are independent. Sums follow
XBRL Calculations 1.1: an end of a sum is closed only if all its parts' ends are closed, and two
intervals that touch in one point meet only if both ends there are closed.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

End = Fraction | None


class Interval(Struct, frozen=True, gc=False):
    """[low, high]; None for an end without bound (which is always open)."""

    low: End
    high: End
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        if self.low is not None and (
            value < self.low or (value == self.low and not self.low_closed)
        ):
            return False
        return self.high is None or not (
            value > self.high or (value == self.high and not self.high_closed)
        )

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None or self.low < self.high:
            return False
        return self.low > self.high or not (self.low_closed and self.high_closed)

    @property
    def width(self) -> End:
        """high - low, None if unbounded."""
        return None if self.low is None or self.high is None else self.high - self.low

    def __neg__(self) -> Interval:
        return Interval(
            None if self.high is None else -self.high,
            None if self.low is None else -self.low,
            self.high_closed,
            self.low_closed,
        )

    def __add__(self, other: Interval) -> Interval:
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def scale(self, factor: Fraction | int) -> Interval:
        """Every value times `factor`; a negative one swaps the ends and their openness."""
        if factor == 0:
            return point(Fraction(0))
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        if factor > 0:
            return Interval(low, high, self.low_closed, self.high_closed)
        return Interval(high, low, self.high_closed, self.low_closed)

    def widen(self, by: Fraction) -> Interval:
        """Both ends moved outward by `by` (a tolerance)."""
        return self + Interval(-by, by)

    def __mul__(self, other: Interval) -> Interval:
        return _from_corners([_times(a, b) for a in _ends(self) for b in _ends(other)])

    def inverse(self) -> Interval:
        """1 / self. Raises ZeroDivisionError where zero is a value of `self`.

        An open end at zero makes the inverse unbounded there.
        """
        if Fraction(0) in self:
            raise ZeroDivisionError
        return Interval(
            Fraction(0) if self.high is None else 1 / self.high if self.high else None,
            Fraction(0) if self.low is None else 1 / self.low if self.low else None,
            self.high_closed and bool(self.high),
            self.low_closed and bool(self.low),
        )

    def __truediv__(self, other: Interval) -> Interval:
        return self * other.inverse()

    def power(self, exponent: int) -> Interval:
        """self ** exponent for a whole exponent, with the dependency taken into account."""
        if exponent < 0:
            return self.power(-exponent).inverse()
        if exponent == 0:
            return point(Fraction(1))
        ends = Interval(
            None if self.low is None else self.low**exponent,
            None if self.high is None else self.high**exponent,
            self.low_closed,
            self.high_closed,
        )
        if exponent % 2:
            return ends
        return _even(self, ends)

    def absolute(self) -> Interval:
        return _even(
            self,
            Interval(
                None if self.low is None else abs(self.low),
                None if self.high is None else abs(self.high),
                self.low_closed,
                self.high_closed,
            ),
        )

    def meets(self, other: Interval) -> bool:
        """Whether some value lies in both."""
        if self.low is not None and other.high is not None and self.low > other.high:
            return False
        if other.low is not None and self.high is not None and other.low > self.high:
            return False
        return not self.intersect(other).is_empty

    def intersect(self, other: Interval) -> Interval:
        low, low_closed = _higher_low(self, other)
        high, high_closed = _lower_high(self, other)
        return Interval(low, high, low_closed, high_closed)

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        low: End = None
        low_closed = True
        if self.low is not None and other.low is not None:
            low = min(self.low, other.low)
            low_closed = any(i.low_closed for i in (self, other) if i.low == low)
        high: End = None
        high_closed = True
        if self.high is not None and other.high is not None:
            high = max(self.high, other.high)
            high_closed = any(i.high_closed for i in (self, other) if i.high == high)
        return Interval(low, high, low_closed, high_closed)

    def gap(self, other: Interval) -> Fraction:
        """The distance between the two (0 where they meet or only touch)."""
        if self.low is not None and other.high is not None and self.low > other.high:
            return self.low - other.high
        if other.low is not None and self.high is not None and other.low > self.high:
            return other.low - self.high
        return Fraction(0)


ALL = Interval(None, None)


def point(value: Fraction) -> Interval:
    return Interval(value, value)


def _ends(i: Interval) -> tuple[tuple[End, int, bool], tuple[End, int, bool]]:
    """(value, sign of infinity, closed) of both ends."""
    return (i.low, -1, i.low_closed), (i.high, 1, i.high_closed)


Corner = tuple[End, int, bool]


def _times(a: Corner, b: Corner) -> Corner:
    """The product of two ends; zero times no bound is zero, as a value that is approached."""
    (x, sx, cx), (y, sy, cy) = a, b
    if x is not None and y is not None:
        # a closed zero is reached whatever the other factor is
        return x * y, 0, (cx and cy) or (x == 0 and cx) or (y == 0 and cy)
    if x == 0 or y == 0:
        return Fraction(0), 0, cx if x == 0 else cy
    sign_x = sx if x is None else (1 if x > 0 else -1)
    sign_y = sy if y is None else (1 if y > 0 else -1)
    return None, sign_x * sign_y, False


def _from_corners(corners: list[Corner]) -> Interval:
    low: End = None
    high: End = None
    finite = [c[0] for c in corners if c[0] is not None]
    low_closed = high_closed = True
    if not any(v is None and s < 0 for v, s, _ in corners):
        low = min(finite)
        low_closed = any(c for v, _, c in corners if v == low)
    if not any(v is None and s > 0 for v, s, _ in corners):
        high = max(finite)
        high_closed = any(c for v, _, c in corners if v == high)
    return Interval(low, high, low_closed, high_closed)


def _even(i: Interval, ends: Interval) -> Interval:
    """The range of an even function of `i`, given its values at the ends."""
    if i.low is not None and i.low >= 0:
        return ends
    if i.high is not None and i.high <= 0:
        return Interval(ends.high, ends.low, ends.high_closed, ends.low_closed)
    if ends.low is None or ends.high is None:
        return Interval(Fraction(0), None)
    top = max(ends.low, ends.high)
    closed = (ends.low_closed and ends.low == top) or (ends.high_closed and ends.high == top)
    return Interval(Fraction(0), top, True, closed)


def _higher_low(a: Interval, b: Interval) -> tuple[End, bool]:
    if a.low is None:
        return b.low, b.low_closed
    if b.low is None or a.low > b.low:
        return a.low, a.low_closed
    return b.low, (b.low_closed if b.low > a.low else a.low_closed and b.low_closed)


def _lower_high(a: Interval, b: Interval) -> tuple[End, bool]:
    if a.high is None:
        return b.high, b.high_closed
    if b.high is None or a.high < b.high:
        return a.high, a.high_closed
    return b.high, (b.high_closed if b.high < a.high else a.high_closed and b.high_closed)
