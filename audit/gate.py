"""The gate: which results count, which findings are accepted already, and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from audit.baseline import Baseline, known
from audit.messages import say
from audit.model import Claim, Document, Figure, Finding, Report, Result
from audit.remarks import Inline, inline_ignores
from audit.specs import IgnoreSpec
from audit.suppress import expired, suppress, suppress_inline


class Gate(Struct, frozen=True):
    """What passes.

    select    kinds, ids, packs or patterns of them: only these results are kept; none: all
    ignore    those that are left out
    fail_on   error, warning, unverifiable or never
    least     the share of the figures that has to be checked, from 0 to 100
    baseline  findings that were there before
    inline    whether remarks in a text may ignore findings
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    least: Fraction | None = None
    baseline: Baseline | None = None
    inline: bool = True


def chosen(results: Sequence[Result], gate: Gate) -> tuple[list[Result], tuple[str, ...]]:
    """(the results that count, names of --select and --ignore that fit none)."""
    if not (gate.select or gate.ignore):
        return list(results), ()
    used: set[str] = set()
    kept = []
    for result in results:
        wanted = _fitting(gate.select, result.claim)
        unwanted = _fitting(gate.ignore, result.claim)
        used |= wanted | unwanted
        if (wanted or not gate.select) and not unwanted:
            kept.append(result)
    return kept, tuple(n for n in dict.fromkeys(gate.select + gate.ignore) if n not in used)


def _fitting(names: Iterable[str], claim: Claim) -> set[str]:
    own = [claim.id, claim.kind, claim.origin, claim.origin.removeprefix("pack:")]
    return {n for n in names if n in own or any(fnmatchcase(o, n) for o in own)}


def kept(findings: Iterable[Finding], gate: Gate) -> list[Finding]:
    """The findings without those of a kind that is ignored."""
    return [f for f in findings if not any(fnmatchcase(f.kind, n) for n in gate.ignore)]


def accepted(
    findings: Sequence[Finding],
    ignores: Sequence[IgnoreSpec],
    results: Mapping[str, Result],
    figures: Mapping[str, Figure],
    documents: Sequence[Document],
    gate: Gate,
    today: date,
    path: str | None,
) -> tuple[list[Finding], list[IgnoreSpec], list[Inline]]:
    """(findings with `suppressed` where report.yaml, the text or the baseline accepts them, ignores
    and remarks that cover none)."""
    out, unused = suppress(findings, ignores, results, figures, documents, today)
    remarks = inline_ignores(documents) if gate.inline else []
    if remarks:
        out, remarks = suppress_inline(out, remarks, results, figures, documents)
    if gate.baseline is not None and out:
        out = known(out, gate.baseline.of(path))
    return out, unused, remarks


def remarks_on(
    unused: Sequence[IgnoreSpec],
    remarks: Sequence[Inline],
    documents: Sequence[Document],
    today: date,
    language: str,
    gate: Gate,
) -> tuple[str, ...]:
    """A sentence on each ignore that covers no finding, and on each remark that is not obeyed."""
    partly = bool(gate.select or gate.ignore)  # then what is covered may have been left out
    late = {id(i) for i in expired(unused, today)}
    out = []
    for ignore in unused:
        if partly and id(ignore) not in late:
            continue
        until = "" if ignore.until is None else ignore.until.isoformat()
        key = "expired-ignore" if id(ignore) in late else "unused-ignore"
        out.append(say(language, key, reason=ignore.reason, until=until))
    for remark in remarks:
        if partly and not remark.problem:
            continue
        path = documents[remark.document].path or ""
        place = path if remark.line is None else f"{path}:{remark.line}"
        key = f"inline-{remark.problem or 'unused'}"
        out.append(say(language, key, place=place, text=remark.reason))
    return tuple(out)


def with_exit(report: Report, gate: Gate) -> Report:
    """The report with its exit code: 0 consistent; 1 findings at or above the threshold, or
    coverage too low; 5 nothing was checked."""
    code, by = _exit(report, gate)
    return replace(report, exit_code=code, failed_by=by)


def _exit(report: Report, gate: Gate) -> tuple[int, str]:
    """(exit code, what made it 1 where no finding did)."""
    summary, coverage = report.summary, report.coverage
    if gate.fail_on != "never":
        wanted = ("error",) if gate.fail_on == "error" else ("error", "warning")
        if any(f.severity in wanted and f.suppressed is None for f in report.findings):
            return 1, ""
        if gate.fail_on == "unverifiable" and summary["unverifiable"]:
            return 1, "unverifiable-only"
        if gate.least is not None and coverage["checked"] * 100 < gate.least * coverage["figures"]:
            return 1, "coverage"
    return 0 if summary["pass"] + summary["warn"] + summary["fail"] else 5, ""
