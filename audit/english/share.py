"""Part, whole and share: 98 (19.2%) of 511; $177 million, or 35% of the $500 million allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.english.events import sentences
from audit.english.lists import lists, shares_beside
from audit.english.roles import is_fraction, matches
from audit.english.words import in_passing, is_count
from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, equal, over, plus
from audit.relations.base import Figures, Relation, same_unit

BASES = 4
OF = ("of", "of the", "out of", "out of the", "of our", "of its")
# 30% of the 240 households, or 72; (that is 72)
BEHIND = (
    f"^[^;:.\\d]{{0,40}}?(?:,|\\() ?(?:or|i\\.e\\.,?|that is,?|namely|which is|being) {en.FILL}$"
)
ROUGHLY = "\\b(?:nearly|almost|about|around|over|under|roughly|approximately|more than|less than|just|some|up to|close to|at least|well|only) $"
OF_IT = "^[^.;\\d]{0,40}?\\bof (?:the |its |our |an? |these |those )?$"
SAMPLED = (
    "\\b(?:of|among|in|from)(?: the| all| an?| our| these)?"
    f"(?: (?:total|sample|cohort|group|series) of)? {en.FILL}$"
)
IS = f"^ (?:[a-z]+ )?(?:is|was|are|were|represent(?:s|ed)|equal(?:s|led)|(?:comes|came|amounts|amounted) to|ma(?:kes|de) up|account(?:s|ed) for) {en.FILL}$"
SAID = (
    f"^\\) (?:made up|accounted for|represented|comprised|constituted|were|was|formed) {en.FILL}$"
)
NAMED_BASE = r"^ of (?:the|our|its|their|all|total|this)(?: [a-z-]+){1,3} \($"
WITHIN = (
    f"\\b(?:of (?:whom|which|these|those|them)|among (?:whom|which|these|those|them)) {en.FILL}$"
)
BACK = 8  # figures back that a part may stand


class Share(Struct, frozen=True):
    """firm: the words bind rate, part and base to each other."""

    rate: Frame
    part: Frame
    bases: tuple[Frame, ...]
    firm: bool


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    found = list(lists(text))
    wholes = {f.id: x.wholes[0] for x in found if x.complete for f in x.members}
    for paragraph in text.part.paragraphs:
        before: list[Frame] = []
        shares: list[Share] = []
        for group in sentences(text, paragraph):
            for k, p in enumerate(group):
                if p.kind == "share":
                    shares += share(group, k, before, wholes)
                elif p.kind == "rate" and p.unit == "%" and (told := told_behind(group, k)):
                    shares.append(Share(p, *told))
            before = [*before, *group][-BACK:]
        agreed = Counter(b.id for s in shares for b in s.bases if fits(s, b))
        for s in shares:
            yield claim(s, agreed)
    yield from unprinted(text)


def share(
    group: Sequence[Frame], k: int, before: Sequence[Frame], wholes: dict[str, Frame]
) -> Iterator[Share]:
    """The share at k with its part and the bases that the words admit."""
    if side_by_side(group, k):
        return
    p, after = group[k], group[k + 1] if k + 1 < len(group) else None
    if after is not None and k and of_behind(group[k - 1], p, after):
        yield Share(p, group[k - 1], (after,), True)
    elif after is not None and named_base(p, after):
        part, firm = part_of(group, k, after)
        if part is not None:
            yield Share(p, part, (after,), firm)
    else:
        told = told_before(group, k) or told_behind(group, k)
        if told is not None:
            yield Share(p, *told)
        else:
            yield from looked_up(group, k, before, wholes)


def looked_up(
    group: Sequence[Frame], k: int, before: Sequence[Frame], wholes: dict[str, Frame]
) -> Iterator[Share]:
    """The part stands beside the share, its base further off."""
    p = group[k]
    counted = numbered(group, k)
    part = bracketed_part(group, k) or beside(group, k) or counted
    if part is None:
        return
    listed = wholes.get(part.id)
    own = [f for f in group[max(0, k - BACK) : k] if f is not part]
    bases = [f for f in (*own, *reversed(before)) if f.depth < 0 and _base(f, part)]
    within = whole_of(group, part)
    if listed is not None:
        yield Share(p, part, (listed,), True)
    elif within is not None:
        yield Share(p, part, (within, *(b for b in bases[:BASES] if b is not within)), True)
    elif counted is part:
        wide = [f for f in group if f is not part and f.depth < 0 and is_count(f)]
        of = [f for f in wide if matches(SAMPLED, f.lead)]
        yield Share(p, part, tuple((of or wide or bases)[:BASES]), len(of) == 1 == len(wide))
    elif group[0] is not part and _level(group[0]) and matches("^(?:of|among) ", _opening(p)):
        others = [b for b in own if b is not group[0] and b.depth < 0 and _base(b, part)]
        yield Share(p, part, (group[0], *others), same_unit(group[0].unit, part.unit))
    elif bases:
        yield Share(p, part, tuple(bases[:BASES]), False)


def told_before(group: Sequence[Frame], k: int) -> tuple[Frame, tuple[Frame, ...], bool] | None:
    """103 of the 511 (20%); 93/150 (62%)"""
    if k < 2:
        return None
    p, base, part = group[k], group[k - 1], group[k - 2]
    if base.lead.strip() == "/":
        counts = _alone(p) and is_count(part) and is_count(base)
        return (part, (base,), True) if counts else None
    if matches(OF_IT, base.lead) is None:
        return None
    gap = base.paragraph.text[base.end : p.start]
    link = matches(en.LINK, gap) or (len(gap) < 40 and _alone(p) and base.lead.strip() in OF)
    fits = link and _level(base) and _level(part) and same_unit(base.unit, part.unit)
    return (part, (base,), True) if fits else None


def side_by_side(group: Sequence[Frame], k: int) -> bool:
    """(30% and 20%, respectively): which count is whose, `aligned` tells."""
    p = group[k]
    near = [group[k + 1]] if k + 1 < len(group) else []
    pairs = [
        *([p] if k and group[k - 1].unit == p.unit else []),
        *(f for f in near if f.unit == p.unit),
    ]
    if not any(matches(f"^(?:,|,? and|,? or) {en.FILL}$", f.lead) for f in pairs):
        return False
    return (
        matches(en.RESPECTIVELY, p.paragraph.text[p.end : p.paragraph.sentence_end(p.end)])
        is not None
    )


def told_behind(group: Sequence[Frame], k: int) -> tuple[Frame, tuple[Frame, ...], bool] | None:
    """The pass rate was 85%: 170 of 200; 85% (170 of 200); 85% (170/200)"""
    p = group[k]
    if k + 2 >= len(group):
        return None
    part, base = group[k + 1], group[k + 2]
    if not (is_count(part) and is_count(base)) or part.depth != base.depth:
        return None
    joined = matches(
        f"^(?: [a-z-]+){{0,2}} (?:(?:out )?of|among|from) {en.FILL}$|^ ?/ ?$",
        p.paragraph.text[part.end : base.start],
    )
    opened = matches(
        f"^ ?(?:\\(|:|,|;| –| —| -) ?(?:that is,? |or |i\\.e\\.,? |with |[nN] ?= ?)?{en.FILL}$",
        p.paragraph.text[p.end : part.start],
    )
    if joined is None or opened is None:
        return None
    return part, (base,), not opened[0].lstrip().startswith((",", ";"))


def numbered(group: Sequence[Frame], k: int) -> Frame | None:
    """62% (n = 93); (n = 93, 62%): the count of the share stands in its bracket."""
    near = [f for f in (*group[max(0, k - 1) : k], *group[k + 1 : k + 2]) if is_count(f)]
    return next(
        (
            f
            for f in near
            if f.bracket is not None
            and matches(en.COUNT_LABEL, f.lead)
            and abs(f.start - group[k].start) < 20
        ),
        None,
    )


def whole_of(group: Sequence[Frame], part: Frame) -> Frame | None:
    """1,240 students, of whom 620 (50%): the level right before the words."""
    if matches(WITHIN, part.lead) is None:
        return None
    before = [f for f in group[: group.index(part)] if f.depth == part.depth]
    before = [f for f in before if not in_passing(f)]
    whole = before[-1] if before else None
    return (
        whole if whole is not None and _level(whole) and same_unit(whole.unit, part.unit) else None
    )


def _alone(p: Frame) -> bool:
    """Whether a share is all that its bracket holds: 300 of 500 workers (60%)."""
    return p.bracket is not None and p.bracket.start + 1 == p.start and p.bracket.end - 1 == p.end


def _opening(f: Frame) -> str:
    start = f.paragraph.sentence_start(f.start)
    return f.paragraph.text[start : start + 16].lstrip()


def of_behind(part: Frame, p: Frame, base: Frame) -> bool:
    """192 (64%) of the 300 respondents"""
    if (
        p.bracket is None
        or not _level(part)
        or not _level(base)
        or not same_unit(part.unit, base.unit)
    ):
        return False
    text = p.paragraph.text
    beside = part.end <= p.bracket.start <= part.end + 24 and p.bracket.start + 1 == p.start
    return (
        beside
        and p.bracket.end <= base.start
        and matches(f"^,? of {en.FILL}$", text[p.bracket.end : base.start]) is not None
    )


def named_base(p: Frame, after: Frame) -> bool:
    """p% of W"""
    if not _level(after) or after.depth != p.depth:
        return False
    return matches(f"^,? of (?:{en.NEAR}{{0,40}}? of )?{en.FILL}$", after.lead) is not None


def part_of(group: Sequence[Frame], k: int, base: Frame) -> tuple[Frame | None, bool]:
    """The part of `p% of W`: the last level before it, or the one in the bracket behind."""
    p = group[k]
    for f in reversed(group[max(0, k - 3) : k]):
        if not _level(f) or not same_unit(f.unit, base.unit):
            continue
        if f is group[k - 1] and matches(en.COUNT_LABEL, f.lead) and p.depth < 0:
            return f, matches(
                SAID, f.paragraph.text[f.end : p.start]
            ) is not None  # women (n = 120) made up 60% of the 200
        if f.depth != p.depth:
            continue
        gap = f.paragraph.text[f.end : p.start]
        return f, f is group[k - 1] and (matches(en.LINK, gap) or matches(IS, gap)) is not None
    behind = group[k + 2] if k + 2 < len(group) else None
    if behind is None or not _level(behind) or not same_unit(behind.unit, base.unit):
        return None, False
    named = matches(BEHIND, base.paragraph.text[base.end : behind.start]) is not None
    return (behind, True) if named or (_alone(behind) and is_count(behind)) else (None, False)


def bracketed_part(group: Sequence[Frame], k: int) -> Frame | None:
    """58% (1697); 41% of the staff (881): the count stands in the bracket behind its share."""
    p = group[k]
    after = group[k + 1] if k + 1 < len(group) else None
    if after is None or after.bracket is None or p.bracket is after.bracket:
        return None
    if after.kind != "level":
        return None
    gap = p.paragraph.text[p.end : after.start]
    # 41% of the workforce (881): the base is called by its name
    named = after.bracket.start + 1 == after.start and matches(NAMED_BASE, gap)
    return after if len(gap) <= 2 or named else None


def beside(group: Sequence[Frame], k: int) -> Frame | None:
    """The level right before the share."""
    p = group[k]
    if not k or not _level(group[k - 1]):
        return None
    before = group[k - 1]
    if p.bracket is not None and before.bracket is not p.bracket:
        return before if p.start - before.end <= 40 else None
    return before if before.depth == p.depth and p.start - before.end <= 40 else None


def _level(f: Frame) -> bool:
    return f.kind == "level" and f.role not in ("range", "from")


def _base(f: Frame, part: Frame) -> bool:
    return _level(f) and same_unit(f.unit, part.unit) and f.size() > part.size()


def fits(s: Share, base: Frame) -> bool:
    """Whether the share is that of the part in this base, at printed values."""
    if not base.value or s.rate.figure.step is None:
        return False
    factor = units.factor(s.rate.unit)
    return abs(s.part.size() / base.size() - s.rate.value * factor) <= s.rate.figure.step * factor


def claim(s: Share, agreed: Counter[str]) -> Proposal:
    shared = [b for b in s.bases if agreed[b.id] - fits(s, b) > 0]  # it fits another share
    readings = tuple(
        Reading(
            equal(Name(s.rate.id), over(Name(s.part.id), Name(b.id))),
            {"share": (s.rate.id,), "part": (s.part.id,), "whole": (b.id,)},
            "share",
        )
        for b in (*shared, *(b for b in s.bases if b not in shared))
    )
    rough = is_fraction(s.rate)
    hedged = rough and matches(ROUGHLY, s.rate.lead) is not None
    strong = (s.firm or bool(shared)) and not hedged
    return Proposal("share", readings, s.rate.cue, strong=strong, mild=rough, rank=2)


def unprinted(text: Text) -> Iterator[Proposal]:
    """Parts with shares of a total that is not printed: A (32%) plus B (68%)."""
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            members = [f for f in group if _level(f) and f.depth < 0]
            rates = shares_beside(group, members)
            if rates and 1 < len(members) <= 6 and len({f.unit for f in members}) == 1:
                yield from of_their_sum(group, members, rates)


def of_their_sum(
    group: Sequence[Frame], members: Sequence[Frame], rates: Sequence[Frame]
) -> Iterator[Proposal]:
    place = {f.id: k for k, f in enumerate(group)}
    run = [m for m in members if m.start <= rates[-1].start] if len(rates) > 1 else list(members)
    if len(run) < 2:
        return
    node: Node = Name(run[0].id)
    for m in run[1:]:
        node = plus(node, Name(m.id))
    start = group[0].paragraph.sentence_start(group[0].start)
    told = matches(en.MADE_OF, group[0].paragraph.text[start : rates[0].start]) is not None
    complete = told and len(rates) == len(run)
    for p in rates:
        part = group[place[p.id] - 1]
        roles: dict[str, tuple[str, ...]] = {
            "share": (p.id,),
            "part": (part.id,),
            "parts": tuple(m.id for m in run),
        }
        tree = equal(Name(p.id), over(Name(part.id), node))
        yield Proposal("share", (Reading(tree, roles, "share"),), p.cue, strong=complete, rank=3)


RELATION = Relation(
    "share",
    find,
    {
        "en": (
            "a share equals part over whole",
            "a percentage of a total must agree with the two counts it is made of",
            "of 158 villages, 103 (75.2%) took part",
            "of 158 villages, 103 (65.2%) took part",
        ),
        "zh": (
            "占比等于部分除以总体",
            "占比应当与其部分、总体两数相符",
            "共抽查80家，合格60家，占65%",
            "共抽查80家，合格60家，占75%",
        ),
    },
)
