"""Names for figures, from their labels: unique, readable, and legal in the rule language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from audit.exact.formula import FUNCTIONS
from audit.languages.labelwords import WORDS
from audit.model import Figure

LONGEST = 30  # characters of a name
_LEGAL = re.compile(r"[^\w\s-]|_")
_KEYWORDS = frozenset(["if", "then", "and", "or", "not", "null", "items", "in", *FUNCTIONS])
_BRACKETS = re.compile(r"[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]")
_JOINED = re.compile(r"(?<!\w)-+|-+(?!\w)")
_MASKED = re.compile(r"[xX*×]{2}")  # 20xx年 says no year
_BETWEEN_HAN = re.compile(r"(?<=[㐀-鿿]) +(?=[㐀-鿿])")
_NUMBERED = {"zh": "数字", "en": "figure"}


def named(figures: Sequence[Figure], language: str, columns: Mapping[str, str]) -> dict[str, str]:
    """id -> name. Figures of one label are told apart by their period, then by a number; those of a
    table by the head of their column (`columns`: by id)."""
    base = {
        f.id: clean(f.name or f.label or "") or _NUMBERED.get(language, "figure") for f in figures
    }
    shared = Counter(base[i].casefold() for i in columns if i in base)
    taken: dict[str, Figure] = {}
    out = {}
    for figure in figures:
        own = base[figure.id]
        column = clean(columns.get(figure.id, ""), number=True)
        if column and shared[own.casefold()] > 1 and f" {column} " not in f" {own} ":
            own = f"{own} {column}"
        ways = _ways(figure, own, taken.get(own.casefold()), language)
        name = next(n for n in ways if n.casefold() not in taken)
        taken[name.casefold()] = figure
        out[figure.id] = name
    return out


def _ways(figure: Figure, base: str, first: Figure | None, language: str) -> Iterator[str]:
    """`first`: the figure that has the bare name already."""
    yield base
    period = " ".join((figure.period or "").split())
    vague = WORDS[language].vague if language in WORDS else frozenset()
    if (first is not None and period == (first.period or "")) or period in vague:
        period = ""
    if (
        period
        and period not in base
        and _LEGAL.search(period) is None
        and not _MASKED.search(period)
    ):
        yield f"{base} {period}"
    yield from (f"{base} {k}" for k in range(2, 100_000))


def clean(label: str, number: bool = False) -> str:
    """A label without what the rule language takes for something else; "" if nothing is left.
    `number`: it may begin with digits, because it stands behind a name."""
    text = _BRACKETS.sub(" ", label)
    text = _BETWEEN_HAN.sub("", " ".join(_JOINED.sub(" ", _LEGAL.sub(" ", text)).split()))
    words = text.split()
    while (
        words and not number and not words[0][0].isalpha()
    ):  # a name that begins with a digit reads as a number
        words[0] = words[0].lstrip("0123456789-.")
        if not words[0] or not words[0][0].isalpha():
            words.pop(0)
    name = " ".join(words)
    if len(name) > LONGEST:
        cut = name[:LONGEST]
        name = (
            cut.rsplit(" ", 1)[0]
            if " " in cut and cut.isascii()
            else name[-LONGEST:].lstrip("0123456789- ")
        )
    return f"{name} value" if name.casefold() in _KEYWORDS else name.strip()
