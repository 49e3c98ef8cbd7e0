"""What the page says beside the text: the verdict, the findings, all results, what was not checked."""

from __future__ import annotations

from collections.abc import Iterator

from audit.messages import counted, say
from audit.messages.comparison import comparison
from audit.messages.sentences import note_sentence
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Figure, Finding, Report, Result
from audit.render.diagnostic import case_of, details
from audit.render.html_marks import Marks, safe
from audit.render.issues import kind_name
from audit.render.output import plain
from audit.render.spots import Spot, place_of
from audit.render.verdict import verdict_line

MOST_QUOTED = 6  # source lines in one finding
AROUND = 60  # characters of a long line before and after a figure
MOST_UNCHECKED = 2_000
SIGNS = {PASS: "✓", WARN: "?", FAIL: "✗", UNVERIFIABLE: "–"}


def summary(report: Report, marks: Marks, title: str) -> Iterator[str]:
    """The head of the page: what was checked, the verdict, the counts, and the ways on."""
    language, counts, coverage = report.language, report.summary, report.coverage
    state = {0: "good", 1: "bad"}.get(report.exit_code, "open")
    yield f'<header class="top is-{state}">\n<p class="tool">{say(language, "html-title")}</p>\n<h1>{title}</h1>\n'
    yield f'<p class="verdict">{safe(verdict_line(report))}</p>\n<dl class="counts">\n'
    for verdict in (FAIL, WARN, UNVERIFIABLE, PASS):
        word = say(language, f"verdict-{verdict}")
        yield f'<div class="count is-{verdict}"><dt>{safe(word)}</dt><dd>{counts[verdict]}</dd></div>\n'
    total = coverage["figures"]
    yield f'<div class="count coverage"><dt>{say(language, "html-coverage")}</dt><dd>{coverage["checked"]}<small> / {total}</small></dd>'
    yield f'<progress max="{max(1, total)}" value="{coverage["checked"]}">{coverage["checked"]}/{total}</progress></div>\n</dl>\n'
    parts = ["findings", "text", "results", "unchecked"]
    if not any(d.blocks for d in report.documents):
        parts.remove("text")
    links = "".join(f'<li><a href="#{p}">{say(language, f"html-{p}")}</a></li>' for p in parts)
    yield f'<nav aria-label="{say(language, "html-nav")}"><ul>{links}</ul></nav>\n</header>\n'


# ---------------------------------------------------------------- findings


def findings(report: Report, marks: Marks) -> Iterator[str]:
    """A card for each cause, the worst first."""
    language = report.language
    yield f'<section id="findings" aria-labelledby="findings-title">\n<h2 id="findings-title">{say(language, "html-findings")}</h2>\n'
    if not marks.findings:
        yield f'<p class="none">{say(language, "html-no-findings")}</p>\n'
    for number, finding in enumerate(marks.findings, 1):
        yield from _finding(finding, number, report, marks)
    yield "</section>\n"


def _finding(finding: Finding, number: int, report: Report, marks: Marks) -> Iterator[str]:
    language = report.language
    case = case_of(finding, report, marks.figures)
    severity = say(language, f"severity-{finding.severity}")
    yield f'<article class="finding is-{safe(finding.severity)}" id="finding-{number}" tabindex="-1">\n'
    message = plain(finding.message)
    yield f'<h3><span class="severity">{safe(severity)}</span> {safe(message[:1].upper() + message[1:])}</h3>\n'
    if not marks.redacted:
        yield from _quotes(list(case.spots.items()), report, marks)
        rows = list(details(case))
        yield '<dl class="facts">\n'
        for label, value, remark, style in rows:
            word = say(language, f"label-{label}")
            more = f' <span class="remark">{safe(plain(remark))}</span>' if remark else ""
            kind = f' class="{style}"' if style else f' class="{safe(label)}"'
            yield f"<div{kind}><dt>{safe(word)}</dt><dd>{safe(plain(value))}{more}</dd></div>\n"
        yield "</dl>\n"
    links = ", ".join(
        f'<a href="#result-{marks.row[i]}">{safe(plain(i))}</a>'
        for i in finding.results
        if i in marks.row
    )
    if links:
        yield f'<p class="checks">{say(language, "html-checks")} {links}</p>\n'
    yield "</article>\n"


def _quotes(spots: list[tuple[str, Spot]], report: Report, marks: Marks) -> Iterator[str]:
    """The lines of the text in which the figures stand, each figure a link to its place there."""
    lines: dict[tuple[int, int], list[tuple[str, Spot]]] = {}
    for id, spot in sorted(spots, key=lambda s: s[1].order):
        lines.setdefault(spot.order[:2], []).append((id, spot))
    shown = list(lines.values())
    for found in shown[:MOST_QUOTED]:
        place = place_of(marks.figures[found[0][0]].place, report.language, found[0][1].path)
        inner = _line(found, marks)
        yield f"<blockquote><p>{inner}</p><cite>{safe(plain(place))}</cite></blockquote>\n"
    if len(shown) > MOST_QUOTED:
        yield f'<p class="left-out">{counted(report.language, "more-places", len(shown) - MOST_QUOTED)}</p>\n'


