"""One finding per cause: which figures may be wrong, and what they should be (DESIGN 8).

The abstract search is in localize.py (Fellegi and Holt), the model of slips in slips.py; here
claims become rows, and sets of variables become findings. All intervals are the verdicts' own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import floor

from msgspec.structs import replace

from audit.evaluate import Judge, boxes_of, factor_of, has_grim, interval_in
from audit.exact import units
from audit.exact.formula import Binary, Call, Compare, Logic, Name, Node, Number, names, walk
from audit.exact.interval import ALL, Interval
from audit.exact.invert import mends
from audit.exact.problem import Row
from audit.exact.ranges import UNIT_TERM, Boxes, Undefined, plain, terms
from audit.exact.rounding import Quantity, round_to
from audit.exact.satisfy import alternatives, satisfiable
from audit.localize import Cause, Cure, Opaque, System, Variable, localize
from audit.model import FAIL, UNVERIFIABLE, WARN, Claim, Figure, Finding, Result, Suggestion

MAX_CANDIDATES = 4
MAX_SETS = 200
NEIGHBOURS = 4
Figures = Mapping[str, Figure]
_LEVELS = ("info", "warning", "error")


def blame(results: Sequence[Result], figures: Figures) -> list[Finding]:
    """All findings of a report, in the order of the results they explain."""
    twice = [r for r in results if r.claim.kind == "restatement" and r.claim.origin != "discovered"]
    findings = [_restated(r, figures) for r in twice if r.verdict == FAIL]
    others = [_mild(r) for r in results if r not in twice]
    broken = {
        r.id for r in others if r.verdict == FAIL or (r.verdict == WARN and _misses(r, figures))
    }
    wanted = _concerned(others, broken, figures)
    if wanted:
        findings += _localized(wanted, broken, figures)
    findings += [
        Finding("broken-claim", "warning", (), (r.id,))
        for r in others
        if r.verdict == WARN and r.id not in broken
    ]
    findings += _required(results)
    order = {r.id: k for k, r in enumerate(results)}
    findings.sort(
        key=lambda f: (f.severity == "info", min((order[i] for i in f.results), default=0))
    )
    return findings


def _mild(result: Result) -> Result:
    """A doubtful result counts as a warning, whatever its rule's severity."""
    if result.verdict != WARN:
        return result
    return replace(result, claim=replace(result.claim, severity="warning"))


def _misses(result: Result, figures: Figures) -> bool:
    """Whether a doubtful claim does not hold as it stands (it may also hold and be remarkable)."""
    claim = result.claim
    try:
        judge = Judge(claim, figures, boxes_of(claim, figures))
        return not judge.holds(judge.boxes, claim.rounding)
    except Undefined:
        return False


def _concerned(results: Sequence[Result], broken: set[str], figures: Figures) -> list[Result]:
    """The claims that take part: those that share figures, over others, with a failing claim or
    with a figure that is not printed."""
    usable = [r for r in results if _takes_part(r)]
    free = {f.id for f in figures.values() if not f.prints and not f.problem}
    start = [r for r in usable if r.id in broken or free & set(names(r.claim.tree))]
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
    order = {f: k for k, f in enumerate(figures)}
    base = Counter(c.rounding for c in claims.values()).most_common(1)[0][0]
    variables: dict[str, Variable] = {}
    rows: dict[str, Sequence[Row]] = {}
    opaque: list[Opaque] = []
    for claim in claims.values():
        own = {n: _variable_of(n, claim, base) for n in names(claim.tree)}
        for n, variable in own.items():
            if variable not in variables:
                variables[variable] = _variable(figures[n], variable, claim)
        linear = rows_of(claim, figures)
        if linear is None:
            opaque.append(_opaque(claim, own, figures))
        else:
            rows[claim.id] = [
                replace(r, coefficients={own[n]: w for n, w in r.coefficients.items()})
                for r in linear
            ]
    ordered = sorted(variables.values(), key=lambda v: (order[_figure_of(v.id)], v.id))
    system = _without_old_quarrels(System(ordered, rows, opaque), failed)
    found = localize(system)
    apart = {c for conflict in found.contradictions for c in conflict}
    causes = _with_failures([_of_figures(c) for c in found.causes], claims, failed - apart)
    causes = _joined(causes, claims, failed)
    findings = [_wrong(cause, claims, failed, figures) for cause in causes]
    for conflict in found.contradictions:
        findings.append(Finding("contradictory-rules", _severity(conflict, claims), (), conflict))
    findings += _implied(found.implied, claims, {i for f in findings for i in f.results}, figures)
    told = {i for f in findings for i in f.results}
    for id, claim in claims.items():
        if id in failed and id not in told:  # the search gave up: the failure itself still stands
            findings.append(Finding("broken-claim", claim.severity, (), (id,)))
    return findings


