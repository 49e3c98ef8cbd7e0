"""Lists of parts in English prose: where they open, their total, their members, and whether the
words say that they are complete.

`consisting of`, a colon, a bracket, an apposition and `for a total of` are complete; `including`,
`of which`, `driven by` are not, unless the last member is the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.english.events import sentences
from audit.english.roles import matches
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.model import Cue
from audit.relations.base import same_unit
from audit.scopes import Bracket, Paragraph

NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
WORDS = {w: n for n, w in enumerate(NUMERALS, 1)}
MEMBERS = 40
FEW = 12  # members tried for a list that may be open
REACH = 12  # figures back that a total may stand
GAP = 60  # characters between a total and the bracket or colon of its parts


class Listed(Struct, frozen=True):
    """wholes: nearest first; constants: parts told in words (`two probable`); sure: the
    words say that these are all parts (`consisting of`)."""

    wholes: tuple[Frame, ...]
    members: tuple[Frame, ...]
    constants: int
    cue: Cue
    complete: bool
    sure: bool = False


class Opening(Struct, frozen=True):
    """Where a list begins, at which depth, where it must end, and whether it is complete."""

    start: int
    end: int
    stop: int
    depth: int
    complete: bool


def lists(text: Text) -> Iterator[Listed]:
    for paragraph in text.part.paragraphs:
        previous: list[Frame] = []
        for group in sentences(text, paragraph):
            yield from in_sentence(paragraph, group, previous)
            previous = group


def in_sentence(
    paragraph: Paragraph, group: list[Frame], previous: Sequence[Frame]
) -> Iterator[Listed]:
    start, stop = paragraph.sentence_start(group[0].start), paragraph.sentence_end(group[0].start)
    sentence = paragraph.text[start:stop]
    if matches(en.RESPECTIVELY, sentence) and not matches(en.MADE_OF, sentence):
        yield from (x for x in _summed(paragraph, group) if _side_by_side(paragraph, x))
        return
    opened = sorted(_openings(paragraph, start, stop), key=lambda o: o.start)
    for n, opening in enumerate(opened):
        following = [o.start for o in opened[n + 1 :] if o.depth == opening.depth and o.complete]
        listed = _listed(paragraph, group, opening, min(following, default=stop))
        if listed is not None:
            yield listed
    yield from _summed(paragraph, group)
    yield from _apposed(paragraph, group)
    yield from _out_of(paragraph, group, previous)


# ---------------------------------------------------------------- openings


def _openings(paragraph: Paragraph, start: int, stop: int) -> Iterator[Opening]:
    text = paragraph.text
    for pattern, complete in (
        (en.MADE_OF, True),
        (en.INCLUDING, False),
        ("(?<!follows):(?= )", True),
    ):
        for m in compiled(f"(?i){pattern}").finditer(text, start, stop):
            bracket = paragraph.bracket(m.start())
            if bracket is not None and m.start() - bracket.start <= 2:
                continue
            depth, end = (-1, stop) if bracket is None else (bracket.start, bracket.end)
            yield Opening(m.start(), m.end(), end, depth, complete)
    for b in paragraph.brackets:
        if start <= b.start < stop:
            yield Opening(b.start, b.start + 1, b.end, b.start, _is_list(paragraph, b))


def _is_list(paragraph: Paragraph, bracket: Bracket) -> bool:
    inside = paragraph.text[bracket.start + 1 : bracket.end - 1]
    if matches(
        f"\\b(?:19|20)\\d\\d ?:|compared|versus|against|{en.AGO}|\\b(?:up|down|from|was|were)\\b",
        inside,
    ):
        return False
    return matches("\\band\\b|,|;|\\bplus\\b", inside) is not None


def _listed(
    paragraph: Paragraph, group: Sequence[Frame], opening: Opening, limit: int
) -> Listed | None:
    own = [f for f in group if opening.end <= f.start < min(opening.stop, limit)]
    own = [f for f in own if f.depth == opening.depth][: MEMBERS if opening.complete else FEW]
    wholes = _wholes(paragraph, group, opening)
    if not wholes:
        return None
    members = _members(own, wholes[0])
    inner = [f for f in members if paragraph.clause(f.start) == paragraph.clause(opening.start)]
    if len(inner) > 1 and opening.depth < 0:
        members = inner
    if not members:
        return None
    end = members[-1].end
    constants = _constants(
        paragraph.text, opening.end, opening.stop if opening.depth >= 0 else end, members, wholes[0]
    )
    members = [f for f in members if f.figure.text.lower() not in WORDS]
    if not members or len(members) + bool(constants) < 2:
        return None
    complete = opening.complete or _completes(
        members[-1], paragraph.text[opening.start : opening.end]
    )
    window = paragraph.text[
        max(paragraph.clause_start(wholes[0].start), wholes[0].start - 60) : end + 24
    ]
    if matches(en.NO_SUM, window):
        complete = False
    cue = Cue(paragraph.text[opening.start : opening.end], opening.start, opening.end)
    sure = complete and matches(en.MADE_OF, cue.text) is not None
    return Listed(wholes, tuple(members), constants, cue, complete, sure)


def _completes(last: Frame, word: str) -> bool:
    """Whether the last member is the rest: with A from fees and B from all other sources."""
    if matches(en.REST, f"{last.lead} {last.tail}"):
        return True
    return word == "with" and matches("\\ba further\\b", last.lead) is not None


def _wholes(paragraph: Paragraph, group: Sequence[Frame], opening: Opening) -> tuple[Frame, ...]:
    outer = paragraph.bracket(opening.depth) if opening.depth >= 0 else None
    is_bracket = opening.start == opening.depth
    depth = (-1 if outer is None else outer.start) if is_bracket else opening.depth
    before = [f for f in group if f.end <= opening.start and f.depth == depth and _addable(f)]
    if is_bracket or paragraph.text[opening.start] == ":":
        before = [f for f in before[-1:] if opening.start - f.end <= GAP]
    return tuple(reversed(before[-2:]))


def _addable(f: Frame) -> bool:
    return f.kind == "level" and f.role not in ("from", "prior", "range")


def _members(own: Sequence[Frame], whole: Frame) -> list[Frame]:
    return [f for f in own if _addable(f) and same_unit(f.unit, whole.unit)]


def _constants(text: str, start: int, end: int, members: Sequence[Frame], whole: Frame) -> int:
    """What number words add to a list of counts: `two probable`, `one strain Gamma`."""
    if whole.unit:
        return 0
    pattern = compiled(f"(?i)\\b({'|'.join(WORDS)})\\b(?= [a-z])")
    return sum(WORDS[m[1].lower()] for m in pattern.finditer(text, start, end))


# ---------------------------------------------------------------- totals behind their parts


def _summed(paragraph: Paragraph, group: list[Frame]) -> Iterator[Listed]:
    """A, B and C, W in total; A and B, for a total of W."""
    for k, whole in enumerate(group):
        if whole.kind != "level" or whole.depth >= 0:
            continue
        lead = matches(f"{en.TOTALS} {en.FILL}$", whole.lead)
        tail = matches(en.TOTAL_TAIL, whole.tail)
        if lead is None and tail is None:
            continue
        before = [
            f for f in group[max(0, k - MEMBERS) : k] if _addable(f) and f.depth == whole.depth
        ]
        members = [f for f in before if same_unit(f.unit, whole.unit)]
        if len(members) < 2:
            continue
        found, at = (lead, whole.start - len(whole.lead)) if lead is not None else (tail, whole.end)
        assert found is not None
        cue = Cue(found[0].strip(), at + found.start(), at + found.end())
        window = paragraph.text[members[0].start : whole.end + 40]
        window = compiled(f"(?i){en.RESPECTIVELY}").sub("", window)
        firm = not matches(f"{en.NO_SUM}|\\b(?:since|to date|so far|now)\\b|totall?ing", window)
        yield Listed((whole,), tuple(members), 0, cue, firm)


def _side_by_side(paragraph: Paragraph, listed: Listed) -> bool:
    """2,400 and 1,800, respectively, for a total of 4,200: nothing but that word stands between."""
    between = paragraph.text[listed.members[-1].end : listed.wholes[0].start]
    run = all(matches(f"^(?:,|,? and|,? or) {en.FILL}$", f.lead) for f in listed.members[1:])
    return run and matches(en.RESPECTIVELY, between) is not None and len(between) < 60


def _apposed(paragraph: Paragraph, group: Sequence[Frame]) -> Iterator[Listed]:
    """$140 million, $90 million for stores and $50 million for systems."""
    for k, whole in enumerate(group[:-2]):
        if not _addable(whole) or not re.fullmatch(",(?: of which)? ", group[k + 1].lead):
            continue
        members: list[Frame] = []
        for f in group[k + 1 : k + 1 + MEMBERS]:
            if f.depth == whole.depth and _addable(f) and same_unit(f.unit, whole.unit):
                members.append(f)
        words = {
            m[1] for f in members if (m := re.match(r" (for|in|from|to|on|at|by|under) ", f.tail))
        }
        alike = len(members) > 1 and len(words) == 1
        if alike and all(re.match(r" (for|in|from|to|on|at|by|under) ", f.tail) for f in members):
            start = members[0].end + 1
            cue = Cue(words.pop(), start, start + len(members[0].tail.split()[0]))
            window = paragraph.text[whole.start : members[-1].end]
            yield Listed((whole,), tuple(members), 0, cue, not matches(en.NO_SUM, window))


def _out_of(
    paragraph: Paragraph, group: list[Frame], previous: Sequence[Frame]
) -> Iterator[Listed]:
    """Of W, A did this and B that; complete where the shares beside the parts add up."""
    first = group[0]
    start = paragraph.sentence_start(first.start)
    lead = paragraph.text[start : first.start].strip()
    if matches(f"^(?:of|among|out of) {en.FILL}$", f"{lead} ") and _addable(first):
        whole, rest = first, group[1:]
    elif matches("^(?:of (?:it|this|these|them|that|which)|among them)\\b", lead):
        found = [f for f in previous if _addable(f) and f.depth < 0]
        if not found:
            return
        whole, rest = found[-1], group
    else:
        return
    members = [f for f in rest if _addable(f) and f.depth < 0 and same_unit(f.unit, whole.unit)]
    if len(members) < 2:
        return
    constants = _constants(paragraph.text, members[0].start, members[-1].end, members, whole)
    cue = Cue(lead.split(" ")[0], start, start + len(lead.split(" ")[0]))
    complete = not constants and shares_add_up(group, members)
    yield Listed((whole,), tuple(members), constants, cue, complete)


def shares_beside(group: Sequence[Frame], members: Sequence[Frame]) -> list[Frame]:
    """The share in the bracket behind each member that has one."""
    out = []
    place = {f.id: k for k, f in enumerate(group)}
    for m in members:
        k = place.get(m.id)
        after = group[k + 1] if k is not None and k + 1 < len(group) else None
        if after is not None and after.kind == "share" and after.start - m.end < 24:
            out.append(after)
    return out


def shares_add_up(group: Sequence[Frame], members: Sequence[Frame]) -> bool:
    found = shares_beside(group, members)
    return len(found) == len(members) and 97 <= sum(f.value for f in found) <= 103
