"""The figures of a document by what they are called, in pools: figures of two pools are never
held against each other. A part of the text is a pool, and so is each row and column of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from audit.cells import Cells, Table, column_of
from audit.exact import units
from audit.extract.tables import cell_of
from audit.frames import Frame, Text, by_block, text_of
from audit.languages.cues import Cues
from audit.languages.labelwords import WORDS, LabelWords
from audit.model import Document, Figure
from audit.quote import fold
from audit.scopes import parts_of

PLAIN = frozenset(["level", "rate", "share", "ratio", "per", "multiple"])
NOW = frozenset(["", "to"])  # roles of a figure that is its quantity's present value
_BRACKET = re.compile(r"[(（〔\[][^()（）〔〕\[\]]{0,20}[)）〕\]]")
_LONGEST = 60


class Candidate(Struct, frozen=True):
    """A figure that a label fits.

    paragraph, statement  its scopes in prose (0 in tables)
    place                 whose figure it is: (name, level), None where the text does not say
    period                of which time, "" where the text does not say
    scale                 in tables: the unit that its head gives it, "" if none
    """

    figure: Figure
    order: int
    paragraph: int = 0
    statement: int = 0
    place: tuple[str, str] | None = None
    period: str = ""
    scale: str = ""
    frame: Frame | None = None


class Pool(Struct):
    """Figures that one rule may bind together, by the keys of their labels."""

    candidates: dict[str, list[Candidate]]
    table: bool = False
    text: Text | None = None


@lru_cache(maxsize=4)
def _ends(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = WORDS[language]
    return re.compile(f"(?:{words.before})+", re.I), re.compile(f"(?:{words.after})+$", re.I)


@lru_cache(maxsize=8192)
def key_of(label: str, language: str) -> str:
    """What two labels are compared by: folded, without brackets, a place's name before them and
    words that name nothing."""
    text = _BRACKET.sub("", label[:_LONGEST]).strip().casefold()
    before, after = _ends(language)
    for pattern in (before, _place_patterns(WORDS[language].place, "")[0], before):
        found = pattern.match(text)
        text = text[found.end() :] if found else text
    if language == "zh":
        text = fold(text)
    return " ".join(after.sub("", text).split())


def pools_of(
    index: int, document: Document, figures: Sequence[Figure], cues: Cues
) -> Iterator[Pool]:
    """The pools of one document. `figures`: its own, in reading order."""
    order = {f.id: n for n, f in enumerate(figures)}
    grouped = by_block(document, figures)
    for part in parts_of(index, document, cues):
        text = text_of(part, cues, document, grouped)
        if text.frames:
            yield _prose(text, order)
    yield from _tables(document, figures, order, cues.language)


# ---------------------------------------------------------------- prose


def _prose(text: Text, order: dict[str, int]) -> Pool:
    language = text.cues.language
    words = WORDS[language]
    pool = Pool({}, text=text)
    for frame in text.frames:
        key = key_of(frame.label, language)
        if frame.role not in NOW or not key:
            continue
        if frame.kind not in PLAIN and not re.search(words.change, key):
            continue
        candidate = Candidate(
            frame.figure,
            order.get(frame.id, 0),
            frame.paragraph.number,
            frame.statement,
            place_of(frame, words),
            period_of(frame.figure, words),
            frame=frame,
        )
        pool.candidates.setdefault(key, []).append(candidate)
    return pool


def place_of(frame: Frame, words: LabelWords) -> tuple[str, str] | None:
    """Whose figure it is: the last name before it in its sentence, else in its paragraph."""
    paragraph = frame.paragraph
    start = paragraph.sentence_start(frame.start)
    found = _last_place(paragraph.text[max(start, frame.start - 200) : frame.start], words)
    return found or _last_place(paragraph.text[max(0, start - 200) : start], words)


@lru_cache(maxsize=4)
def _place_patterns(place: str, everywhere: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(rf"(?:^|(?<=[，。；,;:：])){place}"), re.compile(everywhere)


def _last_place(text: str, words: LabelWords) -> tuple[str, str] | None:
    found = [m for p in _place_patterns(words.place, words.everywhere) for m in p.finditer(text)]
    last = max(found, key=lambda m: m.start(), default=None)
    return None if last is None else (last["name"], last["level"])


def period_of(figure: Figure, words: LabelWords) -> str:
    period = (figure.period or "").casefold()
    return "" if period in words.vague else re.sub(words.period_end, "", period)


def agree(one: Candidate, other: Candidate, words: LabelWords) -> bool:
    """Whether two figures may speak of one place and one time."""
    if one.scale != other.scale:
        return False
    if one.period and other.period and one.period != other.period:
        return False
    a, b = one.place, other.place
    if a is None or b is None or a == b:
        return True
    return a[1] == b[1] and (a[0] in words.own or b[0] in words.own)


# ---------------------------------------------------------------- tables


def _tables(
    document: Document, figures: Sequence[Figure], order: dict[str, int], language: str
) -> Iterator[Pool]:
    cells: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.place.cell is not None and figure.place.table is not None:
            cells.setdefault(figure.place.table, []).append(figure)
    if not cells:
        return
    for table in Cells((document,)).tables:
        yield from _table(table, cells.get(table.number, []), order, language)


def _table(
    table: Table, figures: Sequence[Figure], order: dict[str, int], language: str
) -> Iterator[Pool]:
    rows, columns = ({x.index: x.words for x in labels} for labels in table.labels())
    derived = re.compile(WORDS[language].derived)
    down: dict[int, Pool] = {}
    across: dict[int, Pool] = {}
    for figure in figures:
        row, column = _index(figure)
        side, above = rows.get(row, []), columns.get(column, [])
        if not derived.search(" ".join(above)):  # a column of rates holds no sums of its rows
            _add(down.setdefault(column, Pool({}, True)), figure, side, above, order, language)
        if not derived.search(" ".join(side)):
            _add(across.setdefault(row, Pool({}, True)), figure, above, side, order, language)
    yield from (p for p in (*down.values(), *across.values()) if len(p.candidates) > 1)


def _index(figure: Figure) -> tuple[int, int]:
    from audit.model import Block

    row, letters = cell_of(Block("", cell=figure.place.cell))
    return row - 1, column_of(letters)


def _add(
    pool: Pool,
    figure: Figure,
    words: list[str],
    others: list[str],
    order: dict[str, int],
    language: str,
) -> None:
    scale = next((s for s in map(_scale, (*words, *others)) if s), "")
    for word in dict.fromkeys(words):
        key = key_of(word, language)
        if key:
            candidate = Candidate(figure, order.get(figure.id, 0), scale=scale)
            pool.candidates.setdefault(key, []).append(candidate)


def _scale(word: str) -> str:
    """The unit in the brackets of a head, or a head that is nothing but a unit."""
    found = _BRACKET.search(word)
    text = found[0][1:-1] if found else word if len(word) <= 6 else ""
    text = text.strip().removeprefix("单位").strip(":： ")
    if text in ("%", "‰") or not text or any(c.isdigit() for c in text):
        return ""
    return text if found or units.known(text) else ""
