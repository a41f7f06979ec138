"""A log line of WARNING or above that no test expects fails the test in which it appears."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

LEAST = logging.WARNING
ExpectLog = Callable[[str], AbstractContextManager[None]]


class UnexpectedLogs(logging.Handler):
    """Collects the records that nobody expects."""

    def __init__(self) -> None:
        super().__init__(LEAST)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record until it is asked for."""
        self.records.append(record)

    def report(self) -> str:
        """Give one line for each record."""
        return "\n".join(f"{r.levelname} {r.name}: {r.getMessage()}" for r in self.records)

    @contextmanager
    def expect(self, pattern: str) -> Iterator[None]:
        """Demand that the block logs at least one line that matches, and forgive all that do."""
        before = len(self.records)
        yield
        new = self.records[before:]
        forgiven = [record for record in new if re.search(pattern, record.getMessage())]
        assert forgiven, f"no log line matches {pattern!r}"
        self.records[before:] = [record for record in new if record not in forgiven]


UNEXPECTED = pytest.StashKey[UnexpectedLogs]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Listen from the test's first fixture to its last."""
    handler = item.stash[UNEXPECTED] = UnexpectedLogs()
    logging.getLogger().addHandler(handler)
    try:
        return (yield)
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passed but for what it logged."""
    try:
        outcome = yield
    except BaseException:
        item.stash[UNEXPECTED].records.clear()  # pytest shows the log of a failed test anyway
        raise
    fail_on_unexpected(item)
    return outcome


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail the closing of a test for what was logged then."""
    outcome = yield
    fail_on_unexpected(item)
    return outcome


def fail_on_unexpected(item: pytest.Item) -> None:
    """Raise with the lines that no test expected, once."""
    handler = item.stash[UNEXPECTED]
    if handler.records:
        lines = handler.report()
        handler.records.clear()
        pytest.fail(f"unexpected log lines (expect_log allows one):\n{lines}", pytrace=False)


@pytest.fixture
def expect_log(request: pytest.FixtureRequest) -> ExpectLog:
    """Give the context manager for a block that must log a WARNING or worse matching a pattern."""
    handler: UnexpectedLogs = request.node.stash[UNEXPECTED]
    return handler.expect
