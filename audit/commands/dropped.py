"""Files dragged onto the program's icon: a marked copy beside each, opened; problems in a window.

Nobody sees a terminal then, so nothing is printed unless there is no other way to say it.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audit.commands.targets import beside, write_targets
from audit.errors import AuditError

YAML = (".yaml", ".yml")
_FLAGS = ("today", "source", "against", "explain", "write_baseline", "debug")  # of `check`, none given here


def are_dropped(words: Sequence[str], commands: Sequence[str]) -> bool:
    """Whether the words of a command line are reports and nothing else."""
    if not words or words[0] in commands:
        return False
    from audit.readers import suffixes

    known = (*suffixes(), *YAML)
    return all(_is_report(w, known) for w in words)


def _is_report(word: str, known: Sequence[str]) -> bool:
    try:
        path = Path(word)
        return not word.startswith("-") and path.suffix.casefold() in known and path.is_file()
    except (OSError, ValueError):
        return False


def has_terminal() -> bool:
    """Whether somebody reads what is printed: a terminal that was there before this program."""
    stream = getattr(sys, "stdout", None)  # a program without a console has none
    if stream is None or not stream.isatty():
        return False
    if sys.platform == "win32":
        import ctypes

        processes = (ctypes.c_uint * 8)()
        # the window that opens for a program alone has no other process (two, unpacked from one file)
        return ctypes.windll.kernel32.GetConsoleProcessList(processes, 8) > 2
    return True


def run(files: Sequence[str]) -> int:
    """Checks the files; the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # a program without a console has none
            setattr(sys, name, io.StringIO())
    problems, codes = [], [0]
    for file in files:
        try:
            code, path = _marked(file)
            codes.append(code)
            _open(path)
        except AuditError as e:
            codes.append(2)
            problems.append(e.diagnostic())
        except Exception as e:
            codes.append(3)
            problems.append(f"{file}\n{type(e).__name__}: {e}"[:600])
    if problems:
        show_problem("\n\n".join(problems))
    return next((c for c in (3, 2, 1, 5) if c in codes), 0)


def format_for(file: str) -> str:
    """The format of the copy: marks in a copy of the same kind where there are such, else a page."""
    from audit.render import RENDERERS

    suffix = Path(file).suffix.casefold()
    own = [f.name for f in RENDERERS if f.binary and suffix in f.suffixes]
    return own[0] if own else "html"


def _marked(file: str) -> tuple[int, Path]:
    """(exit code, the copy beside the file)."""
    from msgspec.structs import replace

    from audit.batch import Task, work
    from audit.commands.check import run_of
    from audit.commands.settings import settings
    from audit.commands.targets import Target

    # the copy lies beside the report: it keeps no secret from who has that
    made = settings({"redact": False, "color": "never"}, [file], None, False)
    plan = run_of(made, dict.fromkeys(_FLAGS)).plan
    format = format_for(file)
    outcome = work(Task(1, file), replace(plan, formats=(format,)))
    if outcome.error:
        raise AuditError(outcome.error.removeprefix("error: "))
    path = beside([file], format)[file]
    write_targets([Target(format, str(path))], [(file, outcome.parts)], plan.look, [file])
    return outcome.code, path


def _open(path: Path) -> None:
    """Opens a file in the program that the system has for it; where there is none, nothing happens."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        elif sys.platform == "darwin":
            subprocess.Popen(["open", str(path)])
        elif shutil.which("xdg-open") and _has_display():
            subprocess.Popen(
                ["xdg-open", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
    except OSError:
        pass  # the copy is there all the same


def _has_display() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def show_problem(text: str) -> None:
    """Shows a problem in a window; on standard error where there can be none."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, "reportaudit", 0x10)
        return
    if _has_display() or sys.platform == "darwin":
        try:
            import tkinter
            from tkinter import messagebox

            window = tkinter.Tk()
            window.withdraw()
            messagebox.showerror("reportaudit", text)
            window.destroy()
            return
        except Exception:  # no Tk, or no display after all
            pass
    sys.stderr.write(text + "\n")
