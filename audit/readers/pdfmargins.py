"""Page numbers, running heads and feet: what repeats at the edges of the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from audit.readers.pdflayout import Piece, line_of, rows

_EDGE = 0.12  # of the height of the page
_LOW = 0.085  # where a lone number is a page number
_ROWS = 3  # at each edge
_NUMBER = re.compile(r"[0-9０-９]+")
_PAGE = re.compile(
    r"\s*(?:[-—–－·.]+\s*[0-9０-９]{1,4}\s*[-—–－·.]+|第\s*[0-9０-９]{1,4}\s*[页頁](?:\s*[，,/／]?\s*共\s*[0-9０-９]{1,4}\s*[页頁])?"
    r"|(?:page|p\.)\s*[0-9]{1,4}(?:\s*(?:of|/)\s*[0-9]{1,4})?|[0-9]{1,4}\s*/\s*[0-9]{1,4}|[ivxl]{1,6})\s*",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*[0-9０-９]{1,4}\s*")

Edge = tuple[int, str, list[Piece], bool]  # page, text, pieces, whether it is at the very edge


def without_margins(pages: Sequence[list[Piece]], heights: Sequence[float]) -> list[list[Piece]]:
    """The pieces of each page that are no page number, running head or running foot."""
    groups: dict[tuple[str, int], list[Edge]] = defaultdict(list)
    for number, (found, height) in enumerate(zip(pages, heights, strict=True)):
        for edge, key in _edges(number, found, height):
            groups[key].append(edge)
    dropped: set[int] = set()
    least = max(2, min(3, len(pages) // 2))
    for edges in groups.values():
        for _, text, found, outer in edges:
            repeats = _repeats(edges, least)
            if repeats or _PAGE.fullmatch(text) or (outer and _BARE.fullmatch(text)):
                dropped.update(map(id, found))
    return [[p for p in found if id(p) not in dropped] for found in pages]


def _edges(number: int, found: list[Piece], height: float) -> list[tuple[Edge, tuple[str, int]]]:
    """The first and last rows of a page, keyed by their words and their height on the page."""
    lines = rows([p for p in found if p.top < _EDGE * height or p.bottom > (1 - _EDGE) * height])
    out = []
    upper = [row for row in lines if row[0].bottom < height / 2]
    lower = [row for row in lines if row[0].bottom >= height / 2]
    for row in (*upper[:_ROWS], *lower[-_ROWS:]):
        text = line_of(row).text
        centre = (row[0].top + row[0].bottom) / 2
        outer = not _LOW * height < centre < (1 - _LOW) * height
        key = (_NUMBER.sub("#", text), round(centre / 6))
        out.append(((number, text, row, outer), key))
    return out


def _repeats(edges: list[Edge], least: int) -> bool:
    """Whether the row comes again on other pages: the same, or with one number that counts them."""
    if len({page for page, _, _, _ in edges}) < least:
        return False
    numbers = [tuple(map(int, _NUMBER.findall(t))) for _, t, _, _ in edges]
    pages = [page for page, _, _, _ in edges]
    varying = [column for column in zip(*numbers, strict=True) if len(set(column)) > 1]
    if not varying:
        return True
    counts = len({n - page for n, page in zip(varying[0], pages, strict=True)}) == 1
    return counts and len(varying) == 1
