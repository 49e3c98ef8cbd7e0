"""What a text itself states about its numbers: from figures to results, without any rules.

Scopes, then frames, then relations propose claims, then each is judged charitably; at the end equal
figure sets are one claim, and ids are given in the order of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from audit.frames import Frame, Text, by_block, text_of
from audit.languages.cues import Cues
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Cue, Document, Figure, Result
from audit.readings import Proposal, judged
from audit.relations.base import Relation
from audit.relations.lists import listed
from audit.scopes import parts_of

if TYPE_CHECKING:
    from audit.tables.regions import Table

# the words of a language, and what relates figures in it
LANGUAGES = {
    "zh": ("audit.languages.cues_zh", "audit.relations"),
    "en": ("audit.languages.cues_en", "audit.english"),
}
AFTER = 1 << 40  # in the order of results: tables come after the text of their document
ORDER = {UNVERIFIABLE: 0, FAIL: 1, WARN: 2, PASS: 3}


@lru_cache(maxsize=4)
def cues_of(language: str) -> Cues | None:
    modules = LANGUAGES.get(language)
    if modules is None:
        return None
    cues = import_module(modules[0]).CUES
    assert isinstance(cues, Cues)
    return cues


@lru_cache(maxsize=4)
def relations_of(language: str) -> tuple[Relation, ...]:
    found: tuple[Relation, ...] = import_module(LANGUAGES[language][1]).RELATIONS
    return found


def prepare(text: Text) -> None:
    """What a language reads into the frames of its own."""
    module = import_module(LANGUAGES[text.cues.language][1])
    if hasattr(module, "prepare"):
        module.prepare(text)


def listed_counts(documents: Sequence[Document], figures: Sequence[Figure]) -> list[Figure]:
    """Counts of listed items (三包) that an enumeration can use: figures for that purpose only."""
    out: list[Figure] = []
    number = max(
        (int(f.id[1:]) for f in figures if f.id[:1] == "f" and f.id[1:].isdigit()), default=0
    )
    for index, document in enumerate(documents):
        cues = cues_of(document.language)
        if cues is None:
            continue
        counts_in = import_module(LANGUAGES[document.language][1]).counts_in
        counts = [*counts_in(document, cues)]
        taken = {(f.place.block, f.place.start) for f in figures if counts and f.document == index}
        for figure in counts:
            if (figure.place.block, figure.place.start) not in taken:
                number += 1
                out.append(replace(figure, id=f"f{number}", document=index))
    return [*out, *dashes(documents, figures, number)]


def dashes(documents: Sequence[Document], figures: Sequence[Figure], number: int) -> list[Figure]:
    """The lone dashes in tables, which mean nought: figures for the sums that they are parts of."""
    out: list[Figure] = []
    for index, document in enumerate(documents):
        if any(b.cell is not None for b in document.blocks):
            from audit.tables.grid import dashes_in

            found = [*dashes_in(document)]
            taken = {(f.place.table, f.place.cell) for f in figures if found and f.document == index}
            for figure in found:
                if (figure.place.table, figure.place.cell) not in taken:
                    number += 1
                    out.append(replace(figure, id=f"f{number}", document=index))
    return out


def discover(documents: Sequence[Document], figures: Sequence[Figure]) -> list[Result]:
    """The results of all claims that the documents' own words make."""
    by_id = {f.id: f for f in figures}
    found: list[tuple[tuple[int, int, int], Result]] = []
    reads: list[tuple[int, Document, list[Text], list[Table]]] = []
    for index, document in enumerate(documents):
        own = [f for f in figures if f.document == index]
        cues = cues_of(document.language)
        tables: list[Table] = []
        texts: list[Text] = []
        if cues is not None:
            grouped = by_block(document, own)
            for part in parts_of(index, document, cues):
                text = text_of(part, cues, document, grouped)
                if text.frames:
                    prepare(text)
                    texts.append(text)
                    found += _results(text, document, by_id)
        if any(b.cell is not None for b in document.blocks):
            from audit.tables.check import relations, tables_in

            tables = tables_in(index, document, own)
            found += [((index, AFTER, n), r) for n, r in enumerate(relations(tables, by_id))]
        reads.append((index, document, texts, tables))
    if len(documents) > 1 or any(len(tables) + bool(texts) > 1 for _, _, texts, tables in reads):
        found += _twice(reads, by_id, {frozenset(r.claim.figures) for _, r in found})
    found.sort(key=lambda x: x[0])
    return _named(r for _, r in found)


def _twice(
    reads: Sequence[tuple[int, Document, list[Text], list[Table]]],
    figures: Mapping[str, Figure],
    known: set[frozenset[str]],
) -> Iterator[tuple[tuple[int, int, int], Result]]:
    """What is told twice across tables and documents."""
    if not any(tables for *_, tables in reads) and not any(d.role for _, d, *_ in reads):
        return
    from audit.across import Read, told_twice

    for n, (index, result) in enumerate(told_twice([Read(*r) for r in reads], figures)):
        if frozenset(result.claim.figures) not in known:
            known.add(frozenset(result.claim.figures))
            yield (index, 2 * AFTER, n), result


def _results(
    text: Text, document: Document, figures: Mapping[str, Figure]
) -> Iterator[tuple[tuple[int, int, int], Result]]:
    position = {f.id: f.index for f in text.frames}
    best: dict[frozenset[str], tuple[int, Result]] = {}
    for relation in relations_of(text.cues.language):
        for proposal in relation.find(text, figures):
            result = settle(proposal, text, figures)
            if result is None:
                continue
            key = frozenset(result.claim.figures)
            known = best.get(key)
            if known is None or _better((proposal.rank, result), known):
                best[key] = (proposal.rank, result)
    told = {i for _, r in best.values() if r.claim.kind != "attainable" for i in r.claim.figures}
    kept = [
        r
        for _, r in best.values()
        if r.claim.kind != "attainable" or not told >= set(r.claim.figures)
    ]
    frames = {f.id: f for f in text.frames}
    for n, result in enumerate(kept):
        first = min((position[i] for i in result.claim.figures if i in position), default=0)
        yield (text.part.document, first, n), _placed(result, frames, document)


def settle(proposal: Proposal, text: Text, figures: Mapping[str, Figure]) -> Result | None:
    if not proposal.readings:
        return None
    if {"list", "plain"} & set(proposal.notes):
        return listed(proposal, figures)
    return judged(proposal, figures)


def _better(new: tuple[int, Result], known: tuple[int, Result]) -> bool:
    """The stronger statement; of equal ones the verdict that was reached more mildly."""
    return (new[0], -ORDER[new[1].verdict]) < (known[0], -ORDER[known[1].verdict])


def _placed(result: Result, frames: Mapping[str, Frame], document: Document) -> Result:
    """The cue with offsets as figures have them."""
    cue = result.claim.cue
    if cue is None or cue.start is None or cue.end is None:
        return result
    anchors = [frames[i] for i in result.claim.figures if i in frames]
    number = next(
        (f.paragraph.number for f in anchors if f.paragraph.text[cue.start : cue.end] == cue.text),
        None,
    )
    if number is None:
        return replace(result, claim=replace(result.claim, cue=Cue(cue.text)))
    origin = document.blocks[number].start
    moved = Cue(cue.text, cue.start + origin, cue.end + origin)
    return replace(result, claim=replace(result.claim, cue=moved))


def _named(results: Iterable[Result]) -> list[Result]:
    counts: Counter[str] = Counter()
    out = []
    for result in results:
        kind = result.claim.kind
        counts[kind] += 1
        out.append(replace(result, claim=replace(result.claim, id=f"{kind}-{counts[kind]}")))
    return out
