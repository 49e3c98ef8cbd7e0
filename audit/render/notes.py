"""What is written beside figures in a copy of their document: as comments, notes, highlights."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from audit.messages import counted, say
from audit.model import Document, Finding, Report
from audit.render.diagnostic import case_of, details
from audit.render.output import plain
from audit.render.spots import place_of
from audit.render.suspects import accused, involved
from audit.render.verdict import active, verdict_line

MOST_LISTED = 40  # unchecked figures in the summary
MOST_PARTNERS = 30  # of one finding
# in a small margin the facts come after what should be done
ORDER = {"help": 0, "stated": 1, "computed": 2, "printed": 2, "apart": 3, "note": 5}


class Note(Struct, frozen=True):
    """A note on one figure: its first line is the point, the others say more.

    number   of the finding, from 1 in the order of the report's page
    main     on a figure that the finding points at, not on its partner
    """

    figure: str
    number: int
    lines: tuple[str, ...]
    main: bool = True
    severity: str = "error"

    def in_margin(self, kind: str, language: str) -> Note:
        """The note for a figure that no comment can stand at: it says where the figure is."""
        key = "note-in-footnote" if kind.endswith("Reference") else "note-in-box"
        return replace(self, lines=(say(language, key, sentence=self.lines[0]), *self.lines[1:]))


def notes(report: Report) -> Iterator[Note]:
    """The notes of all findings that are not ignored, the worst finding first."""
    figures = {f.id: f for f in report.figures}
    language = report.language
    for number, finding in enumerate(active(report), 1):
        main = [i for i in accused(finding, report) if i in figures]
        for id in main:
            yield Note(id, number, _lines(finding, number, report), True, finding.severity)
        rest = [i for i in involved(finding, report) if i in figures and i not in main]
        name = figures[main[0]].text if main else ""
        for id in rest[:MOST_PARTNERS]:
            key = "note-partner" if name else "note-partner-alone"
            line = say(language, key, n=number, text=plain(name), sentence=plain(finding.message))
            yield Note(id, number, (line,), False, finding.severity)


def _lines(finding: Finding, number: int, report: Report) -> tuple[str, ...]:
    language = report.language
    severity = say(language, f"severity-{finding.severity}")
    head = say(language, "note-heading", n=number, severity=severity, sentence=plain(finding.message))
    case = case_of(finding, report, {f.id: f for f in report.figures})
    rows = sorted(details(case), key=lambda r: ORDER.get(r[0], 4))
    lines = []
    for label, value, remark, _ in rows:
        word = say(language, "label", label=say(language, f"label-{label}"))
        lines.append(word + plain(value) + (f" ({plain(remark)})" if remark else ""))
    return (head, *lines)


def summary_note(report: Report, document: Document, elsewhere: list[Note]) -> Note:
    """The verdict, the findings that stand at no figure of this file, and what was not checked."""
    language = report.language
    found = active(report)
    lines = [say(language, "note-summary", verdict=verdict_line(report))]
    if found:
        lines.append(counted(language, "note-findings", len(found)))
    seen = set()
    for note in elsewhere:
        if note.main and note.number not in seen:
            seen.add(note.number)
            lines += note.lines
    left = [f for f in report.figures if f.state != "checked"]
    if not left:
        return Note("", 0, (*lines, say(language, "unchecked-none")))
    lines.append(counted(language, "note-unchecked", len(left)))
    for figure in left[:MOST_LISTED]:
        place = place_of(figure.place, language, "").lstrip(say(language, "place-join"))
        words = (place, plain(figure.text or figure.name or ""), plain(figure.label or ""))
        lines.append("- " + " ".join(w for w in words if w))
    if len(left) > MOST_LISTED:
        lines.append(counted(language, "html-more", len(left) - MOST_LISTED))
    return Note("", 0, tuple(lines))
