"""From a claim to a verdict: the strict reading of declared rules (DESIGN 4).

A rule passes when one assignment of values inside all printed intervals satisfies the whole rule,
and fails when none does. Remarks become notes and never soften the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial

from msgspec.structs import replace

from audit.exact import units
from audit.exact.formula import (
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Node,
    Number,
    names,
    walk,
)
from audit.exact.interval import Interval, point
from audit.exact.ranges import (
    UNIT_TERM,
    Boxes,
    Range,
    Terms,
    Undefined,
    figures_in,
    plain,
    range_of,
    terms,
    value_of,
)
from audit.exact.rounding import interval_of
from audit.exact.satisfy import (
    SEARCH_STEPS,
    Atom,
    Condition,
    admits,
    alternatives,
    satisfiable,
)
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Claim, Figure, Reason, Result

ZERO = Fraction(0)
Figures = Mapping[str, Figure]

# words that count the same thing: no remark where they stand side by side
RATES = frozenset({"%", "‰", "百分点", "bp", "成", "折"})
SAME_COUNT = {"名": "人", "位": "人", "口": "人"}


def evaluate(claim: Claim, figures: Figures) -> Result:
    """The verdict on one claim. `figures` maps ids to figures, exactly as printed."""
    result = _strict(claim, figures)
    return _softened(result) if claim.charitable else result


def _softened(result: Result) -> Result:
    """What weaker readings make of a strict verdict (`readings: charitable`)."""
    weaker = next((n for n in ("truncated", "last-digit") if n in result.notes), None)
    if result.verdict == FAIL and weaker is not None:
        return replace(result, verdict=WARN, reading=weaker)
    if result.verdict == PASS and "unit-words-differ" in result.notes:
        return replace(result, verdict=WARN, reading="unit-words-differ")
    return result


def _strict(claim: Claim, figures: Figures) -> Result:
    """The one reading of a declared rule: its rounding, each figure's own step, its tolerance."""
    return decide(claim, figures)[1]()


def decide(claim: Claim, figures: Figures) -> tuple[str, Callable[[], Result]]:
    """The strict verdict alone, and what makes the whole result of it: remarks and sides cost more
    than the verdict, and of many readings only one is shown."""
    counted = _of_counts(claim, figures)
    if counted is not None:
        return counted.verdict, partial(_same, counted)
    reason = claim.reason or unusable(claim, figures)
    if reason is not None:
        return UNVERIFIABLE, partial(_unverifiable, claim, reason)
    boxes = boxes_of(claim, figures)
    try:
        judge = Judge(claim, figures, boxes)
        held = judge.holds(boxes, claim.rounding)
    except Undefined as e:
        return UNVERIFIABLE, partial(_unverifiable, claim, Reason(e.code))
    return PASS if held else FAIL, partial(judge.result, held)


def _same(result: Result) -> Result:
    return result


def _of_counts(claim: Claim, figures: Figures) -> Result | None:
    """The result of a plain sum of exact counts, the commonest rule of all, without intervals;
    None for any other claim. Gives just what Judge gives (a property test compares them)."""
    tree = claim.tree
    if type(tree) is not Compare or tree.operators != ("=",):
        return None
    if claim.reason is not None or claim.tolerance is not None or claim.steps:
        return None
    left, right = tree.operands
    weights: dict[str, int] = {}
    if not (_whole_sum(left, 1, weights) and _whole_sum(right, -1, weights)):
        return None
    values: dict[str, Fraction] = {}
    words: dict[str, None] = {}
    for name, weight in weights.items():
        figure = figures[name]
        if len(figure.prints) != 1 or figure.problem:
            return None
        quantity = figure.prints[0]
        unit = quantity.unit
        if not quantity.exact or quantity.value is None or quantity.step != 1 or quantity.bounds:
            return None
        if unit:
            if not units.is_count(unit):
                return None
            if weight:
                words[SAME_COUNT.get(unit, unit)] = None
        values[name] = quantity.value
    sides = _sum_of(left, values), _sum_of(right, values)
    gap = abs(sides[0] - sides[1])
    shown = next((figures[s.name].unit for s in (left, right) if type(s) is Name), None)
    if shown is None:
        own = {figures[n].unit for n in names(left)}
        shown = own.pop() if len(own) == 1 else ""
    errors = [abs(w) for w in weights.values() if w]
    return Result(
        claim,
        FAIL if gap else PASS,
        notes=("unit-words-differ",) if len(words) > 1 else (),
        left=point(sides[0]),
        right=point(sides[1]),
        printed=sides,
        unit=shown,
        gap=gap,
        tolerance=ZERO,
        power=Fraction(min(errors)) if errors else None,
    )


