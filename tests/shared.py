"""MedCom's public example letters, which are not part of this repository.

They lie in the folder that `LABSVAR_SHARED` names, or in `../shared/data` beside the repository. A test
that needs one is skipped, saying so, where they are absent.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("LABSVAR_SHARED", Path(__file__).parents[2] / "shared" / "data"))


def message(name: str) -> bytes:
    """The bytes of one of MedCom's example letters."""
    return read("messages", name)


def read(*parts: str) -> bytes:
    """The bytes of a file below the folder. Skips the test that asks where the folder is absent."""
    if not FOLDER.is_dir():
        pytest.skip("MedCom's example letters are not here; LABSVAR_SHARED names their folder")
    return FOLDER.joinpath(*parts).read_bytes()
