"""What was done against what was planned: 预算12.4亿元，实际完成11.8亿元，完成预算的95.2%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, over
from audit.relations.base import Figures, Relation, basis_of, same_unit

NEAR = 40


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    if "planned" not in text.cues.words:
        return
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            for k, p in enumerate(group):
                if p.unit == "%" and compiled(text.cues.words["of_plan"]).search(p.lead):
                    yield from done(text, group[:k], p)


def done(text: Text, before: Sequence[Frame], p: Frame) -> Iterator[Proposal]:
    """The last plan and the last result in the sentence, of one unit."""
    sentence = p.paragraph.sentence(p.start)
    own = [
        f
        for f in before
        if f.is_level
        and f.depth == p.depth
        and f.role in ("", "past", "to", "base")
        and f.paragraph.sentence(f.start) == sentence
    ]
    plans = [f for f in own if _planned(text, f)]
    results = [
        f
        for f in own
        if f not in plans and compiled(text.cues.words["fulfilled"]).search(_words(f))
    ]
    if not plans or not results or not same_unit(plans[-1].unit, results[-1].unit):
        return
    plan, result = plans[-1], results[-1]
    if not plan.value or p.start - max(plan.end, result.end) > NEAR:
        return
    alone = len(plans) == 1 and sum(same_unit(f.unit, plan.unit) for f in own) == 2
    roles = {"share": (p.id,), "part": (result.id,), "whole": (plan.id,)}
    reading = Reading(equal(Name(p.id), over(Name(result.id), Name(plan.id))), roles, "share")
    reason = basis_of(text, (p,))
    yield Proposal(
        "share", (reading,), p.cue, strong=alone and reason is None, reason=reason, rank=1
    )


def _planned(text: Text, f: Frame) -> bool:
    words = _words(f)
    return compiled(text.cues.words["planned"]).search(words) is not None


def _words(f: Frame) -> str:
    return compiled("[，。；,;:：、（(]").split(f.lead.rstrip("：: "))[-1]


RELATION = Relation(
    "progress",
    find,
    {
        "en": (
            "the share of a plan is what was done over what was planned",
            "plan, result and percentage tell one thing",
            "budget 12.4 million, spent 11.8 million, 96.8% of the budget",
            "budget 12.4 million, spent 11.8 million, 95.2% of the budget",
        ),
        "zh": (
            "完成比例等于完成数除以计划数",
            "计划数、完成数与完成比例应当相符",
            "年初预算12.4亿元，实际完成11.8亿元，完成预算的96.8%",
            "年初预算12.4亿元，实际完成11.8亿元，完成预算的95.2%",
        ),
    },
)
