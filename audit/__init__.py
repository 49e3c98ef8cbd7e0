"""reportaudit: checks that the numbers in a report agree with each other.

The public API (DESIGN: the stable machine interface, version reportaudit/1):

    report = audit.check(source)     path to a document or report.yaml, or a dict of its shape
    report.to_dict()                 the JSON object of the machine interface
    audit.read_figures(source)       the figures of a document or text, as they are read
    audit.lint_rules(rules)          what is wrong with a rule set, whatever the figures
    audit.check_records(rules, rs)   one rule set over many records
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from audit.errors import AuditError
from audit.version import VERSION

__version__ = VERSION

if TYPE_CHECKING:
    from datetime import date

    from audit.model import Figure, Report

__all__ = ["AuditError", "__version__", "check", "check_records", "lint_rules", "read_figures"]


def check(
    source: str | PathLike[str] | Mapping[str, object],
    *,
    language: str = "en",
    today: date | None = None,
) -> Report:
    """Check one source.

    source    path to a document or report.yaml, or a dict of report.yaml's shape
    language  of the messages: en or zh
    today     for `until:` of ignores (default: the clock)
    Raises AuditError for usage and configuration errors only; figures that cannot be read are
    results.
    """
    from audit.pipeline import Options
    from audit.pipeline import check as run

    options = Options(language=language, today=today)
    return run(source if isinstance(source, Mapping) else fspath(source), options)


def read_figures(source: str | PathLike[str], language: str | None = None) -> list[Figure]:
    """Every figure of a document or text. A str with a newline, or that names no file, is text."""
    from audit.extract import extract
    from audit.readers import read_document
    from audit.readers.text import of_text

    text = fspath(source)
    is_path = not isinstance(source, str) or _is_file(text)
    document = read_document(text) if is_path else of_text(text)
    return list(extract(document, language))


def _is_file(text: str) -> bool:
    from pathlib import Path

    if "\n" in text or "\0" in text or len(text) > 4096:
        return False
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def lint_rules(rules: object) -> dict[str, Any]:
    """What is wrong with a rule set whatever the figures: infeasible, contradictory, redundant ...

    rules  what `rules:` holds (sentences, or mappings with id, check, weight), or a path
    """
    from audit.lint import lint_rules as run

    return run(rules)


def check_records(
    rules: object, records: Iterable[Mapping[str, object]]
) -> Iterator[dict[str, str]]:
    """One rule set over many records (mappings name -> printed figure): {rule id: verdict} each."""
    from audit.records import check_records as run

    return run(rules, records)
