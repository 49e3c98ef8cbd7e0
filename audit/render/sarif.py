"""SARIF 2.1.0, the format of code scanning: one log for the whole run, one result per finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.messages import say
from audit.model import Finding, Report
from audit.render.issues import Issue, Spotlight, ignored_because, issues, texts_of, uri_of
from audit.render.json import dumps
from audit.render.options import Options
from audit.render.output import plain
from audit.version import VERSION

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "reportaudit/v1"
MOST_RELATED = 30

Json = dict[str, object]


def rendered(report: Report, options: Options) -> Json:
    """The report's part of the run: rules, results and artifacts."""
    found = list(issues(report, ignored=True))
    return {
        "rules": {i.rule: _rule(i, report) for i in reversed(found)},
        "results": [_result(i, report.language) for i in found],
        "artifacts": [
            {"location": {"uri": uri_of(d.path)}, "hashes": {"sha-256": d.sha256}}
            if d.sha256
            else {"location": {"uri": uri_of(d.path)}}
            for d in report.documents
            if d.path
        ],
        "language": report.language,
    }


def failed(path: str, error: str, code: int) -> Json:
    """A report that could not be checked is told as a notification of the run."""
    location = {"physicalLocation": {"artifactLocation": {"uri": uri_of(path)}}} if path else {}
    notification: Json = {"level": "error", "message": {"text": error}}
    if location:
        notification["locations"] = [location]
    return {"notification": notification}


def joined(parts: Sequence[Json], options: Options) -> str:
    """The log: one run, rules in the order of their names."""
    rules: dict[str, Json] = {}
    results: list[Json] = []
    artifacts: dict[str, Json] = {}
    for part in parts:
        rules |= _mapping(part.get("rules"))
        results += _list(part.get("results"))
        for artifact in _list(part.get("artifacts")):
            artifacts.setdefault(str(artifact["location"]), artifact)
    order = {id: n for n, id in enumerate(sorted(rules))}
    notes = [p["notification"] for p in parts if "notification" in p]
    invocation: Json = {"executionSuccessful": not notes}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    driver: Json = {
        "name": "reportaudit",
        "version": VERSION,
        "semanticVersion": VERSION,
        "language": "zh-CN" if options.language == "zh" else "en",
        "rules": [rules[id] for id in sorted(rules)],
    }
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": [r | {"ruleIndex": order[str(r["ruleId"])]} for r in results],
    }
    if artifacts:
        run["artifacts"] = list(artifacts.values())
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _mapping(value: object) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Json]:
    return value if isinstance(value, list) else []


def _rule(issue: Issue, report: Report) -> Json:
    """What the rule checks and why, from the relation itself or from the rule as it is declared."""
    language = report.language
    result = next((r for r in report.results if r.id in issue.finding.results), None)
    texts = None
    sentence, why = issue.rule, None
    if report.redacted:
        pass
    elif result is not None and result.claim.origin == "discovered":
        texts = texts_of(result.claim.kind, language)
    elif result is not None and result.claim.sentence:
        sentence, why = result.claim.sentence, result.claim.why
    if texts:
        sentence, why = texts[0], texts[1]
    rule: Json = {
        "id": issue.rule,
        "shortDescription": {"text": plain(sentence)},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": [issue.finding.kind]},
    }
    if why:
        rule["fullDescription"] = {"text": plain(why)}
    rule["help"] = _help(plain(sentence), why, texts, language)
    return rule


def _help(
    sentence: str, why: str | None, texts: tuple[str, str, str, str] | None, language: str
) -> Json:
    lines = [(say(language, "label-rule"), sentence)]
    if why:
        lines.append((say(language, "label-why"), plain(why)))
    if texts:
        lines += [
            (say(language, "label-wrong-example"), texts[2]),
            (say(language, "label-right-example"), texts[3]),
        ]
    return {
        "text": "\n".join(f"{label}: {text}" for label, text in lines),
        "markdown": "\n\n".join(
            f"**{_escaped(label)}**: {_escaped(text)}" for label, text in lines
        ),
    }


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


def _result(issue: Issue, language: str) -> Json:
    related = issue.related[:MOST_RELATED]
    links = "".join(f" [{_linked(s)}]({n})" for n, s in enumerate(related, 1) if s.text or s.name)
    result: Json = {
        "ruleId": issue.rule,
        "level": issue.level,
        "message": {"text": _bracketed(issue.message) + links},
        "locations": [_location(issue.place)],
        "partialFingerprints": {FINGERPRINT: issue.finding.fingerprint},
        "properties": {"kind": issue.finding.kind},
    }
    if related:
        result["relatedLocations"] = [
            {"id": n, **_location(s), "message": {"text": _named(s)}}
            for n, s in enumerate(related, 1)
        ]
    if issue.finding.suppressed is not None:
        result["suppressions"] = [_suppression(issue.finding, language)]
    return result


def _suppression(finding: Finding, language: str) -> Json:
    given = finding.suppressed or {}
    kind = "inSource" if given.get("by") == "inline" else "external"
    because = {"justification": reason} if (reason := ignored_because(finding, language)) else {}
    return {"kind": kind, "status": "accepted", **because}


def _named(spot: Spotlight) -> str:
    return " ".join(t for t in (spot.name, spot.text) if t) or spot.words or "-"


def _linked(spot: Spotlight) -> str:
    return _bracketed(spot.text or spot.name)


def _bracketed(text: str) -> str:
    """Brackets mean links in the messages of SARIF."""
    return "".join(f"\\{c}" if c in "\\[]" else c for c in text)


def _location(spot: Spotlight) -> Json:
    """The line and column in a text; in other files the place in words."""
    location: Json = {}
    if spot.path:
        physical: Json = {"artifactLocation": {"uri": uri_of(spot.path)}}
        if spot.line is not None:
            physical["region"] = _region(spot)
        location["physicalLocation"] = physical
    if spot.words:
        location["logicalLocations"] = [{"fullyQualifiedName": spot.words, "kind": "element"}]
    return location


def _region(spot: Spotlight) -> Json:
    ends: Iterable[tuple[str, int | None]] = (
        ("startLine", spot.line),
        ("startColumn", spot.column),
        ("endColumn", spot.end_column),
    )
    return {name: value for name, value in ends if value is not None}
