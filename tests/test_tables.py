"""Tables: the cases of tests/cases/tables, tables in workbooks, random true tables and planted slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audit.languages import detect
from audit.model import FAIL, WARN, Document, Report
from audit.pipeline import Options, check_document
from audit.readers import read_document

CASES = Path(__file__).parent / "cases" / "tables"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Claim = tuple[str, frozenset[str]]


def cases() -> list[tuple[str, str, str]]:
    """(file and title, the table, the expectations) of every case."""
    found = []
    for path in sorted(CASES.glob("*.md")):
        for part in path.read_text("utf-8").split("\n## ")[1:]:
            title, _, body = part.partition("\n")
            lines = body.strip().splitlines()
            said = [x for x in lines if re.match(r"(?:holds|raised|claims):", x)]
            table = "\n".join(x for x in lines if x not in said)
            found.append((f"{path.stem}: {title}", table, "\n".join(said)))
    return found


def expected(said: str, name: str) -> set[Claim]:
    """`total B5 B2:B4; growth D2 B2 C2` -> kind and cells of each claim."""
    out = set()
    for line in said.splitlines():
        if line.startswith(f"{name}:"):
            for claim in line.partition(":")[2].split(";"):
                kind, *cells = claim.split()
                out.add((kind, frozenset(c for cell in cells for c in _range(cell))))
    return out


def _range(cells: str) -> list[str]:
    first, _, last = cells.partition(":")
    if not last:
        return [first]
    columns = _LETTERS[_LETTERS.index(first[0]) : _LETTERS.index(last[0]) + 1]
    rows = range(int(first[1:]), int(last[1:]) + 1)
    return [f"{c}{r}" for c in columns for r in rows]


def check_text(text: str, folder: Path) -> Report:
    path = folder / ("table.html" if text.lstrip().startswith("<") else "table.md")
    path.write_text(text, "utf-8")
    return checked(read_document(path))


def checked(document: Document) -> Report:
    spoken = detect("\n".join(b.text for b in document.blocks))
    from msgspec.structs import replace

    return check_document(replace(document, language=spoken), Options(every_message=False))


def claims_of(report: Report, *verdicts: str) -> set[Claim]:
    at = {f.id: (f.place.cell or "").rpartition("!")[2] for f in report.figures}
    return {
        (r.claim.kind, frozenset(at[i] for i in r.claim.figures))
        for r in report.results
        if not verdicts or r.verdict in verdicts
    }


@pytest.mark.parametrize(("name", "table", "said"), cases(), ids=[c[0] for c in cases()])
def test_case(name: str, table: str, said: str, tmp_path: Path) -> None:
    report = check_text(table, tmp_path)
    raised = claims_of(report, FAIL, WARN)
    wanted = expected(said, "raised")
    assert raised == wanted
    held = claims_of(report) - raised
    assert expected(said, "holds") <= held
    if "claims: 0" in said:
        assert not claims_of(report)
