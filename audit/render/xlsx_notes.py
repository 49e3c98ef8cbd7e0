"""Notes at the cells of one sheet: the part that holds their texts, the shapes in which they are
shown, and what the sheet says of both."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.parsers import expat

from msgspec import Struct

from audit.errors import columns
from audit.readers.xlsx import column_of
from audit.render.package import SPACE, STRICT, TRANSITIONAL, Package, xml_text

if TYPE_CHECKING:
    from lxml.etree import _Element

AUTHOR = "reportaudit"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_LONGEST = 32_000  # characters; a note of Excel holds 32,767
_WIDE = 40  # columns of text in a note, with four columns of the sheet
# what a sheet may hold behind the name of its shapes
_BEHIND = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems"}
    | {"tableParts", "extLst"}
)
_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet\b[^<>]*>")
_DATA = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>|<(?:[\w.-]+:)?sheetData\s*/>")
_SHAPE_ID = re.compile(rb"_x0000_s(\d{1,9})\b")
_VML = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" id="_x0000_t202" coordsize="21600,21600"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;visibility:hidden"'
    ' fillcolor="#ffffe1"><v:fill color2="#ffffe1"/><v:path/><v:textbox style="mso-direction-alt:auto"/>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


def add_notes(package: Package, sheet: str, texts: Mapping[str, str]) -> list[str]:
    """Notes for the cells of a sheet, by their names; the cells that cannot have one.

    A cell has one note: what is to be said is added to one that is there already, but not to a
    conversation, whose note is only its copy.
    """
    talked = _in_conversations(package, sheet)
    wanted = {cell: text[:_LONGEST] for cell, text in texts.items() if cell not in talked}
    if wanted:
        new = _write_texts(package, sheet, wanted)
        if new:
            _draw(package, sheet, {cell: wanted[cell] for cell in new})
    return [cell for cell in texts if cell in talked]


def _in_conversations(package: Package, sheet: str) -> set[str]:
    part = package.related(sheet, "threadedComment")
    if part is None or part not in package:
        return set()
    return {e.get("ref", "") for e in package.xml(part).iter("{*}threadedComment")}


# -- the texts ------------------------------------------------------------------------------------


def _write_texts(package: Package, sheet: str, texts: Mapping[str, str]) -> list[str]:
    """The cells that had no note before."""
    part = package.related(sheet, "comments")
    if part is None or part not in package:
        part = package.free(posixpath.join(_base(sheet), "comments.xml"))
        package.put(part, _empty(package, sheet))
        package.declare(part, TYPE)
        package.relate(sheet, "comments", part)
    root = package.xml(part)
    space = root.tag[: root.tag.index("}") + 1]
    there = {e.get("ref", ""): e for e in root.iter(f"{space}comment")}
    author = _author(root, space)
    new = [cell for cell in texts if cell not in there]
    for cell, text in texts.items():
        if cell in there:
            _append(there[cell], space, "\n\n" + text)
        else:
            _comment(root, space, cell, author, text)
    package.put_xml(part, root)
    return new


def _base(sheet: str) -> str:
    """The folder of the workbook's parts."""
    return posixpath.dirname(posixpath.dirname(sheet)) or posixpath.dirname(sheet)


def _empty(package: Package, sheet: str) -> bytes:
    name = _root(package, sheet)
    space = re.search(rb"xmlns(?::" + (name[1] or b"_") + rb')?="([^"]*)"', name[0])
    if name[1] is None:
        space = re.search(rb'\bxmlns="([^"]*)"', name[0])
    return b'<comments xmlns="%s"><authors/><commentList/></comments>' % (
        space[1] if space else b""
    )


def _author(root: _Element, space: str) -> str:
    from lxml import etree

    authors = root.find(f"{space}authors")
    if authors is None:
        authors = etree.SubElement(root, f"{space}authors")
        root.insert(0, authors)
    names = [e.text for e in authors.iter(f"{space}author")]
    if AUTHOR not in names:
        etree.SubElement(authors, f"{space}author").text = AUTHOR
        names.append(AUTHOR)
    return str(names.index(AUTHOR))


def _comment(root: _Element, space: str, cell: str, author: str, text: str) -> None:
    from lxml import etree

    found = root.find(f"{space}commentList")
    if found is None:
        found = etree.SubElement(root, f"{space}commentList")
    comment = etree.SubElement(found, f"{space}comment", {"ref": cell, "authorId": author})
    etree.SubElement(comment, f"{space}text")
    _append(comment, space, text)


