"""What a figure measures: the noun phrase beside it, in the words of the text."""

from __future__ import annotations

from audit.extract.tokens import Span


def labels(text: str, spans: list[Span], language: str) -> list[str | None]:
    """The label of each span, None where the text gives none."""
    if language == "zh":
        from audit.extract.labels_zh import labels as chinese

        return chinese(text, spans)
    from audit.extract.labels_en import labels as english

    return english(text, spans)
