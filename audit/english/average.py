"""Averages of counts: 480 visits by 120 patients, an average of 4 visits per patient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import is_per, matches
from audit.english.words import after, is_count, kin
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, equal, over
from audit.relations.base import Figures, Relation

PER = "^ ([a-z][a-z-]+(?: [a-z-]+)?) (?:per|an?|each|for each|for every) ([a-z]{3,})"
REACH = 5


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, mean in enumerate(group):
                if mean.kind == "level" and not mean.unit and not is_per(mean):
                    yield from averaged(group, k)


def averaged(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """The mean's own words name what is above and below the line."""
    mean = group[k]
    found = matches(PER, mean.tail)
    if found is None or matches(en.AVERAGING, mean.lead) is None:
        return
    above, below = found[1].split()[-1], found[2]
    near = [
        f
        for f in group[max(0, k - REACH) : k + REACH + 1]
        if f is not mean and is_count(f) and not f.role
    ]
    totals = [f for f in near if named(f, above)]
    counts = [f for f in near if named(f, below) and f not in totals]
    if not totals and len(near) == 2 and len(counts) == 1:
        totals = [
            f
            for f in near
            if f is not counts[0] and matches("^ (?:in total|in all|altogether|overall)\\b", f.tail)
        ]
    if not totals or not counts or not counts[0].value:
        return
    readings = tuple(
        Reading(
            equal(Name(mean.id), over(Name(t.id), Name(c.id))),
            {"per": (mean.id,), "total": (t.id,), "count": (c.id,)},
            "average",
            steps={}
            if mean.figure.step is None
            else {mean.id: mean.figure.step},  # 12 visits a head: rounded
        )
        for t in totals[:2]
        for c in counts[:2]
    )
    strong = len(totals) == len(counts) == 1 and not matches(
        "\\b(?:weighted|median|adjusted)\\b", mean.lead
    )
    yield Proposal("product", readings, mean.cue, strong=strong, rank=2)


def named(f: Frame, name: str) -> bool:
    return any(kin(name, w) for w in after(f, 3))


RELATION = Relation(
    "average",
    find,
    {
        "en": (
            "an average is the total over the count",
            "what is told per head times the heads makes the total",
            "120 patients made 480 visits, an average of 5 visits per patient",
            "120 patients made 480 visits, an average of 4 visits per patient",
        ),
        "zh": (
            "平均数等于总量除以个数",
            "人均、户均等乘以个数应等于总量",
            "120名患者就诊480次，平均每人5次",
            "120名患者就诊480次，平均每人4次",
        ),
    },
)
