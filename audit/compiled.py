"""Compiled rule packs and report.yaml: the declarations as JSON in the user's cache folder.

The key is the hash of the content and of this program's own reading code, so nothing goes stale.
Whatever is wrong with the folder or a file in it, the content is read anew, in silence.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from audit.yamltree import Source

T = TypeVar("T")

_READING = (
    "compiled",
    "marks",
    "yamltree",
    "yamlerrors",
    "fields",
    "specs",
    "parts",
    "declare",
    "packs",
)
_KEEP = 200  # files; the oldest go
_MOST = 8 << 20  # bytes of one file


def cached(record: type[T], text: str, path: str | None, build: Callable[[], T]) -> T:
    """What `build` makes of `text`, from the cache if it was made before. Errors are not kept."""
    file = _file(record, text)
    if file is not None:
        try:
            return _decode(file.read_bytes(), record, Source(text.removeprefix("\ufeff"), path))
        except (OSError, ValueError):  # missing, damaged or of another shape
            pass
    value = build()
    if file is not None:
        _write(file, value)
    return value


def folder() -> Path | None:
    """The cache folder of this program; None where there is no home."""
    try:
        if sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        elif sys.platform == "darwin":
            base = Path.home() / "Library" / "Caches"
        else:
            base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "reportaudit" if base.is_absolute() else None


def _file(record: type, text: str) -> Path | None:
    import hashlib

    place = folder()
    if place is None:
        return None
    hashed = hashlib.sha256(f"{record.__name__} {_own_code()} {msgspec.__version__}\0".encode())
    hashed.update(text.encode("utf-8", "surrogatepass"))
    return place / f"{hashed.hexdigest()[:40]}.json"


def _own_code() -> str:
    """Changes whenever the code that reads declarations does."""
    here = Path(__file__).parent
    marks = []
    for name in _READING:
        try:
            state = (here / f"{name}.py").stat()
            marks.append(f"{state.st_mtime_ns}.{state.st_size}")
        except OSError:  # inside an archive
            marks.append("-")
    return " ".join(marks)


def _decode(content: bytes, record: type[T], source: Source) -> T:
    def hook(kind: type, value: Any) -> Any:
        return source

    return msgspec.json.decode(content, type=record, dec_hook=hook)


def _write(file: Path, value: object) -> None:
    try:
        content = msgspec.json.encode(value, enc_hook=lambda source: 0)
        if len(content) > _MOST:
            return
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.stem}.{os.getpid()}.tmp")
        try:
            temporary.write_bytes(content)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
        _forget(file.parent)
    except OSError:
        pass  # a cache that cannot be written is no error


def _forget(place: Path) -> None:
    files = [(f.stat().st_mtime_ns, f) for f in place.glob("*.json")]
    for _, old in sorted(files)[:-_KEEP]:
        old.unlink(missing_ok=True)
