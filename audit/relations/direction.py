"""From A to B with a word that says up or down: 由A提高到B, 稳步提高，由A变为B."""

from __future__ import annotations

from collections.abc import Iterator

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, order
from audit.relations.base import Figures, Relation, same_unit


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for k, old in enumerate(frames[:-1]):
            if old.unit == "比":
                yield from ratios(text, frames, k)
            if old.role != "from" or old.unit == "比":
                continue
            for new in pairs(frames, k):
                yield from moved(text, old, new)


def pairs(frames: list[Frame], k: int) -> Iterator[Frame]:
    """B of 由A提高到B; of 由a、b提高到c、d the aligned one; ratios x:1 by their moving member."""
    old = frames[k]
    for new in frames[k + 1 : k + 9]:
        if new.statement != old.statement or new.depth != old.depth:
            return
        if new.role == "to" and same_unit(new.unit, old.unit):
            yield new
            return
        if new.role in ("from", "prior") and new.unit != "比":
            return


def ratios(text: Text, frames: list[Frame], k: int) -> Iterator[Proposal]:
    """由a:1降为b:1"""
    if k + 3 >= len(frames) or any(f.unit != "比" for f in frames[k : k + 4]):
        return
    old, one, new, other = frames[k : k + 4]
    if one.value == other.value == 1 and compiled(text.cues.words.get("moves_from", "")).search(old.lead) and new.role == "to":
        yield from moved(text, old, new)


def moved(text: Text, old: Frame, new: Frame) -> Iterator[Proposal]:
    sense, cue = sense_of(text, old, new)
    if not sense:
        return
    operator = ">" if sense > 0 else "<"
    reading = Reading(order(Name(new.id), operator, Name(old.id)), {"to": (new.id,), "from": (old.id,)}, "direction")
    yield Proposal("direction", (reading,), cue, strong=True, rank=4)


def sense_of(text: Text, old: Frame, new: Frame) -> tuple[int, Cue | None]:
    """The word right before B, else the last word of change in the clause before A."""
    own = text.cues
    paragraph = old.paragraph
    word = paragraph.text[old.end : new.start]
    for pattern, sense in ((own.rises, 1), (own.falls, -1)):
        found = compiled(f"{pattern}(?:到|至|为|成|了)*[^，。；,;]{{0,3}}$").search(word)
        if found:
            return sense, Cue(found[0], old.end + found.start(), old.end + found.end())
    start = max(paragraph.clause_start(old.start), old.start - 40)
    lead = paragraph.text[start : old.start]
    if any(c.isdigit() for c in lead):
        return 0, None
    best: tuple[int, int, int] | None = None
    for pattern, sense in ((own.rises, 1), (own.falls, -1)):
        for found in compiled(pattern).finditer(lead):
            if len(found[0]) > 1 and (best is None or found.end() > best[1]):
                best = (found.start(), found.end(), sense)
    if best is None:
        return 0, None
    return best[2], Cue(lead[best[0] : best[1]], start + best[0], start + best[1])


RELATION = Relation(
    "direction",
    find,
    {
        "en": (
            "what is said to rise rises",
            "the two values must move the way the words say",
            "rose from 9.2% to 8.5%",
            "rose from 8.5% to 9.2%",
        ),
        "zh": ("说升则升，说降则降", "前后两值的变化方向应与用词一致", "合格率稳步提高，由91%变为89%", "合格率稳步提高，由89%变为91%"),
    },
)
