"""A report told in another language: every sentence is made anew from the verdicts."""

from __future__ import annotations

from msgspec.structs import replace

from audit.messages import LANGUAGES
from audit.messages.sentences import finding_message, message_of
from audit.model import Report


def retold(report: Report, language: str) -> Report:
    """The report with its messages in `language`; as it is where that is no language of messages."""
    if language == report.language or language not in LANGUAGES:
        return report
    figures = {f.id: f for f in report.figures}
    results = tuple(
        replace(r, message=message_of(r, figures, language) if r.message else "")
        for r in report.results
    )
    by_id = {r.id: r for r in results}
    findings = tuple(
        replace(f, message=finding_message(f, by_id, figures, language)) for f in report.findings
    )
    return replace(report, results=results, findings=findings, language=language)
