"""Older office formats, through an installed LibreOffice that makes a file of today of them."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from audit.errors import AuditError
from audit.model import Document
from audit.readers import LIMITS, Limits, read_bytes
from audit.readers.archive import OLE, name_of_kind
from audit.readers.text import decode

SECONDS = 120
_NAMES = ("soffice", "libreoffice")
_USUAL = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_SHEETS = (".xls", ".et", ".ods", ".xlt", ".ett")
_PROTECTED = "save it without a password (不加密另存)"
# a document that is converted must fetch nothing and run nothing
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort"><value>9</value></prop></item>
</oor:items>
"""


class Kind(Struct, frozen=True):
    """What a file is by its content: the suffix that says so, and whether it is a workbook."""

    suffix: str
    sheets: bool

    @property
    def target(self) -> str:
        """The suffix of the format of today that it becomes."""
        return ".xlsx" if self.sheets else ".docx"


def read(path: str | Path, limits: Limits = LIMITS) -> Document:
    """The document in a .doc, .wps, .rtf, .odt, .xls, .et or .ods file."""
    name, suffix = str(path), Path(path).suffix.casefold()
    content = read_bytes(path, limits.bytes)
    if not content:
        raise AuditError("the file is empty", path=name)
    document = _of_today(content, name, suffix, limits)
    if document is None:
        kind = _kind(content, name, suffix)
        document = _read_as(_converted(content, name, kind, limits), kind.target, name, limits)
    return replace(document, path=name, sha256=hashlib.sha256(content).hexdigest())


def of_today(content: bytes, name: str, limits: Limits = LIMITS) -> tuple[bytes, str] | None:
    """The Word file or workbook that an older file is read as, and its suffix: .docx or .xlsx.

    None for a web page or a text under an office file's name.
    """
    suffix = Path(name).suffix.casefold()
    target = _disguised(content)
    if target is not None:
        return None if target == ".html" else (content, target)
    if _is_text(content, suffix):
        return None
    kind = _kind(content, name, suffix)
    return _converted(content, name, kind, limits), kind.target


def _of_today(content: bytes, name: str, suffix: str, limits: Limits) -> Document | None:
    """Many a .doc is a web page or a Word file of today under an old name, many an .xls a text."""
    target = _disguised(content)
    if target is not None:
        return _read_as(content, target, name, limits)
    if _is_text(content, suffix):
        from audit.readers import csv

        try:
            text = decode(content, name)
        except AuditError:
            return None
        blocks = tuple(csv.cells(text, limits.cells))
        return Document(path=name, blocks=blocks, text=text)
    return None


def _disguised(content: bytes) -> str | None:
    """The suffix that a file of today has a right to."""
    head = _head(content)
    if head.startswith(b"pk"):
        for part, target in ((b"word/document.xml", ".docx"), (b"xl/workbook.xml", ".xlsx")):
            if part in content:
                return target
    return ".html" if head.startswith((b"<html", b"<!doctype html")) else None


def _is_text(content: bytes, suffix: str) -> bool:
    return suffix in _SHEETS and not _head(content).startswith((OLE, b"pk", b"<?xml"))


def _head(content: bytes) -> bytes:
    return content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _read_as(content: bytes, target: str, name: str, limits: Limits) -> Document:
    if target == ".xlsx":
        from audit.readers import xlsx

        return xlsx.document(content, name, limits)
    if target == ".html":
        from audit.readers import html

        return html.document(content, name, limits)
    from audit.readers import docx

    return docx.document(content, name, limits)


# -- what it is -----------------------------------------------------------------------------------


def _kind(content: bytes, name: str, suffix: str) -> Kind:
    """The kind of an older office file; what LibreOffice would only take for a text is refused."""
    if content.startswith(OLE):
        _require_open(content, name)
        if "WordDocument".encode("utf-16-le") in content:
            return Kind(".doc", sheets=False)
        if any(word.encode("utf-16-le") in content for word in ("Workbook\0", "Book\0")):
            return Kind(".xls", sheets=True)
        return Kind(suffix, suffix in _SHEETS)
    if content.startswith(b"{\\rtf"):
        return Kind(".rtf", sheets=False)
    if content.startswith(b"PK") and b"opendocument.text" in content[:200]:
        return Kind(".odt", sheets=False)
    if content.startswith(b"PK") and b"opendocument.spreadsheet" in content[:200]:
        return Kind(".ods", sheets=True)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return Kind(".xml", b"spreadsheet" in content[:4096])  # Office 2003
    what = name_of_kind(content)
    if what is not None:
        raise AuditError(f"this is {what}, not a {suffix} file", path=name)
    raise AuditError(
        f"this is not a {suffix} file", path=name, help="check its name, or fetch it once more"
    )


def _require_open(content: bytes, name: str) -> None:
    """LibreOffice would ask for the password, which nobody is there to give."""
    protected = "EncryptedPackage".encode("utf-16-le") in content
    for at in range(512, len(content), 512):  # the streams begin at sectors
        if content.startswith(b"\xec\xa5", at):  # a Word text: its flags
            protected = protected or bool(content[at + 11 : at + 12] and content[at + 11] & 1)
        elif content.startswith(b"\x09\x08\x10\0\0\x06\x05\0", at):  # a workbook: its second record
            protected = protected or content.startswith(b"\x2f\0", at + 20)
    if protected:
        raise AuditError("the file is protected by a password", path=name, help=_PROTECTED)


# -- the conversion -------------------------------------------------------------------------------


def _converted(content: bytes, name: str, kind: Kind, limits: Limits) -> bytes:
    """The Word file or workbook that LibreOffice makes of the content."""
    program = _program()
    help = _help(kind)
    if program is None:
        raise AuditError(
            f"{Path(name).suffix} files can only be read where LibreOffice is installed",
            path=name,
            help=help,
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"source{kind.suffix}")
        source.write_bytes(content)
        profile = Path(folder, "profile")
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            kind.target[1:],
            "--outdir",
            folder,
            str(source),
        ]
        _run(command, name, help)
        target = Path(folder, f"source{kind.target}")
        if not target.is_file():
            raise AuditError(
                "LibreOffice cannot read this file: it is damaged or protected",
                path=name,
                help=help,
            )
        return read_bytes(target, limits.expanded)


def _help(kind: Kind) -> str:
    return f"open it and save it as {kind.target} (另存为 {kind.target})"


def _run(command: list[str], name: str, help: str) -> None:
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
            f"LibreOffice does not start: {error.strerror}", path=name, help=help
        ) from None
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise AuditError(
            f"LibreOffice took more than {SECONDS} seconds over this file", path=name, help=help
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
