"""The one door to printed numbers: a printed figure in, a Quantity out.

`read` takes a whole string that must be one figure (report.yaml, records, table cells); `make` takes
the pieces that a scanner of running text has already matched. Both end in the same few lines, so
that a figure means the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from msgspec.structs import replace

from audit.exact import units
from audit.exact.digits import power
from audit.exact.hedges import HEDGES_AFTER, HEDGES_BEFORE, HEDGES_INSIDE, bounds_of, kind_of
from audit.exact.interval import Interval
from audit.exact.numerals import SCALES, Printed
from audit.exact.rounding import Quantity
from audit.exact.scan import (
    NEIGHBOURS,
    Parts,
    Unreadable,
    bad_number,
    lazy,
    parsed,
    single,
    too_long,
)

__all__ = [
    "HEDGES_AFTER",
    "HEDGES_BEFORE",
    "HEDGES_INSIDE",
    "Parts",
    "Unreadable",
    "build",
    "make",
    "make_range",
    "plain",
    "read",
]

LONGEST = 600  # characters; a longer string is no printed figure

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
    number: str,
    unit: str,
    before: str,
    inside: str,
    after: str,
    text: str,
    declared: bool,
    noun: bool,
) -> Quantity:
    printed = parsed(number, declared, bool(before or inside), unit)
    if printed is None:
        raise bad_number(number, 0)
    return build(Parts(text or number + unit, printed, unit, before, inside, after, noun), declared)


@lru_cache(maxsize=8192)
def plain(number: str, unit: str, text: str, noun: bool) -> Quantity | None:
    """What `make` gives for digits with at most a point and no hedge, at less cost; None for others."""
    whole, point, decimals = number.partition(".")
    if not (whole.isdigit() and number.isascii() and len(number) < 16):
        return None
    known = units.unit(unit) if unit else None
    symbol = known.symbol if known else ""
    if not point:
        exact = known.dimension == "count" if known else noun
        return Quantity(text, Fraction(int(whole)), ONE, symbol, None, exact)
    if not decimals.isdigit():
        return None
    places = len(decimals)
    value = Fraction(int(whole + decimals), 10**places)
    return Quantity(text, value, power(1, -places), symbol)


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
    unit = units.unit(parts.unit) if parts.unit else None
    symbol = unit.symbol if unit else ""
    if parts.before or parts.inside or parts.after or number.fraction:
        return _hedged(parts, symbol)
    if number.scale or not number.whole:
        exact = False
    elif unit:
        exact = unit.dimension == "count"
    else:
        exact = declared or parts.noun
    step = ONE if exact else number.step
    return Quantity(parts.text, number.value, step, symbol, None, exact, None, number.scale)


ONE = Fraction(1)
_WORDS_SPREAD = Fraction(1, 40)


def _hedged(parts: Parts, symbol: str) -> Quantity:
    number = parts.number
    spread = _WORDS_SPREAD * number.spread if number.fraction else None
    words = [w for w in (parts.before, parts.inside, parts.after) if w]
    kinds = dict.fromkeys(_kinds(parts))
    if not kinds:
        assert spread is not None
        bounds = Interval(number.value - spread, number.value + spread)
    else:
        bounds = bounds_of(kinds, number.value, _place(number))
    hedge = "…".join(words) or "fraction"
    step = None if spread is not None else number.step
    return Quantity(parts.text, number.value, step, symbol, hedge, False, bounds, number.scale)


def _place(number: Printed) -> Fraction:
    """What a hedge reckons with: the place of the last digit that is not zero."""
    return 2 * _WORDS_SPREAD * number.spread if number.fraction else number.place


def _kinds(parts: Parts) -> Iterator[str]:
    for word, table in (
        (parts.before, HEDGES_BEFORE),
        (parts.inside, HEDGES_INSIDE),
        (parts.after, HEDGES_AFTER),
    ):
        if word:
            kind = kind_of(word, table)
            if kind is None:
                raise Unreadable(
                    f"'{word}' is no word that says how a number is rounded", 0, len(word)
                )
            yield kind


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
        raise Unreadable(too_long(text), 0, len(text))
    if not unit and decimals is None:
        found = digits_only(text, declared)
        if found is not None:
            return found
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


def digits_only(text: str, declared: bool = True) -> Quantity | None:
    """The figure that plain ASCII digits print, with a minus, groups of three, a point, a % or none of
    them: most of what a table holds. None for anything else, which may be a figure all the same."""
    if text.isdigit() and len(text) < _PLAIN_DIGITS and text.isascii():
        return Quantity(text, Fraction(int(text)), ONE, "", None, declared)
    found = _PLAIN.fullmatch(text)
    if found is None:
        return None
    whole, decimals, percent = found.groups()
    if decimals is None:
        value, step, exact = Fraction(int(whole.replace(",", ""))), ONE, declared and not percent
    else:
        number = int(whole.replace(",", "") + decimals)
        value, step, exact = Fraction(number, 10 ** len(decimals)), _STEPS[len(decimals)], False
        if text[0] == "-" and value > 0:  # -0.5: the whole part has lost its sign
            value = -value
    return Quantity(text, value, step, percent, None, exact)


_PLAIN_DIGITS = 16
_PLAIN = re.compile(r"(-?(?:\d{1,15}|[1-9]\d{0,2}(?:,\d{3}){1,4}))(?:\.(\d{1,9}))?(%?)", re.ASCII)
_STEPS = tuple(Fraction(1, 10**n) for n in range(10))


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
    if len(name) - len(digits) > 1 or not (
        digits.isascii() and digits.isdigit() and len(digits) < 4
    ):
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
        return (single(body, declared),)
    except Unreadable as problem:
        ends = _guess(body, declared) or _range_ends(body, declared)
        if ends is None:
            raise problem from None
        return ends


_FOOTNOTE = lazy(
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


# -- ranges ---------------------------------------------------------------------------------------

_BETWEEN = lazy(r"\s*(?:——|--|[—–－~～〜\-‐‑−至到])\s*|\s+(?:to|and)\s+|(?<=\S)[和与與](?=\S)")
_FRAME = lazy(
    r"(between|from|介于|介於|从|從|由|在)\s*(.*?)\s*(?:之间|之間|间|間)?",
    re.IGNORECASE | re.DOTALL,
)
_MAX_CUTS = 8


def _guess(body: str, declared: bool) -> tuple[Parts, Parts] | None:
    """两三个, 二三十人, 十五六: two neighbouring digits are a range."""
    for pair in NEIGHBOURS:
        at = body.find(pair)
        if at < 0:
            continue
        try:
            low = single(body[: at + 1] + body[at + 2 :], declared)
            high = single(body[:at] + body[at + 1 :], declared)
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
            low = single(inner[: cut.start()], declared)
            high = single(inner[cut.end() :], declared)
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
        below = bounds_of(kinds, first, _place(low.number))
        bounds = below.hull(bounds_of(kinds, last, _place(high.number)))
    words = [
        w for w in (low.before, low.inside, low.after, high.before, high.inside, high.after) if w
    ]
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
