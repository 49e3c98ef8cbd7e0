"""Error localization: published examples as published, and every answer against brute force."""

from __future__ import annotations

import random
from fractions import Fraction as F
from itertools import combinations

import pytest

from audit.exact.grammar import Vocabulary, parse
from audit.exact.interval import ALL, Interval, point
from audit.exact.linear import Row, feasible, rows
from audit.localize import Opaque, Purse, System, Variable, localize

FREE = Vocabulary(free=True)


def rounded(value, step="1"):
    half = F(step) / 2
    return Interval(F(value) - half, F(value) + half)


def system(checks, values, weights=None, fixed=(), **more):
    """A system of points (or given intervals; None: not printed) from sentences."""
    variables = []
    for name, value in values.items():
        box = ALL if value is None else value if isinstance(value, Interval) else point(F(value))
        printed = None if value is None or isinstance(value, Interval) else F(value)
        weight = F((weights or {}).get(name, 1))
        variables.append(Variable(name, box, weight, name in fixed, printed, **more))
    claims = {}
    for check in checks:
        said = rows(parse(check, FREE))
        assert said is not None
        claims[check] = said
    return System(variables, claims)


def found(*arguments, **more):
    result = localize(system(*arguments, **more))
    assert result.proven
    return sorted(sorted(s) for s in result.sets())


def brute_force(whole):
    """All least-weight sets by trying every set (all groups free at once), and nothing clever."""
    used = {n for said in whole.rows.values() for r in said for n in r.coefficients}
    units = {}
    for v in whole.variables:
        if not v.fixed and v.interval != ALL and v.id in used:
            units.setdefault(v.group or v.id, []).append(v)
    weight = {k: max(v.weight for v in u) for k, u in units.items()}
    every = [r for said in whole.rows.values() for r in said]
    sets = [c for n in range(len(units) + 1) for c in combinations(units, n)]
    best, out = None, []
    for chosen in sorted(sets, key=lambda c: sum(weight[k] for k in c)):
        cost = sum((weight[k] for k in chosen), F(0))
        if best is not None and cost > best:
            break
        free = {v.id for k in chosen for v in units[k]}
        boxes = {
            v.id: (Interval(F(0), None) if v.nonnegative else ALL) if v.id in free or v.interval == ALL else v.interval
            for v in whole.variables
        }
        if feasible(every, boxes) is not None:
            best = cost
            out.append(sorted(free))
    return sorted(out)


# ---------------------------------------------------------------- published

PROFIT = ["p + c = t", "c - 0.6 * t >= 0"]
RECORD = {"p": 755, "c": 125, "t": 200}
SCHOLTUS = ["x1 + x2 = x3", "x2 = x4", "x5 + x6 + x7 = x8", "x3 + x8 = x9", "x9 - x10 = x11"]
NAMES = [f"x{k}" for k in range(1, 12)]


def scholtus(*values):
    return dict(zip(NAMES, values, strict=True))


