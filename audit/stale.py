"""What a change since the previous draft has left behind: figures that should have changed too.

Two drafts are laid side by side by their words, numbers apart. A statement that held in the
previous draft, whose figures all stand in the new one and of which some were changed, must hold
still; so must two tellings of one quantity of which only one was changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.drafts import aligned
from audit.evaluate import evaluate
from audit.exact import units
from audit.exact.formula import Compare, Name, Node, transform
from audit.messages import say
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Claim, Cue, Document, Figure, Reason, Result
from audit.readings import equal

TRUSTED = Fraction(1000)  # the weight in blame of a figure that was changed by hand
OTHER = Fraction(2)  # of one that is a part or a base: it depends on nothing here
SIGNIFICANT = 3  # digits that a number needs to be known again
SOFT = ("last-digit", "truncated")
MOST_TOLD = 12  # prints of one value that are held against each other

Figures = Mapping[str, Figure]


class Old(Struct, frozen=True):
    """The previous draft as it was read and judged."""

    document: Document
    figures: Figures
    results: Sequence[Result]


class Moved(Struct):
    """Where figures of the previous draft stand now: id there -> id here."""

    to: dict[str, str]
    back: dict[str, str]  # id here -> id there
    runs: Mapping[str, int]  # id there -> the run of unbroken blocks or rows that it stands in
    before: Figures
    now: Figures

    def changed(self, id: str) -> bool:
        old, new = self.before[id], self.now[self.to[id]]
        return (old.value, old.unit) != (new.value, new.unit) or old.interval() != new.interval()


def stale(
    old: Old, document: Document, figures: Figures, results: Sequence[Result], language: str
) -> tuple[list[Result], dict[str, Figure]]:
    """(the results and what has become stale, the figures weighted for blame): `document` is the
    new draft, `figures` are all of its own by id."""
    pairs = aligned(old.document, old.figures, document, figures)
    to = {a: b for a, (b, _) in pairs.items()}
    runs = {a: run for a, (_, run) in pairs.items()}
    moved = Moved(to, {b: a for a, b in to.items()}, runs, old.figures, figures)
    known = {frozenset(r.claim.figures): k for k, r in enumerate(results)}
    out = list(results)
    weights: dict[str, Fraction] = {}
    number = 0
    for result in (*_broken(old.results, moved), *_told_once(moved)):
        at = known.get(frozenset(result.claim.figures))
        if at is not None and (out[at].verdict in (PASS, UNVERIFIABLE) or "stale" in out[at].notes):
            continue
        reason = _reason(result.claim, moved, language)
        if at is not None:
            out[at] = replace(out[at], reason=reason, notes=(*out[at].notes, "stale"))
        else:
            number += 1
            known[frozenset(result.claim.figures)] = len(out)
            claim = replace(result.claim, id=f"stale-{number}")
            out.append(replace(result, claim=claim, reason=reason, notes=(*result.notes, "stale")))
        _weigh(result.claim, moved, weights)
    return out, {i: replace(f, weight=weights.get(i, f.weight)) for i, f in figures.items()}


# ---------------------------------------------------------------- statements that held


def _broken(results: Iterable[Result], moved: Moved) -> Iterator[Result]:
    for result in results:
        claim = result.claim
        if result.verdict != PASS or not result.covers or not _is_equation(claim.tree):
            continue
        ids = claim.figures
        if any(i not in moved.to for i in ids) or not _partly(ids, moved) or _grown(claim, moved):
            continue
        again = evaluate(_translated(claim, moved), moved.now)
        if again.verdict == FAIL:
            soft = any(n in again.notes for n in SOFT)
            yield replace(again, verdict=WARN, reading="last-digit") if soft else again


def _is_equation(tree: Node) -> bool:
    return isinstance(tree, Compare) and tree.operators in (("=",), ("≈",))


def _partly(ids: Sequence[str], moved: Moved) -> bool:
    """Whether some of the figures were changed, and some were not."""
    return len({moved.changed(i) for i in ids}) == 2


def _grown(claim: Claim, moved: Moved) -> bool:
    """Whether a list may have more or fewer members now: something came or went among them."""
    if all(len(ids) < 2 for ids in claim.roles.values()):
        return False
    return len({moved.runs[i] for i in claim.figures}) > 1


def _translated(claim: Claim, moved: Moved) -> Claim:
    """The claim of the previous draft over the figures of the new one."""

    def renamed(node: Node) -> Node:
        return replace(node, name=moved.to[node.name]) if isinstance(node, Name) else node

    return replace(
        claim,
        tree=transform(claim.tree, renamed),
        roles={r: tuple(moved.to[i] for i in ids) for r, ids in claim.roles.items()},
        steps={moved.to[i]: s for i, s in claim.steps.items()},
        cue=None if claim.cue is None else Cue(claim.cue.text),
        origin="discovered",
        sentence=None,
    )


# ---------------------------------------------------------------- one quantity, changed once


def _told_once(moved: Moved) -> Iterator[Result]:
    """Prints that agreed in value, unit, period and label, of which only some were changed."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for id in moved.to:
        figure = moved.before[id]
        if _known_again(figure):
            size = (figure.value or Fraction(0)) * units.factor(figure.unit)
            kind = units.dimension(figure.unit) or figure.unit
            groups.setdefault((size, kind, figure.period), []).append(id)
    for ids in groups.values():
        if 1 < len(ids) <= MOST_TOLD:
            yield from _left_behind(ids, moved)


