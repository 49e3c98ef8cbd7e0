"""The command line: its entry point, its commands, and its ways out."""

from __future__ import annotations

import gc

# start-up makes many objects and no cycles: collecting among them costs a tenth of it
gc.set_threshold(100_000, 20, 20)

import contextlib
import io
import os
import signal
import sys
from types import FrameType
from typing import Annotated, NoReturn

import typer

from audit.commands import COMMANDS, add_commands
from audit.errors import AuditError
from audit.version import VERSION


def main() -> None:
    """The entry point: every way out has its exit code, and a bug of ours is 3."""
    if getattr(sys, "frozen", False):  # one file that holds Python: its processes begin here, too
        from multiprocessing import freeze_support

        freeze_support()
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGINT:  # nohup
            signal.signal(number, _interrupted)
    _ready_streams()
    try:
        try:
            _run(sys.argv[1:])
        finally:
            sys.stdout.flush()  # what cannot be written is told here, not after the end
    except AuditError as e:
        _leave(2, e.diagnostic())
    except BrokenPipeError:  # nobody reads on, as `| head -1`
        _leave(1)
    except OSError as e:
        if e.filename is not None:
            _leave(_bug(e))
        _leave(2, f"error: the output cannot be written: {e.strerror or e}")
    except Exception as e:
        sys.exit(_bug(e))


def _ready_streams() -> None:
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: nobody listens
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):  # a GBK console must not crash on a character it lacks
            stream.reconfigure(errors="replace")


def _run(words: list[str]) -> None:
    if words in (["--version"], ["-V"]):
        print(f"reportaudit {VERSION}")
        return
    _only_reports(words)
    program(sys.argv[1:2])()


def _leave(code: int, message: str = "") -> NoReturn:
    """Ends the process; what standard output still holds is dropped."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with contextlib.suppress(OSError):
        if message:
            sys.stderr.write(f"{message}\n")
            sys.stderr.flush()
    sys.exit(code)


def _bug(error: Exception) -> int:
    from audit.commands.common import bug

    return bug(error)


def _interrupted(number: int, frame: FrameType | None) -> None:
    """Ctrl-C and its like: out through every `finally`, so that nothing half-written is left."""
    sys.exit(128 + number)


def _only_reports(words: list[str]) -> None:
    """Reports without a command: on a terminal they are checked, else they were dragged onto the
    icon of the program."""
    commands = {c[0].split()[0] for c in COMMANDS}
    if not words or words[0] in commands or words[0].startswith("-"):
        return
    from audit.commands.dropped import are_dropped, has_terminal, run

    if not are_dropped(words, sorted(commands)):
        return
    if has_terminal():
        sys.argv.insert(1, "check")
        return
    sys.exit(run(words))


def program(words: list[str]) -> typer.Typer:
    """The program with the command that `words` begin with, or with all of its commands."""
    app = typer.Typer(
        name="reportaudit",
        help="Checks that the numbers in a report agree with each other.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_global)
    add_commands(app, words)
    return app


def _version(value: bool) -> None:
    if value:
        print(f"reportaudit {VERSION}")
        raise typer.Exit


def _global(
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Checks that the numbers in a report agree with each other."""
