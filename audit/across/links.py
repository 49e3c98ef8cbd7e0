"""Which tellings are of one quantity, and which of two that differ may be accused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from audit.across.told import Told, is_specific
from audit.exact.formula import Name, Node
from audit.languages.identity import found
from audit.model import FAIL, Figure, Result
from audit.readings import Proposal, Reading, equal, judged, number, times
from audit.relations.restate import slipped
from audit.tables.grid import fold

DIGITS = 3  # of a value that is hardly met by chance
FAR = 2  # values further apart than this are of two quantities, or of two units
SHIFTS = tuple(Fraction(10) ** k for k in (1, 2, 3, 4, 8))
Pair = tuple[Told, Told]
Sides = tuple[tuple[int, int, int], tuple[int, int, int]]


class Links:
    """`prior`: the documents of an earlier year; `titles`: of each document."""

    def __init__(
        self, figures: Mapping[str, Figure], prior: frozenset[int], titles: Sequence[str]
    ) -> None:
        self.figures = figures
        self.prior = prior
        words = [fold(t) for t in titles]
        self.own = [found("place", w) | found("overall", w) for w in words]

    def judged(self, groups: Sequence[Sequence[Told]]) -> Iterator[Result]:
        """What agrees, and what cannot although it is one quantity."""
        agreed, apart = [], []
        for group in groups:
            for new, olds in self._asked(group):
                held = [t for t in olds if _year_fits(t, new) and t.box().meets(new.box())]
                if held:
                    agreed.append((held[0], new))
                elif not any(t.box().meets(new.box()) for t in olds):
                    apart += self._doubted(olds, new)
        support = Counter(_sides(p) for p in agreed if _digits(p[1]) >= DIGITS)
        against = Counter(_sides(p) for p in apart)
        for old, new in agreed:
            if _digits(new) >= DIGITS or (old.sure and new.sure):
                yield from self._result(old, new, strong=False)
        for old, new in apart:
            sides = _sides((old, new))
            if _accused(old, new, support[sides], against[sides]):
                yield from self._result(old, new, strong=True)

    def _asked(self, group: Sequence[Told]) -> Iterator[tuple[Told, list[Told]]]:
        """Each telling with those of other places that may be of the same quantity."""
        for k, new in enumerate(group):
            if new.table and any(not t.table for t in group[:k]) and not self.prior:
                others = [t for t in group[:k] if t.table]
            else:
                others = [t for t in group if t.table] if not new.table else list(group[:k])
            if self.prior:
                others = [t for t in group if (t.document in self.prior) > (new.document in self.prior)]
            olds = [t for t in others if self._one_quantity(t, new)]
            if olds:
                yield new, olds

    def _one_quantity(self, old: Told, new: Told) -> bool:
        if (old.document, old.table, old.block) == (new.document, new.table, new.block):
            return False
        if old.basis != new.basis or old.within != new.within or not _units_fit(old, new):
            return False
        one = old.scope - self.own[old.document]
        two = new.scope - self.own[new.document]
        return one == two

    def _doubted(self, olds: Sequence[Told], new: Told) -> Iterator[Pair]:
        same = [t for t in olds if t.year == new.year and t.year is not None and t.sure]
        if same and len({t.size() for t in same}) == 1:
            yield same[0], new

    def _result(self, old: Told, new: Told, strong: bool) -> Iterator[Result]:
        tree = equal(_side(new, old), _value(old, new))
        roles = {"told": (old.figure.id,), "again": (new.figure.id,)}
        reading = Reading(tree, roles, "told-again")
        result = judged(Proposal("restatement", (reading,), None, strong=strong), self.figures)
        if result is not None and (strong or result.verdict != FAIL):
            yield result


def _side(new: Told, old: Told) -> Node:
    lend = "%" if new.dimension == "rate" and not new.figure.unit else ""
    return Name(new.figure.id, lend)


def _value(old: Told, new: Told) -> Node:
    """The other telling, in the unit of the first."""
    if old.dimension == "rate" or new.dimension == "rate":
        return Name(old.figure.id, "" if old.figure.unit else "%")
    if old.figure.unit and new.figure.unit:
        return Name(old.figure.id)
    factor = old.factor / new.factor
    return Name(old.figure.id) if factor == 1 else times(Name(old.figure.id), number(factor))


def _units_fit(one: Told, two: Told) -> bool:
    """Whether both are of one dimension. One that is not told fits money and counts only where the
    values are of one size."""
    if one.dimension == two.dimension:
        return True
    if one.dimension and two.dimension:
        return False
    other = one.dimension or two.dimension
    return (other == "count" or other.startswith("money:")) and _near(one, two)


def _near(one: Told, two: Told) -> bool:
    small, large = sorted((one.size(), two.size()))
    return small * FAR >= large


def _year_fits(one: Told, two: Told) -> bool:
    return one.year == two.year or one.year is None or two.year is None


def _sides(pair: Pair) -> Sides:
    (a, b) = pair
    return ((a.document, a.table, a.block), (b.document, b.table, b.block))


def _digits(told: Told) -> int:
    return len("".join(c for c in told.figure.text if c.isdigit()).strip("0"))


def _accused(old: Told, new: Told, support: int, against: int) -> bool:
    """Whether two tellings that differ are told of one quantity beyond doubt: other tellings of the
    same two places agree, one slip of the pen explains it, or the name and the year say all."""
    if against > max(1, support):
        return False
    if slip(old, new):
        return True
    if not _near(old, new):
        return False
    if support and (new.sure or support > 1):
        return True
    return bool(not new.table and new.sure and is_specific(new.name))


def slip(old: Told, new: Told) -> bool:
    """Whether the two, rounded alike, are one slip apart."""
    ratio = max(old.size(), new.size()) / min(old.size(), new.size())
    if ratio in SHIFTS and _digits(new) >= DIGITS:
        return True
    steps = [(t.figure.step or Fraction(0)) * t.factor for t in (old, new)]
    unit = max(steps)
    if not unit:
        return False
    a, b = (str(round(t.size() / unit)) for t in (old, new))
    return min(len(a), len(b)) >= DIGITS and slipped(a, b)

