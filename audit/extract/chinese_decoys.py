"""Chinese: which numbers are no figures, by what stands around them."""

from __future__ import annotations

from functools import lru_cache

from audit.exact import units
from audit.extract.chinese_tables import Reader, Text
from audit.extract.tokens import address, pattern

_MASKS = r"[xX×*＊✕]{1,4}(?:\d(?=年))?"
_MARKER = r"[、.．)）](?!\d)|\.\d+(?:\.\d+)*(?=[ 　\u4e00-\u9fff])"
_OPEN = "[〔【(（［"
_NAMED = "号码话编真线箱"  # 版本号为2.0, 传真是0571


@lru_cache(maxsize=1)
def money_before() -> frozenset[str]:
    return frozenset(w for w in units.MONEY_BEFORE if w not in ("R", "人民币", "人民幣"))


class Sieve(Text):
    """Tells the class of a decoy and where it ends, None for a figure."""

    def __init__(self, reader: Reader, folded: str) -> None:
        super().__init__(reader, folded)
        self.closed = 0  # end of the last word that was looked at, and whether it is an address
        self.closed_address = False

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
        if left == "×" and t[at : at + 1] in ("%", "‰") and not t[start - 2 : start - 1].isdigit():
            return "formula", at  # 合格数÷抽检数×100%
        if left == "+" and (not self.unit_end(at) or t[start - 2 : start - 1].isdigit()):
            return "formula", at
        if mask == "+" and t[at + 1 : at + 2].isascii():
            return "formula", at
        name = reader.decoys.standing_before(t, start, at, digits)
        if (
            not name
            and start > 1
            and (left in " :：" or (left in "为是" and t[start - 2] in _NAMED))
        ):
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
            t[max(0, start - n) : start] in money_before() for n in (4, 3, 2)
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
        latin = right.isascii() and right.isalpha() and right not in "xX"
        if latin and not self.latin_unit(at):
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
