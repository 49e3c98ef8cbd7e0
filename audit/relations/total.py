"""A total and its parts: 其中, 按…分, brackets, 合计; exhaustive or partial.

The members decide whether a list is complete, not the cue. A list that its words or members prove
complete fails where no reading holds; any other that misses its total is a warning where one slip
of the pen explains the gap and that says something, else it is read as partial.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, order, plus, total
from audit.relations.base import Figures, Relation, cue_of, same_unit
from audit.relations.members import Listed, divides, lists, own_words, triggers
from audit.relations.plain import plain_lists, sum_reading

WINDOW = 120  # figures around the opening of a list that are looked at


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        taken: set[str] = set()
        opened = triggers(text, paragraph)
        for at, trigger in enumerate(opened):
            near = bisect_left(frames, trigger.start, key=lambda f: f.start)
            window = frames[max(0, near - WINDOW) : near + WINDOW]
            for listed in lists(
                text, paragraph, window, trigger, taken, opened[at + 1 : at + WINDOW]
            ):
                yield from proposals(text, listed, figures)
                yield from changes(listed, window)
                if len(listed.ways[0]) > 1:
                    taken |= {f.id for f in listed.ways[0]}
        yield from plain_lists(text, [f for f in frames if f.id not in taken], opened, figures)


# ---------------------------------------------------------------- claims


def proposals(text: Text, listed: Listed, figures: Figures) -> Iterator[Proposal]:
    paragraph = listed.ways[0][0].paragraph
    cue = cue_of(paragraph, listed.trigger.start, max(listed.trigger.end, listed.trigger.start + 1))
    if listed.trigger.kind == "bracket" and not _is_list(text, listed):
        return
    members = listed.ways[0]
    if len(members) == 1 and listed.trigger.kind == "class":
        return
    if (
        len(members) == 1
        and listed.wholes[0].role == "to"
        and compiled(text.cues.words.get("own_year", "")).search(members[0].lead)
    ):
        return  # 由2019年的a降至2023年的b，其中2022年c: a value between, no part
    if len(members) == 1:
        yield single(listed, members[0], cue)
        return
    if listed.trigger.kind == "part":
        yield from first_clause(listed, cue)
    readings = [
        sum_reading(w, way, figures) for w in listed.wholes for way in listed.ways if len(way) > 1
    ]
    sound = [r for r in readings if r is not None]
    if not sound:
        return
    near = _near(text, listed)
    notes = ["list"]
    if near and listed.trigger.kind == "part" and divides(text, members):
        notes.append("sure")
    crosscut = units.is_count(members[0].unit) or any(
        compiled(text.cues.words.get("crosscut", "")).search(own_words(f)) for f in members
    )
    if crosscut:
        notes.append("crosscut")
    if _together(listed) and not compiled(text.cues.single).match(listed.trigger.word):
        notes.append("holds-parts")
    elif _together(listed):
        notes.append("adds-parts")
    yield Proposal(
        "total",
        tuple(sound),
        cue,
        strong=listed.complete and not listed.open,
        near=near,
        rank=1,
        notes=tuple(notes),
    )


def _together(listed: Listed) -> bool:
    """Whether all members surely belong to the total: of one clause, in a bracket, or after 其中：."""
    first, last = listed.ways[0][0], listed.ways[0][-1]
    paragraph = first.paragraph
    if listed.wholes[0].statement != first.statement:
        return False
    colon = paragraph.text[listed.trigger.end : listed.trigger.end + 1] in ("：", ":")
    return (
        colon
        or listed.trigger.kind == "bracket"
        or paragraph.clause(listed.trigger.start) == paragraph.clause(last.start)
    )


def changes(listed: Listed, frames: Sequence[Frame]) -> Iterator[Proposal]:
    """Where total and parts each tell a change, the changes add up too."""
    members = listed.ways[0]
    own = [_change_of(f, frames) for f in (listed.wholes[0], *members)]
    told = [c for c in own if c is not None]
    if len(told) < 3 or len(told) < len(own):
        return
    whole, *parts = told
    ids = tuple(c.id for c in parts)
    sides = [summed(parts), summed([whole])]
    reading = Reading(equal(sides[1], sides[0]), {"whole": (whole.id,), "parts": ids}, "changes")
    cue = cue_of(
        members[0].paragraph,
        listed.trigger.start,
        max(listed.trigger.end, listed.trigger.start + 1),
    )
    yield Proposal("total", (reading,), cue, rank=7)


def _change_of(level: Frame, frames: Sequence[Frame]) -> Frame | None:
    """The change that is told right after a level, in its clause."""
    at = frames.index(level) if level in frames else -1
    for f in frames[at + 1 : at + 5] if at >= 0 else ():
        if f.paragraph.clause(f.start) != level.paragraph.clause(level.start) or (
            f.kind == "level" and f.role != "base"
        ):
            return None
        if f.kind == "change" and same_unit(f.unit, level.unit):
            return f
    return None


def summed(changes_: Sequence[Frame]) -> Node:
    """Rises count up, falls count down."""
    node: Node = number(0)
    for c in changes_:
        node = plus(node, Name(c.id)) if c.sense >= 0 else minus(node, Name(c.id))
    return node


def first_clause(listed: Listed, cue: Cue) -> Iterator[Proposal]:
    """What stands in the clause of 其中 is part of the total, whatever the later clauses tell."""
    members = listed.ways[0]
    paragraph = members[0].paragraph
    own = tuple(
        f for f in members if paragraph.clause(f.start) == paragraph.clause(listed.trigger.start)
    )
    whole = listed.wholes[0]
    if 0 < len(own) < len(members) and all(comparable(whole, f) for f in own):
        ids = tuple(f.id for f in own)
        reading = Reading(
            order(total(ids), "<=", Name(whole.id)),
            {"part": ids, "whole": (whole.id,)},
            "part",
            notes=("partial",),
        )
        yield Proposal("part", (reading,), cue, rank=6)


def _near(text: Text, listed: Listed) -> bool:
    """Whether the total is surely that of the list: told in its statement, or before a header that
    says 按…分 (而不是 从…看)."""
    whole, first = listed.wholes[0], listed.ways[0][0]
    if whole.statement == first.statement:
        return True
    surely = compiled(text.cues.words.get("divided", "")).search(listed.trigger.word)
    return (
        listed.trigger.kind == "class" and surely is not None and whole.paragraph is first.paragraph
    )


def _is_list(text: Text, listed: Listed) -> bool:
    """A bracket is a list of parts where it says so or holds two of the unit of its anchor."""
    opening = listed.ways[0][0].lead
    if compiled(text.cues.converted).search(opening):
        return False
    return len(listed.ways[0]) > 1 or bool(re.match(f"(?:{text.cues.part}|含)", opening))


def single(listed: Listed, member: Frame, cue: Cue) -> Proposal:
    """One part only bounds: part <= whole. It is a fault of wording where the head noun changes."""
    readings = tuple(
        Reading(
            order(Name(member.id), "<=", Name(w.id)),
            {"part": (member.id,), "whole": (w.id,)},
            "part",
            notes=("partial",),
        )
        for w in listed.wholes[:2]
        if comparable(w, member)
    )
    return Proposal(
        "part",
        readings,
        cue,
        strong=same_unit(listed.wholes[0].unit, member.unit),
        mild=_head_changes(listed.wholes[0], member),
        rank=3,
    )


def comparable(a: Frame, b: Frame) -> bool:
    return units.convertible(a.unit, b.unit) if a.unit and b.unit else a.unit == b.unit


def _head_changes(whole: Frame, part: Frame) -> bool:
    a, b = whole.label[-2:], part.label[-2:]
    return a != b


RELATION = Relation(
    "total",
    find,
    {
        "en": (
            "a total equals the sum of its parts",
            "a list that is told as complete must add up to its total",
            "8,184 births, of which 7,384 planned and 900 unplanned",
            "8,184 births, of which 7,384 planned and 800 unplanned",
        ),
        "zh": (
            "总数等于各分项之和",
            "列举完整的分项相加应当等于总数",
            "共收治120人，其中男性65人、女性45人",
            "共收治120人，其中男性65人、女性55人",
        ),
    },
)
