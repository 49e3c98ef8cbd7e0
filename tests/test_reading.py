"""The reader of printed numbers: the table in cases/reading.md, properties, and hostile input."""

from __future__ import annotations

import re
import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.exact import reading
from audit.exact.interval import Interval
from audit.exact.numerals import parse_number
from audit.exact.reading import HEDGES_AFTER, HEDGES_BEFORE, HEDGES_INSIDE, Unreadable, make, read
from audit.exact.rounding import Quantity, decimal, round_to

TABLE = Path(__file__).parent / "cases" / "reading.md"
DECLARED = ("Declared", "With")


def rows() -> list[tuple[str, int, list[str]]]:
    """(section, line, cells) of every case."""
    out, section = [], ""
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            section = line[3:]
        elif line.startswith("| `"):
            out.append((section, number, [c.strip() for c in line.strip("|").split("|")]))
    return out


def shown(interval: Interval) -> str:
    low = "-∞" if interval.low is None else decimal(interval.low)
    high = "∞" if interval.high is None else decimal(interval.high)
    left = "[" if interval.low is not None and interval.low_closed else "("
    right = "]" if interval.high is not None and interval.high_closed else ")"
    return f"{left}{low}, {high}{right}"


def read_row(section: str, cells: list[str]) -> Quantity:
    options = dict(part.strip().split(" ", 1) for part in cells[1].split(",") if part.strip())
    return read(
        cells[0].strip("`"),
        declared=section.startswith(DECLARED),
        unit=options.get("unit"),
        decimals=options.get("decimals"),
    )


@pytest.mark.parametrize(
    ("section", "cells"), [pytest.param(s, c, id=f"{n}:{c[0]}") for s, n, c in rows()]
)
def test_table(section: str, cells: list[str]) -> None:
    printed, _, value, step, interval, unit, hedge, span = cells
    if value == "refused":
        with pytest.raises(Unreadable):
            read_row(section, cells)
        return
    found = read_row(section, cells)
    assert ("-" if found.value is None else decimal(found.value)) == value
    assert ("-" if found.step is None else decimal(found.step)) == step
    meant = "exact" if found.exact else shown(found.interval())
    assert meant + (" excess" if found.excess else "") == interval
    assert found.unit == unit
    assert (found.hedge or "") == hedge
    assert found.text == (span or printed).strip("`")
    if found.exact:
        assert found.interval().is_point


def test_the_table_is_large() -> None:
    assert len(rows()) >= 200


def test_scale_is_kept_as_printed() -> None:
    assert read("88.07万").scale == "万"
    assert read("1.05万亿元").scale == "万亿"
    assert read("$2.3 Billion").scale == "Billion"
    assert read("8184人").scale == ""


def test_unreadable_points_at_the_trouble() -> None:
    with pytest.raises(Unreadable) as caught:
        read("  12 of 30")
    assert "12 of 30  "[caught.value.at - 2 :].startswith((" of", "of"))
    assert caught.value.message and caught.value.width >= 1


@pytest.mark.parametrize("word", sorted(HEDGES_BEFORE))
def test_every_word_before_is_understood(word: str) -> None:
    blank = " " if word.isascii() else ""
    found = read(f"{word}{blank}300")
    assert found.text == "300" and found.hedge == word and found.bounds is not None


@pytest.mark.parametrize("word", sorted(HEDGES_AFTER))
def test_every_word_after_is_understood(word: str) -> None:
    blank = " " if word.isascii() and word != "+" else ""
    found = read(f"300元{blank}{word}")
    assert found.text == "300元" and found.hedge == word and found.bounds is not None


@pytest.mark.parametrize("word", sorted(HEDGES_INSIDE))
def test_every_word_inside_is_part_of_the_text(word: str) -> None:
    found = read(f"300{' ' if word == 'odd' else ''}{word}")
    assert found.hedge == word and found.text.endswith(word)


def test_make_and_read_agree() -> None:
    assert make("8184", "人", text="8184人") == read("8184人")
    assert make("30万", "人", "近", "余", "", "30余万人") == read("近30余万人")
    assert make("万", "人", inside="余", text="万余人") == read("万余人")
    assert make("百", "百分之", text="百分之百") == read("百分之百")
    assert make("-3.4", "%", text="-3.4%") == read("-3.4%")
    assert make("229", noun=True).exact and not make("229").exact
    with pytest.raises(Unreadable):
        make("1..2")
    with pytest.raises(Unreadable):
        make("5", before="perhaps")


