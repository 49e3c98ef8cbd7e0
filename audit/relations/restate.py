"""The same quantity told twice: in another unit (合13908亿斤), in a headline, or pointed back to.

Equal value alone is never enough: unit, label and scope must agree. Two tellings that differ are
accused only where words point back (上述) or convert (合); otherwise a difference that one slip of
the pen explains is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.exact.interval import Interval
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, equal, number, times
from audit.relations.base import Figures, Relation, core, cue_of, same_unit
from audit.slips import explains

NEAR = 14
MOST_VALUES = 4  # distinct values of a label that may still be tellings of few quantities
TOLD = ("level", "rate", "growth", "percent")
LONG = 4  # characters of a label that tell it from others


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for a, b in pairwise(frames):
            yield from converted(text, a, b)
    yield from told_again(text)


# ---------------------------------------------------------------- in another unit


def converted(text: Text, a: Frame, b: Frame) -> Iterator[Proposal]:
    if b.start - a.end > NEAR:
        return
    gap = a.paragraph.text[a.end : b.start]
    found = compiled(text.cues.converted).search(gap)
    per = _per(text, a), _per(text, b)
    if (found is None or a.unit == b.unit) and not (
        per[0] and per[1] and per[0] != per[1] and b.anchor is a
    ):
        return
    factor = Fraction(1)
    if not units.convertible(a.unit, b.unit) or units.is_count(a.unit):
        return
    left: Node = Name(a.id)
    if per[0] and per[1]:
        factor = per[1] / per[0]
    elif per[0] or per[1]:
        return
    tree = equal(Name(b.id), left if factor == 1 else times(left, number(factor)))
    cue = cue_of(a.paragraph, a.end, b.start)
    reading = Reading(tree, {"told": (a.id,), "again": (b.id,)}, "converted")
    yield Proposal("restatement", (reading,), cue, strong=True, rank=2)


def _per(text: Text, f: Frame) -> Fraction | None:
    """The size of the unit that a yield is told per: 每公顷, 亩产."""
    found = compiled(text.cues.words.get("per_area", "")).search(f.lead[-6:])
    if found is None:
        return None
    return units.factor(next(g for g in found.groups() if g))


# ---------------------------------------------------------------- under the same label


class Telling(Struct, frozen=True):
    """A figure as it is told: what it is called, the noun behind it, what it may stand for."""

    frame: Frame
    name: str
    noun: str
    box: Interval
    back: bool  # words point back to an earlier telling


def telling(text: Text, f: Frame) -> Telling:
    factor = units.factor(f.unit) if f.unit else Fraction(1)
    box = f.figure.interval()
    name = core(text, label(f))
    return Telling(
        f,
        name,
        noun_after(text, f),
        box if factor == 1 else box.scale(factor),
        points_back(text, f),
    )


def told_again(text: Text) -> Iterator[Proposal]:
    """Figures of one label and unit; each is held against the nearest before it, and the first.

    A label that is told with several values names no single quantity: nothing is made of it.
    """
    values: dict[tuple[str, str], set[Fraction]] = {}
    for new, proposal in list(_pairs(text, values)):
        if new.back or len(values[new.name, _unit(new.frame)]) <= (
            2 if proposal.mild else MOST_VALUES
        ):
            yield proposal


def _pairs(
    text: Text, values: dict[tuple[str, str], set[Fraction]]
) -> Iterator[tuple[Telling, Proposal]]:
    seen: dict[tuple[str, str], list[Telling]] = {}
    last: dict[tuple[Fraction, str], Frame] = {}
    for f in text.frames:
        if f.kind not in TOLD or f.role in ("prior", "past") or not f.value:
            continue
        new = telling(text, f)
        values.setdefault((new.name, _unit(f)), set()).add(f.value)
        keys = _keys(new)
        before = _earlier(seen, new, keys)[-8:]
        found = [(o, p) for o in reversed(before) if (p := again(text, o, new)) is not None]
        if found:
            yield new, found[0][1]
            if found[-1][0].frame.value == f.value:
                yield new, found[-1][1]
        elif (old := last.get((f.value, _unit(f)))) is not None and _above(text, f):
            yield replace(new, back=True), _same(old, f)
        last[f.value, _unit(f)] = f
        for key in keys:
            seen.setdefault(key, []).append(new)


def _above(text: Text, f: Frame) -> bool:
    """上述315起: no label is needed where words point back to the number."""
    return f.kind == "level" and bool(
        compiled(text.cues.words.get("above", "")).search(f.lead[-6:])
    )


def _same(old: Frame, new: Frame) -> Proposal:
    roles = {"told": (old.id,), "again": (new.id,)}
    reading = Reading(equal(Name(new.id), Name(old.id)), roles, "told-again")
    cue = cue_of(new.paragraph, max(0, new.start - 2), new.start)
    return Proposal("restatement", (reading,), cue, rank=4)


def _earlier(
    seen: dict[tuple[str, str], list[Telling]], new: Telling, keys: list[tuple[str, str]]
) -> list[Telling]:
    """Earlier figures that begin or end as this one is called, in the order of the text."""
    found = {
        g.frame.id: g for key in keys for g in (*seen.get(key, ())[:1], *seen.get(key, ())[-8:])
    }
    f = new.frame
    out = [
        g
        for g in found.values()
        if g.frame.statement != f.statement or g.frame.bracket is not f.bracket
    ]
    return sorted(out, key=lambda g: g.frame.index)


def _keys(new: Telling) -> list[tuple[str, str]]:
    """Under which a figure is looked up: the two characters at either end of its label and of the
    noun after it. Figures that words point back to may be counted in another word."""
    f = new.frame
    unit = _unit(f)
    names = [new.name, *([new.noun] if f.kind == "level" else ())]
    return [(end, unit) for n in names if len(n) > 1 for end in dict.fromkeys((n[:2], n[-2:]))]


def _unit(f: Frame) -> str:
    return "起" if f.unit in ("件", "起", "宗", "桩") else f.unit


def noun_after(text: Text, f: Frame) -> str:
    """89个贫困村悉数出列: the words after the number."""
    return core(text, compiled("[^一-鿿“”]").split(f.tail)[0])[:8]


def label(f: Frame) -> str:
    words = compiled("[，。；,;:：、（(]").split(f.lead.rstrip("：: "))[-1].rstrip("从由到至为达了")
    return words if len(words) > 1 else f.label


def again(text: Text, one: Telling, two: Telling) -> Proposal | None:
    old, new = one.frame, two.frame
    if old.sense != new.sense or (old.kind == "growth" and new.kind != "growth"):
        return None
    if old.unit != new.unit and not two.back:
        return None
    if old.kind == "growth" and not (_named(text, one.name) and _named(text, two.name)):
        return None
    same = one.name == two.name and len(one.name) >= 2
    equal_ = one.box.meets(two.box)
    if equal_ and not (two.back or same or _inside(one.name, two.name) or _tail_noun(one, two)):
        return None
    reading = Reading(
        equal(Name(new.id), Name(old.id)), {"told": (old.id,), "again": (new.id,)}, "told-again"
    )
    cue = new.cue or cue_of(new.paragraph, max(0, new.start - 2), new.start)
    if equal_:
        return Proposal("restatement", (reading,), cue, rank=4)
    if two.back and same and same_unit(old.unit, new.unit):
        return Proposal("restatement", (reading,), cue, strong=True, rank=4)
    if same and len(one.name) >= LONG and _one_slip(old, new):
        slip = explains(new.value, old.value, new.figure.step)
        notes = (f"slip:{slip}",) if slip else ()
        return Proposal(
            "restatement", (reading,), cue, strong=True, mild=True, rank=6, notes=notes
        )
    return None


def _inside(one: str, two: str) -> bool:
    """Whether one name is the beginning or end of the other, or both share a long one."""
    if (
        len(one) > 1
        and len(two) > 1
        and (one.endswith(two) or two.endswith(one) or one.startswith(two) or two.startswith(one))
    ):
        return True
    return _shared(one, two) >= LONG


def _named(text: Text, name: str) -> bool:
    """Whether a label says more than that something rose: 提高, 同比增长 name nothing."""
    return bool(
        compiled(
            f"{text.cues.rises}|{text.cues.falls}|{text.cues.words.get('of_rates', '(?!)')}"
        ).sub("", name)
    )


def points_back(text: Text, f: Frame) -> bool:
    """上述315起: the words say that it was told before."""
    return bool(compiled(text.cues.again).match(compiled("[，。；,;:：、（(]").split(f.lead)[-1]))


def _shared(a: str, b: str) -> int:
    """How many characters two labels share at their beginning or end."""
    n = 0
    for one, two in ((a, b), (a[::-1], b[::-1])):
        k = 0
        while k < min(len(one), len(two)) and one[k] == two[k]:
            k += 1
        n = max(n, k)
    return n


def _tail_noun(old: Telling, new: Telling) -> bool:
    """Whether the noun after the one is the label of the other."""
    for one, other in ((old, new), (new, old)):
        noun, name = one.noun, other.name + other.noun
        if len(noun) > 1 and (
            noun[:3] in name or (len(noun) > 3 and noun[:2] in name and noun[-2:] in name)
        ):
            return True
    return False


def _one_slip(a: Frame, b: Frame) -> bool:
    """Numbers of at least four digits that one slip turns into each other."""
    one, two = a.figure.quantity, b.figure.quantity
    if (
        one is None
        or two is None
        or one.bounds is not None
        or two.bounds is not None
        or one.step != two.step
        or one.scale != two.scale
    ):
        return False
    first, second = ("".join(c for c in f.text if c.isdigit()) for f in (one, two))
    return len(second) >= 4 and len(first) >= 3 and slipped(first, second)


def slipped(one: str, two: str) -> bool:
    """Whether a digit was changed, dropped or doubled, or two neighbours were swapped."""
    if len(one) == len(two):
        wrong = [i for i in range(len(one)) if one[i] != two[i]]
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == two[wrong[1]]
            and one[wrong[1]] == two[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    short, long = sorted((one, two), key=len)
    return len(long) == len(short) + 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )


RELATION = Relation(
    "restatement",
    find,
    {
        "en": (
            "a quantity told twice is the same twice",
            "headline and body, two units, or two paragraphs state one number",
            "69,541 tons ... total output 69,451 tons",
            "69,541 tons ... total output 69,541 tons",
        ),
        "zh": (
            "同一数量前后一致",
            "标题与正文、不同单位、前后段落说的是同一个数",
            "全年粮食总产量69541吨……今年粮食总产量69451吨",
            "全年粮食总产量69541吨……今年粮食总产量69541吨",
        ),
    },
)
