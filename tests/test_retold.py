"""Running text against the tables beside it: the cases of cases/retold.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.model import Figure
from audit.pipeline import Options, check

CASES = Path(__file__).parent / "cases" / "retold.md"
CASE = re.compile(
    r"^## (.+?)\n\n```markdown\n(.*?)```\n\nraised: (.+?)\nretold: (\d+)$", re.M | re.S
)
FOUND = CASE.findall(CASES.read_text(encoding="utf-8"))


def test_every_case_is_read() -> None:
    assert len(FOUND) == CASES.read_text(encoding="utf-8").count("\n## ") >= 18


@pytest.mark.parametrize("case", FOUND, ids=[c[0] for c in FOUND])
def test_case(case: tuple[str, str, str, str], tmp_path: Path) -> None:
    _, text, raised, retold = case
    path = tmp_path / "report.md"
    path.write_text(text, encoding="utf-8")
    report = check(path, Options())
    figures = {f.id: f for f in report.figures}
    accused = {
        figures[i].text
        for r in report.results
        if r.verdict in ("fail", "warn")
        for i in r.claim.roles.get("again", ())
    }
    assert accused == (set() if raised == "nothing" else set(raised.split(", ")))
    assert all("again" in r.claim.roles for r in report.results if r.verdict in ("fail", "warn"))
    told = [
        r
        for r in report.results
        if r.verdict == "pass"
        and r.reading == "told-again"
        and _across([figures[i] for i in r.claim.figures])
    ]
    assert len(told) == int(retold)


def _across(figures: list[Figure]) -> bool:
    """Whether one of the figures stands in a table, and another does not."""
    return len({f.place.cell is not None for f in figures}) > 1
