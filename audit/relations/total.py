"""A total and its parts: 其中, 按…分, brackets, 合计; exhaustive or partial.

The members decide whether a list is complete, not the cue. A list that its words or members prove
complete fails where no reading holds; any other that misses its total is a warning where one slip
of the pen explains the gap and that says something, else it is read as partial.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.model import Cue
from audit.readings import (
    Proposal,
    Reading,
    common_steps,
    equal,
    minus,
    number,
    order,
    plus,
    total,
)
from audit.relations.base import Figures, Relation, between, cue_of, mixes, related, same_unit
from audit.scopes import Paragraph

CANDIDATES = 3  # totals tried for one list
MEMBERS = 40
WINDOW = 120  # figures around the opening of a list that are looked at
BACK = 40  # frames that a total may stand before its list


class Trigger(Struct, frozen=True):
    """Where a list of parts opens. kind: part, class, bracket, plain; depth: start of its bracket."""

    kind: str
    start: int
    end: int
    stop: int
    depth: int
    word: str = ""


class Listed(Struct, frozen=True):
    """A list as it was understood: candidates for the total, nearest first, and ways to end it."""

    wholes: tuple[Frame, ...]
    ways: tuple[tuple[Frame, ...], ...]
    trigger: Trigger
    complete: bool
    open: bool


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        taken: set[str] = set()
        opened = triggers(text, paragraph)
        for at, trigger in enumerate(opened):
            near = bisect_left(frames, trigger.start, key=lambda f: f.start)
            window = frames[max(0, near - WINDOW) : near + WINDOW]
            for listed in lists(text, paragraph, window, trigger, taken, opened[at + 1 : at + WINDOW]):
                yield from proposals(text, listed, figures)
                yield from changes(listed, window)
                if len(listed.ways[0]) > 1:
                    taken |= {f.id for f in listed.ways[0]}
        yield from plain_lists(text, [f for f in frames if f.id not in taken], opened, figures)


# ---------------------------------------------------------------- where lists open


def triggers(text: Text, paragraph: Paragraph) -> list[Trigger]:
    out: list[Trigger] = []
    for kind, pattern in (("part", text.cues.part), ("class", text.cues.classes)):
        for m in compiled(pattern).finditer(paragraph.text):
            bracket = paragraph.bracket(m.start())
            stop = paragraph.sentence_end(m.start()) if bracket is None else bracket.end
            if bracket is not None and m.start() - bracket.start <= 3:
                continue  # the bracket itself opens the list
            out.append(Trigger(kind, m.start(), m.end(), stop, -1 if bracket is None else bracket.start, m[0]))
    for b in paragraph.brackets:
        out.append(Trigger("bracket", b.start, b.start + 1, b.end, b.start, paragraph.text[b.start : b.start + 5]))
    return sorted(out, key=lambda t: (t.start, t.kind))


# ---------------------------------------------------------------- members


def lists(text: Text, paragraph: Paragraph, frames: Sequence[Frame], trigger: Trigger, taken: set[str], opened: Sequence[Trigger]) -> Iterator[Listed]:
    """The lists that one trigger opens: one for each unit among the figures after it."""
    inside = _inside(text, paragraph, frames, trigger, opened)
    done: set[str] = set()
    for first in inside:
        if first.unit in done or not _addable(first):
            continue
        wholes = _wholes(text, paragraph, frames, trigger, first, taken)
        if not wholes:
            continue
        members = _members(inside, first, wholes[0])
        done |= {f.unit for f in members} | {first.unit}
        if not members:
            continue
        largest = max(f.size() for f in members)
        wholes = tuple(w for w in wholes if w.size() >= largest) or wholes[:1]
        ways = tuple(_ways(paragraph, members, text))
        complete = len(ways[0]) > 1 and (is_complete(text, trigger, ways[0]) or _counted(text, wholes[0], ways[0]))
        window = paragraph.text[trigger.start : ways[0][-1].end + 2]
        yield Listed(wholes, ways, trigger, complete, bool(compiled(text.cues.open_list).search(window)))


def _ends_list(text: Text, f: Frame) -> bool:
    """另…, and 合计…: what is told apart, and the total once more."""
    if compiled(text.cues.apart).match(f.lead):
        return True
    return compiled(text.cues.words.get("adds_up", "")).match(own_words(f)) is not None


def _members(inside: Sequence[Frame], first: Frame, whole: Frame) -> list[Frame]:
    """The figures of the list's unit; one of them may be counted in another word (例 and 人)."""
    unit = whole.unit if any(_addable(f) and same_unit(f.unit, whole.unit) for f in inside) else first.unit
    out: list[Frame] = []
    for f in inside:
        if not _addable(f):
            continue
        odd = not same_unit(f.unit, unit)
        if odd and not (mixes(f.unit, unit) and _alone(f, inside)):
            continue
        out.append(f)
    return out


