"""Level, change, rate of change and earlier value: 增加105例，增幅11.27%; 比上年的24.0增长10%.

The unit tells amount from rate, not the verb. The earlier value is level minus change where it is
not printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.model import Reason
from audit.readings import Proposal, Reading, common_steps, equal, minus, number, over, plus
from audit.relations.base import Figures, Relation, basis_of, between, same_unit

REACH = 90  # characters between a level and its rate of change


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            yield from spread(text, group, figures)
            listed = {f.id for run in runs_of(group) if len(run) > 1 for f in run}
            for k, frame in enumerate(group):
                if frame.kind == "growth" and frame.id in listed:
                    continue
                if frame.kind == "growth":
                    yield from rate(text, group, k, figures)
                elif frame.kind == "change":
                    yield from amount(text, group, k, figures)


# ---------------------------------------------------------------- who belongs to a rate


def level_before(group: Sequence[Frame], k: int, unit: str | None, depth: int) -> Frame | None:
    """The last level before the k-th figure at its depth, in its clause or the one before."""
    here = group[k]
    for f in reversed(group[:k]):
        if f.depth != depth or here.start - f.end > REACH:
            continue
        if (
            f.kind == "level"
            and f.role not in ("prior", "from", "base")
            and (unit is None or f.unit == unit)
        ):
            if f.role == "past" and any(
                g.kind in ("level", "per")
                and g.role == ""
                and g.unit == f.unit
                and g.statement == f.statement
                for g in group[:k]
                if g.start < f.start
            ):
                continue
            return f
        if f.kind == "per" and f.role in ("", "to") and (unit is None or f.unit == unit):
            return f
    return None


def levels_told(group: Sequence[Frame], k: int, level: Frame) -> list[Frame]:
    """The level that the words mean, nearest first: the last one, else what its statement began with."""
    others = [
        f
        for f in group[:k]
        if f.kind in ("level", "per")
        and f.role == ""
        and f.unit == level.unit
        and f.depth == level.depth
        and f is not level
    ]
    return [level, *others[:2]]


def same_clause(a: Frame, b: Frame) -> bool:
    p = a.paragraph
    return p.clause(a.start) == p.clause(b.start) or (
        a.statement == b.statement and p.sentence(a.start) != p.sentence(b.start)
    )


def change_beside(group: Sequence[Frame], k: int) -> Frame | None:
    """The change that tells the same as the rate: right before it, or right after it."""
    rate_ = group[k]
    for step in (-1, 1):
        other = _next(group, k, step)
        if other is None or other.kind != "change" or not same_clause(other, rate_):
            continue
        gap = between(other, rate_) if step < 0 else between(rate_, other)
        if len(gap) > 24:
            continue
        return other
    return None


def _next(group: Sequence[Frame], k: int, step: int) -> Frame | None:
    """The neighbour at the same depth."""
    at = k + step
    while 0 <= at < len(group):
        if group[at].depth == group[k].depth:
            return group[at]
        at += step
    return None


def earlier_value(group: Sequence[Frame], k: int, level: Frame) -> Frame | None:
    """The printed earlier value of the level, if there is one between it and the k-th figure."""
    for f in reversed(group[:k]):
        if (
            f.depth != group[k].depth
            or f.role not in ("prior", "from", "past")
            or f.unit != level.unit
        ):
            continue
        if f is not level and abs(f.start - level.start) < REACH and same_clause(f, group[k]):
            return f
    return None


# ---------------------------------------------------------------- claims


def rate(text: Text, group: Sequence[Frame], k: int, figures: Figures) -> Iterator[Proposal]:
    p = group[k]
    change = change_beside(group, k)
    unit = change.unit if change is not None else None
    level = level_before(group, k, unit, p.depth)
    if level is None or not same_clause(level, p):
        return
    reason = basis(text, level, p)
    prior = earlier_value(group, k, level)
    if prior is not None:
        readings = tuple(
            Reading(
                growth(Name(f.id), Name(prior.id), p),
                {"rate": (p.id,), "current": (f.id,), "prior": (prior.id,)},
                "growth",
            )
            for f in levels_told(group, k, level)
        )
        yield Proposal("growth", readings, p.cue, strong=reason is None, reason=reason, rank=2)
        if change is not None:
            roles = {"rate": (p.id,), "change": (change.id,), "prior": (prior.id,)}
            tree = equal(_signed(p), over(Name(change.id), Name(prior.id)))
            yield Proposal("growth", (Reading(tree, roles, "growth"),), p.cue, rank=3)
        return
    if change is None:
        return
    readings = tuple(
        Reading(
            triple(f, change, p),
            {"rate": (p.id,), "change": (change.id,), "current": (f.id,)},
            "growth",
        )
        for f in levels_told(group, k, level)
    )
    strong = reason is None and _adjacent(group, level, change, p)
    yield Proposal("growth", readings, p.cue, strong=strong, reason=reason, rank=2)


def triple(level: Frame, change: Frame, p: Frame) -> Node:
    """±p = ±change / (level ∓ change): words that contradict each other never hold."""
    sense = change.sense or p.sense or 1
    base = (
        minus(Name(level.id), Name(change.id))
        if sense > 0
        else plus(Name(level.id), Name(change.id))
    )
    told = over(Name(change.id), base)
    return equal(Name(p.id), told if (p.sense or sense) == sense else minus(number(0), told))


def _adjacent(group: Sequence[Frame], level: Frame, change: Frame, p: Frame) -> bool:
    """Whether no other level stands between the level and its change and rate."""
    low, high = level.end, max(change.start, p.start)
    others = [
        f
        for f in group
        if low <= f.start < high
        and f.depth == p.depth
        and f not in (change, p)
        and f.role == ""
        and f.kind in ("level", "per")
        and f.unit == level.unit
    ]
    return not others


def _signed(p: Frame) -> Node:
    return Name(p.id)


def growth(new: Node, old: Node, p: Frame) -> Node:
    """p % = ±(new / old - 1)"""
    if p.sense < 0:
        return equal(Name(p.id), minus(number(1), over(new, old)))
    return equal(Name(p.id), minus(over(new, old), number(1)))


def amount(text: Text, group: Sequence[Frame], k: int, figures: Figures) -> Iterator[Proposal]:
    """change = level - earlier value, where that is printed."""
    c = group[k]
    yield from arrived(text, group, k, figures)
    level = level_before(group, k, c.unit, c.depth)
    if level is None:
        return
    prior = earlier_value(group, k, level)
    if prior is None or not same_clause(prior, c):
        return
    reason = basis(text, level, c)
    readings = tuple(
        Reading(
            equal(
                Name(c.id),
                minus(Name(f.id), Name(prior.id))
                if c.sense >= 0
                else minus(Name(prior.id), Name(f.id)),
            ),
            {"change": (c.id,), "current": (f.id,), "prior": (prior.id,)},
            "difference",
            steps=common_steps((c.id, f.id, prior.id), figures),
        )
        for f in levels_told(group, k, level)
    )
    yield Proposal("change", readings, c.cue, strong=reason is None, reason=reason, rank=2)


def arrived(text: Text, group: Sequence[Frame], k: int, figures: Figures) -> Iterator[Proposal]:
    """比上年的8.6亿元减少0.5亿元，为8.1亿元: the value that the change leads to stands behind it."""
    c = group[k]
    if not 0 < k < len(group) - 1:
        return
    old, new = group[k - 1], group[k + 1]
    gap = between(c, new)
    if (
        old.role != "prior"
        or not new.is_level
        or new.depth != c.depth
        or not same_unit(old.unit, c.unit)
        or not same_unit(new.unit, c.unit)
    ):
        return
    if len(gap) > 6 or not compiled(text.cues.words.get("arrives", "")).search(gap):
        return
    tree = equal(
        Name(c.id),
        minus(Name(new.id), Name(old.id)) if c.sense >= 0 else minus(Name(old.id), Name(new.id)),
    )
    roles = {"change": (c.id,), "current": (new.id,), "prior": (old.id,)}
    steps = common_steps((c.id, new.id, old.id), figures)
    yield Proposal(
        "change", (Reading(tree, roles, "difference", steps=steps),), c.cue, strong=True, rank=1
    )


def basis(text: Text, level: Frame, p: Frame) -> Reason | None:
    reason = basis_of(text, (level, p))
    if (
        reason is None
        and p.kind == "growth"
        and compiled(text.cues.nominal).search(level.lead[-24:])
    ):
        return Reason("not-comparable")
    return reason


# ---------------------------------------------------------------- 分别: lists side by side


def spread(text: Text, group: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """k levels, k changes, k rates: the i-th belong together."""
    runs = list(runs_of(group))
    for k, rates in enumerate(runs):
        if len(rates) < 2 or rates[0].kind != "growth":
            continue
        changes = next(
            (r for r in reversed(runs[:k]) if len(r) == len(rates) and r[0].kind == "change"), None
        )
        currents = next(
            (r for r in reversed(runs[:k]) if len(r) == len(rates) and r[0].kind == "level"), None
        )
        if changes is None or currents is None:
            continue
        for level, change, p in zip(currents, changes, rates, strict=True):
            if not (same_unit(level.unit, change.unit) or "" in (level.unit, change.unit)):
                continue
            roles = {"rate": (p.id,), "change": (change.id,), "current": (level.id,)}
            tree = triple(level, change, p)
            yield Proposal(
                "growth", (Reading(tree, roles, "growth"),), rates[0].cue, strong=True, rank=1
            )


def runs_of(group: Sequence[Frame]) -> Iterator[list[Frame]]:
    """Figures that are joined by 、 or 和 alone; the first of a run says what they are."""
    run: list[Frame] = []
    for f in group:
        joined = (
            run
            and between(run[-1], f).strip() in ("、", "和", "与", "及", "，", ",", "以及", "and")
            and (same_unit(f.unit, run[-1].unit) or run[-1].unit == "")
        )
        if joined:
            run.append(f)
            continue
        if run:
            yield run
        run = [f]
    if run:
        yield run


RELATION = Relation(
    "growth",
    find,
    {
        "en": (
            "a rate of change equals change over earlier value",
            "the rate, the change and the level state one thing three times",
            "10,914 cases, up 1,105 or 13.27%",
            "10,914 cases, up 1,105 or 11.27%",
        ),
        "zh": (
            "增幅等于增量除以上期数",
            "现值、增量和增幅说的是同一变化",
            "办结660件，同比增加60件，增幅12%",
            "办结660件，同比增加60件，增幅10%",
        ),
    },
)
