"""Whole counts behind printed rates: GRIM for one rate, and for several at once."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.exact.attainable import chance, common_base, counts
from audit.exact.interval import Interval, point
from audit.exact.rounding import interval_of


def printed(text: str) -> Interval:
    """A rate in percent as an interval of shares."""
    _, _, decimals = text.partition(".")
    return interval_of(F(text), F(1, 10 ** len(decimals))).scale(F(1, 100))


@pytest.mark.parametrize(
    ("rate", "units", "expected"),
    [
        ("73.3", 30, (22, 22)),
        ("71.5", 30, None),
        ("50", 2, (1, 1)),
        ("50", 200, (99, 101)),
        ("0", 7, (0, 0)),
        ("33.3", 3, (1, 1)),
    ],
)
def test_counts_behind_one_rate(rate: str, units: int, expected: tuple[int, int] | None) -> None:
    assert counts(printed(rate), units) == expected


def test_rates_that_are_attainable_one_by_one_but_not_together() -> None:
    about_thirty = Interval(F(29), F(31))
    rates = [printed("73.3"), printed("9.7")]  # 22 of 30, 3 of 31
    assert all(common_base([r], about_thirty) for r in rates)
    assert common_base(rates, about_thirty) is None


def test_shares_that_divide_a_whole() -> None:
    thirds = [printed("33.3")] * 3
    assert common_base(thirds, point(F(3)), divided=True) == 3
    halves = [printed("42.9"), printed("42.9")]  # 3 and 3 of 7
    assert common_base(halves, point(F(7))) == 7
    assert common_base(halves, point(F(7)), divided=True) is None


def test_a_base_that_may_be_anything_is_not_searched_for_ever() -> None:
    with pytest.raises(OverflowError):
        common_base([Interval(F(1, 10**9), F(2, 10**9))], Interval(F(1), None))


def test_chance() -> None:
    assert chance(F(1, 1000), 30) == F(31, 1001)
    assert chance(F(1, 100), 5000) == 1


@given(st.integers(1, 60), st.integers(0, 2), st.lists(st.integers(0, 60), min_size=1, max_size=4))
def test_what_was_counted_is_attainable(n: int, decimals: int, parts: list[int]) -> None:
    step = F(1, 10**decimals)
    rates = []
    for k in parts:
        share = F(min(k, n) * 100, n)
        shown = round(share / step) * step
        rates.append(interval_of(shown, step).scale(F(1, 100)))
    assert common_base(rates, point(F(n))) == n


@given(st.integers(1, 40), st.integers(0, 1000))
def test_counts_against_every_count(n: int, thousandths: int) -> None:
    rate = interval_of(F(thousandths, 1000), F(1, 1000))
    by_hand = [k for k in range(n + 1) if F(k, n) in rate]
    found = counts(rate, n)
    assert by_hand == ([] if found is None else list(range(found[0], min(found[1], n) + 1)))


def test_a_rule_over_a_rounded_base_asks_for_one_base() -> None:
    figures = {"n": {"low": "29", "high": "31"}, "a": "73.3%", "b": "9.7%"}

    def verdict(rule: str, **other: str) -> str:
        return audit.check({"figures": {**figures, **other}, "rules": [rule]}).results[0].verdict

    assert verdict("grim(a, n)") == verdict("grim(b, n)") == "pass"
    assert verdict("grim(a, n) and grim(b, n)") == "fail"
    assert verdict("grim(a, n) and grim(b, n)", b="10.0%") == "pass"
