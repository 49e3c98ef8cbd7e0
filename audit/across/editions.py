"""Two language editions of one report: the same numbers in the same order.

Nothing is known by its words here: paragraphs and tables are laid side by side by their order, and a
number that differs is accused only between numbers that agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction

from audit.exact import units
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, usable
from audit.model import Figure, Result
from audit.readings import Proposal, Reading, equal, judged, number, times
from audit.tables.grid import NUMBER
from audit.tables.regions import Table

FEW = 2  # numbers of a paragraph that must agree before one that does not is accused
CELLS = 4  # of a table
APART = 4  # one cell in so many may differ


def editions(
    one: tuple[Sequence[Text], Sequence[Table]],
    two: tuple[Sequence[Text], Sequence[Table]],
    figures: Mapping[str, Figure],
) -> Iterator[Result]:
    """The numbers of a translation (`two`) against those of the original."""
    yield from _in_text(_paragraphs(one[0]), _paragraphs(two[0]), figures)
    if len(one[1]) == len(two[1]):
        for a, b in zip(one[1], two[1], strict=True):
            yield from _in_table(a, b, figures)


# ---------------------------------------------------------------- running text


def _paragraphs(texts: Sequence[Text]) -> list[list[Frame]]:
    """The paragraphs that hold numbers with a unit, or of several digits."""
    out = []
    for text in texts:
        for paragraph in text.part.paragraphs:
            told = [f for f in text.of(paragraph) if usable(f.figure) and _class(f)]
            if told:
                out.append(told)
    return out


def _class(f: Frame) -> str:
    """What a number is in any language; "" where it may be a date or an item of a list."""
    dimension = units.dimension(f.unit) if f.unit else ""
    if dimension == "rate" or f.unit in ("百分点", "pp"):
        return "rate"
    if dimension and dimension != "count":
        return dimension
    digits = sum(c.isdigit() for c in f.figure.text)
    return "count" if digits > 2 or (f.unit and digits) else ""


def _key(f: Frame) -> tuple[str, Fraction]:
    return _class(f), f.size()


def _in_text(
    one: Sequence[Sequence[Frame]], two: Sequence[Sequence[Frame]], figures: Mapping[str, Figure]
) -> Iterator[Result]:
    for a, b in _aligned(one, two):
        keys = [_key(f) for f in a], [_key(f) for f in b]
        steps = SequenceMatcher(None, *keys, autojunk=False).get_opcodes()
        agreed = sum(i2 - i1 for kind, i1, i2, _, _ in steps if kind == "equal")
        apart = []
        for kind, i1, i2, j1, j2 in steps:
            if kind == "equal":
                for f, g in zip(a[i1:i2], b[j1:j2], strict=True):
                    yield from _result(f.figure, g.figure, _ratio(f, g), figures, "")
            elif kind == "replace" and i2 - i1 == j2 - j1 == 1 and _class(a[i1]) == _class(b[j1]):
                apart.append((a[i1], b[j1]))
        for f, g in apart:
            if agreed >= FEW and len(apart) == 1 and len(a) == len(b):
                yield from _result(f.figure, g.figure, _ratio(f, g), figures, "error")


def _aligned(
    one: Sequence[Sequence[Frame]], two: Sequence[Sequence[Frame]]
) -> Iterator[tuple[Sequence[Frame], Sequence[Frame]]]:
    """Paragraphs in the same order that share most of their numbers."""
    at = 0
    for a in one:
        keys = Counter(_key(f) for f in a)
        for n in range(at, min(len(two), at + 4)):
            shared = sum((keys & Counter(_key(f) for f in two[n])).values())
            if shared * 2 >= max(len(a), len(two[n])):
                yield a, two[n]
                at = n + 1
                break


def _ratio(f: Frame, g: Frame) -> Fraction:
    """What a value of the first is multiplied by to be in the unit of the second."""
    one = units.factor(f.unit) if f.unit else Fraction(1)
    two = units.factor(g.unit) if g.unit else Fraction(1)
    return one / two


# ---------------------------------------------------------------- tables


def _in_table(one: Table, two: Table, figures: Mapping[str, Figure]) -> Iterator[Result]:
    """Cells in the same place of two tables of one shape; their units differ by a power of ten."""
    rows = [[x for x in t.rows if not x.heading] for t in (one, two)]
    if len(rows[0]) != len(rows[1]) or len(one.columns) != len(two.columns):
        return
    pairs = [
        (a.figure, b.figure, k)
        for x, y in zip(*rows, strict=True)
        for k, (a, b) in enumerate(zip(x.cells, y.cells, strict=True))
        if a is not None
        and b is not None
        and a.figure is not None
        and b.figure is not None
        and a.state == b.state == NUMBER
        and a.figure.value
        and b.figure.value
    ]
    for k in range(len(one.columns)):
        own = [(a, b) for a, b, at in pairs if at == k]
        ratios = Counter(r for a, b in own if (r := _power(a, b)) is not None)
        if not ratios:
            continue
        ratio, agreed = ratios.most_common(1)[0]
        apart = [(a, b) for a, b in own if not _meets(a, b, ratio)]
        for a, b in own:
            if _meets(a, b, ratio):
                yield from _result(a, b, ratio, figures, "")
        if agreed >= CELLS and len(apart) * APART <= len(own):
            for a, b in apart:
                yield from _result(a, b, ratio, figures, "error")


def _power(a: Figure, b: Figure) -> Fraction | None:
    """By which power of ten two prints differ, None where by another factor."""
    return next((r for k in range(-9, 10) if _meets(a, b, r := Fraction(10) ** k)), None)


def _meets(a: Figure, b: Figure, ratio: Fraction) -> bool:
    return a.interval().scale(ratio).meets(b.interval())


def _result(
    a: Figure, b: Figure, ratio: Fraction, figures: Mapping[str, Figure], how: str
) -> Iterator[Result]:
    own = Fraction(1)
    if a.unit and b.unit and units.convertible(a.unit, b.unit):
        own = units.factor(a.unit) / units.factor(b.unit)
    factor = ratio / own
    left, right = Name(b.id, "" if b.unit or not _rate(a) else a.unit), Name(a.id)
    other: Node = Name(a.id, "" if a.unit or not _rate(b) else b.unit)
    tree = equal(left, other if factor == 1 else times(right, number(factor)))
    roles = {"told": (a.id,), "again": (b.id,)}
    reading = Reading(tree, roles, "told-again")
    result = judged(Proposal("restatement", (reading,), None, strong=bool(how)), figures)
    if result is not None and (how or result.verdict == "pass"):
        yield result


def _rate(figure: Figure) -> bool:
    return figure.unit in ("%", "‰")
