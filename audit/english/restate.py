"""The same quantity told twice: in a headline and in the text, in two precisions, pointed back to.

Two tellings are held against each other only where label, unit, period and place agree. A telling
that differs is raised where one slip of the pen explains it or where the words point back; else two
numbers of one label were not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from audit import slips
from audit.english.roles import alike, is_per, matches, sentence_of
from audit.english.words import is_count, noun
from audit.exact import units
from audit.exact.formula import Name
from audit.exact.interval import point
from audit.frames import Frame, Text, compiled
from audit.languages import cues_en as en
from audit.model import Cue
from audit.readings import Proposal, Reading, equal
from audit.relations.base import Figures, Relation

KINDS = ("level", "rate")
MOST = 6  # earlier tellings of one label that are looked at
NAME = re.compile(r"\b[A-Z][a-z]+\b|\b(?:Q[1-4]|H[12])\b")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
WHEN = "\\b(?:first|second|third|fourth|last|previous|prior|next|quarter|half|month|week|day|nine months|six months|three months|january|february|march|april|may|june|july|august|september|october|november|december|ago|earlier|before|after|since|target|budget|forecast|plan|expect\\w*|estimate\\w*|initial\\w*|original\\w*|revised|now|then|later|by the end)\\b"


def find(text: Text, figures: Figures) -> Iterator[Proposal]:
    seen: dict[tuple[str, str], list[Frame]] = {}
    for f in text.frames:
        if f.kind not in KINDS or f.role or f.figure.quantity is None or not f.value:
            continue
        for key in keys(f):
            found = [
                p
                for old in reversed(seen.get(key, ())[-MOST:])
                if (p := again(old, f, key)) is not None
            ]
            yield from found[:1]
            seen.setdefault(key, []).append(f)


def keys(f: Frame) -> Iterator[tuple[str, str]]:
    """What a figure is called: the subject before it, or the noun that it counts."""
    if is_count(f):
        name = noun(f)
        if len(name) > 3:
            yield "counts", name
        return
    name = subject(f)
    if name:
        yield unit_of(f), name


def unit_of(f: Frame) -> str:
    return f"{units.dimension(f.unit) or f.unit}{'/' if is_per(f) else ''}"


def subject(f: Frame) -> str:
    """`total revenue` of `Total revenue for 2019 was $1.2 billion`: the words of the clause before
    a plain verb, or before `of`."""
    found = matches(
        f"^ ?(?:in \\d{{4}}, |in the year, |overall, |for the (?:full )?year, |for \\d{{4}}, )?((?:[a-z][a-z&'’-]+ ){{1,6}})(?:(?:for|in|of|during) (?:the (?:full |fiscal )?year|(?:fiscal )?\\d{{4}}|the year \\d{{4}}) )?"
        f"(was|were|of|totall?ed|reached|stood at|came to|amounted to|exceeded|surpassed|topped) {en.FILL}$",
        f.lead,
    )
    if found is None:
        return ""
    if found.start() or f.start - len(f.lead) != f.paragraph.sentence_start(f.start):
        return ""  # another subject, of a sum, of its parts, at one place
    name = re.sub(r"\s+", " ", compiled(f"(?i){en.LABEL_NOISE}").sub(" ", found[1])).strip().lower()
    return (
        name
        if name
        and len(name) > 3
        and not matches(
            "\\b(?:which|who|it|they|he|she|there|and|or|but|change|increase|decrease|total|average)\\b",
            name,
        )
        else ""
    )


def again(old: Frame, new: Frame, key: tuple[str, str]) -> Proposal | None:
    if old.paragraph is new.paragraph and sentence_of(old) == sentence_of(new):
        return None
    if not alike(old, new) and key[0] != "counts" and old.unit != new.unit:
        return None
    roles = {"told": (old.id,), "again": (new.id,)}
    reading = Reading(equal(Name(new.id), Name(old.id)), roles, "told-again")
    back = matches(en.AGAIN, new.lead)
    cue = (
        Cue(back[0].strip(), new.start - len(new.lead) + back.start(), new.start - 1)
        if back
        else None
    )
    if old.figure.interval().meets(new.figure.interval()) if old.unit == new.unit else False:
        if key[0] == "counts" and back is None and not matches("\\bthe $", new.lead):
            return None
        return Proposal("restatement", (reading,), cue, rank=6)
    if key[0] == "counts":
        near = old.paragraph is new.paragraph and back is not None
        if not near or not one_slip(old, new):
            return None
        return Proposal("restatement", (reading,), cue, strong=True, mild=True, rank=6)
    if not comparable(old, new) or not (
        old.paragraph.section == new.paragraph.section or old.paragraph.heading
    ):
        return None
    strong = _plain(old) and _plain(new)
    return Proposal("restatement", (reading,), Cue(key[1]), strong=strong, mild=True, rank=6)


def comparable(old: Frame, new: Frame) -> bool:
    """Whether nothing in the two sentences says that another time, place or plan is meant."""
    one, two = sentence(old), sentence(new)
    if set(YEAR.findall(one)) != set(YEAR.findall(two)) and YEAR.search(one) and YEAR.search(two):
        return False
    if any(matches(WHEN, s) for s in (one, two)):
        return False
    return names(one) == names(two)


def sentence(f: Frame) -> str:
    p = f.paragraph
    return p.text[p.sentence_start(f.start) : p.sentence_end(f.end)].strip()


def names(words: str) -> set[str]:
    """Names of places, firms and quarters; the first word of a sentence is none."""
    return set(NAME.findall(words.lstrip()[1:]))


def _plain(f: Frame) -> bool:
    """The whole statement of its sentence, of nothing narrower: `Revenue was $5 million.`"""
    narrow = "\\b(?:segment|division|unit|region|branch|each|per|of which|including|excluding|adjusted|gross|net)\\b"
    if matches(narrow, sentence(f)):
        return False
    return (
        matches(
            "^(?:[.,;]|$| (?:for|in) (?:the (?:full |fiscal )?year|(?:fiscal )?\\d{4}|the year \\d{4})\\b(?! in)| \\()",
            f.tail,
        )
        is not None
    )


def one_slip(a: Frame, b: Frame) -> bool:
    """Numbers of at least three digits that one slip of the pen turns into each other."""
    one, two = a.figure.quantity, b.figure.quantity
    if one is None or two is None or one.value is None or two.value is None or one.step != two.step:
        return False
    if sum(c.isdigit() for c in two.text) < 3 or sum(c.isdigit() for c in one.text) < 3:
        return False
    target = point(Fraction(one.value))
    return any(
        s.kind in ("digit", "swap", "drop", "double")
        for s in slips.candidates(two, target, whole=two.exact)
    )


RELATION = Relation(
    "restatement",
    find,
    {
        "en": (
            "a quantity told twice is the same twice",
            "headline and text, or two sentences, state one number",
            "521 firms replied ... Of the 512 firms, 40 were new",
            "521 firms replied ... Of the 521 firms, 40 were new",
        ),
        "zh": (
            "同一数量前后一致",
            "标题与正文、前后两句说的是同一个数",
            "全年总产69541吨……总产69451吨",
            "全年总产69541吨……总产69541吨",
        ),
    },
)
