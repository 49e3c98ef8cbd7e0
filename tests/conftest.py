"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected console output")
    parser.addoption("--worlds", type=int, default=300, help="how many true worlds are told")


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine decides on language, colour or width."""
    for name in (
        "COLUMNS",
        "FORCE_COLOR",
        "LANG",
        "LC_ALL",
        "LC_MESSAGES",
        "NO_COLOR",
        "REPORTAUDIT_LANG",
    ):
        monkeypatch.delenv(name, raising=False)
