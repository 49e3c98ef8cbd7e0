"""Which time a figure speaks of, in the words of the text (本年, 20xx年, the first quarter)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from audit.extract.tokens import Span, lower

# (start, end, as printed) of a period, or of the one character that ends a sentence
Mark = tuple[int, int, str]


@lru_cache(maxsize=1)
def chinese_marks() -> re.Pattern[str]:
    from audit.languages import chinese as zh

    words = "|".join(sorted(zh.PERIODS, key=len, reverse=True))
    year = r"(?:[12]\d{3}|20[xX*×]{2}|20[xX*×]\d|[xX*×]{4}|201[xX*×])年"
    first = "".join({w[0] for w in zh.PERIODS})  # a quick look before the alternatives
    return re.compile(
        rf"(?=[\dxX*×一二三四五六七八九十“\"。！？!?\n{first}])(?:{year}[-—–至到]{{1,2}}{year}|[12]\d{{3}}[-—–至]{{1,2}}[12]\d{{3}}年"
        rf"|{year}(?:度|末|底|初|上半年|下半年|[一二三四1-4]季度|\d{{1,2}}月份?(?:\d{{1,2}}日)?)?"
        rf"|前(?:\d{{1,2}}|[二两三四五六七八九十]|十[一二])个?(?:月|季度)"
        rf"|(?:\d{{1,2}}[-—–至])?\d{{1,2}}月(?:份|(?![\d份]))|(?:[一二三四五六七八九]|十[一二]?)月份"
        rf"|[“\"]?[一二十]{{1,3}}[一二三四五六七八九]五[”\"]?(?:时期|期间)|(?!年初(?:预算|计划|确定|目标))(?:{words})|[。！？!?\n])"
    )


@lru_cache(maxsize=1)
def _english_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Periods in small letters after a character that is no letter, and ends of sentences. A set of
    characters first and no folding of case: both are what the engine is quick at."""
    from audit.languages import english as en

    periods = "|".join(en.PERIODS).lower()
    months = "|".join(m.lower() for m in en.PERIOD_MONTHS)
    return (
        re.compile(rf"\W(?=[{en.PERIOD_FIRST}])(?:{periods}|(?P<month>{months}))\b"),
        re.compile(r"[.!?\n](?:(?<=\n)|(?=\s|\Z))"),
    )


@lru_cache(maxsize=1)
def _english(text: str) -> list[Mark]:
    periods, ends = _english_patterns()
    found = [(m.start(), m.end(), m[0]) for m in ends.finditer(text)]
    for match in periods.finditer(f" {lower(text)}"):
        start, end = match.start(), match.end() - 1
        if match["month"] is None or text[start].isupper():  # Juneau has no march
            found.append((start, end, text[start:end]))
    found.sort()
    return found


def marks(text: str, language: str) -> list[Mark]:
    """The periods and the ends of sentences in `text`, in its order."""
    if language == "zh":
        return [(m.start(), m.end(), m[0]) for m in chinese_marks().finditer(text)]
    return _english(text)


def openings() -> frozenset[str]:
    """The characters with which a Chinese period begins."""
    from audit.languages import chinese as zh

    return frozenset('0123456789xX*×一二三四五六七八九十“"').union(w[0] for w in zh.PERIODS)


_COMPARED = frozenset("比较与同")


def periods(text: str, spans: list[Span], language: str) -> list[str | None]:
    """For each span the period that holds there: the last one named in its sentence before it,
    else the first of an earlier sentence; a period it is compared with does not count."""
    chinese = language == "zh"
    out: list[str | None] = []
    current: str | None = None  # of the sentence
    opened: str | None = None  # of the sentences before
    found = marks(text, language)
    found = _outside(found, spans)
    at, count = 0, len(found)
    for span in spans:
        own: str | None = None
        while at < count and found[at][0] < span.start:
            start, end, word = found[at]
            at += 1
            if end - start == 1 and not word.isalnum():
                opened, current = current or opened, None
            elif chinese and start and text[start - 1] in _COMPARED:
                # 比上年的86万元: only a number right after the period belongs to it
                if text[end : span.start] in ("的", "为", "是", "时为", "的约", "的近"):
                    own = word
            elif end <= span.start:
                current = word
        if not chinese and at < count:
            own = _following(text, span, found[at])
        out.append(own or current or opened)
    return out


def _outside(found: list[Mark], spans: list[Span]) -> list[Mark]:
    """Without the marks that begin a figure: 1961 patients."""
    starts = {s.start for s in spans}
    return [m for m in found if m[0] not in starts]


def _following(text: str, span: Span, mark: Mark) -> str | None:
    """English puts the period after the number: $441 million in the year-ago quarter."""
    start, _, word = mark
    if len(word) == 1 or start - span.end > 24:
        return None
    between = text[span.end : start]
    if not between.strip() and word[:2] in ("a ", "on", "tw"):  # $4 million a year earlier
        return word
    if _APART().search(between) or not _LEADS().search(between):
        return None
    return word


def _lazy(source: str) -> Callable[[], re.Pattern[str]]:
    return lru_cache(maxsize=1)(lambda: re.compile(source))


_APART = _lazy(r"[\d,;]")
_LEADS = _lazy(r"\b(?:in|for|during|at|of|a)\b")


def named(words: str, language: str) -> str | None:
    """The period that stands at the beginning or end of a few words, such as the head of a column."""
    text = words.strip()
    if len(text) == 4 and text.isdigit() and "1900" <= text <= "2099":
        return text
    for start, end, word in marks(text, language):
        if end - start > 1 and (start == 0 or end == len(text)):
            return word
    return None
