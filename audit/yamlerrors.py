"""What a YAML parser says, in words that help the person who wrote the file."""

from __future__ import annotations

import re
from typing import Any

from audit.errors import AuditError
from audit.yamltree import Mark, Source

_VALUE = re.compile(r"\s*(?:- +)*(?:[^\s'\"{\[#][^:]*: +)?")  # indentation, dashes, a key
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_QUOTE_IT = "quote the whole text"
_ROOM = 4000  # characters of a line that are looked at


def translate(error: Any, source: Source) -> AuditError:
    """PyYAML's error as ours, with the place that a person would look at."""
    problem, context = str(error.problem or ""), str(error.context or "")
    at = error.problem_mark or error.context_mark
    line, column = (at.line + 1, at.column + 1) if at else (1, 1)
    if line > 1 and not source.line(line) and not source.line(line + 1):  # past the last line
        line, column = line - 1, len(source.line(line - 1)) + 1
    mark = Mark(source, line, column)
    opened = error.context_mark and Mark(
        source, error.context_mark.line + 1, error.context_mark.column + 1
    )
    return (
        _tab(mark)
        or _cut_quote(mark)
        or _first_character(mark)
        or _unclosed(mark, opened, problem, context)
        or _colon(mark, problem)
        or _other(mark, problem, context)
    )


def quote(text: str) -> str:
    """`text` as YAML would want it quoted."""
    return "'" + text.replace("'", "''") + "'"


def _line(mark: Mark) -> str:
    return (mark.source or "")[:_ROOM]


def _as_in(text: str) -> str:
    """The cure written out, unless the text is long or stands inside brackets."""
    text = text.strip()
    if len(text) > 80 or text.endswith(("}", "]")):
        return _QUOTE_IT
    return f"{_QUOTE_IT}, as in {quote(text)}"


def _tab(mark: Mark) -> AuditError | None:
    line = _line(mark)
    margin = line[: len(line) - len(line.lstrip())]
    if "\t" not in margin:
        return None
    place = Mark(mark.origin, mark.line, margin.index("\t") + 1)
    return place.error("a tab indents this line", "YAML wants blanks: replace each tab by two")


def _cut_quote(mark: Mark) -> AuditError | None:
    """`- "a" + b = c`: the text ends at the second quote."""
    line = _line(mark)
    for found in _QUOTED.finditer(line):
        rest = line[found.end() :].lstrip()
        before = line[: found.start()].rstrip()
        begins = before == "" or before[-1] in "-:,[{"
        if (
            begins
            and found.end() <= (mark.column or 1) - 1
            and not rest.startswith((":", ",", "}", "]", "#"))
        ):
            place = Mark(mark.origin, mark.line, found.start() + 1, found.end() - found.start())
            if rest:
                return place.error(
                    "YAML ends the text at its second quotation mark",
                    _as_in(line[found.start() :]),
                )
    return None


_INDICATORS = {
    "%": "a directive",
    "@": "a reserved sign",
    "`": "a reserved sign",
    "*": "a reference",
    "&": "an anchor",
    "!": "a tag",
    "|": "a block of lines",
    ">": "a folded block of lines",
}


def _first_character(mark: Mark) -> AuditError | None:
    line = _line(mark)
    starts = {_VALUE.match(line).end(), (mark.column or 1) - 1}  # type: ignore[union-attr]
    for start in sorted(starts):
        sign = line[start : start + 1]
        if sign in _INDICATORS and start <= (mark.column or 1):
            return Mark(mark.origin, mark.line, start + 1).error(
                f"YAML takes {sign} at the beginning of a text for {_INDICATORS[sign]}",
                _as_in(line[start:]),
            )
        if sign in ("|", ">") or (line[start - 1 : start] in ("|", ">") and start):
            break
    if line[: mark.column or 1].rstrip().endswith(("|", ">")):
        sign = line[: mark.column or 1].rstrip()[-1]
        return mark.error(f"after {sign} the text must begin on the next line", _QUOTE_IT)
    return None


def _unclosed(mark: Mark, opened: Mark | None, problem: str, context: str) -> AuditError | None:
    if "quoted scalar" in context and ("end of stream" in problem or "document" in problem):
        return (opened or mark).error("the quotation mark that opens here is never closed")
    if "unknown escape" in problem or "escape" in problem:
        return mark.error(
            "a backslash in double quotes begins an escape, and this is none",
            "use single quotes, where a backslash is itself",
        )
    flow = re.search(r"',' or '?([]}])", problem)
    if flow is None or opened is None:
        return None
    return _flow(mark, opened, flow[1])


def _flow(mark: Mark, opened: Mark, closing: str) -> AuditError:
    sign = _line(mark)[(mark.column or 1) - 1 : (mark.column or 1)]
    opening = "{" if closing == "}" else "["
    if sign in ("{", "["):
        return mark.error(
            f"a text inside {opening}{closing} may not hold {sign}", "quote the text: '...'"
        )
    if opened.line == mark.line and sign:
        return mark.error(
            f"a comma or {closing} is missing before this", "quote a text that holds signs"
        )
    return opened.error(
        f"the {opening} that opens here is not closed", f"add {closing}, or quote the text"
    )


def _colon(mark: Mark, problem: str) -> AuditError | None:
    """`a: b: c`, or a key that is indented under a text."""
    if "mapping values are not allowed" not in problem and "expected ':'" not in problem:
        return None
    if "expected ':'" in problem:
        return mark.error("a ':' is missing", "write a name, a colon and a blank before the value")
    before = _line(mark)[: (mark.column or 1) - 1]
    if re.search(r":\s", before) or before.lstrip().startswith("- "):
        return mark.error("a second ': ' in one line", "quote a text that holds ': '")
    return mark.error(
        "this line does not fit the one above: a text cannot have entries below it",
        "check the indentation, and that the line above ends with a colon",
    )


def _other(mark: Mark, problem: str, context: str) -> AuditError:
    line = _line(mark)
    if "sequence entries are not allowed" in problem:
        return mark.error("a list cannot begin here", "begin it on a line of its own")
    if "node content" in problem:
        return mark.error("a value is missing before this", "quote a text that begins with a sign")
    if line[(mark.column or 1) - 1 :].startswith("- "):
        return mark.error(
            "a list entry stands where a name and a colon are wanted", "check the indentation"
        )
    if "block collection" in context or "block mapping" in context:
        after = line[: (mark.column or 1) - 1].strip()
        if after.endswith(("]", "}")):
            return mark.error("text follows after the closing bracket", "quote the whole text")
        wanted = "'- ' is" if "collection" in context else "a name and a colon are"
        return mark.error(
            f"{wanted} wanted here", "check the indentation: entries of one list are in line"
        )
    return mark.error("YAML cannot read this", "quote a text that holds signs")
