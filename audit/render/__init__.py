"""The ways in which a report is told: one module per format, imported when it is asked for.

A format is one module with a function (report, options) -> str or bytes, and one line in RENDERERS.
A format that tells a whole run in one file has a second function, which joins the parts that the
first has made of each report; parts are made where a report is checked, which may be in a process of
their own, so a part is a str, bytes, or plain lists and dicts of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any, TextIO

from msgspec import Struct

from audit.errors import AuditError, nearest
from audit.model import Report
from audit.render.options import SHOW, Options
from audit.render.originals import PAGES, WORD, WORKBOOKS
from audit.render.output import write, write_utf8


class Format(Struct, frozen=True):
    """How a format is asked for and made.

    name      of --format and of `-o NAME:FILE`
    module    function of it: (report, options) -> one report's part of the output
    suffixes  ends of file names that choose it for -o
    binary    the part is bytes: it can be written to a file only
    single    one file holds one report (a page, a marked copy), so many reports need a folder
    joined    a function (parts, options) -> str of the same module, for one file of a whole run;
              without it the parts are written one after the other
    failed    a function (path, message, exit code) -> part, for a report that could not be checked
    machine   read by programs: UTF-8 whatever the console's encoding is
    """

    name: str
    module: str
    function: str = "rendered"
    suffixes: tuple[str, ...] = ()
    binary: bool = False
    single: bool = False
    joined: str = ""
    failed: str = ""
    machine: bool = True


# in the order in which they are offered
RENDERERS: tuple[Format, ...] = (
    Format("terminal", "audit.render.terminal", suffixes=(".txt",), machine=False),
    Format("concise", "audit.render.concise", suffixes=(".log",), machine=False),
    Format("json", "audit.render.json", suffixes=(".json",), failed="failed"),
    Format(
        "jsonl",
        "audit.render.json",
        "on_one_line",
        suffixes=(".jsonl", ".ndjson"),
        failed="failed_line",
    ),
    Format(
        "sarif",
        "audit.render.sarif",
        suffixes=(".sarif", ".sarif.json"),
        joined="joined",
        failed="failed",
    ),
    Format("junit", "audit.render.junit", suffixes=(".xml",), joined="joined", failed="failed"),
    Format("github", "audit.render.github", joined="joined", failed="failed"),
    Format(
        "gitlab",
        "audit.render.gitlab",
        suffixes=("gl-code-quality-report.json",),
        joined="joined",
        failed="failed",
    ),
    Format(
        "markdown",
        "audit.render.markdown",
        suffixes=(".md", ".markdown"),
        joined="joined",
        failed="failed",
    ),
    Format("csv", "audit.render.csv", suffixes=(".csv",), joined="joined", failed="failed"),
    Format("html", "audit.render.html", suffixes=(".html", ".htm"), single=True),
    Format("word", "audit.render.word", suffixes=WORD, binary=True, single=True),
    Format("excel", "audit.render.xlsx_copy", suffixes=WORKBOOKS, binary=True, single=True),
    Format("pdf", "audit.render.pdf_copy", suffixes=PAGES, binary=True, single=True),
)
BY_NAME = {f.name: f for f in RENDERERS}
FORMATS = tuple(BY_NAME)
MACHINE = tuple(f.name for f in RENDERERS if f.machine)

__all__ = [
    "BY_NAME",
    "FORMATS",
    "SHOW",
    "Format",
    "emit",
    "failed",
    "format_of",
    "join",
    "known_format",
    "part",
    "render",
]


def part(report: Report, format: str, options: Options) -> Any:
    """What one report contributes to an output of the format. Raises KeyError for an unknown one."""
    made = BY_NAME[format]
    if options.redacted and not made.machine:
        from audit.render.redacted import rendered

        return rendered(report, options)
    return getattr(import_module(made.module), made.function)(report, options)


def failed(path: str, error: str, code: int, format: str) -> Any:
    """What stands for a report that could not be checked; None where the format leaves it out."""
    made = BY_NAME[format]
    if not made.failed:
        return None
    return getattr(import_module(made.module), made.failed)(path, error, code)


def join(parts: Sequence[Any], format: str, options: Options) -> str:
    """The output of a run: of each report its part."""
    made = BY_NAME[format]
    if made.joined:
        text: str = getattr(import_module(made.module), made.joined)(parts, options)
        return text
    return "".join(parts)


def render(
    report: Report,
    format: str,
    *,
    show: str = "",
    color: str = "auto",
    quiet: bool = False,
    width: int | None = None,
) -> str:
    """One report as text. Raises KeyError for an unknown format."""
    options = Options(show, color, quiet, width, report.language)
    return join([part(report, format, options)], format, options)


def format_of(name: str) -> str:
    """The format that the end of a file name chooses. Raises AuditError where none does."""
    folded = name.casefold()
    found = [(len(s), f.name) for f in RENDERERS for s in f.suffixes if folded.endswith(s)]
    if found:
        return max(found)[1]
    known = " ".join(s for f in RENDERERS for s in f.suffixes[:1])
    raise AuditError(
        f"-o {name}: the suffix chooses the format",
        help=f"one of: {known}; or name the format, as in -o sarif:{name}",
    )


def known_format(name: str, option: str) -> str:
    """`name`, which has to be a format."""
    if name in BY_NAME:
        return name
    near = nearest(name, FORMATS)
    raise AuditError(
        f"{option} {name}: there is no such format",
        help=f"did you mean {near}?" if near else f"one of: {', '.join(FORMATS)}",
    )


def emit(text: str, format: str, stream: TextIO) -> None:
    """Writes a rendering: UTF-8 for machines, for people whatever the stream can encode."""
    (write_utf8 if format in MACHINE else write)(text, stream)
