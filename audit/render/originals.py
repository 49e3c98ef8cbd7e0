"""The file of which a marked copy is made: found among a report's documents, and read once more."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec import Struct

from audit.errors import AuditError
from audit.model import Document, Report
from audit.readers import LIMITS, read_bytes

WORD = (".docx", ".docm", ".dotx", ".dotm")
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
OLDER = (".doc", ".dot", ".wps", ".rtf", ".odt", ".xls", ".et", ".ods")
PAGES = (".pdf",)

_OWN = {WORD: "docx", WORKBOOKS: "xlsx", PAGES: "pdf"}


class Original(Struct, frozen=True):
    """number of the document in the report; content as a file with the suffix holds it, which for a
    file of an older format is what LibreOffice makes of it."""

    number: int
    document: Document
    content: bytes
    suffix: str


def original(report: Report, suffixes: tuple[str, ...]) -> Original:
    """The first document with one of the suffixes, else the first that is turned into such a file.

    Raises AuditError where there is none, or the file is no longer what was checked.
    """
    named = [
        (n, d, Path(d.path).suffix.casefold()) for n, d in enumerate(report.documents) if d.path
    ]
    for number, document, suffix in named:
        if suffix in suffixes:
            return Original(number, document, _content(document), suffix)
    for number, document, suffix in named:
        if suffix in OLDER and suffixes != PAGES:
            from audit.readers.office import of_today

            made = of_today(_content(document), document.path or "")
            if made is not None and made[1] == suffixes[0]:
                return Original(number, document, *made)
    raise _none(report, suffixes, [s for *_, s in named])


def _content(document: Document) -> bytes:
    try:
        content = read_bytes(document.path or "", LIMITS.bytes)
    except AuditError as e:  # it came on standard input, or is gone
        raise AuditError(
            f"a marked copy needs the file itself: {e.message}",
            path=document.path,
            help="save the report in a file, and check that",
        ) from None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise AuditError("the file has changed while it was being checked", path=document.path)
    return content


def _none(report: Report, suffixes: tuple[str, ...], found: list[str]) -> AuditError:
    path = report.path or next((d.path for d in report.documents if d.path), None)
    own = next((name for kinds, name in _OWN.items() for s in found if s in kinds), "html")
    return AuditError(
        f"a marked {suffixes[0]} copy can only be made of a {suffixes[0]} file, which this report is not",
        path=path,
        help=f"this report can be told in a .{own} file: -o checked.{own}",
    )
