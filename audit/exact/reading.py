"""The one door to printed numbers: a printed figure in, a Quantity out.

`read` takes a whole string that must be one figure (report.yaml, records, table cells); `make` takes
the pieces that a scanner of running text has already matched. Both end in the same few lines, so
that a figure means the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache, lru_cache

from msgspec import Struct
from msgspec.structs import replace

from audit.exact import units
from audit.exact.interval import Interval
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
from audit.exact.rounding import Quantity


def _lazy(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A pattern that is compiled when it is first needed: most runs need few of them."""
    return cache(lambda: re.compile(pattern, flags))


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LONGEST = 600  # characters; a longer string is no printed figure

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
        "and_over or_over and_more and_up or_greater or_better at_least at_a_minimum",
        MOST: "以下 及以下 之下 或以下 以内 以內 之内 之內 (含)以下 （含）以下 以下(含) 封顶 or_less or_fewer or_below and_below or_under "
        "and_under or_lower at_most at_the_most",
        UNDER: "不到 不足",
    }
)
# `高达30%` tells a level, not a bound: the word is passed over
LEVELS = ("高达", "高達", "多达", "多達", "达到", "達到", "达", "達")


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


# -- from parts to a quantity ---------------------------------------------------------------------


def make(
    number: str,
    unit: str = "",
    before: str = "",
    inside: str = "",
    after: str = "",
    text: str = "",
    *,
    declared: bool = False,
    noun: bool = False,
) -> Quantity:
    """A figure from matched pieces; `number` holds sign, digits and scale (30余万: number 30万,
    inside 余), `text` the whole span. `noun`: an English count noun follows. Raises Unreadable."""
    if len(text) < 80 and len(number) < 80:
        return _make(number, unit, before, inside, after, text, declared, noun)
    return _make.__wrapped__(number, unit, before, inside, after, text, declared, noun)


@lru_cache(maxsize=8192)
def _make(
    number: str, unit: str, before: str, inside: str, after: str, text: str, declared: bool, noun: bool
) -> Quantity:
    printed = parse_number(number, declared)
    if printed is None and inside and number and number[0] in SCALES:
        printed = parse_number("一" + number)  # 万余: ten thousand and more
    if printed is None:
        raise _bad_number(number, 0)
    return build(Parts(text or number + unit, printed, unit, before, inside, after, noun), declared)


def make_range(low: Quantity, high: Quantity, text: str) -> Quantity:
    """A—B from two finished ends: value None, bounds [A, B]. Raises Unreadable."""
    one, other = low.interval("exact"), high.interval("exact")
    if low.value is not None and high.value is not None and low.value > high.value:
        raise Unreadable("the range runs backwards", 0, len(text))
    unit = high.unit or low.unit
    hedge = low.hedge or high.hedge
    return Quantity(text, None, None, unit, hedge, False, one.hull(other), high.scale or low.scale)


def build(parts: Parts, declared: bool = False) -> Quantity:
    """The quantity that the parts say: unit symbol, hedge, interval, whether it is a point."""
    number = parts.number
    symbol = units.normalise(parts.unit) if parts.unit else ""
    if parts.before or parts.inside or parts.after or number.fraction:
        return _hedged(parts, symbol)
    if number.scale or not number.whole:
        exact = False
    elif symbol:
        exact = units.is_count(symbol)
    else:
        exact = declared or parts.noun
    step = ONE if exact else number.step
    return Quantity(parts.text, number.value, step, symbol, None, exact, None, number.scale)


ONE = Fraction(1)
_WORDS_SPREAD = Fraction(1, 40)


def _hedged(parts: Parts, symbol: str) -> Quantity:
    number = parts.number
    spread = _WORDS_SPREAD * number.spread if number.fraction else None
    place = number.place if spread is None else 2 * spread
    words = [w for w in (parts.before, parts.inside, parts.after) if w]
    kinds = dict.fromkeys(_kinds(parts))
    if not kinds:
        assert spread is not None
        bounds = Interval(number.value - spread, number.value + spread)
    else:
        bounds = bounds_of(kinds, number.value, place)
    hedge = "…".join(words) or "fraction"
    step = None if spread is not None else number.step
    return Quantity(parts.text, number.value, step, symbol, hedge, False, bounds, number.scale)


