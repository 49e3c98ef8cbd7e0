"""Chinese labels: the words before the number, the noun after it, the head that was named before."""

from __future__ import annotations

import re
from functools import lru_cache

from audit.exact import units
from audit.extract.chinese_tables import reader
from audit.extract.periods import chinese_marks, openings
from audit.extract.tokens import Span, by_first, by_last, pattern
from audit.languages import chinese as zh

_BREAK = "，。；：！？、,;:!?\n（(　"
_SENTENCE = "。；;！？\n"
_REACH = 48  # characters that a label may stand away
_AFTER = 16
_NEAR = 24  # a number without words of its own inherits the label of one so near
_TIMES = 8  # words that are passed over on each side
_BLANKS = ' \t"“”‘’：:'
_LEADING = " \t”’：:"
# before 分别 where what was named before is told again
_AGAIN = re.compile("[，,；;](?:较上年|比上年|较去年|比去年)?(同比|环比|)$")
_ORDINALS = re.compile(
    r"(第?)([一二三四五六七八九十])((?:、[一二三四五六七八九十])*[、和]?)([一二三四五六七八九十])([^、和一二三四五六七八九十].*)"
)
_NUMBERED = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[)）]")
_PAIRS = {")": "(", "）": "（", "”": "“", "》": "《"}
_CLOSING = frozenset(_PAIRS)
_NO_NOUN_AFTER = "和了与及或以左到至提增减降升变上下比占同其等，。；、,;:：)）"
_NOUN = r"(?:[一-鿿“”《》A-Za-z]|[（(][^（()）\n]{1,12}[)）])+"
_BREAKS = re.compile(f"[{_BREAK}]")
_SCOPE = re.compile(r"(?:\A|[，。；：:;,、\n\d（）()])([^，。；：:;,、\n\d（）()]{2,14})\Z")
_SCOPE_REACH = 14
_LIST = "、|和|与|及"
_PARTS = ("", "%", "‰", "成", "倍")
_HALVES = ("男女", "城乡")


def labels(text: str, spans: list[Span]) -> list[str | None]:
    folded = reader().folded(text)
    found = _Labels(folded, spans).run()
    if folded is text:
        return found
    printed = {zh.FOLD[ord(c)]: c for c in sorted(set(reader().foreign.findall(text)))}
    back = str.maketrans(printed)
    kept = frozenset(printed).isdisjoint
    return [name if not name or kept(name) else name.translate(back) for name in found]


class _Tables:
    """The words of the language, ready for look-ups at either end of a phrase."""

    def __init__(self) -> None:
        self.tails = by_last(zh.LABEL_TAIL)
        self.ends = by_last(zh.LABEL_ENDS)
        self.heads = by_first(zh.LABEL_HEAD)
        self.begins = by_first(zh.LABEL_BEGINS)
        self.changes = by_last(zh.CHANGES)
        self.bare = by_last((*zh.LABEL_BARE, *zh.LABEL_SHARE))
        self.cuts = by_first((*zh.LABEL_CUT, "以上", "以下"))
        self.times = frozenset(w[-1] for w in zh.PERIODS) | frozenset("年月份底末初度间期")
        self.openings = openings()


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    return _Tables()


def _ending(words: str, table: dict[str, tuple[str, ...]]) -> str:
    """The longest word of a table with which `words` ends."""
    known = table.get(words[-1:])
    if known and words.endswith(known):
        for word in known:
            if words.endswith(word):
                return word
    return ""


def _beginning(words: str, table: dict[str, tuple[str, ...]], at: int = 0) -> str:
    """The longest word of a table that begins in `words` at `at`."""
    known = table.get(words[at : at + 1])
    if known and words.startswith(known, at):
        for word in known:
            if words.startswith(word, at):
                return word
    return ""


