"""Unit words: symbols, dimensions, factors, and which words count."""

from __future__ import annotations

from fractions import Fraction

import pytest

from audit.exact import units


@pytest.mark.parametrize(
    ("word", "symbol"),
    [
        ("%", "%"),
        ("％", "%"),
        ("percent", "%"),
        ("Per Cent", "%"),
        ("pct", "%"),
        ("百分之", "%"),
        ("‰", "‰"),
        ("千分之", "‰"),
        ("个百分点", "百分点"),
        ("percentage points", "百分点"),
        ("percentage  point", "百分点"),
        ("ppt", "百分点"),
        ("个基点", "bp"),
        ("bps", "bp"),
        ("basis point", "bp"),
        ("times", "倍"),
        ("x", "倍"),
        ("元", "元"),
        ("CNY", "元"),
        ("￥", "元"),
        ("人民币", "元"),
        ("块钱", "元"),
        ("元/月", "元"),
        ("US$", "USD"),
        ("美元", "USD"),
        ("Dollars", "USD"),
        ("港元", "HKD"),
        ("日元", "JPY"),
        ("KShs.", "KES"),
        ("₹", "INR"),
        ("CHF", "CHF"),
        ("人次", "人次"),
        ("公斤", "公斤"),
        ("公斤/亩", "公斤/亩"),
        ("成", "成"),
        ("块", "块"),
        ("", ""),
        ("瓩", "瓩"),
    ],
)
def test_symbol(word: str, symbol: str) -> None:
    assert units.normalise(word) == symbol
    assert units.normalise(symbol) == symbol


@pytest.mark.parametrize(
    ("word", "factor"),
    [
        ("%", Fraction(1, 100)),
        ("‰", Fraction(1, 1000)),
        ("百分点", Fraction(1, 100)),
        ("bp", Fraction(1, 10000)),
        ("成", Fraction(1, 10)),
        ("折", Fraction(1, 10)),
        ("角", Fraction(1, 10)),
        ("元", Fraction(1)),
        ("人", Fraction(1)),
        ("季度", Fraction(3)),
    ],
)
def test_factor(word: str, factor: Fraction) -> None:
    assert units.factor(word) == factor


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("公顷", "亩", 15),
        ("平方公里", "公顷", 100),
        ("吨", "公斤", 1000),
        ("公斤", "斤", 2),
        ("千米", "米", 1000),
        ("公里", "km", 1),
        ("立方米", "升", 1000),
        ("年", "个月", 12),
        ("天", "小时", 24),
        ("度", "千瓦时", 1),
        ("tonnes", "kg", 1000),
        ("元", "分", 100),
        ("百分点", "bp", 100),
        ("%", "‰", 10),
    ],
)
def test_conversion(one: str, other: str, ratio: int) -> None:
    assert units.convertible(one, other)
    assert units.factor(one) / units.factor(other) == ratio


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("元", "USD"),
        ("%", "百分点"),
        ("%", "倍"),
        ("人", "元"),
        ("亩", "吨"),
        ("天", "个月"),  # a month has no fixed number of days
        ("瓩", "瓲"),
        ("公斤", "公斤/亩"),
        ("", "人"),
    ],
)
def test_no_conversion(one: str, other: str) -> None:
    assert not units.convertible(one, other)


COUNTS = "人 名 位 户 例 起 件 个 家 所 条 对 次 项 人次 台次 条次 场次 车次 大类 头 辆 份(册) cases people"
MEASURES = "元 USD % ‰ 百分点 bp 倍 成 折 亩 公顷 吨 公斤 米 升 千瓦时 天 年 个月 小时 岁 比 元/月 人/户 瓩"


@pytest.mark.parametrize("word", COUNTS.split())
def test_counts(word: str) -> None:
    assert units.is_count(word)


@pytest.mark.parametrize("word", [*MEASURES.split(), ""])
def test_measures_are_not_counts(word: str) -> None:
    assert not units.is_count(word)


def test_words_are_sorted_longest_first() -> None:
    for words in (units.UNIT_WORDS_ZH, units.UNIT_WORDS_EN, units.MONEY_BEFORE):
        assert list(map(len, words)) == sorted(map(len, words), reverse=True)
        assert len(set(words)) == len(words)


def test_every_word_has_a_meaning() -> None:
    for word in units.UNIT_WORDS_ZH + units.UNIT_WORDS_EN + units.MONEY_BEFORE:
        assert not units.unit(word).dimension.startswith("word:"), word
        assert units.factor(word) > 0


@pytest.mark.parametrize(
    ("text", "at", "end"),
    [
        ("8184人次数", 4, 6),
        ("5 percentage points up", 2, 19),
        ("5 Per Cent of", 2, 10),
        ("3mu", 1, 1),
        ("3m", 1, 2),
        ("3千克", 1, 3),
        ("5万元", 1, 1),
        ("5", 1, 1),
    ],
)
def test_match_unit(text: str, at: int, end: int) -> None:
    assert units.match_unit(text, at) == end


@pytest.mark.parametrize(
    ("text", "end"),
    [("US$3", 3), ("$3", 1), ("Kshs.5", 5), ("RMB 5", 3), ("USDA 5", 0), ("5", 0), ("", 0)],
)
def test_match_money(text: str, end: int) -> None:
    assert units.match_money(text) == end


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("万元", (10**4, "万", "元")),
        ("亿元", (10**8, "亿", "元")),
        ("万亿元", (10**12, "万亿", "元")),
        ("万", (10**4, "万", "")),
        ("千克", (1, "", "千克")),
        ("百分点", (1, "", "百分点")),
        ("万千瓦时", (10**4, "万", "千瓦时")),
        ("元", (1, "", "元")),
        ("US$ million", (10**6, "million", "US$")),
        ("in millions of USD", (10**6, "millions", "USD")),
        ("$'000", (1000, "'000", "$")),
        ("£m", (10**6, "m", "£")),
        ("people", (1, "", "people")),
        ("", (1, "", "")),
    ],
)
def test_split_scale(word: str, parts: tuple[int, str, str]) -> None:
    assert units.split_scale(word) == parts


def test_split_per() -> None:
    assert units.split_per("元/月") == ("元", "月")
    assert units.split_per("元") == ("元", "")
    assert units.split_per("/月") == ("/月", "")
