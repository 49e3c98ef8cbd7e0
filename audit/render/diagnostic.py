"""One finding as a compiler would show it: sentence, place, source with carets, figures, help.

Everything is made of rows of styled text; nothing here knows how colours are printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from audit.errors import columns
from audit.messages import counted, known, say
from audit.messages.comparison import ORDERS, Comparison, comparison
from audit.messages.equation import rule_as_printed
from audit.messages.sentences import cures, note_sentence, unit_factor
from audit.model import FAIL, UNVERIFIABLE, Figure, Finding, Report, Result
from audit.render.output import plain
from audit.render.snippet import Mark, Row, draw, folded
from audit.render.spots import Spot, labels_of, rule_spot, spot_of
from audit.render.suspects import accused, involved, results_of

MOST_LINES = 12  # source lines of one diagnostic
MOST_RESULTS = 12
MARGIN = 10  # columns left of the rows of a table, at most
ALIGNED = 64  # columns up to which the values of the details are padded

ABOUT_RULES = ("contradictory-rules", "implied-value")
SEVERITIES = {"error": "error", "warning": "warning", "info": "note"}

Detail = tuple[str, str, str, str]  # label, value, remark, style of the value
Marked = tuple[Spot, Mark]


class Case(Struct, frozen=True):
    """A finding with what is needed to tell it."""

    finding: Finding
    report: Report
    figures: dict[str, Figure]
    results: list[Result]
    spots: dict[str, Spot]

    @property
    def language(self) -> str:
        return self.report.language


def case_of(finding: Finding, report: Report, figures: dict[str, Figure]) -> Case:
    found = {i: spot_of(figures[i], report) for i in involved(finding, report) if i in figures}
    spots = {i: s for i, s in found.items() if s is not None}
    return Case(finding, report, figures, results_of(finding, report), spots)


def diagnostic(
    finding: Finding, report: Report, figures: dict[str, Figure], width: int
) -> list[Row]:
    """All rows of one finding."""
    case = case_of(finding, report, figures)
    marked = _in_rows(_marked(case), case, width)
    margin = max((len(s.gutter) for s, _ in marked), default=0)
    rows = [_heading(case)]
    place = _place(case, marked)
    if place is not None:
        rows.append([(" " * margin, ""), ("--> ", "gutter"), (place, "path")])
    rows += _source(case, marked, margin, width)
    bar: Row = [(" " * margin + " |", "gutter")]
    told = list(details(case))
    if marked and told:
        rows.append(bar)
    return rows + _aligned(told, margin, case.language, width)


def _heading(case: Case) -> Row:
    severity = say(case.language, f"severity-{case.finding.severity}")
    marks = say(case.language, "heading", severity=severity, kind=case.finding.kind, sentence="\0")
    head, _, tail = marks.partition("\0")
    style = SEVERITIES.get(case.finding.severity, "note")
    return [
        (head.rstrip(), style),
        (head[len(head.rstrip()) :] + plain(case.finding.message) + tail, "strong"),
    ]


# ---------------------------------------------------------------- the source lines


def _marked(case: Case) -> list[Marked]:
    """The marks of the finding, with carets under what it points at."""
    if case.finding.kind in ABOUT_RULES:
        rules = [rule_spot(r.claim, case.report) for r in case.results]
        return [(s, Mark(s.start, s.end, "", True)) for s in rules if s is not None]
    carets = accused(case.finding, case.report)
    out = [
        (spot, Mark(spot.start, spot.end, _label(i, case), i in carets))
        for i, spot in case.spots.items()
    ]
    if not any(
        m.primary for _, m in out
    ):  # the figure is declared with its value: the rule is shown
        rules = [rule_spot(r.claim, case.report) for r in case.results[:1]]
        out += [(s, Mark(s.start, s.end, "", True)) for s in rules if s is not None]
    return out


def _in_rows(marked: list[Marked], case: Case, width: int) -> list[Marked]:
    """The marks with those in tables on whole rows, below the heads of their columns."""
    owners = {id(spot): case.figures[i] for i, spot in case.spots.items()}
    if not any(f.place.cell for f in owners.values()):
        return marked
    from audit.render.tableview import in_tables

    return in_tables(marked, owners, case.report, width - MARGIN)


def _label(id: str, case: Case) -> str:
    """What a figure is in its check: its name, for a discovered claim its role."""
    figure = case.figures[id]
    if figure.name:
        return plain(figure.name)
    for result in case.results:
        for role, ids in result.claim.roles.items():
            if id in ids:
                return say(case.language, f"role-{role}") if known(f"role-{role}") else plain(role)
    return ""


def _place(case: Case, marked: list[Marked]) -> str | None:
    primary = [s for s, m in marked if m.primary]
    if primary:
        return min(primary, key=lambda s: s.order).place
    if marked:
        return marked[0][0].place
    path = next((r.claim.place.path for r in case.results if r.claim.place.path), None)
    return None if path is None else plain(path)


def _source(case: Case, marked: list[Marked], margin: int, width: int) -> Iterator[Row]:
    lines: dict[tuple[int, int], list[Marked]] = {}
    for spot, mark in sorted(marked, key=lambda p: p[0].order):
        lines.setdefault(spot.order[:2], []).append((spot, mark))
    first = next((s.path for s, m in marked if m.primary), None)
    keys = sorted(_kept(lines), key=lambda k: (lines[k][0][0].path != first, k))
    path, previous = first, None
    for key in keys:
        spot = lines[key][0][0]
        if spot.path != path:
            yield [(" " * margin, ""), ("::: ", "gutter"), (spot.place, "path")]
            path, previous = spot.path, None
        if previous is None:
            yield [(" " * margin + " |", "gutter")]
        elif key[1] != previous[1] + 1:
            yield [("...", "gutter")]
        previous = key
        number = spot.gutter
        for row in draw(spot.text, [m for _, m in lines[key]], width - margin - 3):
            yield [(f"{number.rjust(margin)} | ", "gutter"), *row]
            number = ""
    if len(lines) > len(keys):
        yield [
            ("... ", "gutter"),
            (counted(case.language, "more-places", len(lines) - len(keys)), ""),
        ]


def _kept(lines: dict[tuple[int, int], list[Marked]]) -> list[tuple[int, int]]:
    """The lines that are shown: those with carets first, in the order of the sources."""
    ranked = sorted(lines, key=lambda k: (not any(m.primary for _, m in lines[k]), k))
    return sorted(ranked[:MOST_LINES])


# ---------------------------------------------------------------- what stands below the source


def details(case: Case) -> Iterator[Detail]:
    if len(case.results) == 1:
        yield from _one(case.results[0], case)
    else:
        yield from _several(case)
    for cure in cures(case.finding, case.figures, case.language):
        yield "help", cure, "", "help"
    if case.finding.kind == "unit" and case.results:
        factor = unit_factor(case.results[0])
        named = [
            case.figures[i].name for i in accused(case.finding, case.report) if i in case.figures
        ]
        if factor and named and named[0]:
            sign = "%" if factor == 100 else "‰"
            yield (
                "help",
                plain(say(case.language, "help-unit", name=named[0], sign=sign)),
                "",
                "help",
            )
    yield from _notes(case)


def _one(result: Result, case: Case) -> Iterator[Detail]:
    language = case.language
    compared = comparison(result, case.figures, language)
    if compared is not None and result.verdict != UNVERIFIABLE:
        yield from _sides(compared, language)
    else:
        yield "printed", plain(rule_as_printed(result.claim, case.figures, language)), "", ""
    yield from _rule(result)


def _sides(compared: Comparison, language: str) -> Iterator[Detail]:
    stated, computed = ("stated", "computed") if _is_stated(compared) else ("right", "left")
    sides = [(stated, compared.told), (computed, compared.computed)]
    for label, side in sides if stated == "stated" else sides[::-1]:
        same = side.figure is not None or side.equation == side.value
        text = side.value if same else f"{side.equation} = {side.value}"
        yield (
            label,
            plain(text),
            say(language, "reads-as", interval=side.reads) if side.reads else "",
            "",
        )
    if compared.meets:
        return
    if compared.touching:
        yield "apart", compared.difference or compared.gap, _explained(compared, language), "wrong"
    elif compared.rounded:
        gap = say(language, "apart-at-least", gap=compared.gap)
        yield "apart", gap, _explained(compared, language), "wrong"
    else:
        remark = (
            say(language, "apart-tolerance", tolerance=compared.tolerance)
            if compared.tolerance
            else ""
        )
        yield "apart", compared.gap, remark, "wrong"


def _is_stated(compared: Comparison) -> bool:
    """Whether one side states what the other computes: not where the sides are put in order."""
    return compared.stated is not None and compared.operator not in (*ORDERS, "!=")


def _computes(compared: Comparison) -> bool:
    return _is_stated(compared) and compared.computed.figure is None


def _explained(compared: Comparison, language: str) -> str:
    if not compared.allowed or not compared.difference:
        return ""
    return say(
        language, "apart-explained", allowed=compared.allowed, difference=compared.difference
    )


def _rule(result: Result) -> Iterator[Detail]:
    claim = result.claim
    if claim.sentence:
        same = claim.id == claim.sentence
        yield "rule", plain(claim.sentence if same else f"{claim.id}: {claim.sentence}"), "", ""
    if claim.why:
        yield "why", plain(claim.why), "", ""


def _several(case: Case) -> Iterator[Detail]:
    shown_results = case.results[:MOST_RESULTS]
    named = [plain(r.id) for r in shown_results if r.claim.sentence != r.id]
    wide = max(map(columns, named), default=0)
    for result in shown_results:
        compared = comparison(result, case.figures, case.language)
        shown = plain(rule_as_printed(result.claim, case.figures, case.language))
        remark = ""
        if compared is not None and result.verdict == FAIL and _computes(compared):
            shown = f"{compared.computed.equation} = {compared.computed.value}"
            remark = say(case.language, "not-instead", value=plain(compared.told.value))
        label = "broken" if result.verdict == FAIL else "rule"
        # an id that is the sentence itself would only say the equation twice
        id = "" if result.claim.sentence == result.id else plain(result.id)
        name = id + " " * (wide - columns(id) + 2) if wide else ""
        yield label, f"{name}{plain(shown)}", remark, ""
    for why in dict.fromkeys(r.claim.why for r in case.results if r.claim.why):
        yield "why", plain(why), "", ""


def _notes(case: Case) -> Iterator[Detail]:
    seen = []
    labels = labels_of(case.spots, case.figures, case.report)
    for result in case.results:
        for code in result.notes:
            seen.append(note_sentence(code, result, case.figures, case.language, labels))
    if len(case.finding.suspects) > 1:
        seen.append(say(case.language, "cannot-tell"))
    for sentence in dict.fromkeys(seen):
        yield "note", plain(sentence), "", ""


def _aligned(details: list[Detail], margin: int, language: str, width: int) -> list[Row]:
    """`= label  value  remark`, labels and values of equal width where they are facts."""
    words = [say(language, f"label-{label}") for label, *_ in details]
    facts = [d[0] not in ("help", "note") for d in details]
    wide = max((columns(w) for w, fact in zip(words, facts, strict=True) if fact), default=0)
    values = [columns(d[1]) for d in details if d[2]]
    shown = max((v for v in values if v <= ALIGNED), default=0)
    rows: list[Row] = []
    for (label, value, remark, style), word, fact in zip(details, words, facts, strict=True):
        head: Row = [(" " * margin + " = ", "gutter")]
        if not fact:
            said = say(language, "label", label=word)
            head.append((said, "help" if label == "help" else "note"))
            indent = margin + 3 + columns(said)
            first, *more = folded(value, width - indent)
            rows.append([*head, (first, style)])
            rows += [[(" " * indent, ""), (line, style)] for line in more]
            continue
        head.append((word + " " * (wide - columns(word) + 2), "label"))
        indent = margin + 3 + wide + 2
        *lines, last = folded(value, width - indent, at_blanks=True)
        for line in lines:
            rows.append([*head, (line, style)])
            head = [(" " * indent, "")]
        head.append((last, style))
        if remark:
            head.append((" " * (max(0, shown - columns(last)) + 2) + remark, "dim"))
        rows.append(head)
    return rows
