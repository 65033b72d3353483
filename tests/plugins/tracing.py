"""What of the suite is traced for coverage, which makes Python several times slower.

Tracing every line of every example of every property, and of Hypothesis that thinks them up, took most of the
suite's time and told nothing new. So Hypothesis itself runs untraced, and of the examples of a property those
are traced whose number is a power of two: few, but spread over the whole run. All of them are run and judged.
What only runs untraced counts as not covered, so the figure is low rather than high.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Generator
from types import FrameType
from typing import Any

import pytest

Tracer = Callable[[FrameType, str, Any], Any]
_PROCESSES = "COVERAGE_PROCESS_CONFIG"


@pytest.fixture
def untraced() -> Generator[None]:
    """Lets a test run untraced: one that holds the code to a time, or that runs the same code many times over."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


def untraced_environment() -> dict[str, str]:
    """The environment for a program whose own coverage nobody counts, as one that is killed leaves none behind."""
    return {name: value for name, value in os.environ.items() if name != _PROCESSES}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Runs a property with a few of its examples traced, and everything else as it is."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    tracer = sys.gettrace()
    if handle is None or tracer is None:
        yield
        return
    judged = handle.inner_test
    handle.inner_test = _now_and_then(judged, tracer)
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
        handle.inner_test = judged


def _now_and_then(judged: Callable[..., None], tracer: Tracer) -> Callable[..., None]:
    number = 0

    @functools.wraps(judged)
    def run(*given: Any, **options: Any) -> None:
        nonlocal number
        number += 1
        if number & (number - 1):
            judged(*given, **options)
            return
        sys.settrace(tracer)
        try:
            judged(*given, **options)
        finally:
            sys.settrace(None)

    return run
