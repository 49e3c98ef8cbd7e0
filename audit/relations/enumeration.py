"""A count and what is listed for it: 三个村（甲、乙、丙），按a、b、c三类, 涉及甲、乙、丙3个乡镇."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from audit.exact.formula import Name
from audit.exact.interval import point
from audit.exact.rounding import Quantity
from audit.frames import Frame, Text, compiled
from audit.languages.cues import Cues
from audit.model import Cue, Document, Figure, Place
from audit.readings import Proposal, Reading, equal, number, order
from audit.relations.base import Figures, Relation, cue_of
from audit.relations.change import runs_of
from audit.scopes import is_prose
from audit.slips import candidates

SHORT = 24  # characters that a listed item may have
MOST = 99
NUMERALS = "二两三四五六七八九十"
NO_LIST = frozenset(
    ["次", "人", "人次", "年", "元", "岁", "天", "月", "个月", "名", "例", "户", "起", "条", "件"]
)


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    yield from aligned(text)
    for f in text.frames:
        if (
            f.kind not in ("level", "count")
            or not f.figure.quantity
            or not f.figure.quantity.exact
            or not 2 <= f.value <= MOST
        ):
            continue
        if f.unit in NO_LIST:
            continue
        for told, (items, open_, cue) in (("before", before(text, f)), ("after", after(text, f))):
            if items:
                said = (
                    told == "after"
                    or compiled(text.cues.words.get("lists", "")).search(f.lead) is not None
                )
                yield claim(f, items, open_, cue, said)
                break


def aligned(text: Text) -> Iterator[Proposal]:
    """甲、乙、丙分别由a、b、c提高到…: as many names as numbers."""
    for paragraph in text.part.paragraphs:
        for run in runs_of(text.of(paragraph)):
            lead = run[0].lead
            at = lead.rfind(text.cues.words.get("respectively", "\0"))
            if len(run) < 3 or at < 0:
                continue
            names = items_of(compiled("[，,。；;：:（(]").split(lead[:at])[-1])
            if len(names) == len(run):
                ids = tuple(f.id for f in run)
                reading = Reading(
                    equal(number(len(names)), number(len(run))), {"listed": ids}, "aligned"
                )
                yield Proposal(
                    "enumeration",
                    (reading,),
                    cue_of(paragraph, run[0].start - len(lead) + at, run[0].start),
                    rank=8,
                )


def counts_in(document: Document, cues: Cues) -> Iterator[Figure]:
    """“三包”（…）, 宣传、服务、执行三到位: counts that are no figures but for what is listed."""
    patterns = [
        compiled(cues.words[w]) for w in ("counted_list", "list_counted") if w in cues.words
    ]
    for block in document.blocks:
        if not is_prose(block) or block.number is None:
            continue
        text = block.text.translate(cues.fold) if cues.fold else block.text
        spans = sorted({m.span(m.lastindex or 1) for p in patterns for m in p.finditer(text)})
        for start, end in spans:
            value = (
                Fraction(2)
                if text[start] == "两"
                else Fraction("一二三四五六七八九十".index(text[start]) + 1)
            )
            quantity = Quantity(block.text[start:end], value, Fraction(1), "", None, True)
            line = None if block.line is None else block.line
            place = Place(
                document.path,
                block.start + start,
                block.start + end,
                line,
                None,
                block.page,
                block.number,
            )
            yield Figure("", (quantity,), place=place)


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
    chain = _chain(f, words)
    if chain:
        return chain, False, cue_of(paragraph, f.start - 1, f.start)
    words = compiled("[，,：:。；;（(\\d]").split(words)[-1].rstrip('“"')
    open_ = words.endswith("等")
    items = items_of(words.removesuffix("等"))
    if (
        len(items) < 2
        or any(not 0 < len(i) <= SHORT for i in items)
        or len({len(i) for i in items[1:]}) > 3
    ):
        return [], False, None
    return items, open_, cue_of(paragraph, f.start - 1, f.start)


def _chain(f: Frame, words: str) -> list[str]:
    """A镇甲村，B镇乙村，C镇丙村三个精品村: pieces between commas that end like the counted noun."""
    noun = compiled("[^一-鿿]").split(f.tail)[0]
    pieces = compiled("[，,]").split(words)
    last = pieces[-1][-1:]
    if not last or last not in noun[:8] or "、" in words.rsplit("。", maxsplit=1)[-1]:
        return []
    items: list[str] = []
    for piece in reversed(pieces):
        if not piece.endswith(last) or len(piece) > SHORT + 12:
            break
        items.insert(0, piece)
    return items if len(items) == f.value else []


def after(text: Text, f: Frame) -> tuple[list[str], bool, Cue | None]:
    """3个乡镇：甲、乙、丙; 5个县依次是甲…、乙…; 三包（甲、乙、丙）"""
    paragraph = f.paragraph
    rest = paragraph.text[f.end : min(paragraph.sentence_end(f.end), f.end + 200)]
    found = compiled(text.cues.words.get("list_opens", "")).match(rest)
    if found is None:
        return [], False, None
    words = rest[found.end() :]
    rest = rest.removeprefix("个")
    if rest[:1] and rest[0] in NUMERALS:  # 三个四: 四到位、四完善、四精细
        named = re.findall(f'[“"]{rest[0]}[一-鿿]', words)
        return named, False, cue_of(paragraph, f.end + found.start(), f.end + found.end())
    cut = re.search("[）)]", words) if found[0][-1] in "（(" else re.search("[。；;，,]", words)
    words = words[: cut.start()] if cut else words
    open_ = "等" in words
    listed = words.split("等")[0].rstrip("。")
    items = items_of(listed) or (
        compiled("[，,]").split(listed) if f.kind == "count" and found[0][-1] in "（(即" else []
    )
    if len(items) < 2 or any(not 0 < len(i) <= SHORT for i in items):
        return [], False, None
    return items, open_, cue_of(paragraph, f.end + found.start(), f.end + found.end())


def claim(f: Frame, items: list[str], open_: bool, cue: Cue | None, said: bool) -> Proposal:
    n = number(len(items))
    tree = order(n, "<=", Name(f.id)) if open_ else equal(Name(f.id), n)
    reading = Reading(tree, {"count": (f.id,)}, "listed", notes=("partial",) if open_ else ())
    return Proposal(
        "enumeration",
        (reading,),
        cue,
        strong=said and not open_ and len(items) > 2 and _slipped(f, len(items)),
        mild=True,
        rank=3,
    )


def _slipped(f: Frame, n: int) -> bool:
    """Off by one, or by one slip of the pen: otherwise the list was not understood."""
    quantity = f.figure.quantity
    if quantity is None:
        return False
    return abs(n - f.value) == 1 or any(
        s.kind in ("double", "digit", "drop")
        for s in candidates(quantity, point(Fraction(n)), whole=True)
        if f.value > 9
    )


RELATION = Relation(
    "enumeration",
    find,
    {
        "en": (
            "as many items are listed as are counted",
            "a count that opens a list is the length of the list",
            "three towns: A, B",
            "three towns: A, B and C",
        ),
        "zh": (
            "所列项数与所称项数一致",
            "列举的项目应与其总数相等",
            "涉及甲镇、乙镇、丙镇、丁镇3个乡镇",
            "涉及甲镇、乙镇、丙镇3个乡镇",
        ),
    },
    severity="warning",
)
