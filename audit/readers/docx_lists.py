"""The automatic numbers of a Word file, computed from its list definitions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from audit.readers.marks import numeral, whole

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")


class Level(Struct, frozen=True):
    format: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level (from 1) whose numbers restart this one; 0: never
    plain: bool = False  # all numbers of the text in decimal digits


class Lists:
    """The list definitions of a document, and how far each list has been counted."""

    def __init__(self, root: _Element | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._of: dict[str, str] = {}
        self._own: dict[str, dict[int, Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._linked: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        for element in () if root is None else root:
            if element.tag == f"{W}abstractNum":
                self._define(element)
            elif element.tag == f"{W}num":
                self._instance(element)

    def _define(self, element: _Element) -> None:
        name = element.get(f"{W}abstractNumId", "")
        self._abstract[name] = dict(map(_level, element.iterfind(f"{W}lvl")))
        link = element.find(f"{W}numStyleLink")
        if link is not None:
            self._linked[name] = link.get(VAL, "")

    def _instance(self, element: _Element) -> None:
        name = element.get(f"{W}numId", "")
        abstract = element.find(f"{W}abstractNumId")
        self._of[name] = "" if abstract is None else abstract.get(VAL, "")
        for override in element.iterfind(f"{W}lvlOverride"):
            number = whole(override.get(f"{W}ilvl"))
            start = override.find(f"{W}startOverride")
            if start is not None:
                self._starts.setdefault(name, {})[number] = whole(start.get(VAL))
            for own in override.iterfind(f"{W}lvl"):
                self._own.setdefault(name, {})[number] = _level(own)[1]

    def link(self, style: Callable[[str], str | None]) -> None:
        """Lists that are defined by a style take the definition that the style points at."""
        for name, linked in self._linked.items():
            target = self._of.get(style(linked) or "", "")
            if target in self._abstract and not self._abstract[name]:
                self._abstract[name] = self._abstract[target]

    def mark(self, name: str, number: int) -> str:
        """Count one more item of the list `name` and give the number that is printed before it."""
        abstract = self._of.get(name)
        if abstract is None or not 0 <= number < LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        start = self._starts.get(name, {}).get(number)
        if start is not None and (name, number) not in self._begun:
            counts[number] = None
        self._begun.add((name, number))
        level = self._level(name, number)
        before = counts[number]
        counts[number] = (level.start if start is None else start) if before is None else before + 1
        for deeper in range(number + 1, LEVELS):
            restart = self._level(name, deeper).restart
            if restart is None or number < restart:
                counts[deeper] = None
        return self._text(name, level, counts)

    def _level(self, name: str, number: int) -> Level:
        own = self._own.get(name, {}).get(number)
        return own or self._abstract.get(self._of[name], {}).get(number, Level())

    def _text(self, name: str, level: Level, counts: list[int | None]) -> str:
        if level.format in ("bullet", "none"):
            private = any("\ue000" <= c <= "\uf8ff" for c in level.text)
            return "•" if private else level.text

        def number(match: re.Match[str]) -> str:
            which = int(match[1]) - 1
            other = self._level(name, which)
            count = counts[which]
            return numeral(
                other.start if count is None else count, "decimal" if level.plain else other.format
            )

        return _PLACEHOLDER.sub(number, level.text).strip()


def _level(element: _Element) -> tuple[int, Level]:
    found = {child.tag: child for child in element}

    def value(name: str) -> str | None:
        child = found.get(f"{W}{name}")
        return None if child is None else child.get(VAL)

    restart = value("lvlRestart")
    return whole(element.get(f"{W}ilvl")), Level(
        format=value("numFmt") or "decimal",
        text=value("lvlText") or "",
        start=whole(value("start"), 1),
        restart=None if restart is None else whole(restart),
        plain=f"{W}isLgl" in found and value("isLgl") not in ("0", "false"),
    )
