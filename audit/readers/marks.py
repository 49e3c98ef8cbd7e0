"""The numbers before headings and list items, as office programs and browsers write them."""

from __future__ import annotations

from collections.abc import Callable

from audit.readers.text import heading_level

_SECTIONS = 2  # automatic numbers 一、 and （一） head a section; 1. and (1) number a list
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def section_level(mark: str, text: str) -> int:
    """The level of a heading that only its number, typed or automatic, shows to be one, else 0."""
    level = heading_level(mark + text.strip())
    return 0 if mark and level > _SECTIONS else level


def whole(text: str | None, missing: int = 0) -> int:
    """A whole number as XML writes it; what is none counts as missing."""
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else missing


def numeral(count: int, name: str) -> str:
    """A count in one of Word's number formats; decimal where the format has no sign for it."""
    write = _FORMATS.get(name)
    return (write(count) if write and 0 < count < 10_000 else "") or str(count)


def _chinese(count: int, digits: str = _DIGITS, units: str = "十百千", short: bool = True) -> str:
    places = [int(c) for c in reversed(str(count))]
    out, gap = "", False
    for place in range(len(places) - 1, -1, -1):
        digit = places[place]
        if not digit:
            gap = bool(out)
            continue
        out += ("零" if gap else "") + digits[digit] + (units[place - 1] if place else "")
        gap = False
    return out[1:] if short and 10 <= count < 20 else out


def _roman(count: int) -> str:
    out = ""
    for value, sign in _ROMAN:
        out += sign * (count // value)
        count %= value
    return out


def _letter(count: int) -> str:
    """a … z, aa, bb …: as Word counts on behind z."""
    return chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 40)


def _circled(count: int) -> str:
    return chr(0x2460 + count - 1) if count <= 20 else ""


def _ordinal(count: int) -> str:
    if count % 100 in (11, 12, 13):
        return f"{count}th"
    return f"{count}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(count % 10, 'th') }"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda n: f"{n:02d}",
    "lowerRoman": _roman,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerLetter": _letter,
    "upperLetter": lambda n: _letter(n).upper(),
    "ordinal": _ordinal,
    "decimalFullWidth": lambda n: "".join(chr(ord(c) + 0xFEE0) for c in str(n)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda n: f"({n})",
    "decimalEnclosedFullstop": lambda n: f"{n}.",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": lambda n: _chinese(n, _FORMAL, "拾佰仟", short=False),
    "ideographLegalTraditional": lambda n: _chinese(
        n, "零壹貳參肆伍陸柒捌玖", "拾佰仟", short=False
    ),
    "ideographDigital": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "japaneseDigitalTenThousand": lambda n: "".join(_DIGITS[int(c)] for c in str(n)),
    "ideographTraditional": lambda n: _STEMS[n - 1] if n <= 10 else "",
    "ideographZodiac": lambda n: _BRANCHES[n - 1] if n <= 12 else "",
}
