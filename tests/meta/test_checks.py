"""`make check` in the suite, so that what the build server runs holds all of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.meta.files import ROOT

TOOLS = Path(sys.executable).parent
CHECKS = {
    "lint": ["ruff", "check", "."],
    "formatting": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "floors of the house": ["lint-imports"],
}


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("untraced_programs")
@pytest.mark.parametrize("check", CHECKS)
def test_the_code_passes(check: str) -> None:
    program, *arguments = CHECKS[check]
    done = subprocess.run(
        [str(TOOLS / program), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
