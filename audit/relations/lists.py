"""The verdict on a list that may be complete or not (DESIGN 7, 其中 lists).

A list that is proven complete is judged like any claim. Any other that misses its total is a
warning where one slip explains the gap and that says something; else its parts only bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from msgspec.structs import replace

from audit import slips
from audit.exact.formula import Name
from audit.exact.interval import Interval, point
from audit.evaluate import factor_of
from audit.model import FAIL, PASS, WARN, Figure, Result
from audit.readings import Proposal, Reading, judged, order, total

Figures = Mapping[str, Figure]


def listed(proposal: Proposal, figures: Figures) -> Result | None:
    """`proposal.strong`: the list is proven complete; a note `plain`: it has no cue of its own."""
    plain = "plain" in proposal.notes
    proposal = replace(proposal, notes=())
    result = judged(replace(proposal, strong=True), figures)
    if result is None or result.verdict == PASS:
        return result
    if plain:
        return None
    whole, parts = _members(proposal.readings[0])
    if result.verdict == WARN and (proposal.strong or _tight(result)):
        return result
    if proposal.strong:
        slip = slip_of(whole, parts, figures, False)
        if slip is None and not (proposal.near and _near(result)):
            return None
        return replace(result, notes=(*result.notes, f"slip:{slip}")) if slip else result
    slip = slip_of(whole, parts, figures, True)
    if slip:
        return replace(result, verdict=WARN, reading="slip", notes=(*result.notes, f"slip:{slip}"))
    return partial(proposal, figures)


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
    if telling and not slips.informative(known[whole], [known[i] for i in parts]):
        return None
    values = {i: (q.value or Fraction(0)) * factor_of(figures[i]) for i, q in known.items()}
    best: tuple[Fraction, str] | None = None
    for i, q in known.items():
        others = sum((values[j] for j in parts if j != i), Fraction(0))
        wanted = others if i == whole else values[whole] - others
        allowed = point(wanted / factor_of(figures[i]))
        found = slips.candidates(q, allowed, whole=q.exact)
        if found and (best is None or found[0].cost < best[0]) and found[0].kind in ("digit", "swap", "drop", "double", "point", "scale"):
            best = (found[0].cost, found[0].kind)
    return None if best is None else best[1]


def partial(proposal: Proposal, figures: Figures) -> Result | None:
    """parts <= whole; not said where even that does not hold: the parts may overlap."""
    whole, parts = _members(proposal.readings[0])
    reading = Reading(order(total(parts), "<=", Name(whole)), proposal.readings[0].roles, "partial", notes=("partial",))
    return judged(replace(proposal, kind="part", readings=(reading,), strong=False), figures)


__all__ = ["Interval", "listed", "partial", "slip_of", "FAIL"]
