"""[DBNum1], [DBNum2], [DBNum3]: numbers in Chinese numerals, formal numerals, full-width digits."""

from __future__ import annotations

import re

_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_TENS = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟")}
_GROUPS = ("", "万", "亿", "兆", "京")
_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?", re.ASCII)


def numerals(text: str, script: int, places: bool) -> str:
    """`text` with its digits in the script: with places (一千二百) or digit by digit (一二〇〇)."""
    if places and script in _TENS and "E" not in text:
        return _NUMBER.sub(lambda m: _with_places(m[1], m[2], script), text)
    return text.translate({ord("0") + i: digit for i, digit in enumerate(_DIGITS[script])})


def _with_places(whole: str, decimals: str | None, script: int) -> str:
    digits = _DIGITS[script]
    zero = "零" if script == 2 else "〇"
    out = _whole(whole.lstrip("0"), script, zero) or zero
    if decimals:
        out += "点" if script == 2 else "."
        out += "".join(digits[int(d)] for d in decimals)
    return out


def _whole(whole: str, script: int, zero: str) -> str:
    groups = [whole[max(0, end - 4) : end] for end in range(len(whole), 0, -4)]
    out, gap = "", False
    for power in range(len(groups) - 1, -1, -1):
        group = groups[power]
        if not int(group):
            gap = True
            continue
        if out and (gap or group[0] == "0"):
            out += zero
        out += _group(group.lstrip("0"), script, zero) + _GROUPS[min(power, len(_GROUPS) - 1)]
        gap = False
    return out


def _group(group: str, script: int, zero: str) -> str:
    out, gap = "", False
    for at, digit in enumerate(group):
        if digit == "0":
            gap = True
            continue
        out += (zero if gap and out else "") + _DIGITS[script][int(digit)]
        out += _TENS[script][len(group) - 1 - at]
        gap = False
    return out
