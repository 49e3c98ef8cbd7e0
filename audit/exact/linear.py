"""Linear relations, exactly: reading them off a rule's tree, and what follows from them.

Reading: `collect` gives the linear form of an expression, `rows` the linear relations that a rule
says. A quotient of two linear forms is still linear once it is compared with a constant:
`a / b = 0.6` is `a - 0.6 b = 0` where b is not zero (which is said by a row of its own), and
`a / b < 0.6` is two cases, one for each sign of b (`cases`).

Asking: `feasible`, `range_of` and `irreducible` for one question (problem.py has `Problem` for many
over the same rows). Strict bounds are strict, ends are open or closed, and no answer is rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product

from audit.exact.formula import Binary, Call, Compare, Logic, Name, Negative, Node, Number
from audit.exact.interval import Interval
from audit.exact.problem import MIRRORED, RELATIONS, Boxes, Problem, Row, box_rows
from audit.exact.simplex import Budget

__all__ = ["Form", "Row", "cases", "collect", "feasible", "irreducible", "range_of", "rows", "variable"]

Form = tuple[dict[str, Fraction], Fraction]
Quotient = tuple[Form, Form] | None  # one linear form over another
ZERO, ONE = Fraction(0), Fraction(1)
MAX_EXPONENT = 64
MAX_CASES = 64

# ---------------------------------------------------------------- reading


def variable(name: Name) -> str:
    """How a name is called in rows: two documents' figures of one name are two variables."""
    return f"{name.name} @ {name.group}" if name.group else name.name


def collect(node: Node) -> Form | None:
    """(coefficients, constant) of an expression, None where it is not linear."""
    quotient = _quotient(node)
    if quotient is None:
        return None
    top, (names, divisor) = quotient
    return None if names or divisor == 0 else _times(top, 1 / divisor)


def cases(node: Node) -> list[list[Row]] | None:
    """A rule as alternatives of rows that hold jointly, exactly; None where it is not linear.

    Comparisons, chains and `and` of them. A division by zero has no value, so nothing holds there.
    """
    if isinstance(node, Logic) and node.operator == "and":
        parts = [cases(operand) for operand in node.operands]
    elif isinstance(node, Compare):
        parts = [_link(*link) for link in node.links()]
    else:
        return None
    out: list[list[Row]] = [[]]
    for part in parts:
        if part is None or len(out) * len(part) > MAX_CASES:
            return None
        out = [done + more for done, more in product(out, part)]
    return out


def rows(node: Node) -> list[Row] | None:
    """The rows that a rule says jointly; None where it is not linear or falls into cases."""
    alternatives = cases(node)
    return alternatives[0] if alternatives is not None and len(alternatives) == 1 else None


def _link(operator: str, left: Node, right: Node) -> list[list[Row]] | None:
    if operator not in RELATIONS:
        return None
    quotient = _add(_quotient(left), _quotient(right), -ONE)
    if quotient is None:
        return None
    top, bottom = quotient
    if not bottom[0]:
        return [[_row(_times(top, 1 / bottom[1]), operator)]] if bottom[1] else None
    if operator in ("=", "!="):
        return [[_row(top, operator), _row(bottom, "!=")]]
    return [
        [_row(top, operator), _row(bottom, ">")],
        [_row(top, MIRRORED[operator]), _row(bottom, "<")],
    ]


def _row(form: Form, relation: str) -> Row:
    return Row(form[0], relation, -form[1])


def _quotient(node: Node) -> Quotient:
    """The expression as one linear form over another."""
    match node:
        case Number(value=value, unit=unit):
            return ({}, value * _factor(unit)), ({}, ONE)
        case Name(unit=unit):
            return ({variable(node): _factor(unit)}, ZERO), ({}, ONE)
        case Negative(operand=operand):
            return _scaled(_quotient(operand), -ONE)
        case Binary(operator="+", left=left, right=right):
            return _add(_quotient(left), _quotient(right), ONE)
        case Binary(operator="-", left=left, right=right):
            return _add(_quotient(left), _quotient(right), -ONE)
        case Binary(operator="*", left=left, right=right):
            return _multiplied(_quotient(left), _quotient(right))
        case Binary(operator="/", left=left, right=right):
            return _divided(_quotient(left), _quotient(right))
        case Binary(operator="^", left=left, right=right):
            return _power(_quotient(left), collect(right))
        case Call():
            return _call(node)
    return None


def _call(node: Call) -> Quotient:
    parts = [_quotient(a) for a in node.arguments]
    function = node.function
    if function == "count":
        return ({}, Fraction(len(parts))), ({}, ONE)
    if function in ("sum", "mean"):
        total: Quotient = ({}, ZERO), ({}, ONE)
        for part in parts:
            total = _add(total, part, ONE)
        return _scaled(total, Fraction(1, len(parts))) if function == "mean" else total
    if function in ("share", "per") and len(parts) == 2:
        return _divided(parts[0], parts[1])
    if function == "growth" and len(parts) == 2:
        return _divided(_add(parts[0], parts[1], -ONE), parts[1])
    if function in ("abs", "min", "max"):
        known = [_constant(part) for part in parts]
        values = [value for value in known if value is not None]
        if values and len(values) == len(known):
            value = abs(values[0]) if function == "abs" else (min if function == "min" else max)(values)
            return ({}, value), ({}, ONE)
    return None


