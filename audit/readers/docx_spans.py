"""From a block of a Word file back to the XML that its text was read from: for writing comments.

The file is walked by the reader itself, so what is found here cannot differ from Document.blocks.
The text of a block is, piece by piece, that of the elements of one paragraph: `w:t` as it is (digits
raised or lowered, unseen characters left out), tabs and line breaks, symbols, equations in one
line; deleted and hidden text and the codes of fields are left out, blanks at the end cut off, in
contents also the page number. A cell or note joins its paragraphs with line ends. Automatic numbers
are Block.mark and stand in no element.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.archive import Archive
from audit.readers.docx import Reader
from audit.readers.docx_trace import Piece, Spans, Trace, offset_in

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Piece", "Source", "Spans", "offset_in", "source", "source_of"]


class Source(Struct, frozen=True):
    """A Word file as read, with the XML it was read from.

    roots   the root elements of the parts that hold text, by name (`word/document.xml`)
    spans   one for each block that has text, in the order of reading; tables before those in them
    """

    document: Document
    roots: dict[str, _Element]
    spans: tuple[Spans, ...]


def source(path: str | Path, limits: Limits = LIMITS) -> Source:
    """The blocks of a Word file and where they come from; AuditError as reading it would raise."""
    suffix = Path(path).suffix.casefold() or ".docx"
    return source_of(read_bytes(path, limits.bytes), str(path), limits, suffix)


def source_of(content: bytes, name: str, limits: Limits = LIMITS, suffix: str = ".docx") -> Source:
    """The same for the content of a file."""
    trace = Trace()
    try:
        reader = Reader(Archive(content, name, limits, suffix), trace)
        blocks = tuple(reader.blocks())
    except AuditError as error:
        error.path = error.path or name
        raise
    digest = hashlib.sha256(content).hexdigest()
    document = Document(path=name, blocks=blocks, sha256=digest)
    return Source(document, reader.roots, tuple(trace.done))
