"""The table of results: verdict, rule, how far apart, what is allowed, and the equation as printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.box import Box
from rich.table import Table
from rich.text import Text

from audit.errors import columns
from audit.messages import counted, say
from audit.messages.comparison import comparison
from audit.messages.equation import rule_as_printed
from audit.messages.sentences import note_sentence
from audit.model import FAIL, PASS, UNVERIFIABLE, WARN, Figure, Report, Result
from audit.render.output import plain
from audit.render.spots import labels_of

MOST_ROWS = 100
COLUMNS = ("verdict", "rule", "difference", "tolerance", "equation")
BETWEEN = 2  # blanks between two columns
LEAST = 12  # columns that the rule and the equation have even on the narrowest terminal

# a line of ASCII under the heading, nothing else
_LINES = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
_SHOWN = {
    "broken": (FAIL, WARN),
    "unverifiable": (UNVERIFIABLE,),
    "holds": (PASS,),
    "unchecked": (),
    "all": (FAIL, WARN, UNVERIFIABLE, PASS),
}
# said in the columns already
_SILENT = ("rounding-only",)

Styled = Callable[[str, str], Text]


def chosen(report: Report, show: str) -> list[Result]:
    """The results that the table lists, in the order of the report."""
    if not show:
        few = len(report.results) <= MOST_ROWS
        verdicts: Sequence[str] = _SHOWN["all"] if few else _SHOWN["broken"]
    else:
        verdicts = _SHOWN[show]
    return [r for r in report.results if r.verdict in verdicts]


def left_out(report: Report, listed: list[Result], show: str) -> list[str]:
    """The lines that count what the table does not list, where nobody asked for a part of it."""
    if show:
        return []
    shown = {id(r) for r in listed}
    rest = [r.verdict for r in report.results if id(r) not in shown]
    lines = []
    for verdict, key in ((PASS, "table-passes"), (UNVERIFIABLE, "table-unverifiable")):
        if verdict in rest:
            lines.append(counted(report.language, key, rest.count(verdict)))
    return lines


def results_table(report: Report, results: list[Result], text: Styled, width: int) -> Table:
    """The equation stands last: signs such as ‰, whose width terminals disagree on, move no column."""
    figures = {f.id: f for f in report.figures}
    heading = [text(say(report.language, f"column-{name}"), "label") for name in COLUMNS]
    rows = [_cells(result, report, figures, text) for result in results]
    widths = _widths([heading, *rows], width)
    table = Table(box=_LINES, pad_edge=False, padding=(0, BETWEEN - 1, 0, 0), show_edge=False)
    for name, head, wide in zip(COLUMNS, heading, widths, strict=True):
        right = name in ("difference", "tolerance")
        table.add_column(head, justify="right" if right else "left", width=wide, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _widths(rows: list[list[Text]], width: int) -> list[int]:
    """The columns' widths: the rule and the equation share what the others leave.

    They are fixed here, because rich cuts the cells of a table that it finds too wide.
    """
    needed = [
        max(columns(line) for row in rows for line in row[k].plain.split("\n"))
        for k in range(len(COLUMNS))
    ]
    verdict, rule, difference, tolerance, shown = needed
    room = max(2 * LEAST, width - verdict - difference - tolerance - BETWEEN * (len(COLUMNS) - 1))
    words = max(columns(word) for row in rows for word in row[1].plain.split() or [""])
    # a rule is as wide as it needs while the equation fits; then they share, and no id is broken
    rule = min(rule, max(room - shown, room * 2 // 5, min(words, room // 2)))
    return [verdict, rule, difference, tolerance, max(LEAST, room - rule)]


def _cells(result: Result, report: Report, figures: dict[str, Figure], text: Styled) -> list[Text]:
    language = report.language
    verdict = text(say(language, f"verdict-{result.verdict}"), f"verdict-{result.verdict}")
    compared = None if result.verdict == UNVERIFIABLE else comparison(result, figures, language)
    difference = allowed = ""
    if compared is not None and (compared.operator in "=≈" or result.verdict != PASS):
        difference, allowed = compared.difference or compared.gap, compared.allowed
    if "vacuous" in result.notes:  # the check did not apply: its sides say nothing
        difference = allowed = ""
    shown = text(plain(rule_as_printed(result.claim, figures, language)), "")
    for remark in _remarks(result, report, figures):
        shown.append_text(text("\n" + plain(remark), "dim"))
    return [verdict, text(plain(result.id), ""), text(difference, ""), text(allowed, ""), shown]


def _remarks(result: Result, report: Report, figures: dict[str, Figure]) -> list[str]:
    """What the row cannot say by its numbers; of a broken check its diagnostic tells the rest."""
    language = report.language
    if result.verdict == UNVERIFIABLE:
        return [result.message] if result.message else []
    if result.verdict == FAIL:
        return []
    codes = [c for c in result.notes if c not in _SILENT]
    if not codes:
        return []
    labels = labels_of(result.claim.figures, figures, report)
    note = say(language, "label-note")
    return [
        say(
            language,
            "column-remark",
            label=note,
            text=note_sentence(c, result, figures, language, labels),
        )
        for c in codes
    ]
