"""The ways in which a report is told: one module per format, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TextIO

from audit.model import Report
from audit.render.options import SHOW, Options
from audit.render.output import write, write_utf8

# name, module and function of each format, in the order in which they are offered
RENDERERS: tuple[tuple[str, str, str], ...] = (
    ("terminal", "audit.render.terminal", "rendered"),
    ("concise", "audit.render.concise", "rendered"),
    ("json", "audit.render.json", "rendered"),
    ("jsonl", "audit.render.json", "on_one_line"),
)
FORMATS = tuple(name for name, _, _ in RENDERERS)
MACHINE = ("json", "jsonl")

__all__ = ["FORMATS", "SHOW", "emit", "render"]


def render(
    report: Report,
    format: str,
    *,
    show: str = "",
    color: str = "auto",
    quiet: bool = False,
    width: int | None = None,
) -> str:
    """The report as text. Raises KeyError for an unknown format."""
    modules = {name: (module, function) for name, module, function in RENDERERS}
    module, function = modules[format]
    text: str = getattr(import_module(module), function)(report, Options(show, color, quiet, width))
    return text


def emit(text: str, format: str, stream: TextIO) -> None:
    """Writes a rendering: UTF-8 for machines, for people whatever the stream can encode."""
    (write_utf8 if format in MACHINE else write)(text, stream)
