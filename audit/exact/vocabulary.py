"""The names that a rule may use, and how they are found in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable

BLANK = re.compile(r"\s*")
_ODD_BLANKS = re.compile(r"\s\s|[^\S ]")


class Vocabulary:
    """The names that a rule may use, ready for longest-first matching. Blanks in names fold.

    `free`: unknown names are allowed (rule sets are linted without figures); they then run to the
    next operator, and a hyphen between two words of two letters or more belongs to the name.
    """

    def __init__(
        self, names: Iterable[str] = (), groups: Iterable[str] = (), free: bool = False
    ) -> None:
        self.names = frozenset(fold(n) for n in names)
        self.groups = frozenset(fold(g) for g in groups)
        self.free = free
        heads: dict[str, set[int]] = {}
        for name in self.names:
            if name:
                heads.setdefault(name[0], set()).add(len(name))
        self._lengths = {head: sorted(lengths, reverse=True) for head, lengths in heads.items()}

    def match(self, text: str, at: int) -> tuple[str, int] | None:
        """The longest known name that begins at `at`, and where it ends."""
        for length in self._lengths.get(text[at : at + 1], ()):
            end = at + length
            name = text[at:end]
            if "\n" in name or "\t" in name or "  " in name or name not in self.names:
                name, end = self._folded(text, at, length)
            if name in self.names and not splits_word(text, end):
                return name, end
        return None

    def _folded(self, text: str, at: int, length: int) -> tuple[str, int]:
        """The next `length` characters, with each run of blanks counted as one."""
        if not _ODD_BLANKS.search(text, at, at + 4 * length):
            return "", at
        out: list[str] = []
        while at < len(text) and len(out) < length:
            blank = BLANK.match(text, at)
            assert blank is not None
            if blank.end() > at:
                out.append(" ")
                at = blank.end()
            else:
                out.append(text[at])
                at += 1
        return "".join(out), at


def fold(name: str) -> str:
    """A name with its blanks folded: how names are compared."""
    return " ".join(name.split())


def match_folded(name: str, text: str, at: int) -> int | None:
    if text.startswith(name, at):
        return at + len(name)
    if " " not in name:
        return None
    for k, word in enumerate(name.split(" ")):
        if k:
            blank = BLANK.match(text, at)
            assert blank is not None
            if blank.end() == at:
                return None
            at = blank.end()
        if not text.startswith(word, at):
            return None
        at += len(word)
    return at


def _latin(c: str) -> bool:
    return c.isalnum() and (c.isascii() or "À" <= c <= "ɏ")


def splits_word(text: str, end: int) -> bool:
    """Whether a name that ends at `end` would end inside a word of Latin letters."""
    return 0 < end < len(text) and _latin(text[end - 1]) and _latin(text[end])
