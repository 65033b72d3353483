"""The files named on the command line. `-` is standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from labsvar.cli.errors import NotWritten, Unreadable
from labsvar.findings import Rule, define

STANDARD_INPUT: Final = "-"
_OWN: Final = "Labsvar's own rule: a file must be there before it can be read"

FILE_MISSING = define(
    "form.file-missing",
    "error",
    da="Filen findes ikke.",
    en="There is no such file.",
    todo_da="Ret filens navn.",
    todo_en="Correct the name of the file.",
    source=_OWN,
)
FILE_IS_FOLDER = define(
    "form.file-folder",
    "error",
    da="Det er en mappe og ikke en fil.",
    en="It is a folder and not a file.",
    todo_da="Angiv filerne i den, for eksempel mappe/*.xml.",
    todo_en="Name the files in it, such as folder/*.xml.",
    source=_OWN,
)
FILE_CLOSED = define(
    "form.file-closed",
    "error",
    da="Filen kan ikke åbnes.",
    en="The file cannot be opened.",
    todo_da="Se efter, om du har lov til at læse den.",
    todo_en="See whether you are allowed to read it.",
    source=_OWN,
)


def fault(path: Path) -> Rule | None:
    """What keeps a path from being read as a file; `None` when nothing is seen."""
    if path.is_dir():
        return FILE_IS_FOLDER
    return None if path.exists() else FILE_MISSING


def read_file(path: Path) -> bytes:
    """The bytes of a file or of standard input. Raises `Unreadable`."""
    if str(path) == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    rule = fault(path)
    if rule is None:
        try:
            return path.read_bytes()
        except OSError:
            rule = FILE_CLOSED
    raise Unreadable(
        da=f"{path}: {rule.da} {rule.todo_da}",
        en=f"{path}: {rule.en} {rule.todo_en}",
    )


def write_file(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all. Raises `NotWritten`."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True) if part.is_file() else None
        raise NotWritten(
            da=f"{path} kan ikke skrives: {error.strerror}", en=f"{path} cannot be written: {error.strerror}"
        ) from error


def make_folder(path: Path) -> None:
    """Makes a folder where there is none, and those around it. Raises `NotWritten`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(
            da=f"Mappen {path} kan ikke laves: {error.strerror}",
            en=f"The folder {path} cannot be made: {error.strerror}",
        ) from error


_ENDINGS: Final = frozenset({".xml", ".edi"})


def letters_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every `.xml` and `.edi` in the folders named, in the order of their names.

    Raises `Unreadable` for a path that is neither.
    """
    for path in paths:
        if path.is_dir():
            found = (each for each in path.rglob("*") if each.suffix.lower() in _ENDINGS)
            yield from sorted(each for each in found if each.is_file())
        elif path.exists():
            yield path
        else:
            raise Unreadable(
                da=f"{path}: {FILE_MISSING.da} {FILE_MISSING.todo_da}",
                en=f"{path}: {FILE_MISSING.en} {FILE_MISSING.todo_en}",
            )
