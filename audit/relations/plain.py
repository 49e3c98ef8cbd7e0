"""Lists without a cue: a total that says so, or members that divide it between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, common_steps, equal, total
from audit.relations.base import Figures, between, cue_of, same_unit
from audit.relations.members import Trigger, addable, can_be_whole, divides, ways_of


def sum_reading(whole: Frame, members: Sequence[Frame], figures: Figures) -> Reading | None:
    if any(m.id == whole.id for m in members):
        return None
    ids = tuple(m.id for m in members)
    steps = common_steps((whole.id, *ids), figures)
    return Reading(
        equal(Name(whole.id), total(ids)), {"whole": (whole.id,), "parts": ids}, "sum", steps=steps
    )


def plain_lists(
    text: Text, frames: Sequence[Frame], opened: Sequence[Trigger], figures: Figures
) -> Iterator[Proposal]:
    """Lists without a cue: the first level of a statement says that it is a total, or the members
    divide it between them."""
    yield from far_pairs(text, frames, figures)
    marks = sorted(t.start for t in opened if t.kind != "bracket" and t.depth < 0)
    for group in statements([f for f in frames if f.depth < 0]):
        own = [f for f in group if addable(f)]
        for k, whole in enumerate(own[:6]):
            if any(own[0].start < m < whole.start for m in marks):
                break  # it is a member of a list that a cue has opened
            following = [f for f in own[k + 1 :] if same_unit(f.unit, whole.unit)]
            cut = next((m for m in marks if m > whole.end), None)
            if cut is not None:
                following = [f for f in following if f.start < cut]
            if len(following) < 2:
                continue
            ways = [w for w in ways_of(whole.paragraph, following, text) if len(w) > 1][:6]
            yield from _plain(text, whole, ways, figures)


def far_pairs(text: Text, frames: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """家庭户129281万人，集体户11897万人: two halves of what a paragraph before told first."""
    for group in statements([f for f in frames if f.depth < 0]):
        own = [f for f in group if addable(f)]
        for k, one in enumerate(own[:12]):
            two = next((f for f in own[k + 1 : k + 4] if same_unit(f.unit, one.unit)), None)
            if (
                two is None
                or not divides(text, (one, two))
                or any(same_unit(f.unit, one.unit) for f in own[:k])
            ):
                continue
            at = text.place(one.paragraph)
            for p in reversed(text.part.paragraphs[max(0, at - 4) : at]):
                whole = next(
                    (f for f in text.of(p) if can_be_whole(f) and same_unit(f.unit, one.unit)), None
                )
                if whole is not None and (reading := sum_reading(whole, (one, two), figures)):
                    yield Proposal(
                        "total",
                        (reading,),
                        one.cue or cue_of(one.paragraph, one.start, one.end),
                        rank=7,
                    )


def _plain(
    text: Text, whole: Frame, ways: Sequence[tuple[Frame, ...]], figures: Figures
) -> Iterator[Proposal]:
    said = (
        bool(compiled(text.cues.total).search(whole.lead[-14:]))
        or "：" in between(whole, ways[0][0])
        or ":" in between(whole, ways[0][0])
    )
    divided = [w for w in ways if divides(text, w)]
    if not said and not divided:
        return
    readings = [r for w in (ways if said else divided) if (r := sum_reading(whole, w, figures))]
    if readings:
        cue = cue_of(whole.paragraph, whole.start, whole.end)
        sure = bool(divided) and ways[0] is divided[0] and _follows(whole, ways[0])
        yield Proposal(
            "total",
            tuple(readings),
            cue,
            strong=sure,
            rank=2,
            notes=("list",) if sure else ("plain",),
        )


def _follows(whole: Frame, members: Sequence[Frame]) -> bool:
    """Whether the list comes right after its total, in the same or the next clause."""
    p = whole.paragraph
    return p.clause(members[0].start) - p.clause(whole.start) <= 1 and p.clause(
        members[0].start
    ) == p.clause(members[-1].start)
