"""What each figure is, told by unit and words together: the frames that relations look at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from audit.exact import units
from audit.languages.cues import Cues, FrameRule
from audit.model import Cue, Document, Figure
from audit.scopes import REMARK, Bracket, Paragraph, Part, is_remark

LEAD = 60  # characters before a figure that may tell what it is
TAIL = 24
ZERO = Fraction(0)
MOST = 200  # figures of one statement that are looked at together


class Frame(Struct):
    """A figure in its scopes.

    start, end   in the text of the paragraph
    lead, tail   the words before it (from the figure or sentence end before), and after it
    kind, sense, role   see `FrameRule`
    statement    sentences that belong together have one number
    anchor       of a figure in a bracket: the figure right before the bracket
    """

    figure: Figure
    paragraph: Paragraph
    index: int
    start: int
    end: int
    lead: str
    tail: str
    kind: str = "level"
    sense: int = 0
    role: str = ""
    cue: Cue | None = None
    statement: int = 0
    bracket: Bracket | None = None
    anchor: Frame | None = None
    label: str = ""
    measure: str = ""  # words that say what a value per unit is per
    id: str = ""
    unit: str = ""
    value: Fraction = ZERO
    _size: Fraction | None = None

    def __post_init__(self) -> None:
        figure = self.figure
        self.id, self.unit = figure.id, figure.unit
        self.value = ZERO if figure.value is None else figure.value

    @property
    def depth(self) -> int:
        return -1 if self.bracket is None else self.bracket.start

    @property
    def is_level(self) -> bool:
        return self.kind == "level"

    def size(self) -> Fraction:
        """The value in the base unit of its dimension."""
        if self._size is None:
            self._size = self.value * units.factor(self.unit) if self.unit else self.value
        return self._size


class Text(Struct):
    """One part with its frames, ready for the relations."""

    part: Part
    cues: Cues
    frames: list[Frame]
    by_paragraph: dict[int, list[Frame]]
    places: dict[int, int]  # number of a paragraph -> its index in the part

    def place(self, paragraph: Paragraph) -> int:
        return self.places[paragraph.number]

    def of(self, paragraph: Paragraph) -> list[Frame]:
        return self.by_paragraph.get(paragraph.number, [])


@lru_cache(maxsize=4096)
def compiled(source: str) -> re.Pattern[str]:
    return re.compile(source) if source else re.compile(r"(?!)")


def by_block(document: Document, figures: Iterable[Figure]) -> dict[int, list[Figure]]:
    """The figures of a document's running text, by the index of their block."""
    places: dict[int | None, int] = {
        b.number: n for n, b in enumerate(document.blocks) if b.number is not None
    }
    remarks = {
        (b.table, b.cell): n
        for n, b in enumerate(document.blocks)
        if b.cell is not None and len(b.text) >= REMARK and is_remark(document.blocks, n)
    }
    grouped: dict[int, list[Figure]] = {}
    for f in figures:
        if f.place.start is None:
            continue
        if f.place.cell is not None:
            number = remarks.get((f.place.table, f.place.cell)) if remarks else None
        else:
            number = places.get(f.place.block)
        if number is not None:
            grouped.setdefault(number, []).append(f)
    return grouped


def text_of(
    part: Part, cues: Cues, document: Document, grouped: Mapping[int, Sequence[Figure]]
) -> Text:
    """`grouped`: the figures of the document, `by_block`."""
    text = Text(part, cues, [], {}, {p.number: i for i, p in enumerate(part.paragraphs)})
    statement = 0
    for paragraph in part.paragraphs:
        found = grouped.get(paragraph.number, [])
        frames = _frames(
            paragraph, found, document.blocks[paragraph.number].start, cues, len(text.frames)
        )
        statement = _number_statements(frames, cues, statement)
        text.by_paragraph[paragraph.number] = frames
        text.frames += frames
    return text


