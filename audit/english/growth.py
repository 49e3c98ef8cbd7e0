"""Level, change and rate of change: up 17.9% to $13,477 from $11,429; up $2.4 million, or 9%."""

from __future__ import annotations

from collections.abc import Iterator

from audit.english.events import Event, events
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text
from audit.readings import Proposal, Reading, equal, minus, number, over, plus
from audit.relations.base import Figures, Relation


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for event in events(text):
        rate, change = event.of("growth"), event.of("change")
        if rate is None:
            continue
        if event.olds:
            yield from between_values(event, rate)
        if change is not None and (not event.olds or not event.firm):
            yield triple(event, rate, change)


def between_values(event: Event, rate: Frame) -> Iterator[Proposal]:
    """rate = new / old - 1, and of a rate of rates the points that `1.5%` may mean."""
    readings = []
    for new, old in event.pairs:
        if not old.value:
            continue
        roles: dict[str, tuple[str, ...]] = {
            "rate": (rate.id,),
            "current": (new.id,),
            "prior": (old.id,),
        }
        for sense in senses(rate):
            readings.append(Reading(grown(rate, new, old, sense), roles, "growth"))
            if new.unit == "%":
                readings.append(points(rate, new, old, sense))
    if readings:
        strong = event.firm and event.reason is None
        yield Proposal(
            "growth", tuple(readings), rate.cue, strong=strong, reason=event.reason, rank=2
        )


def points(rate: Frame, new: Frame, old: Frame, sense: int) -> Reading:
    """`rose 2%, from 6% to 8%` means points, which a warning says; the looser `2% up on 6%` and
    `a 2% improvement` are left alone."""
    roles: dict[str, tuple[str, ...]] = {
        "rate": (rate.id,),
        "current": (new.id,),
        "prior": (old.id,),
    }
    tree = risen(rate, new, old, sense)
    led = rate.cue is not None and rate.cue.start is not None and rate.cue.start < rate.start
    moved = led and rate.sense != 0 and old.role == "from" and new.role == "to"
    if moved and abs(new.value - old.value) == rate.value:
        return Reading(tree, roles, "points-meant", weaker=True, notes=("points-meant",))
    return Reading(tree, roles, "difference")


def senses(told: Frame) -> tuple[int, ...]:
    return (told.sense,) if told.sense else (1, -1)


def grown(rate: Frame, new: Frame, old: Frame, sense: int) -> Node:
    ratio = over(Name(new.id), Name(old.id))
    told = minus(ratio, number(1)) if sense > 0 else minus(number(1), ratio)
    return equal(Name(rate.id), told)


def risen(told: Frame, new: Frame, old: Frame, sense: int) -> Node:
    """told = ±(new - old)"""
    a, b = (new, old) if sense > 0 else (old, new)
    return equal(Name(told.id), minus(Name(a.id), Name(b.id)))


def triple(event: Event, rate: Frame, change: Frame) -> Proposal:
    """rate = change / (new - change), where the old value is not printed."""
    readings = []
    for new in event.news:
        if new.unit != change.unit:
            continue
        for sense in senses(change):
            old = (minus if sense > 0 else plus)(Name(new.id), Name(change.id))
            roles: dict[str, tuple[str, ...]] = {
                "rate": (rate.id,),
                "change": (change.id,),
                "current": (new.id,),
            }
            readings.append(
                Reading(equal(Name(rate.id), over(Name(change.id), old)), roles, "growth")
            )
    strong = event.firm and not event.olds and event.reason is None and change.sense != 0
    strong = strong and (event.news[0].role == "to" or _appended(event.news[0], event.told[0]))
    return Proposal("growth", tuple(readings), rate.cue, strong=strong, reason=event.reason, rank=2)


def _appended(new: Frame, told: Frame) -> bool:
    """$104.7 million, up $18.5 million: the change is told right behind the value."""
    gap = new.paragraph.text[new.end : told.start] if new.end < told.start else ""
    return "." not in gap and len(gap.rpartition(",")[2]) < 32 and "," in gap


RELATION = Relation(
    "growth",
    find,
    {
        "en": (
            "a rate of change equals change over earlier value",
            "the rate, the change and the values state one thing several times",
            "sales rose 20% to $110 million from $100 million",
            "sales rose 10% to $110 million from $100 million",
        ),
        "zh": (
            "增幅等于增量除以上期数",
            "现值、增量和增幅说的是同一变化",
            "办结660件，同比增加60件，增幅12%",
            "办结660件，同比增加60件，增幅10%",
        ),
    },
)
