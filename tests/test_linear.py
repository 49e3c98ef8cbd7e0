"""Linear forms off the tree, and exact answers about systems of them."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction as F
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.exact.grammar import Vocabulary, parse, parse_value
from audit.exact.interval import Interval, point
from audit.exact.linear import Row, cases, collect, feasible, irreducible, range_of, rows
from audit.exact.problem import Problem
from audit.exact.simplex import Budget, OutOfBudgetError

FREE = Vocabulary(free=True)


def row(coefficients, relation, bound):
    return Row({n: F(c) for n, c in coefficients.items()}, relation, F(bound))


def holds(r, at):
    total = sum(c * at[n] for n, c in r.coefficients.items())
    return {
        "=": total == r.bound, "!=": total != r.bound, "<": total < r.bound,
        "<=": total <= r.bound, ">": total > r.bound, ">=": total >= r.bound,
    }[r.relation]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "names", "constant"),
    [
        ("a + b - c", {"a": 1, "b": 1, "c": -1}, 0),
        ("a - a + 3", {}, 3),
        ("-(a - 2) * 3", {"a": -3}, 6),
        ("(a + b) / 4", {"a": F(1, 4), "b": F(1, 4)}, 0),
        ("a % + 12%", {"a": F(1, 100)}, F(12, 100)),
        ("a ‰ + 3‰", {"a": F(1, 1000)}, F(3, 1000)),
        ("50 pp", {}, F(1, 2)),
        ("25 bp", {}, F(1, 400)),
        ("1.2万", {}, 12000),
        ("sum(a, b, 2)", {"a": 1, "b": 1}, 2),
        ("mean(a, b)", {"a": F(1, 2), "b": F(1, 2)}, 0),
        ("count(a, b, c) * a", {"a": 3}, 0),
        ("share(a, 4)", {"a": F(1, 4)}, 0),
        ("growth(a, 50)", {"a": F(1, 50)}, -1),
        ("2 ^ 10 * a", {"a": 1024}, 0),
        ("max(1, 2) * a + abs(-3)", {"a": 2}, 3),
    ],
)
def test_collect(text, names, constant):
    assert collect(parse_value(text, FREE)) == ({n: F(c) for n, c in names.items()}, F(constant))


@pytest.mark.parametrize("text", ["a * b", "a / b", "1 / a", "a ^ 2", "max(a, 1)", "abs(a)", "1 / 0"])
def test_not_linear(text):
    assert collect(parse_value(text, FREE)) is None


def test_rows_of_chain_and_conjunction():
    assert rows(parse("0 <= a < b and a + b = 10", FREE)) == [
        row({"a": -1}, "<=", 0), row({"a": 1, "b": -1}, "<", 0), row({"a": 1, "b": 1}, "=", 10),
    ]  # fmt: skip


def test_quotient_equal_to_a_constant_is_linear():
    assert rows(parse("a / b = 60%", FREE)) == [
        row({"a": 1, "b": F(-3, 5)}, "=", 0), row({"b": 1}, "!=", 0),
    ]  # fmt: skip
    assert rows(parse("growth(new, old) = 25%", FREE))[0] == row({"new": 1, "old": F(-5, 4)}, "=", 0)


def test_quotient_below_a_constant_is_two_cases():
    assert rows(parse("a / b < 2", FREE)) is None
    assert cases(parse("a / b < 2", FREE)) == [
        [row({"a": 1, "b": -2}, "<", 0), row({"b": 1}, ">", 0)],
        [row({"a": 1, "b": -2}, ">", 0), row({"b": 1}, "<", 0)],
    ]


def test_quotient_of_two_unknowns_is_not_linear():
    assert rows(parse("a / b = c", FREE)) is None


def test_strictness():
    system = [row({"x": 1, "y": 1}, "=", 10), row({"x": 1}, ">", 3)]
    assert feasible([*system, row({"y": 1}, ">=", 7)]) is None
    assert feasible([*system, row({"y": 1}, ">", 6)]) is not None


def test_range_has_open_and_closed_ends():
    system = [row({"x": 1, "y": 1}, "<=", 10), row({"x": 1}, ">=", 1), row({"y": 1}, ">", 6)]
    assert range_of({"x": F(1)}, system) == Interval(F(1), F(4), True, False)
    assert range_of({"z": F(2)}, system, {"z": Interval(F(1), F(2), False, True)}) == Interval(F(2), F(4), False, True)
    assert range_of({"x": F(1), "y": F(1)}, system) == Interval(F(7), F(10), False, True)
    assert range_of({"z": F(1)}, system) == Interval(None, None)
    assert range_of({"x": F(1)}, [*system, row({"x": 1}, ">", 5)]) is None


def test_a_value_that_is_taken_out_opens_the_end():
    system = [row({"x": 1}, ">=", 0), row({"x": 1}, "<=", 1), row({"x": 1}, "!=", 1)]
    assert range_of({"x": F(1)}, system) == Interval(F(0), F(1), True, False)


def test_unequal_in_every_direction():
    system = [row({"x": 1, "y": 1}, "=", 0), *(row({"x": 1}, "!=", k) for k in range(5))]
    system += [row({"x": 1, "y": -1}, "!=", k) for k in range(-3, 4)]
    found = feasible(system)
    assert found is not None and all(holds(r, found) for r in system)
    assert feasible([row({"x": 1}, "=", 2), row({"x": 2}, "!=", 4)]) is None


def test_values_from_cents_to_trillions_stay_exact():
    big = F(10) ** 13
    system = [row({"a": 1, "b": 1}, "=", big), row({"b": 1}, "=", F(1, 100))]
    assert feasible(system)["a"] == big - F(1, 100)
    assert feasible(system, {"a": point(big)}) is None
    assert feasible(system, {"a": Interval(big - F(1, 100), big, False, True)}) is None


def test_infinitesimals_survive_large_coefficients():
    chain = [row({f"x{k}": 1, f"x{k + 1}": -(10**12)}, ">", 0) for k in range(12)]
    found = feasible([*chain, row({"x12": 1}, ">", 0), row({"x0": 1}, "<", 1)])
    assert found is not None and all(holds(r, found) for r in chain)
    assert feasible([*chain, row({"x12": 1}, ">=", 1), row({"x0": 1}, "<", 1)]) is None


def test_irreducible_sets():
    system = [row({"x": 1}, ">", 1), row({"x": 1}, "<", 0), row({"x": 1}, ">", 2), row({"y": 1}, ">", 0)]
    assert irreducible(system) == ([(0, 1), (1, 2)], True)
    assert irreducible(system, {"x": point(F(1))}) == ([(0,), (1,), (2,)], True)


def test_a_spent_budget_is_an_error_not_an_answer():
    system = [row({f"x{i}": 1, f"x{j}": -1}, "<=", -1) for i, j in product(range(8), repeat=2) if i < j]
    with pytest.raises(OutOfBudgetError):
        Problem(system, budget=Budget(10)).load(range(len(system)))


RELATIONS = ["=", "=", "<=", "<", ">=", ">", "!="]
ROWS = st.lists(
    st.builds(
        lambda c, r, b: Row({n: F(v) for n, v in zip("xyz", c, strict=True) if v}, r, F(b)),
        st.tuples(*[st.integers(-3, 3)] * 3), st.sampled_from(RELATIONS), st.integers(-6, 6),
    ),
    min_size=1, max_size=7,
)  # fmt: skip


def by_elimination(system):
    """Feasibility by Fourier and Motzkin, `!=` by splitting: slow, and quite another way."""
    apart = next((r for r in system if r.relation == "!="), None)
    if apart is not None:
        rest = [r for r in system if r is not apart]
        return any(
            by_elimination([*rest, Row(apart.coefficients, side, apart.bound)]) for side in "<>"
        )
    below = []  # (coefficients, bound, strict): sum <= bound
    for r in system:
        turned = {n: -c for n, c in r.coefficients.items()}
        if r.relation in ("<", "<=", "="):
            below.append((dict(r.coefficients), r.bound, r.relation == "<"))
        if r.relation in (">", ">=", "="):
            below.append((turned, -r.bound, r.relation == ">"))
    for name in "xyz":
        up = [t for t in below if t[0].get(name, 0) > 0]
        down = [t for t in below if t[0].get(name, 0) < 0]
        below = [t for t in below if not t[0].get(name, 0)]
        for (a, p, s), (b, q, u) in product(up, down):
            f, g = -b[name], a[name]
            mixed = {n: f * a.get(n, 0) + g * b.get(n, 0) for n in {*a, *b} - {name}}
            below.append(({n: c for n, c in mixed.items() if c}, f * p + g * q, s or u))
        below = list({(tuple(sorted(c.items())), b, s): (c, b, s) for c, b, s in below}.values())
    return all(b > 0 or (b == 0 and not strict) for _, b, strict in below)


@settings(max_examples=300, deadline=None)
@given(ROWS)
def test_feasible_agrees_with_elimination(system):
    found = feasible(system)
    assert (found is not None) == by_elimination(system)
    if found is not None:
        at = {n: F(0) for n in "xyz"} | found
        assert all(holds(r, at) for r in system)


@settings(max_examples=150, deadline=None)
@given(ROWS, st.tuples(*[st.integers(-2, 2)] * 3))
def test_range_is_tight(system, weights):
    objective = {n: F(w) for n, w in zip("xyz", weights, strict=True) if w}
    found = range_of(objective, system)
    assert (found is None) == (not by_elimination(system))
    if found is None or not objective:
        return
    for end, closed, beyond in ((found.low, found.low_closed, "<"), (found.high, found.high_closed, ">")):
        far = F(10**6) if end is None else None
        if far is not None:
            assert feasible([*system, Row(objective, beyond, -far if beyond == "<" else far)]) is not None
            continue
        assert not by_elimination([*system, Row(objective, beyond, end)])
        assert by_elimination([*system, Row(objective, "=", end)]) == closed
        near = F(1, 10**6) if beyond == "<" else F(-1, 10**6)
        back = "<=" if beyond == "<" else ">="
        assert by_elimination([*system, Row(objective, back, end + near)])


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_irreducible_agrees_with_all_subsets(system):
    bad = []
    for size in range(len(system) + 1):
        for chosen in combinations(range(len(system)), size):
            if not any(set(b) <= set(chosen) for b in bad) and not by_elimination([system[k] for k in chosen]):
                bad.append(chosen)
    assert irreducible(system) == (sorted(bad, key=lambda b: (len(b), b)), True)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_solving_equations_ahead_changes_nothing(system):
    equations = [i for i, r in enumerate(system) if r.relation == "="]
    ahead = Problem(system, permanent=equations)
    clash = ahead.impossible or ahead.load(range(len(system))).clash is not None
    assert clash == (feasible(system) is None)


def test_import_is_light():
    code = "import sys, audit.exact.linear; print('sympy' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
