"""How much would the rules have seen? Slips of the pen are planted in a report, one at a time.

The slips are those of slips.py, taken the other way round: every value that one slip makes of a
printed figure. Only the claims that hold the figure are judged again, each as it was bound: a
claim that was discovered under the reading by which it passed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.cures import earlier_values, neighbours
from audit.declared import conflicting
from audit.equations import STEPS, is_whole
from audit.evaluate import Judge, boxes_of, evaluate, unusable
from audit.exact.formula import names
from audit.exact.interval import Interval
from audit.exact.ranges import Undefined
from audit.model import FAIL, PASS, WARN, Claim, Figure, Report, Result
from audit.slips import KINDS, Slip, candidates

PER_KIND = 8  # slips of one kind that are planted in one figure, spread evenly over all there are
SCHEMA = "reportaudit-mutate/1"


class Tally(Struct):
    """Slips that were planted, and those of them that were seen."""

    planted: int = 0
    caught: int = 0

    def add(self, seen: bool) -> None:
        self.planted += 1
        self.caught += seen

    @property
    def share(self) -> Fraction | None:
        """In percent."""
        return Fraction(self.caught * 100, self.planted) if self.planted else None


class Protected(Struct):
    """A figure, the rules that hold it, and what they see; `others` look at nothing now."""

    figure: Figure
    rules: list[str]
    others: list[str]
    tally: Tally
    kinds: dict[str, Tally]


class Power(Struct):
    """What the rules of a report would have seen.

    rules     id -> slips planted in its figures, and those that this rule sees
    figures   every figure that is declared or that a rule holds
    vacuous   rules whose condition does not apply: only a slip in it can make them look
    left_out  rules that do not hold, or cannot be verified, as the report stands
    bare      figures that were read in the text and that no rule holds
    """

    rules: dict[str, Tally]
    figures: list[Protected]
    kinds: dict[str, Tally]
    vacuous: list[str]
    left_out: list[str]
    bare: int

    @property
    def total(self) -> Tally:
        return Tally(
            sum(p.tally.planted for p in self.figures), sum(p.tally.caught for p in self.figures)
        )

    @property
    def silent(self) -> list[str]:
        """Rules that see none of the slips in their figures."""
        return [i for i, t in self.rules.items() if t.planted and not t.caught]

    @property
    def judged(self) -> int:
        """Rules that look at their figures as the report stands."""
        return len(self.rules) - len(self.vacuous)

    @property
    def unprotected(self) -> list[Protected]:
        """Figures in which no rule sees any slip."""
        return [p for p in self.figures if not p.tally.caught]


def mutate(report: Report) -> Power:
    """Plants slips in every figure of the report and judges the claims about it again."""
    figures = {f.id: f for f in report.figures}
    judged = {r.id: r for r in report.results}
    vacuous = [i for i, r in judged.items() if "vacuous" in r.notes]
    sound = [r for r in judged.values() if r.verdict == PASS]
    left_out = [i for i, r in judged.items() if r.verdict != PASS]
    about = _by_figure(sound)
    idle = _by_figure([r for r in judged.values() if r.verdict != PASS])
    power = Power({r.id: Tally() for r in sound}, [], {}, vacuous, left_out, 0)
    for figure in report.figures:
        own, others = about.get(figure.id, []), [r.id for r in idle.get(figure.id, ())]
        if not own and not others and figure.name is None:
            power.bare += 1
        elif figure.prints and not figure.problem and figure.value is not None:
            power.figures.append(_protected(figure, own, others, figures, power))
    return power


def _by_figure(results: Sequence[Result]) -> dict[str, list[Result]]:
    out: dict[str, list[Result]] = {}
    for result in results:
        for name in dict.fromkeys(names(result.claim.tree)):
            out.setdefault(name, []).append(result)
    return out


def _protected(
    figure: Figure,
    own: Sequence[Result],
    others: list[str],
    figures: dict[str, Figure],
    power: Power,
) -> Protected:
    out = Protected(figure, [r.id for r in own], others, Tally(), {})
    try:
        for slip in planted(figure, figures):
            figures[figure.id] = after = with_slip(figure, slip)
            seen = len(after.prints) > 1 and conflicting(after.prints) is not None
            for result in own:
                caught = breaks(result.claim, figures)
                power.rules[result.id].add(caught)
                seen = seen or caught
            for tally in (
                out.tally,
                out.kinds.setdefault(slip.kind, Tally()),
                power.kinds.setdefault(slip.kind, Tally()),
            ):
                tally.add(seen)
    finally:
        figures[figure.id] = figure
    return out


def planted(figure: Figure, figures: Mapping[str, Figure]) -> Iterator[Slip]:
    """What one slip may make of the figure: at most PER_KIND values of each kind."""
    quantity = figure.quantity
    assert quantity is not None
    found = [
        s
        for s in candidates(
            quantity,
            whole=is_whole(figure),
            others=neighbours(figure, figures),
            earlier=earlier_values(figure, figures),
        )
        if s.value != quantity.value
    ]
    # what was there is no longer asked for: the values of others that may have been copied here
    known = {s.value for s in found} | {quantity.value}
    for kind, others in (
        ("stale", earlier_values(figure, figures)),
        ("neighbour", neighbours(figure, figures)),
    ):
        for o in others:
            if o.value is not None and o.value not in known:
                known.add(o.value)
                found.append(Slip(o.value, kind, Fraction(2), o.step))
    for kind in KINDS:
        some = sorted((s for s in found if s.kind == kind), key=lambda s: s.value)
        apart = max(1, -(-len(some) // PER_KIND))
        yield from some[::apart]


def with_slip(figure: Figure, slip: Slip) -> Figure:
    """The figure as it would be printed after the slip; other prints of it stay."""
    first = figure.prints[0]
    assert first.value is not None
    by = slip.value - first.value
    step = None if first.step is None else slip.step or first.step
    bounds = None if first.bounds is None else _moved(first.bounds, by)
    mended = replace(first, value=slip.value, step=step, bounds=bounds)
    return replace(figure, prints=(mended, *figure.prints[1:]))


def _moved(bounds: Interval, by: Fraction) -> Interval:
    return Interval(
        None if bounds.low is None else bounds.low + by,
        None if bounds.high is None else bounds.high + by,
        bounds.low_closed,
        bounds.high_closed,
    )


def breaks(claim: Claim, figures: Mapping[str, Figure]) -> bool:
    """Whether the claim is broken, or in doubt, with these figures."""
    if claim.charitable:
        return evaluate(claim, figures).verdict in (FAIL, WARN)
    if claim.reason is not None or unusable(claim, figures) is not None:
        return False
    try:
        judge = Judge(claim, figures, boxes_of(claim, figures))
        return not judge.holds(judge.boxes, claim.rounding, STEPS)
    except Undefined:
        return False


def to_dict(power: Power, path: str) -> dict[str, object]:
    """The JSON of `rules mutate`."""
    return {
        "schema": SCHEMA,
        "path": path,
        "planted": power.total.planted,
        "caught": power.total.caught,
        "score": shown(power.total.share),
        "rules": [{"id": i, **_numbers(t)} for i, t in power.rules.items()],
        "figures": [
            {
                "id": p.figure.id,
                "name": p.figure.name,
                "label": p.figure.label,
                "text": p.figure.text,
                "rules": p.rules,
                **_numbers(p.tally),
                "kinds": {k: _numbers(t) for k, t in p.kinds.items()},
            }
            for p in power.figures
        ],
        "kinds": {k: _numbers(power.kinds[k]) for k in KINDS if k in power.kinds},
        "unprotected": [p.figure.id for p in power.unprotected],
        "never_catch": power.silent,
        "vacuous": power.vacuous,
        "left_out": power.left_out,
        "in_no_rule": power.bare,
    }


def _numbers(tally: Tally) -> dict[str, object]:
    return {"planted": tally.planted, "caught": tally.caught, "share": shown(tally.share)}


def shown(share: Fraction | None) -> str | None:
    """A share in percent to one decimal, cut off: 100.0 is said of nothing less."""
    if share is None:
        return None
    tenths = int(share * 10)
    return f"{tenths // 10}.{tenths % 10}"
