"""Claims as what error localization works on: rows over figures where they are linear, else
conditions that can be asked.

All intervals are the verdicts' own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit.evaluate import Judge, boxes_of, factor_of, interval_in
from audit.exact import units
from audit.exact.formula import Binary, Compare, Logic, Name, Node, names, walk
from audit.exact.interval import Interval, point
from audit.exact.invert import mends
from audit.exact.problem import Row
from audit.exact.ranges import UNIT_TERM, Boxes, Undefined, enclose, plain, terms
from audit.exact.satisfy import Atom, Condition, satisfiable
from audit.localize import Opaque, System, Variable
from audit.model import Claim, Figure

Figures = Mapping[str, Figure]
ZERO = point(Fraction(0))
STEPS = 100  # of a search for values, for each question about a claim that needs one


def system_of(claims: Mapping[str, Claim], failed: set[str], figures: Figures) -> System:
    """The claims as a system. failed: the claims that do not hold."""
    order = {f: k for k, f in enumerate(figures)}
    groups = restated(claims, set(claims) - failed)
    base = Counter(c.rounding for c in claims.values()).most_common(1)[0][0]
    variables: dict[str, Variable] = {}
    rows: dict[str, Sequence[Row]] = {}
    others: list[Opaque] = []
    for claim in claims.values():
        own = {n: variable_of(n, claim, base) for n in names(claim.tree)}
        for n, id in own.items():
            if id not in variables:
                variables[id] = variable(figures[n], id, claim, groups.get(n, n))
        linear = rows_of(claim, figures)
        if linear is None:
            others.append(opaque(claim, own, figures))
        else:
            rows[claim.id] = [
                replace(r, coefficients={own[n]: w for n, w in r.coefficients.items()})
                for r in linear
            ]
    ordered = sorted(variables.values(), key=lambda v: (order[figure_of(v.id)], v.id))
    return System(ordered, rows, others)


# a figure is another variable under a rounding mode or precision that is not the common one: its
# interval is another there, but it is freed together with the figure
AS_ROUNDED = "\0"


def variable_of(figure: str, claim: Claim, base: str) -> str:
    mode = "" if claim.rounding == base else claim.rounding
    if figure in claim.steps:
        mode += f"/{claim.steps[figure]}"
    return f"{figure}{AS_ROUNDED}{mode}" if mode else figure


def figure_of(variable: str) -> str:
    return variable.partition(AS_ROUNDED)[0]


def variable(figure: Figure, id: str, claim: Claim, group: str) -> Variable:
    """The figure as this claim reads it. group: what is freed together with it."""
    quantity = figure.quantity
    factor = factor_of(figure)
    value = None if figure.value is None else figure.value * factor
    step = None if quantity is None or quantity.step is None else quantity.step * factor
    box = interval_in(claim, figure, claim.rounding).scale(factor)
    never = is_whole(figure) or never_negative(figure)
    return Variable(
        id, box, figure.weight, figure.fixed, value, step, is_whole(figure), never, group
    )


def is_whole(figure: Figure) -> bool:
    """Whether the figure is an exact count: any other value of it is whole and not negative."""
    quantity = figure.quantity
    return quantity is not None and quantity.exact and units.is_count(quantity.unit)


def never_negative(figure: Figure) -> bool:
    """Whether the figure counts something, if only to the nearest ten thousand."""
    return bool(figure.unit) and units.is_count(figure.unit) and (figure.value or 0) >= 0


def restated(claims: Mapping[str, Claim], passing: set[str]) -> dict[str, str]:
    """Figure -> the first print of its quantity, for quantities that the text tells several times
    alike: they are one suspect."""
    first: dict[str, str] = {}

    def root(name: str) -> str:
        while first.get(name, name) != name:
            name = first[name]
        return name

    for id, claim in claims.items():
        told = list(dict.fromkeys(names(claim.tree)))
        if claim.kind == "restatement" and id in passing and len(told) == 2:
            first[root(told[1])] = root(told[0])
    return {name: root(name) for name in first}


def rows_of(claim: Claim, figures: Figures) -> list[Row] | None:
    """A claim as linear rows over figure ids; None where it is not linear."""
    links = _links(claim.tree)
    if links is None:
        return None
    try:
        judge = Judge(claim, figures, boxes_of(claim, figures))
    except Undefined:  # a tolerance relative to what is not printed: it bounds nothing
        return []
    out: list[Row] = []
    for compare in links:
        slack = judge.slack[compare]
        for operator, left, right in compare.links():
            try:
                form = terms(plain(Binary("-", left, right)))
            except Undefined:
                return None
            if not all(isinstance(t, Name) or t == UNIT_TERM for t in form):
                return None
            weights = {t.name: w for t, w in form.items() if isinstance(t, Name)}
            bound = -form.get(UNIT_TERM, Fraction(0))
            out += _rows(weights, operator, bound, slack)
    return out


def _rows(
    weights: dict[str, Fraction], operator: str, bound: Fraction, slack: Fraction
) -> list[Row]:
    if operator in ("=", "≈"):
        if not slack:
            return [Row(weights, "=", bound)]
        return [Row(weights, "<=", bound + slack), Row(weights, ">=", bound - slack)]
    if operator == "!=" or not slack:
        return [Row(weights, operator, bound)]
    side = slack if operator in ("<", "<=") else -slack
    return [Row(weights, operator, bound + side)]


def _links(node: Node) -> list[Compare] | None:
    """The comparisons that all have to hold; None for anything with a choice in it."""
    if isinstance(node, Compare):
        return [node]
    if isinstance(node, Logic) and node.operator == "and":
        parts = [_links(o) for o in node.operands]
        return None if any(p is None for p in parts) else [c for p in parts if p for c in p]
    return None


def opaque(claim: Claim, own: Mapping[str, str], figures: Figures) -> Opaque:
    """A claim that is not linear. own: figure -> variable."""
    judge = Judge(claim, figures, boxes_of(claim, figures))
    back = {v: n for n, v in own.items()}

    known: dict[tuple[Interval, ...], bool] = {}

    def check(boxes: Boxes) -> bool:
        here = {n: boxes[v] for n, v in own.items()}
        key = tuple(here.values())
        if key not in known:
            try:
                known[key] = satisfiable(judge.ways(), here, claim.rounding, STEPS)
            except Undefined:  # not decided: it may hold
                known[key] = not all(_never_defined(way, here) for way in judge.ways())
        return known[key]

    def solve(variable: str, boxes: Boxes) -> list[Interval] | None:
        try:
            return mends(judge.ways(), back[variable], {n: boxes[v] for n, v in own.items()})
        except Undefined:
            return None

    return Opaque(claim.id, tuple(own.values()), check, solve)


def _never_defined(way: Sequence[Condition], boxes: Boxes) -> bool:
    """Whether a condition of the alternative divides by what can only be zero."""
    for condition in way:
        if not isinstance(condition, Atom):
            continue
        for node in walk(condition.difference):
            if isinstance(node, Binary) and node.operator == "/":
                try:
                    divisor = enclose(node.right, boxes)
                except Undefined:
                    continue
                if divisor == ZERO:
                    return True
    return False
