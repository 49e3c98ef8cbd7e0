"""Ratios of two counts: a pupil-teacher ratio of 25:1 with 500 pupils and 20 teachers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import matches, sentence_of
from audit.english.words import after, kin
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, number, over, times
from audit.relations.base import Figures, Relation, same_unit

BACK = 6


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        previous: list[Frame] = []
        for group in sentences(text, paragraph):
            for k, first in enumerate(group):
                second = group[k + 1] if k + 1 < len(group) else None
                joined = second is not None and paragraph.text[first.end : second.start] in (
                    ":",
                    " : ",
                    " to ",
                )
                if (
                    second is not None
                    and joined
                    and (first.kind == second.kind == "ratio" or _named(first))
                ):
                    yield from two(first, second, [*previous, *group])
            previous = group[-BACK:]


def _named(first: Frame) -> bool:
    return matches(en.RATIO_OF, first.lead) is not None


def two(first: Frame, second: Frame, around: Sequence[Frame]) -> Iterator[Proposal]:
    """first : second = what the one name counts : what the other counts"""
    found = matches(en.RATIO_OF, first.lead)
    if found is None or not second.value:
        return
    names = [g.split()[-1] for g in found.groups() if g]
    near = [
        f
        for f in around
        if f.kind == "level"
        and f not in (first, second)
        and not f.role
        and sentence_of(first) - sentence_of(f) <= 1
    ]
    tops, bases = (counted(near, name) for name in names)
    if (
        not tops
        or not bases
        or tops[-1] is bases[-1]
        or not same_unit(tops[-1].unit, bases[-1].unit)
    ):
        return
    top, base = tops[-1], bases[-1]
    roles = {"ratio": (first.id,), "numerator": (top.id,), "base": (base.id,)}
    # 25:1 is 25 to one: the second member is not rounded
    quotient = over(Name(top.id), Name(base.id))
    told = quotient if second.value == 1 else times(number(second.value), quotient)
    reading = Reading(equal(Name(first.id), told), roles, "ratio")
    start = first.start - len(first.lead) + found.start()
    cue = Cue(found[0].strip(), start, start + len(found[0].strip()))
    strong = len(tops) == len(bases) == 1
    yield Proposal("ratio", (reading,), cue, strong=strong, rank=2)


def counted(frames: Sequence[Frame], name: str) -> list[Frame]:
    """Figures whose first words after them are the name: 500 pupils."""
    return [f for f in frames if any(kin(name, w) for w in after(f, 3))]


RELATION = Relation(
    "ratio",
    find,
    {
        "en": (
            "a ratio agrees with the two counts it compares",
            "the first member belongs to the first name, the second to the second",
            "500 pupils and 20 teachers, a pupil-teacher ratio of 20:1",
            "500 pupils and 20 teachers, a pupil-teacher ratio of 25:1",
        ),
        "zh": (
            "比值与所比的两数相符",
            "比的前项、后项应与两个数量对应",
            "学生500人、教师20人，师生比为1:20",
            "学生500人、教师20人，师生比为1:25",
        ),
    },
)
