"""What a scanner finds in a text, and the tables that make its look-ups cheap.

A scanner goes once over a text from left to right. Each number becomes a Token; tokens that stand
in one list, range or ratio are settled together, because a unit may stand only at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from audit.exact.rounding import Quantity
from audit.languages import Decoy


class Span(Struct, frozen=True, gc=False):
    """A figure: text[start:end] prints `quantity`."""

    start: int
    end: int
    quantity: Quantity


class NoFigure(Struct, frozen=True, gc=False):
    """A digit run that is no figure; `name` is its decoy class, or `unread` where none is known."""

    start: int
    end: int
    name: str


UNREAD = "unread"


class Scan(Struct, frozen=True):
    """All that stands in one text, each in the order of the text."""

    figures: list[Span]
    others: list[NoFigure]


class Token(Struct, gc=False):
    """A number while its neighbours are still unknown.

    start, end  of the span: sign and currency to unit
    number      sign, digits and scale as `make` wants them; digits: the bare digits
    """

    start: int
    end: int
    number: str
    digits: str
    scale: str = ""
    unit: str = ""
    before: str = ""
    inside: str = ""
    after: str = ""
    decoy: str = ""
    noun: bool = False
    phrase: bool = False  # the span is read as a whole: 两三个, 两年半
    money: bool = False  # the unit stands before the number
    join: str = ""  # how it hangs on the token before it: "" | list | range | ratio


Rule = tuple[str, str, tuple[str, ...], str, str]


class Decoys:
    """Decoy classes, found by the character before or after a number."""

    def __init__(self, classes: Iterable[Decoy], ignore_case: bool = False) -> None:
        self.after: dict[str, list[Rule]] = {}
        self.before: dict[str, list[Rule]] = {}
        for decoy in classes:
            digits, unless = decoy.digits, decoy.unless
            for word in decoy.after:
                rule = (word, digits, decoy.before, unless, decoy.name)
                self.after.setdefault(_key(word), []).append(rule)
            if not decoy.after:
                for word in decoy.before:
                    self.before.setdefault(word[-1], []).append(
                        (word, digits, (), unless, decoy.name)
                    )
        for rules in (*self.after.values(), *self.before.values()):
            rules.sort(key=lambda r: -len(r[0]))
        # most look-ups end with one question about all words that share a character
        self.words_after = {c: tuple(r[0] for r in rules) for c, rules in self.after.items()}
        self.words_before = {c: tuple(r[0] for r in rules) for c, rules in self.before.items()}

    def standing_after(self, text: str, start: int, end: int, at: int, digits: str) -> str:
        """The class that the words at `at`, after the number [start, end), speak for."""
        first = text[at : at + 1]
        if first == " ":
            first = text[at : at + 2]
        words = self.words_after.get(first)
        if words is None or not text.startswith(words, at):
            return ""
        for word, wanted, before, unless, name in self.after[first]:
            if (
                text.startswith(word, at)
                and pattern(wanted).fullmatch(digits)
                and not (unless and pattern(unless).match(text, at + len(word)))
                and (not before or text.endswith(before, max(0, start - 8), start))
            ):
                return name
        return ""

    def standing_before(self, text: str, start: int, end: int, digits: str) -> str:
        """The class that the words right before `start` speak for."""
        last = text[start - 1 : start]
        words = self.words_before.get(last)
        if words is None or not text.endswith(words, 0, start):
            return ""
        for word, wanted, _, unless, name in self.before[last]:
            if (
                text.endswith(word, 0, start)
                and pattern(wanted).fullmatch(digits)
                and not (unless and pattern(unless).match(text, end))
                and not _inside(text, start - len(word))
            ):
                return name
        return ""


def _key(word: str) -> str:
    """Rules are kept by the first character of their word, by two where the first is a blank."""
    return word[:2] if word[0] == " " else word[0]


def _inside(text: str, at: int) -> bool:
    """Whether `at` is inside a word of Latin letters: no `age` in `average 15`."""
    word = text[max(0, at - 1) : at + 1]
    return len(word) == 2 and word.isascii() and word.isalpha()


@cache
def pattern(source: str) -> re.Pattern[str]:
    return re.compile(source)


def by_first(entries: Iterable[str], width: int = 1) -> dict[str, tuple[str, ...]]:
    """Words by their first character (or characters), longest first."""
    table: dict[str, list[str]] = {}
    for word in entries:
        table.setdefault(word[:width], []).append(word)
    return {c: tuple(sorted(ws, key=len, reverse=True)) for c, ws in table.items()}


def lower(text: str) -> str:
    """`text` in small letters, character for character."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small


def by_last(entries: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Words by their last character, longest first."""
    table: dict[str, list[str]] = {}
    for word in entries:
        table.setdefault(word[-1], []).append(word)
    return {c: tuple(sorted(ws, key=len, reverse=True)) for c, ws in table.items()}


# letters and signs of an address, a file name or a code; a number inside such a word is no figure
_WORD = r"[!-~]{0,256}"
_ADDRESS = (
    r"(?i:(?:https?|ftp)://|www\.|@[A-Za-z0-9-]+\."
    r"|\.(?:com|org|net|gov|edu|cn|io|html?|php|pdf|docx?|xlsx?|csv|txt)(?![A-Za-z]))"
)
_BACK = 256  # an address is sought no further back than this


def address(text: str, start: int, end: int) -> tuple[int, bool]:
    """(end of the word of ASCII characters around [start, end), whether it is an address)."""
    left = start
    stop = max(0, start - _BACK)
    while left > stop and "!" <= text[left - 1] <= "~":
        left -= 1
    found = pattern(_WORD).match(text, end)
    right = found.end() if found else end
    return right, pattern(_ADDRESS).search(text, left, right) is not None
