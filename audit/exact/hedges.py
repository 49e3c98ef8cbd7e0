"""Hedges: the words that say how a printed number was rounded, where they stand, what they allow."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from audit.exact.interval import Interval

# What a hedge does to a printed v whose last digit that is not zero has the place value p:
#   odd [v, v+p)   near (v-p, v]   about [v-p/2, v+p/2]
#   least [v, oo)   most (-oo, v]   under (-oo, v)
ODD, NEAR, ABOUT, LEAST, MOST, UNDER = "odd", "near", "about", "least", "most", "under"


def _table(lines: dict[str, str]) -> dict[str, str]:
    return {w.replace("_", " "): kind for kind, line in lines.items() for w in line.split()}


HEDGES_BEFORE: dict[str, str] = _table(
    {
        NEAR: "近 接近 将近 將近 近乎 几近 逼近 直逼 nearly almost close_to approaching just_under "
        "just_below just_short_of nearing",
        ABOUT: "约 約 大约 大約 约为 約為 约有 約有 约计 大概 大致 about around "
        "approximately approx. approx roughly circa c. ca. some ~ ～ ≈ ≒ "
        "in_the_region_of in_the_order_of on_the_order_of",
        LEAST: "超 超过 超過 突破 首次突破 首次超过 逾 多于 多於 大于 大於 高于 高於 不低于 不低於 "
        "不少于 不少於 不小于 不小於 至少 最少 起码 不下 不下于 不下於 不亚于 已超 已超过 已突破 > ≥ >= ＞ "
        "more_than over above at_least no_less_than no_fewer_than not_less_than not_fewer_than exceeding "
        "exceeds exceeded in_excess_of upwards_of upward_of greater_than higher_than well_over just_over "
        "well_above just_above slightly_over slightly_more_than a_minimum_of not_below "
        "a_little_over a_little_more_than",
        MOST: "不超过 不超過 不超 不高于 不高於 不多于 不多於 不大于 不大於 未超过 未超過 至多 最多 "
        "≤ <= ≦ up_to at_most no_more_than not_more_than not_exceeding not_over as_many_as "
        "as_much_as a_maximum_of no_higher_than no_greater_than not_above",
        UNDER: "不足 不到 未满 未滿 不满 不滿 低于 低於 少于 少於 小于 小於 未达 未達 未到 不及 < ＜ under below "
        "less_than fewer_than lower_than smaller_than well_under well_below slightly_under "
        "slightly_less_than a_little_less_than",
    }
)
HEDGES_INSIDE: dict[str, str] = _table({ODD: "余 餘 多 几 幾 有余 有餘 odd -odd", ABOUT: "来 來"})
HEDGES_AFTER: dict[str, str] = _table(
    {
        ODD: "余 餘 多 有余 有餘 出头 出頭 挂零",
        ABOUT: "左右 上下 or_so or_thereabouts",
        LEAST: "以上 及以上 之上 或以上 (含)以上 （含）以上 以上(含) + ＋ or_more or_above and_above or_higher "
        "and_over or_over plus -plus and_more and_up or_greater or_better at_least at_a_minimum",
        MOST: "以下 及以下 之下 或以下 以内 以內 之内 之內 (含)以下 （含）以下 以下(含) 封顶 or_less or_fewer or_below and_below or_under "
        "and_under or_lower at_most at_the_most",
        UNDER: "不到 不足",
    }
)
# `高达30%` tells a level, not a bound: the word is passed over
LEVELS = ("高达", "高達", "多达", "多達", "达到", "達到", "达", "達")


def kind_of(word: str, table: dict[str, str]) -> str | None:
    """What a hedge as printed does; None if the table has no such word."""
    return table.get(word) or table.get(" ".join(word.lower().split()))


def bounds_of(kinds: Iterable[str], value: Fraction, place: Fraction) -> Interval:
    """What the kinds of hedge allow; two that pull apart (近30万余) allow what either allows."""
    whole: Interval | None = None
    for kind in kinds:
        one = _bounds(kind, value, place)
        whole = one if whole is None else whole.hull(one)
    assert whole is not None
    return whole


def _bounds(kind: str, v: Fraction, p: Fraction) -> Interval:
    if kind == LEAST:
        return Interval(v, None, True, False)
    if kind == MOST:
        return Interval(None, v, False, True)
    if kind == UNDER:
        return Interval(None, v, False, False)
    if kind == ABOUT:
        return Interval(v - p / 2, v + p / 2)
    if (kind == ODD) == (v >= 0):  # of a negative number 余 goes away from zero
        return Interval(v, v + p, True, False)
    return Interval(v - p, v, False, True)


# -- where a hedge stands -------------------------------------------------------------------------


def skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


@cache
def _by_first() -> dict[str, list[str]]:
    """The words that stand before a number, longest first, by their first character."""
    out: dict[str, list[str]] = {}
    for word in sorted([*HEDGES_BEFORE, *LEVELS], key=len, reverse=True):
        out.setdefault(word[0], []).append(word)
    return out


def hedge_before(body: str) -> tuple[int, str]:
    """Where the number's span begins, and the hedge before it as printed."""
    at = 0
    for _ in range(2):  # 高达近30万
        head = body[at : at + 24].lower()
        for word in _by_first().get(head[:1], ()):
            if head.startswith(word) and not (
                word[-1].isascii() and word[-1].isalpha() and head[len(word) :][:1].isalpha()
            ):
                printed = body[at : at + len(word)]
                at = skip(body, at + len(word))
                if word not in LEVELS:
                    return at, printed
                break
    return at, ""


def hedge_inside(text: str, at: int, counted: bool) -> tuple[str, int]:
    """余 and its like directly after the digits: 45万余元, 30余万, 300-odd."""
    for word in ("有余", "有餘", "余", "餘", "多", "几", "幾", "来", "來", "-odd", " odd"):
        if text.startswith(word, at) and (counted or word in "余餘多"):
            return word.strip(), at + len(word)
    return "", at


def hedge_after(text: str, at: int) -> tuple[str, int]:
    at = skip(text, at)
    rest = " ".join(text[at:].split())
    if rest in HEDGES_AFTER or rest.lower() in HEDGES_AFTER:
        return rest, len(text)
    return "", at
