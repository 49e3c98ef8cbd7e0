"""Confidential mode: a report without figures, text, names or paths, for logs that others may read.

What is left are places, ids, kinds and verdicts. No string of it holds three digits in a row or
anything that the document or its rules say; fingerprints are keyed with a salt that nobody keeps.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from msgspec.structs import replace

from audit.exact.formula import Name
from audit.messages import say
from audit.model import Claim, Document, Figure, Finding, Place, Reason, Report, Result

_SLUG = re.compile(r"[a-z]+(?:-[a-z0-9]{1,2}|-[a-z]+)*")
_DIGITS = re.compile(r"\d{3}")
_NOTHING = Name("-")


def redacted(report: Report, salt: bytes, number: int) -> Report:
    """The report, called `report-N` by its place in the run, without anything of its content."""
    ids = {f.id: f"f{small(n)}" for n, f in enumerate(report.figures, 1)}
    words = _words(report)
    own = {f.id: f for f in report.figures}
    names: dict[str, str] = {}
    for n, result in enumerate(report.results, 1):
        names[result.id] = _name(result.claim, n, words)
    return Report(
        documents=tuple(Document(None, (), language=d.language) for d in report.documents),
        figures=tuple(_figure(f, ids[f.id]) for f in report.figures),
        results=tuple(
            _result(r, _stated(r, ids, own), ids, names, words, report.language)
            for r in report.results
        ),
        findings=tuple(_finding(f, ids, names, salt, report.language) for f in report.findings),
        exit_code=report.exit_code,
        version=report.version,
        path=f"report-{small(number)}",
        language=report.language,
        failed_by=report.failed_by,
        redacted=True,
    )


def small(number: int) -> str:
    """A number without three digits in a row: 1-07 for 107."""
    digits = str(number)
    first = len(digits) % 2
    pairs = [digits[k : k + 2] for k in range(first, len(digits), 2)]
    return "-".join(([digits[:first]] if first else []) + pairs)


def _words(report: Report) -> set[str]:
    """What the document and its rules call things, in lower case."""
    words = {w for f in report.figures for w in (f.name, f.label, f.period, f.text) if w}
    words |= {r.claim.sentence for r in report.results if r.claim.sentence}
    words |= {part for w in words for part in re.split(r"[\s_-]+", w)}
    return {w.casefold() for w in words if len(w) > 1 and not w.isdigit()}


def _tells(text: str, words: set[str]) -> bool:
    """Whether a name that a person chose may say something of the report."""
    if not _SLUG.fullmatch(text) or _DIGITS.search(text):
        return True
    return any(w in text or text in w for w in words)


def _name(claim: Claim, number: int, words: set[str]) -> str:
    """The id, where it tells nothing."""
    if claim.origin == "discovered":
        kind, _, count = claim.id.rpartition("-")
        return f"{kind}-{small(int(count))}" if count.isdigit() else f"{claim.kind}-{small(number)}"
    return f"rule-{small(number)}" if _tells(claim.id, words) else claim.id


def _figure(figure: Figure, id: str) -> Figure:
    place = figure.place
    cell = None if place.cell is None else place.cell.rpartition("!")[2]
    kept = Place(line=place.line, page=place.page, block=place.block, table=place.table, cell=cell)
    return Figure(id, (), place=kept, state=figure.state, document=figure.document)


def _stated(result: Result, ids: Mapping[str, str], figures: dict[str, Figure]) -> Name:
    """The figure that the result is about, which is all that is left of its equation."""
    from audit.render.suspects import stated_figure

    stated = stated_figure(result, figures)
    known = [i for i in (stated, *result.claim.figures) if i is not None and i in ids]
    return Name(ids[known[0]]) if known else _NOTHING


def _result(
    result: Result,
    tree: Name,
    ids: Mapping[str, str],
    names: Mapping[str, str],
    words: set[str],
    language: str,
) -> Result:
    claim = result.claim
    origin = claim.origin
    if origin.startswith("pack:") and _tells(origin[5:], words):
        origin = "pack"
    kept = Claim(
        names[claim.id],
        claim.kind,
        origin,
        tree,
        {role: tuple(ids[i] for i in of if i in ids) for role, of in claim.roles.items()},
        severity=claim.severity,
        require=claim.require,
    )
    return Result(
        kept,
        result.verdict,
        notes=tuple(n for n in result.notes if not _DIGITS.search(n)),
        reason=None if result.reason is None else Reason(result.reason.code),
        message=say(language, f"redacted-{result.verdict}"),
    )


def _finding(
    finding: Finding, ids: Mapping[str, str], names: Mapping[str, str], salt: bytes, language: str
) -> Finding:
    given = finding.suppressed
    return replace(
        finding,
        suspects=tuple(tuple(ids[i] for i in s if i in ids) for s in finding.suspects),
        results=tuple(names[r] for r in finding.results if r in names),
        suggestions=(),
        suppressed=None if given is None else {"by": given["by"], "reason": None, "until": None},
        message=say(language, "redacted-finding"),
        fingerprint=_keyed(finding.fingerprint, salt),
    )


def _keyed(fingerprint: str, salt: bytes) -> str:
    """Letters only: sixteen of them for the first eight bytes."""
    digest = hmac.digest(salt, fingerprint.encode(), hashlib.sha256)[:8]
    return "".join(chr(97 + (b >> 4)) + chr(97 + (b & 15)) for b in digest)
