"""Values in a row: rose for the third consecutive year, from 10 to 12, 13 and 15."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import alike, matches
from audit.exact.formula import Compare, Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading
from audit.relations.base import Figures, Relation

ENOUGH = 3
NEXT = f"^[^;.]{{0,60}}(?:,|\\band|\\bthen|\\bto) (?:then |to |in turn )*{en.FILL}$"
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            start = paragraph.sentence_start(group[0].start)
            words = paragraph.text[start : paragraph.sentence_end(group[0].start)]
            found = matches(en.STREAK, words)
            sense = _sense(words, found) if found else 0
            if found is None:
                continue
            senses = (sense,) if sense else _better_or_worse(words, found)
            row = row_of(group) if senses else []
            if len(row) >= ENOUGH:
                yield claim(row, senses, Cue(found[0], start + found.start(), start + found.end()))


def _sense(words: str, found: re.Match[str]) -> int:
    """Which way the row goes: the word before, else the noun behind (`straight year of growth`)."""
    before, behind = words[: found.start()], words[found.end() :]
    senses = []
    for window in (before[-60:], behind[:40] if matches(en.STREAK_OF, behind) else ""):
        up, down = matches(en.UPWARD, window), matches(en.DOWNWARD, window)
        if up and not down:
            senses.append(1)
        elif down and not up:
            senses.append(-1)
        elif up and down:
            return 0
    return senses[0] if senses and len(set(senses)) == 1 else 0


def _better_or_worse(words: str, found: re.Match[str]) -> tuple[int, ...]:
    """What improves may go up or down, but goes one way."""
    before = words[: found.start()][-60:]
    return (1, -1) if matches(en.TURNING_BETTER_OR_WORSE, before) else ()


def row_of(group: Sequence[Frame]) -> list[Frame]:
    """Values of one thing that follow each other."""
    row: list[Frame] = []
    for f in group:
        if row and matches(f"{en.UPWARD}|{en.DOWNWARD}", f.lead):
            break  # and then fell to
        if f.kind not in ("level", "rate"):
            if row and len(row) < ENOUGH:
                row = []
            continue
        if row and alike(f, row[-1]) and f.depth == row[-1].depth and matches(NEXT, f.lead):
            row.append(f)
        elif len(row) < ENOUGH:
            row = [f]
        else:
            break
    return row


def claim(row: Sequence[Frame], senses: Sequence[int], cue: Cue) -> Proposal:
    """In the order of the years, where they are printed; else either order may be meant."""
    paragraph = row[0].paragraph
    tail = paragraph.text[row[0].end : paragraph.sentence_end(row[-1].end)]
    years = [int(y) for y in YEAR.findall(tail)][: len(row)]
    told = len(years) == len(row)
    back = tuple(reversed(row))
    orders = (
        [back]
        if told and years[0] > years[-1]
        else [tuple(row)]
        if told or row[0].role == "from"
        else [tuple(row), back]
    )
    operators = ["<" if sense > 0 else ">" for sense in senses]
    roles = {"values": tuple(f.id for f in row)}
    readings = tuple(
        Reading(Compare((operator,) * (len(o) - 1), tuple(Name(f.id) for f in o)), roles, "steady")
        for operator in operators
        for o in orders
    )
    return Proposal("direction", readings, cue, strong=True, rank=1)


RELATION = Relation(
    "trend",
    find,
    {
        "en": (
            "a row of rises rises at each step",
            "growth for several years in a row leaves no year below the one before",
            "rose for three consecutive years, from 410 to 440, 430 and 470",
            "rose for three consecutive years, from 410 to 440, 450 and 470",
        ),
        "zh": (
            "连续上升则逐期上升",
            "说连续多年增长，每一年都应高于上一年",
            "连续三年增长，由410件增至440件、430件、470件",
            "连续三年增长，由410件增至440件、450件、470件",
        ),
    },
)
