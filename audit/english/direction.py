"""What is said to rise rises, also where no amount is told: down from $112 million and
$171 million.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.english.events import MOVING, sentences
from audit.english.roles import JOINED, alike, matches
from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, order
from audit.relations.base import Figures, Relation

REACH = 10  # figures back that the new value may stand


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
        if (
            matches("\\b(?:and|while|but|as(?! compared| against))\\b|;", gap[low:high]) is None
            or a < group.index(f) < b
        ):
            return True
    return False


def word_between(new: Frame, old: Frame) -> tuple[int, Cue, bool] | None:
    """Sense and cue of the change, and whether the word governs one of the two values."""
    paragraph = old.paragraph
    for pattern, sense in ((en.BEATING, 1), (en.MISSING, -1)):
        beaten = matches(f"\\b{pattern} {en.NEAR}{{0,30}}$", old.lead)
        if beaten is not None:
            return sense, _cue(old, beaten), True
    for frame in (new, old):
        governed = _governing(frame)
        if governed is not None:
            return governed
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
    if matches(f"\\b{en.DEEPENING}\\b", gap):
        return None
    return best[0], best[1], re.search(r"[,;:]|\band\b", gap) is None


def _governing(frame: Frame) -> tuple[int, Cue, bool] | None:
    """The last word of change that leads straight to a value: `growth slowed from 6.2%` slowed."""
    words = "to|at|from|on|over|than|against|versus"
    found = []
    for pattern, sense in ((en.UPWARD, 1), (en.DOWNWARD, -1)):
        reach = f"{pattern}(?=((?: [\\w-]+){{0,3}}? (?:{words}|stand at) {en.FILL})$)"
        found += [(m.start(), sense, m) for m in compiled(f"(?i){reach}").finditer(frame.lead)]
    if not found:
        return None
    _, sense, last = max(found, key=lambda x: x[0])
    if _negated(frame.lead[: last.start()]) or matches(f"\\b{en.DEEPENING}\\b", last[1]):
        return None
    return sense, _cue(frame, last), True


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
