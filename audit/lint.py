"""What can be said about a set of rules without any figures: contradictions, redundancy, bounds.

Every name is a free real unknown. A rule becomes a formula of linear rows; `if`, `or`, `not`,
chains, abs, min and max fall into cases, which are searched with the simplex pruning them. A rule
that is not linear is left out (and named): what is said of the others stays true. An impossible
set implies everything, so with one contradiction all rules that it does not need are redundant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import AuditError
from audit.exact.conflicts import Found, least_cuts, minimal_conflicts
from audit.exact.formula import (
    Binary,
    Call,
    Compare,
    Conditional,
    Logic,
    Name,
    Negative,
    Node,
    Number,
    names,
    transform,
    walk,
)
from audit.exact.linear import cases, variable
from audit.exact.problem import Problem, Row, State
from audit.exact.rounding import decimal
from audit.exact.simplex import Budget, OutOfBudgetError

MAX_QUESTIONS = 2_000  # feasibility questions per enumeration of smallest sets
MAX_CASES = 20_000  # cases looked at in one question
EFFORT = 60_000_000

ONE = Fraction(1)
SEEN = frozenset([-(10**9)])


class Both(Struct, frozen=True):
    parts: tuple[Formula, ...]


class Either(Struct, frozen=True):
    parts: tuple[Formula, ...]


Formula = Row | Both | Either


class Rule(Struct, frozen=True):
    """weight None: may not be dropped."""

    id: str
    tree: Node
    weight: Fraction | None = ONE


def lint_rules(rules: object) -> dict[str, object]:
    """The findings of DESIGN section 9 as plain data; `rules` as under `rules:`, or a path.

    Extra keys only where they say something: `nonlinear` (ids left out), `complete` False (a
    budget was spent; what is listed is true, but there may be more).
    """
    every = read_rules(rules)
    formulas = {r.id: formula(r.tree) for r in every}
    linear = [r for r in every if formulas[r.id] is not None]
    said = [f for r in linear if (f := formulas[r.id]) is not None]
    free = dict.fromkeys(variable(n) for r in every for n in walk(r.tree) if isinstance(n, Name))
    out = _Lint(linear, said, list(free)).result()
    nonlinear = [r.id for r in every if formulas[r.id] is None]
    if nonlinear:
        kept = set(out["keep"]) | set(nonlinear)
        out["keep"] = [r.id for r in every if r.id in kept]
        out["nonlinear"] = nonlinear
    return out


# ---------------------------------------------------------------- reading


def read_rules(rules: object) -> list[Rule]:
    if isinstance(rules, str | Path):
        from audit.packs import rules_of

        rules = rules_of(rules)
    if isinstance(rules, Mapping) and "rules" in rules:
        rules = rules["rules"]
    if not isinstance(rules, Sequence) or isinstance(rules, str):
        raise AuditError("rules must be a list of sentences or mappings, or a path")
    out: list[Rule] = []
    taken: set[str] = set()
    for entry in rules:
        rule = _read(entry)
        if rule.id in taken:
            if isinstance(entry, Mapping) and entry.get("id") is not None:
                raise AuditError(f"two rules have the id {rule.id}")
            n = 2
            while f"{rule.id}#{n}" in taken:
                n += 1
            rule = Rule(f"{rule.id}#{n}", rule.tree, rule.weight)
        taken.add(rule.id)
        out.append(rule)
    return out


def _read(entry: Any) -> Rule:
    from audit.exact.grammar import Vocabulary, parse

    fields = entry if isinstance(entry, Mapping) else {"check": entry}
    check = fields.get("check")
    if not isinstance(check, str):
        raise AuditError("a rule is a sentence, or a mapping with `check`")
    sentence = " ".join(check.split())
    given = fields.get("id")
    tree = parse(check, Vocabulary(free=True))
    if fields.get("tolerance") is not None:
        tree = _tolerant(tree, str(fields["tolerance"]))
    return Rule(sentence if given is None else str(given), tree, _weight(fields.get("weight")))


def _tolerant(tree: Node, tolerance: str) -> Node:
    """The rule with its sides that much apart. A relative tolerance is not linear: the rule then
    stands among those left out."""
    from audit.exact.grammar import Vocabulary, parse_value

    allowed = parse_value(tolerance, Vocabulary())
    if not isinstance(tree, Compare) or tree.operators != ("=",):
        return tree
    left, right = tree.operands
    if not isinstance(allowed, Number) or allowed.unit == "%":
        return Compare(("≈",), (left, right))
    return Logic(
        "and",
        (
            Compare(("<=",), (Binary("-", left, right), allowed)),
            Compare(("<=",), (Binary("-", right, left), allowed)),
        ),
    )


def _weight(weight: object) -> Fraction | None:
    if weight is None:
        return ONE
    if isinstance(weight, float):
        raise AuditError("a weight must not be a float", help=f'write "{weight}"')
    if str(weight).strip() == "fixed":
        return None
    try:
        value = Fraction(str(weight).strip())
    except (ValueError, ZeroDivisionError):
        raise AuditError(f"not a weight: {weight}", help="a positive number, or fixed") from None
    if value <= 0:
        raise AuditError(f"not a weight: {weight}", help="a positive number, or fixed")
    return value


# ---------------------------------------------------------------- rule to formula


def formula(node: Node) -> Formula | None:
    """The rule as a formula of rows, None where a part of it is not linear."""
    match node:
        case Conditional(condition=condition, check=check):
            first, second = formula(condition), formula(check)
            return None if first is None or second is None else Either((negated(first), second))
        case Logic(operator="not", operands=operands):
            inner = formula(operands[0])
            return None if inner is None else negated(inner)
        case Logic(operator=operator, operands=operands):
            parts = [formula(o) for o in operands]
            known = tuple(p for p in parts if p is not None)
            if len(known) < len(parts):
                return None
            return Both(known) if operator == "and" else Either(known)
        case Compare():
            return _compared(node)
    return None


def negated(said: Formula) -> Formula:
    if isinstance(said, Row):
        return said.negated()
    turned = tuple(negated(p) for p in said.parts)
    return Either(turned) if isinstance(said, Both) else Both(turned)


def _compared(node: Compare) -> Formula | None:
    parts: list[Formula] = []
    for operator, left, right in node.links():
        link = Compare((operator,), (left, right))
        split = next((c for c in walk(link) if _is_split(c)), None)
        if isinstance(split, Call):
            part = formula(_by_cases(link, split))
        else:
            alternatives = cases(link)
            part = None if alternatives is None else Either(tuple(Both(tuple(rows)) for rows in alternatives))
        if part is None:
            return None
        parts.append(part)
    return Both(tuple(parts))


def _is_split(node: Node) -> bool:
    """An abs, min or max of linear parts: it falls into cases."""
    if not isinstance(node, Call) or node.function not in ("abs", "min", "max") or not names(node):
        return False
    return not any(_is_split(below) for argument in node.arguments for below in walk(argument))


def _by_cases(link: Compare, call: Call) -> Node:
    def put(value: Node) -> Node:
        return transform(link, lambda n: value if n == call else n)

    if call.function == "abs":
        inner, zero = call.arguments[0], Number(Fraction(0))
        return Logic(
            "or",
            (
                Logic("and", (Compare((">=",), (inner, zero)), put(inner))),
                Logic("and", (Compare(("<",), (inner, zero)), put(Negative(inner)))),
            ),
        )
    wins = ">=" if call.function == "max" else "<="
    options = []
    for value in call.arguments:
        beats = [Compare((wins,), (Binary("-", value, o), Number(Fraction(0)))) for o in call.arguments if o is not value]
        options.append(Logic("and", (*beats, put(value))) if beats else put(value))
    return Logic("or", tuple(options)) if len(options) > 1 else options[0]


# ---------------------------------------------------------------- deciding


_Tree = int | tuple[bool, list[Any]]  # a row, or (either?, parts)


class _Cases:
    """Whether formulas can hold together: a search over cases, pruned and cut back by clashes."""

    def __init__(self, said: Sequence[Formula], budget: Budget) -> None:
        rows: list[Row] = []
        self.owner: list[int] = []

        def number(part: Formula, k: int) -> _Tree:
            if isinstance(part, Row):
                rows.append(part)
                self.owner.append(k)
                return len(rows) - 1
            return isinstance(part, Either), [number(p, k) for p in part.parts]

        self.trees = [number(part, k) for k, part in enumerate(said)]
        self.problem = Problem(rows, budget=budget)
        self.left = MAX_CASES

    def clash(self, active: Iterable[int]) -> frozenset[int] | None:
        """Formulas that cannot hold together, or None."""
        self.left = MAX_CASES
        found = self._search(*self._start(active), lambda _: True)
        return None if found is None else frozenset(self.owner[i] if i >= 0 else ~i for i in found)

    def visit(
        self, active: Iterable[int], accept: Callable[[State], bool], worth: Callable[[State], bool]
    ) -> None:
        """Hand the cases that can hold to `accept` until it takes one, as far as they are worth it."""
        self.left = MAX_CASES
        self._search(*self._start(active), accept, worth)

    def _start(self, active: Iterable[int]) -> tuple[State, list[tuple[int, list[_Tree]]]]:
        rows: list[int] = []
        choices: list[tuple[int, list[_Tree]]] = []
        for k in active:
            self._flatten(self.trees[k], k, rows, choices)
        return self.problem.load(rows), choices

    def _flatten(
        self, tree: _Tree, k: int, rows: list[int], choices: list[tuple[int, list[_Tree]]]
    ) -> None:
        if isinstance(tree, int):
            rows.append(tree)
            return
        either, parts = tree
        if either and len(parts) != 1:
            choices.append((k, parts))
            return
        for part in parts:
            self._flatten(part, k, rows, choices)

    def _search(
        self,
        state: State,
        choices: list[tuple[int, list[_Tree]]],
        accept: Callable[[State], bool],
        worth: Callable[[State], bool] = lambda _: True,
    ) -> frozenset[int] | None:
        """None as soon as `accept` takes a case; else what was in the way: rows, and as ~k
        formulas of which no alternative is left; SEEN with a case that was refused."""
        self.left -= 1
        if self.left < 0:
            raise OutOfBudgetError
        if state.clash is not None:
            return state.clash
        if not worth(state):
            return SEEN
        if not choices:
            return None if accept(state) else SEEN
        choices = sorted(choices, key=lambda c: len(c[1]))
        (k, parts), rest = choices[0], choices[1:]
        blame = frozenset([~k])
        for part in parts:
            rows: list[int] = []
            more = list(rest)
            self._flatten(part, k, rows, more)
            found = self._search(state.change(add=rows), more, accept, worth)
            if found is None:
                return None
            if found.isdisjoint(rows) and ~k not in found and found.isdisjoint(SEEN):
                return found  # this choice has nothing to do with it
            blame |= found.difference(rows)
        return blame


class _Lint:
    def __init__(self, rules: Sequence[Rule], said: Sequence[Formula], free: list[str]) -> None:
        self.rules = rules
        self.free = free
        self.n = len(rules)
        self.complete = True
        # formula n + k is the contrary of rule k
        self.cases = _Cases([*said, *(negated(f) for f in said)], Budget(EFFORT))

    def result(self) -> dict[str, Any]:
        every = frozenset(range(self.n))
        conflicts = self._smallest(every, None)
        clash = self._safe(lambda: self.cases.clash(sorted(every)))
        infeasible = bool(conflicts) or clash is not None
        redundant = [k for k in range(self.n) if self._implied(every - {k}, k)]
        implied_by = {self.rules[k].id: self._sets(self._smallest(every - {k}, k)) for k in redundant}
        bounds = {} if infeasible else dict(self._bounds())
        out: dict[str, Any] = {
            "infeasible": infeasible,
            "contradictory": self._sets(conflicts),
            "redundant": self._ids(redundant),
            "keep": self._ids(self._keep()),
            "implied_by": implied_by,
            "drop": self._sets(self._drop(conflicts)),
            "fixed": {n: b[0] for n, b in bounds.items() if b[0] is not None and b[0] == b[1]},
            "bounds": bounds,
        }
        if not self.complete:
            out["complete"] = False
        return out

    def _safe(self, ask: Callable[[], frozenset[int] | None]) -> frozenset[int] | None:
        try:
            return ask()
        except OutOfBudgetError:
            self.complete = False
            return None

    def _smallest(self, among: frozenset[int], implied: int | None) -> list[frozenset[int]]:
        """All smallest sets that contradict each other (or the contrary of a rule)."""
        extra = [] if implied is None else [self.n + implied]

        def ask(active: frozenset[int]) -> frozenset[int] | None:
            found = self._safe(lambda: self.cases.clash([*extra, *sorted(active)]))
            return None if found is None else found & among

        found: Found = minimal_conflicts(among, ask, MAX_QUESTIONS)
        self.complete = self.complete and found.complete
        return found.conflicts

    def _implied(self, by: frozenset[int], k: int) -> bool:
        return self._safe(lambda: self.cases.clash([self.n + k, *sorted(by)])) is not None

    def _keep(self) -> list[int]:
        kept = frozenset(range(self.n))
        for k in range(self.n - 1, -1, -1):
            if self._implied(kept - {k}, k):
                kept -= {k}
        return sorted(kept)

    def _drop(self, conflicts: list[frozenset[int]]) -> list[frozenset[int]]:
        if not conflicts:
            return []
        weight = {k: r.weight for k, r in enumerate(self.rules) if r.weight is not None}
        try:
            sets, complete = least_cuts(conflicts, weight, Budget(EFFORT))
        except OutOfBudgetError:
            sets, complete = [], False
        self.complete = self.complete and complete
        return sets

    def _bounds(self) -> Iterator[tuple[str, list[str | None]]]:
        for name in self.free:
            try:
                ends = [self._end(name, upward) for upward in (False, True)]
            except OutOfBudgetError:
                self.complete = False
                continue
            yield name, [None if e is None else decimal(e) for e in ends]

    def _end(self, name: str, upward: bool) -> Fraction | None:
        """The supremum (or infimum) of a name over all cases; None: without bound."""
        best: list[Fraction | None] = []

        def worth(state: State) -> bool:
            if best and best[0] is None:
                return False
            reach = state.range({name: ONE})[0]
            end = reach.high if upward else reach.low
            if best and end is not None and best[0] is not None:
                return end > best[0] if upward else end < best[0]
            return True

        def visit(state: State) -> bool:
            if worth(state):
                reach = state.range({name: ONE})[0]
                best[:] = [reach.high if upward else reach.low]
            return False

        self.cases.visit(range(self.n), visit, worth)
        return best[0] if best else None

    def _ids(self, members: Iterable[int]) -> list[str]:
        return [self.rules[k].id for k in sorted(members)]

    def _sets(self, sets: list[frozenset[int]]) -> list[list[str]]:
        return [self._ids(s) for s in sets]
