"""Part, whole and share: 占全部的p%, 占比p%; the base is printed, named or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, over
from audit.relations.base import Figures, Relation, basis_of, core, same_unit
from audit.scopes import Paragraph

BASES = 3  # bases tried where the words leave it out
BACK = 6  # paragraphs that a base may stand before its share


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for k, p in enumerate(frames):
            if p.kind == "share":
                yield from share(text, paragraph, frames, k)


def share(text: Text, paragraph: Paragraph, frames: Sequence[Frame], k: int) -> Iterator[Proposal]:
    p = frames[k]
    previous = frames[k - 1] if k else None
    if previous is not None and previous.role == "base" and p.start - previous.end <= 8:
        part = part_of(frames, k - 1, previous.unit)
        if part is not None:
            yield claim(text, part, (previous,), p, True)
        return
    part = part_of(frames, k, None)
    if part is None:
        return
    named = compiled(text.cues.share_base).search(p.lead)
    bases = candidates(text, paragraph, part, named[1] if named else "")
    if bases:
        yield claim(text, part, bases, p, False)


def part_of(frames: Sequence[Frame], k: int, unit: str | None) -> Frame | None:
    """The level right before the share, in its clause."""
    here = frames[k]
    for f in reversed(frames[:k]):
        if f.depth != here.depth or f.paragraph.clause(f.start) != here.paragraph.clause(here.start):
            if f.depth == here.depth:
                return None
            continue
        if f.kind == "level" and f.role != "prior" and (unit is None or same_unit(f.unit, unit)):
            return f
        if f.kind == "share":
            return None
    return None


def candidates(text: Text, paragraph: Paragraph, part: Frame, named: str) -> tuple[Frame, ...]:
    """The bases that the words admit: of the name that is given, else the totals of the unit."""
    found: list[Frame] = []
    own = [f for f in text.of(paragraph) if f.end <= part.start and _base(f, part)]
    if part.anchor is not None and _base(part.anchor, part):
        found.append(part.anchor)
    found += own[:2]
    at = next(i for i, p in enumerate(text.part.paragraphs) if p is paragraph)
    for p in reversed(text.part.paragraphs[max(0, at - BACK) : at]):
        found += [f for f in text.of(p) if _base(f, part)][:1]
    if named:
        wanted = core(text, named)
        by_name = [f for f in [*reversed(own), *found] if wanted and _names(text, f, wanted)]
        if by_name:
            found = [*by_name, *found]
    out: dict[str, Frame] = {}
    for f in found:
        out.setdefault(f.id, f)
    return tuple(out.values())[:BASES]


def _names(text: Text, frame: Frame, wanted: str) -> bool:
    own = core(text, frame.label)
    return bool(own) and (wanted in own or own in wanted or wanted[-2:] == own[-2:])


def _base(frame: Frame, part: Frame) -> bool:
    return frame.kind == "level" and frame.role not in ("prior", "from") and same_unit(frame.unit, part.unit) and frame.id != part.id and frame.size() >= part.size()


def claim(text: Text, part: Frame, bases: Sequence[Frame], p: Frame, printed: bool) -> Proposal:
    readings = tuple(
        Reading(
            equal(Name(p.id), over(Name(part.id), Name(b.id))),
            {"share": (p.id,), "part": (part.id,), "whole": (b.id,)},
            "share",
            notes=() if printed else ("base-elided",),
        )
        for b in bases
    )
    reason = basis_of(text, (p,)) if printed else None
    cue: Cue | None = p.cue
    return Proposal("share", readings, cue, strong=printed or len(bases) == 1, reason=reason, rank=1 if printed else 3)


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
