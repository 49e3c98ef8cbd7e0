"""The mean yearly rate between two values: from $100 million in 2015 to $161 million in 2020, a
compound annual growth rate of 10%.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.english.events import sentences
from audit.english.multiple import WORDS
from audit.english.roles import alike, matches
from audit.exact.formula import Binary, Name, Node
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, plus, times
from audit.relations.base import Figures, Relation

MOST_YEARS = 40
YEAR = r"\b((?:19|20)\d\d)\b"


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for p in group:
                cue = yearly(p)
                if cue is not None:
                    yield from claims(group, p, *cue)


def yearly(p: Frame) -> tuple[Cue, bool] | None:
    """The words for it, and whether they say that it is compounded."""
    if p.unit != "%":
        return None
    found = matches(en.YEARLY, p.lead)
    if found is not None:
        start = p.start - len(p.lead) + found.start()
        word = found[1] or found[2] or found[0].strip()
        return Cue(word, start, start + len(word)), bool(found[1])
    behind = matches(en.YEARLY_BEHIND, p.tail)
    if behind is not None:
        return Cue(behind[0].strip(), p.end + 1, p.end + behind.end()), not behind[0].startswith(
            " a"
        )
    return None


def claims(group: Sequence[Frame], p: Frame, cue: Cue, compounded: bool) -> Iterator[Proposal]:
    ends = [f for f in group if f.kind == "level" and f.role in ("from", "to", "prior", "")]
    old = next((f for f in ends if f.role == "from"), None) or next(
        (f for f in ends if f.role == "prior"), None
    )
    new = next((f for f in ends if f.role == "to" and f is not old), None) or next(
        (f for f in ends if f.role == ""), None
    )
    if (
        old is None
        or new is None
        or not alike(old, new)
        or not old.value
        or new.value * old.value < 0
    ):
        return
    spans, sure = years(group, old, new)
    if not spans:
        return
    roles = {"rate": (p.id,), "current": (new.id,), "prior": (old.id,)}
    falls = new.value < old.value
    ways = (compound,) if compounded else (compound, simple)
    readings = tuple(
        Reading(equal(Name(new.id), way(old, p, n, falls)), roles, way.__name__)
        for n in spans
        for way in ways
    )
    yield Proposal("growth", readings, cue, strong=sure, rank=1)


def years(group: Sequence[Frame], old: Frame, new: Frame) -> tuple[list[int], bool]:
    """How many steps may lie between the two values; printed years leave no doubt."""
    told = [_year(f, group) for f in (old, new)]
    if told[0] and told[1]:
        n = told[1] - told[0]
        return ([n], True) if 1 < n <= MOST_YEARS else ([], False)
    paragraph = old.paragraph
    sentence = paragraph.text[
        paragraph.sentence_start(old.start) : paragraph.sentence_end(old.start)
    ]
    found = matches(en.YEARS_LONG, sentence)
    if found is None:
        return [], False
    word = found[1].lower()
    n = int(word) if word.isdigit() else int(WORDS.get(word, 0))
    return ([n, *([n - 1] if n > 2 else [])], True) if 1 < n <= MOST_YEARS else ([], False)


def _year(f: Frame, group: Sequence[Frame]) -> int:
    """The year behind a value (`$100 million in 2015`), else right before it."""
    behind = re.match(
        rf"^[^,;:.]{{0,30}}?(?:in|for|at the end of|by|of|FY|fiscal) {YEAR}|^ \({YEAR}\)", f.tail
    )
    before = re.search(rf"\bin {YEAR},? (?:to )?(?:[A-Za-z]+ ){{0,2}}$", f.lead)
    found = behind or before
    return int(next(g for g in found.groups() if g)) if found else 0


def compound(old: Frame, p: Frame, n: int, falls: bool) -> Node:
    step = minus(number(1), Name(p.id)) if falls else plus(number(1), Name(p.id))
    return times(Name(old.id), Binary("^", step, number(Fraction(n))))


def simple(old: Frame, p: Frame, n: int, falls: bool) -> Node:
    whole = times(number(n), Name(p.id))
    return times(Name(old.id), minus(number(1), whole) if falls else plus(number(1), whole))


RELATION = Relation(
    "annual",
    find,
    {
        "en": (
            "a mean yearly rate leads from the first value to the last",
            "compounded over the years, the rate must turn the one value into the other",
            "from $100 million in 2015 to $161 million in 2020, a compound annual growth rate of 12%",
            "from $100 million in 2015 to $161 million in 2020, a compound annual growth rate of 10%",
        ),
        "zh": (
            "年均增速与首末两值相符",
            "按年均增速逐年累乘，应由首年数得到末年数",
            "由2015年的1.00亿元增加到2020年的1.61亿元，年均增长12%",
            "由2015年的1.00亿元增加到2020年的1.61亿元，年均增长10%",
        ),
    },
)