def _append(comment: _Element, space: str, text: str) -> None:
    from lxml import etree

    holder = comment.find(f"{space}text")
    if holder is None:
        holder = etree.SubElement(comment, f"{space}text")
    for plain in holder.findall(f"{space}t"):  # a text stands alone or in runs
        run = etree.Element(f"{space}r")
        holder.replace(plain, run)
        run.append(plain)
    run = etree.Element(f"{space}r")
    look = etree.SubElement(run, f"{space}rPr")
    etree.SubElement(look, f"{space}sz", {"val": "9"})
    shown = etree.SubElement(run, f"{space}t", {SPACE: "preserve"})
    shown.text = xml_text(text)
    runs = holder.findall(f"{space}r")
    if runs:
        runs[-1].addnext(run)
    else:
        holder.insert(0, run)


# -- the shapes -----------------------------------------------------------------------------------


def _draw(package: Package, sheet: str, texts: Mapping[str, str]) -> None:
    """A hidden shape for each note: without one Excel takes the file for damaged."""
    tail = _tail(package, sheet)
    part = package.target(sheet, tail.drawing) if tail.drawing else None
    content = _VML
    if part is not None and part in package:
        content = package.read(part)
    else:
        part = package.free(posixpath.join(_base(sheet), "drawings", "vmlDrawing.vml"))
        package.declare_suffix("vml", VML_TYPE)
        _name(package, sheet, tail, package.relate(sheet, "vmlDrawing", part))
    at = content.rfind(b"</")
    if at < 0:
        raise package.error(f"the part {part} is damaged")
    shapes = [] if b"_x0000_t202" in content else [_SHAPE_TYPE]
    id = max((int(m) for m in _SHAPE_ID.findall(content)), default=1024)
    for number, (cell, text) in enumerate(texts.items(), id + 1):
        shapes.append(_shape(number, cell, text))
    package.put(part, content[:at] + "".join(shapes).encode("ascii") + content[at:])


def _shape(id: int, cell: str, text: str) -> str:
    letters = cell.rstrip("0123456789")
    row, column = int(cell[len(letters) :]) - 1, column_of(letters) - 1
    lines = sum(1 + columns(line) // _WIDE for line in text.split("\n"))
    top, left = max(0, row - 1), column + 1
    return _SHAPE.format(
        id=id, row=row, column=column, left=left, right=left + 4, top=top, bottom=top + lines + 1
    )


def _root(package: Package, sheet: str) -> re.Match[bytes]:
    found = _ROOT.search(package.read(sheet))
    if found is None:
        raise package.error(
            f"the part {sheet} is in an encoding that cannot be added to",
            "open it and save it as .xlsx (另存为 .xlsx)",
        )
    return found


class _Tail(Struct, frozen=True):
    """What stands behind the cells of a sheet: where the name of its shapes belongs, in bytes, and
    the relation that is named there already, or ""."""

    place: int
    drawing: str


def _name(package: Package, sheet: str, tail: _Tail, relation: str) -> None:
    """Tells in the sheet where its shapes are; all else in it stays the same bytes."""
    content, root = package.read(sheet), _root(package, sheet)
    space = STRICT if b"purl.oclc.org/ooxml/spreadsheetml" in root[0] else TRANSITIONAL
    prefix = f"{root[1].decode()}:" if root[1] else ""
    element = f'<{prefix}legacyDrawing xmlns:r="{space}" r:id="{relation}"/>'
    package.put(sheet, content[: tail.place] + element.encode() + content[tail.place :])


def _tail(package: Package, sheet: str) -> _Tail:
    content, root = package.read(sheet), _root(package, sheet)
    data = [*_DATA.finditer(content, root.end())]
    start = data[-1].end() if data else root.end()
    parser = expat.ParserCreate()
    depth, found, drawing = 0, -1, ""

    def open_(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth, found, drawing
        depth += 1
        local = name.rpartition(":")[2]
        if depth == 2 and local == "legacyDrawing":
            drawing = next((v for k, v in attributes.items() if k.endswith(":id")), "")
        if depth == 2 and found < 0 and local in _BEHIND:
            found = parser.CurrentByteIndex

    def close(_: str) -> None:
        nonlocal depth, found
        depth -= 1
        if not depth and found < 0:
            found = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = open_, close
    try:
        parser.Parse(root[0] + content[start:], True)
    except expat.ExpatError:
        found = -1
    if found < len(root[0]):
        raise package.error(f"the part {sheet} is no sheet that a note can be added to")
    return _Tail(start + found - len(root[0]), drawing)
