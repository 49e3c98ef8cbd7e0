"""What is said to rise rises, also where no amount is told: down from $112 million and $171 million;
and what is said to double doubles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.english.events import MOVING, sentences
from audit.english.roles import JOINED, alike, matches
from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, number, order, times
from audit.relations.base import Figures, Relation

REACH = 10  # figures back that the new value may stand
TIMES = {
    "doubl": 2,
    "twofold": 2,
    "tripl": 3,
    "trebl": 3,
    "threefold": 3,
    "quadrupl": 4,
    "fourfold": 4,
}
ABOUT = (Fraction(17, 20), Fraction(6, 5))  # what `doubled` admits, of twice


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            for k, old in enumerate(group):
                if old.role in ("from", "prior") and old.kind in ("level", "rate", "share"):
                    yield from moved(group, k)


def moved(group: Sequence[Frame], k: int) -> Iterator[Proposal]:
    """`down from A in one year and B in another`: the word stands before the first of them."""
    first = k
    while first and group[first - 1].role == group[first].role and joined(group[first]):
        first -= 1
    old, head = group[k], group[first]
    new = new_of(group, first if alike(old, head) else k, old)
    if new is None or told_otherwise(group, new, head):
        return
    ids: dict[str, tuple[str, ...]] = {"to": (new.id,), "from": (old.id,)}
    multiple = multiple_of(new, old)
    if multiple is not None:
        yield multiple
        return
    found = word_between(new, head)
    if found is None:
        return
    sense, cue, firm = found
    negative = new.value < 0 or old.value < 0
    reading = Reading(
        order(Name(new.id), ">" if sense > 0 else "<", Name(old.id)), ids, "direction"
    )
    yield Proposal("direction", (reading,), cue, strong=firm and not negative, rank=4)


def joined(frame: Frame) -> bool:
    return matches(JOINED, frame.lead) is not None


def new_of(group: Sequence[Frame], k: int, old: Frame) -> Frame | None:
    """The `to` right after a `from`; else the nearest new value before."""
    if old.role == "from":
        for f in group[k + 1 : k + 2]:
            if f.role == "to" and alike(f, old):
                return f
    before = [f for f in reversed(group[max(0, k - REACH) : k]) if f.depth == old.depth]
    same = [
        f
        for f in before
        if alike(f, old) and f.role in ("", "to") and f.kind in ("level", "rate", "share")
    ]
    return next((f for f in same if f.role == "to"), None) or next(iter(same), None)


def told_otherwise(group: Sequence[Frame], new: Frame, old: Frame) -> bool:
    """Whether an amount or a rate of this change is told: then that is the claim."""
    a, b = sorted((group.index(new), group.index(old)))
    near = group[max(0, a - 2) : b + 3]
    gap = new.paragraph.text
    for f in near:
        if f.kind not in MOVING:
            continue
        low, high = (
            sorted((f.end, new.start)) if f.start < new.start else sorted((old.end, f.start))
        )
        if matches("\\b(?:and|while|but)\\b|;", gap[low:high]) is None or a < group.index(f) < b:
            return True
    return False


def multiple_of(new: Frame, old: Frame) -> Proposal | None:
    """`doubled to $64 million from $32 million`, read with some room."""
    paragraph = new.paragraph
    start = max(paragraph.clause_start(min(new.start, old.start)), min(new.start, old.start) - 60)
    for found in compiled(f"(?i)\\b{en.MULTIPLES}\\b").finditer(paragraph.text[start : new.start]):
        factor = next((n for word, n in TIMES.items() if found[0].lower().startswith(word)), None)
        if factor is None:
            continue
        cue = Cue(found[0], start + found.start(), start + found.end())
        hedge = paragraph.text[max(0, start + found.start() - 12) : start + found.start()].lower()
        low, high = (number(factor * share) for share in ABOUT)
        roles: dict[str, tuple[str, ...]] = {"current": (new.id,), "prior": (old.id,)}
        at_least = order(Name(new.id), ">=", times(Name(old.id), low))
        at_most = order(Name(new.id), "<=", times(Name(old.id), high))
        open_ = "more than" in hedge or "over" in hedge
        tree = at_least if open_ or new.value < old.value * factor else at_most
        return Proposal("multiple", (Reading(tree, roles, "times"),), cue, strong=True, rank=2)
    return None


def word_between(new: Frame, old: Frame) -> tuple[int, Cue, bool] | None:
    """Sense and cue of the change, and whether the word governs one of the two values."""
    paragraph = old.paragraph
    for pattern, sense in ((en.BEATING, 1), (en.MISSING, -1)):
        beaten = matches(f"\\b{pattern} {en.NEAR}{{0,30}}$", old.lead)
        if beaten is not None:
            return sense, _cue(old, beaten), True
    for pattern, sense in ((en.UPWARD, 1), (en.DOWNWARD, -1)):
        for frame in (new, old):
            words = "to|at|from|on|over|than|against|versus"
            found = matches(
                f"{pattern}(?: [\\w-]+){{0,3}}? (?:{words}|stand at) {en.FILL}$", frame.lead
            )
            if found is not None and not _negated(frame.lead[: found.start()]):
                return sense, _cue(frame, found), True
    if old.role == "prior" and old.start < new.start:
        return None
    first = min(new, old, key=lambda f: f.start)
    best: tuple[int, Cue] | None = None
    for pattern, sense in ((en.UPWARD, 1), (en.DOWNWARD, -1)):
        for m in compiled(f"(?i){pattern}").finditer(first.lead):
            at = first.start - len(first.lead) + m.start()
            if best is None or best[1].start is None or at > best[1].start:
                best = sense, Cue(m[0], at, at + len(m[0]))
    if best is None or old.role != "from":
        return None
    gap = paragraph.text[best[1].end or 0 : first.start]
    return best[0], best[1], re.search(r"[,;:]|\band\b", gap) is None


def _negated(before: str) -> bool:
    return matches("\\b(?:not|no|never|without)\\b[^,;]{0,20}$", before) is not None


def _cue(frame: Frame, found: re.Match[str]) -> Cue:
    start = frame.start - len(frame.lead) + found.start()
    word = found[0].split(" ")[0]
    return Cue(word, start, start + len(word))


RELATION = Relation(
    "direction",
    find,
    {
        "en": (
            "what is said to rise rises",
            "the two values must move the way the words say",
            "rose to 8.5% from 9.2%",
            "rose to 9.2% from 8.5%",
        ),
        "zh": (
            "说升则升，说降则降",
            "前后两值的变化方向应与用词一致",
            "合格率稳步提高，由91%变为89%",
            "合格率稳步提高，由89%变为91%",
        ),
    },
)
