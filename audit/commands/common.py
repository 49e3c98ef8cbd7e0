"""What commands share: choices, dates and shares on the command line, and the way out of a bug."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

from audit.config import BY_NAME, share
from audit.errors import AuditError, nearest, printable
from audit.messages import LANGUAGES, language_of


def choice(value: str, allowed: tuple[str, ...], option: str) -> str:
    """`value`, which has to be one of `allowed`."""
    if value not in allowed:
        near = nearest(value, allowed)
        raise AuditError(
            f"{option} {value}: there is no such choice",
            help=f"did you mean {near}?" if near else f"one of: {', '.join(allowed)}",
        )
    return value


def offered(name: str) -> Callable[[str], list[str]]:
    """What the shell offers for a setting whose beginning is typed."""

    def starting_with(incomplete: str) -> list[str]:
        from audit.render import FORMATS

        known = FORMATS if name == "format" else BY_NAME[name].choices
        return [c for c in known if c and c.startswith(incomplete)]

    return starting_with


def language(lang: str) -> str:
    """The language of messages: as asked, else by the environment."""
    choice(lang, ("auto", *LANGUAGES), "--lang")
    if lang != "auto":
        return lang
    if sys.platform == "win32" and not any(
        os.environ.get(n) for n in ("REPORTAUDIT_LANG", "LC_ALL", "LANG")
    ):
        import locale  # Windows says it nowhere else

        return "zh" if (locale.getlocale()[0] or "").startswith(("zh", "Chinese")) else "en"
    return language_of(os.environ)


def day(text: str, option: str = "--today") -> date | None:
    """A date as people write it on a command line."""
    if not text:
        return None
    try:
        made = date.fromisoformat(text)
        if made.isoformat() != text:  # 20260131 and 2026-W05-6 are for machines
            raise ValueError(text)
        return made
    except ValueError:
        raise AuditError(f"{option} {text}: not a date", help="write it as 2026-01-31") from None


def percent(text: str, option: str = "--min-coverage") -> Fraction | None:
    """A share from 0 to 100, with or without its sign."""
    if not text:
        return None
    value = share(text)
    if value is None:
        raise AuditError(f"{option} {text}: not a percentage", help="a number from 0 to 100")
    return value


def bug(error: Exception, path: Path | None = None) -> int:
    """Says that a bug of ours was met (in the report at `path`); the exit code for it."""
    if "--debug" in sys.argv:
        raise error
    where = f" with {path}" if path else ""
    message = printable(f"{type(error).__name__}: {error}"[:300])
    sys.stderr.write(
        f"error: a bug in reportaudit{where} ({message})\n"
        "  run again with --debug for the traceback\n"
    )
    return 3
