"""Where output goes: the files of -o, each with its format, and the names of copies."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from audit.errors import AuditError
from audit.files import MADE, STDIN
from audit.render import BY_NAME, format_of, join
from audit.render.options import Options as Look


class Target(Struct, frozen=True):
    """A file that is written, or a folder that gets a file per report."""

    format: str
    path: str
    folder: bool = False

    def files(self, sources: Sequence[str]) -> dict[str, Path]:
        """The file of each report; below a folder they lie as the reports lie below theirs."""
        if not self.folder:
            return dict.fromkeys(sources, Path(self.path))
        top = _common(sources)
        names = _distinct({s: (_below(s, top), _suffix(s, self.format)) for s in sources})
        return {s: Path(self.path) / n for s, n in names.items()}


def _distinct(names: Mapping[str, tuple[Path, str]]) -> dict[str, Path]:
    """(name, new suffix) of each report -> the name with it; a.docx and a.md that would both be
    a.html become a.docx.html and a.md.html."""
    short = {s: name.with_name(name.stem + suffix) for s, (name, suffix) in names.items()}
    count = Counter(os.path.normcase(n) for n in short.values())
    return {
        s: short[s]
        if count[os.path.normcase(short[s])] == 1
        else name.with_name(name.name + suffix)
        for s, (name, suffix) in names.items()
    }


def _suffix(source: str, format: str) -> str:
    """The end of the name of a report's file: a marked copy keeps its own where the format has it."""
    known, own = BY_NAME[format].suffixes, Path(source).suffix
    return own if BY_NAME[format].binary and own.casefold() in known else known[0]


def _common(sources: Sequence[str]) -> Path | None:
    """The folder that holds all reports; None where there is none (drives of Windows)."""
    try:
        return Path(os.path.commonpath([_absolute(s).parent for s in sources]))
    except ValueError:
        return None


def _below(source: str, top: Path | None) -> Path:
    path = _absolute(source)
    if source == STDIN or not path.name or path == top:  # no file's name at all
        return Path("stdin")
    return Path(path.name) if top is None else path.relative_to(top)


def _absolute(source: str) -> Path:
    return Path(os.path.normpath(Path(source).absolute()))


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


def beside(sources: Sequence[str], format: str) -> dict[str, Path]:
    """The names of copies of reports, each in the folder of its report: 汇报.核对.docx."""
    return _distinct(
        {
            s: (
                Path("stdin") if s == STDIN or not Path(s).name else Path(s),
                f"{MADE[0]}{_suffix(s, format)}",
            )
            for s in sources
        }
    )


def check_targets(
    targets: Sequence[Target], sources: Sequence[str], copies: Sequence[str] = (), kept: str = ""
) -> None:
    """Raises AuditError where a target would overwrite a report or another target, or cannot hold
    what is asked of it.

    copies  the formats of copies that are written beside every report
    kept    the file of --write-baseline, or ""
    """
    reports = {_same(s) for s in sources}
    taken: set[str] = set()
    for target in targets:
        if BY_NAME[target.format].single and len(sources) > 1 and not target.folder:
            raise AuditError(
                f"-o {target.path}: one file holds one report, and there are {len(sources)}",
                help=f"name a folder, as in -o {target.format}:checked/",
            )
        _require_own_suffix(target, sources)
        files = list(target.files(sources).values()) if sources else [Path(target.path)]
        _reserve(files if target.folder else files[:1], f"-o {target.path}", reports, taken)
    for format in copies:
        _reserve(list(beside(sources, format).values()), f"--format {format}", reports, taken)
    if kept:
        _reserve([Path(kept)], f"--write-baseline {kept}", reports, taken)


def _require_own_suffix(target: Target, sources: Sequence[str]) -> None:
    """Office programs refuse a file with macros, or a template, under the suffix of another kind."""
    made = BY_NAME[target.format]
    if not made.binary or target.folder or len(sources) != 1:
        return
    own, given = Path(sources[0]).suffix.casefold(), Path(target.path).suffix.casefold()
    if own in made.suffixes and given != own:
        name = str(Path(target.path).with_suffix(own))
        raise AuditError(
            f"-o {target.path}: a marked copy of a {own} file is a {own} file",
            help=f"name it so, as in -o {target.format}:{name}",
        )


def check_redacted(formats: Iterable[str]) -> None:
    """Raises AuditError for a format that shows the report itself."""
    for format in formats:
        if BY_NAME[format].single:
            raise AuditError(
                f"--redact: {format} shows the report itself",
                help="use json, sarif, junit, markdown, csv or concise",
            )


def _reserve(files: Sequence[Path], option: str, reports: set[str], taken: set[str]) -> None:
    for path in files:
        file = _same(str(path))
        if file in reports:
            raise AuditError(
                f"{option}: this would overwrite a report", path=str(path), help="name another file"
            )
        if file in taken:
            raise AuditError(
                f"{option}: two outputs go to this file",
                path=str(path),
                help="name a folder for one",
            )
        taken.add(file)


def _same(path: str) -> str:
    try:
        return os.path.normcase(Path(path).resolve())
    except (OSError, ValueError, RuntimeError):
        return path


def write_targets(
    targets: Sequence[Target],
    parts: Sequence[tuple[str, dict[str, Any]]],
    look: Look,
    read: Iterable[str] = (),
) -> list[Path]:
    """Writes what each target holds of (path, parts) of every report; the files written. What can be
    written is, before AuditError is raised for what cannot.

    read  the files that the run has read: they are never written
    """
    written, problems = [], []
    reports = {_same(s) for s in read}
    for path, content in _contents(targets, parts, look):
        try:
            if _same(str(path)) in reports:
                raise AuditError("this would overwrite a report", path=str(path))
            _write(path, content)
            written.append(path)
        except AuditError as e:
            problems.append(e)
    if problems:
        raise problems[0]
    return written


def _contents(
    targets: Sequence[Target], parts: Sequence[tuple[str, dict[str, Any]]], look: Look
) -> Iterator[tuple[Path, str | bytes]]:
    for target in targets:
        found = [(p, own[target.format]) for p, own in parts if own.get(target.format) is not None]
        files = target.files([source for source, _ in parts])
        if BY_NAME[target.format].single:
            yield from ((files[source], part) for source, part in found)
        else:
            yield Path(target.path), join([part for _, part in found], target.format, look)


def _write(path: Path, content: str | bytes) -> None:
    from audit.output import write_bytes, write_file

    if isinstance(content, bytes):
        write_bytes(path, content)
    else:
        write_file(path, content)
