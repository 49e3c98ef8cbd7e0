"""The members of a list of parts: where a list opens, what may be its total, where it may end, and
whether its words or members prove it complete."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from audit.frames import Frame, Text, compiled
from audit.relations.base import mixes, related, same_unit
from audit.scopes import Paragraph

CANDIDATES = 3  # totals tried for one list
MEMBERS = 40
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


# ---------------------------------------------------------------- where lists open


def triggers(text: Text, paragraph: Paragraph) -> list[Trigger]:
    out: list[Trigger] = []
    for kind, pattern in (("part", text.cues.part), ("class", text.cues.classes)):
        for m in compiled(pattern).finditer(paragraph.text):
            bracket = paragraph.bracket(m.start())
            stop = paragraph.sentence_end(m.start()) if bracket is None else bracket.end
            if bracket is not None and m.start() - bracket.start <= 3:
                continue  # the bracket itself opens the list
            out.append(
                Trigger(
                    kind, m.start(), m.end(), stop, -1 if bracket is None else bracket.start, m[0]
                )
            )
    for b in paragraph.brackets:
        out.append(
            Trigger(
                "bracket",
                b.start,
                b.start + 1,
                b.end,
                b.start,
                paragraph.text[b.start : b.start + 5],
            )
        )
    return sorted(out, key=lambda t: (t.start, t.kind))


# ---------------------------------------------------------------- members


def lists(
    text: Text,
    paragraph: Paragraph,
    frames: Sequence[Frame],
    trigger: Trigger,
    taken: set[str],
    opened: Sequence[Trigger],
) -> Iterator[Listed]:
    """The lists that one trigger opens: one for each unit among the figures after it."""
    inside = _inside(text, paragraph, frames, trigger, opened)
    done: set[str] = set()
    for first in inside:
        if first.unit in done or not addable(first):
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
        ways = tuple(ways_of(paragraph, members, text))
        complete = len(ways[0]) > 1 and (
            is_complete(text, trigger, ways[0]) or _counted(text, wholes[0], ways[0])
        )
        window = paragraph.text[trigger.start : ways[0][-1].end + 2]
        yield Listed(
            wholes, ways, trigger, complete, bool(compiled(text.cues.open_list).search(window))
        )


def _ends_list(text: Text, f: Frame) -> bool:
    """另…, and 合计…: what is told apart, and the total once more."""
    if compiled(text.cues.apart).match(f.lead):
        return True
    return compiled(text.cues.words.get("adds_up", "")).match(own_words(f)) is not None


def _members(inside: Sequence[Frame], first: Frame, whole: Frame) -> list[Frame]:
    """The figures of the list's unit; one of them may be counted in another word (例 and 人)."""
    unit = (
        whole.unit
        if any(addable(f) and same_unit(f.unit, whole.unit) for f in inside)
        else first.unit
    )
    out: list[Frame] = []
    for f in inside:
        if not addable(f):
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


def addable(frame: Frame) -> bool:
    return (
        frame.kind == "level"
        and frame.role not in ("from", "prior", "base")
        and frame.figure.quantity is not None
        and frame.value >= 0
    )


def _inside(
    text: Text,
    paragraph: Paragraph,
    frames: Sequence[Frame],
    trigger: Trigger,
    opened: Sequence[Trigger],
) -> list[Frame]:
    """The figures of the list's own depth, without those of lists that open within it."""
    stop = trigger.stop
    nested: list[tuple[int, int]] = []
    for other in opened:
        if (
            other.start <= trigger.start
            or other.start >= stop
            or other.depth != trigger.depth
            or other.kind == "bracket"
        ):
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


def _wholes(
    text: Text,
    paragraph: Paragraph,
    frames: Sequence[Frame],
    trigger: Trigger,
    first: Frame,
    taken: set[str],
) -> tuple[Frame, ...]:
    before = [f for f in frames if f.end <= trigger.start]
    if trigger.kind == "bracket":
        anchor = first.anchor
        if (
            anchor is not None
            and anchor.kind == "share"
            and compiled(text.cues.part).search(first.lead)
        ):
            anchor = next(
                (
                    f
                    for f in reversed(before)
                    if f.end < anchor.start
                    and f.depth == anchor.depth
                    and same_unit(f.unit, first.unit)
                ),
                None,
            )
        return (
            (anchor,)
            if anchor is not None and can_be_whole(anchor) and mixes(anchor.unit, first.unit)
            else ()
        )
    same_depth = [f for f in before if f.depth == trigger.depth][-BACK:]
    exact = [
        f
        for f in reversed(same_depth)
        if can_be_whole(f)
        and same_unit(f.unit, first.unit)
        and (trigger.kind == "part" or f.id not in taken)
    ]
    near = [f for f in exact if f.statement == first.statement]
    if not near and trigger.kind == "part":
        near = [
            f
            for f in reversed(same_depth)
            if can_be_whole(f) and mixes(f.unit, first.unit) and f.statement == first.statement
        ][:1]
    begins = trigger.start - paragraph.sentence_start(trigger.start) <= 2
    if near or not (trigger.kind == "class" or begins):
        return tuple(near[:CANDIDATES])
    exact.sort(
        key=lambda f: (-f.statement, f.index)
    )  # a header divides what its statement began with
    found = [f for f in exact if first.statement - f.statement <= 2] or _earlier(
        text, paragraph, first
    )
    return tuple(found[:CANDIDATES])


def can_be_whole(frame: Frame) -> bool:
    return frame.kind == "level" and frame.role not in ("from", "prior", "base")


def _earlier(text: Text, paragraph: Paragraph, first: Frame) -> list[Frame]:
    """The first total of the paragraph before, where this one opens with the list."""
    at = text.place(paragraph)
    for p in reversed(text.part.paragraphs[max(0, at - 2) : at]):
        found = [
            f
            for f in text.of(p)
            if can_be_whole(f) and f.depth < 0 and same_unit(f.unit, first.unit)
        ]
        if found:
            return found[:2]
    return []


def ways_of(
    paragraph: Paragraph, members: Sequence[Frame], text: Text
) -> Iterator[tuple[Frame, ...]]:
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
    found = compiled(text.cues.words.get("counts_parts", "")).search(
        whole.paragraph.text[
            max(whole.paragraph.sentence_start(whole.start), whole.start - 16) : whole.start
        ]
    )
    return found is not None and "一二三四五六七八九十".find(
        found[1].replace("两", "二")
    ) + 1 == len(members)


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
    return re.split(
        "[，。；,;:：、（(\\d]", frame.paragraph.text[start : frame.start].lstrip("其中：:，, ")
    )[0]
