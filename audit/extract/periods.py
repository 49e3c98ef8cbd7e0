"""Which time a figure speaks of, in the words of the text (本年, 20xx年, the first quarter)."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.extract.tokens import Span


@lru_cache(maxsize=2)
def marks(language: str) -> re.Pattern[str]:
    if language == "zh":
        from audit.languages import chinese as zh

        words = "|".join(sorted(zh.PERIODS, key=len, reverse=True))
        year = r"(?:[12]\d{3}|20[xX*×]{2}|20[xX*×]\d|[xX*×]{4}|201[xX*×])年"
        first = "".join({w[0] for w in zh.PERIODS})  # a quick look before the alternatives
        return re.compile(
            rf"(?=[\dxX*×一二三四五六七八九十“\"。！？!?\n{first}])(?:{year}[-—–至到]{{1,2}}{year}|[12]\d{{3}}[-—–至]{{1,2}}[12]\d{{3}}年"
            rf"|{year}(?:度|末|底|初|上半年|下半年|[一二三四1-4]季度|\d{{1,2}}月份?(?:\d{{1,2}}日)?)?"
            rf"|(?:\d{{1,2}}[-—–至])?\d{{1,2}}月(?:份|(?![\d份]))|(?:[一二三四五六七八九]|十[一二]?)月份"
            rf"|[“\"]?[一二十]{{1,3}}[一二三四五六七八九]五[”\"]?(?:时期|期间)|(?!年初(?:预算|计划|确定|目标))(?:{words})|[。！？!?\n])"
        )
    from audit.languages import english as en

    return re.compile(rf"\b(?:{'|'.join(en.PERIODS)})\b|[.!?](?=\s|$)|\n", re.IGNORECASE)


_COMPARED = "比较与同"


def periods(text: str, spans: list[Span], language: str) -> list[str | None]:
    """For each span the period that holds there: the last one named in its sentence before it,
    else the first of an earlier sentence; a period it is compared with does not count."""
    chinese = language == "zh"
    out: list[str | None] = []
    current: str | None = None  # of the sentence
    opened: str | None = None  # of the sentences before
    found = marks(language).finditer(text)
    mark = next(found, None)
    for span in spans:
        own: str | None = None
        while mark is not None and mark.start() < span.start:
            word = mark[0]
            if len(word) == 1 and not word.isalnum():
                opened, current = current or opened, None
            elif chinese and text[mark.start() - 1 : mark.start()] in tuple(_COMPARED):
                # 比上年的86万元: only a number right after the period belongs to it
                if text[mark.end() : span.start] in ("的", "为", "是", "时为", "的约", "的近"):
                    own = word
            elif mark.end() <= span.start:
                current = word
            mark = next(found, None)
        if not chinese:
            own = _following(text, span, mark)
        out.append(own or current or opened)
    return out


def _following(text: str, span: Span, mark: re.Match[str] | None) -> str | None:
    """English puts the period after the number: $441 million in the year-ago quarter."""
    if mark is None or len(mark[0]) == 1 or mark.start() - span.end > 24:
        return None
    between = text[span.end : mark.start()]
    if not between.strip() and mark[0][:2] in ("a ", "on", "tw"):  # $4 million a year earlier
        return mark[0]
    if re.search(r"[\d,;]", between) or not re.search(r"\b(?:in|for|during|at|of|a)\b", between):
        return None
    return mark[0]


def named(words: str, language: str) -> str | None:
    """The period that stands at the beginning or end of a few words, such as the head of a column."""
    text = words.strip()
    if len(text) == 4 and text.isdigit() and "1900" <= text <= "2099":
        return text
    for mark in marks(language).finditer(text):
        if len(mark[0]) > 1 and (mark.start() == 0 or mark.end() == len(text)):
            return mark[0]
    return None