def _whole_sum(node: Node, sign: int, weights: dict[str, int]) -> bool:
    """Adds a sum or difference of names to the weights; False for any other expression."""
    if type(node) is Name:
        if node.unit or node.group:
            return False
        weights[node.name] = weights.get(node.name, 0) + sign
        return True
    if type(node) is Binary and node.operator in "+-":
        other = sign if node.operator == "+" else -sign
        return _whole_sum(node.left, sign, weights) and _whole_sum(node.right, other, weights)
    return False


def _sum_of(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    """The value of what _whole_sum admits."""
    if type(node) is Name:
        return values[node.name]
    assert isinstance(node, Binary)
    left, right = _sum_of(node.left, values), _sum_of(node.right, values)
    return left + right if node.operator == "+" else left - right


def unusable(claim: Claim, figures: Figures) -> Reason | None:
    """Why the claim cannot be judged: a figure that is not printed, or printed unusably."""
    if all(figures[i].prints and not figures[i].problem for i in names(claim.tree)):
        return None
    for code in ("unreadable", "duplicates", "excess-digits", "not-printed"):
        bad = [
            f
            for f in (figures[i] for i in names(claim.tree))
            if (f.problem or ("" if f.prints else "not-printed")) == code
        ]
        if bad:
            shown = ", ".join(f.name or f.text or f.id for f in bad)
            return Reason(code, {"figures": shown})
    return None


def factor_of(figure: Figure) -> Fraction:
    """What turns a printed value into the base unit of its dimension (% into 1/100 ...)."""
    return units.factor(figure.unit) if figure.unit else Fraction(1)


def boxes_of(claim: Claim, figures: Figures, rounding: str | None = None) -> dict[str, Interval]:
    """The interval of each figure of the claim, in base units."""
    out = {}
    for i in names(claim.tree):
        figure = figures[i]
        interval = interval_in(claim, figure, rounding or claim.rounding)
        factor = factor_of(figure)
        out[i] = interval if factor == 1 else interval.scale(factor)
    return out


def interval_in(claim: Claim, figure: Figure, rounding: str) -> Interval:
    """What a figure may stand for in this claim, in its printed unit: at the precision of its list
    where the claim sets one, else as printed."""
    step = claim.steps.get(figure.id)
    if step is None or figure.value is None or len(figure.prints) != 1 or figure.prints[0].bounds:
        return figure.interval(rounding)
    return interval_of(figure.value, step, rounding) if step else point(figure.value)


def comparisons(node: Node) -> Iterator[Compare]:
    if isinstance(node, Conditional):
        yield from comparisons(node.check)
    elif isinstance(node, Logic):
        for operand in node.operands:
            yield from comparisons(operand)
    elif isinstance(node, Compare):
        yield node


class Judge:
    """One claim with its intervals: decides, and says how the two sides compare."""

    def __init__(self, claim: Claim, figures: Figures, boxes: Boxes) -> None:
        self.claim = claim
        self.figures = figures
        self.boxes = boxes
        self._ranges: dict[Node, Range] = {}
        self._forms: dict[Node, Terms] = {}
        self._ways: list[list[Condition]] | None = None
        self.slack: dict[Node, Fraction] = {}
        for compare in comparisons(claim.tree):
            self.slack[compare] = self.slack_of(compare)

    def slack_of(self, compare: Compare) -> Fraction:
        """Tolerance in base units, and the coarser step of the pair where the operator is ≈."""
        slack = self.tolerance(compare)
        if "≈" in compare.operators:
            slack += max(self.step_of(o) for o in compare.operands)
        return slack

    def tolerance(self, compare: Compare) -> Fraction:
        allowed = self.claim.tolerance
        if not isinstance(allowed, Number):
            return ZERO
        right = compare.operands[-1]
        if allowed.unit == "%":
            side = self.range(right).interval
            larger = max(abs(side.low or ZERO), abs(side.high or ZERO))
            return larger * allowed.value / 100
        if allowed.unit:
            return allowed.value * units.factor(allowed.unit)
        return allowed.value * self.unit_factor(compare.operands[0], right)

    def form(self, node: Node) -> Terms:
        """An expression as a sum of weighted terms; of a difference, from those of its sides."""
        found = self._forms.get(node)
        if found is not None:
            return found
        if isinstance(node, Binary) and node.operator == "-":
            found = dict(self.form(node.left))
            for term, weight in self.form(node.right).items():
                found[term] = found.get(term, ZERO) - weight
            found = {t: w for t, w in found.items() if w}
        else:
            found = terms(plain(node))
        self._forms[node] = found
        return found

    def step_of(self, node: Node) -> Fraction:
        """The step of a side: a figure's own, of a sum the coarsest, of anything else none."""
        steps = [ZERO]
        for term, weight in self.form(node).items():
            if isinstance(term, Name):
                figure = self.figures[term.name]
                steps += [abs(weight) * (p.step or ZERO) * factor_of(figure) for p in figure.prints]
        return max(steps)

    def range(self, node: Node) -> Range:
        found = self._ranges.get(node)
        if found is None:
            linear = self.linear(node)
            if linear is None:
                found = range_of(node, self.boxes, self.claim.rounding)
            else:
                found = Range(_weighted(linear, self.boxes))
            self._ranges[node] = found
        return found

    def linear(self, node: Node) -> Terms | None:
        """The form of an expression if all its terms are figures."""
        try:
            form = self.form(node)
        except Undefined:
            return None
        return form if all(type(t) is Name or t == UNIT_TERM for t in form) else None

    def ways(self) -> list[list[Condition]]:
        if self._ways is None:
            self._ways = alternatives(self.claim.tree, self.slack)
        return self._ways

    def holds(self, boxes: Boxes, rounding: str, steps: int = SEARCH_STEPS) -> bool:
        """Whether the rule can hold inside the boxes. Raises Undefined."""
        tree = self.claim.tree
        if isinstance(tree, Compare) and len(tree.operators) == 1:
            difference = _difference(tree.operands[0], tree.operands[1])
            linear = self.linear(difference)
            if linear is not None:  # most rules: no search, no alternatives
                operator = "=" if tree.operators[0] == "≈" else tree.operators[0]
                atom = Atom(operator, tree.operands[0], tree.operands[1], self.slack[tree])
                here = boxes is self.boxes
                interval = self.range(difference).interval if here else _weighted(linear, boxes)
                return admits(atom, interval)
        return satisfiable(self.ways(), boxes, rounding, steps)

    # ---- what is said beside the verdict

    def result(self, held: bool) -> Result:
        """The verdict with all that is said beside it, as far as it can be computed."""
        verdict = PASS if held else FAIL
        try:
            base = Result(self.claim, verdict, notes=tuple(self.notes(held)))
        except Undefined:  # a remark that cannot be decided is not made
            base = Result(self.claim, verdict)
        try:
            return self._with_sides(base, self.link(held))
        except Undefined:  # only where the check was not needed: `if` with a false condition
            return base

    def _with_sides(self, base: Result, link: tuple[str, Node, Node, Compare] | None) -> Result:
        claim = self.claim
        if link is None:
            return base
        operator, left, right, compare = link
        unit = self.unit_of(left, right)
        factor = self.unit_factor(left, right)
        sides = self.range(left), self.range(right)
        difference = self.range(_difference(left, right))
        printed = self.printed_sides(left, right)
        tolerance = self.slack[compare]
        return Result(
            claim,
            base.verdict,
            notes=base.notes,
            left=sides[0].interval.scale(1 / factor),
            right=sides[1].interval.scale(1 / factor),
            printed=None if printed is None else (printed[0] / factor, printed[1] / factor),
            unit=unit,
            gap=_distance(difference.interval) / factor,
            tolerance=tolerance / factor,
            power=self.power(
                operator, left, right, difference.interval, factor, self.slack[compare]
            ),
        )

    def link(self, held: bool) -> tuple[str, Node, Node, Compare] | None:
        """The comparison to show: the first that fails, else the first."""
        links = [(o, a, b, c) for c in comparisons(self.claim.tree) for o, a, b in c.links()]
        if not links:
            return None
        if not held:
            for link in links:
                one = Compare((link[0],), (link[1], link[2]))
                try:
                    if not satisfiable(
                        alternatives(one, {one: self.slack[link[3]]}),
                        self.boxes,
                        self.claim.rounding,
                    ):
                        return link
                except Undefined:
                    continue
        return links[0]

    def unit_of(self, left: Node, right: Node) -> str:
        """The unit of the left side's figure; if the left is an expression, of the right side's."""
        for side in (left, right):
            if isinstance(side, Name):
                return side.unit or self.figures[side.name].unit
        shared = {self.figures[n].unit for n in sorted(figures_in(left))}
        linear = all(
            isinstance(t, Name) and abs(w) == 1
            for t, w in self.form(left).items()
            if t != UNIT_TERM
        )
        return shared.pop() if linear and len(shared) == 1 else ""

    def unit_factor(self, left: Node, right: Node) -> Fraction:
        unit = self.unit_of(left, right)
        return units.factor(unit) if unit else Fraction(1)

    def printed_sides(self, left: Node, right: Node) -> tuple[Fraction, Fraction] | None:
        values = self.printed_values()
        if values is None:
            return None
        pair = self._value(left, values), self._value(right, values)
        return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])

    def _value(self, node: Node, values: Mapping[str, Fraction]) -> Fraction | None:
        linear = self.linear(node)
        try:
            if linear is None:
                return value_of(node, values, self.claim.rounding)
        except Undefined:
            return None
        return sum((w * values[t.name] if type(t) is Name else w for t, w in linear.items()), ZERO)

    def printed_values(self) -> dict[str, Fraction] | None:
        """The figures as printed, in base units; None where one is a range."""
        out = {}
        for i in self.boxes:
            figure = self.figures[i]
            if figure.value is None:
                return None
            out[i] = figure.value * factor_of(figure)
        return out

    def holds_at(self, values: Mapping[str, Fraction]) -> bool | None:
        try:
            return self.holds({i: point(v) for i, v in values.items()}, self.claim.rounding)
        except Undefined:
            return None

    def notes(self, held: bool) -> Iterator[str]:
        if self.unit_words_differ():
            yield "unit-words-differ"
        if held:
            if self.vacuous():
                yield "vacuous"
                return
            if all(b.is_point for b in self.boxes.values()):
                return
            values = self.printed_values()
            # a GRIM test asks about the interval: at a single value it would always be false
            judged = values is not None and not has_grim(self.claim.tree)
            if judged and values is not None and self.holds_at(values) is False:
                yield "rounding-only"
            return
        if self.claim.rounding != "truncate" and self.holds_rounded("truncate"):
            yield "truncated"
        if self.nearly():
            yield "last-digit"

    def vacuous(self) -> bool:
        """Whether the condition of the rule is false whatever the figures are."""
        if not isinstance(self.claim.tree, Conditional):
            return False
        ways = alternatives(self.claim.tree.condition, {})
        return not satisfiable(ways, self.boxes, self.claim.rounding)

    def holds_rounded(self, mode: str) -> bool:
        if all(b.is_point for b in self.boxes.values()):
            return False
        try:
            return self.holds(boxes_of(self.claim, self.figures, mode), mode)
        except Undefined:
            return False

    def nearly(self) -> bool:
        """Off by at most 1.5 steps in the last digit, where a side is a rounded figure."""
        link = self.link(False)
        values = self.printed_values()
        if link is None or values is None:
            return False
        sides = self.printed_sides(link[1], link[2])
        rounded = [i for i, b in self.boxes.items() if not b.is_point]
        if sides is None or not rounded:
            return False
        steps = [self.step_of(s) for s in link[1:3] if isinstance(s, Name) and s.name in rounded]
        return bool(steps) and abs(sides[0] - sides[1]) <= Fraction(3, 2) * max(steps)

    def unit_words_differ(self) -> bool:
        """Whether a sum adds or compares things that are counted in different words (例 and 人)."""
        for compare in comparisons(self.claim.tree):
            for _, left, right in compare.links():
                try:
                    linear = self.form(_difference(left, right))
                except Undefined:
                    continue
                words = {
                    _counted_in(unit)
                    for t in linear
                    if isinstance(t, Name) and (unit := self.figures[t.name].unit)
                }
                if len(words) > 1:
                    return True
        return False

    def power(
        self,
        operator: str,
        left: Node,
        right: Node,
        difference: Interval,
        factor: Fraction,
        slack: Fraction,
    ) -> Fraction | None:
        """The smallest error of a figure that this check would have seen, in the unit of the gap.

        For a linear check the error is a whole number of steps of a figure; otherwise it is the
        distance that the sides may still be moved apart.
        """
        ends: list[Fraction | None] = []  # how far the difference may still move, up and down
        if operator in ("=", "≈", "<", "<="):
            ends.append(None if difference.low is None else -difference.low)
        if operator in ("=", "≈", ">", ">="):
            ends.append(difference.high)
        known = [e for e in ends if e is not None]
        if not known or len(known) < len(ends):
            return None
        room = max(ZERO, min(known) + slack)
        strict = operator in ("<", ">")
        try:
            linear = self.form(_difference(left, right))
        except Undefined:
            return None
        errors = []
        for term, weight in linear.items():
            if term == UNIT_TERM:
                continue
            if not isinstance(term, Name):
                return room / factor if room else None
            figure = self.figures[term.name]
            step = abs(weight) * (figure.step or ZERO) * factor_of(figure)
            if step:
                seen = strict and room and room % step == 0  # a < b is broken once they are equal
                errors.append(room if seen else (room // step + 1) * step)
        return min(errors) / factor if errors else None


def _counted_in(unit: str) -> str:
    """What things with this unit are counted or measured in; all rates are one."""
    if unit in RATES:
        return "rate"
    return SAME_COUNT.get(unit, unit) if units.is_count(unit) else units.dimension(unit)


def _difference(left: Node, right: Node) -> Node:
    return Binary("-", left, right)


def _weighted(linear: Terms, boxes: Boxes) -> Interval:
    """The exact range of a weighted sum of figures."""
    total: Interval | None = None
    for term, weight in linear.items():
        if type(term) is Name:
            box = boxes[term.name]
            part = box if weight == 1 else -box if weight == -1 else box.scale(weight)
        else:
            part = point(weight)
        total = part if total is None else total + part
    return total if total is not None else point(ZERO)


def _distance(difference: Interval) -> Fraction:
    """How far zero is from the interval."""
    if difference.low is not None and difference.low > 0:
        return difference.low
    if difference.high is not None and difference.high < 0:
        return -difference.high
    return ZERO


def _unverifiable(claim: Claim, reason: Reason) -> Result:
    return Result(claim, UNVERIFIABLE, reason=reason)


def has_grim(node: Node) -> bool:
    return any(isinstance(n, Call) and n.function == "grim" for n in walk(node))
