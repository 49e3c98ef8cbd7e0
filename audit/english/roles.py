"""What each figure of an English text is: its kind, its sense and its role, told by the words
around it and by the figure before it.

kind   level, change (an amount), growth (a rate of change), points, share, rate, multiple
role   from, to, prior (an earlier value), offset (taken away from a sum), range, or ""
"""

from __future__ import annotations

import re

from audit.frames import Frame, Text, compiled, unit_class
from audit.languages import cues_en as en
from audit.model import Cue
from audit.scopes import Paragraph

LEAD, TAIL = 120, 60
SPELLED = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
JOINED = f"^[^.;:]{{0,60}}(?:,|\\band|\\bor) {en.FILL}$"  # no figure stands in a lead, years may


def prepare(text: Text) -> None:
    """Reads kinds and roles into the frames of a part, once."""
    for paragraph in text.part.paragraphs:
        before: Frame | None = None
        frames = text.of(paragraph)
        for k, frame in enumerate(frames):
            after = frames[k + 1].start if k + 1 < len(frames) else len(paragraph.text)
            _measure(frame, before, after)
            _classify(frame, before)
            before = frame


def matches(pattern: str, text: str) -> re.Match[str] | None:
    return compiled(f"(?i){pattern}").search(text)


def sentence_of(frame: Frame) -> int:
    return frame.paragraph.sentence(frame.start)


def _measure(frame: Frame, before: Frame | None, after: int) -> None:
    """The words before it, from the figure or sentence before; and after it, to the next figure."""
    paragraph = frame.paragraph
    begin = max(paragraph.sentence_start(frame.start), frame.start - LEAD)
    if frame.bracket is not None:
        begin = max(begin, frame.bracket.start + 1)
    if before is not None:
        begin = max(begin, before.end)
        if before.bracket is not None and frame.bracket is not before.bracket:
            begin = max(begin, min(before.bracket.end, frame.start))
    frame.lead = paragraph.text[begin : frame.start]
    end = min(after, paragraph.sentence_end(frame.end), frame.end + TAIL)
    frame.tail = paragraph.text[frame.end : end]


def _classify(frame: Frame, before: Frame | None) -> None:
    wanted = unit_class(frame.figure)
    if _listed(frame):
        frame.kind = "count"
        return
    if is_fraction(frame):
        frame.kind = "share" if matches("^ of\\b", frame.tail) else "fraction"
        return
    frame.kind = {"%": "rate", "pp": "points", "x": "multiple", ":": "ratio"}.get(wanted, "level")
    if frame.unit == "bp":
        frame.kind = "points"
    near = before if before is not None and sentence_of(before) == sentence_of(frame) else None
    if near is not None and _is_range(frame, near):
        frame.role = near.role = "range"
        if near.kind == "growth":
            near.kind, near.cue, near.sense = "rate", None, 0
        return
    if _moves(frame, near, wanted):
        return
    frame.role = _role(frame, near)
    if frame.role in ("", "to") and frame.kind == "rate" and _is_share(frame, near):
        frame.kind = "share"


def is_fraction(frame: Frame) -> bool:
    """A third, half, two-thirds."""
    return frame.figure.quantity is not None and (frame.figure.quantity.hedge or "").endswith(
        "fraction"
    )


def _listed(frame: Frame) -> bool:
    """A count that is no figure but for the list behind it: it has no label."""
    figure = frame.figure
    return (
        figure.label is None
        and figure.text.lower() in SPELLED
        and figure.quantity is not None
        and figure.quantity.exact
    )


def _is_range(frame: Frame, near: Frame) -> bool:
    if frame.unit != near.unit or frame.paragraph.text[near.end : frame.start] not in (
        " to ",
        "–",
        "-",
        " - ",
        " – ",
    ):
        return False
    return near.role != "from" and near.kind not in ("change", "points")


def _moves(frame: Frame, near: Frame | None, wanted: str) -> bool:
    """Sets kind, sense and cue of a change, a rate of change or points."""
    found = _change(frame)
    if found is not None and wanted == "n" and matches(f"^{en.BOOKED}$", found[1].text):
        found = None
    if found is None and near is not None:
        found = _twin(frame, near)
    if found is None:
        return frame.kind == "points"
    frame.sense, frame.cue = found
    if wanted == "n":
        frame.kind = "change"
    elif wanted == "%" and frame.unit != "bp":
        frame.kind = "growth"
    return wanted in ("n", "%", "pp")


def _change(frame: Frame) -> tuple[int, Cue] | None:
    start = frame.start - len(frame.lead)
    if frame.bracket is not None and frame.lead.strip() == "+":  # 13,020 (+5.0%)
        return 1, Cue("+", frame.start - 1, frame.start)
    for pattern, sense in en.CHANGES:
        found = matches(pattern, frame.lead)
        if found is not None:
            word = _word(found[0])
            return sense, Cue(word, start + found.start(), start + found.start() + len(word))
    for pattern, sense in en.CHANGED:
        found = matches(pattern, frame.tail)
        if found is not None:
            word = found[0].strip(" -,.;")
            at = frame.end + found[0].index(word)
            return sense, Cue(word, at, at + len(word))
    return None


