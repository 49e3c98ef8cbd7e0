"""English: the kinds of consistency that prose states, one module each, in this order."""

from __future__ import annotations

from audit.english import amount, direction, growth, points
from audit.english.roles import prepare
from audit.relations.base import Relation

RELATIONS: tuple[Relation, ...] = (
    amount.RELATION,
    growth.RELATION,
    points.RELATION,
    direction.RELATION,
)

__all__ = ["RELATIONS", "prepare"]
