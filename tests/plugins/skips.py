"""Under CI nothing is skipped: a test that asks to be fails, with its reason.

Elsewhere a test may be skipped where a machine lacks what it needs (Chromium, the shared data
folder); pytest's summary then lists each with its reason.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

UNDER_CI = "true"


def under_ci() -> bool:
    """Whether this run is one of the build server."""
    return os.environ.get("CI") == UNDER_CI


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turns the skip of a test into a failure."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turns the skip of a whole module into a failure."""
    report = yield
    _refuse_skip(report)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_to_fail = hasattr(report, "wasxfail")
    if report.outcome == "skipped" and not expected_to_fail and under_ci():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"Under CI nothing may be skipped, but this was. {reason}"
