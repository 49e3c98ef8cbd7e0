"""English: the kinds of consistency that prose states, one module each, in this order."""

from __future__ import annotations

from audit.english import (
    amount,
    direction,
    growth,
    percents,
    points,
    product,
    rollforward,
    share,
    total,
)
from audit.english.roles import prepare
from audit.relations.base import Relation

RELATIONS: tuple[Relation, ...] = (
    total.RELATION,
    share.RELATION,
    percents.RELATION,
    amount.RELATION,
    growth.RELATION,
    points.RELATION,
    product.RELATION,
    rollforward.RELATION,
    direction.RELATION,
)

__all__ = ["RELATIONS", "prepare"]
