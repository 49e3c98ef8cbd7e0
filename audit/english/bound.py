"""What is said to pass a mark passes it: exceeded $2 billion, reaching $2.1 billion; higher than."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import MOVING, sentences
from audit.english.roles import alike, matches
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, order
from audit.relations.base import Figures, Relation

KINDS = ("level", "rate", "share")
SIDES = ((en.HIGHER_THAN, ">"), (en.LOWER_THAN, "<"))


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, mark in enumerate(group):
                if mark.kind in KINDS and mark.role not in ("from", "to", "range"):
                    yield from passed(group, k)
                    yield from compared(group, k)


def passed(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """exceeded the 5,000 mark, at 5,120; fell short of the 800 planned, at 740"""
    mark = group[k]
    found = _word(en.BROKEN, mark)
    sense = ">"
    if found is None:
        found, sense = _word(en.MISSING, mark), "<"
    reached = group[k + 1] if k + 1 < len(group) else None
    if found is None or reached is None or not alike(reached, mark) or reached.kind not in KINDS:
        return
    if matches(en.REACHED, reached.lead) is None or reached.depth != mark.depth:
        return
    yield claim(reached, sense, mark, found)


def _word(pattern: str, mark: Frame) -> Cue | None:
    """The verb that takes the mark for its object."""
    found = matches(f"\\b{pattern} {en.NEAR}{{0,40}}$", mark.lead)
    if found is None or matches(
        "\\b(?:not|never|nor|no longer)\\b[^,;]{0,20}$", mark.lead[: found.start()]
    ):
        return None
    start = mark.start - len(mark.lead) + found.start()
    word = found[0].split(" ")[0]
    return Cue(word, start, start + len(word))


def compared(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """At $12 million, costs were higher than the $14 million budgeted."""
    mark = group[k]
    for pattern, sense in SIDES:
        found = matches(pattern, mark.lead)
        if found is None or matches(
            "\\b(?:not|no|never|nor|or|expected|far)\\b[^,;]{0,12}$", mark.lead[: found.start()]
        ):
            continue
        paragraph = mark.paragraph
        clause = paragraph.clause(mark.start)
        before = [
            f for f in group[:k] if paragraph.clause(f.start) == clause and f.depth == mark.depth
        ]
        if not before or before[-1].kind in MOVING or not _closed(group, k):
            return
        if any(f.kind in MOVING for f in before[-2:]):
            return
        new = before[-1]
        fits = new.kind in KINDS and alike(new, mark) and not new.role
        gap = paragraph.text[new.end : mark.start]
        if (
            fits
            and len(gap) < 90
            and matches("\\b(?:and|but|while|who|which had|compared)\\b", gap) is None
        ):
            start = mark.start - len(mark.lead) + found.start()
            yield claim(
                new, sense, mark, Cue(found[0].strip(), start, start + len(found[0].strip()))
            )
        return


def _closed(group: Sequence[Frame], k: int) -> bool:
    """Whether no change is told behind the mark: higher than the $14 million by $2 million."""
    behind = group[k + 1] if k + 1 < len(group) else None
    return behind is None or behind.kind not in MOVING


def claim(new: Frame, sense: str, mark: Frame, cue: Cue) -> Proposal:
    roles = {"value": (new.id,), "mark": (mark.id,)}
    reading = Reading(order(Name(new.id), sense, Name(mark.id)), roles, "bound")
    positive = new.value > 0 and mark.value > 0
    return Proposal("bound", (reading,), cue, strong=positive, rank=3)


RELATION = Relation(
    "bound",
    find,
    {
        "en": (
            "what is said to pass a mark passes it",
            "exceeded, topped and short of must agree with the two values",
            "surpassed the 5,000 mark, at 4,870",
            "surpassed the 5,000 mark, at 5,120",
        ),
        "zh": (
            "说突破则应突破",
            "突破、超过、未达等说法应与前后两数相符",
            "突破5000人，达到4870人",
            "突破5000人，达到5120人",
        ),
    },
)
