"""Office files are ZIP archives of XML: opening them so that no hostile one does harm."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.readers import Limits

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

# what a file is instead, told by its first bytes
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"BM", "a BMP image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "an RTF file"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ENTITIES = "holds a document type, which may define entities"
_REFUSED = (  # words of libxml2, and what they say
    ("Excessive depth", "holds elements that are nested too deep"),
    ("too long", "holds a text that is too long"),
    ("amplification", _ENTITIES),
    ("ntity", _ENTITIES),
)
# ISO strict files differ in nothing but the names of their name spaces
STRICT = tuple(
    (f"http://purl.oclc.org/ooxml/{new}".encode(), f"http://schemas.openxmlformats.org/{old}".encode())
    for new, old in (
        ("wordprocessingml/main", "wordprocessingml/2006/main"),
        ("officeDocument/math", "officeDocument/2006/math"),
        ("officeDocument/relationships", "officeDocument/2006/relationships"),
    )
)  # fmt: skip


class Archive:
    """An office file: its parts, read under limits."""

    def __init__(self, content: bytes, path: str, limits: Limits, suffix: str) -> None:
        self.path = path
        self.suffix = suffix
        self.limits = limits
        _told_apart(content, path, suffix)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            raise self.error(
                f"this {suffix} file is damaged or cut off: {error}",
                "open it in an office program and save it again, or fetch it once more",
            ) from None
        if len(members) > limits.entries:
            raise self.error(f"the archive holds more than {limits.entries} entries")
        if sum(m.file_size for m in members) > limits.expanded:
            raise self.error(f"the archive unpacks to more than {limits.expanded >> 20} MiB")
        self._members = {m.filename: m for m in members}

    def error(self, message: str, help: str | None = None) -> AuditError:
        return AuditError(message, path=self.path, help=help)

    def read(self, name: str) -> bytes | None:
        """The content of a part; None if there is no such part."""
        member = self._members.get(name)
        if member is None:
            return None
        if member.flag_bits & 1:
            raise self.error("the archive is encrypted", "save it without a password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self.error(f"the part {name} is packed in an unknown way")
        try:
            with self._zip.open(member) as file:  # a size: no more is unpacked than was announced
                return file.read(member.file_size + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
        ) as error:
            reason = str(error) or type(error).__name__
            raise self.error(f"the part {name} is damaged: {reason}") from None

    def xml(self, name: str) -> _Element | None:
        """The root element of a part; None if there is no such part."""
        content = self.read(name)
        return None if content is None else self.parse(content, name)

    def parse(self, content: bytes, name: str) -> _Element:
        from lxml import etree

        if b"purl.oclc.org/ooxml" in content:
            for new, old in STRICT:
                content = content.replace(new, old)
        if content.count(b"<") - content.count(b"</") > self.limits.elements:
            raise self.error(f"the part {name} holds more than {self.limits.elements} elements")
        try:
            root = etree.fromstring(content, _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            reason = next((why for words, why in _REFUSED if words in str(error)), None)
            raise self.error(
                f"the part {name} {reason}"
                if reason
                else f"the part {name} is no sound XML: {error}"
            ) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.error(f"the part {name} {_ENTITIES}")
        return root

    def relations(self, name: str) -> dict[str, str]:
        """The parts that a part points at, by the last word of the relation's type."""
        folder, file = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, str] = {}
        if root is None:
            return found
        for relation in root.iter(f"{{{_PACKAGE}}}Relationship"):
            if relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rsplit("/", 1)[-1]
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            found.setdefault(kind, target.lstrip("/"))
        return found


def _parser() -> XMLParser:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def name_of_kind(content: bytes) -> str | None:
    """What a file is that is no office file, told by its first bytes."""
    return next((what for magic, what in _MAGIC if content.startswith(magic)), None)


def _told_apart(content: bytes, path: str, suffix: str) -> None:
    """Files that are no ZIP archive, each by its name."""
    if content.startswith(b"PK"):
        return
    if not content:
        raise AuditError("the file is empty", path=path)
    if content.startswith(OLE):
        if _ENCRYPTED in content:
            raise AuditError(
                "the file is protected by a password",
                path=path,
                help="save it without a password (不加密另存)",
            )
        raise AuditError(
            f"this is an Office 97–2003 file named {suffix}",
            path=path,
            help=f"open it and save it as {suffix} (另存为 {suffix})",
        )
    what = name_of_kind(content)
    if what is not None:
        raise AuditError(f"this is {what}, not a {suffix} file", path=path)
    raise AuditError(
        f"this is not a {suffix} file", path=path, help="its content is no ZIP archive"
    )
