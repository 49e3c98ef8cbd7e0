"""English number words: only where they state a quantity (twelve counties, two-thirds, a dozen)."""

from __future__ import annotations

import re

from audit.extract import settle
from audit.extract.english_tables import NO_TAIL, WORD, Text, unit_word
from audit.extract.english_tables import tail as unit_tail
from audit.extract.tokens import Span, Token, lower, pattern


class NumberWords(Text):
    def number_words(self, figures: list[Span]) -> None:
        found: list[Span] = []
        small = f" {lower(self.t)}"
        for match in self.reader.words.finditer(small):
            token = self.word(match)
            if token is not None:
                quantity = settle.read(token, self.t)
                if quantity is not None:
                    found.append(Span(token.start, token.end, quantity))
        if found:
            taken = {s.start for s in figures}
            figures.extend(s for s in found if s.start not in taken)
            figures.sort(key=lambda s: s.start)

    def word(self, match: re.Match[str]) -> Token | None:
        t, reader = self.t, self.reader
        start, end = match.start(), match.end() - 1
        before, _begin = self.word_before(start - 1) if start else ("", 0)
        token = Token(start, end, match[0][1:], "")
        kind = match.lastgroup
        if kind == "part":
            return token
        tail = unit_tail(t, end) if t[end : end + 1] not in NO_TAIL else None
        if (
            tail is not None
            and tail["unit"]
            and (kind == "mixed" or tail["unit"].lower() != " times")
        ):
            token.unit, token.end = unit_word(tail["unit"]), tail.end("unit")
            return token
        if kind == "mixed":
            token.noun = self.counted(end)
            return token
        if t[start].isupper() and before[:1].isupper() and before not in reader.no_name:
            return None  # the Big Ten
        if kind == "zero":
            token.noun = self.counted_by_name(end)
            return token if token.noun else None
        if kind in ("big", "dozen"):
            token.noun = self.counted(end)
            return token if (kind == "dozen" and token.noun) or kind == "big" else None
        if pattern(reader.some_of).match(t, end):  # eighteen of the 24
            return token
        if before.lower() in reader.no_count_before and not pattern(reader.of_some).search(
            t, max(0, start - 32), start
        ):
            return None
        found = WORD.match(t, end)
        if (
            found is None
            or t[end] == "-"
            or not found[1][0].islower()
            or found[1].lower() in reader.no_count
        ):
            return None
        token.noun = self.counted(end)
        return token if token.noun or found[1].lower() in self.reader.states else None