def _left_behind(ids: Sequence[str], moved: Moved) -> Iterator[Result]:
    changed = [i for i in ids if moved.changed(i)]
    for id in (i for i in ids if not moved.changed(i)):
        news = [i for i in changed if _one_name(moved.before[i], moved.before[id])]
        if not news or len({_size(moved.now[moved.to[i]]) for i in news}) != 1:
            continue
        here, there = moved.to[id], moved.to[news[0]]
        roles: dict[str, tuple[str, ...]] = {"told": (there,), "again": (here,)}
        claim = Claim("", "restatement", "discovered", equal(Name(here), Name(there)), roles)
        result = evaluate(claim, moved.now)
        if result.verdict == FAIL and units.convertible(
            moved.now[here].unit, moved.now[there].unit
        ):
            yield result


def _size(figure: Figure) -> Fraction:
    return (figure.value or Fraction(0)) * units.factor(figure.unit)


def _known_again(figure: Figure) -> bool:
    """Whether the number is long enough, and called something."""
    digits = "".join(c for c in figure.text if c.isdigit()).strip("0")
    return figure.value is not None and len(digits) >= SIGNIFICANT and len(figure.label or "") > 1


def _one_name(one: Figure, two: Figure) -> bool:
    """Whether one label is the other, or its last words."""
    a, b = (_folded(f.label or "") for f in (one, two))
    return a.endswith(b) or b.endswith(a)


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


# ---------------------------------------------------------------- what is said, who is suspected


def _reason(claim: Claim, moved: Moved, language: str) -> Reason:
    """Which figures of the claim were changed, from what to what; and which were not."""
    follows = _follows(claim)
    changed, left = [], []
    for id in claim.figures:
        old, new = moved.before[moved.back[id]], moved.now[id]
        if moved.changed(moved.back[id]):
            changed.append(say(language, "stale-change", old=old.text, new=new.text))
        elif id == follows or follows is None or moved.changed(moved.back[follows]):
            left.append(new.text)
    join = say(language, "help-join")
    return Reason("stale", {"changed": join.join(changed), "left": join.join(left[:6])})


def _follows(claim: Claim) -> str | None:
    """The figure that follows from the others of a claim: the total, the rate."""
    sides = claim.tree.operands if isinstance(claim.tree, Compare) else ()
    return next((s.name for s in sides if isinstance(s, Name)), None)


def _weigh(claim: Claim, moved: Moved, weights: dict[str, Fraction]) -> None:
    """What follows from others is suspected before them, what was changed by hand last."""
    follows = _follows(claim)
    for id in claim.figures:
        if moved.changed(moved.back[id]):
            weights[id] = TRUSTED
        elif id == follows:
            weights[id] = Fraction(1)
        else:
            weights.setdefault(id, OTHER)
