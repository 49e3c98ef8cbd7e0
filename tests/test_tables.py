"""Tables: the cases of tests/cases/tables, tables in workbooks, random true tables and planted slips."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


# ---------------------------------------------------------------- true tables by chance


WORLDS = 300
FOUND = 95  # of a hundred planted slips


def test_true_tables_raise_nothing_and_slips_are_found(tmp_path: Path) -> None:
    from table_worlds import spoiled, world

    planted = found = 0
    for seed in range(WORLDS):
        made = world(seed)
        assert not claims_of(check_text(made.markdown(), tmp_path), FAIL, WARN), made.markdown()
        wrong = spoiled(made, seed) if seed % 3 == 0 else None
        if wrong is not None:
            table, (row, column) = wrong
            raised = claims_of(check_text(table.markdown(), tmp_path), FAIL, WARN)
            planted += 1
            found += any(f"{_LETTERS[column]}{row + 1}" in cells for _, cells in raised)
    assert planted > WORLDS / 5
    assert found * 100 >= planted * FOUND


def test_awkward_tables_that_are_true_raise_nothing(tmp_path: Path) -> None:
    from table_worlds_odd import Odd

    claims = 0
    for seed in range(500):
        table = Odd(seed).markdown()
        report = check_text(table, tmp_path)
        assert not claims_of(report, FAIL, WARN), table
        claims += len(claims_of(report))
    assert claims > 1500  # silence is not bought by saying nothing


# ---------------------------------------------------------------- workbooks


def test_two_tables_on_a_sheet_and_a_merged_head(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人口"
    rows: list[list[object]] = [
        ["表1 各县人口（人）"],
        ["县", "户籍", "", "增减"],
        ["", 2023, 2022, ""],
        ["甲县", 52310, 51877, 433],
        ["乙县", 30442, 30981, -539],
        ["合计", 82752, 82858, -106],
        [],
        ["表2 学校（所）"],
        ["县", "小学", "中学", "合计"],
        ["甲县", 42, 18, 60],
        ["乙县", 35, 12, 74],
        ["合计", 77, 30, 107],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B2:C2")
    path = tmp_path / "book.xlsx"
    book.save(path)
    report = checked(read_document(path))
    assert claims_of(report, FAIL, WARN) == {
        ("total", frozenset({"D11", "B11", "C11"})),
        ("total", frozenset({"D12", "D10", "D11"})),
    }
    assert ("change", frozenset({"D4", "B4", "C4"})) in claims_of(report)
    assert ("total", frozenset({"C6", "C4", "C5"})) in claims_of(report)


# ---------------------------------------------------------------- plain cells, the short way


@given(
    st.from_regex(r"-?[0-9]{1,17}(,[0-9]{3}){0,3}(\.[0-9]{0,10})?%?", fullmatch=True), st.booleans()
)
def test_plain_digits_are_read_as_the_long_way_reads_them(text: str, declared: bool) -> None:
    from audit.exact.reading import build, digits_only
    from audit.exact.scan import single

    found = digits_only(text, declared)
    if found is not None:
        assert found == build(single(text, declared), declared)


# ---------------------------------------------------------------- results made at once


def test_results_that_hold_are_those_of_evaluate(tmp_path: Path) -> None:
    """A claim that holds is not evaluated again: its result has to be the same."""
    from table_worlds import world

    from audit.evaluate import evaluate

    compared = 0
    for seed in range(60):
        report = check_text(world(seed).markdown(), tmp_path)
        figures = {f.id: f for f in report.figures}
        for made in report.results:
            if made.reading not in ("sum", "difference", "growth", "share", "rate", "per"):
                continue
            judged = evaluate(made.claim, figures)
            assert judged.verdict == made.verdict == "pass", made.claim.tree
            assert (judged.left, judged.right) == (made.left, made.right), made.claim.tree
            assert (judged.printed, judged.gap) == (made.printed, made.gap)
            assert judged.power == made.power, made.claim.tree
            compared += 1
    assert compared > 300
