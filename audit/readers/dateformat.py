"""Dates, times and durations of a spreadsheet: days since 1900 (or 1904), as the format shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol

from msgspec import Struct

from audit.readers.dbnum import numerals

_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_LAST_DAY = 2_958_465  # 31 December 9999
_TOO_FAR = "########"  # what a spreadsheet shows for a date that there is not
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = "一二三四五六日"


class Part(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...


class Moment(Struct, frozen=True):
    """A point in time, its seconds rounded to what is shown."""

    year: int
    month: int
    day: int
    weekday: int
    seconds: int  # of the day
    fraction: str  # digits after the seconds
    total: int  # seconds since day 0, for durations


def render(tokens: Sequence[Part], value: Decimal, date1904: bool, script: int = 0) -> str:
    """The text of a date cell."""
    places = _fraction_places(tokens)
    moment = _moment(value, date1904, places)
    if moment is None:
        return _TOO_FAR
    half = any(t.kind == "date" and t.text[:1] in "aA上" and "/" in t.text for t in tokens)
    out = []
    for at, token in enumerate(tokens):
        if token.kind == "date":
            out.append(_piece(token.text, moment, half, _is_minute(tokens, at), script))
        elif token.kind == "0":
            first = at and tokens[at - 1].kind == "."
            out.append(moment.fraction if first else "")
        elif token.kind == "." and not (at + 1 < len(tokens) and tokens[at + 1].kind == "0"):
            out.append(".")
        else:
            out.append("." if token.kind == "." else token.text if token.kind != "@" else "")
    return "".join(out).strip()


def _fraction_places(tokens: Sequence[Part]) -> int:
    for at, token in enumerate(tokens):
        if token.kind == ".":
            count = 0
            while at + 1 + count < len(tokens) and tokens[at + 1 + count].kind == "0":
                count += 1
            if count:
                return min(count, 3)
    return 0


def _moment(value: Decimal, date1904: bool, places: int) -> Moment | None:
    if value < 0 or value > _LAST_DAY + 1:
        return None
    ticks = int((value * 86_400 * 10**places).to_integral_value(context=_WIDE))
    total, rest = divmod(ticks, 10**places)
    days, seconds = divmod(total, 86_400)
    if date1904:
        days += 1462
    if days > _LAST_DAY:
        return None
    fraction = str(rest).zfill(places) if places else ""
    weekday = (days + 5) % 7
    if days == 60:  # the leap day that 1900 did not have
        return Moment(1900, 2, 29, weekday, seconds, fraction, total)
    if days == 0:
        return Moment(1900, 1, 0, weekday, seconds, fraction, total)
    day = date(1899, 12, 31 if days < 60 else 30) + timedelta(days=days)
    return Moment(day.year, day.month, day.day, weekday, seconds, fraction, total)


def _is_minute(tokens: Sequence[Part], at: int) -> bool:
    """m stands for minutes after hours and before seconds."""
    before = next((t.text for t in reversed(tokens[:at]) if t.kind == "date"), "")
    after = next((t.text for t in tokens[at + 1 :] if t.kind == "date"), "")
    return before.strip("[")[:1] == "h" or after.strip("[")[:1] == "s"


def _piece(code: str, moment: Moment, half: bool, minute: bool, script: int) -> str:
    if code.startswith("["):
        return _elapsed(code, moment)
    if "/" in code:
        return _half_day(code, moment)
    letter, size = code[0], len(code)
    if letter in "yebg":
        return _year(letter, size, moment, script)
    if letter == "m" and not minute:
        return _month(size, moment, script)
    if letter == "d":
        if size <= 2:
            return _digits(moment.day, size, script)
        return _DAYS[moment.weekday][: 3 if size == 3 else None]
    if letter == "a":
        return ("" if size == 3 else "星期") + _WEEK[moment.weekday]
    hour, rest = divmod(moment.seconds, 3600)
    if letter == "h":
        return _digits((hour + 11) % 12 + 1 if half else hour, size, script)
    return _digits(rest // 60 if letter == "m" else rest % 60, size, script)


def _year(letter: str, size: int, moment: Moment, script: int) -> str:
    if letter == "g":
        return ""
    year = moment.year + (543 if letter == "b" else 0)
    shown = f"{year % 100:02d}" if size <= 2 and letter != "e" else str(year)
    return numerals(shown, script, places=False) if script else shown


def _month(size: int, moment: Moment, script: int) -> str:
    if size <= 2:
        return _digits(moment.month, size, script)
    name = _MONTHS[moment.month - 1]
    return name[:3] if size == 3 else name[0] if size == 5 else name


def _digits(number: int, size: int, script: int) -> str:
    if not script:
        return f"{number:02d}" if size > 1 else str(number)
    shown = numerals(str(number), script, places=True)
    if script == 1 and 10 <= number < 20:
        shown = shown[1:]  # 十一月, not 一十一月
    return shown


def _half_day(code: str, moment: Moment) -> str:
    late = moment.seconds >= 43_200
    first, second = code.split("/", 1)
    return second if late else first


def _elapsed(code: str, moment: Moment) -> str:
    unit = {"h": 3600, "m": 60, "s": 1}[code[1]]
    return str(moment.total // unit).zfill(len(code) - 2)
