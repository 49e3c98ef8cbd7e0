"""The last line: the verdict with counts, and how much of the report was looked at."""

from __future__ import annotations

from audit.messages import counted, say
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Finding, Report


def verdict_line(report: Report) -> str:
    """`FAILED: 1 of 7 checks is broken, 6 hold. 19 of 21 figures checked.`"""
    language = report.language
    sentences = [_verdict(report), coverage_sentence(report)]
    ignored = sum(f.suppressed is not None for f in report.findings)
    if ignored:
        sentences.append(counted(language, "last-ignored", ignored))
    return say(language, "last-space").join(s for s in sentences if s)


def coverage_sentence(report: Report) -> str:
    language, coverage = report.language, report.coverage
    if not coverage["figures"]:
        return ""
    out = counted(language, "last-coverage-count", coverage["figures"], checked=coverage["checked"])
    if coverage["unreadable"]:
        out += say(language, "last-space") + counted(
            language, "last-unreadable", coverage["unreadable"]
        )
    return out


def active(report: Report) -> list[Finding]:
    """The findings that are not ignored, worst first."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = [f for f in report.findings if f.suppressed is None]
    return sorted(found, key=lambda f: order.get(f.severity, 3))


def _verdict(report: Report) -> str:
    language, counts = report.language, report.summary
    total, failed = sum(counts.values()), report.exit_code == 1
    if not total and not failed:
        return say(language, "last-nothing")
    if counts[PASS] == total and not failed:
        return counted(language, "last-all", total)
    parts = [*_bad_news(report, total), *_passes(report, total), *_other_news(report)]
    key = (
        "failed"
        if failed
        else "unchecked"
        if counts[UNVERIFIABLE] == total
        else "open"
        if not counts[FAIL] and not counts[WARN]
        else "plain"
    )
    text = say(language, "last-join").join(parts)
    return say(
        language, f"last-{key}", parts=text if key != "plain" else text[:1].upper() + text[1:]
    )


def _bad_news(report: Report, total: int) -> list[str]:
    """What makes the report fail, most telling first."""
    language, fails = report.language, report.summary[FAIL]
    if fails:
        if total == 1:
            return [say(language, "last-fail-only")]
        return [say(language, "last-fail-one" if fails == 1 else "last-fail", fail=fails, n=total)]
    if report.exit_code != 1:
        return []
    kinds = [f.kind for f in active(report) if f.severity == "error"]
    if "contradictory-rules" in kinds:
        return [say(language, "last-contradiction")]
    required = sum(r.claim.require and r.verdict == UNVERIFIABLE for r in report.results)
    if required:
        return [counted(language, "last-required", required)]
    found = sum(f.severity in ("error", "warning") for f in active(report))
    if found:
        return [counted(language, "last-findings", found)]
    return [say(language, f"last-{report.failed_by or 'coverage'}")]


def _passes(report: Report, total: int) -> list[str]:
    """How many hold: of how many is said unless the failures said it already."""
    language, counts = report.language, report.summary
    if counts[FAIL]:
        return [] if not counts[PASS] else [counted(language, "last-pass", counts[PASS])]
    if not total:
        return []
    if not counts[PASS]:
        return []
    key = "last-pass-first-one" if counts[PASS] == 1 else "last-pass-first"
    return [say(language, key, n=total, **{"pass": counts[PASS]})]


def _other_news(report: Report) -> list[str]:
    language, counts = report.language, report.summary
    out = []
    if counts[WARN]:
        out.append(counted(language, "last-warn", counts[WARN]))
    if counts[UNVERIFIABLE]:
        out.append(counted(language, "last-unverifiable", counts[UNVERIFIABLE]))
    return out