def _kinds(parts: Parts) -> Iterator[str]:
    for word, table in (
        (parts.before, HEDGES_BEFORE),
        (parts.inside, HEDGES_INSIDE),
        (parts.after, HEDGES_AFTER),
    ):
        if word:
            kind = table.get(word) or table.get(" ".join(word.lower().split()))
            if kind is None:
                raise Unreadable(f"'{word}' is no word that says how a number is rounded", 0, len(word))
            yield kind


def bounds_of(kinds: dict[str, None] | tuple[str, ...], value: Fraction, place: Fraction) -> Interval:
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


# -- reading a whole string -----------------------------------------------------------------------


def read(
    text: str, *, declared: bool = False, unit: str | None = None, decimals: str | None = None
) -> Quantity:
    """The one printed figure that `text` is. Raises Unreadable and nothing else.

    declared  a figure of report.yaml, a record or a table cell: 1.2e6, a lone dash, footnote marks
    unit      the unit, where the print has none or another (万元 scales the number too)
    decimals  XBRL's: displayed precision 10^-decimals, INF for an exact value
    """
    if len(text) > LONGEST:
        raise Unreadable(_too_long(text), 0, len(text))
    if text.isascii() and text.isdigit() and not unit and decimals is None:
        return _make(text, "", "", "", "", text, declared, False)
    body = text.strip()
    try:
        ends = _whole(body, declared)
    except Unreadable as problem:
        problem.at += len(text) - len(text.lstrip())
        raise
    if unit and unit.strip():
        ends = tuple(_with_unit(part, unit) for part in ends)
    if len(ends) == 2:
        if decimals is not None:
            raise Unreadable("a range has no decimals", 0, len(text))
        return _range(ends[0], ends[1])
    found = build(ends[0], declared)
    if ends[0].dash:
        found = replace(found, step=None, exact=True)
    return found if decimals is None else _with_decimals(found, decimals)


def _too_long(text: str) -> str:
    digits = sum(c.isdigit() for c in text)
    if digits > MAX_DIGITS:
        return f"a number of more than {MAX_DIGITS} digits"
    return f"too long for one figure ({len(text)} characters)"


def _with_unit(parts: Parts, word: str) -> Parts:
    """The parts in the unit that is declared beside the print."""
    factor, scale, name = units.split_scale(word.strip())
    number = parts.number
    if factor != 1 and not number.scale:
        number = Printed(
            number.value * factor,
            number.step * factor,
            number.place * factor,
            scale,
            number.whole,
            number.fraction,
            number.spread * factor,
        )
    return replace(parts, number=number, unit=name, noun=False)


def _with_decimals(found: Quantity, decimals: str) -> Quantity:
    """The quantity at a declared precision; digits beyond it make it unusable."""
    assert found.value is not None
    name = decimals.strip()
    if name.upper() == "INF":
        return replace(found, step=None, exact=True, bounds=None)
    digits = name.lstrip("+-")
    if len(name) - len(digits) > 1 or not (digits.isascii() and digits.isdigit() and len(digits) < 4):
        raise Unreadable(f"'{name[:20]}' is no number of decimals", 0, len(name))
    places = int(name)
    step = Fraction(1, 10**places) if places >= 0 else Fraction(10**-places)
    if (found.value / step).denominator != 1:
        bounds = Interval(found.value - step / 2, found.value + step / 2)
        return replace(found, step=step, exact=False, excess=True, bounds=bounds)
    return replace(found, step=step, exact=False)


def _whole(body: str, declared: bool) -> tuple[Parts, ...]:
    """The figure's parts, two of them for a range."""
    if not body:
        raise Unreadable("nothing is printed here")
    if declared:
        dash = _dash(body)
        if dash:
            return (dash,)
        body = _FOOTNOTE().sub("", body).rstrip()
    try:
        return (_single(body, declared),)
    except Unreadable as problem:
        ends = _guess(body, declared) or _range_ends(body, declared)
        if ends is None:
            raise problem from None
        return ends


_FOOTNOTE = _lazy(
    r"(?<=[\d一-鿿%％‰)）])\s?(?:\[[0-9A-Za-z*]{1,3}\]|[*＊†‡§¶⁰¹²³⁴-⁹①-⑳ⓐ-ⓩ㉑-㉟㊱-㊿❶-❿])+(?!\d)"
)
_DASHES = ("-", "—", "–", "－", "−", "——", "--", "‐", "‑", "―")


