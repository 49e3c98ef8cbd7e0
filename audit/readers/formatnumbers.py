"""Digits into the places of a number format: plain, scientific, as a fraction, General."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

Pairs = list[tuple[str, str]]  # (kind, text) of the tokens of a section

_WIDE = Context(prec=2000, rounding=ROUND_HALF_UP)
_PLACES = ("0", "#", "?")
_EMPTY = {"0": "0", "#": "", "?": " "}
_ROOM = 11  # characters that General takes up at most


def general(value: Decimal) -> str:
    """A number as an unformatted cell shows it: at most 11 characters, then 1.23457E+12."""
    if not value:
        return "0"
    sign, value = ("-", -value) if value < 0 else ("", value)
    power = value.adjusted()
    if -9 <= power <= 10:
        shown = _trimmed(value)
        if len(shown) > _ROOM and power >= -4:
            shown = _trimmed(_cut(value, 9 if power < 0 else max(0, 9 - power)))
        if len(shown) <= _ROOM:
            return sign + shown
    mantissa = _cut(value.scaleb(-power, _WIDE), 5)
    if mantissa >= 10:
        mantissa, power = mantissa.scaleb(-1), power + 1
    return f"{sign}{_trimmed(mantissa)}E{'-' if power < 0 else '+'}{abs(power):02d}"


def _cut(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)


def _trimmed(value: Decimal) -> str:
    shown = f"{value:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def plain(tokens: Pairs, value: Decimal, grouped: bool) -> str:
    """`value`, already rounded, in places that may have literals between them."""
    point = next((i for i, (kind, _) in enumerate(tokens) if kind == "."), len(tokens))
    whole, _, rest = f"{value:f}".partition(".")
    left = _whole(tokens[:point], "" if whole == "0" else whole, grouped)
    if point == len(tokens):
        return left
    return f"{left}.{_decimals(tokens[point + 1 :], rest)}"


def _whole(tokens: Pairs, digits: str, grouped: bool) -> str:
    """From the right: one digit a place, the first place takes all that are left."""
    first = next((i for i, (kind, _) in enumerate(tokens) if kind in _PLACES), -1)
    out: list[str] = []
    count = 0
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind not in _PLACES:
            out.append(text)
            continue
        take = digits[::-1] if at == first else digits[-1:]
        digits = "" if at == first else digits[:-1]
        for digit in take or _EMPTY[kind]:
            if grouped and count and count % 3 == 0 and digit != " ":
                out.append(",")
            out.append(digit)
            count += 1
    return "".join(reversed(out))


def _decimals(tokens: Pairs, digits: str) -> str:
    """From the left; zeros at the end print only in places of 0."""
    kept = len(digits.rstrip("0"))
    out, at = [], 0
    for kind, text in tokens:
        if kind in _PLACES:
            digit = digits[at : at + 1]
            out.append(digit if at < kept or kind == "0" else _EMPTY[kind])
            at += 1
        else:
            out.append(text)
    return "".join(out)


def scientific(tokens: Pairs, value: Decimal, grouped: bool) -> str:
    """0.00E+00; ##0.0E+0 keeps the exponent a multiple of its whole places."""
    cut = next(i for i, (kind, _) in enumerate(tokens) if kind == "E")
    head, tail = tokens[:cut], tokens[cut + 1 :]
    point = next((i for i, (kind, _) in enumerate(head) if kind == "."), len(head))
    whole = max(1, sum(kind in _PLACES for kind, _ in head[:point]))
    decimals = sum(kind in _PLACES for kind, _ in head[point:])
    power = 0
    if value:
        power = value.adjusted() // whole * whole if whole > 1 else value.adjusted()
        if _cut(value.scaleb(-power, _WIDE), decimals).adjusted() >= whole:
            power += whole
    mantissa = plain(head, _cut(value.scaleb(-power, _WIDE), decimals), grouped)
    sign = "-" if power < 0 else "+" if tokens[cut][1] == "+" else ""
    return f"{mantissa}E{sign}{_whole(tail, str(abs(power)) if power else '', False)}"


def fraction(tokens: Pairs, value: Decimal) -> str:
    """# ?/?, # ??/??, ?/8: the nearest fraction whose denominator has room."""
    stroke = next(i for i, (kind, _) in enumerate(tokens) if kind == "/")
    top = stroke
    while top and tokens[top - 1][0] in _PLACES:
        top -= 1
    end = stroke + 1
    while end < len(tokens) and (tokens[end][0] in _PLACES or tokens[end][1].isdigit()):
        end += 1
    below = "".join(text for _, text in tokens[stroke + 1 : end])
    head = tokens[:top]
    mixed = any(kind in _PLACES for kind, _ in head)
    exact = Fraction(value)
    whole = exact.numerator // exact.denominator if mixed else 0
    part = _nearest(exact - whole, below)
    if mixed and part[0] == part[1]:
        whole, part = whole + 1, (0, part[1])
    before = _whole(head, str(whole) if whole else "", False) if mixed else _text(head)
    if mixed and not part[0]:
        return (before.strip() or "0") + _text(tokens[end:])
    return f"{before}{part[0]}/{part[1]}{_text(tokens[end:])}"


def _text(tokens: Pairs) -> str:
    return "".join(text for kind, text in tokens if kind not in _PLACES)


def _nearest(exact: Fraction, below: str) -> tuple[int, int]:
    """Numerator and denominator; a denominator in digits is fixed."""
    if below.isdigit() and int(below):
        fixed = int(below)
        return (2 * exact.numerator * fixed + exact.denominator) // (2 * exact.denominator), fixed
    found = exact.limit_denominator(10 ** max(1, min(len(below), 7)) - 1)
    return found.numerator, found.denominator
