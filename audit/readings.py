"""Claims as ordered sets of readings, and the charitable verdict on them (DESIGN 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.evaluate import SAME_COUNT, boxes_of, decide, evaluate, factor_of
from audit.exact import units
from audit.exact.formula import Binary, Call, Compare, Name, Node, Number, names
from audit.exact.ranges import Undefined, range_of
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Claim, Cue, Figure, Reason, Result

Figures = Mapping[str, Figure]
HARDLY = Fraction(1, 5)  # an interval of that share of the value detects next to nothing
ABOUT = Fraction(1, 20)  # by how much 约 may be missed
ROUGH = ("约", "左右", "大约", "约为", "about", "around", "approximately", "roughly", "some")


class Reading(Struct, frozen=True):
    """One way to understand the words: a tree over figure ids.

    name     stable name, shown as the reading of the verdict
    weaker   a pass under this reading is a warning
    notes    codes that are told with it
    steps    common precision of a list
    """

    tree: Node
    roles: Mapping[str, tuple[str, ...]]
    name: str = "printed-intervals"
    weaker: bool = False
    notes: tuple[str, ...] = ()
    steps: dict[str, Fraction] = {}


class Proposal(Struct, frozen=True):
    """A claim that the words suggest.

    strong   it may be accused: explicit cue, roles in the innermost scope, comparable basis
    mild     where it is accused, a warning is the most that the words allow
    reason   why it cannot be judged unless a reading holds
    near     total and parts stand in one statement (see relations/lists.py)
    rank     of equal figure sets the lowest is kept
    """

    kind: str
    readings: tuple[Reading, ...]
    cue: Cue | None = None
    strong: bool = False
    mild: bool = False
    reason: Reason | None = None
    near: bool = True
    rank: int = 5
    notes: tuple[str, ...] = ()


def judged(proposal: Proposal, figures: Figures) -> Result | None:
    """The verdict: the first reading that holds decides; none: accused only where the wording is
    strong, else None (not understood)."""
    failed: Callable[[], Result] | None = None
    for tried, reading in enumerate(proposal.readings, 1):
        verdict, result = decide(_claim(proposal, reading), figures)
        if verdict == PASS and "whole" in proposal.notes and not telling(reading, figures):
            return None
        if verdict == PASS:
            return _passed(result(), reading, proposal, tried, figures)
        if verdict == FAIL and failed is None:
            failed = result
    if proposal.reason is not None and proposal.readings:
        claim = _claim(proposal, proposal.readings[0])
        return Result(
            claim, UNVERIFIABLE, reading=proposal.readings[0].name, reason=proposal.reason
        )
    if failed is None or not proposal.strong:
        return None
    first = failed()
    softened = _softened(first, proposal, figures)
    if softened is not None:
        return softened
    notes = (*proposal.readings[0].notes, *proposal.notes, *first.notes)
    verdict = WARN if proposal.mild else FAIL
    return replace(first, verdict=verdict, reading=proposal.readings[0].name, notes=_unique(notes))


def _unique(notes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(notes))


def _claim(proposal: Proposal, reading: Reading) -> Claim:
    return Claim(
        "",
        proposal.kind,
        "discovered",
        reading.tree,
        dict(reading.roles),
        cue=proposal.cue,
        steps=reading.steps,
    )


def _try(proposal: Proposal, reading: Reading, figures: Figures) -> Result:
    return evaluate(_claim(proposal, reading), figures)


def _passed(
    result: Result, reading: Reading, proposal: Proposal, tried: int, figures: Figures
) -> Result:
    notes = _unique(
        (
            *reading.notes,
            *(n for n in proposal.notes if n != "whole"),
            *(n for n in result.notes if n != "rounding-only"),
        )
    )
    if hardly(result, tried):
        notes = (*notes, "low-power")
    verdict = WARN if reading.weaker or _odd_words(result, figures) else PASS
    return replace(result, verdict=verdict, reading=reading.name, notes=notes)


def telling(reading: Reading, figures: Figures) -> bool:
    """Whether a whole number would not lie in the range by chance: it is narrower than one."""
    tree = reading.tree
    if not isinstance(tree, Call):
        return True
    claim = Claim("", "", "discovered", tree, dict(reading.roles), steps=reading.steps)
    try:
        width = range_of(tree.arguments[0], boxes_of(claim, figures)).interval.width
    except Undefined:
        return False
    return width is not None and width < 1


def _odd_words(result: Result, figures: Figures) -> bool:
    """Whether a sum adds what is counted in different words (例 and 人; not 人 and 人次)."""
    if "unit-words-differ" not in result.notes or result.claim.kind != "total":
        return False
    words = {figures[i].unit.removesuffix("次") or "次" for i in result.claim.figures}
    return len({SAME_COUNT.get(w, w) for w in words}) > 1


def hardly(result: Result, tried: int) -> bool:
    """Whether the check could hardly fail: the sides are so wide that most values would do."""
    if result.left is None or result.right is None or not isinstance(result.claim.tree, Compare):
        return False
    if result.claim.tree.operators[0] not in ("=", "≈"):
        return False
    widths = [i.width for i in (result.left, result.right)]
    if widths[0] is None or widths[1] is None:
        return True
    size = max((abs(v) for v in result.printed or () if v), default=None)
    return size is not None and (widths[0] + widths[1]) * tried > HARDLY * size * 2


def _softened(first: Result, proposal: Proposal, figures: Figures) -> Result | None:
    """The warning under a weaker reading, None where none holds."""
    for reading in proposal.readings[:1]:
        if reading.steps:
            loose = _try(proposal, replace(reading, steps={}), figures)
            if loose.verdict == PASS:
                return replace(
                    loose,
                    verdict=WARN,
                    reading="coarser-step",
                    notes=_unique((*reading.notes, "coarser-step", *loose.notes)),
                )
    if first.claim.kind not in ("bound", "direction"):
        for note in ("truncated", "last-digit"):
            if note in first.notes:
                return replace(
                    first,
                    verdict=WARN,
                    reading=note,
                    notes=_unique((*proposal.notes, note, *first.notes)),
                )
    if _roughly(first, figures):
        return replace(first, verdict=WARN, reading="about")
    return None


def _roughly(result: Result, figures: Figures) -> bool:
    """Whether it misses through a 约 by under 5 %."""
    quantities = [figures[i].quantity for i in names(result.claim.tree)]
    hedged = any(q is not None and (q.hedge or "") in ROUGH for q in quantities)
    if not hedged or result.printed is None or result.gap is None:
        return False
    size = max(abs(v) for v in result.printed)
    return result.gap < ABOUT * size


# ---------------------------------------------------------------- trees


def equal(left: Node, right: Node) -> Compare:
    return Compare(("=",), (left, right))


def order(left: Node, operator: str, right: Node) -> Compare:
    return Compare((operator,), (left, right))


def total(ids: tuple[str, ...] | list[str]) -> Node:
    """a + b + c"""
    node: Node = Name(ids[0])
    for i in ids[1:]:
        node = Binary("+", node, Name(i))
    return node


def minus(left: Node, right: Node) -> Node:
    return Binary("-", left, right)


def plus(left: Node, right: Node) -> Node:
    return Binary("+", left, right)


def times(left: Node, right: Node) -> Node:
    return Binary("*", left, right)


def over(left: Node, right: Node) -> Node:
    return Binary("/", left, right)


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))


def grim(*arguments: Node) -> Call:
    return Call("grim", arguments)


def common_steps(ids: tuple[str, ...] | list[str], figures: Figures) -> dict[str, Fraction]:
    """The finest step among the figures of one unit and one scale word, for those that are coarser.

    Hedged figures and counts keep what they say.
    """
    groups: dict[tuple[str, str], list[Figure]] = {}
    for i in ids:
        figure = figures[i]
        quantity = figure.quantity
        if (
            quantity is None
            or quantity.step is None
            or quantity.bounds is not None
            or quantity.exact
        ):
            continue
        groups.setdefault(
            (units.dimension(quantity.unit) or quantity.unit, quantity.scale), []
        ).append(figure)
    out: dict[str, Fraction] = {}
    for group in groups.values():
        finest = min((f.step or Fraction(0)) * factor_of(f) for f in group)
        for f in group:
            own = finest / factor_of(f)
            if f.step and own < f.step:
                out[f.id] = own
    return out
