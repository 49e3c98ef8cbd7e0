"""Differences of rates in percentage points, and relative changes that are told beside two values:
由6.2%提高到7.8%，提高1.6个百分点; 比全省平均高2.5个百分点; 由960元提高到1440元，提高50%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, minus, total
from audit.relations.base import Figures, Relation, basis_of
from audit.relations.change import growth

RATES = ("rate", "growth", "share", "percent", "annual")


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            yield from cancelling(text, group)
            for k, frame in enumerate(group):
                if frame.kind == "points":
                    yield from points(text, group, k)
                if frame.role == "to" and frame.kind in ("level", "rate", "per"):
                    yield from relative(text, group, k)


def points(text: Text, group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """p points = new rate - old rate."""
    c = group[k]
    rates = [
        f
        for f in group[:k]
        if f.kind in RATES and f.unit == "%" and f.depth == c.depth and c.start - f.start < 70
    ]
    old = next((f for f in reversed(rates) if f.role in ("prior", "from", "past")), None)
    if old is None:
        if len(rates) > 1:  # told without any word that pairs them: only what holds is claimed
            yield claim(text, c, rates[-2], rates[-1], False)
        return
    new = next((f for f in reversed(rates) if f.role == "to" and f.start > old.start), None)
    new = new or next((f for f in reversed(rates) if f.start < old.start and not f.role), None)
    if new is not None and _same_clause(new, c):
        yield claim(text, c, new, old, True)


def cancelling(text: Text, group: Sequence[Frame]) -> Iterator[Proposal]:
    """比重依次变动：a上升1.35个、b下降6.79个、c上升5.44个百分点: shares of one whole move against each other."""
    moved = [f for f in group if f.kind == "points" and f.sense]
    if len(moved) < 3 or {f.sense for f in moved} != {1, -1} or len(moved) != len(group):
        return
    p = moved[0].paragraph
    if not compiled(text.cues.words.get("shares", "")).search(
        p.text[p.sentence_start(moved[0].start) : moved[0].start]
    ):
        return
    tree = equal(
        total([f.id for f in moved if f.sense > 0]), total([f.id for f in moved if f.sense < 0])
    )
    reading = Reading(tree, {"values": tuple(f.id for f in moved)}, "cancelling")
    yield Proposal("difference", (reading,), moved[0].cue, rank=5)


def _same_clause(a: Frame, b: Frame) -> bool:
    return a.paragraph.clause(a.start) == b.paragraph.clause(b.start)


def claim(text: Text, c: Frame, new: Frame, old: Frame, strong: bool) -> Proposal:
    sense = c.sense or (1 if new.value >= old.value else -1)
    up, down = minus(Name(new.id), Name(old.id)), minus(Name(old.id), Name(new.id))
    roles = {"change": (c.id,), "current": (new.id,), "prior": (old.id,)}
    trees = [up if sense > 0 else down]
    if not strong:
        trees = [up, down]
    readings = tuple(Reading(equal(Name(c.id), t), roles, "difference") for t in trees)
    reason = basis_of(text, (c,))
    return Proposal("difference", readings, c.cue, strong=strong and reason is None, rank=2)


def relative(text: Text, group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """A rate of change right before 由A or right after 到B."""
    new = group[k]
    old = next(
        (
            f
            for f in reversed(group[:k])
            if f.role == "from" and f.unit == new.unit and f.depth == new.depth
        ),
        None,
    )
    if old is None or new.start - old.end > 40 or not old.value:
        return
    at = group.index(old)
    beside = [
        g
        for g in (group[k + 1] if k + 1 < len(group) else None, group[at - 1] if at else None)
        if g is not None
    ]
    for p in beside:
        near = p.start - new.end < 16 if p.start > new.start else old.start - p.end < 30
        if (
            p.kind not in (("growth",) if new.unit in ("%", "‰") else ("growth", "points"))
            or not near
            or not _same_clause(p, new)
            or p.role
        ):
            continue
        after = p.start > new.start
        notes = (
            ("points-meant",)
            if p.unit == new.unit == "%" and abs(new.value - old.value) == p.value
            else ()
        )
        yield Proposal("growth", (reading(new, old, p),), p.cue, strong=after, rank=2, notes=notes)
        if after:
            return


def reading(new: Frame, old: Frame, p: Frame) -> Reading:
    """A rate of change; points told of levels can only mean per cent."""
    roles = {"rate": (p.id,), "current": (new.id,), "prior": (old.id,)}
    return Reading(
        growth(Name(new.id), Name(old.id), p),
        roles,
        "growth" if p.kind == "growth" else "percent-meant",
    )


RELATION = Relation(
    "difference",
    find,
    {
        "en": (
            "percentage points are the difference of two rates",
            "points subtract, percent divides",
            "from 6.2% to 7.8%, up 1.6%",
            "from 6.2% to 7.8%, up 1.6 percentage points",
        ),
        "zh": (
            "百分点等于两个比率之差",
            "百分点是相减，百分比是相除",
            "由6.2%提高到7.8%，提高1.9个百分点",
            "由6.2%提高到7.8%，提高1.6个百分点",
        ),
    },
)