def test_make_range() -> None:
    found = reading.make_range(make("2500", "元"), make("3000", "元"), "2500元—3000元")
    assert found == read("2500元—3000元")
    with pytest.raises(Unreadable):
        reading.make_range(make("5"), make("3"), "5-3")


def test_exponents_only_where_declared() -> None:
    assert parse_number("1e6") is None
    assert parse_number("1.2e6", declared=True) is not None


# -- properties -----------------------------------------------------------------------------------

FACTORS = {
    "": 1,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
    "千": 1000,
    " million": 10**6,
    "bn": 10**9,
}


@given(st.integers(0, 10**12), st.integers(0, 3), st.sampled_from(sorted(FACTORS)))
def test_what_rounds_to_the_print_lies_in_its_interval(
    thousandths: int, places: int, scale: str
) -> None:
    exact = Fraction(thousandths, 1000)
    found = read(_fixed(exact, places) + scale)
    assert found.step == Fraction(FACTORS[scale], 10**places)
    assert found.value is not None and (found.value / found.step).denominator == 1
    assert exact * FACTORS[scale] in found.interval()
    assert exact * FACTORS[scale] in found.interval("half-up")


def _fixed(value: Fraction, places: int) -> str:
    whole = round_to(value, Fraction(1, 10**places)) * 10**places
    digits = str(whole.numerator).rjust(places + 1, "0")
    return (
        f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}" if places else digits
    )


@given(st.integers(1, 99_999_999))
def test_chinese_numerals_go_there_and_back(number: int) -> None:
    found = parse_number(chinese(number))
    assert found is not None and found.value == number
    assert number % found.step == 0


def chinese(number: int) -> str:
    """A plain writer of Chinese numerals, to check the reader against."""
    high, low = divmod(number, 10_000)
    if high:
        tail = ("零" if 0 < low < 1000 else "") + (chinese(low) if low else "")
        return chinese(high) + "万" + tail
    out, gap = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            out += ("零" if gap and out else "") + "零一二三四五六七八九"[digit] + word
        gap = not digit
    return out


PIECES = [
    *"0123456789.,，%‰()（）-—~+ ￥$",
    *"一二三两十百千万亿半余多几近约超成折点零人元个年",
    *(
        "分之",
        "百分之",
        "以上",
        "左右",
        "million",
        "half",
        "and",
        "to",
        "between ",
        "US$",
        "①",
        "[1]",
        "e6",
    ),
    *("个百分点", "percent", "1/3", "\u0660", "²", "\u2009", "\ud800", "\0"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.booleans())
def test_read_raises_nothing_but_unreadable(text: str, declared: bool) -> None:
    _read_safely(text, declared)


@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=6))
def test_read_takes_any_string(text: str, unit: str, decimals: str) -> None:
    _read_safely(text, True)
    try:
        read(text, unit=unit, decimals=decimals)
        read("12", unit=unit, decimals=decimals)
    except Unreadable as problem:
        assert problem.message


def _read_safely(text: str, declared: bool) -> None:
    try:
        found = read(text, declared=declared)
    except Unreadable as problem:
        assert 0 <= problem.at <= max(1, len(text)) and problem.width >= 1
        return
    assert found.text.strip() and not found.interval().is_empty
    if found.value is not None and not found.excess:
        assert found.value in found.interval() or (found.hedge and found.bounds is not None)
        decimal(found.value)


# -- hostile input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10**6,
        "1," * 10**6,
        "1," * 250,
        "余" * 10**6,
        "30" + "余" * 500,
        "万" * 500,
        "一" + "万" * 500,
        "一万" * 250,
        "三点" + "五" * 500,
        "(" * 500 + "5",
        "-" * 500 + "5",
        "1-" * 250 + "1",
        "1 and " * 90 + "1",
        "half " * 110,
        "1" * 599,
        "1." + "1" * 590,
        "0" * 401,
        "近" * 599,
        "百分之" * 190,
        "三分之" * 190,
        "1/" * 290 + "2",
    ],
    ids=lambda text: f"{text[:8]}x{len(text)}",
)
def test_hostile_strings_are_refused_at_once(text: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(Unreadable) as caught:
        read(text, declared=True)
    assert time.perf_counter() - begin < 0.25
    assert len(caught.value.message) < 200


def test_long_but_honest_numbers_are_read() -> None:
    found = read("1" * 400)
    assert found.value == Fraction(int("1" * 400))
    assert read("0." + "3" * 399).step == Fraction(1, 10**399)
    assert re.fullmatch(r"\d+", decimal(found.value))


def test_make_refuses_long_tokens_without_keeping_them() -> None:
    with pytest.raises(Unreadable):
        make("9" * 10**6)
    assert parse_number("9" * 10**6) is None
