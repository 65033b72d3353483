"""Which files an extract is made of, and of what kind each is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from labsvar.formats import detect
from labsvar.profiling import rules
from labsvar.profiling.model import Input, Kind, Unread

_KINDS: Final[dict[str, Kind]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xml": "letters",
    ".edi": "letters",
}
_LOOK: Final = 4096


def inputs(paths: Iterable[Path]) -> Iterator[Input | Unread]:
    """The files named and those in the folders named, in the order of their names.

    In a folder, files of no known kind are passed over; one that is named is told of.
    """
    for path in paths:
        if path.is_dir():
            for each in sorted(file for file in path.rglob("*") if file.is_file()):
                kind = _KINDS.get(each.suffix.lower())
                if kind is not None:
                    yield Input(each, kind)
        elif path.exists():
            yield _named(path)
        else:
            yield Unread(str(path), 0, rules.FILE_MISSING.id)


def _named(path: Path) -> Input | Unread:
    """What a file is by its name, else by its first bytes."""
    kind = _KINDS.get(path.suffix.lower())
    if kind is not None:
        return Input(path, kind)
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK)
    except OSError:
        return Unread(str(path), 0, rules.FILE_CLOSED.id)
    if start.startswith(b"PAR1"):
        return Input(path, "parquet")
    if start.lstrip().startswith(b"{"):
        return Input(path, "jsonl")
    if detect(start) != "unknown":
        return Input(path, "letters")
    return Unread(str(path), 0, rules.FILE_KIND.id)
