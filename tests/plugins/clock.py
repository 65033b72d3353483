"""Tests that hold the code to a time: they measure the code, not the coverage tool beside it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture
def untraced() -> Iterator[None]:
    """Lets a test run without being traced for coverage, which makes some code several times slower.

    What only such a test runs counts as not covered.
    """
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)
