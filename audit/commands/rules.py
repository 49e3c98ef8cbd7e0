"""The commands `rules`, `rules test` and `rules lint`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from audit.commands.common import choice


def rules(context: typer.Context) -> None:
    """List the rule packs and their rules.

    \b
    Examples:
      reportaudit rules
      reportaudit rules test rules/population.yaml
      reportaudit rules lint
      reportaudit rules mutate report.yaml --min-score 80
    """
    if context.invoked_subcommand is None:
        from audit.render import emit
        from audit.rulebook import listing

        emit(listing(), "terminal", sys.stdout)


def rules_test(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Packs by name or path (default: all shipped).",
            metavar="[PACK]...",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Run the tests that packs (or a report.yaml) carry: figures and the verdicts expected.

    \b
    Examples:
      reportaudit rules test
      reportaudit rules test population rules/own.yaml
    """
    from audit.rulebook import run_tests

    text, good = run_tests(packs or [])
    sys.stdout.write(text)
    raise typer.Exit(0 if good else 1)


def rules_lint(
    packs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Packs or report.yaml files (default: all shipped).",
            metavar="[PACK]...",
            show_default=False,
        ),
    ] = None,
    format: Annotated[
        str, typer.Option("--format", "-f", help="terminal or json.", metavar="FORMAT")
    ] = "terminal",
) -> None:
    """Find rules that cannot hold, contradict each other, follow from others, mix dimensions or
    can never bind.

    \b
    Examples:
      reportaudit rules lint
      reportaudit rules lint report.yaml --format json
    """
    choice(format, ("terminal", "json"), "--format")
    from audit.rulebook import lint

    text, good = lint(packs or [], format)
    sys.stdout.write(text)
    raise typer.Exit(0 if good else 1)
