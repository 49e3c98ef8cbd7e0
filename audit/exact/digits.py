"""Digits: the tables of numeral signs and scale words, and plain digits with a scale."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

MAX_DIGITS = 400  # far beyond any print, far below the interpreter's limit for int(str)

ZEROS = "零〇○Ｏ"
DIGITS: dict[str, int] = {
    **dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(
        zip("○Ｏ两兩俩壹贰叁肆伍陆柒捌玖", (0, 0, 2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
    ),
    **dict(zip("貳參陸", (2, 3, 6), strict=True)),
}
TENS: dict[str, int] = {"廿": 20, "卅": 30, "卌": 40}
PLACES: dict[str, int] = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS: dict[str, int] = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}

SCALES_ZH: dict[str, int] = {
    "百": 10**2,
    "千": 10**3,
    "仟": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "百萬": 10**6,
    "千万": 10**7,
    "千萬": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "千億": 10**11,
    "万亿": 10**12,
    "萬億": 10**12,
    "兆": 10**12,
}
SCALES_EN: dict[str, int] = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "lakh": 10**5,
    "crore": 10**7,
    "thousands": 10**3,
    "millions": 10**6,
    "billions": 10**9,
    "trillions": 10**12,
}
# letters that stand close to the digits: $1.2bn, 35k (a bare `m` may also be a metre)
SCALES_SHORT: dict[str, int] = {
    "k": 10**3,
    "K": 10**3,
    "m": 10**6,
    "M": 10**6,
    "mn": 10**6,
    "mm": 10**6,
    "MM": 10**6,
    "mln": 10**6,
    "b": 10**9,
    "B": 10**9,
    "bn": 10**9,
    "Bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "T": 10**12,
    "trn": 10**12,
}
SCALES: dict[str, int] = {**SCALES_ZH, **SCALES_EN, **SCALES_SHORT}

SEPARATORS = ",，'’\u2009\u00a0\u202f\u2002\u2005\u3000 "
POINTS = ".．"
MINUS = "-−－﹣‐‑–负負"
FOLD = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


class Printed(Struct, frozen=True, gc=False):
    """A bare number as it was printed.

    step      place value of the last printed digit after scaling (0 for a fraction in words)
    place     place value of the last digit that is not zero (the step where all are)
    scale     the scale word as printed (万, million), "" for none: what makes it a rounded number
    whole     no decimal point was printed
    fraction  a fraction in words (三分之一, 半, two-thirds)
    spread    what a fraction in words is multiplied by (half a million: 1000000)
    """

    value: Fraction
    step: Fraction
    place: Fraction
    scale: str = ""
    whole: bool = True
    fraction: bool = False
    spread: int = 1


def negative(printed: Printed) -> Printed:
    p = printed
    return Printed(-p.value, p.step, p.place, p.scale, p.whole, p.fraction, p.spread)


def digits_end(token: str) -> int:
    """The end of the leading run of digits, points and separators (a last separator excluded)."""
    end = 0
    for at, char in enumerate(token):
        if char.isdigit() and char.isascii():
            end = at + 1
        elif char not in "." and char not in SEPARATORS:
            break
    # `12.` keeps its point, so that it is refused as malformed
    return end + 1 if token[end : end + 1] == "." else end


# digits in one run or in groups of three (in India of two and a last one of three), decimals, a
# scale word: most of what is printed
_COMMON = re.compile(
    r"(\d{1,15}|[1-9]\d{0,2}(?:,\d{3}){1,4}|[1-9]\d?(?:,\d{2}){1,5},\d{3})(?:\.(\d{1,9}))?(?: ?([^\d., ]+))?",
    re.ASCII,
)


def common(token: str) -> Printed | None:
    """A number of the common shape; None for any other, which may be a number all the same."""
    found = _COMMON.fullmatch(token)
    if found is None:
        return None
    whole, decimals, scale = found.groups()
    factor = SCALES.get(scale) if scale else 1
    if factor is None:
        return None
    text = whole.replace(",", "") + (decimals or "")
    number = int(text)
    zeros = len(text) - len(text.rstrip("0")) if number else 0
    if decimals is None:
        step = power(factor, 0)
        value = Fraction(number * factor)
        return Printed(value, step, power(factor, zeros) if zeros else step, scale or "")
    places = len(decimals)
    step = power(factor, -places)
    place = power(factor, zeros - places) if zeros else step
    return Printed(Fraction(number * factor, 10**places), step, place, scale or "", False)


def plain(digits: str, scale: str, factor: int) -> Printed | None:
    """ASCII digits with separators and one point, times a scale."""
    whole, point, decimals = digits.partition(".")
    if point and not (decimals.isdigit() and decimals.isascii()):
        return None
    if not (whole.isdigit() and whole.isascii()):
        if whole:
            joined = _ungrouped(whole)
            if joined is None:
                return None
            whole = joined
        elif not point:
            return None
    text = whole + decimals
    if len(text) > MAX_DIGITS:
        return None
    number = int(text)
    zeros = len(text) - len(text.rstrip("0")) if number else 0
    step = power(factor, -len(decimals))
    if decimals:
        value = Fraction(number * factor, 10 ** len(decimals))
    else:
        value = Fraction(number * factor)
    place = power(factor, zeros - len(decimals)) if zeros else step
    return Printed(value, step, place, scale, not point)


@lru_cache(maxsize=256)
def power(factor: int, exponent: int) -> Fraction:
    return Fraction(factor, 10**-exponent) if exponent < 0 else Fraction(factor * 10**exponent)


def _ungrouped(whole: str) -> str | None:
    """Digits without their separators: groups of three, one kind of separator."""
    separator = next((c for c in whole if c in SEPARATORS), "")
    if not separator:
        return None
    first, *groups = whole.split(separator)
    if not (1 <= len(first) <= 3 and first.isdigit()) or first == "0":
        return None
    if any(len(g) != 3 or not g.isdigit() for g in groups):
        return None
    joined = first + "".join(groups)
    return joined if joined.isascii() else None
