"""The shipped examples: exit code, what fails, what is suggested, and that each has its golden."""

from __future__ import annotations

from pathlib import Path

import pytest

import audit

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(p.parent.name for p in (ROOT / "examples").glob("*/report.yaml"))

# example: (exit code, ids that fail, findings as (kind, most likely suspects), figures unchecked)
EXPECTED = {
    "county-population": (1, ["surgeries-by-kind"], [("wrong-figure", 5)], ["sex ratio"]),
    "county-population-corrected": (0, [], [], ["sex ratio"]),
    "quarterly-english": (
        1,
        ["headcount-by-function", "revenue-per-head"],
        [("wrong-figure", 1)],
        [],
    ),
}


# documents without rules: (exit code, verdicts of what they state, in the order of the text)
BARE = {
    "township-report/report.docx": (
        1,
        [
            ("growth", "pass"),
            ("total", "pass"),
            ("total", "fail"),
            ("total", "warn"),
            ("difference", "pass"),
            ("direction", "pass"),
            ("product", "pass"),
            ("share", "pass"),
        ],
    ),
}


def test_every_example_is_expected() -> None:
    assert set(EXPECTED) == set(EXAMPLES)
    told = {name.split("/")[0] for name in BARE} | set(EXPECTED)
    assert told == {p.name for p in (ROOT / "examples").iterdir() if p.is_dir()}


@pytest.mark.parametrize("name", BARE)
def test_document_without_rules(name: str) -> None:
    report = audit.check(ROOT / "examples" / name).to_dict()
    code, verdicts = BARE[name]
    assert report["exit_code"] == code
    told = [(r["kind"], r["verdict"]) for r in report["results"] if r["kind"] != "attainable"]
    assert told == verdicts
    assert report["coverage"]["unchecked"] == 1
    assert [(f["kind"], f["severity"]) for f in report["findings"]] == [
        ("wrong-figure", "error"),
        ("wrong-figure", "warning"),
    ]


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(name: str) -> None:
    report = audit.check(ROOT / "examples" / name / "report.yaml").to_dict()
    code, failing, findings, unchecked = EXPECTED[name]
    assert report["exit_code"] == code
    assert [r["id"] for r in report["results"] if r["verdict"] == "fail"] == failing
    assert [(f["kind"], len(f["suspects"])) for f in report["findings"]] == findings
    assert [f["name"] for f in report["figures"] if f["state"] != "checked"] == unchecked
    assert not [r for r in report["results"] if r["verdict"] == "unverifiable"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_has_a_golden(name: str) -> None:
    golden = ROOT / "tests" / "console" / f"example-{name}.console"
    assert f"# in examples/{name}\n" in golden.read_text(encoding="utf-8")


def test_the_total_is_told_from_its_parts() -> None:
    report = audit.check(ROOT / "examples/county-population/report.yaml").to_dict()
    (finding,) = report["findings"]
    names = {f["id"]: f["name"] for f in report["figures"]}
    values = {names[s["figure"]]: s["value"] for s in finding["suggestions"]}
    assert values["surgeries"] == "10909"
    assert values["insertions"] == "6388"
    (result,) = [r for r in report["results"] if r["verdict"] == "fail"]
    assert result["gap"] == "5"
    assert result["notes"] == ["unit-words-differ"]


def test_the_headcount_is_blamed_for_both_failures() -> None:
    report = audit.check(ROOT / "examples/quarterly-english/report.yaml").to_dict()
    (finding,) = report["findings"]
    names = {f["id"]: f["name"] for f in report["figures"]}
    assert [[names[i] for i in s] for s in finding["suspects"]] == [["headcount"]]
    assert [(s["value"], s["slip"]) for s in finding["suggestions"]] == [("410", "swap")]
    assert finding["results"] == ["headcount-by-function", "revenue-per-head"]
