"""The machine interface: one JSON object per report, indented or on one line."""

from __future__ import annotations

import msgspec

from audit.errors import AuditError
from audit.model import SCHEMA, Report
from audit.render.options import Options


def rendered(report: Report, options: Options) -> str:
    """The object over many lines."""
    return dumps(report.to_dict(), indent=2)


def on_one_line(report: Report, options: Options) -> str:
    """The object on one line (jsonl)."""
    return dumps(report.to_dict())


def unreadable(path: str, error: AuditError, format: str) -> str:
    """What stands for a path that could not be read."""
    return (failed if format == "json" else failed_line)(path, str(error), 2)


def failed(path: str, error: str, code: int) -> str:
    """What stands for a report that could not be checked: the error and the exit code."""
    return dumps({"schema": SCHEMA, "path": path, "error": error, "exit_code": code}, indent=2)


def failed_line(path: str, error: str, code: int) -> str:
    """The same on one line."""
    return dumps({"schema": SCHEMA, "path": path, "error": error, "exit_code": code})


def dumps(value: object, indent: int = 0) -> str:
    """JSON with an end of line; characters beyond ASCII stay themselves."""
    try:
        data = msgspec.json.encode(value)
        if indent:
            data = msgspec.json.format(data, indent=indent)
        return data.decode() + "\n"
    except UnicodeEncodeError:  # a path that is no Unicode
        import json

        return json.dumps(value, ensure_ascii=False, indent=indent or None) + "\n"