def usable(figure: Figure) -> bool:
    """Printed once, with a value (a range has none) and without a problem."""
    return len(figure.prints) == 1 and not figure.problem and figure.state != "unreadable"


def _frames(
    paragraph: Paragraph, figures: Sequence[Figure], origin: int, cues: Cues, first: int
) -> list[Frame]:
    spans = sorted(
        (f.place.start - origin, (f.place.end or 0) - origin, f.id, f)
        for f in figures
        if f.place.start is not None and usable(f)
    )
    out: list[Frame] = []
    for k, (start, end, _, figure) in enumerate(spans):
        frame = _frame(
            paragraph,
            figure,
            start,
            end,
            spans[k - 1][1] if k else 0,
            spans[k + 1][0] if k + 1 < len(spans) else len(paragraph.text),
        )
        frame.index = first + k
        frame.anchor = _anchor(frame, out)
        classify(frame, cues)
        frame.measure = frame.lead[-20:]
        if _listed_count(figure):
            frame.kind = "count"
        if out:
            _inherit(frame, out[-1], cues)
        out.append(frame)
    _lists_from(out, cues)
    return out


def _lists_from(frames: Sequence[Frame], cues: Cues) -> None:
    """由a、b提高到c、d: the whole run before 提高到 are values that were left."""
    run: list[Frame] = []
    for f in frames:
        if (
            run
            and f.role == "to"
            and len(run) > 1
            and compiled(cues.words.get("moves_from", "")).search(run[0].lead)
        ):
            for g in run:
                g.role = "from"
        joined = (
            run
            and not f.role
            and compiled(cues.joiners).match(f.lead.strip())
            and f.unit == run[-1].unit
        )
        run = [*run, f] if joined else [f]


def _frame(
    paragraph: Paragraph, figure: Figure, start: int, end: int, before: int, after: int
) -> Frame:
    text = paragraph.text
    bracket = paragraph.bracket(start)
    begin = max(before, paragraph.sentence_start(start), start - LEAD)
    if bracket is not None:
        begin = max(begin, bracket.start + 1)
    lead = text[begin:start]
    closed = paragraph.closed_before(begin, start) if bracket is None else None
    if (
        closed is not None and closed.start < before
    ):  # 5例(其中2例…)，：what stands in it is no lead
        lead = text[closed.end : start]
    tail = text[end : min(after, paragraph.sentence_end(end), end + TAIL)]
    return Frame(
        figure, paragraph, 0, start, end, lead, tail, bracket=bracket, label=figure.label or ""
    )


def _anchor(frame: Frame, before: Sequence[Frame]) -> Frame | None:
    if frame.bracket is None:
        return None
    opening = frame.bracket.start
    for other in reversed(before):
        if other.end <= opening:
            return other if _reaches(frame.paragraph.text[other.end : opening]) else None
    return None


def _inherit(frame: Frame, before: Frame, cues: Cues) -> None:
    """增加3人、5人: what is joined without a word of its own is what the one before it is."""
    if unit_class(frame.figure) != unit_class(before.figure) or frame.depth != before.depth:
        return
    if (
        before.role in ("from", "to")
        and not frame.role
        and compiled(cues.joiners).match(frame.lead.strip())
        and unit_class(before.figure) != ":"
    ):
        frame.role, frame.kind, frame.measure = before.role, before.kind, before.measure
        return
    if frame.role == "to" and before.role == "from" and before.kind == "per":
        frame.kind, frame.measure = "per", before.measure
        return
    if before.kind in ("change", "growth", "share", "points", "per") and compiled(
        cues.joiners
    ).match(frame.lead.strip()):
        frame.kind, frame.sense, frame.role = before.kind, before.sense, before.role


def _listed_count(figure: Figure) -> bool:
    """A count of listed items (三包): it exists for its enumeration only."""
    return (
        figure.name is None
        and figure.unit == ""
        and figure.quantity is not None
        and figure.quantity.exact
        and figure.text[:1] in "二两三四五六七八九十"
    )


