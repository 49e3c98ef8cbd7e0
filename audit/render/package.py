"""An office file that is written again: parts replaced or added, all others copied as they lie.

The bytes of an untouched part are not even unpacked, so nothing about it can change.
"""

from __future__ import annotations

import copy
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.errors import AuditError

if TYPE_CHECKING:
    from lxml.etree import _Element

TYPES = "[Content_Types].xml"
TYPES_NS = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONS_NS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TRANSITIONAL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_LOCAL_HEADER = struct.Struct("<4s22xHH")


Names = Sequence[tuple[bytes, bytes]]


class Package:
    """The parts of an office file that has been read before, and what becomes of them."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path = path
        self._content = content
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError) as error:
            raise self.error(f"this file is damaged: {error}") from None
        self._members = self._zip.infolist()
        if sum(m.compress_size for m in self._members) > len(content):
            raise self.error("the parts of this file lie one upon the other")
        self._last = {m.filename: m for m in self._members}
        self._new: dict[str, bytes] = {}

    def error(self, message: str, help: str | None = None) -> AuditError:
        return AuditError(message, path=self.path, help=help)

    def __contains__(self, name: str) -> bool:
        return name in self._new or name in self._last

    def read(self, name: str) -> bytes:
        """The content of a part. Raises AuditError where it is missing or damaged."""
        if name in self._new:
            return self._new[name]
        try:
            return self._zip.read(self._last[name])
        except KeyError:
            raise self.error(f"the part {name} is missing") from None
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError) as error:
            raise self.error(f"the part {name} is damaged: {error}") from None

    def put(self, name: str, content: bytes) -> None:
        self._new[name] = content

    def xml(self, name: str, names: Names = ()) -> _Element:
        """The root of a part, with its comments and processing instructions.

        names  pairs of which the first is replaced by the second before
        """
        from lxml import etree

        content = self.read(name)
        for old, new in names:
            content = content.replace(old, new)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.error(f"the part {name} is no sound XML: {error}") from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.error(f"the part {name} holds a document type")
        return root

    def put_xml(self, name: str, root: _Element, names: Names = ()) -> None:
        """The other way round."""
        from lxml import etree

        content: bytes = etree.tostring(
            root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True
        )
        for new, old in names:
            content = content.replace(old, new)
        self.put(name, content)

    # -- what lists the parts ---------------------------------------------------------------------

    def related(self, part: str, kind: str) -> str | None:
        """The part that `part` points at with a relation whose type ends with `kind`."""
        for node in self.relations(part):
            inside = node.get("TargetMode") != "External"
            if inside and node.get("Type", "").rpartition("/")[2] == kind:
                return self._resolved(part, node.get("Target", ""))
        return None

    def target(self, part: str, id: str) -> str | None:
        """The part that `part` points at with the relation of that id."""
        for node in self.relations(part):
            if node.get("Id") == id:
                return self._resolved(part, node.get("Target", ""))
        return None

    def relations(self, part: str) -> list[_Element]:
        name = relations_of(part)
        return [*self.xml(name).iter(f"{RELATIONS_NS}Relationship")] if name in self else []

    def _resolved(self, part: str, target: str) -> str:
        folder = posixpath.dirname(part)
        return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")

    def relate(self, part: str, kind: str, target: str) -> str:
        """Lets `part` point at another, by a relation of the type `kind`; the id of the relation."""
        from lxml import etree

        name = relations_of(part)
        if name in self:
            root = self.xml(name)
        else:
            root = etree.fromstring(f'<Relationships xmlns="{RELATIONS_NS[1:-1]}"/>')
        taken = {node.get("Id") for node in root}
        number = next(n for n in range(1, len(taken) + 2) if f"rIdAudit{n}" not in taken)
        strict = any(n.get("Type", "").startswith(STRICT) for n in (*root, *self.relations("")))
        values = {
            "Id": f"rIdAudit{number}",
            "Type": f"{STRICT if strict else TRANSITIONAL}/{kind}",
            "Target": posixpath.relpath(target, posixpath.dirname(part) or "."),
        }
        etree.SubElement(root, f"{RELATIONS_NS}Relationship", values)
        self.put_xml(name, root)
        return values["Id"]

    def declare(self, part: str, type: str) -> None:
        """Tells the type of a new part."""
        from lxml import etree

        root = self.xml(TYPES)
        etree.SubElement(root, f"{TYPES_NS}Override", {"PartName": f"/{part}", "ContentType": type})
        self.put_xml(TYPES, root)

    def declare_suffix(self, suffix: str, type: str) -> None:
        """Tells the type of all parts with a suffix, if nothing has told it yet."""
        from lxml import etree

        root = self.xml(TYPES)
        known = {(n.get("Extension") or "").casefold() for n in root.iter(f"{TYPES_NS}Default")}
        if suffix not in known:
            node = etree.Element(f"{TYPES_NS}Default", {"Extension": suffix, "ContentType": type})
            root.insert(0, node)
            self.put_xml(TYPES, root)

    def free(self, name: str) -> str:
        """A name that no part has: `name`, or with a number before its suffix."""
        taken = {n.casefold() for n in (*self._last, *self._new)}
        stem, suffix = posixpath.splitext(name)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}{number}{suffix}"
        return name

    # -- writing ----------------------------------------------------------------------------------

    def packed(self) -> bytes:
        """The whole file."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as target:
            for member in self._members:
                if member.filename not in self._new:
                    self._copy(member, target, out)
                elif member is self._last[member.filename]:
                    self._write(member.filename, member, target)
            for name in self._new:
                if name not in self._last:
                    self._write(name, self._last.get(TYPES, self._members[0]), target)
        return out.getvalue()

    def _write(self, name: str, like: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        # no clock: the same file gives the same copy
        info = zipfile.ZipInfo(name, like.date_time)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = like.external_attr
        target.writestr(info, self._new[name])

    def _copy(self, member: zipfile.ZipInfo, target: zipfile.ZipFile, out: io.BytesIO) -> None:
        start = member.header_offset
        header = self._content[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
            raise self.error(f"the part {member.filename} is damaged")
        _, name, extra = _LOCAL_HEADER.unpack(header)
        start += _LOCAL_HEADER.size + name + extra
        data = self._content[start : start + member.compress_size]
        info = copy.copy(member)
        info.flag_bits &= ~0x08  # the sizes stand in the header, not behind the data
        info.extra = b""
        info.header_offset = out.tell()
        out.write(info.FileHeader(zip64=False))
        out.write(data)
        target.filelist.append(info)
        target.NameToInfo[info.filename] = info
        target.start_dir = out.tell()


def relations_of(part: str) -> str:
    """The part that holds the relations of a part."""
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def xml_text(text: str) -> str:
    """Text that XML can hold."""
    return "".join(c if c >= " " or c in "\t\n" else "\ufffd" for c in text).translate(_NO_XML)


_NO_XML = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
