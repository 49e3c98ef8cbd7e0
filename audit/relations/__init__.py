"""The kinds of consistency that the tool finds by itself: one module each, in this order.

How discovery works: `scopes` cuts a document into parts, paragraphs, sentences, clauses and
brackets; `frames` tells for each figure what it is (level, change, growth, share, points, per, …),
which way it points and which role words give it (from, to, prior, base); a relation looks for roles
among the frames, from the innermost scope outward, and yields Proposals: ordered readings of one
claim. `readings.judged` takes the first reading that holds; where none does, it accuses only a
proposal that is `strong`, else the claim is dropped and its figures stay unchecked. Lists go through
`lists.listed`, which knows partial lists and slips of the pen. Of equal figure sets the statement of
the lowest `rank` is kept.

A further relation: a module here with `find(text, figures) -> Iterator[Proposal]` and a RELATION
(name, find, texts in each language of the program), and one line below.

A further language is two modules, named in `audit.discover.LANGUAGES`:
- its words: `audit/languages/cues_XX.py` with `CUES = Cues(...)`. `rules` is what matters: an ordered
  tuple of FrameRule, the first that fits the words before (`lead`) and after (`tail`) a figure
  decides what it is. A pattern that is left empty matches nothing, so relations whose words are
  missing stay silent. `words` holds what single relations look up by name.
- its relations: a module with `RELATIONS`, a tuple of those here and of its own; where the order of
  words asks for more than frames can say, `prepare(text)` may set roles in the frames first.
"""

from __future__ import annotations

from audit.relations import (
    afar,
    annual,
    attain,
    balance,
    bound,
    capita,
    change,
    difference,
    direction,
    enumeration,
    multiple,
    per,
    progress,
    rate,
    ratio,
    restate,
    rows,
    share,
    subset,
    sums,
    total,
    trend,
)
from audit.relations.base import Relation
from audit.relations.enumeration import counts_in

RELATIONS: tuple[Relation, ...] = (
    total.RELATION,
    rows.RELATION,
    sums.RELATION,
    balance.RELATION,
    change.RELATION,
    annual.RELATION,
    share.RELATION,
    progress.RELATION,
    difference.RELATION,
    per.RELATION,
    multiple.RELATION,
    ratio.RELATION,
    rate.RELATION,
    capita.RELATION,
    bound.RELATION,
    direction.RELATION,
    trend.RELATION,
    restate.RELATION,
    subset.RELATION,
    enumeration.RELATION,
    attain.RELATION,
    afar.RELATION,
)

__all__ = ["RELATIONS", "counts_in"]
