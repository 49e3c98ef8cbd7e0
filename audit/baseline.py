"""A baseline: findings that were there before, told by what they mean, so that only new ones count.

The file is JSON: of each report the fingerprints of its findings, with the words by which a person
knows them again. An entry belongs to its report; where that file is gone (moved, renamed), it
stands for any report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from audit.errors import AuditError, printable
from audit.evaluate import factor_of
from audit.exact.rounding import decimal
from audit.model import Figure, Finding, Result

SCHEMA = "reportaudit-baseline/1"
MOST_BYTES = 64 << 20
_CONFLICT = re.compile(rb"^(?:<{7}|={7}|>{7})", re.MULTILINE)


def fingerprint(
    finding: Finding, results: Mapping[str, Result], figures: Mapping[str, Figure]
) -> str:
    """What the finding means, whatever its place: kind, rules, labels, roles and values.

    Discovered claims are numbered by where they stand, so their kind speaks for them.
    """
    import hashlib

    claims = [results[r].claim for r in finding.results if r in results]
    facts = []
    for claim in claims:
        name = claim.kind if claim.origin == "discovered" else claim.id
        roles = [
            f"{role}: {' & '.join(sorted(_meaning(figures[i]) for i in ids if i in figures))}"
            for role, ids in sorted(claim.roles.items())
        ]
        facts.append("\n".join([name, *roles]))
    # who is suspected depends on all other checks too: it speaks only where no rule does
    suspects = set() if facts else {i for s in finding.suspects for i in s if i in figures}
    told = [finding.kind, *sorted(facts), *sorted(_meaning(figures[i]) for i in suspects)]
    return hashlib.sha256("\n\n".join(told).encode("utf-8", "replace")).hexdigest()[:16]


def _meaning(figure: Figure) -> str:
    interval = figure.interval()
    factor = factor_of(figure)
    ends = ["" if e is None else decimal(e * factor) for e in (interval.low, interval.high)]
    return "|".join([figure.label or figure.name or "", figure.unit, *ends])


class Entry(Struct, frozen=True):
    """A finding of the baseline; `path` is relative to the folder of the baseline's file."""

    path: str
    fingerprint: str
    kind: str = ""
    message: str = ""


class Baseline(Struct, frozen=True):
    """The known findings: of each file (by its resolved path), and of files that are gone."""

    own: dict[str, dict[str, int]] = {}
    orphans: dict[str, int] = {}

    def of(self, path: str | None) -> dict[str, int]:
        """fingerprint -> how many such findings of the report are known."""
        own = Counter(self.own.get(_resolved(path), {}) if path else {})
        return dict(own + Counter(self.orphans))


def known(findings: Sequence[Finding], counts: Mapping[str, int]) -> list[Finding]:
    """The findings, with `suppressed` set on as many of each fingerprint as the baseline has."""
    left = dict(counts)
    out = []
    for finding in findings:
        if finding.suppressed is None and left.get(finding.fingerprint, 0):
            left[finding.fingerprint] -= 1
            because = {"by": "baseline", "reason": None, "until": None}
            out.append(replace(finding, suppressed=because))
        else:
            out.append(finding)
    return out


def read(path: Path) -> tuple[Baseline, list[Entry]]:
    """The baseline of a file and its entries as written. Raises AuditError for anything else."""
    entries = [_entry(e, path) for e in _content(path)]
    own: dict[str, dict[str, int]] = {}
    orphans: dict[str, int] = {}
    for entry in entries:
        file = path.parent / entry.path
        counts = own.setdefault(_resolved(str(file)), {}) if file.is_file() else orphans
        counts[entry.fingerprint] = counts.get(entry.fingerprint, 0) + 1
    return Baseline(own, orphans), entries


def _content(path: Path) -> Sequence[object]:
    import msgspec

    from audit.readers import read_bytes

    help = "make it with --write-baseline"
    data = read_bytes(path, MOST_BYTES).removeprefix(b"\xef\xbb\xbf")
    try:
        content = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError) as e:
        if _CONFLICT.search(data):
            help = "it holds the marks of a merge conflict: keep one side, or write it anew"
        raise AuditError(f"this is no baseline: {e}", path=str(path), help=help) from None
    schema = content.get("schema") if isinstance(content, dict) else None
    if not isinstance(content, dict) or schema != SCHEMA:
        other = schema if isinstance(schema, str) else ""
        of = ""
        if other.startswith(SCHEMA.partition("/")[0]):
            of = f": it is of another version, {printable(other[:40])}"
        raise AuditError(f"this is no baseline{of}", path=str(path), help=help)
    findings = content.get("findings")
    if not isinstance(findings, list):
        raise AuditError("the baseline is damaged: it has no findings", path=str(path), help=help)
    return findings


def _entry(value: object, path: Path) -> Entry:
    import msgspec

    try:
        return msgspec.convert(value, Entry)
    except msgspec.ValidationError as e:
        raise AuditError(f"an entry of the baseline is damaged: {e}", path=str(path)) from None


def written(path: Path, findings: Iterable[tuple[str, Finding]]) -> str:
    """The text of a baseline at `path` of (report's path, finding): sorted, so that changes show."""
    from json import dumps

    entries: list[dict[str, Any]] = []
    for report, finding in findings:
        entry = {"path": _relative(report, path.parent), "fingerprint": finding.fingerprint}
        entries.append(entry | {"kind": finding.kind, "message": finding.message})
    entries.sort(key=lambda e: (e["path"], e["message"], e["fingerprint"]))
    content = {"schema": SCHEMA, "findings": entries}
    return dumps(content, ensure_ascii=False, indent=1) + "\n"


def _relative(report: str, folder: Path) -> str:
    import os

    try:
        return Path(os.path.relpath(report, folder)).as_posix()
    except ValueError:  # on another drive
        return Path(report).resolve().as_posix()


def _resolved(path: str) -> str:
    try:
        return str(Path(path).resolve())
    except (OSError, ValueError, RuntimeError):
        return path


def stale(entries: Iterable[Entry], folder: Path, found: Mapping[str, Counter[str]]) -> list[Entry]:
    """The entries that no finding of this run bears out.

    found  resolved path of each report that was checked -> fingerprints of its findings. Entries of
           other files that are still there are left alone.
    """
    left = {path: Counter(counts) for path, counts in found.items()}
    out = []
    for entry in entries:
        path = _resolved(str(folder / entry.path))
        homes = [path] if path in left else [] if Path(path).is_file() else list(left)
        home = next((h for h in homes if left[h][entry.fingerprint]), None)
        if home is not None:
            left[home][entry.fingerprint] -= 1
        elif homes:
            out.append(entry)
    return out
