"""What a person may ask of a rendering."""

from __future__ import annotations

from msgspec import Struct

SHOW = ("broken", "unverifiable", "holds", "unchecked", "all")


class Options(Struct, frozen=True):
    """show      one of SHOW, "" for the usual choice
    color     auto (a terminal that wants it), always or never
    quiet     findings only: no table, no verdict
    width     columns; None: those of COLUMNS, of the terminal, or 100
    language  of the messages about a whole run
    lang      the language that was asked for, "" where none was: a marked copy then speaks that of
              its document
    many      the report is one of several: what is said of it names it
    redacted  the report holds no figures and no text: only places, ids and verdicts are told
    """

    show: str = ""
    color: str = "auto"
    quiet: bool = False
    width: int | None = None
    language: str = "en"
    redacted: bool = False
    many: bool = False
    lang: str = ""
