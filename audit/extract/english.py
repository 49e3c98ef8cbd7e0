"""Reading the figures of English text: one pass over the digits, one over the number words."""

from __future__ import annotations

import re

from msgspec.structs import replace

from audit.exact.numerals import SCALES_SHORT
from audit.extract.english_decoys import Sieve
from audit.extract.english_joins import JOINS, Joins
from audit.extract.english_tables import NO_CALM, NO_TAIL, SYMBOLS, WORD, is_day, reader, unit_word
from audit.extract.english_tables import tail as unit_tail
from audit.extract.english_words import NumberWords
from audit.extract.tokens import NoFigure, Scan, Span, Token
from audit.languages import english as en

_BRACKET_TAIL = re.compile(
    r"\) ?(?:(million|billion|trillion|thousand|%|per cent|percent)\b|(%))?", re.IGNORECASE
)
_PER_UNIT = re.compile(r"\b(?:per|each|every) [a-z]+ $|\d an? [a-z]+ $")


def scan(text: str) -> Scan:
    folded = text if text.isascii() else text.translate(en.FOLD)
    found = _Pass(reader(), folded).run()
    if folded == text:
        return found
    figures = []
    for span in found.figures:
        printed = replace(span.quantity, text=text[span.start : span.end])
        figures.append(Span(span.start, span.end, printed))
    return Scan(figures, found.others)