def _reaches(gap: str) -> bool:
    """Whether only the noun of a figure stands between it and its bracket."""
    return len(gap) <= 12 or (len(gap) <= 30 and not any(c in gap for c in "，。；,;:："))


def unit_class(figure: Figure) -> str:
    unit = figure.unit
    if unit in ("%", "‰", "bp", "‱"):
        return "%"
    if unit == "百分点":
        return "pp"
    if unit == "倍":
        return "x"
    return ":" if unit == "比" else "n"


def classify(frame: Frame, cues: Cues) -> None:
    """Sets kind, sense, role and cue by the rules of the language.

    A level that is `from`, `to` or `prior` may still be a value per unit: its role comes from one
    rule, its kind from a later one.
    """
    wanted = unit_class(frame.figure)
    for rule in cues.rules:
        if wanted not in (("pp",) if rule.units == "pp" else tuple(rule.units)):
            continue
        only_role = bool(rule.role) and not rule.kind
        if frame.role and (
            only_role or (wanted == "n" and rule.kind not in ("per", "level", "told"))
        ):
            continue
        found = _matches(rule, frame)
        if found is None:
            continue
        frame.role = frame.role or rule.role
        if found[1] > found[0] and (frame.cue is None or rule.kind):
            begin = frame.start - len(frame.lead) + found[0]
            text = frame.lead[found[0] : found[1]]
            frame.cue = Cue(text, begin, begin + len(text))
        if only_role and wanted == "n" and rule.role != "base":
            continue
        frame.kind = _default(wanted) if rule.kind in ("", "told") else rule.kind
        frame.sense = rule.sense
        break
    else:
        frame.kind = _default(wanted)
    if frame.kind == "level" and _of_each(frame.figure):
        frame.kind = "per"


def _of_each(figure: Figure) -> bool:
    """2.53人: people are whole, so this is a value for each of something, whatever the words."""
    quantity = figure.quantity
    return (
        quantity is not None
        and quantity.value is not None
        and not quantity.scale
        and quantity.value.denominator != 1
        and units.is_count(figure.unit or "")
    )


def _default(wanted: str) -> str:
    return {"%": "rate", "pp": "points", "x": "multiple", ":": "ratio"}.get(wanted, "level")


def _matches(rule: FrameRule, frame: Frame) -> tuple[int, int] | None:
    """Where in the lead the rule matches, None if it does not; (0, 0) without a lead pattern."""
    span = (0, 0)
    if rule.lead:
        found = compiled(rule.lead).search(frame.lead)
        if found is None:
            return None
        span = found.span()
    if rule.tail and not compiled(rule.tail).search(frame.tail):
        return None
    return span


def _number_statements(frames: Sequence[Frame], cues: Cues, number: int) -> int:
    """A full stop does not end a statement when the next sentence goes on with a change of it."""
    sentence = -1
    for k, frame in enumerate(frames):
        own = frame.paragraph.sentence(frame.start)
        if own != sentence:
            begins = frame.paragraph.text[frame.paragraph.sentence_start(frame.start) :][:12]
            told = next(
                (
                    f
                    for f in frames[k : k + 2]
                    if not compiled(cues.words.get("both", "")).search(f.tail)
                ),
                frame,
            )
            goes_on = (
                k > 0
                and told.kind in ("growth", "change", "points", "share")
                and compiled(cues.carries).search(begins)
            )
            if not goes_on and not (k > 0 and compiled(cues.part).match(begins)):
                number += 1
            sentence = own
        frame.statement = number
    return number + 1


def statements(frames: Sequence[Frame]) -> Iterator[list[Frame]]:
    """The frames, grouped by statement, in order."""
    group: list[Frame] = []
    for frame in frames:
        if group and (group[-1].statement != frame.statement or len(group) >= MOST):
            yield group
            group = []
        group.append(frame)
    if group:
        yield group
