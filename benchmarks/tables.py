"""Workbooks: reading and checking against what openpyxl needs to list the values.

    python benchmarks/tables.py [--sheets 20] [--rows 500] [--repeat 3]

Each sheet holds 12 columns: two years with their change and growth, four quarters and the year, two
parts of a whole, and a row of totals. Both are timed in turn, the best of the repeats is told; the
last line says how the time grows with the number of cells.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

HEAD = [
    "地区",
    "本年",
    "上年",
    "增减",
    "增减%",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "全年",
    "男",
    "女",
]
ADDED = (1, 2, 3, 5, 6, 7, 8, 9, 10, 11)


def write(path: Path, sheets: int, rows: int) -> int:
    """A true workbook; the number of its cells."""
    from openpyxl import Workbook

    chance = random.Random(7)
    book = Workbook(write_only=True)
    for number in range(sheets):
        sheet = book.create_sheet(f"表{number + 1}")
        sheet.append(HEAD)
        total: list[int] = [0] * len(HEAD)
        for k in range(rows - 2):
            row = line(f"镇{k + 1}", chance)
            for c in ADDED:
                total[c] += int(row[c])
            sheet.append(row)
        growth = round((total[1] / total[2] - 1) * 100, 1)
        sheet.append(["合计", *total[1:4], growth, *total[5:]])
    book.save(path)
    return sheets * rows * len(HEAD)


def line(name: str, chance: random.Random) -> list[str | int | float]:
    new, old = chance.randint(1000, 99999), chance.randint(1000, 99999)
    quarters = [chance.randint(100, 9999) for _ in range(4)]
    men = chance.randint(0, new)
    growth = round((new / old - 1) * 100, 1)
    return [name, new, old, new - old, growth, *quarters, sum(quarters), men, new - men]


def list_values(path: Path) -> float:
    from openpyxl import load_workbook

    begin = time.perf_counter()
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for _ in sheet.iter_rows(values_only=True):
            pass
    return time.perf_counter() - begin


def check(path: Path) -> float:
    from audit.pipeline import Options
    from audit.pipeline import check as run

    begin = time.perf_counter()
    report = run(path, Options(every_message=False))
    spent = time.perf_counter() - begin
    assert not report.findings, "the workbook is true"
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=20)
    parser.add_argument("--rows", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        spent = []
        for part in (1, 4):
            path = Path(folder) / f"{part}.xlsx"
            cells = write(path, max(1, wanted.sheets * part // 4), wanted.rows)
            pairs = [(list_values(path), check(path)) for _ in range(wanted.repeat)]
            listing, checking = (min(p[k] for p in pairs) for k in (0, 1))
            spent.append(checking / cells)
            print(
                f"{cells:>8} cells   openpyxl {listing:6.2f} s   reportaudit {checking:6.2f} s"
                f"   {checking / listing:5.1f} times"
            )
        print(f"time for a cell grows {spent[1] / spent[0]:.2f} times over 4 times the cells")


if __name__ == "__main__":
    main()
