"""Which figure is wrong: the cases of tests/cases/blame.md, published examples, and brute force."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules_cases import said

import audit
from audit import localize as search
from audit.exact.covering import greedy_cover, light_cover
from audit.exact.interval import point
from audit.exact.problem import Row
from audit.localize import Purse, System, Variable, localize
from audit.model import Report
from audit.pipeline import Options, check

CASES = Path(__file__).parent / "cases" / "blame.md"


def cases() -> Iterator[object]:
    for part in re.split(r"^## ", CASES.read_text("utf-8"), flags=re.M)[1:]:
        title, _, body = part.partition("\n")
        blocks = re.findall(r"^```(\w+)\n(.*?)^```", body, flags=re.M | re.S)
        assert [k for k, _ in blocks] == ["yaml", "expect"], title
        yield pytest.param(blocks[0][1], blocks[1][1], id=title.strip())


@pytest.mark.parametrize(("text", "expected"), list(cases()))
def test_case(text: str, expected: str) -> None:
    assert said(text) == expected.rstrip("\n").split("\n")


def accused(report: Report) -> list[list[str]]:
    """All least-weight sets of the whole report, by the figures' names."""
    names = {f.id: f.name or f.id for f in report.figures}
    sets: list[list[str]] = [[]]
    for finding in report.findings:
        if finding.severity == "error" and finding.suspects:
            sets = [[*a, *(names[i] for i in s)] for a, s in product(sets, finding.suspects)]
    return sorted(sorted(s) for s in sets)


def report_of(figures: dict[str, object], rules: list[str]) -> Report:
    return audit.check({"figures": figures, "rules": rules})


# ---------------------------------------------------------------- published


def weighted(value: int, weight: int = 1, fixed: bool = False) -> dict[str, str]:
    return {"value": str(value), "weight": str(weight), "fixed": str(fixed).lower()}


PUBLISHED = [
    # errorlocate, conditional rules and weights
    (["if married = 1 then age >= 17"], {"married": weighted(1), "age": weighted(16, 2)}, [["married"]]),
    (["if a = 0 then b = 0"], {"a": weighted(0, 2), "b": weighted(1)}, [["b"]]),
    (["if a = 1 then b = 1"], {"a": weighted(1, 2), "b": weighted(0)}, [["b"]]),
    # errorlocate, ratios
    (["x / y <= 1", "x > 5"], {"x": weighted(4), "y": weighted(10)}, [["x"]]),
    (["p + c = t", "c / t >= 0.6", "c >= 0", "t >= 0"],
     {"p": weighted(30, 1, True), "c": weighted(70), "t": weighted(80, 1, True)}, [["c"]]),
    (["p + c = t", "c / t >= 0.6", "c >= 0", "t >= 0"],
     {"p": weighted(30, 1, True), "c": weighted(70, 1, True), "t": weighted(80)}, [["t"]]),
    (["p = t - c", "c >= 0.6 * t", "t >= 0"], {"p": weighted(10**10), "c": weighted(200), "t": weighted(300)}, [["p"]]),
    # deducorrect, signs: z = x - y
    (["z = x - y"], {"x": weighted(3), "y": weighted(13), "z": weighted(-10)}, [[]]),
    # deducorrect, typing errors: two balances that only zeros satisfy
    (["x1 = x2", "9 * x1 = x2"], {"x1": weighted(10), "x2": weighted(99)}, [["x1", "x2"]]),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "figures", "expected"), PUBLISHED)
def test_published(rules: list[str], figures: dict[str, object], expected: list[list[str]]) -> None:
    assert accused(report_of(figures, rules)) == expected


@pytest.mark.parametrize(
    ("record", "figure", "cure", "slip"),
    [
        # deducorrect, correctSigns: a sign lost in each of x, y and z
        ({"x": "3", "y": "13", "z": "10"}, "z", "-10", "sign"),
        ({"x": "14", "y": "-4", "z": "10"}, "y", "4", "sign"),
        ({"x": "15", "y": "5", "z": "-10"}, "z", "10", "sign"),
        # deducorrect, correctTypos: two digits that changed places
        ({"x": "1568", "y": "1452", "z": "161"}, "z", "116", "swap"),
    ],
)
def test_published_corrections(record: dict[str, object], figure: str, cure: str, slip: str) -> None:
    report = report_of(record, ["z = x - y"])
    ids = {f.name: f.id for f in report.figures}
    offered = {(s.figure, s.value, s.slip) for f in report.findings for s in f.suggestions}
    assert (ids[figure], Fraction(cure), slip) in offered


