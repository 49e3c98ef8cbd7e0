"""Numbers of cases/reading.md in a sentence: the scanner must read there what the reader reads."""

from __future__ import annotations

import re

import pytest
from test_reading import read_row, rows

from audit.exact.rounding import Quantity
from audit.extract import spans

# sections whose prints stand in running text
SECTIONS = (
    "Digits",
    "Chinese scales",
    "Chinese numerals",
    "Percent",
)
HAN = re.compile("[一-鿿]")


def carried() -> list[tuple[str, str]]:
    out = []
    for section, _, cells in rows():
        if cells[2] != "refused" and not section.startswith(("Declared", "With")):
            out.append((section, cells[0].strip("`")))
    return out
