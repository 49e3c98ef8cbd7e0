"""What discovery wants to know of a language: the shape of the data in `cues_zh.py` and the like.

All patterns are sources of regular expressions over folded text (see `Cues.fold`); they are linear
and are compiled once by `audit.frames`. `{…}` is never used for names: a pattern is plain text.
"""

from __future__ import annotations

from msgspec import Struct


class FrameRule(Struct, frozen=True):
    """What a figure is, told by the words around it: the first rule that matches decides.

    units   classes of unit that the rule is for: n (a level: count, money, measure), % (percent,
            per mille, basis points), pp (percentage points), x (times), : (member of a:b:c)
    lead    pattern that must match the end of the text between the figure before and this one
    tail    pattern that must match the beginning of the text after it, up to the next figure
    kind    level change growth share rate per percent points multiple ratio; "" keeps the default
    sense   1 rises, -1 falls, 0 neither is said
    role    from, to, prior (an earlier value), base (the whole of a share), bound, or ""
    """

    units: str
    lead: str = ""
    tail: str = ""
    kind: str = ""
    sense: int = 0
    role: str = ""


class Cues(Struct, frozen=True):
    """The words of one language. Empty patterns match nothing.

    sentence, clause, phrase   characters that end such a scope
    opening, closing           brackets, by place
    carries      the beginning of a sentence that goes on with the statement before it
    part         words that open a list of parts after their total
    single       those of `part` that say nothing of completeness (partly, including)
    classes      headers that announce a complete division (by sector)
    made_of      words that announce a complete division right before its members
    sums         words before a number that is the total of what was told before
    total        words in a label that say it is a total
    rest         the label of a member that completes a list (others, the rest)
    open_list    words that say a list is not complete
    wholes       pairs or triples of words that divide a whole between them
    share_base   the base of a share in words, group 1: 占…的
    basis        words that make a comparison unsound, by reason
    nominal      words of labels whose growth is told at constant prices
    converted    words between two tellings of one quantity in different units
    again        words that point back to a figure told before
    thousandfold rates that are told per thousand people
    named        words before a rate that name its numerator, see relations/rate.py
    numerators   rates that are not called like their numerator: pattern of the rate's name, of the
                 words of what is counted
    spans        spans of time and the shorter ones that make them up
    joiners      what stands between two figures of one kind and nothing else
    apart        the beginning of a member that no longer belongs to the list
    average      words of a value per unit that is a mean, not a standard
    rises, falls   words of change, as such
    words        further patterns, by the name that a relation looks them up with
    part_mark    the title of one of several reports in a file
    """

    language: str
    rules: tuple[FrameRule, ...]
    fold: dict[int, str] = {}
    sentence: str = ".!?"
    clause: str = ";"
    phrase: str = ",:"
    opening: str = "(（"
    closing: str = ")）"
    carries: str = ""
    part: str = ""
    single: str = ""
    classes: str = ""
    made_of: str = ""
    sums: str = ""
    total: str = ""
    rest: str = ""
    open_list: str = ""
    wholes: tuple[tuple[str, ...], ...] = ()
    share_base: str = ""
    basis: tuple[tuple[str, str], ...] = ()
    nominal: str = ""
    converted: str = ""
    again: str = ""
    part_mark: str = ""
    label_noise: str = ""
    numerators: tuple[tuple[str, str], ...] = ()
    spans: tuple[tuple[str, tuple[str, ...]], ...] = ()
    joiners: str = ""
    apart: str = ""
    average: str = ""
    rises: str = ""
    falls: str = ""
    words: dict[str, str] = {}
