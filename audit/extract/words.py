"""Chinese numerals in running text: only where they state a quantity (三个村, 两级, 百分之五)."""

from __future__ import annotations

import re

from audit.extract.tokens import Token, by_first, pattern
from audit.languages import chinese as zh

_ONE = "一二两三四五六七八九"
_NUMERAL = _ONE + "十百千万亿零"
_MEASURE_STARTS = "".join(sorted({w[0] for w in zh.WORD_MEASURES}))
_REPEAT = rf"[一-鿿]{{1,2}}[{_ONE}]"  # 一人一档
_COMPARED = 12  # characters before 持平 that may say what is compared


class WordReader:
    """Looks at each numeral that stands before a measure word."""

    # runs are bounded and never begin inside a run: linear whatever the text
    PATTERN = (
        rf"(?<![{_NUMERAL}])(?:"
        rf"(?P<per>[百千万]分之(?:\d+(?:\.\d+)?|[{_NUMERAL}]{{1,12}}(?:点[{_ONE}零]{{1,8}})?))"
        rf"|(?P<part>[{_ONE}十百]{{1,3}}分之[{_ONE}十百]{{1,3}})"
        rf"|(?P<zero>零(?:{'|'.join(zh.ZERO_NOUNS)}))"
        rf"|(?P<han>[{_ONE}十][{_NUMERAL}]{{0,11}}(?:点[{_ONE}零]{{1,8}}[万亿]?)?|[百千万](?=[余多]))"
        rf"(?P<odd>[余多来几]?)(?=[{_MEASURE_STARTS}])"
        r")|(?P<level>(?<!本)持平)"
    )

    def __init__(self) -> None:
        self.measures = by_first(zh.WORD_MEASURES)
        self.names = by_first(zh.WORD_NAMES)
        self.listed = by_first(zh.LISTED_NOUNS)

    def token(self, t: str, match: re.Match[str]) -> Token | None:
        start, end = match.span()
        kind = match.lastgroup
        if kind == "per":
            return Token(start, end, t[start + 3 : end], "", unit=t[start : start + 3])
        if kind == "part":
            return Token(start, end, t[start:end], "")
        if kind == "zero":
            return Token(start, end, t[start], "", unit=t[start + 1 : end])
        if kind == "level":
            return self.level(t, start, end)
        return self.count(t, match)

    def level(self, t: str, start: int, end: int) -> Token | None:
        """持平 is a change of zero where the comparison is said."""
        window = t[max(0, start - _COMPARED) : start]
        cut = max(window.rfind(c) for c in "，。；,;\n")
        window = window[cut + 1 :]
        if any(word in window for word in zh.LEVEL_CUES[:9]):
            return Token(start, end, "零", "")
        return None

    def count(self, t: str, match: re.Match[str]) -> Token | None:
        numeral, odd = match["han"], match["odd"]
        start, at = match.start(), match.end()
        measure = self.measure(t, at)
        if not measure:
            return None
        end = at + len(measure)
        left = t[start - 1 : start]
        if (
            left
            and left in zh.WORD_STOPS_BEFORE
            and not t.endswith(zh.WORD_ALLOWED_BEFORE, 0, start)
        ):
            return None
        if any(t.startswith(name, start) for name in self.names.get(numeral[0], ())):
            return None
        if not self.stated(t, start, end, numeral, measure):
            return None
        return Token(start, end, numeral, "", unit=measure, inside=odd or "")

    def measure(self, t: str, at: int) -> str:
        for word in self.measures.get(t[at : at + 1], ()):
            if t.startswith(word, at):
                stops = zh.UNIT_STOPS.get(word, "")
                following = t[at + len(word) : at + len(word) + 1]
                if following and following in stops:
                    continue
                return word
        return ""

    def stated(self, t: str, start: int, end: int, numeral: str, measure: str) -> bool:
        """Whether the count is one of things, not an article, a name or a list of points."""
        following = t[end : end + 1]
        if measure == "级":
            left = t[start - 1 : start]
            return numeral == "两" or (
                numeral != "一" and bool(left) and left in "乡村县市省区镇州国、"
            )
        if measure in ("年", "天", "周", "代", "期"):
            return t.endswith(
                ("连续", "历时", "长达", "为期", "期限", "共计", "超过", "每"), 0, start
            )
        if measure in ("成", "折"):
            return following in "，。；、,;左以多的" or not following
        if following and following in _NUMERAL:
            return False
        if measure == "次" and t.startswith(("会议", "全会", "全体", "代表", "党代", "人大"), end):
            return False
        if measure in ("个", "项", "条", "类", "种", "大类", "大项", "面", "次", "位", "层"):
            if any(t.startswith(noun, end) for noun in self.listed.get(following, ())):
                return False
            if measure in ("种", "类", "位", "层") and numeral == "一":
                return False
        return not (numeral == "一" and pattern(_REPEAT).match(t, end))
