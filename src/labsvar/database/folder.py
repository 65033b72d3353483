"""The data folder: whose it is, and the keys to the database (rule S19).

`labsvar.json` says which installation made the folder and whether it is a demonstration. `keys.json`
holds the passwords of the database's roles and is readable by the owner of the process only.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from labsvar.database.errors import NotOurs

MARK: Final = "labsvar.json"
SETTINGS: Final = "labsvar.toml"
"""An operator may write settings before the first start (see `labsvar.settings`)."""
CLUSTER: Final = "postgres"
"""Where the embedded server keeps its files; not there where the setting `database` is used."""
_KEYS: Final = "keys.json"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Which installation made a folder or a database, and whether it is a demonstration."""

    made_by: str = "labsvar"
    installation: str
    demo: bool


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """Passwords: of the embedded server's superuser, and of the role the server works as."""

    superuser: str
    role: str
    password: str


def claim(data: Path, *, demo: bool) -> tuple[Mark, Keys]:
    """Makes the folder ours, or sees that it is; its mark and its keys.

    Raises `NotOurs` for a folder that holds something else, or that was made for the other use.
    """
    data.mkdir(parents=True, exist_ok=True)
    with _alone(data):
        mark = _mark(data, demo=demo)
        return mark, _keys(data, mark)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Only one process at a time; the lock is on the folder itself and leaves nothing in it."""
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _mark(data: Path, *, demo: bool) -> Mark:
    mark_file = data / MARK
    if mark_file.exists():
        return _see(data, mark_file, demo=demo)
    if any(file.name != SETTINGS for file in data.iterdir()):
        raise NotOurs(f"{data} holds files that Labsvar did not make. Choose an empty or a new folder.")
    mark = Mark(installation=str(uuid.uuid4()), demo=demo)
    _write(mark_file, msgspec.json.encode(mark), mode=0o644)
    return mark


def _see(data: Path, mark_file: Path, *, demo: bool) -> Mark:
    try:
        mark = msgspec.json.decode(mark_file.read_bytes(), type=Mark)
    except msgspec.MsgspecError:
        raise NotOurs(f"{mark_file} is not one that Labsvar wrote.") from None
    if mark.made_by != "labsvar":
        raise NotOurs(f"{mark_file} is not one that Labsvar wrote.")
    if mark.demo != demo:
        raise NotOurs(f"{data} was made for {_use(demo=mark.demo)} and not for {_use(demo=demo)}.")
    return mark


def adopt(data: Path, mark: Mark) -> None:
    """Notes that the folder belongs to the installation that made the database."""
    _write(data / MARK, msgspec.json.encode(mark), mode=0o644)


def _keys(data: Path, mark: Mark) -> Keys:
    """The keys of the folder; made at the first call."""
    file = data / _KEYS
    if not file.exists():
        made = Keys(
            superuser=secrets.token_urlsafe(24),
            role=f"labsvar_{mark.installation[:8]}",
            password=secrets.token_urlsafe(24),
        )
        _write(file, msgspec.json.encode(made), mode=0o600)
    return msgspec.json.decode(file.read_bytes(), type=Keys)


def _use(*, demo: bool) -> str:
    return "a demonstration" if demo else "production"


def _write(file: Path, content: bytes, *, mode: int) -> None:
    """Writes a file as a whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
