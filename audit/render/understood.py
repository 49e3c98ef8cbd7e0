"""`reportaudit explain FILE:PLACE`: what was understood of the figure there, which checks use it and
with what verdict, and which claims were not made, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from audit.errors import AuditError, columns
from audit.extract.figures import scan_block
from audit.messages import known, say
from audit.messages.comparison import comparison
from audit.messages.equation import rule_as_printed
from audit.messages.numbers import between, digits, manner_of, with_hedge
from audit.messages.sentences import note_sentence, reason_sentence
from audit.model import UNVERIFIABLE, Block, Document, Figure, Reason, Report, Result
from audit.nearmiss import Miss, Understood
from audit.render.output import plain
from audit.render.spots import place_of

_LINE = re.compile(r"(?P<file>.+):(?P<line>\d{1,9}):(?P<column>\d{1,9})", re.DOTALL)
_CELL = re.compile(
    r"(?P<file>.+?):(?:table (?P<table>\d{1,6}):)?(?P<cell>(?:[^:!]+!)?[A-Za-z]{1,3}\d{1,7})",
    re.DOTALL,
)


class Spot(Struct, frozen=True):
    """A place as it is named on the command line: a line (or paragraph) and column, or a cell."""

    file: Path
    line: int | None = None
    column: int | None = None
    table: int | None = None
    cell: str | None = None


def spot_in(text: str) -> Spot | None:
    """The place that a word of the command line names; None if it names none."""
    found = _LINE.fullmatch(text)
    if found:
        return Spot(Path(found["file"]), int(found["line"]), int(found["column"]))
    found = _CELL.fullmatch(text)
    if found:
        table = found["table"]
        return Spot(Path(found["file"]), table=int(table) if table else None, cell=found["cell"])
    return None


def figure_at(report: Report, spot: Spot) -> Figure:
    """The figure at a place. Raises AuditError, with the figures near to it."""
    if spot.cell is not None:
        return _in_cell(report, spot)
    document = report.documents[0]
    in_line = [
        f for f in report.figures if _line(f, document) == spot.line and f.place.cell is None
    ]
    column = spot.column or 1
    for figure in in_line:
        first = _column(figure, document)
        if first <= column < first + max(1, (figure.place.end or 0) - (figure.place.start or 0)):
            return figure
    language = report.language
    other = _other_at(document, spot)
    word = other or say(language, "explain-nothing-there")
    near = sorted(in_line, key=lambda f: abs(_column(f, document) - column))[:8]
    shown = [
        f"{_column(f, document)} ({f.text})"
        for f in sorted(near, key=lambda f: _column(f, document))
    ]
    help = (
        say(language, "explain-columns", columns=say(language, "help-join").join(shown))
        if shown
        else None
    )
    raise AuditError(
        say(
            language,
            "explain-no-figure",
            place=f"{spot.line}:{spot.column}",
            what=_decoy(word, language),
        ),
        help=help,
    )


def _decoy(name: str, language: str) -> str:
    key = f"decoy-{name.replace(' ', '-')}"
    return say(language, key) if known(key) else name


def _in_cell(report: Report, spot: Spot) -> Figure:
    wanted = (spot.cell or "").replace("$", "")
    cells = [f for f in report.figures if f.place.cell is not None]
    hits = [
        f
        for f in cells
        if (f.place.cell or "").casefold() in (wanted.casefold(),)
        and spot.table in (None, f.place.table)
    ]
    if len(hits) == 1 or (hits and "!" in wanted):
        return hits[0]
    language = report.language
    if hits:
        tables = say(language, "help-join").join(
            f"table {f.place.table}:{wanted}" for f in hits[:8]
        )
        raise AuditError(say(language, "explain-which-table", cell=plain(wanted)), help=tables)
    shown = [f.place.cell or "" for f in cells][:12]
    help = (
        say(language, "explain-cells", cells=plain(say(language, "help-join").join(shown)))
        if shown
        else None
    )
    raise AuditError(
        say(
            language,
            "explain-no-figure",
            place=plain(wanted),
            what=say(language, "explain-nothing-there"),
        ),
        help=help,
    )


def _line(figure: Figure, document: Document) -> int | None:
    return figure.place.line if document.text is not None else figure.place.block


def _column(figure: Figure, document: Document) -> int:
    """The column, from 1; in sources without lines that in the paragraph."""
    return figure.place.column or 1 if document.text is not None else (figure.place.start or 0) + 1


def _other_at(document: Document, spot: Spot) -> str | None:
    """What the digits at a place were taken for, if not for a figure."""
    for block in document.blocks:
        at = _offset(block, document, spot)
        if at is None:
            continue
        for other in scan_block(block, document.language or "zh").others:
            if other.start <= at < other.end:
                return other.name
    return None


def _offset(block: Block, document: Document, spot: Spot) -> int | None:
    """The place as an offset in the block; None where it is not in it."""
    if block.cell is not None or spot.line is None or spot.column is None:
        return None
    if document.text is None:
        return spot.column - 1 if block.number == spot.line else None
    lines = block.text.split("\n")
    number = spot.line - (block.line or 0)
    if block.line is None or not 0 <= number < len(lines):
        return None
    before = sum(len(line) + 1 for line in lines[:number])
    if number:
        return before + spot.column - 1
    first = block.start - (document.text.rfind("\n", 0, block.start) + 1)
    return spot.column - 1 - first


# ---------------------------------------------------------------- the page


def explain_figure(report: Report, figure: Figure, found: Understood) -> str:
    """All that is known of one figure, as plain text."""
    language = report.language
    figures = {f.id: f for f in report.figures}
    results = [r for r in report.results if figure.id in r.claim.figures]
    sections = [
        [f"{plain(figure.text)} ({place_of(figure.place, language)})"],
        list(_facts(figure, found, language)),
        list(_results(results, figures, report)),
        list(_findings(report, results)),
        list(_misses(found, results, figures, report)),
    ]
    return "\n".join("".join(f"{line}\n" for line in lines) for lines in sections if lines)


def _facts(figure: Figure, found: Understood, language: str) -> Iterator[str]:
    facts: list[tuple[str, str]] = []
    quantity = figure.quantity
    if quantity is not None:
        if quantity.value is not None:
            value = digits(quantity.value, 12)
            facts.append(("value", f"{value} {figure.unit}".strip()))
        interval, manner = figure.interval(), manner_of(figure)
        key = "explain-figure-exact" if interval.is_point else "explain-figure-range"
        shown = between(interval, manner, language)
        facts.append(("means", say(language, key, value=shown, interval=shown)))
        if quantity.hedge:
            facts.append(("hedge", with_hedge(quantity)))
    facts += [
        ("label", figure.label or ""),
        ("name", figure.name or ""),
        ("period", figure.period or ""),
    ]
    frame = found.frame
    if frame is not None:
        kind = f"frame-{frame.kind}"
        words = [say(language, kind) if known(kind) else frame.kind]
        if frame.role and known(f"frame-as-{frame.role}"):
            words.append(say(language, f"frame-as-{frame.role}"))
        facts.append(("kind", say(language, "help-join").join(words)))
        if frame.cue is not None:
            facts.append(("cue", frame.cue.text))
    state = f"state-{figure.state}"
    facts.append(("state", say(language, state)))
    yield from _told([(key, value) for key, value in facts if value], language)


def _told(facts: list[tuple[str, str]], language: str) -> Iterator[str]:
    words = [(say(language, f"explain-{key}"), plain(value)) for key, value in facts]
    wide = max((columns(word) for word, _ in words), default=0)
    for word, value in words:
        yield f"  {word}{' ' * (wide - columns(word))}  {value}"


def _results(results: list[Result], figures: dict[str, Figure], report: Report) -> Iterator[str]:
    language = report.language
    if not results:
        return
    yield say(language, "explain-checks")
    for result in results:
        verdict = say(language, f"verdict-{result.verdict}")
        yield f"  {plain(result.id)} ({verdict}): {plain(rule_as_printed(result.claim, figures, language))}"
        if result.verdict == UNVERIFIABLE:
            yield f"    {plain(reason_sentence(result.reason, language))}"
        elif result.message:
            yield f"    {plain(result.message)}"
        for code in result.notes:
            if code != "rounding-only":
                yield f"    {plain(note_sentence(code, result, figures, language))}"


def _findings(report: Report, results: list[Result]) -> Iterator[str]:
    ids = {r.id for r in results}
    found = [f for f in report.findings if ids & set(f.results)]
    if found:
        yield say(report.language, "explain-findings")
    for finding in found:
        severity = say(report.language, f"severity-{finding.severity}")
        yield f"  {severity}[{finding.kind}] {plain(finding.message)}"


def _misses(
    found: Understood, results: list[Result], figures: dict[str, Figure], report: Report
) -> Iterator[str]:
    language = report.language
    lines = [line for miss in found.misses for line in _miss(miss, figures, language)]
    if lines:
        yield say(language, "explain-misses")
        yield from lines
    if found.basis is not None:
        yield say(language, "explain-basis", reason=reason_sentence(Reason(found.basis), language))
    if results or lines:
        return
    if found.frame is None:
        yield say(language, "explain-no-frame")
    elif found.beside:
        shown = say(language, "help-join").join(f.text for f in found.beside[:8])
        yield say(language, "explain-no-cue", figures=plain(shown))
    else:
        yield say(language, "explain-alone")


def _miss(miss: Miss, figures: dict[str, Figure], language: str) -> Iterator[str]:
    result = miss.result
    yield f"  {miss.kind}: {plain(rule_as_printed(result.claim, figures, language))}"
    compared = None if result.verdict == UNVERIFIABLE else comparison(result, figures, language)
    key = f"explain-miss-{miss.why}"
    apart = compared.difference if compared is not None and compared.difference else "?"
    yield f"    {plain(say(language, key, difference=apart, n=miss.readings))}"
