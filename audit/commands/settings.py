"""The settings of a command: options, environment and configuration file, checked and put together."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit.commands.common import choice, language, percent
from audit.config import BY_NAME, File, Found, Value, find, in_force, read, slips
from audit.errors import AuditError


class Settings:
    """The values in force, by name."""

    def __init__(self, found: Mapping[str, Found], file: File | None) -> None:
        self.found = found
        self.file = file

    def __getitem__(self, name: str) -> Value:
        return self.found[name].value

    def text(self, name: str) -> str:
        return str(self[name] or "")

    def flag(self, name: str) -> bool:
        return bool(self[name])

    def names(self, name: str) -> tuple[str, ...]:
        value = self[name]
        return value if isinstance(value, tuple) else ()

    def number(self, name: str) -> int:
        value = self[name]
        return value if isinstance(value, int) else 0

    def language(self) -> str:
        return language(self.text("lang"))


def settings(
    flags: Mapping[str, object], paths: Sequence[str], config: Path | None, isolated: bool
) -> Settings:
    """What is in force for a run over `paths`. Raises AuditError for what cannot be."""
    if config is not None and isolated:
        raise AuditError("--config and --isolated exclude each other")
    file = None if isolated else read(config) if config is not None else find(paths)
    environ: Mapping[str, str] = {} if isolated else os.environ
    found = in_force(flags, environ, file)
    for variable, near in slips(environ):
        sys.stderr.write(f"note: {variable} sets nothing (did you mean {near}?)\n")
    for name, value in found.items():
        _check(name, value)
    return Settings(found, file)


def _check(name: str, found: Found) -> None:
    setting, value = BY_NAME[name], found.value
    if name == "format":
        from audit.render import known_format

        known_format(str(value), found.origin)
    elif setting.choices and value != setting.default:
        choice(str(value), tuple(c for c in setting.choices if c), found.origin)
    elif setting.kind == "percent" and value:
        percent(str(value), found.origin)


def shown(value: Any) -> str:
    """A value as a configuration file would have it."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return str(value)
