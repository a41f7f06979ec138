"""What benchmarks share, and the table of figures at the end. They report; a missed target fails nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.benchmarks.figures import HEAD, Figure, machine
from tests.benchmarks.halls import Hall

_FIGURES = pytest.StashKey[list[Figure]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the table."""
    config.stash[_FIGURES] = []


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[Figure], None]:
    """Add a figure to the table."""
    return request.config.stash[_FIGURES].append


@pytest.fixture(scope="session")
def hall() -> Hall:
    """A hundred thousand leads; made once for each version of the code."""
    return Hall.of_this_code()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, ready for the README."""
    if figures := config.stash[_FIGURES]:
        terminalreporter.section("figures")
        terminalreporter.write_line(f"Measured on {machine()}.\n")
        for line in (*HEAD, *(figure.row() for figure in figures)):
            terminalreporter.write_line(line)
