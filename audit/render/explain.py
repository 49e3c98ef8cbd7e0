"""check --explain ID: one rule with every value and interval put in, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from audit.errors import AuditError, columns, nearest
from audit.evaluate import Judge, boxes_of, factor_of
from audit.exact import units
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
    children,
    names,
)
from audit.exact.ranges import Undefined, figures_in, range_of, terms, value_of
from audit.exact.ranges import plain as in_base
from audit.exact.satisfy import alternatives, satisfiable
from audit.messages import known, say
from audit.messages.comparison import Side, comparison, link_of
from audit.messages.equation import called, equation, expanded, named
from audit.messages.numbers import Manner, between, by_unit, manner_of, with_hedge
from audit.messages.sentences import note_sentence, reason_sentence
from audit.model import UNVERIFIABLE, WARN, Claim, Figure, Reason, Report, Result
from audit.render.output import plain
from audit.render.spots import labels_of, place_of

MOST_STEPS = 60


def explain(report: Report, id: str) -> str:
    """The whole reasoning about one result, as plain text. Raises AuditError for an unknown id."""
    result = next((r for r in report.results if r.id == id), None)
    language = report.language
    if result is None:
        near = nearest(id, [r.id for r in report.results])
        help = say(language, "explain-near", id=near) if near else None
        raise AuditError(say(language, "explain-unknown", id=id), help=help)
    figures = {f.id: f for f in report.figures}
    own = {i: figures[i] for i in names(result.claim.tree) if i in figures}
    sections = [
        [_heading(result, language)],
        list(_rule(result, language)),
        list(_figures(own, result, report)),
        list(_steps(result, own, language)),
        list(_verdict(result, figures, report)),
    ]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in sections if lines)


# ---------------------------------------------------------------- what is checked


def _heading(result: Result, language: str) -> str:
    claim = result.claim
    verdict = say(language, f"verdict-{result.verdict}")
    return say(
        language,
        "explain-heading",
        id=plain(claim.id),
        origin=_origin(claim, language),
        verdict=verdict,
    )


def _origin(claim: Claim, language: str) -> str:
    kind, _, pack = claim.origin.partition(":")
    text = (
        say(language, f"explain-origin-{kind}", pack=plain(pack))
        if known(f"explain-origin-{kind}")
        else kind
    )
    if claim.place.path is None:
        return text
    return say(language, "explain-at", origin=text, place=place_of(claim.place, language))


def _rule(result: Result, language: str) -> Iterator[str]:
    claim = result.claim
    facts = [("rule", claim.sentence or "")]
    if claim.why:
        facts.append(("why", claim.why))
    mode = f"rounding-{claim.rounding}"
    facts.append(("rounding", say(language, mode) if known(mode) else claim.rounding))
    if isinstance(claim.tolerance, Number):
        facts.append(("tolerance", str(claim.tolerance)))
    if claim.origin == "discovered":
        facts.append(("reading", result.reading))
    told = [(say(language, f"explain-{key}"), plain(value)) for key, value in facts if value]
    wide = max(columns(word) for word, _ in told)
    for word, value in told:
        yield f"  {_padded(word, wide)}  {value}"


def _padded(text: str, wide: int) -> str:
    return text + " " * max(0, wide - columns(text))


# ---------------------------------------------------------------- the figures


def _figures(figures: dict[str, Figure], result: Result, report: Report) -> Iterator[str]:
    if not figures:
        return
    language = report.language
    yield say(language, "explain-figures")
    rows = [_figure(f, result.claim.rounding, language) for f in figures.values()]
    wide = [max(columns(row[k]) for row in rows) for k in range(4)]
    for row in rows:
        cells = "  ".join(_padded(c, w) for c, w in zip(row, wide, strict=True) if w)
        yield f"  {cells}".rstrip()


def _figure(figure: Figure, rounding: str, language: str) -> tuple[str, str, str, str]:
    """Name, print, what it may stand for, place."""
    quantity = figure.quantity
    place = "" if figure.place.start is None else place_of(figure.place, language)
    if quantity is None:
        return plain(called(figure)), "-", say(language, "explain-figure-free"), place
    interval, manner = figure.interval(rounding), manner_of(figure)
    if interval.is_point:
        means = say(language, "explain-figure-exact", value=between(interval, manner, language))
    else:
        means = say(language, "explain-figure-range", interval=between(interval, manner, language))
    return plain(called(figure)), plain(with_hedge(quantity)), means, place


# ---------------------------------------------------------------- the steps


def _steps(result: Result, figures: dict[str, Figure], language: str) -> Iterator[str]:
    if result.verdict == UNVERIFIABLE and (
        result.claim.reason or any(f.problem for f in figures.values())
    ):
        return
    steps = list(dict.fromkeys(_parts(result.claim.tree)))[:MOST_STEPS]
    if steps:
        yield say(language, "explain-steps")
    walk = _Walk(result, figures, language)
    for number, node in enumerate(steps, 1):
        lead = f"  {str(number).rjust(len(str(len(steps))))}. "
        text = plain(named(node, figures, language))
        shown = plain(equation(node, figures, language))
        yield lead + text
        if shown != text:
            yield " " * len(lead) + shown
        for line in walk.outcome(node):
            yield " " * len(lead) + line


def _parts(node: Node, inside: Node | None = None) -> Iterator[Node]:
    """Every part that has a value or a truth of its own, innermost first. Names and literals have
    none; the partial sums of a sum are no steps."""
    if isinstance(node, (Number, Name, Negative)):
        return
    for child in children(node):
        yield from _parts(child, node)
    if isinstance(expanded(node), Number) or (_adds(node) and inside is not None and _adds(inside)):
        return
    yield node


def _adds(node: Node) -> bool:
    return isinstance(node, Binary) and node.operator in "+-"


class _Walk:
    """Gives each part of one rule its value, its interval or its truth."""

    def __init__(self, result: Result, figures: dict[str, Figure], language: str) -> None:
        self.result = result
        self.figures = figures
        self.language = language
        self.boxes = boxes_of(result.claim, figures)
        self.values = {i: f.value * factor_of(f) for i, f in figures.items() if f.value is not None}
        link = link_of(result, figures)
        self.sides = link[1:] if link else ()

    def outcome(self, node: Node) -> list[str]:
        try:
            if isinstance(node, (Compare, Logic, Conditional)) or _is_test(node):
                return [self.truth(node)]
            return self.value(node)
        except Undefined as e:
            reason = reason_sentence(Reason(e.code), self.language)
            return [say(self.language, "explain-undefined", reason=reason)]

    def value(self, node: Node) -> list[str]:
        found = range_of(node, self.boxes, self.result.claim.rounding)
        manner, factor = self.manner(node)
        lines = []
        if figures_in(node) <= set(self.values):
            value = value_of(node, self.values, self.result.claim.rounding)
            if value is not None:
                lines.append(say(self.language, "explain-gives", value=manner.show(value / factor)))
        if found.interval.is_point and lines:
            return lines
        interval = between(found.interval.scale(1 / factor), manner, self.language)
        key = "explain-between" if found.exact else "explain-wider"
        means = say(self.language, key, interval=interval)
        return [
            *lines,
            say(self.language, "reads-as", interval=interval) if lines and found.exact else means,
        ]

    def manner(self, node: Node) -> tuple[Manner, Fraction]:
        """How the value is told: in the unit of the comparison, or in the one its figures share."""
        unit = self.result.unit if node in self.sides else self.shared(node)
        if not unit:
            return Manner(places=4), Fraction(1)
        like = [f for f in self.figures.values() if f.unit == unit]
        manner = manner_of(like[0]) if like else by_unit(unit)
        return manner.bare() if units.is_count(unit) else manner, units.factor(unit)

    def shared(self, node: Node) -> str:
        """The one unit of a sum's figures; a product or a quotient has none."""
        plain_node = in_base(node)
        used = {self.figures[n].unit for n in figures_in(plain_node) if n in self.figures}
        return used.pop() if len(used) == 1 and _is_linear(plain_node) else ""

    def truth(self, node: Node) -> str:
        judge = Judge(self.result.claim, self.figures, self.boxes)
        rounding = self.result.claim.rounding
        try:
            can = satisfiable(alternatives(node, judge.slack), self.boxes, rounding)
            must = can and not satisfiable(
                alternatives(node, judge.slack, False), self.boxes, rounding
            )
        except Undefined:
            return say(self.language, "explain-undecided")
        return say(
            self.language,
            "explain-surely" if must else "explain-possibly" if can else "explain-never",
        )


