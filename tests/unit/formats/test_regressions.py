"""What the fuzzer once found stays mended: every file of `tests/regressions` keeps the promises of its reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzz.targets import TARGETS

FILES = sorted((Path(__file__).parents[2] / "regressions").glob("*/*"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_a_file_that_once_broke_a_reader_is_answered(file: Path) -> None:
    TARGETS[file.parent.name](file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_takes_no_bytes_and_any_bytes(name: str) -> None:
    for data in (b"", b"\x00", bytes(range(256)), b"UNA:+.? '", b"<Emessage/>"):
        TARGETS[name](data)
