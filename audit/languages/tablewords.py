"""The words of tables: what a language module lists, and all languages together.

A table may carry labels in two languages, so the lists of all languages are looked up at once.
Labels are compared folded: half-width, lower case, no blanks between Chinese characters.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from msgspec import Struct

MODULES = ("audit.languages.tables_zh", "audit.languages.tables_en")  # a further language: one line


class TableWords(Struct, frozen=True):
    """Patterns for folded labels; an empty one matches nothing.

    total      the row or column is the sum of others
    whole      it may be (总人口, net): counts only where the numbers agree
    of_which   it tells a part of what stands above it
    less, more it is taken away, it is added
    memo       it stands outside of the sum
    closing    what is left after all that went in and out
    opening    what was there before
    outgoing   goes out: taken away in a roll-forward
    rate       percent, per mille, an index, an average, a rank, a price: does not add up
    share      a share of a total: its column adds up to 100
    change     the difference of two values
    growth     the difference as a share of the earlier value
    points     a difference of percentages
    per        a value per head, per household, each
    silent     not comparable with what is printed: constant currency, comparable basis, rank
    current, prior   which of two values is the later one
    quarter    a part of a year; year: the whole of it
    counted    a label that says that whole numbers are counts
    scaled     a unit that says that whole numbers are rounded (万元, in thousands)
    unit       the unit that a header or caption states, as group 1
    naming     a column of names that are numbers (序号, code)
    missing    a cell whose value is not told; nothing: a cell that says that there is none
    note       a line below or above the table that is no part of it
    rounding   a note that says that values are rounded
    unlisted   a note that says that a total holds more than the rows that are listed
    """

    total: str = ""
    whole: str = ""
    of_which: str = ""
    less: str = ""
    more: str = ""
    memo: str = ""
    closing: str = ""
    opening: str = ""
    outgoing: str = ""
    rate: str = ""
    share: str = ""
    change: str = ""
    growth: str = ""
    points: str = ""
    per: str = ""
    silent: str = ""
    current: str = ""
    prior: str = ""
    quarter: str = ""
    year: str = ""
    counted: str = ""
    scaled: str = ""
    unit: str = ""
    naming: str = ""
    missing: str = ""
    nothing: str = ""
    note: str = ""
    rounding: str = ""
    unlisted: str = ""


@lru_cache(maxsize=64)
def pattern(field: str) -> re.Pattern[str]:
    """The words of all languages for one member of TableWords."""
    known = [getattr(import_module(m).WORDS, field) for m in MODULES]
    found = [p for p in known if p]
    return re.compile("|".join(f"(?:{p})" for p in found) if found else r"(?!)")


def says(field: str, label: str) -> bool:
    """Whether a folded label says so."""
    return bool(label) and pattern(field).search(label) is not None
