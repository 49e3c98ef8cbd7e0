"""JUnit XML: a suite per report, a case per result; what cannot be verified is skipped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as Tree  # writes only; nothing is parsed here

from audit.messages import say
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Figure, Report, Result
from audit.render.issues import ignored_because, in_words, is_placed, path_of
from audit.render.options import Options

# what XML 1.0 cannot hold at all
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Case = dict[str, str]
Part = dict[str, Any]


def rendered(report: Report, options: Options) -> Part:
    """The suite of one report: name and cases."""
    figures = {f.id: f for f in report.figures}
    language = report.language
    ignored = {
        i: ignored_because(f, language) for f in report.findings if f.suppressed for i in f.results
    }
    name = path_of(report) or report.title or "report"
    return {"name": name, "cases": [_case(r, figures, ignored, report) for r in report.results]}


def failed(path: str, error: str, code: int) -> Part:
    """A report that could not be checked is a case with an error."""
    return {
        "name": path,
        "cases": [{"name": path, "state": "error", "text": error, "type": "error"}],
    }


def joined(parts: Sequence[Part], options: Options) -> str:
    """The document; elapsed time is 0, because the same input gives the same output."""
    total = _counts(parts)
    del total["skipped"]  # the schema knows it of suites only
    root = Tree.Element("testsuites", {"name": "reportaudit", **total})
    for part in parts:
        suite = Tree.SubElement(
            root, "testsuite", {"name": _legal(part["name"]), **_counts([part]), "time": "0"}
        )
        for case in part["cases"]:
            _add(suite, case, part["name"])
    Tree.indent(root)
    text = Tree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _counts(parts: Sequence[Part]) -> dict[str, str]:
    states = [c["state"] for p in parts for c in p["cases"]]
    return {
        "tests": str(len(states)),
        "failures": str(states.count("failure")),
        "errors": str(states.count("error")),
        "skipped": str(states.count("skipped")),
    }


def _case(
    result: Result,
    figures: dict[str, Figure],
    ignored: dict[str, str],
    report: Report,
) -> Case:
    case = {"name": result.id, "state": "", "type": result.claim.kind, "text": result.message}
    if result.verdict == UNVERIFIABLE and not result.claim.require:
        case["state"] = "skipped"
    elif result.id in ignored:
        case["state"] = "skipped"
        if ignored[result.id]:
            told = {"sentence": result.message, "reason": ignored[result.id]}
            case["text"] = say(report.language, "ignored-entry", **told)
    elif result.verdict in (FAIL, UNVERIFIABLE):
        case["state"] = "failure" if result.claim.severity == "error" else ""
    if result.verdict != PASS:
        case["place"] = _where(result, figures, report)
    else:
        case["text"] = ""
    if not case["state"] and result.verdict in (WARN, FAIL):
        warning = say(report.language, "severity-warning")
        case["text"] = f"{warning}: {case['text']}"
    return case


def _where(result: Result, figures: dict[str, Figure], report: Report) -> str:
    """The places of the figures, one a line, for the body of a case."""
    lines = []
    for id in result.claim.figures:
        figure = figures.get(id)
        if figure is None or not is_placed(figure):
            continue
        place = figure.place
        spot = [str(n) for n in (place.line, place.column) if n is not None]
        where = in_words(place, report.language) or ":".join(spot)
        lines.append(f"{where}  {figure.text}".rstrip())
    return "\n".join(lines)


def _add(suite: Tree.Element, case: Case, name: str) -> None:
    element = Tree.SubElement(
        suite, "testcase", {"classname": _legal(name), "name": _legal(case["name"]), "time": "0"}
    )
    text, place = _legal(case["text"]), _legal(case.get("place", ""))
    if case["state"] in ("failure", "error"):
        inner = Tree.SubElement(element, case["state"], {"message": text, "type": case["type"]})
        inner.text = f"{text}\n{place}".rstrip()
    elif case["state"] == "skipped":
        Tree.SubElement(element, "skipped", {"message": text})
    elif text:
        Tree.SubElement(element, "system-out").text = f"{text}\n{place}".rstrip()


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
