"""Words that belong together: passed and pass rate, visits and a visit, women and the women."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audit.english.roles import matches
from audit.frames import Frame
from audit.languages import cues_en as en

SAME = 4  # letters that two words of one root share at least
_WORD = re.compile(r"[A-Za-z][a-z-]+")
_NO_NOUN = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "were",
        "was",
        "is",
        "are",
        "who",
        "that",
        "which",
        "had",
        "have",
        "has",
        "been",
        "did",
        "as",
        "per",
        "than",
        "we",
        "they",
        "it",
    ]
)


def kin(a: str, b: str) -> bool:
    """Whether two words have one root: response and responded, visit and visits."""
    a, b = a.lower(), b.lower()
    if a == b:
        return True
    short = min(len(a), len(b))
    shared = next((k for k in range(short) if a[k] != b[k]), short)
    if short < SAME:
        return shared == short >= 3 and abs(len(a) - len(b)) <= 3
    return shared >= SAME and shared >= short - 3


def after(frame: Frame, most: int = 6) -> list[str]:
    """The words right after a figure, up to the next one or the end of the phrase."""
    return _WORD.findall(re.split(r"[,;:.()]", frame.tail, maxsplit=1)[0])[:most]


def noun(frame: Frame) -> str:
    """What a figure counts: the last word of the noun phrase after it, "" where there is none."""
    found = ""
    for word in after(frame, 4):
        if word.lower() in _NO_NOUN:
            break
        if found and not word.islower():
            break
        if found and word.endswith("ed"):
            break
        found = word
        if word.endswith("s") and not word.endswith("ss"):
            break
    return found.lower()


def spoken_of(frames: Sequence[Frame], name: str) -> list[Frame]:
    """The figures whose words say what a rate is named after: those behind them, else before."""
    behind = [f for f in frames if _says(re.split("[;:.]", f.tail, maxsplit=1)[0][:48], name)]
    return behind or [f for f in frames if _says(f.lead[-40:], name)]


def _says(beside: str, name: str) -> bool:
    for names, words in en.RATE_WORDS:
        if matches(f"^{names}$", name):
            return matches(words, beside) is not None
    return any(kin(name, w) for w in _WORD.findall(beside))


def in_passing(frame: Frame) -> bool:
    """12,400 children in 14 districts: where or when, not what `of whom` speaks of."""
    return (
        matches(
            f"\\b(?:in|at|across|within|from|by|over|during|on|to|with|through) {en.FILL}$",
            frame.lead,
        )
        is not None
    )


def is_count(frame: Frame) -> bool:
    """A whole number of things."""
    quantity = frame.figure.quantity
    if frame.kind != "level" or frame.unit or quantity is None or quantity.value is None:
        return False
    return not quantity.scale and quantity.value.denominator == 1 and quantity.bounds is None
