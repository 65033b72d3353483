"""How the tests are dealt to processes that run at once: by file, and those that share a server together.

The tests of the pages start one demonstration and walk it with one browser, for all of their folder. Dealt by
file, two processes would each start one, and fill it.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/browser/",)
"""Folders whose files go to one process."""


class Dealing(LoadFileScheduling):  # type: ignore[misc]  # xdist brings no types
    """By file, but for the folders that stay together."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def unit(nodeid: str) -> str:
    """What a test is dealt with: its file, or its folder."""
    folder = next((each for each in TOGETHER if nodeid.startswith(each)), None)
    return folder or nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Dealing | None:
    """Where tests are asked to be dealt by file."""
    return Dealing(config, log) if config.getvalue("dist") == "loadfile" else None
