"""Reading the figures of Chinese text: one pass over the digits and the numerals before measure words."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.exact.reading import HEDGES_AFTER, HEDGES_BEFORE
from audit.extract import settle
from audit.extract.tokens import (
    Decoys,
    NoFigure,
    Scan,
    Span,
    Token,
    address,
    by_first,
    by_last,
    pattern,
)
from audit.extract.words import FORMAL, NUMERALS, WordReader
from audit.languages import chinese as zh

# a number, or a run of numerals: one set of first characters, so that the search is quick; a set of
# Chinese characters costs start-up time, so what is rare is asked in code or compiled on demand
_DIGITS = (
    r"\d{0,2}(?:,\d{3})++(?!\d)(?:\.\d+)?"
    r"|\d{0,2}(?: \d{3}){1,4}(?:\.\d+)?(?= ?(?:(?u:\w)|㎡))(?! ?[0-9A-Za-z_年月日])"
    r"|\d*(?:\.\d+)*"
)
_NONE = "".join({word[0] for word in zh.ZERO_NOUNS})
_NUMBERS = (
    rf"[0-9持无半{NUMERALS}{FORMAL}](?:(?<=[0-9])(?:{_DIGITS})|(?<=持)(?=平)|(?<=无)(?=[{_NONE}])|(?<=半)(?=数)"
    rf"|(?<=[{FORMAL}])[{FORMAL}零万亿]*|(?<![0-9持无半{FORMAL}])[{NUMERALS}]*)"
)
_SCALE = (
    r" ?(?: {1,7}(?=[万亿]))?([余多来几]?)((?:亿(?:\d{1,4}万|[1-9](?=[，。；、,;）)元]|左右|$))?|万(?:\d千(?![\d米克瓦卡伏赫帕升])|\d{4}(?![\d.%,])|[1-9](?=[，。；、,;）)元]|左右|$))|[万兆]亿?"
    r"|千(?![米克瓦卡伏赫帕升])[万亿]?|百(?!分)[万亿]?|十[万亿]))"
)
_SCALED = frozenset(" 亿万兆千百十余多来几")  # what a scale may begin with
# `odd` after the number, and what must not or must follow: 30多, but 3多种
_ODD_NOT = {"余": "", "多": "少种样党边于"}
_ODD_ONLY = {"来": "个人天年次名项", "几": "个人万元"}
_AFTER_DIGITS = _SCALED | _ODD_NOT.keys() | _ODD_ONLY.keys()
_JOINS = {
    "、": "list",
    "和": "list",
    "与": "list",
    "及": "list",
    "以及": "list",
    "或": "list",
    "或者": "list",
    " 和 ": "list",
    "、 ": "list",
    " 、": "list",
    "/": "slash",
    "-": "range",
    "—": "range",
    "–": "range",
    "~": "range",
    "～": "range",
    "至": "range",
    "到": "range",
    "——": "range",
    "--": "range",
    "−": "range",
    "－": "range",
    " - ": "range",
    "〜": "range",
    " — ": "range",
    " ~ ": "range",
    " 至 ": "range",
    "－－": "range",
    ":": "ratio",
    " : ": "ratio",
    "∶": "ratio",
    "：": "ratio",
    " ∶ ": "ratio",
    ": ": "ratio",
    "比": "ratio",
    "·": "dot",
}
# classes that hold whatever unit follows: 第3名, 2021年
_ALWAYS = frozenset(("ordinal", "chapter", "base", "clock", "time zone", "holiday", "serial"))
_MASKS = r"[xX×*＊✕]{1,4}(?:\d(?=年))?"
_LATIN = r"[A-Za-zµμ²³]{1,5}(?:/[A-Za-z]{1,3})?"
_MARKER = r"[、.．)）](?!\d)|\.\d+(?:\.\d+)*(?=[ 　\u4e00-\u9fff])"
_BRACKETED = r"[(（]([\u4e00-\u9fff]{1,2})[)）]"
_GROUPED = r"(?:，\d{3})+(?:\.\d+)?(?=[万亿\u4e00-\u9fff])"
# numbers that follow are a list, or the first has no unit of its own
_ONE_BY_ONE = "分别|依次|逐一|各为|得分|均分|评分|比分|指数|排名|编号"
_CLAUSE_ENDS = frozenset("，。；、,;）)\n")
_NAMED = "号码话编真线箱"  # 版本号为2.0, 传真是0571
_OPEN = "[〔【(（［"
_SIGNS = "-−－﹣"
_BLANKS = frozenset(" \u00a0\u2002\u2003\u2009\u202f")
_MOST_BLANKS = 8
_LEFT = frozenset("负。；：！×＊✕−－﹣￥¥€£〔【（［")
_RIGHT = frozenset("×＊✕．、）］〕】＋")
_IDEOGRAPHS = "\u2e80"  # from here on: no letter, sign or digit of the Latin script


_CALLED = frozenset(("code", "phone"))


def _bare(token: Token) -> bool:
    return not token.unit and not token.scale and token.digits.isdigit() and 2 < len(token.digits) < 9


def _half_width(found: re.Match[str]) -> str:
    return zh.FOLD[ord(found[0])]


class Reader:
    """The tables of the language, ready for look-ups; one per process."""

    def __init__(self) -> None:
        self.numbers = re.compile(_NUMBERS, re.ASCII)
        self.words = WordReader()
        self.decoys = Decoys(zh.DECOYS)
        stops = set(zh.NO_HEDGE_BEFORE) | {w for w in HEDGES_BEFORE if w.isascii()}
        self.before = by_last(w for w in HEDGES_BEFORE if w not in stops)
        stops = set(zh.NO_HEDGE_AFTER) | {w for w in HEDGES_AFTER if w.isascii()}
        self.after = by_first(w for w in HEDGES_AFTER if w not in stops)
        named = set(units.UNIT_WORDS_ZH) - set(zh.NO_UNIT) | set(zh.NOUN_UNITS)
        self.unit_words = {w for w in named if not w[0].isascii() or w == "%"}
        self.short_units = {w for w in self.unit_words if len(w) == 1}
        self.long_units = by_first((w for w in self.unit_words if len(w) > 1), 2)
        # characters beside a number that may make it no figure, or say more of it
        self.left = _LEFT | self.decoys.before.keys()
        self.right = _RIGHT | self.decoys.after.keys()
        self.foreign = re.compile(f"[{re.escape(zh.FOLDED)}]")
        self.last = ("", "")  # scanned for figures first and for labels next
        self.per = by_first(zh.PER)

    def folded(self, text: str) -> str:
        """`text` in simplified characters and half width, character for character."""
        last, folded = self.last
        if text is not last:
            folded = text
            if self.foreign.search(text):
                folded = self.foreign.sub(_half_width, text)
            self.last = (text, folded)
        return folded

    def scan(self, text: str) -> Scan:
        folded = self.folded(text)
        return _Pass(self, folded, text).run()


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader()


class _Pass:
    """One text being read."""

    def __init__(self, reader: Reader, folded: str, text: str) -> None:
        self.reader = reader
        self.t = folded
        self.text = text  # as printed
        self.same = folded is text
        self.figures: list[Span] = []
        self.others: list[NoFigure] = []
        self.group: list[Token] = []
        self.closed = 0  # end of the last word that was looked at, and whether it is an address
        self.closed_address = False

    def run(self) -> Scan:
        end = 0
        t = self.t
        for match in self.reader.numbers.finditer(t):
            start, at = match.span()
            if start < end:
                continue
            if t[start] <= "9":
                token: Token | None = self.number(start, at)
            else:
                token = self.reader.words.token(t, start, at)
                if token is not None and token.number != "零":
                    self.hedges(token)
            if token is None:
                continue
            if not self.same and not token.decoy:
                self.as_printed(token)
            if self.group:
                gap = token.start - end
                token.join = _JOINS.get(t[end : token.start], "") if 0 < gap <= 3 else ""
                if not token.join:
                    before = self.group[-1]
                    self.settle()
                    if gap == 1 and before.decoy in _CALLED and _bare(token) and t[end] == " ":
                        token.decoy = before.decoy  # 0571-8765 4321
            self.group.append(token)
            end = token.end
        self.settle()
        return Scan(self.figures, self.others)

    def settle(self) -> None:
        group = self.group
        if group:
            if len(group) == 1:
                settle.single(group[0], self.text, self.figures, self.others)
            else:
                settle.chinese(group, self.text, self.t, self.figures, self.others)
            self.group = []

    def as_printed(self, token: Token) -> None:
        """Hedges and units in the characters of the text."""
        for name in ("unit", "inside"):
            word = getattr(token, name)
            if word and not word.isascii():
                at = self.t.find(word, token.start, token.end)
                if at >= 0:
                    setattr(token, name, self.text[at : at + len(word)])
        if token.before:
            printed = self.text[token.start - len(token.before) : token.start]
            if printed in HEDGES_BEFORE:
                token.before = printed

    # -- one number in digits ---------------------------------------------------------------------

    def number(self, start: int, at: int) -> Token:
        t = self.t
        digits = t[start:at]
        left = t[start - 1] if start else "\n"
        if t[at : at + 1] == "，" and at - start <= 3 and t[at + 1 : at + 2].isdigit():
            at = self.grouped(start, at, left)
            digits = t[start:at].replace("，", ",")
        token = Token(start, at, digits, digits)
        if (
            left > _IDEOGRAPHS
            and left not in self.reader.left
            and len(digits) < 7
            and self.calm(token, at)
        ):
            return token
        decoy = self.decoy_before(start, at, left, digits)
        end = self.scale(token, at)
        if not decoy and not token.scale:
            decoy = self.decoy_after(start, at, digits)
        if decoy:
            return Token(start, max(at, decoy[1]), digits, digits, decoy=decoy[0])
        token.end = end
        if left == "负" or (left in _SIGNS and self.signed(start)):
            token.start = start - 1
            token.number = "-" + token.number
        if (
            left in "$¥€£￥"
            or ("A" <= left <= "z" and left.isalpha())
            or (left == " " and self.code_apart(start))
        ):
            self.money(token)
        if not token.unit:
            self.unit(token, end)
        elif t[end : end + 1] == "%":
            token.unit = ""
            self.unit(token, end)
        elif t.startswith("元", end):  # ￥1200元
            token.end = end + 1
        if t.startswith("级", token.end) and token.unit not in ("", "%"):
            token.decoy = "grade"  # 3000吨级
            return token
        self.hedges(token)
        return token

    def grouped(self, start: int, at: int, left: str) -> int:
        """The end of 26，876万元, where commas of full width cannot part two numbers."""
        t = self.t
        found = pattern(_GROUPED).match(t, at)
        if found is None or t[start] == "0" or left in "、，,第" or not t[start:at].isdigit():
            return at
        clause = max(t.rfind(c, max(0, start - 40), start) for c in "。；\n") + 1
        if pattern(_ONE_BY_ONE).search(t, max(clause, start - 40), start):
            return at
        end = found.end()
        if t[end] in "万亿":
            return end
        unit = self.unit_end(end)
        if not unit or units.is_money(t[end:unit]):
            return end if unit else at
        beyond = t[unit : unit + 1]
        return end if not beyond or beyond in _CLAUSE_ENDS or beyond in self.reader.after else at

    def calm(self, token: Token, at: int) -> bool:
        """The common shape, completed: a plain number after a word, with nothing before its unit
        that could make it something else."""
        t, digits = self.t, token.digits
        right = t[at : at + 1]
        if right in _AFTER_DIGITS:
            if digits[0] == "0" or digits.count(".") > 1:
                return False
            at = token.end = self.scale(token, at)
            if not token.scale:
                return False
        elif (
            (right <= _IDEOGRAPHS and right not in {"%", ","})
            or right in self.reader.right
            or (digits[0] == "0" and digits[1:2] != ".")
            or digits.count(".") > 1
        ):
            return False
        self.unit(token, at)
        end = token.end
        following = t[end : end + 1]
        if following == "级" and token.unit not in ("", "%"):
            token.decoy = "grade"
            return True
        if t[token.start - 1] in self.reader.before or following in self.reader.after:
            self.hedges(token)
        return True

    def scale(self, token: Token, at: int) -> int:
        """The end of the number with its scale and what stands inside: 30余万, 45万余."""
        t = self.t
        inside = ""
        following = t[at : at + 1]
        if following in _SCALED:
            found = pattern(_SCALE).match(t, at)
            if found:
                inside, token.scale = found[1], found[2]
                token.number += token.scale
                at = found.end()
                following = t[at : at + 1]
        if following in _ODD_NOT or following in _ODD_ONLY:
            beyond = t[at + 1 : at + 2]
            if following in _ODD_NOT:
                odd = not beyond or beyond not in _ODD_NOT[following]
            else:
                odd = bool(beyond) and beyond in _ODD_ONLY[following]
            if odd:
                inside, at = following, at + 1
        token.inside = inside
        return at

    def signed(self, start: int) -> bool:
        """Whether the dash before `start` is a minus: it does not join two things."""
        if start < 2:
            return True
        left = self.t[start - 2]
        return (
            not (left.isascii() and left.isalnum())
            and left not in "-−—–)）%‰"
            and (not self.group or self.group[-1].end < start - 1)
        )

    def money(self, token: Token) -> None:
        """A currency sign or code before the number."""
        t = self.t
        start = token.start - (t[token.start - 1 : token.start] == " ")
        for width in (4, 3, 2, 1):
            if start >= width and t[start - width : start] in _money_before():
                left = t[start - width - 1 : start - width]
                if left.isascii() and left.isalpha():
                    continue
                token.unit = t[start - width : start]
                token.start = start - width
                token.money = True
                return

    def code_apart(self, start: int) -> bool:
        """USD 80: a currency code or sign and a space before the number."""
        left = self.t[start - 2 : start - 1]
        return bool(left) and left.isascii() and (left.isalpha() or left in "$.")

    def unit(self, token: Token, at: int) -> None:
        """The unit word at `at`, perhaps after one space."""
        t = self.t
        end = self.unit_end(at)
        if not end and t[at : at + 1] in _BLANKS:
            at = self.word_at(at)
            end = self.unit_end(at)
        if not end:
            return
        token.unit = t[at:end]
        token.end = end

    def word_at(self, at: int) -> int:
        """Where the word after a few blanks begins: a mark of a layout may leave several."""
        stop = at + _MOST_BLANKS
        while at < stop and self.t[at : at + 1] in _BLANKS:
            at += 1
        return at

    def unit_end(self, at: int) -> int:
        t, reader = self.t, self.reader
        first = t[at : at + 1]
        if not first:
            return 0
        for word in reader.long_units.get(t[at : at + 2], ()):
            if t.startswith(word, at):
                end = at + len(word)
                stops = zh.UNIT_STOPS.get(word)
                if not (stops and t[end : end + 1] in stops and end < len(t)):
                    return self.unit_tail(end, word)
        if first in reader.short_units:
            stops = zh.UNIT_STOPS.get(first)
            if not (stops and t[at + 1 : at + 2] in stops and at + 1 < len(t)):
                return self.unit_tail(at + 1, first)
        if (first.isascii() and first.isalpha()) or first in "µμ":
            word = self.latin_unit(at)
            end = at + len(word)
            if word and not (first in "xX" and t[end : end + 1].isdigit()):  # 7x9
                return end if "/" in word else self.unit_tail(end, word)
        return 0

    def latin_unit(self, at: int) -> str:
        """The unit in Latin letters at `at`: mm, and mmol of mmol/L."""
        found = pattern(_LATIN).match(self.t, at)
        if found is None or found[0] in units.KNOWN:
            return found[0] if found else ""
        head, stroke, _ = found[0].partition("/")
        return head if stroke and head in units.KNOWN else ""

    def unit_tail(self, end: int, word: str) -> int:
        """The end with what belongs to the unit: 份(册), 元/月."""
        t = self.t
        following = t[end : end + 1]
        if following in ("(", "（"):
            found = pattern(_BRACKETED).match(t, end)
            if found and found[1] in units.COUNTING_WORDS and word in units.COUNTING_WORDS:
                return found.end()
        while following in {"/", "·"} or (following == "每" and t.startswith(zh.PER_EVERY, end)):
            for per in self.reader.per.get(t[end + 1 : end + 2], ()):
                if t.startswith(per, end + 1):
                    end += 1 + len(per)
                    break
            else:
                break
            following = t[end : end + 1]
        return end

    def hedges(self, token: Token) -> None:
        t, reader = self.t, self.reader
        start, end = token.start, token.end
        for word in reader.before.get(t[start - 1 : start], ()):
            if t.endswith(word, 0, start):
                stops = zh.HEDGE_STOPS.get(word)
                left = t[start - len(word) - 1 : start - len(word)]
                if not (stops and left and left in stops):
                    token.before = word
                    break
        for word in reader.after.get(t[end : end + 1], ()):
            if t.startswith(word, end):
                if len(word) == 1 and t[end + 1 : end + 2] in "少种数元样党边于余年次人":
                    continue
                token.after = word
                break

    # -- what is no figure ------------------------------------------------------------------------

    def decoy_before(self, start: int, at: int, left: str, digits: str) -> tuple[str, int] | None:
        t, reader = self.t, self.reader
        if left == "\n" or (left in " 　\t#*-•·" and self.line_start(start)):
            found = pattern(_MARKER).match(t, at)
            if found and len(digits) < 4 and not t.startswith("%", found.end()):
                return "list number", at
            if digits.count(".") and len(digits) < 9 and t[at : at + 1] in " 　" and self.title(at):
                return "list number", at
        elif left in "。；;：:！!" and len(digits) < 3 and t[at : at + 1] in ("、", ".", "．", ")"):
            following = t[at + 1 : at + 2]
            if not (following.isascii() and following.isdigit()) and (
                left not in ":：" or following > "一"
            ):
                return "list number", at
        elif left in _OPEN:
            closing = t[at : at + 1]
            if closing and closing in "]〕】］":
                return ("document number" if len(digits) == 4 else "footnote"), at
            if closing in (")", "）") and len(digits) < 3 and digits.isdigit():
                return "list number", at
        if digits.count(".") > 1:
            return "version or date", at
        mask = t[at : at + 1]
        if mask and mask in "xX×*＊✕":
            found = pattern(_MASKS).match(t, at)
            assert found is not None
            beyond = t[found.end() : found.end() + 1]
            if found.end() - found.start() > 1 or (beyond and beyond in "年月日号"):
                return "mask", found.end() + (beyond == "年")
        if left in "xX×*＊✕" and start > 1 and self.masked(start, at):
            return "mask", at
        if left == "×" and digits in ("100", "1000", "10000") and start > 1:
            if t[at : at + 1] in ("%", "‰") and not t[start - 2].isdigit():
                return "formula", at  # 合格数÷抽检数×100%
        if left == "+" and (not self.unit_end(at) or t[start - 2 : start - 1].isdigit()):
            return "formula", at
        if mask == "+" and t[at + 1 : at + 2].isascii():
            return "formula", at
        name = reader.decoys.standing_before(t, start, at, digits)
        if not name and start > 1 and (left in " :：" or (left in "为是" and t[start - 2] in _NAMED)):
            core = start - 1
            if t[core - 1] in " :：":
                core -= 1
            name = reader.decoys.standing_before(t, core, at, digits)
            if name not in ("code", "part number", "caption"):
                name = ""
            if name == "part number" and left in ":：":
                name = ""
        if name:
            return name, at
        if (left.isascii() and (left.isalpha() or left in "/.@_=&?\\")) or left == "-":
            return self.glued_left(start, at, left, digits)
        return None

    def masked(self, start: int, at: int) -> bool:
        """201*5年, but 12x9厘米."""
        beyond = self.t[at : at + 1]
        if self.t[start - 2] in "xX×*＊✕":
            return True
        return self.t[start - 2] in "12" and bool(beyond) and beyond in "年月"

    def glued_left(self, start: int, at: int, left: str, digits: str) -> tuple[str, int] | None:
        """A Latin letter or a sign of addresses stands right before the number."""
        t = self.t
        if left == "-":
            if start > 1 and (t[start - 2].isascii() and t[start - 2].isalpha()):
                return "code", at
            return None
        if left.isalpha() and any(
            t[max(0, start - n) : start] in _money_before() for n in (4, 3, 2)
        ):
            return None
        if self.in_address(start, at):
            return "address", at
        if left in "xX" and t[start - 2 : start - 1].isdigit():  # 7x9
            return None
        return ("code", at) if left.isalpha() else None

    def in_address(self, start: int, at: int) -> bool:
        """Whether the word of ASCII characters around a number is an address; each word is looked at once."""
        if start >= self.closed:
            self.closed, self.closed_address = address(self.t, start, at)
        return self.closed_address

    def decoy_after(self, start: int, at: int, digits: str) -> tuple[str, int] | None:
        t, reader = self.t, self.reader
        right = t[at : at + 1]
        name = reader.decoys.standing_after(t, start, at, at, digits)
        if not name and right == " ":
            name = reader.decoys.standing_after(t, start, at, at + 1, digits)
        if name:
            width = 1 if right in ("年", "月", "日", "时", "岁", "号") else 0
            return name, at + width
        if right.isascii() and right.isalpha() and right not in "xX":
            if not self.latin_unit(at):
                return ("address" if self.in_address(start, at) else "code"), at
        if right in ("@", "_"):
            return "address", at
        if len(digits) >= 7 and digits.isdigit():
            if (
                len(digits) == 11
                and digits[0] == "1"
                and digits[1] in "3456789"
                and not self.counted(at)
            ):
                return "phone", at
            if digits[0] == "0" or len(digits) > 15:
                return "code", at
        elif len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
            return "code", at
        return None

    def quantified(self, at: int) -> bool:
        """Whether a scale or a unit follows: 代表12人, 热线3.2万次."""
        t = self.t
        if t[at : at + 1] == " ":
            at += 1
        return t[at : at + 1] in ("万", "亿", "余", "多", "%", "‰") or bool(self.unit_end(at))

    def counted(self, at: int) -> bool:
        return bool(self.unit_end(at))

    def line_start(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self.t[at] in " 　\t#*-•·" and start - at < 12:
            at -= 1
        return at < 0 or self.t[at] == "\n"

    def title(self, at: int) -> bool:
        following = self.t[at + 1 : at + 2]
        return bool(following) and not self.unit_end(at + 1) and "一" <= following <= "鿿"


@lru_cache(maxsize=1)
def _money_before() -> frozenset[str]:
    return frozenset(w for w in units.MONEY_BEFORE if w not in ("R", "人民币", "人民幣"))
