"""What a figure tells: its name, unit, period, basis and scope, by which it is known again.

Two figures are one quantity only where all of these agree; their values are never asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.exact.interval import Interval
from audit.frames import Frame, Text, usable
from audit.languages.identity import found, pattern
from audit.model import Document, Figure
from audit.tables.grid import fold

YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d)")
HAN = re.compile("[一-鿿]")
KINDS = ("level", "rate")
LONG = 4  # characters of a Chinese name that says what it is
TITLES = 3  # blocks at the beginning of a document that may name its year


class Told(Struct, frozen=True, eq=False):
    """One telling of a quantity.

    name       folded, without what is no part of it
    factor     what a printed value is multiplied by to be in the base unit of `dimension`
    dimension  "" where the unit is not told
    year       None where it is not told; `sure`: told without a doubt
    within, basis, scope   words that have to agree
    table      the number of the table, 0 in running text
    block      the paragraph, in running text
    """

    figure: Figure
    name: str
    factor: Fraction
    dimension: str
    year: int | None
    sure: bool
    within: frozenset[str] = frozenset()
    basis: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()
    document: int = 0
    table: int = 0
    block: int = 0
    row: str = ""  # of a cell: what stands in its row is told of the same thing

    def box(self) -> Interval:
        return self.figure.interval().scale(self.factor)

    def size(self) -> Fraction:
        return (self.figure.value or Fraction(0)) * self.factor


@lru_cache(maxsize=16384)
def name_of(label: str) -> str:
    """A label as names are compared: without verbs, years and words for the whole."""
    words = fold(label)
    for _ in range(4):
        shorter = pattern("around").sub("", words).strip(" ,:;，：()（）")
        if shorter == words:
            break
        words = shorter
    return words


def is_name(name: str) -> bool:
    """Whether it names anything by itself."""
    return len(name) > 1 and not name.isdigit() and pattern("generic").match(name) is None


def is_specific(name: str) -> bool:
    """Whether hardly two quantities of a report have the name."""
    if HAN.search(name):
        return len(HAN.findall(name)) >= LONG
    return len(name.split()) > 1


def year_of(document: Document) -> int | None:
    """The year that a report is about: the only one in its title, or in its first blocks."""
    for block in [b for b in document.blocks[:TITLES] if b.cell is None]:
        years = {int(y) for y in YEAR.findall(block.text)}
        if years:
            return max(years) if block.level or len(years) == 1 else None
    return None


# ---------------------------------------------------------------- running text


def in_prose(text: Text, document: Document, headings: Sequence[str]) -> Iterator[Told]:
    """The quantities of running text. `headings`: of every block, the title and headings above."""
    own_year = year_of(document)
    for frame in text.frames:
        if frame.kind in KINDS and usable(frame.figure) and frame.value > 0:
            told = _told(frame, text, headings, own_year)
            if told is not None:
                yield told


def _told(
    frame: Frame, text: Text, headings: Sequence[str], own_year: int | None
) -> Told | None:
    name = name_of(frame.label)
    if not is_name(name) or frame.role in ("from", "base", "past"):
        return None
    sentence = _sentence(frame)
    clause = fold(_clause(frame))
    before = frame.role == "prior" or pattern("earlier").search(clause) is not None
    year, sure = _year(frame, sentence, own_year, before)
    figure = frame.figure
    heading = fold(headings[frame.paragraph.number])
    rest = clause.replace(name, " ")
    return Told(
        figure,
        name,
        units.factor(figure.unit) if figure.unit else Fraction(1),
        units.dimension(figure.unit) if figure.unit else "",
        year,
        sure,
        found("within", fold(sentence)) | found("within", heading),
        found("basis", rest),
        found("place", fold(sentence)) | found("overall", fold(sentence)),
        figure.document,
        0,
        frame.paragraph.number,
    )


def _sentence(frame: Frame) -> str:
    paragraph = frame.paragraph
    return paragraph.text[
        paragraph.sentence_start(frame.start) : paragraph.sentence_end(frame.start)
    ][:400]


def _clause(frame: Frame) -> str:
    """The words around a figure up to the next stop, and what leads to it."""
    tail = re.split("[，。；,;(（]", frame.tail, maxsplit=1)[0]
    return f"{frame.lead} {tail[:12]}"


def _year(
    frame: Frame, sentence: str, own_year: int | None, before: bool
) -> tuple[int | None, bool]:
    """The year of a figure in running text: of its words, its sentence, paragraph, or report."""
    near = [int(y) for y in YEAR.findall(frame.figure.period or "")]
    years = {int(y) for y in YEAR.findall(sentence)}
    if before and not (near and near[0] in years):
        return (own_year - 1, True) if own_year is not None else (None, False)
    if near and near[0] in years:
        return near[0], len(years) == 1
    if years:
        return (years.pop(), True) if len(years) == 1 else (None, False)
    around = {int(y) for y in YEAR.findall(frame.paragraph.text)}
    if not around:
        return own_year, own_year is not None
    if len(around) == 1:
        return around.pop(), True
    return (own_year, False) if own_year in around else (None, False)
