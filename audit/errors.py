"""What goes wrong, as values: every problem that is the user's to mend is an AuditError."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


class AuditError(Exception):
    """A usage or configuration error, with the place to look at and what may help.

    `line` and `column` count from 1; `width` is the number of characters to underline;
    `source` is the text of that line (without its end). `help` is one sentence or None.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
        width: int = 1,
        source: str | None = None,
        help: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.column = column
        self.width = max(1, width)
        self.source = source
        self.help = help

    def __str__(self) -> str:
        place = ":".join(str(p) for p in (self.path, self.line, self.column) if p is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({self.help})" if self.help else text

    def diagnostic(self, title: str = "error", helps: str = "help") -> str:
        """The error as a compiler would show it: sentence, place, line with caret, help."""
        out = [f"{title}: {printable(self.message)}"]
        margin = " " * len(str(self.line or ""))
        if self.path is not None or self.line is not None:
            place = [printable(self.path or "-"), self.line, self.column]
            out.append(f"{margin}--> " + ":".join(str(p) for p in place if p is not None))
        if self.line is not None and self.source is not None:
            shown, before, under = _window(self.source, (self.column or 1) - 1, self.width)
            out.append(f"{margin} |")
            out.append(f"{self.line} | {shown}")
            out.append(f"{margin} | {' ' * before}{'^' * under}")
        if self.help:
            out.append(f"{margin} = {helps}: {printable(self.help)}")
        return "\n".join(out)


def columns(text: str) -> int:
    """Terminal columns that `text` takes: East Asian wide characters take two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def printable(text: str) -> str:
    """`text` with control characters shown as escapes: nothing hostile reaches a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _escape(c) for c in text)


def _escape(c: str) -> str:
    """A character that may not reach a terminal as it is; blanks of any width may."""
    if c == "\t":
        return " "
    return c if unicodedata.category(c) == "Zs" else c.encode("unicode_escape").decode()


def _window(line: str, at: int, width: int, room: int = 96) -> tuple[str, int, int]:
    """The part of a line to show, columns before the caret, columns of carets."""
    line = line.replace("\t", " ")
    at = min(max(at, 0), len(line))
    start = 0 if at < room - 24 else at - room // 2
    end = min(len(line), start + room)
    head, tail = ("... " if start else ""), (" ..." if end < len(line) else "")
    # each character is escaped on its own, so that the caret stays under what it points at
    before = columns(head + printable(line[start:at]))
    under = max(1, columns(printable(line[at : min(at + width, end)])))
    return head + printable(line[start:end]) + tail, before, under


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` may be a slip of, for "did you mean"; None if none is near."""
    import difflib  # 2 ms: only when something is already wrong

    folded = {k.casefold(): k for k in sorted(known)}
    close = difflib.get_close_matches(word.casefold()[:200], list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None
