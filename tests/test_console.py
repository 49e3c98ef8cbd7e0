"""Console goldens: what the commands print, exactly.

A file `console/NAME.console` begins with `# in FOLDER`, an example folder (or a folder of
`tests/console`) that is copied for the session; comments begin with `#`. Then come commands with
all that they print, standard output before standard error, and the exit code if it is not 0:

    $ reportaudit check report.yaml
    All 7 checks hold. 21 of 21 figures checked.
    $ COLUMNS=60 reportaudit check wrong.yaml
    ...
    [exit 1]

`pytest tests/test_console.py --update` rewrites them.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
FILES = sorted((HERE / "console").glob("*.console"))
FOLDERS = (ROOT, HERE / "console")

# elapsed time is the one thing that differs from run to run
_ELAPSED = re.compile(r"^\(\d+\.\d+ ?(?:s|秒)\)$")
_ASSIGNMENT = re.compile(r"[A-Z_]+=")
_COMMAND = "$ "
_KEPT = ("PATH", "SYSTEMROOT", "VIRTUAL_ENV", "PYTHONPATH")


@pytest.mark.skipif(not FILES, reason="no goldens yet")
@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_console(file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    expected = file.read_text(encoding="utf-8")
    shown = session(expected, tmp_path)
    if request.config.getoption("--update"):
        file.write_text(shown, encoding="utf-8")
    else:
        assert shown == expected


def session(text: str, folder: Path) -> str:
    """The session with every command run anew."""
    lines = text.splitlines()
    commands = [line for line in lines if line.startswith(_COMMAND)]
    head = lines[: lines.index(commands[0])] if commands else lines
    work = _copied(head, folder)
    out = head
    for command in commands:
        out += [command, *run(command.removeprefix(_COMMAND), work, folder)]
    return "\n".join(out) + "\n"


def _copied(head: list[str], folder: Path) -> Path:
    work = folder / "work"
    name = next(
        (line.removeprefix("# in ").strip() for line in head if line.startswith("# in ")), None
    )
    if name is None:
        work.mkdir()
        return work
    source = next((f / name for f in FOLDERS if (f / name).is_dir()), None)
    assert source is not None, f"there is no folder {name}"
    shutil.copytree(source, work)
    return work


def run(command: str, work: Path, home: Path) -> list[str]:
    """What a command prints, and its exit code."""
    words = shlex.split(command)
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environ |= {
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
    }
    while _ASSIGNMENT.match(words[0]):
        name, _, value = words.pop(0).partition("=")
        environ[name] = value
    assert words[0] == "reportaudit", command
    done = subprocess.run(
        [sys.executable, "-m", "audit", *words[1:]],
        cwd=work,
        env=environ,
        capture_output=True,
        check=False,
    )
    printed = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    lines = [line for line in printed.splitlines() if not _ELAPSED.match(line)]
    return lines + ([f"[exit {done.returncode}]"] if done.returncode else [])
