"""The words that tell one quantity from another: what two figures must share to be one told twice."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module

from msgspec import Struct

MODULES = ("audit.languages.identity_zh", "audit.languages.identity_en")  # a language: one line


class IdentityWords(Struct, frozen=True):
    """Patterns for folded words (half-width, lower case).

    around    what stands before or after the name of a quantity and is no part of it
    basis     on which basis a value is told: budget, revised, audited, of the parent alone
    within    a part of a year: a month, a quarter, up to a date
    generic   names that name nothing by themselves
    overall   the whole of what the report is about
    place     a part of it, named: a town, a segment
    earlier   the year before;  current: the year of the report
    value     the head of a column that only says that values stand below it
    hollow    at either end of a label, names nothing: numbering, words for the whole
    differs   a label that says outright that its values are differences
    stating   verbs and particles that tell a value
    compared  right after a number: it is how much more or less something is
    planned   the head of a column of what was planned, or was before
    whole     all of one kind of place (全省);  realm: a kind of place, as it ends a name
    issued    a line that tells when a paper was printed, not what it is about
    """

    around: str
    basis: str
    within: str
    generic: str
    overall: str
    place: str
    earlier: str
    current: str
    value: str
    hollow: str
    differs: str
    stating: str
    issued: str
    whole: str
    realm: str
    planned: str
    compared: str


@lru_cache(maxsize=32)
def pattern(field: str) -> re.Pattern[str]:
    """The words of all languages for one member of IdentityWords."""
    return re.compile("|".join(f"(?:{getattr(import_module(m).WORDS, field)})" for m in MODULES))


def found(field: str, words: str) -> frozenset[str]:
    """All words of the kind that stand in folded `words`."""
    return frozenset(m.group() for m in pattern(field).finditer(words))
