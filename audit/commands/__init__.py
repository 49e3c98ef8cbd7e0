"""The commands: one module each, imported when it is asked for.

Adding a command is one module with a function, and one line here.
"""

from __future__ import annotations

from importlib import import_module

import typer

# command, module, function, in the order in which the help lists them; `rules test` stands in the
# group `rules`
COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("check", "audit.commands.check", "check"),
    ("figures", "audit.commands.figures", "figures"),
    ("init", "audit.commands.init", "init"),
    ("explain", "audit.commands.explain", "explain"),
    ("config", "audit.commands.config", "config"),
    ("rules", "audit.commands.rules", "rules"),
    ("rules test", "audit.commands.rules", "rules_test"),
    ("rules lint", "audit.commands.rules", "rules_lint"),
    ("rules mutate", "audit.commands.rules_mutate", "rules_mutate"),
    ("schema", "audit.commands.schema", "schema"),
)
GROUPS = {"rules": "List, test and lint rule packs."}


def add_commands(app: typer.Typer, words: list[str]) -> None:
    """Adds the command that `words` begin with, or all of them where they begin with none: Typer
    builds every command that it knows at each start."""
    first = words[0] if words else ""
    wanted = [c for c in COMMANDS if c[0].split()[0] == first] or COMMANDS
    groups: dict[str, typer.Typer] = {}
    for name, module, function in wanted:
        run = getattr(import_module(module), function)
        group, _, inner = name.partition(" ")
        if inner:
            groups[group].command(inner)(run)
        elif group in GROUPS:
            groups[group] = typer.Typer(
                short_help=GROUPS[group], no_args_is_help=False, rich_markup_mode=None
            )
            groups[group].callback(invoke_without_command=True)(run)
            app.add_typer(groups[group], name=group)
        else:
            app.command(name)(run)
