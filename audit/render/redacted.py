"""A redacted report for people: which checks do not hold, and where; no figure, no word of the text."""

from __future__ import annotations

from audit.messages import say
from audit.model import PASS, Figure, Report, Result
from audit.render.issues import in_words
from audit.render.options import Options
from audit.render.table import chosen
from audit.render.verdict import verdict_line


def rendered(report: Report, options: Options) -> str:
    """One line per result, and the verdict."""
    figures = {f.id: f for f in report.figures}
    name = report.path or "-"
    shown = (
        chosen(report, options.show)
        if options.show
        else [r for r in report.results if r.verdict != PASS]
    )
    lines = [_line(name, r, figures, report.language) for r in shown]
    if not options.quiet:
        lines.append(f"{name}: {verdict_line(report)}")
    return "".join(f"{line}\n" for line in lines)


def _line(name: str, result: Result, figures: dict[str, Figure], language: str) -> str:
    places = [_where(figures[i], language) for i in result.claim.figures if i in figures]
    where = "; ".join(dict.fromkeys(p for p in places if p))
    verdict = say(language, f"verdict-{result.verdict}")
    return f"{name}: {verdict} {result.id}" + (f" ({where})" if where else "")


def _where(figure: Figure, language: str) -> str:
    if figure.place.line is not None:
        return say(language, "place-line", n=figure.place.line)
    return in_words(figure.place, language)
