"""Rule sets without figures: published examples as published, and brute force over subsets."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import AuditError
from audit.lint import lint_rules


def named(**checks):
    return [{"id": id, "check": check} for id, check in checks.items()]


# R validatetools: the examples and tests of its functions
INFEASIBLE = [
    (["x > 0"], False),
    (["x > 0", "x < 0"], True),
    (["x > 1", "x < 0"], True),
    (["x = 0", "x = 1"], True),
    (["if x > 1 then y < 0", "x > 2", "y > 1"], True),
    (["0 == 1"], True),
    (["1 == 1"], False),
]


@pytest.mark.parametrize(("rules", "expected"), INFEASIBLE)
def test_infeasible(rules, expected):
    assert lint_rules(rules)["infeasible"] is expected


def test_all_smallest_conflicts():
    result = lint_rules(named(r1="x > 1", r2="x < 0", r3="x > 2", r4="y > 0"))
    assert result["contradictory"] == [["r1", "r2"], ["r2", "r3"]]
    assert result["drop"] == [["r2"]]


def test_weights_decide_what_to_drop():
    rules = named(r1="x > 1", r2="x < 0", r3="x > 2")
    assert lint_rules([rules[0], rules[1] | {"weight": "10"}, rules[2]])["drop"] == [["r1", "r3"]]
    assert lint_rules([rules[0], rules[1] | {"weight": "fixed"}, rules[2]])["drop"] == [["r1", "r3"]]
    assert lint_rules([rules[0], rules[1] | {"weight": 2}, rules[2]])["drop"] == [["r2"], ["r1", "r3"]]
    assert lint_rules([r | {"weight": "fixed"} for r in rules])["drop"] == []


def test_either_equation_may_go():
    result = lint_rules(named(r1="x = 0", r2="x = 1"))
    assert result["drop"] == [["r1"], ["r2"]]


def test_a_conflict_through_a_condition():
    result = lint_rules(named(r1="if x > 1 then y < 0", r2="x > 2", r3="y > 1"))
    assert result["contradictory"] == [["r1", "r2", "r3"]]
    assert result["drop"] == [["r1"], ["r2"], ["r3"]]


def test_redundant():
    result = lint_rules(named(rule1="x > 1", rule2="x > 2"))
    assert (result["redundant"], result["keep"]) == (["rule1"], ["rule2"])
    assert result["implied_by"] == {"rule1": [["rule2"]]}


def test_twins_are_both_redundant_and_the_older_stays():
    result = lint_rules(["x > 2", "x  >  2"])
    assert result["redundant"] == ["x > 2", "x > 2#2"]
    assert result["keep"] == ["x > 2"]
    assert result["implied_by"] == {"x > 2": [["x > 2#2"]], "x > 2#2": [["x > 2"]]}


def test_redundant_through_an_equation():
    rules = named(r1="profit = turnover - cost", r2="turnover > 0", r3="cost > 0", r4="cost >= 0.6 * turnover")
    result = lint_rules(rules)
    assert (result["redundant"], result["keep"]) == (["r3"], ["r1", "r2", "r4"])
    assert result["implied_by"] == {"r3": [["r2", "r4"]]}


def test_not_redundant():
    result = lint_rules(named(r1="x > 1", r2="y > 2"))
    assert (result["redundant"], result["implied_by"]) == ([], {})


def test_every_smallest_implying_set():
    result = lint_rules(named(r1="a < c", r2="a < b", r3="b < c", r4="a < d", r5="d < c"))
    assert result["implied_by"]["r1"] == [["r2", "r3"], ["r4", "r5"]]


def test_bounds():
    bounds = lint_rules(["x >= 1", "x + y <= 10", "y >= 6"])["bounds"]
    assert bounds == {"x": ["1", "4"], "y": ["6", "9"]}
    assert lint_rules(["x >= 1"])["bounds"] == {"x": ["1", None]}
    assert lint_rules(["3 * x < 1"])["bounds"] == {"x": [None, "1/3"]}


def test_bounds_over_cases():
    assert lint_rules(["x > 1 or x < 0", "x >= 0", "x <= 5"])["bounds"] == {"x": ["1", "5"]}
    assert lint_rules(["if x > 1 then y > 3", "y < 2"])["bounds"] == {"x": [None, "1"], "y": [None, "2"]}
    assert lint_rules(["not (x < 1 or x > 2)"])["bounds"] == {"x": ["1", "2"]}
    assert lint_rules(["abs(x - 10) <= 2"])["bounds"] == {"x": ["8", "12"]}
    assert lint_rules(["max(a, b) <= 3", "min(a, b) >= 1"])["bounds"] == {"a": ["1", "3"], "b": ["1", "3"]}
    assert lint_rules(["min(a, b) >= 1", "max(a, b) <= 3", "a - b >= 2"])["fixed"] == {"a": "3", "b": "1"}


def test_fixed():
    assert lint_rules(["x >= 0", "x <= 0"])["fixed"] == {"x": "0"}
    result = lint_rules(["x1 + x2 + x3 = 0", "x1 + x2 >= 0", "x3 >= 0"])
    assert result["fixed"] == {"x3": "0"}
    assert result["bounds"]["x1"] == [None, None]
    assert lint_rules(["x * 8 = 1"])["fixed"] == {"x": "0.125"}


def test_conditions_that_simplify():
    # the bounds and what is implied show the simplifications that validatetools makes
    assert lint_rules(named(r1="if x > 1 then y > 3", r2="y < 2", r3="x <= 1"))["redundant"] == ["r1", "r3"]
    assert lint_rules(named(r1="if x > 0 then y > 0", r2="if x < 1 then y > 1", r3="y > 0"))["redundant"] == ["r1", "r3"]


def test_unequal():
    assert lint_rules(["x != 1", "x >= 1", "x <= 1"])["infeasible"]
    assert lint_rules(named(r1="x != 1", r2="x > 1"))["redundant"] == ["r1"]
    assert lint_rules(["x != 1", "x >= 1"])["bounds"] == {"x": ["1", None]}


def test_constants():
    result = lint_rules(named(r1="0 == 1", r2="x > 0", r3="1 < 2"))
    assert result["contradictory"] == [["r1"]] and result["drop"] == [["r1"]]
    assert lint_rules(named(r1="1 < 2", r2="x > 0"))["implied_by"] == {"r1": [[]]}


def test_quotients():
    result = lint_rules(named(r1="x / y <= 1", r2="x > 5", r3="y > 0", r4="y > 5"))
    assert result["redundant"] == ["r3", "r4"]
    assert result["implied_by"]["r4"] == [["r1", "r2", "r3"]]
    assert lint_rules(["a / b = 60%", "b = 0"])["infeasible"]
    assert lint_rules(["growth(a, b) = 10%", "b = 50"])["fixed"] == {"a": "55", "b": "50"}


def test_not_linear_rules_are_left_out_and_said():
    result = lint_rules(named(r1="x > 1", r2="a * b = c", r3="x > 2", r4="a ≈ b"))
    assert result["nonlinear"] == ["r2", "r4"]
    assert result["redundant"] == ["r1"] and result["keep"] == ["r2", "r3", "r4"]
    assert result["bounds"]["a"] == [None, None]


def test_chinese_rules_with_units():
    result = lint_rules(["出生 + 死亡 = 合计", "出生 >= 0", "死亡 >= 0", "合计 <= 1.2万", "出生 <= 1.2万"])
    assert result["redundant"] == ["出生 <= 1.2万"]
    assert result["bounds"]["死亡"] == ["0", "12000"]


def test_many_conditions():
    rules = [f"if x{k} > 0 then x{k + 1} > 0" for k in range(12)]
    result = lint_rules([*rules, "x0 > 0", "x12 > 0"])
    assert result["redundant"] == ["if x11 > 0 then x12 > 0", "x12 > 0"]
    assert "complete" not in result


def test_mistakes():
    for wrong in ("x >", 3, {"id": "r"}, {"check": "x > 1", "weight": -1}, {"check": "x > 1", "weight": 0.5}):
        with pytest.raises(AuditError):
            lint_rules([wrong])
    with pytest.raises(AuditError):
        lint_rules(named(r="x > 1") * 2)


RULES = st.lists(
    st.sampled_from(
        ["x > 1", "x < 1", "x <= 1", "x >= 1", "x = 1", "x != 1", "y = x", "y > x", "y <= 0", "x + y = 2",
         "if x > 0 then y > 0", "x > 0 or y > 0", "not y = x", "x <= 3", "y - x >= 2", "2 * x <= 2", "1 = 2"]
    ),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(RULES)
def test_against_all_subsets(rules):
    result = lint_rules(rules)

    def impossible(chosen):
        return bool(chosen) and lint_rules(list(chosen))["infeasible"]

    subsets = [c for n in range(len(rules) + 1) for c in combinations(rules, n)]
    bad = [c for c in subsets if impossible(c)]
    smallest = [list(c) for c in bad if not any(set(b) < set(c) for b in bad)]
    assert result["contradictory"] == smallest
    cuts = [set(rules) - set(c) for c in subsets if not impossible(c)]
    if bad:
        least = min(map(len, cuts))
        assert sorted(map(sorted, result["drop"])) == sorted(sorted(c) for c in cuts if len(c) == least)
    for rule in rules:
        others = [r for r in rules if r != rule]
        implied = lint_rules([*others, f"not ({rule})" if not rule.startswith("if") else "x > 0 and y <= 0"])["infeasible"]
        assert (rule in result["redundant"]) == implied
    kept = list(rules)
    for rule in reversed(rules):
        rest = [r for r in kept if r != rule]
        if rule in lint_rules([*rest, rule])["redundant"]:
            kept = rest
    assert result["keep"] == kept
