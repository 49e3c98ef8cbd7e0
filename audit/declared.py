"""The declared figures of a report: printed in the YAML, quoted from the text, or not printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit.errors import nearest
from audit.exact import units
from audit.exact.grammar import fold
from audit.exact.interval import Interval
from audit.exact.reading import Unreadable, read
from audit.exact.rounding import Quantity
from audit.model import Document, Figure, Place
from audit.quote import Quotes
from audit.specs import FigureSpec
from audit.yamltree import Scalar


class Sources:
    """The documents of a report with the names and groups by which rules call them."""

    def __init__(self, documents: Sequence[Document], quotes: Quotes | None) -> None:
        self.documents = documents
        self.quotes = quotes
        self.groups: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for word in (document.name, document.role):
                if word:
                    self.groups.setdefault(fold(word), []).append(number)


class Figures:
    """The declared figures, by name; those of `name @ document` are looked up when a rule asks."""

    def __init__(self, specs: Sequence[FigureSpec], sources: Sources, first: int = 1) -> None:
        self.sources = sources
        self.specs = {fold(s.name): s for s in specs}
        self.first = first
        self.made: dict[tuple[str, int | None], Figure] = {}

    def names(self) -> Iterable[str]:
        return self.specs

    def all(self) -> tuple[Figure, ...]:
        return tuple(self.made.values())

    def get(self, name: str, document: int | None = None) -> Figure:
        """The figure of that name (in that document)."""
        key = name, document
        if key not in self.made:
            spec = self.specs[name]
            figure = figure_of(spec, f"f{self.first + len(self.made)}", self.sources, document)
            if document is not None:
                called = self.sources.documents[document].name
                figure = replace(figure, name=f"{spec.name} @ {called}")
            self.made[key] = figure
        return self.made[key]

    def lend(self, figure: Figure, unit: str) -> None:
        """A figure without unit counts as having the one that a rule gives it by a postfix."""
        key = next(k for k, f in self.made.items() if f.id == figure.id)
        self.made[key] = replace(figure, lent=unit)


def figure_of(spec: FigureSpec, id: str, sources: Sources, document: int | None = None) -> Figure:
    """The figure that a declaration describes. Raises AuditError with the place in the YAML."""
    prints: tuple[Quantity, ...] = ()
    place = Place()
    number = document or 0
    problem = None
    for member in spec.prints if spec.kind == "list" else (spec,):
        if member.kind == "find":
            quantity, where, number = _quotation(member, sources, document)
            place = place if place.start is not None else where
        else:
            quantity_or_none, bad = _declared(member)
            problem = problem or bad
            if quantity_or_none is None:
                continue
            quantity = quantity_or_none
        prints += (quantity,)
    if not problem and any(p.excess for p in prints):
        problem = "excess-digits"
    if not problem and conflicting(prints) is not None:
        problem = "duplicates"
    return Figure(
        id=id,
        prints=tuple(sorted(prints, key=lambda p: p.step or Fraction(0))),
        name=spec.name,
        label=spec.name,
        place=place,
        state="unreadable" if problem == "unreadable" else "unchecked",
        fixed=spec.fixed,
        weight=Fraction(spec.weight),
        document=number,
        problem=problem,
    )


def conflicting(prints: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """Two prints of one quantity that cannot both be right: the same precision and another value,
    or no value that both may stand for (XBRL Calculations 1.1)."""
    for k, one in enumerate(prints):
        for other in prints[:k]:
            a, b = one.interval(), other.interval()
            same_step = one.bounds is None and other.bounds is None and one.step == other.step
            if (same_step and one.value != other.value) or not a.meets(b):
                return other, one
    return None


def _declared(spec: FigureSpec) -> tuple[Quantity | None, str | None]:
    """(quantity, problem) of a figure whose number stands in the declaration."""
    if spec.kind == "absent":
        return None, None
    if spec.kind == "range":
        return _range(spec), None
    if spec.kind in ("cell", "table"):
        where = spec.cell or spec.table
        assert where is not None
        raise where.error(
            "this report has no source that holds tables", "name the file under source:"
        )
    written = spec.text or spec.value
    assert written is not None
    unit = None if spec.unit is None else spec.unit.text
    decimals = None if spec.decimals is None else str(spec.decimals)
    try:
        return read(written.text, declared=True, unit=unit, decimals=decimals), None
    except Unreadable as e:
        if (
            written.mark.dotted is not None
        ):  # figures from a program: what cannot be read is a result
            return Quantity(written.text, Fraction(0)), "unreadable"
        raise written.mark.at(e.at, e.width).error(
            f"this is not a number: {e.message}",
            "a figure is printed as in a text: 8184人, 88.07万, 11.27%, (3.4)",
        ) from None


def _range(spec: FigureSpec) -> Quantity:
    ends: list[Fraction | None] = []
    unit = "" if spec.unit is None else units.normalise(spec.unit.text)
    for scalar in (spec.low, spec.high):
        if scalar is None:
            ends.append(None)
            continue
        try:
            quantity = read(scalar.text, declared=True)
        except Unreadable as e:
            raise scalar.mark.at(e.at, e.width).error(
                f"this is not a number: {e.message}"
            ) from None
        ends.append(quantity.value)
        unit = unit or quantity.unit
    bounds = Interval(ends[0], ends[1])
    if bounds.is_empty:
        assert spec.low is not None
        raise spec.low.error("the range is empty: low: is above high:")
    text = "—".join("" if s is None else s.text for s in (spec.low, spec.high))
    return Quantity(text, None, unit=unit, bounds=bounds)


def _quotation(
    spec: FigureSpec, sources: Sources, document: int | None
) -> tuple[Quantity, Place, int]:
    pattern = spec.find
    assert pattern is not None
    if sources.quotes is None:
        raise pattern.error(
            "this report has no text to find a quotation in",
            "name the file under source: or give text:",
        )
    only = None if document is None else frozenset([document])
    if spec.source is not None:
        only = _documents_called(spec.source, sources)
    matches = sources.quotes.find(pattern.text, only)
    if not matches:
        missing = sources.quotes.diagnose(pattern.text, only)
        raise pattern.error(
            "the quotation is not in the text"
            if not missing.figure_missing
            else "no figure stands at {} of this quotation",
            _help(missing.stands, missing.figure_missing),
        )
    if len(matches) > 1:
        places = [sources.quotes.place(m) for m in matches[:3]]
        where = "; ".join(
            f"line {p.line}, column {p.column}" if p.line else f"block {p.block}" for p in places
        )
        raise pattern.error(
            f"the quotation fits {len(matches)} places: {where}",
            "quote more of the text around {}, so that one place is left",
        )
    found = matches[0]
    return found.quantity, sources.quotes.place(found), found.document


def _help(stands: str, figure_missing: bool) -> str | None:
    if figure_missing:
        return "{} takes one whole figure; what follows it in the quotation has to follow it in the text"
    return (
        f"this part of it does stand there: {stands}"
        if stands
        else "the text holds nothing like it"
    )


def _documents_called(name: Scalar, sources: Sources) -> frozenset[int]:
    numbers = sources.groups.get(fold(name.text))
    if numbers is None:
        near = nearest(name.text, set(sources.groups))
        raise name.error(
            f"there is no document called {name.text}", f"did you mean {near}?" if near else None
        )
    return frozenset(numbers)
