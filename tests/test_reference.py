"""docs/cli.md lists the options that the commands really have.

The tables between `<!-- options of COMMAND -->` and `<!-- end of options -->` are made from the
commands themselves; `pytest tests/test_reference.py --update` rewrites them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from audit.cli import program
from audit.commands import COMMANDS

PAGE = Path(__file__).parents[1] / "docs/cli.md"
_TABLE = re.compile(r"<!-- options of ([a-z ]+) -->\n(.*?)<!-- end of options -->", re.DOTALL)


def table(name: str) -> str:
    """The options of a command, as a table."""
    command: object = typer.main.get_command(program([]))
    for word in name.split():
        command = command.commands[word]  # type: ignore[attr-defined]
    rows = ["| option | meaning |", "|---|---|"]
    for parameter in command.params:  # type: ignore[attr-defined]
        names = [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name != "option" or "--help" in names:
            continue
        metavar = "" if parameter.is_flag else f" {parameter.metavar or 'TEXT'}"
        shown = ", ".join(f"`{n}{metavar}`" if n == names[0] else f"`{n}`" for n in names)
        rows.append(f"| {shown} | {parameter.help} |".replace("\n", " "))
    return "".join(f"{row}\n" for row in rows)


def test_the_tables_of_options_are_those_of_the_commands(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text("utf-8")
    made = _TABLE.sub(
        lambda m: f"<!-- options of {m[1]} -->\n{table(m[1])}<!-- end of options -->", text
    )
    if request.config.getoption("--update"):
        PAGE.write_text(made, "utf-8")
    else:
        assert made == text
    assert {"check", "figures", "config"} <= {m[1] for m in _TABLE.finditer(text)}


def test_every_command_has_examples() -> None:
    for name, _, _ in COMMANDS:
        command: object = typer.main.get_command(program([]))
        for word in name.split():
            command = command.commands[word]  # type: ignore[attr-defined]
        assert "\b\nExamples:" in command.help, name  # type: ignore[attr-defined]
