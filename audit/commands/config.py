"""The command `config`: which settings are in force, and where each comes from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from audit.commands.common import choice


def config(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="The reports that would be checked (default: this folder).",
            metavar="[PATH]...",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="terminal or json.", metavar="FORMAT")
    ] = "terminal",
    file: Annotated[
        Path | None,
        typer.Option(
            "--config", help="Use this configuration file.", metavar="FILE", show_default=False
        ),
    ] = None,
    isolated: Annotated[
        bool, typer.Option("--isolated", help="Neither a configuration file nor the environment.")
    ] = False,
) -> None:
    """Show the settings in force and where each comes from.

    \b
    Examples:
      reportaudit config
      reportaudit config reports/2026 --format json
    """
    choice(format, ("terminal", "json"), "--format")
    from audit.commands.settings import settings, shown

    made = settings({}, paths or [], file, isolated)
    if format == "json":
        from audit.render.json import dumps

        entries = {
            n: {
                "value": list(f.value) if isinstance(f.value, tuple) else f.value,
                "origin": f.origin,
            }
            for n, f in made.found.items()
        }
        path = made.file.path if made.file else None
        sys.stdout.write(dumps({"file": path, "settings": entries}, indent=2))
        return
    rows = [(n, shown(f.value), f.origin) for n, f in made.found.items()]
    wide = [max(len(r[k]) for r in rows) for k in (0, 1)]
    for name, value, origin in rows:
        sys.stdout.write(f"{name.ljust(wide[0])}  {value.ljust(wide[1])}  {origin}\n")
