"""年均增长: the mean yearly rate between two values, compounded or shared out evenly.

从2018年的A增加到2023年的B，年均增长x%: A × (1 + x)^5 = B. Printed years count the steps; N年 in words
may count them or the years at both ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.exact.formula import Binary, Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, minus, number, over, plus, times
from audit.relations.base import Figures, Relation, cue_of, same_unit
from audit.relations.change import basis

YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
AGO = re.compile(r"([二两三四五六七八九十]|\d{1,2})年前[^，。；,;\d]{0,4}$")
MOST_YEARS = 40
BACK = 4


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            for k, p in enumerate(group):
                if p.kind == "annual" and p.unit == "%":
                    yield from claims(text, group[:k], p)
                elif p.kind == "per":
                    yield from means(text, group[:k], p)
                elif p.kind == "yearly":
                    yield from amounts(text, group[:k], p)


def claims(text: Text, before: Sequence[Frame], p: Frame) -> Iterator[Proposal]:
    ends = ends_of(
        [
            f
            for f in before
            if f.depth == p.depth and f.paragraph.sentence(f.start) == p.paragraph.sentence(p.start)
        ]
    )
    if ends is None:
        return
    old, new = ends
    spans = years(text, old, new, p)
    if not spans or not old.value:
        return
    roles = {"rate": (p.id,), "current": (new.id,), "prior": (old.id,)}
    falls = bool(compiled(text.cues.falls).search(p.lead[-6:])) and not compiled(
        text.cues.rises
    ).search(p.lead[-6:])
    readings = [
        Reading(equal(Name(new.id), grown(old, p, n, falls)), roles, name)
        for name, grown in (("compound", compound), ("simple", simple))
        for n in spans
    ]
    reason = basis(text, new, p)
    cue = p.cue or cue_of(p.paragraph, max(0, p.start - 4), p.start)
    yield Proposal("growth", tuple(readings), cue, strong=reason is None, reason=reason, rank=2)


def amounts(text: Text, before: Sequence[Frame], p: Frame) -> Iterator[Proposal]:
    """从A增加到B，年均增加C: the difference, shared out over the years."""
    ends = ends_of(
        [
            f
            for f in before
            if f.depth == p.depth and f.paragraph.sentence(f.start) == p.paragraph.sentence(p.start)
        ]
    )
    if (
        ends is None
        or not same_unit(ends[1].unit, p.unit)
        or not compiled(text.cues.words["yearly"]).search(p.lead)
    ):
        return
    old, new = ends
    up = new.value >= old.value
    rise = minus(Name(new.id), Name(old.id)) if up else minus(Name(old.id), Name(new.id))
    roles = {"change": (p.id,), "current": (new.id,), "prior": (old.id,)}
    readings = tuple(
        Reading(equal(Name(p.id), over(rise, number(n))), roles, "yearly")
        for n in years(text, old, new, p)
    )
    yield Proposal(
        "change",
        readings,
        p.cue or cue_of(p.paragraph, max(0, p.start - 4), p.start),
        strong=True,
        rank=2,
    )


def means(text: Text, before: Sequence[Frame], p: Frame) -> Iterator[Proposal]:
    """五年累计投入86亿元，年均投入17.2亿元"""
    total = next(
        (
            f
            for f in reversed(before)
            if f.is_level and f.depth == p.depth and same_unit(f.unit, p.unit)
        ),
        None,
    )
    if (
        total is None
        or not compiled(text.cues.words["yearly"]).search(p.lead)
        or p.paragraph.sentence(total.start) != p.paragraph.sentence(p.start)
    ):
        return
    found = compiled(text.cues.words["years_total"]).search(total.lead)
    n = _number(found[1]) if found else 0
    if n > 1:
        roles = {"total": (total.id,), "mean": (p.id,)}
        reading = Reading(equal(Name(p.id), over(Name(total.id), number(n))), roles, "yearly-mean")
        yield Proposal(
            "per-unit",
            (reading,),
            p.cue or cue_of(p.paragraph, max(0, p.start - 4), p.start),
            strong=True,
            rank=2,
        )


def ends_of(frames: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """The last two values of one unit: from and to, or each with its year."""
    levels = [f for f in frames if f.kind in ("level", "per")][-BACK:]
    for new in reversed(levels):
        for old in reversed(levels[: levels.index(new)]):
            if not same_unit(old.unit, new.unit):
                continue
            if AGO.search(old.lead):
                return old, new
            if AGO.search(new.lead):  # A，十年前为B
                return new, old
            if (old.role == "from" and new.role == "to") or (
                YEAR.search(old.lead) and YEAR.search(new.lead)
            ):
                return old, new
            return None
    return None


def years(text: Text, old: Frame, new: Frame, p: Frame) -> list[int]:
    """How many steps may lie between the two values, likeliest first."""
    ago = AGO.search(old.lead)
    if ago:
        return [n] if (n := _number(ago[1])) > 1 else []
    told = [YEAR.findall(f.lead) for f in (old, new)]
    if told[0] and told[1]:
        n = int(told[1][-1]) - int(told[0][-1])
        return [n] if 1 < n <= MOST_YEARS else []
    sentence = p.paragraph.text[p.paragraph.sentence_start(p.start) : p.start]
    found = compiled(text.cues.words.get("years_long", "")).findall(sentence)
    if not found:
        return []
    n = _number(next(w for w in found[-1] if w))
    return [n, *([n - 1] if n > 2 else [])] if n > 1 else []


def _number(word: str) -> int:
    if word.isdigit():
        return int(word) if int(word) <= MOST_YEARS else 0
    return {"两": 2, "五": 5}.get(word[-1], 0) or "一二三四五六七八九十".find(word[-1]) + 1


def compound(old: Frame, p: Frame, n: int, falls: bool) -> Node:
    step = minus(number(1), Name(p.id)) if falls else plus(number(1), Name(p.id))
    return times(Name(old.id), Binary("^", step, number(Fraction(n))))


def simple(old: Frame, p: Frame, n: int, falls: bool) -> Node:
    whole = times(number(n), Name(p.id))
    return times(Name(old.id), minus(number(1), whole) if falls else plus(number(1), whole))


RELATION = Relation(
    "annual",
    find,
    {
        "en": (
            "a mean yearly rate leads from the first value to the last",
            "compounded over the years, the rate must turn the one value into the other",
            "from 12.5 billion in 2018 to 20.8 billion in 2023, 12.6% a year",
            "from 12.5 billion in 2018 to 20.8 billion in 2023, 10.7% a year",
        ),
        "zh": (
            "年均增速与首末两值相符",
            "按年均增速逐年累乘，应由首年数得到末年数",
            "产值由2018年的12.5亿元增加到2023年的20.8亿元，年均增长12.6%",
            "产值由2018年的12.5亿元增加到2023年的20.8亿元，年均增长10.7%",
        ),
    },
)
