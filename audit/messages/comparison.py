"""The two sides of a judged comparison, as text: what a sentence, a table row and a diagnostic say."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from audit.exact import units
from audit.exact.formula import Binary, Compare, Conditional, Logic, Name, Node, names
from audit.exact.interval import Interval
from audit.exact.ranges import Undefined, value_of
from audit.messages.equation import Figures, equation, expanded, printed
from audit.messages.numbers import Manner, apart, between, by_unit, manner_of
from audit.model import FAIL, Result

ZERO = Fraction(0)
ORDERS = ("<", "<=", ">", ">=")


class Side(Struct, frozen=True):
    """One side of the comparison.

    equation  with the numbers as printed
    value     at the printed numbers (the interval in words where there is no such value)
    reads     the interval in words, "" for a point
    figure    the id, where the side is a single figure
    """

    equation: str
    value: str
    reads: str
    figure: str | None
    is_sum: bool


class Comparison(Struct, frozen=True):
    """`stated` is the side that states the result ("left", "right" or None), the other computes it."""

    operator: str
    left: Side
    right: Side
    stated: str | None
    difference: str
    gap: str
    allowed: str
    tolerance: str
    touching: bool
    rounded: bool
    meets: bool  # the sides agree: what is in doubt is how the words are read

    @property
    def told(self) -> Side:
        return self.left if self.stated == "left" else self.right

    @property
    def computed(self) -> Side:
        return self.right if self.stated == "left" else self.left


def comparison(result: Result, figures: Figures, language: str) -> Comparison | None:
    """The comparison that the result is about; None where there are no two sides to show."""
    link = link_of(result, figures)
    if link is None or result.left is None or result.right is None:
        return None
    operator, left, right = link
    own = {i: figures[i] for i in names(result.claim.tree) if i in figures}
    manner = _manner(left, right, result.unit, own)
    values = result.printed or (None, None)
    tell = Teller(manner, result.unit, language, _places(result, manner))
    stated = "right" if isinstance(right, Name) else "left" if isinstance(left, Name) else None
    difference = None if result.printed is None else abs(result.printed[0] - result.printed[1])
    return Comparison(
        operator,
        _side(left, result.left, values[0], own, tell),
        _side(right, result.right, values[1], own, tell),
        stated,
        tell.apart(difference),
        tell.apart(result.gap),
        tell.apart(_allowed(result, operator)),
        tell.apart(result.tolerance or None),
        result.verdict == FAIL and not result.gap,
        not (result.left.is_point and result.right.is_point),
        result.verdict != FAIL and not result.gap,
    )


class Teller(Struct, frozen=True):
    """How the values of one comparison are told."""

    manner: Manner
    unit: str
    language: str
    places: int

    def apart(self, value: Fraction | None) -> str:
        if value is None:
            return ""
        return apart(value, self.manner, self.unit, self.language, self.places)


def _side(
    node: Node, interval: Interval, value: Fraction | None, figures: Figures, tell: Teller
) -> Side:
    single = node.name if isinstance(node, Name) else None
    shown = tell.manner if single or not units.is_count(tell.unit) else tell.manner.bare()
    within = between(interval, shown, tell.language, tell.places)
    if isinstance(node, Name):
        text = printed(node, figures)
    else:
        text = within if value is None else shown.show(value, tell.places)
    reads = "" if interval.is_point else within
    return Side(equation(node, figures, tell.language), text, reads, single, _is_sum(node))


def _is_sum(node: Node) -> bool:
    node = expanded(node)
    if isinstance(node, Binary) and node.operator == "+":
        return all(isinstance(n, Name) or _is_sum(n) for n in (node.left, node.right))
    return False


def _manner(left: Node, right: Node, unit: str, figures: Figures) -> Manner:
    """The manner of the figure in whose unit the sides are told."""
    for side in (left, right):
        if isinstance(side, Name) and side.name in figures:
            return manner_of(figures[side.name], unit)
    like = [f for f in figures.values() if f.unit == unit and f.quantity is not None]
    return manner_of(like[0]) if like and unit else by_unit(unit)


def _places(result: Result, manner: Manner) -> int:
    """Decimals that tell the two sides apart: the printed ones and two more, or what the gap needs."""
    places = manner.places + 2
    smallest = (result.gap or ZERO) / manner.factor
    while smallest and smallest * 10**places < 10 and places < 40:
        places += 1
    return places


def _allowed(result: Result, operator: str) -> Fraction | None:
    """How far the printed sides may be apart: what rounding explains, and the tolerance."""
    if operator != "=" or result.printed is None or result.left is None or result.right is None:
        return None
    tolerance = result.tolerance or ZERO
    difference = result.printed[0] - result.printed[1]
    if result.gap:
        return abs(difference) - result.gap + tolerance
    both = result.left - result.right
    rooms = []
    if difference >= 0 and both.low is not None:
        rooms.append(difference - both.low)
    if difference <= 0 and both.high is not None:
        rooms.append(both.high - difference)
    return min(rooms) + tolerance if rooms else None


def link_of(result: Result, figures: Figures) -> tuple[str, Node, Node] | None:
    """The single comparison whose sides the result gives."""
    links = list(_links(result.claim.tree))
    if len(links) > 1 and result.printed is not None:
        factor = units.factor(result.unit) if result.unit else Fraction(1)
        wanted = tuple(v * factor for v in result.printed)
        for link in links:
            if _values(link, figures, result.claim.rounding) == wanted:
                return link
    return links[0] if links else None


def _links(node: Node) -> list[tuple[str, Node, Node]]:
    if isinstance(node, Conditional):
        return _links(node.check)
    if isinstance(node, Logic):
        return [link for operand in node.operands for link in _links(operand)]
    return node.links() if isinstance(node, Compare) else []


def _values(
    link: tuple[str, Node, Node], figures: Figures, rounding: str
) -> tuple[Fraction | None, ...]:
    known = {
        i: f.value * (units.factor(f.unit) if f.unit else 1)
        for i, f in figures.items()
        if f.value is not None
    }
    try:
        return tuple(value_of(side, known, rounding) for side in link[1:])
    except (Undefined, KeyError):
        return ()
