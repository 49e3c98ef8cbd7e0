"""Tables against tables, and this year's report against the last: the cases of cases/told-twice.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.pipeline import Options, check

CASES = Path(__file__).parent / "cases" / "told-twice.md"
DOCUMENT = re.compile(r"```markdown (\S+)\n(.*?)```", re.S)


def cases() -> list[tuple[str, dict[str, str], set[str]]]:
    out = []
    for part in re.split(r"(?m)^## (?=[A-Z])", CASES.read_text(encoding="utf-8"))[1:]:
        title, _, rest = part.partition("\n")
        raised = re.findall(r"(?m)^raised: (.+)$", rest)
        assert len(raised) == 1, title
        accused = set() if raised[0] == "nothing" else set(raised[0].split(", "))
        out.append((title, dict(DOCUMENT.findall(rest)), accused))
    return out


@pytest.mark.parametrize("case", cases(), ids=lambda c: c[0])
def test_case(case: tuple[str, dict[str, str], set[str]], tmp_path: Path) -> None:
    _, documents, raised = case
    for name, text in documents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    roles = {"last.md": "prior", "translation.md": "translation"}
    others = [f"{{path: {name}, as: {roles[name]}}}" for name in documents if name in roles]
    listed = ", ".join(["report.md", *others])
    (tmp_path / "report.yaml").write_text(f"source: [{listed}]\ndiscover: true\n", encoding="utf-8")
    report = check(tmp_path / "report.yaml", Options())
    figures = {f.id: f for f in report.figures}
    accused = {
        figures[i].text + ("?" if r.verdict == "warn" else "")
        for r in report.results
        if r.verdict in ("fail", "warn")
        for i in r.claim.figures
    }
    assert accused == raised


def test_what_agrees_is_counted(tmp_path: Path) -> None:
    documents = cases()[4][1]
    for name, text in documents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "report.yaml").write_text(
        "source: [report.md, {path: last.md, as: prior}]\ndiscover: true\n", encoding="utf-8"
    )
    report = check(tmp_path / "report.yaml", Options())
    figures = {f.id: f for f in report.figures}
    pairs = {
        tuple(sorted((figures[i].document, figures[i].text) for i in r.claim.figures))
        for r in report.results
        if r.reading == "told-again" and r.verdict == "pass"
    }
    assert pairs == {((0, t), (1, t)) for t in ("38125", "10872", "48997")}
