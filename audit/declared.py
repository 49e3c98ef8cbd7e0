"""The declared figures of a report: printed in the YAML, quoted from the text, or not printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit.cells import Cells, Listed
from audit.errors import AuditError, nearest
from audit.exact import units
from audit.exact.grammar import fold
from audit.exact.interval import ALL, Interval
from audit.exact.reading import Unreadable, read
from audit.exact.rounding import Quantity
from audit.model import Block, Document, Figure, Place
from audit.quote import Quotes
from audit.specs import FigureSpec
from audit.yamltree import Scalar


class MissedError(AuditError):
    """A quotation that does not fit one place; `nearest`: whether something like it may be sought."""

    def __init__(self, error: AuditError, name: str, pattern: str, nearest: bool) -> None:
        super().__init__(
            error.message, path=error.path, line=error.line, column=error.column, width=error.width,
            source=error.source, help=error.help,
        )  # fmt: skip
        self.name = name
        self.pattern = pattern
        self.nearest = nearest


class Sources:
    """The documents of a report with the names and groups by which rules call them."""

    def __init__(self, documents: Sequence[Document], quotes: Quotes | None) -> None:
        self.documents = documents
        self.quotes = quotes
        self.groups: dict[str, list[int]] = {}
        self._cells: dict[frozenset[int] | None, Cells] = {}
        self._extracted: dict[int, tuple[Figure, ...]] = {}
        for number, document in enumerate(documents):
            for word in (document.name, document.role):
                if word:
                    self.groups.setdefault(fold(word), []).append(number)

    def cells(self, only: frozenset[int] | None) -> Cells:
        """The tables of the documents (of some of them), for looking up cells."""
        if only not in self._cells:
            kept = [
                d if only is None or n in only else replace(d, blocks=())
                for n, d in enumerate(self.documents)
            ]
            self._cells[only] = Cells(kept)
        return self._cells[only]

    def extracted(self, document: int) -> tuple[Figure, ...]:
        """The figures of a document, as extraction reads them."""
        if document not in self._extracted:
            from audit.extract import extract

            owner = self.documents[document]
            self._extracted[document] = extract(owner, owner.language or None)
        return self._extracted[document]


class Figures:
    """The declared figures, by name; those of `name @ document` are looked up when a rule asks."""

    def __init__(self, specs: Sequence[FigureSpec], sources: Sources, first: int = 1) -> None:
        self.sources = sources
        self.specs = {fold(s.name): s for s in specs}
        self.first = first
        self.made: dict[tuple[str, int | None], Figure] = {}
        self.lists: dict[str, dict[tuple[int, int], tuple[str, bool]]] = {}

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

    def is_list(self, name: str) -> bool:
        """Whether a name stands for a whole row or column of a table."""
        spec = self.specs.get(name)
        return spec is not None and spec.kind == "table" and (spec.row is None) != (spec.column is None)

    def listed(self, name: str) -> dict[tuple[int, int], tuple[str, bool]]:
        """(table, line) -> (the name of a member, whether it is added up with the others)."""
        if name not in self.lists:
            spec = self.specs[name]
            members = {}
            for line in _line_of(spec, self.sources):
                own = f"{name}[{fold(line.label)}]"
                if (own, None) in self.made:
                    own = f"{own} {line.index + 1}"
                id = f"f{self.first + len(self.made)}"
                figure = _member(replace(spec, name=own), line, id, self.sources)
                if figure is not None:
                    self.made[own, None] = figure
                    members[line.table, line.index] = own, line.is_part
            self.lists[name] = members
        return self.lists[name]

    def lend(self, figure: Figure, unit: str) -> None:
        """A figure without unit counts as having the one that a rule gives it by a postfix."""
        key = next(k for k, f in self.made.items() if f.id == figure.id)
        self.made[key] = replace(rounded(figure), lent=unit)


def rounded(figure: Figure) -> Figure:
    """A figure to which a rule gives a unit: a bare 41 is a rounded percentage then, and no count."""
    if not any(q.exact and q.step == 1 and not q.unit for q in figure.prints):
        return figure
    prints = (replace(q, exact=False) if q.exact and not q.unit else q for q in figure.prints)
    return replace(figure, prints=tuple(prints))


def figure_of(spec: FigureSpec, id: str, sources: Sources, document: int | None = None) -> Figure:
    """The figure that a declaration describes. Raises AuditError with the place in the YAML."""
    prints: tuple[Quantity, ...] = ()
    place = Place()
    number = document or 0
    problem = None
    for member in spec.prints if spec.kind == "list" else (spec,):
        if member.kind in ("find", "cell", "table"):
            look = _quotation if member.kind == "find" else _cell
            found, where, number = look(member, sources, document)
            place = place if place.start is not None else where
            if found is None:
                problem = "unreadable"
                found = Quantity("", None, bounds=ALL)
            quantity = found
        else:
            quantity_or_none, bad = _declared(member)
            problem = problem or bad
            if quantity_or_none is None:
                continue
            quantity = quantity_or_none
        prints += (quantity,)
    prints = in_one_unit(prints)
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


def in_one_unit(prints: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """Several prints of one quantity in the unit of the first; one of another kind stays apart."""
    if len({p.unit for p in prints}) < 2:
        return prints
    unit = next(p.unit for p in prints if p.unit)
    return tuple(_in_unit(p, unit) for p in prints)


def _in_unit(print_: Quantity, unit: str) -> Quantity:
    own = print_.unit
    if own == unit or (own and not (units.convertible(own, unit) or units.is_count(own))):
        return print_
    if units.is_count(own) and not units.is_count(unit):
        return print_
    factor = (units.factor(own) if own else Fraction(1)) / units.factor(unit)
    return replace(
        print_,
        unit=unit,
        value=None if print_.value is None else print_.value * factor,
        step=None if print_.step is None else print_.step * factor,
        bounds=None if print_.bounds is None else print_.bounds.scale(factor),
    )


def conflicting(prints: Sequence[Quantity]) -> tuple[Quantity, Quantity] | None:
    """Two prints of one quantity that cannot both be right: the same precision and another value,
    or no value that both may stand for (XBRL Calculations 1.1)."""
    for k, one in enumerate(prints):
        for other in prints[:k]:
            a, b = one.interval(), other.interval()
            if one.unit != other.unit:
                return other, one
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
            return Quantity(written.text, None, bounds=ALL), "unreadable"
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
) -> tuple[Quantity | None, Place, int]:
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
        error = pattern.error(
            "the quotation is not in the text"
            if not missing.figure_missing
            else "no figure stands at {} of this quotation",
            _help(missing.stands, missing.figure_missing),
        )
        raise MissedError(error, spec.name, pattern.text, not missing.figure_missing)
    if len(matches) > 1:
        places = [sources.quotes.place(m) for m in matches[:3]]
        where = "; ".join(
            f"line {p.line}, column {p.column}" if p.line else f"block {p.block}" for p in places
        )
        error = pattern.error(
            f"the quotation fits {len(matches)} places: {where}",
            "quote more of the text around {}, so that one place is left",
        )
        raise MissedError(error, spec.name, pattern.text, False)
    found = matches[0]
    return found.quantity, sources.quotes.place(found), found.document


def _cell(
    spec: FigureSpec, sources: Sources, document: int | None
) -> tuple[Quantity | None, Place, int]:
    """The figure in a cell, as extraction reads it there (its column may give it a unit); None if
    the cell cannot be read."""
    only = None if document is None else frozenset([document])
    if spec.source is not None:
        only = _documents_called(spec.source, sources)
    where = spec.cell or spec.row or spec.table
    assert where is not None
    table = None if spec.table is None else spec.table.text
    try:
        if spec.cell is not None:
            hit = sources.cells(only).at(table, spec.cell.text)
        elif spec.row is not None and spec.column is not None:
            hit = sources.cells(only).lookup(table, spec.row.text, spec.column.text)
        else:
            raise where.error(
                "a cell is named by its row and its column", "add row: and column:, or cell: B4"
            )
    except AuditError as e:
        raise e if e.line is not None else where.error(e.message, e.help) from None
    return _in_block(hit.block, hit.document, spec, sources)


def _line_of(spec: FigureSpec, sources: Sources) -> tuple[Listed, ...]:
    """The members of a row or column of a table. Raises AuditError with the place in the YAML."""
    only = None if spec.source is None else _documents_called(spec.source, sources)
    assert spec.table is not None
    where = spec.row or spec.column or spec.table
    try:
        cells = sources.cells(only)
        if spec.column is not None:
            return tuple(cells.column(spec.table.text, spec.column.text))
        assert spec.row is not None
        return tuple(cells.row(spec.table.text, spec.row.text))
    except AuditError as e:
        raise e if e.line is not None else where.error(e.message, e.help) from None


def _member(spec: FigureSpec, line: Listed, id: str, sources: Sources) -> Figure | None:
    """The figure in one cell of a list; not printed where the cell is empty, None for words."""
    quantity: Quantity | None = None
    place, number = Place(), 0
    if line.hit is not None:
        number = line.hit.document
        quantity, place, number = _in_block(line.hit.block, number, spec, sources)
        if quantity is None and not any(c.isdigit() for c in line.hit.block.text):
            return None
    broken = line.hit is not None and quantity is None
    prints = (Quantity("", None, bounds=ALL),) if broken else () if quantity is None else (quantity,)
    return Figure(
        id=id,
        prints=prints,
        name=spec.name,
        label=spec.name,
        place=place,
        state="unreadable" if broken else "unchecked",
        fixed=spec.fixed,
        weight=Fraction(spec.weight),
        document=number,
        problem="unreadable" if broken else None,
    )


def _in_block(
    block: Block, document: int, spec: FigureSpec, sources: Sources
) -> tuple[Quantity | None, Place, int]:
    from audit.quote import place_of

    owner = sources.documents[document]
    whole = place_of(owner, block, 0, len(block.text))
    if block.kind == "unreadable":
        return None, whole, document
    unit = None if spec.unit is None else spec.unit.text
    decimals = None if spec.decimals is None else str(spec.decimals)
    if unit is None and decimals is None:
        here = [f for f in sources.extracted(document) if _is_in(f.place, block)]
        if len(here) == 1:
            return here[0].prints[0], here[0].place, document
    try:
        quantity = read(block.text.strip(), declared=True, unit=unit, decimals=decimals)
    except Unreadable:
        return None, whole, document
    at = block.text.find(quantity.text)
    at = max(at, 0)
    return quantity, place_of(owner, block, at, at + len(quantity.text)), document


def _is_in(place: Place, block: Block) -> bool:
    return place.table == block.table and place.cell == block.cell and place.cell is not None


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
