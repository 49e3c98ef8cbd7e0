"""What the styles of a Word file say about paragraphs: headings, captions, lists, hidden text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.readers.docx_lists import VAL, W
from audit.readers.marks import whole

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])", re.IGNORECASE)
_TITLES = ("title", "标题", "標題")
_CONTENTS = re.compile(r"(?:toc|目录)\s*\d|table of figures", re.IGNORECASE)
_OFF = ("0", "false", "off")


class Style(Struct, frozen=True):
    """A style with what it has from the styles that it is based on."""

    level: int = 0  # of headings
    list: str | None = None
    place: int = 0  # in the list
    hidden: bool = False
    caption: bool = False
    contents: bool = False  # a line of a table of contents


PLAIN = Style()


class Styles:
    """Styles by id, worked out when a paragraph asks for them."""

    def __init__(self, root: _Element | None) -> None:
        self._elements: dict[str, _Element] = {}
        self._known: dict[str, Style] = {}
        self.default = ""
        for element in () if root is None else root.iterfind(f"{W}style"):
            name = element.get(f"{W}styleId", "")
            self._elements[name] = element
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in (
                "1",
                "true",
            ):
                self.default = name

    def get(self, name: str) -> Style:
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._work_out(name)
        return found

    def list_of(self, name: str) -> str | None:
        return self.get(name).list

    def hidden(self) -> frozenset[str]:
        """The character styles that hide text."""
        return frozenset(
            name
            for name, element in self._elements.items()
            if element.get(f"{W}type") == "character"
            and element.find(f"{W}rPr/{W}vanish") is not None
            and self.get(name).hidden
        )

    def _work_out(self, name: str) -> Style:
        chain: list[_Element] = []
        while name in self._elements and self._elements[name] not in chain and len(chain) < 20:
            chain.append(self._elements[name])
            name = _value(chain[-1], f"{W}basedOn") or ""
        style = PLAIN
        for element in reversed(chain):
            style = _over(style, element)
        return style


def _over(base: Style, element: _Element) -> Style:
    """A style that is based on another."""
    name = (_value(element, f"{W}name") or "").strip()
    outline = _value(element, f"{W}pPr/{W}outlineLvl")
    number = _value(element, f"{W}pPr/{W}numPr/{W}numId")
    place = _value(element, f"{W}pPr/{W}numPr/{W}ilvl")
    vanish = element.find(f"{W}rPr/{W}vanish")
    return Style(
        level=level_of(outline, base.level) if outline is not None else _named(name) or base.level,
        list=base.list if number is None else None if number == "0" else number,
        place=base.place if place is None else whole(place),
        hidden=base.hidden if vanish is None else vanish.get(VAL) not in _OFF,
        caption=base.caption or name.casefold() in ("caption", "题注", "題注"),
        contents=base.contents or _CONTENTS.match(name) is not None,
    )


def _named(name: str) -> int:
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) if heading else int(name.casefold() in _TITLES)


def level_of(outline: str | None, otherwise: int) -> int:
    """The level of an outline level as Word counts it: 0 is the first, 9 is body text."""
    if outline is None:
        return otherwise
    number = whole(outline, 9)
    return number + 1 if number < 9 else 0


def _value(element: _Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get(VAL)
