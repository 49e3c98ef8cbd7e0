"""The same label in a narrower scope, or in a shorter time: never more than in the wider one.

Only what holds is told: the words do not say which scope is the wider one surely enough to accuse.
Differences of rates that belong together by their names stand here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, order
from audit.relations.base import Figures, Relation, core, cue_of, same_unit
from audit.relations.restate import label

BACK = 10
FAR = 40


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for k, f in enumerate(text.frames):
        if f.kind == "level" and f.role in ("", "to"):
            yield from narrower(text, k, f)
            yield from so_far(text, k, f)
        if f.kind == "rate":
            yield from natural(text, text.frames[max(0, k - 4) : k], f)


def earlier(text: Text, k: int, f: Frame, back: int) -> list[Frame]:
    return [
        g
        for g in text.frames[max(0, k - back) : k]
        if g.kind == "level" and not g.role and same_unit(g.unit, f.unit)
    ]


def narrower(text: Text, k: int, f: Frame) -> Iterator[Proposal]:
    """单看城镇职工，收入20001亿元: part of the 收入 that was told for all."""
    sentence = f.paragraph.text[f.paragraph.sentence_start(f.start) :]
    found = compiled(text.cues.words.get("narrower", "")).match(sentence)
    if found is None:
        return
    name = core(text, label(f))
    for g in reversed(earlier(text, k, f, BACK)):
        if (
            g.statement != f.statement
            and len(name) > 1
            and core(text, label(g)).endswith(name)
            and g.size() >= f.size()
        ):
            start = f.paragraph.sentence_start(f.start)
            yield claim(f, g, cue_of(f.paragraph, start, start + len(found[0])))
            return


def so_far(text: Text, k: int, f: Frame) -> Iterator[Proposal]:
    """至此累计66185万元: at least what the last batch added."""
    lead = f.paragraph.text[max(0, f.start - 40) : f.start]
    heading = text.part.paragraphs[max(0, _at(text, f) - 1)].text if _at(text, f) else ""
    said = compiled(text.cues.words.get("so_far", "")).search(lead) or (
        len(heading) < 20 and compiled(text.cues.sums).search(heading)
    )
    if not said:
        return
    name = core(text, label(f))
    running = compiled(text.cues.words.get("running_total", "")).search(lead)
    for g in earlier(text, k, f, FAR):
        if not running and not _shorter(text, g, f):  # 全年 says nothing of another place's year
            continue
        other = core(text, label(g))
        alike = name and other and (name[-2:] == other[-2:] or name in other or other in name)
        if alike and g.size() <= f.size() and g.statement != f.statement:
            yield claim(g, f, f.cue or cue_of(f.paragraph, max(0, f.start - 4), f.start))
            return


def _shorter(text: Text, g: Frame, f: Frame) -> bool:
    """Whether the time of `g` is a part of a year and that of `f` is another one."""
    period = g.figure.period or ""
    return (
        period != f.figure.period
        and compiled(text.cues.words.get("part_of_year", "")).search(period) is not None
    )


def _at(text: Text, f: Frame) -> int:
    return text.place(f.paragraph)


def claim(part: Frame, whole: Frame, cue: Cue) -> Proposal:
    reading = Reading(
        order(Name(part.id), "<=", Name(whole.id)),
        {"part": (part.id,), "whole": (whole.id,)},
        "narrower",
        notes=("partial",),
    )
    return Proposal("part", (reading,), cue, rank=6)


def natural(text: Text, before: Sequence[Frame], f: Frame) -> Iterator[Proposal]:
    """自然增长率 = 出生率 - 死亡率"""
    words = text.cues.words
    if not compiled(words.get("natural", "")).search(f.lead):
        return
    births = next(
        (g for g in before if g.unit == f.unit and compiled(words["birth_rate"]).search(g.lead)),
        None,
    )
    deaths = next(
        (g for g in before if g.unit == f.unit and compiled(words["death_rate"]).search(g.lead)),
        None,
    )
    if births is None or deaths is None:
        return
    tree = equal(Name(f.id), minus(Name(births.id), Name(deaths.id)))
    reading = Reading(
        tree, {"rate": (f.id,), "births": (births.id,), "deaths": (deaths.id,)}, "difference"
    )
    strong = births.statement == deaths.statement == f.statement
    yield Proposal(
        "difference",
        (reading,),
        f.cue or cue_of(f.paragraph, f.start - 1, f.start),
        strong=strong,
        rank=2,
    )


RELATION = Relation(
    "subset",
    find,
    {
        "en": (
            "a part is at most the whole of the same name",
            "the same quantity in a narrower scope or shorter time cannot be larger",
            "first quarter 20 accidents, of which in March 39",
            "first quarter 39 accidents, of which in March 20",
        ),
        "zh": (
            "同名数字，范围窄的不大于范围宽的",
            "单看一部分，或时段更短，不会多于全部",
            "全年收入100万元。单看乙类，收入120万元",
            "全年收入100万元。单看乙类，收入80万元",
        ),
    },
    severity="info",
)
