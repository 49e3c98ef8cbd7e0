"""Named rates: the name of the rate names its numerator (一孩率, 晚婚率, 上线率, 出生率)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact import units
from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, over
from audit.relations.base import Figures, Relation, core, same_unit
from audit.relations.pairs import pair

BACK = 4  # paragraphs that a population may stand before its rate
MOST = 3


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for at, paragraph in enumerate(text.part.paragraphs):
        for group in statements(text.of(paragraph)):
            for k, p in enumerate(group):
                reached = p.role == "to" and not any(f.role == "from" for f in group[:k])
                if p.kind == "rate" and (not p.role or reached) and p.unit in ("%", "‰"):
                    if p.unit == "%":
                        yield from pair(text, group, k, name_of(text, p))
                    yield from named(text, group, k, at)


def name_of(text: Text, p: Frame) -> str:
    """符合政策生育 of 符合政策生育率为"""
    found = compiled(text.cues.words.get("rate_name", "")).search(p.lead.rstrip("为达是约到：:了 "))
    return found[1] if found else ""


def stem(text: Text, p: Frame) -> str:
    """What the rate is of, without words of scope."""
    return core(text, name_of(text, p))


def named(text: Text, group: Sequence[Frame], k: int, at: int) -> Iterator[Proposal]:
    p = group[k]
    name = stem(text, p)
    if not name:
        return
    own = [
        f
        for f in group[:k]
        if f.is_level and f.depth == p.depth and f.role not in ("prior", "from")
    ]
    tops = [f for f in own if _names(text, f, name)]
    beside = (
        own[-1]
        if own and p.paragraph.clause(own[-1].start) == p.paragraph.clause(p.start)
        else None
    )
    if p.unit == "‰":
        yield from population(text, p, tops, at)
        return
    tried = [*reversed(tops), *([beside] if beside and beside not in tops else [])]
    shared = [t for t in tops if _shared(text, t, name)]
    readings: list[Reading] = []
    first: tuple[Frame, list[Frame]] | None = None
    for top in tried[:MOST]:
        bases = [
            f
            for f in own
            if f.start < top.start
            and f.size() >= top.size()
            and (same_unit(f.unit, top.unit) or top in tops)
        ]
        bases = [b for b in bases if same_unit(b.unit, top.unit)] or bases
        if not bases:
            continue
        first = first or (top, bases)
        readings += [
            Reading(
                equal(Name(p.id), over(Name(top.id), Name(b.id))),
                {"rate": (p.id,), "numerator": (top.id,), "base": (b.id,)},
                "rate",
            )
            for b in bases[:MOST]
        ]
    if first is None:
        return
    top, bases = first
    # several figures that the name fits (政策内, 政策外): which one it means only arithmetic tells
    plain = (
        shared == [top]
        and top is beside
        and p.start - top.end < 20
        and not top.role
        and (
            same_unit(top.unit, bases[0].unit)
            or (units.is_count(top.unit) and units.is_count(bases[0].unit))
        )
    )
    strong = plain and (len(bases) == 1 or top.statement == bases[0].statement)
    yield Proposal("rate", tuple(readings), p.cue, strong=strong, rank=3)


def _names(text: Text, f: Frame, name: str) -> bool:
    words = core(text, f.lead[-14:]) + core(text, f.label)
    return any(name[i : i + 2] in words for i in range(len(name) - 1))


def _shared(text: Text, f: Frame, name: str) -> bool:
    """Whether the name of the rate begins as the numerator is called: 一孩率 of 一孩."""
    return name[:2] in f.lead[-14:]


def population(text: Text, p: Frame, tops: Sequence[Frame], at: int) -> Iterator[Proposal]:
    """出生率 10.76‰ = births / population, which stands paragraphs before."""
    before = [f for q in text.part.paragraphs[max(0, at - BACK) : at + 1] for f in text.of(q)]
    bases = [
        f
        for f in before
        if f.is_level
        and f.start < (p.start if f.paragraph is p.paragraph else f.start + 1)
        and compiled(text.cues.words.get("population", "")).search(f.lead[-8:])
    ]
    for top in tops[-1:]:
        readings = tuple(
            Reading(
                equal(Name(p.id), over(Name(top.id), Name(b.id))),
                {"rate": (p.id,), "numerator": (top.id,), "base": (b.id,)},
                "rate",
                notes=("base-elided",),
            )
            for b in bases[:MOST]
            if b is not top
        )
        if readings:
            yield Proposal("rate", readings, p.cue, strong=False, rank=3)


RELATION = Relation(
    "rate",
    find,
    {
        "en": (
            "a named rate equals its numerator over its base",
            "the name of a rate names what is counted above the line",
            "2,392 sat the exam, 1,935 passed, pass rate 85%",
            "2,392 sat the exam, 1,935 passed, pass rate 81%",
        ),
        "zh": (
            "某率等于其分子除以基数",
            "率的名称指明其分子",
            "参检200人，其中合格160人，合格率85%",
            "参检200人，其中合格160人，合格率80%",
        ),
    },
)