def _dash(body: str) -> Parts | None:
    """A lone dash, with a currency sign before or a % after it: an exact zero."""
    end = units.match_money(body)
    core, unit = body[end:].strip(), body[:end]
    if core.endswith(("%", "％", "‰")):
        core, unit = core[:-1].strip(), core[-1]
    if core not in _DASHES:
        return None
    return Parts(body, Printed(Fraction(0), ONE, ONE), unit, end=len(body), dash=True)


# -- one figure -----------------------------------------------------------------------------------

# the common shape: plain digits, a scale, a unit
_COMMON = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?(?:万亿|[万亿])?)([^\d\s,.()/+-]{0,6})")
_DIGITS = _lazy(
    r"(?:[0-9０-９]+(?:[,，\u2009\u00a0\u202f\u3000 ][0-9０-９]+)*)?(?:[.．][0-9０-９]+)?"
)
_EXPONENT = _lazy(r"[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z])")
_WORD = _lazy(r"[A-Za-z]+")
_PER = _lazy(r"\s?[/／]\s?(?:[^\W\d_]|[·²³]){1,8}(?:[/／](?:[^\W\d_]){1,4})?")
_PAREN_UNIT = _lazy(r"[(（][一-鿿]{1,2}[)）]")
_NOUN = _lazy(r"[A-Za-z][A-Za-z'’-]*(?![0-9])")
_SIMPLE_FRACTION = _lazy(r"([1-9][0-9]?)[/／]([1-9][0-9]{0,2})(?![0-9])")
_NO_NOUN = _set(
    "a an and are as at between but by e every each for from in is more less of off on or out over "
    "per plus minus than that the this to under up was were with x"
)
_NO_UNIT = frozenset("至到和与與之的占佔比为為是了在第每各及或等从從由")
_NUMERAL = frozenset([*DIGITS, *TENS, *PLACES, *MYRIADS])


def _single(body: str, declared: bool) -> Parts:
    common = _COMMON.fullmatch(body)
    if common:
        token, word = common.groups()
        if not word or word in units.KNOWN:
            printed = parse_number(token)
            if printed is not None:
                return Parts(body, printed, word, end=len(body))
    return _scan(body, declared)


def _scan(body: str, declared: bool) -> Parts:
    """One pass from the left: hedge, sign, currency, number, scale, unit, hedge."""
    start, before = _hedge_before(body)
    clear, closing = _unbracketed(body, start)
    at, minus, money = _sign_and_money(clear, start)
    percent = next((w for w in units.PERCENT_BEFORE if clear.startswith(w, at)), "")
    at += len(percent)
    if percent and clear.startswith("百", at):  # 百分之百
        number, inside, at = _HUNDRED, "", at + 1
    else:
        number, inside, at = _number(clear, at, money, declared)
    if percent and number.fraction:
        raise Unreadable("two fractions in one number", start, at - start)
    unit, at, noun, resume = _unit(clear, at, money or percent)
    if unit and clear.startswith("半", at):  # 两年半
        number, at = _and_a_half(number), at + 1
        resume = at
    after, stop = _hedge_after(clear, resume)
    if clear[stop:].strip():
        raise Unreadable("this is not part of a printed number", stop, len(body) - stop)
    end = max(at, closing)
    while end > start and body[end - 1].isspace():
        end -= 1
    if minus or closing:
        number = negative(number)
    return Parts(body[start:end], number, unit, before, inside, after, noun, start=start, end=end)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


@lru_cache(maxsize=1)
def _by_first() -> dict[str, list[str]]:
    """The words that stand before a number, longest first, by their first character."""
    out: dict[str, list[str]] = {}
    for word in sorted([*HEDGES_BEFORE, *LEVELS], key=len, reverse=True):
        out.setdefault(word[0], []).append(word)
    return out


def _hedge_before(body: str) -> tuple[int, str]:
    """Where the number's span begins, and the hedge before it as printed."""
    at = 0
    for _ in range(2):  # 高达近30万
        head = body[at : at + 24].lower()
        for word in _by_first().get(head[:1], ()):
            if head.startswith(word) and not (
                word[-1].isascii() and word[-1].isalpha() and head[len(word) :][:1].isalpha()
            ):
                printed = body[at : at + len(word)]
                at = _skip(body, at + len(word))
                if word not in LEVELS:
                    return at, printed
                break
    return at, ""


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
        at = _skip(text, at)
        char = text[at : at + 1]
        if char and char in MINUS and not minus:
            minus, at = True, at + 1
        elif char in ("+", "＋") and char:
            at += 1
        elif not money:
            end = units.match_money(text, at)
            money, at = text[at:end], end
    return _skip(text, at), minus, money


