"""The hub's table of mapping, from a file that commands are given beside others."""

from __future__ import annotations

from pathlib import Path

from labsvar.cli.errors import Misconfigured
from labsvar.cli.files import read_file
from labsvar.codetables import decode, read_csv
from labsvar.findings import Finding
from labsvar.hub.coding import MappingEntry


def read_mapping(path: Path) -> tuple[MappingEntry, ...]:
    """The rows of the table, as `labsvar tables export mapping` writes it. Raises `Unreadable`, and `Misconfigured`
    with the first fault."""
    text = decode(read_file(path))
    if isinstance(text, Finding):
        raise _faulty(path, text)
    read = read_csv(MappingEntry, text)
    if read.findings:
        raise _faulty(path, read.findings[0])
    return read.rows


def _faulty(path: Path, fault: Finding) -> Misconfigured:
    place = f"{path}:{fault.line or 1}"
    return Misconfigured(da=f"{place}: {fault.da} {fault.todo_da}", en=f"{place}: {fault.en} {fault.todo_en}")
