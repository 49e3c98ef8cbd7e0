"""Annotations of GitHub Actions: workflow commands on standard output, the worst first.

GitHub shows at most ten annotations of a level and step, so more are counted, not printed; the
summary of the step (format markdown) has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.messages import counted
from audit.model import Report
from audit.render.issues import Issue, issues
from audit.render.options import Options

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
ORDER = ("error", "warning", "note")
MOST = 10

Part = list[dict[str, Any]]


def rendered(report: Report, options: Options) -> Part:
    """The annotations of one report."""
    return [
        {"level": i.level, "properties": _properties(i), "message": _message(i)}
        for i in issues(report)
    ]


def failed(path: str, error: str, code: int) -> Part:
    """A report that could not be checked is an error at its file."""
    return [
        {"level": "error", "properties": {"file": path, "title": "reportaudit"}, "message": error}
    ]


def joined(parts: Sequence[Part], options: Options) -> str:
    """All annotations of the run, worst first; what is beyond GitHub's limit is counted."""
    found = [a for part in parts for a in part]
    lines = []
    for level in ORDER:
        own = [a for a in found if a["level"] == level]
        shown = own if len(own) <= MOST else own[: MOST - 1]
        lines += [_command(COMMANDS[level], a["properties"], a["message"]) for a in shown]
        if len(own) > len(shown):
            rest = counted(options.language, "more-findings", len(own) - len(shown))
            lines.append(_command(COMMANDS[level], {"title": "reportaudit"}, rest))
    return "".join(f"{line}\n" for line in lines)


def _properties(issue: Issue) -> dict[str, object]:
    place = issue.place
    named = {
        "file": place.path,
        "line": place.line,
        "col": place.column,
        "endColumn": place.end_column,
        "title": f"reportaudit[{issue.finding.kind}]",
    }
    return {name: value for name, value in named.items() if value is not None}


def _message(issue: Issue) -> str:
    return f"{issue.place.words}: {issue.message}" if issue.place.words else issue.message


def _command(name: str, properties: dict[str, object], message: str) -> str:
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {given}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