def _word(found: str) -> str:
    return found.partition(" ")[0].rstrip(":,")


def _twin(frame: Frame, near: Frame) -> tuple[int, Cue] | None:
    """The second telling of a change: $2,415, or 17.9%; $1.37 billion (9 per cent)."""
    gap = frame.paragraph.text[near.end : frame.start]
    if near.role == "to" and unit_class(frame.figure) == "%" and unit_class(near.figure) == "n":
        return _told_behind(frame, near) if matches(en.TWIN, gap) else None
    if near.cue is None or near.kind not in ("change", "growth", "points"):
        return None
    if near.kind in ("growth", "change") and unit_class(frame.figure) == unit_class(near.figure):
        again = re.match(r"(?i)^[^;]{0,40}\band $", gap)
        goes_on = matches(f"^ (?:since|from|on|over|in|during|{en.TIME})\\b", frame.tail)
        return (near.sense, near.cue) if again and goes_on else None
    if unit_class(near.figure) == unit_class(frame.figure) or not matches(en.TWIN, gap):
        return None
    return near.sense, near.cue


def _told_behind(frame: Frame, near: Frame) -> tuple[int, Cue] | None:
    """`rose from A to B, or 12%`: the rate of a change whose word stands before its values."""
    if matches("^[,)]? ?of\\b", frame.tail):
        return None
    paragraph = frame.paragraph
    start = paragraph.clause_start(near.start)
    found: tuple[int, Cue] | None = None
    for pattern, sense in ((en.UPWARD, 1), (en.DOWNWARD, -1)):
        for m in compiled(f"(?i){pattern}").finditer(paragraph.text, start, near.start):
            if found is None or m.start() > (found[1].start or 0):
                found = sense, Cue(m[0], m.start(), m.end())
    return found


def _role(frame: Frame, near: Frame | None) -> str:
    lead = frame.lead
    if matches(en.OFFSET, lead):
        return "offset"
    if matches(en.FROM, lead):
        return "from"
    if matches(en.TO, lead):
        return "to"
    if matches(en.PRIOR, lead) or (frame.bracket is not None and matches(en.YEAR_LEAD, lead)):
        return "prior"
    if near is not None:
        if near.kind in ("growth", "change", "points") and matches(en.CHANGED_FROM, lead):
            return "prior"
        if _joined(frame, near):
            return near.role
    if matches(en.PAST_TAIL, frame.tail) or matches(en.PAST_LEAD, lead):
        return "prior"
    return ""


def _joined(frame: Frame, near: Frame) -> bool:
    """`down from A in one year and B in another`: B is what A is."""
    if near.role not in ("from", "prior", "offset") or near.kind not in ("level", "rate"):
        return False
    same = unit_class(near.figure) == unit_class(frame.figure)
    return same and matches(JOINED, frame.lead) is not None


def _is_share(frame: Frame, near: Frame | None) -> bool:
    if matches("^,? (?:\\([^)]{0,20}\\) )?of (?!which|whom)", frame.tail):
        return True
    if matches("^ \\($", frame.tail):  # 58% (1697)
        return True
    if frame.bracket is not None and frame.unit == "%":
        inside = frame.paragraph.text[frame.bracket.start : frame.bracket.end]
        if matches("\\bn ?= ?\\d", inside):
            return True
    if near is not None and frame.bracket is not None and frame.bracket is not near.bracket:
        return near.kind == "level" and frame.start - near.end <= 40
    if frame.role:
        return False
    said = "\\b(?:accounted for|accounts? for|accounting for|representing|represents?|represented|made up|makes up|making up|or|i\\.e\\.,?|that is,?|equals?|equalled|equal to|equalling|comprised|constituting|constituted)"
    return matches(f"{said} {en.FILL}$", frame.lead) is not None


def is_per(frame: Frame) -> bool:
    """A price or value per unit: $0.14 a share."""
    return (
        matches(
            f"^ (?:per|an?|each|apiece)\\b(?! (?:{en.TIME}|total|further|gain|loss)\\b)", frame.tail
        )
        is not None
    )


def alike(a: Frame, b: Frame) -> bool:
    """Whether two figures may be values of one quantity."""
    if unit_class(a.figure) != unit_class(b.figure) or a.unit != b.unit:
        return False
    if is_fraction(a) or is_fraction(b):
        return False
    return is_per(a) == is_per(b) or _scaled(a) == _scaled(b)


def _scaled(frame: Frame) -> bool:
    return frame.figure.quantity is not None and bool(frame.figure.quantity.scale)


def opens_with(paragraph: Paragraph, at: int, pattern: str) -> bool:
    """Whether the sentence around `at` begins with the pattern."""
    start = paragraph.sentence_start(at)
    return matches(pattern, paragraph.text[start : start + 60].lstrip()) is not None
