"""How a value is shown: in the manner in which the report prints such a figure.

A value computed for `$1,275 million` is shown as `$1,257 million`, one for `88.07万` as `88.17万`.
"""

from __future__ import annotations

import re
from fractions import Fraction

from msgspec import Struct

from audit.exact import units
from audit.exact.digits import DIGITS, PLACES, TENS
from audit.exact.hedges import HEDGES_AFTER, HEDGES_BEFORE
from audit.exact.interval import Interval
from audit.exact.rounding import Quantity, decimal
from audit.messages import say
from audit.model import Figure

POINTS = {"%": "points-percent", "百分点": "points-percent", "‰": "points-permille"}
EXTRA_PLACES = 2  # decimals shown beyond the printed ones where a decimal does not end

# compiled when first needed: a report in which all holds needs none of them
_CORE = r"\d+(?:[,， \u2009\u00a0\u202f]\d{3})*(?:[.．]\d+)?"
_BARE = r"[-+−－(（]*[\d.,，．  ]+[)）]?"
_NOT_DIGITS = r"[^\d.]"
_SIGNS = str.maketrans("", "", "()（）-−－–")
_NUMERALS = frozenset(DIGITS) | frozenset(TENS) | frozenset(PLACES) - {"百", "千", "十"}


class Manner(Struct, frozen=True):
    """`before` digits `after`; a value is shown divided by `factor`, with `places` decimals."""

    before: str = ""
    after: str = ""
    factor: Fraction = Fraction(1)
    places: int = 0
    grouped: bool = False

    def show(self, value: Fraction, places: int | None = None) -> str:
        """The value with as many decimals as it has, at most `places` (printed ones and two more)."""
        scaled = value / self.factor
        most = self.places + EXTRA_PLACES if places is None else places
        sign = "-" if scaled < 0 else ""
        return sign + self.before + digits(abs(scaled), most, self.grouped) + self.after

    def bare(self) -> Manner:
        """The same without a counting word: 10909 of 10909例."""
        return (
            self
            if self.before or self.factor != 1
            else Manner("", "", self.factor, self.places, self.grouped)
        )


def digits(value: Fraction, most: int, grouped: bool = False) -> str:
    """A value that is not negative, rounded half up where it has more than `most` decimals.

    What is not zero is never shown as zero.
    """
    text = decimal(value)
    if "/" in text or len(text.partition(".")[2]) > most:
        while value and value * 10**most < 10 and most < 60:
            most += 1
        scaled = int(value * 10**most + Fraction(1, 2))
        text = str(scaled).rjust(most + 1, "0")
        text = f"{text[:-most]}.{text[-most:]}" if most else text
    whole, point, rest = text.partition(".")
    return (f"{int(whole):,}" if grouped else whole) + point + rest


def manner_of(figure: Figure, unit: str | None = None) -> Manner:
    """How the figure prints its values, with `unit` where the rule gives it one that it lacks."""
    wanted = figure.unit if unit is None else unit
    quantity = figure.quantity
    manner = _as_printed(quantity) if quantity is not None else None
    if manner is None:
        return by_unit(wanted)
    if wanted == figure.unit:
        return manner
    if figure.unit:
        return by_unit(wanted)
    return Manner(
        manner.before, by_unit(wanted).after, manner.factor, manner.places, manner.grouped
    )


def by_unit(unit: str) -> Manner:
    """The manner of a value of which only the unit is known."""
    return Manner(after=_spaced(unit), places=2)


def _as_printed(quantity: Quantity) -> Manner | None:
    """None where the print is no example: number words, a range, a mixed numeral, zero with a scale."""
    found = re.search(_CORE, quantity.text)
    if found is None or quantity.value is None:
        return None
    before, after = quantity.text[: found.start()], quantity.text[found.end() :]
    core = found[0].replace("．", ".")
    number = Fraction(re.sub(_NOT_DIGITS, "", core))
    if any(c.isdigit() or c in _NUMERALS for c in before + after):
        return None
    factor = abs(quantity.value) / number if number else Fraction(1)
    if not _power_of_ten(factor) or (not number and quantity.scale):
        return None
    for hedge in (quantity.hedge or "").split("…"):
        before, after = before.replace(hedge, ""), after.replace(hedge, "")
    before, after = before.translate(_SIGNS).lstrip(), after.translate(_SIGNS).rstrip()
    places = len(core.partition(".")[2])
    grouped = any(c in core for c in ",，")
    return Manner(before, after or (_tail(quantity) if not before else ""), factor, places, grouped)


def _tail(quantity: Quantity) -> str:
    """What a bare number says with its unit declared elsewhere: 万元, %, " km"."""
    return _spaced(quantity.scale + quantity.unit)


def _spaced(word: str) -> str:
    if word == "比":  # a ratio's member is a bare number
        return ""
    return f" {word}" if word[:1].isascii() and word[:1].isalpha() else word


def _power_of_ten(value: Fraction) -> bool:
    return value > 0 and all(str(n).strip("0") == "1" for n in (value.numerator, value.denominator))


def with_hedge(quantity: Quantity) -> str:
    """The print with the hedge that stands before or after it: 约 8184人, 8184人以上."""
    text = quantity.text.strip()
    if re.fullmatch(_BARE, text):
        text += _tail(quantity)
    for hedge in (quantity.hedge or "").split("…"):
        if not hedge or hedge == "fraction" or hedge in text:
            continue
        space = " " if hedge.isascii() else ""
        if hedge in HEDGES_BEFORE:
            text = f"{hedge}{space}{text}"
        elif hedge in HEDGES_AFTER:
            text = f"{text}{space}{hedge}"
    return text


def between(interval: Interval, manner: Manner, language: str, places: int | None = None) -> str:
    """An interval in words: `3.15 to 3.25`, with the ends that it lacks; a point is its value."""
    low, high = interval.low, interval.high
    if interval.is_empty:
        return say(language, "interval-empty")
    if low is None and high is None:
        return say(language, "interval-any")
    if low is None or high is None:
        end = low if low is not None else high
        assert end is not None
        closed = interval.low_closed if low is not None else interval.high_closed
        side = ("from", "above") if low is not None else ("upto", "below")
        return say(
            language,
            f"interval-{side[not closed]}",
            low=manner.show(end, places),
            high=manner.show(end, places),
        )
    if low == high:
        return manner.show(low, places)
    ends = manner.show(low, places), manner.show(high, places)
    text = say(language, "interval", low=ends[0], high=ends[1])
    missing = [
        e
        for e, closed in zip(ends, (interval.low_closed, interval.high_closed), strict=True)
        if not closed
    ]
    if not missing:
        return text
    listed = (
        say(language, "interval-ends", low=missing[0], high=missing[-1])
        if len(missing) == 2
        else missing[0]
    )
    return say(language, "interval-without", interval=text, ends=listed)


def apart(
    value: Fraction, manner: Manner, unit: str, language: str, places: int | None = None
) -> str:
    """A difference: of two percentages it is told in percentage points."""
    if not value:
        return "0"
    points = POINTS.get(unit)
    if points is not None:
        manner = Manner("", say(language, points), Fraction(1), manner.places, manner.grouped)
    elif units.is_count(unit):
        manner = manner.bare()
    return manner.show(value, places)
