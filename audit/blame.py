"""One finding per cause: which figures may be wrong, and what they should be (DESIGN 8).

The abstract search is in localize.py (Fellegi and Holt), the model of slips in slips.py; here
claims become rows, and sets of variables become findings. All intervals are the verdicts' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.cures import attainable, holds_with, id_order, likelihood, suggestions_for
from audit.equations import figure_of, system_of
from audit.evaluate import Judge, boxes_of, has_grim
from audit.exact import units
from audit.exact.formula import Binary, Compare, Name, Number, names
from audit.exact.interval import ALL, Interval
from audit.exact.invert import mends
from audit.exact.ranges import Undefined
from audit.exact.satisfy import alternatives, satisfiable
from audit.exact.system import linked
from audit.localize import Cause, Cure, Localization, Purse, System, localize
from audit.model import FAIL, UNVERIFIABLE, WARN, Claim, Figure, Finding, Result, Suggestion
from audit.vicinity import Vicinity

MAX_SETS = 200
ALONE = 200_000  # the effort for one failure by itself
POINTS = "points-meant"  # the note of a result
# notes of findings
UNPROVEN = "minimality-not-proven"  # that no smaller set of figures would do
APART = "others-disagree"  # what mends these results breaks other claims
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
    purse = Purse()
    parts = _parts(_concerned(others, broken, figures))
    around = Vicinity(figures if parts else {})
    for part in parts:
        own = around.of(n for r in part for n in names(r.claim.tree))
        findings += _explained(part, broken, own, purse)
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
    usable = {r.id: names(r.claim.tree) for r in results if _takes_part(r, figures)}
    free = {f.id for f in figures.values() if not f.prints and not f.problem}
    todo = [id for id, own in usable.items() if id in broken or not free.isdisjoint(own)]
    if not todo:
        return []
    by_figure: dict[str, list[str]] = {}
    for id, own in usable.items():
        for n in own:
            by_figure.setdefault(n, []).append(id)
    picked, reached = set(todo), set[str]()
    while todo:
        for n in usable[todo.pop()]:
            if n not in reached:
                reached.add(n)
                new = [id for id in by_figure[n] if id not in picked]
                picked.update(new)
                todo += new
    return [r for r in results if r.id in picked]


def _parts(results: Sequence[Result]) -> list[list[Result]]:
    """The results in parts that share no figure."""
    return [[results[k] for k in part] for part in linked([names(r.claim.tree) for r in results])]


def _takes_part(result: Result, figures: Figures) -> bool:
    if result.claim.kind == "restatement" and result.verdict != FAIL:
        # last year's value, left standing, looks like the same quantity told again
        periods = {figures[i].period for i in result.claim.figures} - {None}
        if len(periods) > 1:
            return False
    if result.verdict != UNVERIFIABLE:
        return True
    return result.reason is not None and result.reason.code == "not-printed"


# ---------------------------------------------------------------- the system


def _explained(
    results: Sequence[Result], broken: set[str], figures: Figures, purse: Purse
) -> list[Finding]:
    """The findings of one part of the report.

    A doubtful claim helps to tell which figure is wrong if the same figures mend it too. Where it
    would take more, it is a cause of its own: no error is explained by what is only in doubt.
    """
    if len(results) == 1 and results[0].id not in broken and _is_open(results[0].claim, figures):
        return _implied({}, {results[0].id: results[0].claim}, set(), figures)
    ids = {r.id for r in results} & broken
    doubtful = {r.id for r in results if r.verdict == WARN} & ids
    together = _located(results, ids, figures, purse)
    if not doubtful or doubtful == ids:
        return together.findings
    certain = [r for r in results if r.id not in doubtful]
    alone = _located(certain, ids - doubtful, figures, purse)
    if together.weight <= alone.weight:
        return together.findings
    findings, left = _attached(alone.findings, [r for r in results if r.id in doubtful], figures)
    if left:
        others = [r for r in results if r.id not in ids or r.id in left]
        findings += _located(others, left, figures, purse).findings
    return findings


def _is_open(claim: Claim, figures: Figures) -> bool:
    """Whether the one figure of the claim that is not printed can be what makes it hold."""
    missing = [n for n in names(claim.tree) if not figures[n].prints]
    if len(missing) != 1:
        return False
    try:
        judge = Judge(claim, figures, boxes_of(claim, figures))
        return bool(mends(judge.ways(), missing[0], judge.boxes))
    except Undefined:
        return False


def _attached(
    findings: Sequence[Finding], doubtful: Sequence[Result], figures: Figures
) -> tuple[list[Finding], set[str]]:
    """The findings with the doubtful results that their likeliest cures mend as well, and the
    doubtful results that none does."""
    out, left = list(findings), set()
    for r in doubtful:
        for k, finding in enumerate(out):
            first = {s.figure: s for s in reversed(finding.suggestions) if s.value is not None}
            sets = [s for s in finding.suspects if set(s) <= first.keys()]
            if any(
                set(s) & set(names(r.claim.tree))
                and holds_with([first[i] for i in s], [r.claim], figures, everything=True)
                for s in sets
            ):
                out[k] = replace(finding, results=(*finding.results, r.id))
                break
        else:
            left.add(r.id)
    return out, left


class _Located(Struct, frozen=True):
    """Findings, and how much weight the changes have that mend all of them."""

    findings: list[Finding]
    weight: Fraction


def _located(
    results: Sequence[Result], failed: set[str], figures: Figures, purse: Purse
) -> _Located:
    claims = {r.id: r.claim for r in results}
    system = system_of(claims, failed, figures)
    found = localize(system, purse)
    if found.causes:
        calm = _without_old_quarrels(system, failed, purse)
        if calm is not system:
            system, found = calm, localize(calm, purse)
    apart = {c for conflict in found.contradictions for c in conflict}
    causes = _with_failures([_of_figures(c) for c in found.causes], claims, failed - apart)
    causes = _joined(causes, claims, failed)
    points = {r.id for r in results if POINTS in r.notes}
    findings = [
        _wrong(cause, claims, failed, figures, _apart(k, causes, claims), points)
        for k, cause in enumerate(causes)
    ]
    notes = () if found.proven else (UNPROVEN,)
    for conflict in found.contradictions:
        severity = _severity(conflict, claims)
        findings.append(Finding("contradictory-rules", severity, (), conflict, notes=notes))
    told = {i for f in findings for i in f.results}
    implied = _implied(found.implied, claims, told, figures)
    for id in claims:
        if id in failed and id not in told:  # the search gave up: the failure itself still stands
            findings.append(_alone((id,), claims, figures, notes or (APART,)))
    return _Located(findings + implied, _weight(found, system))


def _weight(found: Localization, system: System) -> Fraction:
    units = {v.id: (v.group or v.id, v.weight) for v in system.variables}
    chosen = [units[v] for cause in found.causes for v in cause.cures[0].variables]
    return sum(
        (max(w for u, w in chosen if u == unit) for unit in dict.fromkeys(u for u, _ in chosen)),
        Fraction(0),
    )


def _apart(k: int, causes: Sequence[Cause], claims: Mapping[str, Claim]) -> dict[str, Claim]:
    """The claims that one cause mends by itself: those without a suspect of any other."""
    others = {
        v for c in (*causes[:k], *causes[k + 1 :]) for cure in c.cures for v in cure.variables
    }
    return {i: c for i, c in claims.items() if not others & set(names(c.tree))}


def _alone(
    ids: tuple[str, ...], claims: Mapping[str, Claim], figures: Figures, notes: tuple[str, ...]
) -> Finding:
    """The failure where nothing mends all claims, or the search gave up: what would mend it by
    itself is suspect, but no value is suggested that another claim speaks against."""
    own = {id: claims[id] for id in ids}
    causes = localize(system_of(own, set(ids), figures), Purse(ALONE)).causes
    if len(causes) != 1:
        return Finding("broken-claim", _severity(ids, claims), (), ids, notes=notes)
    made = _wrong(_of_figures(causes[0]), own, set(ids), figures, own)
    about = [c for c in claims.values() if c.id not in own]
    kept = tuple(s for s in made.suggestions if holds_with([s], about, figures, everything=True))
    return replace(made, results=ids, suggestions=kept, notes=notes)


def _without_old_quarrels(system: System, failed: set[str], purse: Purse) -> System:
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
        for cause in localize(passing, purse).causes
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


def _of_figures(cause: Cause) -> Cause:
    """The cause in terms of figures, whatever the modes in which they were rounded."""
    cures = []
    for cure in cause.cures:
        mending: dict[str, Interval] = {}
        for variable, interval in cure.mending.items():
            figure = figure_of(variable)
            mending[figure] = mending.get(figure, ALL).intersect(interval)
        pieces = {v: p for v, p in cure.pieces.items() if v == figure_of(v)}
        own = tuple(dict.fromkeys(map(figure_of, cure.variables)))
        cures.append(Cure(own, mending, cure.exact, pieces))
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


# ---------------------------------------------------------------- findings


def _wrong(
    cause: Cause,
    claims: Mapping[str, Claim],
    failed: set[str],
    figures: Figures,
    mended: Mapping[str, Claim],
    points: Iterable[str] = (),
) -> Finding:
    """mended: the claims that have to hold once this cause is mended; points: failing claims
    whose rates are as many percentage points apart as is told in per cent."""
    open_ends = {i for i, f in figures.items() if not f.prints}
    broken = [
        c for c in cause.claims if c in failed or open_ends & set(names(claims[c].tree))
    ] or list(cause.claims)
    severity = _severity(broken, claims)
    notes = () if cause.proven else (UNPROVEN,)
    if len(broken) == 1:
        mistaken = _points(broken[0], claims, points)
        mistaken = mistaken or mistaken_unit(claims[broken[0]], figures)
        if mistaken is not None:
            value = figures[mistaken].value
            suggestion = Suggestion(mistaken, value, value, value, "unit")
            return Finding("unit", severity, ((mistaken,),), tuple(broken), (suggestion,))
    cures = [c for c in cause.cures if not any(i.is_empty for i in c.mending.values())]
    suggestions = suggestions_for(cures, mended, figures)
    ranked = sorted(cures, key=lambda c: likelihood(c, suggestions, figures))
    suspects = tuple(tuple(sorted(c.variables, key=id_order)) for c in ranked)
    order = dict.fromkeys(i for s in suspects for i in s)
    if not suspects and len(broken) < len(claims):
        return _alone(tuple(broken), claims, figures, (*notes, APART))
    kind = "wrong-figure" if suspects else "broken-claim"
    flat = tuple(s for i in order for s in suggestions.get(i, ()))
    if all(has_grim(claims[c].tree) for c in broken):
        kind = "attainability"
        flat = tuple(attainable(broken, claims, figures)) or flat
    return Finding(kind, severity, suspects, tuple(broken), flat, notes=notes)


def _points(id: str, claims: Mapping[str, Claim], points: Iterable[str]) -> str | None:
    """The figure that was printed with % and is meant in percentage points."""
    tree = claims[id].tree
    if id not in points or not isinstance(tree, Compare):
        return None
    return next((side.name for side in tree.operands if isinstance(side, Name)), None)


def mistaken_unit(claim: Claim, figures: Figures) -> str | None:
    """The figure, if the rule would hold had the figure on one side the unit % or ‰."""
    if not isinstance(claim.tree, Compare) or claim.tree.operators != ("=",):
        return None
    left, right = claim.tree.operands
    judge = Judge(claim, figures, boxes_of(claim, figures))
    for side, other in ((right, left), (left, right)):
        if not isinstance(side, Name) or side.unit or figures[side.name].unit:
            continue
        printed = judge.printed_sides(side, other)
        for unit in ("%", "‰"):
            factor = units.factor(unit)
            if printed and 2 * abs(printed[0] * factor - printed[1]) > abs(printed[1]):
                continue  # it only fits because hardly anything is computed: any hundredth would
            scaled = Compare(("=",), (Binary("*", side, Number(factor)), other))
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