def _alone(f: Frame, inside: Sequence[Frame]) -> bool:
    """Whether no other figure of its clause is counted in its word."""
    clause = f.paragraph.clause(f.start)
    own = [g for g in inside if g.paragraph.clause(g.start) == clause]
    return len(own) > 2 and sum(g.unit == f.unit for g in own) == 1


def _addable(frame: Frame) -> bool:
    return frame.kind == "level" and frame.role not in ("from", "prior", "base") and frame.figure.quantity is not None and frame.value >= 0


def _inside(text: Text, paragraph: Paragraph, frames: Sequence[Frame], trigger: Trigger, opened: Sequence[Trigger]) -> list[Frame]:
    """The figures of the list's own depth, without those of lists that open within it."""
    stop = trigger.stop
    nested: list[tuple[int, int]] = []
    for other in opened:
        if other.start <= trigger.start or other.start >= stop or other.depth != trigger.depth or other.kind == "bracket":
            continue
        if other.kind == "class" or trigger.kind == "class":
            stop = other.start
            break
        nested.append((other.start, paragraph.clause_end(other.start)))
    out: list[Frame] = []
    for f in frames:
        if out and f.depth == trigger.depth and _ends_list(text, f):
            break
        if f.start < trigger.end or f.start >= stop or f.depth != trigger.depth:
            continue
        if not any(a <= f.start < b for a, b in nested):
            out.append(f)
    return out[:MEMBERS]


def _wholes(text: Text, paragraph: Paragraph, frames: Sequence[Frame], trigger: Trigger, first: Frame, taken: set[str]) -> tuple[Frame, ...]:
    before = [f for f in frames if f.end <= trigger.start]
    if trigger.kind == "bracket":
        anchor = first.anchor
        if anchor is not None and anchor.kind == "share" and compiled(text.cues.part).search(first.lead):
            anchor = next((f for f in reversed(before) if f.end < anchor.start and f.depth == anchor.depth and same_unit(f.unit, first.unit)), None)
        return (anchor,) if anchor is not None and _whole(anchor) and mixes(anchor.unit, first.unit) else ()
    same_depth = [f for f in before if f.depth == trigger.depth][-BACK:]
    exact = [f for f in reversed(same_depth) if _whole(f) and same_unit(f.unit, first.unit) and (trigger.kind == "part" or f.id not in taken)]
    near = [f for f in exact if f.statement == first.statement]
    if not near and trigger.kind == "part":
        near = [f for f in reversed(same_depth) if _whole(f) and mixes(f.unit, first.unit) and f.statement == first.statement][:1]
    begins = trigger.start - paragraph.sentence_start(trigger.start) <= 2
    if near or not (trigger.kind == "class" or begins):
        return tuple(near[:CANDIDATES])
    exact.sort(key=lambda f: (-f.statement, f.index))  # a header divides what its statement began with
    found = [f for f in exact if first.statement - f.statement <= 2] or _earlier(text, paragraph, first)
    return tuple(found[:CANDIDATES])


def _whole(frame: Frame) -> bool:
    return frame.kind == "level" and frame.role not in ("from", "prior", "base")


def _earlier(text: Text, paragraph: Paragraph, first: Frame) -> list[Frame]:
    """The first total of the paragraph before, where this one opens with the list."""
    at = text.place(paragraph)
    for p in reversed(text.part.paragraphs[max(0, at - 2) : at]):
        found = [f for f in text.of(p) if _whole(f) and f.depth < 0 and same_unit(f.unit, first.unit)]
        if found:
            return found[:2]
    return []


