"""Numerals: the digits and number words of a printed number, with its scale but without its unit.

`parse_number` gives the value, the step (place value of the last printed digit) and the place of
the last digit that is not zero, which is what a hedge such as 余 speaks of.

Decisions: thousands are grouped by three with one kind of separator. A numeral in words below a
thousand is as precise as in digits (百分之三十 is 30% with step 1); from a thousand on its step is
the place of the last stated digit (一千二百: 100), as with a scale word (1.2千). 一百二 is 120 with
step 10. A trailing 千 万 亿 is a scale (3千, 三千); 十 and 百 are not.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

MAX_DIGITS = 400  # far beyond any print, far below the interpreter's limit for int(str)

ZEROS = "零〇○Ｏ"
DIGITS: dict[str, int] = {
    **dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("○Ｏ两兩俩壹贰叁肆伍陆柒捌玖", (0, 0, 2, 2, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
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

SEPARATORS = ",，\u2009\u00a0\u202f\u2002\u2005\u3000 "
POINTS = ".．"
MINUS = "-−－﹣‐‑–负負"
_FOLD = str.maketrans("０１２３４５６７８９．，", "0123456789.,")



def _words(line: str) -> list[str]:
    return line.split()


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS_EN = _words("twenty thirty forty fifty sixty seventy eighty ninety")
WORDS_EN: dict[str, int] = {
    **{w: n for n, w in enumerate(_SMALL)},
    **{w: 10 * n for n, w in enumerate(_TENS_EN, 2)},
}
_PARTS_EN: dict[str, int] = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}


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


def parse_number(token: str, declared: bool = False) -> Printed | None:
    """The bare number that `token` prints, or None. `1.2e6` is read only where `declared`."""
    if len(token) > MAX_DIGITS * 2:  # before the cache, so that it never holds hostile text
        return None
    return _parse(token, declared)


@lru_cache(maxsize=4096)
def _parse(token: str, declared: bool) -> Printed | None:
    if token.isascii() and token.isdigit():
        return _plain(token, "", 1)
    token = token.strip()
    if not token:
        return None
    if token[0] in MINUS or token[0] in "+＋":
        found = _unsigned(token[1:].lstrip(), declared)
        return found if found is None or token[0] in "+＋" else negative(found)
    return _unsigned(token, declared)


def negative(printed: Printed) -> Printed:
    p = printed
    return Printed(-p.value, p.step, p.place, p.scale, p.whole, p.fraction, p.spread)


def _unsigned(token: str, declared: bool) -> Printed | None:
    token = token.translate(_FOLD)
    if not token:
        return None
    head = token[0]
    if not (head.isdigit() and head.isascii()) and head != ".":
        return _chinese_words(token) if head > "\u2000" else _english(token)
    end = _digits_end(token)
    digits, rest = token[:end], token[end:].strip()
    if not rest:
        return _plain(digits, "", 1)
    if rest in SCALES:
        return _plain(digits, rest, SCALES[rest])
    lower = rest.lower()
    if lower in SCALES_EN:
        return _plain(digits, rest, SCALES_EN[lower])
    if rest[0] in "eE":
        return _scientific(digits, rest[1:]) if declared else None
    return _mixed(token)


def _digits_end(token: str) -> int:
    """The end of the leading run of digits, points and separators (a last separator excluded)."""
    end = 0
    for at, char in enumerate(token):
        if char.isdigit() and char.isascii():
            end = at + 1
        elif char not in "." and char not in SEPARATORS:
            break
    # `12.` keeps its point, so that it is refused as malformed
    return end + 1 if token[end : end + 1] == "." else end


def _plain(digits: str, scale: str, factor: int) -> Printed | None:
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
    step = _power(factor, -len(decimals))
    if decimals:
        value = Fraction(number * factor, 10 ** len(decimals))
    else:
        value = Fraction(number * factor)
    place = step * 10**zeros if zeros else step
    return Printed(value, step, place, scale, not point)


@lru_cache(maxsize=256)
def _power(factor: int, exponent: int) -> Fraction:
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


def _scientific(digits: str, exponent: str) -> Printed | None:
    sign = exponent[:1] if exponent[:1] in ("+", "-") else ""
    figures = exponent[len(sign) :]
    if not (figures.isascii() and figures.isdigit() and len(figures) <= 3):
        return None
    base = _plain(digits, "e" + exponent, 1)
    if base is None or int(figures) > MAX_DIGITS - 100:
        return None
    power = _power(1, -int(figures) if sign == "-" else int(figures))
    return Printed(base.value * power, base.step * power, base.place * power, base.scale, base.whole)


# -- Chinese --------------------------------------------------------------------------------------


def _chinese_words(token: str) -> Printed | None:
    """A numeral that begins with a Chinese digit or unit, or a fraction in words."""
    if "分之" in token:
        return _chinese_fraction(token)
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


def _with_precision(found: Printed, token: str) -> Printed:
    """A fully stated numeral (step 1) is not rounded, whatever its scale words."""
    if found.step == 1:
        return Printed(found.value, found.step, found.place, "", found.whole)
    if found.value < 1000 and found.whole and token[-1] in PLACES:
        one = Fraction(1)
        return Printed(found.value, one, found.place, "", True)
    return found


def _elided(token: str, at: int) -> bool:
    """Whether what follows a 万 or 亿 is one Chinese digit whose place is left out."""
    return len(token) - at == 1 and token[at] in DIGITS and DIGITS[token[at]] > 0


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
        cut = _digits_end(text)
        rest = text[cut:]
        if not rest or rest in PLACES:
            return _plain(text[:cut], rest, PLACES.get(rest, 1)), end
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
    found = _plain(f"{base.value.numerator}.{digits}", "", 1)
    if found is None:
        return None
    return Printed(found.value, found.step, found.place, "", False)


def _positional(text: str) -> Printed | None:
    """二〇二三: digits in their places. Two digits alone (三五) are no number but a guess of two."""
    if not text or len(text) > MAX_DIGITS:
        return None
    if len(text) == 2 and text[0] not in ZEROS and text[1] not in ZEROS:
        return None
    return _plain("".join(str(DIGITS[c]) for c in text), "", 1)


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


# -- English --------------------------------------------------------------------------------------


def _english(token: str) -> Printed | None:
    """Number words: twelve, one hundred and five, a dozen, half a million, two-thirds."""
    words = token.lower().replace("-", " ").replace(",", " ").split()
    if not words or len(words) > 24:
        return None
    if words[-1] in ("dozen",):
        count = 1 if words[:-1] in (["a"], ["one"], []) else _count_words(words[:-1])
        return None if not count else _rounded(Fraction(12 * count), 1, "")
    part = _english_fraction(words)
    if part is not None:
        return part
    total = 0
    last = 10**15
    stated = 1
    scale = ""
    group: list[str] = []
    for word in words:
        factor = SCALES_EN.get(word, 0)
        if factor < 1000 or word.endswith("s"):
            group.append(word)
            continue
        count = _count_words(group)
        if not count or factor >= last:
            return None
        total += count * factor
        last = stated = factor
        scale = scale or word
        group = []
    if group in (["a"], ["an"]):
        return None
    if group:
        count = _count_words(group[1:] if group[0] == "and" and total else group)
        if count is None or (total and not count):
            return None
        total += count
        stated = 100 if count and count % 100 == 0 else 1
    return _rounded(Fraction(total), stated, scale)


def _rounded(value: Fraction, stated: int, scale: str) -> Printed:
    if value < 1000 or stated == 1:
        stated, scale = 1, ""
    place = Fraction(stated)
    while value and value % (place * 10) == 0:
        place *= 10
    return Printed(value, Fraction(stated), place, scale)


def _count_words(words: list[str]) -> int | None:
    """Below one thousand (twelve hundred too): [two, hundred, and, five] -> 205."""
    if not words:
        return None
    if words in (["a"], ["an"]):
        return 1
    if "hundred" in words:
        cut = words.index("hundred")
        before = 1 if words[:cut] == ["a"] else _count_words(words[:cut])
        after = words[cut + 1 :]
        if after[:1] == ["and"]:
            after = after[1:]
            if not after:
                return None
        rest = _count_words(after) if after else 0
        if not before or before > 99 or rest is None or rest > 99:
            return None
        return before * 100 + rest
    values = [WORDS_EN.get(w, -1) for w in words]
    if len(values) == 1 and values[0] >= 0:
        return values[0]
    if len(values) == 2 and values[0] >= 20 and 1 <= values[1] <= 9:
        return values[0] + values[1]
    return None


def _english_fraction(words: list[str]) -> Printed | None:
    """half, a third, two thirds, three quarters, half a million, a quarter of a million."""
    spread, scale = 1, ""
    if len(words) > 1 and SCALES_EN.get(words[-1], 0) >= 100 and words[-2] in ("a", "an"):
        scale, spread = words[-1], SCALES_EN[words[-1]]
        words = words[:-2]
        if words[-1:] == ["of"]:
            words = words[:-1]
    if not words or len(words) > 2:
        return None
    last = words[-1]
    bottom = _PARTS_EN.get(last) or _PARTS_EN.get(last.removesuffix("s"), 0)
    top = 1 if words[:-1] in ([], ["a"], ["an"], ["one"]) else WORDS_EN.get(words[0], 0)
    if not bottom or not top or (len(words) == 1 and last != "half"):
        return None
    value = Fraction(top * spread, bottom)
    return Printed(value, Fraction(0), Fraction(0), scale, True, True, spread)
