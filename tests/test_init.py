"""`reportaudit init`: what it writes is judged as the document is, and fits next year's report."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import audit
from audit.errors import AuditError
from audit.initial import differing, scalar
from audit.model import Report
from audit.naming import clean
from audit.pipeline import Options, check, initial
from audit.yamltree import load

EXAMPLES = sorted(p for p in Path("examples").glob("*/report.*") if p.suffix != ".yaml")
CASES = sorted(Path("tests/cases").glob("*/*.md"))
TABLE = """# Harbour

| Berth | 2023 | 2022 |
|---|---|---|
| North | 412 | 388 |
| South | 530 | 501 |
| Total | 942 | 889 |
"""
TEXT = (
    "# 一、人口\n\n全县出生5263人，其中男婴2752人、女婴2511人。\n\n# 二、财政\n\n"
    "财政收入12.46亿元，其中税收收入8.31亿元、非税收入4.15亿元，比上年增加1.13亿元，增长10.0%。\n"
)


def written(path: Path) -> str:
    return initial(path, path.name, path.parent).text


def again(path: Path, tmp_path: Path) -> Report:
    target = tmp_path / "report.yaml"
    target.write_text(initial(path, str(path.resolve()), path.parent).text, "utf-8")
    return check(target, Options(cache=False))


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "audit", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def wrong(report: Report) -> set[frozenset[object]]:
    """The figures, by place, of each finding's suspects."""
    places = {f.id: (f.place.start, f.place.block, f.place.cell) for f in report.figures}
    return {frozenset(places[i] for s in f.suspects for i in s) for f in report.findings}


@pytest.mark.parametrize("path", [*EXAMPLES, *CASES], ids=str)
def test_the_file_gives_the_verdicts_of_the_document(path: Path, tmp_path: Path) -> None:
    bare = check(path, Options(cache=False))
    report = again(path, tmp_path)
    assert not differing(bare, report)
    assert bare.summary == report.summary and bare.exit_code == report.exit_code


@pytest.mark.parametrize("path", EXAMPLES, ids=str)
def test_the_same_figures_are_suspected(path: Path, tmp_path: Path) -> None:
    assert wrong(check(path, Options(cache=False))) == wrong(again(path, tmp_path))


def test_figures_are_quoted_and_rules_stand_under_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "汇报.md"
    path.write_text(TEXT, "utf-8")
    text = written(path)
    assert '  出生: {find: "全县出生{}"}\n' in text
    assert "  # 二、财政\n  - 财政收入 = 税收收入 + 非税收入\n" in text
    assert "source: 汇报.md\n" in text and "discover: true" in text


def test_no_quotation_holds_another_number_where_one_without_fits(tmp_path: Path) -> None:
    path = tmp_path / "汇报.md"
    path.write_text(TEXT, "utf-8")
    quotations = [line for line in written(path).splitlines() if "find:" in line]
    assert len(quotations) == 8
    assert not [q for q in quotations if any(c.isdigit() for c in q)]


def test_cells_are_named_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "harbour.md"
    path.write_text(TABLE, "utf-8")
    text = written(path)
    assert '  North 2023: {table: 1, row: "North", column: "2023"}\n' in text
    assert check(path).summary == again(path, tmp_path).summary


def test_next_years_draft_is_checked_against_the_same_rules(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(TEXT, "utf-8")
    assert command("init", "old.txt", folder=tmp_path).returncode == 0
    new = TEXT.replace("5263", "5301").replace("2752", "2760").replace("2511", "2531")
    (tmp_path / "new.txt").write_text(new, "utf-8")
    run = command(
        "check", "report.yaml", "--source", "new.txt", "--format", "concise", folder=tmp_path
    )
    assert run.returncode == 1 and "new.txt" in run.stdout and "5291" in run.stdout


def test_all_quotations_that_fit_no_longer_are_told_with_the_nearest_text(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(TEXT, "utf-8")
    assert command("init", "old.txt", folder=tmp_path).returncode == 0
    new = TEXT.replace("全县出生5263", "全县共出生5263").replace("非税收入4.15", "非税性收入4.15")
    (tmp_path / "new.txt").write_text(new, "utf-8")
    run = command("check", "report.yaml", "--source", "new.txt", folder=tmp_path)
    assert run.returncode == 2
    assert "2 quotations do not fit the text" in run.stderr
    assert 'nearest: "全县共出生{}" (5263人, line 3)' in run.stderr
    assert 'nearest: "非税性收入{}" (4.15亿元, line 7)' in run.stderr


def test_it_never_overwrites_unless_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text(TEXT, "utf-8")
    (tmp_path / "report.yaml").write_text("mine\n", "utf-8")
    run = command("init", "old.txt", folder=tmp_path)
    assert run.returncode == 2 and "--force" in run.stderr
    assert (tmp_path / "report.yaml").read_text("utf-8") == "mine\n"
    assert command("init", "old.txt", "--force", folder=tmp_path).returncode == 0
    assert command("check", "report.yaml", folder=tmp_path).returncode == 0


def test_there_has_to_be_something_to_write(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_text("没有数字。\n", "utf-8")
    with pytest.raises(AuditError, match="nothing to write"):
        written(path)
    assert command("init", "empty.txt", folder=tmp_path).returncode == 2


def test_figures_without_relations_are_listed_for_rules_to_come(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("全县出生5263人。\n", "utf-8")
    text = written(path)
    assert '出生: {find: "全县出生{}"}' in text and "rules: []" in text
    assert check(path).exit_code == again(path, tmp_path).exit_code == 5


def test_other_sources_are_refused(tmp_path: Path) -> None:
    (tmp_path / "report.yaml").write_text("figures: {a: 3人}\nrules: [a > 0]\n", "utf-8")
    assert command("init", "report.yaml", folder=tmp_path).returncode == 2
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    run = command("check", "a.txt", "--source", "a.txt", folder=tmp_path)
    assert run.returncode == 2 and "--source" in run.stderr


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("出生人口（常住）", "出生人口"),
        ("2023年投资", "年投资"),
        ("采取“直通车”的形式", "采取直通车的形式"),
        ("revenue - net", "revenue net"),
        ("sum", "sum value"),
        ("year-end stock", "year-end stock"),
        ("***", ""),
    ],
)
def test_names_are_legal_in_rules(label: str, name: str) -> None:
    assert clean(label) == name


@pytest.mark.parametrize(
    "text", ["a: b", "a #b", "- x", "'q", "null", "[x", "plain words", "男 + 女 = 总"]
)
def test_scalars_read_back_as_they_were(text: str) -> None:
    tree = load(f"key: {scalar(text)}\n", "x.yaml")
    assert tree.entries[0][1].text == text  # type: ignore[union-attr]


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text('甲"组\\{}:共收120件，其中「一」类70件、# 二类50件。\n', "utf-8")
    report = audit.check(str(path))
    assert not differing(report, again(path, tmp_path))
