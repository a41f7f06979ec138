"""The guard against silent warnings works."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

LOUD_TESTS = """
import logging

WARN = logging.getLogger("boothapp.store").warning

def test_unexpected():
    WARN("disk nearly full")

def test_expected(expect_log):
    with expect_log("nearly"):
        WARN("disk nearly full")

def test_another_expected(expect_log):
    with expect_log("network"):
        WARN("disk nearly full")

def test_quiet():
    logging.getLogger("boothapp.store").info("disk has room")
"""


def test_a_warning_fails_the_test_that_did_not_expect_it(pytester: pytest.Pytester) -> None:
    """A warning passes only where it was expected, and the failure quotes it."""
    pytester.makepyfile(LOUD_TESTS)
    result = pytester.runpytest_subprocess("-p", "tests.helpers.log_fail", "-p", "no:pytest-qt", "-v")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines_random(
        [
            "*test_expected PASSED*",
            "*test_quiet PASSED*",
            "WARNING boothapp.store: disk nearly full",
            "*no log line matches 'network'*",
        ],
    )
