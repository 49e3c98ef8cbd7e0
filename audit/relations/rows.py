"""Rows of one shape: the same label in several lines or clauses, and its total before or after them.

A label that returns in each row (事故 … 死亡 …) is a column, as in a table; the scope that stands
before the rows, or a clause that says 合计, holds the total of each column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from audit.evaluate import factor_of
from audit.exact.formula import Name, Node
from audit.frames import Frame, Text, compiled
from audit.readings import (
    Proposal,
    Reading,
    common_steps,
    equal,
    judged,
    minus,
    number,
    plus,
    total,
)
from audit.relations.base import Figures, Relation, core, cue_of, same_unit

MOST_ROWS = 40
COLUMNS = 8
Row = list[Frame]


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    yield from paragraph_rows(text, figures)
    yield from alike_rows(text, figures)
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        yield from clause_rows(text, frames, figures)
        yield from told_after(text, frames, figures)


# ---------------------------------------------------------------- one paragraph, one row


def paragraph_rows(text: Text, figures: Figures) -> Iterator[Proposal]:
    """A paragraph without a name of its own, then paragraphs `name: figures`."""
    head: Row = []
    rows: list[Row] = []
    for paragraph in text.part.paragraphs:
        frames = [f for f in text.of(paragraph) if f.depth < 0]
        named = bool(compiled(text.cues.words.get("row_name", "")).match(paragraph.text))
        if named and frames and head:
            rows.append(_first_list(text, frames))
            continue
        if not frames and not paragraph.heading and rows:
            continue
        yield from _columns(text, head, rows, figures)
        head, rows = frames, []
        if named:
            head = []
    yield from _columns(text, head, rows, figures)


def alike_rows(text: Text, figures: Figures) -> Iterator[Proposal]:
    """Paragraphs that tell the same columns: the first for all, those after it for its parts."""
    told = [[f for f in text.of(p) if f.depth < 0][:COLUMNS] for p in text.part.paragraphs]
    for k, head in enumerate(told):
        names = _names(text, head)
        if len(names) < 2:
            continue
        rows: list[Row] = []
        for row in told[k + 1 : k + 1 + 8]:
            if len(names & _names(text, row)) * 2 < len(names):
                break
            rows.append(row)
        if len(rows) > 1:
            yield from _columns(text, head, rows, figures)


def _names(text: Text, row: Row) -> set[tuple[str, str]]:
    return {
        (core(text, own_label(text, f))[-2:], f.unit)
        for f in row
        if f.kind == "level" and not f.role
    }


def _first_list(text: Text, frames: Row) -> Row:
    """The figures of a row, without what a list of parts in it says."""
    cut = compiled(text.cues.part).search(frames[0].paragraph.text)
    return [f for f in frames if cut is None or f.start < cut.start()]


def clause_rows(text: Text, frames: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """Sentences or clauses of one shape in a paragraph, after the one that holds the totals."""
    groups: dict[int, Row] = {}
    for f in frames:
        if f.depth < 0:
            groups.setdefault(f.paragraph.clause(f.start), []).append(f)
    listed = list(groups.values())
    for k, head in enumerate(listed[:6]):
        rows = listed[k + 1 : k + 1 + MOST_ROWS]
        shaped = [r for r in rows if _shape(text, r) == _shape(text, rows[0])] if rows else []
        if len(shaped) > 1 and len(shaped) == len(rows):
            yield from _columns(text, head, rows, figures)


def _shape(text: Text, row: Row) -> tuple[str, ...]:
    return tuple(f.unit for f in row if f.kind == "level")[:2]


def _columns(text: Text, head: Row, rows: Sequence[Row], figures: Figures) -> Iterator[Proposal]:
    if len(rows) < 2 or len(rows) > MOST_ROWS:
        return
    tops = [f for f in head if f.kind in ("level", "change") and not f.role][:COLUMNS]
    proposals = []
    for top in tops:
        cells = [_cell(text, top, row, head) for row in rows]
        found = [c for c in cells if c is not None]
        if len(found) < 2 or (
            len(found) < len(rows) and top.kind == "level" and len(found) * 2 < len(rows)
        ):
            continue
        proposals.append(_claim(top, found, figures, all_rows=len(found) == len(rows)))
    agreed = sum(judged(p, figures) is not None for p in proposals)
    for p in proposals:
        own = judged(p, figures) is not None
        if agreed or _of_one_size(p, figures):
            yield replace(p, strong=agreed > own and "list" in p.notes)


def _of_one_size(proposal: Proposal, figures: Figures) -> bool:
    """Whether the rows come near the first: where nothing else says that it is their total, a sum of
    another size only says that it is not."""
    roles = proposal.readings[0].roles
    value = {
        i: (figures[i].value or Fraction(0)) * factor_of(figures[i])
        for ids in roles.values()
        for i in ids
    }
    whole, parts = value[roles["whole"][0]], sum((value[i] for i in roles["parts"]), Fraction(0))
    return whole <= 2 * parts <= 4 * whole


def _cell(text: Text, top: Frame, row: Row, head: Row) -> Frame | None:
    """The figure of the row in the column of `top`: its label, or its place after such a label."""
    if top.kind == "change":
        level = _before(top, head)
        if level is None:
            return None
        own = _cell(text, level, row, head)
        if own is None:
            return None
        at = row.index(own)
        following = row[at + 1] if at + 1 < len(row) else None
        return (
            following
            if following is not None
            and following.kind == "change"
            and same_unit(following.unit, top.unit)
            else None
        )
    wanted = core(text, own_label(text, top))
    for f in row:
        if f.kind == "level" and not f.role and same_unit(f.unit, top.unit):
            label = core(text, own_label(text, f))
            if (
                label
                and wanted
                and (
                    label == wanted
                    or (
                        label[-1] == wanted[-1]
                        and (label.endswith(wanted) or wanted.endswith(label))
                    )
                )
            ):
                return f
    return None


def _before(change: Frame, row: Row) -> Frame | None:
    earlier = [
        f
        for f in row
        if f.start < change.start and f.kind == "level" and same_unit(f.unit, change.unit)
    ]
    return earlier[-1] if earlier else None


def own_label(text: Text, f: Frame) -> str:
    """The noun right before the number: what stands after the last mark."""
    words = compiled("[，。；,;:：、（(]").split(f.lead.rstrip("：: "))[-1].rstrip("有为达共")
    return words or f.label


def _claim(top: Frame, cells: Sequence[Frame], figures: Figures, all_rows: bool) -> Proposal:
    ids = tuple(c.id for c in cells)
    if top.kind == "change":
        tree = equal(_signed(top), _signed_sum(cells))
    else:
        tree = equal(Name(top.id), total(ids))
    reading = Reading(
        tree,
        {"whole": (top.id,), "parts": ids},
        "rows",
        steps=common_steps((top.id, *ids), figures),
    )
    cue = cue_of(top.paragraph, top.start, top.end)
    sure = all_rows and top.kind == "level"
    return Proposal(
        "total", (reading,), cue, strong=False, rank=3, notes=("list",) if sure else ("plain",)
    )


def _signed(f: Frame) -> Node:
    return Name(f.id) if f.sense >= 0 else minus(number(0), Name(f.id))


def _signed_sum(cells: Sequence[Frame]) -> Node:
    node = _signed(cells[0])
    for c in cells[1:]:
        node = plus(node, Name(c.id)) if c.sense >= 0 else minus(node, Name(c.id))
    return node


# ---------------------------------------------------------------- 合计 after the rows


def told_after(text: Text, frames: Sequence[Frame], figures: Figures) -> Iterator[Proposal]:
    """三项合计2147万元: the total of what was told before under the same label."""
    for f in frames:
        if f.kind != "level" or f.depth >= 0:
            continue
        window = f.paragraph.text[max(f.paragraph.sentence_start(f.start), f.start - 24) : f.start]
        found = compiled(text.cues.words.get("sums_before", "")).search(window)
        if found is None:
            continue
        like, loose = _told_before(text, f)
        ways = [*like, *loose]
        readings = [
            Reading(
                equal(Name(f.id), total(ids)),
                {"whole": (f.id,), "parts": ids},
                "total-after",
                steps=common_steps((f.id, *ids), figures),
            )
            for ids in ways
        ]
        if readings:
            cue = cue_of(
                f.paragraph,
                f.start - len(window) + found.start(),
                f.start - len(window) + found.end(),
            )
            sure = bool(like) and _surely(text, f, window, like[0])
            yield Proposal(
                "total",
                tuple(readings),
                cue,
                strong=sure,
                rank=2,
                notes=("list",) if sure else ("plain",),
            )


def _surely(text: Text, f: Frame, window: str, ids: tuple[str, ...]) -> bool:
    """N项合计 over N figures, or 合计 over what earlier clauses of this paragraph say alike."""
    told = _number(window)
    if told:
        return told == len(ids)
    own = [g for g in text.of(f.paragraph) if g.id in ids]
    clauses = {g.paragraph.clause(g.start) for g in own}
    adds = compiled(text.cues.words.get("adds_up", "")).search(window) is not None
    return adds and len(own) == len(ids) == len(clauses) and own[-1].statement < f.statement


def _number(window: str) -> int:
    """N of N项合计, 0 where the words do not count."""
    found = compiled("([二两三四五六七八九十])项[^，。；]{0,6}$").search(window)
    return (
        0 if found is None else {"两": 2}.get(found[1], "一二三四五六七八九十".find(found[1]) + 1)
    )


def _told_before(text: Text, f: Frame) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The earlier figures of like label, and of any label, here and in the paragraphs before."""
    at = text.place(f.paragraph)
    own = [g for g in text.of(f.paragraph) if g.start < f.start]
    before = [g for p in text.part.paragraphs[max(0, at - 6) : at] for g in text.of(p)]
    wanted = core(text, own_label(text, f)) or core(text, f.label)
    like: list[tuple[str, ...]] = []
    loose: list[tuple[str, ...]] = []
    for scope in (own, before):
        same = [
            g
            for g in scope
            if g.kind == "level"
            and g.depth < 0
            and g.role not in ("from", "prior")
            and same_unit(g.unit, f.unit)
        ]
        for found, out in (
            ([g for g in same if _like(core(text, own_label(text, g)), wanted)], like),
            ([g for g in same if g.size() < f.size()], loose),
        ):
            ids = tuple(g.id for g in found)
            if 1 < len(ids) <= MOST_ROWS:
                out.append(ids)
    return like, loose


def _like(a: str, b: str) -> bool:
    return len(a) > 1 and len(b) > 1 and (a in b or b in a or a[:2] == b[:2] or a[-2:] == b[-2:])


RELATION = Relation(
    "rows",
    find,
    {
        "en": (
            "rows of one shape add up to their total",
            "a label that returns in each row is a column of a table told in words",
            "39 accidents; on roads 33 accidents, at work 7 accidents",
            "39 accidents; on roads 33 accidents, at work 6 accidents",
        ),
        "zh": (
            "各行同名数字之和等于总数",
            "逐行重复的名目就是用文字写成的一列",
            "全镇农户共36户，130人……东片：农户12户，50人……西片：农户24户，70人",
            "全镇农户共36户，130人……东片：农户12户，50人……西片：农户24户，80人",
        ),
    },
)
