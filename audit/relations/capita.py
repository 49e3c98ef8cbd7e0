"""Per so many people: 每千人口拥有床位5.26张 = beds / population × 1000, the population told anywhere before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, number, over, times
from audit.relations.base import Figures, Relation, core

SCALES = {"百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}
MOST = 3
HALF = str.maketrans("（）", "()")  # leads have them so
# a mean population instead of that of the year's end changes less, another thing altogether more
NEAR, FAR = Fraction(1, 20), Fraction(1)


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    told = compiled(text.cues.words.get("per_people", ""))
    people: list[Frame] = []
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for group in statements(frames):
            scale: re.Match[str] | None = None
            for _k, p in enumerate(group):
                found = told.search(p.lead)
                joined = scale is not None and _goes_on(p)
                scale = found or (scale if joined else None)
                if scale is not None and p.kind in ("level", "per") and not p.role:
                    name = p.lead[scale.end() :] if found else p.lead
                    tops = numerators(text, p, name, frames)
                    yield from claim(p, tops, [f for f in people if _fits(scale, f)], scale)
                elif _counts_people(text, p):
                    people.append(p)


def _goes_on(p: Frame) -> bool:
    """、注册护士2.97人: under the 每千人口 of the one before."""
    return p.lead[:1] in ("、", "和", "及", "，", ",")


def _counts_people(text: Text, f: Frame) -> bool:
    return (
        f.is_level
        and f.role not in ("prior", "from", "past")
        and compiled(text.cues.words.get("population", "")).search(f.lead) is not None
    )


def _fits(scale: re.Match[str], base: Frame) -> bool:
    """常住 of the rate and 户籍 of the population exclude each other."""
    wanted = scale["kind"] or ""
    return not wanted or wanted in base.lead or not re.search("常住|户籍", base.lead)


def numerators(text: Text, p: Frame, name: str, frames: Sequence[Frame]) -> list[Frame]:
    """What the words of the rate name; without a word of its own, the level right before it."""
    before = [
        f
        for f in frames
        if f.end <= p.start and f.is_level and f.role not in ("prior", "from") and f.unit == p.unit
    ]
    wanted = core(text, name.strip("、，,和及 "))
    if not wanted:
        last = [f for f in before if p.start - f.end <= 12]
        return last[-1:]
    return [f for f in before if core(text, f.label.translate(HALF)) == wanted]


def claim(
    p: Frame, tops: Sequence[Frame], bases: Sequence[Frame], scale: re.Match[str]
) -> Iterator[Proposal]:
    factor = SCALES[scale["scale"]]
    pairs = [
        (top, b) for top in tops[-1:] for b in bases[-MOST:] if b.size() > top.size() and b is not top
    ]
    readings = tuple(
        Reading(
            equal(Name(p.id), over(times(Name(top.id), number(factor)), Name(b.id))),
            {"rate": (p.id,), "numerator": (top.id,), "base": (b.id,)},
            "per-people",
            notes=("base-elided",),
        )
        for top, b in pairs
    )
    if not readings:
        return
    off = [abs(t.size() * factor / b.size() - p.size()) / p.size() for t, b in pairs if p.size()]
    sure = len(tops) == 1 and len(pairs) == 1 and all(NEAR < o < FAR for o in off)
    yield Proposal("rate", readings, p.cue, strong=sure, mild=True, rank=4)


RELATION = Relation(
    "rate",
    find,
    {
        "en": (
            "so many for each thousand people follow from the count and the population",
            "the count over the population, times a thousand, gives the value per thousand",
            "1,184 doctors for 468,300 people are 2.35 for each thousand",
            "1,184 doctors for 468,300 people are 2.53 for each thousand",
        ),
        "zh": (
            "每千人口数等于总量除以人口",
            "总量除以人口再乘以一千，应得每千人口数",
            "常住人口46.83万人，医师1184人，每千人口拥有医师2.35人",
            "常住人口46.83万人，医师1184人，每千人口拥有医师2.53人",
        ),
    },
)
