"""Packs bound by labels: every listed result of tests/cases/packs.md, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import audit
from audit.model import Report
from audit.packs import shipped
from audit.pools import key_of

CASES = (Path(__file__).parent / "cases" / "packs.md").read_text("utf-8")
CASE = re.compile(
    r"^## (?P<name>.+)\n(?P<packs>.+)\n(?P<text>(?:>.*\n)+)\n(?P<rest>(?:.+\n?)+)", re.M
)
LINE = re.compile(r"- (?P<id>\S+): (?P<verdict>\w+) \((?P<figures>.*)\)")


def given(case: re.Match[str]) -> tuple[str, str, str, str]:
    text = "".join(
        line.removeprefix(">").removeprefix(" ") for line in case["text"].splitlines(True)
    )
    return case["name"], case["packs"], text, case["rest"]


FOUND = [given(m) for m in CASE.finditer(CASES)]


def checked(text: str, packs: str, folder: Path, **more: object) -> Report:
    path = folder / "text.md"
    path.write_text(text, "utf-8")
    from audit.pipeline import Options, check

    return check(path, Options(use=tuple(packs.split()), cache=False))


def told(report: Report) -> list[str]:
    printed = {f.id: f.text for f in report.figures}
    return [
        f"{r.id}: {r.verdict} ({', '.join(printed[i] for i in r.claim.figures)})"
        for r in report.results
        if r.claim.origin.startswith("pack:")
    ]


def test_every_case_is_read() -> None:
    assert len(FOUND) == CASES.count("\n## ")


@pytest.mark.parametrize(("name", "packs", "text", "rest"), FOUND, ids=[c[0][:40] for c in FOUND])
def test_packs_say_this_and_nothing_else(
    name: str, packs: str, text: str, rest: str, tmp_path: Path
) -> None:
    expected = [m[0].removeprefix("- ") for m in LINE.finditer(rest)]
    assert bool(expected) != rest.startswith("Nothing.")
    assert sorted(told(checked(text, packs, tmp_path))) == sorted(expected)


def test_the_message_names_the_other_candidates() -> None:
    text = next(c[2] for c in FOUND if c[0].endswith("no binding holds"))
    report = audit.check({"text": text, "language": "zh", "use": ["population"]})
    result = next(r for r in report.results if r.verdict == "fail")
    other = next(f.id for f in report.figures if f.text == "4881人")
    assert f"candidates:{other}" in result.notes


def test_a_declared_name_wins_over_labels() -> None:
    report = audit.check({
        "text": "全县出生5263人，政策内出生4891人，政策外出生372人。",
        "language": "zh", "use": ["population"], "figures": {"出生": "6000人"},
    })  # fmt: skip
    printed = {f.id: f.text for f in report.figures}
    found = next(r for r in report.results if r.id == "births-by-policy")
    assert found.verdict == "fail" and "6000人" in [printed[i] for i in found.claim.figures]


def test_without_discovery_no_label_binds() -> None:
    report = audit.check({
        "text": "全县出生5293人，政策内出生4891人，政策外出生372人。", "language": "zh", "use": ["population"],
        "discover": False,
    })  # fmt: skip
    assert not report.results


def test_a_discovered_claim_of_the_same_figures_is_merged() -> None:
    text = "全县出生5263人，其中政策内出生4891人，政策外出生372人。"
    report = audit.check({"text": text, "language": "zh", "use": ["population"]})
    sets = [frozenset(r.claim.figures) for r in report.results]
    assert len(sets) == len(set(sets))
    assert any(r.claim.origin == "pack:population" for r in report.results)


def test_many_candidates_cost_no_more_than_their_share() -> None:
    """What cannot be tried in full is unverifiable, never a pass or a failure."""
    town = "，".join(f"政策内出生{1000 + 7 * k}人，政策外出生{30 + k}人" for k in range(60))
    report = audit.check(
        {"text": f"全县出生99999人，{town}。", "language": "zh", "use": ["population"]}
    )
    found = [r for r in report.results if r.id == "births-by-policy"]
    assert [r.verdict for r in found] == ["unverifiable"] and found[0].reason is not None
    assert found[0].reason.code == "budget"


@pytest.mark.parametrize(
    ("label", "language", "key"),
    [
        ("全县共出生", "zh", "出生"),
        ("特别扶助（伤残或死亡）对象", "zh", "特别扶助对象"),
        ("已婚育龄妇女", "zh", "已婚育龄妇女"),
        ("The net sales", "en", "net sales"),
    ],
)
def test_labels_are_compared_without_words_that_name_nothing(
    label: str, language: str, key: str
) -> None:
    assert key_of(label, language) == key


@pytest.mark.parametrize("example", sorted(Path("examples").glob("*/report.*")), ids=str)
def test_packs_raise_no_false_alarm_on_the_examples(example: Path) -> None:
    """What a pack finds wrong in an example is wrong without the pack too."""
    from audit.pipeline import Options, check

    bare = check(example, Options(cache=False))
    wrong = {i for r in bare.results if r.verdict in ("fail", "warn") for i in r.claim.figures}
    used = check(example, Options(cache=False, use=tuple(shipped())))
    for r in used.results:
        if r.verdict == "fail" and r.claim.origin.startswith("pack:"):
            assert wrong & set(r.claim.figures), r.id
