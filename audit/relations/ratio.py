"""Ratios a:b:c against the parts they are made of, and ratios of two named groups (性别比, 师生比)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.exact.formula import Logic, Name, Node
from audit.frames import Frame, Text, compiled
from audit.readings import Proposal, Reading, equal, number, over, times, total
from audit.relations.base import Figures, Relation, between, cue_of, same_unit

BACK = 14  # frames that the members may stand before their ratio


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        k = 0
        while k < len(frames):
            run = ratio_at(frames, k)
            if len(run) > 1:
                yield from of_parts(text, frames, k, run)
                yield from hundred(run)
                k += len(run)
                continue
            yield from of_groups(text, frames, k, frames[k])
            k += 1


def ratio_at(frames: Sequence[Frame], k: int) -> list[Frame]:
    """a:b:c from the k-th figure on."""
    run: list[Frame] = []
    for f in frames[k:]:
        if f.unit != "比" or (run and between(run[-1], f).strip() not in (":", "：", "∶", "比")):
            break
        run.append(f)
    return run


def hundred(run: Sequence[Frame]) -> Iterator[Proposal]:
    """A structure in percent adds up to 100."""
    if len(run) < 2 or not 90 <= sum(f.value for f in run) <= 110:
        return
    ids = tuple(f.id for f in run)
    decimals = max((f.figure.step or Fraction(1)) for f in run) < 1
    yield Proposal(
        "total",
        (Reading(equal(total(ids), number(100)), {"parts": ids}, "hundred"),),
        run[0].cue,
        strong=decimals and len(run) > 2,
        rank=3,
    )


# ---------------------------------------------------------------- a:b:c and its parts


def of_parts(
    text: Text, frames: Sequence[Frame], k: int, run: Sequence[Frame]
) -> Iterator[Proposal]:
    n = len(run)
    if compiled(text.cues.words.get("past", "")).search(run[0].lead):
        return
    depth = run[0].depth
    before = [
        f
        for f in frames[max(0, k - BACK) : k]
        if f.is_level and f.role != "prior" and f.depth == depth
    ]
    after = [
        f for f in frames[k + n : k + n + BACK] if f.is_level and f.statement == run[0].statement
    ]
    for found, side in ((before[-n:], before), (after[:n], after)):
        if len(found) < n or any(not same_unit(f.unit, found[0].unit) for f in found):
            continue
        orders = [found, found[::-1]] if n == 2 else [found]
        proposal = (
            _group(text, run, orders, side)
            if 1 not in [f.value for f in run] or n > 2
            else _to_one(text, run, orders)
        )
        if proposal:
            yield from proposal
            return
    if n == 2:
        yield from of_groups(text, frames, k, run[1] if run[0].value == 1 else run[0])


def _to_one(text: Text, run: Sequence[Frame], orders: Sequence[Sequence[Frame]]) -> list[Proposal]:
    """1:9 is one figure against two: the member 1 only says which way round."""
    at = 1 if run[0].value == 1 else 0
    p = run[at]
    readings = tuple(
        Reading(
            equal(Name(p.id), over(Name(o[at].id), Name(o[1 - at].id))),
            {"ratio": (p.id,), "parts": tuple(f.id for f in o)},
            "ratio",
        )
        for o in orders
    )
    return [Proposal("ratio", readings, p.cue, strong=_close(orders[0], run), rank=2)]


def _close(parts: Sequence[Frame], run: Sequence[Frame]) -> bool:
    return parts[0].statement == run[0].statement


def _group(
    text: Text, run: Sequence[Frame], orders: Sequence[Sequence[Frame]], side: Sequence[Frame]
) -> list[Proposal]:
    parts = orders[0]
    percent = 99 <= sum(f.value for f in run) <= 101 and len(run) > 1
    whole = next(
        (
            f
            for f in reversed(side)
            if f not in parts
            and f.end <= parts[0].start
            and same_unit(f.unit, parts[0].unit)
            and f.size() >= max(p.size() for p in parts)
        ),
        None,
    )
    strong = _close(parts, run)
    if not percent or whole is None:
        chained = [_pair(run, parts, i) for i in range(len(run) - 1)]
        roles = {"ratio": tuple(f.id for f in run), "parts": tuple(f.id for f in parts)}
        reading = Reading(
            chained[0] if len(chained) == 1 else Logic("and", tuple(chained)), roles, "ratio"
        )
        return [Proposal("ratio", (reading,), run[0].cue, strong=strong, rank=2)]
    out: list[Proposal] = []
    for ratio, part in zip(run, parts, strict=True):
        tree = equal(Name(ratio.id), times(number(100), over(Name(part.id), Name(whole.id))))
        reading = Reading(
            tree, {"ratio": (ratio.id,), "part": (part.id,), "whole": (whole.id,)}, "ratio"
        )
        out.append(Proposal("ratio", (reading,), run[0].cue, strong=strong, rank=2))
    return out


def _pair(run: Sequence[Frame], parts: Sequence[Frame], i: int) -> Node:
    return equal(
        times(Name(parts[i].id), Name(run[i + 1].id)), times(Name(parts[i + 1].id), Name(run[i].id))
    )


# ---------------------------------------------------------------- ratios of two named groups


def of_groups(text: Text, frames: Sequence[Frame], k: int, p: Frame) -> Iterator[Proposal]:
    """性别比 106.8: males per hundred females; 师生比 1:14: pupils per teacher."""
    if p.unit not in ("", "比") or p.role in ("from", "prior"):
        return
    named = compiled(text.cues.words.get("sexes", "")).search(
        p.lead[-16:]
        if p.role != "to"
        else p.paragraph.text[max(p.paragraph.clause_start(p.start), p.start - 40) : p.start]
    )
    if named:
        yield from pair_ratio(
            text, frames, k, p, text.cues.words["male"], text.cues.words["female"], 100
        )
        return
    found = compiled(text.cues.words.get("pair_ratio", "")).search(
        p.lead[-10:] if p.unit != "比" else frames[max(0, k - 1)].lead[-10:] + p.lead[-10:]
    )
    if found:
        yield from pair_ratio(text, frames, k, p, found[2], found[1], 1)
        yield from pair_ratio(text, frames, k, p, found[1], found[2], 1, False)


def pair_ratio(
    text: Text,
    frames: Sequence[Frame],
    k: int,
    p: Frame,
    one: str,
    two: str,
    factor: int,
    strong: bool = True,
) -> Iterator[Proposal]:
    near = [f for f in frames[max(0, k - BACK) : k] if f.is_level or f.kind == "per"]
    a, b = _labelled(near, one, two), _labelled(near, two, one)
    if a is None or b is None or a.unit != b.unit or not b.value:
        return
    told = over(Name(a.id), Name(b.id))
    tree = equal(Name(p.id), times(number(factor), told) if factor != 1 else told)
    roles = {"ratio": (p.id,), "parts": (a.id, b.id)}
    yield Proposal(
        "ratio",
        (Reading(tree, roles, "ratio"),),
        p.cue or cue_of(p.paragraph, max(0, p.start - 3), p.start),
        strong=strong,
        rank=2,
    )


def _labelled(frames: Sequence[Frame], word: str, other: str) -> Frame | None:
    """The last figure whose words name the one group and not the other."""
    for f in reversed(frames):
        words = f.lead[-12:]
        if compiled(word).search(words) and not compiled(other).search(words.replace(word, "")):
            return f
    return None


RELATION = Relation(
    "ratio",
    find,
    {
        "en": (
            "a ratio agrees with the quantities it compares",
            "a : b must be the printed quantities in lowest terms or rounded",
            "1,104 boys and 1,034 girls, sex ratio 103.2",
            "1,104 boys and 1,034 girls, sex ratio 106.8",
        ),
        "zh": (
            "比例与所比的数量相符",
            "a:b应与两项数量之比一致",
            "男生120人、女生100人，性别比112",
            "男生120人、女生100人，性别比120",
        ),
    },
)
