"""Where the tests of the pages find Chromium and axe-core, told in the environment.

`LABSVAR_CHROMIUM` is the program, `LABSVAR_AXE` the checker's script; either may be set beforehand.
Neither is there when it was not found.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def pytest_configure() -> None:
    """Sets both, once, before anything is collected."""
    chromium = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if chromium:
        os.environ.setdefault("LABSVAR_CHROMIUM", chromium)
    package = find_spec("axe_playwright_python")
    if package and package.origin:
        os.environ.setdefault("LABSVAR_AXE", str(Path(package.origin).with_name("axe.min.js")))
