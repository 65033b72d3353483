"""Where the tests of the pages find Chromium and axe-core, told in the environment.

`LABSVAR_CHROMIUM` is the program, `LABSVAR_AXE` the checker's script; either may be set beforehand.
Neither is there when it was not found, nor is the program where Playwright's driver does not run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure() -> None:
    """Sets both, once, before anything is collected."""
    chromium = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if chromium and _driver_runs():
        os.environ.setdefault("LABSVAR_CHROMIUM", chromium)
    checker = _file_of("axe_playwright_python", "axe.min.js")
    if checker:
        os.environ.setdefault("LABSVAR_AXE", str(checker))


def _driver_runs() -> bool:
    """Whether the Node.js that Playwright brings finds the libraries it needs."""
    node = _file_of("playwright", "driver/node")
    if node is None:
        return False
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def _file_of(package: str, name: str) -> Path | None:
    found = find_spec(package)
    return None if found is None or found.origin is None else Path(found.origin).parent / name
