"""Points are the difference of two rates: up 20 basis points, to 39.8% from 39.6%."""

from __future__ import annotations

from collections.abc import Iterator

from audit.english.events import events
from audit.english.growth import risen, senses
from audit.frames import Text
from audit.readings import Proposal, Reading
from audit.relations.base import Figures, Relation


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for event in events(text):
        told = event.of("points")
        if told is None or not event.olds:
            continue
        readings = tuple(
            Reading(
                risen(told, new, old, sense),
                {"change": (told.id,), "current": (new.id,), "prior": (old.id,)},
                "difference",
            )
            for new, old in event.pairs
            for sense in senses(told)
        )
        strong = event.firm and event.reason is None
        yield Proposal("difference", readings, told.cue, strong=strong, reason=event.reason, rank=2)


RELATION = Relation(
    "difference",
    find,
    {
        "en": (
            "percentage points are the difference of two rates",
            "points subtract, percent divides",
            "up 1.9 percentage points, from 6.2% to 7.8%",
            "up 1.6 percentage points, from 6.2% to 7.8%",
        ),
        "zh": (
            "百分点等于两个比率之差",
            "百分点是相减，百分比是相除",
            "由6.2%提高到7.8%，提高1.9个百分点",
            "由6.2%提高到7.8%，提高1.6个百分点",
        ),
    },
)
