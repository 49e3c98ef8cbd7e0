"""The same quantity told twice, in different places: text and table, table and table, two documents.

Equal values never link. Names, units, years, bases and scopes do; where they agree and the values
cannot, one of the two is wrong. Where the link is weaker, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audit.across.cells import names_of, read, told_in
from audit.across.links import Links
from audit.across.told import Told, in_prose, year_of
from audit.frames import Text
from audit.model import Document, Figure, Result
from audit.tables.regions import Table

MOST = 40  # tellings of one name that are looked at
PRIOR = "prior"


def told_twice(
    documents: Sequence[Document],
    texts: Sequence[Text],
    tables: Sequence[Table],
    figures: Mapping[str, Figure],
) -> list[Result]:
    """The results on quantities that stand in several places, in the order of the text."""
    years = [year_of(d) for d in documents]
    above = [_headings(d) for d in documents]
    told: dict[str, list[Told]] = {}
    for text in texts:
        index = text.part.document
        for t in in_prose(text, documents[index], above[index][0]):
            told.setdefault(t.name, []).append(t)
    found = [
        made
        for t in tables
        if (made := read(t, above[t.document][1].get(t.number, ""), years[t.document]))
    ]
    counts = names_of(found)
    shared = {n for n, k in counts.items() if k > 1 or n in told}
    for made in found:
        for t in told_in(made, shared, years[made.table.document]):
            told.setdefault(t.name, []).append(t)
    prior = frozenset(k for k, d in enumerate(documents) if d.role == PRIOR)
    groups = [g for g in told.values() if 1 < len(g) <= MOST]
    return list(_judged(groups, figures, prior, documents))


def _judged(
    groups: Sequence[Sequence[Told]],
    figures: Mapping[str, Figure],
    prior: frozenset[int],
    documents: Sequence[Document],
) -> Iterator[Result]:
    links = Links(figures, prior, tuple(" ".join(_titles(d)) for d in documents))
    yield from links.judged(groups)


def _titles(document: Document) -> Iterator[str]:
    for block in document.blocks[:3]:
        if block.cell is None and (block.level or len(block.text) <= 40):
            yield block.text


def _headings(document: Document) -> tuple[list[str], dict[int, str]]:
    """The headings above every block; of every table its headings and the title right above it."""
    stack: list[tuple[int, str]] = []
    above: list[str] = []
    tables: dict[int, str] = {}
    last = ""
    for block in document.blocks:
        if block.level:
            stack = [(n, t) for n, t in stack if n < block.level] + [(block.level, block.text)]
            last = ""
        elif block.cell is None:
            last = block.text if len(block.text) <= 60 and block.text[-1:] not in "。." else ""
        elif block.table is not None and block.table not in tables:
            sheet = block.cell.rpartition("!")[0]
            tables[block.table] = " ".join([*(t for _, t in stack), last, sheet])
            last = ""
        above.append(" ".join(t for _, t in stack))
    return above, tables
