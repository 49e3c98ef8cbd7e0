"""The findings of a report as other tools want them: a level, a rule, a sentence, a place, partners."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from audit.messages import known, say
from audit.messages.sentences import cures
from audit.model import Claim, Figure, Finding, Place, Report
from audit.render.output import plain
from audit.render.spots import spot_of
from audit.render.suspects import accused, involved, results_of
from audit.render.verdict import active

LEVELS = {"error": "error", "warning": "warning", "info": "note"}


class Spotlight(Struct, frozen=True):
    """A place that a finding points at.

    path    of the document as it was given, None where there is none
    line, column, end_column   count from 1, in code points; None where the format has no lines
    words   the place in words (`paragraph 5`), "" where the line tells it
    text    the figure as printed
    name    what the figure is called
    """

    path: str | None
    line: int | None
    column: int | None
    end_column: int | None
    words: str
    text: str = ""
    name: str = ""


class Issue(Struct, frozen=True):
    """A finding. `rule` is stable: the id of a declared rule, else the kind of relation."""

    finding: Finding
    level: str
    rule: str
    sentence: str
    help: str
    place: Spotlight
    related: tuple[Spotlight, ...]

    @property
    def message(self) -> str:
        return f"{self.sentence} ({self.help})" if self.help else self.sentence


def issues(report: Report, *, ignored: bool = False) -> Iterator[Issue]:
    """The findings, worst first; the ignored ones after them where they are asked for."""
    figures = {f.id: f for f in report.figures}
    found = active(report)
    if ignored:
        found += [f for f in report.findings if f.suppressed is not None]
    for finding in found:
        main = [figures[i] for i in accused(finding, report) if i in figures]
        rest = [figures[i] for i in involved(finding, report) if i in figures]
        placed = [f for f in main if is_placed(f)]
        place = spotlight(placed[0], report) if placed else _of_rule(finding, report)
        seen = placed[:1]
        related = [f for f in dict.fromkeys([*placed[1:], *rest]) if is_placed(f) and f not in seen]
        yield Issue(
            finding,
            LEVELS.get(finding.severity, "note"),
            rule_of(finding, report),
            plain(finding.message),
            plain("; ".join(cures(finding, figures, report.language))),
            place,
            tuple(spotlight(f, report) for f in related),
        )


def ignored_because(finding: Finding, language: str) -> str:
    """Why the finding is ignored; "" where nobody says."""
    given = finding.suppressed or {}
    in_baseline = given.get("by") == "baseline"
    return given.get("reason") or (say(language, "baseline-reason") if in_baseline else "")


def rule_of(finding: Finding, report: Report) -> str:
    """What the finding is filed under."""
    results = results_of(finding, report)
    return rule_id(results[0].claim) if results else finding.kind


def rule_id(claim: Claim) -> str:
    return claim.kind if claim.origin == "discovered" else claim.id


def is_placed(figure: Figure) -> bool:
    place = figure.place
    return place.start is not None or place.line is not None or place.block is not None


def spotlight(figure: Figure, report: Report) -> Spotlight:
    """Where the figure stands."""
    place = figure.place
    end = None
    if place.line is not None and place.column is not None:
        spot = spot_of(figure, report)
        end = place.column + (spot.end - spot.start if spot else 1)
    path = _path(figure, report)
    name = plain(figure.name or figure.label or "")
    words = in_words(place, report.language)
    return Spotlight(path, place.line, place.column, end, words, plain(figure.text), name)


def _path(figure: Figure, report: Report) -> str | None:
    if figure.place.start is not None and figure.document < len(report.documents):
        return report.documents[figure.document].path or figure.place.path
    return figure.place.path or report.path


def _of_rule(finding: Finding, report: Report) -> Spotlight:
    """The place of the first rule that is broken, else the report itself."""
    for result in results_of(finding, report):
        place = result.claim.place
        if place.line is not None:
            return Spotlight(place.path or report.path, place.line, place.column, None, "")
    return Spotlight(path_of(report), None, None, None, "")


def path_of(report: Report) -> str | None:
    """The file that the report is about."""
    return report.path or next((d.path for d in report.documents if d.path), None)


def in_words(place: Place, language: str) -> str:
    """The place in a source without lines: `page 2, table 1, cell B4`."""
    if place.line is not None:
        return ""
    words = []
    if place.page is not None:
        words.append(say(language, "place-page", n=place.page))
    if place.table is not None:
        words.append(say(language, "place-table", n=place.table))
    if place.cell is not None:
        words.append(say(language, "place-cell", cell=plain(place.cell)))
    elif place.block is not None:
        words.append(say(language, "place-paragraph", n=place.block))
    return say(language, "place-join").join(words)


def uri_of(path: str) -> str:
    """A path as a URI reference: relative ones stay relative, so that they fit any checkout."""
    try:
        given = Path(path)
        if given.is_absolute():
            return given.as_uri()
        return quote(given.as_posix(), safe="/")
    except (ValueError, UnicodeEncodeError):
        return quote(os.fsencode(path), safe="/")  # a name that is no Unicode


def kind_name(kind: str, language: str) -> str:
    """What a kind of relation is called, where a sentence for it exists."""
    return say(language, f"kind-{kind}") if known(f"kind-{kind}") else kind


def texts_of(kind: str, language: str) -> tuple[str, str, str, str] | None:
    """(says, why, a wrong and a right example) of a discovered relation; None for other kinds."""
    return explanations(language).get(kind)


def explanations(language: str) -> Mapping[str, tuple[str, str, str, str]]:
    """What there is to say of each kind of relation."""
    found: Mapping[str, tuple[str, str, str, str]] = import_module(
        f"audit.languages.explanations_{language}"
    ).EXPLANATIONS
    return found
