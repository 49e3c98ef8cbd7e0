"""The plain rows of a sheet, taken out of its XML before it is parsed: most rows are nothing else.

A parser calls back five times for a cell, a pattern takes a whole row at once. What the patterns
match is sound XML by itself. All that they do not match goes through the parser: the sheet without
its rows, and every row that holds anything else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.parsers import expat

from msgspec import Struct

# column, row, style, type, value, value of a formula, text; the last one where it is no plain cell
Plain = tuple[str, str, str, str, str, str, str, str]

_SIGN = r"[^<>&\x00-\x1f\x7f-\x9f\ufffe\uffff]"
# characters by their number, as far as all of them are characters of XML, and by name
_NUMBERED = r"#(?:1[6-9]\d|[2-9]\d\d|[1-9]\d{3}|[1-4]\d{4}|5[0-4]\d{3}|65[23]\d\d)"
_TEXT = rf"{_SIGN}*(?:&(?:amp|lt|gt|quot|apos|{_NUMBERED});{_SIGN}*)*"
_SHARED = r'(?: t="shared")?(?: ref="[A-Z0-9:]+")?(?: si="[0-9]+")?'
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]{1,8})")?(?: t="([A-Za-z]+)")? ?(?:/>|>(?:'
    rf"<v>({_SIGN}+)</v>|<f{_SHARED}(?:/>|>{_TEXT}</f>)<v>({_SIGN}+)</v>"
    rf'|<is><t(?: xml:space="preserve")?>(?!<)({_TEXT})</t></is>|)</c>)|(.).*',
    re.DOTALL | re.ASCII,
)
_ROW = re.compile(r'<row r="([0-9]{1,8})"([^<>&]*)>')
_DECLARED = re.compile(
    rb"""(?:<\?xml version=["']1\.0["'](?: encoding=["'](?i:utf-8)["'])?"""
    rb"""(?: standalone=["']\w+["'])? ?\?>)?\s*<\w"""
)
# what would be read as cells if it stood outside of the rows
_CELLS = re.compile(r"</?(?:[^\s<>/]*:)?(?:c|row|v|f|t|r|rPh|vertAlign|sheetData)[\s/>]")
_COLUMNS = re.compile(r"<(?:[^\s<>/]*:)?col[\s/>]")  # hidden ones hide what stands behind them
_OPEN, _CLOSE, _END = "<sheetData>", "</sheetData>", "</row>"


class Rows(Struct, frozen=True):
    """A sheet without its rows, sound where the sheet is, and its rows: each without its end tag, and
    what stands behind the last end tag."""

    frame: bytes
    rows: list[str]
    rest: str


class Row(Struct, frozen=True):
    """A plain row: its number, its other attributes, its cells."""

    number: int
    attributes: dict[str, str]
    cells: list[Plain]


def rows_of(xml: bytes) -> Rows | None:
    """The rows of a sheet; None where it is written in an unusual way."""
    if b"<!" in xml or xml.find(b"<?", 2) >= 0 or not _DECLARED.match(xml):
        return None
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None
    before, opened, body = text.partition(_OPEN)
    body, closed, after = body.rpartition(_CLOSE)
    if not (opened and closed) or _CELLS.search(before) or _CELLS.search(after):
        return None
    if _COLUMNS.search(after):
        return None
    *rows, rest = body.split(_END)
    return Rows(f"{before}{_OPEN}{_CLOSE}{after}".encode(), rows, rest)


def plain(text: str) -> Row | None:
    """A row without its end tag; None where anything stands in it but plain cells."""
    found = _ROW.match(text)
    if found is None:
        return None
    attributes = _attributes(found[2])
    cells: list[Plain] = _CELL.findall(text, found.end())
    if attributes is None or (cells and cells[-1][-1]):
        return None
    return Row(int(found[1]), attributes, cells)


@lru_cache(maxsize=1024)
def _attributes(text: str) -> dict[str, str] | None:
    """The attributes of a row beside its number, as the parser reads them; None if it refuses them."""
    if text.endswith("/"):
        return None
    read: dict[str, str] = {}
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _, attributes: read.update(attributes)
    try:
        parser.Parse(f'<row r="1"{text}/>', True)
    except expat.ExpatError:
        return None
    return read


def alone(text: str, end: str = _END) -> bytes:
    """A row as a document of its own, for the parser."""
    return f"{_OPEN}{text}{end}{_CLOSE}".encode()