def _without_old_quarrels(system: System, failed: set[str]) -> System:
    """The system without claims that all hold, each on its own, but not together: no verdict
    accuses them, so no finding does."""
    passing = System(
        system.variables,
        {c: r for c, r in system.rows.items() if c not in failed},
        [o for o in system.opaque if o.id not in failed],
    )
    printed = {v.id for v in system.variables if v.printed is not None}
    quarrels = {
        c
        for cause in localize(passing).causes
        for c in cause.claims
        if {n for r in passing.rows.get(c, ()) for n in r.coefficients} <= printed
    }
    if not quarrels:
        return system
    return System(
        system.variables,
        {c: r for c, r in system.rows.items() if c not in quarrels},
        [o for o in system.opaque if o.id not in quarrels],
    )


def _joined(causes: list[Cause], claims: Mapping[str, Claim], failed: set[str]) -> list[Cause]:
    """Causes that only arise when another is mended, joined to it: one failure, one finding."""
    touched = {n for c in failed if c in claims for n in names(claims[c].tree)}
    out: list[Cause] = []
    for cause in causes:
        own = {v for c in cause.cures for v in c.variables}
        if own & touched or not out:
            out.append(cause)
            continue
        at = next((k for k, o in enumerate(out) if set(o.claims) & set(cause.claims)), None)
        if at is None:
            out.append(cause)
            continue
        cures = [
            Cure((*one.variables, *other.variables), {**one.mending, **other.mending})
            for one in out[at].cures
            for other in cause.cures
        ]
        both = tuple(dict.fromkeys((*out[at].claims, *cause.claims)))
        out[at] = Cause(tuple(cures[:MAX_SETS]), both, out[at].proven and cause.proven)
    return out


def _implied(
    linear: Mapping[str, Fraction],
    claims: Mapping[str, Claim],
    told: set[str],
    figures: Figures,
) -> list[Finding]:
    """The figures that are not printed and can have one value only. Nothing is implied by rules
    that something else is wrong with."""
    out = []
    for name in dict.fromkeys(n for c in claims.values() for n in names(c.tree)):
        if figures[name].prints or figures[name].problem:
            continue
        about = tuple(c.id for c in claims.values() if name in names(c.tree))
        if set(about) & told:
            continue
        value = linear.get(name)
        if value is None:
            value = _only_value(name, [claims[c] for c in about], figures)
        if value is not None:
            suggestion = Suggestion(name, value, value, value)
            out.append(Finding("implied-value", "info", (), about, (suggestion,)))
    return out


def _only_value(name: str, about: Sequence[Claim], figures: Figures) -> Fraction | None:
    """The one value that claims leave in which nothing else is missing."""
    allowed = ALL
    for claim in about:
        if any(not figures[n].prints for n in names(claim.tree) if n != name):
            return None
        try:
            judge = Judge(claim, figures, boxes_of(claim, figures))
            left = mends(alternatives(claim.tree, judge.slack), name, judge.boxes)
        except Undefined:
            return None
        if len(left) != 1:
            return None
        allowed = allowed.intersect(left[0])
    return allowed.low if allowed.is_point else None


