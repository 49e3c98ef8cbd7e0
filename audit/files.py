"""The files that a command line names: themselves, what folders hold, what patterns match."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
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
        if not name:
            yield name, AuditError("an empty name stands for no report", help="this folder is .")
            continue
        try:
            files = files_of(name, manifests=manifests)
        except AuditError as error:
            yield name, error
            continue
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


def files_of(name: str, *, manifests: bool = False) -> list[str]:
    """The files that a name stands for: itself, what a pattern matches, what a folder holds."""
    try:
        path = Path(name)
        if name == STDIN or "\0" in name or path.is_file():
            return [name]
        if path.is_dir():
            return _readable(path, manifests)
        if any(c in name for c in _WILD):
            return _matching(name)
    except (OSError, ValueError):
        pass
    return [name]  # the reader says what is wrong with it


def _readable(folder: Path, manifests: bool) -> list[str]:
    """The files below a folder whose suffix is known, without hidden ones, office lock files and
    copies that this program has made."""
    known = suffixes()
    found, rules = [], []
    for file in _walk(folder):
        if manifests and file.name.casefold().endswith(_MANIFESTS):
            rules.append(file)
        elif file.suffix.casefold() in known and file.is_file() and not is_made(file):
            found.append(file)
    named = _sources(rules)
    if named:
        found = [f for f in found if _key(str(f)) not in named]
    files = sorted(str(f) for f in [*rules, *found])
    if not files:
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


def _walk(folder: Path) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
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
    """The files that a pattern matches (where the shell has not seen to it)."""
    from glob import glob

    found = sorted(file for file in glob(name, recursive=True) if Path(file).is_file())  # noqa: PTH207  absolute patterns too
    files = [file for file in found if not is_made(Path(file))] or found
    if not files:
        raise AuditError("no file matches", path=name)
    return files


def standard_input(name: str) -> Document:
    """The document on standard input, read as a file of this name would be."""
    return document_of(input_bytes(), name)


def document_of(content: bytes, name: str) -> Document:
    """The document that a file of this name with this content would hold."""
    import tempfile

    from msgspec.structs import replace

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"stdin{Path(name).suffix}"
        file.write_bytes(content)
        try:
            return replace(read_document(file), path=name or STDIN)
        except AuditError as error:
            raise AuditError(error.message, path=name or STDIN, help=error.help) from None


def input_bytes() -> bytes:
    """What comes on standard input, one byte more than a file may have at most."""
    if sys.stdin is None:  # closed by the caller
        return b""
    return sys.stdin.buffer.read(LIMITS.bytes + 1)