def test_published_typing_errors_in_two_balances() -> None:
    rules = ["x1 + x2 = x3", "x2 = x4", "x5 + x6 + x7 = x8", "x3 + x8 = x9", "x9 - x10 = x11"]
    values = (1452, 116, 1568, 161, 323, 76, 12, 411, 19979, 1842, 137)
    report = report_of({f"x{k}": str(v) for k, v in enumerate(values, 1)}, rules)
    names = {f.id: f.name for f in report.figures}
    found = [(names[s.figure], s.value, s.slip) for f in report.findings for s in f.suggestions]
    assert found == [("x4", 116, "swap"), ("x9", 1979, "double")]


# ---------------------------------------------------------------- brute force, claims of all kinds

Values = dict[str, int]
Check = tuple[str, Callable[[Values], bool]]


def a_check(r: random.Random, names: list[str]) -> Check:
    a, b, c = r.sample(names, 3)
    kinds: list[Check] = [
        (f"{a} + {b} = {c}", lambda v: v[a] + v[b] == v[c]),
        (f"{a} * {b} = {c}", lambda v: v[a] * v[b] == v[c]),
        (f"{a} / {b} = 50%", lambda v: v[b] != 0 and 2 * v[a] == v[b]),
        (f"if {a} > 5 then {b} = {c}", lambda v: v[a] <= 5 or v[b] == v[c]),
        (f"{a} <= {b}", lambda v: v[a] <= v[b]),
        (f"({a} - {b}) / {b} = 100%", lambda v: v[b] != 0 and v[a] == 2 * v[b]),
        (f"max({a}, {b}) = {c}", lambda v: max(v[a], v[b]) == v[c]),
    ]
    return r.choice(kinds)


def by_hand(values: Values, checks: list[Check]) -> list[list[str]] | None:
    """The smallest sets of counts with which every check holds, by trying all values."""

    def good(changed: Values) -> bool:
        return all(holds({**values, **changed}) for _, holds in checks)

    if good({}):
        return [[]]
    one = [[n] for n in values if any(good({n: x}) for x in range(2000))]
    if one:
        return sorted(one)
    two = [
        [m, n]
        for m, n in combinations(sorted(values), 2)
        if any(good({m: x, n: y}) for x in range(64) for y in range(64))
    ]
    return two or None


@pytest.mark.parametrize("seed", range(90))
def test_claims_of_all_kinds_against_brute_force(seed: int) -> None:
    r = random.Random(seed)
    names = ["a", "b", "c", "d"][: r.randint(3, 4)]
    values = {n: r.randint(1, 20) for n in names}
    checks = list({c[0]: c for c in (a_check(r, names) for _ in range(r.randint(1, 3)))}.values())
    expected = by_hand(values, checks)
    if expected is None:
        return  # three figures, or no counts at all
    found = accused(report_of({n: f"{v}个" for n, v in values.items()}, [c for c, _ in checks]))
    if len(expected[0]) < 2:
        assert found == expected
    else:  # of two at once, a set may stay whose joint solution is no pair of whole numbers
        assert {len(s) for s in found} == {2}
        assert all(s in found for s in expected)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=5), st.integers(0, 4), st.integers(1, 300))
def test_a_suggestion_mends_every_check(parts: list[int], at: int, by: int) -> None:
    """Whatever is misprinted in a sum with shares: each value told settles all that failed."""
    names = [f"p{k}" for k in range(len(parts))]
    figures: dict[str, object] = {n: f"{v + 1}个" for n, v in zip(names, parts, strict=True)}
    figures |= {"all": f"{sum(parts) + len(parts)}个", "twice": f"{2 * (parts[0] + 1)}个"}
    rules = [" + ".join(names) + " = all", "2 * p0 = twice", "p0 / all <= 100%"]
    wrong = [*names, "all"][at % (len(names) + 1)]
    value = int(str(figures[wrong])[:-1]) + by
    report = report_of({**figures, wrong: f"{value}个"}, rules)
    ids = {f.id: str(f.name) for f in report.figures}
    assert any(wrong in s for s in accused(report))
    for finding in report.findings:
        if all(len(s) == 1 for s in finding.suspects) and len(report.findings) == 1:
            for s in finding.suggestions:
                cured = {**figures, wrong: f"{value}个", ids[s.figure]: f"{s.value}个"}
                assert not report_of(cured, rules).findings


# ---------------------------------------------------------------- effort


