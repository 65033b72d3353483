"""What holds for every test of the project."""

from __future__ import annotations

pytest_plugins = [
    "pytester",
    "tests.plugins.browser",
    "tests.plugins.clock",
    "tests.plugins.skips",
    "tests.plugins.versions",
]