PUBLISHED = [
    # editrules, errorLocalizer
    (PROFIT[:1], RECORD, None, [["c"], ["p"], ["t"]]),
    (PROFIT[:1], RECORD, {"t": 2}, [["c"], ["p"]]),
    (PROFIT, RECORD, None, [["p"]]),
    (["p + c1 + c2 = t", "c1 - 0.3 * t >= 0", "p > 0", "c1 > 0", "c2 > 0", "t > 0"],
     {"p": 755, "c1": 50, "c2": None, "t": 200}, None, None),
    (["x + y = z"], {"x": 1, "y": 1, "z": 2}, None, [[]]),
    (["x + y + z = w", "x > 0"], {"x": -1, "y": 1, "z": 0, "w": 0}, None, [["w", "x"], ["x", "y"], ["x", "z"]]),
    # editrules, localizeErrors
    (["x + y = z", "x > 0", "y > 0", "z > 0"], {"x": 1, "y": -1, "z": 2}, None, [["y"]]),
    (["x + y = z", "x > 0", "y > 0", "z > 0"], {"x": -1, "y": 1, "z": 0}, None, [["x", "z"]]),
    (["x + y = z", "x > 0", "y > 0", "z > 0"], {"x": 1, "y": 1, "z": 2}, None, [[]]),
    (["x + y = z", "x < 1"], {"x": 2, "y": 1, "z": 1}, None, [["x"]]),
    (["x + y = z", "x < 1"], {"x": 1, "y": 1, "z": 1}, {"y": 2, "z": 2}, [["x"]]),
    (["x + y = z"], {"x": 1, "y": 1, "z": 1}, {"x": 2, "z": 2}, [["y"]]),
    (["x > 1"], {"x": 1}, None, [["x"]]),
    (["z = 100"], {"z": 100}, None, [[]]),
    # editrules, records of range 1 to 1e9 (an unstable case for float solvers)
    (["x1 + x2 = x3", "x4 + x5 + x6 = x7", "x7 + x3 + x8 = x9"],
     {f"x{k}": 10**k for k in range(1, 10)}, None, None),
    # editrules, consistency with branch and bound: six decimals, negative values
    (["x1 + x2 = x3", "x3 + x4 = x5", "x3 + x5 = x7", *(f"0 <= x{k}" for k in range(1, 8))],
     {"x1": "-0.556503362667066", "x2": "-0.0839342133749159", "x3": "0.775427129507229",
      "x4": "-1.94883105542653", "x5": "1.11931659004076", "x6": "-1.453437500466",
      "x7": "0.47278745357947"}, None, None),
    # errorlocate
    ([*PROFIT, "c >= 0", "p >= 0"], RECORD, None, [["p"]]),
    (["p = t - c", "c >= 0.6 * t", "t >= 0"], {"p": 10**10, "c": 200, "t": 300}, None, [["p"]]),
    (["x + y = z", "x >= 0", "y >= 0"], {"x": 10, "y": None, "z": 5}, None, [["x"], ["z"]]),
    (["60 = y", "5 = a", "5 = b", "5 = c", "25 = d", "20 = e", "y = a + b + c + d + e"],
     {"y": 60, "a": 5, "b": 5, "c": 5, "d": 45, "e": 0}, None, [["d", "e"]]),
    (["x = 0"], {"x": 1}, None, [["x"]]),
    # deducorrect, the examples of Scholtus (2009)
    (SCHOLTUS, scholtus(1452, 116, 1568, 116, 323, 76, 12, 411, 1979, 1842, 137), None, [[]]),
    (SCHOLTUS, scholtus(1452, 116, 1568, 161, 323, 76, 12, 411, 1979, 1842, 137), None, [["x4"]]),
    (SCHOLTUS, scholtus(1452, 116, 1568, 161, 323, 76, 12, 411, 19979, 1842, 137), None, [["x4", "x9"]]),
    (SCHOLTUS, scholtus(1452, 116, 1568, 161, 0, 0, 0, 411, 19979, 1842, 137), None, None),
    (SCHOLTUS, scholtus(1452, 116, 1568, 161, 323, 76, 12, 0, 19979, 1842, 137), None, [["x4", "x8", "x9"]]),
]  # fmt: skip


@pytest.mark.parametrize(("checks", "values", "weights", "expected"), PUBLISHED)
def test_published(checks, values, weights, expected):
    answer = found(checks, values, weights)
    assert answer == brute_force(system(checks, values, weights))
    if expected is not None:
        assert answer == expected


def test_infinite_weights():
    checks = ["p + c = t", "c >= 0.6 * t", "c >= 0", "t >= 0"]
    values = {"p": 30, "c": 70, "t": 80}
    assert found(checks, values, fixed=("p", "t")) == [["c"]]
    assert found(checks, values, fixed=("p", "c")) == [["t"]]
    assert found(["x + y = z", "x >= 0", "y >= 0"], {"x": 6, "y": 6, "z": 5}, fixed=("z",)) == [["x", "y"]]


def test_mending_values_of_typing_errors():
    values = scholtus(1452, 116, 1568, 161, 323, 76, 12, 411, 19979, 1842, 137)
    causes = localize(system(SCHOLTUS, values)).causes
    mended = {n: i for cause in causes for cure in cause.cures for n, i in cure.mending.items()}
    assert mended == {"x4": point(F(116)), "x9": point(F(1979))}
    assert [c.claims for c in causes] == [("x2 = x4",), ("x3 + x8 = x9", "x9 - x10 = x11")]