def entangled(figures: int, equations: int, errors: int) -> System:
    r = random.Random(5)
    true = [r.randint(10, 10**6) for _ in range(figures)]
    rows = {}
    for k in range(equations):
        form = {f"x{i}": Fraction(r.choice((1, 1, -1, 2))) for i in r.sample(range(figures), 4)}
        rows[f"r{k}"] = [Row(form, "=", sum((c * true[int(n[1:])] for n, c in form.items()), Fraction(0)))]
    wrong = set(r.sample(range(figures), errors))
    printed = [Fraction(v + (k in wrong) * r.randint(1, 999)) for k, v in enumerate(true)]
    return System([Variable(f"x{k}", point(v), printed=v) for k, v in enumerate(printed)], rows)


@pytest.mark.parametrize("solver", [True, False])
def test_spent_effort_still_gives_an_answer_that_is_enough(
    solver: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not solver:
        monkeypatch.setattr(search, "light_cover", lambda *_: None)
    whole = entangled(60, 40, 8)
    least, found = localize(whole), localize(whole, Purse(60_000))
    assert least.proven and not found.proven
    changed = {n for cause in found.causes for cure in cause.cures for n in cure.variables}
    assert len(changed) >= sum(len(c.cures[0].variables) for c in least.causes)
    freed = System(
        [v for v in whole.variables if v.id not in changed]
        + [Variable(v.id, point(Fraction(0)), weight=Fraction(0)) for v in whole.variables if v.id in changed],
        whole.rows,
    )
    assert all(v in changed for c in localize(freed).causes for cure in c.cures for v in cure.variables)
    assert localize(whole, Purse(60_000)) == found


def test_covers() -> None:
    sets = [frozenset(s) for s in ((1, 2), (2, 3), (3, 4), (1, 4))]
    weight = {1: Fraction(1), 2: Fraction(1), 3: Fraction(1, 3), 4: Fraction(1)}
    for cover in (light_cover, greedy_cover):
        found = cover(sets, weight)
        assert found is not None and all(found & s for s in sets)
    assert light_cover(sets, weight) == {1, 3}
    assert greedy_cover([frozenset({9})], weight) is None


def test_what_is_not_proven_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Purse.__init__, "__defaults__", (1,))
    figures = {f"x{k}": str(k) for k in range(6)}
    rules = ["x0 + x1 = x2", "x2 + x3 = x4", "x4 + x5 = x0"]
    for language, words in (("en", "minimality not proven"), ("zh", "不能证明这是改动最少的办法")):
        report = check({"figures": figures, "rules": rules}, Options(language=language))
        assert report.findings
        for finding in report.to_dict()["findings"]:  # type: ignore[attr-defined]
            assert finding["notes"] == ["minimality-not-proven"]
            assert words in finding["message"]


def test_every_failing_result_is_in_exactly_one_finding() -> None:
    figures = {"a": "10", "b": "20", "c": "40", "d": "50", "e": "7", "f": "8"}
    rules = ["a + b = c", "c = d", "e = f", "a + e = f", "if a > 5 then e > f"]
    report = report_of(figures, rules)  # type: ignore[arg-type]
    told = [i for f in report.findings for i in f.results]
    failing = [r.id for r in report.results if r.verdict == "fail"]
    assert sorted(set(told)) == sorted(failing)
    assert json.dumps(report.to_dict()) == json.dumps(report_of(figures, rules).to_dict())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "power"),
    [
        ("a < b", "2"),  # 5 is not under 5
        ("a <= b", "3"),
        ("b > a", "2"),
        ("b >= a", "3"),
        ("a < c", "2"),  # 3.0 to 4.95
        ("a + b = d", "1"),
        ("a != b", None),
    ],
)
def test_power(rule: str, power: str | None) -> None:
    """The smallest error that the check would have seen, of inequalities too."""
    figures: dict[str, object] = {"a": "3", "b": "5", "d": "8"}
    result = report_of({**figures, "c": {"value": "4.9", "decimals": "1"}}, [rule]).to_dict()
    assert result["results"][0]["power"] == power  # type: ignore[index]


def test_a_unit_is_not_missing_where_hardly_anything_is_computed() -> None:
    figures = {"a": "-3.14", "b": "3.15", "c": "0.03"}
    report = audit.check({"figures": figures, "rules": ["mean(a, b) = c"]})
    assert [f.kind for f in report.findings] == ["wrong-figure"]
    figures = {"a": "50", "b": "700", "c": "7.14"}
    report = audit.check({"figures": figures, "rules": ["a / b = c"]})
    assert [f.kind for f in report.findings] == ["unit"]
