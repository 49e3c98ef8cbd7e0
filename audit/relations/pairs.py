"""A rate told right behind the two counts that it is made of: 参检200人，其中合格160人，合格率80%.

The name of the rate says which of the two is counted above the line; the other is the base where
its words say that it was asked for, planned or examined, or where 其中 opens the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, equal, minus, number, over
from audit.relations.base import same_unit

NEAR = 20  # characters between the second count and its rate


def pair(text: Text, group: Sequence[Frame], k: int, name: str) -> Iterator[Proposal]:
    p = group[k]
    found = two_before(group, k)
    if found is None or not name:
        return
    for top, base in (found, found[::-1]):
        above, below = own_words(text, top), own_words(text, base)
        rest = residue(name, below)
        if (
            len(rest) < 2
            or not _counts(text, rest, above)
            or (rest in below and not _asked(text, base, strictly=True))
        ):
            continue
        if not (_asked(text, base) or (base is found[0] and _opens(text, base, top))):
            continue
        share = over(Name(top.id), Name(base.id))
        roles = {"rate": (p.id,), "numerator": (top.id,), "base": (base.id,)}
        if compiled(text.cues.words["negated"] + rest[:2]).search(above) and not compiled(
            text.cues.words["negated"]
        ).match(name):
            share = minus(number(1), share)
        yield Proposal(
            "rate", (Reading(equal(Name(p.id), share), roles, "rate"),), p.cue, strong=True, rank=2
        )
        return


def two_before(group: Sequence[Frame], k: int) -> tuple[Frame, Frame] | None:
    """The two counts of one unit in the sentence of the rate, where there are just two."""
    p = group[k]
    sentence = p.paragraph.sentence(p.start)
    own = [
        f
        for f in group[:k]
        if f.is_level and f.depth == p.depth and f.paragraph.sentence(f.start) == sentence
    ]
    if len(own) < 2 or any(f.role in ("prior", "from", "past") for f in own):
        return None
    one, two = own[-2:]
    alike = [f for f in own if same_unit(f.unit, two.unit)]
    if len(alike) != 2 or not same_unit(one.unit, two.unit) or p.start - two.end > NEAR:
        return None
    between = [f for f in group[:k] if one.start < f.start and f not in (one, two)]
    return None if between else (one, two)


def own_words(text: Text, f: Frame) -> str:
    """What the count is called: the words since the last mark, and the noun behind it."""
    lead = compiled("[，。；,;:：、（(]").split(f.lead.rstrip("：: "))[-1]
    noun = compiled("[^一-鿿]").split(f.tail)[0][:6]
    return compiled(text.cues.part).sub("", lead) + noun


def residue(name: str, below: str) -> str:
    """The name of the rate without what its base is called: 食品抽检合格 over 抽检食品 is 合格."""
    rest = name
    for size in range(len(name) - 1, 1, -1):
        for i in range(len(name) - size + 1):
            piece = name[i : i + size]
            if piece in below and len(rest) - len(piece) >= 2:
                rest = rest.replace(piece, "")
    return rest


def _counts(text: Text, rest: str, above: str) -> bool:
    if rest in above:
        return True
    return any(
        compiled(f"^(?:{names})$").search(rest) and compiled(words).search(above)
        for names, words in text.cues.numerators
    )


def _asked(text: Text, base: Frame, strictly: bool = False) -> bool:
    words = own_words(text, base)
    return (
        compiled(text.cues.words["ought"] if strictly else text.cues.words["asked"]).search(words)
        is not None
    )


def _opens(text: Text, base: Frame, top: Frame) -> bool:
    """Whether 其中 or a total stands for the base."""
    between = base.paragraph.text[base.end : top.start]
    return (
        compiled(text.cues.part).search(between) is not None
        or compiled(text.cues.total).search(base.lead[-10:]) is not None
    )
