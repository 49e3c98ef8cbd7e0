"""The model of one slip: what a wrong print may have been meant to be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.exact.interval import ALL, Interval, point
from audit.exact.reading import read
from audit.exact.rounding import Quantity
from audit.slips import KINDS, Slip, candidates, explains, informative


def printed(text: str) -> Quantity:
    return read(text)


def cure(text: str, true: str) -> Slip | None:
    """The candidate with exactly this value, where there is one."""
    value = Fraction(true)
    found = candidates(printed(text), point(value))
    assert all(s.value == value for s in found)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "true", "kind"),
    [
        ("6383例", "6388", "digit"),
        ("1275", "1257", "swap"),
        ("8418人", "8184", None),
        ("884人", "8184", "drop"),
        ("81884人", "8184", "double"),
        ("90.22%", "902.2", "point"),
        ("9.022%", "90.22", "point"),
        ("12.4%", "12.34", "drop"),
        ("12%", "12.3", "drop"),
        ("88.07亿", "880700", "scale"),
        ("88.07万", "8807000000", "scale"),
        ("3.4 million", "3400000000", "scale"),
        ("$3.4bn", "3400000", "scale"),
        ("500元", "5000000", "scale"),
        ("-5.3", "5.3", "sign"),
        ("(3.4)", "3.4", "sign"),
        ("3.4", "-3.4", "sign"),
        ("1.2%", "1.2", "unit"),
        ("1.2个百分点", "1.2", "unit"),
        ("0.13%", "0.31", "swap"),
        ("１２３例", "132", "swap"),
        ("1,234", "1243", "swap"),
        ("三十二人", "23", "swap"),
        ("三百二十一", "311", "digit"),
        ("0", "3", "digit"),
        ("100", "10", "double"),
        ("1.05", "0.05", "digit"),
        ("5.0%", "50", "drop"),
    ],
)  # fmt: skip
def test_one_slip(text: str, true: str, kind: str | None) -> None:
    found = cure(text, true)
    assert (found and found.kind) == kind


def test_a_number_never_begins_with_a_zero_that_hides_a_slip() -> None:
    values = {s.value for s in candidates(printed("105人"), whole=True)}
    assert Fraction(5) not in values  # 005, and 05
    assert {Fraction(15), Fraction(10), Fraction(106)} <= values


def test_counts_stay_whole_and_not_negative() -> None:
    found = candidates(printed("1275人"), whole=True)
    assert found
    assert all(s.value >= 0 and s.value.denominator == 1 for s in found)


def test_the_likeliest_comes_first_and_each_value_once() -> None:
    found = candidates(printed("1234"), Interval(Fraction(1200), Fraction(1300)))
    assert [s.cost for s in found] == sorted(s.cost for s in found)
    assert len({s.value for s in found}) == len(found)
    similar = candidates(printed("1233"), Interval(Fraction(1236), Fraction(1239)))
    assert similar[0] == Slip(Fraction(1238), "digit", Fraction(1), Fraction(1))


def test_more_decimals_than_printed_come_after() -> None:
    found = candidates(printed("12.4%"), Interval(Fraction("12.3"), Fraction("12.36")))
    assert (found[0].value, found[0].kind) == (Fraction("12.3"), "digit")
    assert Fraction("12.34") in {s.value for s in found[1:]}


def test_with_a_mode_what_is_allowed_may_lie_between_two_prints() -> None:
    narrow = Interval(Fraction("11.2683"), Fraction("11.2689"))
    assert candidates(printed("11.72%"), narrow) == []
    assert [s.value for s in candidates(printed("11.72%"), narrow, mode="nearest")] == [
        Fraction("11.27")
    ]


def test_a_neighbour_is_the_value_of_another_figure() -> None:
    others = [printed("250人"), printed("849例"), printed("12%")]
    found = candidates(printed("6383例"), point(Fraction(849)), others=others)
    assert [(s.value, s.kind) for s in found] == [(Fraction(849), "neighbour")]
    assert candidates(printed("6383例"), point(Fraction(12)), others=others) == []


def test_a_value_that_stands_elsewhere_was_copied() -> None:
    near = Interval(Fraction(7123), Fraction(7123))
    for key, kind in (("others", "neighbour"), ("earlier", "stale")):
        found = candidates(printed("849例"), near, **{key: [printed("849例")]})  # type: ignore[arg-type]
        assert [(s.value, s.kind) for s in found] == [(Fraction(7123), kind)]
    wide = Interval(Fraction(7000), Fraction(7123))
    assert candidates(printed("849例"), wide, earlier=[printed("849例")]) == []


def test_nothing_is_offered_for_a_range_or_outside() -> None:
    assert candidates(Quantity("3—5", None, bounds=Interval(Fraction(3), Fraction(5)))) == []
    assert candidates(printed("1275"), point(Fraction(9_999_999))) == []
    assert candidates(printed("9" * 300), point(Fraction(1))) == []
    assert candidates(printed("三分之一"), point(Fraction(1, 2))) == []


def test_the_kinds_are_those_of_the_design() -> None:
    assert {s.kind for s in candidates(printed("5.23亿元"))} <= set(KINDS)


@pytest.mark.parametrize(
    ("print_", "true", "step", "kind"),
    [
        ("6383", "6388", "1", "digit"),
        ("10914", "10909", "1", None),
        ("1257", "1275", "1", "swap"),
        ("25.6", "25.56", "0.1", "drop"),
        ("52000", "5.2", "1000", "scale"),
        ("5.2", "52", "0.1", "point"),
        ("5", "-5", "1", "sign"),
        ("0", "0", "1", None),
        ("5", "5", "1", None),
        ("1.5", "1.6", "0.4", None),
    ],
)
def test_explains(print_: str, true: str, step: str, kind: str | None) -> None:
    assert explains(Fraction(print_), Fraction(true), Fraction(step)) == kind


def test_a_number_without_a_step_explains_nothing() -> None:
    assert explains(Fraction(1, 3), Fraction(2, 3), None) is None


@pytest.mark.parametrize(
    ("total", "parts", "expected"),
    [
        ("52914例", ["31427例", "20383例", "1104例"], True),
        ("731.52万元", ["412.4万元", "230.56万元", "43.56万元", "45万元"], True),
        ("76人", ["51人", "25人"], False),
        ("99", ["98", "1"], False),
        ("912人", ["800人", "112人"], False),
        ("0", ["0"], False),
        ("5000", [], False),
        ("-52914", ["31427"], False),
    ],
)
def test_informative(total: str, parts: list[str], expected: bool) -> None:
    assert informative(printed(total), [printed(p) for p in parts]) is expected


def test_short_parts_make_a_long_list_uninformative() -> None:
    parts = [printed(f"{n}例") for n in range(110, 990, 20)]
    assert not informative(printed("10914例"), parts)


@given(st.integers(0, 99), st.lists(st.integers(0, 99), min_size=1, max_size=6))
def test_two_digit_numbers_are_never_informative(total: int, parts: list[int]) -> None:
    assert not informative(printed(str(total)), [printed(str(p)) for p in parts])


# ---- every slip is found again ------------------------------------------------------------------

NUMBERS = st.from_regex(r"\A(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,3})?\Z")


def readable(text: str) -> str:
    """The text, where it is a number as people print it."""
    whole, point_, decimals = text.partition(".")
    assume(whole and not (len(whole) > 1 and whole[0] == "0") and (decimals or not point_))
    return text


def slipped(kind: str, true: str, draw: st.DrawFn) -> str:
    """`true` as a hurried hand might print it."""
    places = [i for i, c in enumerate(true) if c != "."]
    at = draw(st.sampled_from(places))
    if kind == "digit":
        return true[:at] + draw(st.sampled_from("0123456789")) + true[at + 1 :]
    if kind == "swap":
        assume(at != places[-1])
        after = places[places.index(at) + 1]
        letters = list(true)
        letters[at], letters[after] = letters[after], letters[at]
        return "".join(letters)
    if kind == "drop":
        return (true[:at] + true[at + 1 :]).removesuffix(".")
    if kind == "double":
        return true[: at + 1] + true[at] + true[at + 1 :]
    whole, _, decimals = true.partition(".")
    if draw(st.booleans()):
        return (whole + decimals[:1] or "0").lstrip("0") + (
            "." + decimals[1:] if decimals[1:] else ""
        )
    return f"{whole[:-1] or '0'}.{whole[-1]}{decimals}"


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    kind = draw(st.sampled_from(("digit", "swap", "drop", "double", "point")))
    true = draw(NUMBERS)
    wrong = readable(slipped(kind, true, draw))
    assume(Fraction(wrong) != Fraction(true))
    return kind, true, wrong


@given(slips(), st.sampled_from(["", "%", "元", "人", "万元", "亿元", " million"]))
def test_the_true_value_is_among_the_candidates(slip: tuple[str, str, str], unit: str) -> None:
    _, text, wrong = slip
    true, figure = printed(text + unit), printed(wrong + unit)
    assume(true.value is not None and true.step is not None)
    assert true.value is not None
    assert true.step is not None
    around = Interval(true.value - true.step / 2, true.value + true.step / 2)
    whole = figure.exact and true.value.denominator == 1
    found = candidates(figure, around, whole=whole)
    assert true.value in {s.value for s in found}
    assert found == candidates(figure, around, whole=whole)
    assert all(s.value in around for s in found)


SCALED = st.sampled_from(
    [("万", "亿"), ("亿", "万"), ("千", "万"), (" million", " billion"), (" thousand", " million")]
)


@given(NUMBERS, SCALED)
def test_another_scale_word_is_found_again(text: str, words: tuple[str, str]) -> None:
    true, figure = printed(text + words[0]), printed(text + words[1])
    assume(true.value)
    assert true.value is not None
    # not always as `scale`: 5.0万 for 0.5亿 is also a shifted point
    assert candidates(figure, point(true.value))


@given(NUMBERS, NUMBERS)
def test_explains_agrees_with_candidates(left: str, right: str) -> None:
    figure = printed(left)
    assert figure.value is not None
    kind = explains(figure.value, Fraction(right), figure.step)
    found = {s.value for s in candidates(figure, point(Fraction(right)))}
    if kind not in (None, "scale"):
        assert Fraction(right) in found


@given(st.text("0123456789.,-()亿万三十二百 %元millo", max_size=12))
def test_no_print_breaks_it(text: str) -> None:
    for value, step in (
        (Fraction(5), Fraction(1)),
        (Fraction(5), None),
        (Fraction(-1, 3), Fraction(0)),
    ):
        candidates(
            Quantity(text, value, step), ALL, others=[Quantity("5", Fraction(5), Fraction(1))]
        )
