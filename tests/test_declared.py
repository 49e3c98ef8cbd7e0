"""Figures that a report.yaml names: in cells of a table, in several units, not readable."""

from pathlib import Path

import pytest

import audit
from audit.errors import AuditError

TABLE = """# 镇村台账

| 村 | 户数(户) | 人口(人) |
|---|---|---|
| 柳湾 | 320 | 1105 |
| 石桥 | 275 | 980 |
| 合计 | 595 | 2095 |
"""


def check(folder: Path, figures: str, *rules: str) -> dict[str, object]:
    (folder / "table.md").write_text(TABLE, "utf-8")
    lines = "\n".join(f"  - {r}" for r in rules)
    report = folder / "report.yaml"
    report.write_text(
        f"source: table.md\ndiscover: false\nfigures:\n{figures}\nrules:\n{lines}\n", "utf-8"
    )
    return audit.check(report).to_dict()


def test_cells_are_named_by_place_or_by_their_labels(tmp_path: Path) -> None:
    report = check(
        tmp_path,
        "  a: {cell: B2}\n  b: {table: 1, row: 石桥, column: 户数}\n  t: {table: 1, row: 合计, column: 户数}",
        "a + b = t",
    )
    assert [r["verdict"] for r in report["results"]] == ["pass"]
    places = [f["place"] for f in report["figures"]]
    assert [(p["cell"], p["line"]) for p in places] == [("B2", 5), ("B3", 6), ("B4", 7)]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ("{cell: Z9}", "nothing stands in cell Z9"),
        ("{table: 3, cell: B2}", "no table 3"),
        ("{table: 1, row: 合记, column: 户数}", "合记"),
        ("{table: 1, row: 合记}", "合记"),
    ],
)
def test_a_cell_that_is_not_there_is_an_error_in_its_place(tmp_path: Path, figure: str, words: str) -> None:
    with pytest.raises(AuditError) as caught:
        check(tmp_path, f"  a: {figure}", "a = 1")
    assert words in str(caught.value)
    assert caught.value.line == 4


def verdicts(figures: dict[str, object], *rules: str) -> list[str]:
    report = audit.check({"figures": figures, "rules": list(rules)}).to_dict()
    return [r["verdict"] for r in report["results"]]


def test_prints_of_one_quantity_are_compared_in_one_unit() -> None:
    assert verdicts({"a": ["3亩", "0.2公顷"], "b": "3亩"}, "a = b") == ["pass"]
    assert verdicts({"a": ["12%", "120‰"], "b": "12%"}, "a = b") == ["pass"]
    assert verdicts({"a": ["1.2%", "1.2‰"], "b": "1.2%"}, "a = b") == ["unverifiable", "fail"]
    assert verdicts({"a": ["5元", "5人"], "b": "5元"}, "a = b") == ["unverifiable", "fail"]


def test_a_value_that_is_no_number_is_a_result_in_a_dict() -> None:
    report = audit.check({"figures": {"a": "n/a", "b": "3"}, "rules": ["a = b"]}).to_dict()
    assert report["results"][0]["reason"] == "unreadable"
    assert report["figures"][0]["state"] == "unreadable"
    assert report["figures"][0]["value"] is None
    assert report["exit_code"] == 5
