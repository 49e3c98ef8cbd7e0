"""A count and what is listed for it: 三个村（甲、乙、丙），按a、b、c三类, 涉及甲、乙、丙3个乡镇."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, number, order
from audit.relations.base import Figures, Relation, cue_of

SHORT = 24  # characters that a listed item may have
MOST = 30
NO_LIST = frozenset("次 人 人次 年 元 岁 天 月 个月 名 例 户 起 条 件".split())


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for f in text.frames:
        if not f.is_level or not f.figure.quantity or not f.figure.quantity.exact or not 2 <= f.value <= MOST:
            continue
        if f.unit in NO_LIST:
            continue
        for told, (items, open_, cue) in (("before", before(text, f)), ("after", after(text, f))):
            if items:
                said = told == "after" or compiled(text.cues.words.get("lists", "")).search(f.lead) is not None
                yield claim(f, items, open_, cue, said)
                break


def items_of(words: str) -> list[str]:
    """What 、 (and the last 和) joins."""
    pieces = words.split("、")
    if len(pieces) < 2:
        return []
    last = re.split("和|及|以及|与", pieces[-1])
    if len(last) == 2 and all(last):
        pieces[-1:] = last
    return [p.strip("“”\"'《》 ") for p in pieces]


def before(text: Text, f: Frame) -> tuple[list[str], bool, Cue | None]:
    """甲、乙、丙3个乡镇"""
    paragraph = f.paragraph
    start = max(paragraph.clause_start(f.start), f.start - 160)
    words = paragraph.text[start : f.start]
    words = compiled("[，,：:。；;（(\\d]").split(words)[-1]
    open_ = words.endswith("等")
    items = items_of(words.removesuffix("等"))
    if len(items) < 2 or any(not 0 < len(i) <= SHORT for i in items) or len({len(i) for i in items[1:]}) > 3:
        return [], False, None
    return items, open_, cue_of(paragraph, f.start - 1, f.start)


def after(text: Text, f: Frame) -> tuple[list[str], bool, Cue | None]:
    """3个乡镇：甲、乙、丙; 5个县依次是甲…、乙…; 三包（甲、乙、丙）"""
    paragraph = f.paragraph
    rest = paragraph.text[f.end : min(paragraph.sentence_end(f.end), f.end + 200)]
    found = compiled(text.cues.words.get("list_opens", "")).match(rest)
    if found is None:
        return [], False, None
    words = rest[found.end() :]
    cut = re.search("[）)]", words) if found[0][-1] in "（(" else re.search("[。；;，,]", words)
    words = words[: cut.start()] if cut else words
    open_ = "等" in words
    items = items_of(words.split("等")[0].rstrip("。"))
    if len(items) < 2 or any(not 0 < len(i) <= SHORT for i in items):
        return [], False, None
    return items, open_, cue_of(paragraph, f.end + found.start(), f.end + found.end())


def claim(f: Frame, items: list[str], open_: bool, cue: Cue | None, said: bool) -> Proposal:
    n = number(len(items))
    tree = order(n, "<=", Name(f.id)) if open_ else equal(Name(f.id), n)
    reading = Reading(tree, {"count": (f.id,)}, "listed", notes=("partial",) if open_ else ())
    return Proposal("enumeration", (reading,), cue, strong=said and not open_ and abs(len(items) - f.value) == 1 and len(items) > 2, mild=True, rank=3)


RELATION = Relation(
    "enumeration",
    find,
    {
        "en": ("as many items are listed as are counted", "a count that opens a list is the length of the list", "three towns: A, B", "three towns: A, B and C"),
        "zh": ("所列项数与所称项数一致", "列举的项目应与其总数相等", "涉及甲镇、乙镇、丙镇、丁镇3个乡镇", "涉及甲镇、乙镇、丙镇3个乡镇"),
    },
    severity="warning",
)
