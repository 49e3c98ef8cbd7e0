"""Every sentence that the program itself says, in the language of the person who reads it.

The tables are YAML of the plainest kind, one `key: "text"` on a line without escapes, so that they
are read in a fraction of a millisecond without a YAML parser (a test compares it with one).
Adding a language is one file with the same keys and one entry in LANGUAGES.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "zh")

_VALUE = re.compile(r"\{(\w+)\}")


def say(language: str, key: str, /, **values: object) -> str:
    """The sentence `key` with its values. Raises KeyError for a key that no table has."""
    text = table(language)[key]
    if not values:
        return text
    # in one pass, so that a value that looks like a name in braces stays what it is
    return _VALUE.sub(lambda m: str(values.get(m[1], m[0])), text)


def counted(language: str, key: str, number: int, /, **values: object) -> str:
    """The sentence for a number of things: `key-one` for one, `key` for any other number."""
    return say(language, f"{key}-one" if number == 1 else key, n=number, **values)


def known(key: str) -> bool:
    """Whether there is such a sentence (all languages have the same keys)."""
    return key in table(LANGUAGES[0])


def language_of(environ: Mapping[str, str]) -> str:
    """The language of messages that the environment asks for; English where it says nothing."""
    for name in ("REPORTAUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value and value not in ("auto", "C", "POSIX", "C.UTF-8", "C.utf8"):
            start = value.lower().replace("_", "-").partition("-")[0]
            return start if start in LANGUAGES else LANGUAGES[0]
    return LANGUAGES[0]


@cache
def table(language: str) -> dict[str, str]:
    """All sentences of one language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    text = Path(__file__).with_name(f"{language}.yaml").read_text(encoding="utf-8")
    out = {}
    for line in text.splitlines():
        if line and line[0] != "#":
            key, _, sentence = line.partition(": ")
            out[key] = sentence[1:-1]
    return out
