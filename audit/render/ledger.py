"""The coverage ledger: why a figure does not count as checked."""

from __future__ import annotations

from audit.messages import say
from audit.messages.sentences import reason_sentence
from audit.model import UNVERIFIABLE, Figure, Report, Result


class Ledger:
    """The results by figure, looked through once."""

    def __init__(self, report: Report) -> None:
        self.language = report.language
        self.results: dict[str, list[Result]] = {}
        for result in report.results:
            for i in result.claim.figures:
                self.results.setdefault(i, []).append(result)

    def why(self, figure: Figure) -> str:
        """Why the figure is not checked; "" where no check was thought of."""
        if figure.state == "unreadable":
            return say(self.language, "unchecked-unreadable")
        own = self.results.get(figure.id, ())
        for result in own:
            if result.verdict == UNVERIFIABLE:
                reason = reason_sentence(result.reason, self.language)
                return say(self.language, "unchecked-unverifiable", id=result.id, reason=reason)
        for code in ("low-power", "vacuous"):
            found = next((r.id for r in own if code in r.notes), None)
            if found is not None:
                return say(self.language, f"unchecked-{code}", id=found)
        return ""
