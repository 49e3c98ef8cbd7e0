"""A new draft against its previous one: what a change leaves behind (cases/against.md)."""

import re
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.drafts import masked, matched
from audit.errors import AuditError
from audit.model import FAIL, WARN, Report
from audit.pipeline import Options, check

CASE = re.compile(r"## ([^\n]+)\n\n```old\n(.*?)```\n```new\n(.*?)```\n((?:[^\n]+\n?)+)", re.S)
CASES = [
    (title.strip(), old, new, said.split("\n\n")[0].strip().splitlines())
    for title, old, new, said in CASE.findall(
        (Path(__file__).parent / "cases" / "against.md").read_text("utf-8")
    )
]


def checked(folder: Path, old: str, new: str, language: str = "en") -> Report:
    (folder / "old.md").write_text(old, "utf-8")
    (folder / "new.md").write_text(new, "utf-8")
    return check(folder / "new.md", Options(language=language, against=str(folder / "old.md")))


def left_behind(report: Report) -> list[str]:
    out = []
    for result in report.results:
        if result.reason is not None and result.reason.code == "stale":
            assert result.verdict in (FAIL, WARN)
            values = result.reason.values
            out.append(f"{values['changed']} | {values['left']}".replace(" became ", " -> "))
    return sorted(out)


@pytest.mark.parametrize(("old", "new", "said"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_a_change_leaves_behind(tmp_path: Path, old: str, new: str, said: list[str]) -> None:
    report = checked(tmp_path, old, new)
    if said == ["nothing"]:
        assert not report.findings, [f.message for f in report.findings]
    assert left_behind(report) == ([] if said == ["nothing"] else sorted(said))


def test_all_cases_are_read() -> None:
    text = (Path(__file__).parent / "cases" / "against.md").read_text("utf-8")
    assert len(CASES) == text.count("\n## ")


TOTAL = "全县现有在校学生18640人，其中小学生{}人，初中生5430人，高中生3340人。\n"


def test_the_finding_names_the_change_and_the_value_that_follows(tmp_path: Path) -> None:
    report = checked(tmp_path, TOTAL.format(9870), TOTAL.format(9920), "zh")
    (finding,) = report.findings
    by_id = {f.id: f for f in report.figures}
    assert [by_id[i].text for s in finding.suspects for i in s] == ["18640人"]
    assert finding.suggestions[0].value == 18690
    assert "9870人已改为9920人，而18640人未随之修改" in finding.message


def test_a_report_yaml_is_checked_against_the_draft_too(tmp_path: Path) -> None:
    (tmp_path / "new.md").write_text(TOTAL.format(9920), "utf-8")
    (tmp_path / "old.md").write_text(TOTAL.format(9870), "utf-8")
    (tmp_path / "report.yaml").write_text(
        "source: new.md\nfigures:\n  pupils: {find: '在校学生{}'}\n  small: {find: '小学生{}'}\n"
        "  middle: {find: '初中生{}'}\n  high: {find: '高中生{}'}\n"
        "rules: [small + middle + high = pupils]\n",
        "utf-8",
    )
    report = check(tmp_path / "report.yaml", Options(against=str(tmp_path / "old.md")))
    assert left_behind(report) == ["9870人 -> 9920人 | 18640人"]


def test_a_report_yaml_is_no_draft(tmp_path: Path) -> None:
    (tmp_path / "new.md").write_text("共有3人。", "utf-8")
    with pytest.raises(AuditError, match="no draft"):
        check(tmp_path / "new.md", Options(against="old.report.yaml"))


@pytest.mark.parametrize(("paths", "said"), [(["a.md", "b.md"], "one report"), (["a.md"], "x.md")])
def test_usage(tmp_path: Path, paths: list[str], said: str) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("共有3人。\n", "utf-8")
    command = [sys.executable, "-m", "audit", "check", "--against", "x.md", *paths]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2 and said in run.stderr


WORDS = st.lists(st.sampled_from("abcdefg"), max_size=20)


@given(WORDS, WORDS)
def test_matched_places_agree_and_rise(one: list[str], two: list[str]) -> None:
    pairs = matched(one, two)
    assert all(one[a] == two[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    assert [a for a, _ in matched(one, one)] == list(range(len(one)))


def test_numbers_are_no_words() -> None:
    assert masked("增长9.3%，共1,204人") == masked("增长11%，共三十二人") == "增长#%，共#人"


def test_matching_is_linear() -> None:
    def seconds(n: int) -> float:
        one = [f"w{k % (n // 2)}" for k in range(n)]
        started = time.perf_counter()
        matched(one, [*one[5:], "x"])
        return time.perf_counter() - started

    seconds(1000)
    assert seconds(80_000) < 60 * seconds(4_000) + 0.05