@lru_cache(maxsize=4096)
def _without_tail(words: str) -> str:
    """Without verbs of being, particles and times before the number."""
    tables = _tables()
    for _ in range(_TIMES):
        words = words.rstrip(_BLANKS)
        tail = _ending(words, tables.tails)
        if len(_ending(words, tables.ends)) >= max(1, len(tail)):
            break
        time = _time_at_end(words)
        if time:
            words = words[:time]
            if words[-1:] in ("比", "较", "与", "同"):
                words = words[:-1]
        elif tail:
            words = words[: -len(tail)]
        elif words.endswith("相比"):
            words = words[:-2]
        else:
            break
    return words


def _time_at_end(words: str) -> int:
    """Where a time begins that ends the words (比上年, 由上年的), 0 if none does."""
    if words[-1:] not in _tables().times:
        return 0
    begin = max(0, len(words) - 12)
    for mark in chinese_marks().finditer(words, begin):
        if mark.end() == len(words) and len(mark[0]) > 1:
            return mark.start()
    return 0


@lru_cache(maxsize=4096)
def _without_head(words: str) -> str:
    """Without times, places and verbs that do not say what is measured."""
    tables = _tables()
    for _ in range(_TIMES):
        words = words.lstrip(_LEADING)
        if _beginning(words, tables.begins):
            break
        head = _beginning(words, tables.heads)
        time = chinese_marks().match(words) if words[:1] in tables.openings else None
        if time and len(time[0]) > 1:
            words = words[time.end() :].removeprefix("以来").lstrip("，,")
        elif words[2:3].isdigit() and words.startswith("计划"):
            words = words[2:]
        elif head and _parted(words, head):
            words = words[len(head) :]
        else:
            break
    words = words.strip(" \t’‘：:").lstrip("的了")
    if words.count("“") != words.count("”"):
        words = words.strip("“”")
    if len(words) == 1 and (not "一" <= words <= "鿿" or words in zh.LABEL_JOINTS):
        return ""
    return words


def _parted(words: str, head: str) -> bool:
    rest = words[len(head) :]
    if rest in zh.LABEL_WHOLE or (len(rest) == 1 and (len(head) == 1 or rest in zh.LABEL_SUFFIXES)):
        return False
    return bool(rest) or len(head) > 1


