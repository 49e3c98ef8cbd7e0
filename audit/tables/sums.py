"""Totals among the lines of a table: which lines add up to which, told by all values together.

Lines are rows, or columns, in either case with the same cells seen the other way. The lines are read
in order, and in the opposite order for totals that come first. What is not part of a sum yet waits
on a stack; a line is the total of lines at the end of it, some of them perhaps taken away. Words
say which line is a total. A line without such words counts as one only where several values agree
that could not agree by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import product
from math import log10

from msgspec import Struct

from audit.tables.grid import BLANK, MISSING, NUMBER, VALUES, Cell
from audit.tables.lines import DEEPEST, Line

Part = tuple[Line, int]  # a line and its sign
STATED, ADDED, SIGNED_TOO = range(
    3
)  # what is looked for: totals by words; sums; differences as well
LONGEST, SHORT, MANY = (
    40,
    12,
    600,
)  # lines that a total without words may have; in a table of many cells
SIGNED = 4  # lines of a sum with signs that no words tell
SIGNS = {
    k: [(1, *s) for s in product((-1, 1), repeat=k - 1) if -1 in s] for k in range(2, SIGNED + 1)
}
EFFORT = 400_000  # lines looked back on in one table, all totals together
PROBES = 3  # fields by which candidates are found: one of them may hold the error
BELIEVED, SURE = 3, 6  # digits that agree before a sum without words counts; before it accuses
WAYS = 3  # ways in which one total may be made up: men and women, town and country
NEAR = 3  # a failing value is accused where the gap is at most one part in so many of the whole


class Sum(Struct):
    """A total line and its parts, with the verdict of each field (the lines across).

    held, failed   indices of fields
    stated         words say that it is a total
    """

    whole: Line
    parts: tuple[Part, ...]
    held: list[int]
    failed: list[int]
    far: list[int]
    digits: float
    stated: bool
    rounded: frozenset[int] = frozenset()  # fields that hold shares or rates
    mild: bool = False  # one field agrees, another does not: a warning where one slip explains it


def sums(lines: Sequence[Line], fields: Sequence[Line]) -> list[Sum]:
    """The totals among the lines."""
    values = [
        x for x in lines if not (x.heading or x.derived or x.has("of_which") or x.has("memo"))
    ]
    orders = values, values[::-1]
    found = [s for order in orders for s in _pass(order, fields, STATED)]
    first = {s.whole.at: s for s in reversed(found) if not s.far}
    used = {p.at for s in first.values() for p, _ in s.parts}
    if sum(x.at not in used and not x.has("total") for x in values) > 1:
        found += [
            s
            for search in (ADDED, SIGNED_TOO)
            for order in orders
            for s in _pass(order, fields, search)
        ]
    return [_spared(s, values) for s in _without_rivals(_once(found))]


def _spared(found: Sum, lines: Sequence[Line]) -> Sum:
    """A sum without those of its failing fields in which another line withholds its value."""
    wrong = {*found.failed, *found.far}
    if not wrong:
        return found
    own = {found.whole.at, *(p.at for p, _ in found.parts)}
    hidden = {
        k
        for k in wrong
        for x in lines
        if x.at not in own and (c := x.cells[k]) is not None and c.state == MISSING
    }
    found.failed = [k for k in found.failed if k not in hidden]
    found.far = [k for k in found.far if k not in hidden]
    return found


def _once(found: Sequence[Sum]) -> list[Sum]:
    """One statement told once, as the words or the signs tell it: a = b + c also says b = a - c."""
    seen: dict[frozenset[int], Sum] = {}
    for s in sorted(found, key=_plainness):
        seen.setdefault(_lines_of(s), s)
    return list(seen.values())


def _without_rivals(found: Sequence[Sum]) -> list[Sum]:
    """Of several sums for one line, those that fail somewhere give way to one that holds far oftener;
    and so do those without words to one that holds everywhere and has further lines, which may be nought."""
    best: dict[int, Sum] = {}
    for s in found:
        known = best.get(s.whole.at)
        if known is None or _value(s) > _value(known):
            best[s.whole.at] = s
    clean = [_lines_of(s) for s in found if not (s.failed or s.far)]
    return [
        s
        for s in found
        if not (s.failed or s.far)
        or (
            _stands(s, best[s.whole.at])
            and (s.stated or not any(_lines_of(s) < lines for lines in clean))
        )
    ]


def _plainness(found: Sum) -> tuple[bool, int, int, int]:
    wrong = len(found.failed) + len(found.far)
    return not found.stated, wrong, len(found.far), sum(sign < 0 for _, sign in found.parts)


def _lines_of(found: Sum) -> frozenset[int]:
    return frozenset((found.whole.at, *(p.at for p, _ in found.parts)))


def _stands(found: Sum, best: Sum) -> bool:
    if not found.held:
        return found is best
    return _value(found)[0] * 2 >= _value(best)[0]


def _value(found: Sum) -> tuple[int, int, float]:
    return len(found.held) - len(found.failed) - len(found.far), len(found.failed), found.digits


def _pass(lines: Sequence[Line], fields: Sequence[Line], search: int) -> Iterator[Sum]:
    """The sums in one order."""
    stack: list[Line] = []
    totals = sum(x.has("total") or x.has("year") for x in lines)
    reach = max(LONGEST, EFFORT // max(1, totals))  # lines that a total by its words looks back on
    for line in lines:
        stated = line.has("total") or (line.has("year") and _stated(line, stack[-reach:]))
        if search == STATED and not stated:
            stack.append(line)
            continue
        rest = stack[-reach if stated else -LONGEST :]
        for _ in range(WAYS):
            found = _best(line, rest, fields, search)
            if found is None:
                break
            yield found
            used = {part.at for part, _ in found.parts}
            rest = [x for x in rest if x.at not in used]
            stack = [x for x in stack if x.at not in used]
        stack.append(line)


# ---------------------------------------------------------------- the parts of one line


def _best(line: Line, stack: list[Line], fields: Sequence[Line], search: int) -> Sum | None:
    """The sum that line is of lines on the stack, as far as words and values tell one."""
    if not stack:
        return None
    stated = _stated(line, stack)
    best: Sum | None = None
    plain: Sum | None = None
    tried = 0
    for parts in _candidates(line, stack, stated, fields, search):
        tried += 1
        found = _judge(line, parts, fields, stated)
        if found is None:
            continue
        if plain is None and stated and _plain(found, stack):
            plain = found
        if found.held and (best is None or _better(found, best)):
            best = found
            if not found.failed and not found.far and not _of_totals(stack):
                break
    if best is not None and _believed(best, tried):
        return best
    return plain if best is None else None


def _stated(line: Line, stack: Sequence[Line]) -> bool:
    """Whether words say that a line is a total: a year is one beside its quarters."""
    return line.has("total") or (line.has("year") and sum(p.has("quarter") for p in stack) > 1)


def _of_totals(parts: Sequence[Line]) -> bool:
    return sum(p.has("total") for p in parts) > 1


def _better(new: Sum, known: Sum) -> bool:
    """The sum that holds oftener; a sum of totals before one of what these are made of."""
    by_totals = _of_totals([p for p, _ in new.parts]) and all(p.has("total") for p, _ in new.parts)
    if by_totals and new.stated and len(new.held) >= len(new.failed) + len(new.far):
        return True
    if (
        known.stated
        and _of_totals([p for p, _ in known.parts])
        and all(p.has("total") for p, _ in known.parts)
    ):
        return len(known.held) < len(known.failed) + len(known.far) and _value(new) > _value(known)
    return _value(new) > _value(known)


def _candidates(
    line: Line, stack: list[Line], stated: bool, fields: Sequence[Line], search: int
) -> Iterator[tuple[Part, ...]]:
    """Lists of parts, likeliest first: what waits since the last total, then every end of the stack."""
    if not stated:
        stack = stack[-LONGEST if len(fields) * len(stack) < MANY else -SHORT :]
    usable = [s for s in stack if _fits(s, line)]
    loose = [s for s in stack if line.percent or not s.percent]
    if stated:
        block = _block(usable, line)
        if len(block) > 1 or (block and len(usable) == 1):
            yield _signed(block)
            if any(p.has("less") or p.has("outgoing") for p in block):
                yield tuple((p, 1) for p in block)
        since = next((k for k in range(len(usable), 0, -1) if usable[k - 1].has("total")), 0)
        if 1 < len(usable) - since < len(block):
            yield _signed(usable[since:])
        totals = [p for p in usable if p.has("total")]
        if len(totals) > 1 and totals != block:
            yield _signed(totals)
        leveled = _topmost(usable)
        if len(leveled) > 1 and leveled != block:
            yield _signed(leveled)
        for section in _sections(usable, line):
            yield _signed(section)
        for probe in _probes(line, fields):
            for order in (usable, usable[::-1]):
                heads = _heads(order, probe)
                if 1 < len(heads) < len(usable):
                    yield _signed(sorted(heads, key=lambda p: p.at))
    yield from _ends(line, usable, stated, fields, search)
    if len(loose) > len(usable):
        yield from _ends(line, loose, stated, fields, search)


def _fits(part: Line, whole: Line) -> bool:
    """Whether a line may be a part of the whole by what it holds."""
    if part.percent and not whole.percent:
        return False
    return not part.has("rate") or whole.has("rate")


def _block(usable: list[Line], line: Line) -> list[Line]:
    """The lines since the last total; all of them for a total of totals."""
    if "sub" in line.own.lower() or "小计" in line.own:
        out: list[Line] = []
        for p in reversed(usable):
            if p.has("total") or (p.section != line.section and out):
                break
            out.append(p)
        return out[::-1]
    return usable


def _topmost(usable: list[Line]) -> list[Line]:
    """The lines of the highest level of numbering (一、二、…)."""
    top = min((p.said.level for p in usable), default=DEEPEST)
    return [p for p in usable if p.said.level == top] if top < DEEPEST else []


def _sections(usable: list[Line], line: Line) -> Iterator[list[Line]]:
    own = [p for p in usable if p.section == line.section]
    if 1 < len(own) < len(usable):
        yield own
    group = [p for p in usable if line.group and p.group == line.group]
    if 1 < len(group) < len(usable) and group != own:
        yield group


def _heads(usable: Sequence[Line], probe: int) -> list[Line]:
    """The lines that hold the sum of those behind them, and those that stand alone: groups of which
    nothing but an indent tells. Nothing where a value is withheld."""
    cells = [p.cells[probe] for p in usable]
    if len(usable) > LONGEST or any(c is not None and c.state == MISSING for c in cells):
        return []
    heads: list[Line] = []
    at = 0
    while at < len(cells):
        heads.append(usable[at])
        at = _end_of_group(cells[at], cells, at + 1)
    return heads


def _end_of_group(head: Cell | None, cells: Sequence[Cell | None], begin: int) -> int:
    """Behind the last of the cells from `begin` that add up to the head; `begin` where none do."""
    end = begin
    if head is None or head.state != NUMBER:
        return end
    value = room = 0
    for at in range(begin, len(cells)):
        cell = cells[at]
        if cell is not None:
            value += cell.number
            room += cell.half
        if at > begin and abs(head.number - value) <= room + head.half:
            end = at + 1
    return end


def _signed(parts: Sequence[Line]) -> tuple[Part, ...]:
    return tuple(
        (p, -1 if p.has("less") and k and not _negative(p) else 1) for k, p in enumerate(parts)
    )


def _negative(line: Line) -> bool:
    """Whether the values of a line are printed as negative ones."""
    numbers = [c.number for c in line.cells if c is not None and c.state == NUMBER]
    return sum(n < 0 for n in numbers) * 2 > len(numbers)


def _ends(
    line: Line, usable: list[Line], stated: bool, fields: Sequence[Line], search: int
) -> Iterator[tuple[Part, ...]]:
    """The ends of the stack whose sum agrees with the line in one of the fields that tell most."""
    seen = set()
    ends = usable[::-1]
    for probe in _probes(line, fields):
        for parts in (
            *_added(line, ends, probe),
            *(_with_signs(line, ends, probe) if search == SIGNED_TOO else ()),
        ):
            key = tuple((p.at, s) for p, s in parts)
            if key not in seen:
                seen.add(key)
                yield parts


def _added(line: Line, ends: Sequence[Line], probe: int) -> Iterator[tuple[Part, ...]]:
    """The last lines, as many as it takes, added up; what the words take away is taken away."""
    target = line.cells[probe]
    assert target is not None
    value = rounded = 0
    finest = target.half
    for k, p in enumerate(ends):
        cell = p.cells[probe]
        if cell is not None and cell.state in VALUES:
            value += -cell.number if p.has("less") and not _negative(p) else cell.number
            rounded += bool(cell.half)
            finest = min(finest, cell.half) if finest and cell.half else finest or cell.half
        if k and abs(target.number - value) <= finest * (rounded + bool(target.half)):
            yield _signed(ends[k::-1])


def _with_signs(line: Line, ends: Sequence[Line], probe: int) -> Iterator[tuple[Part, ...]]:
    """a + b - c: up to four lines, the first of them added."""
    target = line.cells[probe]
    assert target is not None
    cells = [p.cells[probe] for p in ends[:SIGNED]]
    for k in range(2, len(cells) + 1):
        last = cells[k - 1 :: -1]
        known = [c for c in last if c is not None and c.state in VALUES]
        if len(known) < k:
            continue
        room = target.half + sum(c.half for c in known)
        for signs in SIGNS[k]:
            value = sum(s * c.number for s, c in zip(signs, known, strict=True))
            if abs(target.number - value) <= room:
                yield tuple(zip(ends[k - 1 :: -1], signs, strict=True))


def _probes(line: Line, fields: Sequence[Line]) -> list[int]:
    """The fields in which the line has most digits, of those that may add up."""
    if line.probes is None:
        sizes = [
            (abs(c.number), k)
            for k, c in enumerate(line.cells)
            if c is not None and c.number and c.state == NUMBER and fields[k].adds
        ]
        line.probes = [k for _, k in nlargest(PROBES, sizes)]
    return line.probes


# ---------------------------------------------------------------- the verdict of all fields


def _judge(line: Line, parts: tuple[Part, ...], fields: Sequence[Line], stated: bool) -> Sum | None:
    """The sum with the verdict of each field; None where it adds nothing up anywhere."""
    held: list[int] = []
    failed: list[int] = []
    far: list[int] = []
    digits, added = 0.0, 0
    columns = [(p.cells, sign) for p, sign in parts]
    for k, cell in enumerate(line.cells):
        if cell is None or cell.state not in VALUES:
            continue
        field = fields[k]
        if field.heading:
            continue
        found = _added_up(cell, columns, k)
        if found is None:
            continue
        gap, room, size, real = found
        if gap <= room:
            held.append(k)
            added += real > 1
            if cell.number and field.adds and not field.derived:
                digits += max(0.0, log10(abs(cell.number) / (2 * room + 1)))
        elif not field.adds:
            continue
        elif gap * NEAR <= size:
            failed.append(k)
        else:
            far.append(k)
    if not (held or failed or far) or (not added and not stated):
        return None
    return Sum(line, parts, held, failed, far, digits, stated)


def _added_up(
    whole: Cell, parts: Sequence[tuple[Sequence[Cell | None], int]], k: int
) -> tuple[int, int, int, int] | None:
    """(gap, room, size, parts that are not nought) of a field; None where a part is not told."""
    value = size = real = rounded = told = 0
    finest = whole.half
    for cells, sign in parts:
        cell = cells[k]
        if cell is None:
            continue
        number = cell.number  # 0 unless it is one
        if number:
            told = 1
            value += number if sign > 0 else -number
            real += 1
            if number > size:
                size = number
            elif -number > size:
                size = -number
        elif cell.state not in VALUES:
            if cell.state == MISSING:
                return None
            continue
        else:
            told = 1
        if cell.half:
            rounded += 1
            if not finest or cell.half < finest:
                finest = cell.half
    if not told:
        return None
    room = finest * (rounded + bool(whole.half))
    return abs(whole.number - value), room, max(size, abs(whole.number), abs(value)), real


def _believed(found: Sum, tried: int) -> bool:
    """Whether the agreement is no accident, or words and values agree well enough. Fields that fail
    are forgotten where too many do: what is added up there is another thing."""
    held, failed, far = len(found.held), len(found.failed), len(found.far)
    if found.stated or _told(found):
        natural = _natural(found) or _told(found) or all(p.has("total") for p, _ in found.parts)
        if held < failed + far or (held == failed + far and not natural):
            found.failed, found.far = [], []
            return held > 1 or found.digits >= BELIEVED
        return held > 0
    needed = BELIEVED + log10(tried + 4)
    if not found.whole.label:
        needed -= 2  # a line of values without a name, below lines with names
    if held < 2:
        found.mild = held == failed + far == 1 and found.digits >= needed
        return found.mild
    if far and not failed and far >= held:
        return False
    if failed:
        needed += SURE - BELIEVED
    return found.digits >= needed and held >= 2 * failed


def _told(found: Sum) -> bool:
    """Whether the words of the parts tell the sum: plus, less."""
    return any(p.has("less") or p.has("more") for p, _ in found.parts)


def _natural(found: Sum) -> bool:
    """Whether the parts are all plain lines, so that there is no other way to read the total."""
    return all(s > 0 and not p.has("total") for p, s in found.parts)


def _plain(found: Sum, stack: list[Line]) -> bool:
    """A total by its words of all the lines since the last total (or of all totals so far), and
    nothing else that tells: one column, without blanks, which does not add up."""
    parts = [p for p, _ in found.parts]
    if any(
        (c := p.cells[k]) is None or c.state == BLANK
        for k in found.failed + found.far
        for p in parts
    ):
        return False
    if (
        len(parts) < 2
        or any(s < 0 for _, s in found.parts)
        or len(found.failed) + len(found.far) != 1
    ):
        return False
    since = next((k for k in range(len(stack), 0, -1) if stack[k - 1].has("total")), 0)
    totals = [p for p in stack if p.has("total")]
    if parts not in (stack[since:], totals) or (parts == totals and stack[since:]):
        return False
    return len({p.said.level for p in parts}) == 1 and len({p.section for p in parts}) <= (
        1 if parts != totals else 9
    )
