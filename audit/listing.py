"""The command `figures`: what was read in every file, and which files could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from audit.errors import AuditError
from audit.extract import Survey, survey
from audit.model import Document
from audit.readers import LIMITS, read_document, suffixes
from audit.render import emit
from audit.render.figures import FORMATS, MACHINE, render_figures
from audit.render.json import unreadable

__all__ = ["FORMATS", "list_figures"]

STDIN = "-"
_WILD = "*?["


def list_figures(
    paths: Iterable[str], format: str, language: str, *, unread: bool = False, stdin: str = ""
) -> int:
    """Prints the figures of every file; the exit code: 2 where one could not be read.

    paths  files, folders, patterns, or `-` for standard input, which is read as a file named `stdin`
    unread also the digit runs that are neither figures nor of a kind known to be none
    """
    code = 0
    names = list(paths)
    many = len(names) > 1 or any(_is_many(name) for name in names)
    style = "jsonl" if format == "json" and many else format
    first = True
    for name, found in _documents(names, stdin):
        if isinstance(found, AuditError):
            code = 2
            if style in ("json", "jsonl"):
                emit(unreadable(name, found, style), style, sys.stdout)
            sys.stderr.write(found.diagnostic() + "\n")
            continue
        document, read = found
        text = render_figures(document, read, style, language, unread=unread, first=first)
        emit(text, "json" if style in MACHINE else style, sys.stdout)
        first = False
    return code


def _documents(
    names: list[str], stdin: str
) -> Iterator[tuple[str, tuple[Document, Survey] | AuditError]]:
    """(name, what was read in it or why it could not be read)."""
    for name in names:
        try:
            files = _files(name)
        except AuditError as error:
            yield name, error
            continue
        for file in files:
            try:
                document = _standard_input(stdin) if file == STDIN else read_document(file)
                yield file, (document, survey(document))
            except AuditError as error:
                yield file, error


def _is_many(name: str) -> bool:
    try:
        return any(c in name for c in _WILD) or Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _files(name: str) -> list[str]:
    """The files that a name stands for: itself, what a pattern matches, what a folder holds."""
    try:
        path = Path(name)
        if name == STDIN or "\0" in name or path.is_file():
            return [name]
        if path.is_dir():
            return _readable(path)
        if any(c in name for c in _WILD):
            return _matching(name)
    except (OSError, ValueError):
        pass
    return [name]  # the reader says what is wrong with it


def _readable(folder: Path) -> list[str]:
    """The files below a folder whose suffix is known, without hidden ones and office lock files."""
    known = suffixes()
    files = [
        str(file)
        for file in sorted(folder.rglob("*"))
        if file.suffix.casefold() in known
        and not any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
        and file.is_file()
    ]
    if not files:
        raise AuditError("no document in this folder", path=str(folder))
    return files


def _matching(name: str) -> list[str]:
    """The files that a pattern matches (where the shell has not seen to it)."""
    from glob import glob

    files = sorted(file for file in glob(name, recursive=True) if Path(file).is_file())  # noqa: PTH207  absolute patterns too
    if not files:
        raise AuditError("no file matches", path=name)
    return files


def _standard_input(name: str) -> Document:
    """The document on standard input, read as a file of this name would be."""
    import tempfile

    from msgspec.structs import replace

    content = sys.stdin.buffer.read(LIMITS.bytes + 1)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"stdin{Path(name).suffix}"
        file.write_bytes(content)
        try:
            return replace(read_document(file), path=name or STDIN)
        except AuditError as error:
            raise AuditError(error.message, path=name or STDIN, help=error.help) from None
