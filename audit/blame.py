"""One finding per cause: which figures may be wrong, and what they should be (DESIGN 8).

The abstract search is in localize.py (Fellegi and Holt), the model of slips in slips.py; here
claims become rows, and sets of variables become findings. All intervals are the verdicts' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from audit.evaluate import Judge, boxes_of, factor_of, has_grim
from audit.exact import units
from audit.exact.formula import Binary, Compare, Logic, Name, Node, Number, names
from audit.exact.interval import ALL, Interval
from audit.exact.invert import mends
from audit.exact.problem import Row
from audit.exact.ranges import UNIT_TERM, Boxes, Undefined, plain, terms
from audit.exact.satisfy import alternatives, satisfiable
from audit.localize import Cause, Cure, Opaque, System, Variable, localize
from audit.model import FAIL, UNVERIFIABLE, Claim, Figure, Finding, Result, Suggestion

MAX_CANDIDATES = 3
NEIGHBOURS = 4
Figures = Mapping[str, Figure]
_LEVELS = ("info", "warning", "error")


def blame(results: Sequence[Result], figures: Figures) -> list[Finding]:
    """All findings of a report, in the order of the results they explain."""
    failed = [r for r in results if r.verdict == FAIL]
    findings = [_restated(r, figures) for r in failed if r.claim.kind == "restatement"]
    wanted = _concerned(results, figures)
    if wanted:
        findings += _localized(wanted, {r.id for r in failed}, figures)
    findings += _required(results)
    order = {r.id: k for k, r in enumerate(results)}
    findings.sort(key=lambda f: (f.severity == "info", min((order[i] for i in f.results), default=0)))
    return findings


def _concerned(results: Sequence[Result], figures: Figures) -> list[Result]:
    """The claims that take part: those that share figures, over others, with a failing claim or
    with a figure that is not printed."""
    usable = [r for r in results if r.claim.kind != "restatement" and _takes_part(r)]
    free = {f.id for f in figures.values() if not f.prints and not f.problem}
    start = [r for r in usable if r.verdict == FAIL or free & set(names(r.claim.tree))]
    if not start:
        return []
    reached = {n for r in start for n in names(r.claim.tree)}
    picked = {r.id for r in start}
    by_figure: dict[str, list[Result]] = {}
    for r in usable:
        for n in names(r.claim.tree):
            by_figure.setdefault(n, []).append(r)
    todo = list(reached)
    while todo:
        for r in by_figure.get(todo.pop(), ()):
            if r.id not in picked:
                picked.add(r.id)
                new = set(names(r.claim.tree)) - reached
                reached |= new
                todo += sorted(new)
    return [r for r in usable if r.id in picked]


def _takes_part(result: Result) -> bool:
    if result.verdict != UNVERIFIABLE:
        return True
    return result.reason is not None and result.reason.code == "not-printed"


# ---------------------------------------------------------------- the system


def _localized(results: Sequence[Result], failed: set[str], figures: Figures) -> list[Finding]:
    claims = {r.id: r.claim for r in results}
    ids = list(dict.fromkeys(n for c in claims.values() for n in names(c.tree)))
    ids.sort(key=list(figures).index)
    boxes = {i: _box(i, claims.values(), figures) for i in ids}
    rows: dict[str, Sequence[Row]] = {}
    opaque: list[Opaque] = []
    for claim in claims.values():
        linear = rows_of(claim, figures)
        if linear is None:
            opaque.append(_opaque(claim, figures))
        else:
            rows[claim.id] = linear
    found = localize(System([_variable(figures[i], boxes[i]) for i in ids], rows, opaque))
    findings = [_wrong(cause, claims, failed, figures) for cause in found.causes]
    for conflict in found.contradictions:
        severity = max((claims[c].severity for c in conflict), key=_LEVELS.index)
        findings.append(Finding("contradictory-rules", severity, (), conflict))
    for name, value in found.implied.items():
        about = tuple(c.id for c in claims.values() if name in names(c.tree))
        printed = value / factor_of(figures[name])
        findings.append(
            Finding("implied-value", "info", (), about, (Suggestion(name, printed, printed, printed),))
        )
    return findings


def _box(id: str, claims: Iterable[Claim], figures: Figures) -> Interval:
    """The interval of a figure: what any of the rounding modes of its claims admits."""
    figure, whole = figures[id], None
    for mode in dict.fromkeys(c.rounding for c in claims if id in names(c.tree)):
        own = figure.interval(mode)
        whole = own if whole is None else whole.hull(own)
    return (whole or ALL).scale(factor_of(figure))


def _variable(figure: Figure, box: Interval) -> Variable:
    quantity = figure.quantity
    factor = factor_of(figure)
    whole = is_whole(figure)
    value = None if figure.value is None else figure.value * factor
    step = None if quantity is None or quantity.step is None else quantity.step * factor
    return Variable(figure.id, box, figure.weight, figure.fixed, value, step, whole, whole)


def is_whole(figure: Figure) -> bool:
    """Whether the figure is a count: any other value of it is whole and not negative."""
    quantity = figure.quantity
    return quantity is not None and quantity.exact and units.is_count(quantity.unit)


def rows_of(claim: Claim, figures: Figures) -> list[Row] | None:
    """A claim as linear rows over figure ids; None where it is not linear."""
    links = _links(claim.tree)
    if links is None:
        return None
    judge = Judge(claim, figures, boxes_of(claim, figures))
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


def _rows(weights: dict[str, Fraction], operator: str, bound: Fraction, slack: Fraction) -> list[Row]:
    if operator in ("=", "≈"):
        if not slack:
            return [Row(weights, "=", bound)]
        return [Row(weights, "<=", bound + slack), Row(weights, ">=", bound - slack)]
    if operator == "!=" or not slack:
        return [Row(weights, operator, bound)]
    side = slack if operator in ("<", "<=") else -slack
    return [Row(weights, operator.rstrip("=") + "=", bound + side)]


def _links(node: Node) -> list[Compare] | None:
    """The comparisons that all have to hold; None for anything with a choice in it."""
    if isinstance(node, Compare):
        return [node]
    if isinstance(node, Logic) and node.operator == "and":
        parts = [_links(o) for o in node.operands]
        return None if any(p is None for p in parts) else [c for p in parts if p for c in p]
    return None


def _opaque(claim: Claim, figures: Figures) -> Opaque:
    judge = Judge(claim, figures, boxes_of(claim, figures))

    def check(boxes: Boxes) -> bool:
        try:
            return satisfiable(judge.ways(), {n: boxes[n] for n in names(claim.tree)}, claim.rounding)
        except Undefined:
            return True  # not decided: it may hold

    def solve(name: str, boxes: Boxes) -> Interval | None:
        try:
            allowed = mends(judge.ways(), name, {n: boxes[n] for n in names(claim.tree)})
        except Undefined:
            return None
        hull = None
        for interval in allowed:
            hull = interval if hull is None else hull.hull(interval)
        return hull

    return Opaque(claim.id, names(claim.tree), check, solve)


# ---------------------------------------------------------------- findings


def _wrong(cause: Cause, claims: Mapping[str, Claim], failed: set[str], figures: Figures) -> Finding:
    broken = [c for c in cause.claims if c in failed] or list(cause.claims)
    severity = max((claims[c].severity for c in broken), key=_LEVELS.index)
    suggestions: dict[str, list[Suggestion]] = {}
    for cure in cause.cures:
        for id, allowed in cure.mending.items():
            suggestions.setdefault(id, suggest(figures[id], allowed, figures))
    ranked = sorted(cause.cures, key=lambda c: _rank(c, suggestions, figures))
    suspects = tuple(tuple(sorted(c.variables, key=_id_order)) for c in ranked)
    order = dict.fromkeys(i for s in suspects for i in s)
    kind = "wrong-figure" if suspects else "broken-claim"
    if all(has_grim(claims[c].tree) for c in broken):
        kind = "attainability"
    flat = tuple(s for i in order for s in suggestions.get(i, ()))
    if len(broken) == 1:
        mistaken = mistaken_unit(claims[broken[0]], figures)
        if mistaken is not None:
            figure, unit = mistaken
            value = figures[figure].value
            return Finding("unit", severity, ((figure,),), tuple(broken), (Suggestion(figure, value, value, value, f"unit:{unit}"),))
    return Finding(kind, severity, suspects, tuple(broken), flat)


def _rank(cure: Cure, suggestions: Mapping[str, list[Suggestion]], figures: Figures) -> tuple[object, ...]:
    """Sets whose values one slip explains first, then document order."""
    unexplained = sum(not any(s.slip for s in suggestions[i]) for i in cure.variables)
    order = {f: k for k, f in enumerate(figures)}
    places = []
    for i in cure.variables:
        place = figures[i].place
        places.append((figures[i].document, place.start if place.start is not None else -1, order[i]))
    return (unexplained > 0, sorted(places))


def _id_order(id: str) -> tuple[int, str]:
    digits = "".join(c for c in id if c.isdigit())
    return int(digits or 0), id


def suggest(figure: Figure, allowed: Interval, figures: Figures) -> list[Suggestion]:
    """The cures of one suspect: the values that one slip explains, else the one in the middle."""
    quantity = figure.quantity
    if quantity is None or figure.fixed:
        return []
    allowed = allowed.scale(1 / factor_of(figure))
    low, high = allowed.low, allowed.high
    if quantity.value is not None and low is not None and high is not None:
        from audit.slips import candidates

        found = candidates(quantity, allowed, whole=is_whole(figure), others=_neighbours(figure, figures))
        if found:
            return [Suggestion(figure.id, s.value, low, high, s.kind) for s in found[:MAX_CANDIDATES]]
    return [Suggestion(figure.id, printable(figure, allowed), low, high)]


def _neighbours(figure: Figure, figures: Figures) -> list[object]:
    """The printed figures beside this one: one may have been copied in its place."""
    order = list(figures)
    at = order.index(figure.id)
    near = order[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
    return [q for i in near if i != figure.id and (q := figures[i].quantity) is not None and q.unit == figure.unit]


def printable(figure: Figure, allowed: Interval) -> Fraction | None:
    """The value in the interval that the figure would be printed as: the middle at its own step."""
    if allowed.is_point:
        return allowed.low
    low, high, step = allowed.low, allowed.high, figure.step
    if low is None or high is None or not step:
        return None
    middle = (low + high) / 2 / step
    for multiple in (floor(middle + Fraction(1, 2)), ceil(middle), floor(middle)):
        if multiple * step in allowed:
            return multiple * step
    return None


def mistaken_unit(claim: Claim, figures: Figures) -> tuple[str, str] | None:
    """(figure, unit) if the rule would hold had the figure on one side the unit % or ‰."""
    if not isinstance(claim.tree, Compare) or claim.tree.operators != ("=",):
        return None
    left, right = claim.tree.operands
    judge = Judge(claim, figures, boxes_of(claim, figures))
    for side, other in ((right, left), (left, right)):
        if not isinstance(side, Name) or side.unit or figures[side.name].unit:
            continue
        for unit in ("%", "‰"):
            scaled = Compare(("=",), (Binary("*", side, Number(units.factor(unit))), other))
            try:
                if satisfiable(alternatives(scaled, {}), judge.boxes, claim.rounding):
                    return side.name, unit
            except Undefined:
                continue
    return None


def _restated(result: Result, figures: Figures) -> Finding:
    ids = result.claim.figures
    suggestions = [
        Suggestion(i, p.value, p.interval().low, p.interval().high)
        for i in ids
        if not figures[i].fixed
        for p in figures[i].prints
    ]
    return Finding("restatement", result.claim.severity, (ids,), (result.id,), tuple(suggestions))


def _required(results: Sequence[Result]) -> list[Finding]:
    """Rules that must be verifiable (`require: true`) and are not."""
    return [
        Finding("broken-claim", r.claim.severity, (), (r.id,))
        for r in results
        if r.verdict == UNVERIFIABLE and r.claim.require
    ]


