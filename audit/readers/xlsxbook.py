"""What a workbook says beside its cells: sheets, number formats, shared texts, the date system."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.parsers import expat

from msgspec import Struct

from audit.readers.archive import Archive
from audit.readers.letters import lowered, raised

if TYPE_CHECKING:
    from lxml.etree import _Element

_BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
    5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);("$"#,##0)',
    7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);("$"#,##0.00)',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)", 38: "#,##0_);(#,##0)",
    39: "#,##0.00_);(#,##0.00)", 40: "#,##0.00_);(#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* (#,##0);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_);_("$"* (#,##0.00);_("$"* "-"??_);_(@_)',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

ALIGNED = {"superscript": raised, "subscript": lowered}

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Sheet(Struct, frozen=True):
    name: str
    part: str
    hidden: bool


class Book(Struct, frozen=True):
    sheets: tuple[Sheet, ...]
    formats: tuple[str, ...]  # by the style number of a cell
    strings: tuple[str, ...]
    date1904: bool


def open_book(archive: Archive) -> Book:
    """The workbook in an archive; whatever is missing that cells need is an AuditError."""
    part = archive.relations("").get("officeDocument", "xl/workbook.xml")
    root = archive.xml(part)
    if root is None or _local(root) != "workbook":
        raise archive.error(
            "this is no Excel workbook in XML", "open it and save it as .xlsx (另存为 .xlsx)"
        )
    targets = _targets(archive, part)
    folder = posixpath.dirname(part)
    sheets = []
    for node in root.iterfind("{*}sheets/{*}sheet"):
        kind, target = targets.get(_id(node), ("", ""))
        if kind == "worksheet":
            hidden = node.get("state", "visible") != "visible"
            sheets.append(Sheet(node.get("name", ""), target, hidden))
    if not sheets:
        raise archive.error("the workbook holds no worksheet")
    named = dict(targets.values())
    strings = archive.read(named.get("sharedStrings", posixpath.join(folder, "sharedStrings.xml")))
    styles = archive.xml(named.get("styles", posixpath.join(folder, "styles.xml")))
    settings = root.find("{*}workbookPr")
    return Book(
        tuple(sheets),
        ("General",) if styles is None else formats(styles),
        () if strings is None else shared_strings(strings, archive),
        settings is not None and settings.get("date1904") in ("1", "true"),
    )


def _local(node: _Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _id(node: _Element) -> str:
    return next((str(v) for k, v in node.attrib.items() if str(k).endswith("}id")), "")


def _targets(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """The parts of the workbook by the id of the relation: (kind, part)."""
    folder, file = posixpath.split(part)
    root = archive.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
    found: dict[str, tuple[str, str]] = {}
    for node in () if root is None else root.iterfind("{*}Relationship"):
        if node.get("TargetMode") != "External":
            kind = node.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", "")))
            found[node.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def formats(styles: _Element) -> tuple[str, ...]:
    """The number format of each style that a cell may have."""
    own: dict[str, str] = {}
    for node in styles.iterfind("{*}numFmts/{*}numFmt"):
        own[node.get("numFmtId", "")] = node.get("formatCode", "General")
    found = []
    for node in styles.iterfind("{*}cellXfs/{*}xf"):
        number = node.get("numFmtId", "0")
        builtin = _BUILTIN.get(int(number), "General") if number[:5].isdecimal() else "General"
        found.append(own.get(number, builtin))
    return tuple(found)


def shared_strings(content: bytes, archive: Archive) -> tuple[str, ...]:
    """The texts that cells share: runs joined, phonetic guides left out."""
    found: list[str] = []
    chunks: list[str] = []
    phonetic = False
    aligned: Callable[[str], str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal phonetic, aligned
        name = name.rpartition(":")[2]
        if name == "si":
            chunks.clear()
        if name in ("si", "r", "rPh"):
            phonetic, aligned = name == "rPh", None
        elif name == "vertAlign":
            aligned = ALIGNED.get(attributes.get("val", ""))
        parser.CharacterDataHandler = collect if name == "t" and not phonetic else None

    def collect(text: str) -> None:
        chunks.append(aligned(text) if aligned else text)

    def end(name: str) -> None:
        nonlocal phonetic
        parser.CharacterDataHandler = None
        if name.rpartition(":")[2] == "rPh":
            phonetic = False
        elif name.rpartition(":")[2] == "si":
            found.append(unescaped("".join(chunks)))

    parser = parser_of(start, end, "shared texts", archive)
    feed(parser, content, "shared texts", archive)
    return tuple(found)


def unescaped(text: str) -> str:
    """Spreadsheets write control characters as _x000D_."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 or not code else chr(code)


# -- streaming a part, without document types -----------------------------------------------------


def parser_of(
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    name: str,
    archive: Archive,
) -> expat.XMLParserType:
    """A streaming parser that refuses document types, and so entities."""

    def doctype(*_: object) -> None:
        raise archive.error(f"the part {name} holds a document type, which may define entities")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    return parser


def feed(parser: expat.XMLParserType, content: bytes, name: str, archive: Archive) -> None:
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError) as error:
        raise archive.error(f"the part {name} is no sound XML: {error}") from None
