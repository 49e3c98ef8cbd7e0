"""Which values of one figure would let a check hold? The tree is inverted from its root.

Exact where the figure occurs once (or linearly) in a comparison; where it occurs more than once in
one that is not linear, sympy solves for it (audit.exact.algebra).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from audit.exact.formula import Binary, Call, Name, Negative, Node, walk
from audit.exact.interval import ALL, Interval, point
from audit.exact.ranges import (
    Boxes,
    Undefined,
    enclose,
    exponent,
    figures_in,
    plain,
    range_of,
    root_of,
    summed,
    terms,
)
from audit.exact.satisfy import Atom, Condition, Grim, single

ZERO = Fraction(0)
EMPTY = Interval(Fraction(1), Fraction(0))


def mends(ways: list[list[Condition]], name: str, boxes: Boxes) -> list[Interval]:
    """The values of figure `name` for which one alternative holds, the others in their boxes.

    Where several conditions of one alternative share other figures, each narrows on its own: the
    intervals may then be wider than what all of them allow together.
    """
    out: list[Interval] = []
    for way in ways:
        try:
            allowed = _way(way, name, boxes)
        except Undefined:
            continue
        out += [i for i in allowed if not i.is_empty and i not in out]
    return out


def _way(way: list[Condition], name: str, boxes: Boxes) -> list[Interval]:
    allowed = [ALL]
    for condition in way:
        sides = (
            (condition.rate, condition.base)
            if isinstance(condition, Grim)
            else (condition.difference,)
        )
        if not any(name in figures_in(s) for s in sides):
            if not single(condition, boxes):
                return []
            continue
        if isinstance(condition, Grim):
            continue  # nearly every rate is attainable somewhere: it narrows nothing
        allowed = [a.intersect(b) for a in allowed for b in solve(condition, name, boxes)]
    return allowed


def solve(atom: Atom, name: str, boxes: Boxes) -> list[Interval]:
    """The values of `name` that satisfy the atom for some values of the other figures."""
    target = _target(atom)
    if target is None:
        return [ALL]
    difference = plain(atom.difference)
    linear = terms(difference)
    own = linear.pop(Name(name), None)
    if own is not None and not any(name in figures_in(t) for t in linear):
        rest = _range(linear, boxes)
        return [(target - rest).scale(1 / own)]
    if own is None and _count(difference, name) == 1:
        sharp = _solved(difference, name, target, boxes)
        return [_invert(difference, name, target, boxes) if sharp is None else sharp]
    from audit.exact import algebra

    found = algebra.solutions(difference, name, boxes)
    if atom.operator == "=":
        return found
    return _sided(atom, found, name, boxes)


TARGET = "\0target"  # what the difference may be, in an equation that was solved for a figure


def _solved(node: Node, name: str, target: Interval, boxes: Boxes) -> Interval | None:
    """The range of the equation solved for `name`, where another figure stands in it more than once:
    going down the tree would take that figure for a new one each time. None where `_invert` is as
    sharp, or can do what this cannot."""
    others = [n.name for n in walk(node) if isinstance(n, Name) and n.name != name]
    if len(others) == len(set(others)):
        return None
    solved = _solve_for(node, name, Name(TARGET))
    if solved is None:
        return None
    try:
        return range_of(solved, {**boxes, TARGET: target}).interval
    except (Undefined, ZeroDivisionError):
        return None


def _solve_for(node: Node, name: str, value: Node) -> Node | None:
    """`node` = `value`, solved for the one `name` in it by the four operations."""
    while not isinstance(node, Name):
        if isinstance(node, Negative):
            node, value = node.operand, Negative(value)
            continue
        if not isinstance(node, Binary) or node.operator == "^":
            return None
        left = name in figures_in(node.left)
        inner, other = (node.left, node.right) if left else (node.right, node.left)
        if left or node.operator in "+*":
            back = {"+": "-", "-": "+", "*": "/", "/": "*"}[node.operator]
            value = Binary(back, value, other)
        else:
            value = Binary(node.operator, other, value)
        node = inner
    return value


def _sided(atom: Atom, found: list[Interval], name: str, boxes: Boxes) -> list[Interval]:
    """For an inequality: the side of each solution on which it holds."""
    out = []
    for solution in found:
        if solution.low is None or solution.high is None:
            continue
        gap = max(abs(solution.high), Fraction(1))
        for side in (Interval(solution.low, None), Interval(None, solution.high)):
            probe = solution.high + gap if side.high is None else solution.low - gap
            if single(atom, {**boxes, name: point(probe)}):
                out.append(side)
    return out


def _target(atom: Atom) -> Interval | None:
    """What left - right may be."""
    if atom.operator == "=":
        return Interval(-atom.slack, atom.slack)
    if atom.operator in ("<", "<="):
        return Interval(None, atom.slack, False, atom.operator == "<=")
    if atom.operator in (">", ">="):
        return Interval(-atom.slack, None, atom.operator == ">=", False)
    return None


def _range(linear: Mapping[Node, Fraction], boxes: Boxes) -> Interval:

    return range_of(summed(dict(linear)), boxes).interval


def _count(node: Node, name: str) -> int:
    return sum(isinstance(n, Name) and n.name == name for n in walk(node))


def _invert(node: Node, name: str, target: Interval, boxes: Boxes) -> Interval:
    """The values of `name`, which occurs once in `node`, that put `node` into `target`."""
    if isinstance(node, Name) or target.is_empty:
        return target
    if isinstance(node, Negative):
        return _invert(node.operand, name, -target, boxes)
    if isinstance(node, Call):
        return _invert_call(node, name, target, boxes)
    assert isinstance(node, Binary), node
    if node.operator == "^":
        return _invert(node.left, name, _unpower(node, target, boxes), boxes)
    inside_left = name in figures_in(node.left)
    inner, other = (node.left, node.right) if inside_left else (node.right, node.left)
    known = enclose(other, boxes)
    try:
        if node.operator == "+":
            below = target - known
        elif node.operator == "-":
            below = target + known if inside_left else known - target
        elif node.operator == "*":
            below = target / known
        else:
            below = target * known if inside_left else known / target
    except ZeroDivisionError:
        return ALL
    return _invert(inner, name, below, boxes)


def _unpower(node: Binary, target: Interval, boxes: Boxes) -> Interval:
    """The bases whose power lies in the target, on the side of zero where the base is printed."""
    whole, root = exponent(node.right)
    if root != 1:
        return target.power(root) if whole > 0 else target.power(-root)
    if whole == 0:
        return ALL
    if whole < 0:
        try:
            return _roots(target.inverse(), -whole, enclose(node.left, boxes))
        except ZeroDivisionError:
            return ALL
    return _roots(target, whole, enclose(node.left, boxes))


def _roots(target: Interval, n: int, base: Interval) -> Interval:
    if n % 2 == 0:
        target = target.intersect(Interval(ZERO, None))
        if target.is_empty:
            return target
    low = None if target.low is None else root_of(target.low, n)[0]
    high = None if target.high is None else root_of(target.high, n)[1]
    root = Interval(low, high, target.low_closed, target.high_closed)
    negative = n % 2 == 0 and base.high is not None and base.high <= 0
    return -root if negative else root


def _invert_call(node: Call, name: str, target: Interval, boxes: Boxes) -> Interval:
    inner = next(a for a in node.arguments if name in figures_in(a))
    others = [enclose(a, boxes) for a in node.arguments if a is not inner]
    if node.function == "sum":
        for other in others:
            target = target - other
    elif node.function == "abs":
        base = enclose(inner, boxes)
        target = target.intersect(Interval(ZERO, None))
        target = -target if base.high is not None and base.high <= 0 else target
    elif node.function in ("min", "max"):
        target = _invert_extreme(node.function, target, others)
    elif node.function == "round":
        digits = int(others[0].low or 0) if others else 0
        target = target.widen(Fraction(10) ** -digits / 2)
    return _invert(inner, name, target, boxes)


def _invert_extreme(function: str, target: Interval, others: list[Interval]) -> Interval:
    """max(x, others) in target: x in target, or anything below if the others can reach it."""
    if function == "min":
        return -_invert_extreme("max", -target, [-o for o in others])
    for other in others:
        if target.high is not None and other.low is not None and (other.low > target.high):
            return EMPTY
    if any(o.meets(target) for o in others):
        return Interval(None, target.high, False, target.high_closed)
    return target
