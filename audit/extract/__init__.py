"""Reading the figures of a document: spans and values, labels, periods."""

from __future__ import annotations
