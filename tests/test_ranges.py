"""Ranges of expressions are exact: they hold every value, and their ends are approached."""

from fractions import Fraction as F

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.exact.algebra import cancel
from audit.exact.formula import Name, Node
from audit.exact.grammar import Vocabulary, parse, parse_value
from audit.exact.interval import Interval, point
from audit.exact.invert import mends
from audit.exact.ranges import Undefined, enclose, plain, range_of, root_of, value_of
from audit.exact.satisfy import alternatives, satisfiable

KNOWN = Vocabulary("abcxy")
EXPRESSIONS = [
    "a + b - c", "2 * a - 3 * b + a", "a * b", "a / b", "(a - b) / b", "a / (a + b)", "growth(a, b)",
    "b / (a - b)", "a * b - a * c", "(a + b) / (b + c)", "a ^ 2 - b", "a ^ 3 / b", "sum(a, b, c) / 3",
    "mean(a, b, a)", "a * (1 - a)", "a ^ 2 - a * b", "max(a, b) - min(b, c)", "abs(a - b)", "a * b / a",
]  # fmt: skip

sizes = st.fractions(min_value=1, max_value=200, max_denominator=20)
widths = st.fractions(min_value=0, max_value=3, max_denominator=20)
shares = st.fractions(min_value=0, max_value=1, max_denominator=50)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Interval], dict[str, F]]:
    """Boxes for a, b, c and a point in them."""
    boxes, at = {}, {}
    for name in "abc":
        low, width = draw(sizes), draw(widths)
        boxes[name] = Interval(low, low + width)
        at[name] = low + width * draw(shares)
    return boxes, at


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(EXPRESSIONS), worlds())
def test_the_range_holds_every_value(
    text: str, world: tuple[dict[str, Interval], dict[str, F]]
) -> None:
    boxes, at = world
    node = parse_value(text, KNOWN)
    try:
        found = range_of(node, boxes)
    except Undefined:
        assume(False)
    value = value_of(node, at)
    assert value is not None
    assert value in found.interval


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(
        [e for e in EXPRESSIONS if "1 - a" not in e and "a * b" not in e and "^ 2 - a" not in e]
    ),
    worlds(),
)
def test_the_ends_are_reached_at_corners(
    text: str, world: tuple[dict[str, Interval], dict[str, F]]
) -> None:
    """These expressions are monotone in each figure, so that corners give the extremes."""
    boxes, _ = world
    node = parse_value(text, KNOWN)
    try:
        found = range_of(node, boxes)
    except Undefined:
        assume(False)
    corners = []
    for k in range(8):
        corner = {n: (boxes[n].high if k >> j & 1 else boxes[n].low) for j, n in enumerate("abc")}
        corners.append(value_of(node, {n: v for n, v in corner.items() if v is not None}))
    if found.exact and "max" not in text and "abs" not in text:
        assert found.interval.low == min(c for c in corners if c is not None)
        assert found.interval.high == max(c for c in corners if c is not None)


def test_a_repeated_operand_is_as_tight_as_the_true_range() -> None:
    boxes = {"x": Interval(F(95), F(105)), "y": Interval(F(995), F(1005))}
    change = parse_value("x / (y - x)", KNOWN)
    found = range_of(change, boxes)
    assert found.exact
    assert (found.interval.low, found.interval.high) == (F(95, 910), F(105, 890))


def test_a_product_over_itself_cancels() -> None:
    boxes = {"a": Interval(F(9), F(11)), "b": Interval(F(2), F(3))}
    node = parse_value("a * b / a", KNOWN)
    assert cancel(node) == Name("b")
    assert range_of(node, boxes).interval == Interval(F(2), F(3))


def test_division_by_an_interval_with_zero_has_no_value() -> None:
    with pytest.raises(Undefined) as caught:
        range_of(parse_value("a / b", KNOWN), {"a": point(F(1)), "b": Interval(F(-1), F(1))})
    assert caught.value.code == "division-by-zero"
    with pytest.raises(Undefined):  # also where it would cancel
        range_of(parse_value("b / b", KNOWN), {"b": Interval(F(0), F(1))})


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), st.integers(2, 12))
def test_roots_are_enclosed(value: F, n: int) -> None:
    low, high = root_of(value, n)
    assert low**n <= value <= high**n
    assert high - low <= F(1, 10**40)
    assert root_of(value**n, n) == (value, value)


def test_compound_growth_over_five_years() -> None:
    known = Vocabulary(["new", "old", "yearly"])
    rule = parse("(new / old) ^ (1/5) - 1 = yearly %", known)
    boxes = {
        "new": point(F(161051)),
        "old": point(F(100000)),
        "yearly": Interval(F(995, 100), F(1005, 100)),
    }
    assert satisfiable(alternatives(rule, {}), boxes)
    assert not satisfiable(
        alternatives(rule, {}), {**boxes, "yearly": Interval(F(1005, 100), F(11))}
    )


RULES = [
    "a + b = c",
    "a * b = c",
    "a / b = c",
    "growth(a, b) = c %",
    "a <= b + c",
    "a / (b - a) = c",
    "max(a, b) = c",

    "a * b - a = c",
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(RULES), worlds(), st.sampled_from("abc"))
def test_the_values_that_mend_a_rule_do_mend_it(
    text: str, world: tuple[dict[str, Interval], dict[str, F]], name: str
) -> None:
    boxes, _ = world
    ways = alternatives(parse(text, KNOWN), {})
    try:
        found = mends(ways, name, boxes)
    except Undefined:
        assume(False)
    for interval in found:
        ends = [e for e in (interval.low, interval.high) if e is not None]
        middle = sum(ends, F(0)) / len(ends) if ends else F(1)
        if middle not in interval or (middle == 0 and "/" in text):
            continue
        try:
            assert satisfiable(ways, {**boxes, name: point(middle)}), (text, name, interval)
        except Undefined:
            continue


def test_plain_writes_functions_out() -> None:
    node: Node = plain(
        parse_value("growth(a, b) + share(a, b) + mean(a, b) + count(a, b, c)", KNOWN)
    )
    assert (
        enclose(node, {"a": point(F(3)), "b": point(F(2)), "c": point(F(0))}).low
        == F(1, 2) + F(3, 2) + F(5, 2) + 3
    )


def test_what_mends_a_square_is_a_root() -> None:
    boxes = {"a": point(F(1)), "b": Interval(F(16), F(25))}
    ways = alternatives(parse("a ^ 2 = b", KNOWN), {})
    assert mends(ways, "a", boxes) == [Interval(F(4), F(5))]
