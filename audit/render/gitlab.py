"""The code quality report of GitLab: one JSON list for the whole run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from audit.model import Report
from audit.render.issues import Issue, issues
from audit.render.json import dumps
from audit.render.options import Options

SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}

Part = list[dict[str, Any]]


def rendered(report: Report, options: Options) -> Part:
    """The entries of one report."""
    return [_entry(i) for i in issues(report)]


def failed(path: str, error: str, code: int) -> Part:
    """A report that could not be checked blocks."""
    return [
        {
            "description": error,
            "check_name": "unreadable",
            "fingerprint": "unreadable",
            "severity": "blocker",
            "location": {"path": _relative(path), "lines": {"begin": 1}},
        }
    ]


def joined(parts: Sequence[Part], options: Options) -> str:
    """The list; GitLab tells entries apart by their fingerprint alone, so it takes in the file."""
    seen: dict[str, int] = {}
    entries = []
    for entry in (e for part in parts for e in part):
        own = f"{entry['location']['path']}\n{entry['fingerprint']}"
        seen[own] = seen.get(own, 0) + 1
        if not options.redacted:  # else it is random already, and says nothing about the file
            own = hashlib.sha256(f"{own}\n{seen[own]}".encode("utf-8", "replace")).hexdigest()[:32]
        else:
            own = f"{entry['fingerprint']}-{seen[own]}"
        entries.append(entry | {"fingerprint": own})
    return dumps(entries, indent=2) if entries else "[]\n"


def _entry(issue: Issue) -> dict[str, Any]:
    place = issue.place
    words = f"{place.words}: " if place.words else ""
    return {
        "description": words + issue.message,
        "check_name": issue.rule,
        "fingerprint": issue.finding.fingerprint,
        "severity": SEVERITIES[issue.level],
        "location": {"path": _relative(place.path or ""), "lines": {"begin": place.line or 1}},
    }


def _relative(path: str) -> str:
    """The path from the folder that the command runs in, as GitLab wants it."""
    given = Path(path)
    try:
        if given.is_absolute():
            given = given.relative_to(Path.cwd())
    except (ValueError, OSError):
        pass
    return given.as_posix()
