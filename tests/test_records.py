"""Many records under one rule set give the verdicts that `check` gives for each."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import audit
from audit.errors import AuditError
from audit.exact.rounding import MODES

RULES = [
    "a + b = c", "a - b <= c", "2 * a = b + c", "a / b = c", "if a > b then b < c", "a + b > c",
    "a >= b", "sum(a, b, c) = d", "a = 100", {"id": "tolerant", "check": "a + b = c", "tolerance": "0.5"},
    {"id": "cut", "check": "a + b = d", "rounding": "truncate"}, "growth(a, b) = d %", "a != b", "a < b < c",
]  # fmt: skip
numbers = st.one_of(
    st.integers(0, 300).map(str),
    st.decimals(0, 300, places=1).map(str),
    st.decimals(-30, 300, places=2).map(str),
    st.sampled_from(["约120", "1,204", "12.5%", "8184人", "n/a", "(3.4)", "-", "1..2", "３０"]),
    st.none(),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys("abcd", numbers)), min_size=1, max_size=4),
    # a few rules at a time: blame searches all of them together where they contradict each other
    st.lists(st.sampled_from(range(len(RULES))), min_size=1, max_size=4, unique=True),
)
def test_records_and_check_agree(
    records: list[dict[str, str | None]], chosen: list[int]
) -> None:
    rules = [RULES[k] for k in chosen]

    def fits(
        record: dict[str, str | None],
    ) -> bool:  # a postfix % on a figure in another unit is an error
        return not any(u in str(record["d"]) for u in "人")

    records = [r for r in records if fits(r)]
    fast = list(audit.check_records(rules, records))
    for record, verdicts in zip(records, fast, strict=True):
        report = audit.check({"figures": record, "rules": rules}).to_dict()
        assert verdicts == {r["id"]: r["verdict"] for r in report["results"]}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.decimals(1, 500, places=4), min_size=3, max_size=6),
    st.integers(0, 3),
    st.sampled_from([m for m in MODES if m != "exact"]),
)
def test_a_true_sum_rounded_in_a_mode_never_fails_under_it(
    parts: list[Decimal], places: int, mode: str
) -> None:
    from fractions import Fraction

    from audit.exact.rounding import decimal, round_to

    step = Fraction(1, 10**places)
    mode_of = "half-up" if mode == "nearest" else mode
    exact = [Fraction(p) for p in parts]
    figures = {
        f"p{k}": {"value": decimal(round_to(p, step, mode_of)), "decimals": places}
        for k, p in enumerate(exact)
    }
    figures["total"] = {
        "value": decimal(round_to(sum(exact, Fraction(0)), step, mode_of)),
        "decimals": places,
    }
    rule = {"id": "sum", "check": "sum(p *) = total", "rounding": mode}
    # `p *` is every name that begins with p
    rule["check"] = f"sum({', '.join(k for k in figures if k != 'total')}) = total"
    report = audit.check({"figures": figures, "rules": [rule]}).to_dict()
    assert report["results"][0]["verdict"] == "pass"


def test_a_record_may_lack_names_and_hold_others() -> None:
    verdicts = list(
        audit.check_records(
            ["a + b = c"],
            [
                {"a": "1", "b": "2", "c": "3"},
                {"a": "1", "b": "2"},
                {"a": "1", "b": "2", "c": "3", "z": "9"},
            ],
        )
    )
    assert [v["a + b = c"] for v in verdicts] == ["pass", "unverifiable", "pass"]


def test_no_records_still_reads_the_rules() -> None:
    assert list(audit.check_records(["a = b"], [])) == []
    with pytest.raises(AuditError):
        list(audit.check_records(["a + = b"], [{"a": "1"}]))


def test_a_float_is_refused() -> None:
    with pytest.raises(AuditError, match="lost its digits"):
        list(audit.check_records(["a = b"], [{"a": 1.5, "b": "1"}]))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(0, 50), min_size=4, max_size=4),
    st.sampled_from(
        ["a + b = c", "a - b + c = d", "a = b", "a + a = b", "a = a - b", "a + b = a + c"]
    ),
    st.sampled_from(["", "人", "例"]),
)
def test_sums_of_counts_are_judged_as_all_other_claims(
    values: list[int], rule: str, word: str
) -> None:
    from audit.bind import bind
    from audit.declare import manifest_of
    from audit.declared import Sources
    from audit.evaluate import Judge, boxes_of, evaluate

    figures = {
        n: f"{v}{word if n == 'b' else '人' if word else ''}"
        for n, v in zip("abcd", values, strict=True)
    }
    made, claims = bind(manifest_of({"figures": figures, "rules": [rule]}), [], Sources((), None))
    by_id = {f.id: f for f in made}
    judge = Judge(claims[0], by_id, boxes_of(claims[0], by_id))
    assert evaluate(claims[0], by_id) == judge.result(judge.holds(judge.boxes, "nearest"))


@pytest.mark.parametrize(("printed", "verdict"), [("41", "pass"), ("42", "fail"), ("41%", "pass")])
def test_a_bare_whole_percentage_is_as_rounded_as_one_with_its_sign(
    printed: str, verdict: str
) -> None:
    figures = {"rate": printed, "new": "2,486", "old": "1,763"}
    rule = "rate % = growth(new, old)"
    assert list(audit.check_records([rule], [figures])) == [{rule: verdict}]
    (result,) = audit.check({"figures": figures, "rules": [rule]}).results
    assert result.verdict == verdict
