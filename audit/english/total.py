"""A total and its parts: consisting of, a colon, a bracket, for a total of; offset by takes away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from audit.english.lists import Listed, lists
from audit.english.roles import matches, sentence_of
from audit.english.words import in_passing, is_count
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, number, order, plus
from audit.relations.base import Figures, Relation

WAYS = 6
HOLDS = f"^[^;:.]{{0,50}}\\b(including|of (?:which|whom)) {en.FILL}$"


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for listed in lists(text):
        readings = tuple(
            reading(whole, members, constants)
            for whole in listed.wholes
            for members, constants in ways(listed)
            if whole not in members
        )
        if not readings:
            continue
        plain = not any(f.role == "offset" for f in listed.members) and not listed.constants
        if listed.complete and plain and not listed.sure:
            yield Proposal("total", readings, listed.cue, strong=True, rank=1, notes=("list",))
        else:
            yield Proposal("total", readings, listed.cue, strong=listed.complete, rank=1)
    yield from outgrown(text)


def outgrown(text: Text) -> Iterator[Proposal]:
    """2,297 cases, including 2,822 confirmed ones: of counts no part is larger than the whole."""
    for paragraph in text.part.paragraphs:
        for whole, part in pairwise(text.of(paragraph)):
            holds = matches(HOLDS, part.lead)
            if (
                holds is None
                or not (is_count(whole) and is_count(part))
                or part.value <= whole.value
            ):
                continue
            if (
                whole.role
                or part.role
                or in_passing(whole)
                or sentence_of(whole) != sentence_of(part)
                or part.depth not in (whole.depth, -1)
            ):
                continue
            roles = {"whole": (whole.id,), "parts": (part.id,)}
            tree = order(Name(part.id), "<=", Name(whole.id))
            start = part.start - len(part.lead) + holds.start(1)
            cue = Cue(holds[1], start, start + len(holds[1]))
            yield Proposal(
                "part",
                (Reading(tree, roles, "partial", notes=("partial",)),),
                cue,
                strong=True,
                mild=True,
                rank=3,
            )


def ways(listed: Listed) -> Iterator[tuple[tuple[Frame, ...], int]]:
    """Where the list may end: with its last member, or before it."""
    members = listed.members
    if listed.constants:
        yield members, listed.constants
    for k in range(len(members), max(1, len(members) - WAYS), -1):
        if k > 1:
            yield members[:k], 0


def reading(whole: Frame, members: Sequence[Frame], constants: int) -> Reading:
    node: Node = Name(members[0].id)
    for f in members[1:]:
        node = (minus if f.role == "offset" else plus)(node, Name(f.id))
    if constants:
        node = plus(node, number(constants))
    parts = tuple(f.id for f in members)
    roles: dict[str, tuple[str, ...]] = {"whole": (whole.id,), "parts": parts}
    return Reading(equal(Name(whole.id), node), roles, "sum")


RELATION = Relation(
    "total",
    find,
    {
        "en": (
            "a total equals the sum of its parts",
            "a list that is told as complete must add up to its total",
            "8,184 births, consisting of 7,384 planned and 900 unplanned ones",
            "8,184 births, consisting of 7,384 planned and 800 unplanned ones",
        ),
        "zh": (
            "总数等于各分项之和",
            "列举完整的分项相加应当等于总数",
            "共收治120人，其中男性65人、女性45人",
            "共收治120人，其中男性65人、女性55人",
        ),
    },
)
