"""Which cell of a table a figure of running text speaks of, by its words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from audit.across.spoken import HAN, YEAR, Shown, Spoken, stems
from audit.exact.units import is_count
from audit.frames import Frame
from audit.languages.identity import pattern
from audit.relations.base import same_unit
from audit.tables.grid import VALUES, Cell, fold

SUBJECT = 3  # Han characters in a row that name what a caption is about
NAMED, CARRIED, TOTAL, ONLY, UNIT, NOWHERE = "named", "carried", "total", "only", "unit", ""
BASE = re.compile(
    r"(?:than|from|over|against|above|below|on|since) (?:[a-z]+ ){0,4}((?:19|20)\d\d)"
)
WANTED = {"level": "", "growth": "growth", "change": "change", "share": "share", "points": "points"}


class Said(Struct, eq=False):
    """The words around a figure.

    near      from the figure before it, up to the next stop, folded
    sentence  from its beginning up to the figure, folded
    year      that they name, None where they name none;  clear: it is not one of several
    prior     they speak of the year before
    base      the year that a growth or change is told against
    """

    frame: Frame
    near: str
    sentence: str
    whole: str
    year: int | None
    clear: bool
    prior: bool
    base: int | None


class Address(Struct, eq=False):
    """A cell, and how its row and column were found."""

    shown: Shown
    cell: Cell
    row: Spoken
    column: Spoken
    by_row: str
    by_column: str


def said_of(frame: Frame) -> Said:
    p = frame.paragraph
    start, end = p.sentence_start(frame.start), p.sentence_end(frame.start)
    tail = frame.tail
    for k, char in enumerate(tail):
        if char in "，。；,;:：(（":
            tail = tail[:k]
            break
    near = fold(f"{_lead(frame)}{tail}")
    sentence = fold(p.text[max(start, frame.start - 110) : frame.start])
    whole = fold(p.text[start:end][-120:] if end - start > 120 else p.text[start:end])
    lead = re.split("[;；。]", frame.lead)[-1]
    around = {int(y) for y in YEAR.findall(f"{lead} {tail}")}
    before = {int(y) for y in YEAR.findall(p.text[start : frame.start])}
    above = {int(y) for y in YEAR.findall(p.text[: frame.start])}
    years = next((ys for ys in (around, before, above) if ys), set())
    year, clear = (min(years) if len(years) == 1 else None), len(years) < 2
    earlier = frame.role == "prior" or pattern("earlier").search(near) is not None
    prior = earlier and frame.kind == "level"
    if frame.kind == "level" and frame.role == "prior" and len(around) != 1:
        year, clear = None, not before
    against = BASE.search(tail.lower()) if frame.kind in ("growth", "change") else None
    base = int(against[1]) if against else None
    return Said(frame, near, sentence, whole, year, clear, prior, base)


def _lead(frame: Frame) -> str:
    """The words before a figure; those before its bracket where it follows them there: 预算（12万元）."""
    if frame.bracket is None or frame.lead.strip(" (（"):
        return frame.lead[-60:]
    ahead = frame.paragraph.text[: frame.bracket.start].rstrip("(（ ")
    return re.split(r"[\d,;:。，；：]", ahead)[-1][-60:]


def address(said: Said, shown: Shown, own_year: int | None) -> Address | None:
    """The one cell that the words speak of; None where they do not say which."""
    kinds = kinds_of(said.frame)
    if _of_another_year(said, shown, own_year):
        return None
    rows = [x for x in shown.rows if x.kind in ("", *kinds)]
    row, by_row = chosen(_of_year(rows, said, own_year), said, shown, len(shown.rows) == 1)
    if row is None:
        return None
    columns = [x for x in shown.columns if _kind(row, x) in kinds]
    columns = _of_year(columns, said, own_year)
    counted = _of_unit(columns, said.frame.unit)
    column, by_column = chosen(counted, said, shown)
    if column is None:
        return None
    if by_column == ONLY and len(counted) < len(columns):
        by_column = UNIT
    cell = row.line.cells[column.line.at]
    if cell is None or cell.state not in VALUES or cell.figure is None:
        return None
    return Address(shown, cell, row, column, by_row, by_column)


def _of_unit(columns: Sequence[Spoken], unit: str) -> list[Spoken]:
    """小学41所: not the columns that count in 人."""
    if not unit or not is_count(unit):
        return list(columns)
    return [x for x in columns if not is_count(x.unit) or same_unit(x.unit, unit)]


def _of_another_year(said: Said, shown: Shown, own_year: int | None) -> bool:
    """Whether the words name a year of which a table without years does not tell."""
    if any(x.years or x.prior for x in (*shown.rows, *shown.columns)):
        return False
    return said.prior or (own_year is not None and said.year not in (None, own_year))


def row_of(said: Said, shown: Shown, own_year: int | None) -> Spoken | None:
    """The row that the words name, where they do not say which of its columns."""
    if _of_another_year(said, shown, own_year):
        return None
    rows = [x for x in shown.rows if x.kind in ("", *kinds_of(said.frame))]
    row, how = chosen(_of_year(rows, said, own_year), said, shown, False)
    return row if how in (NAMED, CARRIED) else None


def kinds_of(frame: Frame) -> tuple[str, ...]:
    """The kinds of values that a figure may retell."""
    if frame.kind == "level" and pattern("compared").match(frame.tail.lower()):
        return ("change",)
    if frame.kind == "rate":
        return ("rate",)
    if frame.kind == "per":
        return ("per", "")  # 人均 may stand in the caption alone
    wanted = WANTED.get(frame.kind)
    return () if wanted is None else (wanted,)


def _kind(row: Spoken, column: Spoken) -> str:
    return row.kind or column.kind


def _of_year(lines: Sequence[Spoken], said: Said, own_year: int | None) -> list[Spoken]:
    """The lines that the year of the words leaves."""
    dated = [x for x in lines if x.years]
    out = list(lines)
    if dated and len(dated) * 2 >= len(lines):
        year = said.year
        if year is None:
            if not said.clear:
                return []
            latest = sorted({y for x in dated for y in x.years}, reverse=True)
            year = latest[1] if said.prior and len(latest) > 1 else latest[0]
        elif said.prior and said.frame.role != "prior":
            year -= 1
        base = said.base
        out = [
            x
            for x in lines
            if not x.years or (min(x.years) == base if base and x.kind else _fits(x, year))
        ]
    now = said.year is None or own_year is None or said.year == own_year
    if any(x.prior for x in lines):
        before = said.prior or (
            said.year is not None and own_year is not None and said.year == own_year - 1
        )
        if not before and not now:
            return []
        out = [x for x in out if x.prior == before or (x.kind and not x.prior)]
    elif said.prior and not dated:
        return [x for x in out if x.kind or not any(y.current for y in lines)]
    return out


def _fits(line: Spoken, year: int) -> bool:
    return max(line.years) == year if line.kind else line.years[0] == year


def chosen(
    lines: Sequence[Spoken], said: Said, shown: Shown, alone: bool = True
) -> tuple[Spoken | None, str]:
    """The line that the words name; of all lines their total, where they speak of the whole. `alone`:
    one that is left may be meant without being named."""
    found = _named(lines, said.near)
    if len(found) > 1:
        totals = [x for x in found if x.total]
        found = totals if len(totals) == 1 else found
    if found:
        return (found[0], NAMED) if len(found) == 1 else (None, NOWHERE)
    if len(lines) == 1 and (alone or not lines[0].name):
        return lines[0], ONLY
    told = [x for x in lines if x.current or x.years]
    if alone and len(told) == 1 and not any(x.total for x in lines):
        return told[0], ONLY
    totals = [x for x in lines if x.total and not x.name]
    totals = totals[-1:] or [x for x in lines[-1:] if x.total]
    if totals and pattern("overall").search(said.near):
        return totals[0], TOTAL
    found = _named(lines, said.sentence)
    if found:
        return (found[0], CARRIED) if len(found) == 1 else (None, NOWHERE)
    if totals and _speaks_of_all(said, shown):
        return totals[0], TOTAL
    return None, NOWHERE


def _named(lines: Sequence[Spoken], words: str) -> list[Spoken]:
    """The lines with the longest name that stands in the words, the last of them in the text."""
    hits: list[tuple[int, int, Spoken]] = []
    own = stems(words)
    for x in lines:
        if len(x.name) < 2:
            continue
        if HAN.search(x.name):
            at = words.rfind(x.name)
            if at >= 0:
                hits.append((at + len(x.name), len(x.name), x))
        elif x.stems and x.stems <= own:
            hits.append((0, len(x.stems), x))
    if not hits:
        return _partly(lines, own)
    ends = max(h[0] for h in hits)
    last = [h for h in hits if h[0] == ends]
    most = max(h[1] for h in last)
    return [x for _, n, x in last if n == most]


def _partly(lines: Sequence[Spoken], own: frozenset[str]) -> list[Spoken]:
    """English names of which most words are said, and no other line has as many."""
    scored = [(n, x) for x in lines if (n := len(x.stems & own)) > max(1, len(x.stems) // 2)]
    if not scored:
        return []
    most = max(n for n, _ in scored)
    return [x for n, x in scored if n == most]


def _speaks_of_all(said: Said, shown: Shown) -> bool:
    """Whether the words are of the whole, or of what the table as such is about."""
    words = f"{said.sentence} {said.near}"
    if pattern("overall").search(words):
        return True
    if HAN.search(shown.caption):
        return shares(words, shown.caption) >= SUBJECT
    return bool((stems(said.near) | stems(said.sentence)) & shown.subject)


def shares(words: str, caption: str) -> int:
    """How many Han characters in a row the words share with the caption."""
    best = 0
    for i in range(len(words)):
        while (
            i + best < len(words)
            and all("一" <= c <= "鿿" for c in words[i : i + best + 1])
            and words[i : i + best + 1] in caption
        ):
            best += 1
    return best
