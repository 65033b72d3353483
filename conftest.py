"""What holds for every test of the project."""

from __future__ import annotations

pytest_plugins = [
    "pytester",
    "tests.plugins.browser",
    "tests.plugins.dealing",
    "tests.plugins.skips",
    "tests.plugins.tracing",
    "tests.plugins.versions",
]
