"""Chinese numerals in running text: only where they state a quantity (三个村, 两级, 百分之五)."""

from __future__ import annotations

from itertools import pairwise

from audit.extract.tokens import Token, by_first, pattern
from audit.languages import chinese as zh

_ONE = "一二两三四五六七八九"
NUMERALS = _ONE + "十百千万亿零"
_FIRST = frozenset(_ONE + "十")
# as amounts are written out in contracts; a lone one is a surname or another word
FORMAL = "壹贰貳叁參肆伍陆柒捌玖拾佰仟"
_FORMAL_PLACES = frozenset("拾佰仟万亿")
_POINT = rf"点[{_ONE}零]{{1,8}}[万亿]?"
_PARTS = (
    rf"[百千万]分之(?:\d+(?:\.\d+)?|[{NUMERALS}]{{1,12}}(?:点[{_ONE}零]{{1,8}})?)"
    rf"|[{_ONE}十百]{{1,3}}分之[{_ONE}十百]{{1,3}}"
)
_FIGURES = frozenset(NUMERALS)
_HALVED = ("个", "年", "成", "倍", "小时")
_HALF_UNITS = ("小时", "月", "工作日", "钟头", "星期", "季度", "学期")
_LARGE = frozenset("百千万亿点")
_CLOSED = frozenset(("", *"，。；、,;）)左以"))
_SERIAL = frozenset("第初星期周之零点百千万亿数〇")
_ODD = frozenset("余多来几")
# what 无 may follow, and what must end its clause
_NONE_AFTER = frozenset("，。；、：,;:（(\n 均且但也仍并暂年月日期间")
_NONE_BEFORE = frozenset(("", *"，。；、,;）)！\n "))
# 大半, 多半, 另一半, 前一半, 过半数; and what follows a half that is a part of something
_NO_HALF_AFTER = frozenset("大多小另前后上下左右这那每过某头中一对各")
_HALF_BEFORE = frozenset(("", *"，。；、,;）)的多是来为村户\n"))
# before a bare scale that it makes a bound: 逾百万元; 近千人 says hardly anything
_BOUNDING = ("逾", "超", "超过", "突破")
# 近四成农户; 三成，三成左右
_SHARED = frozenset("近约超逾占达有足过")
_TENTH_ENDS = frozenset(("", *"，。；、,;）)左以多的五半"))
_LONGEST = 12  # numerals in one number
_COMPARED = 12  # characters before 持平 that may say what is compared


