"""Findings that somebody has looked at: `ignore:` of report.yaml, with a reason and an expiry date,
and remarks in a text, `<!-- reportaudit: ignore[total] reason -->`, on a line or before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from audit.model import Block, Document, Figure, Finding, Result
from audit.quote import fold
from audit.specs import IgnoreSpec

_COMMENT = re.compile(r"<!--(.{1,2000}?)-->", re.DOTALL)
_REMARK = re.compile(r"\s*reportaudit\s*[:：]\s*(.*)", re.DOTALL)
_IGNORE = re.compile(r"ignore(?:\s*\[([^\]]*)\])?(?=\W|$)\s*[:：]?\s*(.*)", re.DOTALL)


class Inline(Struct, frozen=True):
    """An ignore in the text of a document.

    rules     kinds or ids; none: whatever is found there
    problem   why it is not obeyed: `no-reason` or `unclear`, else ""
    blocks    indices of the blocks that it speaks of
    place     where it stands: line 12, else nothing
    """

    document: int
    rules: tuple[str, ...]
    reason: str
    problem: str
    blocks: tuple[int, ...]
    line: int | None = None


def inline_ignores(documents: Sequence[Document]) -> list[Inline]:
    """What the comments of the documents say to this program, in reading order."""
    return [i for n, document in enumerate(documents) for i in _inline(n, document)]


def _inline(number: int, document: Document) -> Iterator[Inline]:
    for remark in document.remarks:
        yield _read(number, remark.text, _row(document.blocks, remark.at), None)
    text = document.text
    if text is None or "reportaudit" not in text or not _has_comments(document.path):
        return
    end = text.rfind("-->")  # what is not closed must not be looked for again and again
    starts = [b.start for b in document.blocks]
    for found in _COMMENT.finditer(text, 0, end + 3):
        if _REMARK.match(found[1]):
            line = text.count("\n", 0, found.start()) + 1
            blocks = _beside(document.blocks, starts, found.start(), text)
            yield _read(number, found[1], blocks, line)


def _has_comments(path: str | None) -> bool:
    return path is not None and path.casefold().endswith((".md", ".markdown"))


def _read(number: int, text: str, blocks: tuple[int, ...], line: int | None) -> Inline:
    remark = _REMARK.match(text)
    said = " ".join(remark[1].split()) if remark else text.strip()
    ignore = _IGNORE.match(said)
    if ignore is None:
        return Inline(number, (), said, "unclear", blocks, line)
    rules = tuple(r.strip() for r in re.split("[,，]", ignore[1] or "") if r.strip())
    if ignore[1] is not None and not rules:
        return Inline(number, (), said, "unclear", blocks, line)
    reason = ignore[2].strip()
    return Inline(number, rules, reason or said, "" if reason else "no-reason", blocks, line)


def _beside(blocks: Sequence[Block], starts: list[int], at: int, text: str) -> tuple[int, ...]:
    """The blocks on the line of the comment; where it stands alone, those on the next line."""
    first = text.rfind("\n", 0, at) + 1
    last = text.find("\n", at)
    last = len(text) if last < 0 else last
    begin = bisect_left(starts, first)
    if begin and first < starts[begin - 1] + len(blocks[begin - 1].text):
        begin -= 1  # a paragraph that began on a line before
    here = [k for k in range(begin, len(blocks)) if starts[k] < last] if begin < len(starts) else []
    if not here:
        here = [begin] if begin < len(blocks) else []
        line = blocks[begin].line if here else None
        here += [k for k in range(begin + 1, len(blocks)) if blocks[k].line == line and line]
    return tuple(here)


def _row(blocks: Sequence[Block], at: int) -> tuple[int, ...]:
    """The block at an index, and of a table the cells of its row."""
    if at >= len(blocks):
        return ()
    block = blocks[at]
    if block.cell is None:
        return (at,)
    row = block.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    same = [k for k in range(at, len(blocks)) if blocks[k].table == block.table]
    return tuple(
        k for k in same if (blocks[k].cell or "").endswith(row) and _row_of(blocks[k]) == row
    )


def _row_of(block: Block) -> str:
    return (block.cell or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def suppress_inline(
    findings: Sequence[Finding],
    ignores: Sequence[Inline],
    results: Mapping[str, Result],
    figures: Mapping[str, Figure],
    documents: Sequence[Document],
) -> tuple[list[Finding], list[Inline]]:
    """(findings with `suppressed` set where a remark in the text covers them, remarks that cover none)."""
    used: set[int] = set()
    out = []
    for given in findings:
        finding = given
        if given.suppressed is None:
            places = {
                _spot(figures[i], documents) for i in _figures_of(given, results) if i in figures
            }
            for number, ignore in enumerate(ignores):
                if ignore.problem or not any((ignore.document, b) in places for b in ignore.blocks):
                    continue
                if ignore.rules and not any(_is_of(r, given, results) for r in ignore.rules):
                    continue
                used.add(number)
                because = {"by": "inline", "reason": ignore.reason, "until": None}
                finding = replace(given, suppressed=because)
                break
        out.append(finding)
    return out, [i for n, i in enumerate(ignores) if n not in used]


def _figures_of(finding: Finding, results: Mapping[str, Result]) -> list[str]:
    ids = {i for s in finding.suspects for i in s}
    ids |= {i for r in finding.results if r in results for i in results[r].claim.figures}
    return sorted(ids)


def _spot(figure: Figure, documents: Sequence[Document]) -> tuple[int, int]:
    """(document, index of the block) of a figure; (-1, -1) where it stands in none."""
    if figure.place.start is None or figure.document >= len(documents):
        return -1, -1
    place = figure.place
    for index, block in enumerate(documents[figure.document].blocks):
        here = block.cell == place.cell and block.table == place.table
        if here and (place.cell is not None or block.number == place.block):
            return figure.document, index
    return -1, -1


def expired(ignores: Iterable[IgnoreSpec], today: date) -> list[IgnoreSpec]:
    """The ignores whose day has passed."""
    return [i for i in ignores if i.until is not None and today > i.until]


def suppress(
    findings: Sequence[Finding],
    ignores: Sequence[IgnoreSpec],
    results: Mapping[str, Result],
    figures: Mapping[str, Figure],
    documents: Sequence[Document],
    today: date,
) -> tuple[list[Finding], list[IgnoreSpec]]:
    """(findings with `suppressed` set where an ignore covers them, ignores that cover none)."""
    used: set[int] = set()
    out = []
    for given in findings:
        finding = given
        for number, ignore in enumerate(ignores):
            if ignore.until is not None and today > ignore.until:
                continue
            if _covers(ignore, given, results, figures, documents):
                used.add(number)
                until = None if ignore.until is None else ignore.until.isoformat()
                finding = replace(
                    given, suppressed={"by": "ignore", "reason": ignore.reason, "until": until}
                )
                break
        out.append(finding)
    return out, [i for n, i in enumerate(ignores) if n not in used]


def _covers(
    ignore: IgnoreSpec,
    finding: Finding,
    results: Mapping[str, Result],
    figures: Mapping[str, Figure],
    documents: Sequence[Document],
) -> bool:
    if ignore.rule is not None and not _is_of(ignore.rule.text, finding, results):
        return False
    if ignore.at is None:
        return ignore.rule is not None
    wanted = fold(ignore.at.text)
    ids = _figures_of(finding, results)
    return any(_stands_in(figures[i], wanted, documents) for i in ids if i in figures)


def _is_of(rule: str, finding: Finding, results: Mapping[str, Result]) -> bool:
    """Whether the finding is of the kind, or explains only results of the rule or relation."""
    if rule == finding.kind:
        return True
    kinds = [results[r].claim for r in finding.results if r in results]
    name = " ".join(rule.split())
    return bool(kinds) and all(name in (c.id, c.kind, c.sentence) for c in kinds)


def _stands_in(figure: Figure, wanted: str, documents: Sequence[Document]) -> bool:
    """Whether the quoted fragment stands in the block of the figure, over it or beside it."""
    if figure.place.start is None or not documents:
        return wanted in fold(figure.text) or wanted == fold(figure.name or "")
    for block in documents[figure.document].blocks:
        here = block.number == figure.place.block and block.cell == figure.place.cell
        if here and block.table == figure.place.table:
            return wanted in fold(block.text)
    return False
