"""Two drafts of one document side by side: which figure of the one is which of the other.

Paragraphs and rows of tables are the same where their words are, whatever their numbers: first
those whose words stand once in both, then their neighbours, as long as they agree.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from audit.model import Block, Document, Figure

NUMERAL = "0-9０-９零〇一二三四五六七八九十百千万亿两"
NUMBER = re.compile(f"[{NUMERAL}](?:[.,．]?[{NUMERAL}])*")
ROW = re.compile(r"(?:(.*)!)?[A-Z]+([0-9]+)")
MASK = "#"

Where = tuple[int, str, int]  # number of the block or table, cell or "", offset in masked words


class Unit(Struct, frozen=True):
    """A paragraph, or a row of a table: its words without numbers, and its blocks."""

    words: str
    blocks: tuple[Block, ...]


def aligned(
    old: Document, before: Mapping[str, Figure], new: Document, now: Mapping[str, Figure]
) -> dict[str, tuple[str, int]]:
    """id in the previous draft -> (id in the new one, the run of blocks that it stands in): within
    a run nothing came or went. Figures of documents other than the first are left out."""
    one, two = _units(old), _units(new)
    pairs = matched([u.words for u in one], [u.words for u in two])
    here = _by_place(new, now)
    there = _by_place(old, before)
    out: dict[str, tuple[str, int]] = {}
    run, last = 0, (-1, -1)
    for a, b in pairs:
        if (a, b) != (last[0] + 1, last[1] + 1):
            run += 1
        last = (a, b)
        for x, y in zip(one[a].blocks, two[b].blocks, strict=True):
            news = here.get(_key(y), {})
            for offset, id in there.get(_key(x), {}).items():
                if offset in news:
                    out[id] = (news[offset], run)
    return out


def _units(document: Document) -> list[Unit]:
    out: list[Unit] = []
    row: list[Block] = []
    for block in document.blocks:
        if row and (block.cell is None or _row(block) != _row(row[0])):
            out.append(_unit(row))
            row = []
        if block.cell is None:
            out.append(_unit([block]))
        else:
            row.append(block)
    return [*out, _unit(row)] if row else out


def _unit(blocks: Sequence[Block]) -> Unit:
    words = "\t".join(masked(b.text) for b in blocks)
    if blocks[0].cell is not None:
        words = f"\t{words}"
    return Unit(words, tuple(blocks))


def _row(block: Block) -> tuple[int | None, str]:
    found = ROW.fullmatch(block.cell or "")
    return block.table, "" if found is None else f"{found[1]}!{found[2]}"


def masked(text: str) -> str:
    """The text with every number as one sign."""
    return NUMBER.sub(MASK, text).strip()


# ---------------------------------------------------------------- sequences


def matched(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places at which two sequences agree, in order: linear but for a logarithm."""
    counts = Counter(one), Counter(two)
    place = {w: k for k, w in enumerate(two)}
    unique = [
        (k, place[w]) for k, w in enumerate(one) if counts[0][w] == 1 and counts[1].get(w) == 1
    ]
    out: list[tuple[int, int]] = []
    low = (0, 0)
    for a, b in [*_rising(unique), (len(one), len(two))]:
        out += _between(one, two, low, (a, b))
        if a < len(one):
            out.append((a, b))
        low = (a + 1, b + 1)
    return out


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest sequence of pairs that rises on both sides (patience)."""
    tops: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for k, (_, b) in enumerate(pairs):
        at = bisect_left(tops, b)
        tops[at : at + 1] = [b]
        last[at : at + 1] = [k]
        before.append(last[at - 1] if at else -1)
    out = []
    k = last[-1] if last else -1
    while k >= 0:
        out.append(pairs[k])
        k = before[k]
    return out[::-1]


def _between(
    one: Sequence[str], two: Sequence[str], low: tuple[int, int], high: tuple[int, int]
) -> list[tuple[int, int]]:
    """What agrees from the beginning and from the end of a gap."""
    (a, b), (c, d) = low, high
    first, rest = [], []
    while a < c and b < d and one[a] == two[b]:
        first.append((a, b))
        a, b = a + 1, b + 1
    while a < c and b < d and one[c - 1] == two[d - 1]:
        c, d = c - 1, d - 1
        rest.append((c, d))
    return first + rest[::-1]


# ---------------------------------------------------------------- figures


def _key(block: Block) -> tuple[int | None, str]:
    return (block.number, "") if block.cell is None else (block.table, block.cell)


def _by_place(
    document: Document, figures: Mapping[str, Figure]
) -> dict[tuple[int | None, str], dict[int, str]]:
    """Block -> offset in its masked words -> id of the figure there."""
    blocks = {_key(b): b for b in document.blocks}
    out: dict[tuple[int | None, str], dict[int, str]] = {}
    for id, figure in figures.items():
        place = figure.place
        if place.start is None or figure.document:
            continue
        key = (place.table, place.cell) if place.cell is not None else (place.block, "")
        block = blocks.get(key)
        if block is not None:
            ahead = block.text[: max(0, place.start - block.start)].lstrip()
            out.setdefault(key, {})[len(NUMBER.sub(MASK, ahead))] = id
    return out
