"""Puts off the collection of reference cycles while many lasting records are made, which have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within it memory is freed by counting alone: searching it for cycles again and again, as it
    grows, would take a third of the time of a large workbook."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            if not gc.get_freeze_count():  # what was made counts as old: it is not searched at once
                gc.freeze()
                gc.unfreeze()
            gc.enable()
