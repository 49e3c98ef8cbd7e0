"""Thresholds, targets, orders and funnels: 突破X达到Y, 控制在X以内, 由高到低, 居第N位, 查出 ≤ 检查."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.model import Cue
from audit.readings import Proposal, Reading, order
from audit.relations.base import Figures, Relation, cue_of, mixes, same_unit

NEAR = 30  # characters between a threshold and the value that is held against it


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for group in statements(frames):
            yield from thresholds(text, group)
            yield from funnels(text, group)
        yield from sorted_lists(text, frames)
        yield from ranked(text, frames)


def _word(text: Text, name: str) -> str:
    return text.cues.words.get(name, "")


def _comparable(a: Frame, b: Frame) -> bool:
    return same_unit(a.unit, b.unit) or (a.unit == b.unit and a.unit != "")


# ---------------------------------------------------------------- thresholds and targets


def thresholds(text: Text, group: Sequence[Frame]) -> Iterator[Proposal]:
    for k, limit in enumerate(group):
        after = next(
            (
                f
                for f in group[k + 1 : k + 3]
                if _comparable(f, limit) and f.depth == limit.depth and f.start - limit.end < NEAR
            ),
            None,
        )
        before = next(
            (
                f
                for f in reversed(group[max(0, k - 2) : k])
                if _comparable(f, limit) and f.depth == limit.depth and limit.start - f.end < NEAR
            ),
            None,
        )
        beats = _ends(_word(text, "beats"), limit)
        within = _ends(_word(text, "within"), limit)
        if (
            after is not None
            and after.role in ("", "to")
            and compiled(_word(text, "actual") + "[^，。；]{0,4}$").search(after.lead)
        ):
            if beats:
                yield claim(after, ">=", limit, beats)
                continue
            if within:
                yield claim(after, "<=", limit, within)
                continue
        if (
            before is None
            or limit.kind in ("points", "change")
            or before.role in ("prior", "from")
            or not _close(text, before, limit)
        ):
            continue
        told = compiled(_word(text, "exceeds")).search(limit.lead)
        if told and limit.role != "prior":
            yield claim(before, ">=", limit, _span(limit, told.start(), told.end()))
            continue
        kept = compiled(_word(text, "kept_within")).search(limit.lead)
        if kept and limit.role == "" and _told_of(text, before, limit):
            yield claim(before, "<=", limit, _span(limit, kept.start(), kept.end()))
            continue
        said = compiled(_word(text, "exceeded")).search(limit.tail)
        if said:
            yield claim(
                limit,
                ">=",
                before,
                cue_of(limit.paragraph, limit.end + said.start(), limit.end + said.end()),
            )


def _told_of(text: Text, value: Frame, limit: Frame) -> bool:
    """Whether the limit is said of this value as a fact: nothing between them, no plan, no other year."""
    between = limit.paragraph.text[value.end : limit.start]
    begun = limit.paragraph.text[limit.paragraph.clause_start(value.start) : value.start]
    return not any(compiled(_word(text, "meant")).search(words) for words in (begun, between)) and all(
        c not in "，,、（(" for c in between[1:]
    )


def _close(text: Text, before: Frame, limit: Frame) -> bool:
    p = limit.paragraph
    return p.clause(before.start) == p.clause(limit.start)


def _ends(pattern: str, frame: Frame) -> Cue | None:
    found = compiled(pattern + "(?:了|全年|年度)*$").search(frame.lead) if pattern else None
    return _span(frame, found.start(), found.end()) if found else None


def _span(frame: Frame, start: int, end: int) -> Cue:
    origin = frame.start - len(frame.lead)
    return cue_of(frame.paragraph, origin + start, origin + end)


def claim(
    a: Frame, operator: str, b: Frame, cue: Cue | None, strong: bool = True, name: str = "order"
) -> Proposal:
    reading = Reading(
        order(Name(a.id), operator, Name(b.id)), {"value": (a.id,), "bound": (b.id,)}, name
    )
    return Proposal("bound", (reading,), cue, strong=strong, rank=4 if strong else 6)


# ---------------------------------------------------------------- orders


def sorted_lists(text: Text, frames: Sequence[Frame]) -> Iterator[Proposal]:
    for name, operator in (("descending", ">="), ("ascending", "<=")):
        for paragraph in {id(f.paragraph): f.paragraph for f in frames}.values():
            for found in compiled(_word(text, name)).finditer(paragraph.text):
                end = paragraph.sentence_end(found.start())
                inside = [f for f in frames if found.end() <= f.start < end]
                for one in _same_kind(inside):
                    for a, b in pairwise(one):
                        yield claim(a, operator, b, cue_of(paragraph, found.start(), found.end()))


def _same_kind(inside: Sequence[Frame]) -> Iterator[list[Frame]]:
    """The longest run of figures of one unit; a count of the listed things is none of them."""
    for unit in dict.fromkeys(f.unit for f in inside):
        run = [f for f in inside if f.unit == unit]
        if len(run) > 2 and len(run) * 2 > len(inside):
            yield run
            return


def ranked(text: Text, frames: Sequence[Frame]) -> Iterator[Proposal]:
    """居第1位 … 居第2位: the values fall with the rank."""
    places: list[tuple[int, Frame, Cue]] = []
    for f in frames:
        found = compiled(_word(text, "rank")).search(f.paragraph.text[f.end : f.end + 16])
        if found:
            rank = _number(found[1])
            if rank:
                places.append(
                    (rank, f, cue_of(f.paragraph, f.end + found.start(), f.end + found.end()))
                )
    for (i, a, _), (j, b, cue) in pairwise(places):
        if j == i + 1 and same_unit(a.unit, b.unit) and a.statement == b.statement:
            yield claim(a, ">=", b, cue)


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return "一二三四五六七八九十".find(word) + 1


# ---------------------------------------------------------------- funnels


def funnels(text: Text, group: Sequence[Frame]) -> Iterator[Proposal]:
    """收到 872 条, 已核实 650 条: what is done is at most what there was to do. Never accused."""
    own = [f for f in group if f.is_level and not f.role]
    for k, later in enumerate(own):
        for earlier in reversed(own[max(0, k - 3) : k]):
            if (
                not _one_unit(earlier, later)
                or earlier.depth != later.depth
                or earlier.paragraph is not later.paragraph
            ):
                continue
            text_ = later.paragraph.text
            words = text_[earlier.end : later.end + 8]
            asked = text_[
                max(later.paragraph.sentence_start(earlier.start), earlier.start - 30) : earlier.end
                + 10
            ]
            found = compiled(_word(text, "done")).search(words)
            if (
                found
                and earlier.value >= later.value
                and compiled(_word(text, "asked")).search(asked)
            ):
                cue = cue_of(
                    later.paragraph, earlier.end + found.start(), earlier.end + found.end()
                )
                yield claim(later, "<=", earlier, cue, False, "funnel")
            break


def _one_unit(a: Frame, b: Frame) -> bool:
    return mixes(a.unit, b.unit) or {a.unit, b.unit} <= FUNNEL


FUNNEL = frozenset(["条", "例", "对", "件", "起", "人", "宗", "户"])


RELATION = Relation(
    "bound",
    find,
    {
        "en": (
            "a value keeps the bound that the words set",
            "what exceeds a threshold is above it, what is found is at most what was examined",
            "passed 500 million to reach 498.6 million",
            "passed 500 million to reach 501.2 million",
        ),
        "zh": (
            "数值应当符合文字所述的界限",
            "突破某值即不低于该值，查出数不超过检查数",
            "产值突破500亿元，达到498亿元",
            "产值突破500亿元，达到502亿元",
        ),
    },
)
