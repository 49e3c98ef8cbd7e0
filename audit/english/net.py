"""What is left of two values: income of $812,000 less spending of $790,000 left a surplus of $22,000."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import is_per, matches
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus
from audit.relations.base import Figures, Relation, same_unit


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, rest in enumerate(group):
                if rest.kind == "level" and not is_per(rest):
                    yield from left_over(group, k)
                if rest.kind in ("level", "change"):
                    yield from by_which(group, k)


def left_over(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """A and B, leaving a surplus of C"""
    rest = group[k]
    found = matches(en.LEAVING, rest.lead)
    before = [f for f in group[:k] if f.kind == "level" and f.depth == rest.depth]
    if found is None or len(before) != k or len(before) < 2:
        return
    a, b = before[-2:]
    if (
        a.role
        or b.role not in ("", "offset", "prior")
        or not (same_unit(a.unit, rest.unit) and same_unit(b.unit, rest.unit))
    ):
        return
    yield claim(
        rest, a, b, found[0].strip(), rest.start - len(rest.lead) + found.start(), len(before) == 2
    )


def by_which(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """Imports exceeded exports by C: A against B"""
    rest = group[k]
    found = matches(en.EXCEEDING, rest.lead)
    behind = group[k + 1 : k + 3]
    if found is None or len(behind) < 2:
        return
    a, b = behind
    opened = matches("^(?: ?:| ?\\(|, or|,)[^.;\\d]{0,20}$", a.lead)
    joined = matches(
        f"^[^.;:\\d]{{0,30}}\\b(?:against|versus|compared (?:with|to)|to|and) {en.FILL}$", b.lead
    )
    if (
        opened is None
        or joined is None
        or not (same_unit(a.unit, rest.unit) and same_unit(b.unit, rest.unit))
    ):
        return
    yield claim(rest, a, b, found[0].strip(), rest.start - len(rest.lead) + found.start(), True)


def claim(rest: Frame, a: Frame, b: Frame, word: str, at: int, strong: bool) -> Proposal:
    """Either value may be the larger one: a surplus and a deficit are both told without a sign."""
    roles = {"rest": (rest.id,), "whole": (a.id,), "parts": (b.id,)}
    first, second = (a, b) if a.size() >= b.size() else (b, a)
    tree = equal(Name(rest.id), minus(Name(first.id), Name(second.id)))
    return Proposal(
        "balance",
        (Reading(tree, roles, "balance"),),
        Cue(word, at, at + len(word)),
        strong=strong,
        rank=3,
    )


RELATION = Relation(
    "net",
    find,
    {
        "en": (
            "a surplus or deficit is the difference of what came and went",
            "what is left must be the one value less the other",
            "income of $812,000 less spending of $790,000 left a surplus of $32,000",
            "income of $812,000 less spending of $790,000 left a surplus of $22,000",
        ),
        "zh": (
            "结余等于收入减支出",
            "结余或缺口应等于两数之差",
            "收入812万元，支出790万元，结余32万元",
            "收入812万元，支出790万元，结余22万元",
        ),
    },
)
