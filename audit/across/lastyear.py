"""What a report says of the year before, held against the report of that year.

A value that was revised since is no error: it is a warning, unless a slip of the pen explains it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from audit.across.address import Said, said_of
from audit.across.commentary import NEAR, digits, one_slip_apart
from audit.across.spoken import name_of
from audit.across.twins import is_specific
from audit.exact import units
from audit.exact.formula import Name
from audit.frames import Frame, Text, usable
from audit.languages.identity import found, pattern
from audit.model import FAIL, Figure, Result
from audit.readings import Proposal, Reading, equal, judged
from audit.tables.grid import fold

Named = dict[tuple[str, str], list[tuple[Said, frozenset[str]]]]


def said_before(
    texts: Sequence[Text],
    earlier: Sequence[Text],
    year: int | None,
    titles: str,
    figures: Mapping[str, Figure],
) -> Iterator[Result]:
    """`earlier`: the report of the year before; `year`: of that report; `titles`: of both."""
    known: Named = defaultdict(list)
    for said in _quantities(earlier):
        name = called(said.frame)
        if not said.prior and is_specific(name) and said.year in (None, year):
            known[name, _unit(said.frame)].append((said, scope(said, name, titles)))
    for said in _quantities(texts):
        if not said.prior and (year is None or said.year != year):
            continue
        name = called(said.frame)
        olds = known.get((name, _unit(said.frame)), [])
        own = scope(said, name, titles)
        same = [old for old, words in olds if words == own]
        if same and len({o.frame.value for o in same}) == 1:
            yield from _result(same[0].frame, said.frame, figures)


def _quantities(texts: Sequence[Text]) -> Iterator[Said]:
    for text in texts:
        for f in text.frames:
            now = f.role in ("", "to", "prior") or pattern("earlier").search(f.lead)
            if now and f.kind == "level" and f.unit and f.value > 0 and usable(f.figure):
                yield said_of(f)


def called(frame: Frame) -> str:
    """The name of a quantity as two reports may share it."""
    words = name_of(fold(frame.label))
    for _ in range(3):
        shorter = pattern("around").sub("", pattern("earlier").sub("", words)).strip(" ,:;，：")
        if shorter == words:
            break
        words = shorter
    return words


def scope(said: Said, name: str, titles: str) -> frozenset[str]:
    """The words that must be the same in both."""
    words = said.sentence.replace(name, " ")
    kinds = ("basis", "within", "place")
    return frozenset(
        w
        for k in kinds
        for w in found(k, said.near.replace(name, " ") if k == "basis" else words)
        if w not in titles
    )


def _unit(frame: Frame) -> str:
    return units.dimension(frame.unit) or frame.unit


def _result(old: Frame, new: Frame, figures: Mapping[str, Figure]) -> Iterator[Result]:
    factor = units.factor(old.unit) / units.factor(new.unit)
    box = old.figure.interval()
    held = new.figure.interval().meets(box if factor == 1 else box.scale(factor))
    slip = one_slip_apart(old.figure, new.figure, factor)
    small, large = sorted((old.value * factor, new.value))
    if not held and not slip and (small * NEAR < large or digits(new.figure) < 3):
        return
    tree = equal(Name(new.id), Name(old.id))
    roles = {"told": (old.id,), "again": (new.id,)}
    reading = Reading(tree, roles, "told-again")
    proposal = Proposal("restatement", (reading,), None, strong=not held, mild=not slip)
    result = judged(proposal, figures)
    if result is not None and (not held or result.verdict != FAIL):
        yield result


def year_before(own: int | None, earlier: int | None) -> tuple[int, int]:
    """The years of a report and of the one before, each told by the other where it is not told: 0 and
    -1 where neither is."""
    if own is None and earlier is None:
        return 0, -1
    if own is None:
        assert earlier is not None
        return earlier + 1, earlier
    return own, own - 1 if earlier is None else earlier
