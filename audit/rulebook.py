"""What is known about rule packs as such: their listing, their tests, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from audit.bind import Rules, bind, claims_of, constants_of
from audit.declared import Figures, Sources
from audit.evaluate import comparisons, evaluate
from audit.exact import units
from audit.exact.formula import Binary, Call, Name, Negative, Node, Number, Wildcard, transform
from audit.exact.grammar import Quoted, Vocabulary, fold
from audit.model import Claim
from audit.packs import all_packs, is_pack, load_pack
from audit.readers import read_bytes
from audit.readers.text import decode
from audit.specs import Manifest, Pack, TestSpec
from audit.yamltree import Scalar, load

NUMBER = "number"  # a pure number: a count, a ratio
RATE = "rate"


def packs_named(names: Sequence[str]) -> list[Pack | Manifest]:
    """The packs (or report.yaml files) that are named; all that are shipped if none is."""
    if not names:
        return list(all_packs())
    return [_named(n) for n in names]


def _named(name: str) -> Pack | Manifest:
    if Path(name).suffix.lower() in (".yaml", ".yml") and Path(name).is_file():
        from audit.manifests import read_manifest

        text = decode(read_bytes(name), name)
        return load_pack(name) if is_pack(load(text, name)) else read_manifest(name)
    return load_pack(name)


def listing() -> str:
    """Every pack with what it is about and its rules."""
    out: list[str] = []
    for pack in all_packs():
        out.append(f"{pack.name}: {pack.about}".rstrip(": "))
        width = max((len(r.label) for r in pack.rules), default=0)
        out += [f"  {r.label:<{width}}  {fold(r.check.text)}" for r in pack.rules]
        out.append("")
    out.append("use: [NAME] in a report.yaml, or reportaudit check --use NAME")
    return "\n".join(out) + "\n"


# ---------------------------------------------------------------- tests


def run_tests(names: Sequence[str]) -> tuple[str, bool]:
    """(what to print, whether all is as expected) of the tests that packs carry."""
    lines: list[str] = []
    passed = failed = 0
    for book in packs_named(names):
        called = book.name if isinstance(book, Pack) else (book.path or "report.yaml")
        if not book.tests:
            lines.append(f"{called}: has no tests")
        seen: set[tuple[str, str]] = set()
        for test in book.tests:
            wrong = list(_differences(book, test, seen))
            passed, failed = passed + (not wrong), failed + bool(wrong)
            line = test.mark.line
            lines += [f"{called}:{line}: {test.name or 'test'}: {w}" for w in wrong]
        untested = [
            r.label
            for r in book.rules
            if (r.label, "pass") not in seen or (r.label, "fail") not in seen
        ]
        if book.tests and untested:
            lines.append(f"{called}: not shown both to pass and to fail: {', '.join(untested)}")
    lines.append(f"{passed} passed, {failed} failed")
    return "\n".join(lines) + "\n", failed == 0


def verdicts_of(book: Pack | Manifest, test: TestSpec) -> dict[str, str]:
    """{rule id: verdict} that the figures of a test give."""
    sources = Sources((), None)
    if isinstance(book, Pack):
        figures, claims = bind(Manifest(book.mark, figures=test.figures), [book], sources)
    else:
        given = {fold(f.name) for f in test.figures}
        absent = [
            replace(f, kind="absent", prints=()) for f in book.figures if fold(f.name) not in given
        ]
        figures, claims = bind(replace(book, figures=(*test.figures, *absent), use=()), [], sources)
    by_id = {f.id: f for f in figures}
    return {c.id: evaluate(c, by_id).verdict for c in claims}


def _differences(
    book: Pack | Manifest, test: TestSpec, seen: set[tuple[str, str]]
) -> Iterator[str]:
    verdicts = verdicts_of(book, test)
    seen.update(verdicts.items())
    for expected in test.expect:
        rules = list(verdicts) if expected.rule is None else [expected.rule.text]
        if not rules:
            yield "no rule is bound by these figures"
        for rule in rules:
            found = verdicts.get(fold(rule), verdicts.get(rule))
            if found is None:
                yield f"{rule}: expected {expected.verdict}, but these figures do not bind it"
            elif found != expected.verdict:
                yield f"{rule}: expected {expected.verdict}, found {found}"


# ---------------------------------------------------------------- lint


def lint(names: Sequence[str], format: str) -> tuple[str, bool]:
    """(what to print, whether nothing is wrong) for packs or report.yaml files."""
    reports = {_called(b): problems(b) for b in packs_named(names)}
    good = not any(p["errors"] for p in reports.values())
    if format == "json":
        return json.dumps(reports, indent=2, ensure_ascii=False) + "\n", good
    lines = []
    for called, found in reports.items():
        lines += [f"{called}: error: {e}" for e in found["errors"]]
        lines += [f"{called}: remark: {r}" for r in found["remarks"]]
        if not found["errors"] and not found["remarks"]:
            lines.append(f"{called}: nothing to remark")
    return "\n".join(lines) + "\n", good


def _called(book: Pack | Manifest) -> str:
    return book.name if isinstance(book, Pack) else (book.path or "report.yaml")


def problems(book: Pack | Manifest) -> dict[str, Any]:
    """errors: rules that cannot hold, contradict each other, mix dimensions or can never bind;
    remarks: rules that follow from others."""
    from audit.lint import lint_rules

    claims = claims_by_name(book)
    quoted = [{"id": c.id, "check": str(transform(c.tree, _quoted))} for c in claims]
    found: dict[str, Any] = lint_rules(quoted)
    errors = [f"these rules contradict each other: {'; '.join(c)}" for c in found["contradictory"]]
    errors += list(_mixed(book, claims))
    errors += list(_never_bound(book, claims))
    remarks = []
    for id in found["redundant"]:
        because = found["implied_by"].get(id) or [[]]
        remarks.append(
            f"{id} follows from {' and '.join(because[0]) or 'nothing: it always holds'}"
        )
    return {"errors": errors, "remarks": remarks, **found}


def _quoted(node: Node) -> Node:
    return Quoted(node.name, node.unit) if isinstance(node, Name) else node


class _ByName(Rules):
    """Rules whose figures stay names: what they say whatever the figures are."""

    def __init__(self, book: Pack | Manifest) -> None:
        names = [fold(f.name) for f in book.figures]
        super().__init__(Figures((), Sources((), None)), book.derive, constants_of(book.const))
        self.vocabulary = Vocabulary({*names, *self.derive, *self.constants}, _groups(book))
        self.known |= set(names)
        self.order = names

    def bound(self, node: Name, scalar: Scalar) -> Node:
        return Name(f"{node.name} @ {node.group}" if node.group else node.name, node.unit)

    def spread(self, node: Node, scalar: Scalar) -> list[Node]:
        if isinstance(node, Wildcard):
            return [Name(n, "", node.group) for n in self.order if n.startswith(node.prefix)]
        return [node]


def _groups(book: Pack | Manifest) -> Iterable[str]:
    if isinstance(book, Pack):
        return ()
    words = [s.name.text if s.name else Path(s.path.text).stem for s in book.sources]
    return [*words, *(s.role.text for s in book.sources if s.role)]


def claims_by_name(book: Pack | Manifest) -> list[Claim]:
    manifest = book if isinstance(book, Manifest) else Manifest(book.mark)
    return list(claims_of(book.rules, _ByName(book), manifest, "report"))


def _never_bound(book: Pack | Manifest, claims: Sequence[Claim]) -> Iterator[str]:
    """Rules that no figures can bind: one alias belongs to two of their names."""
    if not isinstance(book, Pack):
        return
    words = {
        fold(f.name): {fold(w).casefold() for w in (f.name, *(a.text for a in f.aliases))}
        for f in book.figures
    }
    for claim in claims:
        for k, one in enumerate(claim.figures):
            for other in claim.figures[:k]:
                if words.get(one, set()) == words.get(other, set()) and one in words:
                    yield f"{claim.id}: {other} and {one} have the same aliases: the rule can never bind"


def _mixed(book: Pack | Manifest, claims: Sequence[Claim]) -> Iterator[str]:
    """Rules that add or compare different dimensions (money and people)."""
    known = dict(_dimensions(book))
    for claim in claims:
        for compare in comparisons(claim.tree):
            try:
                sides = [_dimension(o, known) for o in compare.operands]
                _agree(sides)
            except _Mixed as e:
                yield f"{claim.id}: {e}"


class _Mixed(Exception):
    """Two dimensions that cannot be added or compared."""


def _dimensions(book: Pack | Manifest) -> Iterator[tuple[str, str]]:
    """(name, dimension) of the figures whose unit is declared."""
    from audit.exact.reading import Unreadable, read

    for figure in book.figures:
        unit = getattr(figure, "unit", "")
        text = unit if isinstance(unit, str) else unit.text if unit is not None else ""
        symbol = units.normalise(text) if text else ""
        printed = getattr(figure, "text", None)
        if not symbol and printed is not None:
            try:
                symbol = read(printed.text, declared=True).unit
            except Unreadable:
                continue
        if symbol:
            yield fold(figure.name), _named_dimension(symbol)


def _named_dimension(symbol: str) -> str:
    if symbol in ("%", "‰", "百分点", "bp", "成", "折"):
        return RATE
    if units.is_count(symbol) or symbol in ("倍", "比"):
        return NUMBER
    return units.dimension(symbol)


def _agree(sides: Iterable[str | None]) -> str | None:
    """The common dimension; None where it is not known."""
    found = [s for s in sides if s is not None]
    plain = {NUMBER, RATE}
    distinct = sorted({NUMBER if d in plain else d for d in found})
    if len(distinct) > 1:
        raise _Mixed(f"adds or compares {' and '.join(distinct)}")
    return found[0] if found else None


def _dimension(node: Node, known: Mapping[str, str]) -> str | None:
    """The dimension of an expression, None if unknown. Raises _Mixed."""
    match node:
        case Number(unit=unit):
            return _named_dimension(unit) if unit else None
        case Name(name=name, unit=unit):
            return RATE if unit else known.get(name)
        case Negative(operand=operand):
            return _dimension(operand, known)
        case Binary(operator="+" | "-", left=left, right=right):
            return _agree([_dimension(left, known), _dimension(right, known)])
        case Binary(operator="*", left=left, right=right):
            sides = [_dimension(left, known), _dimension(right, known)]
            if None in sides:
                return None
            rest = [s for s in sides if s not in (NUMBER, RATE)]
            return rest[0] if len(rest) == 1 else NUMBER if not rest else None
        case Binary(operator="/", left=left, right=right):
            top, bottom = _dimension(left, known), _dimension(right, known)
            if top is None or bottom is None:
                return None
            return NUMBER if top == bottom else top if bottom in (NUMBER, RATE) else None
        case Binary(left=left):
            return NUMBER if _dimension(left, known) == NUMBER else None
        case Call(function="sum" | "min" | "max" | "mean", arguments=arguments):
            return _agree([_dimension(a, known) for a in arguments])
        case Call(function="abs" | "round", arguments=arguments):
            return _dimension(arguments[0], known)
        case Call(function="growth" | "share", arguments=arguments):
            _agree([_dimension(a, known) for a in arguments])
            return NUMBER
        case Call(function="count"):
            return NUMBER
    return None
