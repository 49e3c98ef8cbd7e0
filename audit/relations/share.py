"""Part, whole and share: 占全部的p%, 占比p%; the base is printed, named or left out.

A base that the words leave out is looked up outward: clause, statement, paragraph, the paragraphs
before. Shares that stand side by side have one base: where it fits the others, it binds all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from audit.exact import units
from audit.exact.formula import Name, Node, Number
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, common_steps, equal, over, times, total
from audit.relations.base import (
    Figures,
    Relation,
    alike,
    basis_of,
    core,
    cue_of,
    named_by,
    same_unit,
)
from audit.relations.members import divides

BASES = 5  # bases tried where the words leave it out
BACK = 6  # paragraphs that a base may stand before its share


class Share(Struct, frozen=True):
    rate: Frame
    part: Frame
    bases: tuple[Frame, ...]
    printed: bool
    named: bool
    foreign: bool = False  # the words name a base that no printed figure is called by
    told: bool = True  # the words name the part, if they name anything


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for at, paragraph in enumerate(text.part.paragraphs):
        frames = text.of(paragraph)
        shares = [
            s
            for k, p in enumerate(frames)
            if p.kind == "share" and (s := share(text, at, frames, k))
        ]
        agreed = Counter(b.id for s in shares for b in s.bases if fits(s, b))
        for s in shares:
            yield claim(text, widened(s, shares, agreed), agreed)
        yield from levied(text, frames)
        yield from divisions(shares, agreed, figures)
    yield from hundreds(text)
    yield from named_rates(text)


def divisions(
    shares: Sequence[Share], agreed: Counter[str], figures: Figures
) -> Iterator[Proposal]:
    """Shares side by side that add up to 100: their parts add up to the base."""
    for group in runs(shares):
        if len(group) < 2 or not _whole([s.rate for s in group]):
            continue
        bases = sorted(
            {b.id: b for s in group for b in s.bases}.values(), key=lambda b: -agreed[b.id]
        )
        if not bases or agreed[bases[0].id] < max(1, len(group) - 1):
            continue
        ids = tuple(s.part.id for s in group)
        steps = common_steps((bases[0].id, *ids), figures)
        reading = Reading(
            equal(Name(bases[0].id), total(ids)),
            {"whole": (bases[0].id,), "parts": ids},
            "sum",
            steps=steps,
        )
        yield Proposal(
            "total", (reading,), group[0].rate.cue, strong=True, near=True, rank=2, notes=("list",)
        )


def runs(shares: Sequence[Share]) -> Iterator[list[Share]]:
    """Shares of one depth and statement that add up to 100 at the earliest."""
    for depth in dict.fromkeys((s.rate.depth, s.rate.statement) for s in shares):
        run: list[Share] = []
        for s in shares:
            if (s.rate.depth, s.rate.statement) == depth:
                run.append(s)
                if _whole([x.rate for x in run]):
                    yield run
                    run = []


def _whole(rates: Sequence[Frame]) -> bool:
    slack = sum((f.figure.step or Fraction(0) for f in rates), Fraction(0)) / 2
    whole = sum((f.value for f in rates), Fraction(0))
    return len(rates) > 1 and abs(whole - 100) <= slack and all(f.unit == "%" for f in rates)


def levied(text: Text, frames: Sequence[Frame]) -> Iterator[Proposal]:
    """兑付300万元，按3%预留经费9万元"""
    for base, p, amount in zip(frames, frames[1:], frames[2:], strict=False):
        if (
            p.unit != "%"
            or base.kind != "level"
            or amount.kind != "level"
            or not same_unit(base.unit, amount.unit)
        ):
            continue
        at, to = text.cues.words.get("levied_at", ""), text.cues.words.get("levied", "")
        if (
            compiled(at).search(p.lead)
            and compiled(to).search(p.tail)
            and base.statement == amount.statement
        ):
            roles = {"share": (p.id,), "part": (amount.id,), "whole": (base.id,)}
            reading = Reading(
                equal(Name(amount.id), times(Name(p.id), Name(base.id))),
                roles,
                "levied",
                steps={p.id: Fraction(0)},
            )
            near = p.paragraph.clause(base.start) == p.paragraph.clause(p.start)
            yield Proposal(
                "share",
                (reading,),
                p.cue or cue_of(p.paragraph, p.start - 1, p.start),
                strong=near,
                rank=2,
            )


def named_rates(text: Text) -> Iterator[Proposal]:
    """一孩率75%，二孩率25%: rates of what divides a whole add up to 100."""
    for paragraph in text.part.paragraphs:
        rates = [
            f for f in text.of(paragraph) if f.kind == "rate" and f.unit == "%" and f.depth < 0
        ]
        for one, two in pairwise(rates):
            if one.statement == two.statement and divides(text, (one, two)):
                ids = (one.id, two.id)
                reading = Reading(equal(total(ids), percent(100)), {"parts": ids}, "hundred")
                yield Proposal("total", (reading,), one.cue, rank=7)


def hundreds(text: Text) -> Iterator[Proposal]:
    """按类型划分, a占p%、b占q%…: a complete division adds up to 100."""
    for paragraph in text.part.paragraphs:
        found = compiled(text.cues.classes).finditer(paragraph.text)
        for header in found:
            end = paragraph.sentence_end(header.end())
            rates = [
                f
                for f in text.of(paragraph)
                if header.end() <= f.start < end and f.kind in ("share", "percent") and f.depth < 0
            ]
            others = [
                f
                for f in text.of(paragraph)
                if header.end() <= f.start < end and f.depth < 0 and f not in rates
            ]
            if len(rates) > 2 and not others and 80 <= sum(f.value for f in rates) <= 120:
                ids = tuple(f.id for f in rates)
                reading = Reading(equal(total(ids), percent(100)), {"parts": ids}, "hundred")
                rest = bool(compiled(text.cues.rest).search(rates[-1].lead))
                yield Proposal(
                    "total",
                    (reading,),
                    cue_of(paragraph, header.start(), header.end()),
                    strong=rest or len(rates) > 3,
                    rank=2,
                )


def percent(value: int) -> Node:
    return Number(Fraction(value), "%")


def fits(s: Share, base: Frame) -> bool:
    """Whether the printed share is that of the part in this base, at printed values."""
    if not base.value or s.rate.figure.step is None:
        return False
    factor = units.factor(s.rate.unit)
    told = s.part.size() / base.size()
    return abs(told - s.rate.value * factor) <= s.rate.figure.step * factor


def share(text: Text, at: int, frames: Sequence[Frame], k: int) -> Share | None:
    p = frames[k]
    previous = frames[k - 1] if k else None
    if previous is not None and previous.role == "base" and p.start - previous.end <= 8:
        part = part_of(frames, k - 1, previous.unit)
        return None if part is None else Share(p, part, (previous,), True, True)
    if previous is not None and _in_brackets(text, previous, p):
        part = part_of(frames, k, previous.unit)
        return None if part is None else Share(p, part, (previous,), True, True)
    item = compiled(text.cues.words.get("one_item", "")).search(p.lead)
    if item:
        return of_item(text, at, frames, k, item[1])
    part = part_of(frames, k, None)
    if part is None or (part.end < p.start and _interrupted(part, p)):
        return None
    noun = _noun(text, p, part)
    part = _called(text, noun, frames[:k], part) or part
    if not _told_of(text, noun, part):
        return None
    found = compiled(text.cues.share_base).search(p.lead)
    bases, named = candidates(text, at, part, found[1] if found else "")
    bases = bases or _only(text, part)
    foreign = found is not None and not named and named_by(text, found[1], "") is not None
    told = not noun or _names(noun, core(text, part.label))
    return Share(p, part, bases, False, named, foreign, told) if bases else None


def _in_brackets(text: Text, base: Frame, p: Frame) -> bool:
    """完成年度目标（6.8亿元）的103.8%: the words name the base, the brackets print it."""
    if base.kind != "level" or base.bracket is None or p.bracket is base.bracket:
        return False
    words = p.paragraph.text
    behind = words[base.end : p.start]
    if behind not in ("）的", ")的"):
        return False
    ahead = words[p.paragraph.clause_start(base.bracket.start) : base.bracket.start].rstrip("(（")
    return compiled(text.cues.share_base).search(f"{ahead}的") is not None


def of_item(text: Text, at: int, frames: Sequence[Frame], k: int, name: str) -> Share | None:
    """三项合计2147万元，稻谷一项占49.9%: the part is what the paragraph on 稻谷 says."""
    base = part_of(frames, k, None)
    if base is None:
        return None
    found = []
    for paragraph in text.part.paragraphs[max(0, at - BACK) : at + 1]:
        if name in paragraph.text[:24]:
            found += [
                f
                for f in text.of(paragraph)
                if f.kind == "level" and same_unit(f.unit, base.unit) and f.id != base.id
            ]
    return Share(frames[k], found[0], (base,), False, True) if len(found) == 1 else None


def _only(text: Text, part: Frame) -> tuple[Frame, ...]:
    """The one other level of the unit in the clause, although it is smaller than its part."""
    p = part.paragraph
    inner = [
        f
        for f in text.of(p)
        if p.clause_start(part.start) <= f.start < part.start
        and f.depth == part.depth
        and f.kind == "level"
        and not f.role
        and same_unit(f.unit, part.unit)
    ]
    # what is far smaller than the part is another thing, not a whole with a slip
    return tuple(inner) if len(inner) == 1 and part.size() <= 2 * inner[0].size() else ()


def widened(s: Share, shares: Sequence[Share], agreed: Counter[str]) -> Share:
    """A base that two other shares of the statement have is admitted even where it is too small."""
    if s.printed:
        return s
    near = {
        b.id: b
        for o in shares
        if o.rate.statement == s.rate.statement
        for b in o.bases
        if agreed[b.id] > 1 and same_unit(b.unit, s.part.unit) and b.id != s.part.id
    }
    return replace(s, bases=_unique([*s.bases, *near.values()]))


def _noun(text: Text, p: Frame, part: Frame) -> str:
    """What 占比 is said of: 税 of 税占比73.5%, nothing where the share follows its part without a word."""
    words = compiled("[，。；,;:：、（()）]").split(p.lead)[-1]
    noun = core(text, compiled(text.cues.words.get("share_verb", "(?!)")).split(words)[0])
    return "" if p.start - len(words) <= part.end else noun


def _names(noun: str, label: str) -> bool:
    """税收 names 税收收入, but not 非税收入; 专任教师 does not name 教师."""
    at = label.find(noun)
    return at == 0 or (at > 0 and label[at - 1] not in "非不未无")


def _called(text: Text, noun: str, before: Sequence[Frame], part: Frame) -> Frame | None:
    """The level of the statement that the noun names, where the nearest one is called otherwise."""
    if not noun or _names(noun, core(text, part.label)):
        return None
    return next(
        (
            f
            for f in reversed(before)
            if f.statement == part.statement
            and f.depth == part.depth
            and f.kind == "level"
            and not f.role
            and core(text, f.label).startswith(noun)
        ),
        None,
    )


def _told_of(text: Text, noun: str, part: Frame) -> bool:
    """Whether the share is told of this level: 税占比73.5% has a noun of its own."""
    return (
        not noun
        or _same_thing(text, noun, part.label)
        or _same_thing(text, noun, core(text, part.lead[-12:]))
    )


def _rivals(text: Text, base: Frame, part: Frame) -> bool:
    """Whether the two stand beside each other, neither inside the other: 在职人员 and 退休人员, men and
    women. What was asked and what was done of it (参检人员, 合格人员) are no rivals."""
    if base.statement != part.statement or base.depth != part.depth:
        return False
    if divides(text, (base, part)):
        return True
    one, two = core(text, base.label), core(text, part.label)
    kind = 0
    while kind < min(len(one), len(two)) and one[-kind - 1] == two[-kind - 1]:
        kind += 1
    one, two = one[: len(one) - kind], two[: len(two) - kind]
    asked, done = (compiled(text.cues.words.get(w, "(?!)")) for w in ("asked", "done"))
    return kind > 1 and bool(one and two) and not (asked.search(one) or done.search(two))


def _same_thing(text: Text, noun: str, words: str) -> bool:
    """Whether two nouns can mean one thing: 民生支出 and 卫生健康支出 share but their kind."""
    words = core(text, words)
    kind = 0
    while kind < min(len(noun), len(words)) and noun[-kind - 1] == words[-kind - 1]:
        kind += 1
    own, other = noun[: len(noun) - kind], words[: len(words) - kind]
    if not own or not other or not kind:
        return alike(text, noun, words)
    return alike(text, own, other)


def _interrupted(part: Frame, p: Frame) -> bool:
    return p.start - part.end > 40


def part_of(frames: Sequence[Frame], k: int, unit: str | None) -> Frame | None:
    """The level right before the share, in its clause."""
    here = frames[k]
    for f in reversed(frames[:k]):
        if f.depth != here.depth:
            continue
        if f.paragraph.clause(f.start) != here.paragraph.clause(here.start) or f.kind == "share":
            return None
        if f.kind == "level" and f.role != "prior" and (unit is None or same_unit(f.unit, unit)):
            return f
    return here.anchor if here.anchor is not None and here.anchor.kind == "level" else None


def candidates(text: Text, at: int, part: Frame, named: str) -> tuple[tuple[Frame, ...], bool]:
    """The bases that the words admit, innermost scope first, and whether they name it."""
    paragraph = part.paragraph
    own = [
        f
        for f in text.of(paragraph)
        if f.start < part.start and _base(f, part) and not _sibling(text, f, part)
    ]
    clause = paragraph.clause(part.start)
    found = [f for f in own if paragraph.clause(f.start) == clause and f.depth == part.depth][:2]
    found += [f for f in own if f.statement == part.statement][:1] + own[:2]
    if part.anchor is not None and _base(part.anchor, part):
        found.insert(0, part.anchor)
    before = text.part.paragraphs[max(0, at - BACK) : at]
    wide = [f for p in reversed(before) for f in text.of(p) if _base(f, part)]
    found += [
        next(f for f in wide if f.paragraph is p)
        for p in reversed(before)
        if any(f.paragraph is p for f in wide)
    ]
    if named and named_by(text, named, "") is not None:
        by_name = [
            f
            for f in [*reversed(own), *wide]
            if named_by(text, named, f.label + f.lead[-8:] + f.tail[:4])
        ]
        if by_name:
            return _unique(by_name)[:BASES], True
        found = [*found[:1]] if found else []
        return tuple(_unique(found)), False
    return tuple(sorted(_unique(found)[:BASES], key=lambda f: not _akin(text, f, part))), False


def _surely(text: Text, s: Share) -> bool:
    """Whether the words leave one base: the only level of the unit in the clause, or the total that
    其中 refers to."""
    p = s.part.paragraph
    inner = [
        f
        for f in text.of(p)
        if p.clause_start(s.part.start) <= f.start < s.part.start
        and f.depth == s.part.depth
        and f.kind == "level"
        and same_unit(f.unit, s.part.unit)
    ]
    if len(inner) == 1 and inner[0].id == s.bases[0].id:
        return True
    base = s.bases[0]
    if base.statement != s.part.statement or base.paragraph is not p:
        return len(s.bases) == 1 and base.statement == s.part.statement
    return len(compiled(text.cues.part).findall(p.text[base.end : s.part.start])) == 1


def _sibling(text: Text, f: Frame, part: Frame) -> bool:
    """Whether it is itself the part of a share told in the same statement."""
    if f.statement != part.statement or f.depth != part.depth:
        return False
    following = next(
        (g for g in text.of(f.paragraph) if g.start > f.start and g.depth == f.depth), None
    )
    return following is not None and following.kind == "share" and following.start - f.end < 12


def _akin(text: Text, base: Frame, part: Frame) -> bool:
    """Whether the words around the base hold the noun of the part: 103个列为贫困村."""
    words = core(text, part.label)[-3:]
    return len(words) > 1 and words in base.label + base.tail


def _unique(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    return tuple({f.id: f for f in frames}.values())


def _base(frame: Frame, part: Frame) -> bool:
    if frame.kind != "level" or frame.role in ("prior", "from") or frame.id == part.id:
        return False
    return same_unit(frame.unit, part.unit) and frame.size() >= part.size()


def claim(text: Text, s: Share, agreed: Counter[str]) -> Proposal:
    bases = s.bases
    shared = [b for b in bases if agreed[b.id] - fits(s, b) > 0]  # it fits another share
    sure = bool(shared) or (_surely(text, s) and not s.foreign)
    strong = s.printed or sure or (s.named and len(bases) == 1)
    if not s.printed and not shared:
        strong = strong and s.told and not any(_rivals(text, b, s.part) for b in bases)
    readings = tuple(
        Reading(
            equal(Name(s.rate.id), over(Name(s.part.id), Name(b.id))),
            {"share": (s.rate.id,), "part": (s.part.id,), "whole": (b.id,)},
            "share",
            notes=() if s.printed else ("base-elided",),
        )
        for b in sorted(
            bases,
            key=lambda b: (
                s.named and b is not bases[0],
                not _akin(text, b, s.part),
                b not in shared,
            ),
        )
    )
    reason = basis_of(text, (s.rate,)) if s.printed else None
    return Proposal(
        "share", readings, s.rate.cue, strong=strong, reason=reason, rank=1 if s.printed else 3
    )


RELATION = Relation(
    "share",
    find,
    {
        "en": (
            "a share equals part over whole",
            "a percentage of a total must agree with the two counts it is made of",
            "103 of 158 villages, or 75.2%",
            "103 of 158 villages, or 65.2%",
        ),
        "zh": (
            "占比等于部分除以总体",
            "占比应当与其部分、总体两数相符",
            "共抽查80家，合格60家，占65%",
            "共抽查80家，合格60家，占75%",
        ),
    },
)
