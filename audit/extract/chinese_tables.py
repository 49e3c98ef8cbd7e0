"""Chinese: the tables of the language ready for look-ups, and what every step asks of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.exact.reading import HEDGES_AFTER, HEDGES_BEFORE
from audit.extract.tokens import Decoys, Token, by_first, by_last, pattern
from audit.extract.words import FORMAL, NUMERALS, WordReader
from audit.languages import chinese as zh

# a number, or a run of numerals: one set of first characters, so that the search is quick; a set of
# Chinese characters costs start-up time, so what is rare is asked in code or compiled on demand
_DIGITS = (
    r"\d{0,2}(?:,\d{3})++(?!\d)(?:\.\d+)?"
    r"|\d{0,2}(?: \d{3}){1,4}(?:\.\d+)?(?= ?(?:(?u:\w)|㎡))(?! ?[0-9A-Za-z_年月日])"
    r"|\d*(?:\.\d+)*"
)
_NONE = "".join({word[0] for word in zh.ZERO_NOUNS})
_NUMBERS = (
    rf"[0-9持无半{NUMERALS}{FORMAL}](?:(?<=[0-9])(?:{_DIGITS})|(?<=持)(?=平)|(?<=无)(?=[{_NONE}])|(?<=半)(?=数)"
    rf"|(?<=[{FORMAL}])[{FORMAL}零万亿]*|(?<![0-9持无半{FORMAL}])[{NUMERALS}]*)"
)
_LATIN = r"[A-Za-zµμ²³]{1,5}(?:/[A-Za-z]{1,3})?"
_BRACKETED = r"[(（]([\u4e00-\u9fff]{1,2})[)）]"
_BLANKS = frozenset(" \u00a0\u2002\u2003\u2009\u202f")
_MOST_BLANKS = 8
_LEFT = frozenset("负。；：！×＊✕−－﹣￥¥€£〔【（［")
_RIGHT = frozenset("×＊✕．、）］〕】＋")


def _half_width(found: re.Match[str]) -> str:
    return zh.FOLD[ord(found[0])]


class Reader:
    """The tables of the language, ready for look-ups; one per process."""

    def __init__(self) -> None:
        self.numbers = re.compile(_NUMBERS, re.ASCII)
        self.words = WordReader()
        self.decoys = Decoys(zh.DECOYS)
        stops = set(zh.NO_HEDGE_BEFORE) | {w for w in HEDGES_BEFORE if w.isascii()}
        self.before = by_last(w for w in HEDGES_BEFORE if w not in stops)
        stops = set(zh.NO_HEDGE_AFTER) | {w for w in HEDGES_AFTER if w.isascii()}
        self.after = by_first(w for w in HEDGES_AFTER if w not in stops)
        named = set(units.UNIT_WORDS_ZH) - set(zh.NO_UNIT) | set(zh.NOUN_UNITS)
        self.unit_words = {w for w in named if not w[0].isascii() or w == "%"}
        self.short_units = {w for w in self.unit_words if len(w) == 1}
        self.long_units = by_first((w for w in self.unit_words if len(w) > 1), 2)
        # characters beside a number that may make it no figure, or say more of it
        self.left = _LEFT | self.decoys.before.keys()
        self.right = _RIGHT | self.decoys.after.keys()
        self.foreign = re.compile(f"[{re.escape(zh.FOLDED)}]")
        self.last = ("", "")  # scanned for figures first and for labels next
        self.per = by_first(zh.PER)

    def folded(self, text: str) -> str:
        """`text` in simplified characters and half width, character for character."""
        last, folded = self.last
        if text is not last:
            folded = text
            if self.foreign.search(text):
                folded = self.foreign.sub(_half_width, text)
            self.last = (text, folded)
        return folded


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader()


class Text:
    """A text that is being read, folded."""

    def __init__(self, reader: Reader, folded: str) -> None:
        self.reader = reader
        self.t = folded

    def unit(self, token: Token, at: int) -> None:
        """The unit word at `at`, perhaps after one space."""
        t = self.t
        end = self.unit_end(at)
        if not end and t[at : at + 1] in _BLANKS:
            at = self.word_at(at)
            end = self.unit_end(at)
        if not end:
            return
        token.unit = t[at:end]
        token.end = end

    def word_at(self, at: int) -> int:
        """Where the word after a few blanks begins: a mark of a layout may leave several."""
        stop = at + _MOST_BLANKS
        while at < stop and self.t[at : at + 1] in _BLANKS:
            at += 1
        return at

    def unit_end(self, at: int) -> int:
        t, reader = self.t, self.reader
        first = t[at : at + 1]
        if not first:
            return 0
        for word in reader.long_units.get(t[at : at + 2], ()):
            if t.startswith(word, at):
                end = at + len(word)
                stops = zh.UNIT_STOPS.get(word)
                if not (stops and t[end : end + 1] in stops and end < len(t)):
                    return self.unit_tail(end, word)
        if first in reader.short_units:
            stops = zh.UNIT_STOPS.get(first)
            if not (stops and t[at + 1 : at + 2] in stops and at + 1 < len(t)):
                return self.unit_tail(at + 1, first)
        if (first.isascii() and first.isalpha()) or first in "µμ":
            word = self.latin_unit(at)
            end = at + len(word)
            if word and not (first in "xX" and t[end : end + 1].isdigit()):  # 7x9
                return end if "/" in word else self.unit_tail(end, word)
        return 0

    def latin_unit(self, at: int) -> str:
        """The unit in Latin letters at `at`: mm, and mmol of mmol/L."""
        found = pattern(_LATIN).match(self.t, at)
        if found is None or found[0] in units.KNOWN:
            return found[0] if found else ""
        head, stroke, _ = found[0].partition("/")
        return head if stroke and head in units.KNOWN else ""

    def unit_tail(self, end: int, word: str) -> int:
        """The end with what belongs to the unit: 份(册), 元/月."""
        t = self.t
        following = t[end : end + 1]
        if following in ("(", "（"):
            found = pattern(_BRACKETED).match(t, end)
            if found and found[1] in units.COUNTING_WORDS and word in units.COUNTING_WORDS:
                return found.end()
        while following in {"/", "·"} or (following == "每" and t.startswith(zh.PER_EVERY, end)):
            for per in self.reader.per.get(t[end + 1 : end + 2], ()):
                if t.startswith(per, end + 1):
                    end += 1 + len(per)
                    break
            else:
                break
            following = t[end : end + 1]
        return end
