"""Reading the figures of English text: one pass over the digits, one over the number words."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.exact.numerals import SCALES_SHORT
from audit.exact.reading import HEDGES_BEFORE
from audit.extract import settle
from audit.extract.tokens import UNREAD, Decoys, NoFigure, Scan, Span, Token, address
from audit.languages import english as en

_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*|(?<![\w.])\.\d+"
_TAIL = re.compile(
    r"(?P<scale>[ -]?(?:million|billion|trillion|thousand|hundred|lakh|crore)s?\b|(?:bn|mn|mln|bln|tn|trn|k|K|m|M|B|b|T|MM|mm)(?![A-Za-z]))?"
    r"(?P<unit> ?%[ -]?points?\b| ?[%‰％]| ?per ?cent\b| ?-?percentage[ -]points?\b| ?-?percent(?:[ -]points?)?\b"
    r"| ?pct\b| ?-?basis[ -]points?\b| ?bps?\b| ?ppts?\b| ?pp\b| times\b|x(?![A-Za-z0-9])|-?fold\b"
    r"|(?<=[\dnbk]) ?(?:US dollars|dollars?|euros?|yuan|renminbi|pounds sterling|yen|rupees|roubles|rubles|Kenyan shillings|shillings)\b"
    r"|(?: (?:million|billion))? (?:USD|EUR|GBP|RMB|CNY|JPY|INR|KES|HKD|CHF|AUD|CAD|SGD)\b)?",
    re.IGNORECASE,
)
_BRACKET_TAIL = re.compile(r"\) ?(?:(million|billion|trillion|thousand|%|per cent|percent)\b|(%))?", re.IGNORECASE)
_WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'’]*)")
_JOINS = {
    " to ": "to", " and ": "list", ", ": "list", ", and ": "list", " or ": "list", "-": "range", "–": "range",
    "—": "range", " - ": "range", " – ": "range", "/": "slash", ":": "ratio", " through ": "to", "--": "range", "−": "range",
    " & ": "list", " (": "bracket", "(": "bracket", " until ": "to", ",": "comma", ", or ": "list", " ": "space",
}
_SYMBOLS = "$€£¥₹￥＄₩₽₦₱₫₺฿"


class Reader:
    def __init__(self) -> None:
        self.numbers = re.compile(_DIGITS, re.ASCII)
        self.decoys = Decoys(en.DECOYS)
        self.months = frozenset(en.MONTHS)
        self.labels = frozenset(en.LABELS)
        self.years = frozenset(en.YEAR_BEFORE)
        self.nouns = frozenset(en.COUNT_NOUNS)
        self.no_name = frozenset(en.NO_NAME)
        self.no_count = frozenset(en.NO_COUNT)
        self.no_count_before = frozenset(en.NO_COUNT_BEFORE)
        self.hedges: dict[str, list[str]] = {}
        for phrase in HEDGES_BEFORE:
            if phrase.isascii() and phrase[0].isalpha():
                self.hedges.setdefault(phrase.split()[-1], []).append(phrase)
        for phrases in self.hedges.values():
            phrases.sort(key=len, reverse=True)
        self.after = re.compile(
            r" (?:or (?:more|less|fewer|above|higher|over|greater|better|below|under|lower|so)|and (?:above|over|more|up|below|under)|at (?:least|most))\b|\+(?!\d)"
        )
        codes = sorted((w for w in units.MONEY_BEFORE if w.isascii() and len(w) > 1), key=len, reverse=True)
        self.codes = frozenset(codes)
        self.code_end = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, codes))}) ?\(?$")
        streets = "|".join(map(re.escape, en.STREETS))
        self.street = re.compile(rf" (?:[A-Z][a-z]+ ){{1,3}}(?:{streets})(?![a-z])")
        tens = "|".join(en.TENS_WORDS)
        ones = "|".join(en.SMALL_WORDS[:8])
        small = "|".join(en.SMALL_WORDS)
        parts = "halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
        simple = rf"(?:(?:{tens})(?:-(?:one|{ones}))?|{small})"
        self.words = re.compile(
            rf"(?<![A-Za-z\d-])(?:(?P<part>(?:one|two|three|four|five|six|seven|eight|nine)[- ](?:{parts})"
            rf"|half(?= (?:of|the) )|a (?:third|quarter)(?= of ))|(?P<dozen>(?:a|two|three|four|half a) dozen)"
            rf"|(?P<big>(?:an?|one|{simple}) (?:hundred|thousand|million|billion)(?: and {simple}| {simple})?)"
            rf"|(?P<plain>{simple}))(?![A-Za-z]|-(?:day|week|month|year|hour|thirds|fold|part|way|digit|star|time))",
            re.IGNORECASE,
        )

    def scan(self, text: str) -> Scan:
        return _Pass(self, text).run()


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader()


class _Pass:
    def __init__(self, reader: Reader, text: str) -> None:
        self.reader = reader
        self.t = text
        self.tokens: list[Token] = []
        self.closed = 0
        self.closed_address = False

    def run(self) -> Scan:
        end = 0
        tokens = self.tokens
        for match in self.reader.numbers.finditer(self.t):
            if match.start() < end:
                continue
            token = self.number(match)
            if tokens and token.start >= end and token.start - end <= 9:
                token.join = _JOINS.get(self.t[end : token.start], "")
                if token.join and not token.decoy:
                    self.follow(tokens[-1], token)
            tokens.append(token)
            end = token.end
        figures: list[Span] = []
        others: list[NoFigure] = []
        self.settle(figures, others)
        self.number_words(figures)
        return Scan(figures, others)

    # -- one number in digits ---------------------------------------------------------------------

    def number(self, match: re.Match[str]) -> Token:
        t = self.t
        start, at = match.span()
        digits = match[0]
        token = Token(start, at, digits, digits)
        left = t[start - 1] if start else "\n"
        self.money(token, left)
        if token.number[0] == "-" and token.end > at:  # $(3.4)
            return self.bracketed(token, at)
        tail = _TAIL.match(t, at)
        if tail is not None:
            scale, unit = tail["scale"], tail["unit"]
            if scale and not self.scaled(scale, token, unit):
                scale = unit = None
            if scale:
                token.scale = scale.strip(" -")
                token.number += token.scale
                token.end = tail.end("scale")
            if unit and not (token.money and not unit.strip().startswith(("%", "per"))):
                token.unit = self.unit_word(unit)
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

    def unit_word(self, unit: str) -> str:
        word = unit.strip(" -").lower()
        if word[0] == "%" and "point" in word:
            return "percentage points"
        return word.replace("per cent", "percent").replace("-", " ") if word.isascii() and not word.isupper() else word

    def scaled(self, scale: str, token: Token, unit: str | None) -> bool:
        """Whether a short scale (m, k, bn) is one: after money, or where it means nothing else."""
        if scale[0] in " -" or len(scale) > 3:
            return True
        if scale not in SCALES_SHORT:
            return False
        return token.money or scale in ("bn", "Bn", "mn", "mln", "bln", "tn", "trn", "k")

    def money(self, token: Token, left: str) -> None:
        """A currency sign or code before the number, a minus, a bracket after the sign."""
        t = self.t
        start = token.start
        negative = False
        if left in "-−–" and (start < 2 or t[start - 2] in " ($€£\n\t,;:"):
            negative = True
            start -= 1
            left = t[start - 1 : start]
        bracket = left == "(" and start > 1 and (t[start - 2] in _SYMBOLS or t[start - 2].isalpha() or t[start - 2] == ".")
        if bracket:
            start -= 1
            left = t[start - 1]
        if left and (left in _SYMBOLS or (left == " " and start > 1 and t[start - 2] in _SYMBOLS)):
            end = start - (left == " ")
            begin = end - 1
            while begin > 0 and t[begin - 1].isascii() and (t[begin - 1].isalpha() or t[begin - 1] == ".") and end - begin < 5:
                begin -= 1
            if t[begin:end] not in units.MONEY_BEFORE:
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
        if not negative and start and unit and self.t[start - 1] in "-−" and not (
            start > 1 and self.t[start - 2].isalnum()
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

    def counted(self, at: int) -> bool:
        """Whether an English noun that is counted follows."""
        found = _WORD.match(self.t, at)
        if found is None:
            return False
        word = found[1].lower()
        if word in self.reader.nouns:
            return not (units.known(word) and not units.is_count(word))
        if word in _FUNCTION:
            return False
        if units.known(word):
            return units.is_count(word)
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            return True
        following = _WORD.match(self.t, found.end())
        return bool(following and following[1].lower() in self.reader.nouns)

    def hedges(self, token: Token) -> None:
        t = self.t
        end = token.start - 1
        if end > 0 and t[end] == " ":
            begin = t.rfind(" ", max(0, end - 16), end) + 1 or max(0, end - 16)
            for phrase in self.reader.hedges.get(t[begin:end].lower().lstrip("(\n"), ()):
                first = end - len(phrase)
                if first >= 0 and t[first:end].lower() == phrase and not t[first - 1 : first].isalnum():
                    if phrase == "up to" and t[:first].rstrip().rsplit(" ", 1)[-1] in _MOVED if first < 40 else phrase == "up to" and t[first - 40 : first].rstrip().rsplit(" ", 1)[-1] in _MOVED:
                        break
                    token.before = phrase
                    break
        found = self.reader.after.match(t, token.end)
        if found:
            token.after = found[0].strip()

    # -- what is no figure ------------------------------------------------------------------------

    def decoy(self, token: Token, start: int, at: int, left: str, digits: str) -> str:
        t, reader = self.t, self.reader
        right = t[at : at + 1]
        if start < self.closed and self.closed_address:
            return "address"
        if token.money:
            return ""
        if left == "\n" or (left in " \t#*>-•(" and self.line_start(start)):
            if right in (".", ")") and t[at + 1 : at + 2] in (" ", "\t", "\n", "") and len(digits) < 4:
                return "list number"
            if left != "\n" and t[start - 2 : start - 1] == "#" and "." in digits:
                return "list number"
        if digits.count(".") > 1:
            return "version or date"
        if digits[0] == "0" and len(digits) > 1 and digits[1] != ".":
            return "code"
        if left == "+":
            return "formula" if start > 1 and t[start - 2].isdigit() else "phone"
        if (left.isascii() and left.isalpha()) or left in "_@/\\=&" or (left == "-" and token.number[0] != "-"):
            return self.glued(start, at, left)
        if right and right.isascii() and (right.isalpha() or right in "_@"):
            name = reader.decoys.standing_after(t, start, at, at, digits)
            if name:
                return name
            found = _LETTERS.match(t, at)
            if found is None or found[0] not in units.KNOWN:
                _, is_address = address(t, start, at)
                return "address" if is_address else "code"
            return ""
        name = reader.decoys.standing_after(t, start, at, at, digits) or reader.decoys.standing_before(t, start, at, digits)
        if name:
            return name
        if left == " ":
            name = self.labelled(start, at, digits)
            if name:
                return name
        if right == " " and t[at + 1 : at + 2].isupper():
            found = _WORD.match(t, at)
            if found and found[1] in reader.months and self.day(digits):
                return "date"
            if reader.street.match(t, at) and digits.isdigit():
                return "street"
        if left == "(" and right == ")" and len(digits) < 3 and self.enumerates(start - 1):
            return "list number"
        if left == "[" and right == "]":
            return "footnote"
        if self.year(start, at, digits):
            return "year"
        if left == "'" or left == "’":
            return "year" if len(digits) == 2 else ""
        return ""

    def day(self, digits: str) -> bool:
        return digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31

    def line_start(self, start: int) -> bool:
        at = start - 1
        while at >= 0 and self.t[at] in " \t#*>-•(" and start - at < 14:
            at -= 1
        return at < 0 or self.t[at] == "\n"

    def enumerates(self, at: int) -> bool:
        before = self.t[max(0, at - 6) : at].rstrip()
        return not before or before[-1] in ";:,." or before.endswith((" and", " or"))

    def glued(self, start: int, at: int, left: str) -> str:
        if start < self.closed:
            return "address" if self.closed_address else "code"
        if left == "/" and start > 1 and self.t[start - 2].isdigit():
            return ""
        if left == "-" and start > 1 and (self.t[start - 2].isdigit() or not self.t[start - 2].isascii() or self.t[start - 2] in " ("):
            return ""
        self.closed, self.closed_address = address(self.t, start, at)
        if self.closed_address:
            return "address"
        self.closed = at
        if left == "-" and self.t[max(0, start - 5) : start].lower() in ("over-", "nder-"):
            return ""
        return "code"

    def word_before(self, at: int) -> tuple[str, int]:
        """The word that ends at `at`, and where it begins."""
        t = self.t
        begin = at
        stop = max(0, at - 24)
        while begin > stop and t[begin - 1] not in " \n\t(|*_\"“[":
            begin -= 1
        return t[begin:at], begin

    def labelled(self, start: int, at: int, digits: str) -> str:
        """Whether the word before names the number: Section 129, Store 900, May 2021."""
        word, begin = self.word_before(start - 1)
        if not word:
            return ""
        reader = self.reader
        bare = word.rstrip(",")
        if bare in reader.months and ((self.day(digits) and bare == word) or self.year_shape(digits)):
            return "date"
        lower = word.lower().lstrip("(")
        if lower.rstrip(":") in reader.labels or lower.rstrip(".:") in reader.labels:
            plural = lower.endswith("s") and lower not in ("series", "ifrs", "ias", "sfas", "class")
            if "," in digits or (not word[0].isupper() and plural and self.counted(at) and lower != "weeks"):
                return ""
            if lower in _COMMON_LABELS and not word[0].isupper() and self.counted(at):
                return ""
            return "label"
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
        return (bool(before) and before[-1] not in ".!?\n#*|-:") or before.endswith("of") or self.next_is_verb(begin)

    def next_is_verb(self, begin: int) -> bool:
        word = self.t.find(" ", begin)
        found = _AFTER_NUMBER.match(self.t, word + 1) if word > 0 else None
        return bool(found)

    def year_shape(self, digits: str) -> bool:
        return len(digits) == 4 and digits.isdigit() and "1700" <= digits <= "2099"

    def year(self, start: int, at: int, digits: str) -> bool:
        """A bare four-digit number is a year unless a counted noun follows and no time word stands before."""
        if not self.year_shape(digits):
            return False
        t = self.t
        before, _ = self.word_before(start - 1) if t[start - 1 : start] == " " else ("", start)
        before = before.lower()
        timed = before.rstrip(",.") in self.reader.years
        if digits < "1850":
            return timed and before in ("in", "since", "from", "until", "year", "founded", "by")
        found = _WORD.match(t, at)
        noun = found[1].lower() if found else ""
        if noun in self.reader.nouns and found and found[1][0].islower():
            return timed and before in ("in", "since", "fiscal", "fy", "during", "year", "calendar")
        if not found and t[start - 1 : start] == "(" and t[at : at + 1] == ")":
            return "1950" <= digits <= "2049"
        return digits >= "1900" or timed

    # -- numbers that hang together ---------------------------------------------------------------

    def follow(self, left: Token, right: Token) -> None:
        """What the number before says of this one: pages 14 to 19, 2016 and 2017, 209 (3)."""
        bare = not right.unit and not right.scale
        if not bare:
            return
        if right.join == "space":
            if left.decoy in ("phone", "code") and right.digits.isdigit():
                right.decoy = left.decoy
        elif right.join == "bracket":
            if left.decoy in ("label", "name", "list number") and self.t[right.end : right.end + 1] == ")" and len(right.digits) < 3:
                right.decoy = "label"
        elif right.join in ("list", "to", "range") and left.decoy in ("label", "age band", "name", "date"):
            if left.decoy == "date":
                if right.join != "list" and self.day(right.digits):
                    right.decoy = "date"
                elif self.t[left.end : right.start] == ", " and self.year_shape(right.digits):
                    right.decoy = "year"
            elif "," not in right.digits and not right.noun:
                right.decoy = left.decoy

    def settle(self, figures: list[Span], others: list[NoFigure]) -> None:
        tokens = self.tokens
        self.share(tokens)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if following is not None and following.join in ("range", "slash", "ratio"):
                chain = at + 1
                while chain + 1 < len(tokens) and tokens[chain + 1].join == following.join:
                    chain += 1
                if self.joined(tokens[at : chain + 1], figures, others):
                    at = chain + 1
                    continue
            self.emit(token, figures, others)
            at += 1

    def emit(self, token: Token, figures: list[Span], others: list[NoFigure]) -> None:
        quantity = None if token.decoy else settle.read(token, self.t)
        if quantity is None:
            others.append(NoFigure(token.start, token.end, token.decoy or UNREAD))
        else:
            figures.append(Span(token.start, token.end, quantity))

    def share(self, tokens: list[Token]) -> None:
        """A percent sign or a scale at the end of a list or range reaches back; so does a date."""
        for at in range(len(tokens) - 1, 0, -1):
            left, right = tokens[at - 1], tokens[at]
            if right.join not in ("list", "to", "range"):
                continue
            if right.decoy:
                if right.decoy == "date" and not left.decoy and not left.unit and self.day(left.digits):
                    left.decoy = "date"
                continue
            if left.decoy or left.noun:
                continue
            if not left.unit and not left.scale and right.unit and not right.money:
                left.unit = right.unit
            if not left.scale and right.scale and right.join in ("to", "range") and len(left.digits.partition(".")[0]) <= 3:
                if left.money == right.money or (left.money and not right.unit):
                    left.scale = right.scale
                    left.number += (" " if len(right.scale) > 3 else "") + right.scale

    def joined(self, group: list[Token], figures: list[Span], others: list[NoFigure]) -> bool:
        """Numbers joined by dashes, strokes or colons: a range, a fraction, a year, a code, a time, a ratio."""
        join = group[1].join
        bare = all(not x.unit and not x.scale for x in group)
        whole = all(x.digits.isdigit() for x in group)
        if join == "ratio":
            return self.ratio(group, figures, others) if bare else False
        name = ""
        if bare and whole:
            first, last = group[0], group[-1]
            if self.year_shape(first.digits) and len(group) == 2 and len(last.digits) in (2, 4):
                name = "year" if len(last.digits) == 2 or self.year_shape(last.digits) else "code"
            elif any(x.decoy for x in group) or len(group) > 2:
                name = next((x.decoy for x in group if x.decoy), "code")
            elif join == "range" and len(first.digits) == 3 and len(last.digits) == 4 and not last.noun:
                name = "phone"
            elif join == "slash" and not 0 < int(first.digits[:6]) < int(last.digits[:6]) <= 100:
                name = "code"
        if name:
            for token in group:
                others.append(NoFigure(token.start, token.end, name))
            return True
        if len(group) != 2 or any(x.decoy for x in group):
            return False
        if join == "slash":
            span = settle.fraction(group[0], group[1], self.t)
        else:
            span = self.range(group[0], group[1])
        if span is None:
            return False
        figures.append(span)
        return True

    def range(self, left: Token, right: Token) -> Span | None:
        if left.money and not right.money and not right.unit:
            right.unit = left.unit
        if not left.unit and right.unit:
            left.unit = right.unit
        return settle.range_of(left, right, self.t)

    def ratio(self, group: list[Token], figures: list[Span], others: list[NoFigure]) -> bool:
        clock = len(group) <= 3 and len(group[1].digits) == 2 and group[0].digits.isdigit() and int(group[0].digits[:3]) < 25
        near = self.t[max(0, group[0].start - 24) : group[0].start].lower()
        if clock and "ratio" not in near and "odds" not in near:
            for token in group:
                others.append(NoFigure(token.start, token.end, "clock"))
            return True
        for token in group:
            if not token.decoy or token.decoy == "year":
                token.decoy, token.unit = "", "比"
            self.emit(token, figures, others)
        return True

    # -- number words -----------------------------------------------------------------------------

    def number_words(self, figures: list[Span]) -> None:
        found: list[Span] = []
        for match in self.reader.words.finditer(self.t):
            token = self.word(match)
            if token is not None:
                quantity = settle.read(token, self.t)
                if quantity is not None:
                    found.append(Span(token.start, token.end, quantity))
        if found:
            taken = {s.start for s in figures}
            figures.extend(s for s in found if s.start not in taken)
            figures.sort(key=lambda s: s.start)

    def word(self, match: re.Match[str]) -> Token | None:
        t, reader = self.t, self.reader
        start, end = match.span()
        before, begin = self.word_before(start - 1) if start else ("", 0)
        token = Token(start, end, match[0].lower(), "")
        kind = match.lastgroup
        if kind == "part":
            return token
        tail = _TAIL.match(t, end)
        if tail is not None and tail["unit"] and tail["unit"].strip().lower() != "times":
            token.unit, token.end = self.unit_word(tail["unit"]), tail.end("unit")
            return token
        if kind in ("big", "dozen"):
            token.noun = self.counted(end)
            return token if (kind == "dozen" and token.noun) or kind == "big" else None
        if before.lower() in reader.no_count_before:
            return None
        found = _WORD.match(t, end)
        if found is None or t[end] == "-" or not found[1][0].islower() or found[1].lower() in reader.no_count:
            return None
        token.noun = self.counted(end)
        return token if token.noun or found[1].lower() in _STATES else None


_LETTERS = re.compile(r"[A-Za-z]+")
_AFTER_NUMBER = re.compile(r"\d+ (?:opened|closed|is|was|has|had|will|dates|dated|begins|ends|starts|ran|machine)\b")
_MOVED = frozenset(["was", "were", "is", "are", "went", "moved", "climbed", "rose", "came", "jumped", "shot", "go", "goes", "went", "added", "adds", "add"])
_COMMON_LABELS = frozenset(["number", "no.", "order", "case", "unit", "part", "line", "day", "type", "size", "round", "form", "rule", "issue", "note", "item", "account"])
_FUNCTION = frozenset(
    ["of", "in", "to", "by", "at", "on", "for", "from", "and", "or", "as", "is", "was", "were", "are", "has", "had", "with", "a", "an", "the", "per", "this", "that", "its", "than", "versus", "plus", "minus", "less", "yes", "across", "towards", "afterwards", "besides", "always", "perhaps", "gets", "goes", "does", "its", "his", "hers", "ours", "theirs", "us", "thus"]
)
_STATES = frozenset(["probable", "suspected", "confirmed", "new", "dead", "injured", "missing", "matched", "strain"])
