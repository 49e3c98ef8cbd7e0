"""What paragraphs far apart state together: a price told once and its total elsewhere, and a rise that
is told in per cent here and in percentage points there.

Words must join them: the two clauses share what they speak of. Nothing of this is ever more than a
warning, and a product is told only where it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from audit.exact import units
from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, equal, grim, number, over, times
from audit.relations.base import Figures, Relation, cue_of

SHARED = 8  # pairs of characters that two clauses on one subject have in common
MOST_COUNT = 1000  # a count that a total may be shared out over
MOST_FIELDS = 12  # areas, yields and outputs that are tried
SAME_VALUE = 8  # figures of one value that are compared
ABBREVIATED = 4  # characters of a short name that must return in the long one


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    yield from products(text)
    yield from schemes(text)
    yield from yields(text)
    yield from percent_or_points(text)


def words_of(f: Frame) -> str:
    """The sentence up to the figure, and the noun behind it."""
    p = f.paragraph
    return p.text[max(p.sentence_start(f.start), f.start - 120) : f.start]


def pairs_of(text: Text, words: str) -> set[str]:
    plain = compiled(text.cues.words["plain_words"]).sub(" ", words)
    return {plain[i : i + 2] for i in range(len(plain) - 1) if " " not in plain[i : i + 2]}


# ---------------------------------------------------------------- price here, total there


def products(text: Text) -> Iterator[Proposal]:
    """12人…共减免费用13.44万元, and paragraphs before: 免去借读费1.12万元"""
    by_size: dict[Fraction, list[Frame]] = {}
    for f in text.frames:
        if f.is_level and f.value and units.is_money(f.unit):
            by_size.setdefault(f.size(), []).append(f)
    for total in text.frames:
        count = text.frames[total.index - 1] if total.index else None
        if count is None or not _counted_total(text, count, total):
            continue
        wanted = total.size() / count.value
        for price in by_size.get(wanted, [])[:SAME_VALUE]:
            if price.paragraph is not total.paragraph and _one_subject(text, price, total):
                roles = {"total": (total.id,), "per": (price.id,), "count": (count.id,)}
                tree = equal(Name(total.id), times(Name(price.id), Name(count.id)))
                reading = Reading(
                    tree, roles, "product", notes=("base-elided",), steps={price.id: Fraction(0)}
                )
                yield Proposal(
                    "product", (reading,), cue_of(total.paragraph, count.end, total.start), rank=6
                )
                break


def _counted_total(text: Text, count: Frame, total: Frame) -> bool:
    if not (
        count.is_level
        and total.is_level
        and units.is_money(total.unit)
        and count.paragraph is total.paragraph
    ):
        return False
    quantity = count.figure.quantity
    whole = quantity is not None and quantity.exact and 1 < count.value <= MOST_COUNT
    said = compiled(text.cues.sums).search(total.lead) is not None
    return (
        whole
        and said
        and count.paragraph.clause(count.start) == total.paragraph.clause(total.start)
    )


def _one_subject(text: Text, a: Frame, b: Frame) -> bool:
    """Whether the phrases share characters of what is paid, and the sentences what they speak of."""
    own = [
        set(compiled("[，。；,;:：、（(]").split(f.lead)[-1][-8:]) - set("共计合有为达的元万")
        for f in (a, b)
    ]
    return (
        len(own[0] & own[1]) > 1
        and len(pairs_of(text, words_of(a)) & pairs_of(text, words_of(b))) > 2
    )


def yields(text: Text) -> Iterator[Proposal]:
    """播种a公顷 … 每公顷b公斤 … 总产c吨: area, yield and output, told in paragraphs of their own"""
    per = [
        (f, units.factor(next(g for g in found.groups() if g)))
        for f in text.frames
        if f.kind == "per" and (found := compiled(text.cues.words["per_area"]).search(f.lead[-6:]))
    ]
    if not per:
        return
    fields = [f for f in text.frames if f.is_level and units.dimension(f.unit) == "area"][
        :MOST_FIELDS
    ]
    crops = [f for f in text.frames if f.is_level and units.dimension(f.unit) == "mass"][
        :MOST_FIELDS
    ]
    for p, size in per[:MOST_FIELDS]:
        fitting = [
            (a, c)
            for a in fields
            for c in crops
            if c.size() and abs(p.size() * a.size() / size - c.size()) * 500 <= c.size()
        ]
        for area, crop in fitting[:1]:
            roles = {"total": (crop.id,), "per": (p.id,), "count": (area.id,)}
            tree = equal(Name(crop.id), over(times(Name(p.id), Name(area.id)), number(size)))
            yield Proposal("product", (Reading(tree, roles, "product"),), p.cue, rank=6)


# ---------------------------------------------------------------- a scheme by its short name


def schemes(text: Text) -> Iterator[Proposal]:
    """农村奖扶资金212.4万元, and elsewhere 农村…奖励扶助…每人每年1440元: a whole number of people"""
    totals = [
        f
        for f in text.frames
        if f.is_level and units.is_money(f.unit) and len(_short(text, f)) >= ABBREVIATED
    ]
    if not totals:
        return
    for price in text.frames:
        if (
            price.kind != "per"
            or price.role in ("from", "prior")
            or not price.value
            or not units.is_money(price.unit)
        ):
            continue
        clause = price.paragraph.text[price.paragraph.clause_start(price.start) : price.start]
        for total in totals[:SAME_VALUE]:
            if (
                total.paragraph is not price.paragraph
                and total.size() > price.size()
                and _abbreviates(_short(text, total), clause)
            ):
                roles = {"figures": (total.id, price.id)}
                tree = grim(over(Name(total.id), Name(price.id)), number(1))
                reading = Reading(tree, roles, "whole-number", steps={price.id: Fraction(0)})
                yield Proposal("attainable", (reading,), price.cue, rank=7, notes=("whole",))


def _short(text: Text, f: Frame) -> str:
    words = compiled("[，。；,;:：、（(]").split(f.lead)[-1]
    found = compiled(text.cues.words["fund"]).search(words)
    return words[: found.start()] if found else ""


def _abbreviates(short: str, words: str) -> bool:
    """Whether the characters of the short name come in this order in the words."""
    rest = iter(words)
    return all(c in rest for c in short)


# ---------------------------------------------------------------- per cent or points


def percent_or_points(text: Text) -> Iterator[Proposal]:
    """在原标准上增加10个百分点, and elsewhere 在原比例上提高10%: equal digits of unlike units"""
    by_value: dict[Fraction, list[Frame]] = {}
    for f in text.frames:
        if f.kind == "points" and f.sense and not _based(f):
            by_value.setdefault(f.value, []).append(f)
    for f in text.frames:
        if f.kind != "growth" or f.unit != "%" or f.value not in by_value or _based(f):
            continue
        own = pairs_of(text, words_of(f))
        for other in by_value[f.value][:SAME_VALUE]:
            shared = own & pairs_of(text, words_of(other))
            if other.statement != f.statement and other.sense == f.sense and len(shared) >= SHARED:
                roles = {"told": (other.id,), "again": (f.id,)}
                reading = Reading(
                    equal(Name(f.id), Name(other.id)), roles, "percent-or-points", weaker=True
                )
                yield Proposal("restatement", (reading,), f.cue, rank=3)
                break


def _based(f: Frame) -> bool:
    """Whether a value stands right before it that it is told of."""
    before = f.lead
    return f.start - len(before) > f.paragraph.clause_start(f.start) and len(before) < 12


RELATION = Relation(
    "afar",
    find,
    {
        "en": (
            "what is told far apart of one subject agrees",
            "a rise of one subject is one of per cent or of percentage points",
            "subsidy raised by 10 percentage points ... the same subsidy raised by 10%",
            "subsidy raised by 10% ... the same subsidy raised by 10%",
        ),
        "zh": (
            "相隔较远而说同一事的数字应当一致",
            "同一提高幅度不能此处是百分点、彼处是百分比",
            "困难职工家庭子女就读高中的助学金在原标准基础上增加10个百分点……困难职工家庭子女就读高中的助学金在原标准基础上提高10%",
            "困难职工家庭子女就读高中的助学金在原标准基础上增加10%……困难职工家庭子女就读高中的助学金在原标准基础上提高10%",
        ),
    },
    severity="warning",
)
