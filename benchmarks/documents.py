"""How fast documents are read, as ratios within one run: python benchmarks/documents.py [--repeat 5]

A Word file of 50 pages with 20 tables against python-docx (opened, its text listed in order), a
workbook of 20 sheets x 500 rows x 12 columns against openpyxl read-only (its values listed), PDF
pages against pdfplumber (words and tables). All are made up from a fixed seed; the jobs take turns,
and the best times are compared.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pdfplumber

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pdfs import Sheet, pdf

import audit
from audit.readers import read_document

WORDS = [
    "county",
    "office",
    "report",
    "budget",
    "income",
    "rose",
    "fell",
    "towns",
    "people",
    "births",
    "roads",
    "schools",
    "year",
    "plan",
]


def report(path: Path, chance: random.Random) -> None:
    """About 50 pages, 20 tables of 12 x 6 among them."""
    made = docx.Document()
    for number in range(20):
        made.add_heading(f"Part {number + 1}", 1)
        for _ in range(16):
            sentence = " ".join(chance.choices(WORDS, k=60))
            made.add_paragraph(
                f"{sentence}, {chance.randrange(10**6):,} in all, up {chance.random() * 9:.2f}%."
            )
        table = made.add_table(12, 6)
        for row in table.rows:
            for cell in row.cells:
                cell.text = f"{chance.randrange(10**6):,}"
    made.save(str(path))


def workbook(path: Path, chance: random.Random) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number in range(20):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        sheet.append(["item", *(f"month {n}" for n in range(1, 12))])
        for row in range(2, 501):
            sheet.append([f"row {row}", *(round(chance.random() * 10**5, 2) for _ in range(11))])
            for column in range(2, 13):
                sheet.cell(row, column).number_format = "#,##0.00"
    book.save(path)


def prose(path: Path, chance: random.Random) -> None:
    pages = []
    for _ in range(30):
        lines = [
            " ".join(chance.choices(WORDS, k=13)) + f" {chance.randrange(10**5):,}"
            for _ in range(42)
        ]
        pages.append(Sheet().lines(60, 770, lines, 10))
    path.write_bytes(pdf(*pages))


def list_docx(path: Path) -> int:
    made = docx.Document(str(path))
    count = 0
    for item in made.iter_inner_content():
        if isinstance(item, docx.table.Table):
            count += sum(len(cell.text) for row in item.rows for cell in row.cells)
        else:
            count += len(item.text)
    return count


def list_xlsx(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(
        v is not None for sheet in book for row in sheet.iter_rows(values_only=True) for v in row
    )


def list_pdf(path: Path) -> int:
    with pdfplumber.open(path) as file:
        return sum(len(page.extract_words()) + len(page.extract_tables()) for page in file.pages)


def compared(jobs: dict[str, Callable[[], object]], repeat: int) -> None:
    times = {name: float("inf") for name in jobs}
    for _ in range(repeat):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            times[name] = min(times[name], time.perf_counter() - start)
    base = next(iter(times.values()))
    for name, seconds in times.items():
        print(f"  {name:34} {seconds * 1000:8.1f} ms  x {seconds / base:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, make, peer, title in (
            ("docx", report, list_docx, "python-docx: text in order"),
            ("xlsx", workbook, list_xlsx, "openpyxl read-only: values"),
            ("pdf", prose, list_pdf, "pdfplumber: words and tables"),
        ):
            path = folder / f"a.{kind}"
            make(path, chance)
            print(f"{kind}, {path.stat().st_size >> 10} KiB")
            jobs: dict[str, Callable[[], object]] = {
                title: lambda peer=peer, path=path: peer(path),
                "read": lambda path=path: read_document(path),
            }
            if kind != "xlsx":
                jobs["read and extracted"] = lambda path=path: audit.read_figures(str(path))
            compared(jobs, repeat)


if __name__ == "__main__":
    main()
