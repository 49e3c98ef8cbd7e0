"""From tokens to figures: what stands alone, and what stands in a list, a range or a ratio."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from audit.exact import units
from audit.exact.numerals import Printed
from audit.exact.reading import Parts, Unreadable, build, make, make_range, plain
from audit.exact.reading import read as read_phrase
from audit.exact.rounding import Quantity
from audit.extract.tokens import UNREAD, NoFigure, Span, Token, pattern

FROM = r"[由从自][^，。；,;]{0,10}$"
RATIO_WORDS = "比|配|分担|结构|产业"
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_FORMING = frozenset(("折", *units.PERCENT_BEFORE))  # units that tell how the digits are read
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])", re.ASCII)
_MONTH = re.compile(r"0?[1-9]|1[0-2]", re.ASCII)
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]", re.ASCII)
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?", re.ASCII)
# a class that is told by the word before the first number holds for all of a list
_FORWARD = frozenset(
    (
        "ordinal",
        "caption",
        "part number",
        "chapter",
        "code",
        "number",
        "document number",
        "coordinate",
    )
)
_BACKWARD = frozenset(
    (
        "year",
        "month",
        "day",
        "age band",
        "number",
        "grade",
        "quarter",
        "road",
        "clock",
        "decade",
        "room",
        "school year",
    )
)


def single(token: Token, text: str, figures: list[Span], others: list[NoFigure]) -> None:
    if token.decoy:
        others.append(NoFigure(token.start, token.end, token.decoy))
        return
    if not token.unit and not token.scale and is_year(token):
        others.append(NoFigure(token.start, token.end, "year"))
        return
    quantity = read(token, text)
    if quantity is None:
        others.append(NoFigure(token.start, token.end, UNREAD))
    else:
        figures.append(Span(token.start, token.end, quantity))


def is_year(token: Token) -> bool:
    return (
        len(token.digits) == 4
        and not token.inside
        and not token.after
        and _YEAR.fullmatch(token.number) is not None
    )


def read(token: Token, text: str) -> Quantity | None:
    hedged = token.before or token.inside or token.after
    if len(token.number) < 16 and not (
        hedged or token.scale or token.phrase or token.unit in _FORMING
    ):
        found = plain(token.number, token.unit, text[token.start : token.end], token.noun)
        if found is not None:
            return found
    try:
        if token.phrase:
            return read_phrase(token.before + text[token.start : token.end] + token.after)
        return make(
            token.number,
            token.unit,
            token.before,
            token.inside,
            token.after,
            text[token.start : token.end],
            noun=token.noun,
        )
    except Unreadable:
        return None


def chinese(
    group: list[Token],
    text: str,
    t: str,
    figures: list[Span],
    others: list[NoFigure],
) -> None:
    """Settle tokens that hang together: units from the end of a list, ranges, ratios, dates."""
    if (group[1].join == "ratio" and group[0].decoy in ("", "code") and settle_ratio(group, t)) or (
        any(x.join in ("slash", "range") for x in group) and is_code(group)
    ):
        pass
    else:
        name_days(group)
        share_decoys(group)
        share_units(group)
    at = 0
    while at < len(group):
        token = group[at]
        following = group[at + 1] if at + 1 < len(group) else None
        if following is not None and following.join in ("range", "slash"):
            span = pair(token, following, text, t)
            if span is not None:
                figures.append(span)
                at += 2
                continue
        single(token, text, figures, others)
        at += 1


def name_days(group: list[Token]) -> None:
    """12·5, 8·20: a month and a day that name an event."""
    for left, right in pairwise(group):
        bare = not (left.unit or left.scale or right.unit or right.scale)
        if right.join == "dot" and bare and is_day(left.digits, right.digits):
            left.decoy = left.decoy or "date"
            right.decoy = right.decoy or "date"


def is_day(month: str, day: str) -> bool:
    return _MONTH.fullmatch(month) is not None and _DAY.fullmatch(day) is not None


def share_decoys(group: list[Token]) -> None:
    """A class told before the first or after the last number of a list holds for the others."""
    for left, right in pairwise(group):
        forward = right.join in ("list", "range") and left.decoy in _FORWARD and not right.decoy
        if forward and not right.scale and (not right.unit or left.decoy == "ordinal"):
            right.decoy = left.decoy
    for right, left in pairwise(reversed(group)):
        bare = left.digits.isdigit() and not (left.decoy or left.unit or left.scale)
        backward = right.join in ("list", "range") and right.decoy in _BACKWARD
        if bare and backward and same_shape(left, right):
            left.decoy = right.decoy
    for left, right in pairwise(group):
        if (right.join == "range" and left.unit == right.unit == "岁") or (
            right.join == "range" and not left.unit and right.unit in ("岁", "周岁")
        ):
            left.decoy = right.decoy = "age band"


def same_shape(left: Token, right: Token) -> bool:
    """`2021、2022年` but not `300和2022年`."""
    return right.decoy != "year" or len(left.digits) in (2, 4)


def share_units(group: list[Token]) -> None:
    """Units and scales at the end of a list reach back: 6.5、7.2万元."""
    for at in range(len(group) - 1, 0, -1):
        left, right = group[at - 1], group[at]
        if right.join not in ("list", "range") or left.decoy or right.decoy:
            continue
        if left.unit or not right.unit or right.money:
            continue
        left.unit = right.unit
        if not left.scale and right.scale and not left.inside and left.digits:
            low = left.digits.replace(",", "")
            high = right.digits.replace(",", "")
            if len(low.partition(".")[0]) <= len(high.partition(".")[0]) + 2:
                left.scale = right.scale
                left.number += right.scale


def settle_ratio(group: list[Token], t: str) -> bool:
    """a:b:c: three figures with the unit 比, unless it is a time of day."""
    if any(x.join != "ratio" for x in group[1:]) or any(
        x.unit or x.scale or x.decoy not in ("", "code") for x in group
    ):
        return False
    start, end = group[0].start, group[-1].end
    printed = t[start:end].replace(" ", "").replace("∶", ":")
    near = t[max(0, start - 14) : start] + "|" + t[end : end + 4]
    if _CLOCK.fullmatch(printed) and not pattern(RATIO_WORDS).search(near):
        for token in group:
            token.decoy = "clock"
        return True
    if group[0].decoy:
        return False
    for token in group:
        token.unit = "比"
    return True


def is_code(group: list[Token]) -> bool:
    """Dates, telephone and file numbers: whole numbers joined by dashes or slashes."""
    if any(x.unit or x.scale or x.inside or x.join == "list" for x in group):
        return False
    if any(x.decoy not in ("", "code", "year", "phone", "address") for x in group):
        return False
    if all(_YEAR_MONTH.fullmatch(x.digits) for x in group):  # 2023.05—2023.12
        for token in group:
            token.decoy = "date"
        return True
    lengths = [len(x.digits) for x in group]
    first = group[0]
    whole = all(x.digits.isdigit() for x in group)
    if not whole:
        return False
    name = ""
    if is_year(first) and all(n <= 2 for n in lengths[1:]):
        name = "date"
    elif all(is_year(x) for x in group):
        name = "year"
    elif any(x.decoy for x in group) or len(group) > 2:
        name = "code"
    elif (
        group[1].join == "range"
        and lengths[0] in (3, 4)
        and lengths[1] in (4, 7, 8)
        and lengths[1] > lengths[0]
    ):
        name = "phone"
    if not name:
        return False
    for token in group:
        token.decoy = name
    return True


def pair(left: Token, right: Token, text: str, t: str) -> Span | None:
    """A—B as one figure, a/b as a fraction; None where they are two."""
    if left.decoy or right.decoy:
        return None
    if right.join == "slash":
        if right.scale and right.digits in ("1", "10") and not left.unit:
            right.decoy = "base"  # 8.9/10万
        return fraction(left, right, text)
    if left.unit != right.unit and not (left.money or right.money):
        return None
    joint = t[left.end : right.start].strip()
    if joint in ("到", "至") and pattern(FROM).search(t[max(0, left.start - 14) : left.start]):
        return None
    return range_of(left, right, text)


def range_of(left: Token, right: Token, text: str) -> Span | None:
    low, high = read(left, text), read(right, text)
    if low is None or high is None:
        return None
    try:
        quantity = make_range(low, high, text[left.start : right.end])
    except Unreadable:
        return None
    return Span(left.start, right.end, quantity)


def fraction(left: Token, right: Token, text: str) -> Span | None:
    """1/3 with small whole numbers and no unit before the stroke."""
    if (
        left.unit
        or left.scale
        or right.scale
        or not (left.number.isdigit() and right.number.isdigit())
    ):
        return None
    top, bottom = int(left.number[:4]), int(right.number[:4])
    if not 0 < top < bottom <= 100:
        return None
    zero = Fraction(0)
    printed = Printed(Fraction(top, bottom), zero, zero, fraction=True)
    end = right.end
    parts = Parts(text[left.start : end], printed, right.unit, left.before, "", right.after)
    return Span(left.start, end, build(parts))
