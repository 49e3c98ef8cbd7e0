"""Multiples in words and figures: doubled, threefold, 2.5 times as many as, half as much.

`three times` is a number of one digit: what it admits is wider than its half step, since nobody
says 2.9 times. `N-fold growth` may mean N times or N times more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from audit.english.direction import told_otherwise
from audit.english.events import sentences
from audit.english.roles import alike, matches
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, order, over, times
from audit.relations.base import Figures, Relation

WORDS = {
    w: Fraction(n)
    for n, ws in {
        2: "two twice double doubled doubling",
        3: "three triple tripled tripling treble trebled trebling",
        4: "four quadruple quadrupled quadrupling",
        5: "five quintupled",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
    }.items()
    for w in ws.split()
} | {w: Fraction(1, 2) for w in ("half", "halved", "halving")}
FRACTIONS = {
    "half": Fraction(1, 2),
    "third": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "two-thirds": Fraction(2, 3),
    "three-quarters": Fraction(3, 4),
}
ROOM = Fraction(1, 25)  # what a fraction in words admits, of the old value
LOW, HIGH = Fraction(17, 20), Fraction(6, 5)  # what `doubled` admits, of twice
CLOSE = Fraction(21, 20)  # what `nearly doubled` admits above
REACH = 4
KINDS = ("level", "rate", "share")


class Multiple(Struct, frozen=True):
    """factor   in words, else `figure` is the printed one
    hedge    + at least, - nearly, ~ about, or ""
    more     it may be counted from the old value on: three times more
    """

    cue: Cue
    start: int
    end: int
    hedge: str
    more: bool
    factor: Fraction | None = None
    figure: Frame | None = None


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for m in multiples(group):
                pair = compared(group, m) or moved(group, m)
                if pair is not None:
                    yield claim(m, *pair)


def multiples(group: Sequence[Frame]) -> Iterator[Multiple]:
    paragraph = group[0].paragraph
    low, high = paragraph.sentence_start(group[0].start), paragraph.sentence_end(group[0].start)
    text = paragraph.text
    for f in group:
        if f.kind == "multiple":
            cue = Cue(f.figure.text, f.start, f.end)
            more = _more(text, f.end) or f.figure.text.endswith("fold")
            yield Multiple(cue, f.start, f.end, "", more, figure=f)
    for found in compiled(f"(?i){en.FOLD}").finditer(text, low, high):
        start, end = found.span()
        if any(f.start < end and start < f.end for f in group) or text[start - 1 : start] == "-":
            continue
        word = next(g for g in found.groups() if g).lower()
        if " by " in found[0]:
            part = FRACTIONS[word.replace(" ", "-").removeprefix("one-").removeprefix("a-")]
            falls = matches(en.DOWNWARD, found[0]) is not None
            yield Multiple(
                Cue(found[0], start, end),
                start,
                end,
                "by",
                False,
                factor=1 - part if falls else 1 + part,
            )
            continue
        if word in ("half", "double", "triple", "treble", "quadruple") and not matches(
            en.AS_MUCH[:-1].replace(en.FILL, "(?:the|as|that|its|what)"), text[end : end + 60]
        ):
            continue
        yield Multiple(
            Cue(found[0], start, end),
            start,
            end,
            hedge(text[max(low, start - 18) : start]),
            _more(text, end) or "fold" in found[0].lower(),
            factor=WORDS[word],
        )


def _more(text: str, end: int) -> bool:
    return (
        matches(en.MORE_THAN, text[end : end + 24]) is not None
        or matches("^ (?:increase|rise|growth|jump)", text[end : end + 12]) is not None
    )


def hedge(before: str) -> str:
    if matches("\\b(?:more than|over|at least|well over|upwards of)(?: an?)? $", before):
        return "+"
    if matches("\\b(?:nearly|almost|close to|just under|less than|not quite)(?: an?)? $", before):
        return "-"
    return (
        "~" if matches("\\b(?:about|around|roughly|approximately|some)(?: an?)? $", before) else ""
    )


def compared(group: Sequence[Frame], m: Multiple) -> tuple[Frame, Frame, bool] | None:
    """A, three times the B of 2019: new value, old value, and whether the words are firm."""
    old = next((f for f in group if f.start >= m.end), None)
    if old is None or old.kind not in KINDS or old.role == "to":
        return None
    gap = old.paragraph.text[m.end : old.start]
    if matches(en.AS_MUCH, gap) is None:
        return None
    place = group.index(old)
    before = [
        f
        for f in group[:place]
        if f.kind in KINDS and f is not m.figure and alike(f, old) and f.depth == old.depth
    ]
    behind = group[place + 1] if place + 1 < len(group) else None
    if (
        behind is not None
        and alike(behind, old)
        and matches(f"(?:^|[ ,])(?:at|to|reaching|with) {en.FILL}$", behind.lead)
        and not before
    ):
        return behind, old, True
    if not before:
        return None
    new = before[-1]
    between = new.paragraph.text[new.end : m.start]
    linked = (
        matches(
            f"^[^,;:.()]{{0,40}}(?:,|\\(| is| was| were| are)? ?(?:or|which is|that is|being)? ?{en.FILL}$",
            between,
        )
        is not None
    )
    linked = linked and not matches(
        f"\\b(?:and|while|but|from|to)\\b|{en.UPWARD}|{en.DOWNWARD}", between
    )
    return new, old, linked and len(before) == 1


def moved(group: Sequence[Frame], m: Multiple) -> tuple[Frame, Frame, bool] | None:
    """doubled to B from A; rose threefold, from A to B"""
    paragraph = group[0].paragraph
    olds = [
        f
        for f in group
        if f.role in ("from", "prior")
        and f.kind in KINDS
        and paragraph.clause(f.start) == paragraph.clause(m.start)
    ]
    for old in olds:
        at = group.index(old)
        near = [*group[at + 1 : at + 2], *reversed(group[max(0, at - REACH) : at])]
        news = [f for f in near if f.role == "to" and alike(f, old) and f.kind in KINDS]
        news = news or [
            f
            for f in near
            if f.role == "" and alike(f, old) and f.kind in KINDS and f.start < old.start
        ]
        if not news:
            continue
        new = news[0]
        first, last = min(new.start, old.start), max(new.end, old.end)
        crowd = [
            f
            for f in group
            if f.kind in ("growth", "change")
            and min(first, m.start) <= f.start < max(last, m.end)
            and f is not m.figure
        ]
        if crowd or not first - 60 <= m.start <= last + 60 or told_otherwise(group, new, old):
            continue
        gap = paragraph.text[
            min(last, m.end) if m.start > last else m.end : m.start if m.start > last else first
        ]
        return new, old, matches("\\b(?:and|while|but|whereas)\\b|;", gap) is None
    return None


def claim(m: Multiple, new: Frame, old: Frame, firm: bool) -> Proposal:
    roles: dict[str, tuple[str, ...]] = {"current": (new.id,), "prior": (old.id,)}
    if m.figure is not None:
        roles = {"times": (m.figure.id,), **roles}
        ratio = over(Name(new.id), Name(old.id))
        readings = [Reading(equal(Name(m.figure.id), ratio), roles, "times")]
        if m.more:
            readings.append(
                Reading(equal(Name(m.figure.id), minus(ratio, number(1))), roles, "times-more")
            )
        return Proposal(
            "multiple",
            tuple(readings),
            m.cue,
            strong=firm and not new.value * old.value < 0,
            rank=2,
        )
    assert m.factor is not None
    factors = [m.factor, *([m.factor + 1] if m.more and m.factor >= 1 else [])]
    readings = [Reading(within(new, old, n, m.hedge), roles, "times") for n in factors]
    return Proposal("multiple", tuple(readings), m.cue, strong=firm, rank=2)


def within(new: Frame, old: Frame, factor: Fraction, hedge: str) -> Node:
    """What the word admits: one bound where the other is not in question, so that it can be shown."""
    low, high = factor * LOW, factor * HIGH
    if hedge == "by":
        low, high = factor - ROOM, factor + ROOM
    elif hedge == "+":
        low, high = factor, factor * HIGH * HIGH
    elif hedge == "-":
        high = factor * CLOSE
    at_least = order(Name(new.id), ">=", times(Name(old.id), number(low)))
    at_most = order(Name(new.id), "<=", times(Name(old.id), number(high)))
    if new.size() < old.size() * factor:
        return at_least
    return at_most


RELATION = Relation(
    "multiple",
    find,
    {
        "en": (
            "what is said to double doubles",
            "a multiple must agree with the two values beside it",
            "tripled from 1,200 to 2,600 tons",
            "tripled from 1,200 to 3,600 tons",
        ),
        "zh": (
            "倍数与前后两值相符",
            "所说的倍数应与前后两个数值一致",
            "产量由1200吨增加到2600吨，为原来的3倍",
            "产量由1200吨增加到3600吨，为原来的3倍",
        ),
    },
)