IMPUTED = [
    ({"x1": 145, "x3": 155, "x8": 86, "x10": 217},
     {"x2": 10, "x4": 10, "x9": 241, "x11": 24}),
    ({"x1": 145, "x3": 155, "x5": 86, "x8": 86, "x10": 217},
     {"x2": 10, "x4": 10, "x9": 241, "x11": 24, "x6": 0, "x7": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("known", "implied"), IMPUTED)
def test_implied_values_as_in_de_waal(known, implied):
    checks = [*SCHOLTUS, "x6 >= 0", "x7 >= 0"]
    result = localize(system(checks, {n: known.get(n) for n in NAMES}))
    assert result.causes == () and result.implied == {n: F(v) for n, v in implied.items()}


# ---------------------------------------------------------------- our own

TREE = ["a + b = s", "c + d = t", "s + t = u"]
GOOD = {"a": 1, "b": 2, "s": 3, "c": 4, "d": 5, "t": 9, "u": 12}
OWN = [
    (TREE, GOOD | {"a": 7}, None, ()),
    (TREE, GOOD | {"s": 8}, None, ()),
    (TREE, GOOD | {"u": 99}, None, ()),
    (TREE, GOOD | {"a": 7, "c": 40}, None, ()),
    (TREE, GOOD | {"s": 8, "t": 1}, None, ()),
    (TREE, GOOD | {"s": 8}, {"s": 5}, ()),
    (TREE, GOOD | {"s": 8}, None, ("s",)),
    (TREE, GOOD | {"s": 8}, None, ("a", "b", "u")),
    (TREE, GOOD | {"a": 7}, {"a": 3, "b": F(1, 2)}, ()),
    (TREE, GOOD | {"a": None, "s": 8}, None, ()),
    (TREE, GOOD | {"a": None, "b": None, "s": 8}, None, ()),
    (TREE, {n: rounded(v) for n, v in GOOD.items()} | {"s": rounded(5)}, None, ()),
    (TREE, {n: rounded(v) for n, v in GOOD.items()} | {"u": rounded(20)}, None, ()),
    (["a = b", "b = c", "c = d"], {"a": 1, "b": 2, "c": 1, "d": 2}, None, ()),
    (["a = b", "b = c", "a = c"], {"a": 1, "b": 1, "c": 2}, None, ()),
    (["a = b", "c = d"], {"a": 1, "b": 2, "c": 3, "d": 4}, {"a": 2}, ()),
    (["a < b", "b < c", "c < a + 2"], {"a": 0, "b": 5, "c": 1}, None, ()),
    (["a <= b <= c"], {"a": 3, "b": 2, "c": 1}, None, ()),
    (["a != b", "b != c"], {"a": 1, "b": 1, "c": 1}, None, ()),
    (["a != b", "a = b + c"], {"a": 1, "b": 1, "c": 0}, None, ()),
    (["x = 10^13 + 0.01", "x = y + z"], {"x": "10000000000000.01", "y": 10**13, "z": "0.02"}, None, ()),
    (["y + z = x"], {"x": 10**13, "y": Interval(F(10**13), F(10**13), True, True), "z": "0.01"}, None, ()),
    (["2 * a + 3 * b = c", "a - b = d"], {"a": 2, "b": 3, "c": 13, "d": 1}, None, ()),
    (["a / b = 50%", "a + b = c"], {"a": 5, "b": 10, "c": 16}, None, ()),
    (["a / b = 50%", "a + b = c"], {"a": 6, "b": 10, "c": 15}, None, ()),
    (["mean(a, b, c) = m"], {"a": 1, "b": 2, "c": 4, "m": rounded("2.3", "0.1")}, None, ()),
    (["mean(a, b, c) = m"], {"a": 1, "b": 2, "c": 4, "m": rounded("2.2", "0.1")}, None, ()),
    (["a + b = c"], {"a": Interval(F(1), F(2), True, False), "b": 0, "c": 2}, None, ()),
    (["a + b = c"], {"a": Interval(F(1), F(2)), "b": 0, "c": 2}, None, ()),
    (["a > 5"], {"a": Interval(F(5), None, False)}, None, ()),
    (["a > 5"], {"a": Interval(None, F(5))}, None, ()),
    (["a + b + c + d = e", "a + b = f", "c + d = g"], {"a": 1, "b": 1, "c": 1, "d": 1, "e": 5, "f": 3, "g": 2}, None, ()),
]  # fmt: skip


@pytest.mark.parametrize(("checks", "values", "weights", "fixed"), OWN)
def test_own(checks, values, weights, fixed):
    assert found(checks, values, weights, fixed) == brute_force(system(checks, values, weights, fixed))


def random_system(seed):
    r = random.Random(seed)
    scales = [F(1), F(1, 100), F(10) ** 10, F(1000)] if seed % 3 == 0 else [F(1)]
    truth = {f"v{k}": r.randint(0, 50) * r.choice(scales) for k in range(r.randint(2, 8))}
    claims = {}
    for k in range(r.randint(1, 6)):
        chosen = r.sample(sorted(truth), r.randint(1, min(4, len(truth))))
        form = {n: r.choice([1, 1, 1, -1, 2, -3]) / F(r.choice([1, 1, 1, 7])) for n in chosen}
        total = sum(c * truth[n] for n, c in form.items())
        relation = r.choice(["=", "=", "=", "<=", ">=", "<", ">", "!="])
        slack = {"<": 1, "!=": 1, ">": -1}.get(relation, 0)
        claims[f"c{k}"] = [Row(form, relation, total + slack)]
    variables = []
    for name, value in truth.items():
        if r.random() < 0.35:
            value += r.choice([-20, -3, 1, 5, 100, F(1, 2)])  # noqa: PLW2901
        box = point(value) if r.random() < 0.5 else Interval(value - 1, value + 1, r.random() < 0.7, r.random() < 0.7)
        free = r.random() < 0.1
        variables.append(
            Variable(
                name, ALL if free else box, F(r.choice([1, 1, 1, 2, 3])), r.random() < 0.12,
                None if free else value, nonnegative=value > 1 and r.random() < 0.4,
                group="g" if r.random() < 0.1 else None,
            )
        )  # fmt: skip
    return System(variables, claims)


@pytest.mark.parametrize("seed", range(150))
def test_random_systems(seed):
    whole = random_system(seed)
    result, expected = localize(whole), brute_force(whole)
    assert result.proven
    if not expected:
        assert result.contradictions
        return
    assert not result.contradictions
    assert sorted(sorted(s) for s in result.sets()) == expected


# ---------------------------------------------------------------- what else is said


def test_separate_causes_are_separate():
    result = localize(system(["a + b = c", "d + e = f", "c < 100", "f < 100"], {"a": 1, "b": 2, "c": 4, "d": 1, "e": 1, "f": 3}))
    assert [[c.variables for c in cause.cures] for cause in result.causes] == [
        [("a",), ("b",), ("c",)], [("d",), ("e",), ("f",)],
    ]  # fmt: skip
    assert [cause.claims for cause in result.causes] == [("a + b = c",), ("d + e = f",)]


def test_causes_in_one_table_are_separate():
    checks = ["a + b = s", "c + d = t", "s + t = u"]
    result = localize(system(checks, GOOD | {"a": 7, "c": 40}))
    assert [[c.variables for c in cause.cures] for cause in result.causes] == [[("a",), ("b",)], [("c",), ("d",)]]


def test_mending_interval_is_the_projection():
    values = {"a": rounded(10), "b": rounded(20), "c": rounded(40)}
    causes = localize(system(["a + b = c", "c <= 35"], values)).causes
    assert [c.mending for c in causes[0].cures] == [{"c": Interval(F(29), F(31))}]


def test_several_suspects_have_joint_intervals():
    result = localize(system(["x + y = z", "x >= 0", "y >= 0"], {"x": 6, "y": 6, "z": 5}, fixed=("z",)))
    # each is too large on its own, so they are two causes
    assert [c.cures[0].mending for c in result.causes] == [{"x": Interval(F(0), F(5))}, {"y": Interval(F(0), F(5))}]


def test_counts_are_whole_and_not_negative():
    assert found(["2 * a = b", "b = c"], {"a": 3, "b": 7, "c": 7}, whole=True) == [["b", "c"]]
    assert found(["2 * a = b", "b = c"], {"a": 3, "b": 7, "c": 7}) == [["a"]]
    assert found(["a + b = c"], {"a": 5, "b": 9, "c": 6}, nonnegative=True) == [["b"], ["c"]]


def test_whole_mending_interval():
    whole = System(
        [Variable("a", point(F(9)), printed=F(9), whole=True), Variable("b", rounded(7), printed=F(7))],
        {"c": [Row({"a": F(2), "b": F(-1)}, "=", F(0))]},
    )
    mending = {n: i for cure in localize(whole).causes[0].cures for n, i in cure.mending.items()}
    assert mending["b"] == point(F(18)) and "a" not in mending


def test_restated_figures_count_as_one():
    variables = [Variable(n, point(F(v)), printed=F(v), group=g) for n, v, g in
                 [("a", 3, None), ("b", 4, None), ("t1", 8, "t"), ("t2", 8, "t")]]  # fmt: skip
    claims = {k: rows(parse(k, FREE)) for k in ("a + b = t1", "t1 = t2")}
    assert [sorted(s) for s in localize(System(variables, claims)).sets()] == [["a"], ["b"], ["t1", "t2"]]


def test_contradictory_rules():
    result = localize(system(["a = b + 1", "b = c + 1", "c = a", "d = 2"], {"a": 1, "b": 1, "c": 1, "d": 1}))
    assert result.contradictions == (("a = b + 1", "b = c + 1", "c = a"),)
    assert [[c.variables for c in cause.cures] for cause in result.causes] == [[("d",)]]


def test_nothing_printed_can_mend_fixed_figures():
    result = localize(system(["a + x = 5", "b + x = 5"], {"a": 1, "b": 2, "x": None}, fixed=("a", "b")))
    assert result.contradictions == (("a + x = 5", "b + x = 5"),)


def test_joint_clash_names_its_claims():
    # no claim fails alone: x is not printed
    result = localize(system(["a + x = 5", "b + x = 5"], {"a": 1, "b": 2, "x": None}))
    assert [c.claims for c in result.causes] == [("a + x = 5", "b + x = 5")]


def test_no_implied_value_where_a_range_is_left():
    result = localize(system(["x <= 5", "x >= 1", "y = a"], {"a": rounded(3), "x": None, "y": None}))
    assert result.implied == {}


def ratio(id, top, bottom, rate):
    """top / bottom = rate, as a claim that is not linear."""

    def check(boxes):
        try:
            share = boxes[top] / boxes[bottom]
        except ZeroDivisionError:
            return True
        return not share.intersect(boxes[rate]).is_empty

    def solve(name, boxes):
        try:
            if name == rate:
                return [boxes[top] / boxes[bottom]]
            return [boxes[rate] * boxes[bottom] if name == top else boxes[top] / boxes[rate]]
        except ZeroDivisionError:
            return None

    return Opaque(id, (top, bottom, rate), check, solve)


def test_opaque_claims_take_part():
    rate = rounded("0.25", "0.01")
    variables = [Variable("a", point(F(25))), Variable("b", point(F(100))), Variable("c", point(F(75))), Variable("r", rate)]
    balance = {"a + c = b": rows(parse("a + c = b", FREE))}
    share = ratio("share", "a", "b", "r")
    assert localize(System(variables, balance, [share])).causes == ()
    wrong = [Variable("a", point(F(52))), *variables[1:]]
    cause = localize(System(wrong, balance, [share])).causes[0]
    assert [c.mending for c in cause.cures] == [{"a": point(F(25))}]
    assert cause.claims == ("a + c = b", "share")


def test_opaque_claim_alone():
    variables = [Variable("a", point(F(30))), Variable("b", point(F(100))), Variable("r", rounded("0.25", "0.01"))]
    cures = localize(System(variables, {}, [ratio("share", "a", "b", "r")])).causes[0].cures
    assert {n: i for c in cures for n, i in c.mending.items()} == {
        "a": Interval(F("24.5"), F("25.5")),
        "b": Interval(F(30) / F("0.255"), F(30) / F("0.245")),
        "r": point(F("0.3")),
    }


def test_spent_effort_is_said():
    whole = system([f"a{i} + a{j} = b{i}" for i in range(9) for j in range(i)],
                   {f"{c}{k}": k for c in "ab" for k in range(9)})  # fmt: skip
    result = localize(whole, Purse(50))
    assert not result.proven
    assert localize(whole).proven


def test_deterministic():
    whole = random_system(5)
    assert localize(whole) == localize(whole)
