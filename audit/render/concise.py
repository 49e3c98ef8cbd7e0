"""One line per finding: `report.txt:21:7: error[wrong-figure] sentence`, and the verdict."""

from __future__ import annotations

from audit.messages import say
from audit.model import Finding, Report
from audit.render.issues import path_of
from audit.render.options import Options
from audit.render.output import plain
from audit.render.spots import place_of
from audit.render.suspects import accused
from audit.render.verdict import active, verdict_line


def rendered(report: Report, options: Options) -> str:
    """The findings and the verdict."""
    lines = [_line(f, report) for f in active(report)]
    if not options.quiet:
        name = f"{plain(path_of(report) or '-')}: " if options.many else ""
        lines.append(name + verdict_line(report))
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding, report: Report) -> str:
    severity = say(report.language, f"severity-{finding.severity}")
    return f"{_place(finding, report)}: {severity}[{finding.kind}] {plain(finding.message)}"


def _place(finding: Finding, report: Report) -> str:
    """The place of the first figure that the finding is about, else of its rule, else the report's."""
    figures = {f.id: f for f in report.figures}
    for i in accused(finding, report):
        if i in figures and figures[i].place.start is not None:
            return place_of(figures[i].place, report.language)
    for result in report.results:
        if result.id in finding.results and result.claim.place.line is not None:
            return place_of(result.claim.place, report.language)
    return plain(report.path or "-")
