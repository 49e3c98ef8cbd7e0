"""A change is the new value less the old one: up $15 million, from $31 million to $46 million."""

from __future__ import annotations

from collections.abc import Iterator

from audit.english.events import events
from audit.english.growth import risen, senses
from audit.frames import Text
from audit.readings import Proposal, Reading
from audit.relations.base import Figures, Relation


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for event in events(text):
        change = event.of("change")
        if change is None or not event.olds:
            continue
        readings = []
        for new, old in event.pairs:
            roles: dict[str, tuple[str, ...]] = {
                "change": (change.id,),
                "current": (new.id,),
                "prior": (old.id,),
            }
            for sense in senses(change):
                readings.append(Reading(risen(change, new, old, sense), roles, "difference"))
        if readings:
            strong = event.firm and event.reason is None
            yield Proposal(
                "change", tuple(readings), change.cue, strong=strong, reason=event.reason, rank=2
            )


RELATION = Relation(
    "change",
    find,
    {
        "en": (
            "a change equals the new value less the old one",
            "the amount of a change must agree with the two values beside it",
            "up $18 million, from $31 million to $46 million",
            "up $15 million, from $31 million to $46 million",
        ),
        "zh": (
            "增量等于现值减上期值",
            "增量应与前后两值相符",
            "由310件增加到460件，增加180件",
            "由310件增加到460件，增加150件",
        ),
    },
)
