"""The readers, in the order in which they are listed to the user: one file per format.

A reader has `read(path, limits) -> Document`. It is imported when a file asks for it.
"""

from __future__ import annotations

import os
import stat
from importlib import import_module
from pathlib import Path

from msgspec import Struct

from audit.errors import AuditError, nearest
from audit.model import Document

READERS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        (".txt", ".text"),
        "audit.readers.text",
    ),
    (
        (".md", ".markdown"),
        "audit.readers.markdown",
    ),
    (
        (".html", ".htm", ".xhtml"),
        "audit.readers.html",
    ),
    (
        (".csv", ".tsv"),
        "audit.readers.csv",
    ),
    (
        (".docx", ".docm", ".dotx", ".dotm"),
        "audit.readers.docx",
    ),
    (
        (".doc", ".dot", ".wps", ".rtf", ".odt", ".xls", ".et", ".ods"),
        "audit.readers.office",
    ),
    (
        (".xlsx", ".xlsm", ".xltx", ".xltm"),
        "audit.readers.xlsx",
    ),
    (
        (".pdf",),
        "audit.readers.pdf",
    ),
)


class Limits(Struct, frozen=True):
    """What a reader may use up before it gives up and says so."""

    bytes: int = 64 << 20  # of the file
    expanded: int = 256 << 20  # of what an archive unpacks to
    entries: int = 10_000  # in an archive
    elements: int = 1_500_000  # in one of its parts that is read as a whole
    depth: int = 100  # of nested elements
    pages: int = 2_000
    cells: int = 1_000_000


LIMITS = Limits()


def suffixes() -> tuple[str, ...]:
    """The suffixes that can be read."""
    return tuple(suffix for known, _ in READERS for suffix in known)


def read_document(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a file; a file of an unknown suffix is read if it is a text."""
    suffix = Path(path).suffix.casefold()
    for known, module in READERS:
        if suffix in known:
            read = import_module(module).read
            document: Document = read(path, limits)
            return document
    return _unknown(path, suffix, limits)


def _unknown(path: str | Path, suffix: str, limits: Limits) -> Document:
    from audit.readers import text

    content = read_bytes(path, limits.bytes)
    try:
        decoded = text.decode(content, str(path))
    except AuditError:
        kind = f"{suffix} files" if suffix else "files without a suffix"
        raise AuditError(
            f"{kind} cannot be read, and this is not a text",
            path=str(path),
            help=f"known are {', '.join(suffixes())} and plain text",
        ) from None
    return text.document(decoded, str(path), content, suffix)


def read_bytes(path: str | Path, limit: int = LIMITS.bytes) -> bytes:
    """The bytes of a file; whatever stands in the way is an AuditError."""
    name = str(path)
    try:
        mode = os.stat(name).st_mode  # noqa: PTH116  a str, which may hold NUL
        if stat.S_ISDIR(mode):
            raise AuditError("this is a folder, not a file", path=name)
        if not stat.S_ISREG(mode):
            raise AuditError("this is not an ordinary file", path=name)
        with Path(name).open("rb") as file:
            content = file.read(limit + 1)
    except FileNotFoundError:
        raise AuditError("there is no such file", path=name, help=_neighbour(name)) from None
    except PermissionError:
        raise AuditError(
            "the file may not be read", path=name, help="check its permissions"
        ) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise AuditError(f"the file cannot be read: {reason}", path=name) from None
    if len(content) > limit:
        raise AuditError(f"the file is larger than {_size(limit)}", path=name)
    return content


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count} bytes"


def _neighbour(name: str) -> str | None:
    """A file beside the missing one that may have been meant."""
    path = Path(name)
    try:
        names = sorted(e.name for e in path.parent.iterdir())
    except (OSError, ValueError):
        return None
    alike = next((n for n in names if Path(n).stem == path.stem), None)
    if alike:
        return f"did you mean {path.parent / alike}?"
    beside = {Path(n).stem: n for n in names if Path(n).suffix == path.suffix}
    near = nearest(path.stem, beside) or next(
        (stem for stem in sorted(beside) if _one_off(stem, path.stem)), None
    )
    return f"did you mean {path.parent / beside[near]}?" if near else None


def _one_off(one: str, other: str) -> bool:
    """汇抱 and 汇报: too short for a likeness of letters to say anything."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) > 1 and same == len(one) - 1
