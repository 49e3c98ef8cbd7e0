"""One slip of the pen: which value a printed number may have been meant to be.

A slip turns a true number into the printed one. Its kinds, and what they cost (the lower, the
likelier; costs only rank, they are no probabilities):

    digit      one digit replaced             1 similar shapes (1/7 3/8 5/6 6/9), 5/4 neighbouring
                                              keys (also 0/9), 7/4 any other
    swap       two neighbours swapped         1
    drop       a digit left out               5/4 one of a pair (11), 3/2 any other
    double     a digit too many               1 one of a pair (11), 2 any other
    point      the decimal point shifted      3/2 by one place, 5/2 by two, 3 by three
    scale      another scale word             1 万/亿, million/billion; 3/2 to 5/2 any other
    sign       minus, or 增 for 减            2
    unit       % for 百分点                   1, and the value stays
    stale      last period's value printed    3/2
    neighbour  the value of another figure    2 (printed in its place, or the two exchanged)

A value that needs more decimals than the figure shows costs 1 more: only a slip that took a digit,
moved the point or changed the scale word can have hidden them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from audit.exact import units
from audit.exact.interval import ALL, Interval, point
from audit.exact.numerals import SCALES, SCALES_ZH
from audit.exact.rounding import Quantity, interval_of

KINDS = (
    "digit", "swap", "drop", "double", "point", "scale", "sign", "unit", "stale", "neighbour",
)  # fmt: skip
MAX_DIGITS = 24  # no report prints longer numbers; the work stays bounded
INFORMATIVE = Fraction(1, 100)

ONE = Fraction(1)
_RATES = ("rate", "points", "multiple", "ratio")
_SIMILAR = frozenset(map(frozenset, ("17", "38", "56", "69", "06", "08", "68", "35", "49", "27")))
_PLAIN = Fraction(2)
_POINTS = {1: Fraction(3, 2), 2: Fraction(5, 2), 3: Fraction(3)}
_CHINESE = (1, 10**3, 10**4, 10**6, 10**7, 10**8, 10**12)
_WESTERN = (1, 10**3, 10**6, 10**9, 10**12)
_INDIAN = (1, 10**5, 10**7)
_SCALE_COST = {
    frozenset((10**4, 10**8)): ONE,
    frozenset((10**3, 10**6)): ONE,
    frozenset((10**6, 10**9)): ONE,
    frozenset((10**9, 10**12)): ONE,
    frozenset((10**5, 10**7)): ONE,
    frozenset((10**3, 10**4)): Fraction(3, 2),
    frozenset((10**8, 10**12)): Fraction(3, 2),
    frozenset((10**4, 10**6)): Fraction(3, 2),
}
_FOLD = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_DIGITS = re.compile(
    r"[0-9]+(?:[,\s\u2009\u202f\u00a0][0-9]{3})*(?:\.[0-9]+)?|(?<![0-9A-Za-z])\.[0-9]+"
)


class Slip(Struct, frozen=True):
    """A value that one slip could have turned into the printed one.

    step   the step that this value would have been printed with (None: as the figure's own)
    """

    value: Fraction
    kind: str
    cost: Fraction
    step: Fraction | None = None


class Digits(Struct, frozen=True):
    """A printed number as its digits: value = sign * int(text) * unit, `decimals` after the point."""

    text: str
    decimals: int
    unit: Fraction
    sign: int = 1


class Variant(Struct, frozen=True):
    """Other digits: `number` times the unit, with `longer` more decimals than the print has."""

    number: int
    kind: str
    cost: Fraction
    longer: int = 0


# -- what a caller asks ---------------------------------------------------------------------------


def candidates(
    quantity: Quantity,
    allowed: Interval = ALL,
    *,
    whole: bool = False,
    others: Sequence[Quantity] = (),
    earlier: Sequence[Quantity] = (),
    mode: str | None = None,
) -> list[Slip]:
    """The values in `allowed` that one slip could have turned into the printed one, likeliest first.

    allowed   in the printed unit. Without `mode` the value itself must lie in it; with a rounding
              mode some value that would be printed so must (what is allowed may be narrower than
              the step of the figure)
    whole     the figure is a count: its value is whole and not negative
    others    figures whose value may have got into this place, or this one's into theirs
    earlier   the same quantity in other periods

    Each value stands once, with its likeliest kind. Equal costs are ordered by kind, then by
    distance from the print.
    """
    printed, step = quantity.value, quantity.step
    if printed is None:
        return []
    best: dict[Fraction, Slip] = {}
    for slip in _slips(quantity, allowed, others, earlier):
        if not _admitted(slip, quantity, allowed, whole, mode):
            continue
        if step and (slip.value / step).denominator != 1:
            slip = Slip(slip.value, slip.kind, slip.cost + ONE, slip.step)  # noqa: PLW2901
        known = best.get(slip.value)
        if known is None or _rank(slip) < _rank(known):
            best[slip.value] = slip
    return sorted(best.values(), key=lambda s: (*_rank(s), abs(s.value - printed), s.value))


def explains(printed: Fraction, true: Fraction, step: Fraction | None) -> str | None:
    """The likeliest kind of slip that turns `true` into `printed` (a number of that step), or None."""
    if not step or printed == true:
        return None
    digits = _from_value(printed, step)
    found = [s for s in _written(digits, point(true)) if s.value == true]
    if printed:
        found += [
            Slip(true, "scale", _PLAIN)
            for power in (3, 4, 6, 8)
            if true in (printed * 10**power, printed / 10**power)
        ]
    if true == -printed:
        found.append(Slip(true, "sign", _PLAIN))
    return min(found, key=_rank).kind if found else None


def informative(total: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether it says anything that one slip closes the gap between a total and its parts.

    The estimate: let T be the total in units of the list's finest step. A list that is not meant
    to add up leaves some residual between -T and T, and each of those 2T values is about as likely
    as another. D is the number of distinct residuals in that range that one slip (digit, swap,
    drop, double, point) of one member would close exactly. The list is informative where D / 2T is
    under 1 %. One replaced digit alone gives up to 18 values for each place (up and down), so that
    lists whose total has two or three digits never are; many short parts beside a long total
    raise D, because a dropped digit may have been almost any.
    """
    members = [total, *parts]
    steps = [m.step for m in members if m.step]
    if not parts or len(steps) < len(members) or not total.value or total.value < 0:
        return False
    step = min(steps)
    size = total.value / step
    if size <= 18 / (2 * INFORMATIVE):
        return False
    limit = 2 * size * INFORMATIVE
    closed: set[Fraction] = set()
    for m in members:
        for residual in _closed(m, step, size, -1 if m is total else 1):
            closed.add(residual)
            if len(closed) >= limit:
                return False
    return True


def _closed(member: Quantity, step: Fraction, size: Fraction, sense: int) -> Iterator[Fraction]:
    """The residuals, in steps, that one slip of this member closes."""
    digits = digits_of(member)
    if digits is None or member.value is None:
        return
    reach = size * step
    near = Interval(member.value - reach, member.value + reach)
    for slip in _written(digits, near):
        if slip.value in near and slip.value != member.value:
            yield sense * (slip.value - member.value) / step


# -- the digits of a print ------------------------------------------------------------------------


def digits_of(quantity: Quantity) -> Digits | None:
    """The digits as printed; those of the value where it is told in words or in mixed form."""
    value, step = quantity.value, quantity.step
    if value is None:
        return None
    found = _DIGITS.findall(quantity.text.translate(_FOLD))
    if len(found) == 1:
        whole, _, decimals = re.sub(r"[,\s]", "", found[0]).partition(".")
        text = (whole or "0") + decimals
        number = int(text)
        unit = step
        if number and step != abs(value) / number:  # `decimals:` may declare another step
            unit = abs(value) / number
        if unit and len(text) <= MAX_DIGITS and _is_power_of_ten(unit):
            return Digits(text, len(decimals), unit, -1 if value < 0 else 1)
    return _from_value(value, step) if step else None


def _from_value(value: Fraction, step: Fraction) -> Digits | None:
    """The digits that a multiple of `step` is printed with."""
    ratio = abs(value) / step
    if ratio.denominator != 1 or not _is_power_of_ten(step):
        return None
    decimals = 0
    while step * 10**decimals < 1 and decimals < MAX_DIGITS:
        decimals += 1
    text = str(ratio.numerator).rjust(decimals + 1, "0")
    return Digits(text, decimals, step, -1 if value < 0 else 1) if len(text) <= MAX_DIGITS else None


def _is_power_of_ten(value: Fraction) -> bool:
    text = str(value.numerator * value.denominator)
    return 1 in (value.numerator, value.denominator) and text.strip("0") == "1"


# -- slips on the digits --------------------------------------------------------------------------


def variants(text: str, decimals: int) -> Iterator[Variant]:
    """The digits that one slip could have turned into `text`: a few hundred at most."""
    yield from _replaced(text, decimals)
    yield from _swapped(text, decimals)
    yield from _dropped(text, decimals)
    yield from _doubled(text, decimals)


def _replaced(text: str, decimals: int) -> Iterator[Variant]:
    number = int(text)
    for at, old in enumerate(text):
        place = 10 ** (len(text) - 1 - at)
        for new in "0123456789":
            if new != old and not _starts_with_zero(at, new, text, decimals):
                yield Variant(number + (int(new) - int(old)) * place, "digit", _confusion(old, new))


def _starts_with_zero(at: int, new: str, text: str, decimals: int) -> bool:
    """Whether `new` would be a zero before other digits of the whole part."""
    return at == 0 and new == "0" and len(text) > decimals + 1


def _confusion(old: str, new: str) -> Fraction:
    if frozenset((old, new)) in _SIMILAR:
        return ONE
    apart = abs(int(old) - int(new))
    return Fraction(5, 4) if apart in (1, 9) else Fraction(7, 4)


def _swapped(text: str, decimals: int) -> Iterator[Variant]:
    for at in range(len(text) - 1):
        left, right = text[at], text[at + 1]
        if left != right and not _starts_with_zero(at, right, text, decimals):
            yield Variant(int(text[:at] + right + left + text[at + 2 :]), "swap", ONE)


def _dropped(text: str, decimals: int) -> Iterator[Variant]:
    """One digit more: before the point it adds a place, after it a decimal."""
    point_at = len(text) - decimals
    for at in range(len(text) + 1):
        around = text[max(at - 1, 0) : at + 1]
        for new in "0123456789":
            number = int(text[:at] + new + text[at:])
            cost = Fraction(5, 4) if new in around else Fraction(3, 2)
            if at <= point_at and (new if at == 0 else text[0]) != "0":
                yield Variant(number, "drop", cost)
            if at >= point_at:
                yield Variant(number, "drop", cost, 1)


def _doubled(text: str, decimals: int) -> Iterator[Variant]:
    """One digit fewer: the whole part keeps one, and does not begin with a zero."""
    point_at = len(text) - decimals
    for at, old in enumerate(text):
        rest = text[:at] + text[at + 1 :]
        whole = point_at - (at < point_at)
        if not whole or (whole > 1 and rest[0] == "0"):
            continue
        pair = old in (text[at - 1 : at], text[at + 1 : at + 2])
        yield Variant(int(rest), "double", ONE if pair else _PLAIN, -1 if at >= point_at else 0)


def _written(digits: Digits | None, allowed: Interval) -> Iterator[Slip]:
    """The slips on digits and point whose value may lie in `allowed`."""
    if digits is None:
        return
    number, sign = int(digits.text), digits.sign
    ends = {longer: _numbers(digits, longer, allowed) for longer in (-1, 0, 1)}
    for v in variants(digits.text, digits.decimals):
        low, high = ends[v.longer]
        if (low is None or low <= v.number) and (high is None or v.number <= high):
            unit = _unit(digits, v.longer)
            yield Slip(sign * v.number * unit, v.kind, v.cost, unit)
    if number:
        for places, cost in _POINTS.items():
            yield Slip(sign * number * digits.unit * 10**places, "point", cost, digits.unit)
            unit = digits.unit / 10**places
            yield Slip(sign * number * unit, "point", cost, unit)


def _unit(digits: Digits, longer: int) -> Fraction:
    return digits.unit / 10**longer if longer >= 0 else digits.unit * 10


def _numbers(digits: Digits, longer: int, allowed: Interval) -> tuple[int | None, int | None]:
    """The whole numbers of units between which `allowed` lies, one unit spared on each side."""
    unit = _unit(digits, longer)
    low = None if allowed.low is None else allowed.low / unit
    high = None if allowed.high is None else allowed.high / unit
    if digits.sign < 0:
        low, high = (None if high is None else -high), (None if low is None else -low)
    return (None if low is None else floor(low) - 1), (None if high is None else ceil(high) + 1)


# -- slips on what stands around the digits -------------------------------------------------------


def _slips(
    quantity: Quantity, allowed: Interval, others: Sequence[Quantity], earlier: Sequence[Quantity]
) -> Iterator[Slip]:
    value = quantity.value
    assert value is not None
    yield from _written(digits_of(quantity), allowed)
    dimension = units.dimension(quantity.unit)
    if value and dimension not in _RATES:
        for ratio, cost in _scales(quantity):
            yield Slip(value * ratio, "scale", cost, quantity.step and quantity.step * ratio)
    if value:
        yield Slip(-value, "sign", _PLAIN)
    if quantity.unit in ("%", "百分点"):
        yield Slip(value, "unit", ONE)
    for o in others:
        if o.value is not None and _same_unit(o, quantity):
            yield Slip(o.value, "neighbour", _PLAIN, o.step)
    yield from _copied(quantity, allowed, earlier, "stale", Fraction(3, 2))
    yield from _copied(quantity, allowed, others, "neighbour", _PLAIN)


def _scales(quantity: Quantity) -> Iterator[tuple[Fraction, Fraction]]:
    """How much larger the value is under each scale word that may have been meant, and its cost."""
    own = SCALES.get(quantity.scale) or SCALES.get(quantity.scale.lower(), 1)
    chinese = any("一" <= c <= "鿿" for c in quantity.text)
    if quantity.scale in SCALES_ZH or (not quantity.scale and chinese):
        family: tuple[int, ...] = _CHINESE
    else:
        family = _INDIAN if own in _INDIAN[1:] else _WESTERN
    for factor in family:
        if factor != own and not (own == 1 and factor > 10**8):
            cost = _SCALE_COST.get(frozenset((own, factor)), Fraction(5, 2))
            yield Fraction(factor, own), cost


def _copied(
    quantity: Quantity, allowed: Interval, others: Sequence[Quantity], kind: str, cost: Fraction
) -> Iterator[Slip]:
    """Another figure's value stands here. What belongs here is told only where `allowed` is so
    narrow that one or two prints of this step are near it (the caller's filter decides)."""
    step = quantity.step
    if not step or allowed.low is None or allowed.high is None:
        return
    first, last = floor(allowed.low / step), ceil(allowed.high / step)
    if last - first > 2 or not any(
        o.value == quantity.value and _same_unit(o, quantity) for o in others
    ):
        return
    for number in range(first, last + 1):
        yield Slip(number * step, kind, cost)


def _same_unit(a: Quantity, b: Quantity) -> bool:
    return a.unit == b.unit or (
        units.convertible(a.unit, b.unit) and units.factor(a.unit) == units.factor(b.unit)
    )


# -- what is admitted, and in which order ---------------------------------------------------------


def _rank(slip: Slip) -> tuple[Fraction, int]:
    return slip.cost, KINDS.index(slip.kind)


def _admitted(
    slip: Slip, quantity: Quantity, allowed: Interval, whole: bool, mode: str | None
) -> bool:
    if slip.value == quantity.value and slip.kind != "unit":
        return False
    if whole and (slip.value < 0 or slip.value.denominator != 1):
        return False
    step = slip.step or quantity.step
    if step and (slip.value / step).denominator != 1:
        return False
    if mode is None or quantity.exact or not step:
        return slip.value in allowed
    return interval_of(slip.value, step, mode).meets(allowed)
