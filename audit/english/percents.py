"""Shares of one whole that are told side by side add up to 100%: A (26%) and B (74%)."""

from __future__ import annotations

from collections.abc import Iterator

from audit.english.events import sentences
from audit.english.lists import shares_beside
from audit.english.roles import matches
from audit.frames import Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, equal, number, total
from audit.relations.base import Figures, Relation

HUNDRED = number(1)


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    """Told as complete it may be accused; else only what holds is a claim."""
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            members = [f for f in group if f.kind == "level"]
            rates = shares_beside(group, members)
            if len(rates) < 2:
                continue
            ids = tuple(f.id for f in rates)
            words = paragraph.text[paragraph.sentence_start(rates[0].start) : rates[0].start]
            whole = matches(en.MADE_OF, words) is not None
            near = 90 <= sum(f.value for f in rates) <= 110
            reading = Reading(equal(HUNDRED, total(ids)), {"parts": ids}, "sum")
            yield Proposal("percents", (reading,), rates[0].cue, strong=whole and near, rank=2)


RELATION = Relation(
    "percents",
    find,
    {
        "en": (
            "shares of one whole add up to 100%",
            "parts that make up a whole have shares that make up 100%",
            "made up of 26 boys (52%) and 25 girls (49%)",
            "made up of 26 boys (51%) and 25 girls (49%)",
        ),
        "zh": (
            "各部分占比之和为100%",
            "组成整体的各部分，占比相加应为100%",
            "男26人（52%）、女25人（49%）",
            "男26人（51%）、女25人（49%）",
        ),
    },
)
