"""Part, whole and share: 占全部的p%, 占比p%; the base is printed, named or left out.

A base that the words leave out is looked up outward: clause, statement, paragraph, the paragraphs
before. Shares that stand side by side have one base: where it fits the others, it binds all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.exact import units
from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, equal, over
from audit.relations.base import Figures, Relation, alike, basis_of, related, same_unit

BASES = 5  # bases tried where the words leave it out
BACK = 6  # paragraphs that a base may stand before its share


class Share(Struct, frozen=True):
    rate: Frame
    part: Frame
    bases: tuple[Frame, ...]
    printed: bool
    named: bool


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for at, paragraph in enumerate(text.part.paragraphs):
        frames = text.of(paragraph)
        shares = [s for k, p in enumerate(frames) if p.kind == "share" and (s := share(text, at, frames, k))]
        agreed = Counter(b.id for s in shares for b in s.bases if fits(s, b))
        for s in shares:
            yield claim(text, s, agreed)


def fits(s: Share, base: Frame) -> bool:
    """Whether the printed share is that of the part in this base, at printed values."""
    if not base.value or s.rate.figure.step is None:
        return False
    factor = units.factor(s.rate.unit)
    told = s.part.size() / base.size()
    return abs(told - s.rate.value * factor) <= s.rate.figure.step * factor


def share(text: Text, at: int, frames: Sequence[Frame], k: int) -> Share | None:
    p = frames[k]
    previous = frames[k - 1] if k else None
    if previous is not None and previous.role == "base" and p.start - previous.end <= 8:
        part = part_of(frames, k - 1, previous.unit)
        return None if part is None else Share(p, part, (previous,), True, True)
    part = part_of(frames, k, None)
    if part is None or (part.end < p.start and _interrupted(part, p)):
        return None
    found = compiled(text.cues.share_base).search(p.lead)
    bases, named = candidates(text, at, part, found[1] if found else "")
    return Share(p, part, bases, False, named) if bases else None


def _interrupted(part: Frame, p: Frame) -> bool:
    return p.start - part.end > 40


def part_of(frames: Sequence[Frame], k: int, unit: str | None) -> Frame | None:
    """The level right before the share, in its clause."""
    here = frames[k]
    for f in reversed(frames[:k]):
        if f.depth != here.depth:
            continue
        if f.paragraph.clause(f.start) != here.paragraph.clause(here.start) or f.kind == "share":
            return None
        if f.kind == "level" and f.role != "prior" and (unit is None or same_unit(f.unit, unit)):
            return f
    return here.anchor if here.anchor is not None and here.anchor.kind == "level" else None


def candidates(text: Text, at: int, part: Frame, named: str) -> tuple[tuple[Frame, ...], bool]:
    """The bases that the words admit, innermost scope first, and whether they name it."""
    paragraph = part.paragraph
    own = [f for f in text.of(paragraph) if f.start < part.start and _base(f, part)]
    clause = paragraph.clause(part.start)
    found = [f for f in own if paragraph.clause(f.start) == clause and f.depth == part.depth][:2]
    found += [f for f in own if f.statement == part.statement][:1] + own[:2]
    if part.anchor is not None and _base(part.anchor, part):
        found.insert(0, part.anchor)
    before = text.part.paragraphs[max(0, at - BACK) : at]
    wide = [f for p in reversed(before) for f in text.of(p) if _base(f, part)]
    found += [next(f for f in wide if f.paragraph is p) for p in reversed(before) if any(f.paragraph is p for f in wide)]
    if named:
        by_name = [f for f in [*reversed(own), *wide] if alike(text, f.label, named)]
        if by_name:
            return _unique(by_name)[:BASES], True
    return tuple(sorted(_unique(found)[:BASES], key=lambda f: not related(text, f.label, part.label))), False


def _unique(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    return tuple({f.id: f for f in frames}.values())


def _base(frame: Frame, part: Frame) -> bool:
    if frame.kind != "level" or frame.role in ("prior", "from") or frame.id == part.id:
        return False
    return same_unit(frame.unit, part.unit) and frame.size() >= part.size()


def claim(text: Text, s: Share, agreed: Counter[str]) -> Proposal:
    bases = s.bases
    shared = [b for b in bases if agreed[b.id] - fits(s, b) > 0]  # it fits another share
    own_clause = bases[0].statement == s.part.statement and len(bases) == 1
    strong = s.printed or own_clause or bool(shared) or (s.named and len(bases) == 1)
    readings = tuple(
        Reading(
            equal(Name(s.rate.id), over(Name(s.part.id), Name(b.id))),
            {"share": (s.rate.id,), "part": (s.part.id,), "whole": (b.id,)},
            "share",
            notes=() if s.printed else ("base-elided",),
        )
        for b in (*shared, *(b for b in bases if b not in shared))
    )
    reason = basis_of(text, (s.rate,)) if s.printed else None
    return Proposal("share", readings, s.rate.cue, strong=strong, reason=reason, rank=1 if s.printed else 3)




RELATION = Relation(
    "share",
    find,
    {
        "en": (
            "a share equals part over whole",
            "a percentage of a total must agree with the two counts it is made of",
            "103 of 158 villages, or 75.2%",
            "103 of 158 villages, or 65.2%",
        ),
        "zh": ("占比等于部分除以总体", "占比应当与其部分、总体两数相符", "共抽查80家，合格60家，占65%", "共抽查80家，合格60家，占75%"),
    },
)
