"""Whether a printed rate can come from whole counts over its printed base: 71.5% of 30 pupils."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.english.events import sentences
from audit.english.roles import matches
from audit.english.words import is_count
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, grim
from audit.relations.base import Figures, Relation

OF = f"^ of {en.FILL}$"
OPENS = f"^(?:of|among|out of) {en.FILL}$"


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, p in enumerate(group):
                if p.unit == "%" and p.kind in ("rate", "share") and not p.role:
                    yield from based(group, k)


def based(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """P% of the N pupils; of the N pupils, P% passed: no count is printed beside them."""
    p = group[k]
    behind = group[k + 1] if k + 1 < len(group) else None
    if behind is not None and matches(OF, behind.lead) and _whole(behind, p):
        told = group[k - 1] if k else None
        counted = told is not None and is_count(told) and told.value <= behind.value
        if not counted:
            yield claim(p, behind, True)
        return
    first = group[0]
    start = first.paragraph.sentence_start(first.start)
    opening = first.paragraph.text[start : first.start].lstrip()
    if k and first.depth == p.depth and matches(OPENS, opening) and _whole(first, p):
        near = (
            group[k - 1] is first
            and p.bracket is None
            and len(first.paragraph.text[first.end : p.start]) < 60
        )
        yield claim(p, first, near)


def _whole(base: Frame, p: Frame) -> bool:
    """Whether the base is a count so small that most rates cannot come from it."""
    step = p.figure.step
    quantity = base.figure.quantity
    if (
        not is_count(base)
        or base.value < 2
        or step is None
        or quantity is None
        or not quantity.exact
    ):
        return False
    if base.depth != p.depth or matches("^[a-z ]{0,30}['’]", base.tail):
        return False
    return (
        step * base.value < 100
        and Fraction(0) < p.value < 100
        and p.figure.quantity is not None
        and p.figure.quantity.bounds is None
    )


def claim(p: Frame, base: Frame, strong: bool) -> Proposal:
    reading = Reading(
        grim(Name(p.id), Name(base.id)), {"rate": (p.id,), "base": (base.id,)}, "whole-counts"
    )
    return Proposal("attainable", (reading,), p.cue, strong=strong, mild=True, rank=7)


RELATION = Relation(
    "attainable",
    find,
    {
        "en": (
            "a rate can come from whole counts",
            "no whole number over the base is printed as this rate",
            "of 30 pupils 71.5% passed",
            "of 30 pupils 73.3% passed",
        ),
        "zh": (
            "比率可由整数得出",
            "基数之上没有一个整数能得出所印的比率",
            "30人中合格率71.5%",
            "30人中合格率73.3%",
        ),
    },
    severity="info",
)
