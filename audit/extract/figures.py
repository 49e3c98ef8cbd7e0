"""From blocks to figures: which language, which spans, what each is called, where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from audit.exact.reading import Unreadable, read
from audit.exact.rounding import Quantity
from audit.extract import labels, periods
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
    if language == "zh":
        from audit.extract.chinese import reader as chinese

        return chinese().scan(text)
    from audit.extract.english import scan as english

    return english(text)


def spans(text: str, language: str) -> list[Span]:
    """The figures of `text`, in its order: spans and values only."""
    return scan(text, language).figures


def extract_block(block: Block, language: str) -> list[Found]:
    """The figures of one block with label and period."""
    figures = scan_block(block, language, None).figures
    if not figures:
        return []
    names = labels.labels(block.text, figures, language)
    times = periods.periods(block.text, figures, language)
    return [
        Found(s.start, s.end, s.quantity, label, period)
        for s, label, period in zip(figures, names, times, strict=True)
    ]


def extract(document: Document, language: str | None = None) -> tuple[Figure, ...]:
    """All figures of a document, f1, f2, … in the order of its blocks."""
    out: list[Figure] = []
    for block, spoken, header in _blocks(document, language):
        figures = scan_block(block, spoken, header).figures
        if not figures:
            continue
        names = labels.labels(block.text, figures, spoken)
        times = periods.periods(block.text, figures, spoken)
        places = _places(document, block, figures)
        for span, label, period, place in zip(figures, names, times, places, strict=True):
            out.append(
                Figure(
                    f"f{len(out) + 1}", (span.quantity,), label=label, period=period, place=place
                )
            )
    return tuple(out)


def unread(document: Document, language: str | None = None) -> list[tuple[Place, str]]:
    """The digit runs that are neither figure nor decoy, as (place, text)."""
    out: list[tuple[Place, str]] = []
    for block, spoken, header in _blocks(document, language):
        rest = [o for o in scan_block(block, spoken, header).others if o.name == UNREAD]
        places = _places(document, block, rest)
        out += [(p, block.text[o.start : o.end]) for o, p in zip(rest, places, strict=True)]
    return out


# -- blocks ---------------------------------------------------------------------------------------

_DIGIT = re.compile(r"[0-9０-９]")
_HAN = "[㐀-鿿]"
_LATIN_WORDS = r"\b[A-Za-z]{2,40}\W{1,3}[A-Za-z]{2,40}\W{1,3}[A-Za-z]{2,40}"
# columns that number or date their rows
_NAMING = re.compile(
    r"\s*(?:序号|编号|編號|页码|頁碼|页|代码|電話|电话|邮编|日期|时间|年份|年度|证号|文号|No\.?|#|Page|Pages|Code|Ref\.?|Reference|ID|Date|"
    r"Year|Batch|Lot|Phone|Tel|Release|Version|Item no\.?|Postcode|Zip)\s*",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?:.*!)?([A-Z]+)(\d+)")


def _blocks(document: Document, language: str | None) -> Iterator[tuple[Block, str, str | None]]:
    """Each block with its language and, for a table cell, the heading of its column."""
    main = language or document.language or _main_language(document)
    headers: dict[tuple[int | None, str], str] = {}
    pipes: list[str] = []
    for block in document.blocks:
        header: str | None = None
        if block.cell is not None:
            found = _CELL.fullmatch(block.cell)
            if found:
                key = (block.table, found[1])
                if found[2] == "1":
                    headers[key] = block.text
                else:
                    header = headers.get(key)
        if block.text.startswith("|"):
            if not pipes:
                pipes = block.text.split("\n", 1)[0].strip().strip("|").split("|")
            header = "|".join(pipes)
        else:
            pipes = []
        yield block, language or _language(block.text, main), header


def _main_language(document: Document) -> str:
    if document.text is not None:
        return detect(document.text)
    return detect(" ".join(b.text for b in document.blocks[:200]))


def _language(text: str, main: str) -> str:
    """A block in the other language is read in it; too short to tell, it follows the document."""
    if main == "zh":
        return (
            "en" if not pattern(_HAN).search(text) and pattern(_LATIN_WORDS).search(text, 0, 2000) else "zh"
        )
    return detect(text) if not text.isascii() and pattern(_HAN).search(text) else "en"


def scan_block(block: Block, language: str, header: str | None) -> Scan:
    """The figures of a block; a cell that is one number is read as a cell."""
    if block.kind == "cell" or block.cell is not None:
        found = _cell(block, header)
        if found is not None:
            return found
    whole = scan(block.text, language)
    if header is not None and block.text.startswith("|"):
        return _without_naming(whole, block.text, header.split("|"))
    return whole


def _cell(block: Block, header: str | None) -> Scan | None:
    """A table cell that holds one number and nothing else; None for any other text."""
    text = block.text.strip()
    if not text or len(text) > 60 or not _DIGIT.search(text):
        return None
    start = block.text.index(text)
    end = start + len(text)
    place = _CELL.fullmatch(block.cell or "")
    edge = place is not None and (place[1] == "A" or place[2] == "1")
    bare = text.isascii() and text.isdigit()
    if bare and (header is not None and _NAMING.fullmatch(header)):
        return Scan([], [NoFigure(start, end, "column of names")])
    if bare and edge and len(text) == 4 and text[:2] in ("18", "19", "20"):
        return Scan([], [NoFigure(start, end, "year")])
    try:
        quantity = read(text, declared=True)
    except Unreadable:
        return None
    return Scan([Span(start, end, quantity)], [])


def _without_naming(whole: Scan, text: str, header: list[str]) -> Scan:
    """Rows of a table in plain text: numbers under 序号, Page or Date are no figures."""
    naming = {i for i, name in enumerate(header) if _NAMING.fullmatch(name)}
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
    base = Place(
        path=document.path, page=block.page, block=block.number, table=block.table, cell=block.cell
    )
    whole = document.text
    out = []
    line, seen = block.line, 0
    for span in found:
        column = None
        if line is not None:
            line += block.text.count("\n", seen, span.start)
            seen = span.start
            if whole is not None:
                column = block.start + span.start - whole.rfind("\n", 0, block.start + span.start)
            else:
                column = span.start - block.text.rfind("\n", 0, span.start)
        out.append(
            replace(
                base,
                start=block.start + span.start,
                end=block.start + span.end,
                line=line,
                column=column,
            )
        )
    return out
