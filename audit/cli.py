"""The command line: its entry point, its commands, and its ways out."""

from __future__ import annotations

import gc

# start-up makes many objects and no cycles: collecting among them costs a tenth of it
gc.set_threshold(100_000, 20, 20)

import os
import sys
from typing import Annotated

import typer

from audit.commands import add_commands
from audit.errors import AuditError
from audit.version import VERSION


def main() -> None:
    """The entry point: every way out has its exit code, and a bug of ours is 3."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a GBK console must not crash on a character it lacks
            stream.reconfigure(errors="replace")
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"reportaudit {VERSION}")
        return
    try:
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
