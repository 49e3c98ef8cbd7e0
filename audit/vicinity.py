"""The figures that matter where a part of a report is judged: those of its claims, and those that one of
them may have been taken for (its neighbours, and the same quantity elsewhere).

A report has many causes of few figures each; each cause is worked out over its own vicinity, so that
the time goes with the report and not with its square.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from audit.cures import EARLIER, NEIGHBOURS, id_order
from audit.model import Figure

_CELL = re.compile(r"(.*?)([A-Z]+)(\d+)\Z", re.DOTALL)


class Vicinity:
    """The figures of a report, ready to be asked for those around some of them."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self.figures = figures
        self.order = {id: k for k, id in enumerate(figures)}
        self.labels: dict[str, dict[str | None, list[str]]] = {}
        self.cells: dict[tuple[str, int | None, str], list[str]] = {}
        for id, figure in figures.items():
            if figure.label:
                told = self.labels.setdefault(figure.label, {}).setdefault(figure.period, [])
                if len(told) < EARLIER:
                    told.append(id)
            if figure.place.cell is not None:
                key = (figure.place.path or "", figure.place.table, figure.place.cell)
                self.cells.setdefault(key, []).append(id)

    def of(self, ids: Iterable[str]) -> dict[str, Figure]:
        """These figures and those about them, in the order of the report."""
        found = {n for id in ids for n in self._about(id)}
        return {n: self.figures[n] for n in sorted(found, key=self.order.__getitem__)}

    def _about(self, id: str) -> Iterator[str]:
        figure = self.figures[id]
        yield id
        number, head = id_order(id)
        near = (f"{head}{n}" for n in range(number - NEIGHBOURS, number + NEIGHBOURS + 1))
        yield from (n for n in near if n in self.figures)
        if figure.label:
            yield from (i for told in self.labels[figure.label].values() for i in told)
        found = _CELL.match(figure.place.cell or "")
        if found:
            path, table = figure.place.path or "", figure.place.table
            for row in (int(found[3]) - 1, int(found[3]) + 1):
                yield from self.cells.get((path, table, f"{found[1]}{found[2]}{row}"), ())