_LARGE = frozenset(("million", "billion"))
_WORD_NEXT = frozenset(f" {c}" for c in "abcdefghijklmnoqrstuvwxyz")  # no percent, no per cent
_POINTS = frozenset(a + b for a in " -" for b in "pP") | frozenset(
    a + b for a in "pP" for b in "op"
)  # 5% points, 5%-points
_BOUNDS = frozenset((" o", " a", " p", "-p"))  # or more, at least, plus
_VULGAR = frozenset("½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_CALM_DIGITS = re.compile(r"\d{1,3}(?:,\d{3}|\d{0,6}\.\d{1,9})")
_PER_CENT = re.compile(r" per ?cent(?![A-Za-z-]| [Pp]oint)")
_MARKS = frozenset(",.;)")
_GOES_ON = _VULGAR | {" ", "-"}
_ONWARD = frozenset("o123456789")
_MILLIONS = re.compile(r" (?:tonnes|tons|barrels|litres|liters|acres|hectares|doses|trees)\b")
_MIXED = re.compile(r"[ -]([1-9]\d?)[/⁄]([1-9]\d?)(?![\d/])|[½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")


class _Pass(Sieve, Joins, NumberWords):
    """One text being read."""

    def run(self) -> Scan:
        end = 0
        tokens: list[Token] = []
        joined = commas = False
        t = self.t
        for match in self.reader.numbers.finditer(t):
            if match.start() < end:
                continue
            token = self.number(match)
            if tokens and 0 <= token.start - end <= 9:
                join = JOINS.get(t[end : token.start], "")
                if join:
                    joined, token.join = True, join
                    commas = commas or join == "comma"
                    if not token.decoy:
                        self.follow(tokens[-1], token)
            tokens.append(token)
            end = token.end
        figures: list[Span] = []
        others: list[NoFigure] = []
        if commas:
            self.commas(tokens)
        if joined:
            self.settle(tokens, figures, others)
        else:
            for token in tokens:
                self.emit(token, figures, others)
        self.number_words(figures)
        return Scan(figures, others)

    def number(self, match: re.Match[str]) -> Token:
        t = self.t
        start, at = match.span()
        digits = match[0]
        token = Token(start, at, digits, digits)
        left = t[start - 1] if start else "\n"
        if left == " " and self.calm(token, at):
            return token
        beyond = t[start - 2 : start - 1]
        if left == "$" and beyond in {" ", "("}:
            token.unit, token.money, token.start = left, True, start - 1
        elif left != " " or beyond in self.reader.code_ends:
            self.money(token, left)
        if token.number[0] == "-" and token.end > at:  # $(3.4)
            return self.bracketed(token, at)
        right = t[at : at + 1]
        if right in _GOES_ON and (t[at + 1 : at + 2] in _ONWARD or right in _VULGAR):
            at = self.onward(token, at, right)
            right = t[at : at + 1]
        elif left == "(" and t.startswith(")%", at):  # (3.2)%
            token.start, token.end, token.unit = start - 1, at + 2, "%"
            token.number = f"-{token.number}"
            return token
        tail = None
        if right == "%" and t[at + 1 : at + 3] not in _POINTS:
            token.unit, token.end = right, at + 1
        elif token.money and right == " " and t[at + 1 : at + 8] in _LARGE:
            if t[at + 8 : at + 9] in NO_TAIL or t[at + 8 : at + 10] in _WORD_NEXT:
                token.scale, token.end = t[at + 1 : at + 8], at + 8
                token.number += t[at : at + 8]
            else:
                tail = unit_tail(t, at)
        elif right not in NO_TAIL:
            tail = unit_tail(t, at)
        if tail is not None:
            scale, unit = tail["scale"], tail["unit"]
            if scale and not self.scaled(scale, token, tail.end("scale")):
                scale = unit = None
            if scale:
                token.scale = scale.strip(" -")
                token.number += token.scale
                token.end = tail.end("scale")
            if unit and not (token.money and not unit.strip().startswith(("%", "per"))):
                token.unit = unit_word(unit)
                token.end = tail.end("unit")
        if not token.unit and not token.scale:
            decoy = self.decoy(token, start, at, left, digits)
            if decoy:
                token.decoy = decoy
                return token
        elif left.isascii() and left.isalpha() and not token.money:
            token.decoy = "code"
            return token
        self.hedges(token)
        if not token.unit:
            token.noun = self.counted(token.end)
        return token

    def calm(self, token: Token, at: int) -> bool:
        """The common shape, completed: a number after a plain word, before a word, a percent sign or
        a mark, with nothing that could make it something else."""
        t, digits, start, reader = self.t, token.digits, token.start, self.reader
        right = t[at : at + 1]
        if right == "%":
            if t[at + 1 : at + 3] in _POINTS:
                return False
        elif right == " ":
            head = t[at + 1 : at + 4]
            if head == "per" and _PER_CENT.match(t, at):
                right = "percent"
            elif not "a" <= head[:1] <= "z":
                return self.day(token, at, digits)
            elif head in NO_CALM or head[:2] in NO_CALM:
                return False
        elif right not in _MARKS or t[at + 1 : at + 2].isdigit():
            return False
        word, _ = self.word_before(start - 1)
        known = reader.known(word)
        if known is None:
            return False
        if not digits.isdigit():
            if "," in digits[4:] or not _CALM_DIGITS.fullmatch(digits):
                return False
        elif type(known) is str:
            token.decoy = known if known == "label" or is_day(digits) else ""
            return token.decoy != ""
        elif digits[0] in "012" and (len(digits) == 4 or digits[0] == "0"):
            token.decoy = self.year_after(word, right, at, digits)
            return token.decoy != ""
        if type(known) is str or (known[1] and reader.decoys.standing_before(t, start, at, digits)):
            return False
        if right == "%":
            token.unit, token.end = "%", at + 1
        elif right == "percent":
            token.unit, token.end = right, at + (9 if t[at + 4] == " " else 8)
        elif reader.decoys.standing_after(t, start, at, at, digits):
            return False
        if known[0] or t[token.end : token.end + 2] in _BOUNDS:
            self.hedges(token)
        if right == " ":
            token.noun = self.counted(at)
        return True

    def day(self, token: Token, at: int, digits: str) -> bool:
        """14 August, a date at once."""
        if len(digits) > 2 or not is_day(digits):
            return False
        found = WORD.match(self.t, at)
        if found is None or found[1] not in self.reader.months:
            return False
        token.decoy = "date"
        return True

    def onward(self, token: Token, at: int, right: str) -> int:
        """The end of the number where something belongs to it behind a blank, a hyphen or at once."""
        following = self.t[at + 1 : at + 2] if right not in _VULGAR else "1"
        if following == "o":
            return self.odd(token, at)
        if following and following in "123456789":
            return self.mixed(token, at)
        return at

    def mixed(self, token: Token, at: int) -> int:
        """2 1/2, 2½: where the number goes on."""
        found = _MIXED.match(self.t, at)
        if found is None or len(token.digits) > 3 or not token.digits.isdigit():
            return at
        if found[1] and int(found[1]) >= int(found[2]):
            return at
        token.phrase = True
        token.digits, token.end = "", found.end()
        return token.end

    def odd(self, token: Token, at: int) -> int:
        """300-odd, 300 odd: where the number goes on, the hedge inside it noted."""
        if self.t[at + 1 : at + 4] != "odd" or self.t[at + 4 : at + 5].isalnum():
            return at
        token.inside = "-odd" if self.t[at] == "-" else "odd"
        token.end = at + 4
        return at + 4

    def scaled(self, scale: str, token: Token, end: int) -> bool:
        """Whether a short scale (m, k, bn) is one: after money, or where it means nothing else."""
        word = scale.strip(" -")
        if len(word) > 3:
            return True
        if word not in SCALES_SHORT:
            return False
        if token.money or word in ("bn", "Bn", "mn", "mln", "bln", "tn", "trn", "k"):
            return True
        return scale == "m" and self.counts_millions(end)

    def counts_millions(self, end: int) -> bool:
        """340m tonnes, 12m people: no metres."""
        return _MILLIONS.match(self.t, end) is not None or self.counted(end)

    def money(self, token: Token, left: str) -> None:
        """A currency sign or code before the number, a minus, a bracket after the sign."""
        t = self.t
        start = token.start
        negative = False
        if (
            left in "-−–"
            and (start < 2 or t[start - 2] in " ($€£\n\t,;:")
            and not t[start - 3 : start - 2].isdigit()
        ):
            negative = True
            start -= 1
            left = t[start - 1 : start]
        bracket = (
            left == "("
            and start > 1
            and (
                t[start - 2] in SYMBOLS
                or t[start - 2].isalpha()
                or t[start - 2] == "."
                or (t[start - 2] == " " and t[start - 3 : start - 2] in SYMBOLS)  # $ (3.4)
            )
        )
        if bracket:
            start -= 1
            left = t[start - 1]
        if left and (left in SYMBOLS or (left == " " and start > 1 and t[start - 2] in SYMBOLS)):
            end = start - (left == " ")
            begin = end - 1
            while (
                begin > 0
                and t[begin - 1].isascii()
                and (t[begin - 1].isalpha() or t[begin - 1] == ".")
                and end - begin < 5
            ):
                begin -= 1
            if t[begin:end] not in self.reader.money:
                begin = end - 1
            self.signed(token, begin, t[begin:end], negative, bracket)
        elif left and (left.isalpha() or left in " .") and left.isascii():
            window = t[max(0, start - 8) : start + bracket]
            found = self.reader.code_end.search(window) if window.strip() else None
            if found and not (bracket and not found[0].endswith("(")):
                code = found[0].rstrip(" (")
                if code.isupper() or code in self.reader.codes:
                    self.signed(token, max(0, start - 8) + found.start(), code, negative, bracket)
                    return
            if negative:
                self.signed(token, start, "", True, False)
        elif negative:
            self.signed(token, start, "", True, False)

    def signed(self, token: Token, start: int, unit: str, negative: bool, bracket: bool) -> None:
        closing = self.t[token.end : token.end + 1] == ")"
        if bracket and not closing:
            if unit:
                return
            bracket = False
        if (
            not negative
            and start
            and unit
            and self.t[start - 1] in "-−"
            and not (start > 1 and self.t[start - 2].isalnum())
        ):
            negative = True
            start -= 1
        if unit:
            token.unit = unit
            token.money = True
        token.start = start
        if negative or bracket:
            token.number = "-" + token.number
        if bracket:
            token.end += 1

    def bracketed(self, token: Token, at: int) -> Token:
        found = _BRACKET_TAIL.match(self.t, at)
        if found and (found[1] or found[2]):
            word = found[1] or found[2]
            if word in ("%", "per cent", "percent"):
                token.unit, token.money = word, False
            else:
                token.scale = word
                token.number += word
            token.end = found.end()
        return token

    def hedges(self, token: Token) -> None:
        t = self.t
        end = token.start - 1
        if end > 0 and t[end] == " ":
            stop = end - 16 if end > 16 else 0
            word = t[t.rfind(" ", stop, end) + 1 or stop : end]
            hedges = self.reader.hedges
            for phrase in hedges.get(word) or hedges.get(word.lower().lstrip("(\n")) or ():
                first = end - len(phrase)
                if (
                    first >= 0
                    and t[first:end].lower() == phrase
                    and not t[first - 1 : first].isalnum()
                ):
                    if not (phrase == "up to" and self.moved(first)) and not (
                        phrase == "over" and self.spread(first)
                    ):
                        token.before = phrase
                    break
        if t[token.end : token.end + 2] in _BOUNDS or t[token.end : token.end + 1] == "+":
            found = self.reader.after.match(t, token.end)
            if found:
                token.after = found[0].strip()

    def spread(self, at: int) -> bool:
        """$52 per visit over 120 visits: what a value per unit is spread over, no bound."""
        return _PER_UNIT.search(self.t, max(0, at - 32), at) is not None

    def moved(self, at: int) -> bool:
        """went up to 5%: the verb before `at` tells where something ended, no bound."""
        return self.t[max(0, at - 40) : at].rstrip().rsplit(" ", 1)[-1] in self.reader.moved
