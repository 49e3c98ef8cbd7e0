"""Per unit × count = total: 每户800元 × 1460户, 户均 = total / count; months make a year by 12."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled, statements
from audit.readings import Proposal, Reading, equal, number, over, times
from audit.relations.base import Figures, Relation, same_unit

COUNTED = re.compile(
    r"每([^\d每，。；]{1,4})|([^\d\s，。；、平年月日季])均|单([台产户套亩车次株头])"
)
ALIASES = {
    "人": "人名位口人次人员",
    "户": "户家",
    "生": "人名生",
    "名": "人名",
    "亩": "亩",
    "台": "台套",
    "次": "次人次",
    "对": "对",
    "家": "家户",
    "人次": "人次",
}
BACK = 3  # statements back that the count may stand


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    before: list[list[Frame]] = []
    for paragraph in text.part.paragraphs:
        for group in statements(text.of(paragraph)):
            agreed = shared(group, before)
            for k, p in enumerate(group):
                if (p.kind == "per" or _raise(p)) and p.role not in ("from", "prior", "past"):
                    yield from per_unit(text, group, k, before, agreed)
            before = [*before, group][-BACK:]


def counted_by(p: Frame) -> str:
    """The count word that the price is per: 每户 → 户, 人均 → 人."""
    words = [next(g for g in found.groups() if g) for found in COUNTED.finditer(p.measure)]
    known = [
        next((u for u in sorted(ALIASES, key=len, reverse=True) if w.startswith(u)), "")
        for w in words
    ]
    return next((u for u in known if u), words[-1][:1] if words else "")


def counts(p: Frame, frames: Sequence[Frame], word: str) -> list[Frame]:
    wanted = ALIASES.get(word, word)
    return [
        f
        for f in frames
        if f.is_level
        and f is not p
        and f.unit
        and (f.unit in (word,) or f.unit in wanted)
        and f.unit != p.unit
        and f.role != "prior"
    ]


def totals(p: Frame, frames: Sequence[Frame]) -> list[Frame]:
    kind = "change" if p.kind == "change" else "level"
    return [
        f
        for f in frames
        if f.kind == kind
        and f is not p
        and f.role not in ("prior", "from", "past")
        and (same_unit(f.unit, p.unit) or _bare(f, p))
        and f.size() > p.size()
    ]


def _raise(p: Frame) -> bool:
    """户均增收3600元: a rise per unit, whose total is a rise too."""
    return (
        p.kind == "change"
        and units.is_money(p.unit)
        and re.search("[户人]均[^，。；\\d]{0,4}$", p.lead) is not None
    )


def _bare(f: Frame, p: Frame) -> bool:
    """3347万 beside a price in money: the unit was left out."""
    return (
        f.unit == ""
        and units.is_money(p.unit)
        and f.figure.quantity is not None
        and f.figure.quantity.scale != ""
    )


def per_unit(
    text: Text, group: Sequence[Frame], k: int, before: Sequence[Sequence[Frame]], agreed: set[str]
) -> Iterator[Proposal]:
    p = group[k]
    word = counted_by(p)
    if not word or not p.unit:
        return
    near = [f for f in group if f.depth == p.depth]
    clause = p.paragraph.clause(p.start)
    inner = [f for f in near if f.paragraph.clause(f.start) == clause]
    whole = (
        _nearest(p, totals(p, inner))
        or _nearest(p, totals(p, near))
        or _other_total(p, text, before)
    )
    count = _times_first(
        p, _nearest(p, counts(p, inner, word)) or _nearest(p, counts(p, near, word))
    )
    wide = [] if count else [c for g in reversed(before) for c in counts(p, g, word)][:2]
    for t in whole[:2]:
        for c in count[:2] or wide:
            if _other_price(p, group, t):
                continue
            alone = len(whole) == 1 or (
                t is whole[0]
                and abs(t.start - p.start) < 20
                and (t.start < p.start or _summed(text, t))
            )
            plain = _plain(p, c) or ("月" in t.lead[-10:] and "月" in p.measure[-12:])
            strong = t in inner and c in inner and alone and len(count) == 1 and plain
            strong = strong or (not count and t is whole[0] and t in inner and c.id in agreed)
            yield claim(text, p, t, c, strong)


def shared(group: Sequence[Frame], before: Sequence[Sequence[Frame]]) -> set[str]:
    """Counts of statements before that two prices of this statement agree with."""
    found: Counter[str] = Counter()
    for p in (f for f in group if f.kind == "per" and f.role in ("", "to") and f.figure.step):
        word = counted_by(p)
        whole = [f for f in totals(p, group) if f.start < p.start and p.start - f.end < 20][-1:]
        for t in whole:
            for c in (c for g in before for c in counts(p, g, word) if c.value):
                told = t.size() / (c.value * units.factor(p.unit))
                found[c.id] += abs(told - p.value) <= (p.figure.step or 0)
    return {i for i, n in found.items() if n > 1}


def _other_price(p: Frame, group: Sequence[Frame], whole: Frame) -> bool:
    """Whether another price stands between this one and the total: 每户2000元，特困户每户增加500元."""
    low, high = sorted((p.start, whole.start))
    between = [
        f for f in group if low < f.start < high and f is not whole and same_unit(f.unit, p.unit)
    ]
    return any(f.kind == "per" or "每" in f.lead for f in between)


def _summed(text: Text, t: Frame) -> bool:
    """Whether the words before a total that follows its price say that it is one."""
    return (
        compiled(text.cues.total).search(t.lead) is not None
        or compiled(text.cues.words.get("paid", "")).search(t.lead) is not None
    )


def _times_first(p: Frame, found: list[Frame]) -> list[Frame]:
    """What is paid each month is counted in 人次, where such a count stands there."""
    times_ = [f for f in found if f.unit.endswith("次")]
    return times_ if times_ and "月" in p.measure else found


def _nearest(p: Frame, frames: Sequence[Frame]) -> list[Frame]:
    return sorted(frames, key=lambda f: abs(f.start - p.start))


def _other_total(p: Frame, text: Text, before: Sequence[Sequence[Frame]]) -> list[Frame]:
    """The total of the sentence before or after, in the same paragraph."""
    earlier = [f for f in before[-1] if f.paragraph is p.paragraph] if before else []
    if earlier and (found := totals(p, earlier)):
        return found[:2]
    after = [f for f in text.of(p.paragraph) if p.statement < f.statement <= p.statement + 1]
    return totals(p, after)[:1]


def _plain(p: Frame, count: Frame) -> bool:
    """Whether period and count word leave no doubt: 年人均 over 人次 does."""
    window = p.measure[-12:]
    return (
        "年" not in window
        and "日" not in window
        and ("月" not in window or count.unit.endswith("次"))
    )


def claim(text: Text, p: Frame, whole: Frame, count: Frame, strong: bool) -> Proposal:
    roles = {"total": (whole.id,), "per": (p.id,), "count": (count.id,)}
    mean = bool(compiled(text.cues.average).search(p.measure[-12:]))
    readings = []
    times_counted = counted(count)
    for factor in _factors(p):
        price: Node = Name(p.id) if factor == 1 else times(Name(p.id), number(factor))
        if mean:
            readings.append(
                Reading(equal(price, over(Name(whole.id), times_counted)), roles, "per-unit")
            )
        else:
            steps = (
                {}
                if p.figure.quantity is None or p.figure.quantity.bounds
                else {p.id: p.figure.step or number(0).value}
            )
            exact = Reading(
                equal(Name(whole.id), times(price, times_counted)),
                roles,
                "product",
                steps={i: s * 0 for i, s in steps.items()},
            )
            readings += [exact, Reading(exact.tree, roles, "product")]
    return Proposal(
        "per-unit" if mean else "product", tuple(readings), p.cue, strong=strong, rank=2
    )


def counted(count: Frame) -> Node:
    """The count in its own unit: 12.6万亩 is 126000, not square metres."""
    factor = units.factor(count.unit)
    return Name(count.id) if factor == 1 else over(Name(count.id), number(factor))


def _factors(p: Frame) -> tuple[int, ...]:
    window = p.measure[-16:]
    if "每月" in window or "月均" in window or p.figure.text.endswith("/月"):
        return (1, 12)
    return (1,)


RELATION = Relation(
    "product",
    find,
    {
        "en": (
            "price times count equals total",
            "what is paid per unit, how many units, and the sum tell one thing",
            "1,460 families at 800 yuan each: 126.8 (10,000 yuan)",
            "1,460 families at 800 yuan each: 116.8 (10,000 yuan)",
        ),
        "zh": (
            "单价乘以数量等于总额",
            "标准、数量与总额应当相符",
            "为200户发放补助，每户500元，共支出12万元",
            "为200户发放补助，每户500元，共支出10万元",
        ),
    },
)