# a figure is another variable under a rounding mode or precision that is not the common one: its
# interval is another there, but it is freed together with the figure
AS_ROUNDED = "\0"


def _variable_of(figure: str, claim: Claim, base: str) -> str:
    mode = "" if claim.rounding == base else claim.rounding
    if figure in claim.steps:
        mode += f"/{claim.steps[figure]}"
    return f"{figure}{AS_ROUNDED}{mode}" if mode else figure


def _figure_of(variable: str) -> str:
    return variable.partition(AS_ROUNDED)[0]


def _of_figures(cause: Cause) -> Cause:
    """The cause in terms of figures, whatever the modes in which they were rounded."""
    cures = []
    for cure in cause.cures:
        mending: dict[str, Interval] = {}
        for variable, interval in cure.mending.items():
            figure = _figure_of(variable)
            mending[figure] = mending.get(figure, ALL).intersect(interval)
        cures.append(Cure(tuple(dict.fromkeys(map(_figure_of, cure.variables))), mending))
    return Cause(tuple(cures), cause.claims, cause.proven)


def _with_failures(
    causes: Sequence[Cause], claims: Mapping[str, Claim], failed: set[str]
) -> list[Cause]:
    """Each failing claim in the causes: where the search ended without it, in the first cause that
    shares a suspect with it (any cure of all causes lets all claims hold)."""
    told = {c for cause in causes for c in cause.claims}
    out = list(causes)
    for id, claim in claims.items():
        if id not in failed or id in told:
            continue
        for k, cause in enumerate(out):
            if {v for c in cause.cures for v in c.variables} & set(names(claim.tree)):
                out[k] = replace(cause, claims=(*cause.claims, id))
                break
    return out


def _severity(ids: Iterable[str], claims: Mapping[str, Claim]) -> str:
    return max((claims[c].severity for c in ids), key=_LEVELS.index, default="error")


def _variable(figure: Figure, id: str, claim: Claim) -> Variable:
    quantity = figure.quantity
    factor = factor_of(figure)
    whole = is_whole(figure)
    value = None if figure.value is None else figure.value * factor
    step = None if quantity is None or quantity.step is None else quantity.step * factor
    box = interval_in(claim, figure, claim.rounding).scale(factor)
    return Variable(id, box, figure.weight, figure.fixed, value, step, whole, whole, figure.id)


def is_whole(figure: Figure) -> bool:
    """Whether the figure is a count: any other value of it is whole and not negative."""
    quantity = figure.quantity
    return quantity is not None and quantity.exact and units.is_count(quantity.unit)


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


def _opaque(claim: Claim, own: Mapping[str, str], figures: Figures) -> Opaque:
    """A claim that is not linear. own: figure -> variable."""
    judge = Judge(claim, figures, boxes_of(claim, figures))
    back = {v: n for n, v in own.items()}

    def check(boxes: Boxes) -> bool:
        try:
            return satisfiable(judge.ways(), {n: boxes[v] for n, v in own.items()}, claim.rounding)
        except Undefined:
            return True  # not decided: it may hold

    def solve(variable: str, boxes: Boxes) -> Interval | None:
        try:
            allowed = mends(judge.ways(), back[variable], {n: boxes[v] for n, v in own.items()})
        except Undefined:
            return None
        return reduce(Interval.hull, allowed) if allowed else None

    return Opaque(claim.id, tuple(own.values()), check, solve)


# ---------------------------------------------------------------- findings


