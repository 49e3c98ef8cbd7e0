"""A sheet at the end of a workbook that says what was found, and what was not checked."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape

from msgspec import Struct

from audit.render.package import Package, xml_text

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LONGEST_NAME = 31
_LONGEST = 32_000
_WIDTHS = (24, 18, 110)


class Line(Struct, frozen=True):
    """A row: its cells; `target` is the cell (`Sheet!B4`) that the first of them leads to."""

    cells: tuple[str, ...]
    bold: bool = False
    target: str = ""


def add_sheet(package: Package, workbook: str, name: str, lines: Sequence[Line]) -> None:
    """Adds the sheet to the workbook, behind all that it has."""
    from lxml import etree

    root = package.xml(workbook)
    space = root.tag[: root.tag.index("}") + 1]
    sheets = root.find(f"{space}sheets")
    if sheets is None or not len(sheets):
        raise package.error(f"the part {workbook} lists no sheet")
    part = package.free(posixpath.join(posixpath.dirname(workbook), "worksheets", "summary.xml"))
    own = [e for e in sheets if isinstance(e.tag, str)]
    key = next(k for k in own[-1].attrib if str(k).endswith("}id"))
    numbers = [int(e.get("sheetId", "0")) for e in own if e.get("sheetId", "").isdecimal()]
    values = {
        "name": _name(name, [e.get("name", "") for e in own]),
        "sheetId": str(max(numbers, default=0) + 1),
        str(key): package.relate(workbook, "worksheet", part),
    }
    new = etree.Element(f"{space}sheet", values)
    own[-1].addnext(new)
    package.put_xml(workbook, root)
    package.declare(part, TYPE)
    package.put(part, _sheet(space[1:-1], lines))


def _name(wanted: str, taken: Sequence[str]) -> str:
    known = {t.casefold() for t in taken}
    name, number = wanted, 1
    while name.casefold() in known:
        number += 1
        name = f"{wanted[: _LONGEST_NAME - 6]} {number}"
    return name


def _sheet(space: str, lines: Sequence[Line]) -> bytes:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, 1)
    )
    rows = "".join(
        f'<row r="{row}">'
        + "".join(_cell(row, *c, line) for c in zip("ABC", line.cells, strict=False))
        + "</row>"
        for row, line in enumerate(lines, 1)
    )
    links = "".join(
        f'<hyperlink ref="A{row}" location="{_text(_location(line.target))}"/>'
        for row, line in enumerate(lines, 1)
        if line.target
    )
    linked = f"<hyperlinks>{links}</hyperlinks>" if links else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{space}"><cols>{widths}</cols><sheetData>{rows}</sheetData>{linked}</worksheet>'
    ).encode()


def _cell(row: int, column: str, text: str, line: Line) -> str:
    if not text:
        return ""
    look = "<rPr><b/></rPr>" if line.bold else '<rPr><u/><color rgb="FF0563C1"/></rPr>'
    shown = f'<t xml:space="preserve">{_text(text[:_LONGEST])}</t>'
    if line.bold or (line.target and column == "A"):
        shown = f"<r>{look}{shown}</r>"
    return f'<c r="{column}{row}" t="inlineStr"><is>{shown}</is></c>'


def _text(text: str) -> str:
    return escape(xml_text(text))


def _location(target: str) -> str:
    """`'Sheet 1'!B4`."""
    sheet, _, cell = target.rpartition("!")
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"