def _number(text: str, at: int, money: str, declared: bool) -> tuple[Printed, str, int]:
    """The number with its scale: (number, hedge inside it, end)."""
    simple = _SIMPLE_FRACTION().match(text, at)
    if simple and int(simple[1]) < int(simple[2]):
        value = Fraction(int(simple[1]), int(simple[2]))
        return Printed(value, Fraction(0), Fraction(0), fraction=True), "", simple.end()
    start = at
    if text[at : at + 1].isalpha() and text[at].isascii():
        at = _english_end(text, at)
    else:
        at = _numeral_end(text, at)
        exponent = _EXPONENT().match(text, at) if declared else None
        at = exponent.end() if exponent else at
    token = text[start:at]
    scaled = _skip(text, at)
    if token and scaled > at and text[scaled : scaled + 1] in MYRIADS:  # 150.25 万件
        at = _numeral_end(text, scaled, digits=False)
        token += text[scaled:at]
    inside, at = _hedge_inside(text, at, bool(token))
    if inside:  # the scale of 30余万 and 300-odd million follows the hedge
        end = _numeral_end(text, at, digits=False)
        token += text[at:end]
        at = end
    scale, at = _english_scale(text, at, money)
    token = f"{token} {scale}" if scale else token
    printed = parse_number(token, declared)
    if printed is None and inside and token and token[0] in SCALES:
        printed = parse_number("一" + token)  # 万余: ten thousand and more
    if printed is None:
        raise _bad_number(token, start)
    return printed, inside, at


def _bad_number(token: str, at: int) -> Unreadable:
    if sum(c.isdigit() for c in token) > MAX_DIGITS:
        return Unreadable(_too_long(token), at, len(token))
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
        elif char in DIGITS or char in TENS or (char in "点點" and at > start and text[at + 1 : at + 2] in DIGITS):
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


def _hedge_inside(text: str, at: int, counted: bool) -> tuple[str, int]:
    """余 and its like directly after the digits: 45万余元, 30余万, 300-odd."""
    for word in ("有余", "有餘", "余", "餘", "多", "几", "幾", "来", "來", "-odd", " odd"):
        if text.startswith(word, at) and (counted or word in "余餘多"):
            return word.strip(), at + len(word)
    return "", at


def _english_scale(text: str, at: int, money: str) -> tuple[str, int]:
    """million, or letters close to the digits: $1.2bn. A bare m is a metre without a currency."""
    from_ = _skip(text, at)
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
    from_ = _skip(text, at)
    end = units.match_unit(text, from_)
    if end > from_:
        paren = _PAREN_UNIT().match(text, end)
        if paren and units.is_count(text[from_:end]):
            end = paren.end()
        per = _PER().match(text, end)
        end = per.end() if per else end
        unit = _one_unit(before, text[from_:end].replace("／", "/"), from_)
        return unit, end, False, _counted_noun(text, end) if units.is_count(unit) else end
    per = _PER().match(text, at) if before else None
    if per:
        return before, per.end(), False, per.end()
    if before or _hedge_after(text, from_)[0] or from_ == len(text):
        return before, at, False, from_
    if text[from_].isascii():
        noun = _noun_end(text, from_)
        return "", at, noun > from_, noun
    end = _counted_noun(text, from_)
    return text[from_:end], end if end > from_ else at, False, end


def _counted_noun(text: str, at: int) -> int:
    """The end of the Chinese noun, six letters at most, that follows: 3个乡镇, 零上访."""
    end = at
    while end < len(text) and end < at + 6 and _is_unit_letter(text[end]):
        if _hedge_after(text, end)[0] or text[end] == "半":
            break
        end += 1
    return end


def _noun_end(text: str, at: int) -> int:
    """The end of the English words, three at most, that say what is counted: 229 new cases."""
    end = at
    for _ in range(3):
        found = _NOUN().match(text, _skip(text, end) if end > at else at)
        if found is None or found[0].lower() in _NO_NOUN or found[0].lower() in _SCALE_WORDS:
            break
        end = found.end()
    return end


_HUNDRED = Printed(Fraction(100), ONE, Fraction(100))
_SCALE_WORDS = frozenset([*SCALES_EN, *WORDS_EN])


def _is_unit_letter(char: str) -> bool:
    return "一" <= char <= "鿿" and char not in _NUMERAL and char not in _NO_UNIT