def _is_test(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "grim"


def _is_linear(node: Node) -> bool:
    try:
        return all(isinstance(t, Name) for t in terms(node))
    except Undefined:
        return False


# ---------------------------------------------------------------- the verdict


def _verdict(result: Result, figures: dict[str, Figure], report: Report) -> Iterator[str]:
    language = report.language
    told = []
    compared = None if result.verdict == UNVERIFIABLE else comparison(result, figures, language)
    if compared is not None and compared.difference:
        left, right = (_side(s, language) for s in (compared.left, compared.right))
        sides = say(language, "explain-against", left=left, right=right)
        if compared.allowed:
            apart = say(
                language, "explain-apart", difference=compared.difference, allowed=compared.allowed
            )
            sides += say(language, "last-join") + apart
        told.append((say(language, "explain-check"), sides))
    verdict = say(language, f"verdict-{result.verdict}")
    told.append(
        (
            say(language, "explain-verdict"),
            result.message
            if result.verdict == WARN
            else say(language, "label", label=verdict) + result.message,
        )
    )
    labels = labels_of(result.claim.figures, figures, report)
    for code in result.notes:
        told.append(
            (say(language, "label-note"), note_sentence(code, result, figures, language, labels))
        )
    wide = max(columns(word) for word, _ in told)
    for word, value in told:
        yield f"  {_padded(word, wide)}  {plain(value)}"


def _side(side: Side, language: str) -> str:
    return (
        say(language, "explain-with", value=side.value, reads=side.reads)
        if side.reads
        else side.value
    )
