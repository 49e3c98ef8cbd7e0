"""What a figure measures: the noun phrase beside it, in the words of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.extract.tokens import Span, pattern


def labels(text: str, spans: list[Span], language: str) -> list[str | None]:
    """The label of each span, None where the text gives none."""
    if language == "zh":
        return _Chinese().labels(text, spans)
    return _english(text, spans)


# -- Chinese --------------------------------------------------------------------------------------

_BREAK = "，。；：！？、,;:!?\n（(　"
_REACH = 48  # characters that a label may stand away
_AFTER = 16


@lru_cache(maxsize=1)
def _tables() -> tuple[
    re.Pattern[str],
    re.Pattern[str],
    re.Pattern[str],
    re.Pattern[str],
    frozenset[str],
    frozenset[str],
]:
    from audit.languages import chinese as zh

    def alternatives(words: tuple[str, ...]) -> str:
        return "|".join(map(re.escape, sorted(set(words), key=len, reverse=True)))

    tail = re.compile(rf"(?:{alternatives(zh.LABEL_TAIL)}|\s)$")
    head = re.compile(rf"{alternatives(zh.LABEL_HEAD)}|[\s:：”’]")
    dates = re.compile(
        r"(?:(?:\d{4}|20[xX*×]{2}|[xX*×]{4})年度?|\d{1,2}月份?|\d{1,2}日)+(?:以来|底|末|初|前|起|后|止)?已?|每[年月]"
    )
    noun = re.compile(r"(?:[一-鿿“”《》A-Za-z]|[（(][^（()）\n]{1,12}[)）])+")
    return tail, head, dates, noun, frozenset(zh.CHANGES), frozenset(zh.LABEL_WHOLE)


_PAIRS = {")": "(", "）": "（", "”": "“", "》": "《"}


def _phrase(words: str) -> str:
    """The end of `words` after the last break that stands in no bracket or quotes of its own."""
    if words[-1:] in ("：", ":", "(", "（"):  # 合计：120元
        words = words[:-1]
    at = len(words) - 1
    while at >= 0:
        char = words[at]
        if char in _PAIRS:
            opening = words.rfind(_PAIRS[char], 0, at)
            if opening < 0 and char == ")":
                opening = words.rfind("（", 0, at)
            if opening >= 0 and at - opening < 30:
                at = opening - 1
                continue
        elif char in _BREAK:
            break
        at -= 1
    return words[at + 1 :]


_NO_NOUN_AFTER = "的了和与及或以左到至提增减降比占同其等，。；、,;:：)）"


@lru_cache(maxsize=1)
def _cut() -> re.Pattern[str]:
    from audit.languages import chinese as zh

    return re.compile("^以上|^以下|" + "|".join(zh.LABEL_CUT))


class _Chinese:
    def labels(self, text: str, spans: list[Span]) -> list[str | None]:
        out: list[str | None] = []
        last = 0
        for at, span in enumerate(spans):
            label = self.own(
                text, span, last, spans[at + 1].start if at + 1 < len(spans) else len(text)
            )
            if label is None and out:
                gap = text[last : span.start]
                if len(gap) <= 20 and not any(c in gap for c in "。；;\n"):
                    label = out[-1]
            out.append(label)
            last = span.end
        self.align(text, spans, out)
        return out

    def own(self, text: str, span: Span, last: int, following: int) -> str | None:
        """The words before the number, or the counted noun after it."""
        after = self.after(text, span, following)
        before = self.before(text, span, last)
        if after and (not before or units.is_count(span.quantity.unit)):
            return after
        return before or None

    def before(self, text: str, span: Span, last: int) -> str:
        tail, head, dates, _, changes, whole = _tables()
        words = _phrase(text[max(last, span.start - _REACH) : span.start])
        full = words.strip()
        for _ in range(6):
            found = tail.search(words)
            if not found:
                break
            words = words[: found.start()]
        for _ in range(6):
            found = dates.match(words) or head.match(words)
            if not found or found.end() >= len(words) or words[found.end() :] in whole:
                break
            words = words[found.end() :]
        words = words.strip(' “”"‘’：:').lstrip("的了")
        if words[-1:] in ")）" and not ("(" in words or "（" in words):
            words = words[:-1]
        if len(words) > 1 or (words and "一" <= words <= "鿿" and not tail.fullmatch(words)):
            return words
        return full if full in changes else ""

    def after(self, text: str, span: Span, following: int) -> str:
        """1524名学生受益: the noun after a counted number."""
        end = span.end
        first = text[end : end + 1]
        if (
            not first
            or not ("一" <= first <= "鿿" or first in "“《")
            or first in _NO_NOUN_AFTER[1:]
        ):
            return ""
        window = text[end : min(following, end + _AFTER)]
        found = _tables()[3].match(window)
        if not found:
            return ""
        words = found[0]
        cut = _cut().search(words)
        if cut and cut.start() == 0:
            return ""
        if words.startswith("的"):
            words = words[1:]
            cut = _cut().search(words)
        de = words.find("的")
        if de >= 0 and (not cut or de < cut.start()):
            words = words[de + 1 :] or words[:de]
            cut = _cut().search(words)
        if cut and cut.start():
            words = words[: cut.start()]
        return words.strip("“”的")

    def align(self, text: str, spans: list[Span], out: list[str | None]) -> None:
        """A、B、C分别x、y、z: k labels for k numbers."""
        first = 0
        at = text.find("分别")
        while at >= 0:
            while first < len(spans) and spans[first].start < at:
                first += 1
            if first == len(spans):
                return
            end = first + 1
            while end < len(spans) and _joined(text[spans[end - 1].end : spans[end].start][:4]):
                end += 1
            if end - first > 1 and spans[first].start - at < 16:
                begin = max(text.rfind(c, max(0, at - 160), at) for c in "。；，\n;")
                names = [
                    n.strip()
                    for n in pattern("、|和|与|及").split(text[max(begin + 1, at - 160) : at])
                    if n
                ]
                if len(names) == end - first and all(len(n) <= 16 for n in names):
                    out[first:end] = names
            at = text.find("分别", spans[end - 1].end)


def _joined(gap: str) -> bool:
    return gap in ("、", "和", "与", "及", "，", ",", "或", " 和 ")


# -- English --------------------------------------------------------------------------------------

_CLAUSE = r"[.;:!?](?=\s|$)|[,()\n|*#—]|--"
_WORDS = r"[A-Za-z][A-Za-z'’&-]*"
_NOUNS = r" ?((?:[a-z][a-z'-]+ ){0,2}[a-z][a-z'-]+)"


@lru_cache(maxsize=1)
def _english_tables() -> tuple[frozenset[str], frozenset[str]]:
    from audit.languages import english as en

    return frozenset(en.LABEL_TAIL), frozenset(en.COUNT_NOUNS)


def _english(text: str, spans: list[Span]) -> list[str | None]:
    out: list[str | None] = []
    last = 0
    for span in spans:
        label = _noun_after(text, span) or _words_before(text, span, last)
        if (
            label is None
            and out
            and span.start - last < 40
            and "\n\n" not in text[last : span.start]
        ):
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
    tails, nouns = _english_tables()
    words: list[str] = []
    for word in found[1].split():
        if word in tails:
            break
        words.append(word)
        if word in nouns or word.endswith("s"):
            return " ".join(words)
    return None


def _words_before(text: str, span: Span, last: int) -> str | None:
    window = text[max(last, span.start - 120) : span.start]
    tails, _ = _english_tables()
    for clause in reversed(pattern(_CLAUSE).split(window)):
        words = pattern(_WORDS).findall(clause)
        while words and words[-1].lower() in tails:
            words.pop()
        while words and words[0].lower() in tails:
            words.pop(0)
        for at in range(len(words) - 1, -1, -1):
            if words[at].lower() in ("of", "for", "in", "by", "to", "that", "which"):
                continue
        if words:
            return " ".join(words[-6:])
    return None
