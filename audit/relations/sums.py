"""合计 behind its members, in one sentence: 小麦a亩，玉米b亩，合计c亩.

Bare words of adding up (合计, 共计) make the list complete; 共 and 共有 only where the noun of the
total is that of every member, and no word of time widens what the total counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, common_steps, equal, total
from audit.relations.base import Figures, Relation, cue_of, same_unit
from audit.relations.rows import own_label

MOST = 40


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    pattern = compiled(text.cues.words.get("sums_up", ""))
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for _, sentence in groupby(frames, key=lambda f: (paragraph.sentence(f.start), f.depth)):
            group = list(sentence)[-MOST:]
            for k, f in enumerate(group):
                if not f.is_level or f.role:
                    continue
                yield from spans(text, group[:k], f, figures)
                found = pattern.search(f.lead)
                if found is None:
                    continue
                members = [g for g in group[:k] if _member(g, f)]
                if len(members) > 1:
                    yield claim(text, f, members, found[1], found[2], figures)


def spans(text: Text, before: Sequence[Frame], f: Frame, figures: Figures) -> Iterator[Proposal]:
    """一季度a，二季度b，上半年c: a span of time and the shorter ones that make it up."""
    members = [g for g in before if _member(g, f)]
    for whole, parts in text.cues.spans:
        own = members[-len(parts) :]
        if (
            len(own) == len(parts)
            and whole in f.lead[-16:]
            and all(w in own_label(text, g) for w, g in zip(parts, own, strict=True))
        ):
            ids = tuple(g.id for g in own)
            reading = Reading(
                equal(Name(f.id), total(ids)),
                {"whole": (f.id,), "parts": ids},
                "total-after",
                steps=common_steps((f.id, *ids), figures),
            )
            at = f.start - len(f.lead) + f.lead.rindex(whole)
            yield Proposal(
                "total",
                (reading,),
                cue_of(f.paragraph, at, at + len(whole)),
                strong=True,
                rank=2,
                notes=("list",),
            )
            return


def _member(g: Frame, f: Frame) -> bool:
    return (
        g.is_level
        and g.role in ("", "to")
        and g.figure.quantity is not None
        and same_unit(g.unit, f.unit)
    )


def claim(
    text: Text, f: Frame, members: Sequence[Frame], word: str, noun: str, figures: Figures
) -> Proposal:
    ids = tuple(g.id for g in members)
    reading = Reading(
        equal(Name(f.id), total(ids)),
        {"whole": (f.id,), "parts": ids},
        "total-after",
        steps=common_steps((f.id, *ids), figures),
    )
    at = f.start - len(f.lead) + f.lead.rindex(word)
    sure = _sure(text, f, members, word, noun)
    return Proposal(
        "total",
        (reading,),
        cue_of(f.paragraph, at, at + len(word)),
        strong=sure,
        rank=2,
        notes=("list",) if sure else ("plain",),
    )


def _sure(text: Text, f: Frame, members: Sequence[Frame], word: str, noun: str) -> bool:
    """Whether the words leave no doubt that the members before are all that is added."""
    p = f.paragraph
    words = p.text[
        max(p.sentence_start(f.start), members[0].start - len(members[0].lead)) : f.start
    ]
    opened = compiled(text.cues.part).search(words)
    if (
        (opened and not compiled(text.cues.made_of).match(opened[0]))
        or compiled(text.cues.open_list).search(words)
        or compiled(text.cues.words["widens"]).search(words)
    ):
        return False
    if compiled(text.cues.words["wider_time"]).search(f.lead):
        return False
    if any(
        m.cue is not None and compiled(text.cues.words["sums_up"]).search(m.lead) for m in members
    ):
        return False
    if compiled(text.cues.words["with_others"]).match(p.text[f.end : f.end + 4]):
        return False
    bare = not noun
    larger = f.size() > max(m.size() for m in members)
    named = [
        _names(noun, own_label(text, m) + compiled("[^一-鿿]").split(m.tail)[0]) for m in members
    ]
    if compiled(text.cues.words["adds_up"]).search(word):
        return (
            bare
            or all(named)
            or (larger and (any(named) or f.unit.endswith("元") or _close(f, members)))
        )
    return not bare and all(named)


def _close(f: Frame, members: Sequence[Frame]) -> bool:
    """Whether the members add up to within 5 % of a total of another name."""
    told = sum(m.size() for m in members)
    return abs(told - f.size()) * 20 <= f.size()


def _names(noun: str, words: str) -> bool:
    """Whether the noun of the total, or its last two characters, is told of a member."""
    return len(noun) > 1 and any(noun[i : i + 2] in words for i in range(len(noun) - 1))


RELATION = Relation(
    "sums",
    find,
    {
        "en": (
            "what is added up behind its members is their sum",
            "a total that follows its members counts just them",
            "east school 120 pupils, west school 280 pupils, 390 pupils together",
            "east school 120 pupils, west school 280 pupils, 400 pupils together",
        ),
        "zh": (
            "各项之后的合计等于各项之和",
            "先列各项、后说合计，合计即各项相加",
            "东校学生120人，西校学生280人，合计学生390人",
            "东校学生120人，西校学生280人，合计学生400人",
        ),
    },
)
