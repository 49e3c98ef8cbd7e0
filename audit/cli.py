"""The command line: its entry point, its commands, and its ways out."""

from __future__ import annotations

import gc

# start-up makes many objects and no cycles: collecting among them costs a tenth of it
gc.set_threshold(100_000, 20, 20)

import os
import signal
import sys
from types import FrameType
from typing import Annotated

import typer

from audit.commands import COMMANDS, add_commands
from audit.errors import AuditError
from audit.version import VERSION


def main() -> None:
    """The entry point: every way out has its exit code, and a bug of ours is 3."""
    if getattr(sys, "frozen", False):  # one file that holds Python: its processes begin here, too
        from multiprocessing import freeze_support

        freeze_support()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupted)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK console must not crash on a character it lacks
            stream.reconfigure(errors="replace")
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"reportaudit {VERSION}")
        return
    try:
        _only_reports(sys.argv[1:])
        program(sys.argv[1:2])()
    except AuditError as e:
        sys.stderr.write(e.diagnostic() + "\n")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as e:
        from audit.commands.common import bug

        sys.exit(bug(e))


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
