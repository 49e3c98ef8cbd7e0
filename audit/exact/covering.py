"""A light set that hits every one of many sets, by HiGHS: a good guess where the proof is too dear.

Only choices of yes and no go to the solver, never a value of a report, so that no tolerance of
floating point can bear on an answer: what comes back is checked against all sets, and its caller
asks the exact question whether it is enough. HiGHS (package `highspy`) is optional.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

TINY = Fraction(1, 10**9)
MAX_NODES = 2_000  # counted, not timed: the same guess on every machine


def light_cover(
    sets: Sequence[frozenset[int]], weight: Mapping[int, Fraction]
) -> frozenset[int] | None:
    """Members, as light as HiGHS finds, of which every set has one; None where it is not
    installed, finds nothing, or a set has no member with a weight."""
    usable = [sorted(i for i in s if i in weight) for s in sets]
    if not all(usable):
        return None
    highs = _solver()
    if highs is None:
        return None
    members = sorted({i for s in usable for i in s})
    column = {i: k for k, i in enumerate(members)}
    heaviest = max(weight[i] for i in members)
    for i in members:
        highs.addCol(int(weight[i] / heaviest * 10**6) or 1, 0, 1, 0, [], [])
        highs.changeColIntegrality(column[i], _whole())
    for s in usable:
        highs.addRow(1, len(s), len(s), [column[i] for i in s], [1] * len(s))
    highs.run()
    found = highs.getSolution().col_value
    if len(found) != len(members):
        return None
    chosen = frozenset(i for i, x in zip(members, found, strict=True) if x > 1 / 2)
    return chosen if all(chosen.intersection(s) for s in usable) else None


def greedy_cover(
    sets: Sequence[frozenset[int]], weight: Mapping[int, Fraction]
) -> frozenset[int] | None:
    """The same without a solver: always the member that hits most for its weight."""
    left = [frozenset(i for i in s if i in weight) for s in sets]
    chosen: set[int] = set()
    while left:
        if not all(left):
            return None
        hits = Counter(i for s in left for i in s)
        best = max(hits, key=lambda i: (hits[i] / max(weight[i], TINY), -i))
        chosen.add(best)
        left = [s for s in left if best not in s]
    return frozenset(chosen)


def _solver() -> Any:
    try:
        import highspy
    except ImportError:
        return None

    class Quiet(highspy.Highs):  # type: ignore[misc, unused-ignore]
        """HiGHS without callbacks: setting them up writes a banner to the standard output, which
        may be the JSON that somebody reads."""

        def enableCallbacks(self) -> None:  # noqa: N802
            return

    highs: Any = Quiet()  # type: ignore[no-untyped-call, unused-ignore]
    for name, value in (
        ("output_flag", False),
        ("log_to_console", False),
        ("threads", 1),
        ("random_seed", 0),
        ("mip_max_nodes", MAX_NODES),
    ):
        highs.setOptionValue(name, value)
    return highs


def _whole() -> Any:
    import highspy

    return highspy.HighsVarType.kInteger
