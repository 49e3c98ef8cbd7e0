"""Separated values: one table, whose cells are cut from the text where they stand."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from audit.errors import AuditError
from audit.model import Block, Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.grid import name_of
from audit.readers.text import decode, line_ends

# on a tie the first: a comma also stands inside of numbers, the others hardly ever do
SEPARATORS = ("\t", ";", "|", ",")
_SAMPLE_ROWS = 200
_SAMPLE = 100_000  # characters
_DECLARED = re.compile(r"sep=([^\r\n\"])(?:\r\n|\r|\n|\Z)", re.IGNORECASE)  # Excel's own first line
_BLANK = " \t\v\f\u00a0\u3000"

Span = tuple[int, int]


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The table in a file of separated values."""
    name = str(path)
    content = read_bytes(path, limits.bytes)
    text = decode(content, name)
    try:
        tabs = Path(path).suffix.casefold() == ".tsv" and "\t" in text
        blocks = tuple(cells(text, limits.cells, "\t" if tabs else None))
    except AuditError as error:
        error.path = name
        raise
    digest = hashlib.sha256(content).hexdigest()
    return Document(path=name, blocks=blocks, text=text, sha256=digest)


def cells(text: str, limit: int = LIMITS.cells, separator: str | None = None) -> Iterator[Block]:
    """Every cell that is not empty; empty lines count as rows, as office programs count them."""
    declared = _DECLARED.match(text)
    begin = declared.end() if declared else 0
    separator = declared[1] if declared else separator or separator_of(text)
    line, seen, count = 1, 0, 0
    for row, spans in enumerate(rows(text, separator, begin)):
        count += len(spans)
        if count > limit:
            raise AuditError(f"the table holds more than {limit} cells")
        for column, span in enumerate(spans):
            start, end = _trimmed(text, *span)
            if start == end:
                continue
            line += line_ends(text, seen, start)
            seen = start
            yield Block(text[start:end], "cell", start, line, table=1, cell=name_of(row, column))


def separator_of(text: str) -> str:
    """The separator under which the rows, the first above all, have equally many cells."""
    sample = text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1 or _SAMPLE]
    best, best_score = ",", (False, 0.0)
    for separator in SEPARATORS:
        counts = _widths(sample, separator)
        several = Counter(n for n in counts if n > 1)
        if several:
            usual, often = several.most_common(1)[0]
            score = (counts[0] == usual, often / len(counts))
            if score > best_score:
                best, best_score = separator, score
    return best


def _widths(text: str, separator: str) -> list[int]:
    """How many cells each row has, empty rows left out; 0 where a quotation would be torn."""
    counts = []
    for spans in rows(text, separator):
        if len(spans) > 1 or spans[0][0] < spans[0][1]:
            torn = any(text.count('"', start, end) % 2 for start, end in spans)
            counts.append(0 if torn else len(spans))
            if len(counts) == _SAMPLE_ROWS:
                break
    return counts


def rows(text: str, separator: str, begin: int = 0) -> Iterator[list[Span]]:
    """The cells of each row as spans of the text, quotes left out, `""` in them left as it is."""
    plain = re.compile(rf"[^{re.escape(separator)}\r\n]*")
    quoted = re.compile(rf'[ ]*"((?:[^"]|"")*+)"[ ]*(?=[{re.escape(separator)}\r\n]|\Z)')
    last_quote = text.rfind('"')
    at, length = begin, len(text)
    spans: list[Span] = []
    while True:
        found = None
        if at < last_quote:
            found = quoted.match(text, at) if text[at] in '" ' else None
        if found:
            spans.append(found.span(1))
            at = found.end()
        else:
            rest = plain.match(text, at)
            assert rest is not None
            spans.append(rest.span())
            at = rest.end()
        if at < length and text[at] == separator:
            at += 1
            continue
        yield spans
        if at >= length:
            return
        at += 2 if text.startswith("\r\n", at) else 1
        if at >= length:
            return
        spans = []


def _trimmed(text: str, start: int, end: int) -> Span:
    cell = text[start:end]
    bare = cell.lstrip(_BLANK + "\r\n")
    start = end - len(bare)
    return start, start + len(bare.rstrip(_BLANK + "\r\n"))
