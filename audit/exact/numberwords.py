"""English number words: twelve, one hundred and five, a dozen, half a million, two-thirds."""

from __future__ import annotations

from fractions import Fraction

from audit.exact.digits import SCALES_EN, Printed


def _words(line: str) -> list[str]:
    return line.split()


_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS_EN = _words("twenty thirty forty fifty sixty seventy eighty ninety")
WORDS_EN: dict[str, int] = {
    **{w: n for n, w in enumerate(_SMALL)},
    **{w: 10 * n for n, w in enumerate(_TENS_EN, 2)},
}
_PARTS_EN: dict[str, int] = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}


def english(token: str) -> Printed | None:
    """Number words: twelve, one hundred and five, a dozen, half a million, two-thirds."""
    words = token.lower().replace("-", " ").replace(",", " ").split()
    if not words or len(words) > 24:
        return None
    if words[-1] in ("dozen",):
        if words[:-1] == ["half", "a"]:
            return _rounded(Fraction(6), 1, "")
        count = 1 if words[:-1] in (["a"], ["one"], []) else _count_words(words[:-1])
        return None if not count else _rounded(Fraction(12 * count), 1, "")
    part = _and_a_half(words) or _english_fraction(words)
    if part is not None:
        return part
    total = 0
    last = 10**15
    stated = 1
    scale = ""
    group: list[str] = []
    for word in words:
        factor = SCALES_EN.get(word, 0)
        if factor < 1000 or word.endswith("s"):
            group.append(word)
            continue
        count = _count_words(group)
        if not count or factor >= last:
            return None
        total += count * factor
        last = stated = factor
        scale = scale or word
        group = []
    if group in (["a"], ["an"]):
        return None
    if group:
        count = _count_words(group[1:] if group[0] == "and" and total else group)
        if count is None or (total and not count):
            return None
        total += count
        stated = 100 if count and count % 100 == 0 else 1
    return _rounded(Fraction(total), stated, scale)


def _rounded(value: Fraction, stated: int, scale: str) -> Printed:
    if value < 1000 or stated == 1:
        stated, scale = 1, ""
    place = Fraction(stated)
    while value and value % (place * 10) == 0:
        place *= 10
    return Printed(value, Fraction(stated), place, scale)


def _count_words(words: list[str]) -> int | None:
    """Below one thousand (twelve hundred too): [two, hundred, and, five] -> 205."""
    if not words:
        return None
    if words in (["a"], ["an"]):
        return 1
    if "hundred" in words:
        cut = words.index("hundred")
        before = 1 if words[:cut] == ["a"] else _count_words(words[:cut])
        after = words[cut + 1 :]
        if after[:1] == ["and"]:
            after = after[1:]
            if not after:
                return None
        rest = _count_words(after) if after else 0
        if not before or before > 99 or rest is None or rest > 99:
            return None
        return before * 100 + rest
    values = [WORDS_EN.get(w, -1) for w in words]
    if len(values) == 1 and values[0] >= 0:
        return values[0]
    if len(values) == 2 and values[0] >= 20 and 1 <= values[1] <= 9:
        return values[0] + values[1]
    return None


def _and_a_half(words: list[str]) -> Printed | None:
    """two and a half, one and a half million."""
    scale, spread = "", 1
    if SCALES_EN.get(words[-1], 0) >= 100:
        scale, spread = words[-1], SCALES_EN[words[-1]]
        words = words[:-1]
    if words[-3:] != ["and", "a", "half"]:
        return None
    whole = _count_words(words[:-3])
    if not whole:
        return None
    zero = Fraction(0)
    return Printed((whole + Fraction(1, 2)) * spread, zero, zero, scale, True, True, spread)


def _english_fraction(words: list[str]) -> Printed | None:
    """half, a third, two thirds, three quarters, half a million, a quarter of a million."""
    spread, scale = 1, ""
    if len(words) > 1 and SCALES_EN.get(words[-1], 0) >= 100 and words[-2] in ("a", "an"):
        scale, spread = words[-1], SCALES_EN[words[-1]]
        words = words[:-2]
        if words[-1:] == ["of"]:
            words = words[:-1]
    elif len(words) == 3 and words[:2] == ["a", "half"] and SCALES_EN.get(words[2], 0) >= 100:
        scale, spread = words[2], SCALES_EN[words[2]]
        words = words[:2]
    if len(words) == 3 and words[:2] == ["one", "in"] and WORDS_EN.get(words[2], 0) > 1:
        zero = Fraction(0)
        return Printed(Fraction(1, WORDS_EN[words[2]]), zero, zero, "", True, True)
    if not words or len(words) > 2:
        return None
    last = words[-1]
    bottom = _PARTS_EN.get(last) or _PARTS_EN.get(last.removesuffix("s"), 0)
    top = 1 if words[:-1] in ([], ["a"], ["an"], ["one"]) else WORDS_EN.get(words[0], 0)
    if not bottom or not top or (len(words) == 1 and last != "half"):
        return None
    value = Fraction(top * spread, bottom)
    return Printed(value, Fraction(0), Fraction(0), scale, True, True, spread)
