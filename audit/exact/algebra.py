"""Algebra with sympy, from our own tree only and imported only when it is needed.

Nothing is parsed by sympy: expressions are built node by node, figures become dummy symbols.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from audit.exact.formula import Binary, Call, Name, Negative, Node, Number
from audit.exact.interval import Interval
from audit.exact.ranges import Boxes, Undefined, exponent, plain, range_of

MAX_DEGREE = 8
MAX_CORNERS = 64


def cancel(node: Node) -> Node:
    """`node` with common factors cancelled and like terms collected; itself where sympy cannot."""
    import sympy

    symbols: dict[str, Any] = {}
    built = _build(plain(node), symbols, sympy)
    if built is None:
        return node
    back = {s: n for n, s in symbols.items()}
    again = _tree(sympy.cancel(sympy.together(built)), back)
    return node if again is None else again


def solutions(node: Node, name: str, boxes: Boxes) -> list[Interval]:
    """The values of `name` at which `node` can be zero, the other figures inside their boxes.

    For a figure that occurs more than once in an expression that is not linear in it. Empty
    where there is none, or where sympy cannot say. A degree above one is solved at the corners
    of the other boxes.
    """
    import sympy

    symbols: dict[str, Any] = {}
    built = _build(plain(node), symbols, sympy)
    if built is None or name not in symbols:
        return []
    unknown = symbols[name]
    numerator, _ = sympy.fraction(sympy.together(built))
    try:
        polynomial = sympy.Poly(sympy.expand(numerator), unknown)
    except sympy.PolynomialError:
        return []
    if polynomial.degree() == 1:
        factor, rest = polynomial.all_coeffs()
        solved = _tree(sympy.cancel(-rest / factor), {s: n for n, s in symbols.items()})
        if solved is None:
            return []
        try:
            return [range_of(solved, boxes).interval]
        except Undefined:
            return []
    if not 1 < polynomial.degree() <= MAX_DEGREE:
        return []
    return _at_corners(polynomial, symbols, name, boxes, sympy)


def _at_corners(
    polynomial: Any, symbols: Mapping[str, Any], name: str, boxes: Boxes, sympy: Any
) -> list[Interval]:
    others = [n for n in symbols if n != name]
    ends = []
    for n in others:
        low, high = boxes[n].low, boxes[n].high
        if low is None or high is None:
            return []
        ends.append(sorted({low, high}))
    roots: list[list[Fraction]] = []
    for k, corner in enumerate(product(*ends)):
        if k >= MAX_CORNERS:
            return []
        values = {symbols[n]: _rational(v, sympy) for n, v in zip(others, corner, strict=True)}
        fixed = sympy.Poly(polynomial.as_expr().subs(values), symbols[name])
        roots.append(
            [
                Fraction(int(low.p), int(low.q))
                for (low, _), _ in fixed.intervals(eps=sympy.Rational(1, 10**20))
            ]
        )
    if len({len(r) for r in roots}) != 1:
        return []
    return [Interval(min(c), max(c)) for c in zip(*roots, strict=True)]


def _rational(value: Fraction, sympy: Any) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def _build(node: Node, symbols: dict[str, Any], sympy: Any) -> Any | None:
    """The sympy expression of a plain tree; None for what is not algebraic (min, round ...)."""
    match node:
        case Number(value=value):
            return _rational(value, sympy)
        case Name(name=name):
            return symbols.setdefault(name, sympy.Dummy(f"x{len(symbols)}", real=True))
        case Negative(operand=operand):
            below = _build(operand, symbols, sympy)
            return None if below is None else -below
        case Binary(operator="^", left=left, right=right):
            below = _build(left, symbols, sympy)
            whole, root = exponent(right)
            return None if below is None or root != 1 else below**whole
        case Binary(operator=operator, left=left, right=right):
            a, b = _build(left, symbols, sympy), _build(right, symbols, sympy)
            if a is None or b is None:
                return None
            if operator == "/":
                return None if b == 0 else a / b
            return a + b if operator == "+" else a - b if operator == "-" else a * b
        case Call(function="sum", arguments=arguments):
            parts = [_build(a, symbols, sympy) for a in arguments]
            return None if any(p is None for p in parts) else sympy.Add(*parts)
    return None


def _tree(expression: Any, back: Mapping[Any, str]) -> Node | None:
    """Our own tree of a rational sympy expression; None if it holds anything else."""
    if expression.is_Rational:
        return Number(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        return Name(back[expression])
    if expression.is_Pow:
        base, power = expression.args
        below = _tree(base, back)
        if below is None or not power.is_Integer:
            return None
        if int(power) < 0:
            whole = below if int(power) == -1 else Binary("^", below, Number(Fraction(-int(power))))
            return Binary("/", Number(Fraction(1)), whole)
        return Binary("^", below, Number(Fraction(int(power))))
    if expression.is_Add or expression.is_Mul:
        operator = "+" if expression.is_Add else "*"
        total: Node | None = None
        for argument in expression.args:
            part = _tree(argument, back)
            if part is None:
                return None
            total = part if total is None else _joined(operator, total, part)
        return total
    return None


def _joined(operator: str, left: Node, right: Node) -> Node:
    """left operator right, with a product by 1/x written as a division."""
    one = Number(Fraction(1))
    if (
        operator == "*"
        and isinstance(right, Binary)
        and right.operator == "/"
        and right.left == one
    ):
        return Binary("/", left, right.right)
    if operator == "*" and isinstance(left, Binary) and left.operator == "/" and left.left == one:
        return Binary("/", right, left.right)
    return Binary(operator, left, right)
