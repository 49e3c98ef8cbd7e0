"""The rows and columns of tables in report.yaml: tests/cases/table-rules.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit import check
from audit.errors import AuditError

PAGE = (Path(__file__).parent / "cases" / "table-rules.md").read_text("utf-8")
TABLE = re.search(r"```csv\n(.*?)```", PAGE, re.DOTALL)
CASES = [
    (title.strip(), rules, wanted.strip())
    for title, rules, wanted in re.findall(
        r"## (.*?)\n\n```yaml\n(.*?)```\n(.*?)(?=\n## |\Z)", PAGE, re.DOTALL
    )
]


@pytest.mark.parametrize(("title", "rules", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_case(title: str, rules: str, wanted: str, tmp_path: Path) -> None:
    assert TABLE is not None
    (tmp_path / "towns.csv").write_text(TABLE[1], "utf-8")
    path = tmp_path / "report.yaml"
    path.write_text(f"source: towns.csv\ndiscover: false\n{rules}", "utf-8")
    if wanted.startswith("error:"):
        with pytest.raises(AuditError, match=re.escape(wanted.removeprefix("error:").strip())):
            check(path)
        return
    verdicts = {r.id: r.verdict for r in check(path).results}
    assert "\n".join(f"{i}: {v}" for i, v in verdicts.items()) == wanted


def test_there_are_cases() -> None:
    assert len(CASES) == 7
