"""Intervals and rounding: what a printed number may stand for, and sums of such numbers."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.exact.interval import Interval, point
from audit.exact.rounding import MODES, decimal, interval_of, round_to

values = st.fractions(min_value=-10_000, max_value=10_000, max_denominator=1000)
steps = st.sampled_from([F(1), F(1, 10), F(1, 100), F(10), F(1000), F(5)])


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    a, b = sorted([draw(values), draw(values)])
    if a == b:
        return point(a)
    low = None if draw(st.integers(0, 9)) == 0 else a
    high = None if draw(st.integers(0, 9)) == 0 else b
    return Interval(low, high, draw(st.booleans()), draw(st.booleans()))


def inside(i: Interval, share: F) -> F:
    """A value of the interval, by its share of the way from low to high."""
    low = i.low if i.low is not None else (i.high if i.high is not None else F(0)) - 100
    high = i.high if i.high is not None else low + 200
    return low + (high - low) * share


shares = st.fractions(min_value=F(1, 1000), max_value=F(999, 1000), max_denominator=1000)


@given(values, steps, st.sampled_from(MODES))
def test_a_rounded_value_lies_in_its_interval(value: F, step: F, mode: str) -> None:
    printed = round_to(value, step, mode)
    if mode == "exact":
        return
    assert value in interval_of(printed, step, mode)


@given(values, steps, st.sampled_from(MODES))
def test_what_lies_in_the_interval_is_printed_so(value: F, step: F, mode: str) -> None:
    """The other way round: except on ties under `nearest`, which leaves them open."""
    if mode == "exact":
        return
    printed = round_to(value, step, mode)
    for other in (printed - step, printed + step):
        if value in interval_of(other, step, mode):
            assert mode == "nearest"
            assert abs(value - printed) == step / 2


@pytest.mark.parametrize(
    ("mode", "value", "expected"),
    [
        ("nearest", 1, "[0.5, 1.5]"), ("half-up", 1, "[0.5, 1.5)"), ("half-up", -1, "(-1.5, -0.5]"),
        ("half-up", 0, "(-0.5, 0.5)"), ("half-down", 1, "(0.5, 1.5]"), ("half-down", 0, "[-0.5, 0.5]"),
        ("half-down", -1, "[-1.5, -0.5)"), ("half-even", 2, "[1.5, 2.5]"), ("half-even", 1, "(0.5, 1.5)"),
        ("truncate", 1, "[1, 2)"), ("truncate", -1, "(-2, -1]"), ("truncate", 0, "(-1, 1)"),
        ("away", 1, "(0, 1]"), ("away", -1, "[-1, 0)"), ("away", 0, "[0, 0]"), ("floor", 1, "[1, 2)"),
        ("floor", -1, "[-1, 0)"), ("ceiling", 1, "(0, 1]"), ("exact", 1, "[1, 1]"),
    ],
)  # fmt: skip
def test_the_nine_modes(mode: str, value: int, expected: str) -> None:
    i = interval_of(F(value), F(1), mode)
    assert i.low is not None
    assert i.high is not None
    shown = f"{'[' if i.low_closed else '('}{decimal(i.low)}, {decimal(i.high)}{']' if i.high_closed else ')'}"
    assert shown == expected


@given(intervals(), intervals(), shares, shares)
def test_arithmetic_holds_every_pair_of_values(a: Interval, b: Interval, s: F, t: F) -> None:
    x, y = inside(a, s), inside(b, t)
    assert x + y in a + b
    assert x - y in a - b
    assert x * y in a * b
    assert abs(x) in a.absolute()
    assert x**2 in a.power(2)
    assert x**3 in a.power(3)
    try:
        quotient = a / b
    except ZeroDivisionError:
        assert F(0) in b
    else:
        assert x / y in quotient


@given(intervals(), intervals(), st.booleans())
def test_closed_ends_are_reached(a: Interval, b: Interval, low: bool) -> None:
    """The ends of a product are products of ends."""
    product = a * b
    end, closed = (product.low, product.low_closed) if low else (product.high, product.high_closed)
    if end is None or not closed:
        return
    ends_a = [v for v, c in ((a.low, a.low_closed), (a.high, a.high_closed)) if v is not None and c]
    ends_b = [v for v, c in ((b.low, b.low_closed), (b.high, b.high_closed)) if v is not None and c]
    assert any(x * y == end for x in ends_a for y in ends_b) or end == 0


def test_a_sum_is_closed_only_where_all_its_parts_are() -> None:
    half_open = Interval(F(0), F(1), True, False)
    total = half_open + point(F(1))
    assert (total.low_closed, total.high_closed) == (True, False)
    assert not (half_open + half_open).high_closed


def test_intervals_that_touch_meet_only_where_both_ends_are_closed() -> None:
    left = Interval(F(0), F(1))
    assert left.meets(Interval(F(1), F(2)))
    assert not left.meets(Interval(F(1), F(2), False, True))
    assert left.gap(Interval(F(1), F(2), False, True)) == 0
    assert left.gap(Interval(F(3), F(4))) == 2


def test_a_negative_weight_swaps_the_ends() -> None:
    assert Interval(F(1), F(2), True, False).scale(-1) == Interval(F(-2), F(-1), False, True)


def test_an_open_end_at_zero_makes_the_inverse_unbounded() -> None:
    assert Interval(F(0), F(5), False, True).inverse() == Interval(F(1, 5), None, True, False)
    with pytest.raises(ZeroDivisionError):
        Interval(F(0), F(5)).inverse()


@given(st.integers(-(10**9), 10**9), st.integers(0, 6), st.integers(0, 6))
def test_numbers_are_written_as_plain_decimals(n: int, twos: int, fives: int) -> None:
    value = F(n, 2**twos * 5**fives)
    text = decimal(value)
    assert "e" not in text
    assert F(text) == value
    assert decimal(F(1, 3)) == "1/3"
