"""The command `figures`: what was read in every file, and which files could not be read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from audit.errors import AuditError
from audit.extract import Survey, survey
from audit.files import STDIN, expanded, is_many, standard_input
from audit.model import Document
from audit.readers import read_document
from audit.render import emit
from audit.render.figures import FORMATS, MACHINE, render_figures
from audit.render.json import unreadable

__all__ = ["FORMATS", "list_figures"]


def list_figures(
    paths: Iterable[str], format: str, language: str, *, unread: bool = False, stdin: str = ""
) -> int:
    """Prints the figures of every file; the exit code: 2 where one could not be read.

    paths  files, folders, patterns, or `-` for standard input, which is read as a file named `stdin`
    unread also the digit runs that are neither figures nor of a kind known to be none
    """
    code = 0
    names = list(paths)
    style = "jsonl" if format == "json" and is_many(names) else format
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
    for file, problem in expanded(names):
        if problem is not None:
            yield file, problem
            continue
        try:
            document = standard_input(stdin) if file == STDIN else read_document(file)
            yield file, (document, survey(document))
        except AuditError as error:
            yield file, error
