"""Where output goes: the files of -o, each with its format, and the names of copies."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import AuditError
from audit.files import MADE
from audit.render import BY_NAME, format_of, join
from audit.render.options import Options as Look


class Target(Struct, frozen=True):
    """A file that is written, or a folder that gets a file per report."""

    format: str
    path: str
    folder: bool = False

    def file_for(self, source: str) -> Path:
        """The file of one report."""
        if not self.folder:
            return Path(self.path)
        suffix = BY_NAME[self.format].suffixes[0]
        return Path(self.path) / f"{Path(source).stem}{suffix}"


def target_of(text: str) -> Target:
    """`-o FILE`, whose suffix chooses the format, or `-o FORMAT:FILE`."""
    name, colon, path = text.partition(":")
    if not (colon and name in BY_NAME):
        name, path = "", text
    if not path or "\0" in path:
        raise AuditError(f"-o {text}: there is no file name", help="write it as -o result.json")
    folder = path.endswith(("/", os.sep)) or Path(path).is_dir()
    if not name and folder:
        raise AuditError(
            f"-o {text}: this is a folder", help=f"name the format, too, as in -o html:{path}"
        )
    format = name or format_of(path)
    if folder and not BY_NAME[format].single:
        raise AuditError(f"-o {text}: this is a folder", help="one file holds all reports: name it")
    return Target(format, path, folder)


def beside(source: str, format: str) -> Path:
    """The name of a copy of a report, in its folder: 汇报.核对.docx."""
    path = Path(source)
    suffix = path.suffix if BY_NAME[format].binary else BY_NAME[format].suffixes[0]
    return path.with_name(f"{path.stem}{MADE[0]}{suffix}")


def check_targets(targets: Sequence[Target], sources: Sequence[str], redacted: bool) -> None:
    """Raises AuditError where a target would overwrite a report or another target, or cannot hold
    what is asked of it."""
    reports = {_same(s) for s in sources}
    seen: set[str] = set()
    for target in targets:
        made = BY_NAME[target.format]
        if redacted and made.single:
            raise AuditError(
                f"--redact: {target.format} shows the report itself",
                help="use json, sarif, junit, markdown, csv or concise",
            )
        if made.single and len(sources) > 1 and not target.folder:
            raise AuditError(
                f"-o {target.path}: one file holds one report, and there are {len(sources)}",
                help=f"name a folder, as in -o {target.format}:checked/",
            )
        for file in {_same(str(target.file_for(s))) for s in sources or ["report"]}:
            if file in reports:
                raise AuditError(f"-o {target.path}: this would overwrite a report")
            if file in seen:
                raise AuditError(f"-o {target.path}: two outputs go to this file")
            seen.add(file)


def _same(path: str) -> str:
    try:
        return os.path.normcase(Path(path).resolve())
    except (OSError, ValueError, RuntimeError):
        return path


def write_targets(
    targets: Sequence[Target], parts: Sequence[tuple[str, dict[str, Any]]], look: Look
) -> list[Path]:
    """Writes what each target holds of (path, parts) of every report; the files written."""
    written = []
    for target in targets:
        found = [
            (p, parts[target.format]) for p, parts in parts if parts.get(target.format) is not None
        ]
        if BY_NAME[target.format].single:
            written += [_write(target.file_for(source), part) for source, part in found]
        else:
            text = join([part for _, part in found], target.format, look)
            written.append(_write(Path(target.path), text))
    return written


def _write(path: Path, content: str | bytes) -> Path:
    from audit.output import write_bytes, write_file

    if isinstance(content, bytes):
        write_bytes(path, content)
    else:
        write_file(path, content)
    return path
