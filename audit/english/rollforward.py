"""Opening value, what came in, what went out, closing value; and a balance that is still to pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import matches, opens_with, sentence_of
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, plus
from audit.relations.base import Figures, Relation, same_unit

BACK = 8  # figures back that the opening value or the amount may stand


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        before: list[Frame] = []
        for group in sentences(text, paragraph):
            for f in group:
                if f.kind == "level" and f.depth < 0:
                    yield from closing(f, before)
                    yield from balance(f, before)
                before = [*before, f][-BACK:]


def closing(end: Frame, before: Sequence[Frame]) -> Iterator[Proposal]:
    """It held A; B were bought and C written off; it closed the year at D."""
    found = matches(en.CLOSING, end.lead)
    same = [f for f in before if f.kind == "level" and same_unit(f.unit, end.unit) and f.depth < 0]
    first = next(
        (k for k, f in enumerate(same) if opens_with(f.paragraph, f.start, en.OPENING)), None
    )
    if found is None or first is None or len(same) - first < 2:
        return
    opening, moves = same[first], same[first + 1 :]
    node: Node = Name(opening.id)
    for f in moves:
        taken, added = matches(en.TAKEN, f.tail), matches(en.ADDED, f.tail)
        if (taken is None) == (added is None):
            return
        node = (minus if taken else plus)(node, Name(f.id))
    roles: dict[str, tuple[str, ...]] = {
        "closing": (end.id,),
        "opening": (opening.id,),
        "moves": tuple(f.id for f in moves),
    }
    start = end.start - len(end.lead) + found.start()
    word = found[0].split(" ")[0]
    cue = Cue(word, start, start + len(word))
    reading = Reading(equal(Name(end.id), node), roles, "roll-forward")
    yield Proposal("total", (reading,), cue, strong=len(moves) == 2, rank=2)


def balance(rest: Frame, before: Sequence[Frame]) -> Iterator[Proposal]:
    """It cost A. Instalments of B and C have been paid; the balance of D is due later."""
    found = matches(en.BALANCE, rest.lead)
    same = [f for f in before if f.kind == "level" and same_unit(f.unit, rest.unit) and f.depth < 0]
    paid = [
        f for f in same if f.paragraph is rest.paragraph and sentence_of(f) == sentence_of(rest)
    ]
    earlier = [f for f in same if f not in paid and sentence_of(f) == sentence_of(rest) - 1]
    if found is None or not paid or not earlier:
        return
    node: Node = Name(earlier[-1].id)
    for f in paid:
        node = minus(node, Name(f.id))
    roles: dict[str, tuple[str, ...]] = {
        "rest": (rest.id,),
        "whole": (earlier[-1].id,),
        "parts": tuple(f.id for f in paid),
    }
    start = rest.start - len(rest.lead) + found.start()
    cue = Cue(found[0].strip(), start, start + len(found[0].strip()))
    window = rest.paragraph.text[max(0, rest.start - 120) : rest.start]
    firm = matches("\\b(?:paid|instal|settled|drawn|spent|used)\\w*", window) is not None
    reading = Reading(equal(Name(rest.id), node), roles, "balance")
    yield Proposal("total", (reading,), cue, strong=firm and len(earlier) == 1, rank=3)


RELATION = Relation(
    "balance",
    find,
    {
        "en": (
            "what was there, came and went makes what is left",
            "opening value, additions and disposals must give the closing value",
            "At the start the pool held 40 cars. 5 were bought and 3 sold. It closed the year at 44 cars.",
            "At the start the pool held 40 cars. 5 were bought and 3 sold. It closed the year at 42 cars.",
        ),
        "zh": (
            "期初加增加减减少等于期末",
            "期初数、增减数与期末数应当相符",
            "年初40辆，购入5辆，报废3辆，年末44辆",
            "年初40辆，购入5辆，报废3辆，年末42辆",
        ),
    },
)
