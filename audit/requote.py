"""Quotations that fit no longer, all told at once, each with the text that is nearest to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from audit.declared import MissedError, Sources
from audit.errors import AuditError
from audit.model import Block, Document, Figure
from audit.quotations import LEAD, TAIL, Quotations
from audit.quote import fold

MOST_CONTEXTS = 20_000  # figures among which the nearest text is sought
MOST_TOLD = 60  # quotations that are listed
ALIKE = 0.45  # of SequenceMatcher: below it nothing is said to be near


def told(missed: Sequence[MissedError], sources: Sources) -> AuditError:
    """One error for all quotations that miss, at the place of the first."""
    found = [
        replace(f, document=n) for n in range(len(sources.documents)) for f in sources.extracted(n)
    ]
    near = Nearest(sources.documents, found)
    first = missed[0]
    if len(missed) == 1:
        hint = _hint(first, near)
        if hint:
            first.help = f"{first.help}\n{hint}" if first.help else hint
        return first
    lines = ["correct these, each with the text that is nearest to it:"]
    for error in missed[:MOST_TOLD]:
        where = f"line {error.line}, " if error.line is not None else ""
        lines.append(f"  {where}{error.name}: {error.message}")
        hint = _hint(error, near)
        if hint:
            lines.append(f"    {hint}")
    if len(missed) > MOST_TOLD:
        lines.append(f"  and {len(missed) - MOST_TOLD} more")
    return AuditError(
        f"{len(missed)} quotations do not fit the text",
        path=first.path, line=first.line, column=first.column, width=first.width, source=first.source,
        help="\n".join(lines),
    )  # fmt: skip


def _hint(error: MissedError, near: Nearest) -> str:
    found = near.to(error.pattern) if error.nearest else None
    if found is None:
        return ""
    where = f"line {found.line}" if found.line is not None else f"paragraph {found.block}"
    return f'nearest: "{found.quotation}" ({found.printed}, {where})'


class Near(Struct, frozen=True):
    """The figure whose surroundings are most like a quotation, with the quotation that would fit it."""

    quotation: str
    printed: str
    line: int | None
    block: int | None


class Nearest:
    """The surroundings of all figures, indexed by pairs of characters."""

    def __init__(self, documents: Sequence[Document], found: Sequence[Figure]) -> None:
        self.documents = documents
        self.quotations: dict[int, Quotations] = {}
        self.blocks: dict[tuple[int, int | None], Block] = {
            (n, b.number): b
            for n, d in enumerate(documents)
            for b in d.blocks
            if b.cell is None and b.number is not None
        }
        self.figures = [f for f in found if f.place.start is not None and f.place.cell is None][
            :MOST_CONTEXTS
        ]
        self.contexts = [self._context(f) for f in self.figures]
        self.index: dict[str, list[int]] = {}
        for k, (before, after) in enumerate(self.contexts):
            for pair in _pairs(before) | _pairs(after):
                self.index.setdefault(pair, []).append(k)

    def _context(self, figure: Figure) -> tuple[str, str]:
        block = self.blocks.get((figure.document, figure.place.block))
        if block is None:
            return "", ""
        start, end = (figure.place.start or 0) - block.start, (figure.place.end or 0) - block.start
        return block.text[max(0, start - LEAD) : start], block.text[end : end + TAIL]

    def to(self, pattern: str) -> Near | None:
        """The nearest text, None where nothing is like it."""
        from difflib import SequenceMatcher

        head, _, tail = pattern.partition("{}")
        wanted = _pairs(head) | _pairs(tail)
        common = Counter(k for pair in wanted for k in self.index.get(pair, ()))
        best: tuple[float, int] = (0.0, -1)
        for k, _ in sorted(common.items(), key=lambda x: (-x[1], x[0]))[:12]:
            before, after = self.contexts[k]
            a, b = fold(head), fold(before)[-len(fold(head)) - 4 :]
            c, d = fold(tail), fold(after)[: len(fold(tail)) + 4]
            ratio = SequenceMatcher(None, a + "\0" + c, b + "\0" + d, autojunk=False).ratio()
            if ratio > best[0]:
                best = ratio, k
        return self._near(best[1]) if best[0] >= ALIKE else None

    def _near(self, k: int) -> Near | None:
        figure = self.figures[k]
        if figure.document not in self.quotations:
            self.quotations[figure.document] = Quotations(self.documents[figure.document])
        quotation = self.quotations[figure.document].of(figure)
        if quotation is None:
            return None
        return Near(quotation, figure.text, figure.place.line, figure.place.block)


def _pairs(text: str) -> set[str]:
    folded = fold(text)
    return {folded[k : k + 2] for k in range(len(folded) - 1)}
