"""English: the kinds of consistency that prose states, one module each, in this order."""

from __future__ import annotations

from audit.english import (
    aligned,
    amount,
    annual,
    attain,
    average,
    bound,
    direction,
    enumeration,
    growth,
    multiple,
    net,
    percents,
    points,
    product,
    rate,
    ratio,
    restate,
    rollforward,
    share,
    total,
    trend,
)
from audit.english.enumeration import counts_in
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
    aligned.RELATION,
    annual.RELATION,
    multiple.RELATION,
    net.RELATION,
    rate.RELATION,
    ratio.RELATION,
    average.RELATION,
    bound.RELATION,
    trend.RELATION,
    restate.RELATION,
    enumeration.RELATION,
    attain.RELATION,
)

__all__ = ["RELATIONS", "counts_in", "prepare"]
