"""Sentences that name the word of the text which its figures belie: doubled, surpassed, three items."""

from __future__ import annotations

from audit.exact.formula import Number, walk
from audit.messages import say
from audit.messages.equation import Figures
from audit.messages.numbers import digits
from audit.model import Result

WORDED = ("direction", "bound", "part")
PLACES = 2


def worded(result: Result, figures: Figures, language: str) -> str | None:
    """The sentence of its own that a claim about words has, None for any other."""
    claim = result.claim
    if claim.kind == "multiple" and "times" not in claim.roles:
        return _times(result, figures, language)
    if claim.kind == "enumeration" and len(claim.roles.get("count", ())) == 1:
        return _listed(result, figures, language)
    return None


def with_cue(result: Result, sentence: str, language: str) -> str:
    """`the text says "increased", but …`: a comparison alone does not tell why it is wrong."""
    cue = result.claim.cue
    if result.claim.kind not in WORDED or cue is None or not any(c.isalpha() for c in cue.text):
        return sentence
    return say(language, "message-worded", cue=cue.text.strip(), sentence=sentence)


def _times(result: Result, figures: Figures, language: str) -> str | None:
    cue, roles = result.claim.cue, result.claim.roles
    new, old = (figures.get(roles[r][0]) if roles.get(r) else None for r in ("current", "prior"))
    if cue is None or new is None or old is None or new.unit != old.unit:
        return None
    if new.value is None or not old.value:
        return None
    times = digits(new.value / old.value, PLACES)
    return say(language, "message-times", new=new.text, old=old.text, times=times, cue=cue.text)


def _listed(result: Result, figures: Figures, language: str) -> str | None:
    count = figures.get(result.claim.roles["count"][0])
    told = [n.value for n in walk(result.claim.tree) if isinstance(n, Number)]
    if count is None or len(told) != 1:
        return None
    return say(language, "message-listed", count=digits(told[0], 0), stated=count.text)
