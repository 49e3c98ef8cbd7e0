"""The kinds of consistency that the tool finds by itself: one module each, in this order."""

from __future__ import annotations

from audit.relations import (
    attain,
    bound,
    change,
    difference,
    direction,
    enumeration,
    multiple,
    per,
    rate,
    ratio,
    restate,
    rows,
    share,
    subset,
    total,
)
from audit.relations.base import Relation

RELATIONS: tuple[Relation, ...] = (
    total.RELATION,
    rows.RELATION,
    change.RELATION,
    share.RELATION,
    difference.RELATION,
    per.RELATION,
    multiple.RELATION,
    ratio.RELATION,
    rate.RELATION,
    bound.RELATION,
    direction.RELATION,
    restate.RELATION,
    subset.RELATION,
    enumeration.RELATION,
    attain.RELATION,
)