def _wrong(
    cause: Cause, claims: Mapping[str, Claim], failed: set[str], figures: Figures
) -> Finding:
    broken = [c for c in cause.claims if c in failed] or list(cause.claims)
    severity = _severity(broken, claims)
    if len(broken) == 1:
        mistaken = mistaken_unit(claims[broken[0]], figures)
        if mistaken is not None:
            value = figures[mistaken].value
            suggestion = Suggestion(mistaken, value, value, value, "unit")
            return Finding("unit", severity, ((mistaken,),), tuple(broken), (suggestion,))
    cures = [c for c in cause.cures if not any(i.is_empty for i in c.mending.values())]
    suggestions: dict[str, list[Suggestion]] = {}
    for cure in cures:
        for id, allowed in cure.mending.items():
            made = suggest(figures[id], allowed, figures)
            if len(cure.variables) == 1:
                made = [s for s in made if _cures(s, claims.values(), figures)]
            suggestions.setdefault(id, made)
    ranked = sorted(cures, key=lambda c: _rank(c, suggestions, figures))
    suspects = tuple(tuple(sorted(c.variables, key=_id_order)) for c in ranked)
    order = dict.fromkeys(i for s in suspects for i in s)
    kind = "wrong-figure" if suspects else "broken-claim"
    flat = tuple(s for i in order for s in suggestions.get(i, ()))
    if all(has_grim(claims[c].tree) for c in broken):
        kind = "attainability"
        flat = tuple(_attainable(broken, claims, figures)) or flat
    return Finding(kind, severity, suspects, tuple(broken), flat)


def _cures(suggestion: Suggestion, claims: Iterable[Claim], figures: Figures) -> bool:
    """Whether each claim about the figure can hold once it is printed so. The interval of a claim
    that is not linear may be wider than what mends it."""
    id, value = suggestion.figure, suggestion.value
    figure = figures[id]
    if value is None or not figure.prints:
        return True
    mended = replace(figure.prints[0], value=value, bounds=None)
    after = {**figures, id: replace(figure, prints=(mended,), problem=None)}
    for claim in claims:
        if id not in names(claim.tree) or rows_of(claim, figures) is not None:
            continue
        try:
            judge = Judge(claim, after, boxes_of(claim, after))
            if not judge.holds(judge.boxes, claim.rounding):
                return False
        except Undefined:
            continue
    return True


def _attainable(
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


def _rank(
    cure: Cure, suggestions: Mapping[str, list[Suggestion]], figures: Figures
) -> tuple[object, ...]:
    """Sets whose values one slip explains first, then document order."""
    unexplained = sum(not any(s.slip for s in suggestions[i]) for i in cure.variables)
    places = []
    for i in cure.variables:
        place = figures[i].place
        places.append(
            (figures[i].document, place.start if place.start is not None else -1, _id_order(i))
        )
    return (unexplained > 0, sorted(places))


def _id_order(id: str) -> tuple[int, str]:
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
    from audit.slips import candidates

    room = allowed if quantity.exact or not step else allowed.widen(step / 2)
    near = _neighbours(figure, figures)
    found = candidates(quantity, allowed, whole=is_whole(figure), others=near, mode="nearest")
    # nothing is cured by the printed value itself, nor a count by a fraction of one
    found = [s for s in found if s.value != quantity.value]
    if quantity.exact and step:
        found = [s for s in found if s.value % step == 0]
    # a print with fewer decimals may stand for so much that it would cure nearly anything
    found = [s for s in found if s.value in room or not step or (s.step or step) <= step]
    if found:
        return [Suggestion(figure.id, s.value, low, high, s.kind) for s in found[:MAX_CANDIDATES]]
    return [Suggestion(figure.id, printable(quantity, allowed, room), low, high)]


def _neighbours(figure: Figure, figures: Figures) -> list[Quantity]:
    """The printed figures beside this one: one may have been copied in its place."""
    number, head = _id_order(figure.id)
    near = (
        f"{head}{n}" for n in range(number - NEIGHBOURS, number + NEIGHBOURS + 1) if n != number
    )
    quantities = [figures[i].quantity for i in near if i in figures]
    return [q for q in quantities if q is not None and q.unit == figure.unit]


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


def mistaken_unit(claim: Claim, figures: Figures) -> str | None:
    """The figure, if the rule would hold had the figure on one side the unit % or ‰."""
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
                    return side.name
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
