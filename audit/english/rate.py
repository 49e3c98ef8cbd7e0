"""Rates by their name: 160 of 200 passed, a pass rate of 80%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.english.events import sentences
from audit.english.roles import matches, sentence_of
from audit.english.words import is_count, kin, noun, spoken_of
from audit.exact.formula import Name
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, equal, minus, number, over, plus
from audit.relations.base import Figures, Relation, same_unit

BACK = 4  # figures of the sentence before that are looked at
NOT = "\\b(?:not|never|no|without|fail\\w*|un[a-z]+|refus\\w*|declin\\w*|reject\\w*|lost|missed)\\b|n['’]t\\b"
OF = f"^ (?:[a-z-]+ )?(?:out )?of {en.FILL}$"


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        previous: list[Frame] = []
        for group in sentences(text, paragraph):
            for k, p in enumerate(group):
                name = name_of(p)
                if name:
                    yield from named(p, name, group, [] if k > 1 else previous)
            previous = group[-BACK:]


def name_of(p: Frame) -> str:
    """`pass` of `a pass rate of 80%` and of `an 80% pass rate`, "" where there is no name."""
    if p.unit != "%" or p.kind not in ("rate", "share") or p.role not in ("", "to"):
        return ""
    found = matches(en.RATE_NAME, p.lead) or matches(en.RATE_BEHIND, p.tail)
    if found is None or matches(en.RATE_APART, f"{p.lead[-30:]} {p.tail[:20]}"):
        return ""
    return found[1].lower()


def named(
    p: Frame, name: str, group: Sequence[Frame], previous: Sequence[Frame]
) -> Iterator[Proposal]:
    """part over base, both told beside the rate or in the sentence before."""
    levels = [f for f in (*previous, *group) if f.kind == "level" and f.role in ("", "to", "from")]
    levels = [f for f in levels if f.depth in (p.depth, -1) or f.bracket is p.bracket]
    pairs = list(pairs_of(levels, name))
    if not pairs:
        return
    readings = tuple(r for part, base, _ in pairs for r in ways(p, part, base))
    sure = [x for x in pairs if x[2]]
    counts = {f.id for f in levels if is_count(f)}
    alone = len(counts) <= 2 or (len(sure) == 1 and sure[0][0].end < sure[0][1].start)
    strong = bool(sure) and sure[0] is pairs[0] and alone and _near(p, *sure[0][:2])
    yield Proposal("rate", readings, p.cue, strong=strong, rank=3)


def ways(p: Frame, part: Frame, base: Frame) -> Iterator[Reading]:
    """Part over base; 188 passed and 12 failed: over both; 60 of 240 did not pass: the others."""
    roles = {"rate": (p.id,), "numerator": (part.id,), "base": (base.id,)}
    quotient = over(Name(part.id), Name(base.id))
    yield Reading(equal(Name(p.id), quotient), roles, "rate")
    window = p.paragraph.text[min(part.start, base.start) : max(part.end, base.end) + 40]
    if matches(OF, base.lead) is None:
        both = over(Name(part.id), plus(Name(part.id), Name(base.id)))
        yield Reading(equal(Name(p.id), both), roles, "rate-of-both")
    if matches(NOT, window) is not None:
        yield Reading(equal(Name(p.id), minus(number(1), quotient)), roles, "rate-of-others")


def pairs_of(levels: Sequence[Frame], name: str) -> Iterator[tuple[Frame, Frame, bool]]:
    """Numerators with their bases, and whether the words leave no doubt."""
    own = spoken_of(levels, name)
    for k, part in enumerate(levels):
        after = levels[k + 1] if k + 1 < len(levels) else None
        if after is not None and matches(OF, after.lead) and _fits(part, after):
            yield part, after, part in own or after in own
    for part in reversed(own):
        if matches("\\bof(?: the| all| these)? $", part.lead):
            continue
        bases = [f for f in levels if f is not part and _fits(part, f)]
        for base in bases:
            if base not in own:
                yield part, base, len(own) == 1 and len(bases) == 1
            elif kin(noun(part) or "-", noun(base) or "+"):
                yield part, base, False


def _fits(part: Frame, base: Frame) -> bool:
    return same_unit(part.unit, base.unit) and part.size() <= base.size() and base.value > 0


def _near(p: Frame, part: Frame, base: Frame) -> bool:
    if part.paragraph is not p.paragraph or base.paragraph is not p.paragraph:
        return False
    return all(0 <= sentence_of(p) - sentence_of(f) <= 1 for f in (part, base))


RELATION = Relation(
    "rate",
    find,
    {
        "en": (
            "a named rate equals its numerator over its base",
            "the name of a rate names what is counted above the line",
            "Of 240 candidates, 180 passed, a pass rate of 80%",
            "Of 240 candidates, 180 passed, a pass rate of 75%",
        ),
        "zh": (
            "某率等于其分子除以基数",
            "率的名称指明其分子",
            "参检240人，其中合格180人，合格率80%",
            "参检240人，其中合格180人，合格率75%",
        ),
    },
)