class _Labels:
    """The labels of one text. `base` is the quantity that was named last, without its change."""

    def __init__(self, text: str, spans: list[Span]) -> None:
        self.t = text
        self.spans = spans
        self.base = ""
        self.tables = _tables()
        self.colon = text.find(":")  # the next one, where a scope may end
        self.scope = ""  # 道路交通领域：
        self.echoes: dict[int, tuple[int, str]] = {}  # first number, how many, what changes

    def run(self) -> list[str | None]:
        out: list[str | None] = []
        listed = self.listed()
        last = 0
        for at, span in enumerate(self.spans):
            self.enter(last, span.start)
            if at in self.echoes:
                listed.update(self.echoed(at, out))
            if at in listed:
                label: str | None = listed[at]
                self.base = listed[at]
            else:
                ahead = self.spans[at + 1].start if at + 1 < len(self.spans) else len(self.t)
                label = self.own(span, last, ahead) or None
            if label is None and out and self.near(last, span.start):
                label = self.base or out[-1]
            out.append(label)
            last = span.end
        return out

    def enter(self, last: int, start: int) -> None:
        """Which scope holds for the number at `start`."""
        if self.scope and any(c in "。\n" for c in self.t[last:start]):
            self.scope = ""
        first = self.colon
        if not 0 <= first < start:
            return
        sentence = max(self.t.rfind("。", first, start), self.t.rfind("\n", first, start))
        while 0 <= self.colon < start:
            at = self.colon
            self.colon = self.t.find(":", at + 1)
            near = self.t[max(0, at - _SCOPE_REACH - 1) : at]
            found = at > sentence and _SCOPE.search(near)
            if found:
                words = found[1].strip(_BLANKS)
                if not words.endswith(("其中", "如下", "包括")):
                    self.scope = words

    def near(self, last: int, start: int) -> bool:
        return start - last <= _NEAR and not any(c in _SENTENCE for c in self.t[last:start])

    # -- one number -------------------------------------------------------------------------------

    def own(self, span: Span, last: int, ahead: int) -> str:
        """The words before the number, or the counted noun after it."""
        raw = self.phrase(self.t[max(last, span.start - _REACH) : span.start])
        before = self.before(raw, span.quantity.unit)
        unit = span.quantity.unit
        if unit in zh.DISTRICTS and (not raw.strip() or before in zh.LABEL_RULES_OVER):
            self.base = before = unit  # 辖六镇四乡
        if not before and last < span.start - len(raw) - 1:
            before = self.earlier(last, span)
        after = self.after(span, ahead)
        if after and (
            not before or units.is_count(span.quantity.unit) or raw.endswith(zh.LABEL_OBJECT_AFTER)
        ):
            self.base = after
            return after
        return before

    def phrase(self, words: str) -> str:
        """The end of `words` after the last break that stands in no bracket or quotes of its own."""
        if words[-1:] in ("：", ":", "(", "（"):  # 合计：120元
            words = words[:-1]
        if _CLOSING.isdisjoint(words):
            return _BREAKS.split(words)[-1]
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

    def earlier(self, last: int, span: Span) -> str:
        """城镇化率稳步提高，由58.3%: the clause before, where no number stands in it."""
        raw = self.phrase(self.t[max(last, span.start - _REACH) : span.start])
        end = span.start - len(raw) - 1
        if self.t[end : end + 1] not in ("，", ",") or (last and self.near(last, span.start)):
            return ""
        clause = self.phrase(self.t[max(last, end - _REACH) : end])
        words = _without_tail(clause)
        change = _ending(words, self.tables.changes)
        words = _without_tail(words[: -len(change)]) if change else ""
        words = _without_head(pattern(zh.LABEL_ADVERB).sub("", words))
        self.base = words or self.base
        return words

    def before(self, raw: str, unit: str) -> str:
        words = _without_tail(raw.rstrip())
        change = _ending(words, self.tables.changes)
        if change:
            words = words[: -len(change)]
            for often in ("同比", "环比"):
                if words.endswith(often):
                    words, change = words[: -len(often)], often + change
            words = _without_tail(words)
        if unit in _PARTS:
            if pattern(zh.LABEL_DONE).search(words) or words.startswith(zh.LABEL_SHARE):
                return self.base + words.strip(_BLANKS) + change
        elif words.startswith("占"):
            words = _without_head(words[1:])
            return (
                words + change if words else ""
            )  # 占年初预算6亿元: what follows speaks of the part
        if words.endswith("时") and len(words) > 2:
            words = ""  # 普查时为
        words = _without_head(
            _NUMBERED.sub("", words, count=1) if words[:1] in ("（", "(") else words
        )
        if words[-1:] in (")", "）") and not ("(" in words or "（" in words):
            words = words[:-1]
        if not words:
            if change:
                return self.base + change
            total = raw.strip(_BLANKS)
            return total if total in zh.LABEL_TOTAL and not self.base else ""
        words = self.restored(words)
        self.base = words
        return words + change

    def restored(self, words: str) -> str:
        """The words with the head that they lack: 受伤 after 车祸死亡 is 车祸受伤."""
        if words not in zh.LABEL_BARE:
            return words
        if self.scope and self.scope != words:
            return self.scope + words
        known = _ending(self.base, self.tables.bare)
        if known and known not in (self.base, words):
            return self.base[: -len(known)] + words
        return words

    def after(self, span: Span, ahead: int) -> str:
        """1524名学生受益: the noun after a counted number."""
        t, end = self.t, span.end
        first = t[end : end + 1]
        if not first or not ("一" <= first <= "鿿" or first in "“《") or first in _NO_NOUN_AFTER:
            return ""
        found = pattern(_NOUN).match(t, end, min(ahead, end + _AFTER))
        if not found:
            return ""
        words = found[0]
        cut = self.cut(words)
        if cut == 0:
            return ""
        if words.startswith("的"):
            words = words[1:]
            cut = self.cut(words)
        of = words.find("的")
        if 0 <= of < cut:
            words = words[of + 1 :] or words[:of]
            cut = self.cut(words)
        words = words[:cut] if cut else words
        return self.doer(words).strip("“”的和与及、")

    def cut(self, words: str) -> int:
        """Where a verb ends the noun."""
        for at in range(len(words)):
            if _beginning(words, self.tables.cuts, at):
                return at
        return len(words)

    @staticmethod
    def doer(words: str) -> str:
        """学生 of 学生体检: what a person or body is called, without what it does."""
        if len(words) < 4:
            return words
        for at in range(1, len(words) - 1):
            if words[at] in zh.LABEL_DOERS and words[at + 1] not in zh.LABEL_DOERS_NOT:
                return words[: at + 1]
        return words

    # -- A、B、C分别x、y、z -----------------------------------------------------------------------

    def listed(self) -> dict[int, str]:
        """Labels of numbers that are told one by one: k names for k numbers."""
        text, spans = self.t, self.spans
        out: dict[int, str] = {}
        first = 0
        for cue in pattern("分别|依次").finditer(text):
            at = cue.start()
            while first < len(spans) and spans[first].start < at:
                first += 1
            if first == len(spans):
                break
            end = first + 1
            while end < len(spans) and _joined(text[spans[end - 1].end : spans[end].start][:4]):
                end += 1
            if end - first > 1 and spans[first].start - at < 16:
                verb = _without_tail(text[at + 2 : spans[first].start])
                change = _ending(verb, self.tables.changes)
                names = self.names(at, end - first)
                out.update((first + k, name + change) for k, name in enumerate(names))
                again = _AGAIN.search(text, max(0, at - 8), at)
                told = change or ("占" if verb.startswith("占") else "")
                if again and told and len(names) < 2:
                    self.echoes[first] = (end - first, again[1] + told)
        return out

    def echoed(self, first: int, out: list[str | None]) -> dict[int, str]:
        """一产4亿元，二产6亿元，分别增长3%和5%: the names of the numbers before."""
        count, change = self.echoes[first]
        names = [n.removesuffix(_ending(n, self.tables.changes)) for n in out[-count:] if n]
        if (
            len(set(names)) < count
            or "。" in self.t[self.spans[first - count].start : self.spans[first].start]
        ):
            return {}
        return {first + k: name + change for k, name in enumerate(names)}

    def names(self, at: int, count: int) -> list[str]:
        begin = max(self.t.rfind(c, max(0, at - 160), at) for c in "。；，\n;,")
        words = _without_head(self.t[max(begin + 1, at - 160) : at])
        if words in _HALVES and count == 2:  # 男女分别为
            return list(words)
        names = [n.strip(_BLANKS) for n in pattern(_LIST).split(words) if n]
        counted = _ORDINALS.fullmatch(words)
        if counted and len(names) == count > 1:  # 第一、二、三产业
            head, rest = counted[1], counted[5]
            return [f"{head}{n.strip(head)}{rest}" for n in names[:-1]] + [f"{head}{names[-1]}"]
        if len(names) != count or any(len(n) > 24 for n in names):
            return []
        return self.distributed(names)

    @staticmethod
    def distributed(names: list[str]) -> list[str]:
        """What only the last name says: 粮食、蔬菜产量 is 粮食产量、蔬菜产量."""
        last, short = names[-1], len(names[0])
        rest = last[short:]
        if short > 3 or any(len(n) != short for n in names[:-1]) or not rest:
            return names
        shared = next((w for w in zh.LABEL_SHARED if rest.endswith(w)), "")
        if not shared or names[0].endswith(shared):
            return names
        return [n + rest for n in names[:-1]] + [last]


def _joined(gap: str) -> bool:
    return gap in ("、", "和", "与", "及", "，", ",", "或", " 和 ")
