"""The text of one Word paragraph as it is printed: revisions accepted, hidden text and codes gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.errors import AuditError
from audit.readers.docx_lists import VAL, W
from audit.readers.letters import LOWERED, RAISED, clean

if TYPE_CHECKING:
    from lxml.etree import _Element

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFF = ("0", "false", "off", "none")

_WRAPPERS = (
    "ins moveTo hyperlink smartTag sdt sdtContent fldSimple customXml dir bdo ruby rubyBase subDoc"
)
_THROUGH = frozenset(f"{W}{name}" for name in _WRAPPERS.split())
_GRAPHIC = frozenset({f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"})
_NOTES = frozenset({f"{W}footnoteReference", f"{W}endnoteReference"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_R, _T, _RPR, _P = f"{W}r", f"{W}t", f"{W}rPr", f"{W}p"
_FIELD, _SYMBOL = f"{W}fldChar", f"{W}sym"
_VANISH, _ALIGN, _STYLE = f"{W}vanish", f"{W}vertAlign", f"{W}rStyle"
_TEXTBOX = f"{W}txbxContent"

_SYMBOLS = {0xF0A3: "≤", 0xF0B0: "°", 0xF0B1: "±", 0xF0B3: "≥", 0xF0B4: "×", 0xF0B8: "÷",
            0xF0B9: "≠", 0xF0BB: "≈", 0xF02D: "−"}  # fmt: skip


class Inline:
    """Walks one paragraph, collecting its text, the notes it refers to, and its text boxes."""

    def __init__(self, hidden: frozenset[str], depth: int) -> None:
        self.hidden = hidden  # the character styles that hide text
        self.depth = depth
        self.pieces: list[str] = []
        self.sources: list[_Element] = []  # the element that each piece comes from
        self.notes: dict[tuple[str, str], _Element] = {}  # (name of the element, id): reference
        self.boxes: list[_Element] = []
        self._fields: list[bool] = []  # the open fields: still in the code of it?
        self._codes = 0

    def paragraph(self, element: _Element) -> str:
        self._children(element, 0)
        return clean("".join(self.pieces))

    def _children(self, element: _Element, level: int) -> None:
        if level > self.depth:
            raise AuditError(f"elements are nested deeper than {self.depth}")
        for child in element:
            tag = child.tag
            if tag == _R:
                self._run(child, level)
            elif tag in _THROUGH:
                self._children(child, level + 1)
            elif tag in _GRAPHIC:
                self._graphic(child)
            elif tag.startswith(M):
                self._put(equation(child, self.depth), child)

    def _run(self, run: _Element, level: int) -> None:
        shift = None
        for child in run:
            tag = child.tag
            if tag == _T:
                if not self._codes and child.text:
                    self.pieces.append(child.text.translate(shift) if shift else child.text)
                    self.sources.append(child)
            elif tag == _RPR:
                if self._is_hidden(child):
                    self._only_fields(run)
                    return
                shift = _shift(child)
            elif tag == _FIELD:
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag in _SIGNS:
                self._put(_SIGNS[tag], child)
            elif tag in _BREAKS:
                # a break of page or column is one of lines only between two texts
                if child.get(f"{W}type", "textWrapping") == "textWrapping" or any(self.pieces):
                    self._put("\n", child)
            elif tag in _NOTES:
                key = tag[len(W) : -len("Reference")], child.get(f"{W}id", "")
                self.notes.setdefault(key, child)
            elif tag in _GRAPHIC:
                self._graphic(child)
            elif tag == _SYMBOL:
                self._put(_symbol(child), child)
            elif tag in _THROUGH:
                self._children(child, level + 1)

    def _put(self, text: str, source: _Element) -> None:
        if not self._codes:
            self.pieces.append(text)
            self.sources.append(source)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._codes = sum(self._fields)

    def _only_fields(self, run: _Element) -> None:
        """A hidden run prints nothing, but a field that it opens or closes is one."""
        for child in run.iterfind(_FIELD):
            self._field(child.get(f"{W}fldCharType", ""))

    def _is_hidden(self, properties: _Element) -> bool:
        vanish = properties.find(_VANISH)
        if vanish is not None:
            return vanish.get(VAL) not in _OFF
        style = properties.find(_STYLE) if self.hidden else None
        return style is not None and style.get(VAL, "") in self.hidden

    def _graphic(self, element: _Element) -> None:
        """The text boxes of a drawing; of several versions of one drawing only the first."""
        if element.tag == f"{MC}AlternateContent":
            for version in element:
                before = len(self.boxes), len(self.pieces)
                if version.tag in (f"{MC}Choice", f"{MC}Fallback"):
                    self._version(version)
                if (len(self.boxes), len(self.pieces)) != before:
                    return
            return
        stack = [element]
        while stack:
            inner = stack.pop()
            if inner.tag == _TEXTBOX:
                self.boxes.append(inner)
            elif inner.tag == f"{MC}AlternateContent":
                self._graphic(inner)
            else:
                stack.extend(reversed(inner))

    def _version(self, version: _Element) -> None:
        for child in version:
            if child.tag == _R:
                self._run(child, 1)
            elif child.tag in _THROUGH:
                self._children(child, 1)
            else:
                self._graphic(child)


def _shift(properties: _Element) -> dict[int, int] | None:
    for child in properties:
        if child.tag == _ALIGN:
            return {"superscript": RAISED, "subscript": LOWERED}.get(child.get(VAL, ""))
    return None


def _symbol(element: _Element) -> str:
    """A character of a symbol font."""
    try:
        code = int(element.get(f"{W}char", ""), 16)
    except ValueError:
        return ""
    if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0x10FFFF:
        return chr(code)
    if element.get(f"{W}font", "").casefold() != "symbol":
        return "•"
    return _SYMBOLS.get(code) or (chr(code - 0xF000) if 0xF020 <= code < 0xF07F else "•")


def equation(element: _Element, depth: int) -> str:
    """An equation in one line: a fraction with its bar, a power with its sign, brackets as set."""
    if depth < 0:
        raise AuditError("an equation is nested too deep")
    parts = dict.fromkeys(_PARTS, "")
    out: list[str] = []
    inside: list[str] = []  # what stands between the brackets of a delimiter
    for child in element:
        name = child.tag[child.tag.rfind("}") + 1 :]
        if child.tag in (f"{M}t", _T):
            out.append(child.text or "")
        elif name in _PARTS and element.tag in _SHAPES:
            parts[name] = equation(child, depth - 1)
            inside += [parts[name]] * (name == "e")
        elif not name.endswith("Pr"):
            out.append(equation(child, depth - 1))
    return _shaped(element, parts, inside) if element.tag in _SHAPES else "".join(out)


def _shaped(element: _Element, parts: dict[str, str], inside: list[str]) -> str:
    name = element.tag[len(M) :]
    if name == "f":
        return f"{_group(parts['num'])}/{_group(parts['den'])}"
    if name == "d":
        begin, end = _sign(element, "begChr", "("), _sign(element, "endChr", ")")
        return begin + _sign(element, "sepChr", "|").join(inside) + end
    if name == "rad":
        return f"{parts['deg'].translate(RAISED)}√{_group(parts['e'])}"
    low, high = parts["sub"] or parts["lim"], parts["sup"]
    shifts = (low and f"_{_group(low)}") + (high and f"^{_group(high)}")
    if name == "nary":
        return f"{_sign(element, 'chr', '∫')}{shifts} {parts['e']}"
    return parts["e"] + shifts


def _sign(element: _Element, name: str, missing: str) -> str:
    """A sign that the properties of an equation's part name."""
    found = element.find(f"{M}{element.tag[len(M) :]}Pr/{M}{name}")
    return missing if found is None else found.get(f"{M}val", "")


_PARTS = ("num", "den", "e", "sup", "sub", "deg", "lim")
_SHAPES = frozenset(
    f"{M}{name}"
    for name in ("f", "sSup", "sSub", "sSubSup", "d", "rad", "nary", "limLow", "limUpp")
)


def _group(text: str) -> str:
    return f"({text})" if any(c in text for c in "+-−×/= ") else text
