"""Rows and columns as lines with a label, told what they are by the words of the label."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.languages.tablewords import pattern, says
from audit.tables.grid import Cell, fold

_FOOTNOTE = re.compile(r"\s*(?:[(（\[]\s*(?:\d{1,2}|[a-z])\s*[)）\]]|[*†‡]+)$", re.IGNORECASE)
_LEVELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]"),
    re.compile(r"\d{1,2}[、.．](?!\d)"),
    re.compile(r"[(（]\d{1,2}[)）](?=.)"),
)
_YEAR = re.compile(r"(?:19|20)\d\d")
DEEPEST = 9
FLAGS = [
    "total",
    "whole",
    "of_which",
    "less",
    "more",
    "memo",
    "closing",
    "opening",
    "outgoing",
    "rate",
    "share",
    "change",
    "growth",
    "points",
    "per",
    "silent",
    "current",
    "prior",
    "quarter",
    "year",
]


class Said(Struct, frozen=True):
    """What the words of a label say: members of TableWords, its level by numbering, its years."""

    flags: frozenset[str]
    level: int
    years: tuple[int, ...]
    percent: str  # the sign that its values have by the label: %, ‰ or ""
    unit: str


class Line(Struct, eq=False):
    """A row or column of values.

    index   row or column in the grid;  at: its number among the lines of the table
    label   all its words;  own: the innermost ones;  group: those above or before them
    """

    index: int
    at: int
    label: str
    own: str
    group: str
    said: Said
    counted: bool = False
    percent: bool = False  # its values are percentages or other rates
    derived: bool = False  # told by other lines: change, growth, share
    cells: list[Cell | None] = []
    section: int = 0
    heading: bool = False  # no values: it names the lines below
    probes: list[int] | None = None  # where it has most digits: `sums` asks again and again

    def has(self, flag: str) -> bool:
        return flag in self.said.flags

    @property
    def adds(self) -> bool:
        """Whether its values may be added up at all."""
        return not self.percent and "rate" not in self.said.flags


def without_footnote(text: str) -> str:
    return _FOOTNOTE.sub("", text.strip())


@lru_cache(maxsize=65536)
def said(label: str, own: str) -> Said:
    """What a label says: roles by its innermost words, kinds of value by all of its words."""
    whole, inner = fold(without_footnote(label)), fold(without_footnote(own))
    found = set()
    for flag in FLAGS:
        if says(flag, inner) or (flag in _BY_GROUP and says(flag, whole)):
            found.add(flag)
    if (
        found & {"growth", "change"}
        and "rate" in found
        and "share" in found
        and "growth" not in found
    ):
        found.discard("change")
    percent = "‰" if "‰" in whole else "%" if "%" in whole or "percent" in whole else ""
    level = next((k for k, p in enumerate(_LEVELS) if p.match(inner)), DEEPEST)
    years = tuple(int(y) for y in _YEAR.findall(inner) or _YEAR.findall(whole))
    return Said(frozenset(found), level, years, percent, unit_in(whole))


_BY_GROUP = {"rate", "share", "change", "growth", "silent", "points"}


@lru_cache(maxsize=4096)
def unit_in(label: str) -> str:
    """The unit that a folded label states in brackets or after 单位, "" where there is none."""
    for found in pattern("unit").finditer(label):
        word = next((g for g in found.groups() if g), "").strip()
        if not word:
            continue
        factor, _, name = units.split_scale(word)
        if factor != 1 or units.known(name) or word[:1] in "$€£¥":
            return word
    return ""


def counts(label: str, unit: str, caption: str) -> bool:
    """Whether whole numbers below the label are counts: by unit, by words, by the caption's unit."""
    if says("scaled", label) or (unit and not _counting(unit)):
        return False
    if unit or says("counted", label):
        return True
    stated = unit_in(caption)
    return bool(stated) and _counting(stated)


def _counting(unit: str) -> bool:
    factor, scale, name = units.split_scale(unit)
    return factor == 1 and not scale and units.known(name) and units.is_count(name)
