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
    """Writes `content` to `path`; its folder is made if there is none. Raises AuditError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(
                0o666 & ~mask
            )  # mkstemp makes private files; a report is an ordinary one
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as e:
        raise AuditError(f"cannot write {path}: {e.strerror or e}") from None