def _factor(unit: str) -> Fraction:
    if not unit:
        return ONE
    from audit.exact import units

    return units.factor(unit)


def _constant(quotient: Quotient) -> Fraction | None:
    if quotient is None or quotient[0][0] or quotient[1][0] or not quotient[1][1]:
        return None
    return quotient[0][1] / quotient[1][1]


def _times(form: Form, factor: Fraction) -> Form:
    return {n: c * factor for n, c in form[0].items() if factor}, form[1] * factor


def _plus(a: Form, b: Form, factor: Fraction) -> Form:
    out = dict(a[0])
    for name, c in b[0].items():
        out[name] = out.get(name, ZERO) + c * factor
    return {n: c for n, c in out.items() if c}, a[1] + b[1] * factor


def _scaled(a: Quotient, factor: Fraction) -> Quotient:
    return None if a is None else (_times(a[0], factor), a[1])


def _add(a: Quotient, b: Quotient, factor: Fraction) -> Quotient:
    """a + factor * b, where both have one denominator or one of them has a constant one."""
    if a is None or b is None:
        return None
    if a[1] == b[1]:
        return _plus(a[0], b[0], factor), a[1]
    if not a[1][0] and not b[1][0]:
        if not (a[1][1] and b[1][1]):
            return None
        return _plus(_times(a[0], 1 / a[1][1]), _times(b[0], 1 / b[1][1]), factor), ({}, ONE)
    for one, other, back in ((a, b, False), (b, a, True)):
        value = _constant(other)
        if value is not None:  # top / bottom + value
            mine, theirs = (factor, ONE) if back else (ONE, factor)
            return _plus(_times(one[0], mine), one[1], value * theirs), one[1]
    return None


def _multiplied(a: Quotient, b: Quotient) -> Quotient:
    for one, other in ((a, b), (b, a)):
        factor = _constant(one)
        if factor is not None and other is not None:
            return _scaled(other, factor)
    return None


def _divided(a: Quotient, b: Quotient) -> Quotient:
    divisor = _constant(b)
    if a is None or b is None or divisor == 0:
        return None
    if divisor is not None:
        return _scaled(a, 1 / divisor)
    if a[1] == ({}, ONE) and b[1] == ({}, ONE):
        return a[0], b[0]
    return None


def _power(a: Quotient, exponent: Form | None) -> Quotient:
    if a is None or exponent is None or exponent[0]:
        return None
    if exponent[1] == 1:
        return a
    base, n = _constant(a), exponent[1]
    if base is None or n.denominator != 1 or abs(n) > MAX_EXPONENT or (base == 0 and n <= 0):
        return None
    return ({}, base ** int(n)), ({}, ONE)


# ---------------------------------------------------------------- asking


def _with_boxes(rows: Sequence[Row], boxes: Boxes | None) -> list[Row]:
    return [*rows, *(r for name, box in (boxes or {}).items() for r in box_rows(name, box))]


def feasible(
    rows: Sequence[Row], boxes: Boxes | None = None, budget: Budget | None = None
) -> dict[str, Fraction] | None:
    """Values with which all rows hold inside the boxes (a name without a box is free), or None."""
    every = _with_boxes(rows, boxes)
    state = Problem(every, budget=budget).load(range(len(every)))
    if state.clash is not None:
        return None
    free = dict.fromkeys(boxes or {}, ZERO)
    return {**free, **state.witness()}


def range_of(
    objective: Mapping[str, Fraction],
    rows: Sequence[Row],
    boxes: Boxes | None = None,
    budget: Budget | None = None,
) -> Interval | None:
    """The exact range of a linear form over all solutions, with open or closed ends; None: none."""
    objective = {n: c for n, c in objective.items() if c}
    # the names of the objective take part even where no row mentions them
    tie = Row({**objective, "\0": -ONE}, "=", ZERO)
    every = [*_with_boxes(rows, boxes), tie]
    state = Problem(every, budget=budget).load(range(len(every)))
    if state.clash is not None:
        return None
    interval = state.range({"\0": ONE})[0]
    if not state.problem.apart:
        return interval
    return Interval(
        interval.low,
        interval.high,
        interval.low_closed and _attained(every, interval.low, budget),
        interval.high_closed and _attained(every, interval.high, budget),
    )


def _attained(rows: Sequence[Row], end: Fraction | None, budget: Budget | None) -> bool:
    return end is None or feasible([*rows, Row({"\0": ONE}, "=", end)], budget=budget) is not None


def irreducible(
    rows: Sequence[Row], boxes: Boxes | None = None, limit: int = 1000
) -> tuple[list[tuple[int, ...]], bool]:
    """All irreducible sets of rows that cannot hold together (indexes), smallest first.

    Boxes always hold. The second value is False where more than `limit` questions were needed.
    """
    from audit.exact.conflicts import minimal_conflicts

    every = _with_boxes(rows, boxes)
    problem = Problem(every)
    always = range(len(rows), len(every))

    def clash(active: frozenset[int]) -> frozenset[int] | None:
        found = problem.load([*sorted(active), *always]).clash
        return None if found is None else frozenset(i for i in found if i < len(rows))

    found = minimal_conflicts(frozenset(range(len(rows))), clash, limit)
    return [tuple(sorted(c)) for c in found.conflicts], found.complete