def _ways(paragraph: Paragraph, members: Sequence[Frame], text: Text) -> Iterator[tuple[Frame, ...]]:
    """Where the list may end, the natural end first."""
    clauses: dict[int, list[Frame]] = {}
    for f in members:
        clauses.setdefault(paragraph.clause(f.start), []).append(f)
    groups = list(clauses.values())
    seen: set[tuple[str, ...]] = set()
    options: list[list[Frame]] = []
    if len(groups) > 1 and len(groups[0]) == 1:
        options.append([g[0] for g in groups])
        options.append(list(members))
        options += [[g[0] for g in groups[:k]] for k in range(len(groups) - 1, 1, -1)]
    elif len(groups) > 1:
        options.append(list(groups[0]))
        options += columns(text, groups)
        options.append(list(members))
        options += [[f for g in groups[:k] for f in g] for k in range(len(groups) - 1, 1, -1)]
    else:
        options.append(list(members))
    options += [list(groups[0][:k]) for k in range(len(groups[0]) - 1, 1, -1)]
    for option in options[:12]:
        key = tuple(f.id for f in option)
        if key not in seen:
            seen.add(key)
            yield tuple(option)


def columns(text: Text, groups: Sequence[Sequence[Frame]]) -> list[list[Frame]]:
    """One member of each clause: those of like labels (教职工 a, 教师 b; 教职工 c, 教师 d)."""
    out = []
    for head in groups[0][:4]:
        column = [head]
        for group in groups[1:]:
            column += [f for f in group if related(text, f.label, head.label)][:1]
        if len(column) > 1:
            out.append(column)
    return out


# ---------------------------------------------------------------- is the list complete?


def is_complete(text: Text, trigger: Trigger, members: Sequence[Frame]) -> bool:
    if trigger.kind == "class":
        return True
    if trigger.word and compiled(text.cues.made_of).search(trigger.word):
        return True
    if trigger.word.startswith("由"):
        return True
    return divides(text, members)


def _counted(text: Text, whole: Frame, members: Sequence[Frame]) -> bool:
    """三项合计1260万元，其中 a、b、c: the words count the members."""
    found = compiled(text.cues.words.get("counts_parts", "")).search(whole.lead)
    return found is not None and "一二三四五六七八九十".find(found[1].replace("两", "二")) + 1 == len(members)


def divides(text: Text, members: Sequence[Frame]) -> bool:
    """Whether the members name a complete division: 男/女, a last 其他, first to third sector."""
    if len(members) < 2:
        return False
    for names in ([own_words(f) for f in members], [clause_words(f) for f in members]):
        if compiled(text.cues.rest).search(names[-1]):
            return True
        joined = "|".join(names)
        for words in _of_length(text.cues.wholes, len(names)):
            if words[0] in joined and _told(words, names):
                return True
        if len(names) == 2 and _negates(text, *names):
            return True
    return False


def _negates(text: Text, one: str, two: str) -> bool:
    """立案 and 不予立案: what is, and what is not."""
    one, two = sorted((one.lstrip("已是"), two.lstrip("已是")), key=len)
    said = compiled(text.cues.words.get("negated", "")).match(two)
    return said is not None and len(one) > 1 and two[said.end() :] == one


@lru_cache(maxsize=64)
def _of_length(wholes: tuple[tuple[str, ...], ...], n: int) -> tuple[tuple[str, ...], ...]:
    """The divisions into n, each with its longest word first."""
    return tuple(tuple(sorted(w, key=len, reverse=True)) for w in wholes if len(w) == n)


def _told(words: tuple[str, ...], names: Sequence[str]) -> bool:
    """Whether each of the words names one member, in any order; 税收 does not name 非税收入."""
    left = list(names)
    for word in words:
        found = next((n for n in left if word in n), None)
        if found is None:
            return False
        left.remove(found)
    return True


def own_words(frame: Frame) -> str:
    """The words that are the member's own: from the last break before it."""
    lead = re.split("[，。；,;:：、（(]", frame.lead.rstrip("：: "))[-1]
    return lead or frame.label


