"""From blocks to figures: which language, which spans, what each is called, where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from audit.exact.interval import Interval
from audit.exact.reading import Unreadable, digits_only, read
from audit.exact.rounding import Quantity
from audit.extract import labels, periods
from audit.extract.tables import Heads, cell_of, numeric_columns
from audit.extract.tokens import UNREAD, NoFigure, Scan, Span, pattern
from audit.languages import detect
from audit.model import Block, Document, Figure, Place


class Found(Struct, frozen=True, gc=False):
    """A figure of one block; start and end count in the text of the block."""

    start: int
    end: int
    quantity: Quantity
    label: str | None = None
    period: str | None = None


def scan(text: str, language: str) -> Scan:
    """Every figure of `text`, and every digit run that is none, with its class."""
    return _scanner(language)(text)


@lru_cache(maxsize=2)
def _scanner(language: str) -> Callable[[str], Scan]:
    if language == "zh":
        from audit.extract.chinese import scan as chinese

        return chinese
    from audit.extract.english import scan as english

    return english


def spans(text: str, language: str) -> list[Span]:
    """The figures of `text`, in its order: spans and values only."""
    return scan(text, language).figures


def extract_block(block: Block, language: str) -> list[Found]:
    """The figures of one block with label and period."""
    figures = scan_block(block, language).figures
    if not figures:
        return []
    names = labels.labels(block.text, figures, language)
    times = periods.periods(block.text, figures, language)
    return [
        Found(s.start, s.end, s.quantity, label, period)
        for s, label, period in zip(figures, names, times, strict=True)
    ]


class Survey(Struct, frozen=True):
    """All that was read in a document: its figures, and the digit runs that are none for no known
    reason, as (place, text)."""

    figures: tuple[Figure, ...]
    unread: tuple[tuple[Place, str], ...]


def extract(document: Document, language: str | None = None) -> tuple[Figure, ...]:
    """All figures of a document, f1, f2, … in the order of its blocks."""
    out: list[Figure] = []
    for _ in _scanned(document, language, out):
        pass
    return tuple(out)


def survey(document: Document, language: str | None = None) -> Survey:
    """The figures, and every digit run that is neither one nor of a known other kind."""
    out: list[Figure] = []
    rest: list[tuple[Place, str]] = []
    for block, found in _scanned(document, language, out):
        missed = _missed(block.text, found) if block.kind != UNREADABLE else []
        places = _places(document, block, missed)
        rest += [(p, block.text[o.start : o.end]) for o, p in zip(missed, places, strict=True)]
    return Survey(tuple(out), tuple(rest))


def unread(document: Document, language: str | None = None) -> list[tuple[Place, str]]:
    """The digit runs that are neither figure nor decoy, as (place, text)."""
    return list(survey(document, language).unread)


def _scanned(
    document: Document, language: str | None, figures: list[Figure]
) -> Iterator[tuple[Block, Scan]]:
    """Adds the figures of each block to `figures`; yields those blocks that had to be scanned."""
    main = language or document.language or _main_language(document)
    cells = Heads(numeric_columns(document.blocks))
    for block in document.blocks:
        cells.enter(block)
        if block.text[-1:] in _LAST and block.cell is not None:
            figure = _plain(document, block, main, cells, len(figures) + 1)
            if figure is not None:
                figures.append(figure)
                continue  # no words: no head of anything
        spoken = language or _language(block.text, main)
        found = scan_block(block, spoken, cells)
        figures += _figures(document, block, spoken, cells, len(figures), found)
        yield block, found
        cells.leave(block)


def _plain(
    document: Document, block: Block, language: str, cells: Heads, number: int
) -> Figure | None:
    """The figure of a cell that holds plain digits and nothing else, as most cells do; None for all
    others, which the long way reads the same."""
    text = block.text
    if block.kind != "cell":
        return None
    quantity = _digits(text)
    if quantity is None or (quantity.exact and _names(text, cells)):
        return None
    start = block.start
    end = start + len(text)
    if document.text is not None and document.text[start:end] != text:
        return None
    if block.line is None:
        place = Place(
            document.path, start, end, None, None, block.page, block.number, block.table, block.cell
        )
    else:
        place = _places(document, block, [Span(0, len(text), quantity)])[0]
    label, period = cells.heads(language)
    return Figure(f"f{number}", (quantity,), None, label, period, place)


_digits = lru_cache(maxsize=1 << 15)(digits_only)  # tables print many numbers more than once
_LAST = frozenset("0123456789%")  # what plain digits end in


def _names(text: str, cells: Heads) -> bool:
    """Whether a bare whole number in a cell may be a year or the number of its row."""
    header = cells.first.get(cells.letters) if cells.row > 1 else None  # as of `Heads.column`
    return (header is not None and _numbers_rows(header)) or (
        len(text) == 4
        and (cells.letters == "A" or cells.row == 1)
        and text[:2] in ("18", "19", "20")
    )


@lru_cache(maxsize=1024)
def _numbers_rows(header: str) -> bool:
    return pattern(_NAMING).fullmatch(header) is not None


def _figures(
    document: Document, block: Block, language: str, cells: Heads, count: int, found: Scan
) -> list[Figure]:
    """The figures of one block; `count` stand before it."""
    if block.kind == UNREADABLE:
        return [_unreadable(document, block, cells, count + 1)]
    spans = found.figures
    if not spans:
        return []
    if block.cell is not None:
        names, times = cells.of(spans, language)
    else:
        names = labels.labels(block.text, spans, language)
        times = periods.periods(block.text, spans, language)
    places = _places(document, block, spans)
    if document.text is not None:
        spans = [_as_printed(document.text, block, span) for span in spans]
    return [
        Figure(f"f{n}", (span.quantity,), label=label, period=period, place=place)
        for n, (span, label, period, place) in enumerate(
            zip(spans, names, times, places, strict=True), count + 1
        )
    ]


def _unreadable(document: Document, block: Block, cells: Heads, number: int) -> Figure:
    """A cell whose value the file does not tell: an error, a formula without a stored value."""
    text = block.text
    place = _places(document, block, [NoFigure(0, len(text), UNREADABLE)])[0]
    label, period = cells.heads()
    quantity = Quantity(text, None, bounds=Interval(None, None))
    return Figure(
        f"f{number}",
        (quantity,),
        label=label,
        period=period,
        place=place,
        state=UNREADABLE,
        problem=UNREADABLE,
    )


def _as_printed(source: str, block: Block, span: Span) -> Span:
    """The span with the text of the source, where a mark of the layout stands inside: 8184**人."""
    printed = source[block.start + span.start : block.start + span.end]
    if printed == block.text[span.start : span.end]:
        return span
    return Span(span.start, span.end, replace(span.quantity, text=printed))


def _missed(text: str, found: Scan) -> list[NoFigure]:
    """The digit runs of whatever script that stand in nothing that was found."""
    out = []
    known = [o for o in found.others if o.name != UNREAD]
    taken = sorted([(s.start, s.end) for s in found.figures] + [(o.start, o.end) for o in known])
    at = 0
    for run in pattern(r"\d+").finditer(text):
        while at < len(taken) and taken[at][1] <= run.start():
            at += 1
        if at == len(taken) or taken[at][0] >= run.end():
            out.append(NoFigure(run.start(), run.end(), UNREAD))
    return out


# -- blocks ---------------------------------------------------------------------------------------

_DIGIT = re.compile(r"[0-9０-９]")
_HAN = "[㐀-鿿]"
_LATIN_WORDS = r"\b[A-Za-z]{2,40}\W{1,3}[A-Za-z]{2,40}\W{1,3}[A-Za-z]{2,40}"
# columns that number or date their rows
_NAMING = (
    r"(?i:\s*(?:序号|编号|編號|页码|頁碼|页|代码|電話|电话|邮编|日期|时间|年份|年度|证号|文号|No\.?|#|Page|Pages|Code|Ref\.?|Reference|ID|Date|"
    r"Year|Batch|Lot|Phone|Tel|Release|Version|Item no\.?|Postcode|Zip)\s*)"
)
# what may be a date or the number of a thing
_DATED = r"\d ?[年月日号期届]|\d[-/—–至.]\d+(?:[-/.]\d|$)|[A-Za-z]{3} ?\d|\d ?[A-Z][a-z]{2}"
_PLAIN = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")  # in a cell: no date
_LABEL = 60  # characters of a cell that other tables of the document may repeat
UNREADABLE, DATE = "unreadable", "date"  # kinds of a spreadsheet's cells


def _main_language(document: Document) -> str:
    if document.text is not None:
        return detect(document.text)
    return detect(" ".join(b.text for b in document.blocks[:200]))


def _language(text: str, main: str) -> str:
    """A block in the other language is read in it; too short to tell, it follows the document."""
    if main == "zh":
        if len(text) < 8:  # too short for three words
            return "zh"
        return (
            "en"
            if not pattern(_HAN).search(text) and pattern(_LATIN_WORDS).search(text, 0, 2000)
            else "zh"
        )
    return detect(text) if not text.isascii() and pattern(_HAN).search(text) else "en"


def scan_block(block: Block, language: str, heads: Heads | None = None) -> Scan:
    """The figures of a block; a cell that is one number is read as a cell."""
    if block.kind in (UNREADABLE, DATE):
        runs = pattern(r"\d+").finditer(block.text)
        return Scan([], [NoFigure(m.start(), m.end(), block.kind) for m in runs])
    if block.kind == "cell" or block.cell is not None:
        if heads is not None and heads.zero(block):
            return _zero(block)
        found = _cell(block, language, heads.column() if heads else None)
        if found is not None:
            return found
    short = block.cell is not None and len(block.text) <= _LABEL
    whole = (_scanned_cell if short else scan)(block.text, language)
    if heads is not None and heads.pipes and block.text.startswith("|"):
        return _without_naming(whole, block.text, heads.pipes)
    return whole


def _zero(block: Block) -> Scan:
    text = block.text.strip()
    start = block.text.index(text)
    return Scan([Span(start, start + len(text), read(text, declared=True))], [])


def _cell(block: Block, language: str, header: str | None) -> Scan | None:
    """A table cell that holds one number and nothing else; None for any other text."""
    text = block.text.strip()
    if len(text) > 60 or not _DIGIT.search(text):
        return None
    start = block.text.index(text)
    end = start + len(text)
    row, column = cell_of(block)
    bare = text.isascii() and text.isdigit()
    if bare and (header is not None and _numbers_rows(header)):
        return Scan([], [NoFigure(start, end, "column of names")])
    if bare and (column == "A" or row == 1) and len(text) == 4 and text[:2] in ("18", "19", "20"):
        return Scan([], [NoFigure(start, end, "year")])
    if not _PLAIN.fullmatch(text) and pattern(_DATED).search(text):
        whole = _scanned_cell(block.text, language)
        if not whole.figures and whole.others:
            return whole  # 2021年, 6月, 2019-2020
    quantity = _whole_cell(text)
    return None if quantity is None else Scan([Span(start, end, quantity)], [])


@lru_cache(maxsize=4096)
def _whole_cell(text: str) -> Quantity | None:
    """The one figure that a cell prints; tables of one workbook share their labels."""
    try:
        return read(text, declared=True)
    except Unreadable:
        return None


_scanned_cell = lru_cache(maxsize=4096)(scan)


def _without_naming(whole: Scan, text: str, header: list[str]) -> Scan:
    """Rows of a table in plain text: numbers under 序号, Page or Date are no figures."""
    naming = {i for i, name in enumerate(header) if pattern(_NAMING).fullmatch(name)}
    if not naming:
        return whole
    figures, others = [], list(whole.others)
    for span in whole.figures:
        begin = text.rfind("\n", 0, span.start) + 1
        column = text.count("|", begin, span.start) - 1
        if column in naming and text[span.start : span.end].isdigit():
            others.append(NoFigure(span.start, span.end, "column of names"))
        else:
            figures.append(span)
    return Scan(figures, sorted(others, key=lambda o: o.start))


# -- places ---------------------------------------------------------------------------------------


def _places(document: Document, block: Block, found: list[Span] | list[NoFigure]) -> list[Place]:
    """Where the spans of one block stand."""
    whole, text, begin = document.text, block.text, block.start
    path, page, number = document.path, block.page, block.number
    table, cell = block.table, block.cell
    out: list[Place] = []
    line, seen, opened = block.line, 0, -1
    column = None
    for span in found:
        start = span.start
        if line is not None:
            ends = text.count("\n", seen, start)
            if ends or not out:
                line += ends
                opened = (
                    text.rfind("\n", 0, start)
                    if whole is None
                    else whole.rfind("\n", 0, begin + start) - begin
                )
            seen = start
            column = start - opened
        out.append(
            Place(path, begin + start, begin + span.end, line, column, page, number, table, cell)
        )
    return out
