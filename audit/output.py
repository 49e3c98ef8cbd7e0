"""Files are written whole or not at all: to a temporary name beside the target, then renamed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from audit.errors import AuditError


def write_file(path: Path, text: str) -> None:
    """Writes UTF-8 text to `path`. Raises AuditError where that cannot be done."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or Path())
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
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
