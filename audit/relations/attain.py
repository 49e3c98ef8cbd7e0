"""Whether a printed rate can come from whole counts over its printed base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, grim, number, over, plus, times
from audit.relations.base import Figures, Relation
from audit.relations.rate import stem

BASES = 2


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    """X率 p% over the first whole count of its statement; told only where it holds and says much."""
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            yield from unprinted(text, group)
            for k, p in enumerate(group):
                if (
                    p.kind not in ("rate", "share")
                    or p.role
                    or p.unit not in ("%", "‰")
                    or not stem(text, p)
                ):
                    continue
                bases = [f for f in group[:k] if _countable(f, p)][:BASES]
                for base in bases:
                    if _says_much(p, base):
                        yield claim(p, base)


def _countable(f: Frame, p: Frame) -> bool:
    quantity = f.figure.quantity
    return (
        f.is_level
        and f.depth == p.depth
        and quantity is not None
        and quantity.exact
        and f.value > 1
    )


def _says_much(p: Frame, base: Frame) -> bool:
    """Fewer than one count fits on average: the check can fail."""
    step = p.figure.step
    return (
        step is not None
        and step * base.value < (100 if p.unit == "%" else 1000)
        and Fraction(0) < p.value < 100
    )


def claim(p: Frame, base: Frame) -> Proposal:
    reading = Reading(
        grim(Name(p.id), Name(base.id)), {"rate": (p.id,), "base": (base.id,)}, "whole-counts"
    )
    return Proposal("attainable", (reading,), p.cue, strong=False, rank=7)


# ---------------------------------------------------------------- whole numbers that are not printed


def unprinted(text: Text, group: Sequence[Frame]) -> Iterator[Proposal]:
    """The whole number that the words imply: births that are boys, families that were paid, the
    number of which 4164 is 86.75 %."""
    for k, f in enumerate(group):
        before = [g for g in group[:k] if _countable(g, f)]
        if (
            f.kind == "rate"
            and f.unit == "%"
            and before
            and compiled(text.cues.words.get("covers", "")).search(f.lead)
        ):
            yield whole(over(Name(before[-1].id), Name(f.id)), (before[-1], f))
        elif f.unit == "" and compiled(text.cues.words.get("sexes", "")).search(f.lead) and before:
            boys = over(times(Name(before[0].id), Name(f.id)), plus(number(100), Name(f.id)))
            yield whole(boys, (before[0], f))
        elif f.kind == "level" and units.is_money(f.unit) and k and group[k - 1].kind == "per":
            price = group[k - 1]
            if units.is_money(price.unit.partition("/")[0]) and f.paragraph.clause(
                price.start
            ) == f.paragraph.clause(f.start):
                yield whole(over(Name(f.id), Name(price.id)), (price, f), exact=price.id)


def whole(quantity: Node, frames: Sequence[Frame], exact: str = "") -> Proposal:
    roles = {"figures": tuple(f.id for f in frames)}
    reading = Reading(
        grim(quantity, number(1)),
        roles,
        "whole-number",
        steps={exact: Fraction(0)} if exact else {},
    )
    return Proposal(
        "attainable", (reading,), frames[-1].cue, strong=False, rank=7, notes=("whole",)
    )


RELATION = Relation(
    "attainable",
    find,
    {
        "en": (
            "a rate can come from whole counts",
            "no whole number over the base is printed as this rate",
            "of 30 pupils 71.5 % passed",
            "of 30 pupils 73.3 % passed",
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
