"""What of the suite is traced for coverage, which makes Python several times slower.

Tracing every line of every example of every property, and of Hypothesis that thinks them up, took most of the
suite's time and told nothing new. So Hypothesis itself runs untraced, and of the examples of a property those
are traced whose number, over all parameters of the test, is a power of two: few, but spread over the whole run.
All of them are run and judged.
What only runs untraced counts as not covered, so the figure is low rather than high.
"""

from __future__ import annotations

import functools
import sys
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _typeshed import TraceFunction

_PROCESSES = "COVERAGE_PROCESS_CONFIG"
# Of each property, the numbers of the examples to come.
_numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))


@pytest.fixture
def untraced() -> Generator[None]:
    """Lets a test run untraced: one that holds the code to a time, or that runs the same code many times over."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@contextmanager
def programs_untraced() -> Iterator[None]:
    """Programs started meanwhile are not traced: those that are killed, or that do what others were traced doing."""
    with pytest.MonkeyPatch.context() as patched:
        patched.delenv(_PROCESSES, raising=False)
        yield


@pytest.fixture
def untraced_programs() -> Iterator[None]:
    """Starts the programs of a test untraced."""
    with programs_untraced():
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Runs a property with a few of its examples traced, and everything else as it is."""
    handle = getattr(getattr(item, "obj", None), "hypothesis", None)
    tracer = sys.gettrace()
    if handle is None or tracer is None:
        yield
        return
    judged = handle.inner_test
    handle.inner_test = _now_and_then(judged, tracer, _numbers[item.nodeid.partition("[")[0]])
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)
        handle.inner_test = judged


def _now_and_then(
    judged: Callable[..., None], tracer: TraceFunction, numbers: Iterator[int]
) -> Callable[..., None]:
    @functools.wraps(judged)
    def run(*given: Any, **options: Any) -> None:
        number = next(numbers)
        if number & (number - 1):
            judged(*given, **options)
            return
        sys.settrace(tracer)
        try:
            judged(*given, **options)
        finally:
            sys.settrace(None)

    return run
