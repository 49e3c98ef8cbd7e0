"""Can a rule hold? Is there one assignment of values inside all intervals that satisfies it?

A rule is brought into alternatives of jointly required atoms. A single atom is decided by the
exact range of its difference. Several atoms are decided by exact linear feasibility, where every
term that is not linear has figures of its own; what is left is searched under a budget, and a spent
budget is `Undefined("budget")`: never a pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, product
from math import ceil, floor

from msgspec import Struct

from audit.exact.formula import (
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Node,
    Number,
)
from audit.exact.interval import Interval, point
from audit.exact.ranges import (
    UNIT_TERM,
    Boxes,
    Terms,
    Undefined,
    enclose,
    figures_in,
    plain,
    range_of,
    terms,
)

ZERO = Fraction(0)
MAX_ALTERNATIVES = 256
SEARCH_STEPS = 2_000
MAX_BASES = 100_000
MAX_CORNERS = 729


class Atom(Struct, frozen=True):
    """left operator right; `slack` is what the two sides may be apart (in base units)."""

    operator: str
    left: Node
    right: Node
    slack: Fraction = ZERO

    @property
    def difference(self) -> Node:
        return Binary("-", self.left, self.right)


class Grim(Struct, frozen=True):
    """Could `rate` come from whole counts over `base` units of `items` each? (GRIM test)"""

    rate: Node
    base: Node
    items: int
    wanted: bool = True


Condition = Atom | Grim
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def alternatives(
    node: Node, slack: dict[Node, Fraction], wanted: bool = True
) -> list[list[Condition]]:
    """The ways in which `node` can hold (or, not wanted, fail to hold), each a joint requirement.

    slack   what the sides of a comparison may be apart, per Compare node; a negated one has none
    """
    match node:
        case Conditional(condition=condition, check=check):
            if wanted:
                return _bounded(alternatives(condition, {}, False) + alternatives(check, slack))
            return _both([alternatives(condition, {}), alternatives(check, {}, False)])
        case Logic(operator="not", operands=operands):
            return alternatives(operands[0], {} if wanted else slack, not wanted)
        case Logic(operator=operator, operands=operands):
            ways = [alternatives(o, slack, wanted) for o in operands]
            if (operator == "and") == wanted:
                return _both(ways)
            return _bounded([w for way in ways for w in way])
        case Compare():
            own = slack.get(node, ZERO) if wanted else ZERO
            links = [_link(o, a, b, own, wanted) for o, a, b in node.links()]
            return _both(links) if wanted else _bounded([w for link in links for w in link])
        case Call(function="grim", arguments=arguments):
            items = arguments[2] if len(arguments) > 2 else Number(Fraction(1))
            assert isinstance(items, Number)
            return [[Grim(plain(arguments[0]), plain(arguments[1]), int(items.value), wanted)]]
    raise TypeError(f"not a check: {node!r}")


def _link(
    operator: str, left: Node, right: Node, slack: Fraction, wanted: bool
) -> list[list[Condition]]:
    left, right = plain(left), plain(right)
    if operator == "≈":
        if wanted:
            return [[Atom("=", left, right, slack)]]
        return [[Atom("!=", left, right)]]
    return [[Atom(operator if wanted else _OPPOSITE[operator], left, right, slack)]]


def _both(ways: Sequence[list[list[Condition]]]) -> list[list[Condition]]:
    out: list[list[Condition]] = [[]]
    for way in ways:
        out = _bounded([[*a, *b] for a in out for b in way])
    return out


def _bounded(ways: list[list[Condition]]) -> list[list[Condition]]:
    if len(ways) > MAX_ALTERNATIVES:
        raise Undefined("budget")
    return ways


def satisfiable(
    ways: list[list[Condition]],
    boxes: Boxes,
    rounding: str = "nearest",
    steps: int = SEARCH_STEPS,
) -> bool:
    """Whether one of the alternatives holds for some values inside the boxes. Raises Undefined.

    steps   the effort of a search, where one is needed
    """
    undefined: Undefined | None = None
    for way in ways:
        try:
            if joint(way, boxes, rounding, steps):
                return True
        except Undefined as e:
            undefined = undefined or e
    if undefined is not None:
        raise undefined
    return False


def joint(
    conditions: list[Condition],
    boxes: Boxes,
    rounding: str = "nearest",
    steps: int = SEARCH_STEPS,
) -> bool:
    """Whether all conditions hold for one assignment."""
    if not all(single(c, boxes, rounding) for c in conditions):
        return False
    groups = _connected(conditions, boxes)
    return all(len(g) == 1 or _together(g, boxes, rounding, steps) for g in groups)


def single(condition: Condition, boxes: Boxes, rounding: str = "nearest") -> bool:
    if isinstance(condition, Grim):
        return attainable(condition, boxes) == condition.wanted
    difference = range_of(condition.difference, boxes, rounding)
    holds = admits(condition, difference.interval)
    if holds and not difference.exact and not _witnessed(condition, boxes, rounding):
        raise Undefined("budget")  # the enclosure is wider than the range: it proves nothing
    return holds


def _witnessed(atom: Atom, boxes: Boxes, rounding: str) -> bool:
    """Whether the difference of the sides is seen to satisfy the atom at corners or in the middle,
    or (it is continuous over a box) to pass through zero between them."""
    values = []
    for corner in _corners(boxes):
        try:
            values.append(enclose(atom.difference, corner, rounding))
        except Undefined:
            return False
    if any(admits(atom, v) for v in values):
        return True
    signs = {v.low > 0 for v in values if v.low is not None and v.is_point}
    return atom.operator == "=" and len(signs) > 1


def _corners(boxes: Boxes) -> list[dict[str, Interval]]:
    """Closed corners of the box (the first MAX_CORNERS) and its middle."""
    ends = []
    for name, box in boxes.items():
        own = [
            e
            for e, c in ((box.low, box.low_closed), (box.high, box.high_closed))
            if e is not None and c
        ]
        if box.low is not None and box.high is not None:
            own.append((box.low + box.high) / 2)
        if not own:
            return []
        ends.append([(name, point(e)) for e in dict.fromkeys(own)])
    return [dict(c) for c in islice(product(*ends), MAX_CORNERS)]


def admits(atom: Atom, d: Interval) -> bool:
    if atom.operator == "!=":
        return not (d.is_point and d.low == 0)
    if atom.operator == "=":
        return ZERO in d.widen(atom.slack)
    if atom.operator in (">", ">="):
        d = -d
    if d.low is None or d.low < atom.slack:
        return True
    strict = atom.operator in ("<", ">")
    return d.low == atom.slack and d.low_closed and not strict


def attainable(grim: Grim, boxes: Boxes) -> bool:
    """Whether whole counts k and n exist with k / (n * items) inside the printed rate."""
    rate, base = enclose(grim.rate, boxes), enclose(grim.base, boxes)
    if rate.low is None or rate.high is None or base.low is None:
        return True
    first = max(1, ceil(base.low) + (not base.low_closed and base.low.denominator == 1))
    if base.high is None:
        last = first + MAX_BASES
    else:
        last = floor(base.high) - (not base.high_closed and base.high.denominator == 1)
    if first > last:
        raise Undefined(
            "division-by-zero" if base.high is not None and base.high <= 0 else "no-whole-base"
        )
    width = rate.high - rate.low
    for n in range(first, min(last, first + MAX_BASES) + 1):
        units = n * grim.items
        if width * units > 1 or _holds_whole(rate, units):
            return True
    if last > first + MAX_BASES or base.high is None:
        raise Undefined("budget")
    return False


def _holds_whole(rate: Interval, units: int) -> bool:
    """Whether a multiple of 1/units lies in the interval."""
    assert rate.low is not None
    k = ceil(rate.low * units)
    return any(Fraction(candidate, units) in rate for candidate in (k, k + 1))


# ---------------------------------------------------------------- several atoms together


def _connected(conditions: list[Condition], boxes: Boxes) -> list[list[Condition]]:
    """The conditions in groups that share figures which are not points."""
    groups: list[tuple[frozenset[str], list[Condition]]] = []
    for condition in conditions:
        sides = (
            (condition.left, condition.right)
            if isinstance(condition, Atom)
            else (condition.rate, condition.base)
        )
        names = frozenset(n for s in sides for n in figures_in(s) if not boxes[n].is_point)
        members = [condition]
        apart = []
        for group in groups:
            if group[0] & names:
                names, members = names | group[0], group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (names, members)]
    return [g for _, g in groups]


def _together(conditions: list[Condition], boxes: Boxes, rounding: str, steps: int) -> bool:
    atoms = [c for c in conditions if isinstance(c, Atom)]
    if not atoms:
        return _one_base([c for c in conditions if isinstance(c, Grim)], boxes)
    if len(atoms) < len(conditions):
        raise Undefined("budget")  # a GRIM test that shares a rounded figure with another check
    forms = [terms(a.difference) for a in atoms]
    owned = _owners(forms, boxes)
    if owned is not None:
        return _linear(atoms, forms, owned, boxes, rounding)
    return _search(atoms, dict(boxes), rounding, steps)


def _one_base(tests: list[Grim], boxes: Boxes) -> bool:
    """Whether several rates can come from whole counts over one base at once."""
    from audit.exact.attainable import common_base

    first = tests[0]
    alike = all((t.base, t.items, t.wanted) == (first.base, first.items, True) for t in tests)
    rates = [enclose(t.rate, boxes) for t in tests]
    shared = {n for t in tests for n in figures_in(t.rate)} & figures_in(first.base)
    if not alike or shared or any(r.low is None or r.high is None for r in rates):
        raise Undefined("budget")
    try:
        return common_base(rates, enclose(first.base, boxes), first.items) is not None
    except OverflowError:
        raise Undefined("budget") from None


def _owners(forms: list[Terms], boxes: Boxes) -> list[Node] | None:
    """The distinct terms, if no figure occurs in two of them."""
    distinct = list(dict.fromkeys(t for f in forms for t in f if t != UNIT_TERM))
    seen: set[str] = set()
    for term in distinct:
        names = {n for n in figures_in(term) if not boxes[n].is_point}
        if names & seen:
            return None
        seen |= names
    return distinct


def _linear(
    atoms: list[Atom], forms: list[Terms], owned: list[Node], boxes: Boxes, rounding: str
) -> bool:
    from audit.exact import linear

    keys = {term: f"t{k}" for k, term in enumerate(owned)}
    ranges = {term: range_of(term, boxes, rounding) for term in owned}
    rows: list[linear.Row] = []
    for atom, form in zip(atoms, forms, strict=True):
        weights = {keys[t]: w for t, w in form.items() if t != UNIT_TERM}
        bound = -form.get(UNIT_TERM, ZERO)
        if atom.operator == "=" and atom.slack:
            rows.append(linear.Row(weights, "<=", bound + atom.slack))
            rows.append(linear.Row(weights, ">=", bound - atom.slack))
            continue
        slack = atom.slack if atom.operator in ("<", "<=") else -atom.slack
        rows.append(
            linear.Row(weights, atom.operator, bound if atom.operator == "!=" else bound + slack)
        )
    held = linear.feasible(rows, {keys[t]: r.interval for t, r in ranges.items()}) is not None
    if held and not all(r.exact for r in ranges.values()):
        raise Undefined("budget")
    return held


def _search(atoms: list[Atom], boxes: dict[str, Interval], rounding: str, steps: int) -> bool:
    """Branch and prune: halve the widest figure until a corner or middle satisfies all atoms."""
    stack = [boxes]
    for _ in range(steps):
        if not stack:
            return False
        box = stack.pop()
        try:
            if not all(admits(a, enclose(a.difference, box, rounding)) for a in atoms):
                continue
        except Undefined:
            pass
        if any(_holds_at(atoms, p, rounding) for p in _probes(box)):
            return True
        name = max(
            (n for n in box if not box[n].is_point),
            key=lambda n: (box[n].width or ZERO, n),
            default=None,
        )
        if name is None:
            continue
        low, high = box[name].low, box[name].high
        if low is None or high is None:
            raise Undefined("budget")
        middle = (low + high) / 2
        stack.append({**box, name: Interval(middle, high, True, box[name].high_closed)})
        stack.append({**box, name: Interval(low, middle, box[name].low_closed, True)})
    raise Undefined("budget")


def _probes(box: dict[str, Interval]) -> list[dict[str, Interval]]:
    """A few points of a box: its middle and the closed ends of its diagonal."""
    probes = []
    for share in (Fraction(1, 2), ZERO, Fraction(1)):
        values: dict[str, Interval] = {}
        for name, i in box.items():
            if i.low is None or i.high is None:
                return []
            value = i.low + (i.high - i.low) * share
            if value not in i:
                break
            values[name] = point(value)
        else:
            probes.append(values)
    return probes


def _holds_at(atoms: list[Atom], values: dict[str, Interval], rounding: str) -> bool:
    try:
        return all(admits(a, enclose(a.difference, values, rounding)) for a in atoms)
    except Undefined:
        return False