def clause_words(frame: Frame) -> str:
    """How the clause of the member begins: 中学 of 中学教职工9380人，专任教师6664人."""
    start = frame.paragraph.clause_start(frame.start)
    return re.split("[，。；,;:：、（(\\d]", frame.paragraph.text[start : frame.start].lstrip("其中：:，, "))[0]


# ---------------------------------------------------------------- claims


def proposals(text: Text, listed: Listed, figures: Figures) -> Iterator[Proposal]:
    paragraph = listed.ways[0][0].paragraph
    cue = cue_of(paragraph, listed.trigger.start, max(listed.trigger.end, listed.trigger.start + 1))
    if listed.trigger.kind == "bracket" and not _is_list(text, listed):
        return
    members = listed.ways[0]
    if len(members) == 1 and listed.trigger.kind == "class":
        return
    if len(members) == 1:
        yield single(listed, members[0], cue)
        return
    if listed.trigger.kind == "part":
        yield from first_clause(listed, cue)
    readings = [sum_reading(w, way, figures) for w in listed.wholes for way in listed.ways if len(way) > 1]
    sound = [r for r in readings if r is not None]
    if not sound:
        return
    near = _near(text, listed)
    notes = ["list"]
    if near and listed.trigger.kind == "part" and divides(text, members):
        notes.append("sure")
    if _together(listed) and not compiled(text.cues.single).match(listed.trigger.word):
        notes.append("holds-parts")
    yield Proposal("total", tuple(sound), cue, strong=listed.complete and not listed.open, near=near, rank=1, notes=tuple(notes))


def _together(listed: Listed) -> bool:
    """Whether all members surely belong to the total: of one clause, in a bracket, or after 其中：."""
    first, last = listed.ways[0][0], listed.ways[0][-1]
    paragraph = first.paragraph
    if listed.wholes[0].statement != first.statement:
        return False
    colon = paragraph.text[listed.trigger.end : listed.trigger.end + 1] in ("：", ":")
    return colon or listed.trigger.kind == "bracket" or paragraph.clause(listed.trigger.start) == paragraph.clause(last.start)


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
    cue = cue_of(members[0].paragraph, listed.trigger.start, max(listed.trigger.end, listed.trigger.start + 1))
    yield Proposal("total", (reading,), cue, rank=7)


def _change_of(level: Frame, frames: Sequence[Frame]) -> Frame | None:
    """The change that is told right after a level, in its clause."""
    at = frames.index(level) if level in frames else -1
    for f in frames[at + 1 : at + 4] if at >= 0 else ():
        if f.paragraph.clause(f.start) != level.paragraph.clause(level.start) or f.kind == "level":
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
    own = tuple(f for f in members if paragraph.clause(f.start) == paragraph.clause(listed.trigger.start))
    whole = listed.wholes[0]
    if 0 < len(own) < len(members) and all(comparable(whole, f) for f in own):
        ids = tuple(f.id for f in own)
        reading = Reading(order(total(ids), "<=", Name(whole.id)), {"part": ids, "whole": (whole.id,)}, "part", notes=("partial",))
        yield Proposal("part", (reading,), cue, rank=6)


def _near(text: Text, listed: Listed) -> bool:
    """Whether the total is surely that of the list: told in its statement, or before a header that
    says 按…分 (而不是 从…看)."""
    whole, first = listed.wholes[0], listed.ways[0][0]
    if whole.statement == first.statement:
        return True
    surely = compiled(text.cues.words.get("divided", "")).search(listed.trigger.word)
    return listed.trigger.kind == "class" and surely is not None and whole.paragraph is first.paragraph


def _is_list(text: Text, listed: Listed) -> bool:
    """A bracket is a list of parts where it says so or holds two of the unit of its anchor."""
    opening = listed.ways[0][0].lead
    if compiled(text.cues.converted).search(opening):
        return False
    return len(listed.ways[0]) > 1 or bool(re.match(f"(?:{text.cues.part}|含)", opening))


def sum_reading(whole: Frame, members: Sequence[Frame], figures: Figures) -> Reading | None:
    if any(m.id == whole.id for m in members):
        return None
    ids = tuple(m.id for m in members)
    steps = common_steps((whole.id, *ids), figures)
    return Reading(equal(Name(whole.id), total(ids)), {"whole": (whole.id,), "parts": ids}, "sum", steps=steps)


