"""The exact range of an expression when each figure may be anything in its interval.

Where every figure occurs once, interval arithmetic is exact. Where figures repeat, like terms are
collected; what then still repeats is bounded by monotonicity: an expression that only rises (or
only falls) with a figure takes its extremes at that figure's ends. What is left is subdivided, and
a range that is wider than the true one is marked as such (`exact` false).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt

from msgspec import Struct

from audit.exact import units
from audit.exact.formula import (
    Binary,
    Call,
    Name,
    Negative,
    Node,
    Number,
    transform,
    walk,
)
from audit.exact.interval import Interval, point
from audit.exact.rounding import round_to

ZERO, ONE = Fraction(0), Fraction(1)
ROOT_DIGITS = 40
SPLITS = 400
MAX_BITS = 14_000

Boxes = Mapping[str, Interval]


class Undefined(Exception):
    """The expression has no value for some admitted figures; `code` names the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Range(Struct, frozen=True):
    interval: Interval
    exact: bool = True


# ---------------------------------------------------------------- the tree made plain


def plain(node: Node) -> Node:
    """The tree with growth, share, per, mean and count written out, and units as factors."""
    return transform(node, _plain) if any(map(_is_special, walk(node))) else node


def _is_special(node: Node) -> bool:
    return isinstance(node, Call) or (isinstance(node, Name | Number) and node.unit != "")


def _plain(node: Node) -> Node:
    if isinstance(node, Number) and node.unit:
        return Number(node.value * units.factor(node.unit))
    if isinstance(node, Name) and node.unit:
        return Binary("*", Name(node.name), Number(units.factor(node.unit)))
    if not isinstance(node, Call):
        return node
    arguments = node.arguments
    if node.function == "growth":
        return Binary("-", Binary("/", arguments[0], arguments[1]), Number(ONE))
    if node.function in ("share", "per"):
        return Binary("/", arguments[0], arguments[1])
    if node.function == "mean":
        return Binary("/", Call("sum", arguments), Number(Fraction(len(arguments))))
    if node.function == "count":
        return Number(Fraction(len(arguments)))
    return node


def exponent(node: Node) -> tuple[int, int]:
    """(p, q) of an exponent p/q: the grammar admits whole numbers and 1/n only."""
    if isinstance(node, Number):
        return int(node.value), 1
    assert isinstance(node, Binary)
    assert isinstance(node.left, Number)
    assert isinstance(node.right, Number)
    return int(node.left.value), int(node.right.value)


Terms = dict[Node, Fraction]
UNIT_TERM = Number(ONE)  # the key under which a linear form keeps its constant


def terms(node: Node) -> Terms:
    """A plain tree as a sum of weighted terms; a term is a name or a sub-tree that is not linear.

    The constant stands under UNIT_TERM. Weights of zero are dropped, so that what cancels is gone.
    """
    out: Terms = {}
    _collect(node, ONE, out)
    return {t: w for t, w in out.items() if w}


def _collect(node: Node, weight: Fraction, out: Terms) -> None:
    match node:
        case Number(value=value):
            out[UNIT_TERM] = out.get(UNIT_TERM, ZERO) + weight * value
            return
        case Negative(operand=operand):
            return _collect(operand, -weight, out)
        case Binary(operator="+", left=left, right=right):
            _collect(left, weight, out)
            return _collect(right, weight, out)
        case Binary(operator="-", left=left, right=right):
            _collect(left, weight, out)
            return _collect(right, -weight, out)
        case Binary(operator="*", left=left, right=right):
            for one, other in ((left, right), (right, left)):
                factor = constant(one)
                if factor is not None:
                    return _collect(other, weight * factor, out)
        case Binary(operator="/", left=left, right=right):
            divisor = constant(right)
            if divisor is not None:
                if divisor == 0:
                    raise Undefined("division-by-zero")
                return _collect(left, weight / divisor, out)
        case Call(function="sum", arguments=arguments):
            for argument in arguments:
                _collect(argument, weight, out)
            return
    out[node] = out.get(node, ZERO) + weight


