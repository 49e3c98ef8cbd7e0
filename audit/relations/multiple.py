"""Multiples: 增长N倍 is N+1 times as much, 是…的N倍, 翻一番 is twice, 翻两番 four times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, over, times
from audit.relations.base import Figures, Relation, cue_of, same_unit
from audit.relations.change import earlier_value, level_before

NUMERALS = {"一": 1, "1": 1, "两": 2, "二": 2, "2": 2, "三": 3, "3": 3, "四": 4, "4": 4}


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            for k, frame in enumerate(group):
                if frame.kind == "multiple":
                    yield from times_(text, group, k)
                if frame.role == "to":
                    yield from doubled(text, group, k)


def times_(text: Text, group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    n = group[k]
    beside = [
        f
        for f in (*group[:k][::-1][:2], *group[k + 1 : k + 3])
        if f.kind == "change" and f.depth == n.depth
    ]
    level = level_before(group, k, beside[0].unit if beside else None, n.depth)
    if level is None:
        return
    prior = _base(group, k, level) or earlier_value(group, k, level)
    change = next((f for f in beside if same_unit(f.unit, level.unit)), None)
    grows = n.sense > 0
    new: Node = Name(level.id)
    if prior is not None:
        old: Node = Name(prior.id)
        roles = {"times": (n.id,), "current": (level.id,), "prior": (prior.id,)}
        yield claim(n, new, old, roles, grows, prior.depth == level.depth)
    elif change is not None and change.paragraph.clause(change.start) == n.paragraph.clause(
        n.start
    ):
        old = minus(new, Name(change.id))
        roles = {"times": (n.id,), "change": (change.id,), "current": (level.id,)}
        yield claim(n, new, old, roles, grows, True)
    elif change is not None:
        roles = {"times": (n.id,), "change": (change.id,), "current": (level.id,)}
        yield claim(n, new, minus(new, Name(change.id)), roles, grows, False)


def _base(group: Sequence[Frame], k: int, level: Frame) -> Frame | None:
    """The number between 是 and 的N倍."""
    before = group[k - 1] if k else None
    if (
        before is not None
        and before is not level
        and before.role == "base"
        and same_unit(before.unit, level.unit)
    ):
        return before
    return None


def claim(
    n: Frame, new: Node, old: Node, roles: Mapping[str, tuple[str, ...]], grows: bool, strong: bool
) -> Proposal:
    ratio = over(new, old)
    more = minus(ratio, number(1))
    first, second = (more, ratio) if grows else (ratio, more)
    readings = [Reading(equal(Name(n.id), first), roles, "times")]
    if grows:
        readings.append(Reading(equal(Name(n.id), second), roles, "as-many-times", weaker=True))
    return Proposal("multiple", tuple(readings), n.cue, strong=strong, rank=2)


def doubled(text: Text, group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """由A跃升至B，翻了一番"""
    new = group[k]
    old = next(
        (f for f in reversed(group[:k]) if f.role == "from" and same_unit(f.unit, new.unit)), None
    )
    pattern = text.cues.words.get("doubled", "")
    paragraph = new.paragraph
    window = paragraph.text[new.end : min(paragraph.clause_end(new.end), new.end + 20)]
    found = compiled(pattern).search(window)
    if old is None or found is None:
        return
    power = NUMERALS.get(found[1], 1)
    tree = equal(Name(new.id), times(Name(old.id), number(2**power)))
    roles = {"current": (new.id,), "prior": (old.id,)}
    cue: Cue = cue_of(paragraph, new.end + found.start(), new.end + found.end())
    yield Proposal("multiple", (Reading(tree, roles, "doubled"),), cue, strong=True, rank=1)


RELATION = Relation(
    "multiple",
    find,
    {
        "en": (
            "N times as much",
            "growth by N times makes N + 1 times as much",
            "from 15 to 60 firms, up fourfold over",
            "from 15 to 60 firms, four times as many",
        ),
        "zh": (
            "倍数与前后两值相符",
            "增长N倍即为原来的N+1倍，翻一番即为2倍",
            "产值由20亿元增加到80亿元，增长4倍",
            "产值由20亿元增加到80亿元，增长3倍",
        ),
    },
)
