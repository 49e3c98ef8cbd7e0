"""One rule set over many records, fast: linear rules become integer sums at a common scale.

A record maps names to printed figures, read as `figures:` of a report.yaml reads them. Plain
decimals under linear rules never leave integers; everything else takes the road of `check`, and
both give the same verdicts (a property test compares them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from operator import itemgetter

from msgspec.structs import replace

from audit.bind import Rules, claims_of, unique
from audit.declared import Figures, Sources, rounded
from audit.errors import AuditError
from audit.evaluate import evaluate
from audit.exact.formula import Binary, Compare, Name, Node, Number, transform, walk
from audit.exact.grammar import Vocabulary, fold
from audit.exact.interval import ALL
from audit.exact.ranges import UNIT_TERM, Undefined, plain, terms
from audit.exact.reading import Unreadable, read
from audit.exact.rounding import Quantity
from audit.model import FAIL, PASS, Claim, Figure
from audit.specs import DeriveSpec, Manifest, RuleSpec

MAX_FAST_DIGITS = 60


def check_records(
    rules: object, records: Iterable[Mapping[str, object]]
) -> Iterator[dict[str, str]]:
    """{rule id: verdict} per record. Names that a record lacks are not printed there.

    rules  what `rules:` holds, or a path to a report.yaml or pack. Raises AuditError.
    """
    stream = iter(records)
    first = next(stream, None)
    if first is None:
        _load(rules)
        return
    plan = _Plan(rules, [str(k) for k in first])
    for record in chain([first], stream):
        yield plan.verdicts(record)


Judge = Callable[[Sequence[int], Sequence[int], int, int], bool]
Getter = Callable[[Sequence[int]], Sequence[int]]


def _judge(operator: str, weights: Mapping[int, int], bound: int, slack: int) -> Judge:
    """A comparison of a weighted sum with a bound, over plain decimals.

    values, steps   figures and their steps times `unit`, the common scale; a point has step 0
    coarsest        the largest step
    """
    plus = _getter([p for p, w in weights.items() if w == 1])
    minus = _getter([p for p, w in weights.items() if w == -1])
    others = tuple((p, w) for p, w in weights.items() if abs(w) != 1)
    single = _getter([p for p, w in weights.items() if abs(w) == 1])
    size = sum(map(abs, weights.values()))
    strict = operator in ("<", ">")
    sign = {"=": 0, "<": 1, "<=": 1, ">": -1, ">=": -1}[operator]

    def judge(values: Sequence[int], steps: Sequence[int], unit: int, coarsest: int) -> bool:
        total = sum(plus(values)) - sum(minus(values))
        if others:
            total += sum(w * values[p] for p, w in others)
        if bound:
            total -= bound * unit
        # twice the distance is compared with whole steps, so that half steps stay whole
        over = 2 * (total * sign if sign else abs(total))
        room = 2 * slack * unit if slack else 0
        if over < room or (over == room and not strict):
            return True
        if not coarsest or over > room + size * coarsest:
            return False
        room += sum(single(steps))
        if others:
            room += sum(abs(w) * steps[p] for p, w in others)
        return over < room or (over == room and not strict)

    return judge


class _Plan:
    """The rules, compiled for records with these names."""

    def __init__(self, rules: object, names: list[str]) -> None:
        specs, derive = _load(rules)
        self.claims = _claims(specs, derive, names)
        given = {fold(n): n for n in names}
        used = dict.fromkeys(n for c in self.claims for n in c.figures)
        self.lent = frozenset(n for c in self.claims for n in _lent(c.tree))
        self.names = [(n, given.get(n, n)) for n in used]  # as in rules, as in records
        position = {n: k for k, n in enumerate(used)}
        self.rules = [
            (c.id, self._fast(c, position), frozenset(position[n] for n in c.figures), c)
            for c in self.claims
        ]

    def _fast(self, claim: Claim, position: Mapping[str, int]) -> Judge | None:
        """The compiled rule; none where a bare 41 is a rounded percentage."""
        return None if self.lent.intersection(claim.figures) else _compiled(claim, position)

    def verdicts(self, record: Mapping[str, object]) -> dict[str, str]:
        values: list[int] = []
        decimals: list[int] = []
        odd: set[int] = set()
        get, read_plain = record.get, _plain_decimal
        for position, (name, other) in enumerate(self.names):
            value = get(name)
            digits, places = read_plain(get(other) if value is None else value)
            if digits is None:
                odd.add(position)
                digits = 0
            values.append(digits)
            decimals.append(places)
        most = max(decimals, default=0)
        coarsest = 0
        if most:
            powers = [10 ** (most - k) for k in range(most + 1)]
            steps = [powers[d] if d else 0 for d in decimals]
            coarsest = max(steps)
            if min(decimals) < most:
                values = [v * powers[d] for v, d in zip(values, decimals, strict=True)]
        else:
            steps = decimals
        figures: dict[str, Figure] | None = None
        out = {}
        unit = 10**most
        for id, fast, needs, claim in self.rules:
            if fast is not None and (not odd or odd.isdisjoint(needs)):
                out[id] = PASS if fast(values, steps, unit, coarsest) else FAIL
                continue
            if figures is None:
                figures = self._figures(record)
            out[id] = evaluate(_fitted(claim, figures), figures).verdict
        return out

    def _figures(self, record: Mapping[str, object]) -> dict[str, Figure]:
        found = {n: _figure(n, record.get(n, record.get(other))) for n, other in self.names}
        return found | {n: rounded(f) for n, f in found.items() if n in self.lent}


def linear_judge(rule: str, names: Sequence[str]) -> Judge:
    """The compiled form of one linear rule over figures in the order of `names`."""
    from audit.declare import rule_specs

    claim = _claims(rule_specs([rule]), (), list(names))[0]
    judge = _compiled(claim, {n: k for k, n in enumerate(names)})
    assert judge is not None, rule
    return judge


def _load(rules: object) -> tuple[Sequence[RuleSpec], Sequence[DeriveSpec]]:
    from pathlib import Path

    if isinstance(rules, str | Path):
        from audit.packs import read_rules

        return read_rules(rules), ()
    from audit.declare import rule_specs

    return rule_specs(rules), ()


class _FreeRules(Rules):
    """Rules whose names need no figures: every name is its own id."""

    def __init__(self, derive: Sequence[DeriveSpec], names: Iterable[str]) -> None:
        super().__init__(Figures((), Sources((), None)), derive, {})
        self.vocabulary = Vocabulary({*names, *self.derive}, free=True)

    def bound(self, node: Name, scalar: object) -> Node:
        return node


def _claims(
    specs: Sequence[RuleSpec], derive: Sequence[DeriveSpec], names: list[str]
) -> list[Claim]:
    from audit.marks import Mark, Source

    manifest = Manifest(Mark(Source("", None), None, None))
    return list(unique(claims_of(specs, _FreeRules(derive, names), manifest, "report")))


def _compiled(claim: Claim, position: Mapping[str, int]) -> Judge | None:
    """The claim as integer sums; None where it is anything but one linear comparison."""
    tree = claim.tree
    if not isinstance(tree, Compare) or len(tree.operators) != 1 or claim.rounding != "nearest":
        return None
    if tree.operators[0] not in ("=", "<", "<=", ">", ">=") or not claim.figures:
        return None
    slack = Fraction(0)
    if claim.tolerance is not None:
        simple = isinstance(claim.tolerance, Number) and not claim.tolerance.unit
        sided = any(isinstance(o, Name) and o.unit for o in tree.operands)
        if not simple or sided:
            return None
        assert isinstance(claim.tolerance, Number)
        slack = claim.tolerance.value
    try:
        form = terms(plain(Binary("-", tree.operands[0], tree.operands[1])))
    except Undefined:
        return None
    if not all(isinstance(t, Name) or t == UNIT_TERM for t in form):
        return None
    weights = {position[t.name]: w for t, w in form.items() if isinstance(t, Name)}
    return _whole(tree.operators[0], weights, -form.get(UNIT_TERM, Fraction(0)), slack)


def _whole(operator: str, weights: dict[int, Fraction], bound: Fraction, slack: Fraction) -> Judge:
    common = lcm(bound.denominator, slack.denominator, *(w.denominator for w in weights.values()))
    whole = {p: int(w * common) for p, w in weights.items()}
    return _judge(operator, whole, int(bound * common), int(slack * common))


def _lent(tree: Node) -> set[str]:
    """The names to which a postfix gives a unit."""
    return {n.name for n in walk(tree) if isinstance(n, Name) and n.unit}


def _getter(positions: list[int]) -> Getter:
    """The values at some positions."""
    if not positions:
        return lambda values: ()
    if len(positions) == 1:
        one = positions[0]
        return lambda values: (values[one],)
    return itemgetter(*positions)


def _plain_decimal(value: object) -> tuple[int | None, int]:
    """(digits without the point, number of decimals) of a plain decimal; (None, 0) of all else."""
    if type(value) is int:
        return value, 0
    if type(value) is not str or len(value) > MAX_FAST_DIGITS:
        return None, 0
    if value.isdecimal():
        return int(value), 0
    whole, point, decimals = value.partition(".")
    if not point or not decimals.isdecimal():
        return None, 0
    if not (whole.isdecimal() or (whole[:1] == "-" and whole[1:].isdecimal())):
        return None, 0
    return int(whole + decimals), len(decimals)


def _figure(name: str, value: object) -> Figure:
    """A record's figure as `figures:` reads it; what cannot be read is unreadable."""
    if value is None:
        return Figure(name, (), name)
    if isinstance(value, float):
        raise AuditError(
            f"{name}: a float has lost its digits", help="give the printed text, as a string"
        )
    if isinstance(value, Mapping | list | tuple):  # {value: , decimals: }, or several prints
        from audit.declare import manifest_of
        from audit.declared import figure_of

        spec = manifest_of({"figures": {name: value}}).figures[0]
        return replace(figure_of(spec, name, Sources((), None)), name=name)
    text = str(value)
    try:
        return Figure(name, (read(text, declared=True),), name)
    except Unreadable:
        if text.strip() in ("", "~", "null"):
            return Figure(name, (), name)
        return Figure(name, (Quantity(text, None, bounds=ALL),), name, problem="unreadable")


def _fitted(claim: Claim, figures: Mapping[str, Figure]) -> Claim:
    """The claim with a postfix % dropped where the figure has that unit itself."""

    def fit(node: Node) -> Node:
        if not isinstance(node, Name) or not node.unit or not figures[node.name].unit:
            return node
        if figures[node.name].unit != node.unit:
            raise AuditError(
                f"{node.name} is stated in {figures[node.name].unit}, the rule gives it {node.unit}"
            )
        return Name(node.name)

    return replace(claim, tree=transform(claim.tree, fit))
