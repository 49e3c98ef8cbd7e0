"""One pass over a printed figure from the left: hedge, sign, currency, number, scale, unit, hedge."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache

from msgspec import Struct

from audit.exact import units
from audit.exact.hedges import hedge_after, hedge_before, hedge_inside, skip
from audit.exact.numerals import (
    DIGITS,
    MAX_DIGITS,
    MINUS,
    MYRIADS,
    PLACES,
    SCALES,
    SCALES_EN,
    SCALES_SHORT,
    TENS,
    WORDS_EN,
    Printed,
    negative,
    parse_number,
)


class Unreadable(ValueError):
    """`text` is not one printed figure; `at` and `width` point at what cannot be read."""

    def __init__(self, message: str, at: int = 0, width: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.width = max(1, width)


class Parts(Struct, frozen=True, gc=False):
    """A figure taken apart. `unit` is the word as printed, hedges are words of the tables above."""

    text: str
    number: Printed
    unit: str = ""
    before: str = ""
    inside: str = ""
    after: str = ""
    noun: bool = False  # an English word stands after it: 229 cases
    start: int = 0  # the span in the string that was read
    end: int = 0
    dash: bool = False  # a lone dash: an exact zero


def lazy(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A pattern that is compiled when it is first needed: most runs need few of them."""
    return cache(lambda: re.compile(pattern, flags))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def too_long(text: str) -> str:
    digits = sum(c.isdigit() for c in text)
    if digits > MAX_DIGITS:
        return f"a number of more than {MAX_DIGITS} digits"
    return f"too long for one figure ({len(text)} characters)"


def parsed(token: str, declared: bool, hedged: bool, unit: str) -> Printed | None:
    """The number that a token prints, with the three that only their surroundings make one."""
    printed = parse_number(token, declared)
    if unit == "折" and len(token) == 2 and token.isascii() and token.isdigit() and token[1] != "0":
        return parse_number(f"{token[0]}.{token[1]}")  # 85折 is 8.5折
    if printed is not None or not token:
        return printed
    if hedged and token[0] in SCALES:  # 万余, 近百万: ten thousand and more
        return parse_number("一" + token)
    if token == "百" and unit in units.PERCENT_BEFORE:  # 百分之百
        return parse_number("一百")
    if unit == "折" and len(token) == 2 and token[0] in DIGITS and token[1] in DIGITS:  # 八五折
        return parse_number(f"{token[0]}点{token[1]}")
    return None


# -- one figure -----------------------------------------------------------------------------------