def constant(node: Node) -> Fraction | None:
    """The value of a tree without names, None if it has any (or an inexact root)."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name) or any(isinstance(n, Name) for n in walk(node)):
        return None
    try:
        low_high = enclose(node, {})
    except Undefined:
        return None
    return low_high.low if low_high.is_point else None


# ---------------------------------------------------------------- interval evaluation


def enclose(node: Node, boxes: Boxes, rounding: str = "nearest") -> Interval:
    """The range of a plain tree as if all occurrences were independent: exact where each figure
    that is not a point occurs once, else an enclosure. Raises Undefined."""
    match node:
        case Number(value=value):
            return point(value)
        case Name(name=name):
            return boxes[name]
        case Negative(operand=operand):
            return -enclose(operand, boxes, rounding)
        case Binary(operator=operator, left=left, right=right):
            if operator == "^":
                return power(enclose(left, boxes, rounding), *exponent(right))
            a, b = enclose(left, boxes, rounding), enclose(right, boxes, rounding)
            if operator == "+":
                return a + b
            if operator == "-":
                return a - b
            if operator == "*":
                return a * b
            try:
                return a / b
            except ZeroDivisionError:
                raise Undefined("division-by-zero") from None
        case Call(function=function, arguments=arguments):
            return _call(function, [enclose(a, boxes, rounding) for a in arguments], rounding)
    raise TypeError(f"not a value: {node!r}")


def _call(function: str, values: list[Interval], rounding: str) -> Interval:
    if function == "sum":
        total = values[0]
        for v in values[1:]:
            total = total + v
        return total
    if function == "abs":
        return values[0].absolute()
    if function == "max":
        return _greatest(values)
    if function == "min":
        return -_greatest([-v for v in values])
    assert function == "round", function
    digits = int(values[1].low or 0) if len(values) > 1 else 0
    step = Fraction(1, 10**digits) if digits >= 0 else Fraction(10**-digits)
    mode = "half-up" if rounding in ("nearest", "exact") else rounding
    low, high = values[0].low, values[0].high
    return Interval(
        None if low is None else round_to(low, step, mode),
        None if high is None else round_to(high, step, mode),
    )


def _greatest(values: list[Interval]) -> Interval:
    lows = [v.low for v in values if v.low is not None]
    low = max(lows) if lows else None
    low_closed = all(v.low_closed for v in values if v.low == low)
    if any(v.high is None for v in values):
        return Interval(low, None, low_closed)
    high = max(v.high for v in values if v.high is not None)
    return Interval(low, high, low_closed, any(v.high_closed for v in values if v.high == high))


def power(base: Interval, whole: int, root: int) -> Interval:
    """base ^ (whole/root) for a small whole exponent or a root."""
    sizes = [
        max(e.numerator.bit_length(), e.denominator.bit_length())
        for e in (base.low, base.high)
        if e
    ]
    if max(sizes, default=0) * max(abs(whole), root) > MAX_BITS:
        raise Undefined("budget")
    try:
        if root == 1:
            return base.power(whole)
        if root % 2 == 0 and (base.low is None or base.low < 0):
            raise Undefined("root-of-negative")
        low = None if base.low is None else root_of(base.low, root)
        high = None if base.high is None else root_of(base.high, root)
        rooted = Interval(
            None if low is None else low[0],
            None if high is None else high[1],
            low is None or base.low_closed or low[0] != low[1],
            high is None or base.high_closed or high[0] != high[1],
        )
        return rooted.power(-1) if whole < 0 else rooted
    except ZeroDivisionError:
        raise Undefined("division-by-zero") from None


def root_of(value: Fraction, n: int) -> tuple[Fraction, Fraction]:
    """Rationals around the n-th root, equal where it is rational, else 10^-ROOT_DIGITS apart."""
    if value < 0:
        low, high = root_of(-value, n)
        return -high, -low
    top, bottom = integer_root(value.numerator, n), integer_root(value.denominator, n)
    if top**n == value.numerator and bottom**n == value.denominator:
        exact = Fraction(top, bottom)
        return exact, exact
    unit = 10**ROOT_DIGITS
    scaled = integer_root(value.numerator * unit**n // value.denominator, n)
    return Fraction(scaled, unit), Fraction(scaled + 1, unit)


def integer_root(value: int, n: int) -> int:
    """The largest whole r with r ** n <= value."""
    if value < 2 or n == 1:
        return value
    if n == 2:
        return isqrt(value)
    guess = 1 << -(-value.bit_length() // n)
    while True:
        better = ((n - 1) * guess + value // guess ** (n - 1)) // n
        if better >= guess:
            return guess
        guess = better


# ---------------------------------------------------------------- repeated figures


def range_of(node: Node, boxes: Boxes, rounding: str = "nearest") -> Range:
    """The range of an expression over the boxes. Raises Undefined (division by zero ...)."""
    node = plain(node)
    if not repeated(node, boxes):
        return Range(enclose(node, boxes, rounding))
    enclose(node, boxes, rounding)  # a division by zero stays one, also where terms would cancel
    linear = terms(node)
    total = Range(point(ZERO))
    for group in _independent(linear, boxes):
        part = _bounded(summed(group), boxes, rounding)
        total = Range(total.interval + part.interval, total.exact and part.exact)
    return total


def repeated(node: Node, boxes: Boxes) -> list[str]:
    """The names that occur more than once and are not points."""
    counts: dict[str, int] = {}
    for n in walk(node):
        if isinstance(n, Name):
            counts[n.name] = counts.get(n.name, 0) + 1
    return [n for n, c in counts.items() if c > 1 and not boxes[n].is_point]


def _independent(linear: Terms, boxes: Boxes) -> list[Terms]:
    """The terms in groups that share no figure: their ranges add up exactly."""
    groups: list[tuple[set[str], Terms]] = []
    for term, weight in linear.items():
        names = {n.name for n in walk(term) if isinstance(n, Name) and not boxes[n.name].is_point}
        joined: tuple[set[str], Terms] = (names, {term: weight})
        apart = []
        for group in groups:
            if group[0] & joined[0]:
                joined = (group[0] | joined[0], {**group[1], **joined[1]})
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [g for _, g in groups]


def summed(linear: Terms) -> Node:
    total: Node | None = None
    for term, weight in linear.items():
        if term == UNIT_TERM:
            one: Node = Number(weight)
        else:
            one = term if weight == 1 else Binary("*", Number(weight), term)
        total = one if total is None else Binary("+", total, one)
    return total if total is not None else Number(ZERO)


def _bounded(node: Node, boxes: Boxes, rounding: str) -> Range:
    found = _between(node, boxes, rounding)
    if found.exact:
        return found
    from audit.exact.algebra import cancel

    simpler = plain(cancel(node))
    if len(repeated(simpler, boxes)) >= len(repeated(node, boxes)):
        return found
    return _between(simpler, boxes, rounding)


def _between(node: Node, boxes: Boxes, rounding: str) -> Range:
    low = _extreme(node, dict(boxes), -1, rounding)
    high = _extreme(node, dict(boxes), 1, rounding)
    interval = Interval(low[0], high[0], low[1], high[1])
    return Range(interval, low[2] and high[2])


def _extreme(
    node: Node, boxes: dict[str, Interval], side: int, rounding: str
) -> tuple[Fraction | None, bool, bool]:
    """(end, closed, exact) of the range on one side: -1 the low end, 1 the high end."""
    closed = True
    while True:
        left = repeated(node, boxes)
        progress = False
        for name in left:
            sign = slope(node, name, boxes)
            if not sign:
                continue
            box = boxes[name]
            end, shut = (box.high, box.high_closed) if sign == side else (box.low, box.low_closed)
            if end is None:
                continue
            boxes[name] = point(end)
            closed = closed and shut
            progress = True
        if not left or not progress:
            break
    enclosure = enclose(node, boxes, rounding)
    end, shut = (
        (enclosure.low, enclosure.low_closed)
        if side < 0
        else (enclosure.high, enclosure.high_closed)
    )
    if not left:
        return end, shut and closed, True
    return _subdivide(node, boxes, side, rounding, closed)


def _subdivide(
    node: Node, boxes: dict[str, Interval], side: int, rounding: str, closed: bool
) -> tuple[Fraction | None, bool, bool]:
    """Best-first bisection of the repeated figures; exact only if the bound is reached by a value."""
    import heapq

    def bound(b: dict[str, Interval]) -> Fraction | None:
        i = enclose(node, b, rounding)
        return i.low if side < 0 else i.high

    first = bound(boxes)
    if first is None:
        return None, False, False
    count = 0
    heap: list[tuple[Fraction, int, dict[str, Interval]]] = [(-side * first, count, boxes)]
    best = first
    for _ in range(SPLITS):
        key, _, box = heapq.heappop(heap)
        best = -side * key
        # a monotone piece gives its true extreme, which is a value that is reached
        name = max(repeated(node, box), key=lambda n: (box[n].width or ZERO, n), default=None)
        if name is None or not box[name].width:
            return best, closed, True
        width = box[name].width
        low, high = box[name].low, box[name].high
        if width is None or low is None or high is None:
            return best, False, False
        middle = low + width / 2
        for part in (Interval(low, middle), Interval(middle, high)):
            piece = {**box, name: part}
            for other in repeated(node, piece):
                sign = slope(node, other, piece)
                if sign:
                    end = piece[other].high if sign == side else piece[other].low
                    if end is not None:
                        piece[other] = point(end)
            value = bound(piece)
            if value is None:
                return best, False, False
            count += 1
            heapq.heappush(heap, (-side * value, count, piece))
    return best, closed, False


def slope(node: Node, name: str, boxes: Boxes) -> int:
    """1 if the expression never falls as the figure rises, -1 if it never rises, 0 if unknown."""
    try:
        change = derivative(node, name)
        if change is None:
            return 0
        interval = enclose(change, boxes)
    except Undefined:
        return 0
    if interval.low is not None and interval.low >= 0:
        return 1
    if interval.high is not None and interval.high <= 0:
        return -1
    return 0


def derivative(node: Node, name: str) -> Node | None:
    """The partial derivative of a plain tree, None where it has none (min, max, abs, round)."""
    match node:
        case Number():
            return Number(ZERO)
        case Name(name=own):
            return Number(ONE if own == name else ZERO)
        case Negative(operand=operand):
            below = derivative(operand, name)
            return None if below is None else _negative(below)
        case Binary(operator="^", left=left, right=right):
            below = derivative(left, name)
            if below is None:
                return None
            whole, root = exponent(right)
            if below == Number(ZERO):
                return below
            if root != 1:  # (1/n) * x^(1/n) / x: only its sign is used
                return _times(_divided(node, _times(Number(Fraction(root)), left)), below)
            return _times(
                _times(Number(Fraction(whole)), Binary("^", left, Number(Fraction(whole - 1)))),
                below,
            )
        case Binary(operator=operator, left=left, right=right):
            a, b = derivative(left, name), derivative(right, name)
            if a is None or b is None:
                return None
            if operator in "+-":
                return _plus(a, b) if operator == "+" else _plus(a, _negative(b))
            if operator == "*":
                return _plus(_times(a, right), _times(left, b))
            if b == Number(ZERO):
                return _divided(a, right)
            top = _plus(_times(a, right), _negative(_times(left, b)))
            return _divided(top, Binary("^", right, Number(Fraction(2))))
        case Call(function="sum", arguments=arguments):
            total: Node = Number(ZERO)
            for argument in arguments:
                below = derivative(argument, name)
                if below is None:
                    return None
                total = _plus(total, below)
            return total
        case Call() if not any(isinstance(n, Name) and n.name == name for n in walk(node)):
            return Number(ZERO)
    return None


def _plus(a: Node, b: Node) -> Node:
    if a == Number(ZERO):
        return b
    return a if b == Number(ZERO) else _tidy(Binary("+", a, b))


def _negative(a: Node) -> Node:
    return Number(-a.value) if isinstance(a, Number) else Negative(a)


def _times(a: Node, b: Node) -> Node:
    if Number(ZERO) in (a, b):
        return Number(ZERO)
    if a == Number(ONE):
        return b
    return a if b == Number(ONE) else Binary("*", a, b)


def _divided(a: Node, b: Node) -> Node:
    return a if a == Number(ZERO) else Binary("/", a, b)


def _tidy(node: Node) -> Node:
    """Like terms collected: (c - x) + x is c, so that its sign is seen."""
    return summed(terms(node))


# ---------------------------------------------------------------- printed values


def value_of(
    node: Node, values: Mapping[str, Fraction], rounding: str = "nearest"
) -> Fraction | None:
    """The value of an expression at given figures; None where a root is not rational."""
    result = enclose(plain(node), {k: point(v) for k, v in values.items()}, rounding)
    return result.low if result.is_point else None


def figures_in(node: Node) -> frozenset[str]:
    return frozenset(n.name for n in walk(node) if isinstance(n, Name))
