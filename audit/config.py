"""Settings: from the command line, the environment and the nearest configuration file, in that order.

`reportaudit.toml`, or the table `[tool.reportaudit]` of a `pyproject.toml`; the nearest folder upward
wins, and in one folder reportaudit.toml. Names are those of the options.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import AuditError, nearest
from audit.messages import language_of

FILE, PROJECT, TABLE = "reportaudit.toml", "pyproject.toml", ("tool", "reportaudit")
PREFIX = "REPORTAUDIT_"
MOST_BYTES = 1 << 20

Value = str | bool | int | tuple[str, ...] | None


class Setting(Struct, frozen=True):
    """One setting.

    kind     text, flag, list, number, percent or path
    choices  of a text: what it may be
    about    one line for `reportaudit config` and the documentation
    """

    name: str
    kind: str
    default: Value
    about: str
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper().replace("-", "_")

    @property
    def field(self) -> str:
        return self.name.replace("-", "_")


SHOWN = ("", "broken", "unverifiable", "holds", "unchecked", "all")
LEVELS = ("error", "warning", "unverifiable", "never")

SETTINGS: tuple[Setting, ...] = (
    Setting("format", "text", "terminal", "what is printed"),
    Setting("show", "text", "", "which results are listed", SHOWN),
    Setting("fail-on", "text", "error", "which findings give exit code 1", LEVELS),
    Setting("min-coverage", "percent", "", "share of the figures that has to be checked"),
    Setting("allow-empty", "flag", False, "exit code 0 where nothing was checked"),
    Setting("select", "list", (), "only these kinds, rules or packs"),
    Setting("ignore", "list", (), "kinds, rules or packs that are left out"),
    Setting("baseline", "path", "", "findings that were there before"),
    Setting("inline-ignores", "flag", True, "whether remarks in a text may ignore findings"),
    Setting("use", "list", (), "rule packs beside those of report.yaml"),
    Setting("discover", "flag", None, "whether the text's own statements are checked"),
    Setting("jobs", "number", 0, "processes at work, 0 for one a core"),
    Setting("statistics", "flag", False, "count the results by kind and rule"),
    Setting("redact", "flag", False, "write no figures and no text of the reports"),
    Setting("lang", "text", "auto", "language of the messages", ("auto", "en", "zh")),
    Setting("color", "text", "auto", "colours", ("auto", "always", "never")),
    Setting("quiet", "flag", False, "print nothing but findings"),
    Setting("cache", "flag", True, "keep and use compiled rules"),
)
BY_NAME = {s.name: s for s in SETTINGS}
_YES = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}  # fmt: skip


class Found(Struct, frozen=True):
    """A value in force and where it comes from: default, a place in a file, a variable, an option."""

    value: Value
    origin: str


class File(Struct, frozen=True):
    """A configuration file: name -> (value, its line)."""

    path: str
    values: dict[str, tuple[Value, int]]


def in_force(
    flags: Mapping[str, object], environ: Mapping[str, str], file: File | None
) -> dict[str, Found]:
    """Every setting by name. flags: by field, None where the option is not given."""
    out = {}
    for setting in SETTINGS:
        given = flags.get(setting.field)
        variable = environ.get(setting.variable, "")
        if given is not None and given != ():
            value = tuple(given) if isinstance(given, (list, tuple)) else given
            out[setting.name] = Found(_listed(setting, value), f"--{setting.name}")
        elif variable:
            out[setting.name] = Found(_of_text(setting, variable), setting.variable)
        elif file is not None and setting.name in file.values:
            found, line = file.values[setting.name]
            out[setting.name] = Found(found, f"{file.path}:{line}")
        else:
            out[setting.name] = Found(setting.default, "default")
    return out


def _listed(setting: Setting, value: Any) -> Value:
    """A list may be given with commas, too."""
    if setting.kind != "list":
        return value  # type: ignore[no-any-return]
    parts = [
        p.strip() for v in value for p in (str(v).split(",") if setting.name != "use" else [v])
    ]
    return tuple(p for p in parts if p)


def _of_text(setting: Setting, text: str) -> Value:
    """The value of an environment variable."""
    if setting.kind == "flag":
        if text.strip().casefold() not in _YES:
            raise AuditError(f"{setting.variable}={text}: neither true nor false")
        return _YES[text.strip().casefold()]
    if setting.kind == "list":
        return tuple(p for p in re.split(r"[,\s]+", text) if p)
    if setting.kind == "number":
        if not (text.strip().isascii() and text.strip().isdigit()):
            raise AuditError(f"{setting.variable}={text}: not a number")
        return int(text[:9])
    if setting.name == "lang" and text != "auto":  # as LANG is written: zh_CN.UTF-8
        return language_of({setting.variable: text})
    return text


def slips(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    """(variable that sets nothing, the one that may have been meant)."""
    known = {s.variable for s in SETTINGS}
    unknown = sorted(v for v in environ if v.startswith(PREFIX) and v not in known)
    meant = [
        (v, nearest(v.removeprefix(PREFIX), [k.removeprefix(PREFIX) for k in known]))
        for v in unknown
    ]
    return [(v, PREFIX + near) for v, near in meant if near]


# ---------------------------------------------------------------- files


def find(paths: Sequence[str]) -> File | None:
    """The nearest configuration file upward from the folder that holds all the paths."""
    for folder in _upward(paths):
        own = folder / FILE
        if own.is_file():
            return read(own)
        project = folder / PROJECT
        if project.is_file() and (file := _of_project(project)) is not None:
            return file
    return None


def _upward(paths: Sequence[str]) -> list[Path]:
    try:
        folders = [_folder(p) for p in paths if p != "-"] or [Path.cwd()]
        common = Path(os.path.commonpath(folders))
    except (OSError, ValueError, RuntimeError):
        return []
    return [common, *common.parents]


def _folder(path: str) -> Path:
    while any(c in Path(path).name for c in "*?["):
        path = str(Path(path).parent)
    full = Path(path).absolute()
    return full if full.is_dir() else full.parent


def read(path: Path) -> File:
    """The settings of a file. Raises AuditError with place and caret for what it cannot hold."""
    if path.name == PROJECT:
        found = _of_project(path)
        if found is None:
            raise AuditError("there is no [tool.reportaudit] in this file", path=str(path))
        return found
    text = _text(path)
    return _file(path, text, _toml(path, text), ())


def _of_project(path: Path) -> File | None:
    text = _text(path)
    if "reportaudit" not in text:
        return None
    table: Any = _toml(path, text)
    for key in TABLE:
        table = table.get(key) if isinstance(table, dict) else None
    return _file(path, text, table, TABLE) if isinstance(table, dict) else None


def _text(path: Path) -> str:
    from audit.readers import read_bytes

    try:
        return read_bytes(path, MOST_BYTES).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise AuditError("this is not UTF-8", path=_shown(path)) from None


def _toml(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(e))
        message = re.sub(r" \(at .*\)$", "", str(e))
        lines = text.split("\n")
        line = int(place[1]) if place else len(lines)
        column = int(place[2]) if place else 1
        raise AuditError(
            f"this is no TOML: {message}",
            path=_shown(path),
            line=line,
            column=column,
            source=lines[line - 1] if line <= len(lines) else "",
        ) from None
    except RecursionError:
        raise AuditError("this is no TOML: it is nested too deeply", path=_shown(path)) from None


def _file(path: Path, text: str, table: Mapping[str, Any], above: Sequence[str]) -> File:
    values = {}
    for key, value in table.items():
        name = key.replace("_", "-")
        setting = BY_NAME.get(name)
        line, column = _place(text, key, above)
        if setting is None:
            help = _meant(name, value)
            raise _error(
                path, text, (line, column, len(key)), f"{key}: there is no such setting", help
            )
        problem = _problem(setting, value)
        if problem:
            raise _error(path, text, (line, column, len(key)), f"{key}: {problem[0]}", problem[1])
        values[name] = (_value(setting, value, path), line)
    return File(_shown(path), values)


def _meant(name: str, value: object) -> str:
    if isinstance(value, dict):
        return "settings stand for themselves here, under no [table]"
    near = nearest(name, BY_NAME)
    return f"did you mean {near}?" if near else f"known are {', '.join(BY_NAME)}"


def _shown(path: Path) -> str:
    try:
        relative = os.path.relpath(path)
    except ValueError:  # on another drive
        return str(path)
    return str(path) if relative.startswith("..") else relative


def _error(
    path: Path, text: str, place: tuple[int, int, int], message: str, help: str | None
) -> AuditError:
    line, column, width = place
    source = text.split("\n")[line - 1]
    return AuditError(
        message, path=_shown(path), line=line, column=column, width=width, source=source, help=help
    )


def _problem(setting: Setting, value: object) -> tuple[str, str | None] | None:
    """(what is wrong with a value, what may help)."""
    if setting.kind == "flag":
        return None if isinstance(value, bool) else ("is true or false", None)
    if setting.kind == "number":
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1024
        return None if good else ("is a whole number from 0 to 1024", None)
    if setting.kind == "list":
        good = isinstance(value, list) and all(isinstance(v, str) for v in value)
        return (
            None
            if good or isinstance(value, str)
            else ("is a list of texts", f'as in {setting.name} = ["total"]')
        )
    if setting.kind == "percent":
        if not isinstance(value, (int, str)) or isinstance(value, bool):
            return "is a whole number or a text", f'as in {setting.name} = "62.5%"'
        good = value == "" or share(str(value)) is not None
        return None if good else ("is a percentage", "a number from 0 to 100")
    if not isinstance(value, str):
        return "is a text", None
    choices = _formats() if setting.name == "format" else setting.choices
    if choices and value not in choices:
        near = nearest(value, choices)
        known = ", ".join(c for c in choices if c)
        return f"{value!r} is no choice", f"did you mean {near}?" if near else f"one of: {known}"
    return None


def _formats() -> tuple[str, ...]:
    from audit.render import FORMATS

    return FORMATS


def share(text: str) -> Fraction | None:
    """A share from 0 to 100, with or without its sign; None for anything else."""
    bare = text.strip().rstrip("%％").rstrip()
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,20})?", bare, re.ASCII):
        return None
    value = Fraction(bare)
    return value if 0 <= value <= 100 else None


def _value(setting: Setting, value: Any, path: Path) -> Value:
    """As the option would give it; paths are those of the file's folder."""
    if setting.kind == "list":
        items = [value] if isinstance(value, str) else value
        if setting.name == "use":  # a pack's name, or a path from the folder of the file
            items = [_from(path, v) if _is_path(v) else v for v in items]
        return tuple(items)
    if setting.kind == "percent":
        return str(value)
    if setting.kind == "path":
        return _from(path, value) if value else ""
    return value  # type: ignore[no-any-return]


