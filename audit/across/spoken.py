"""What running text may call the rows and columns of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.languages.identity import pattern
from audit.languages.tablewords import says
from audit.model import Document
from audit.tables.grid import fold, place_of
from audit.tables.lines import Line, unit_in, without_footnote
from audit.tables.regions import Table

HAN = re.compile("[一-鿿]")
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d)")
WORD = re.compile(r"[a-z][a-z'’-]*|\d+(?:-\d+)?")
NUMBERED = re.compile(r"(?:^|[^a-z])(?:附?表|tables?)\s*([一二三四五六七八九十]+|\d+(?:[-.]\d+)?)")
STATED = re.compile(r"(?:单位[:：]\s*([^\s()（）,，;；。]{1,12}))|\(([^()]{1,40})\)\s*$")
ABOVE = 3  # blocks above a table that may be its caption
SHORT = 60  # characters of words in a table that may be its title
KINDS = ("silent", "growth", "share", "points", "per", "change", "rate")


class Spoken(Struct, eq=False):
    """A row or column as it may be called.

    name    folded, without what names nothing: 流动资产 of 流动资产小计, "" of 合计
    stems   of an English name
    kind    what its values are where they are no plain amounts: growth, change, share, points,
            rate, per, silent
    unit    of its values, as its label or a column of units beside it tells
    years   that it names;  prior: of the year before;  total: of all that stands beside it
    """

    line: Line
    name: str
    stems: frozenset[str]
    kind: str
    years: tuple[int, ...]
    prior: bool
    current: bool
    total: bool
    unit: str = ""


class Shown(Struct, eq=False):
    """A table with the names of its lines. `caption`: its title, folded; `block`: the first of its
    blocks, `end` the one behind its last, in the document; `number`: what its caption calls it."""

    table: Table
    rows: list[Spoken]
    columns: list[Spoken]
    caption: str
    subject: frozenset[str]
    unit: str
    block: int
    end: int
    number: str


def shown(document: Document, tables: Sequence[Table]) -> list[Shown]:
    """The tables of a document, each with its caption and where it stands."""
    ranges: dict[int, tuple[int, int]] = {}
    for n, block in enumerate(document.blocks):
        if block.table is not None and block.cell is not None:
            known = ranges.get(block.table)
            ranges[block.table] = (n, n + 1) if known is None else (known[0], n + 1)
    out = []
    for table in tables:
        begin, end, corner = _extent(document, table, *ranges.get(table.number, (0, 0)))
        caption = _caption(document, begin, table)
        number = NUMBERED.search(caption)
        out.append(
            Shown(
                table,
                [spoken(x) for x in table.rows if not x.heading],
                [spoken(x) for x in table.columns],
                caption,
                stems(caption),
                unit_of(caption) or scaled(corner),
                begin,
                end,
                number[1] if number else "",
            )
        )
    return out


def _extent(document: Document, table: Table, begin: int, end: int) -> tuple[int, int, str]:
    """(where the blocks of a table begin and end, what stands above the names of its rows), among the
    blocks of its sheet: it may hold other tables above and below."""
    first = min((*table.heads, table.rows[0].index))
    body = next(x.index for x in table.rows if not x.heading)
    last = max(x.index for x in table.rows if not x.heading)
    while begin < end and _row(document, begin) < first:
        begin += 1
    while end > begin and (not document.blocks[end - 1].text or _row(document, end - 1) > last):
        end -= 1
    corner = []
    for n in range(begin, end):
        row, column = place_of(document.blocks[n].cell or "A1")
        if row >= body:
            break
        if row in table.heads and column in table.labels:
            corner.append(fold(document.blocks[n].text))
    return begin, end, " ".join(corner)


def _row(document: Document, n: int) -> int:
    return place_of(document.blocks[n].cell or "A1")[0]


def _caption(document: Document, begin: int, table: Table) -> str:
    """The lines right above a table that are no sentences, and the titles within it."""
    lines: list[str] = []
    for block in reversed(document.blocks[max(0, begin - ABOVE) : begin]):
        if block.cell is not None or is_sentence(block.text):
            break
        lines.insert(0, fold(block.text))
        if NUMBERED.match(lines[0]) or block.level:
            break
    if not lines and len(table.caption) <= SHORT and not is_sentence(table.caption):
        lines = [table.caption]
    return " ".join(lines)


def is_sentence(text: str) -> bool:
    """Whether it is more than a title."""
    text = text.rstrip()
    if text[-1:] in "。；;!！" or "。" in text:
        return True
    return text[-1:] == "." and len(text.split()) > 5


def unit_of(caption: str) -> str:
    for found in STATED.finditer(caption):
        word = next(g for g in found.groups() if g).strip()
        word = re.sub(r"^(?:单位[:：] *|in |all )", "", word.split(",")[0].strip())
        factor, _, bare = units.split_scale(word)
        if factor != 1 or units.known(bare):
            return word
    return unit_in(caption) if not HAN.search(caption) else ""


def scaled(corner: str) -> str:
    """The unit that stands above the names of the rows: $ millions, 单位：万元; 县, 项目 are no units."""
    word = unit_of(corner) or unit_of(f"({corner})")
    return word if word and units.split_scale(word)[0] != 1 else ""


def spoken(line: Line) -> Spoken:
    own, unit = line.own, line.said.unit
    if line.group and is_unit(fold(own)):  # a column of units beside the names
        own, unit = line.group, own
    words = fold(without_footnote(own))
    years = tuple(int(y) for y in YEAR.findall(words)) or line.said.years
    name = name_of(words)
    flags = line.said.flags
    kind = next((k for k in KINDS if k in flags), "")
    if kind in ("growth", "change"):
        kind = "growth" if line.percent else "change" if "change" in flags else ""
        if kind == "change" and not (YEAR.search(words) or pattern("differs").search(words)):
            kind = ""
    elif kind == "share" and not line.percent:
        kind = ""
    elif kind in ("rate", "per") and not line.percent and not HAN.search(words):
        kind = "per" if "per" in flags and kind == "per" else ""
    if not kind and line.percent:
        kind = "rate"
    before = pattern("earlier").search(words) or pattern("planned").match(words)
    prior = "prior" in flags and not kind and before is not None
    current = "current" in flags and not prior
    if years or prior or current:
        name = name if len(name) > 1 and not pattern("value").match(name) else ""
    total = line.has("total") or (own != line.own and says("total", words))
    if own != line.own and unit in ("%", "％", "‰"):
        kind = kind or "rate"
    return Spoken(line, name, stems(name), kind, years, prior, current, total, unit)


@lru_cache(maxsize=1024)
def is_unit(word: str) -> bool:
    factor, _, bare = units.split_scale(word)
    return units.known(bare) or (factor != 1 and not bare)


@lru_cache(maxsize=16384)
def name_of(words: str) -> str:
    """Folded words of a label without numbering, units, years and words for the whole."""
    words = re.sub(r"\([^()]*\)|\[[^\]]*\]", " ", words)
    words = YEAR.sub(" ", words)
    for _ in range(3):
        shorter = pattern("hollow").sub("", words.strip(" ,:;，：、.")).strip(" ,:;，：、.")
        if shorter == words:
            break
        words = shorter
    return words


@lru_cache(maxsize=16384)
def stems(words: str) -> frozenset[str]:
    """The English words that name something, without endings."""
    return frozenset(s for w in WORD.findall(words) if (s := _stem(w)) and s not in _empty())


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    from audit.languages.identity_en import EMPTY

    return EMPTY


def _stem(word: str) -> str:
    if word.isdigit() or "-" in word[:2]:
        return word
    for end, instead in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if word.endswith(end) and len(word) > len(end) + 2 and not word.endswith("ss"):
            return word[: -len(end)] + instead
    return word
