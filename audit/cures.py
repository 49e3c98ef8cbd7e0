"""What a suspect should be: the values that mend every claim, those that one slip explains first.

A value is printed at the figure's own step, a count is whole and not negative, and nothing is
suggested that breaks a claim which holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import floor

from msgspec.structs import replace

from audit.equations import STEPS, is_whole, never_negative, rows_of
from audit.evaluate import Judge, boxes_of, factor_of
from audit.exact import units
from audit.exact.formula import Call, Name, Number, names, walk
from audit.exact.interval import Interval
from audit.exact.ranges import Undefined
from audit.exact.rounding import Quantity, round_to
from audit.localize import Cure
from audit.model import Claim, Figure, Place, Suggestion
from audit.slips import Slip, candidates

Figures = Mapping[str, Figure]
Suggestions = dict[str, list[Suggestion]]
MAX_CANDIDATES = 6
MAX_TRIED = 64  # combinations of values, where several figures have to change together
NEIGHBOURS = 4
EARLIER = 8
CROWDED = Fraction(1, 4)  # what each further value of the same slip costs: they share its odds


def suggestions_for(
    cures: Sequence[Cure], claims: Mapping[str, Claim], figures: Figures
) -> Suggestions:
    """Figure -> its cures, likeliest first, over all sets of one cause."""
    out: Suggestions = {}
    for cure in cures:
        made = {i: _of_suspect(i, cure, figures) for i in cure.variables}
        if len(cure.variables) == 1:
            made = {
                i: [s for s in some if holds_with([s], claims.values(), figures)]
                for i, some in made.items()
            }
        else:
            made = _together(made, claims, figures)
        for id, some in made.items():
            if some or id not in out:
                out.setdefault(id, []).extend(s for s in some if s not in out.get(id, ()))
    return {id: some[:MAX_CANDIDATES] for id, some in out.items()}


def _of_suspect(id: str, cure: Cure, figures: Figures) -> list[Suggestion]:
    pieces = cure.pieces.get(id) or (cure.mending[id],)
    made = [s for piece in pieces for s in suggest(figures[id], piece, figures)]
    return sorted(made, key=lambda s: s.slip is None)


def _together(made: Suggestions, claims: Mapping[str, Claim], figures: Figures) -> Suggestions:
    """The values of a set that fit each other come first; those that were only taken from the
    middle of what one figure alone may be are not told where they do not."""
    ids = list(made)
    if not all(any(s.value is not None for s in some) for some in made.values()):
        return made
    about = [c for c in claims.values() if set(ids) & set(names(c.tree))]
    valued = [[s for s in made[i] if s.value is not None] for i in ids]
    for chosen in islice(product(*valued), MAX_TRIED):
        if holds_with(chosen, about, figures, everything=True):
            return {
                i: [s, *(o for o in made[i] if o is not s)]
                for i, s in zip(ids, chosen, strict=True)
            }
    return {i: [_open(s) for s in some] for i, some in made.items()}


def _open(s: Suggestion) -> Suggestion:
    return s if s.slip is not None or s.low == s.high else replace(s, value=None)


def holds_with(
    chosen: Sequence[Suggestion],
    claims: Iterable[Claim],
    figures: Figures,
    everything: bool = False,
) -> bool:
    """Whether each claim about the figures can hold once they are printed so. The interval of a
    claim that is not linear may be wider than what mends it; linear ones are only asked again
    about `everything`, for values that were chosen one by one."""
    values = {s.figure: s.value for s in chosen if s.value is not None}
    after = dict(figures)
    for id, value in values.items():
        figure = figures[id]
        if figure.prints:
            mended = replace(figure.prints[0], value=value, bounds=None)
            after[id] = replace(figure, prints=(mended,), problem=None)
    for claim in claims:
        if not values.keys() & set(names(claim.tree)):
            continue
        if not everything and rows_of(claim, figures) is not None:
            continue
        try:
            judge = Judge(claim, after, boxes_of(claim, after))
            if not judge.holds(judge.boxes, claim.rounding, STEPS):
                return False
        except Undefined:
            continue
    return True


def attainable(
    broken: Sequence[str], claims: Mapping[str, Claim], figures: Figures
) -> Iterator[Suggestion]:
    """The printed rates nearest to one that no whole count over its base gives."""
    for id in broken:
        for node in walk(claims[id].tree):
            if not isinstance(node, Call) or node.function != "grim":
                continue
            rate, base = node.arguments[:2]
            if not isinstance(rate, Name) or not isinstance(base, Name):
                continue
            figure, n = figures[rate.name], figures[base.name].value
            items = node.arguments[2] if len(node.arguments) > 2 else Number(Fraction(1))
            if figure.value is None or not figure.step or not n or figure.fixed:
                continue
            assert isinstance(items, Number)
            factor = factor_of(figure) * (units.factor(rate.unit) if rate.unit else 1)
            total = n * items.value
            counts = figure.value * factor * total
            for count in (floor(counts), floor(counts) + 1):
                value = round_to(count / total / factor, figure.step)
                yield Suggestion(figure.id, value, value, value)


def likelihood(cure: Cure, made: Suggestions, figures: Figures) -> tuple[object, ...]:
    """Orders sets: those whose values one slip explains first, then document order. A set that
    only a negative value of something positive would mend, and several prints of one quantity
    that would all be wrong alike, come after the others."""
    negative = any(_below_zero(figures[i], cure.mending[i]) for i in cure.variables)
    unexplained = sum(not any(s.slip for s in made.get(i, ())) for i in cure.variables)
    places = []
    for i in cure.variables:
        place = figures[i].place
        places.append(
            (figures[i].document, place.start if place.start is not None else -1, id_order(i))
        )
    return negative, unexplained > 0, len(cure.variables), sorted(places)


def _below_zero(figure: Figure, allowed: Interval) -> bool:
    at_least = figure.value is not None and figure.value >= 0
    return at_least and allowed.high is not None and allowed.high < 0


def id_order(id: str) -> tuple[int, str]:
    head = id.rstrip("0123456789")
    return int(id[len(head) :] or 0), head


def suggest(figure: Figure, allowed: Interval, figures: Figures) -> list[Suggestion]:
    """The cures of one suspect: the values that one slip explains, else the one in the middle.

    A value is printed at the figure's own step: it cures if what it may stand for meets what is
    allowed.
    """
    quantity = figure.quantity
    if quantity is None or figure.fixed:
        return []
    allowed = allowed.scale(1 / factor_of(figure))
    low, high = allowed.low, allowed.high
    if quantity.value is None or (low is None and high is None):
        return [Suggestion(figure.id, low if allowed.is_point else None, low, high)]
    step = quantity.step
    room = allowed if quantity.exact or not step else allowed.widen(step / 2)
    found = candidates(
        quantity,
        allowed,
        whole=is_whole(figure),
        others=neighbours(figure, figures),
        earlier=earlier_values(figure, figures),
        mode="nearest",
    )
    # nothing is cured by the printed value itself, nor a count by a fraction of one
    found = [s for s in found if s.value != quantity.value]
    if quantity.exact and step:
        found = [s for s in found if s.value % step == 0]
    # a print with fewer decimals may stand for so much that it would cure nearly anything
    found = [
        s
        for s in found
        if s.value in room or not step or s.kind == "scale" or (s.step or step) <= step
    ]
    if quantity.value >= 0:
        found = [s for s in found if s.value >= 0] or ([] if never_negative(figure) else found)
    if found:
        found = _spread(found)
        return [Suggestion(figure.id, s.value, low, high, s.kind) for s in found[:MAX_CANDIDATES]]
    middle = printable(quantity, allowed, room)
    return [Suggestion(figure.id, None if middle == quantity.value else middle, low, high)]


def _spread(found: Sequence[Slip]) -> list[Slip]:
    """The slips with the likeliest of each kind before many of one kind."""
    seen: dict[str, int] = {}
    ranked = []
    for k, slip in enumerate(found):
        before = seen[slip.kind] = seen.get(slip.kind, -1) + 1
        ranked.append((slip.cost + before * CROWDED, k, slip))
    return [slip for *_, slip in sorted(ranked, key=lambda r: r[:2])]


def neighbours(figure: Figure, figures: Figures) -> list[Quantity]:
    """The printed figures beside this one, in its table also above and below: one may have been
    copied in its place."""
    number, head = id_order(figure.id)
    near = [
        f"{head}{n}" for n in range(number - NEIGHBOURS, number + NEIGHBOURS + 1) if n != number
    ]
    beside = [figures[i] for i in near if i in figures]
    if figure.place.table is not None and figure.place.cell is not None:
        beside += [f for f in figures.values() if _adjoins(figure.place, f.place)]
    quantities = [f.quantity for f in beside]
    return [q for q in quantities if q is not None and q.unit == figure.unit]


def _adjoins(one: Place, other: Place) -> bool:
    """Whether two cells of one table stand above each other."""
    if one.table != other.table or one.path != other.path or not one.cell or not other.cell:
        return False
    a, b = one.cell.rpartition("!")[2], other.cell.rpartition("!")[2]
    columns, rows = zip(
        *((c.rstrip("0123456789"), c.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for c in (a, b)),
        strict=True,
    )
    if columns[0] != columns[1] or not all(r.isdigit() for r in rows):
        return False
    return abs(int(rows[0]) - int(rows[1])) == 1


def earlier_values(figure: Figure, figures: Figures) -> list[Quantity]:
    """The same quantity in other periods: one of them may have been left standing."""
    if not figure.label or figure.period is None:
        return []
    found = [
        f.quantity
        for f in figures.values()
        if f.label == figure.label and f.period not in (None, figure.period) and f.id != figure.id
    ]
    return [q for q in found[:EARLIER] if q is not None and q.unit == figure.unit]


def printable(quantity: Quantity, allowed: Interval, room: Interval) -> Fraction | None:
    """How the middle of the allowed values is printed at the figure's own step."""
    step, low, high = quantity.step, allowed.low, allowed.high
    if low is None or high is None:
        return None
    middle = (low + high) / 2
    if not step:
        return middle if allowed.is_point else None
    value = round_to(middle, step)
    return value if value in room else None
