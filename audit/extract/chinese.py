"""Reading the figures of Chinese text: one pass over the digits and the numerals before measure words."""

from __future__ import annotations

from audit.exact import units
from audit.exact.reading import HEDGES_BEFORE
from audit.extract import settle
from audit.extract.chinese_decoys import Sieve, money_before
from audit.extract.chinese_tables import Reader, reader
from audit.extract.tokens import (
    NoFigure,
    Scan,
    Span,
    Token,
    pattern,
)
from audit.languages import chinese as zh

_SCALE = (
    r" ?(?: {1,7}(?=[万亿]))?([余多来几]?)((?:亿(?:\d{1,4}万|[1-9](?=[，。；、,;）)元]|左右|$))?|万(?:\d千(?![\d米克瓦卡伏赫帕升])|\d{4}(?![\d.%,])|[1-9](?=[，。；、,;）)元]|左右|$))|(?:万|兆(?=[元日韩美台新圆]))亿?"
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
_GROUPED = r"(?:，\d{3}){1,4}(?:\.\d+)?(?=[万亿\u4e00-\u9fff])"
# numbers that follow are a list, or the first has no unit of its own
_ONE_BY_ONE = "分别|依次|逐一|各为|得分|均分|评分|比分|指数|排名|编号"
_CLAUSE_ENDS = frozenset("，。；、,;）)\n")
_SIGNS = "-−－﹣"
_IDEOGRAPHS = "\u2e80"  # from here on: no letter, sign or digit of the Latin script


_CALLED = frozenset(("code", "phone"))


def _bare(token: Token) -> bool:
    return (
        not token.unit and not token.scale and token.digits.isdigit() and 2 < len(token.digits) < 9
    )


def scan(text: str) -> Scan:
    """The figures of a text, and the digit runs that are none."""
    tables = reader()
    return _Pass(tables, tables.folded(text), text).run()


class _Pass(Sieve):
    """One text being read."""

    def __init__(self, reader: Reader, folded: str, text: str) -> None:
        super().__init__(reader, folded)
        self.text = text  # as printed
        self.same = folded is text
        self.figures: list[Span] = []
        self.others: list[NoFigure] = []
        self.group: list[Token] = []

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
            if start >= width and t[start - width : start] in money_before():
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
