"""Older office formats, through an installed LibreOffice that makes a Word file of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from msgspec.structs import replace

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, Limits, read_bytes

SECONDS = 120
_NAMES = ("soffice", "libreoffice")
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_HELP = "open it and save it as .docx (另存为 .docx)"


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a .doc, .wps, .rtf or .odt file."""
    name, suffix = str(path), Path(path).suffix.casefold()
    content = read_bytes(path, limits.bytes)
    document = _by_content(content, name, limits)
    if document is None:
        from audit.readers import docx

        document = docx.document(_converted(content, name, suffix, limits), name, limits)
    return replace(document, path=name, sha256=hashlib.sha256(content).hexdigest())


def _by_content(content: bytes, name: str, limits: Limits) -> Document | None:
    """Many a .doc is a web page or a Word file of today under an old name."""
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"pk") and b"word/document.xml" in content:
        from audit.readers import docx

        return docx.document(content, name, limits)
    if head.startswith((b"<html", b"<!doctype html")):
        from audit.readers import html

        return html.document(content, name, limits)
    return None


def _converted(content: bytes, name: str, suffix: str, limits: Limits) -> bytes:
    """The Word file that LibreOffice makes of the content."""
    if not content:
        raise AuditError("the file is empty", path=name)
    program = _program()
    if program is None:
        raise AuditError(
            f"{suffix} files can only be read where LibreOffice is installed", path=name, help=_HELP
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"source{suffix}")
        source.write_bytes(content)
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--convert-to",
            "docx",
            "--outdir",
            folder,
            str(source),
        ]
        _run(command, name)
        target = Path(folder, "source.docx")
        if not target.is_file():
            raise AuditError("LibreOffice cannot read this file", path=name, help=_HELP)
        return read_bytes(target, limits.expanded)


def _run(command: list[str], name: str) -> None:
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # the program is a script that starts another one
        )
    except OSError as error:
        raise AuditError(
            f"LibreOffice does not start: {error.strerror}", path=name, help=_HELP
        ) from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise AuditError(
            f"LibreOffice took more than {SECONDS} seconds over this file", path=name, help=_HELP
        ) from None
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


def _program() -> str | None:
    found = (shutil.which(name) for name in _NAMES)
    return next((p for p in found if p), None) or next(
        (p for p in _USUAL if os.access(p, os.X_OK)), None
    )
