"""Where a text stands: a place in a file, or a dotted path in a Python mapping."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from audit.errors import AuditError

LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Source:
    """The text that marks point into, and its name; the lines are cut on the first complaint."""

    __slots__ = ("_lines", "path", "text")

    def __init__(self, text: str = "", path: str | None = None) -> None:
        self.text = text
        self.path = path
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        if self._lines is None:
            self._lines = LINE_END.split(self.text)
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source)  # trees are equal if they say the same at the same places

    __hash__ = None  # type: ignore[assignment]


class Mark(Struct, frozen=True, array_like=True):
    """A place in a text (line and column count from 1), or a dotted path in a Python mapping.

    style   how the scalar is written: "" plain, a quote, | or >; None for anything else
    dotted  figures.total births; then there is no line
    """

    origin: Source
    line: int | None
    column: int | None
    width: int = 1
    style: str | None = None
    dotted: str | None = None
    content: str | None = None  # the scalar itself, where there is no text around it

    @property
    def path(self) -> str | None:
        if not self.dotted:
            return self.origin.path
        return f"{self.origin.path}: {self.dotted}" if self.origin.path else self.dotted

    @property
    def source(self) -> str | None:
        if self.dotted is None:
            return self.origin.line(self.line or 0)
        if self.line is None or self.content is None:
            return None
        return LINE_END.split(self.content)[self.line - 1]

    def error(self, message: str, help: str | None = None) -> AuditError:
        """The complaint, to be raised by whoever has it."""
        return AuditError(
            message,
            path=self.path,
            line=self.line,
            column=self.column,
            width=self.width,
            source=self.source,
            help=help,
        )

    def at(self, offset: int, width: int = 1) -> Mark:
        """The place of the character at `offset` of the scalar that stands here."""
        if self.dotted is not None:
            if self.content is None:
                return self
            before = LINE_END.split(self.content[:offset])
            return replace(self, line=len(before), column=len(before[-1]) + 1, width=width)
        if self.style is None:
            return self
        for index, place in enumerate(self._characters()):
            if index == offset:
                return replace(self, line=place[0], column=place[1], width=max(1, width))
        return self

    def _characters(self) -> Iterator[tuple[int, int]]:
        """Line and column of every character of the scalar, and of its end."""
        line, column = self.line or 1, self.column or 1
        if self.style in ("|", ">"):
            return self._block(line)
        raw = self.origin.line(line)
        return self._flow(line, raw, column - 1 + len(self.style or ""))

    def _flow(self, line: int, raw: str, at: int) -> Iterator[tuple[int, int]]:
        quote = self.style or ""
        while True:
            rest = raw[at:].rstrip() if at < len(raw) else ""
            more = self.origin.line(line + 1)
            if (
                not rest and more.strip() and not (quote and raw[at:])
            ):  # a folded line end is a blank
                yield line, at + 1
                line, raw = line + 1, more
                at = len(raw) - len(raw.lstrip())
                continue
            yield line, at + 1
            if at >= len(raw) or (quote and raw[at] == quote and raw[at + 1 : at + 2] != quote):
                return
            at += _unit(raw, at, quote)

    def _block(self, line: int) -> Iterator[tuple[int, int]]:
        indent: int | None = None
        while line < (self.line or 1) + 100_000:
            line += 1
            raw = self.origin.line(line)
            if indent is None and raw.strip():
                indent = len(raw) - len(raw.lstrip(" "))
            if indent is not None and raw.strip() and len(raw) - len(raw.lstrip(" ")) < indent:
                return
            for column in range(
                indent or 0, max(len(raw), indent or 0) + 1
            ):  # the line's end is a character too
                yield line, column + 1


def _unit(raw: str, at: int, quote: str) -> int:
    """How many characters of the text write the one character of the scalar at `at`."""
    if quote == "'" and raw[at] == "'":
        return 2
    if quote == '"' and raw[at] == "\\":
        return {"x": 4, "u": 6, "U": 10}.get(raw[at + 1 : at + 2], 2)
    return 1
