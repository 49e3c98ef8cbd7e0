"""The shortest natural quotation for a figure that fits one place of its document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.model import Block, Document, Figure
from audit.quote import FoundSpan, Quotes, fold

LEAD, TAIL = 48, 24  # characters that a quotation may take before and after its figure
MOST_TRIED = 40
CUT = re.compile(r"[，。；：、！？,;:!?()（）\[\]【】\n]|\.(?=\s|$)|\s(?=\w)")
BREAK = re.compile(r"[，。；：、！？,;:!?()（）\n]|\.(?=\s|$)")
_DIGIT = re.compile(r"\d")


def spans(text: str, language: str) -> Sequence[FoundSpan]:
    from audit.extract import spans as found

    return found(text, language)


class Quotations:
    """The quotations of one document's figures."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.folded = "".join(fold(b.text) for b in document.blocks)
        self.quotes = Quotes((document,), (document.language,), spans)
        self.blocks: dict[int | None, Block] = {
            b.number: b for b in document.blocks if b.number is not None and b.cell is None
        }

    def of(self, figure: Figure) -> str | None:
        """The quotation with {} for the figure; None where none fits this place alone."""
        block = self.blocks.get(figure.place.block)
        if block is None or figure.place.start is None or figure.place.end is None:
            return None
        start, end = figure.place.start - block.start, figure.place.end - block.start
        text = block.text
        if not 0 <= start < end <= len(text):
            return None
        for head, tail in _ways(text, start, end):
            if "{}" in head + tail or not self._once(f"{head}{text[start:end]}{tail}"):
                continue
            quotation = f"{head}{{}}{tail}"
            found = self.quotes.find(quotation)
            here = [m for m in found if m.block is block and m.start == start and m.end == end]
            if len(found) == 1 and here and here[0].quantity.text == figure.text:
                return " ".join(quotation.split())
        return None

    def _once(self, quoted: str) -> bool:
        """Whether the words with their number stand once: else no quotation of them fits one place."""
        wanted = fold(quoted)
        return self.folded.find(wanted, self.folded.find(wanted) + 1) < 0


def _ways(text: str, start: int, end: int) -> list[tuple[str, str]]:
    """(before, after) in the order in which they are tried: without other numbers, then the shorter."""
    heads = [text[at:start] for at in _before(text, start)]
    tails = ["", *(text[end:at] for at in _after(text, end))]
    ways = [(h, t) for h in heads for t in tails if h or t]
    ways.sort(
        key=lambda w: (
            bool(_DIGIT.search(w[0] + w[1])),
            not _is_words("".join(w)),
            len(w[0]) + 2 * len(w[1]),
        )
    )
    return ways[:MOST_TRIED]


def _is_words(quotation: str) -> bool:
    """Whether what stands beside the number says anything (出生{}, not ，{})."""
    return sum(c.isalpha() for c in quotation) > 1


def _before(text: str, start: int) -> Iterator[int]:
    """Where a quotation may begin: behind marks and blanks, nearest first."""
    low = max(0, start - LEAD)
    cuts = [at for m in CUT.finditer(text, low, start) for at in (m.start(), m.end()) if at < start]
    yield from dict.fromkeys([*reversed(cuts), *([0] if low == 0 else [])])


def _after(text: str, end: int) -> Iterator[int]:
    high = min(len(text), end + TAIL)
    cuts = [m.start() for m in BREAK.finditer(text, end, high) if m.start() > end]
    digit = _DIGIT.search(text, end, high)
    last = digit.start() if digit else high if high == len(text) else end
    yield from sorted({*cuts, last} - {end})
