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
    """What stands for a path that could not be checked."""
    value = {"schema": SCHEMA, "path": path, "error": str(error), "exit_code": 2}
    return dumps(value, indent=2 if format == "json" else 0)


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
