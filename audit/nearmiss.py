"""What was understood of one figure, and the claims about it that were not made: computed only when
somebody asks (`reportaudit explain FILE:LINE:COL`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from audit.discover import cues_of, prepare, relations_of, settle
from audit.evaluate import evaluate
from audit.frames import Frame, Text, by_block, text_of
from audit.model import FAIL, Claim, Document, Figure, Result
from audit.readings import Proposal
from audit.relations.base import basis_of
from audit.scopes import parts_of

MOST = 6  # claims that were not made, of one figure


class Miss(Struct, frozen=True):
    """A claim that was thought of and not made.

    why      weak: it does not hold, and the words are not clear enough to accuse; open: it holds or
             is in doubt, but another statement about the same figures was kept
    result   its first reading, as a rule would be judged
    readings how many ways of reading the words were tried
    """

    kind: str
    why: str
    result: Result
    readings: int


class Understood(Struct, frozen=True):
    """The figure in its scopes. frame: None in tables and in languages without relations.

    beside   figures of the same statement
    basis    code of the reason for which it is comparable with no other, None if there is none
    """

    frame: Frame | None
    beside: tuple[Figure, ...] = ()
    basis: str | None = None
    misses: tuple[Miss, ...] = ()


def understood(
    index: int, document: Document, figures: Sequence[Figure], results: Sequence[Result], id: str
) -> Understood:
    """What discovery makes of the figure `id` of one document."""
    cues = cues_of(document.language)
    if cues is None:
        return Understood(None)
    own = [f for f in figures if f.document == index]
    by_id = {f.id: f for f in figures}
    grouped = by_block(document, own)
    for part in parts_of(index, document, cues):
        text = text_of(part, cues, document, grouped)
        frame = next((f for f in text.frames if f.id == id), None)
        if frame is None:
            continue
        prepare(text)
        reason = basis_of(text, [frame])
        beside = tuple(
            f.figure for f in text.frames if f.statement == frame.statement and f.id != id
        )
        told = {frozenset(r.claim.figures) for r in results}
        misses = sorted(_misses(text, by_id, id, told), key=lambda m: len(m.result.claim.figures))
        return Understood(
            frame, beside, None if reason is None else reason.code, tuple(misses[:MOST])
        )
    return Understood(None)


def _misses(
    text: Text, figures: Mapping[str, Figure], id: str, told: set[frozenset[str]]
) -> Iterator[Miss]:
    seen: set[tuple[str, frozenset[str]]] = set()
    for relation in relations_of(text.cues.language):
        for proposal in relation.find(text, figures):
            key = proposal.kind, _figures(proposal)
            if id not in key[1] or key in seen or key[1] in told or not proposal.readings:
                continue
            seen.add(key)
            result = settle(proposal, text, figures)
            if result is not None and (
                result.verdict == FAIL or frozenset(result.claim.figures) in told
            ):
                continue  # it was made, with this reading or another
            reading = proposal.readings[0]
            claim = Claim(
                "", proposal.kind, "discovered", reading.tree, dict(reading.roles), cue=proposal.cue
            )
            why = "weak" if result is None else "open"
            yield Miss(proposal.kind, why, evaluate(claim, figures), len(proposal.readings))


def _figures(proposal: Proposal) -> frozenset[str]:
    return frozenset(i for r in proposal.readings[:1] for ids in r.roles.values() for i in ids)
