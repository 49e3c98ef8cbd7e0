"""Findings that somebody has looked at: `ignore:` of report.yaml, with a reason and an expiry date,
and remarks in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from audit.model import Document, Figure, Finding, Result
from audit.quote import fold
from audit.remarks import Inline
from audit.specs import IgnoreSpec


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
    spots = _spots(documents)
    covered = [{(i.document, b) for b in i.blocks} for i in ignores]
    for given in findings:
        finding = given
        if given.suppressed is None:
            own = [figures[i] for i in _figures_of(given, results) if i in figures]
            places = {spots.get(_place_of(f), (-1, -1)) for f in own}
            for number, ignore in enumerate(ignores):
                if ignore.problem or places.isdisjoint(covered[number]):
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


_Key = tuple[int, int | None, str | None, int | None]


def _spots(documents: Sequence[Document]) -> dict[_Key, tuple[int, int]]:
    """(document, index of the block) by the place that figures name."""
    return {
        (d, b.table, b.cell, None if b.cell is not None else b.number): (d, k)
        for d, document in enumerate(documents)
        for k, b in reversed(list(enumerate(document.blocks)))
    }


def _place_of(figure: Figure) -> _Key:
    place = figure.place
    if place.start is None:  # it stands in no document
        return -1, None, None, None
    number = None if place.cell is not None else place.block
    return figure.document, place.table, place.cell, number


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
