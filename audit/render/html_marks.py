"""What the page says of each figure: its state, its address on the page and where its mark leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from audit.exact.formula import Name
from audit.messages import say
from audit.messages.equation import called, expanded, printed, write
from audit.messages.sentences import cured
from audit.model import FAIL, UNVERIFIABLE, WARN, Claim, Figure, Finding, Report, Result
from audit.render.output import plain
from audit.render.suspects import accused, involved
from audit.render.verdict import active

# of a figure, from what matters most to what matters least
STATES = ("wrong", "suspect", "doubt", "partner", "checked", "unchecked", "unreadable")

_INVISIBLE = dict.fromkeys(range(8234, 8239), "") | dict.fromkeys(range(8294, 8298), "")


def safe(text: str) -> str:
    """Text of a document within the page: never markup, never a change of the writing direction."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in "\n\t\u3000\u00a0" else _shown(c) for c in text)
    return escape(text.translate(_INVISIBLE))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    return plain(character) if ord(character) < 0xD800 or ord(character) > 0xDFFF else "\ufffd"


class Marks:
    """The states of a report's figures, and the links between figures, findings and results."""

    def __init__(self, report: Report, redacted: bool = False) -> None:
        self.report = report
        self.redacted = redacted
        self.language = report.language
        self.figures: dict[str, Figure] = {f.id: f for f in report.figures}
        self.number = {f.id: n for n, f in enumerate(report.figures, 1)}
        self.findings = active(report)
        self.state: dict[str, str] = {}
        self.link: dict[str, str] = {}
        self.cure: dict[str, str] = {}
        self.names = [plain(d.path or d.name) for d in report.documents if d.path or d.name]
        self.row = {r.id: n for n, r in enumerate(report.results, 1)}
        for number, finding in enumerate(self.findings, 1):
            self._of_finding(finding, number)
        for result in report.results:
            self._of_result(result)

    def _of_finding(self, finding: Finding, number: int) -> None:
        worst = "doubt" if finding.severity != "error" else "wrong"
        pointed = accused(finding, self.report)
        for id in pointed:
            # where several figures could be the wrong one, none of them is called wrong
            sure = len(finding.suspects) == 1
            self._set(id, worst if sure or worst == "doubt" else "suspect", f"#finding-{number}")
        for id in involved(finding, self.report):
            self._set(id, "partner", f"#finding-{number}")
        for suggestion in finding.suggestions:
            if (
                finding.suspects
                and len(finding.suspects) == 1
                and suggestion.value is not None
                and suggestion.figure in self.figures
            ):
                shown = cured(self.figures[suggestion.figure], suggestion, self.language)
                self.cure.setdefault(suggestion.figure, shown)

    def _of_result(self, result: Result) -> None:
        for id in result.claim.figures:
            self.link.setdefault(id, f"#result-{self.row[result.id]}")

    def _set(self, id: str, state: str, link: str) -> None:
        if id in self.figures and id not in self.state:
            self.state[id] = state
            self.link[id] = link

    def state_of(self, figure: Figure) -> str:
        return self.state.get(figure.id, figure.state)

    def anchor(self, figure: Figure) -> str:
        return f"figure-{self.number[figure.id]}"

    def mark(self, figure: Figure, text: str) -> str:
        """The figure in the text, as a link to what was said of it."""
        state = self.state_of(figure)
        words = say(self.language, f"html-state-{state}")
        name = figure.name or figure.label or ""
        title = safe(
            ": ".join(w for w in (name, words) if w)
            if self.language == "en"
            else "：".join(w for w in (name, words) if w)
        )
        inner = safe(text)
        link = self.link.get(figure.id)
        said = f"{safe(plain(text))}, {words}"
        head = f'id="{self.anchor(figure)}" class="figure is-{state}" title="{title}"'
        if link is None:
            return f"<span {head}>{inner}</span>"
        marked = f'<a {head} href="{link}" aria-label="{said}">{inner}</a>'
        cure = self.cure.get(figure.id) if state in ("wrong", "doubt") else None
        if cure is None:
            return marked
        label = say(self.language, "html-cure", value=cure)
        return f'{marked}<ins class="cure" aria-label="{safe(label)}">{safe(cure)}</ins>'

    def quoted(self, figure: Figure, text: str) -> str:
        """The figure in a sentence about it, as a link to its place in the text."""
        state = self.state_of(figure)
        place = figure.place
        if place.start is None or self.redacted:
            return f'<span class="quote is-{state}">{safe(text)}</span>'
        return f'<a class="quote is-{state}" href="#{self.anchor(figure)}">{safe(text)}</a>'

    def equation(self, claim: Claim) -> str:
        """The equation with the numbers as printed, each a link to its place."""
        if claim.kind == "restatement":
            return ", ".join(
                self.quoted(self.figures[i], self.figures[i].text or called(self.figures[i]))
                for i in claim.figures
                if i in self.figures
            )
        return linked(claim, self.figures, self.language, self.quoted)


def linked(
    claim: Claim,
    figures: Mapping[str, Figure],
    language: str,
    quoted: Callable[[Figure, str], str],
) -> str:
    """The claim's equation as markup; the names are put in after the rest is escaped."""
    held: list[str] = []

    def leaf(name: Name) -> str:
        figure = figures.get(name.name)
        shown = plain(printed(name, figures))
        held.append(safe(shown) if figure is None else quoted(figure, shown))
        return f"\x01{len(held) - 1}\x02"

    text = write(expanded(claim.tree), leaf, language)
    out = []
    for piece in text.split("\x01"):
        number, found, rest = piece.partition("\x02")
        out.append(held[int(number)] + safe(rest) if found else safe(piece))
    return "".join(out)


def verdict_class(result: Result) -> str:
    return {FAIL: "fail", WARN: "warn", UNVERIFIABLE: "open"}.get(result.verdict, "pass")
