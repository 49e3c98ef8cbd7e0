"""Numerals: the digits and number words of a printed number, with its scale but without its unit.

`parse_number` gives the value, the step (place value of the last printed digit) and the place of
the last digit that is not zero, which is what a hedge such as 余 speaks of.

Decisions: thousands are grouped by three with one kind of separator. A numeral in words has the
precision of the last unit that it states: 一万二千 1000, 三千万 10000 (as 3000万), 一千二百 100,
三十二 1. Below a thousand 十 and 百 are no such units: 百分之三十 is 30 with step 1. Where the last
unit is left out the step is its place: 一百二 is 120 with step 10, 三万五 35000 with step 1000.
A numeral that states its ones (一万零五) is not rounded, whatever its scale words.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from audit.exact.digits import (
    DIGITS,
    FOLD,
    MAX_DIGITS,
    MINUS,
    MYRIADS,
    PLACES,
    POINTS,
    SCALES,
    SCALES_EN,
    SCALES_SHORT,
    SCALES_ZH,
    SEPARATORS,
    TENS,
    ZEROS,
    Printed,
    common,
    digits_end,
    negative,
    plain,
    power,
)
from audit.exact.numberwords import WORDS_EN, english

__all__ = [
    "DIGITS",
    "MAX_DIGITS",
    "MINUS",
    "MYRIADS",
    "PLACES",
    "POINTS",
    "SCALES",
    "SCALES_EN",
    "SCALES_SHORT",
    "SCALES_ZH",
    "SEPARATORS",
    "TENS",
    "WORDS_EN",
    "Printed",
    "negative",
    "parse_number",
]


def parse_number(token: str, declared: bool = False) -> Printed | None:
    """The bare number that `token` prints, or None. `1.2e6` is read only where `declared`."""
    found = common(token)
    if found is not None or len(token) > MAX_DIGITS * 2:
        return found
    return _parse(token, declared)  # after the length, so that its cache holds no hostile text


@lru_cache(maxsize=1024)
def _parse(token: str, declared: bool) -> Printed | None:
    token = token.strip()
    if not token:
        return None
    if token[0] in MINUS or token[0] in "+＋":
        rest = token[1:].lstrip()
        found = common(rest) or _unsigned(rest, declared)
        return found if found is None or token[0] in "+＋" else negative(found)
    return _unsigned(token, declared)


def _unsigned(token: str, declared: bool) -> Printed | None:
    token = token.translate(FOLD)
    if not token:
        return None
    head = token[0]
    if not (head.isdigit() and head.isascii()) and head != ".":
        return _chinese_words(token) if head > "\u2000" else english(token)
    end = digits_end(token)
    digits, rest = token[:end], token[end:].strip()
    if not rest:
        return plain(digits, "", 1)
    if rest in SCALES:
        return plain(digits, rest, SCALES[rest])
    lower = rest.lower()
    if lower in SCALES_EN:
        return plain(digits, rest, SCALES_EN[lower])
    if rest[0] in "eE":
        return _scientific(digits, rest[1:]) if declared else None
    return _mixed(token)


def _scientific(digits: str, exponent: str) -> Printed | None:
    sign = exponent[:1] if exponent[:1] in ("+", "-") else ""
    figures = exponent[len(sign) :]
    if not (figures.isascii() and figures.isdigit() and len(figures) <= 3):
        return None
    base = plain(digits, "e" + exponent, 1)
    if base is None or int(figures) > MAX_DIGITS - 100:
        return None
    shift = power(1, -int(figures) if sign == "-" else int(figures))
    return Printed(
        base.value * shift, base.step * shift, base.place * shift, base.scale, base.whole
    )


# -- Chinese --------------------------------------------------------------------------------------


def _chinese_words(token: str) -> Printed | None:
    """A numeral that begins with a Chinese digit or unit, or a fraction in words."""
    if "分之" in token:
        return _chinese_fraction(token) if token.count("分之") == 1 else None
    if token in ("半", "一半", "半数", "半數"):
        half = Fraction(1, 2)
        return Printed(half, Fraction(0), Fraction(0), fraction=True)
    return _mixed(token)


def _chinese_fraction(token: str) -> Printed | None:
    below, _, above = token.partition("分之")
    bottom, top = parse_number(below), parse_number(above)
    if bottom is None or top is None or not bottom.whole or bottom.value <= 0:
        return None
    if top.fraction or bottom.fraction or top.value < 0:
        return None
    return Printed(top.value / bottom.value, Fraction(0), Fraction(0), fraction=True)


def _mixed(token: str) -> Printed | None:
    """Chinese numerals, alone or mixed with digits: 三十二, 1亿2000万, 3万5千, 一百二, 三点五万."""
    if all(c in DIGITS for c in token):
        return _positional(token)
    total = Fraction(0)
    last = Fraction(10**30)  # the factor of the part before: factors fall from part to part
    step = place = Fraction(0)
    first = ""  # the largest scale word
    at = 0
    closed = False  # a part without 万 or 亿 is the last one
    while at < len(token):
        if closed:
            return None
        part, end = _section(token, at, at > 0)
        if part is None:
            return None
        factor, scale, end = _myriad(token, end)
        closed = factor == 1
        if not closed and part.whole and part.step > 1 and token[end - 1] in MYRIADS:
            part = _as_digits(part, token[at:end])
        if factor >= last or part.value * factor >= last:
            return None
        if factor == 1 and at and _elided(token, at):  # 三万五 is 35000: the next lower place
            shift = last / 10
            part = Printed(part.value * shift, shift, shift)
        if at and not total:
            return None
        total += part.value * factor
        step = part.step * factor
        place = part.place * factor if part.value else (place or step)
        first = first or scale or (part.scale if factor == 1 else "")
        whole = part.whole
        if not whole and end < len(token):
            return None
        last = Fraction(factor)
        at = end
    return _with_precision(Printed(total, step, place, first, whole), token)


def _as_digits(part: Printed, section: str) -> Printed:
    """The section before a 万 with the precision that it has in digits: 三千万 is 3000万."""
    if any(c.isascii() for c in section) or section.rstrip("万萬亿億兆")[-1] in DIGITS:
        return part
    return Printed(part.value, Fraction(1), part.place)


def _with_precision(found: Printed, token: str) -> Printed:
    """A fully stated numeral (step 1) is not rounded, whatever its scale words."""
    if found.step == 1:
        return Printed(found.value, found.step, found.place, "", found.whole)
    if found.value < 1000 and found.whole and token[-1] in PLACES:
        one = Fraction(1)
        return Printed(found.value, one, found.place, "", True)
    return found


def _elided(token: str, at: int) -> bool:
    """Whether what follows a 万 or 亿 is one digit whose place is left out."""
    return len(token) - at == 1 and (DIGITS.get(token[at], 0) > 0 or token[at] in "123456789")


def _myriad(token: str, at: int) -> tuple[int, str, int]:
    """The 万, 亿 or 万亿 that stands at `at`: (factor, as printed, end)."""
    pair = token[at : at + 2]
    if pair in ("万亿", "萬億", "万億", "萬亿"):
        return 10**12, pair, at + 2
    if token[at : at + 1] in MYRIADS and at < len(token):
        return MYRIADS[token[at]], token[at], at + 1
    return 1, "", at


def _section(token: str, at: int, inside: bool) -> tuple[Printed | None, int]:
    """The part of a numeral up to the next 万, 亿 or its end."""
    end = at
    while end < len(token) and token[end] not in MYRIADS:
        end += 1
    text = token[at:end]
    if not text:
        return None, end
    if text[0].isascii():
        cut = digits_end(text)
        rest = text[cut:]
        if not rest or rest in PLACES:
            return plain(text[:cut], rest, PLACES.get(rest, 1)), end
        return _descending(text), end
    if "点" in text or "點" in text:
        return _chinese_decimal(text.replace("點", "点")), end
    if inside and text[0] in ZEROS:
        text = text[1:]
        if not text:
            return None, end
    if text[0].isascii():
        return _descending(text), end
    return _small(text), end


def _descending(text: str) -> Printed | None:
    """Digits with places, 3千5百: each place smaller than the one before."""
    total, last, at = 0, 10**4, 0
    step = 1
    while at < len(text):
        end = at
        while end < len(text) and text[end].isascii() and text[end].isdigit():
            end += 1
        place = PLACES.get(text[end], 0) if end < len(text) else 1
        if end == at or not place or place >= last or end - at > 3:
            return None
        number = int(text[at:end])
        if number * place >= last:
            return None
        total += number * place
        last = step = place
        at = end + (place > 1)
    scale = text[-1] if text[-1] in "千仟" else ""
    return Printed(Fraction(total), Fraction(step), Fraction(step), scale)


def _chinese_decimal(text: str) -> Printed | None:
    whole, _, decimals = text.partition("点")
    if not decimals or any(c not in DIGITS for c in decimals):
        return None
    base = _small(whole) if any(c not in DIGITS for c in whole) else _positional(whole)
    if base is None or len(decimals) > MAX_DIGITS:
        return None
    digits = "".join(str(DIGITS[c]) for c in decimals)
    found = plain(f"{base.value.numerator}.{digits}", "", 1)
    if found is None:
        return None
    return Printed(found.value, found.step, found.place, "", False)


def _positional(text: str) -> Printed | None:
    """二〇二三: digits in their places. Two digits alone (三五) are no number but a guess of two."""
    if not text or len(text) > MAX_DIGITS:
        return None
    if len(text) == 2 and text[0] not in ZEROS and text[1] not in ZEROS:
        return None
    return plain("".join(str(DIGITS[c]) for c in text), "", 1)


def _small(text: str) -> Printed | None:
    """A Chinese numeral below ten thousand."""
    if all(c in DIGITS for c in text):
        return _positional(text)
    total, last, at = 0, 10**4, 0
    stated = 1
    zero = False
    while at < len(text):
        char = text[at]
        if char in ZEROS:
            if zero or at == 0 or at + 1 == len(text):
                return None
            zero = True
            at += 1
            continue
        if char in TENS:
            digit, place, width = TENS[char] // 10, 10, 1
        elif char in "十拾" and (at == 0 or zero):  # 十二, 一百零十二
            digit, place, width = 1, 10, 1
        elif char in DIGITS:
            digit = DIGITS[char]
            following = text[at + 1 : at + 2]
            place, width = (PLACES[following], 2) if following in PLACES and following else (1, 1)
            if not following and last > 10 and not zero and at:  # 一百二 is 120, 三千五 is 3500
                place = last // 10
                if place < 10:
                    place = 1
        else:
            return None
        if place >= last:
            return None
        total += digit * place
        last = stated = place
        zero = False
        at += width
    if total == 0:
        return None
    elided = stated > 1 and text[-1] in DIGITS
    precise = total < 1000 and not elided
    scale = text[-1] if text[-1] in "千仟" else ""
    return Printed(Fraction(total), Fraction(1 if precise else stated), Fraction(stated), scale)
