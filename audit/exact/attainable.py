"""Which whole counts can stand behind printed rates: the GRIM test, for one rate and for
several over one base at once.

A base that is printed rounded stands for many whole numbers; each of them is tried, and the rates
must all come from the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from audit.exact.interval import Interval
from audit.exact.system import wholes

MAX_BASES = 100_000
ONE = Fraction(1)


def counts(rate: Interval, units: int) -> tuple[int, int] | None:
    """The least and the greatest whole k with k / units inside the rate; None where there is none."""
    inside = wholes(rate.scale(Fraction(units)))
    if inside.low is None or inside.high is None or inside.is_empty:
        return None
    return int(inside.low), int(inside.high)


def bases(base: Interval) -> Iterator[int]:
    """The whole numbers above zero that a base may stand for, at most MAX_BASES and one more."""
    whole = wholes(base)
    first = max(1, ceil(whole.low or 0))
    last = first + MAX_BASES if whole.high is None else min(floor(whole.high), first + MAX_BASES)
    yield from range(first, last + 1)


def common_base(
    rates: Sequence[Interval], base: Interval, items: int = 1, divided: bool = False
) -> int | None:
    """A whole number n inside the base over which every rate comes from a whole count.

    rates    bounded intervals, 0.125 for 12.5 %
    items    units that each member of the base counts for (answers of a questionnaire)
    divided  the counts behind the rates add up to n: the shares of a whole

    None: there is none. Raises OverflowError where the base may stand for too many numbers.
    """
    for tried, n in enumerate(bases(base)):
        if tried >= MAX_BASES:
            raise OverflowError("too many bases")
        found = [counts(rate, n * items) for rate in rates]
        ranges = [r for r in found if r is not None]
        if len(ranges) < len(found):
            continue
        if divided and not sum(r[0] for r in ranges) <= n * items <= sum(r[1] for r in ranges):
            continue
        return n
    return None


def chance(step: Fraction, units: int) -> Fraction:
    """The share of all prints of a rate (from 0 to 1, with this step) that some whole count over
    `units` gives: near 1, the test says nothing; near 0, to pass it says much."""
    grid = floor(1 / step) + 1
    return min(ONE, Fraction(units + 1, grid))
