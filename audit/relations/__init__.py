"""The kinds of consistency that the tool finds by itself: one module each, in this order."""

from __future__ import annotations

from audit.relations import change, difference, direction, multiple, per, share, total
from audit.relations.base import Relation

RELATIONS: tuple[Relation, ...] = (
    total.RELATION,
    change.RELATION,
    share.RELATION,
    difference.RELATION,
    per.RELATION,
    multiple.RELATION,
    direction.RELATION,
)
