"""Changes told in a sentence: the amount and the rate, and the new and old value they belong to.

An event is a change figure with its twin (`$2,415, or 17.9%`). What stands after it counts only
with a word of its own (to, from, against); before it, the nearest level is the new value. Where the
sentence has none, the sentences before are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from audit.english.roles import alike, matches, opens_with, sentence_of
from audit.frames import Frame, Text, unit_class
from audit.languages import cues_en as en
from audit.model import Reason
from audit.scopes import Paragraph

MOVING = ("change", "growth", "points")
BACK = 2  # sentences back that values may stand
RIVALS = 3


class Event(Struct):
    """news, olds: candidates, the most natural first; firm: the words leave no doubt."""

    told: tuple[Frame, ...]
    news: tuple[Frame, ...]
    olds: tuple[Frame, ...]
    firm: bool
    reason: Reason | None

    def of(self, kind: str) -> Frame | None:
        return next((f for f in self.told if f.kind == kind), None)

    @property
    def pairs(self) -> Iterator[tuple[Frame, Frame]]:
        for new in self.news:
            for old in self.olds:
                if new is not old and alike(new, old):
                    yield new, old


def sentences(text: Text, paragraph: Paragraph) -> Iterator[list[Frame]]:
    group: list[Frame] = []
    for f in text.of(paragraph):
        if group and sentence_of(group[-1]) != sentence_of(f):
            yield group
            group = []
        group.append(f)
    if group:
        yield group


def events(text: Text) -> Iterator[Event]:
    for paragraph in text.part.paragraphs:
        before: list[list[Frame]] = []
        for group in sentences(text, paragraph):
            yield from in_sentence(text, group, before)
            before = [*before, group][-BACK:]


def in_sentence(
    text: Text, group: Sequence[Frame], before: Sequence[list[Frame]]
) -> Iterator[Event]:
    told = list(_told(group))
    done = -1
    for n, pair in enumerate(told):
        first, last = group.index(pair[0]), group.index(pair[-1])
        stop = group.index(told[n + 1][0]) if n + 1 < len(told) else len(group)
        right = list(_right(group[last + 1 : stop], pair[-1]))
        left = [f for f in group[done + 1 : first] if _value(f)]
        if right and right[0].role == "to" and any(not f.role for f in left):
            left = [f for f in left if not f.role]  # its earlier value is another's
        elif right and right[0].role == "to" and any(f.role == "to" for f in left):
            left = []  # the values before are another's, both of them
        if (
            not left
            and done >= 0
            and not any(f.role == "to" for f in right)
            and _shared(told[n - 1], pair)
        ):
            left = [f for f in group[max(0, first - 12) : first] if _value(f)]
        event = bind(text, pair, left, right, before)
        if event is not None:
            yield event
        # a value after the event is its own only where nothing newer begins there
        taken = [f for f in right if event is not None and f in (*event.news[:1], *event.olds)]
        done = max([last, *(group.index(f) for f in taken)])


def _right(frames: Sequence[Frame], told: Frame) -> Iterator[Frame]:
    """Values behind a change that their own words bind to it, up to the next change."""
    paragraph = told.paragraph
    for f in frames:
        outside = f.depth not in (told.depth, -1) and f.role != "prior"
        if outside or paragraph.clause(f.start) != paragraph.clause(told.end):
            return
        if matches(
            f"\\b(?:while|whereas)\\b|\\b(?:and|as|but)\\b.*(?:{en.UPWARD}|{en.DOWNWARD})", f.lead
        ):
            return
        if matches(en.FOLD, f.lead):  # and double the 6,100 of a month ago
            return
        if f.role in ("to", "from", "prior") or (f is frames[0] and _introduced(frames)):
            yield f


def _introduced(frames: Sequence[Frame]) -> bool:
    """Fell by 7%, with 9,300 offences compared with 10,000: a new value that brings its old one."""
    if len(frames) < 2 or frames[0].role or frames[0].kind not in ("level", "rate", "share"):
        return False
    opened = matches(
        f"^[^;.\\d]{{0,60}}(?:(?:^ ?(?:lower|higher)|,) (?:with|at)|: ?|, ) ?{en.FILL}$",
        frames[0].lead,
    )
    return opened is not None and frames[1].role == "prior" and alike(frames[0], frames[1])


def _shared(other: Sequence[Frame], pair: Sequence[Frame]) -> bool:
    """`up 30% on the year and 11% on the quarter`: two changes of one value."""
    gap = pair[0].paragraph.text[other[-1].end : pair[0].start]
    return len(gap) < 60 and matches(en.BREAK.replace("(?:and", "(?:but"), gap) is None


def _told(group: Sequence[Frame]) -> Iterator[tuple[Frame, ...]]:
    skip: Frame | None = None
    for k, f in enumerate(group):
        if f is skip or f.kind not in MOVING:
            continue
        after = group[k + 1] if k + 1 < len(group) else None
        twin = (
            after is not None
            and after.kind in MOVING
            and after.cue is not None
            and (after.cue == f.cue or _said_again(f, after))
            and unit_class(after.figure) != unit_class(f.figure)
        )
        skip = after if twin else None
        yield (f, after) if twin and after is not None else (f,)


def _said_again(f: Frame, after: Frame) -> bool:
    """£12,000 higher than a year ago, a rise of 6.0%"""
    gap = f.paragraph.text[f.end : after.start]
    return f.sense == after.sense and matches(en.SAID_AGAIN, gap) is not None


def _value(f: Frame) -> bool:
    """A value that may have changed; one told in passing has not."""
    if f.kind not in ("level", "rate", "share") or f.role in ("offset", "range"):
        return False
    return bool(f.role) or not matches(en.ASIDE, f.lead)


def bind(
    text: Text,
    told: tuple[Frame, ...],
    left: Sequence[Frame],
    right: Sequence[Frame],
    before: Sequence[list[Frame]],
) -> Event | None:
    """The event with its candidates, None where there is nothing to compare."""
    classes = _classes(told)
    news = [f for f in right if f.role in ("", "to")] + [
        f for f in reversed(left) if f.role in ("", "to")
    ]
    olds = [f for f in right if f.role in ("from", "prior")]
    olds += [f for f in reversed(left) if f.role in ("from", "prior")]
    news, olds = _fit(told, news, classes), _fit(told, olds, classes)
    firm = bool(news) and bool(olds)
    if not olds and news and news[0] in left and news[0].role == "to" and not _both(told):
        olds = [f for f in news[1:] if alike(f, news[0])]  # `$450; by May it was up to $630`
        news, firm = news[:1], len(olds) == 1
    if not olds or not news:
        wide = _earlier(told, before, classes, news, olds)
        if wide is not None:
            news, olds, firm = wide
    if not news:
        return None
    if olds:  # a new value like the old one comes first
        news.sort(key=lambda f: not alike(f, olds[0]))
    firm = (firm or not olds) and not _apart(told, news[0])
    reason = basis(text, told, news, olds) if firm else None
    return Event(told, tuple(news[:RIVALS]), tuple(olds[:RIVALS]), firm, reason)


def _apart(told: Sequence[Frame], new: Frame) -> bool:
    """Whether other thoughts stand between the new value and its change, or a list side by side."""
    paragraph = told[0].paragraph
    here = told[0].start
    sentence = paragraph.text[paragraph.sentence_start(here) : paragraph.sentence_end(here)]
    if matches(en.RESPECTIVELY, sentence):
        return True
    before = (
        new.paragraph is paragraph and sentence_of(new) == sentence_of(told[0]) and new.end < here
    )
    return before and matches(en.BREAK, paragraph.text[new.end : here]) is not None


def _both(told: Sequence[Frame]) -> bool:
    """Whether amount and rate are told: with the new value they make a claim of their own."""
    return {"change", "growth"} <= {f.kind for f in told}


def _classes(told: Sequence[Frame]) -> tuple[str, ...]:
    """Classes of unit that the values may have; `1.5% up on 15.5%` may mean points."""
    kinds = {f.kind for f in told}
    if "points" in kinds:
        return ("%",)
    return ("n",) if "change" in kinds else ("n", "%")


def _fit(told: Sequence[Frame], frames: Sequence[Frame], classes: tuple[str, ...]) -> list[Frame]:
    amount = next((f for f in told if f.kind == "change"), None)
    fit = [f for f in frames if unit_class(f.figure) in classes]
    if amount is not None:
        fit = [f for f in fit if f.unit == amount.unit]
    depth = told[0].depth
    return [f for f in fit if f.depth in (depth, -1) or f.role == "prior"]


def _earlier(
    told: Sequence[Frame],
    before: Sequence[list[Frame]],
    classes: tuple[str, ...],
    news: list[Frame],
    olds: list[Frame],
) -> tuple[list[Frame], list[Frame], bool] | None:
    """New and old value from the sentences before; firm where the words point back."""
    found = _fit(told, [f for group in before for f in group if _value(f)], classes)
    if news:
        found = [f for f in found if alike(f, news[0])]
    elif olds:
        found = [f for f in found if alike(f, olds[0])]
    if not found:
        return None
    points_back = opens_with(told[0].paragraph, told[0].start, en.ANAPHORA)
    past = [f for f in reversed(found) if f.role in ("prior", "from")]
    now = [f for f in reversed(found) if f.role in ("", "to")]
    if olds:
        return now[::-1], olds, points_back and len(now) <= 2
    if news:
        if _both(told):
            return None
        last = [f for f in past or now if sentence_of(f) == sentence_of(told[0]) - 1]
        alone = len(last) == 1 and sum(sentence_of(f) == sentence_of(last[0]) for f in found) == 1
        return news, (past or now), alone and last[0].role == "prior"
    if past and now:
        return now, past, points_back and len(now) == len(past) == 1
    if len(now) >= 2:
        return [now[0]], now[1:], False
    return None


def basis(
    text: Text, told: Sequence[Frame], news: Sequence[Frame], olds: Sequence[Frame]
) -> Reason | None:
    """Why the values are not comparable: words of basis beside the change or its values."""
    own = [*told, *news[:1], *olds[:1]]
    paragraph = told[0].paragraph
    same = [f for f in own if f.paragraph is paragraph]
    begin = paragraph.sentence_start(min(f.start for f in same))
    end = min(paragraph.sentence_end(told[-1].end), max(f.end for f in same) + 60)
    window = paragraph.text[begin:end]
    for pattern, code in text.cues.basis:
        if matches(pattern.removeprefix("(?i)"), window):
            return Reason(code)
    if any(_planned(told, old) for old in olds[:1]):
        return Reason("not-comparable")
    losses = [
        matches("\\b(?:loss|deficit|negative)\\b", f.lead[-40:]) is not None
        for f in (*news[:1], *olds[:1])
    ]
    if len(set(losses)) > 1 or any(f.value < 0 for f in (*news[:1], *olds[:1])):
        return Reason("not-comparable")
    return None


def _planned(told: Sequence[Frame], old: Frame) -> bool:
    """`rose 6.6% to $51.4 million, against a budget of $52.0 million`: the change is on last year."""
    if old.role != "prior" or old.start < told[-1].end:
        return False
    beside = (f"{old.lead[-70:]}|{old.tail[:16]}", en.PLANNED), (old.tail, en.OF_ANOTHER)
    return any(matches(pattern, words) for words, pattern in beside)