class WordReader:
    """Looks at each run of numerals: what it counts stands right after it."""

    def __init__(self) -> None:
        self.measures = by_first(zh.WORD_MEASURES)
        self.names = by_first(zh.WORD_NAMES)
        self.listed = by_first(zh.LISTED_NOUNS)

    def token(self, t: str, start: int, end: int) -> Token | None:
        """The figure that the numerals t[start:end] (or 持 of 持平) begin, None where they do not."""
        following = t[end : end + 1]
        if following == "分" and t.startswith("分之", end):
            return self.part(t, start)
        first = t[start]
        if first in _FIRST:
            return self.count(t, start, end)
        if first in FORMAL:
            return self.formal(t, start, end)
        if first == "持":
            return self.level(t, start)
        if first == "无":
            return self.none(t, start)
        if first == "半":
            return self.half(t, start, start + 2)
        if end - start > 1:
            return self.count(t, start, end) if t.endswith(_BOUNDING, 0, start) else None
        if first == "零":
            return self.zero(t, start)
        if following and following in "余多":
            return self.count(t, start, end)
        return self.count(t, start, end) if t.endswith(_BOUNDING, 0, start) else None

    def part(self, t: str, start: int) -> Token | None:
        """百分之五, 三分之二."""
        found = pattern(_PARTS).match(t, start)
        if found is None:
            return None
        if t[start] in "百千万":
            return Token(
                start, found.end(), t[start + 3 : found.end()], "", unit=t[start : start + 3]
            )
        return Token(start, found.end(), found[0], "")

    def formal(self, t: str, start: int, end: int) -> Token | None:
        """壹佰贰拾万元."""
        measure = self.measure(t, end) or (
            t[end : end + 1] if t.startswith(("圆", "圓"), end) else ""
        )
        if not measure or end - start < 2 or end - start > 2 * _LONGEST:
            return None
        if _FORMAL_PLACES.isdisjoint(t[start:end]):
            return None
        return Token(start, end + len(measure), t[start:end], "", unit=measure)

    def zero(self, t: str, start: int) -> Token | None:
        """零投诉."""
        for noun in zh.ZERO_NOUNS:
            if t.startswith(noun, start + 1):
                return Token(start, start + 1 + len(noun), "零", "", unit=noun)
        return None

    def none(self, t: str, start: int) -> Token | None:
        """无死亡: a clause of its own that says that there are none."""
        left = t[start - 1 : start]
        if left and left not in _NONE_AFTER:
            return None
        for noun in zh.ZERO_NOUNS:
            if t.startswith(noun, start + 1):
                end = start + 1 + len(noun)
                end += next((len(w) for w in zh.ZERO_KINDS if t.startswith(w, end)), 0)
                if t[end : end + 1] in _NONE_BEFORE:
                    return Token(start, end, "零", "", unit=noun)
        return None

    def half(self, t: str, start: int, end: int) -> Token | None:
        """一半, 半数, where it is the part of a whole: 占总数的一半, 超过半数."""
        left, following = t[start - 1 : start], t[end : end + 1]
        bounded = t[end : end + 2] in ("以上", "以下", "左右")
        if not bounded and (not left or left == "\n" or following not in _HALF_BEFORE):
            return None
        if left and left in _NO_HALF_AFTER and not t.endswith("超过", 0, start):
            return None
        token = Token(start, end, t[start:end], "")
        token.phrase = True
        return token

    def level(self, t: str, start: int) -> Token | None:
        """持平 is a change of zero where the comparison is said."""
        if t[start - 1 : start] == "本":
            return None
        window = t[max(0, start - _COMPARED) : start]
        cut = max(window.rfind(c) for c in "，。；,;\n")
        window = window[cut + 1 :]
        if any(word in window for word in zh.LEVEL_CUES[:9]):
            return Token(start, start + 2, "零", "")
        return None

    def count(self, t: str, start: int, at: int) -> Token | None:
        odd = ""
        if at - start > _LONGEST:
            return None
        if t[at : at + 1] == "点":
            found = pattern(_POINT).match(t, at)
            at = found.end() if found else at
        numeral = t[start:at]
        if t[at : at + 1] in _ODD:
            odd = t[at]
            at += 1
        elif numeral == "一" and t[at : at + 1] == "半":
            return self.half(t, start, at + 1)
        measure = self.measure(t, at)
        if not measure:
            return self.joined(t, start, at, numeral, odd)
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
        half = measure in _HALVED and t[end : end + 1] == "半"
        tenths = measure == "成" and t[end : end + 1] in _FIRST and len(numeral) == 1
        token = Token(start, end + (half or tenths), numeral, "", unit=measure, inside=odd)
        token.phrase = half or tenths or any(a in _ONE and b in _ONE for a, b in pairwise(numeral))
        if half and measure == "个":  # 一个半小时
            unit = next((w for w in _HALF_UNITS if t.startswith(w, token.end)), "")
            token.end += len(unit)
        return token

    def joined(self, t: str, start: int, at: int, numeral: str, odd: str) -> Token | None:
        """A numeral without a measure word: the beginning of 三到五个, or a large number that ends
        its clause (人口十二万)."""
        if odd or t[start - 1 : start] in _SERIAL:
            return None
        following = t[at : at + 1]
        if following and following in "到至" and t[at + 1 : at + 2] in _FIRST:
            end = at + 1
            while t[end : end + 1] in _FIGURES and end - at < _LONGEST:
                end += 1
            return Token(start, at, numeral, "") if self.measure(t, end) else None
        large = len(numeral) > 1 and not _LARGE.isdisjoint(numeral)
        return Token(start, at, numeral, "") if large and following in _CLOSED else None

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
        if measure == "成":
            hedged = t[start - 1 : start] in _SHARED
            return hedged or following in _TENTH_ENDS or following in _FIRST
        if measure == "折":
            return True
        if following and following in NUMERALS:
            return self.ranked(t, start, end, numeral, measure)
        if measure == "个月" and t[start - 1 : start] in ("前", "头"):
            return False  # 前四个月
        if measure == "次" and t.startswith(("会议", "全会", "全体", "代表", "党代", "人大"), end):
            return False
        if measure in ("个", "项", "条", "类", "种", "大类", "大项", "面", "次", "位", "层"):
            if any(t.startswith(noun, end) for noun in self.listed.get(following, ())):
                return False
            if measure in ("种", "类", "位", "层") and numeral == "一":
                return False
        return not (numeral == "一" and _repeated(t, end))

    def ranked(self, t: str, start: int, end: int, numeral: str, measure: str) -> bool:
        """三县两区: districts counted kind by kind; 一镇一业 is a slogan."""
        if measure not in zh.DISTRICTS:
            return False
        at = end
        while t[at : at + 1] in _FIGURES and at - end < _LONGEST:
            at += 1
        other = self.measure(t, at)
        return other in zh.DISTRICTS and other != measure and not numeral == t[end:at] == "一"


def _repeated(t: str, at: int) -> bool:
    """一人一档: one or two characters after the measure word another numeral follows."""
    return any(
        t[at + n : at + n + 1] in _FIRST
        and t[at + n] != "十"
        and all("一" <= c <= "鿿" for c in t[at : at + n])
        for n in (1, 2)
    )