# the common shape: plain digits, a scale, a unit
_COMMON = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:万亿|[万亿])?)([^\d\s,.()/+-]{0,6})")
_DIGITS = lazy(
    r"(?:[0-9０-９]+(?:[,，\u2009\u00a0\u202f\u3000 ][0-9０-９]+)*)?(?:[.．][0-9０-９]+)?"
)
_EXPONENT = lazy(r"[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z])")
_WORD = lazy(r"[A-Za-z]+")
_PER = lazy(r"\s?[/／]\s?(?:[^\W\d_]|[·²³]){1,8}(?:[/／](?:[^\W\d_]){1,4})?")
_PER_WORD = lazy(r"\s+(?:per|an?)\s+[A-Za-z]+")
_PAREN_UNIT = lazy(r"[(（][一-鿿]{1,2}[)）]")
_NOUN = lazy(r"[A-Za-z][A-Za-z'’-]*(?![0-9])")
# 2 1/2, 2-1/2, 2½, ½
_MIXED = lazy(
    r"([0-9]{1,4})[ -]([1-9][0-9]?)[/⁄]([1-9][0-9]?)(?![0-9])|([0-9]{0,4})([½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
)
VULGAR = {
    **{"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅙": (1, 6), "⅚": (5, 6)},
    **{"⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5)},
    **{"⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8)},
}
_SIMPLE_FRACTION = lazy(r"([1-9][0-9]?)[/／]([1-9][0-9]{0,2})(?![0-9])")
# two digits that stand for a guess: 两三个
NEIGHBOURS = (
    "一两",
    "一二",
    "两三",
    "二三",
    "三四",
    "四五",
    "五六",
    "六七",
    "七八",
    "八九",
    "三五",
)
_NO_NOUN = _set(
    "a an and are as at between but by e every each for from in is more less of off on or out over "
    "per plus minus than that the this to under up was were with x"
)
_NO_UNIT = frozenset("至到和与與之的占佔比为為是了在第每各及或等从從由近超逾约約负負强強弱")
_NUMERAL = frozenset([*DIGITS, *TENS, *PLACES, *MYRIADS])


def single(body: str, declared: bool) -> Parts:
    common = _COMMON.fullmatch(body)
    if common:
        token, word = common.groups()
        if not word or word in units.KNOWN:
            printed = parsed(token, False, False, word)
            if printed is not None:
                return Parts(body, printed, word, end=len(body))
    return _scan(body, declared)


def _scan(body: str, declared: bool) -> Parts:
    """One pass from the left: hedge, sign, currency, number, scale, unit, hedge."""
    start, before = hedge_before(body)
    clear, closing = _unbracketed(body, start)
    at, minus, money = _sign_and_money(clear, start)
    percent = next((w for w in units.PERCENT_BEFORE if clear.startswith(w, at)), "")
    at += len(percent)
    number, inside, at = _number(clear, at, money or percent, bool(before), declared)
    if percent and number.fraction:
        raise Unreadable("two fractions in one number", start, at - start)
    unit, at, noun, resume = _unit(clear, at, money or percent)
    if unit and clear.startswith("半", at):  # 两年半
        number, at = _and_a_half(number), at + 1
        following = units.match_unit(clear, at) if unit in ("个", "個") else at
        if following > at:  # 一个半小时
            unit, at = unit + clear[at:following], following
        resume = at
    elif unit == "成" and number.whole and clear[at : at + 1] in DIGITS and at < len(clear):
        number, at = _and_tenths(number, DIGITS[clear[at]]), at + 1  # 三成五
        resume = at
    after, stop = hedge_after(clear, resume)
    if clear[stop:].strip():
        raise Unreadable("this is not part of a printed number", stop, len(body) - stop)
    end = max(at, closing)
    while end > start and body[end - 1].isspace():
        end -= 1
    if minus or closing:
        number = negative(number)
    return Parts(body[start:end], number, unit, before, inside, after, noun, start=start, end=end)


def _unbracketed(body: str, start: int) -> tuple[str, int]:
    """The body with the accountant's brackets around its digits blanked out, and where they end."""
    for left, right in ("()", "（）"):
        opening = body.find(left, start, start + 12)
        if opening < 0 or any(c.isdigit() or c in _NUMERAL for c in body[start:opening]):
            continue
        closing = body.find(right, opening)
        if closing > opening + 1:
            clear = f"{body[:opening]} {body[opening + 1 : closing]} {body[closing + 1 :]}"
            return clear, closing + 1
    return body, 0


def _sign_and_money(text: str, at: int) -> tuple[int, bool, str]:
    """A minus and a currency, in either order: (where the number begins, minus, currency)."""
    minus, money = False, ""
    for _ in range(3):
        at = skip(text, at)
        char = text[at : at + 1]
        if char and char in MINUS and not minus:
            minus, at = True, at + 1
        elif char in ("+", "＋") and char:
            at += 1
        elif not money:
            end = units.match_money(text, at)
            money, at = text[at:end], end
    return skip(text, at), minus, money


def _number(
    text: str, at: int, money: str, hedged: bool, declared: bool
) -> tuple[Printed, str, int]:
    """The number with its scale: (number, hedge inside it, end)."""
    simple = _SIMPLE_FRACTION().match(text, at)
    if simple and int(simple[1]) < int(simple[2]):
        value = Fraction(int(simple[1]), int(simple[2]))
        return Printed(value, Fraction(0), Fraction(0), fraction=True), "", simple.end()
    mixed = _MIXED().match(text, at)
    if mixed:
        return _mixed(text, mixed, money)
    start = at
    if text[at : at + 1].isalpha() and text[at].isascii():
        at = _english_end(text, at)
    else:
        at = _numeral_end(text, at)
        exponent = _EXPONENT().match(text, at) if declared else None
        at = exponent.end() if exponent else at
    token = text[start:at]
    scaled = skip(text, at)
    if token and scaled > at and text[scaled : scaled + 1] in MYRIADS:  # 150.25 万件
        at = _numeral_end(text, scaled, digits=False)
        token += text[scaled:at]
    inside, at = hedge_inside(text, at, bool(token))
    if inside:  # the scale of 30余万 and 300-odd million follows the hedge
        end = _numeral_end(text, at, digits=False)
        token += text[at:end]
        at = end
    scale, at = _english_scale(text, at, money)
    token = f"{token} {scale}" if scale else token
    following = "折" if text.startswith("折", at) else money
    printed = parsed(token, declared, hedged or bool(inside), following)
    if printed is None or (following == "折" and token in NEIGHBOURS):
        raise bad_number(token, start)
    return printed, inside, at


def _mixed(text: str, found: re.Match[str], money: str) -> tuple[Printed, str, int]:
    """2 1/2, 2½ million: a whole number and a fraction, times a scale."""
    whole, above, below, before, sign = found.groups()
    top, bottom = VULGAR[sign] if sign else (int(above), int(below))
    start = found.start()
    if top >= bottom:
        raise bad_number(found[0], start)
    scale, at = _english_scale(text, found.end(), money)
    spread = SCALES.get(scale) or SCALES.get(scale.lower(), 1)
    value = (int(whole or before or 0) + Fraction(top, bottom)) * spread
    zero = Fraction(0)
    return Printed(value, zero, zero, scale, True, True, spread), "", at


def bad_number(token: str, at: int) -> Unreadable:
    if sum(c.isdigit() for c in token) > MAX_DIGITS:
        return Unreadable(too_long(token), at, len(token))
    if not token:
        return Unreadable("no number stands here", at)
    return Unreadable(f"'{token[:40]}' is no number as it is written", at, len(token))


def _numeral_end(text: str, at: int, digits: bool = True) -> int:
    """The end of the digits and Chinese numerals that stand at `at`."""
    start = at
    while at < len(text):
        char = text[at]
        if char in PLACES or char in MYRIADS:
            if at > start and units.match_unit(text, at) > at + 1:  # 5千克, 3个百分点
                break
            at += 1
        elif not digits:
            break
        elif (
            char in DIGITS
            or char in TENS
            or (char in "点點" and at > start and text[at + 1 : at + 2] in DIGITS)
        ):
            at += 1
        elif char == "半" and text[start:at] in ("", "一"):
            return at + (2 if text[at + 1 : at + 2] in ("数", "數") else 1)
        elif text.startswith("分之", at) and at > start:
            at += 2
        else:
            found = _DIGITS().match(text, at)
            if found is None or found.end() == at:
                break
            at = found.end()
    return at


def _is_point(text: str, at: int, start: int) -> bool:
    return text[at] in "点點" and at > start and text[at + 1 : at + 2] in DIGITS


def _english_end(text: str, at: int) -> int:
    """The end of the number words that stand at `at`: one hundred and five."""
    end, last = at, ""
    while True:
        found = _WORD().match(text, at)
        word = found[0].lower() if found else ""
        if not found or not (word in WORDS_EN or word in SCALES_EN or word in _GLUE):
            return end
        if word not in ("and", "a", "an", "of"):
            end = found.end()
        last = text[found.end() : found.end() + 1]
        if last not in (" ", "-"):
            return end
        at = found.end() + 1


_GLUE = _set(
    "a an and of dozen half halves third thirds quarter quarters fourth fourths fifth fifths "
    "sixth sixths seventh sevenths eighth eighths ninth ninths tenth tenths"
)


def _english_scale(text: str, at: int, money: str) -> tuple[str, int]:
    """million, or letters close to the digits: $1.2bn. A bare m is a metre without a currency."""
    from_ = skip(text, at)
    found = _WORD().match(text, from_)
    if found is None:
        return "", at
    word = found[0]
    if word.lower() in SCALES_EN:
        return word, found.end()
    if word in SCALES_SHORT and from_ == at and (money or word not in ("m", "mm", "b", "B", "T")):
        return word, found.end()
    return "", at


def _unit(text: str, at: int, before: str) -> tuple[str, int, bool, int]:
    """(unit as printed, end of the span, whether an English noun follows, where to go on)."""
    from_ = skip(text, at)
    end = units.match_unit(text, from_)
    if end > from_:
        paren = _PAREN_UNIT().match(text, end)
        if paren and units.is_count(text[from_:end]):
            end = paren.end()
        per = _PER().match(text, end)
        end = per.end() if per else end
        unit = _one_unit(before, text[from_:end].replace("／", "/"), from_)
        return unit, end, False, _counted_noun(text, end) if units.is_count(unit) else end
    per = (_PER().match(text, at) or _PER_WORD().match(text, at)) if before else None
    if per:
        end = (
            at if per[0][0].isspace() else per.end()
        )  # `$18/hour`, but only `$5` of `$5 per share`
        return before, end, False, per.end()
    if before or hedge_after(text, from_)[0] or from_ == len(text):
        return before, at, False, from_
    if text[from_].isascii():
        noun = _noun_end(text, from_) if from_ > at else at  # 20xx and 5th are no counts
        return "", at, noun > from_, noun
    end = _counted_noun(text, from_)
    return text[from_:end], end if end > from_ else at, False, end


def _counted_noun(text: str, at: int) -> int:
    """The end of the Chinese noun, six letters at most, that follows: 3个乡镇, 零上访."""
    end = at
    while end < len(text) and end < at + 6 and _is_unit_letter(text[end]):
        if hedge_after(text, end)[0] or text[end] == "半":
            break
        end += 1
    return end


def _noun_end(text: str, at: int) -> int:
    """The end of the English words, three at most, that say what is counted: 229 new cases."""
    end = at
    for _ in range(3):
        found = _NOUN().match(text, skip(text, end) if end > at else at)
        if found is None or found[0].lower() in _NO_NOUN or found[0].lower() in _SCALE_WORDS:
            break
        end = found.end()
    return end


_SCALE_WORDS = frozenset([*SCALES_EN, *WORDS_EN, *_GLUE])


def _is_unit_letter(char: str) -> bool:
    return "一" <= char <= "鿿" and char not in _NUMERAL and char not in _NO_UNIT


def _one_unit(before: str, after: str, at: int) -> str:
    """The unit where one may stand on both sides: 人民币5万元."""
    if not before or units.normalise(before) == units.normalise(after):
        return after
    if before in units.PERCENT_BEFORE or units.is_money(after) or after in ("%", "％", "‰"):
        raise Unreadable(f"two units: {before} and {after}", at, len(after))
    return before


def _and_tenths(number: Printed, tenths: int) -> Printed:
    tenth = Fraction(1, 10)
    return Printed(number.value + tenths * tenth, tenth, tenth, whole=False)


def _and_a_half(number: Printed) -> Printed:
    """两年半: two and a half, as a fraction in words."""
    zero = Fraction(0)
    return Printed(number.value + Fraction(1, 2), zero, zero, fraction=True)
