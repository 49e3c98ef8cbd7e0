"""The rule language: what parses, how it is printed back, and where an error points."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.exact.formula import (
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Negative,
    Node,
    Number,
)
from audit.exact.grammar import MAX_LENGTH, Vocabulary, parse, parse_value, show

NAMES = [
    "policy births", "out-of-policy births", "total births", "increase", "prior", "growth", "a",
    "b", "c", "出生", "出生人口", "rate 2", "2023 revenue", "and so on", "sum", "max",
]  # fmt: skip
KNOWN = Vocabulary(NAMES, ["city", "counties"])

trees = st.deferred(lambda: st.one_of(leaves, negatives, binaries, calls))
leaves = st.one_of(
    st.builds(Name, st.sampled_from(NAMES), st.sampled_from(["", "", "%", "‰"]), st.sampled_from(["", "city"])),
    st.builds(Number, st.fractions(0, 1000).filter(lambda f: f.denominator in (1, 2, 5, 10, 100)), st.sampled_from(["", "%", "‰", "元", "百分点"])),
)  # fmt: skip
negatives = st.builds(Negative, trees)
binaries = st.builds(Binary, st.sampled_from("+-*/"), trees, trees)
calls = st.builds(
    Call,
    st.sampled_from(["sum", "min", "max", "mean"]),
    st.lists(trees, min_size=1, max_size=3).map(tuple),
)
compares = st.builds(
    lambda o, a, b: Compare((o,), (a, b)),
    st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "≈"]),
    trees,
    trees,
)
checks = st.deferred(
    lambda: st.one_of(
        compares,
        st.builds(Logic, st.sampled_from(["and", "or"]), st.tuples(checks, checks)),
        st.builds(lambda a: Logic("not", (a,)), checks),
    )
)
rules = st.one_of(checks, st.builds(Conditional, checks, checks))


@settings(max_examples=300)
@given(rules)
def test_printing_and_parsing_again_is_stable(tree: Node) -> None:
    text = show_or_str(tree)
    again = parse(text, KNOWN)
    assert show_or_str(again) == text


def show_or_str(tree: Node) -> str:
    return str(tree)


@settings(max_examples=300)
@given(
    st.text(
        alphabet=string.printable + "出生人口%‰（）＝≈「」“”《》１２。，\u3000\x00\U0001f600",
        max_size=60,
    )
)
def test_no_text_raises_anything_but_our_own_error(text: str) -> None:
    for vocabulary in (KNOWN, Vocabulary(free=True)):
        for parser in (parse, parse_value):
            try:
                parser(text, vocabulary)
            except AuditError as e:
                assert e.column is not None
                assert e.diagnostic()


@pytest.mark.parametrize(
    ("text", "column", "words", "help"),
    [
        ("a + = b", 5, "missing before `=`", None),
        ("a != b != c", 3, "cannot stand in a chain", "a != b and b != c"),
        ("a < b > c", 7, "cannot turn round", "and"),
        ("9^9^9^9 = a", 4, "exponent cannot have an exponent", None),
        ("a ^ b = c", 3, "small whole number", "1/5"),
        ("a ^ 999 = b", 5, "64 at most", None),
        ("polcy births = a", 1, "not defined: polcy births", "policy births"),
        ("(a + b = c", 1, "not closed", None),
        ("a + b) = c", 6, "closes nothing", None),
        ("a b = c", 3, "operator is missing", None),
        ("a + b", 5, "has to compare two sides", "add `= ...`"),
        ("a = 12,345", 5, "not a number", "without separators"),
        ("1..2 = a", 1, "not a number", None),
        ("a = 5 widgets", 7, "operator is missing", None),
        ("a = 5widgets", 6, "unknown unit", None),
        ("avg(a, b) = c", 1, "no function `avg`", None),
        ("growth(a) = b", 1, "takes (new, old)", None),
        ("if a > b c = 1", 10, "`then` is missing", None),
        ("a %% = b", 4, "one % is enough", None),
        ("(a + b) % = c", 9, "after a name or a number only", None),
        ("a @ town = b", 5, "no document called town", None),
        ("\"policy births = a", 1, "not closed", None),
        ("births = a", 1, "not defined: births", "total births"),
        ("(a = b) + 1 = c", 9, "part of a calculation", None),
        ("", 1, "empty", None),
    ],
)  # fmt: skip
def test_an_error_points_at_the_character(
    text: str, column: int, words: str, help: str | None
) -> None:
    with pytest.raises(AuditError) as caught:
        parse(text, KNOWN)
    assert words in caught.value.message
    assert caught.value.column == column, caught.value.diagnostic()
    if help:
        assert help in (caught.value.help or "")


def test_a_rule_of_a_megabyte_is_refused_at_once() -> None:
    with pytest.raises(AuditError, match=f"longer than {MAX_LENGTH}"):
        parse("a + " * 250_000 + "a = b", KNOWN)


def test_deep_nesting_is_refused() -> None:
    for text in (
        "(" * 5000 + "a" + ")" * 5000 + " = b",
        "-" * 5000 + "a = b",
        "not " * 4000 + "a = b",
    ):
        with pytest.raises(AuditError, match="nested too deeply"):
            parse(text, KNOWN)


class TestNames:
    def test_the_longest_known_name_wins(self) -> None:
        assert parse("出生人口 = 出生", KNOWN) == Compare(("=",), (Name("出生人口"), Name("出生")))
        both = Vocabulary(["a", "b", "a - b"])
        assert parse("a - b = b", both) == Compare(("=",), (Name("a - b"), Name("b")))
        assert parse('"a" - b = b', both) == Compare(
            ("=",), (Binary("-", Name("a"), Name("b")), Name("b"))
        )
        assert show(parse('"a" - b = b', both), both) == '"a" - "b" = "b"'

    def test_a_name_never_ends_inside_a_latin_word(self) -> None:
        with pytest.raises(AuditError, match="not defined: births"):
            parse("births = 1", Vocabulary(["birth"]))
        assert parse("出生人口=1", Vocabulary(["出生", "人口", "出生人口"]))

    def test_blanks_fold(self) -> None:
        assert parse("policy \t births = a", KNOWN) == parse("policy births = a", KNOWN)

    def test_a_function_word_before_a_bracket_is_the_function(self) -> None:
        assert parse("sum(a, b) = sum", KNOWN) == Compare(
            ("=",), (Call("sum", (Name("a"), Name("b"))), Name("sum"))
        )

    def test_keywords_inside_names(self) -> None:
        assert parse("and so on = a and b = c", KNOWN)

    def test_quotes_force_a_name(self) -> None:
        for quoted in ('"increase"', "「increase」", "`increase`", "“increase”"):
            assert parse(f"{quoted} = a", KNOWN) == parse("increase = a", KNOWN)

    def test_free_names_run_to_the_next_operator(self) -> None:
        free = Vocabulary(free=True)
        tree = parse("policy births + out-of-policy births = total births", free)
        assert tree == parse("policy births + out-of-policy births = total births", KNOWN)
        assert parse("x-y <= 2", free) == parse("x - y <= 2", free)


def test_full_width_signs_and_units() -> None:
    assert parse("a ＋ b ＝ （c）", KNOWN) == parse("a + b = c", KNOWN)
    assert parse("a × b ÷ c ≤ 12％", KNOWN) == parse("a * b / c <= 12%", KNOWN)
    assert parse("a = 1.2万元", KNOWN) == parse("a = 12000元", KNOWN)
    assert parse("a - b <= 50 pp", KNOWN) == parse("a - b <= 50百分点", KNOWN)


def test_precedence() -> None:
    tree = parse("-a ^ 2 * b + c = a", KNOWN)
    assert str(tree) == "-a ^ 2 * b + c = a"
    assert isinstance(tree, Compare)
    assert tree.operands[0] == Binary(
        "+", Binary("*", Negative(Binary("^", Name("a"), Number(2))), Name("b")), Name("c")
    )
    logic = parse("not a = b and b = c or c = a", KNOWN)
    assert isinstance(logic, Logic)
    assert logic.operator == "or"
