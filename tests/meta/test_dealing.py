"""Tests that share a server are dealt to one process; all others by file."""

from __future__ import annotations

from tests.plugins.dealing import TOGETHER, unit


def test_files_of_a_shared_server_stay_together_and_others_do_not() -> None:
    assert unit("tests/browser/test_pages.py::test_a[x]") == unit(
        "tests/browser/test_comparability.py::test_b"
    )
    assert unit("tests/unit/test_library.py::test_a") == "tests/unit/test_library.py"
    assert unit("tests/unit/test_library.py::test_a") != unit("tests/unit/test_settings.py::test_a")
    assert TOGETHER