def _one_unit(before: str, after: str, at: int) -> str:
    """The unit where one may stand on both sides: 人民币5万元."""
    if not before or units.normalise(before) == units.normalise(after):
        return after
    if before in units.PERCENT_BEFORE or units.is_money(after) or after in ("%", "％", "‰"):
        raise Unreadable(f"two units: {before} and {after}", at, len(after))
    return before


def _hedge_after(text: str, at: int) -> tuple[str, int]:
    at = _skip(text, at)
    rest = " ".join(text[at:].split())
    if rest in HEDGES_AFTER or rest.lower() in HEDGES_AFTER:
        return rest, len(text)
    return "", at


def _and_a_half(number: Printed) -> Printed:
    """两年半: two and a half, as a fraction in words."""
    zero = Fraction(0)
    return Printed(number.value + Fraction(1, 2), zero, zero, fraction=True)


# -- ranges ---------------------------------------------------------------------------------------

_BETWEEN = _lazy(r"\s*(?:——|--|[—–－~～〜\-‐‑−至到])\s*|\s+(?:to|and)\s+|(?<=\S)[和与與](?=\S)")
_FRAME = _lazy(r"(between|from|介于|介於|从|從|由|在)\s*(.*?)\s*(?:之间|之間|间|間)?", re.IGNORECASE | re.DOTALL)
_NEIGHBOURS = ("一两", "一二", "两三", "二三", "三四", "四五", "五六", "六七", "七八", "八九", "三五")
_MAX_CUTS = 8


def _guess(body: str, declared: bool) -> tuple[Parts, Parts] | None:
    """两三个, 二三十人, 十五六: two neighbouring digits are a range."""
    for pair in _NEIGHBOURS:
        at = body.find(pair)
        if at < 0:
            continue
        try:
            low = _single(body[: at + 1] + body[at + 2 :], declared)
            high = _single(body[:at] + body[at + 1 :], declared)
        except Unreadable:
            return None
        return low, replace(high, text=body[low.start : high.end + 1])
    return None


def _range_ends(body: str, declared: bool) -> tuple[Parts, Parts] | None:
    """The two ends of A—B, A至B, between A and B; None if it is no range."""
    frame = _FRAME().fullmatch(body)
    words = False
    inner = body
    if frame and frame[2]:
        inner, words = frame[2], True
    for tried, cut in enumerate(_BETWEEN().finditer(inner)):
        if tried >= _MAX_CUTS:
            break
        joint = cut[0].strip().lower()
        if cut.start() == 0 or (joint in ("and", "和", "与", "與") and not words):
            continue
        try:
            low = _single(inner[: cut.start()], declared)
            high = _single(inner[cut.end() :], declared)
        except Unreadable:
            continue
        return low, replace(high, text=inner[low.start : cut.end() + high.end])
    return None


def _range(low: Parts, high: Parts) -> Quantity:
    """[A, B], where unit and scale may stand only once: 5-10%, 3—5万元, $5-10 million."""
    unit = high.unit or low.unit
    symbol = units.normalise(unit) if unit else ""
    if low.unit and units.normalise(low.unit) != symbol:
        raise Unreadable(f"a range of two units: {low.unit} and {high.unit}", 0, len(high.text))
    first, last = _shared_scale(low, high), high.number.value
    if first > last:
        raise Unreadable("the range runs backwards", 0, len(high.text))
    bounds = Interval(first, last)
    kinds = dict.fromkeys([*_kinds(low), *_kinds(high)])
    if kinds:
        below = bounds_of(kinds, first, low.number.place)
        bounds = below.hull(bounds_of(kinds, last, high.number.place))
    words = [w for w in (low.before, low.inside, low.after, high.before, high.inside, high.after) if w]
    hedge = "…".join(dict.fromkeys(words)) or None
    scale = high.number.scale or low.number.scale
    return Quantity(high.text, None, None, symbol, hedge, False, bounds, scale)


def _shared_scale(low: Parts, high: Parts) -> Fraction:
    """The low end, with the scale of the high end where it has none and stays below: 3—5万."""
    value, scale = low.number.value, high.number.scale
    own_unit = bool(low.unit) and not low.text.startswith(low.unit)  # 2500元—0.3万元
    if not scale or low.number.scale or own_unit:
        return value
    scaled = value * (SCALES.get(scale) or SCALES.get(scale.lower(), 1))
    return scaled if scaled <= high.number.value else value
