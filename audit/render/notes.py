"""What is written beside figures in a copy of their document: as comments, notes, highlights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from audit.messages import counted, say
from audit.model import Figure, Finding, Report
from audit.render.diagnostic import case_of, details
from audit.render.ledger import Ledger
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

    number   of the finding, from 1, the worst first; 0: of the whole report
    main     on a figure that the finding points at, not on its partner
    """

    figure: str
    number: int
    lines: tuple[str, ...]
    main: bool = True
    severity: str = "error"

    def away(self, kind: str, text: str, language: str) -> Note:
        """The note where it cannot stand at its figure, which is in a `footnote` or `box`."""
        line = say(language, f"note-in-{kind}", text=plain(text), sentence=self.lines[0])
        return replace(self, lines=(line, *self.lines[1:]))


def notes(report: Report) -> Iterator[Note]:
    """The notes of all findings that are not ignored, the worst finding first."""
    figures = {f.id: f for f in report.figures}
    for number, finding in enumerate(active(report), 1):
        lines = heading(finding, number, report), *_facts(finding, report)
        main = [i for i in accused(finding, report) if i in figures]
        for id in main:
            yield Note(id, number, lines, True, finding.severity)
        rest = [i for i in involved(finding, report) if i in figures and i not in main]
        line = _to_partner(finding, number, [figures[i] for i in main], report.language)
        for id in rest[:MOST_PARTNERS]:
            yield Note(id, number, (line,), False, finding.severity)


def heading(finding: Finding, number: int, report: Report) -> str:
    """`[1] Error: what is wrong`."""
    language = report.language
    severity = say(language, f"severity-{finding.severity}")
    sentence = plain(finding.message)
    return say(language, "note-heading", n=number, severity=severity, sentence=sentence)


def _to_partner(finding: Finding, number: int, main: Sequence[Figure], language: str) -> str:
    sentence = plain(finding.message)
    if not main or not main[0].text:
        return say(language, "note-partner-alone", n=number, sentence=sentence)
    return say(language, "note-partner", n=number, text=plain(main[0].text), sentence=sentence)


def _facts(finding: Finding, report: Report) -> Iterator[str]:
    """The lines below the heading: what would mend it, the numbers with their equation."""
    language = report.language
    case = case_of(finding, report, {f.id: f for f in report.figures})
    for label, value, remark, _ in sorted(details(case), key=lambda r: ORDER.get(r[0], 4)):
        word = say(language, "label", label=say(language, f"label-{label}"))
        more = say(language, "note-remark", remark=plain(remark)) if remark else ""
        yield word + plain(value) + more


def summary_note(report: Report, document: int, placed: set[int]) -> Note:
    """The verdict, the findings without a note in this document, and what was not checked.

    placed  the numbers of the findings that have one
    """
    language = report.language
    found = active(report)
    lines = [say(language, "note-summary", verdict=verdict_line(report))]
    if found:
        lines.append(counted(language, "note-findings", len(found)))
    lines += elsewhere(report, placed)
    left = [f for f in report.figures if f.state != "checked"]
    if not left:
        return Note("", 0, (*lines, say(language, "note-unchecked-none")))
    lines.append(counted(language, "note-unchecked", len(left)))
    ledger = Ledger(report)
    lines += [_left(f, report, document, ledger) for f in left[:MOST_LISTED]]
    if len(left) > MOST_LISTED:
        lines.append(counted(language, "html-more", len(left) - MOST_LISTED))
    return Note("", 0, tuple(lines))


def elsewhere(report: Report, placed: set[int]) -> Iterator[str]:
    """What is to be said of the findings without a note."""
    for number, finding in enumerate(active(report), 1):
        if number not in placed:
            yield heading(finding, number, report)
            yield from _facts(finding, report)


def _left(figure: Figure, report: Report, document: int, ledger: Ledger) -> str:
    """`- paragraph 3: 8,184 (births); why it was not checked`."""
    language = report.language
    name = plain(figure.name or figure.label or "")
    text = plain(figure.text or say(language, "help-missing"))
    if name and name != text:
        text = say(language, "note-left-named", text=text, name=name)
    place = _place(figure, document, language)
    line = say(language, "note-left", place=place, text=text) if place else text
    why = ledger.why(figure)
    if why:
        line = say(language, "note-left-why", line=line, why=plain(why))
    return say(language, "note-item", item=line)


def _place(figure: Figure, document: int, language: str) -> str:
    """Where the figure stands, with the file only where that is another one."""
    if figure.place.start is None:
        return ""
    if figure.document != document:
        return place_of(figure.place, language)
    words = place_of(figure.place, language, "\0").removeprefix("\0")
    return words.removeprefix(say(language, "place-join")).lstrip(":")
