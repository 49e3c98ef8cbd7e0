"""Part, whole and share: 98 (19.2%) of 511; $177 million, or 35% of the $500 million allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.english.events import sentences
from audit.english.lists import lists, shares_beside
from audit.english.roles import matches
from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.readings import Proposal, Reading, equal, over, plus
from audit.relations.base import Figures, Relation, same_unit

BASES = 4
OF = ("of", "of the", "out of", "out of the", "of our", "of its")
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
            before = [*before, *group][-BACK:]
        agreed = Counter(b.id for s in shares for b in s.bases if fits(s, b))
        for s in shares:
            yield claim(s, agreed)
    yield from unprinted(text)


def share(
    group: Sequence[Frame], k: int, before: Sequence[Frame], wholes: dict[str, Frame]
) -> Iterator[Share]:
    """The share at k with its part and the bases that the words admit."""
    p = group[k]
    after = group[k + 1] if k + 1 < len(group) else None
    if after is not None and named_base(p, after):
        part, firm = part_of(group, k, after)
        if part is not None:
            yield Share(p, part, (after,), firm)
        return
    if k > 1 and matches(
        "^[^.;\\d]{0,40}?\\bof (?:the |its |our |an? |these |those )?$", group[k - 1].lead
    ):
        base, part = group[k - 1], group[k - 2]
        gap = base.paragraph.text[base.end : p.start]
        link = matches(en.LINK, gap) or (len(gap) < 40 and _alone(p) and base.lead.strip() in OF)
        if link and _level(base) and _level(part) and same_unit(base.unit, part.unit):
            yield Share(p, part, (base,), True)
            return
    part = bracketed_part(group, k) or beside(group, k)
    if part is None:
        return
    listed = wholes.get(part.id)
    own = [f for f in group[max(0, k - BACK) : k] if f is not part]
    bases = [f for f in (*own, *reversed(before)) if f.depth < 0 and _base(f, part)]
    if listed is not None:
        yield Share(p, part, (listed,), True)
    elif group[0] is not part and _level(group[0]) and matches("^(?:of|among) ", _opening(p)):
        yield Share(p, part, (group[0],), same_unit(group[0].unit, part.unit))
    elif bases:
        yield Share(p, part, tuple(bases[:BASES]), False)


def _alone(p: Frame) -> bool:
    """Whether a share is all that its bracket holds: 300 of 500 workers (60%)."""
    return p.bracket is not None and p.bracket.start + 1 == p.start and p.bracket.end - 1 == p.end


def _opening(f: Frame) -> str:
    start = f.paragraph.sentence_start(f.start)
    return f.paragraph.text[start : start + 16].lstrip()


def named_base(p: Frame, after: Frame) -> bool:
    """p% of W"""
    if not _level(after) or after.depth != p.depth:
        return False
    return matches(f"^,? of (?:{en.NEAR}{{0,40}}? of )?{en.FILL}$", after.lead) is not None


def part_of(group: Sequence[Frame], k: int, base: Frame) -> tuple[Frame | None, bool]:
    """The part of `p% of W`: the last level before it, or the one in the bracket behind."""
    p = group[k]
    for f in reversed(group[max(0, k - 3) : k]):
        if not _level(f) or not same_unit(f.unit, base.unit) or f.depth != p.depth:
            continue
        gap = f.paragraph.text[f.end : p.start]
        return f, f is group[k - 1] and matches(en.LINK, gap) is not None
    behind = group[k + 2] if k + 2 < len(group) else None
    if (
        behind is not None
        and behind.bracket is not None
        and matches("^(?:that is|i\\.e|or)", behind.lead)
    ):
        return (behind, True) if same_unit(behind.unit, base.unit) else (None, False)
    return None, False


def bracketed_part(group: Sequence[Frame], k: int) -> Frame | None:
    """58% (1697): the count stands in the bracket behind its share."""
    p = group[k]
    after = group[k + 1] if k + 1 < len(group) else None
    if after is None or after.bracket is None or p.bracket is after.bracket:
        return None
    return after if after.start - p.end <= 2 and after.kind == "level" else None


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
    return Proposal("share", readings, s.rate.cue, strong=s.firm or bool(shared), rank=2)


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
