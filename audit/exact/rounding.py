"""What a printed number may stand for: the interval of values that are printed so."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from audit.exact.interval import Interval, point

MODES = (
    "nearest",
    "half-up",
    "half-down",
    "half-even",
    "truncate",
    "away",
    "floor",
    "ceiling",
    "exact",
)


def interval_of(value: Fraction, step: Fraction, mode: str = "nearest") -> Interval:
    """All values that are printed as `value` when rounded to multiples of `step` in `mode`.

    `nearest` says nothing about ties: both ends are closed (XBRL Calculations 1.1). Half-up
    breaks ties away from zero, half-down toward zero, half-even to the even multiple.
    Raises KeyError for an unknown mode.
    """
    if mode == "exact" or step == 0:
        return point(value)
    half = step / 2
    sign = (value > 0) - (value < 0)
    if mode in ("nearest", "half-up", "half-down", "half-even"):
        outer, inner = _tie_ends(mode, value, step, sign)
        low_closed, high_closed = (inner, outer) if sign >= 0 else (outer, inner)
        return Interval(value - half, value + half, low_closed, high_closed)
    down = Interval(value, value + step, True, False)  # [v, v+u): what lies above v
    up = Interval(value - step, value, False, True)  # (v-u, v]: what lies below v
    if mode == "floor":
        return down
    if mode == "ceiling":
        return up
    if mode == "truncate":
        return (up, Interval(-step, step, False, False), down)[sign + 1]
    if mode == "away":
        return (down, point(value), up)[sign + 1]
    raise KeyError(mode)


def _tie_ends(mode: str, value: Fraction, step: Fraction, sign: int) -> tuple[bool, bool]:
    """Whether the end away from zero and the end toward zero are closed."""
    if mode == "nearest":
        return True, True
    if mode == "half-even":
        even = (value / step) % 2 == 0
        return even, even
    if (
        mode == "half-up"
    ):  # a tie goes away from zero: the inner tie rounds to v, the outer does not
        return False, sign != 0
    return True, sign == 0  # half-down


def round_to(value: Fraction, step: Fraction, mode: str = "half-up") -> Fraction:
    """`value` rounded to a multiple of `step`; `nearest` rounds as half-up does."""
    ratio = value / step
    whole = ratio.numerator // ratio.denominator
    rest = ratio - whole
    if mode == "exact" or rest == 0:
        return value
    negative = value < 0
    if mode == "floor":
        up = False
    elif mode == "ceiling":
        up = True
    elif mode == "truncate":
        up = negative
    elif mode == "away":
        up = not negative
    elif rest != Fraction(1, 2):
        up = rest > Fraction(1, 2)
    elif mode == "half-even":
        up = whole % 2 == 1
    else:
        up = negative if mode == "half-down" else not negative
    return (whole + up) * step


class Quantity(Struct, frozen=True, gc=False):
    """One printed number as it was read.

    text    the number with its scale, infix hedge and unit, as printed (no prefix or suffix hedge)
    value   the printed number after scaling, in the printed unit; None for a range
    step    place value of the last printed digit after scaling; None where there is none
            (a fraction in words, a range, a value declared exact)
    unit    normalized: %, ‰, 百分点, bp, 倍, 比, 元, an ISO money code, else the word as printed, or ""
    hedge   the hedge as printed (余, 约, 以上, about, ...), "fraction" for a fraction in words, or None
    exact   the number is a point: a whole count, or declared so
    bounds  what a hedge or a range says, whatever the rounding mode; None for a plain number
    scale   the scale word as printed (万, million), or ""
    excess  digits beyond the declared `decimals` (DESIGN 6): the value is unusable
    """

    text: str
    value: Fraction | None
    step: Fraction | None = None
    unit: str = ""
    hedge: str | None = None
    exact: bool = False
    bounds: Interval | None = None
    scale: str = ""
    excess: bool = False

    def interval(self, mode: str = "nearest") -> Interval:
        """The values that this print may stand for when the writer rounds in `mode`."""
        if self.bounds is not None:
            return self.bounds
        assert self.value is not None
        if self.exact or self.step is None:
            return point(self.value)
        return interval_of(self.value, self.step, mode)


def decimal(value: Fraction) -> str:
    """Plain decimal notation, or "p/q" where a decimal does not end (the machine interface)."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    if rest != 1:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    places = max(twos, fives)
    if places == 0:
        return _digits(value.numerator)
    digits = _digits(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return ("-" if value < 0 else "") + digits[:-places] + "." + digits[-places:]


_MOST_DIGITS = 4000  # the interpreter refuses to print longer whole numbers at once


def _digits(value: int) -> str:
    if value < 0:
        return f"-{_digits(-value)}"
    if value.bit_length() < 3 * _MOST_DIGITS:
        return str(value)
    head, tail = divmod(value, 10**_MOST_DIGITS)
    return (_digits(head) if head else "") + str(tail).rjust(_MOST_DIGITS if head else 1, "0")