def single(listed: Listed, member: Frame, cue: Cue) -> Proposal:
    """One part only bounds: part <= whole. It is a fault of wording where the head noun changes."""
    readings = tuple(
        Reading(order(Name(member.id), "<=", Name(w.id)), {"part": (member.id,), "whole": (w.id,)}, "part", notes=("partial",))
        for w in listed.wholes[:2]
        if comparable(w, member)
    )
    return Proposal("part", readings, cue, strong=same_unit(listed.wholes[0].unit, member.unit), mild=_head_changes(listed.wholes[0], member), rank=3)


def comparable(a: Frame, b: Frame) -> bool:
    return units.convertible(a.unit, b.unit) if a.unit and b.unit else a.unit == b.unit


def _head_changes(whole: Frame, part: Frame) -> bool:
    a, b = whole.label[-2:], part.label[-2:]
    return a != b


def plain_lists(text: Text, frames: Sequence[Frame], opened: Sequence[Trigger], figures: Figures) -> Iterator[Proposal]:
    """Lists without a cue: the first level of a statement says that it is a total, or the members
    divide it between them."""
    yield from far_pairs(text, frames, figures)
    marks = sorted(t.start for t in opened if t.kind != "bracket" and t.depth < 0)
    for group in statements([f for f in frames if f.depth < 0]):
        own = [f for f in group if _addable(f)]
        for k, whole in enumerate(own[:6]):
            if any(own[0].start < m < whole.start for m in marks):
                break  # it is a member of a list that a cue has opened
            following = [f for f in own[k + 1 :] if same_unit(f.unit, whole.unit)]
            cut = next((m for m in marks if m > whole.end), None)
            if cut is not None:
                following = [f for f in following if f.start < cut]
            if len(following) < 2:
                continue
            ways = [w for w in _ways(whole.paragraph, following, text) if len(w) > 1][:6]
            yield from _plain(text, whole, ways, figures)


def far_pairs(text: Text, frames: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """家庭户129281万人，集体户11897万人: two halves of what a paragraph before told first."""
    for group in statements([f for f in frames if f.depth < 0]):
        own = [f for f in group if _addable(f)]
        for k, one in enumerate(own[:12]):
            two = next((f for f in own[k + 1 : k + 4] if same_unit(f.unit, one.unit)), None)
            if two is None or not divides(text, (one, two)) or any(same_unit(f.unit, one.unit) for f in own[:k]):
                continue
            at = text.place(one.paragraph)
            for p in reversed(text.part.paragraphs[max(0, at - 4) : at]):
                whole = next((f for f in text.of(p) if _whole(f) and same_unit(f.unit, one.unit)), None)
                if whole is not None and (reading := sum_reading(whole, (one, two), figures)):
                    yield Proposal("total", (reading,), one.cue or cue_of(one.paragraph, one.start, one.end), rank=7)


def _plain(text: Text, whole: Frame, ways: Sequence[tuple[Frame, ...]], figures: Figures) -> Iterator[Proposal]:
    said = bool(compiled(text.cues.total).search(whole.lead[-14:])) or "：" in between(whole, ways[0][0]) or ":" in between(whole, ways[0][0])
    divided = [w for w in ways if divides(text, w)]
    if not said and not divided:
        return
    readings = [r for w in (ways if said else divided) if (r := sum_reading(whole, w, figures))]
    if readings:
        cue = cue_of(whole.paragraph, whole.start, whole.end)
        sure = bool(divided) and ways[0] is divided[0] and _follows(whole, ways[0])
        yield Proposal("total", tuple(readings), cue, strong=sure, rank=2, notes=("list",) if sure else ("plain",))


def _follows(whole: Frame, members: Sequence[Frame]) -> bool:
    """Whether the list comes right after its total, in the same or the next clause."""
    p = whole.paragraph
    return p.clause(members[0].start) - p.clause(whole.start) <= 1 and p.clause(members[0].start) == p.clause(members[-1].start)


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
        "zh": ("总数等于各分项之和", "列举完整的分项相加应当等于总数", "共收治120人，其中男性65人、女性45人", "共收治120人，其中男性65人、女性55人"),
    },
)
