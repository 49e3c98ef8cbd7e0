"""Changes, rates of change, shares and other quotients: which lines a line is told from.

The words of a label say that a line is a change, a rate or a value per something; which lines it is
made of is told by the values of all fields together, and by the words where these leave a choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from audit.languages.tablewords import says
from audit.tables.claims import FACTORS, Bounds, bounds
from audit.tables.grid import NUMBER, VALUES, Cell, fold
from audit.tables.lines import Line

MOST = 14  # lines that are looked at as the sources of another one
SAMPLE = 12  # fields of a long line that are looked at first
ENOUGH = 3  # fields that agree, before values alone choose among many pairs
SAID = 4  # how well words must fit to leave no choice
HUNDRED = 100


Holds = Callable[[Cell, Cell, Cell], bool | None]


class Told(Struct):
    """A line that is told by two others.

    kind    change, growth, share, rate, per
    sense   1, or -1 where it is old less new; 0 where it has no sign
    times   what the quotient is multiplied by, beside its own sign of percent
    held, failed   indices of fields
    across  the field that holds the whole (a share of the total), else None
    """

    line: Line
    kind: str
    new: Line
    old: Line
    sense: int
    sign: str
    times: Fraction
    held: list[int]
    failed: list[int]
    across: int | None = None
    prior: int = 0


def told_lines(lines: Sequence[Line], fields: Sequence[Line], scale: int) -> Iterator[Told]:
    """All lines that are told by others, and how."""
    values = [x for x in lines if not x.heading]
    for line in values:
        if line.has("silent") and (line.has("change") or line.has("growth") or line.percent):
            line.derived = True
            continue
        found = _of(line, values, fields, scale)
        if found is not None:
            line.derived = True
            yield found


def _of(line: Line, lines: Sequence[Line], fields: Sequence[Line], scale: int) -> Told | None:
    moves = line.has("change") or line.has("growth")
    if not (moves or line.percent or line.has("per") or line.has("share") or line.has("rate")):
        return None
    if line.has("total") and not (moves or line.has("rate") or line.has("share")):
        return None
    best: Told | None = None
    numbers = [
        k
        for k, c in enumerate(line.cells)
        if c is not None and c.state == NUMBER and not fields[k].heading
    ]
    if not numbers:
        return None
    near = sorted((x for x in lines if x is not line), key=lambda x: abs(x.at - line.at))[:MOST]
    for found in _ways(line, near, fields, numbers, moves, scale):
        if not _believed(found):
            continue
        if best is None or _rank(found) > _rank(best):
            best = found
    return best


def _rank(found: Told) -> tuple[int, int]:
    return len(found.held) - 2 * len(found.failed), found.prior


def _believed(found: Told) -> bool:
    held, failed = len(found.held), len(found.failed)
    if held == 0:
        return False
    if found.prior >= SAID:  # the words leave no choice
        return held >= failed
    if found.prior >= 2:
        return held >= 2 * failed and (held > 1 or not failed)
    return held >= ENOUGH and held >= 3 * failed


def _ways(
    line: Line,
    near: Sequence[Line],
    fields: Sequence[Line],
    numbers: list[int],
    moves: bool,
    scale: int,
) -> Iterator[Told]:
    levels = [x for x in near if _is_level(x)]
    rates = [
        x
        for x in near
        if x.percent and not x.derived and not x.has("growth") and not x.has("silent")
    ]
    if moves:
        if not line.percent:
            yield from _changes(line, levels, numbers)
        yield from _changes(line, rates, numbers)
        if line.has("growth") and (line.percent or not line.has("points")):
            yield from _growths(line, levels, numbers, scale)
    elif line.percent and not line.has("rate") and not line.has("share"):
        yield from (replace(t, prior=0) for t in _growths(line, levels, numbers, scale))
    if line.percent or line.has("share") or line.has("per") or line.has("rate"):
        yield from _shares(line, levels, fields, numbers, scale)
        yield from _quotients(line, levels, numbers, scale)


def _is_level(line: Line) -> bool:
    return not line.percent and not line.has("silent") and not (line.has("change") and line.derived)


# ---------------------------------------------------------------- by how far the words go


def _pairs(line: Line, lines: Sequence[Line]) -> Iterator[tuple[Line, Line, int]]:
    """(new, old, how well the words fit) of every two lines."""
    for new in lines:
        for old in lines:
            if new is not old and new is not line and old is not line:
                yield new, old, _words(line, new, old, len(lines))


def _words(line: Line, new: Line, old: Line, count: int) -> int:
    """How well the labels name the two: 4 where they leave no choice."""
    if len(line.said.years) == 2:
        wanted = sorted(line.said.years)
        if [*old.said.years, *new.said.years] == wanted:
            return 6
        return 0
    score = 0
    a, b = new.said, old.said
    if a.years and b.years and a.years[-1] > b.years[-1] and new.group == old.group:
        score += 2
        if a.years[-1] == b.years[-1] + 1:
            score += 1
    named = ("current" in a.flags and "prior" not in a.flags) + (
        "prior" in b.flags and "current" not in b.flags
    )
    if named:
        score += 1 + named
    if new.said.unit and new.said.unit != old.said.unit:
        score -= 2
    if (
        max(new.at, old.at) < line.at
        and abs(new.at - old.at) == 1
        and line.at - max(new.at, old.at) <= 2
    ):
        score += 1
    if count == 2:
        score += 1
    if new.group and new.group == old.group == line.group:
        score += 1
    return score


# ---------------------------------------------------------------- kinds


def _changes(line: Line, lines: Sequence[Line], numbers: list[int]) -> Iterator[Told]:
    unsigned = all(line.cells[k].number >= 0 for k in numbers)  # type: ignore[union-attr]
    for new, old, prior in _pairs(line, lines):
        if prior < 0 and new.at > old.at:
            continue
        for sense in (1, 0) if unsigned else (1,):
            found = Told(
                line,
                "change",
                new,
                old,
                sense,
                "",
                Fraction(1),
                [],
                [],
                prior=prior - (sense == 0) * 2,
            )
            _count(found, numbers, partial(differs, sense=sense))
            if found.held and (sense or _sinks(found)):
                yield found


def _sinks(found: Told) -> bool:
    """Whether a line without signs tells of several falls, so that its signs are left out on purpose."""
    falls = sum(found.new.cells[k].number < found.old.cells[k].number for k in found.held)  # type: ignore[union-attr]
    return falls > 1 or falls == len(found.held)


def differs(told: Cell, new: Cell, old: Cell, sense: int) -> bool:
    """Whether told = new - old holds within what is printed."""
    halves = [c.half for c in (told, new, old) if c.half]
    room = min(halves, default=0) * len(halves)
    gap = new.number - old.number
    if sense == 0:
        gap = abs(gap)
    return abs(told.number - gap) <= room


def _growths(line: Line, lines: Sequence[Line], numbers: list[int], scale: int) -> Iterator[Told]:
    sign = _sign(line)
    unsigned = all(line.cells[k].number >= 0 for k in numbers)  # type: ignore[union-attr]
    for new, old, prior in _pairs(line, lines):
        for sense in (1, 0) if unsigned else (1, -1):
            found = Told(
                line,
                "growth",
                new,
                old,
                sense,
                sign,
                Fraction(1),
                [],
                [],
                prior=prior - (sense != 1) * 2,
            )
            _count(found, numbers, partial(grows, sense=sense, scale=scale, sign=sign))
            if found.held and (sense or _sinks(found)):
                yield found


def _sign(line: Line) -> str:
    return line.said.percent or "%"


def grows(told: Cell, new: Cell, old: Cell, sense: int, scale: int, sign: str = "%") -> bool | None:
    """Whether told = new / old - 1 holds within what is printed; None where it cannot be said."""
    between = bounds(new, old)
    if between is None:
        return None
    a, b, c, d = between  # a / b <= new / old <= c / d
    a, c = a - b, c - d
    if sense < 0 or (sense == 0 and c < 0):
        a, b, c, d = -c, d, -a, b
    if _within(told, (a, b, c, d), scale, sign):
        return True
    return sense > 0 and old.number < 0 and _within(told, (-c, d, -a, b), scale, sign)


def _within(told: Cell, between: Bounds, scale: int, sign: str) -> bool:
    """Whether what a cell prints meets a range of plain numbers, both ends closed."""
    a, b, c, d = between
    unit = told.figure.prints[0].unit if told.figure is not None else ""
    factor = FACTORS.get(unit or sign, 1) * scale
    return (told.number - told.half) * d <= c * factor and a * factor <= (
        told.number + told.half
    ) * b


def _count(found: Told, numbers: list[int], holds: Holds) -> None:
    """Sorts the fields into those where it holds and those where it does not."""
    if len(numbers) > 4 * SAMPLE and not _promising(
        found, numbers[:: len(numbers) // SAMPLE], holds
    ):
        return
    allowed = max(1, len(numbers) // (2 if found.prior >= SAID else 3))
    for k in numbers:
        told, new, old = found.line.cells[k], found.new.cells[k], found.old.cells[k]
        if (
            told is None
            or new is None
            or old is None
            or new.state not in VALUES
            or old.state not in VALUES
        ):
            continue
        verdict = holds(told, new, old)
        if verdict is None:
            continue
        (found.held if verdict else found.failed).append(k)
        if not verdict and len(found.failed) > allowed:
            found.held.clear()
            return


def _promising(found: Told, numbers: list[int], holds: Holds) -> bool:
    """Whether at least every other one of some fields agrees."""
    agreed = told_ = 0
    most = len(numbers) // 2  # of those that may disagree
    for k in numbers:
        told, new, old = found.line.cells[k], found.new.cells[k], found.old.cells[k]
        if (
            told is None
            or new is None
            or old is None
            or new.state not in VALUES
            or old.state not in VALUES
        ):
            continue
        verdict = holds(told, new, old)
        told_ += verdict is not None
        agreed += verdict is True
        if told_ - agreed > most:
            return False
    return told_ == 0 or agreed * 2 >= told_


def _shares(
    line: Line, lines: Sequence[Line], fields: Sequence[Line], numbers: list[int], scale: int
) -> Iterator[Told]:
    """Each value as a share of the total of another line."""
    totals = [k for k, f in enumerate(fields) if f.has("total") and not f.heading]
    if not totals or (line.has("growth") and not line.has("share")):
        return
    sign = _sign(line)
    for base in lines:
        if base is line:
            continue
        for across in totals[-2:]:
            whole = base.cells[across]
            if whole is None or whole.state != NUMBER or not whole.number:
                continue
            found = Told(
                line,
                "share",
                base,
                base,
                1,
                sign,
                Fraction(1),
                [],
                [],
                across=across,
                prior=2 * line.has("share") + (abs(base.at - line.at) == 1),
            )
            others = [k for k in numbers if k != across]
            _count(found, others, partial(_is_share, whole=whole, scale=scale, sign=sign))
            if found.held:
                yield found


def _is_share(told: Cell, part: Cell, _: Cell, whole: Cell, scale: int, sign: str) -> bool | None:
    between = bounds(part, whole)
    return None if between is None else _within(told, between, scale, sign)


def _quotients(line: Line, lines: Sequence[Line], numbers: list[int], scale: int) -> Iterator[Told]:
    """One line over another: 执行率 = 执行数 / 预算数; per head, with a power of ten between units."""
    percent = (
        (line.percent and bool(line.said.percent or _printed(line)))
        or "率" in line.own
        or "比重" in line.own
    )
    sign = _sign(line) if percent else ""
    kind = "rate" if percent else "per"
    for top, base, _ in _pairs(line, lines):
        times = Fraction(1) if percent else _power(line, top, base, numbers)
        if times is None:
            continue
        prior = _named(line, top, base)
        found = Told(line, kind, top, base, 1, sign, times, [], [], prior=prior)
        _count(found, numbers, partial(_is_quotient, times=times, scale=scale, sign=sign))
        if found.held and (prior >= 2 or _telling(found)):
            yield found


def _printed(line: Line) -> bool:
    return any(
        c is not None and c.figure is not None and c.figure.unit in ("%", "‰") for c in line.cells
    )


def _is_quotient(
    told: Cell, top: Cell, base: Cell, times: Fraction, scale: int, sign: str
) -> bool | None:
    between = bounds(top, base)
    if between is None:
        return None
    if times != 1:
        up, down = times.numerator, times.denominator
        between = between[0] * up, between[1] * down, between[2] * up, between[3] * down
    return _within(told, between, scale, sign)


def _telling(found: Told) -> bool:
    """Whether the values that agree have digits enough to choose among all pairs of lines."""
    digits = 0
    for k in found.held:
        cell = found.line.cells[k]
        if cell is not None and cell.half:
            digits += len(str(abs(cell.number) // (2 * cell.half))) - 1
    return digits >= 5


def _power(line: Line, top: Line, base: Line, numbers: list[int]) -> Fraction | None:
    """The power of ten that lies between the units, by the first field that tells it."""
    for k in numbers:
        told, a, b = line.cells[k], top.cells[k], base.cells[k]
        if (
            told is None
            or a is None
            or b is None
            or not told.number
            or not a.number
            or not b.number
        ):
            continue
        if a.state != NUMBER or b.state != NUMBER:
            continue
        quantity = told.figure.prints[0]  # type: ignore[union-attr]
        assert quantity.value is not None
        ratio = abs(Fraction(a.number, b.number) / quantity.value)
        power = 0
        while ratio >= 3 and power > -9:
            ratio, power = ratio / 10, power - 1
        while ratio < Fraction(3, 10) and power < 9:
            ratio, power = ratio * 10, power + 1
        return Fraction(10) ** power
    return None


def _named(line: Line, top: Line, base: Line) -> int:
    """How well the label names the two: 执行率 shares 执行 with 执行数; per head names heads."""
    label = fold(line.own)
    score = 0
    if _shares_words(label, fold(top.own)):
        score += 2
    if _shares_words(label, fold(base.own)):
        score += 1
    if base.has("total") or base.has("prior"):
        score += 1
    if line.has("silent"):
        score -= 4
    return min(score, 3)


def _shares_words(a: str, b: str) -> bool:
    """Whether two labels share two Han characters in a row, or a word of four letters."""
    if a.isascii() and b.isascii():
        return bool(
            {w[:5] for w in a.split() if len(w) > 3} & {w[:5] for w in b.split() if len(w) > 3}
        )
    return any(a[i : i + 2] in b for i in range(len(a) - 1) if not a[i : i + 2].isascii())


def is_hundred(cell: Cell, line: Line) -> bool:
    """Whether a total of shares is printed as 100."""
    quantity = cell.figure.prints[0] if cell.figure is not None else None
    return (
        quantity is not None
        and quantity.value in (HUNDRED, 1)
        and (line.percent or says("share", fold(line.label)))
    )
