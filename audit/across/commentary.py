"""Running text held against the tables beside it: 如表1所示, and what stands right below or above.

Words decide which cell is meant, never the value. Where the two differ, it is an error only if the
words leave no doubt: one slip of the pen explains it, or the rest of the text agrees with the table.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from audit.across.address import (
    CARRIED,
    NAMED,
    TOTAL,
    UNIT,
    Address,
    Said,
    address,
    kinds_of,
    row_of,
    said_of,
)
from audit.across.spoken import HAN, NUMBERED, YEAR, Shown, is_sentence, stems
from audit.exact import units
from audit.exact.formula import Name, Node
from audit.exact.interval import Interval
from audit.frames import Frame, Text, usable
from audit.languages.identity import found, pattern
from audit.model import FAIL, Document, Figure, Result
from audit.readings import Proposal, Reading, equal, judged, number, times
from audit.relations.base import same_unit
from audit.relations.restate import slipped
from audit.tables.grid import NUMBER, Cell, fold

BESIDE = 2  # paragraphs above and below a table that speak of it
AROUND = 4  # tables before and after a paragraph that may stand beside it: sheets hold several
RUN = re.compile("[一-鿿]+$")
DIGITS = 3  # of a value that is hardly met by chance
NEAR = Fraction(3, 2)  # values further apart are of two quantities, or of two units
LONGEST = 400  # characters of a paragraph that may tell of a part of the year
TITLES = 3  # blocks at the beginning of a document that may be its title
TITLE = 80  # characters of one
SHIFTS = tuple(Fraction(10) ** k for k in (1, 2, 3, 4, 6, 8, 9))
SCALES = tuple(Fraction(10) ** k for k in (0, 3, 4, 6, 8, 9))


class Pair(Struct, eq=False):
    """A figure of running text and the cell that it retells. `factor`: of the cell's value, in the
    unit of the text; `cited`: the text names the table by its number."""

    said: Said
    address: Address
    factor: Fraction
    cited: bool

    @property
    def agrees(self) -> bool:
        return self.said.frame.figure.interval().meets(boxed(self.address.cell, self.factor))


def retold(
    texts: Sequence[Text],
    all_: Sequence[Shown],
    document: Document,
    figures: Mapping[str, Figure],
) -> Iterator[Result]:
    """What the text of one document retells of its tables."""
    title = title_of(document)
    own_year = year_of(document)
    begins = [s.block for s in all_]
    numbered: dict[str, list[Shown]] = {}
    for s in all_:
        if s.number:
            numbered.setdefault(s.number, []).append(s)
    for text in texts:
        for paragraph in text.part.paragraphs:
            frames = [f for f in text.of(paragraph) if _retells(f)]
            if not frames or paragraph.heading:
                continue
            at = bisect_right(begins, paragraph.number)
            beside = _beside(paragraph.number, document, all_[max(0, at - AROUND) : at + AROUND])
            cited = _cited(paragraph.text, numbered)
            if beside or cited:
                yield from _in_paragraph(
                    frames, cited or beside, bool(cited), own_year, title, figures
                )


def title_of(document: Document) -> str:
    return " ".join(fold(t) for t in _titles(document))


def year_of(document: Document) -> int | None:
    """The year that a report is about, by its title."""
    for text in _titles(document):
        years = {int(y) for y in YEAR.findall(text)}
        if len(years) == 1 and not pattern("issued").search(fold(text)):
            return years.pop()
    return None


def _titles(document: Document) -> Iterator[str]:
    for block in document.blocks[:TITLES]:
        if block.cell is None and len(block.text) < TITLE and not is_sentence(block.text):
            yield block.text


def _retells(f: Frame) -> bool:
    return (
        bool(kinds_of(f))
        and usable(f.figure)
        and f.value > 0
        and (f.role in ("", "to", "prior") or pattern("earlier").search(f.lead) is not None)
    )


def _beside(number: int, document: Document, all_: Sequence[Shown]) -> list[Shown]:
    """The tables that a paragraph stands beside: nothing but sentences and captions between."""
    out = []
    for s in all_:
        if s.end <= number <= s.end + BESIDE - 1:
            gap = document.blocks[s.end : number]
        elif number < s.block and number >= s.block - BESIDE - 1:
            gap = document.blocks[number + 1 : s.block]
        else:
            continue
        if not any(
            b.level or b.kind == "heading" or (b.cell is not None and b.table != s.table.number)
            for b in gap
        ):
            out.append(s)
    return out


def _cited(text: str, numbered: Mapping[str, Sequence[Shown]]) -> list[Shown]:
    if not numbered:
        return []
    numbers = dict.fromkeys(m[1] for m in NUMBERED.finditer(text.lower()))
    return [s for n in numbers for s in numbered.get(n, ())]


def _in_paragraph(
    frames: Sequence[Frame],
    tables: Sequence[Shown],
    cited: bool,
    own_year: int | None,
    title: str,
    figures: Mapping[str, Figure],
) -> Iterator[Result]:
    agreed: list[Pair] = []
    apart: list[Pair] = []
    for frame in frames:
        said = said_of(frame)
        pairs = [p for s in tables if (p := _pair(said, s, own_year, cited)) is not None]
        held = [p for p in pairs if p.agrees] or [
            p for s in tables if (p := _in_row(said, s, own_year, cited)) is not None
        ]
        if held:
            agreed.append(held[0])
        elif pairs and not any(p.agrees for p in pairs):
            apart += pairs
    support = Counter(id(p.address.shown) for p in agreed)
    apart = [p for p in apart if _comparable(p, title) and _whole_name(p)]
    against = Counter(id(p.address.shown) for p in apart)
    for p in agreed:
        short = digits(p.said.frame.figure) < DIGITS
        if short and not (_sure(p) or p.cited or support[id(p.address.shown)] > 1):
            continue
        result = _result(p, figures, strong=False)
        if result is not None and result.verdict != FAIL:
            yield result
    for p in apart:
        key = id(p.address.shown)
        alone = sum(q.said is p.said and _likely(q) for q in apart) == 1
        same = any(_row_and_sentence(p) == _row_and_sentence(q) for q in agreed)
        if alone and against[key] <= max(1, support[key]) and _accused(p, support[key], same):
            result = _result(p, figures, strong=True)
            if result is not None:
                yield result


def _pair(said: Said, s: Shown, own_year: int | None, cited: bool) -> Pair | None:
    year = {int(y) for y in YEAR.findall(s.caption)}
    at = address(said, s, year.pop() if len(year) == 1 else own_year)
    if at is None:
        return None
    factor = factor_of(said.frame.figure, at)
    if factor is not None and (at.cell.figure is not None and (at.cell.figure.value or 0) < 0):
        if said.frame.kind not in ("growth", "change", "points") or said.frame.sense > 0:
            return None
        factor = -factor  # 下降11.2%, and -11.2% in the table
    return None if factor is None else Pair(said, at, factor, cited)


def _in_row(said: Said, s: Shown, own_year: int | None, cited: bool) -> Pair | None:
    """The one cell of a row that the words name which says the same; none is held against it."""
    row = row_of(said, s, own_year)
    if row is None or digits(said.frame.figure) < DIGITS:
        return None
    pairs = []
    for column in s.columns:
        cell = row.line.cells[column.line.at]
        if cell is not None and cell.state == NUMBER and not (row.kind or column.kind):
            at = Address(s, cell, row, column, CARRIED, "")
            factor = factor_of(said.frame.figure, at)
            if factor is not None and (p := Pair(said, at, factor, cited)).agrees:
                pairs.append(p)
    return pairs[0] if len(pairs) == 1 else None


def _sure(p: Pair) -> bool:
    return p.address.by_row in (NAMED, CARRIED) or p.address.by_column in (NAMED, CARRIED)


# ---------------------------------------------------------------- units


def factor_of(figure: Figure, at: Address) -> Fraction | None:
    """What a value of the cell is multiplied by to be in the unit of the figure; None: they cannot be
    compared."""
    cell = at.cell.figure
    assert cell is not None
    rate = figure.unit in ("%", "‰", "百分点")
    if rate or at.row.kind or at.column.kind:
        return Fraction(1) if rate else _scaled(figure, at)
    return _scaled(figure, at)


def _scaled(figure: Figure, at: Address) -> Fraction | None:
    cell = at.cell.figure
    assert cell is not None
    word = at.row.unit or at.column.unit or at.shown.unit
    scale, _, bare = units.split_scale(word) if word else (1, "", "")
    if cell.unit:
        scale, bare = (scale if not bare or _alike(bare, cell.unit) else 1), cell.unit
    own = units.dimension(figure.unit) if figure.unit else ""
    other = units.dimension(bare) if bare and units.known(bare) else ""
    if own and other and own != other and not (own == "count" and other == "count"):
        return None
    if other == "rate" or (own == other == "count" and not same_unit(figure.unit, bare)):
        return None
    size = units.factor(figure.unit) if figure.unit else Fraction(1)
    if word:
        # 371 thousand under "thousand tonnes": the text leaves the unit out, not its scale
        own_size = units.factor(bare) if figure.unit and bare and units.known(bare) else 1
        return scale * own_size / size
    fits = [s for s in SCALES if _near(figure, at.cell, s / size)]
    return fits[0] / size if len(fits) == 1 else None


def _alike(one: str, two: str) -> bool:
    return units.known(one) and units.dimension(one) == units.dimension(two)


def _near(figure: Figure, cell: Cell, factor: Fraction) -> bool:
    assert cell.figure is not None
    one, two = figure.value or Fraction(0), (cell.figure.value or Fraction(0)) * factor
    small, large = sorted((abs(one), abs(two)))
    return small * NEAR >= large


def boxed(cell: Cell, factor: Fraction) -> Interval:
    assert cell.figure is not None
    box = cell.figure.interval()
    return box if factor == 1 else box.scale(factor)


# ---------------------------------------------------------------- verdicts


def _row_and_sentence(p: Pair) -> tuple[int, int, int]:
    f = p.said.frame
    return id(p.address.shown), p.address.row.line.at, f.paragraph.sentence(f.start)


def _accused(p: Pair, support: int, same: bool) -> bool:
    """Whether words leave no doubt that both are one quantity. `support`: how many numbers of the
    paragraph agree with the table; `same`: one of the sentence agrees with this row."""
    if _elsewhere(p) or not (_total_is_meant(p) or (same and HAN.search(p.said.near))):
        return False
    if p.address.by_column == UNIT and not _bare(p):
        return False
    sure = _sure(p) or bool(p.address.row.years or p.address.column.years) or p.cited or support > 0
    if one_slip(p) and sure:
        return True
    if not HAN.search(p.said.near) or not (p.cited or support):
        return False
    assert p.address.cell.figure is not None
    return _near(p.said.frame.figure, p.address.cell, p.factor) and _bare(p)


def _likely(p: Pair) -> bool:
    """Whether the cell is near enough to be meant."""
    assert p.address.cell.figure is not None
    return one_slip(p) or _near(p.said.frame.figure, p.address.cell, p.factor)


def _comparable(p: Pair, title: str) -> bool:
    """Whether basis, part of the year, and place agree."""
    labels = fold(
        f"{p.address.row.line.label} {p.address.column.line.label} {p.address.shown.caption}"
    )
    for field in ("basis", "within"):
        told = found(field, p.said.near if field == "basis" else p.said.sentence + p.said.near)
        if not _all_in(told, found(field, labels) | found(field, title)):
            return False
        words = fold(p.said.frame.paragraph.text[:LONGEST]) if field == "within" else p.said.whole
        known = found(field, words) | found(field, title)
        for line, named in _own_words(p):
            if not (named and field == "basis") and not _all_in(found(field, line), known):
                return False
    words = p.said.sentence
    for x in (*p.address.shown.rows, *p.address.shown.columns):
        words = words.replace(x.name, " ") if len(x.name) > 1 else words
    places = found("place", words)
    return all(w in labels or w in title for w in places) and _of_one_whole(p, labels + title)


def _own_words(p: Pair) -> Iterator[tuple[str, bool]]:
    """The words of the row and of the column, and whether the text has chosen the line by them; 决算数
    need not be said where the row is, a budget has to be."""
    row, column = fold(p.address.row.line.own), fold(p.address.column.line.own)
    by_row = p.address.by_row in (NAMED, CARRIED)
    yield row, by_row
    if pattern("planned").search(column):
        by_row = False
    yield column, by_row or p.address.by_column in (NAMED, CARRIED)


def _all_in(words: Iterable[str], known: Iterable[str]) -> bool:
    """Whether each word is one of the known ones, or they differ by an ending: plan, planned."""
    return all(any(w in k or k in w for k in known) for w in words)


def _of_one_whole(p: Pair, told: str) -> bool:
    """Whether 全省 in the text can be what the table is about: its title, caption or labels tell of a
    省, or of no kind of place at all."""
    wholes = [m[0] for m in pattern("whole").finditer(p.said.sentence)][-1:]
    known = set(found("realm", told))
    return all(w[-1] in known or not (known or w[-1] in "国省") for w in wholes)


def _whole_name(p: Pair) -> bool:
    """Whether the words name the row and column themselves: 地方税收收入 is not 税收收入."""
    for x, how in ((p.address.row, p.address.by_row), (p.address.column, p.address.by_column)):
        if how not in (NAMED, CARRIED) or not HAN.search(x.name):
            continue
        words = p.said.near if how == NAMED else p.said.sentence
        ahead = words[: max(0, words.rfind(x.name))]
        for y in (*p.address.shown.rows, *p.address.shown.columns):
            ahead = ahead.replace(y.name, " ") if len(y.name) > 1 else ahead
        run = RUN.search(ahead)
        if run is not None and _left(run[0], p):
            return False
    return True


def _left(words: str, p: Pair) -> str:
    """What is left of words without verbs and what the caption says."""
    words = pattern("stating").sub(" ", pattern("around").sub(" ", words))
    return "".join(c for c in words if HAN.match(c) and c not in p.address.shown.caption)


def _total_is_meant(p: Pair) -> bool:
    """Whether a row of totals that is not named is meant beyond doubt: the words speak of the whole, or
    of nothing but what the table is about."""
    if p.address.by_row != TOTAL or pattern("overall").search(p.said.near):
        return True
    if HAN.search(p.said.near):
        return _bare(p)
    told = p.address.shown.subject | p.address.row.stems | p.address.column.stems
    return {w for w in stems(p.said.near) if not w[:1].isdigit()} <= told


def _elsewhere(p: Pair) -> bool:
    """Whether another cell of the row or column says what the text says: it may be meant."""
    box = p.said.frame.figure.interval()
    for line in (p.address.row.line, p.address.column.line):
        for cell in line.cells:
            if cell is None or cell.state != NUMBER or cell is p.address.cell:
                continue
            if box.meets(boxed(cell, p.factor)) and digits(p.said.frame.figure) >= DIGITS:
                return True
    return False


def _bare(p: Pair) -> bool:
    """Whether the words say nothing but the names of the row and column, and of the table."""
    words = p.said.near
    for name in sorted((p.address.row.name, p.address.column.name), key=len, reverse=True):
        if len(name) > 1:
            words = words.replace(name, " ")
    words = NUMBERED.sub(" ", words)
    rest = " ".join(pattern("around").sub(" ", w) for w in words.replace("，", ",").split(","))
    rest = pattern("stating").sub(" ", YEAR.sub(" ", rest))
    return not any("一" <= c <= "鿿" and c not in p.address.shown.caption for c in rest)


def one_slip(p: Pair) -> bool:
    assert p.address.cell.figure is not None
    return one_slip_apart(p.address.cell.figure, p.said.frame.figure, p.factor)


def one_slip_apart(old: Figure, new: Figure, factor: Fraction) -> bool:
    """Whether two figures, rounded alike, are one slip of the pen apart; `factor`: of the old value,
    in the unit of the new one."""
    one, two = new.value, (old.value or Fraction(0)) * factor
    if not one or not two:
        return False
    if max(one, two) / min(one, two) in SHIFTS:
        return digits(new) >= DIGITS
    step = max(new.step or Fraction(0), (old.step or Fraction(0)) * factor) or Fraction(1)
    a, b = str(round(one / step)), str(round(two / step))
    return min(len(a), len(b)) >= DIGITS and slipped(a, b)


def digits(figure: Figure) -> int:
    told = "".join(c for c in figure.text if c.isdigit()).lstrip("0")
    return len(told if "." in figure.text else told.rstrip("0"))


def _result(p: Pair, figures: Mapping[str, Figure], strong: bool) -> Result | None:
    new, old = p.said.frame.figure, p.address.cell.figure
    assert old is not None
    left: Node = Name(new.id)
    right: Node = Name(old.id)
    if new.unit in ("%", "‰", "百分点"):
        right = Name(old.id, "" if old.unit else new.unit)
        right = right if p.factor == 1 else times(right, number(p.factor))
    else:
        own = units.factor(old.unit) / units.factor(new.unit) if old.unit and new.unit else 1
        if p.factor != own:
            right = times(right, number(p.factor / own))
    reading = Reading(equal(left, right), {"told": (old.id,), "again": (new.id,)}, "told-again")
    return judged(Proposal("restatement", (reading,), None, strong=strong), figures)
