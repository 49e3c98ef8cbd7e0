"""The files that a command line names: themselves, what folders hold, what patterns match."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, read_document, suffixes

STDIN = "-"
_WILD = "*?["
_MANIFESTS = ("report.yaml", "report.yml", ".report.yaml", ".report.yml")
MADE = (".核对", ".checked")  # before the suffix of copies that this program made
_PAGE, _COMMENT = b'name="generator" content="reportaudit ', b"### reportaudit: "
# how files begin that this program wrote under a name of the user's choice
_MARKS = {
    ".html": _PAGE,
    ".htm": _PAGE,
    ".md": _COMMENT,
    ".markdown": _COMMENT,
    ".csv": b"path,id,kind,origin,verdict,",
}


def is_many(names: Iterable[str]) -> bool:
    """Whether the names may stand for more than one file."""
    given = list(names)
    return len(given) > 1 or any(_is_group(name) for name in given)


def _is_group(name: str) -> bool:
    try:
        path = Path(name)
        return path.is_dir() or (any(c in name for c in _WILD) and not path.exists())
    except (OSError, ValueError):
        return False


def expanded(
    names: Iterable[str], *, manifests: bool = False
) -> Iterator[tuple[str, AuditError | None]]:
    """Every file once, in the order given, with what is wrong where a name stands for none.

    manifests  folders give their report.yaml files too, and not the documents that these name
    """
    given = list(names)
    seen: set[str] = set()
    for name in given:
        closed: list[AuditError] = []
        if not name:
            yield name, AuditError("an empty name stands for no report", help="this folder is .")
            continue
        try:
            files = files_of(name, closed, manifests=manifests)
        except AuditError as error:
            yield name, error
            continue
        yield from ((error.path or name, error) for error in closed)
        for file in files:
            if len(given) == 1:  # then no file comes twice
                yield file, None
                continue
            key = file if file == STDIN else _key(file)
            if key not in seen:
                seen.add(key)
                yield file, None


def _key(file: str) -> str:
    try:
        return str(Path(file).resolve())
    except (OSError, ValueError, RuntimeError):
        return file


def files_of(
    name: str, closed: list[AuditError] | None = None, *, manifests: bool = False
) -> list[str]:
    """The files that a name stands for: itself, what a pattern matches, what a folder holds.

    closed  gets the folders that may not be read
    """
    closed = [] if closed is None else closed
    try:
        path = Path(name)
        if name == STDIN or "\0" in name or path.is_file():
            return [name]
        if path.is_dir():
            return _readable(path, manifests, closed)
        if any(c in name for c in _WILD):
            return _matching(name)
    except (OSError, ValueError):
        pass
    return [name]  # the reader says what is wrong with it


def _readable(folder: Path, manifests: bool, closed: list[AuditError]) -> list[str]:
    """The files below a folder whose suffix is known, without hidden ones, office lock files and
    copies that this program has made."""
    known = suffixes()
    found, rules = [], []
    for file in _walk(folder, closed):
        if manifests and file.name.casefold().endswith(_MANIFESTS):
            rules.append(file)
        elif file.suffix.casefold() in known and file.is_file() and not is_made(file):
            found.append(file)
    named = _sources(rules)
    if named:
        found = [f for f in found if _key(str(f)) not in named]
    files = sorted(str(f) for f in [*rules, *found])
    if not files and not closed:
        raise AuditError("no document in this folder", path=str(folder))
    return files


def is_made(file: Path) -> bool:
    """Whether a file is something that this program has written: no report, where folders are read."""
    if file.stem.endswith(MADE):
        return True
    mark = _MARKS.get(file.suffix.casefold())
    if mark is None:
        return False
    try:
        with file.open("rb", buffering=0) as stream:
            return mark in stream.read(1024)
    except OSError:
        return False  # told when it is read


def _walk(folder: Path, closed: list[AuditError]) -> Iterator[Path]:
    def told(error: OSError) -> None:
        path = str(error.filename or folder)
        closed.append(AuditError(f"the folder cannot be read: {error.strerror}", path=path))

    for top, folders, names in os.walk(folder, onerror=told):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in names:
            if not name.startswith((".", "~$")):
                yield Path(top, name)


def _sources(manifests: Iterable[Path]) -> set[str]:
    """The documents that report.yaml files name: they are checked there."""
    named: set[str] = set()
    for file in manifests:
        from audit.manifests import read_manifest

        try:
            manifest = read_manifest(file)
        except AuditError:
            continue  # told when it is checked
        named |= {_key(str(file.parent / source.path.text)) for source in manifest.sources}
    return named


def _matching(name: str) -> list[str]:
    """The files that a pattern matches (where the shell has not seen to it), without lock files of
    Office and, where there are others, what this program has written."""
    from glob import glob

    deep = "**" in Path(name).parts
    names = _below(name) if deep else glob(name)  # noqa: PTH207  absolute patterns too
    found = sorted(f for f in names if Path(f).is_file() and not Path(f).name.startswith("~$"))
    files = [file for file in found if not is_made(Path(file))] or found
    if not files:
        raise AuditError("no file matches", path=name)
    return files


def _below(name: str) -> Iterator[str]:
    """What a pattern with ** matches. Links to folders are not followed: they may go in circles."""
    parts = Path(name).parts
    first = next(k for k, part in enumerate(parts) if any(c in part for c in _WILD))
    top, wanted = Path(*parts[:first]), parts[first:]
    for folder, folders, names in os.walk(top):
        folders[:] = [f for f in folders if not f.startswith(".")]
        inner = Path(folder).relative_to(top).parts
        yield from (str(Path(folder, n)) for n in names if _fits((*inner, n), wanted))


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether the parts of a path are those of a pattern, of which ** stands for any folders."""
    from fnmatch import fnmatch

    many = [k for k, p in enumerate(pattern) if p == "**"]
    reached = {0}  # how many parts of the pattern the path so far may have used up
    for part in (*parts, ""):
        for k in many:  # none of them
            reached |= {k + 1} & {r + 1 for r in reached}
        if not part:
            break
        hidden = part.startswith(".")
        fit = {k for k in reached if k < len(pattern) and fnmatch(part, pattern[k])}
        reached = {k + 1 for k in fit if k not in many and pattern[k].startswith(".") >= hidden}
        reached |= set() if hidden else fit & set(many)
    return len(pattern) in reached


def standard_input(name: str) -> Document:
    """The document on standard input, read as a file of this name would be."""
    return document_of(input_bytes(), name)


def document_of(content: bytes, name: str) -> Document:
    """The document that a file of this name with this content would hold."""
    import tempfile

    from msgspec.structs import replace

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"stdin{Path(name).suffix or _suffix_of(content)}"
        file.write_bytes(content)
        try:
            return replace(read_document(file), path=name or STDIN)
        except AuditError as error:
            raise AuditError(error.message, path=name or STDIN, help=error.help) from None


def _suffix_of(content: bytes) -> str:
    """The suffix of what comes without a name, by its first bytes; "" for a text."""
    if content.startswith(b"%PDF-"):
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):  # the names of the parts of an archive are not packed
        parts = ((b"word/document.xml", ".docx"), (b"xl/workbook.xml", ".xlsx"))
        return next((suffix for part, suffix in parts if part in content), "")
    start = content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return ".html" if start.startswith((b"<!doctype html", b"<html")) else ""


def input_bytes() -> bytes:
    """What comes on standard input, one byte more than a file may have at most."""
    if sys.stdin is None:  # closed by the caller
        return b""
    return sys.stdin.buffer.read(LIMITS.bytes + 1)
