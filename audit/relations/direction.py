"""From A to B with a word that says up or down: 由A提高到B, 稳步提高，由A变为B."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from audit.exact.formula import Name
from audit.frames import Frame, Text, compiled, statements
from audit.model import Cue
from audit.readings import Proposal, Reading, equal, number, order, plus, times
from audit.relations.base import Figures, Relation, same_unit
from audit.relations.change import runs_of


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    for paragraph in text.part.paragraphs:
        frames = text.of(paragraph)
        for k, old in enumerate(frames[:-1]):
            if old.unit == "比":
                yield from ratios(text, frames, k)
        for group in statements(frames):
            for old, new in pairs(group):
                yield from moved(text, old, new)
                yield from raised(group, old, new)


def pairs(group: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """A and B of 由A提高到B; of 由a、b提高到c、d the aligned ones."""
    runs = [r for r in runs_of(group) if r[0].unit != "比"]
    for k, olds in enumerate(runs):
        if olds[0].role != "from":
            continue
        for news in runs[k + 1 : k + 6]:
            if (
                news[0].role == "to"
                and len(news) == len(olds)
                and same_unit(news[0].unit, olds[0].unit)
            ):
                yield from zip(olds, news, strict=True)
                break
            if news[0].role in ("from", "prior"):
                break


def raised(group: Sequence[Frame], old: Frame, new: Frame) -> Iterator[Proposal]:
    """每人每月增发365元: what a year pays rises by twelve times that."""
    for step in group:
        if (
            step.start < old.start
            and step.kind in ("per", "change")
            and "增" in step.measure
            and same_unit(step.unit, new.unit)
        ):
            roles = {"to": (new.id,), "from": (old.id,), "step": (step.id,)}
            readings = tuple(
                Reading(
                    equal(Name(new.id), plus(Name(old.id), times(number(n), Name(step.id)))),
                    roles,
                    "raised",
                    steps={step.id: Fraction(0)},
                )
                for n in (1, 12)
            )
            yield Proposal("change", readings, step.cue, rank=4)


def ratios(text: Text, frames: list[Frame], k: int) -> Iterator[Proposal]:
    """由a:1降为b:1"""
    if k + 3 >= len(frames) or any(f.unit != "比" for f in frames[k : k + 4]):
        return
    old, one, new, other = frames[k : k + 4]
    if (
        one.value == other.value == 1
        and compiled(text.cues.words.get("moves_from", "")).search(old.lead)
        and new.role == "to"
    ):
        yield from moved(text, old, new)


def moved(text: Text, old: Frame, new: Frame) -> Iterator[Proposal]:
    sense, cue = sense_of(text, old, new)
    if not sense:
        return
    operator = ">" if sense > 0 else "<"
    reading = Reading(
        order(Name(new.id), operator, Name(old.id)),
        {"to": (new.id,), "from": (old.id,)},
        "direction",
    )
    yield Proposal("direction", (reading,), cue, strong=True, rank=4)


def sense_of(text: Text, old: Frame, new: Frame) -> tuple[int, Cue | None]:
    """The word right before B, else the last word of change in the clause before A."""
    own = text.cues
    paragraph = old.paragraph
    word = paragraph.text[max(old.end, new.start - 60) : new.start]
    origin = new.start - len(word)
    for pattern, sense in ((own.rises, 1), (own.falls, -1)):
        found = compiled(f"{pattern}(?:到|至|为|成|了)*[^，。；,;]{{0,3}}$").search(word)
        if found:
            return sense, Cue(found[0], origin + found.start(), origin + found.end())
    start = max(paragraph.clause_start(old.start), old.start - 40)
    lead = paragraph.text[start : old.start]
    if any(c.isdigit() for c in lead):
        return 0, None
    best: tuple[int, int, int] | None = None
    for pattern, sense in ((own.rises, 1), (own.falls, -1)):
        for found in compiled(pattern).finditer(lead):
            if len(found[0]) > 1 and (best is None or found.end() > best[1]):
                best = (found.start(), found.end(), sense)
    if best is None:
        return 0, None
    return best[2], Cue(lead[best[0] : best[1]], start + best[0], start + best[1])


RELATION = Relation(
    "direction",
    find,
    {
        "en": (
            "what is said to rise rises",
            "the two values must move the way the words say",
            "rose from 9.2% to 8.5%",
            "rose from 8.5% to 9.2%",
        ),
        "zh": (
            "说升则升，说降则降",
            "前后两值的变化方向应与用词一致",
            "合格率稳步提高，由91%变为89%",
            "合格率稳步提高，由89%变为91%",
        ),
    },
)
