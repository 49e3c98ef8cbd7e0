"""What each language knows about figures, as data: scales and units stand in `audit.exact`.

A language module is loaded when a block of that language is read. Its tables are plain words; the
few regular expressions are linear and are compiled by the stage that uses them.
"""

from __future__ import annotations

import re

from msgspec import Struct


class Decoy(Struct, frozen=True):
    """A class of digit runs that are no figures.

    digits    pattern of the whole number
    before    words that stand directly before it (one of them must, unless the tuple is empty)
    after     words that stand directly after it (likewise)
    unless    pattern of what follows the `after` word and shows a quantity after all
    example   a phrase with the decoy in double brackets, used by the tests
    """

    name: str
    example: str
    digits: str = r"[\d.,]+"
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    unless: str = ""


_LATIN = re.compile("[A-Za-z]{2,}")
_ENOUGH = 4000  # characters that settle the language of a text


def detect(text: str) -> str:
    """`zh` or `en`: a Chinese character says about as much as half a Latin word."""
    head = text[:_ENOUGH]
    han = sum("㐀" <= c <= "鿿" for c in head)  # a regular expression costs 1 ms to compile
    if not han:
        return "en"
    return "zh" if han * 2 >= len(_LATIN.findall(head)) else "en"
