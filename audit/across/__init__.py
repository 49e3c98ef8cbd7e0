"""The same number told twice: text and tables, two tables, this report and the last, two editions.

`spoken` names rows and columns, `address` finds the cell that words speak of, `commentary` judges the
text beside tables, `twins` cells of two tables, `lastyear` two reports, `editions` two languages; `told_twice` runs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from audit.across.commentary import retold, title_of, year_of
from audit.across.editions import editions
from audit.across.lastyear import said_before, year_before
from audit.across.spoken import Shown, shown
from audit.across.twins import Source, between_tables, lines_of
from audit.frames import Text
from audit.model import Document, Figure, Result
from audit.tables.regions import Table

PRIOR = "prior"  # the role of a report of the year before
TRANSLATION = "translation"  # of the same report in another language


class Read(Struct, frozen=True, eq=False):
    """A document as it was read: its texts with their frames, its tables."""

    index: int
    document: Document
    texts: Sequence[Text]
    tables: Sequence[Table]


def told_twice(
    reads: Sequence[Read], figures: Mapping[str, Figure]
) -> Iterator[tuple[int, Result]]:
    """The index of a document, and a result on it."""
    views = [shown(r.document, r.tables) if r.tables else [] for r in reads]
    before = [(r, v) for r, v in zip(reads, views, strict=True) if r.document.role == PRIOR]
    for read, view in zip(reads, views, strict=True):
        if view and read.texts:
            for result in retold(read.texts, view, read.document, figures):
                yield read.index, result
        if read.document.role in (PRIOR, TRANSLATION):
            continue
        for other in reads:
            if other.document.role == TRANSLATION and other is not read:
                pair = (read.texts, read.tables), (other.texts, other.tables)
                for result in editions(*pair, figures):
                    yield other.index, result
        year = year_of(read.document)
        sources = _sources(read, view, 0 if year is None else year)
        for old, tables in before:
            own, last = year_before(year, year_of(old.document))
            sources = [*_sources(old, tables, last), *_sources(read, view, own)]
            titles = f"{title_of(read.document)} {title_of(old.document)}"
            told = last if last > 0 else None
            for result in said_before(read.texts, old.texts, told, titles, figures):
                yield read.index, result
        if len(sources) > 1:
            for result in between_tables(sources, figures):
                yield read.index, result


def _sources(read: Read, view: Sequence[Shown], year: int) -> list[Source]:
    title = title_of(read.document)
    return [Source(s, year, title, read.index, lines_of(s)) for s in view]
