"""English: the tables of the language ready for look-ups, and what every step asks of a text."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.exact.reading import HEDGES_BEFORE
from audit.extract.tokens import Decoys
from audit.languages import english as en

# one set of first characters: the search is quick
DIGITS = r"[0-9.](?:(?<=[0-9])(?:\d{0,2}(?:[,'’\u2009\u00a0\u202f]\d{3})++(?!\d)(?:\.\d+)?|\d?(?: \d{3}){2,4}(?= [a-z])|\d?(?:,\d{2}){1,5},\d{3}(?!\d)|\d*(?:\.\d+)*)|(?<=\.)(?<![\w.]\.)\d+)"
WORD = re.compile(r"[ -]([A-Za-z][A-Za-z'’]*)")

SYMBOLS = "$€£¥₹￥＄₩₽₦₱₫₺฿"
TAIL = re.compile(
    r"(?P<scale>[ -]?(?:million|billion|trillion|thousand|hundred|lakh|crore)s?\b|(?:bn|mn|mln|bln|tn|trn|k|K|m|M|B|b|T|MM|mm)(?![A-Za-z])| (?:bn|mn|mln|bln|tn|trn|m)(?![A-Za-z/]))?"
    r"(?P<unit> ?%[ -]?points?\b| ?[%‰％]| ?per ?cent\b| ?-?percentage[ -]points?\b| ?-?percent(?:[ -]points?)?\b"
    r"| ?pct\b| ?-?basis[ -]points?\b| ?bps?\b| ?ppts?\b| ?pp\b| times\b|[xp](?![A-Za-z0-9])|-?fold\b"
    r"|(?<=[\dnbk]) ?(?:US dollars|dollars?|euros?|yuan|renminbi|pounds sterling|yen|rupees|roubles|rubles|Kenyan shillings|shillings)\b"
    r"| (?:USD|EUR|GBP|RMB|CNY|JPY|INR|KES|HKD|CHF|AUD|CAD|SGD)\b)?",
    re.IGNORECASE,
)


_AFTER_M = " ,.;:)"  # US$ 3 m
# how the words of TAIL begin after a blank or a hyphen
_TAIL_HEADS = frozenset(
    en.words(
        "bn mn ml bl tn m mi bi tr th hu la cr pe pc ba bp pp ti fo us do eu yu re po ye ru ro ke sh gb rm cn jp in hk ch au ca sg"
    )
)


# ... and in small letters, by the shortest beginnings that tell them from other words
NO_CALM = frozenset(
    en.words(
        "bn mn tn bp pp od mil bil tri tho hun lak cro per pct bas tim fol dol eur yua ren pou yen rup rou rub "
        "ken shi mln bln trn"
    )
) | {"m", "m ", "m,", "m.", "m;", "m)", "m:"}


def tail(text: str, at: int) -> re.Match[str] | None:
    """The scale and unit that stand in `text` at `at`, where none of NO_TAIL does."""
    if text[at] in {" ", "-"}:
        head = text[at + 1 : at + 3]
        if head[:1] not in _SIGNS and head.rstrip(_AFTER_M).lower() not in _TAIL_HEADS:
            return None
    return TAIL.match(text, at)


NO_TAIL = frozenset(("", *",.;:)(/\n]|*"))
_SIGNS = frozenset("%‰％ -")


Known = tuple[bool, bool] | str | None
_PAUSES = frozenset(",:;")
_MOST_WORDS = 20_000


class Reader:
    def __init__(self) -> None:
        self.numbers = re.compile(DIGITS, re.ASCII)
        self.decoys = Decoys(en.DECOYS)
        self.months = frozenset(en.MONTHS)
        self.labels = frozenset(en.LABELS)
        self.years = frozenset(en.YEAR_BEFORE)
        self.only_years = self.years - self.labels - {m.lower() for m in en.MONTHS}
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
            r" (?:or (?:more|less|fewer|above|higher|over|greater|better|below|under|lower|so)|and (?:above|over|more|up|below|under)|at (?:least|most))\b|[ -]plus(?= [a-z])|\+(?!\d)"
        )
        codes = sorted(
            (w for w in units.MONEY_BEFORE if w.isascii() and len(w) > 1), key=len, reverse=True
        )
        self.codes = frozenset(codes)
        self.money = frozenset(units.MONEY_BEFORE)
        self.code_ends = frozenset(SYMBOLS).union(w[-1] for w in codes)
        self.code_end = re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, codes))}) ?\(?$")
        streets = "|".join(map(re.escape, en.STREETS))
        self.street = re.compile(rf" (?:[A-Z][a-z]+ ){{1,3}}(?:{streets})(?![a-z])")
        self._number_words()
        self.nouns_known: dict[str, bool | None] = {}
        self.words_known: dict[str, Known] = {}
        self.telling = (
            self.labels
            | frozenset(en.COMMON_LABELS)
            | frozenset(en.AGE_BOUNDS)
            | frozenset(("call", "dial", "ring"))
        )
        self.ending = frozenset(
            word.split()[-1].lower()
            for d in en.DECOYS
            if not d.after
            for word in d.before
            if word.strip()
        )
        self.common_labels = frozenset(en.COMMON_LABELS)
        self.aged = frozenset(en.AGED)
        self.age_bounds = frozenset(en.AGE_BOUNDS)
        self.postal = frozenset(en.POSTAL)
        self.moved = frozenset(en.MOVED)
        self.function_words = frozenset(en.FUNCTION_WORDS)
        self.states = frozenset(en.STATES)

    def _number_words(self) -> None:
        """The patterns that find number words."""
        tens = "|".join(en.TENS_WORDS)
        ones = "|".join(en.SMALL_WORDS[:8])
        small = "|".join(en.SMALL_WORDS)
        parts = "halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
        simple = rf"(?:(?:{tens})(?:[- ](?:one|{ones}))?|{small})"
        self.words = re.compile(
            rf"[\s(\[\"“‘'’/—–,.;:*_|>](?=one|t(?:w[eo]|en|h[ir])|fou|fort|fi[vf]|six|sev|eig|ele|nin|zero|half |an? [dhmtbq])(?:(?P<part>(?:one|two|three|four|five|six|seven|eight|nine)[- ](?:{parts})|one(?:-half| half(?= of )| in (?:{ones}|{small}|{tens}))"
            rf"|half(?= (?:of|the) )|a (?:third|quarter)(?= of (?!a (?:million|billion|trillion))))|(?P<dozen>(?:a|two|three|four|half a) dozen)"
            rf"|(?P<mixed>(?:one|{simple})[- ]and[- ]a[- ]half(?: (?:thousand|million|billion|trillion))?)"
            rf"|(?P<big>(?:half an?|a half|a quarter of a) (?:million|billion|trillion)|(?:an?|one|{simple}) (?:hundred|thousand|million|billion)(?: (?:thousand|million|billion))?(?: (?:and )?{simple}(?: (?:hundred|thousand|million)){{0,2}}){{0,4}})"
            rf"|(?P<zero>zero)|(?P<plain>{simple}))(?![A-Za-z]|-(?:day|week|month|year|hour|thirds|fold|part|way|digit|star|time))"
        )

        # compiled when they are first asked for
        self.some_of = rf"(?: out)? of (?:the |its |our |their |these |those |all )?(?:\d|(?:{tens}|{small})\b)"
        self.of_some = (
            rf"(?i:(?:\d|\b(?:{tens}|{small}))(?: out)? of (?:the|its|our|their|these|those) $)"
        )

    def known(self, word: str) -> Known:
        """Of a plain word before a number whether it may be a hedge and whether it may tell a
        decoy; the class where it surely tells one; None for a word that needs a closer look.
        Remembered, as a text has few words."""
        try:
            return self.words_known[word]
        except KeyError:
            if len(self.words_known) > _MOST_WORDS:
                self.words_known.clear()
            found = self.words_known[word] = self._look(word)
            return found

    def counts(self, word: str) -> bool | None:
        """Whether a word after a number is a noun that is counted; None where the next one tells."""
        try:
            return self.nouns_known[word]
        except KeyError:
            if len(self.nouns_known) > _MOST_WORDS:
                self.nouns_known.clear()
            found = self.nouns_known[word] = self._counts(word.lower())
            return found

    def _counts(self, word: str) -> bool | None:
        if word in self.nouns:
            return not (units.known(word) and not units.is_count(word))
        if word in self.function_words:
            return False
        if units.known(word):
            return units.is_count(word)
        plural = word.endswith("s") and not word.endswith(("ss", "us", "is"))
        return True if plural else None

    def _look_before_pause(self, word: str) -> Known:
        """Before a colon or a comma only a label or a month tells something: Table: 5; May, 2019."""
        small = word.lower()
        names = word in self.months or small in self.labels or small in self.telling
        return None if names or small in self.years else (False, False)

    def _look(self, word: str) -> Known:
        if word[-1:] in _PAUSES and word[:-1].isalpha() and word.isascii():
            return self._look_before_pause(word[:-1])
        if not (word.isascii() and word.isalpha()):
            return None
        small = word.lower()
        if word in self.months:
            return "date"
        if small in self.labels and small not in self.common_labels and small[-1] != "s":
            return "label" if small not in self.years else None
        plain = (word == small or word in self.no_name) and small not in self.telling
        return (small in self.hedges, small in self.ending) if plain else None


@lru_cache(maxsize=1)
def reader() -> Reader:
    return Reader()


def is_day(digits: str) -> bool:
    return digits.isdigit() and len(digits) <= 2 and 1 <= int(digits) <= 31


def year_shape(digits: str) -> bool:
    return len(digits) == 4 and digits.isdigit() and "1700" <= digits <= "2099"


def unit_word(unit: str) -> str:
    word = unit.strip(" -")
    if word.isupper() and len(word) == 3:  # a code of money
        return word
    word = word.lower()
    if word[0] == "%" and "point" in word:
        return "percentage points"
    return word.replace("per cent", "percent").replace("-", " ") if word.isascii() else word


_BORDERS = frozenset(' \n\t(|*_"“[')


class Text:
    """A text that is being read."""

    def __init__(self, reader: Reader, text: str) -> None:
        self.reader = reader
        self.t = text
        self.looked, self.found = -1, ("", 0)  # the last word that was asked for

    def counted(self, at: int) -> bool:
        """Whether an English noun that is counted follows."""
        found = WORD.match(self.t, at)
        if found is None:
            return False
        told = self.reader.counts(found[1])
        if told is not None:
            return told
        following = WORD.match(self.t, found.end())
        return bool(following and following[1].lower() in self.reader.nouns)

    def counted_by_name(self, at: int) -> bool:
        """Whether a noun of the tables follows, at most one word further: zero new cases."""
        found = WORD.match(self.t, at)
        if found is None:
            return False
        following = WORD.match(self.t, found.end())
        names = self.reader.nouns
        return found[1].lower() in names or bool(following and following[1].lower() in names)

    def word_before(self, at: int) -> tuple[str, int]:
        """The word that ends at `at`, and where it begins."""
        if at == self.looked:
            return self.found
        t = self.t
        stop = max(0, at - 24)
        begin = t.rfind(" ", stop, at) + 1 or stop
        word = t[begin:at]
        if begin == stop or not _BORDERS.isdisjoint(word):
            begin = at
            while begin > stop and t[begin - 1] not in _BORDERS:
                begin -= 1
            word = t[begin:at]
        self.looked, self.found = at, (word, begin)
        return self.found
