"""Values in a row that are said to rise, to fall or to stay: 连续三年提高, 逐年下降, 与上年持平."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from audit.exact.formula import Compare, Logic, Name, Node
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, order, plus, times
from audit.relations.base import Figures, Relation, cue_of
from audit.relations.change import runs_of

YEAR = re.compile(r"(?:19|20)\d\d(?=年)")
ABOUT = Fraction(1, 20)  # what 基本持平 may cover
LEVEL = Fraction(1, 50)  # what 持平 of two rounded values may cover, with a remark


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for sense, name in ((1, "steady_rise"), (-1, "steady_fall")):
            for found in compiled(text.cues.words.get(name, "")).finditer(paragraph.text):
                low, high = (
                    paragraph.sentence_start(found.start()),
                    paragraph.sentence_end(found.start()),
                )
                inside = [f for f in frames if low <= f.start < high]
                yield from steady(
                    text, inside, sense, cue_of(paragraph, found.start(), found.end())
                )
        for old, new in zip(frames[1:], frames, strict=False):
            yield from level_with(text, new, old)


# ---------------------------------------------------------------- 连续N年, 逐年


def steady(text: Text, inside: Sequence[Frame], sense: int, cue: Cue) -> Iterator[Proposal]:
    assert cue.start is not None
    paragraph_text = inside[0].paragraph.text if inside else ""
    of_rates = bool(
        compiled(text.cues.words["of_rates"]).search(
            paragraph_text[max(0, cue.start - 8) : (cue.end or 0)]
        )
    )
    for row in rows(inside):
        if row[0].unit in ("%", "‰") and not of_rates and _tells_growth(text, row, cue):
            return
        if (row[0].kind == "growth" and not of_rates) or compiled(
            text.cues.words["risen_by"]
        ).search(row[0].lead):
            return
        operator = ">" if sense > 0 else "<"
        nodes = tuple(Name(f.id) for f in reversed(row))
        tree = Compare((operator,) * (len(nodes) - 1), nodes)
        yield Proposal(
            "direction",
            (Reading(tree, {"values": tuple(f.id for f in row)}, "steady"),),
            cue,
            strong=True,
            rank=3,
        )
        return


def _tells_growth(text: Text, row: Sequence[Frame], cue: Cue) -> bool:
    """连续三年增长，增幅分别为…: the values are rates of change, not levels."""
    words = row[0].paragraph.text[min(cue.end or 0, row[0].start) : row[0].start]
    return (
        compiled(text.cues.words["of_rates"]).search(words) is not None or row[0].kind == "growth"
    )


def rows(inside: Sequence[Frame]) -> Iterator[list[Frame]]:
    """The values of one thing in the order of time: a run of three, or values that each have a year."""
    told = [f for f in inside if f.kind in ("level", "rate", "share", "percent", "per", "growth")]
    for run in runs_of(told):
        if len(run) > 2:
            years = [int(y) for y in YEAR.findall(run[0].lead)]
            if not years or abs(years[-1] - years[0]) + 1 == len(run):
                yield run[::-1] if len(years) > 1 and years[0] > years[-1] else run
            return
    dated = [(int(found[-1]), f) for f in told if (found := YEAR.findall(f.lead))]
    for _, group in groupby(dated, key=lambda x: (x[1].unit, x[1].depth, x[1].kind == "growth")):
        row = sorted(group, key=lambda x: x[0])
        years = [y for y, _ in row]
        if len(row) > 2 and years == list(range(years[0], years[0] + len(row))):
            yield [f for _, f in row]


# ---------------------------------------------------------------- 持平


def level_with(text: Text, new: Frame, old: Frame) -> Iterator[Proposal]:
    """136件，与上年的142件持平"""
    found = compiled(text.cues.words.get("level_with", "")).match(
        old.paragraph.text[old.end : old.end + 8]
    )
    if (
        found is None
        or new.unit != old.unit
        or new.paragraph is not old.paragraph
        or new.depth != old.depth
    ):
        return
    if (
        new.paragraph.sentence(new.start) != old.paragraph.sentence(old.start)
        or not old.value
        or new.kind == "change"
    ):
        return
    if not compiled(text.cues.words["level_to"]).search(old.lead):
        return
    roles = {"current": (new.id,), "prior": (old.id,)}
    rough = near(new, old, bool(found[1]))
    readings = (
        Reading(equal(Name(new.id), Name(old.id)), roles, "level-with"),
        Reading(rough, roles, "level-with", weaker=not found[1]),
    )
    cue = cue_of(old.paragraph, old.end, old.end + found.end())
    yield Proposal("direction", readings, cue, strong=True, rank=3)


def near(new: Frame, old: Frame, about: bool) -> Node:
    """Within 5 % (2 % without 基本) of a level, within 1.5 (0.5) points of a rate."""
    slack = ABOUT if about else LEVEL
    if old.unit == "%":
        points = Fraction(3, 200) if about else Fraction(1, 200)
        low, high = minus(Name(old.id), number(points)), plus(Name(old.id), number(points))
    else:
        low, high = (times(number(1 + s), Name(old.id)) for s in (-slack, slack))
    return Logic("and", (order(Name(new.id), ">=", low), order(Name(new.id), "<=", high)))


RELATION = Relation(
    "trend",
    find,
    {
        "en": (
            "what is said to rise year by year does so each year",
            "the values in the order of time must all move the way the words say",
            "rose year by year: 91.2%, 92.5%, 92.1%",
            "rose year by year: 91.2%, 92.5%, 93.1%",
        ),
        "zh": (
            "逐年升降、持平与各年数值相符",
            "按时间先后，各值都应朝所说的方向变化",
            "合格率逐年提高，分别为91.2%、92.5%、92.1%",
            "合格率逐年提高，分别为91.2%、92.5%、93.1%",
        ),
    },
)
