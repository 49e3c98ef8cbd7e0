"""English: which bare numbers are no figures, by what stands around them."""

from __future__ import annotations

import re

from audit.exact import units
from audit.extract.english_tables import WORD, Text, is_day, year_shape
from audit.extract.tokens import Token, address

_SAMPLE = re.compile(r"(?<![A-Za-z])[nN] ?=$")  # n=93
_LETTERS = re.compile(r"[A-Za-z]+")
_AFTER_NUMBER = re.compile(
    r"\d+ (?:opened|closed|is|was|has|had|will|dates|dated|begins|ends|starts|ran|machine)\b"
)


_NOTES = re.compile(r"\[\d{1,3}(?:[,–-] ?\d{1,3})*\]")
_NOTE_ENDS = frozenset(("", " ", "\n"))
_SHORTENED = frozenset(
    ("approx", "ca", "c", "vs", "no", "p", "pp", "sec", "fig", "max", "min", "est")
)
_ONLY_TIMES = frozenset(("in", "In", "since", "Since", "during", "During"))
_ENDS = frozenset(("", *",.;:)\n"))


class Sieve(Text):
    """Tells the class of a decoy, "" for a figure."""

    # end of the last word that was looked at, and whether it is an address
    closed = 0
    closed_address = False

    def decoy(self, token: Token, start: int, at: int, left: str, digits: str) -> str:
        t, reader = self.t, self.reader
        right = t[at : at + 1]
        if start < self.closed and self.closed_address:
            return "address"
        if token.money:
            return ""
        ending = left == " " and t[start - 2 : start - 1].isalnum()  # a word and a blank before
        if left == "\n" or (not ending and left in " \t#*>-•(" and self.line_start(start)):
            if (
                right in (".", ")")
                and t[at + 1 : at + 2] in (" ", "\t", "\n", "")
                and len(digits) < 4
            ):
                return "list number"
            if left != "\n" and t[start - 2 : start - 1] == "#" and "." in digits:
                return "list number"
        if digits.count(".") > 1:
            return "version or date"
        if digits[0] == "0" and len(digits) > 1 and digits[1] != ".":
            return "code"
        if left != " ":
            if left == "+":
                return "formula" if start > 1 and t[start - 2].isdigit() else "phone"
            if (
                (left.isascii() and left.isalpha())
                or left in "_@/\\=&"
                or (left == "-" and token.number[0] != "-")
            ):
                return self.glued(start, at, left)
        if right and right.isascii() and (right.isalpha() or right in "_@"):
            name = reader.decoys.standing_after(t, start, at, at, digits)
            if name:
                return name
            found = _LETTERS.match(t, at)
            if found is None or found[0] not in units.KNOWN or found[0] == "B":
                return "address" if self.in_address(start, at) else "code"
            return ""
        return self.told(start, at, left, right, digits)

    def year_after(self, word: str, right: str, at: int, digits: str) -> str:
        """Whether the word before settles that the number is a year: by 2021, or in 2021 it."""
        if len(digits) != 4 or digits[:2] not in ("19", "20"):
            return ""
        if right == " " and word not in _ONLY_TIMES:  # for 2021 and
            following = self.t[at + 1 : self.t.find(" ", at + 1, at + 12)]
            if following not in self.reader.function_words:
                return ""
        elif right not in _ENDS:
            return ""
        return "year" if word in self.reader.only_years or word in _ONLY_TIMES else ""

    def told(self, start: int, at: int, left: str, right: str, digits: str) -> str:
        """The class that the words around a number of ordinary shape tell."""
        t, reader = self.t, self.reader
        name = reader.decoys.standing_after(
            t, start, at, at, digits
        ) or reader.decoys.standing_before(t, start, at, digits)
        if name:
            return name
        if left == " ":
            name = self.labelled(start, at, digits)
            if name:
                return name
        if right == " " and t[at + 1 : at + 2].isupper():
            found = WORD.match(t, at)
            if found and found[1] in reader.months and is_day(digits):
                return "date"
            if reader.street.match(t, at) and digits.isdigit():
                return "street"
        if left == "(" and right == ")" and len(digits) < 3 and self.enumerates(start - 1):
            return "list number"
        if left == "[" and right == "]":
            return "footnote"
        if len(digits) < 4 and left in "[,.–-" and self.note(start, at, left, right):
            return "footnote"
        if self.year(start, at, digits):
            return "year"
        if left in {"'", "’"}:
            return "year" if len(digits) == 2 else ""
        return ""

    def measured(self, at: int) -> bool:
        """Whether a count or a length of time follows: under 18 years."""
        return self.counted(at) or self.t.startswith((" year", " month", " week"), at)

    def note(self, start: int, at: int, left: str, right: str) -> bool:
        """children.[13,14] and growth,3 where the mark of a note was raised."""
        t = self.t
        opened = t.rfind("[", max(0, start - 24), start)
        if opened > 0 and _NOTES.match(t, opened) and not t[opened - 1].isspace():
            return True
        if left not in ",." or not t[start - 2 : start - 1].isalpha():
            return False
        return right in _NOTE_ENDS and self.word_before(start - 1)[0].lower() not in _SHORTENED

    def line_start(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self.t[at] in " \t#*>-•(" and start - at < 14:
            at -= 1
        return at < 0 or self.t[at] == "\n"

    def enumerates(self, at: int) -> bool:
        before = self.t[max(0, at - 6) : at].rstrip()
        return not before or before[-1] in ";:,." or before.endswith((" and", " or"))

    def glued(self, start: int, at: int, left: str) -> str:
        if left == "/" and start > 1 and self.t[start - 2].isdigit():
            return ""
        if left in "xX" and start > 1 and self.t[start - 2].isdigit():  # 7x9
            return ""
        if left == "=" and _SAMPLE.search(self.t, max(0, start - 4), start):
            return ""
        if (
            left == "-"
            and start > 1
            and (
                self.t[start - 2].isdigit()
                or not self.t[start - 2].isascii()
                or self.t[start - 2] in " ("
            )
        ):
            return ""
        if self.in_address(start, at):
            return "address"
        if left == "-" and self.t[max(0, start - 5) : start].lower() in ("over-", "nder-"):
            return "age band" if len(self.t[start:at]) <= 2 else ""
        return "code"

    def in_address(self, start: int, at: int) -> bool:
        """Whether the word of ASCII characters around a number is an address; each word is looked at once."""
        if start >= self.closed:
            self.closed, self.closed_address = address(self.t, start, at)
        return self.closed_address

    def labelled(self, start: int, at: int, digits: str) -> str:
        """Whether the word before names the number: Section 129, Store 900, May 2021."""
        word, begin = self.word_before(start - 1)
        if not word:
            return ""
        reader = self.reader
        bare = word.rstrip(",")
        if bare.rpartition("-")[2] in reader.months and (
            (is_day(digits) and bare == word) or year_shape(digits)
        ):
            return "date"
        lower = word.lower().lstrip("(")
        if lower.rstrip(":") in reader.labels or lower.rstrip(".:") in reader.labels:
            plural = lower.endswith("s") and lower not in ("series", "ifrs", "ias", "sfas", "class")
            if "," in digits or (
                not word[0].isupper() and plural and self.counted(at) and lower != "weeks"
            ):
                return ""
            if lower in reader.common_labels and not word[0].isupper() and self.counted(at):
                return ""
            return "label"
        if len(digits) <= 2 and lower in reader.age_bounds and not self.measured(at):
            whom, _ = self.word_before(begin - 1)
            return "age band" if whom.lower() in reader.aged else ""
        if len(digits) == 5 and word in reader.postal:
            return "zip"
        if lower in ("call", "dial", "ring") and digits.isdigit() and not self.counted(at):
            return "phone"
        if (
            word[0].isupper()
            and len(word) > 1
            and word.isalnum()
            and word not in reader.no_name
            and digits.isdigit()
            and len(digits) <= 4
            and not word.endswith("s")
            and not self.counted(at)
            and self.inside_sentence(begin)
        ):
            return "name"
        return ""

    def inside_sentence(self, begin: int) -> bool:
        """Whether the word at `begin` is not the first of its sentence; a known name is one anyway."""
        before = self.t[max(0, begin - 3) : begin].rstrip(" ")
        return (
            (bool(before) and before[-1] not in ".!?\n#*|-:")
            or before.endswith("of")
            or self.next_is_verb(begin)
        )

    def next_is_verb(self, begin: int) -> bool:
        word = self.t.find(" ", begin)
        found = _AFTER_NUMBER.match(self.t, word + 1) if word > 0 else None
        return bool(found)

    def year(self, start: int, at: int, digits: str) -> bool:
        """A bare four-digit number is a year unless a counted noun follows and no time word stands before."""
        if not year_shape(digits):
            return False
        t = self.t
        before, _ = self.word_before(start - 1) if t[start - 1 : start] == " " else ("", start)
        before = before.lower()
        timed = before.rstrip(",.") in self.reader.years
        if digits < "1850":
            return timed and before in ("in", "since", "from", "until", "year", "founded", "by")
        found = WORD.match(t, at)
        noun = found[1].lower() if found else ""
        if (
            found
            and found[1][0].islower()
            and noun not in self.reader.nouns
            and noun not in self.reader.function_words
        ):
            second = WORD.match(t, found.end())
            noun = second[1].lower() if second else ""
        if noun in self.reader.nouns and found and found[1][0].islower():
            return timed and before in ("in", "since", "fiscal", "fy", "during", "year", "calendar")
        if not found and t[start - 1 : start] == "(" and t[at : at + 1] == ")":
            return "1950" <= digits <= "2049"
        return digits >= "1900" or timed
