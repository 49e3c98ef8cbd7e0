"""English labels: the counted noun after a number, else the subject of its clause."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from audit.extract.periods import Mark, marks
from audit.extract.tokens import Span, pattern
from audit.languages import english as en

_CLAUSE = (  # one set of first characters: the search is quick
    r"[.;:!?,()\n|*#—a-](?:(?<=[.;:!?])(?=\s|$)|(?<=[,()\n|*#—])|(?<=-)-"
    r"|(?<=\ba)nd (?=[a-z]+ (?:was|were)\b))"
)
_WORDS = r"[A-Za-z][A-Za-z'’&-]*"
_NOUNS = r" ?((?:[a-z][a-z'-]+ ){0,2}[a-z][a-z'-]+)"
_BEFORE_TIME = r"(?:\b(?:in|for|during|of|at|as of|from|since|by|on) )?(?:\bthe )?$"
_REACH = 120
_NEAR = 80  # a number without words of its own inherits the label of one so near
_MOST = 8  # words of a label


@lru_cache(maxsize=1)
def _tables() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    return (
        frozenset(en.LABEL_TAIL),
        frozenset(en.COUNT_NOUNS),
        frozenset(en.LABEL_VERBS),
        frozenset(en.LABEL_MEASURES),
    )


def labels(text: str, spans: list[Span]) -> list[str | None]:
    out: list[str | None] = []
    last = 0
    times = [m for m in marks(text, "en") if m[1] - m[0] > 1]
    for span in spans:
        near = bool(out) and span.start - last < _NEAR and "\n\n" not in text[last : span.start]
        label = _noun_after(text, span) or _subject(text, span, last, near, times)
        if label is None and near:
            label = out[-1]
        out.append(label)
        last = span.end
    return out


def _noun_after(text: str, span: Span) -> str | None:
    if span.quantity.unit:
        return None
    found = pattern(_NOUNS).match(text, span.end)
    if not found:
        return None
    tails, nouns, verbs, measures = _tables()
    words: list[str] = []
    for word in found[1].split():
        if word in tails or word in verbs:
            break
        if word in measures:
            return None
        words.append(word)
        if word in nouns or (word.endswith("s") and not word.endswith(("ss", "us", "is"))):
            return " ".join(words)
    return None


def _subject(text: str, span: Span, last: int, near: bool, times: list[Mark]) -> str | None:
    """What the clause before the number speaks of, of an earlier clause where it says nothing."""
    begin = max(last, span.start - _REACH)
    window = _without_times(text, begin, span.start, times)
    clauses = pattern(_CLAUSE).split(window)
    for back, clause in enumerate(reversed(clauses)):
        words = pattern(_WORDS).findall(clause)
        label = _noun_phrase(words)
        if label:
            return label
        opened = window.rstrip()[-1:] in ("(", ":") or (back and clause.strip() == "")
        if near and words and not opened:
            return None  # `or 8%`, `of which $5 million`: it speaks of what was named before
    return None


def _without_times(text: str, begin: int, end: int, times: list[Mark]) -> str:
    """text[begin:end] without the periods in it."""
    out = ""
    for start, stop, _ in times[bisect_left(times, (begin,)) :]:
        if stop > end:
            break
        kept = text[begin:start]
        found = pattern(_BEFORE_TIME).search(kept)
        out += kept[: found.start()] if found else kept
        begin = stop
    return out + text[begin:end]


def _noun_phrase(words: list[str]) -> str | None:
    """The words before the first verb, without what only leads to them."""
    tails, _, verbs, _ = _tables()
    first = 0
    while first < len(words) and (
        words[first].lower() in tails or words[first].lower() in verbs or _is_verb(words, first)
    ):
        if not first and words[0].lower() in en.LABEL_ADJUNCT:
            return None  # in Georgia
        first += 1
    words = words[first:]
    for at, word in enumerate(words):
        if at and (word.lower() in verbs or _is_verb(words, at)):
            words = words[:at]
            break
    while words and (words[-1].lower() in tails or words[-1].lower() in en.LABEL_OPEN):
        words.pop()
    if len(words) > _MOST and "of" in words[1:3]:  # Turnover of the paper and board business
        words = words[:_MOST]
        while words[-1].lower() in tails:
            words.pop()
    return " ".join(words[-_MOST:]) or None


def _is_verb(words: list[str], at: int) -> bool:
    """A word in -ed at the end or before a preposition."""
    if not words[at].endswith("ed"):
        return False
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    return not following or following in (
        "to",
        "by",
        "from",
        "for",
        "in",
        "about",
        "at",
        "a",
        "the",
    )
