"""Which figures a finding points at with carets, and which stand beside them."""

from __future__ import annotations

from audit.exact.formula import Name, names
from audit.messages.comparison import link_of
from audit.model import Figure, Finding, Report, Result


def results_of(finding: Finding, report: Report) -> list[Result]:
    known = {r.id: r for r in report.results}
    return [known[i] for i in finding.results if i in known]


def accused(finding: Finding, report: Report) -> tuple[str, ...]:
    """The only set of suspects; where several sets would do, the figures that state results."""
    if len(finding.suspects) == 1:
        return finding.suspects[0]
    figures = {f.id: f for f in report.figures}
    stated = [stated_figure(r, figures) for r in results_of(finding, report)]
    out = tuple(dict.fromkeys(s for s in stated if s is not None))
    return out or tuple(s[0] for s in finding.suspects[:1])


def stated_figure(result: Result, figures: dict[str, Figure]) -> str | None:
    """The figure that states the result: the right side if it is one figure, else the left."""
    link = link_of(result, figures)
    if link is not None:
        for side in (link[2], link[1]):
            if isinstance(side, Name):
                return side.name
    return next(iter(names(result.claim.tree)), None) if link is None else None


def involved(finding: Finding, report: Report) -> tuple[str, ...]:
    """All figures of the finding's checks, and its suspects, in the order of the checks."""
    ids = [i for r in results_of(finding, report) for i in (names(r.claim.tree) or r.claim.figures)]
    return tuple(dict.fromkeys([*ids, *(i for s in finding.suspects for i in s)]))