def _line(found: list[tuple[str, Spot]], marks: Marks) -> str:
    """One line with its figures; what is far from all of them is left out."""
    text = found[0][1].text
    out, at = [], 0
    for id, spot in found:
        if spot.start < at:
            continue
        out.append(_between(text[at : spot.start], first=at == 0, last=False))
        out.append(marks.quoted(marks.figures[id], text[spot.start : spot.end]))
        at = spot.end
    return "".join([*out, _between(text[at:], first=False, last=True)])


def _between(text: str, *, first: bool, last: bool) -> str:
    room = AROUND if first or last else 2 * AROUND
    if len(text) <= room:
        return safe(text)
    if first:
        return "… " + safe(text[-AROUND:])
    if last:
        return safe(text[:AROUND]) + " …"
    return safe(text[:AROUND]) + " … " + safe(text[-AROUND:])


# ---------------------------------------------------------------- results


def results(report: Report, marks: Marks) -> Iterator[str]:
    """Every result as a row, with filters that need no script."""
    language = report.language
    yield f'<section id="results" aria-labelledby="results-title">\n<h2 id="results-title">{say(language, "html-results")}</h2>\n'
    if not report.results:
        yield f'<p class="none">{say(language, "last-nothing")}</p>\n</section>\n'
        return
    yield _filters(report)
    heads = ("verdict", "rule", "equation", "difference")
    yield '<div class="scroll" tabindex="0" role="region" aria-labelledby="results-title"><table class="results">\n<thead><tr>'
    yield "".join(f'<th scope="col">{safe(say(language, f"column-{h}"))}</th>' for h in heads)
    yield "</tr></thead>\n<tbody>\n"
    for result in report.results:
        yield _row(result, report, marks)
    yield "</tbody>\n</table></div>\n"
    yield f'<p id="no-row" class="none" hidden>{say(language, "html-no-row")}</p>\n</section>\n'


def _filters(report: Report) -> str:
    language, counts = report.language, report.summary
    choices = [("all", say(language, "html-all"), len(report.results))]
    choices += [
        (v, say(language, f"verdict-{v}"), counts[v])
        for v in (FAIL, WARN, UNVERIFIABLE, PASS)
        if counts[v]
    ]
    radios = "".join(
        f'<label><input type="radio" name="verdict" id="only-{key}" value="{key}"{" checked" if key == "all" else ""}> {safe(word)} <small>{n}</small></label>'
        for key, word, n in choices
    )
    search = f'<label class="search" hidden>{say(language, "html-search")} <input type="search" id="search" autocomplete="off"></label>'
    return f'<form class="filters" role="search"><fieldset><legend>{say(language, "html-show")}</legend>{radios}</fieldset>{search}</form>\n'


def _row(result: Result, report: Report, marks: Marks) -> str:
    language = report.language
    word = safe(say(language, f"verdict-{result.verdict}"))
    sign = SIGNS.get(result.verdict, "")
    equation = "" if marks.redacted else marks.equation(result.claim)
    remarks = _remarks(result, marks)
    difference = ""
    if not marks.redacted and result.verdict != UNVERIFIABLE and "vacuous" not in result.notes:
        compared = comparison(result, marks.figures, language)
        if compared is not None and (compared.operator in "=≈" or result.verdict != PASS):
            difference = safe(compared.difference or compared.gap)
    name = safe(plain(result.id))
    kind = safe(kind_name(result.claim.kind, language)) if result.claim.kind != "rule" else ""
    return (
        f'<tr id="result-{marks.row[result.id]}" class="is-{result.verdict}">'
        f'<td class="verdict"><span aria-hidden="true">{sign}</span> {word}</td>'
        f'<td class="rule">{name}{f"<small>{kind}</small>" if kind and kind not in name else ""}</td>'
        f'<td class="equation">{equation}{remarks}</td><td class="difference">{difference}</td></tr>\n'
    )


def _remarks(result: Result, marks: Marks) -> str:
    said = [result.message] if result.verdict != PASS and result.message else []
    said += [
        note_sentence(code, result, marks.figures, marks.language)
        for code in result.notes
        if code != "rounding-only"
    ]
    return "".join(f'<p class="remark">{safe(plain(s))}</p>' for s in dict.fromkeys(said))


# ---------------------------------------------------------------- what was not checked


def unchecked(report: Report, marks: Marks) -> Iterator[str]:
    """The figures that no check has looked at: what the verdict does not speak of."""
    language = report.language
    left = [f for f in report.figures if f.state != "checked"]
    yield f'<section id="unchecked" aria-labelledby="unchecked-title">\n<h2 id="unchecked-title">{say(language, "html-unchecked")}</h2>\n'
    if not left:
        yield f'<p class="none">{say(language, "unchecked-none")}</p>\n</section>\n'
        return
    yield f'<p>{counted(language, "unchecked-heading", len(left))}</p>\n<ul class="unchecked">\n'
    for figure in left[:MOST_UNCHECKED]:
        yield f"<li>{_unchecked(figure, marks)}</li>\n"
    yield "</ul>\n"
    if len(left) > MOST_UNCHECKED:
        yield f'<p class="left-out">{counted(language, "html-more", len(left) - MOST_UNCHECKED)}</p>\n'
    yield "</section>\n"


def _unchecked(figure: Figure, marks: Marks) -> str:
    name = figure.name or figure.label or ""
    if marks.redacted:
        return safe(figure.id)
    text = marks.quoted(figure, plain(figure.text or say(marks.language, "help-missing")))
    return f'{text} <span class="label">{safe(plain(name))}</span>'
