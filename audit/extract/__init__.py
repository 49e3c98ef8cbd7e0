"""Reading the figures of a document: spans and values, labels, periods."""

from __future__ import annotations

from audit.extract.figures import (
    Found,
    Survey,
    extract,
    extract_block,
    scan,
    spans,
    survey,
    unread,
)
from audit.extract.tokens import NoFigure, Scan, Span

__all__ = [
    "Found",
    "NoFigure",
    "Scan",
    "Span",
    "Survey",
    "extract",
    "extract_block",
    "scan",
    "spans",
    "survey",
    "unread",
]