def _is_path(pack: str) -> bool:
    return pack.endswith((".yaml", ".yml")) or "/" in pack or os.sep in pack


def _from(path: Path, value: str) -> str:
    return _shown((path.parent / value).absolute())


def _place(text: str, key: str, above: Sequence[str]) -> tuple[int, int]:
    """Line and column of a key of the table: tomllib does not tell them."""
    table: tuple[str, ...] = ()
    wanted = tuple(above)
    word = re.compile(rf"""\s*(?:[\w.\s"'-]*[.]\s*)?["']?({re.escape(key)})["']?\s*[=.]""")
    inner = re.compile(rf"""[\s{{,]["']?({re.escape(key)})["']?\s*=""")
    nearby = (1, 1)
    for number, line in enumerate(text.split("\n"), 1):
        head = re.match(r"\s*\[+([^\]]*)\]", line)
        if head and "=" not in line.partition("[")[0]:
            table = tuple(p.strip().strip("\"'") for p in head[1].split("."))
            if table == (*wanted, key):
                return number, line.index(head[1]) + len(head[1]) - len(key) + 1
            continue
        found = word.match(line) if table == wanted else inner.search(line)
        if found and table == wanted:
            return number, found.start(1) + 1
        if found and "reportaudit" in line:
            nearby = number, found.start(1) + 1
    return nearby
