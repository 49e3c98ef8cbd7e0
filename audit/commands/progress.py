"""A bar on standard error while many reports are checked: on a terminal only, never in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

LEAST = 3  # reports, below which no bar is worth it
PAUSE = 0.1  # seconds between two drawings


class Progress:
    """Counts the reports that are done. Nothing is drawn where standard error is no terminal."""

    def __init__(self, total: int, quiet: bool) -> None:
        self.total = total
        self.shown = not quiet and total >= LEAST and sys.stderr.isatty()
        self.bar: Any = None
        self.task: Any = None
        self.drawn = 0.0

    def __enter__(self) -> Progress:
        if self.shown:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self.bar = Bar(
                *columns,
                console=Console(stderr=True),
                transient=True,
                auto_refresh=False,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self.task = self.bar.add_task("", total=self.total)
            self.bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Room for what a report prints: the bar steps aside and comes back below, one further."""
        if self.bar is None:
            yield
            return
        together = sys.stdout.isatty()
        if together:
            self.bar.stop()
        try:
            yield
        finally:
            sys.stdout.flush()
            self.bar.advance(self.task)
            if together:
                self.bar.start()
            if time.monotonic() - self.drawn > PAUSE:
                self.drawn = time.monotonic()
                self.bar.refresh()
