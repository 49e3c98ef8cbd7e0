"""A comment for a pull request: the verdict, a table of the reports, the findings with their cures.

What comes from a document is escaped: it can neither be markup nor mention anybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from audit.messages import counted, say
from audit.messages.equation import rule_as_printed
from audit.model import Report
from audit.render.issues import Issue, issues, path_of
from audit.render.options import Options
from audit.render.suspects import results_of
from audit.render.verdict import verdict_line

MOST = 60_000  # characters: a comment may have 65,536
MOST_ROWS = 200
SIGNS = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}

Part = dict[str, Any]

_ENTITIES = {c: f"&#{ord(c)};" for c in "&<>@#`*_[]|~\\$"}
_START = re.compile(r"^(\d{0,9})([-+=.)])")  # what begins a list or underlines a heading
_LINK = re.compile(r"(?i)(?<=www)[.]|:(?=//)")


def rendered(report: Report, options: Options) -> Part:
    """The row of one report and its findings."""
    counts = report.summary
    return {
        "path": path_of(report) or report.title or "-",
        "code": report.exit_code,
        "verdict": verdict_line(report),
        "counts": [counts["pass"], counts["warn"], counts["fail"], counts["unverifiable"]],
        "findings": [_finding(i, report, options) for i in issues(report)],
    }


def failed(path: str, error: str, code: int) -> Part:
    """A report that could not be checked: the error is its verdict."""
    return {"path": path, "code": code, "verdict": error, "counts": None, "findings": []}


def joined(parts: Sequence[Part], options: Options) -> str:
    """The comment, cut where it would be longer than a comment may be."""
    language = options.language
    lines = [f"### reportaudit: {say(language, _state(parts))}", ""]
    if len(parts) == 1:
        lines += [escaped(parts[0]["verdict"]), ""]
    else:
        lines += _table(parts, language)
    size = sum(map(len, lines))
    found = [(p, f) for p in parts for f in p["findings"]]
    for number, (part, finding) in enumerate(found):
        size += len(finding) + len(part["path"])
        if size > MOST:
            lines += [escaped(counted(language, "more-findings", len(found) - number)), ""]
            break
        lines += [finding, ""]
    return "\n".join(lines).rstrip() + "\n"


def escaped(text: str) -> str:
    """Text of a document within a line of Markdown: no markup, no mention, no link, no list."""
    out = "".join(_ENTITIES.get(c, c) for c in " ".join(text.split()))
    out = _LINK.sub(lambda m: f"&#{ord(m[0])};", out)
    return _START.sub(lambda m: f"{m[1]}&#{ord(m[2])};", out)


def _state(parts: Sequence[Part]) -> str:
    codes = {p["code"] for p in parts}
    return "run-failed" if codes & {1, 2, 3} else "run-nothing" if codes == {5} else "run-passed"


def _table(parts: Sequence[Part], language: str) -> list[str]:
    """A row per report, those that fail first."""
    heads = [say(language, f"verdict-{v}") for v in ("pass", "warn", "fail", "unverifiable")]
    report = say(language, "column-report")
    lines = ["| | " + " | ".join([report, *heads]) + " |", "|---|---|" + "---:|" * len(heads)]
    order = sorted(parts, key=lambda p: {3: 0, 2: 1, 1: 2, 5: 3}.get(p["code"], 4))
    shown = 0
    for part in order[:MOST_ROWS]:
        counts = part["counts"]
        cells = [str(n) for n in counts] if counts else [escaped(part["verdict"]), "", "", ""]
        sign = "✅" if part["code"] == 0 else "➖" if part["code"] == 5 else "❌"
        row = f"| {sign} | {escaped(part['path'])} | " + " | ".join(cells) + " |"
        if sum(map(len, lines)) + len(row) > MOST // 2:  # long names
            break
        lines.append(row)
        shown += 1
    if len(order) > shown:
        lines += ["", escaped(counted(language, "more-reports", len(order) - shown))]
    return [*lines, ""]


def _finding(issue: Issue, report: Report, options: Options) -> str:
    place = issue.place
    where = ":".join(str(p) for p in (place.path, place.line, place.column) if p is not None)
    if place.words:
        where = say(report.language, "place-join").join(w for w in (where, place.words) if w)
    lines = [f"- {SIGNS[issue.level]} **{escaped(issue.sentence)}**  ", f"  {escaped(where)}"]
    results = [] if options.redacted else results_of(issue.finding, report)
    figures = {f.id: f for f in report.figures}
    for result in results[:3]:
        printed = rule_as_printed(result.claim, figures, report.language)
        lines[-1] += "  "
        lines.append(f"  {escaped(result.id)}: {escaped(printed)}")
    if issue.help:
        lines[-1] += "  "
        lines.append(f"  {say(report.language, 'label-help')}: {escaped(issue.help)}")
    return "\n".join(lines)
