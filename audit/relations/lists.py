"""The verdict on a list that may be complete or not (DESIGN 7, 其中 lists).

A list that is proven complete is judged like any claim. Any other that misses its total is a
warning where one slip explains the gap and that says something; else its parts only bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import reduce

from msgspec.structs import replace

from audit import slips
from audit.evaluate import factor_of
from audit.exact.formula import Name
from audit.exact.interval import Interval, point
from audit.exact.rounding import Quantity
from audit.model import PASS, WARN, Figure, Result
from audit.readings import Proposal, Reading, judged, order, total

Figures = Mapping[str, Figure]
SLIPS = ("digit", "swap", "drop", "double", "point", "scale")


def listed(proposal: Proposal, figures: Figures) -> Result | None:
    """`proposal.strong`: the list is proven complete; a note `plain`: it has no cue of its own."""
    said = set(proposal.notes)
    proposal = replace(proposal, notes=())
    result = judged(replace(proposal, strong=True), figures)
    if result is None or result.verdict == PASS:
        return result
    if "plain" in said:
        return None
    whole, parts = _members(proposal.readings[0])
    if result.verdict == WARN and (proposal.strong or _tight(result)):
        return result
    if proposal.strong:
        slip = slip_of(whole, parts, figures, False)
        if slip is None and not (proposal.near and ("sure" in said or _near(result))):
            return None
        return replace(result, notes=(*result.notes, f"slip:{slip}")) if slip else result
    slip = slip_of(whole, parts, figures, True)
    if slip:
        return replace(result, verdict=WARN, reading="slip", notes=(*result.notes, f"slip:{slip}"))
    held = partial(proposal, figures)
    if held is not None or not {"holds-parts", "adds-parts"} & said:
        return held
    found = None if "crosscut" in said else exceeding(proposal, result, figures)
    return outgrown(proposal, figures) if found is None and "holds-parts" in said else found


def exceeding(proposal: Proposal, result: Result, figures: Figures) -> Result | None:
    """Parts that together exceed their whole, by so little that overlapping parts are no account of it:
    by up to 1 %, or up to 10 % where one slip closes the gap. Not for counts, nor where the members are
    called by properties that one thing may share (a note `crosscut`)."""
    if result.printed is None:
        return None
    left, right = result.printed
    if not left < right <= left * Fraction(11, 10):
        return None
    whole, parts = _members(proposal.readings[0])
    slip = slip_of(whole, parts, figures, False)
    if slip is None and not _tight(result):
        return None
    bound = Reading(
        order(total(parts), "<=", Name(whole)),
        proposal.readings[0].roles,
        "partial",
        notes=("partial", *([f"slip:{slip}"] if slip else [])),
    )
    return judged(
        replace(proposal, kind="part", readings=(bound,), strong=True, mild=True), figures
    )


def outgrown(proposal: Proposal, figures: Figures) -> Result | None:
    """A part of 其中 that alone is larger than the whole is a fault of the number or of the words."""
    whole, parts = _members(proposal.readings[0])
    largest = max(parts, key=lambda i: figures[i].value or Fraction(0))
    roles = {"part": (largest,), "whole": (whole,)}
    alone = Reading(order(Name(largest), "<=", Name(whole)), roles, "partial", notes=("partial",))
    return judged(
        replace(proposal, kind="part", readings=(alone,), strong=True, mild=True), figures
    )


def _tight(result: Result) -> bool:
    """Whether a near miss of an open list says something: it is within 1 % of the total."""
    if result.printed is None:
        return False
    left, right = result.printed
    return abs(left - right) * 100 <= abs(left)


def _near(result: Result) -> bool:
    """A list that misses its total by more than half was not understood."""
    if result.printed is None:
        return False
    left, right = result.printed
    return abs(left - right) * 2 <= max(abs(left), abs(right))


def _members(reading: Reading) -> tuple[str, tuple[str, ...]]:
    return reading.roles["whole"][0], reading.roles["parts"]


def slip_of(whole: str, parts: tuple[str, ...], figures: Figures, telling: bool) -> str | None:
    """The slip of one member that closes the gap, where that is no accident."""
    quantities = {i: figures[i].quantity for i in (whole, *parts)}
    if any(q is None or q.value is None or q.bounds is not None for q in quantities.values()):
        return None
    known = {i: q for i, q in quantities.items() if q is not None}
    if telling and not _fine(whole, known, figures):
        return None
    boxes = {i: figures[i].interval().scale(factor_of(figures[i])) for i in known}
    best: tuple[Fraction, str] | None = None
    for i, q in known.items():
        others = [boxes[j] for j in parts if j != i]
        rest = reduce(Interval.__add__, others) if others else point(Fraction(0))
        wanted = rest if i == whole else boxes[whole] - rest
        mode = None if q.exact else "nearest"
        found = slips.candidates(
            q, wanted.scale(1 / factor_of(figures[i])), whole=q.exact, mode=mode
        )
        kinds = [s for s in found if s.kind in SLIPS]
        if kinds and (best is None or kinds[0].cost < best[0]):
            best = (kinds[0].cost, kinds[0].kind)
    # asked last: to count all that could have closed the gap takes longest
    if best is None or (
        telling and not slips.informative(known[whole], [known[i] for i in parts])
    ):
        return None
    return best[1]


def _fine(whole: str, known: Mapping[str, Quantity], figures: Figures) -> bool:
    """Whether the total has at least four digits at the coarsest step of the list."""
    steps = [
        (q.step or Fraction(0)) * factor_of(figures[i])
        for i, q in known.items()
        if q.scale == known[whole].scale or not q.exact
    ]
    size = (known[whole].value or Fraction(0)) * factor_of(figures[whole])
    return size >= 1000 * max(steps, default=Fraction(0))


def partial(proposal: Proposal, figures: Figures) -> Result | None:
    """parts <= whole; not said where even that does not hold: the parts may overlap."""
    whole, parts = _members(proposal.readings[0])
    reading = Reading(
        order(total(parts), "<=", Name(whole)),
        proposal.readings[0].roles,
        "partial",
        notes=("partial",),
    )
    return judged(replace(proposal, kind="part", readings=(reading,), strong=False), figures)
