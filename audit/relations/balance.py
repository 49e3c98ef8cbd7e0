"""Opening, in, out, closing: 上年结转a，收入b，支出c，年末结余d."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, common_steps, equal, minus, plus
from audit.relations.base import Figures, Relation, cue_of, same_unit

ROLES = ("opening", "in", "out", "closing")


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    if "opening" not in text.cues.words:
        return
    for paragraph in text.part.paragraphs:
        for _, sentence in groupby(
            text.of(paragraph), key=lambda f: (paragraph.sentence(f.start), f.depth)
        ):
            yield from balances(
                text, [f for f in sentence if f.is_level and f.role in ("", "past", "to")], figures
            )


def balances(text: Text, frames: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """One account of a sentence: each role once, the closing value last."""
    told: dict[str, Frame] = {}
    for f in frames:
        role = role_of(text, f)
        if role is None:
            continue
        if role in told and role != "closing":
            return
        told[role] = f
        if role == "closing":
            yield from account(text, told, figures)
            told = {}


def role_of(text: Text, f: Frame) -> str | None:
    words = compiled("[，。；,;:：、（(]").split(f.lead.rstrip("：: "))[-1]
    return next(
        (
            r
            for r in ("opening", "closing", "out", "in")
            if compiled(text.cues.words[r]).search(words)
        ),
        None,
    )


def account(text: Text, told: dict[str, Frame], figures: Figures) -> Iterator[Proposal]:
    came, went, closing = told.get("in"), told.get("out"), told["closing"]
    if (
        came is None
        or went is None
        or not (same_unit(came.unit, went.unit) and same_unit(went.unit, closing.unit))
    ):
        return
    opening = told.get("opening")
    if opening is not None and not same_unit(opening.unit, came.unit):
        return
    own = minus(Name(came.id), Name(went.id))
    year = bool(compiled(text.cues.words["own_balance"]).search(closing.lead[-12:]))
    trees: list[tuple[str, Node]] = []
    if opening is not None:
        trees.append(("balance", minus(plus(Name(opening.id), Name(came.id)), Name(went.id))))
    if opening is None or year:
        trees.insert(0, ("year-balance", own))
    readings = tuple(_reading(name, tree, closing, told, figures) for name, tree in trees)
    strong = (opening is not None or year) and not _netted(text, came, closing)
    yield Proposal("balance", readings, _cue(closing), strong=strong, rank=2)


def _netted(text: Text, came: Frame, closing: Frame) -> bool:
    """Whether further flows stand in the account that were not understood (调入, 上解, 安排…)."""
    words = closing.paragraph.text[came.start : closing.start]
    return compiled(text.cues.words["other_flows"]).search(words) is not None


def _reading(
    name: str, tree: Node, closing: Frame, told: dict[str, Frame], figures: Figures
) -> Reading:
    used = [r for r in ROLES if r in told and (r != "opening" or name == "balance")]
    ids = [told[r].id for r in used]
    roles = {r: (told[r].id,) for r in used}
    return Reading(equal(Name(closing.id), tree), roles, name, steps=common_steps(ids, figures))


def _cue(f: Frame) -> Cue:
    return cue_of(f.paragraph, max(0, f.start - 2), f.start)


RELATION = Relation(
    "balance",
    find,
    {
        "en": (
            "opening value plus income minus spending is the closing value",
            "what an account holds at its end follows from what it held and what moved",
            "carried over 120, income 860, spending 790, balance 210",
            "carried over 120, income 860, spending 790, balance 190",
        ),
        "zh": (
            "上年结转加收入减支出等于年末结余",
            "期末数由期初数与本期增减得出",
            "上年结转120万元，本年收入860万元，本年支出790万元，年末结余210万元",
            "上年结转120万元，本年收入860万元，本年支出790万元，年末结余190万元",
        ),
    },
)
