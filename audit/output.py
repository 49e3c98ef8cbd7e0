"""Files are written whole or not at all: to a temporary name beside the target, then renamed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from audit.errors import AuditError


def write_file(path: Path, text: str) -> None:
    """Writes UTF-8 text to `path`. Raises AuditError where that cannot be done."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_bytes(path: Path, content: bytes) -> None:
    """Writes `content` to `path`; its folder is made if there is none. Raises AuditError.

    A link stays one: what it points to is written. A device or a pipe is written to as it is.
    """
    try:
        if _is_special(path):
            with path.open("ab") as stream:
                stream.write(content)
            return
        _replace(Path(os.path.realpath(path)), content)
    except OSError as e:
        raise AuditError(f"cannot write {path}: {e.strerror or e}") from None


def _is_special(path: Path) -> bool:
    """Whether the name stands for something else than a file on a disk: it must never be replaced."""
    if os.name == "posix" and path.absolute().parts[1:2] in (("dev",), ("proc",)):
        return True
    return path.exists() and not path.is_file() and not path.is_dir()


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(name).chmod(_mode(path))  # mkstemp makes private files; a report is an ordinary one
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, else those of any new file."""
    with contextlib.suppress(OSError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
