"""Lists side by side: rose 20% and 10%, respectively, to $120 million and $11 million from …"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audit.english.events import sentences
from audit.english.growth import grown, risen, senses
from audit.english.roles import matches
from audit.exact.formula import Name
from audit.frames import Frame, Text, unit_class
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, minus, over, plus
from audit.relations.base import Figures, Relation, same_unit

SIDE = f"^(?:%|,)?(?:,|,? and|,? or) {en.FILL}$"
Run = list[Frame]


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        for group in sentences(text, paragraph):
            start = paragraph.sentence_start(group[0].start)
            found = matches(
                en.RESPECTIVELY, paragraph.text[start : paragraph.sentence_end(group[0].start)]
            )
            if found is None:
                continue
            cue = Cue(found[0], start + found.start(), start + found.end())
            for size, runs in by_size(runs_of(group)):
                yield from changes(runs, cue)
                yield from shares(group, runs, cue, size)


def runs_of(group: Sequence[Frame]) -> Iterator[Run]:
    """Figures of one kind of unit that only commas and `and` join."""
    run: Run = []
    for f in group:
        joined = (
            run and matches(SIDE, f.lead) and unit_class(f.figure) == unit_class(run[-1].figure)
        )
        if joined and f.depth == run[-1].depth:
            run.append(f)
            continue
        if len(run) > 1:
            yield run
        run = [f]
    if len(run) > 1:
        yield run


def by_size(runs: Iterator[Run]) -> Iterator[tuple[int, list[Run]]]:
    """Runs that may belong side by side, in the order of the text."""
    for size, found in groupby(sorted(runs, key=len), key=len):
        yield size, sorted(found, key=lambda r: r[0].start)


def changes(runs: Sequence[Run], cue: Cue) -> Iterator[Proposal]:
    """New values, earlier values, amounts and rates of change, the i-th of each together."""
    rates = [r for r in runs if r[0].kind == "growth"]
    amounts = [r for r in runs if r[0].kind == "change"]
    olds = [r for r in runs if r[0].kind in ("level", "rate") and r[0].role in ("from", "prior")]
    news = [r for r in runs if r[0].kind in ("level", "rate") and r[0].role in ("", "to")]
    if len(news) != 1 or max(len(rates), len(amounts), len(olds)) > 1:
        return
    for i, new in enumerate(news[0]):
        rate = rates[0][i] if rates else None
        amount = amounts[0][i] if amounts else None
        old = olds[0][i] if olds else None
        head = rates[0][0] if rates else amounts[0][0] if amounts else None
        if head is None:
            continue
        for sense in senses(head)[:1]:
            yield from change(new, old, amount, rate, sense, cue)


def change(
    new: Frame, old: Frame | None, amount: Frame | None, rate: Frame | None, sense: int, cue: Cue
) -> Iterator[Proposal]:
    if old is not None and not same_unit(old.unit, new.unit):
        return
    if rate is not None and old is not None and old.value:
        roles = {"rate": (rate.id,), "current": (new.id,), "prior": (old.id,)}
        yield _claim("growth", Reading(grown(rate, new, old, sense), roles, "growth"), cue)
    if amount is not None and old is not None and same_unit(amount.unit, new.unit):
        roles = {"change": (amount.id,), "current": (new.id,), "prior": (old.id,)}
        yield _claim("change", Reading(risen(amount, new, old, sense), roles, "difference"), cue)
    if rate is not None and amount is not None and old is None and same_unit(amount.unit, new.unit):
        before = (minus if sense > 0 else plus)(Name(new.id), Name(amount.id))
        roles = {"rate": (rate.id,), "change": (amount.id,), "current": (new.id,)}
        tree = equal(Name(rate.id), over(Name(amount.id), before))
        yield _claim("growth", Reading(tree, roles, "growth"), cue)


def shares(group: Sequence[Frame], runs: Sequence[Run], cue: Cue, size: int) -> Iterator[Proposal]:
    """120 and 80 of the 400 patients (30% and 20%, respectively)"""
    parts = [r for r in runs if r[0].kind == "level" and not r[0].role]
    rates = [r for r in runs if unit_class(r[0].figure) == "%" and r[0].kind in ("rate", "share")]
    if len(parts) != 1 or len(rates) != 1:
        return
    inside = {f.id for r in (*parts, *rates) for f in r}
    bases = [
        f
        for f in group
        if f.id not in inside
        and f.kind == "level"
        and same_unit(f.unit, parts[0][0].unit)
        and matches(f"\\b(?:of|among) (?:the |all |our |its )?{en.FILL}$", f.lead)
    ]
    if len(bases) != 1 or any(bases[0].size() < f.size() for f in parts[0]):
        return
    for part, rate in zip(parts[0], rates[0], strict=True):
        roles = {"share": (rate.id,), "part": (part.id,), "whole": (bases[0].id,)}
        tree = equal(Name(rate.id), over(Name(part.id), Name(bases[0].id)))
        yield _claim("share", Reading(tree, roles, "share"), cue)


def _claim(kind: str, reading: Reading, cue: Cue) -> Proposal:
    return Proposal(kind, (reading,), cue, strong=True, rank=1)


RELATION = Relation(
    "respectively",
    find,
    {
        "en": (
            "lists told side by side agree item by item",
            "the first rate belongs to the first value, the second to the second",
            "wheat and barley rose 20% and 15%, respectively, to 240 and 110 tons from 200 and 100 tons",
            "wheat and barley rose 20% and 10%, respectively, to 240 and 110 tons from 200 and 100 tons",
        ),
        "zh": (
            "并列的各组数据逐项相符",
            "“分别”前后第一项对第一项，第二项对第二项",
            "小麦、大麦分别由200吨、100吨增加到240吨、110吨，分别增长20%、15%",
            "小麦、大麦分别由200吨、100吨增加到240吨、110吨，分别增长20%、10%",
        ),
    },
)
