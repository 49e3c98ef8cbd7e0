"""A count and what is listed for it: three programs: A, B and C; the following four measures: …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from audit.english.roles import matches
from audit.exact.formula import Logic, Name, Node
from audit.exact.rounding import Quantity
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.languages.cues import Cues
from audit.model import Cue, Document, Figure, Place
from audit.readings import Proposal, Reading, equal, number, order
from audit.relations.base import Figures, Relation
from audit.scopes import Paragraph, is_prose

NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
LONG = 14  # words that an item may have
OPENING = f"{en.COUNTED}{en.LIST_OPENS}"
_BRACKETED = re.compile(r"\([^()]*\)")
_MARKED = re.compile(r"\((?:\d{1,2}|[a-z]|[ivx]+)\) ")


def counts_in(document: Document, cues: Cues) -> Iterator[Figure]:
    """Counts that are no figures but for what is listed: the following four measures: …"""
    for block in document.blocks:
        if not is_prose(block) or block.number is None:
            continue
        for found in compiled(f"(?i){OPENING}").finditer(block.text):
            value = _value(found[1])
            if value is None:
                continue
            start, end = found.span(1)
            quantity = Quantity(block.text[start:end], value, Fraction(1), "", None, True)
            place = Place(
                document.path,
                block.start + start,
                block.start + end,
                block.line,
                None,
                block.page,
                block.number,
            )
            yield Figure("", (quantity,), place=place)


def _value(word: str) -> Fraction | None:
    if word.isdigit():
        return Fraction(word)
    return Fraction(NUMERALS.index(word.lower()) + 2) if word.lower() in NUMERALS else None


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = {f.start: f for f in text.of(paragraph)}
        for found in compiled(f"(?i){OPENING}").finditer(paragraph.text):
            frame = frames.get(found.start(1))
            if frame is None or frame.end != found.end(1):
                continue
            listed = items(paragraph, found.end(), found[0][-1] == "(")
            if listed is not None:
                cue = Cue(found[0][-2:].strip() or found[0].strip(), found.end() - 2, found.end())
                yield claim(frame, *listed, cue)


def items(paragraph: Paragraph, start: int, bracketed: bool) -> tuple[int, int] | None:
    """The fewest and the most items that the words behind a colon may list, None where they are no list."""
    end = paragraph.sentence_end(start)
    bracket = paragraph.bracket(start)
    if bracket is not None:
        end = bracket.end - 1
    elif bracketed:
        return None
    words = paragraph.text[start:end].strip().rstrip(".!?;")
    marked = _MARKED.findall(words)
    if len(marked) > 1 and _MARKED.match(words):
        return len(marked), len(marked)
    words = _BRACKETED.sub("", words)
    if matches(en.NO_ITEM, words):
        return None
    pieces = [p.strip() for p in words.split(";" if ";" in words else ",")]
    if len(pieces) == 1:
        found = pieces[0].split(" and ")
        return (2, len(found)) if len(found) > 1 and all(_is_item(f) for f in found) else None
    if not all(_is_item(p.removeprefix("and ").removeprefix("or ")) for p in pieces):
        return None
    closed = pieces[-1].startswith(("and ", "or "))
    ands = [len(re.findall(r" and | & ", p)) for p in pieces]
    if not closed and not ands[-1] and not _or(pieces[-1]):
        return None  # a list that does not end is no list: it may go on, or be told in apposition
    fewest = len(pieces) + (not closed)
    return fewest, max(fewest, len(pieces) + sum(ands))


def _or(piece: str) -> bool:
    return " or " in piece


def _is_item(words: str) -> bool:
    """A short phrase that begins with no number: those are parts of a sum."""
    first = words.split(" ", 1)[0].lower()
    return (
        bool(words)
        and not first[:1].isdigit()
        and first[:1] not in "$€£"
        and first not in (*NUMERALS, "one")
        and words.count(" ") < LONG
    )


def claim(f: Frame, fewest: int, most: int, cue: Cue) -> Proposal:
    tree: Node = equal(Name(f.id), number(fewest))
    if most > fewest:
        tree = Logic(
            "and", (order(Name(f.id), ">=", number(fewest)), order(Name(f.id), "<=", number(most)))
        )
    reading = Reading(tree, {"count": (f.id,)}, "listed")
    told = fewest if f.value < fewest else most
    near = abs(f.value - told) == 1 and fewest > 2 and f.value > 2
    holds = fewest <= f.value <= most
    if near and not holds:
        reading = Reading(equal(Name(f.id), number(told)), reading.roles, "listed")
    return Proposal("enumeration", (reading,), cue, strong=near, mild=True, rank=3)


RELATION = Relation(
    "enumeration",
    find,
    {
        "en": (
            "as many items are listed as are counted",
            "a count that opens a list is the length of the list",
            "three regions: north, east, south and west",
            "four regions: north, east, south and west",
        ),
        "zh": (
            "所列项数与所称项数一致",
            "列举的项目应与其总数相等",
            "涉及北区、东区、南区、西区3个片区",
            "涉及北区、东区、南区、西区4个片区",
        ),
    },
    severity="warning",
)
