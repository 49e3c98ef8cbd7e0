"""What a relation is, and small helpers that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from audit.exact import units
from audit.frames import Frame, Text, compiled
from audit.model import Cue, Figure, Reason
from audit.readings import Proposal
from audit.scopes import Paragraph

Figures = Mapping[str, Figure]
Find = Callable[[Text, Figures], Iterable[Proposal]]

# count words that one list may mix: people, cases and the like (told with a note)
MIXED = frozenset(["人", "名", "位", "口", "例", "人次", "例次"])
ALIKE = {"名": "人", "位": "人", "口": "人", "宗": "件", "桩": "件"}


class Relation(Struct, frozen=True):
    """A built-in kind of consistency.

    texts   language -> (what it says, why it must hold, a wrong example, a right example)
    """

    name: str
    find: Find
    texts: dict[str, tuple[str, str, str, str]]
    severity: str = "error"


def same_unit(a: str, b: str) -> bool:
    """Whether values in the two units add up without any remark."""
    if a == b:
        return True
    if units.is_count(a) and units.is_count(b):
        return ALIKE.get(a, a) == ALIKE.get(b, b)
    return (
        bool(a and b)
        and not units.is_count(a)
        and units.convertible(a, b)
        and units.dimension(a) not in ("rate", "")
    )


def mixes(a: str, b: str) -> bool:
    """Whether a list may hold both (人 and 例), with a remark."""
    return same_unit(a, b) or (a in MIXED and b in MIXED)


def cue_of(paragraph: Paragraph, start: int, end: int) -> Cue:
    """Offsets in the text of the paragraph; `discover` moves them into the document."""
    return Cue(paragraph.text[start:end], start, end)


def between(a: Frame, b: Frame) -> str:
    """The text between two figures of one paragraph."""
    return a.paragraph.text[a.end : b.start] if a.paragraph is b.paragraph else "\n"


def levels(frames: Iterable[Frame]) -> Iterator[Frame]:
    return (f for f in frames if f.kind == "level")


def basis_of(text: Text, frames: Sequence[Frame]) -> Reason | None:
    """Why the figures are not comparable: the basis words beside them."""
    for code_pattern, code in text.cues.basis:
        for frame in frames:
            paragraph = frame.paragraph
            window = paragraph.text[
                max(paragraph.clause_start(frame.start), frame.start - 40) : frame.end + 12
            ]
            if compiled(code_pattern).search(window):
                return Reason(code)
    return None


def core(text: Text, label: str) -> str:
    """A label without scope words, particles and verbs of being: what two labels are compared by."""
    return compiled(text.cues.label_noise).sub("", label)


def related(text: Text, a: str, b: str) -> bool:
    """Whether two labels may name one thing: one ends or begins with the other, or they share a head."""
    a, b = core(text, a), core(text, b)
    if not a or not b:
        return False
    if a == b:
        return True
    if min(len(a), len(b)) < 2:
        return False
    return a in b or b in a or a[-2:] == b[-2:]


def named_by(text: Text, name: str, words: str) -> bool | None:
    """Whether a name such as 国土面积 speaks of what `words` say; None where it is too general to tell."""
    name = core(text, name)
    stem = compiled(text.cues.words.get("generic", "")).sub("", name)
    if not stem:
        return None
    words = core(text, words)
    if name in words or (len(words) > 1 and words in name):
        return True
    if len(stem) == 1:
        return stem in words
    return any(stem[i : i + 2] in words for i in range(len(stem) - 1))


def alike(text: Text, a: str, b: str) -> bool:
    """Whether two labels share two characters in a row: weak, but enough where words name a role."""
    a, b = core(text, a), core(text, b)
    return any(a[i : i + 2] in b for i in range(len(a) - 1)) or (bool(a) and a == b)
